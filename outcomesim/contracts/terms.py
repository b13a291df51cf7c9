"""Dividing a sum: an excess between payers that have room, and a whole into equal parts over time, in whole pence."""

from __future__ import annotations

import numpy as np

from outcomesim.units import Floats, whole_pence


def taken_on(excess: Floats, shares: Floats, room: Floats) -> Floats:
    """Divide an excess (R,) between payers by their shares (P,), none beyond its room (R, P), in whole pence."""
    given, left = np.zeros(room.shape), excess
    for _ in range(room.shape[1]):  # whoever is full is passed over in the next round
        open_to = np.where(given < room, shares, 0.0)
        from_here_on = np.cumsum(open_to[:, ::-1], axis=1)[:, ::-1]
        weight = np.divide(open_to, from_here_on, out=np.zeros(room.shape), where=from_here_on > 0)
        for p in range(room.shape[1]):
            part = np.minimum(np.minimum(whole_pence(left * weight[:, p]), left), room[:, p] - given[:, p])
            given[:, p] += part
            left = left - part
    return given


def equal_part(whole: float, *, months: int, every: int, first: int) -> float:
    """The part of a sum paid in equal parts that falls in the period beginning with month ``first``.

    ``part = floor(whole * every / months)``; the last, which may be shorter, takes what the others have left.

    Parameters
    ----------
    whole : float
        Whole pence.
    months, every : int
        Months over which it is paid, and from one part to the next.
    first : int
        A multiple of ``every``, before ``months``.

    Examples
    --------
    >>> [equal_part(100.0, months=3, every=1, first=month) for month in range(3)]
    [33.0, 33.0, 34.0]
    """
    part = float(np.floor(whole * every / months))
    return part if first + every < months else whole - part * (first // every)
