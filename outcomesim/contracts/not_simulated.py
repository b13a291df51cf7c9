"""Why written terms can only be applied to recorded activity, where nobody could say what a simulation should do.

Takes a contract, gives a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomesim.contracts.most_units import limited_two_ways
from outcomesim.contracts.moving_prices import dated_two_ways

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract


def why_not_simulated(contract: WrittenContract) -> str:
    """The first reason; empty where there is none."""
    cards = contract.cards
    for line in contract.every_line:
        if not line.price_known:
            return f'the price of "{line.name}" was not published'
        limits_people = contract.claim_limit is not None or (
            line.claims_per_person is not None and not {*line.outcomes}.isdisjoint(contract.setting.days)
        )
        if line.less and limits_people:
            return f'others are taken off "{line.name}" (less), and a limit for one person needs to know whose they are'
    for outcome in limited_two_ways(cards, contract.setting.days):
        return f'"{outcome}" is limited for one person in more than one way, or within months of the start too'
    for outcome in dated_two_ways(cards) if contract.claim_limit is not None else ():
        return f'under a cap per person "{outcome}" goes by the date of start in one line and not in another'
    return ""
