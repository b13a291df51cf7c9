"""The social impact bond: payment for verified outcomes only, with delivery funded by investors.

Takes written terms and capital. What the vehicle does with the money, and what investors get, is the capital account's
part (:mod:`outcomesim.cashflows.capital`).
"""

from __future__ import annotations

from outcomesim.contracts.wording import every, expected, listed, money, months, percent, when_exhausted
from outcomesim.contracts.written import WrittenContract


class ImpactBond(WrittenContract):
    """A rate card with its limits, paid to a vehicle that investors fund."""

    def own_sentences(self) -> tuple[str, ...]:
        """The capital, and what the vehicle pays the provider."""
        return (*self._capital_sentences(), self._agreement_sentence())

    def _capital_sentences(self) -> tuple[str, ...]:
        capital, currency = self.capital, self.setting.currency
        assert capital is not None
        tranches = listed([f"{money(t.commitment, currency)} from {t.name}" for t in capital.tranches])
        share = capital.provider_share_of_surplus
        profit = "profit by commitment"
        if share > 0:
            profit = (
                f"{percent(share)} of the profit to {self.setting.provider} and the rest to investors by commitment"
            )
        return (
            f"Capital of {tranches} is drawn when {self.holder} needs it, to keep {months(capital.reserve_months)} of "
            "planned outgoings in hand while the service runs; outcome payments are used before more is drawn.",
            f"What is above that reserve is distributed {every(capital.distribute_every)}, not before month "
            f"{capital.distribute_from:g}, and with the last payment: first capital back, then {profit}.",
            f"When all capital is drawn and the cash is gone, {when_exhausted(self)}; either way, what is owed is "
            "paid first from later income.",
        )

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
