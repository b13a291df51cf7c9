"""Limits on what is paid: cutting to a cap, carrying what was cut, making up to a floor or for a small shortfall.

Pure functions on whole pence; rows are replications. They know no line, no payer and no date.
"""

from __future__ import annotations

import numpy as np

from outcomesim.units import Floats


def brought_to(parts: Floats, total: Floats) -> Floats:
    """Scale the parts of each row pro rata, in whole pence, so that together they are ``total``.

    Running totals are scaled and rounded down, and a part gets what it adds to them:
    ``to_l = floor(total of parts up to l * total / total of parts)``. So none is more than a penny from its share,
    a cut gives no part more than it had, and the last takes what rounding leaves. A row of noughts stays as it is.

    Parameters
    ----------
    parts : array (R, N) of pence
    total : array (R,) of pence

    Returns
    -------
    array (R, N) of pence

    Examples
    --------
    >>> brought_to(np.array([[1_800_00.0, 800_00.0]]), np.array([1_000_00.0])).tolist()
    [[69230.0, 30770.0]]
    """
    if parts.shape[1] == 0:
        return parts
    running = np.cumsum(parts, axis=1)  # exact: whole numbers
    whole = running[:, -1:]
    change = (whole[:, 0] != total) & (whole[:, 0] > 0)
    if not change.any():
        return parts
    running, whole, wanted = running[change], whole[change], total[change, None]
    upto = np.where(running == whole, wanted, np.minimum(np.floor(running * (wanted / whole)), wanted))
    brought = parts.copy()
    brought[change] = np.diff(upto, axis=1, prepend=0.0)
    return brought


def cut_to(parts: Floats, left: Floats) -> Floats:
    """Cut the parts of each row pro rata, so that together they are no more than what is left of a cap.

    Parameters
    ----------
    parts : array (R, N) of pence
    left : array (R,) of pence, or infinity
    """
    total = parts.sum(axis=1)
    return brought_to(parts, np.minimum(total, np.maximum(left, 0.0)))


def within_tolerance(amount: Floats, *, expected: float, share: float) -> Floats:
    """An amount, or what was expected where it falls short by no more than the tolerance, (R,).

    ``expected where (1 - share) * expected <= amount < expected``

    Examples
    --------
    >>> within_tolerance(np.array([94_00.0, 95_00.0, 120_00.0]), expected=100_00.0, share=0.05).tolist()
    [9400.0, 10000.0, 12000.0]
    """
    enough = amount >= np.round((1 - share) * expected, 6)
    return np.where(enough & (amount < expected), expected, amount)


def made_up_to(paid: Floats, floor: float) -> Floats:
    """What brings a sum up to a floor, (R,)."""
    return np.maximum(0.0, floor - paid)
