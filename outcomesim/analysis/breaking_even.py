"""How much of what is planned must come about for a contract's holder to cover what it spends.

Takes sums of money by time (the contract as a whole, or each of its years), gives a share. It knows no contract.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from outcomesim.units import NEVER, Floats


def left_of(owed: Floats, kept: Floats, shared: float) -> float:
    """What is left of what is owed where a share comes back of what is beyond what may be kept.

    ``sum over times of owed - shared * max(0, owed - kept)``

    Parameters
    ----------
    owed, kept : array (T,)
        Owed in each time; infinity where all may be kept.
    shared : float

    Examples
    --------
    >>> left_of(np.array([80_000.0]), np.array([66_000.0]), 0.5)
    73000.0
    """
    return float(np.sum(owed - shared * np.maximum(0.0, owed - kept)))


def share_to_break_even(outgoings: float, claims: Floats, beside: Floats, kept: Floats, shared: float) -> float:
    """The least share of planned claims of which what is left covers the outgoings; infinity where none does.

    ``x`` with ``left_of(x * claims + beside) = outgoings``: a line that bends where a time comes to what may be kept.

    Parameters
    ----------
    outgoings : float
    claims, beside : array (T,)
        What planned claims are worth in each time, and what is paid beside them.
    kept : array (T,)
    shared : float

    Examples
    --------
    >>> one = np.ones(1)
    >>> share_to_break_even(70.0, 100.0 * one, 0.0 * one, NEVER * one, 0.0)
    0.7
    >>> share_to_break_even(70.0, 100.0 * one, 0.0 * one, 66.0 * one, 0.5)
    0.74
    >>> share_to_break_even(70.0, 100.0 * one, 0.0 * one, 66.0 * one, 1.0)
    inf
    """
    bends = np.divide(kept - beside, claims, out=np.full(claims.shape, NEVER), where=claims > 0)
    edges = sorted({0.0, *(float(bend) for bend in bends if 0 < bend < NEVER)})
    for here, after in pairwise([*edges, NEVER]):
        short = outgoings - left_of(here * claims + beside, kept, shared)
        if short <= 0:
            return here
        rises = float(np.sum(claims * np.where(bends <= here, 1 - shared, 1.0)))
        if rises > 0 and here + short / rises <= after:
            return here + short / rises
    return NEVER
