"""A contract's payment rule without its investors: held, paid for and borne by the provider itself.

Takes any contract that can be made from terms, gives one that pays the same on the same statements, with the provider
as its holder and no capital, vehicle, agreement or fee beneath it. It is one step of the bridge, and no form that is
offered in a file. Must not know any form by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from outcomesim.contracts import Book, Contract, Payment, Setting, make_contract
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import Ints

UNFUNDED = "payment rule without investors"
"""The form's name. Its own terms are the terms of the contract whose rule it is."""


class Unfunded(Contract):
    """Another contract's payments and reviews; whoever holds it there, the provider holds it here."""

    forms: Mapping[str, type[Contract]] | None = None

    def __init__(self, terms: ContractTerms, setting: Setting) -> None:
        super().__init__(terms, setting)
        rule: ContractTerms = terms.terms
        self.rule = make_contract(replace(terms, form=rule.form, terms=rule.terms), setting, self.forms)
        self.one_replication_at_a_time = self.rule.one_replication_at_a_time

    @property
    def claim_values(self) -> Ints | None:
        """As in the rule."""
        return self.rule.claim_values

    @property
    def claim_limit(self) -> int | None:
        """As in the rule."""
        return self.rule.claim_limit

    @property
    def most_payable(self) -> float | None:
        """As in the rule."""
        return self.rule.most_payable

    @property
    def statement_months(self) -> tuple[int, ...]:
        """As in the rule."""
        return self.rule.statement_months

    @property
    def review_months(self) -> tuple[float, ...]:
        """As in the rule."""
        return self.rule.review_months

    def open_book(self, replications: int) -> Book:
        """As in the rule."""
        return self.rule.open_book(replications)

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """The rule's payments, to and from the provider."""
        return tuple(
            replace(payment, payer=self._held(payment.payer), payee=self._held(payment.payee))
            for payment in self.rule.settle(book, statement)
        )

    def _held(self, party: Party) -> Party:
        return self.holder if party == self.rule.holder else party

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """As in the rule."""
        return self.rule.review(book, statement)

    def describe(self) -> tuple[str, ...]:
        """The rule in its own words, without what it says of investors and of those they pay."""
        gone = {party.name for party in self.rule.investors} | {
            self.rule.intermediary.name,
            "investors",
            "capital",
            "distributed",
        }
        vehicle, holder = self.rule.holder.name, self.holder.name

        def kept(sentence: str) -> bool:
            return not any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in gone)

        return (
            f"{holder} holds the contract itself: no investor funds delivery and no vehicle stands between; it pays "
            "for delivery as it goes and bears what the payments do not cover.",
            *(
                re.sub(rf"(?<!\w){re.escape(vehicle)}(?!\w)", holder, sentence)
                for sentence in self.rule.describe()
                if kept(sentence)
            ),
        )


def unfunded_form(forms: Mapping[str, type[Contract]] | None) -> type[Contract]:
    """The form, knowing a researcher's own forms beside those that are shipped."""
    return type("Unfunded", (Unfunded,), {"forms": forms})
