"""Recorded claims that are lost before the cap per person: to a gate that is not met, or outside their line's dates.

Takes periods of recorded activity, a contract and its measures; says which items of the card lose what each period
brings. It knows no person and no cap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomesim.contracts.order.lost_claims import claims_wait, gates_are_known, lost_to_gates
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.units import Floats, Ints


def lost_claims(contract: WrittenContract, periods: Sequence[Period], reading: Reading | None) -> tuple[Ints, bool]:
    """Which items lose the claims of a period, as known by each, (P known by, P, K); and whether gates are looked at.

    They are not where one goes by money that is yet to be paid.
    """
    months = [(period.month_from, period.month_to) for period in periods]
    lost = np.zeros((len(periods), len(periods), len(contract.card.keys)), dtype=np.bool_)
    for p, (since, _) in enumerate(months):
        lost[:, p] = ~contract.version_at(since)[0].in_dates(since)
    if not gates_are_known(contract):
        return lost, False
    rows = 1 if reading is None else reading.counted.replications

    def reported(name: str, month: int) -> Floats:
        return np.full(rows, np.nan) if reading is None else reading.value(name, month)

    if not claims_wait(contract, months):
        return lost | lost_to_gates(contract, months, reported, rows=rows)[:, -1], True
    for p, (_, until) in enumerate(months):
        lost[p] |= lost_to_gates(contract, months, reported, rows=rows, known_by=until)[:, -1]
    return lost, True
