"""Why written terms can only be applied to recorded activity, where nobody could say what a simulation should do.

Takes a contract, gives a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomesim.contracts.beforehand.most_units import limited_two_ways
from outcomesim.contracts.order.moving_prices import dated_two_ways
from outcomesim.units import NEVER

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract


def why_not_simulated(contract: WrittenContract) -> str:
    """The first reason; empty where there is none."""
    cards = contract.cards
    limited = {contract.setting.outcomes[line] for line, most in enumerate(contract.most_units) if most < NEVER}
    for line in contract.every_line:
        if not line.price_known:
            return f'the price of "{line.name}" was not published'
        if line.less and not limited.isdisjoint({*line.outcomes, *line.less}):
            return f'others are taken off "{line.name}" (less), of which one person is paid for so many alone'
        if line.less and line.priced_by != "claim" and contract.claim_limit is not None:
            return f'others are taken off "{line.name}" (less), and a cap per person asks for the date of each'
    for outcome in limited_two_ways(cards, contract.setting.days):
        return f'"{outcome}" is limited for one person in more than one way, or within months of the start too'
    for outcome in dated_two_ways(cards) if contract.claim_limit is not None else ():
        return f'under a cap per person "{outcome}" goes by the date of start in one line and not in another'
    return ""
