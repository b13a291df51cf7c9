"""What counts without people leave open: the least and the most that a limit for each person can take away.

Pure functions on the totals of one contract. A person's claims can be spread evenly or heaped on few people; totals do
not say which, so that a cap per person gives bounds and never a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from outcomesim.units import Floats

LEAST_PAID, MOST_PAID = 0, 1
"""The two rows of a settlement that has bounds."""


def withheld_at_the_least(counts: Floats, values: Floats, *, people: float, limit: float) -> float:
    """The least that a cap per person takes away: claims are spread over all people as evenly as can be.

    ``max(0, sum of count * value - people * limit)``

    Parameters
    ----------
    counts, values : array (L,)
    people : float
        Those who could have made claims.
    limit : float
        The cap per person, in the unit of ``values``.

    Examples
    --------
    >>> withheld_at_the_least(np.array([10.0]), np.array([800.0]), people=10, limit=1_000)
    0.0
    """
    dearest = np.maximum(0.0, values - limit)  # a claim that is above the limit by itself is cut whoever makes it
    alone = float(np.sum(counts * dearest))
    return max(alone, float(np.sum(counts * values)) - people * limit, 0.0)


Heap = Sequence[tuple[float, float]]
"""How the claims of one line are spread over people, those with most first: ``(claims each, people)``."""


def heaped(count: float, *, each: float, people: float | None = None) -> Heap:
    """The claims of one line on as few people as may be.

    Where it is known how many have one at all, one of them has all the others, up to ``each`` that are paid; else as
    many as ``each`` for every one, and the rest for the last.

    Parameters
    ----------
    count : float
    each : float
        The most claims of one person that are paid; infinity where nothing limits them.
    people : float or None
        Those with at least one claim; None where they were not counted.

    Examples
    --------
    >>> heaped(10, each=4), heaped(10, each=4, people=5), heaped(3, each=float("inf"))
    (((4, 2.0), (2.0, 1.0)), ((4, 1.0), (1.0, 4)), ((3, 1.0),))
    """
    if count <= 0:
        return ()
    if people:
        return (min(each, count - people + 1), 1.0), (1.0, people - 1)
    if count <= each:
        return ((count, 1.0),)
    whole = float(count // each)
    return (each, whole), (count - each * whole, 1.0)


def withheld_at_the_most(heaps: Sequence[Heap], values: Floats, *, limit: float) -> float:
    """The most that a cap per person takes away: the same people have most of every line.

    ``sum over people of max(0, what their claims are worth - limit)``: no other spread of the same claims takes more,
    for what is above a limit grows the faster the more one person has.

    Parameters
    ----------
    heaps : sequence of Heap, one a line
    values : array (L,)
    limit : float

    Examples
    --------
    Two people with both outcomes are over a limit of 1,000 by 400 each, one with the first alone is not:

    >>> withheld_at_the_most([[(1, 3)], [(1, 2)]], np.array([600.0, 800.0]), limit=1_000)
    800.0
    """
    ends = sorted({0.0, *(float(end) for heap in heaps for end in accumulate(people for _, people in heap))})
    withheld = 0.0
    for begins, past in pairwise(ends):
        worth = sum(value * _claims_of(heap, begins) for heap, value in zip(heaps, values.tolist(), strict=True))
        withheld += (past - begins) * max(0.0, worth - limit)
    return withheld


def _claims_of(heap: Heap, person: float) -> float:
    """The claims of a person in a heap, by her place in it."""
    past = 0.0
    for claims, people in heap:
        past += people
        if person < past:
            return claims
    return 0.0


def beyond_at_the_least(count: float, *, people: float, limit: float, off: float = 0.0) -> float:
    """The least number of claims beyond a repeat limit: ``max(0, count - off - limit * people)``.

    What is taken off is then taken off those who have more than the limit.
    """
    return max(0.0, count - off - limit * people)


def beyond_at_the_most(count: float, *, people: float, limit: float) -> float:
    """The most: all but one of the people make one claim, and one the rest, ``max(0, count - people + 1 - limit)``.

    What is taken off is then taken off others, and leaves it as it is.

    Examples
    --------
    >>> beyond_at_the_most(10, people=4, limit=3), beyond_at_the_least(10, people=4, limit=3)
    (4, 0.0)
    """
    return max(0.0, count - (people - 1) - limit) if people else 0.0
