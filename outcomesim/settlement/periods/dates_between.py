"""Dates between the rows and after them, on which what was retained falls due or a floor closes.

Takes the statements of recorded activity, gives them with one that covers no months for each such date: nothing is
claimed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from outcomesim.contracts.steering.dates import release_months
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.statement import Statement
from outcomesim.settlement.persons.person_limits import Period

Labelled = tuple[str, Statement]


def floors_closed_within(contract: WrittenContract, periods: Sequence[Period]) -> tuple[int, ...]:
    """The months at which a floor closes within a row that brings something: what of it came before is not known."""
    brings = [p for p in periods if p.counts.any() or any(row.accounts or row.measures for row in p.rows)]
    return tuple(date for date in _within(contract, periods) if any(p.month_from < date < p.month_to for p in brings))


def _within(contract: WrittenContract, periods: Sequence[Period]) -> list[int]:
    """The months at which a floor closes and no row ends."""
    ends, recorded_to = {period.month_to for period in periods}, max((period.month_to for period in periods), default=0)
    return [date for date in contract.floor_dates if date not in ends and date < recorded_to]


def with_dates_between(
    contract: WrittenContract, periods: Sequence[Period], statements: Sequence[Labelled], reading: Reading | None
) -> list[Labelled]:
    """The statements of the periods, and one for each date between two of them or, where the record is whole, after."""
    covered = [(statement.month_from, statement.month_to) for _, statement in statements]
    recorded_to = max((month for _, month in covered), default=0)
    closing = _within(contract, periods)
    settled = sorted([*covered, *((date - 1, date) for date in closing)], key=lambda months: months[1])
    released = release_months(contract.in_force, settled, horizon=contract.setting.horizon_months)
    waiting = {date for date in released if date < recorded_to or recorded_to >= contract.calendar.last}
    dates = sorted(waiting | {*closing})
    open_ones = floors_closed_within(contract, periods)
    out: list[Labelled] = []
    for label, statement in statements:
        while dates and dates[0] < statement.month_to:
            out.append(_on(dates.pop(0), out[-1][1] if out else _before(statement), reading, open_ones))
        out.append((label, statement))
    return [*out, *(_on(date, out[-1][1], reading, open_ones) for date in dates)]


def _before(first: Statement) -> Statement:
    """Before the first statement: nothing to date."""
    nothing: dict[str, Any] = {
        name: np.zeros_like(getattr(first, name)) for name in ("verified_to_date", "cost_to_date")
    }
    return replace(first, number=0, stopped_at=None, **nothing)


def _on(month: int, before: Statement, reading: Reading | None, open_ones: Sequence[int]) -> Labelled:
    """A statement of nothing at a month, with what measures report by then."""
    arrays = ("verified", "withheld", "starts", "referred", "person_months", "cost", "running", "beyond_limit")
    nothing: dict[str, Any] = {name: np.zeros_like(getattr(before, name)) for name in arrays}
    on_date = replace(before, month_from=month, month_to=month, dated=(), reports={}, **nothing)
    least = np.arange(before.replications) == 0 if month in open_ones else None
    measures = {} if reading is None else reading.at(month)
    return f"at month {month}", replace(on_date, measures=measures, may_have_come=least)
