"""What follows when the service is stopped before its time: claims for a while more, and a payment, once.

Takes a contract and a statement, gives the statement that still counts, and the payments on ending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.base import Book, Payment
from outcomesim.measurement.statement import Statement
from outcomesim.units import to_pence

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

TERMINATION = "payment on ending early"


def within_run_off(contract: WrittenContract, statement: Statement) -> Statement:
    """The statement without the claims that come later than the run-off after a stop."""
    end = contract.terms.end
    if end is None or end.run_off_months is None or statement.stopped_at is None:
        return statement
    counts = statement.month_from < statement.stopped_at + end.run_off_months  # (R,)
    return statement if counts.all() else statement.with_claims_where(counts)


def on_ending(contract: WrittenContract, book: Book, statement: Statement) -> tuple[Payment, ...]:
    """What is paid once when the service has been stopped before its time."""
    end = contract.terms.end
    if end is None or end.payment == 0 or statement.covers_no_months:
        return ()
    before = book.notes.get(TERMINATION, np.zeros(statement.replications, dtype=np.bool_))
    now = statement.ended & ~before
    book.notes[TERMINATION] = before | now
    if not now.any():
        return ()
    amount = np.where(now, float(to_pence(end.payment)), 0.0)
    due = min(statement.month_to - 1 + contract.payment.payment_terms_months, contract.setting.horizon_months - 1)
    cites = f"the service stopped before its time (statement {statement.number})"
    parts = contract.borne(amount, TERMINATION, book, statement)
    book.paid = book.paid + np.sum([part for _, part in parts], axis=0)
    return tuple(Payment(payer, contract.holder, part, TERMINATION, cites, due) for payer, part in parts)
