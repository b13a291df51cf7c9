"""Claims that are lost to a gate that is not met, before the cap per person is come to.

Takes a contract, the months of its statements and what measures report; says which items of the card lose what each
statement brings. Recorded and simulated activity pass through the same steps. It knows no person, no count and no cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.order.card import ON_OUTCOMES
from outcomesim.contracts.order.schedules import meets
from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import PayLine
from outcomesim.units import NEVER, Floats, Ints

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

Months = tuple[int, int]
Reported = Callable[[str, int], Floats]
"""A measure as it is known at a month, (R,); NaN where it has not been reported."""


def gates_are_known(contract: WrittenContract) -> bool:
    """Whether what gates lose is known from what was achieved: none goes by money that is yet to be paid."""
    return not gates_by_money(contract)


def gates_by_money(contract: WrittenContract) -> tuple[str, ...]:
    """The measures that go by money, of those that decide whether a line with a gate is paid, and when."""
    asked = dict.fromkeys(name for line in _gated(contract) for name in _asked(line))
    return tuple(name for name in asked if _goes_by_money(name, contract.setting.measures))


def _gated(contract: WrittenContract) -> Iterator[PayLine]:
    return (line for line in contract.every_line if line.only_if is not None and not line.back_dated)


def _asked(line: PayLine) -> Iterator[str]:
    """The measures that decide whether a line is paid, and when."""
    if line.only_if is not None:
        yield line.only_if.measure
    if line.schedule is not None:
        yield line.measure


def _goes_by_money(name: str, measures: Mapping[str, Measure]) -> bool:
    """Whether a measure is the vehicle's account, or is made of what payers have paid."""
    if name in ACCOUNT_MEASURES or name == "paid":
        return True
    return name in measures and any(_goes_by_money(other, measures) for other in measures[name].names)


def may_lose_capped_claims(contract: WrittenContract) -> bool:
    """Whether what gates lose makes a difference to a cap per person."""
    if contract.claim_limit is None or contract.claim_values is None:
        return False
    return any(line.per in ON_OUTCOMES for line in _gated(contract))


def claims_wait(contract: WrittenContract, statements: Sequence[Months]) -> bool:
    """Whether claims that a gate may lose can wait for a later statement than the one that brings them.

    The gate may be of later terms than those under which they came.
    """
    gated = {line.name for line in _gated(contract)}
    for month_from, month_to in statements:
        card, _ = contract.version_at(month_from)
        for line in (line for line in card.terms.lines if line.name in gated):
            now = contract.calendar.claimed(line, month_from, month_to, card.terms.every_months)
            if line.schedule is not None or not now:
                return True
    return False


def lost_to_gates(
    contract: WrittenContract, statements: Sequence[Months], reported: Reported, *, rows: int, known_by: float = NEVER
) -> Ints:
    """Which items lose the claims of each statement, (S, R, K) of bool.

    Parameters
    ----------
    contract : WrittenContract
        Whose gates are known.
    statements : sequence of (month, month after the last)
    reported : Reported
    rows : int
        Replications.
    known_by : float
        Claims that wait for a statement after this month are not lost yet.
    """
    lost = np.zeros((len(statements), rows, len(contract.card.keys)), dtype=np.bool_)
    for s, (month_from, month_to) in enumerate(statements):
        card, _ = contract.version_at(month_from)
        decided = [later for later in statements[s:] if later[1] <= max(month_to, known_by)]
        for k in np.flatnonzero(card.in_dates(month_from)):
            lost[s, :, k] = _lost_to_gate(contract, decided, int(k), reported, rows)
    return lost


def _lost_to_gate(
    contract: WrittenContract, statements: Sequence[Months], k: int, reported: Reported, rows: int
) -> Ints:
    """Where the gate of an item is not met with the statement of some that claims it, (R,) of bool.

    That is the first with which it is due; a price by a measure that has not been reported makes it wait for the next.
    """
    lost, waits = np.zeros(rows, dtype=np.bool_), np.ones(rows, dtype=np.bool_)
    for month_from, month_to in statements:
        card, _ = contract.version_at(month_from)
        item = card.items[k]
        if item is None or not contract.calendar.claimed(item.line, month_from, month_to, card.terms.every_months):
            continue
        line = item.line
        if line.only_if is None or line.back_dated:
            break
        met = meets(line.only_if, _known(contract, line.only_if.measure, month_to, reported, rows))
        lost |= waits & ~met
        if line.schedule is None:
            break
        waits &= met & np.isnan(_known(contract, line.measure, month_to, reported, rows))
        if not waits.any():
            break
    return lost


def _known(contract: WrittenContract, name: str, month: int, reported: Reported, rows: int) -> Floats:
    return reported(name, month) if name in contract.setting.measures else np.full(rows, np.nan)
