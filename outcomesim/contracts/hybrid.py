"""The hybrid: a part of the price for the service, a part on results.

Takes written terms; both parts are shares of the expected price, so that the risk that is transferred can be read off.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from outcomesim.contracts.wording.capital import funding_sentences
from outcomesim.contracts.wording.common import money, percent
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import ContractError
from outcomesim.scenario.pay import PayLine, PaymentTerms
from outcomesim.scenario.terms import HybridTerms
from outcomesim.units import PENCE, Floats, to_pounds


class Hybrid(WrittenContract):
    """A block of ``service_share * expected price``, and a card scaled to ``outcomes_share * expected price``."""

    @property
    def hybrid(self) -> HybridTerms:
        """The form's own terms."""
        terms: HybridTerms = self.terms.terms
        return terms

    @property
    def expected_price(self) -> float:
        """As agreed, or expected cost and margin."""
        agreed = self.hybrid.expected_price
        return self.setting.planned_cost * (1 + self.setting.margin) if agreed is None else agreed

    @property
    def own_lines(self) -> tuple[PayLine, ...]:
        """The part that is paid for the service."""
        return (PayLine("service part", "block", amount=self.hybrid.service_share * self.expected_price),)

    def with_own_lines(self, written: PaymentTerms) -> PaymentTerms:
        """As written, its prices scaled so that expected claims come to the share on outcomes, and the service part."""
        lines = tuple(
            replace(line, prices=tuple(replace(price, amount=price.amount * self._scale) for price in line.prices))
            for line in written.lines
        )
        return replace(written, lines=(*self.own_lines, *lines))

    @cached_property
    def _scale(self) -> float:
        """``share * expected price / what expected claims are worth``; a price scale applies to both parts alike."""
        share = self.hybrid.outcomes_share
        if share is None:
            return 1.0
        expected = self._expected_worth(self._unscaled)
        if expected <= 0:
            raise ContractError(
                f"contract {self.name!r}: nothing is expected to be claimed on its card, so its prices cannot be "
                "scaled to a share of the price: give expected_claims, or leave outcomes_share out"
            )
        return share * self.expected_price / expected

    @property
    def _unscaled(self) -> WrittenContract:
        """The card alone at full prices, and nothing while a variation has lines of its own, which are not scaled."""

        def plain(payment: PaymentTerms) -> PaymentTerms:
            return replace(payment, price_scale=1.0, bid_discount=0.0)

        own = self.terms
        variations = tuple(
            replace(v, payment=replace(plain(v.payment), lines=() if v.replaces_lines else v.payment.lines))
            for v in own.variations
        )
        return WrittenContract(replace(own, payment=plain(own.payment), variations=variations), self.setting)

    def _expected_worth(self, unscaled: WrittenContract) -> float:
        """What expected claims are worth: planned ones at their dates, those that are written on the first day."""
        worth, planned = unscaled.claim_values_over_time, self.setting.worth_as_planned
        if worth is None:
            return 0.0
        if planned is None or self.hybrid.expected_claims:
            return float(np.sum(unscaled.card.claim_values() / PENCE * self._expected_claims()))
        return float(to_pounds(planned(worth, verification=self.terms.verification).sum()))

    def _expected_claims(self) -> Floats:
        """Claims expected of each segment and line, (G, L): as written, shared by segment, or as planned."""
        if not self.hybrid.expected_claims:
            return self.setting.planned_claims
        claims = np.zeros((len(self.setting.segments), len(self.setting.outcomes)))
        for outcome, number in self.hybrid.expected_claims:
            claims[:, self.setting.outcomes.index(outcome)] = number * np.asarray(self.setting.segment_shares)
        return claims

    @property
    def price_rests_on_plan(self) -> bool:
        """Whether the expected price is left to what delivery is planned to cost."""
        return self.hybrid.expected_price is None

    def own_sentences(self) -> tuple[str, ...]:
        """What the shares are of."""
        price = money(self.expected_price, self.setting.currency)
        on_results = self.hybrid.outcomes_share
        rest = (
            ""
            if on_results is None
            else f", and prices are scaled so that expected claims come to {percent(on_results)}"
        )
        return (
            f"The expected price is {price}: {percent(self.hybrid.service_share)} is paid for the service{rest}.",
            *funding_sentences(self),
        )
