"""What is held on its date: reviews, allocations between providers, gates, and what they direct together.

Takes a contract and a statement of what was known by the date, gives a :class:`~outcomesim.direction.Direction`. It
knows no money.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outcomesim.contracts.base import Book
from outcomesim.contracts.steering.allocating import direction_at_allocation
from outcomesim.contracts.steering.reviewing import direction_at_gate, together
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.terms import ContractTerms

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract


def dates_held(terms: ContractTerms) -> tuple[float, ...]:
    """Dates of the reviews, allocations and gates, ascending; each once."""
    reviews = () if terms.review is None else terms.review.at
    allocations = () if terms.allocation is None else terms.allocation.at
    return tuple(sorted({*reviews, *allocations, *(at for gate in terms.gates for at in gate.at)}))


def direction_on_date(
    contract: WrittenContract,
    book: Book,
    statement: Statement,
    at_review: Callable[[Book, Statement], Direction | None],
) -> Direction | None:
    """What the reviews, allocations and gates that fall on the next date direct."""
    terms, held = contract.terms, book.notes.get("dates held", 0)
    book.notes["dates held"] = held + 1
    time = contract.review_months[held]
    directions = [direction_at_gate(gate, book, statement, time) for gate in terms.gates if time in gate.at]
    if terms.review is not None and time in terms.review.at:
        directions.append(at_review(book, statement))
    allocation = terms.allocation
    if allocation is not None and time in allocation.at:
        lines = [contract.setting.outcomes.index(name) for name in allocation.outcomes]
        planned = contract.setting.provider_shares
        directions.append(direction_at_allocation(allocation, book, statement, lines=lines, planned=planned))
    return together(directions)
