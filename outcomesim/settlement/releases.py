"""Dates on which nothing was recorded and what was retained falls due: a statement that covers no months for each.

Takes the statements of recorded activity, gives them with these between and after them. Nothing is worked with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from outcomesim.contracts.dates import release_months
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.statement import Statement

Labelled = tuple[str, Statement]


def with_releases(contract: WrittenContract, statements: Sequence[Labelled], reading: Reading | None) -> list[Labelled]:
    """The statements, and one for each release that falls between two of them or, where the record is whole, after."""
    periods = [(statement.month_from, statement.month_to) for _, statement in statements]
    dates = release_months(contract.in_force, periods, horizon=contract.setting.horizon_months)
    recorded_to = max((month for _, month in periods), default=0)
    out: list[Labelled] = []
    waiting = [date for date in dates if date < recorded_to or recorded_to >= contract.calendar.last]
    for label, statement in statements:
        while out and waiting and waiting[0] < statement.month_to:
            out.append(_release(out[-1][1], waiting.pop(0), reading))
        out.append((label, statement))
    for date in waiting:
        out.append(_release(out[-1][1], date, reading))
    return out


def _release(before: Statement, month: int, reading: Reading | None) -> Labelled:
    """A statement of nothing at a month, with what measures report by then."""
    arrays = ("verified", "withheld", "starts", "referred", "person_months", "cost", "running", "beyond_limit")
    nothing = {name: np.zeros_like(getattr(before, name)) for name in arrays}
    measures = {} if reading is None else reading.at(month)
    empty = replace(before, month_from=month, month_to=month, dated=(), measures=measures, reports={}, **nothing)
    return f"at month {month}", empty
