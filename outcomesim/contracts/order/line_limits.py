"""Payers' limits on single lines: what is beyond them is the other payers' to bear, by their shares, or nobody's.

Takes what is owed for one item and the shares in which it is borne, gives the parts that are borne in other shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.contracts.order.shares import others_of, taken_on
from outcomesim.scenario.payers import LimitOn, Payer
from outcomesim.units import NEVER, Floats, share_out, to_pence

Shares = tuple[float, ...]
OnLine = tuple[str, str]
"""A payer, and the line or outcome that it has a limit on."""


@dataclass(frozen=True)
class OnLines:
    """What payers with limits on lines have borne of each; what was passed on to the others, or not paid now.

    All (R,) of pence.
    """

    borne: dict[OnLine, Floats] = field(default_factory=dict)
    passed_on: dict[OnLine, Floats] = field(default_factory=dict)
    unpaid: dict[OnLine, Floats] = field(default_factory=dict)

    def opened(self) -> OnLines:
        """The same for another statement: nothing has been passed on yet."""
        return OnLines(dict(self.borne))

    def rooms(self, payers: Sequence[Payer], of: Sequence[str], rows: int) -> Floats:
        """How much more each payer bears of a line that goes by some names, (R, P) of pence; infinite without a limit.

        Parameters
        ----------
        payers : sequence of Payer
        of : sequence of str
            The line, and its outcome.
        rows : int
        """
        rooms = np.full((rows, len(payers)), NEVER)
        for p, payer in enumerate(payers):
            for limit in limits_on(payer, of):
                borne = self.borne.get((payer.name, limit.line), np.zeros(rows))
                rooms[:, p] = np.minimum(rooms[:, p], np.maximum(0.0, to_pence(limit.amount) - borne))
        return rooms

    def note(self, payers: Sequence[Payer], of: Sequence[str], more: Floats) -> None:
        """Add what each payer bears of a line, (R, P) of pence; below nought where it bears less than was noted."""
        for p, payer in enumerate(payers):
            for limit in limits_on(payer, of):
                _note(self.borne, (payer.name, limit.line), more[:, p])


def limits_on(payer: Payer, of: Sequence[str]) -> list[LimitOn]:
    """The limits of a payer on a line that goes by some names."""
    return [limit for limit in payer.limits if limit.line in of]


def split_at_limits(
    amount: Floats, shares: Shares, item: Item, payers: Sequence[Payer], on_lines: OnLines
) -> list[tuple[Shares, Floats]]:
    """The parts of an amount (R,) by the shares in which each is borne; what payers with limits bear is noted.

    Where no limit is reached all of it is borne in the usual shares; else each payer bears its own part, within its
    limit, and what is beyond falls on the others by their shares of the line, as far as theirs go, or on nobody.
    """
    limits = {p: limits_on(payer, item.key) for p, payer in enumerate(payers)}
    limited = {p: of for p, of in limits.items() if of and shares[p]}
    if not limited:
        return [(shares, amount)]
    rooms = on_lines.rooms(payers, item.key, len(amount))
    usual = np.stack(share_out(amount, shares), axis=1)  # (R, P)
    over = (usual > rooms).any(axis=1)
    borne = np.minimum(usual, rooms)
    for p, of in limited.items():
        beyond = usual[:, p] - np.minimum(usual, rooms)[:, p]
        key = payers[p].name, min(of, key=lambda limit: limit.amount).line
        if all(limit.when_exhausted == "others pay" for limit in of):
            others = others_of(np.asarray(shares), p)
            taken = taken_on(beyond, others, rooms - borne)
            borne = borne + taken
            _note(on_lines.passed_on, key, taken.sum(axis=1))
            beyond = beyond - taken.sum(axis=1)
        _note(on_lines.unpaid, key, beyond)
    on_lines.note(payers, item.key, borne)
    own = np.eye(len(payers))
    alone = [(tuple(own[p].tolist()), np.where(over, borne[:, p], 0.0)) for p in range(len(payers))]
    return [(shares, np.where(over, 0.0, amount)), *((of, part) for of, part in alone if part.any())]


def _note(sums: dict[OnLine, Floats], key: OnLine, more: Floats) -> None:
    if more.any():
        sums[key] = sums.get(key, np.zeros(more.shape)) + more
