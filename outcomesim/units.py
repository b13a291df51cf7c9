"""The units everything is counted in; knows nothing of the story.

Money is whole pence in float64 (exact to 2**53), time is months since the contract started (float; month
``m`` covers ``[m, m + 1)``; never is infinity), and time spent in a state is counted in whole *ticks*,
thousandths of a day in a month of thirty days, so that sums never depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEVER = float("inf")
MONTHS_PER_YEAR = 12
TICKS_PER_MONTH = 30_000
"""Thousandths of a day, in a contract month of thirty days."""
TICKS_PER_DAY = 1_000
DAYS_PER_MONTH = 30
PENCE = 100
INTENSITY_STEPS = 1_000
"""Intensity is held in thousandths, so that effort adds up exactly."""

Floats = NDArray[np.float64]
Ints = NDArray[Any]


def to_pence(amount: Any) -> Any:
    """Pounds (or any currency with hundredths) to whole pence.

    ``pence = round(100 * amount)``, halves to even.

    Examples
    --------
    >>> float(to_pence(12.34))
    1234.0
    """
    return np.rint(np.multiply(amount, PENCE, dtype=np.float64))


def to_pounds(pence: Any) -> Any:
    """Pence back to pounds, for showing."""
    return np.divide(pence, PENCE)


def whole_pence(pence: Any) -> Any:
    """Round an amount to whole pence, halves to even: every posting passes through here."""
    return np.rint(pence)


def share_out(amount: Floats, shares: Sequence[float]) -> tuple[Floats, ...]:
    """Split an amount between parties in whole pence; the last that has a share takes the remainder.

    ``part_i = round(amount * share_i)`` for all but the last, ``part_last = amount - sum(others)``.

    Parameters
    ----------
    amount : array (R,) of pence
    shares : sequence of float, adding to 1

    Examples
    --------
    >>> [p.tolist() for p in share_out(np.array([100.0]), (1 / 3, 1 / 3, 1 / 3))]
    [[33.0], [33.0], [34.0]]
    """
    left = np.array(amount, dtype=np.float64)
    last = max((i for i, share in enumerate(shares) if share), default=len(shares) - 1)
    parts = []
    for share in shares[:last]:
        part = np.minimum(whole_pence(amount * share), left)
        parts.append(part)
        left = left - part
    return (*parts, left, *(np.zeros_like(left) for _ in shares[last + 1 :]))
