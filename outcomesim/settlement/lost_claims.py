"""Claims that are lost before the cap per person: to a gate that is not met, or outside the dates of their line.

Takes periods of recorded activity, a contract and its measures; says which items of the card lose what each period
brings. It knows no person and no cap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from outcomesim.contracts.schedules import meets
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Condition
from outcomesim.settlement.person_limits import Period
from outcomesim.units import Ints


def lost_claims(contract: WrittenContract, periods: Sequence[Period], reading: Reading | None) -> tuple[Ints, bool]:
    """Which items (P, K) lose the claims of a period, and whether gates are looked at.

    They are not where one goes by money that is yet to be paid.
    """
    measures = {} if reading is None else reading.measures
    gates_are_known = not any(_goes_by_money(gate.measure, measures) for gate in _gates(contract))
    lost = np.zeros((len(periods), len(contract.card.keys)), dtype=np.bool_)
    for p, period in enumerate(periods):
        card, _ = contract.version_at(period.month_from)
        lost[p] = ~card.in_dates(period.month_from)
        for k in np.flatnonzero(~lost[p]) if gates_are_known else ():
            lost[p, k] = _lost_to_gate(contract, periods[p:], int(k), reading)
    return lost, gates_are_known


def _gates(contract: WrittenContract) -> list[Condition]:
    return [line.only_if for line in contract.every_line if line.only_if is not None and not line.back_dated]


def _goes_by_money(name: str, measures: Mapping[str, Measure]) -> bool:
    """Whether a measure is the vehicle's account, or is made of what payers have paid."""
    if name in ACCOUNT_MEASURES or name == "paid":
        return True
    return name in measures and any(_goes_by_money(other, measures) for other in measures[name].names)


def _lost_to_gate(contract: WrittenContract, periods: Sequence[Period], k: int, reading: Reading | None) -> bool:
    """Whether the gate of an item is not met with the first statement of some with which it is claimed."""
    for period in periods:
        card, _ = contract.version_at(period.month_from)
        item, months = card.items[k], (period.month_from, period.month_to)
        if item is None or not contract.calendar.claimed(item.line, *months, card.terms.every_months):
            continue
        gate = item.line.only_if
        if gate is None or item.line.back_dated:
            return False
        known = reading is not None and gate.measure in reading.measures
        value = reading.value(gate.measure, period.month_to) if reading is not None and known else np.array([np.nan])
        return not bool(meets(gate, value)[-1])
    return False
