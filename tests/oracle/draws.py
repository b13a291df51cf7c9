"""The oracle's draws (*Random numbers* of docs/how-it-runs.md): numpy's own Philox, one stream a purpose.

Takes a seed and a replication, gives uniforms by purpose and person, and the replication's own value of each
uncertain number. Shares nothing with the engine's streams but the words of the page.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from math import log

import numpy as np
from numpy.random import Generator, Philox

from outcomesim.people.tables import QuantileTable
from outcomesim.scenario.quantities import Distribution, Quantity

LANES = 4


class Draws:
    """What chance decides in one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self._values: dict[Quantity, float] = {}

    def uniforms(self, purpose: str, person: int = 0) -> list[float]:
        """The four numbers of one person for one purpose: positions ``4 p`` to ``4 p + 3`` of its stream."""
        key = int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")
        stream = Philox(
            key=np.array([self.seed, key], dtype=np.uint64),
            counter=np.array([0, self.replication, 0, 0], dtype=np.uint64),
        )
        stream.advance(person)  # Philox makes four numbers at a step
        return [float(u) for u in Generator(stream).random(LANES)]

    def value(self, quantity: Quantity) -> float:
        """The value that an uncertain number takes in this replication."""
        if quantity not in self._values:
            u = self.uniforms(f"quantity/{quantity.path}")[0] if quantity.uncertain else 0.5
            self._values[quantity] = float(quantity.at(u))
        return self._values[quantity]


def threshold(u: float) -> float:
    """An exponential threshold of mean 1."""
    return -log(1 - u)


@lru_cache(maxsize=256)
def table(quantity: Quantity) -> QuantileTable:
    """The quantile table of a time, the same one that the engine reads."""
    return QuantileTable.of(quantity)


def frailty_table(sd: float) -> QuantileTable:
    """The quantile table of a gamma variable with mean 1."""
    return table(Quantity(1.0, Distribution.of("gamma", shape=1 / sd**2, scale=sd**2)))
