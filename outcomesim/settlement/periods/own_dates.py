"""Dates on which terms pay whatever was recorded: periods are cut there, and what is missing is put in.

Takes periods of recorded activity, gives periods. What a period brings is known at its end, so that all of it stays
with its last part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.settlement.activity import Row

if TYPE_CHECKING:
    from outcomesim.settlement.persons.person_limits import Period


def cut_at(periods: Sequence[Period], dates: Sequence[int], *, service_months: int) -> list[Period]:
    """The periods, and one that brings nothing for each date that is the end of none.

    Dates after the last period count once the service is over: before that the record is only not finished.

    Parameters
    ----------
    periods : sequence of Period
    dates : sequence of int
        Months, ascending.
    service_months : int
    """
    if not periods or not dates:
        return list(periods)
    out: list[Period] = []
    done, waiting = 0, list(dates)
    for period in periods:
        for date in [date for date in waiting if date < period.month_to]:
            part = _empty(period, done, date)
            out.append(_idle(part) if any("running" in row.accounts for row in period.rows) else part)
            done = date
        waiting = [date for date in waiting if date > period.month_to]
        out.append(replace(period, month_from=max(period.month_from, min(done, period.month_to - 1))))
        done = max(done, period.month_to)
    for date in waiting if done >= service_months else []:
        out.append(_empty(periods[-1], done, date))
        done = date
    return out


def _empty(like: Period, month_from: int, month_to: int) -> Period:
    label = f"at month {month_to}" if month_to else "at the start"
    return replace(
        like,
        label=label,
        month_from=min(month_from, month_to),
        month_to=month_to,
        rows=(),
        counts=np.zeros_like(like.counts),
        people=None,
    )


def _idle(period: Period) -> Period:
    """A period in which the service does not run, or whose months of service are told with a later one."""
    row = Row(0, period.label, period.month_from, period.month_to, accounts={"running": 0.0})
    return replace(period, rows=(row,))
