"""Advances: paid before anything has been earned, and set against what their payers owe later.

They are paid on dates of their own, which ask for nothing else. Takes what each payer owes with a statement, after its
limits, and gives what it still pays: the last step before the date. An advance is no payment for a result. So it
changes when money moves, and never how much, unless what is not recovered is written off; caps and limits count what is
owed before anything is recovered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.base import Book, Payment
from outcomesim.contracts.order.limits import brought_to
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.apart import Advance, Recovery
from outcomesim.units import Floats, Ints, share_out, to_pence, whole_pence

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

ADVANCE, RECOVERED, PAID_BACK, WRITTEN_OFF = "advance", "recovered", "paid back", "written off"
OUTSTANDING, GIVEN, ADVANCED = "advances outstanding", "advanced since the last statement", "what became of advances"


@dataclass
class Outstanding:
    """One advance as it stands, by the name of the payer that made it, (R,) of pence.

    Parameters
    ----------
    given, recovered : mapping of payer to array (R,)
        Empty until its date has come; nought where the service had been stopped by then.
    """

    given: dict[str, Floats] = field(default_factory=dict)
    recovered: dict[str, Floats] = field(default_factory=dict)

    def left(self, payer: str) -> Floats:
        """What a payer has advanced and not recovered."""
        return self.given[payer] - self.recovered[payer]

    def recover(self, payer: str, back: Floats, over: Ints) -> Floats:
        """Note what a payer recovers; where the contract is over, what is left then, which is no longer outstanding."""
        self.recovered[payer] = self.recovered[payer] + back
        left = np.where(over, self.left(payer), 0.0)
        self.given[payer] = self.given[payer] - left
        return left


@dataclass(frozen=True)
class Advanced:
    """What became of advances with one statement, all of them together, (R,) of pence.

    Parameters
    ----------
    given : paid in advance since the statement before
    recovered : set against payments
    paid_back, written_off : what was left when the contract ended
    left : still to be recovered
    left_with_holder : mapping of payer to what of its advances is written off
    """

    given: Floats
    recovered: Floats
    paid_back: Floats
    written_off: Floats
    left: Floats
    left_with_holder: Mapping[str, Floats] = field(default_factory=dict)


def to_recover(
    recovery: Recovery, given: Floats, recovered: Floats, owed: Floats, months: tuple[int, int, int]
) -> Floats:
    """What of an advance is due to be recovered with a statement, (R,), before it is held against what is owed.

    ``round(share * owed)``, or ``floor(given * k / instalments) - recovered`` with ``k`` the instalments that have
    fallen due: one for each whole period since the first month of recovery. Never more than is left.

    Parameters
    ----------
    recovery : Recovery
    given, recovered, owed : array (R,) of pence
        Advanced and recovered by one payer so far; what it owes with the statement.
    months : tuple of int
        The first and last month of the statement, and the months of a period.
    """
    month_from, month_to, every = months
    if month_from < recovery.since:
        return np.zeros(given.shape)
    if recovery.instalments is None:
        wanted = whole_pence(owed * (recovery.share or 0.0))
    else:
        fallen_due = min(recovery.instalments, (month_to - recovery.since) // every)
        wanted = np.floor(given * fallen_due / recovery.instalments) - recovered
    return np.asarray(np.clip(wanted, 0.0, given - recovered))


def paid_ahead(contract: WrittenContract, book: Book, month: int, stopped: Ints) -> tuple[Payment, ...]:
    """The advances that fall in a month, but where the service has been stopped by then, (R,) of bool."""
    due = [(advance, stands) for advance, stands in _outstanding(contract, book) if advance.at == month]
    payments = []
    for advance, stands in due:
        amount = np.where(stopped, 0.0, float(to_pence(advance.amount)))
        _, payers = contract.version_at(month)
        names = [advance.by] if advance.by else [payer.name for payer in payers]
        parts = share_out(amount, [1.0] if advance.by else [payer.share for payer in payers])
        for name, part in zip(names, parts, strict=True):
            stands.given[name], stands.recovered[name] = part, np.zeros(part.shape)
            payer, cites = Party(name, "payer"), f"an advance in month {month}"
            payments.append(Payment(payer, contract.holder, part, ADVANCE, cites, month))
        book.paid = book.paid + amount
        book.notes[GIVEN] = book.notes.get(GIVEN, 0.0) + amount
    return tuple(payments)


def _outstanding(contract: WrittenContract, book: Book) -> list[tuple[Advance, Outstanding]]:
    """The advances of the terms, and how each stands."""
    terms = contract.terms.advances
    return list(zip(terms, book.notes.setdefault(OUTSTANDING, [Outstanding() for _ in terms]), strict=True))


def set_against_advances(
    contract: WrittenContract, book: Book, statement: Statement, payments: Sequence[Payment]
) -> tuple[Payment, ...]:
    """The payments less what recovers advances, and what is paid back of them in the end."""
    if not contract.terms.advances:
        return tuple(payments)
    outstanding = _outstanding(contract, book)
    over: Ints = statement.ended | (statement.month_to >= contract.calendar.last)
    nothing = np.zeros(statement.replications)
    owed = _owed_by_payer(payments, contract.holder)
    pays, moved, back = dict(owed), dict.fromkeys((RECOVERED, PAID_BACK, WRITTEN_OFF), nothing), []
    lost: dict[str, Floats] = {}
    for advance, stands in outstanding:
        for name in stands.given:
            of_payer = owed.get(name, nothing)
            due = to_recover(
                advance.recovered, stands.given[name], stands.recovered[name], of_payer,
                (statement.month_from, statement.month_to, contract.payment.every_months),
            )  # fmt: skip
            if advance.unrecovered == PAID_BACK:  # in the end all that is left is due at once
                due = np.where(over, stands.left(name), due)
            recovered = np.minimum(due, pays.get(name, nothing))
            pays[name] = pays.get(name, nothing) - recovered
            left = stands.recover(name, recovered, over)
            moved[RECOVERED] = moved[RECOVERED] + recovered
            moved[advance.unrecovered] = moved[advance.unrecovered] + left
            if advance.unrecovered == WRITTEN_OFF:
                lost[name] = lost.get(name, 0.0) + left
            elif left.any():
                back.append(_paid_back(contract, statement, name, left))
    given = book.notes.pop(GIVEN, nothing)
    left = np.asarray(sum((stands.left(name) for _, stands in outstanding for name in stands.given), nothing))
    book.notes[ADVANCED] = Advanced(given, moved[RECOVERED], moved[PAID_BACK], moved[WRITTEN_OFF], left, lost)
    book.paid = book.paid - moved[RECOVERED] - moved[PAID_BACK]
    return (*_still_paid(payments, contract.holder, pays), *back)


def changed_as_planned(
    terms: Sequence[Advance], owed: Mapping[tuple[int, int], float], every: int
) -> tuple[dict[int, float], dict[tuple[int, int], float]]:
    """What one payer advances in each month, and how much less it pays with each statement, where all goes to plan.

    Less than nothing may be paid with the last: the holder then pays back what is left.

    Parameters
    ----------
    terms : sequence of Advance
        With its part of each as the amount.
    owed : mapping of the first and last month of a statement to pence
        In their order: what the payer owes.
    every : int
        The months of a period.
    """
    given: dict[int, float] = {}
    less = dict.fromkeys(owed, 0.0)
    for advance in terms:
        amount, recovered = to_pence(np.array([advance.amount])), np.zeros(1)
        given[advance.at] = given.get(advance.at, 0.0) + amount.item()
        for (month_from, month_to), pence in owed.items():
            if month_from >= advance.at:
                due = to_recover(advance.recovered, amount, recovered, np.array([pence]), (month_from, month_to, every))
                back = min(due.item(), pence - less[month_from, month_to])
                less[month_from, month_to] += back
                recovered = recovered + back
        if advance.unrecovered == PAID_BACK:  # with the last statement, even where it is for less
            less[list(owed)[-1]] += (amount - recovered).item()
    return given, less


def _owed_by_payer(payments: Sequence[Payment], holder: Party) -> dict[str, Floats]:
    """What each payer owes the holder, (R,)."""
    owed: dict[str, Floats] = {}
    for payment in (payment for payment in payments if payment.payee == holder):
        owed[payment.payer.name] = owed.get(payment.payer.name, 0.0) + payment.amount
    return owed


def _paid_back(contract: WrittenContract, statement: Statement, payer: str, left: Floats) -> Payment:
    cites = f"an advance that was not recovered by month {statement.month_to - 1} (statement {statement.number})"
    due = contract.paid_in(statement)
    return Payment(contract.holder, Party(payer, "payer"), left, "advance paid back", cites, due)


def _still_paid(payments: Sequence[Payment], holder: Party, pays: Mapping[str, Floats]) -> tuple[Payment, ...]:
    """The payments of each payer cut pro rata to what it still pays."""
    cut = list(payments)
    for name, still in pays.items():
        its = [n for n, payment in enumerate(payments) if payment.payee == holder and payment.payer.name == name]
        if not its:
            continue
        parts = brought_to(np.stack([payments[n].amount for n in its], axis=1), still)
        for n, part in zip(its, parts.T, strict=True):
            cut[n] = replace(payments[n], amount=part)
    return tuple(cut)
