"""The cap per person after the gates: what it holds back of simulated people's claims, statement by statement.

Takes a contract, its delivery and what measures report; gives what is held back once the claims that gates have lost by
then count for nothing. Nobody's pay is known here, and no statement is drawn up.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts import Contract
from outcomesim.contracts.order.lost_claims import (
    Reported,
    claims_wait,
    gates_are_known,
    lost_to_gates,
    may_lose_capped_claims,
)
from outcomesim.contracts.written import WrittenContract
from outcomesim.delivery import Delivery
from outcomesim.measurement.running_totals import RunningTotals
from outcomesim.units import Floats, Ints


class CapAfterGates:
    """What the cap per person holds back under a contract whose gates may lose claims.

    Which claim reaches the cap is known person by person. So where gates lose some, the people of those replications
    live again, as they did, and their claims are tallied with what was lost at nought: once for each course of
    delivery, and once more whenever claims are lost that have waited since an earlier statement.

    Parameters
    ----------
    contract : WrittenContract
    rows : int
        Replications.
    """

    def __init__(self, contract: WrittenContract, rows: int) -> None:
        self._contract = contract
        self._statements = contract.months_of_statements
        self._some_wait = claims_wait(contract, self._statements)
        self._lost = np.zeros((len(self._statements), rows, len(contract.card.keys)), dtype=np.bool_)
        self._told: RunningTotals | None = None  # those from which it was last worked out what is lost
        self._held = np.zeros((rows, len(contract.setting.outcomes)))

    @classmethod
    def of(cls, contract: Contract, rows: int) -> CapAfterGates | None:
        """None where gates make no difference to a cap, or go by money: what those lose is known once that is paid."""
        if not isinstance(contract, WrittenContract) or not may_lose_capped_claims(contract):
            return None
        return cls(contract, rows) if gates_are_known(contract) else None

    def forget(self, rows: Ints) -> None:
        """Some replications have been directed: their people have lived again, as if no gate were there."""
        self._lost[:, rows] = False

    def held_back(self, month: int, totals: RunningTotals, delivery: Delivery, reported: Reported) -> Floats:
        """What is held back with the statement that closes in a month, (R, L) of pence.

        Below nought where claims that earlier ones counted are lost now: what they took of the cap is given back.
        """
        if self._some_wait or self._told is not totals:
            self._tally(month, delivery, reported)
            self._told = totals
        by_now: Floats = delivery.tallies.withheld[0, :, :, :month].sum(axis=2).astype(np.float64)
        held: Floats = by_now - self._held
        self._held = by_now
        return held

    def _tally(self, month: float, delivery: Delivery, reported: Reported) -> None:
        """Tally anew, where gates have lost something else than was known, what the cap holds back."""
        rows = self._held.shape[0]
        lost = lost_to_gates(self._contract, self._statements, reported, rows=rows, known_by=month)
        anew = np.flatnonzero((lost != self._lost).any(axis=(0, 2)))
        alike, which = np.unique(lost[:, anew], axis=1, return_inverse=True)
        for one in range(alike.shape[1] if anew.size else 0):  # a few ways to lose, many replications
            values = self._contract.claim_values_where(alike[:, one])
            delivery.cap_anew(anew[np.ravel(which) == one], values)
        self._lost = lost
