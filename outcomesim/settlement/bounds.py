"""What counts without people leave open: the least and the most that a limit for each person can take away.

Pure functions on the totals of one contract. A person's claims can be spread evenly or heaped on few people; totals do
not say which, so that a cap per person gives bounds and never a point.
"""

from __future__ import annotations

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


def withheld_at_the_most(counts: Floats, values: Floats, *, each: Floats, limit: float) -> float:
    """The most that a cap per person takes away: claims are heaped on as few people as the terms allow.

    Person *i* makes every claim that at least *i* people could have made: ``min(each, count - each * (i - 1))`` of each
    line, and what that is worth above the limit is lost.

    Parameters
    ----------
    counts, values : array (L,)
    each : array (L,)
        The most claims of each line that one person may make.
    limit : float

    Examples
    --------
    Two people with both outcomes are over a limit of 1,000 by 400 each, one with the first alone is not:

    >>> withheld_at_the_most(np.array([3.0, 2.0]), np.array([600.0, 800.0]), each=np.ones(2), limit=1_000)
    800.0
    """
    left, withheld = np.array(counts, dtype=np.float64), 0.0
    while left.any():
        claims = np.minimum(each, left)
        alike = _people_alike(left, claims)
        withheld += alike * max(0.0, float(np.sum(claims * values)) - limit)
        left = left - alike * claims
    return withheld


def _people_alike(left: Floats, claims: Floats) -> float:
    """How many people can make these same claims before some line runs short."""
    some = claims > 0
    return max(1.0, float(np.floor(np.min(left[some] / claims[some]))))


def beyond_at_the_least(count: float, *, people: float, limit: float) -> float:
    """The least number of claims beyond a repeat limit: ``max(0, count - limit * people)``."""
    return max(0.0, count - limit * people)


def beyond_at_the_most(count: float, *, people: float, limit: float) -> float:
    """The most: all but one of the people make one claim, and one the rest, ``max(0, count - people + 1 - limit)``.

    Examples
    --------
    >>> beyond_at_the_most(10, people=4, limit=3), beyond_at_the_least(10, people=4, limit=3)
    (4, 0.0)
    """
    return max(0.0, count - (people - 1) - limit) if people else 0.0
