"""Fee for service: a block price for the service itself, whatever comes of it.

Takes statements for one thing only, how long the service ran; the payers keep the risk that it does not work.
"""

from __future__ import annotations

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.capital_wording import provider_sentences
from outcomesim.contracts.terms import equal_part, split
from outcomesim.contracts.wording import (
    cost_sentences,
    every,
    money,
    months,
    payers_sentence,
    percent,
    review_sentences,
)
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.terms import FeeForServiceTerms
from outcomesim.units import to_pence, to_pounds, whole_pence


class FeeForService(Contract):
    """A block contract: a price for the service, in equal parts, in arrears, while it runs.

    ``payment = part * months the service ran / months it was planned to run``, of the period and in whole pence; the
    last part takes what rounding leaves, so that a service that runs to its last day is paid exactly the price.
    """

    @property
    def block(self) -> FeeForServiceTerms:
        """The form's own terms."""
        terms: FeeForServiceTerms = self.terms.terms
        return terms

    @property
    def price(self) -> float:
        """The whole price in pence: as agreed, or expected cost and margin."""
        agreed = self.block.price
        price = self.setting.planned_cost * (1 + self.setting.margin) if agreed is None else agreed
        return float(to_pence(price * self.terms.price_factor))

    @property
    def most_payable(self) -> float:
        """The price."""
        return self.price

    @property
    def statement_months(self) -> tuple[int, ...]:
        """The end of every period of service."""
        end = self.setting.service_months
        return (*range(self.block.every_months, end, self.block.every_months), end)

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """The part of the price for this period, pro rata to the time the service ran."""
        first, after = statement.month_from, statement.month_to
        part = equal_part(self.price, months=self.setting.service_months, every=self.block.every_months, first=first)
        owed = whole_pence(part * (statement.running / self.setting.planned_running(first, after)))
        book.paid = book.paid + owed
        cites = f"block price for months {first} to {after - 1} (statement {statement.number})"
        return tuple(
            Payment(payer, self.holder, amount, "block price", cites, due=after - 1)
            for payer, amount in zip(self.payers, split(owed, [p.share for p in self.terms.payers]), strict=True)
        )

    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences."""
        setting = self.setting
        price, cost = money(to_pounds(self.price), setting.currency), money(setting.planned_cost, setting.currency)
        basis = f"the expected cost of delivery of {cost} and a margin of {percent(setting.margin)}"
        if self.block.price is not None:
            basis = "as agreed"
        return (
            f"The payers buy the service from {self.holder} for a block price of {price}, {basis}.",
            f"It is paid in equal parts {every(self.block.every_months)}, in arrears, over "
            f"{months(setting.service_months)} of service, whatever outcomes come of it.",
            payers_sentence(self),
            *review_sentences(self.terms.review, setting.planned_places),
            *provider_sentences(self),
            *cost_sentences(self),
            "At the end, or when the service stops, the last part is paid for the time it ran and nothing is paid "
            "back; the provider keeps what it did not spend and bears what it overspent.",
        )
