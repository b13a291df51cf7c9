"""The social impact bond: payment for verified outcomes only, with delivery funded by investors.

Takes the counts the verifier sends, gives what the payers owe the vehicle. What the vehicle then does with the
money, and the investors', is the capital account's part (:mod:`outcomesim.cashflows.capital`).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.terms import asked, claim_values, cut_to, split
from outcomesim.contracts.wording import (
    cost_sentences,
    every,
    expected,
    listed,
    money,
    months,
    payers_sentence,
    percent,
    review_sentences,
    when_exhausted,
)
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import AgreementTerms, CapitalTerms, ImpactBondTerms
from outcomesim.units import Floats, Ints, to_pence


class ImpactBond(Contract):
    """A rate card with caps, paid to a vehicle that investors fund.

    ``payment = count * price``, less what the cap per person withholds (oldest claim first), cut pro rata to what
    is left under the contract's cap, then split between the payers. What the contract's cap cuts is lost; its
    sum so far is kept in ``book.notes["cut by cap"]``.
    """

    @property
    def bond(self) -> ImpactBondTerms:
        """The form's own terms."""
        terms: ImpactBondTerms = self.terms.terms
        return terms

    @property
    def holder(self) -> Party:
        """The vehicle that stands between payers, investors and provider."""
        return Party(self.bond.vehicle, "spv")

    @property
    def intermediary(self) -> Party:
        """Who manages the vehicle."""
        return Party(self.bond.intermediary, "intermediary")

    @property
    def capital(self) -> CapitalTerms:
        """The investors' terms."""
        return self.bond.capital

    @property
    def agreement(self) -> AgreementTerms:
        """What the vehicle pays the provider."""
        return self.bond.agreement

    @property
    def fee_per_month(self) -> Quantity | None:
        """The intermediary's fee."""
        return self.bond.fee_per_month

    @cached_property
    def claim_values(self) -> Ints:
        """The rate card, (G, L) of int64 pence."""
        return claim_values(self.bond.prices, self.setting.outcomes, self.setting.segments)

    @property
    def claim_limit(self) -> int | None:
        """The cap per person, in pence."""
        return None if self.bond.person_cap is None else int(to_pence(self.bond.person_cap))

    @property
    def most_payable(self) -> float | None:
        """The contract's cap, in pence."""
        return None if self.bond.contract_cap is None else float(to_pence(self.bond.contract_cap))

    @property
    def statement_months(self) -> tuple[int, ...]:
        """The end of every period of claims."""
        end = self.setting.claim_months
        return (*range(self.bond.every_months, end, self.bond.every_months), end)

    def open_book(self, replications: int) -> Book:
        """The book on the first day, with nothing cut yet."""
        book = Book.empty(replications)
        book.notes["cut by cap"] = np.zeros(replications)
        return book

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """What is owed for the claims verified in the period; the lines stand on the first payer's payment."""
        claimed = asked(statement.verified, self.claim_values, statement.withheld)  # (R, L)
        cap = np.inf if self.most_payable is None else self.most_payable
        by_line = cut_to(claimed, cap - book.paid)
        owed: Floats = np.sum(by_line, axis=1)
        book.paid = book.paid + owed
        book.notes["cut by cap"] = book.notes["cut by cap"] + (np.sum(claimed, axis=1) - owed)
        due = min(statement.month_to - 1 + self.bond.payment_terms_months, self.setting.horizon_months - 1)
        first, last = statement.month_from, statement.month_to - 1
        cites = f"claims verified in months {first} to {last} (statement {statement.number})"
        parts = split(owed, [payer.share for payer in self.terms.payers])
        return tuple(
            Payment(payer, self.holder, part, "outcomes", cites, due, by_line if payer == self.payers[0] else None)
            for payer, part in zip(self.payers, parts, strict=True)
        )

    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences."""
        return (
            *self._payment_sentences(),
            payers_sentence(self),
            *self._capital_sentences(),
            self._agreement_sentence(),
            *review_sentences(self.terms.review, self.setting.planned_places),
            *cost_sentences(self),
            f"Claims may be verified up to the end of month {self.setting.claim_months - 1}; the last payment is in "
            f"month {self.setting.horizon_months - 1}, when all that is left in {self.holder} is distributed.",
        )

    def _payment_sentences(self) -> tuple[str, ...]:
        bond, currency, days = self.bond, self.setting.currency, self.setting.days
        card = [
            f"{money(price.amount, currency)} {'a day of' if price.outcome in days else 'for'} {price.outcome}"
            + (f" ({price.segment})" if price.segment else "")
            for price in bond.prices
        ]
        caps = [
            words
            for given, words in (
                (bond.person_cap, f"{money(bond.person_cap or 0, currency)} for one person (oldest claim first)"),
                (
                    bond.contract_cap,
                    f"{money(bond.contract_cap or 0, currency)} in all (the lines of a statement cut pro rata)",
                ),
            )
            if given is not None
        ]
        return (
            f"The payers pay {self.holder} for verified outcomes only: {'; '.join(card)}.",
            f"Claims are settled {every(bond.every_months)} and paid {months(bond.payment_terms_months)} after "
            "the month in which the statement closes.",
            f"The most that is paid is {listed(caps)}; what a cap cuts is lost."
            if caps
            else "No cap limits what is paid.",
        )

    def _capital_sentences(self) -> tuple[str, ...]:
        capital, currency = self.capital, self.setting.currency
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
        if self.agreement.basis == "cost":
            paid = f"its cost as incurred and a margin of {percent(margin)}"
        else:
            price = f"{money(self.setting.planned_cost * (1 + margin), currency)} (expected cost and margin)"
            if self.agreement.price is not None:
                price = money(self.agreement.price, currency)
            paid = f"a block price of {price} in equal monthly parts while the service runs"
        fee = self.fee_per_month
        managed = "" if fee is None else f", and {self.intermediary} {expected(fee, currency)} a month while it runs"
        return f"Each month {self.holder} pays {provider} {paid}{managed}."
