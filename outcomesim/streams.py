"""Random numbers by what they decide, never by the order of calls; knows nothing of the story.

Every uniform is a pure function of a seed, a purpose, a replication and a person: numpy's Philox (4x64, ten
rounds) with key ``(seed, purpose)``, counter starting at ``(0, replication, 0, 0)``, and four numbers a person.
So one more person, outcome or uncertain number changes nobody else's draws, the first hundred replications of a
thousand are the same hundred, and any replication can be run alone. :func:`philox` is written once, in arithmetic
that numpy runs on arrays and the kernel compiles for one number.

References
----------
Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from outcomesim.units import Floats, Ints

_U = np.uint64
MULTIPLY_0, MULTIPLY_1 = _U(0xD2E7470EE14C6C93), _U(0xCA5A826395121157)
BUMP_0, BUMP_1 = _U(0x9E3779B97F4A7C15), _U(0xBB67AE8584CAA73B)
LOW_HALF, HALF = _U(0xFFFFFFFF), _U(32)
TO_53_BITS, TO_UNIT = _U(11), 1.0 / 9007199254740992.0
ZERO = _U(0)


def high_word(a: Any, b: Any) -> Any:
    """Upper 64 bits of the 128-bit product of two 64-bit numbers."""
    a_low, a_high = a & LOW_HALF, a >> HALF
    b_low, b_high = b & LOW_HALF, b >> HALF
    middle = a_high * b_low + ((a_low * b_low) >> HALF)
    carry = a_low * b_high + (middle & LOW_HALF)
    return a_high * b_high + (middle >> HALF) + (carry >> HALF)


def philox(seed: Any, purpose: Any, replication: Any, person: Any) -> Any:
    """Four uniforms in [0, 1) for one person of one replication, for one purpose.

    The numbers at positions ``4 * person`` to ``4 * person + 3`` of numpy's
    ``Generator(Philox(key=[seed, purpose], counter=[0, replication, 0, 0])).random()``.

    Parameters
    ----------
    seed, purpose, replication, person : uint64, or arrays of uint64 that broadcast

    Returns
    -------
    tuple of four floats, or of four arrays
    """
    key_0, key_1 = seed, purpose
    c_0, c_1, c_2, c_3 = person + _U(1), replication, ZERO, ZERO
    for _ in range(10):
        high_0, low_0 = high_word(MULTIPLY_0, c_0), MULTIPLY_0 * c_0
        high_1, low_1 = high_word(MULTIPLY_1, c_2), MULTIPLY_1 * c_2
        c_0, c_1, c_2, c_3 = high_1 ^ c_1 ^ key_0, low_1, high_0 ^ c_3 ^ key_1, low_0
        key_0, key_1 = key_0 + BUMP_0, key_1 + BUMP_1
    return (
        (c_0 >> TO_53_BITS) * TO_UNIT,
        (c_1 >> TO_53_BITS) * TO_UNIT,
        (c_2 >> TO_53_BITS) * TO_UNIT,
        (c_3 >> TO_53_BITS) * TO_UNIT,
    )


def purpose(name: str) -> np.uint64:
    """The key of a purpose: the first eight bytes of the BLAKE2b digest of its name."""
    return _U(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


@dataclass(frozen=True)
class Streams:
    """The random numbers of some replications, by what they are for.

    Parameters
    ----------
    seed : int
        From 0 to 2**64 - 1.
    replications : array (R,) of uint64
        Which replications, by number; any, in any order.
    kept : dict of key to array (R,)
        What was drawn already: each number is drawn once a block and shared by all who ask.
    """

    seed: int
    replications: Ints
    kept: dict[Hashable, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def block(cls, seed: int, first: int, count: int) -> Streams:
        """The streams of ``count`` replications from number ``first`` on."""
        return cls(seed, np.arange(first, first + count, dtype=np.uint64))

    def once(self, key: Hashable, name: str, turned: Callable[[Floats], Floats]) -> Floats:
        """One number a replication, (R,), read-only: the purpose's uniforms, turned into what ``key`` stands for."""
        if key not in self.kept:
            values = turned(self.uniform(name))
            values.setflags(write=False)
            self.kept[key] = values
        return self.kept[key]

    def uniform(self, name: str) -> Floats:
        """One uniform a replication, (R,), for the purpose ``name``."""
        with np.errstate(over="ignore"):  # uint64 arithmetic is meant to wrap round
            u: Floats = philox(_U(self.seed), purpose(name), self.replications, np.zeros(1, np.uint64))[0]
        return u
