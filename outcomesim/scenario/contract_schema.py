"""What a contract's table may hold, form by form.

Gives models whose records are in :mod:`outcomesim.scenario.terms`: what every form has around the form's own terms.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from outcomesim.scenario import pay, terms
from outcomesim.scenario.capital_schema import AgreementTable, CapitalTable, ProviderTable
from outcomesim.scenario.number import (
    BareMoney,
    Count,
    Money,
    Months,
    NotNegative,
    Scale,
    Share,
    WholeMonths,
    WholeMonthsOrNone,
)
from outcomesim.scenario.schema import VerificationTable
from outcomesim.scenario.table import Name, SourcedTable, Table
from outcomesim.scenario.tree import LEAF_KEYS

EVERYONE = ""
"""The segment under which a price for everyone is held."""


class PayerTable(Table):
    """One of a contract's ``payers``."""

    becomes = pay.Payer
    name: Name
    share: Share


class CostTable(Table):
    """``[[contract.cost]]``."""

    becomes = terms.TransactionCost
    what: Name
    amount: Money
    by: Name = "payers"
    to: Literal["advisers", "verifier", "intermediary"] = "advisers"
    when: Literal["start", "monthly", "per claim", "share of payments", "end"] = "start"


class ReviewTable(SourcedTable):
    """``[contract.review]``."""

    becomes = terms.ReviewTerms
    at: Annotated[list[Months], Field(min_length=1)]
    outcomes: Annotated[list[Name], Field(min_length=1)]
    target: Annotated[list[NotNegative], Field(min_length=1)]
    tolerance: NotNegative | None = None
    places: NotNegative | None = None
    intensity: NotNegative | None = None
    shut_intake: bool = False
    misses_before_notice: Count | None = None
    notice_months: Months | None = None


class ContractTable(Table):
    """``[[contract]]``: what every form has."""

    name: Name
    form: str
    payers: Annotated[list[PayerTable], Field(min_length=1)]
    cost: list[CostTable] = Field(default=[])
    review: ReviewTable | None = None
    verification: VerificationTable | None = None
    price_scale: Scale | None = None
    bid_discount: Share | None = None
    provider: ProviderTable | None = None

    def form_terms(self) -> dict[str, Any]:
        """The keys that are the form's own."""
        return {key: value for key, value in self.given().items() if key not in ContractTable.model_fields}

    def record(self) -> terms.ContractTerms:
        """What every form has, around the form's own record."""
        common = {key: value for key, value in self.given().items() if key in ContractTable.model_fields}
        common["costs"] = common.pop("cost", ())
        return terms.ContractTerms(**common, terms=type(self).becomes(**self.form_terms()))


class FeeForServiceTable(ContractTable):
    """A contract of form ``fee for service``."""

    becomes = terms.FeeForServiceTerms
    form: Literal["fee for service"]
    price: BareMoney | None = None
    every_months: WholeMonths | None = None


class GrantTable(ContractTable):
    """A contract of form ``grant``."""

    becomes = terms.GrantTerms
    form: Literal["grant"]
    award: BareMoney | None = None
    every_months: WholeMonths | None = None


def _by_segment(prices: Any) -> Any:
    """Every price as a table by segment, so that one shape is left to check."""
    if not isinstance(prices, dict):
        return prices
    return {
        outcome: price if isinstance(price, dict) and not price.keys() & LEAF_KEYS else {EVERYONE: price}
        for outcome, price in prices.items()
    }


class ImpactBondTable(ContractTable):
    """A contract of form ``social impact bond``."""

    becomes = terms.ImpactBondTerms
    form: Literal["social impact bond"]
    prices: Annotated[dict[str, dict[str, BareMoney]], BeforeValidator(_by_segment), Field(min_length=1)]
    capital: CapitalTable
    person_cap: BareMoney | None = None
    contract_cap: BareMoney | None = None
    every_months: WholeMonths | None = None
    payment_terms_months: WholeMonthsOrNone | None = None
    agreement: AgreementTable | None = None
    fee_per_month: Money | None = None
    vehicle: Name = "SPV"
    intermediary: Name = "intermediary"

    def form_terms(self) -> dict[str, Any]:
        """The rate card as a list of prices."""
        prices = tuple(
            pay.Price(outcome, amount.value, segment)
            for outcome, by_segment in self.prices.items()
            for segment, amount in by_segment.items()
        )
        return {**super().form_terms(), "prices": prices}


SHIPPED: dict[str, type[ContractTable]] = {
    "fee for service": FeeForServiceTable,
    "grant": GrantTable,
    "social impact bond": ImpactBondTable,
}
