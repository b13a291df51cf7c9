"""The capital beneath a contract: drawn to need, lent to delivery, repaid from what outcomes earn.

Takes the month's cost and the vehicle's balance in the ledger, posts what the vehicle draws, pays and distributes.
It knows the contract's terms but not why outcome payments were what they were; its one way to change delivery
is the notice it gives when the money has run out.
"""

from __future__ import annotations

import numpy as np

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.base import Contract, Payment
from outcomesim.contracts.terms import equal_part, split
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.parties import Party
from outcomesim.units import Floats, to_pence, whole_pence

Debt = tuple[Party, str]
"""Whom the vehicle owes, and for what."""


def spread(amount: Floats, room: Floats) -> Floats:
    """Divide an amount between parties by the room each has, in whole pence and never beyond it.

    Parameters
    ----------
    amount : array (R,) of pence, no more than all the room
    room : array (R, T) of pence

    Returns
    -------
    array (R, T) of pence, adding to ``amount``

    Examples
    --------
    >>> spread(np.array([100.0]), np.array([[300.0, 150.0, 150.0]])).tolist()
    [[50.0, 25.0, 25.0]]
    """
    parts = np.zeros(room.shape)
    left = amount
    room_left = np.sum(room, axis=1)
    for i in range(room.shape[1]):
        share = np.divide(room[:, i], room_left, out=np.zeros(left.shape), where=room_left > 0)
        parts[:, i] = whole_pence(left * share)
        left = left - parts[:, i]
        room_left = room_left - room[:, i]
    return parts


class CapitalAccount:
    """The vehicle's account with its investors and its creditors, in whole pence.

    Each month, once payments and transaction costs are in the ledger: what is owed is added up, capital is
    drawn to pay it and to hold the reserve, creditors are paid in a fixed order (provider, intermediary, then
    others), and on its dates what is above the reserve is distributed. What cannot be paid is carried and paid
    first when there is money again.

    The vehicle pays nothing from an empty account. A cost of its own that is handed to :meth:`owe` waits its turn
    with the other debts. One posted straight to the ledger is paid on the day: if capital is exhausted the
    balance goes below nought, nothing else is paid until income has made it good, and what is never made good
    stands as the vehicle's loss.

    Parameters
    ----------
    contract : Contract
        One whose ``capital`` is not None.
    replications : int
    fee_per_month : array (R,) in the scenario's currency, or None
        The intermediary's fee where it differs between replications; None takes the planned one.

    Attributes
    ----------
    drawn, repaid : array (R,)
        Capital paid in and paid back so far.
    unpaid : array (R,)
        What the provider is owed.
    """

    def __init__(self, contract: Contract, replications: int, *, fee_per_month: Floats | None = None) -> None:
        if contract.capital is None or contract.agreement is None:
            raise ContractError(f"contract {contract.name!r} has no capital beneath it")
        self.terms = contract.capital
        self.agreement = contract.agreement
        self.setting = contract.setting
        self.vehicle = contract.holder
        self.investors = contract.investors
        self.commitment: Floats = np.array([to_pence(t.commitment) for t in self.terms.tranches])  # (T,)
        self._shares = tuple(float(c) for c in self.commitment / max(self.commitment.sum(), 1.0))
        self._drawn = np.zeros((replications, len(self.investors)))
        self._repaid = np.zeros((replications, len(self.investors)))
        planned_fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value
        self._fee = to_pence(np.full(replications, planned_fee) if fee_per_month is None else fee_per_month)
        self._provider: Debt = (self.setting.provider, "agreement")
        self._intermediary: Debt = (contract.intermediary, "intermediary fee")
        self._owed: dict[Debt, Floats] = {d: np.zeros(replications) for d in (self._provider, self._intermediary)}
        self._told = np.zeros(replications, dtype=np.bool_)

    @property
    def drawn(self) -> Floats:
        """Capital paid in so far, (R,)."""
        return np.asarray(self._drawn.sum(axis=1))

    @property
    def repaid(self) -> Floats:
        """Capital paid back so far, (R,)."""
        return np.asarray(self._repaid.sum(axis=1))

    @property
    def unpaid(self) -> Floats:
        """What the provider is owed, (R,)."""
        return self._owed[self._provider]

    @property
    def owed(self) -> Floats:
        """What all creditors together are owed, (R,)."""
        return np.asarray(sum(self._owed.values()))

    def owe(self, payment: Payment) -> None:
        """Take on a cost of the vehicle's own: it is paid in the next step, after the debts that stand before it."""
        self._add((payment.payee, payment.reason), payment.amount)

    def _add(self, debt: Debt, amount: Floats) -> None:
        self._owed[debt] = self._owed.get(debt, 0.0) + amount

    def step(
        self,
        ledger: Ledger,
        *,
        month: int,
        provider_cost: Floats,
        running: Floats,
        planned_need: float | Floats,
        last_month: bool,
    ) -> Direction | None:
        """Close a month: owe, draw, pay, distribute; the notice it gives where the money has run out.

        Parameters
        ----------
        ledger : Ledger
            The month's payments and transaction costs are in it already.
        month : int
        provider_cost : array (R,) of pence
            What delivery cost in the month.
        running : array (R,)
            The share of the month in which the service ran; less than 1 means it has stopped.
        planned_need : float or array (R,), pence
            The vehicle's planned outgoings for the months the reserve is to last; nought after the service.
        last_month : bool
            Whether all that is left is distributed.
        """
        self._add(self._provider, self._agreement_due(month, provider_cost, running))
        self._add(self._intermediary, whole_pence(self._fee * running))
        reserve = np.where((running < 1) | last_month, 0.0, whole_pence(planned_need))
        self._draw(ledger, month, reserve)
        self._pay(ledger, month)
        closing = month + 1
        due = closing % self.terms.distribute_every == 0 and closing >= self.terms.distribute_from
        if due or last_month:
            self._distribute(ledger, month, reserve)
        return self._notice(ledger, month, running)

    def _agreement_due(self, month: int, provider_cost: Floats, running: Floats) -> Floats:
        """What falls due this month beneath the outcomes contract: cost and margin, or a part of the block price."""
        margin = 1 + self.setting.margin
        if self.agreement.basis == "cost":
            return np.asarray(whole_pence(provider_cost * margin))
        if month >= self.setting.service_months:
            return np.zeros(running.shape)
        agreed = self.agreement.price
        price = float(to_pence(self.setting.planned_cost * margin if agreed is None else agreed))
        part = equal_part(price, months=self.setting.service_months, every=1, first=month)
        return np.asarray(whole_pence(part * (running / self.setting.planned_running(month, month + 1))))

    def _draw(self, ledger: Ledger, month: int, reserve: Floats) -> None:
        """Draw what debts and reserve need beyond the cash in hand, as far as the commitment goes."""
        room = self.commitment - self._drawn  # (R, T)
        need = np.maximum(0.0, self.owed + reserve - ledger.cash(self.vehicle))
        drawn = spread(np.minimum(room.sum(axis=1), need), room)
        self._drawn += drawn
        self._post_each(ledger, month, "capital drawn", drawn, from_investors=True)

    def _pay(self, ledger: Ledger, month: int) -> None:
        """Pay creditors in their order, from cash; the rest is carried."""
        cash = np.maximum(0.0, ledger.cash(self.vehicle))
        for (payee, reason), owed in self._owed.items():
            paid = np.minimum(owed, cash)
            ledger.post(self.vehicle, payee, reason, month, paid)
            self._owed[payee, reason] = owed - paid
            cash = cash - paid

    def _distribute(self, ledger: Ledger, month: int, reserve: Floats) -> None:
        """Give out what is above debts and reserve: capital back first, then profit."""
        surplus = np.maximum(0.0, ledger.cash(self.vehicle) - reserve - self.owed)
        outstanding = self._drawn - self._repaid  # (R, T)
        repaid = spread(np.minimum(surplus, outstanding.sum(axis=1)), outstanding)
        self._repaid += repaid
        self._post_each(ledger, month, "capital repaid", repaid)
        profit = surplus - repaid.sum(axis=1)
        to_provider = whole_pence(profit * self.terms.provider_share_of_surplus)
        if self.terms.provider_share_of_surplus > 0:
            ledger.post(self.vehicle, self.setting.provider, "share of surplus", month, to_provider)
        parts = np.stack(split(profit - to_provider, self._shares), axis=1)
        self._post_each(ledger, month, "distribution", parts)

    def _post_each(
        self, ledger: Ledger, month: int, reason: str, parts: Floats, *, from_investors: bool = False
    ) -> None:
        for i, investor in enumerate(self.investors):
            payer, payee = (investor, self.vehicle) if from_investors else (self.vehicle, investor)
            ledger.post(payer, payee, reason, month, parts[:, i])

    def _notice(self, ledger: Ledger, month: int, running: Floats) -> Direction | None:
        """Where capital and cash are gone and debts remain: shut intake and give notice, once."""
        if self.terms.when_exhausted != "stop the service" or month + 1 >= self.setting.service_months:
            return None
        gone = (self.owed > 0) | (ledger.cash(self.vehicle) < 0)
        now = gone & ~self._told & (running > 0)
        if not now.any():
            return None
        self._told |= now
        return Direction(
            intake_open=np.where(now, 0.0, np.nan), notice_months=np.where(now, self.terms.notice_months, np.nan)
        )
