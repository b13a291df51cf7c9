"""The order in which a vehicle's money goes out: an ordered list of actions, taken one after the other.

Takes a month's end and the cash there is; posts what each action pays, never more than is left. What an action is asked
for is said in :mod:`outcomesim.cashflows.claims`. It does not know where the money came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomesim.cashflows.claims import CLAIMS, Around, Claim, Closing
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.tranches import Position, spread
from outcomesim.parties import Party
from outcomesim.scenario.capital import Action, CapitalTerms, Pay
from outcomesim.units import Floats, Ints, to_pence

DEBTS: tuple[Pay, ...] = ("provider", "fees", "costs")
"""Actions that are taken every month; the others wait for a date of distribution."""
BACK: tuple[Pay, ...] = ("principal", "floor")
"""Actions that pay principal back."""
GIVEN_OUT: tuple[Pay, ...] = ("hurdle", "bonus", "profit", "payers")
"""Actions that wait until principal and interest that stand before them are back."""


@dataclass(frozen=True)
class Logged:
    """What one action paid one party in one month, (R,) of pence; nobody where it was kept in hand."""

    month: int
    action: str
    payee: Party | None
    amount: Floats


def ordered(terms: CapitalTerms) -> tuple[Action, ...]:
    """The actions in their order: as written, debts that are left out first; else the usual ones."""
    if terms.waterfall:
        written = {action.pay for action in terms.waterfall}
        return (*(Action(pay) for pay in DEBTS if pay not in written), *terms.waterfall)
    usual: list[Pay] = [*DEBTS, "reserve", "floor", "interest", "principal", "hurdle"]
    share = terms.provider_share_of_surplus
    bonus = [Action("bonus", share=share)] if share > 0 else []
    return (*map(Action, usual), *bonus, Action("profit"), Action("payers"))


class Waterfall:
    """The actions, and what each has paid so far.

    Parameters
    ----------
    around : Around
    log : list of Logged, or None
        Where every amount is written down by action; None writes nothing (the ledger has them by reason).
    """

    def __init__(self, around: Around, log: list[Logged] | None = None) -> None:
        self.around = around
        self.log = log
        self.actions = ordered(around.terms)
        self._paid: list[Floats | float] = [0.0 for _ in self.actions]
        floors = [floor for position in around.positions for floor in position.terms.floors]
        self._floor_months = {int(np.ceil(floor.month)) for floor in floors}

    def run(self, ledger: Ledger, closing: Closing) -> None:
        """Take every action that falls on the day, in its turn."""
        left: Floats = np.maximum(0.0, ledger.cash(self.around.vehicle))
        reserve, held = closing.nothing, closing.held
        for number, action in enumerate(self.actions):
            if not self._falls_on_the_day(action, closing):
                continue
            of_capital = closing.nothing if action.pay in DEBTS else held
            there = np.maximum(0.0, left - np.maximum(reserve, of_capital))
            if action.pay == "reserve":
                reserve = np.minimum(left, closing.reserve)
                self._write_down(closing, action, None, np.minimum(left, np.maximum(reserve, held)))
                continue
            if action.pay in GIVEN_OUT and not closing.last:
                there = np.where(self._still_out(number, closing), 0.0, there)
            if action.pay == "profit":
                there = np.maximum(0.0, there - self._fallen_due_after(number, closing))
            most = there
            if action.most is not None:
                most = np.minimum(there, np.maximum(0.0, to_pence(action.most) - self._paid[number]))
            for group in CLAIMS[action.pay](closing, action, there):
                paid, in_full = self._pay(ledger, closing, action, group, most)
                most, left = np.where(in_full, most - paid, 0.0), left - paid
                held = np.maximum(0.0, held - paid) if action.pay in DEBTS else held
                self._paid[number] = self._paid[number] + paid
        if closing.distributes:
            self._lapse(closing)

    def _lapse(self, closing: Closing) -> None:
        """Interest that fell due and was not paid is no longer owed, where a tranche's is not cumulative."""
        for position in self.around.positions:
            if position.terms.earns_interest and not position.terms.cumulative:
                position.note("lapsed", closing.month, closing.interest_payable(position))

    def _falls_on_the_day(self, action: Action, closing: Closing) -> bool:
        if action.pay in ("reserve", "floor") and closing.month + 1 in self._floor_months:
            return True
        return closing.distributes or action.pay in DEBTS

    def _still_out(self, number: int, closing: Closing) -> Ints:
        """Where principal or interest that stands before an action is outstanding, though not due yet, (R,) of bool."""
        earlier = {action.to for action in self.actions[:number] if action.pay == "principal"}
        out = np.zeros(closing.reserve.shape, dtype=np.bool_)
        for position in self.around.positions:
            if earlier & {"", position.terms.name}:
                out |= still_due(position, closing) > 0
                out |= position.unreported(closing.month, closing.known)
        return out

    def _fallen_due_after(self, number: int, closing: Closing) -> Floats:
        """What has fallen due by its date to tranches that are paid after an action, (R,): profit leaves it alone.

        Payers that owe what is due have paid it for that; shared out as profit it would be owed once more. Where there
        is no maturity principal falls due on no date, but floors.
        """
        after = self.actions[number + 1 :]
        principal, interest = ({action.to for action in after if action.pay in of} for of in (BACK, ("interest",)))
        due = closing.nothing
        for position in self.around.positions:
            if principal & {"", position.terms.name}:
                due = due + closing.principal_fallen_due(position)
            if interest & {"", position.terms.name} and self.around.terms.maturity is not None:
                due = due + closing.interest_payable(position)
        return due

    def _pay(
        self,
        ledger: Ledger,
        closing: Closing,
        action: Action,
        group: Sequence[Claim],
        most: Floats,
    ) -> tuple[Floats, Ints]:
        """Pay the claims of a group, each its part of what there is; what was paid, and where that was all, (R,)."""
        wanted = np.stack([claim.wanted for claim in group], axis=1)  # (R, claims)
        asked: Floats = wanted.sum(axis=1)
        premium = self._premium(action, closing)
        there = np.minimum(asked, np.floor(most / (1 + premium)) if premium else most)
        parts = np.where((asked == there)[:, None], wanted, spread(there, wanted))
        paid = there
        for i, claim in enumerate(group):
            part = parts[:, i]
            if claim.position is not None and claim.kind == "repaid":
                part = part - self._recover(ledger, closing, action, claim.position, part)
            ledger.post(self.around.vehicle, claim.payee, claim.reason, closing.month, part)
            self._write_down(closing, action, claim.payee, part)
            if claim.position is not None:
                claim.position.note(claim.kind, closing.month, part)
            if action.pay in DEBTS:
                closing.owed[claim.payee, claim.reason] = claim.wanted - part
            if premium and claim.position is not None:
                on_top = np.minimum(np.floor(part * premium), claim.position.return_left(closing.month))
                ledger.post(self.around.vehicle, claim.payee, "redemption premium", closing.month, on_top)
                self._write_down(closing, action, claim.payee, on_top)
                claim.position.note("profit", closing.month, on_top)
                paid = paid + on_top
        return paid, asked == there

    def _recover(
        self, ledger: Ledger, closing: Closing, action: Action, position: Position, principal: Floats
    ) -> Floats | float:
        """Pay guarantors what is theirs of principal that comes back after they made it good; all of it, (R,)."""
        recovered: Floats | float = 0.0
        for giver, amount in self.around.guarantees.recover(position, principal):
            ledger.post(self.around.vehicle, giver, "recovered for the guarantor", closing.month, amount)
            self._write_down(closing, action, giver, amount)
            position.note("recovered", closing.month, amount)
            recovered = recovered + amount
        return recovered

    def _premium(self, action: Action, closing: Closing) -> float:
        """What is paid on top of principal that is repaid before it is due."""
        early = self.around.terms.early_redemption
        return early.premium if action.pay == "principal" and early is not None and not closing.matured else 0.0

    def _write_down(self, closing: Closing, action: Action, payee: Party | None, amount: Floats) -> None:
        if self.log is not None and amount.any():
            name = f"{action.pay}: {action.to}" if action.to else action.pay
            self.log.append(Logged(closing.month, name, payee, amount))


def still_due(position: Position, closing: Closing) -> Floats:
    """Principal and interest that a tranche is due now or later, as far as is known, within its cap, (R,)."""
    interest = position.interest_due(closing.month, closing.known)
    within = np.minimum(interest, position.return_left(closing.month))
    return position.principal_due(closing.month, closing.known) + within
