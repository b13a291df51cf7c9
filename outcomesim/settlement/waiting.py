"""What waits behind a gate that pays later: what was paid once it was met, and what is waiting at the end.

Takes a :class:`~outcomesim.settlement.settled.Settlement`, gives :class:`Waited`. It works no amount out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.order.amounts import gate_met
from outcomesim.contracts.order.card import Item
from outcomesim.settlement.settled import SettledStatement, Settlement
from outcomesim.units import Floats


@dataclass(frozen=True)
class Waited:
    """So many claims of one item that waited, and were paid with a statement; or still wait after it.

    Parameters
    ----------
    settled : SettledStatement
    item : Item
    number : array (R,)
    paid : bool
    """

    settled: SettledStatement
    item: Item
    number: Floats
    paid: bool


def waited(settlement: Settlement) -> Iterator[Waited]:
    """What waited behind each gate that pays later: as it was paid, then what waits after the last statement."""
    waiting: dict[tuple[str, tuple[str, str]], Waited] = {}
    for settled in settlement.statements:
        for k, item in enumerate(settled.worked.card.items):
            if item is None or not _may_wait(item):
                continue
            key = settled.to, item.key
            before = waiting[key].number if key in waiting else np.zeros(len(settled.worked.floor))
            came, paid = _came_and_paid(settled, k)
            of_before = np.clip(paid - came, 0.0, before)
            if of_before.any() and item.line.claimed == "with every statement":
                yield Waited(settled, item, of_before, paid=True)
            waiting[key] = Waited(settled, item, np.maximum(0.0, before + came - paid), paid=False)
    for still in waiting.values():
        assert still.item.line.only_if is not None
        if still.number.any() and not gate_met(still.item.line, still.settled.statement).all():
            yield still


def _may_wait(item: Item) -> bool:
    return item.line.back_dated and item.line.only_if is not None and item.line.per != "missing referral"


def _came_and_paid(settled: SettledStatement, k: int) -> tuple[Floats, Floats]:
    """What a period brings of an item that may be paid, and what is paid with it, (R,)."""
    worked = settled.worked
    came = worked.brought - worked.after_run_off - worked.outside - worked.beyond_limit - worked.gated
    return came[:, k].sum(axis=1), worked.count[:, k].sum(axis=1)
