"""Some of the people who were recorded: a cohort by their date of start, each followed for some months.

Takes recorded activity in its periods, gives what was counted of them by the end of each. Rows that do not say when
their people started, or their outcomes came, are refused: nobody is put in a cohort by guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outcomesim.contracts.wording.terms import window_in_words
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.counted import Among
from outcomesim.measurement.vintages import Vintage, vintage_of
from outcomesim.scenario.case import Case
from outcomesim.scenario.measures import Measure
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.persons.by_person import taken_on
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.settlement.reading.dates import came_within
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
        people = _theirs(activity.rows, vintage, activity)
        counts, rows, done = [], [], 0.0
        for number, period in enumerate(periods, 1):
            own = _theirs(period.rows, vintage, activity)
            until = NEVER if number == len(periods) else period.month_to
            among, within = (people, (done, until)) if activity.by_person else (own, (-NEVER, NEVER))
            counts.append(counts_by_segment(case, among, activity, "counts", within=within))
            rows.append(own)
            done = period.month_to
        yield (measure.cohort, measure.follow_up_months), Cohort(tuple(counts), tuple(rows))


def _theirs(rows: Sequence[Row], vintage: Vintage, activity: Activity) -> tuple[Row, ...]:
    """The rows of those who started between two dates, with the outcomes alone that came within their follow-up."""
    return tuple(
        in_time(row, vintage.follow_up_months, activity)
        for row in rows
        if row.started is not None and vintage.started_from <= taken_on(row) < vintage.started_until
    )


def in_time(row: Row, months: float, activity: Activity) -> Row:
    """The row with the outcomes alone that came no later than so many months after the start."""
    if months == NEVER or not row.counts:
        return row
    if row.started is None:
        return replace(row, counts={}, times={}, people={})
    if row.achieved is not None:
        return row if came_within(months, row.started, row.achieved) else replace(row, counts={}, times={}, people={})
    times = {
        name: tuple(time for time in dates if came_within(months, row.started, time))
        for name, dates in row.times.items()
    }
    counts = {key: float(len(times[key[0]])) if key[0] in times else n for key, n in row.counts.items()}
    return replace(row, counts=counts, times=times)


def windows_are_dated(contract: WrittenContract, activity: Activity) -> None:
    """Refuse rows that do not say how long after their people's start outcomes came, where a line goes by it.

    Raises
    ------
    ScenarioError
    """
    faults = []
    for line in contract.every_line:
        if line.within_months is None:
            continue
        rule = f"{line.name} is paid {window_in_words(line.within_months)}"
        if line.claims_per_person is not None and not activity.by_person and activity.rows:
            why = "which claims of one person are too many is known by person alone"
            hint = "write a row for each person, with the dates of her claims"
            faults.append(Fault(line.name, "", f"{rule}, and so many a person: {why}", hint, None, activity.file))
        for row in activity.rows:
            counted = {name for (name, _), number in row.counts.items() if number and name in line.outcomes}
            faults += list(_not_dated(row, counted, rule, activity))
    if faults:
        raise ScenarioError(faults)


def _not_dated(row: Row, counted: set[str], rule: str, activity: Activity) -> Iterator[Fault]:
    """What a row does not say of when its people started, or when its outcomes came."""
    if not counted:
        return
    if row.started is None:
        yield Fault(
            "started", "", f"{rule}: a row says when they started", "add a column started, with dates", row.line,
            activity.file,
        )  # fmt: skip
    elif row.achieved is None and not (activity.basis == "achievement" and counted <= {*row.times} - row.of_period):
        name = min(counted)
        hint = "add a column achieved; or, by person, dates of achievement and the remark # dates: achievement"
        given = f"{row.counts.get((name, row.segment), 1):g}"
        yield Fault(name, given, f"{rule}: a row says when its outcomes came", hint, row.line, activity.file)


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
            hint = "add a column started, with dates"
            yield Fault("started", "", f"{of_start}: a row says when", hint, row.line, activity.file)
        elif vintage.follow_up_months < NEVER:
            yield from _not_dated(row, counted, of_outcome, activity)
