"""Penalties: what the holder of a contract owes the payers, whatever they have paid it.

Takes a contract and its statements, gives payments from the holder to the payers. The lines of penalties are worked as
any pay lines are, apart from the contract's own and from its limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomesim.contracts.base import Book, Payment
from outcomesim.contracts.order.card import Card, items_of
from outcomesim.contracts.order.shares import shares_of
from outcomesim.contracts.order.tab import Tab
from outcomesim.contracts.order.working import work_apart
from outcomesim.contracts.steering.ending import worked_within_run_off
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.pay import Cap, PaymentTerms
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import MONTHS_PER_YEAR, share_out

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

PENALTY = "penalty"
"""What the ledger calls it."""
PENALTIES, PENALISED = "tab of penalties", "penalties of the last statement"


def penalty_terms(terms: ContractTerms) -> PaymentTerms:
    """The lines of penalties within the most that all of them may come to, claimed as the contract's own lines are."""
    most = terms.penalties_at_most
    caps = () if most is None else (Cap("contract", most),)
    return PaymentTerms(terms.penalties, caps, every_months=terms.payment.every_months)


def penalty_card(contract: WrittenContract) -> Card:
    """The card of a contract's penalties."""
    terms = penalty_terms(contract.terms)
    keys = tuple(dict.fromkeys(item.key for item in items_of(terms)))
    return Card(terms, keys, contract.setting.outcomes, contract.setting.segments)


def penalties(contract: WrittenContract, book: Book, statement: Statement) -> tuple[Payment, ...]:
    """What the holder owes because of a statement, to each payer by its share of everything (in that year).

    It is due when what the payers owe is, stands beside what they owe, and gives no room under any cap or limit.

    Parameters
    ----------
    contract : WrittenContract
    book : Book
    statement : Statement
    """
    if not contract.terms.penalties or statement.covers_no_months or statement.month_to < 1:
        return ()  # nothing is claimed on the first day
    card = contract.penalty_card
    tab = book.notes.setdefault(PENALTIES, _empty(card, statement.replications))
    measures = contract.setting.measures
    worked = worked_within_run_off(
        contract, statement, lambda within: work_apart(card, tab, within, contract.calendar, measures)
    )
    book.notes[PENALISED] = worked
    owed = worked.owed.sum(axis=(1, 2))
    book.paid = book.paid - owed
    _, payers = contract.version_at(statement.month_from)
    last, due = statement.month_to - 1, contract.paid_in(statement)
    cites = f"penalties for months {statement.month_from} to {last} (statement {statement.number})"
    return tuple(
        Payment(contract.holder, Party(payer.name, "payer"), part, PENALTY, cites, due)
        for payer, part in zip(payers, share_out(owed, shares_of(payers, year=last // MONTHS_PER_YEAR)), strict=True)
    )


def _empty(card: Card, rows: int) -> Tab:
    return Tab.empty(rows, len(card.keys), groups=len(card.segments), lines=len(card.outcomes))
