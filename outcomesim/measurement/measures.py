"""What each measure comes to at a month: one small function a way of measuring, the same simulated or settled.

Takes :class:`~outcomesim.scenario.measures.Measure` and :class:`~outcomesim.measurement.counted.Counted`, gives one
number a replication; NaN is *not reported yet*. It knows no schedule, no price and no party, and draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np

from outcomesim.errors import RunError
from outcomesim.measurement.counted import Counted, Estimate, Recorded
from outcomesim.measurement.measure_dates import When, counted_months, evaluated_months, last_report
from outcomesim.scenario.measures import COUNTING, Evaluation, How, Measure
from outcomesim.units import Floats, Ints

_EDGE = 9
"""Decimals beyond which a half is a half: 0.285 is one, whatever its binary digits."""


@dataclass(frozen=True)
class Figure:
    """A measure before what stands for the unmeasured, or for too few.

    Parameters
    ----------
    value : array (R,)
        Of those who could be measured.
    people : array (R,)
        How many they are; NaN where nothing goes by it.
    share : array (R,)
        What share of all that is.
    stands : int
        The month at which other measures are taken as they stand.
    reported : array (R,) of bool
    """

    value: Floats
    people: Floats
    share: Floats
    stands: int
    reported: Ints


@dataclass(frozen=True)
class Reading:
    """The measures of one contract, each worked out once for each month it is asked for.

    Parameters
    ----------
    measures : mapping of name to Measure
    evaluations : mapping of name to Evaluation
    counted : Counted
    statements : sequence of int
        The months of the contract's statements, ascending.
    """

    measures: Mapping[str, Measure]
    evaluations: Mapping[str, Evaluation]
    counted: Counted
    statements: Sequence[int]
    kept: dict[tuple[str, float], Floats] = field(default_factory=dict)

    def at(self, month: int) -> dict[str, Floats]:
        """Every measure as it is known at a month, (R,) each, read-only."""
        return {name: self.value(name, month) for name in self.measures}

    def value(self, name: str, month: float) -> Floats:
        """One measure as it is known at a month; those that it is made of are worked out first."""
        if (name, month) not in self.kept:
            value = np.array(_known(self, self.measures[name], month), dtype=np.float64)
            value.setflags(write=False)
            self.kept[name, month] = value
        return self.kept[name, month]

    def figure(self, name: str, month: float) -> Figure | None:
        """What a measure's number is made from, as it was last reported by a month; None before it is."""
        measure, counted = self.measures[name], _of_whom(self, self.measures[name])
        recorded = self.counted.recorded.get(name)
        if measure.window == "final" and month < self.statements[-1]:
            return None
        if recorded is not None:
            return _recorded(measure, counted, recorded, month)
        if measure.evaluation:
            return _evaluated(self, measure, counted, month)
        return _counted(self, measure, counted, month)


# -- known, and when -------------------------------------------------------------------------------------------------


def _known(reading: Reading, measure: Measure, month: float) -> Floats:
    """The measure at a month: as last reported, with what stands for the unmeasured and for too few, and rounded."""
    figure = reading.figure(measure.name, month)
    if figure is None:
        return _nothing(reading.counted)
    value, share = figure.value, figure.share
    if measure.deemed is not None:
        value = share * np.where(share > 0, value, 0.0) + (1 - share) * measure.deemed
    if measure.least_sample is not None:
        value = _unless_too_few(measure, reading, value, figure.people, figure.stands)
    return np.where(figure.reported, rounded(value, measure.decimals), np.nan)


def _recorded(measure: Measure, counted: Counted, recorded: Recorded, month: float) -> Figure:
    """As it was reported from outside."""
    value, people, share = (told[ceil(month)] for told in (recorded.value, recorded.people, recorded.share))
    return Figure(value, _or_served(measure, counted, people, ceil(month)), share, ceil(month), ~np.isnan(value))


def _evaluated(reading: Reading, measure: Measure, counted: Counted, month: float) -> Figure | None:
    """As the last report of an evaluation says."""
    report = None if counted.reports is None else last_report(measure, reading.evaluations, month)
    if report is None or counted.reports is None:
        return None
    evaluation, number = report
    when = When(*evaluated_months(measure, evaluation, number), floor(evaluation.at[number - 1]))
    estimate = counted.reports.report(measure, evaluation, number, when.since, when.until)
    value = EVALUATED[measure.how](measure, counted, estimate, when)
    people = _or_served(measure, counted, estimate.measured, when.stands)
    return Figure(value, people, _share_measured(measure, counted), when.stands, np.ones(len(value), dtype=np.bool_))


def _counted(reading: Reading, measure: Measure, counted: Counted, month: float) -> Figure | None:
    """As it is counted, or made of other measures."""
    when = counted_months(measure, reading.statements, month)
    if when is None or measure.how == "recorded":
        return None
    value, share = HOW[measure.how](measure, reading, counted, when), _share_measured(measure, counted)
    people = np.full(counted.replications, np.nan)
    if measure.how in COUNTING:
        in_all = counted.between(measure.over, measure.segment, when.since, when.until)
        people = in_all * share
        if measure.name in counted.measured:
            said = counted.measured[measure.name]
            people = np.minimum(said[when.until] - np.nan_to_num(said[when.since]), in_all)
            share = quotient(people, in_all)
            if measure.deemed is not None:
                value = _of_those_measured(measure, value, in_all, people)
    people = _or_served(measure, counted, people, when.stands)
    return Figure(value, people, share, when.stands, np.ones(len(value), dtype=np.bool_))


def _of_those_measured(measure: Measure, of_all: Floats, in_all: Floats, people: Floats) -> Floats:
    """A mean or share of those alone who could be measured: what came is theirs."""
    each = quotient(of_all * in_all, people)
    nobody = np.where(people == 0, 0.0, each)  # whom it weighs nothing for
    return within_one(nobody) if measure.how == "share" else nobody


def _share_measured(measure: Measure, counted: Counted) -> Floats:
    return counted.share_measured.get(measure.name, np.ones(counted.replications))


def _or_served(measure: Measure, counted: Counted, people: Floats, month: int) -> Floats:
    """How many are behind a measure, where that is known; else those who had been served by a month."""
    if measure.least_sample is None:
        return people
    return np.where(np.isnan(people), counted.between("served", measure.segment, 0, month), people)


def _nothing(counted: Counted) -> Floats:
    return np.full(counted.replications, np.nan)


def _of_whom(reading: Reading, measure: Measure) -> Counted:
    """What was counted of the people that a measure is about."""
    among = (measure.cohort, measure.follow_up_months)
    if among == (None, None):
        return reading.counted
    if among not in reading.counted.among:
        whom = "" if measure.cohort is None else " by those who started in months {:g} to {:g}".format(*measure.cohort)
        long = "" if measure.follow_up_months is None else f", each followed for {measure.follow_up_months:g} months"
        if measure.name in reading.counted.recorded or measure.evaluation:
            return reading.counted  # it is reported, not counted
        raise RunError(f'the measure "{measure.name}" needs what was achieved{whom}{long}: that is not recorded')
    return reading.counted.among[among]


# -- one function a way of measuring ---------------------------------------------------------------------------------


def _total(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    return counted.between(measure.of, measure.segment, when.since, when.until)


def _mean(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    people = counted.between(measure.over, measure.segment, when.since, when.until)
    return quotient(_total(measure, reading, counted, when), people)


def _share(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    return within_one(_mean(measure, reading, counted, when))


def _ratio(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    of, against = _both(measure, reading, counted, when)
    return quotient(of, against)


def _difference(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    of, against = _both(measure, reading, counted, when)
    return of - against


def _percent_reduction(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    of, against = _both(measure, reading, counted, when)
    return quotient(100 * (against - of), against)


def _percent_of_target(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    assert measure.target is not None
    return 100 * _operand(measure.of, measure, reading, counted, when) / measure.target


def _weighted_sum(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    weights = np.array([part.weight for part in measure.parts])
    return np.asarray(np.sum(_parts(measure, reading, when) * weights[:, None], axis=0))


def _mean_of(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    return _weighted_sum(measure, reading, counted, when) / sum(part.weight for part in measure.parts)


def _product(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    weights = np.array([part.weight for part in measure.parts])
    return np.asarray(np.prod(_parts(measure, reading, when) * weights[:, None], axis=0))


def _smallest(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    return np.asarray(np.min(_parts(measure, reading, when), axis=0))


def _largest(measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    return np.asarray(np.max(_parts(measure, reading, when), axis=0))


def _parts(measure: Measure, reading: Reading, when: When) -> Floats:
    return np.stack([reading.value(part.measure, when.stands) for part in measure.parts])  # (parts, R)


def _both(measure: Measure, reading: Reading, counted: Counted, when: When) -> tuple[Floats, Floats]:
    of = _operand(measure.of, measure, reading, counted, when)
    return of, _operand(measure.against, measure, reading, counted, when)


def _operand(what: str | float | None, measure: Measure, reading: Reading, counted: Counted, when: When) -> Floats:
    """A number, another measure as it stands, or the count of an outcome or account."""
    if not isinstance(what, str):
        assert what is not None
        return np.full(counted.replications, float(what))
    if what in reading.measures:
        return reading.value(what, when.stands)
    return counted.between(what, measure.segment, when.since, when.until)


HOW: Mapping[How, Callable[[Measure, Reading, Counted, When], Floats]] = {
    "total": _total,
    "mean": _mean,
    "share": _share,
    "ratio": _ratio,
    "difference": _difference,
    "percent reduction": _percent_reduction,
    "percent of target": _percent_of_target,
    "weighted sum": _weighted_sum,
    "mean of": _mean_of,
    "product": _product,
    "smallest": _smallest,
    "largest": _largest,
}


def _added_for_each(measure: Measure, counted: Counted, estimate: Estimate, when: When) -> Floats:
    if measure.over == "referred":
        return estimate.effect
    return quotient(estimate.added, counted.between(measure.over, measure.segment, 0, when.until))


EVALUATED: Mapping[How, Callable[[Measure, Counted, Estimate, When], Floats]] = {
    "total": lambda measure, counted, estimate, when: estimate.added,
    "difference": _added_for_each,
    "ratio": lambda measure, counted, estimate, when: quotient(estimate.rate, above_nought(estimate.comparison)),
    "percent reduction": lambda measure, counted, estimate, when: quotient(
        100 * (estimate.comparison - estimate.rate), above_nought(estimate.comparison)
    ),
    "anyway": lambda measure, counted, estimate, when: within_one(quotient(estimate.comparison, estimate.rate)),
}


# -- the rest --------------------------------------------------------------------------------------------------------


def quotient(of: Floats, over: Floats) -> Floats:
    """One over the other; NaN where there is nothing to divide by.

    Examples
    --------
    >>> quotient(np.array([1.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    return np.asarray(np.divide(of, over, out=np.full(np.shape(of), np.nan), where=(over != 0)))


def within_one(share: Floats) -> Floats:
    """A share, which lies within 0 and 1."""
    return np.asarray(np.clip(share, 0.0, 1.0))


def above_nought(rate: Floats) -> Floats:
    """A rate where it is above nought; nought, which nothing is divided by, elsewhere."""
    return np.maximum(rate, 0.0)


def rounded(values: Floats, decimals: int | None) -> Floats:
    """Rounded to so many decimals, halves away from nought; as it is where ``decimals`` is None.

    Examples
    --------
    >>> rounded(np.array([0.285, -2.5, 8.44]), 2).tolist(), rounded(np.array([0.5, -0.5]), 0).tolist()
    ([0.29, -2.5, 8.44], [1.0, -1.0])
    """
    if decimals is None:
        return values
    scale = 10.0**decimals
    whole = np.floor(np.round(np.abs(values) * scale, _EDGE) + 0.5) / scale
    return np.asarray(np.sign(values) * whole + 0.0)  # no negative nought


def _unless_too_few(measure: Measure, reading: Reading, value: Floats, people: Floats, stands: int) -> Floats:
    """The value where enough people are behind it; elsewhere, or in part, what stands in for it."""
    assert measure.least_sample is not None
    instead = measure.otherwise
    other = (
        reading.value(instead, stands)
        if isinstance(instead, str)
        else np.full(value.shape, np.nan if instead is None else float(instead))
    )
    enough = people >= measure.least_sample
    if measure.when_short == "switch":
        return np.where(enough, value, other)
    weight = np.clip(people / measure.least_sample, 0.0, 1.0)
    mixed = weight * np.where(weight > 0, value, 0.0) + (1 - weight) * other
    return np.where(enough, value, mixed)
