"""What depends on a measure: a condition that it must meet, and a schedule from it to a number. Plain records.

The arithmetic is in :mod:`outcomesim.contracts.order.schedules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Condition:
    """Something a measure must be: met where the measure lies within all the limits that are given.

    A measure that has not been reported yet meets no condition. Comparisons are made to nine decimals.

    Parameters
    ----------
    measure : str
    at_least, at_most, above, below : float or None
    """

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Schedule:
    """From a measure to a number: an amount of money, a price, a share, a rate.

    ======== ================================================================================================
    steps    the value of the highest threshold that is reached; nought below the first
    linear   straight lines between the points; the first and last value beyond them
    bands    the sum over bands of ``price * points of the measure that fall in the band``; a band runs from its
             own threshold to the next, the last one to ``upto``
    ======== ================================================================================================

    Below ``nothing_below`` the value is nought. The measure is compared to nine decimals.

    Parameters
    ----------
    kind : "steps", "linear" or "bands"
    points : tuple of (threshold, value), thresholds ascending
        For bands the value is a price a point.
    nothing_below : float or None
    counted_from : "zero" or "threshold"
        For bands: whether points below ``nothing_below`` count once it has been reached.
    upto : float or None
        For bands: points above it count for nothing more.
    at_edge : "more" or "less"
        Which tier applies exactly at the edge of two: of what is paid the one that gives more, so that the payee has
        the better of it; of what is taken off or owed the other way round the one that gives less.
    """

    kind: Literal["steps", "linear", "bands"]
    points: tuple[tuple[float, float], ...]
    nothing_below: float | None = None
    counted_from: Literal["zero", "threshold"] = "zero"
    upto: float | None = None
    at_edge: Literal["more", "less"] = "more"
