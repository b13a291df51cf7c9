"""What follows when the service is stopped before its time: claims for a while more, and a payment, once.

Takes a contract and a statement, gives the statement that still counts, and the payments on ending.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.base import Book, Payment
from outcomesim.contracts.order.counting import period_counts
from outcomesim.contracts.order.working import Worked
from outcomesim.contracts.steering.reviewing import NOTICE_BY
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.apart import ENDED_BY, EndTerms
from outcomesim.scenario.capital import CapitalTerms
from outcomesim.units import Floats, Ints, to_pence, whole_pence

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

TERMINATION = "payment on ending early"


def worked_within_run_off(
    contract: WrittenContract, statement: Statement, work: Callable[[Statement], Worked]
) -> Worked:
    """Work a statement without the claims that come later than the run-off after a stop; they are told as lost."""
    within = _within_run_off(contract, statement)
    worked = work(within)
    if within is statement:
        return worked
    card = worked.card
    late = (period_counts(card, statement) - period_counts(card, within)) * card.in_dates(statement.month_from)[:, None]
    return replace(worked, brought=worked.brought + late, after_run_off=late)


def _within_run_off(contract: WrittenContract, statement: Statement) -> Statement:
    end = contract.terms.end
    if end is None or end.run_off_months is None or statement.stopped_at is None:
        return statement
    counts = statement.month_from < statement.stopped_at + end.run_off_months  # (R,)
    return statement if counts.all() else statement.with_claims_where(counts)


def on_ending(contract: WrittenContract, book: Book, statement: Statement) -> tuple[Payment, ...]:
    """What is paid once when the service has been stopped before its time."""
    end = contract.terms.end
    if end is None or not end.owed or statement.covers_no_months:
        return ()
    before = book.notes.get(TERMINATION, np.zeros(statement.replications, dtype=np.bool_))
    now = statement.ended & ~before
    book.notes[TERMINATION] = before | now
    if not now.any():
        return ()
    amount = np.where(now, _owed(end, statement, _ended_by(book, statement)), 0.0)
    cites = f"the service stopped before its time (statement {statement.number})"
    parts = contract.borne(amount, TERMINATION, book, statement)
    book.paid = book.paid + np.sum([part for _, part in parts], axis=0)
    due = contract.paid_in(statement)
    return tuple(Payment(payer, contract.holder, part, TERMINATION, cites, due) for payer, part in parts)


def _ended_by(book: Book, statement: Statement) -> Ints:
    """Who ended it, (R,) of places in the list; where the payers did, at a gate of another's, that other."""
    told = np.full(statement.replications, -1) if statement.ended_by is None else statement.ended_by
    at_gate = book.notes.get(NOTICE_BY, told)
    return np.where((told == ENDED_BY.index("payers")) & (at_gate >= 0), at_gate, told)


def _owed(end: EndTerms, statement: Statement, ended_by: Ints) -> Floats:
    """What is due where the service is stopped, (R,) of pence: of what fits, the last in order stands."""
    nothing = np.zeros(statement.replications)
    stopped_at = nothing if statement.stopped_at is None else statement.stopped_at
    covered = {
        "": nothing,
        "capital outstanding": statement.drawn - statement.repaid,
        "capital and return": nothing if statement.capital_owed is None else statement.capital_owed,
    }
    amount = nothing
    for one in end.owed:
        fits = stopped_at >= one.since
        if one.ended_by:
            fits = fits & np.isin(ended_by, [ENDED_BY.index(who) for who in one.ended_by])
        amount = np.where(fits, to_pence(one.amount) + whole_pence(one.share * covered[one.covers]), amount)
    return amount


def most_on_ending(end: EndTerms | None, capital: CapitalTerms | None) -> float | None:
    """The most that can be due on ending early, in the currency; None where a return is covered: nothing limits it."""
    most = 0.0
    for one in () if end is None else end.owed:
        if one.covers == "capital and return" and one.share:
            return None
        commitment = 0.0 if capital is None or not one.covers else capital.commitment
        most = max(most, one.amount + one.share * commitment)
    return most
