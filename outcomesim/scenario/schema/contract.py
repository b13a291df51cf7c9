"""What a contract's table may hold, form by form.

Gives models whose records are in :mod:`outcomesim.scenario.terms`: what every form has around the form's own terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from outcomesim.scenario import capital, provider_terms, terms
from outcomesim.scenario.schema.apart import AdvanceTable, EndTable, GainShareTable
from outcomesim.scenario.schema.capital import AgreementTable, CapitalTable, Finances
from outcomesim.scenario.schema.limits import ConditionTable, Names, PayerTable
from outcomesim.scenario.schema.number import (
    BareMoney,
    Count,
    InterestAYear,
    Money,
    Months,
    NotNegative,
    Scale,
    Share,
)
from outcomesim.scenario.schema.pay import PaymentTable, VariationTable, payment_terms
from outcomesim.scenario.schema.penalty import PenaltyTable
from outcomesim.scenario.schema.service import VerificationTable
from outcomesim.scenario.schema.table import Name, SourcedTable, Table


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


class GateTable(SourcedTable):
    """``[[contract.gate]]``."""

    becomes = terms.Gate
    at: Annotated[list[Months], Field(min_length=1)]
    must: ConditionTable
    otherwise: Literal["stop", "shut intake"] = "stop"
    notice_months: Months | None = None
    by: Name = "payers"


class AllocationTable(SourcedTable):
    """``[contract.allocation]``."""

    becomes = provider_terms.AllocationTerms
    at: Annotated[list[Months], Field(min_length=1)]
    outcomes: Annotated[list[Name], Field(min_length=1)]
    strength: NotNegative | None = None
    least: Share | None = None
    after_starts: Count | None = None


class SubcontractTable(AgreementTable):
    """``[[contract.subcontract]]``: what the lead pays one of several providers, or some that are paid alike."""

    provider: Names

    def record(self) -> Any:
        """Who is paid, and the agreement with each."""
        given = self.given()
        return provider_terms.Subcontract(
            given.pop("provider"), capital.AgreementTerms(lines=tuple(given.pop("pay", ())), **given)
        )


class ContractTable(Table):
    """``[[contract]]``: what every form has, a researcher's own too."""

    name: Name
    form: str
    payers: Annotated[list[PayerTable], Field(min_length=1)]
    cost: list[CostTable] = Field(default=[])
    review: ReviewTable | None = None
    verification: VerificationTable | None = None
    price_scale: Scale | None = None
    bid_discount: Share | None = None
    late_payment_interest: InterestAYear | None = None
    provider: Finances | None = None

    paid: ClassVar[Mapping[str, Any]] = {}
    """What the form takes for granted of statements and payment."""

    def given(self) -> dict[str, Any]:
        """One table about a provider's money is a list of one."""
        given = super().given()
        if isinstance(given.get("provider"), capital.ProviderFinance):
            given["provider"] = (given["provider"],)
        return given

    def record(self) -> terms.ContractTerms:
        """What every form has, around the form's own record."""
        given, becomes = self.given(), type(self).becomes
        common = {new: given.pop(old) for old, new in _COMMON.items() if old in given}
        payment = {key: given.pop(key) for key in PaymentTable.model_fields if key in given}
        variations = given.pop("variation", ())
        base = {**self.paid, **payment}
        return terms.ContractTerms(
            **common,
            terms=None if becomes is None else becomes(**given),
            payment=payment_terms({}, base),
            variations=tuple(variation.over(base, common["payers"]) for variation in variations),
        )


_COMMON = {
    "name": "name", "form": "form", "payers": "payers", "cost": "costs", "review": "review", "gate": "gates",
    "allocation": "allocation", "subcontract": "subcontracts", "end": "end", "advance": "advances",
    "penalty": "penalties", "penalties_at_most": "penalties_at_most", "gain_share": "gain_share",
    "verification": "verification", "capital": "capital", "agreement": "agreement", "fee_per_month": "fee_per_month",
    "provider": "finances", "vehicle": "vehicle", "intermediary": "intermediary",
    "late_payment_interest": "late_payment_interest",
}  # fmt: skip
"""The keys of any contract, and what its record calls them."""


class WrittenTable(PaymentTable, ContractTable):
    """A contract of written terms: pay lines, limits, gates and variations, whatever its form."""

    gate: list[GateTable] = Field(default=[])
    allocation: AllocationTable | None = None
    subcontract: list[SubcontractTable] = Field(default=[])
    end: EndTable | None = None
    advance: list[AdvanceTable] = Field(default=[])
    penalty: list[PenaltyTable] = Field(default=[])
    penalties_at_most: BareMoney | None = None
    gain_share: GainShareTable | None = None
    variation: list[VariationTable] = Field(default=[])

    def given(self) -> dict[str, Any]:
        """Variations stay tables until their base is known."""
        given = super().given()
        return {**given, **({"variation": tuple(self.variation)} if self.variation else {})}


class FeeForServiceTable(WrittenTable):
    """A contract of form ``fee for service``."""

    becomes = terms.FeeForServiceTerms
    paid: ClassVar[Mapping[str, Any]] = {"every_months": 1, "payment_terms_months": 0}
    form: Literal["fee for service"]
    basis: Literal["block", "per start", "per person-month", "cost plus"] = "block"
    price: BareMoney | None = None


class GrantTable(WrittenTable):
    """A contract of form ``grant``."""

    becomes = terms.GrantTerms
    paid: ClassVar[Mapping[str, Any]] = {"every_months": 3, "payment_terms_months": 0}
    form: Literal["grant"]
    preset: Literal["grants 2.0", "general", "plain"] = "grants 2.0"
    award: BareMoney | None = None


class FundedTable(WrittenTable):
    """What a contract may hold where investors fund delivery."""

    agreement: AgreementTable | None = None
    fee_per_month: Money | None = None
    vehicle: Name = "SPV"
    intermediary: Name = "intermediary"


class ImpactBondTable(FundedTable):
    """A contract of form ``social impact bond``."""

    form: Literal["social impact bond"]
    capital: CapitalTable


class PaymentByResultsTable(WrittenTable):
    """A contract of form ``payment by results``."""

    form: Literal["payment by results"]


class HybridTable(FundedTable):
    """A contract of form ``hybrid``."""

    form: Literal["hybrid"]
    service_share: Share
    expected_price: BareMoney | None = None
    outcomes_share: Share | None = None
    expected_claims: dict[str, NotNegative] = Field(default={})
    capital: CapitalTable | None = None

    becomes = terms.HybridTerms

    def given(self) -> dict[str, Any]:
        """The expected claims as pairs."""
        given = super().given()
        if "expected_claims" in given:
            given["expected_claims"] = tuple((name, number.value) for name, number in self.expected_claims.items())
        return given


class CollaborativeTable(FundedTable):
    """A contract of form ``collaborative commissioning``."""

    form: Literal["collaborative commissioning"]
    capital: CapitalTable | None = None


class PhaseTable(SourcedTable):
    """``[[contract.phase]]``."""

    becomes = provider_terms.Phase
    until: Count
    places: Count
    target: NotNegative
    payment: BareMoney | None = None
    fee_per_start: BareMoney | None = None
    keep: Count | None = None


class PurchaseTable(SourcedTable):
    """``[contract.purchase]``."""

    price: BareMoney
    places: Count
    most_unit_cost: BareMoney


class InnovationTable(ContractTable):
    """A contract of form ``innovation partnership``."""

    form: Literal["innovation partnership"]
    outcomes: Annotated[list[Name], Field(min_length=1)]
    phase: Annotated[list[PhaseTable], Field(min_length=1)]
    purchase: PurchaseTable
    notice_months: Months | None = None

    becomes = provider_terms.InnovationTerms

    def given(self) -> dict[str, Any]:
        """The phases and the purchase as the form's own record holds them."""
        given = super().given()
        given.pop("purchase", None)
        phases, bought = given.pop("phase"), self.purchase
        return {
            **given,
            "phases": phases,
            "purchase_price": bought.price.value,
            "purchase_places": int(bought.places.value),
            "most_unit_cost": bought.most_unit_cost.value,
        }


SHIPPED: dict[str, type[ContractTable]] = {
    "fee for service": FeeForServiceTable,
    "grant": GrantTable,
    "payment by results": PaymentByResultsTable,
    "social impact bond": ImpactBondTable,
    "hybrid": HybridTable,
    "collaborative commissioning": CollaborativeTable,
    "innovation partnership": InnovationTable,
}
