"""Payers' limits on single lines: what is beyond them is the other payers' to bear, by their shares of that line.

Takes what is owed for one item and the shares in which it is borne, gives the parts that are borne in other shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from outcomesim.contracts.card import Item
from outcomesim.scenario.payers import Payer
from outcomesim.units import Floats, to_pence

Shares = tuple[float, ...]
OnLine = tuple[str, str]
"""A payer, and the line or outcome that it has a limit on."""


@dataclass(frozen=True)
class OnLines:
    """What payers with limits on lines have borne of each, and what was passed on to the others, (R,) of pence."""

    borne: dict[OnLine, Floats] = field(default_factory=dict)
    passed_on: dict[OnLine, Floats] = field(default_factory=dict)

    def opened(self) -> OnLines:
        """The same for another statement: nothing has been passed on yet."""
        return OnLines(dict(self.borne))


def split_at_limits(
    amount: Floats, shares: Shares, item: Item, payers: Sequence[Payer], on_lines: OnLines
) -> list[tuple[Shares, Floats]]:
    """The parts of an amount (R,) by the shares in which each is borne; what payers with limits bear is noted.

    Of a payer with room for so much, ``room / share`` is borne in the usual shares and the rest without it.
    """
    parts = [(shares, amount)]
    for p, payer in enumerate(payers):
        for limit in (limit for limit in payer.limits if limit.line in item.key):
            key = payer.name, limit.line
            parts = [part for of, left in parts for part in _split(left, of, p, key, limit.amount, on_lines)]
    return [(of, part) for of, part in parts if part.any()] or [(shares, amount)]


def _split(
    amount: Floats, shares: Shares, p: int, key: OnLine, most: float, on_lines: OnLines
) -> list[tuple[Shares, Floats]]:
    others = [0.0 if n == p else share for n, share in enumerate(shares)]
    if shares[p] == 0 or sum(others) == 0:
        return [(shares, amount)]
    nothing = np.zeros(amount.shape)
    before = on_lines.borne.get(key, nothing)
    within = np.minimum(amount, np.floor(np.maximum(0.0, to_pence(most) - before) / shares[p]))
    on_lines.borne[key] = before + within * shares[p]
    on_lines.passed_on[key] = on_lines.passed_on.get(key, nothing) + (amount - within) * shares[p]
    return [(shares, within), (tuple(share / sum(others) for share in others), amount - within)]
