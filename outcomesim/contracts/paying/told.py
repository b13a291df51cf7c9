"""How the last statement was worked and divided: kept in a contract's book for whoever tells it.

Plain records; nothing is worked out here.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcomesim.contracts.base import Book
from outcomesim.contracts.order.working import Worked
from outcomesim.contracts.paying.dividing import Divided
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party

SETTLED = "settled"
"""Where the book keeps it."""


@dataclass(frozen=True)
class Told:
    """How a statement was worked and divided.

    Parameters
    ----------
    statement : Statement
    worked : Worked
    divided : Divided
    to : Party or None
        Who is paid by it, where several are paid and each has a statement of its own.
    """

    statement: Statement
    worked: Worked
    divided: Divided
    to: Party | None = None


def told(book: Book) -> tuple[Told, ...]:
    """How the last statement was worked and divided: once, or for each of those who are paid by it."""
    settled: tuple[Told, ...] = book.notes.get(SETTLED, ())
    return settled
