"""Double entry: every pound that moves is one line with payer, payee, reason and month.

Takes payments, gives balances. A line takes from one party exactly what it gives the other, so all parties
together hold nought in every replication and month. It knows no contract and decides nothing.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts.base import Payment
from outcomesim.errors import ContractError
from outcomesim.parties import Party
from outcomesim.units import Floats

Line = tuple[Party, Party, str]
"""Payer, payee and reason."""

MOST_EXACT = 2.0**53
"""Pence above this are no longer whole numbers in float64."""


class Ledger:
    """The money that moved under one contract, in whole pence.

    Parameters
    ----------
    replications, months : int
        R and M of every array.
    """

    def __init__(self, replications: int, months: int) -> None:
        self.replications = replications
        self.months = months
        self._lines: dict[Line, Floats] = {}  # (M, R): a posting is one row
        self._cash: dict[Party, Floats] = {}

    def post(self, payer: Party, payee: Party, reason: str, month: int, amount: Floats) -> None:
        """Move an amount (R,) of whole pence from payer to payee; money back is a line the other way round."""
        if payer == payee:
            raise ContractError(f"{payer} cannot pay itself ({reason})")
        if not 0 <= month < self.months:
            raise ContractError(f"{reason}: due in month {month}, but the ledger has months 0 to {self.months - 1}")
        if not (np.all(amount == np.rint(np.abs(amount))) and np.max(amount) <= MOST_EXACT):
            raise ContractError(f"{reason}, {payer} to {payee}, month {month}: amounts are whole pence, never negative")
        line = self._lines.get((payer, payee, reason))
        if line is None:
            line = self._lines[payer, payee, reason] = np.zeros((self.months, self.replications))
        line[month] += amount
        self._balance(payer)[:] -= amount
        self._balance(payee)[:] += amount

    def post_payment(self, payment: Payment) -> None:
        """Post a payment in the month it is due."""
        self.post(payment.payer, payment.payee, payment.reason, payment.due, payment.amount)

    def _balance(self, party: Party) -> Floats:
        balance = self._cash.get(party)
        if balance is None:
            balance = self._cash[party] = np.zeros(self.replications)
        return balance

    @property
    def lines(self) -> dict[Line, Floats]:
        """Every line, (R, M), in the order of first posting: views, not copies."""
        return {key: line.T for key, line in self._lines.items()}

    def cash(self, party: Party) -> Floats:
        """What a party has received less what it has paid, so far, (R,)."""
        return self._balance(party).copy() if party in self._cash else np.zeros(self.replications)

    def net(self, party: Party) -> Floats:
        """What a party received less what it paid in each month, (R, M), each row in one piece."""
        total = np.zeros((self.months, self.replications))
        for (payer, payee, _), line in self._lines.items():
            if payee == party:
                total += line
            elif payer == party:
                total -= line
        return np.ascontiguousarray(total.T)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everyone money has moved from or to, in the order of first posting."""
        return tuple(self._cash)
