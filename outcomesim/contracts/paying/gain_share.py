"""An open book: what of the holder's surplus above a margin comes back to the payers.

Takes what falls due with each statement, either way, and what delivery is reported to have cost; gives money back where
the contract, or one of its years, closes. It knows no line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.base import Book, Payment
from outcomesim.contracts.order.limits import brought_to
from outcomesim.contracts.paying.advancing import ADVANCED, Advanced
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.apart import GainShare
from outcomesim.units import MONTHS_PER_YEAR, Floats

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract

SHARED, OPEN_BOOK = "gain shared", "open book"
_DECIMALS = 6
"""Decimals of a penny that count: a whole penny stays one, whatever its binary digits."""


@dataclass
class OpenBook:
    """What an open book holds of the contract, or of the year that is open, (R,) of pence.

    Parameters
    ----------
    year : int
        Which contract year is open; nought where the contract is looked at as a whole.
    owed, shared : mapping of payer to array (R,)
        What each payer has borne, and what came back to it.
    cost_before, cost_to_date : array (R,)
        Reported before it, and by now.
    """

    year: int = 0
    owed: dict[str, Floats] = field(default_factory=dict)
    shared: dict[str, Floats] = field(default_factory=dict)
    cost_before: Floats | float = 0.0
    cost_to_date: Floats | float = 0.0

    def note(self, payer: str, amount: Floats) -> None:
        """Note what falls due from a payer; below nought where it falls due to it."""
        self.owed[payer] = self.owed.get(payer, 0.0) + amount

    def opened(self, year: int) -> OpenBook:
        """The book of a later year: nothing is owed in it yet."""
        return OpenBook(year, cost_before=self.cost_to_date, cost_to_date=self.cost_to_date)

    def gives_back(self, terms: GainShare) -> dict[str, Floats]:
        """What comes back to each payer where the book closes now, by what it has borne, and is noted as given.

        ``floor(share * max(0, owed - (1 + above) * cost))``, less what came back before: it is never taken again.
        """
        if not self.owed:
            return {}
        owed = np.stack([*self.owed.values()], axis=1)  # (R, payers)
        before = np.stack([self.shared.get(name, np.zeros(len(owed))) for name in self.owed], axis=1)
        gain = np.maximum(0.0, owed.sum(axis=1) - (1 + terms.above) * (self.cost_to_date - self.cost_before))
        more = np.floor(np.round(terms.share * gain, _DECIMALS)) - before.sum(axis=1)
        back = brought_to(np.maximum(0.0, owed - before), np.maximum(0.0, more))
        self.shared = dict(zip(self.owed, (before + back).T, strict=True))
        return dict(zip(self.owed, back.T, strict=True))


def gain_shared(
    contract: WrittenContract, book: Book, statement: Statement, payments: Sequence[Payment]
) -> tuple[Payment, ...]:
    """What comes back with a statement, where the contract or a year of it has closed by its end.

    A statement belongs to the contract year of its last month; what comes after the last to the year of that.

    Parameters
    ----------
    contract : WrittenContract
    book : Book
    statement : Statement
    payments : sequence of Payment
        What falls due with it between payers and holder, whatever was advanced of it.
    """
    terms = contract.terms.gain_share
    if terms is None:
        return ()
    kept: OpenBook = book.notes.get(OPEN_BOOK) or OpenBook()
    last, back = contract.statement_months[-1], []
    month = min(statement.month_to, last)
    year = max(0, month - 1) // MONTHS_PER_YEAR if terms.over == "year" else 0
    if year > kept.year:
        back.append((kept.year, kept.gives_back(terms)))
        kept = kept.opened(year)
    _note(contract, book, kept, payments)
    kept.cost_to_date = statement.cost_to_date
    if month == last or (terms.over == "year" and month == MONTHS_PER_YEAR * (year + 1)):
        back.append((year, kept.gives_back(terms)))
    book.notes[OPEN_BOOK] = kept
    times = ((f"contract year {of + 1}" if terms.over == "year" else "the contract", parts) for of, parts in back)
    return tuple(payment for time, parts in times for payment in _paid(contract, book, statement, time, parts))


def _note(contract: WrittenContract, book: Book, kept: OpenBook, payments: Sequence[Payment]) -> None:
    """Note what falls due, and what the holder may keep of advances that nothing has recovered."""
    for payment in payments:
        if payment.payee == contract.holder:
            kept.note(payment.payer.name, payment.amount)
        else:
            kept.note(payment.payee.name, -payment.amount)
    advanced: Advanced | None = book.notes.get(ADVANCED)
    for name, amount in ({} if advanced is None else advanced.left_with_holder).items():
        kept.note(name, amount)


def _paid(
    contract: WrittenContract, book: Book, statement: Statement, time: str, parts: dict[str, Floats]
) -> tuple[Payment, ...]:
    cites = f"what was owed beyond cost in {time} (statement {statement.number})"
    due = contract.paid_in(statement)
    book.paid = book.paid - sum(parts.values(), np.zeros(statement.replications))
    return tuple(
        Payment(contract.holder, Party(name, "payer"), part, SHARED, cites, due)
        for name, part in parts.items()
        if part.any()
    )
