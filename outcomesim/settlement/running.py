"""Months in which the service ran, where rows do not say: until its last day or a stop, as in a simulation.

Takes periods of recorded activity and the last day of service, gives months. It knows no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outcomesim.settlement.person_limits import Period


def months_running(periods: Sequence[Period], last_service: float) -> list[float]:
    """The months of service in each period: as recorded, else those before its last day and before a stop.

    Parameters
    ----------
    periods : sequence of Period
        In order.
    last_service : float
        The last day of service, in months.
    """
    ends, out = last_service, []
    for period in periods:
        said = [row.accounts["running"] for row in period.rows if "running" in row.accounts]
        out.append(said[0] if said else max(0.0, min(period.month_to, ends) - period.month_from))
        if any(row.stopped for row in period.rows):
            ends = min(ends, period.month_to)
    return out
