"""Dates of one row that contradict each other or the terms: told, and settled as recorded.

Takes a case and its activity, gives sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.reading.dates import DAYS_IN_A_MONTH, month_end

MOST_ROWS = 6
"""Rows that are named one by one."""


def dates_that_contradict(case: Case, activity: Activity) -> Iterator[str]:
    """What came before it could, or after the last day for claims; the first rows one by one, the others counted."""
    told = [
        f"{activity.file}, line {row.line} ({row.label}): {said}"
        for row in activity.rows
        for said in _of_row(row, math.ceil(case.dates.last_claim), case.start)
    ]
    yield from told[:MOST_ROWS]
    more = len(told) - MOST_ROWS
    if more > 0:
        yield f"{more} more dates contradict each other, or the terms, in the same way." if more > 1 else told[-1]


def _of_row(row: Row, last: int, start: date) -> Iterator[str]:
    started, after = row.started, f"after the last day for claims (month {last})"
    if started is not None and row.achieved is not None and _before(row.achieved, started, start):
        yield "its outcomes came before its people started; they are settled as recorded."
    if started is not None and _before(started, 0.0, start):
        yield "its people started before the contract; they are taken to have started in its first month."
    if started is not None and started >= last:
        yield f"its people started {after}; they are settled as recorded."
    for payer, day in row.paid_on.items():
        if day <= month_end(start, row.month_from - 1):
            yield f"{payer or 'all payers'} paid on {day}, before its first day: that is taken as in time."
    for outcome, dates in row.times.items():
        own = () if outcome in row.of_period else dates
        if started is not None and any(_before(came, started, start) for came in own):
            yield f'a claim of "{outcome}" is dated before she started; it is settled as recorded.'
        if any(came >= last for came in dates):
            yield f'a claim of "{outcome}" is dated {after}; it is settled as recorded, and would be late.'


def _before(came: float, started: float, start: date) -> bool:
    """Whether one time is surely before another: the first of a month may be written for any day of it."""
    months = came - (1 - start.day) / DAYS_IN_A_MONTH
    any_day = math.isclose(months, round(months), abs_tol=1e-6)
    return came + 1 <= started if any_day else came < started
