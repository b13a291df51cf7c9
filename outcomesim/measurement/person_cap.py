"""The cap per person: how much of one person's claims is held back, oldest claim first.

Takes one person's verified claims, gives what the cap withholds from each. For simulated people it is a plain loop over
numbers with no memory of its own, because the kernel compiles it; recorded claims are sorted, and may take others off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

from outcomesim.units import Ints


def withheld_from(times: Ints, values: Ints, count: Any, limit: float, withheld_out: Ints) -> None:
    """Write what the cap withholds from each of the first ``count`` claims.

    ``withheld_i = min(value_i, max(0, value of claims up to and with i - limit))``, claims taken in order of
    verification and, at the same moment, as they stand in the array (so: by line).

    Parameters
    ----------
    times : array of float
        When each claim is verified; none is never.
    values : array of int64 pence
    count : int
        Claims there are; the arrays may be longer.
    limit : int
        The most that may be paid for one person, in pence.
    withheld_out : array of int64 pence
        Filled up to ``count``.
    """
    total = 0
    for i in range(count):
        withheld_out[i] = 0
        total += values[i]
    if total <= limit:
        return
    # Taken from the latest claim back: what is above the limit is held back there first.
    excess = total - limit
    later = count  # the claim last looked at; count means none yet
    while excess > 0:
        latest = -1
        for i in range(count):
            before = later == count or times[i] < times[later] or (times[i] == times[later] and i < later)
            if before and (latest < 0 or times[i] >= times[latest]):
                latest = i
        withheld_out[latest] = min(values[latest], excess)
        excess -= withheld_out[latest]
        later = latest


def withheld_in_turn(times: Ints, values: Ints, count: Any, limit: float, withheld_out: Ints) -> None:
    """Write what the cap withholds from each claim where some are below nought: they take off one before.

    ``withheld to date = max(0, value to date - limit)``, in order of verification; at the same moment what takes off
    goes first, then as they stand in the array. See :func:`cap_in_turn`; parameters as for :func:`withheld_from`.
    """
    total, over, before = 0, 0, count  # the claim last looked at; count means none yet
    for _ in range(count):
        first = -1
        for i in range(count):
            if before < count and not comes_after(times, values, i, before):
                continue
            if first < 0 or comes_after(times, values, first, i):
                first = i
        total += values[first]
        withheld_out[first] = max(0, total - limit) - over
        over += withheld_out[first]
        before = first


def comes_after(times: Ints, values: Ints, one: Any, other: Any) -> bool:
    """Whether one claim is looked at after another."""
    if times[one] != times[other]:
        return bool(times[one] > times[other])
    if (values[one] < 0) != (values[other] < 0):
        return bool(values[other] < 0)
    return bool(one > other)


def cap_in_turn(values: Sequence[int], limit: int) -> list[int]:
    """What the cap withholds from each claim of one person in turn, in pence, oldest first.

    A claim below nought takes off one before, and frees what that took of the cap: ``withheld to date = max(0, value to
    date - limit)``. Where none is, this is :func:`withheld_from`.

    Examples
    --------
    Three claims of £600, £500 and £800 under a cap of £1,500; then one of £600 is taken off, and another comes:

    >>> cap_in_turn([600_00, 500_00, 800_00, -600_00, 300_00], 1_500_00)
    [0, 0, 40000, -40000, 10000]
    """
    over = [max(0, total - limit) for total in accumulate(values)]
    return [now - before for before, now in pairwise((0, *over))]
