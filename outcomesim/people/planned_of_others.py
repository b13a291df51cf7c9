"""What is planned of outcomes that are made of others: the chance that so many of several are reached.

Takes the chances of the lines they are made of, for people alike; gives theirs. Within a chain a later line implies the
earlier ones; chains of people alike, frailty included, are independent of one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outcomesim.units import Floats


class Reached(NamedTuple):
    """The chances of one line, for people of one segment.

    Parameters
    ----------
    by_month : array (..., M + 1)
        That it is achieved by the beginning of each month.
    claimed_by_month : array (..., M + 1)
        That a claim for it is verified by then, if evidence is found.
    without : array (T,)
        That it is reached without the service, by people referred in each step.
    found : float
        That evidence is found of it.
    """

    by_month: Floats
    claimed_by_month: Floats
    without: Floats
    found: float


def chance_of_enough(chains: Sequence[Sequence[tuple[Floats, float]]], k: int) -> Floats:
    """The chance that at least ``k`` lines are reached and found.

    ``P(count = j)`` is built chain by chain: a chain has reached its first ``a`` lines with chance ``F_a - F_(a+1)``,
    and each of these is found or not for itself.

    Parameters
    ----------
    chains : sequence of sequences of (chance, found)
        The lines of each chain in their order, with the chance that each is reached and that evidence is found.
    k : int

    Examples
    --------
    >>> half, third = np.array([0.5]), np.array([0.3])
    >>> chance_of_enough([[(half, 1.0)], [(third, 1.0)]], 1).tolist()
    [0.65]
    >>> chance_of_enough([[(half, 1.0), (third, 0.5)]], 2).tolist()
    [0.15]
    """
    count: list[Floats] = [np.ones(1), *([np.zeros(1)] * k)]  # P(count = j), all above k with k
    for chain in chains:
        now: list[Floats] = [np.zeros(1)] * (k + 1)
        chances = [np.ones(1), *(chance for chance, _ in chain), np.zeros(1)]
        found = [1.0]  # P(so many found among the first a lines)
        for a in range(len(chain) + 1):
            if a > 0:
                p = chain[a - 1][1]
                found = [
                    (found[j] if j < len(found) else 0.0) * (1 - p) + (found[j - 1] * p if j else 0.0)
                    for j in range(len(found) + 1)
                ]
            exactly = chances[a] - chances[a + 1]
            for j, share in enumerate(found):
                for before in range(k + 1):
                    to = min(k, before + j)
                    now[to] = now[to] + count[before] * exactly * share
        count = now
    return count[k]


def planned_of_others(k: int, chains: Sequence[Sequence[Reached]]) -> tuple[Floats, Floats, Floats]:
    """Achieved and claimed by month (M,), of one person in each part; the chance without the service (T,).

    Parameters
    ----------
    k : int
        How many of the lines are enough.
    chains : sequence of sequences of Reached
        The lines of each chain in their order, for people alike.
    """

    def by_month(chance: Floats) -> Floats:
        total = chance.sum(axis=tuple(range(chance.ndim - 1))) if chance.ndim > 1 else chance
        return np.asarray(np.diff(total))

    achieved = chance_of_enough([[(line.by_month, 1.0) for line in chain] for chain in chains], k)
    claimed = chance_of_enough([[(line.claimed_by_month, line.found) for line in chain] for chain in chains], k)
    without = chance_of_enough([[(line.without, 1.0) for line in chain] for chain in chains], k)
    return by_month(achieved), by_month(claimed), without
