"""Months in which the service ran, where rows do not say: until its last day or a stop, as in a simulation.

Takes periods of recorded activity and the last day of service, gives months. It knows no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outcomesim.settlement.persons.person_limits import Period


def end_of_service(periods: Sequence[Period], last_service: float) -> float:
    """The last day of service, as the terms have it, or the end of the period in which it was stopped."""
    stops = (period.month_to for period in periods if any(row.stopped for row in period.rows))
    return min([last_service, *stops])


def months_running(periods: Sequence[Period], last_service: float) -> list[float]:
    """The months of service in each period: as recorded, else those before its last day and before a stop.

    A month that an earlier period is about too is that one's: the service runs through it once.

    Parameters
    ----------
    periods : sequence of Period
    last_service : float
        The last day of service, in months.
    """
    ends, told, ran = end_of_service(periods, last_service), set[int](), []
    for period in periods:
        recorded = [row.accounts["running"] for row in period.rows if "running" in row.accounts]
        months = {*range(period.month_from, period.month_to)} - told
        ran.append(recorded[0] if recorded else sum(min(1.0, max(0.0, ends - month)) for month in months))
        told |= months
    return ran
