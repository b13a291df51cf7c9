"""What a contract is allowed to see besides counts and costs: named measures, and the evaluations that report them.

Plain records; what a measure comes to is worked out in :mod:`outcomesim.measurement.measures`, what an evaluation
reports in :mod:`outcomesim.measurement.evaluation`. Schedules, gates, breaks, bonuses and targets refer to a measure by
its name; none computes its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from outcomesim.scenario.quantities import Quantity

How = Literal[
    "recorded", "total", "mean", "share", "ratio", "difference", "percent reduction", "percent of target", "anyway",
    "weighted sum", "mean of", "product", "smallest", "largest",
]  # fmt: skip
"""How a measure comes about.

================= =============================================================================================
recorded          reported from outside: read from recorded activity, or drawn from ``assumed`` when simulated
total             the count of ``of``; by an evaluation, the outcomes added in all
mean              the count of ``of`` for each person in ``over``
share             the same, within 0 and 1
ratio             ``of / against``; by an evaluation, the rate with the service over the rate without
difference        ``of - against``; by an evaluation, the outcomes added for each person in ``over``
percent reduction ``100 * (against - of) / against``; by an evaluation, of the rate without the service
percent of target ``100 * of / target``
anyway            by an evaluation alone: the rate without the service over the rate with it, within 0 and 1
weighted sum      the sum over ``parts`` of weight times measure
mean of           the mean of ``parts``, by their weights
product           the product of ``parts``, each times its weight
smallest, largest of ``parts``
================= =============================================================================================
"""
Window = Literal["to date", "period", "year", "final"]
ONE_AMOUNT: frozenset[Window] = frozenset({"to date", "final"})
"""Windows in which a measure has one figure, which grows; in others each is one of its own."""

ACCOUNTS = ("referrals", "attachments", "person-months", "cost", "paid")
"""What a measure may count besides outcomes; cost and paid are in the scenario's currency."""
COUNTING: frozenset[How] = frozenset({"total", "mean", "share"})
"""Counts of an outcome or an account, over a window and a segment."""
COMPARING: frozenset[How] = frozenset({"ratio", "difference", "percent reduction"})
"""Made of ``of`` and ``against``."""
OF_PARTS: frozenset[How] = frozenset({"weighted sum", "mean of", "product", "smallest", "largest"})
BY_EVALUATION: frozenset[How] = frozenset({"total", "difference", "ratio", "percent reduction", "anyway"})
"""What an evaluation can report."""


@dataclass(frozen=True)
class Part:
    """One of the measures that another is made of."""

    measure: str
    weight: float = 1.0


@dataclass(frozen=True)
class Reporter:
    """An evaluation that reports a measure from a month on: a method may be changed for another."""

    name: str
    since: float = 0.0


@dataclass(frozen=True)
class Measure:
    """A named number that a contract may see.

    Parameters
    ----------
    name : str
    how : see :data:`How`
    of : str
        An outcome, one of :data:`ACCOUNTS`, or another measure.
    against : str or float or None
        The comparison: the same, or a number.
    parts : tuple of Part
    over : str
        Whose number a mean or share divides by: "served", "referred", or an outcome's.
    segment : str
        Empty for everyone.
    cohort : tuple of float or None
        Only those who started in the months ``[from, to)``; None for everybody.
    follow_up_months : float or None
        Each person is followed for so long after her start; None for as long as outcomes count.
    window : "to date", "period", "year" or "final"
        Over which months it counts: since the start, since the report before, since the contract year began, or since
        the start and known with the last statement only. Of what is made of other measures, which of their figures
        replace one another, and which are each one of its own.
    target : float or None
    evaluation : tuple of Reporter
        The evaluations that report it, ascending; empty where it is counted from verified outcomes.
    decimals : int or None
        Rounded to so many, halves away from nought.
    deemed : float or None
        The value that stands for each person who could not be measured.
    measured : Quantity or None
        The share of people who could be measured, when simulated; None for all.
    least_sample : float or None
        With fewer people behind it, ``otherwise`` stands in its place.
    otherwise : str or float or None
        Another measure, or a number.
    when_short : "switch" or "blend"
        Whether ``otherwise`` replaces it, or is mixed in by as much of ``least_sample`` as is missing.
    known_at : tuple of float
        Months at which it is reported; empty means with every statement.
    assumed : Quantity or None
        For a recorded measure, what is believed about it when simulated.
    """

    name: str
    how: How = "recorded"
    of: str = ""
    against: str | float | None = None
    parts: tuple[Part, ...] = ()
    over: str = "served"
    segment: str = ""
    cohort: tuple[float, float] | None = None
    follow_up_months: float | None = None
    window: Window = "to date"
    target: float | None = None
    evaluation: tuple[Reporter, ...] = ()
    decimals: int | None = None
    deemed: float | None = None
    measured: Quantity | None = None
    least_sample: float | None = None
    otherwise: str | float | None = None
    when_short: Literal["switch", "blend"] = "switch"
    known_at: tuple[float, ...] = ()
    assumed: Quantity | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What it names: outcomes, accounts and measures, those that stand in for it last."""
        return (*self.made_of, *((self.otherwise,) if isinstance(self.otherwise, str) else ()))

    @property
    def made_of(self) -> tuple[str, ...]:
        """The outcomes, accounts and measures that it is made of."""
        named = (self.of, self.against, *(part.measure for part in self.parts))
        return tuple(name for name in named if isinstance(name, str) and name)


Design = Literal[
    "none", "fixed baseline", "historical cohort", "matched comparison", "randomised trial", "clustered trial",
    "difference in differences",
]  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """How the effect on one outcome is estimated: with a sample, a bias, a lag and a cost.

    Parameters
    ----------
    name : str
    outcome : str
    design : see :data:`Design`
    sample : float or None
        People measured in the group that is offered the service; None means everybody referred.
    controls_each : float
        People compared with, for each person measured.
    baseline : Quantity or None
        For a fixed baseline: the outcomes a person is taken to have without the service.
    bias : Quantity or None
        Added to the estimated effect, in outcomes a person.
    sd : float or None
        Standard deviation of the outcome between people; None where it follows from the rate.
    clusters : float or None
        For a clustered trial, in each arm.
    intra_cluster : float
        Correlation of people within a cluster.
    explained : float
        Share of the variance between people that matching, or what was measured before, explains.
    explained_clusters : float
        The same of the variance between clusters.
    explained_earlier : float or None
        For a clustered trial that takes an earlier score off: the share of the earlier score that is explained; None
        where nothing is taken off.
    at : tuple of float
        Months at which it reports.
    lag_months : float
        A report counts what happened so many months before it.
    cost : Quantity or None
        Of each report, in the scenario's currency.
    by : str
        Who pays for the reports: "payers", or a party to the contract.
    """

    name: str
    outcome: str
    design: Design = "none"
    sample: float | None = None
    controls_each: float = 1.0
    baseline: Quantity | None = None
    bias: Quantity | None = None
    sd: float | None = None
    clusters: float | None = None
    intra_cluster: float = 0.0
    explained: float = 0.0
    explained_clusters: float = 0.0
    explained_earlier: float | None = None
    at: tuple[float, ...] = ()
    lag_months: float = 0.0
    cost: Quantity | None = None
    by: str = "payers"


def windows_of(written: Mapping[str, Window], made_of: Mapping[str, Sequence[str]]) -> dict[str, Window | None]:
    """The window of each measure: as it is written, else that of what it is made of; None where that is not one.

    What is made of yearly figures is a figure of the year, and so of periods. An outcome or account, and a measure that
    is made of no other, is to date where nothing is written.

    Parameters
    ----------
    written : mapping of measure to Window
        Of those that say.
    made_of : mapping of every measure to what it is made of

    Examples
    --------
    >>> windows_of({"score": "year", "learning": "year"}, {"both": ("score", "learning"), "score": (), "learning": ()})
    {'both': 'year', 'score': 'year', 'learning': 'year'}
    >>> windows_of({"score": "year"}, {"both": ("score", "jobs"), "score": (), "jobs": ("job",)})
    {'both': None, 'score': 'year', 'jobs': 'to date'}
    """

    def window(name: str, above: tuple[str, ...]) -> Window | None:
        if name in written:
            return written[name]
        parts = {window(part, (*above, name)) for part in made_of.get(name, ()) if part not in above}
        alike: set[Window | None] = {"to date" if part in ONE_AMOUNT else part for part in parts}
        return alike.pop() if len(alike) == 1 else None if alike else "to date"

    return {name: window(name, ()) for name in made_of}


def in_their_windows(measures: Iterable[Measure], written: Collection[str]) -> tuple[Measure, ...]:
    """Measures that are made of others in the window of these, unless their own is written."""
    by_name = {measure.name: measure for measure in measures}
    own: dict[str, Window] = {name: by_name[name].window for name in written}
    windows = windows_of(own, {name: measure.made_of for name, measure in by_name.items()})
    return tuple(replace(by_name[name], window=window or "to date") for name, window in windows.items())


def measures_named(terms: Any) -> Iterator[str]:
    """The measures that a contract's terms name: every field called ``measure``, however deep."""
    if isinstance(terms, (tuple, list)):
        for item in terms:
            yield from measures_named(item)
    elif is_dataclass(terms):
        for spec in fields(terms):
            value = getattr(terms, spec.name)
            if spec.name == "measure" and isinstance(value, str):
                yield from (value,) if value else ()
            else:
                yield from measures_named(value)


def evaluations_behind(names: Iterable[str], measures: Iterable[Measure]) -> tuple[str, ...]:
    """The evaluations that some measures rest on, by way of others too, each once."""
    by_name: Mapping[str, Measure] = {measure.name: measure for measure in measures}
    waiting, seen, found = list(names), set[str](), dict[str, None]()
    while waiting:
        measure = by_name.get(waiting.pop(0))
        if measure is None or measure.name in seen:
            continue
        seen.add(measure.name)
        found.update(dict.fromkeys(reporter.name for reporter in measure.evaluation))
        waiting += measure.names
    return tuple(found)
