"""The most units that are paid for one person: weeks in a placement, nights housed.

Takes the cards of a contract, gives limits by outcome line. A claim for an outcome that is reached once needs none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outcomesim.contracts.order.card import Card
from outcomesim.units import NEVER


def most_units(cards: Sequence[Card], counted: Sequence[str]) -> tuple[float, ...]:
    """The limit of each outcome line, infinity where there is none; empty where none of those counted is limited.

    Parameters
    ----------
    cards : sequence of Card
    counted : sequence of str
        The outcomes of which one person may have many.
    """
    limits = {name: min((n for n in _limits(cards, name) if n is not None), default=NEVER) for name in counted}
    if all(limit == NEVER for limit in limits.values()):
        return ()
    return tuple(float(limits.get(name, NEVER)) for name in cards[0].outcomes)


def limited_two_ways(cards: Sequence[Card], counted: Sequence[str]) -> Iterator[str]:
    """Outcomes whose lines limit them differently, or limit them and pay within some months of the start alone."""
    for name in counted:
        limits = _limits(cards, name)
        windows = {line.within_months for card in cards for line in card.terms.lines if name in line.outcomes}
        if limits - {None} and (len(limits) > 1 or windows - {None}):
            yield name


def _limits(cards: Sequence[Card], name: str) -> set[float | None]:
    return {line.claims_per_person for card in cards for line in card.terms.lines if name in line.outcomes}
