"""Some of the people who were recorded: a cohort by their date of start, each followed for some months.

Takes recorded activity in its periods, gives what was counted of them by the end of each. Rows that do not say when
their people started, or their outcomes came, are refused: nobody is put in a cohort by guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.counted import Among
from outcomesim.measurement.vintages import Vintage, vintage_of
from outcomesim.scenario.case import Case
from outcomesim.scenario.measures import Measure
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.person_limits import Period
from outcomesim.units import NEVER, Floats


@dataclass(frozen=True)
class Cohort:
    """What was recorded of some of the people, by period.

    Parameters
    ----------
    counts : tuple of array (G, L)
    rows : tuple of tuple of Row
        Theirs alone.
    """

    counts: tuple[Floats, ...]
    rows: tuple[tuple[Row, ...], ...]


def recorded_cohorts(case: Case, activity: Activity, periods: Sequence[Period]) -> Iterator[tuple[Among, Cohort]]:
    """Those whom each measure is of, where it is counted and not reported.

    Raises
    ------
    ScenarioError
        Where a row does not say when its people started, or whether their outcomes came in time.
    """
    reported = {name for row in activity.rows for name in row.measures}
    for measure in case.measures:
        vintage = vintage_of(measure)
        if vintage is None or measure.how == "recorded" or measure.evaluation or measure.name in reported:
            continue
        faults = list(_undated(measure, vintage, activity))
        if faults:
            raise ScenarioError(faults)
        people = [_in_time(row, vintage, activity) for row in activity.rows if _started_in(row, vintage)]
        counts, rows, done = [], [], 0.0
        for number, period in enumerate(periods, 1):
            own = tuple(_in_time(row, vintage, activity) for row in period.rows if _started_in(row, vintage))
            until = NEVER if number == len(periods) else period.month_to
            among, within = (people, (done, until)) if activity.by_person else (own, (-NEVER, NEVER))
            counts.append(counts_by_segment(case, among, activity, "counts", within=within))
            rows.append(own)
            done = period.month_to
        yield (measure.cohort, measure.follow_up_months), Cohort(tuple(counts), tuple(rows))


def _started_in(row: Row, vintage: Vintage) -> bool:
    return row.started is not None and vintage.started_from <= row.started < vintage.started_until


def _in_time(row: Row, vintage: Vintage, activity: Activity) -> Row:
    """The row with the outcomes alone that came within the follow-up."""
    if vintage.follow_up_months == NEVER or not row.counts:
        return row
    assert row.started is not None
    until = row.started + vintage.follow_up_months
    if row.achieved is not None:
        return row if row.achieved <= until else replace(row, counts={}, times={}, people={})
    times = {name: tuple(time for time in dates if time <= until) for name, dates in row.times.items()}
    counts = {key: float(len(times[key[0]])) for key in row.counts}
    return replace(row, counts=counts, times=times)


def _undated(measure: Measure, vintage: Vintage, activity: Activity) -> Iterator[Fault]:
    """What rows do not say of the dates that the measure needs."""
    if vintage.follow_up_months < NEVER and "person-months" in (measure.of, measure.against):
        rule = "months of service are not recorded by how long after a person's start they were"
        yield Fault("person-months", "", f'the measure "{measure.name}": {rule}', "count people or outcomes", None,
                    activity.file)  # fmt: skip
    of_start = f'the measure "{measure.name}" is of people by when they started'
    of_outcome = f'the measure "{measure.name}" follows each person for {vintage.follow_up_months:g} months'
    for row in activity.rows:
        counted = {name for (name, _), number in row.counts.items() if number}
        if row.started is None and (counted or row.accounts.get("attachments") or row.person):
            yield Fault(
                "started", "", f"{of_start}: a row says when", "add a column started, with dates", row.line,
                activity.file,
            )  # fmt: skip
        elif vintage.follow_up_months < NEVER and row.achieved is None:
            dated = activity.basis == "achievement" and counted <= {*row.times}
            if counted and not dated:
                hint = "add a column achieved; or, by person, dates of achievement and the remark # dates: achievement"
                name = min(counted)
                rule = f"{of_outcome}: a row says when its outcomes came"
                yield Fault(name, f"{row.counts.get((name, row.segment), 1):g}", rule, hint, row.line, activity.file)
