"""The social impact bond: payment for verified outcomes only, with delivery funded by investors.

Takes written terms and capital. What the vehicle does with the money, and what investors get, is the capital account's
part (:mod:`outcomesim.cashflows.capital`).
"""

from __future__ import annotations

from outcomesim.contracts.capital_wording import capital_sentences
from outcomesim.contracts.wording import expected, money, percent
from outcomesim.contracts.written import WrittenContract


class ImpactBond(WrittenContract):
    """A rate card with its limits, paid to a vehicle that investors fund."""

    def own_sentences(self) -> tuple[str, ...]:
        """The capital, and what the vehicle pays the provider."""
        return (*capital_sentences(self), self._agreement_sentence())

    def _agreement_sentence(self) -> str:
        provider, currency, margin = self.setting.provider, self.setting.currency, self.setting.margin
        agreement = self.terms.agreement
        if agreement.basis == "cost":
            paid = f"its cost as incurred and a margin of {percent(margin)}"
        else:
            price = f"{money(self.setting.planned_cost * (1 + margin), currency)} (expected cost and margin)"
            if agreement.price is not None:
                price = money(agreement.price, currency)
            paid = f"a block price of {price} in equal monthly parts while the service runs"
        fee = self.fee_per_month
        managed = "" if fee is None else f", and {self.intermediary} {expected(fee, currency)} a month while it runs"
        return f"Each month {self.holder} pays {provider} {paid}{managed}."
