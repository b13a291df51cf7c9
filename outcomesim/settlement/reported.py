"""Measures as they were reported: the figures, how many people were measured, and what share of all that is.

Takes recorded activity in its periods and what was counted of it, gives
:class:`~outcomesim.measurement.counted.Recorded`. Where a measure deems a value for whoever could not be measured, the
activity must say how many there were in all: that is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.counted import Counted, Recorded
from outcomesim.measurement.measure_dates import When, counted_months
from outcomesim.scenario.case import Case
from outcomesim.scenario.measures import ONE_AMOUNT, Measure
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats

COLUMN_OF = {"served": "attachments", "referred": "referrals"}
"""Where the activity says how many people there were in all; an outcome has a column of its own name."""


def with_what_was_reported(case: Case, activity: Activity, periods: Sequence[Period], counted: Counted) -> Counted:
    """What was counted, with every measure that the activity reports, and how many were measured for the others.

    Raises
    ------
    ScenarioError
        Where some may not have been measured and nothing says how many there were in all.
    """
    months, replications = len(counted.cost) - 1, counted.replications
    statements = [period.month_to for period in periods]
    faults = [fault for measure in case.measures for fault in _all_are_known(case, measure, activity, counted, periods)]
    if faults:
        raise ScenarioError(faults)
    recorded, measured = {}, {}
    for measure in case.measures:
        said = [
            (
                period.month_to, row.measures[measure.name], row.measured.get(measure.name),
                _share_measured(measure, row, counted, statements, period.month_to),
            )
            for period in periods for row in period.rows if measure.name in row.measures
        ]  # fmt: skip
        if said:
            one = Recorded.of(said, months, replications)
            if measure.window not in ONE_AMOUNT:  # a figure of its own period, which does not stand for the next
                reported = np.isin(np.arange(months + 1), [month for month, *_ in said])
                one = replace(one, value=np.where(reported[:, None], one.value, np.nan))
            recorded[measure.name] = one
        elif any(measure.name in row.measured for period in periods for row in period.rows):
            measured[measure.name] = _measured_by(measure, periods, np.full((months + 1, replications), np.nan))
    return replace(counted, recorded=_brought_together(case, recorded), measured=measured)


def _brought_together(case: Case, recorded: Mapping[str, Recorded]) -> dict[str, Recorded]:
    """The figures of a year that another measure is made of, brought to the date on which the last of them came.

    Only where that is the first that the year knows of all of them.
    """
    brought = {**recorded}
    by_name = {measure.name: measure for measure in case.measures}
    for measure in case.measures:
        parts = measure.made_of
        if len(parts) < 2 or any(name not in recorded or by_name[name].window != "year" for name in parts):
            continue
        for year in {_year(date) for date in recorded[parts[0]].dates}:
            came = [min((d for d in recorded[name].dates if _year(d) == year), default=NEVER) for name in parts]
            if max(came) < NEVER:
                for name, first in zip(parts, came, strict=True):
                    brought[name] = _also_known_at(brought[name], int(max(came)), since=int(first))
    return brought


def _year(month: float) -> int:
    """The contract year that a figure of a month is of."""
    return ceil(month / MONTHS_PER_YEAR)


def _also_known_at(figures: Recorded, month: int, *, since: int) -> Recorded:
    """The same with the figure of one month known at another too, unless another was reported then."""
    if not np.isnan(figures.value[month]).all():
        return figures
    told = (figures.value.copy(), figures.people.copy(), figures.share.copy())
    for one in told:
        one[month] = one[since]
    value, people, share = told
    return replace(figures, value=value, people=people, share=share)


def _measured_by(measure: Measure, periods: Sequence[Period], not_yet: Floats) -> Floats:
    """How many had been measured by each month, (M + 1, R); NaN before anybody was."""
    measured = not_yet.copy()
    for period in periods:
        said = [row.measured[measure.name] for row in period.rows if measure.name in row.measured]
        if said:
            measured[period.month_to :] = np.nan_to_num(measured[period.month_to :]) + sum(said)
    return measured


def measured_of_all(
    measure: Measure, row: Row, counted: Counted, statements: Sequence[int], month: int
) -> tuple[Floats, Floats]:
    """How many were measured for a figure that a row reports, or is counted to, and of how many people, (R,) each."""
    when = counted_months(measure, statements, month) or When(0, month, month)
    in_all = counted.between(measure.over, measure.segment, when.since, when.until)
    people = np.full(in_all.shape, row.measured.get(measure.name, np.nan))
    if measure.name in counted.measured:
        said = counted.measured[measure.name]
        people = said[when.until] - np.nan_to_num(said[when.since])
    return people, in_all


def _share_measured(
    measure: Measure, row: Row, counted: Counted, statements: Sequence[int], month: int
) -> Floats | None:
    """The share of people who were measured for a figure, (R,); None where all count as measured."""
    if measure.deemed is None or measure.name not in row.measured:
        return None
    people, in_all = measured_of_all(measure, row, counted, statements, month)
    return np.minimum(1.0, np.divide(people, in_all, out=np.ones(in_all.shape), where=in_all > 0))


def _all_are_known(
    case: Case, measure: Measure, activity: Activity, counted: Counted, periods: Sequence[Period]
) -> Iterator[Fault]:
    """Rows that say how many were measured, where it is not known of how many."""
    if measure.deemed is None:
        return
    statements, column = [period.month_to for period in periods], COLUMN_OF.get(measure.over, measure.over)
    loose = bool(measure.segment) and any(
        not row.segment and (row.accounts.get(column) or row.counts.get((column, ""))) for row in activity.rows
    )
    for period in periods:
        for row in (row for row in period.rows if row.measured.get(measure.name)):
            _, in_all = measured_of_all(measure, row, counted, statements, period.month_to)
            if in_all.all() and measure.cohort is None and not loose:
                continue
            of = f' of the segment "{measure.segment}"' if measure.segment else ""
            of += " who started in its cohort" if measure.cohort is not None else ""
            yield Fault(
                f"{measure.name} (people)", f"{row.measured[measure.name]:g}",
                f"whoever could not be measured counts as {measure.deemed:g}: of how many people{of} must be known",
                f"add a column {column}" if measure.cohort is None else
                "report a figure that has the deemed value in it, and leave deemed out",
                row.line, activity.file,
            )  # fmt: skip
