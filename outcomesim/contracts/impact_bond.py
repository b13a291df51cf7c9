"""The social impact bond: payment for verified outcomes only, with delivery funded by investors.

Takes written terms and capital. What the vehicle does with the money, and what investors get, is the capital account's
part (:mod:`outcomesim.cashflows.capital`).
"""

from __future__ import annotations

from outcomesim.contracts.wording.capital import funding_sentences
from outcomesim.contracts.written import WrittenContract


class ImpactBond(WrittenContract):
    """A rate card with its limits, paid to a vehicle that investors fund."""

    def own_sentences(self) -> tuple[str, ...]:
        """The capital, and what the vehicle pays the provider."""
        return funding_sentences(self)
