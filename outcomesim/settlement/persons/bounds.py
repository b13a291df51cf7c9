"""What counts without people leave open: the least and the most that a limit for each person can take away.

Pure functions on the totals of one contract. A person's claims can be spread evenly or heaped on few people; totals do
not say which, so that a cap per person gives bounds and never a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from outcomesim.units import NEVER, Floats

LEAST_PAID, MOST_PAID = 0, 1
"""The two rows of a settlement that has bounds."""

Heap = Sequence[tuple[float, float]]
"""How the claims of one line are spread over people, those with most first: ``(claims each, people)``."""


def heaped(count: float, *, each: float, people: float = 0.0) -> Heap:
    """The claims of one line on as few people as may be: ``people`` have one each, and the first of them all others.

    Nobody has more than ``each``; where that leaves some over, more people than were counted have them.

    Parameters
    ----------
    count : float
    each : float
        The most claims of one person; infinity where nothing limits them.
    people : float
        Those with at least one claim, as far as they were counted.

    Examples
    --------
    >>> heaped(10, each=4), heaped(10, each=4, people=5), heaped(3, each=float("inf"))
    (((4, 2), (2, 1.0)), ((4, 1.0), (3.0, 1.0), (1.0, 3.0)), ((3, 1.0),))
    """
    if count <= 0:
        return ()
    ones = min(people, count)
    if each == NEVER:
        return ((count - max(0.0, ones - 1), 1.0), (1.0, ones - 1)) if ones > 1 else ((count, 1.0),)
    if count >= each * ones:
        whole = count // each
        return (each, whole), (count - each * whole, 1.0)
    full = float((count - ones) // (each - 1))
    return (each, full), (1.0 + count - ones - full * (each - 1), 1.0), (1.0, ones - full - 1)


def paid_at_the_least(heaps: Sequence[Heap], values: Floats, *, limit: float) -> float:
    """The least that is paid under a cap for each person: the same people have most of every line.

    ``sum over people of min(limit, what their claims are worth)``: no other spread of the same claims comes to less,
    for what is above a limit grows the faster the more one person has.

    Parameters
    ----------
    heaps : sequence of Heap, one a line
    values : array (L,)
    limit : float

    Examples
    --------
    Two people with both outcomes are over a limit of 1,000 by 400 each, one with the first alone is not:

    >>> paid_at_the_least([[(1, 3)], [(1, 2)]], np.array([600.0, 800.0]), limit=1_000)
    2600.0
    """
    ends = sorted({0.0, *(float(end) for heap in heaps for end in accumulate(people for _, people in heap))})
    paid = 0.0
    for begins, past in pairwise(ends):
        worth = sum(value * _claims_of(heap, begins) for heap, value in zip(heaps, values.tolist(), strict=True))
        paid += (past - begins) * min(worth, limit)
    return paid


def _claims_of(heap: Heap, person: float) -> float:
    """The claims of a person in a heap, by her place in it."""
    past = 0.0
    for claims, people in heap:
        past += people
        if person < past:
            return claims
    return 0.0


def paid_at_the_most(
    count: float, *, people: float, values: Sequence[float], limits: Sequence[float], limit: float, whole: bool
) -> float:
    """The most that is paid for one outcome under a cap for each person: all have as many claims as any other.

    Parameters
    ----------
    count : float
    people : float
        Those who can have a claim.
    values, limits : sequence of float
        Of each line that pays for the outcome: what a claim is worth, and how many of one person are paid for.
    limit : float
        The cap, in the unit of ``values``.
    whole : bool
        Whether a claim is one person's, whole; else its parts may be of several.

    Examples
    --------
    Five claims at 300 of two people, at most two of each, under a cap of 500:

    >>> paid_at_the_most(5, people=2, values=[300.0], limits=[2.0], limit=500.0, whole=True)
    1000.0
    """
    people = min(people, count)
    if people <= 0:
        return 0.0

    def paid(claims: float) -> float:
        return min(limit, sum(value * min(claims, most) for value, most in zip(values, limits, strict=True)))

    if not whole:
        return people * paid(count / people)
    each = count // people
    more = count - each * people
    return (people - more) * paid(each) + more * paid(each + 1)


def beyond_at_the_least(count: float, *, people: float, limit: float, off: float = 0.0) -> float:
    """The least number of claims beyond a repeat limit: ``max(0, count - off - limit * people)``.

    What is taken off is then taken off those who have more than the limit.
    """
    return max(0.0, count - off - limit * people)


def beyond_at_the_most(count: float, *, people: float, limit: float, each: float = NEVER) -> float:
    """The most: all but one of the people make one claim, and one the rest, as far as one person can.

    ``sum over people of max(0, claims - limit)`` where they are :func:`heaped`. What is taken off is then taken off
    others, and leaves it as it is.

    Examples
    --------
    >>> beyond_at_the_most(10, people=4, limit=3), beyond_at_the_least(10, people=4, limit=3)
    (4.0, 0.0)
    """
    heap = heaped(count, each=each, people=people)
    return float(sum(max(0.0, claims - limit) * number for claims, number in heap))


def extreme_path(ends: tuple[Floats, Floats], steps: tuple[Floats, Floats], values: Floats, *, most: bool) -> Floats:
    """A sum to date within its bounds at each date, by which its steps are worth the most or the least, (N + 1,).

    ``sum of values * steps``, where a step may be from ``-fall`` to ``rise`` and prices change from step to step: what
    is beyond a limit early then costs something else than what is later. What a best path from the first date to each
    sum at the next is worth is concave, and kept as its corners.

    Parameters
    ----------
    ends : (array, array) of (N + 1,)
        The least and the most that the sum can be at each date.
    steps : (array, array) of (N,)
        By how much it can fall and rise at the most between two dates.
    values : array (N,)
    most : bool

    Examples
    --------
    One or none is beyond by the first date, one by the second: late it costs 2,000, early 600.

    >>> ends, steps = (np.array([0.0, 0, 1]), np.array([0.0, 1, 1])), (np.zeros(2), np.ones(2))
    >>> [extreme_path(ends, steps, np.array([600.0, 2_000]), most=most).tolist() for most in (True, False)]
    [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
    """
    (low, high), sign = ends, 1.0 if most else -1.0
    # a record that contradicts itself (more people than claims) never makes a date out of reach
    falls, rises = np.maximum(steps[0], high[:-1] - high[1:]), np.maximum(steps[1], low[1:] - low[:-1])
    weights = -sign * np.diff(np.concatenate([[0.0], values, [0.0]]))  # (N + 1,)
    sums = np.array([low[0], high[0]])
    worth = weights[0] * sums
    peaks = []
    for n, (fall, rise) in enumerate(zip(falls.tolist(), rises.tolist(), strict=True), 1):
        first, last = _peak(sums, worth)
        peaks.append(last if most else first)
        worth = np.concatenate([worth[sums <= first], worth[sums >= last]])
        sums = np.concatenate([sums[sums <= first] - fall, sums[sums >= last] + rise])
        least, greatest = max(low[n], sums[0]), min(high[n], sums[-1])
        within = np.concatenate([[least], sums[(least < sums) & (sums < greatest)], [greatest]])
        worth = np.interp(within, sums, worth) + weights[n] * within
        sums = within
    path = [_peak(sums, worth)[1 if most else 0]]
    for peak, fall, rise in zip(reversed(peaks), reversed(falls.tolist()), reversed(rises.tolist()), strict=True):
        path.append(min(max(peak, path[-1] - rise), path[-1] + fall))
    return np.array(path[::-1])


def _peak(sums: Floats, worth: Floats) -> tuple[float, float]:
    """From where to where the worth is highest."""
    at = sums[worth >= worth.max() - 1e-9 * max(1.0, abs(float(worth.max())))]
    return float(at[0]), float(at[-1])
