"""Small settings, terms and statements for the contract and cash-flow tests, in pounds where people speak in pounds."""

from __future__ import annotations

from typing import Any

import numpy as np

from outcomesim.contracts import Contract, Setting, make_contract
from outcomesim.contracts.order.card import Card, items_of
from outcomesim.contracts.order.tab import Calendar, Tab
from outcomesim.contracts.order.working import Worked, work
from outcomesim.measurement.statement import Dated, Report, Statement
from outcomesim.parties import Party
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms, Tranche
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price
from outcomesim.scenario.terms import ContractTerms, FeeForServiceTerms, GrantTerms

COUNCIL, FUND = Payer("council", 0.6), Payer("fund", 0.4)
PROVIDER = Party("charity", "provider")
ENTRY, SIX_MONTHS = "entry", "six months"


def setting(**changes: Any) -> Setting:
    """Twelve months of service at £1,000 a month, claims for 18 months, a ledger of 24."""
    plain: dict[str, Any] = {
        "outcomes": (ENTRY, SIX_MONTHS),
        "segments": ("younger", "older"),
        "provider": PROVIDER,
        "currency": "GBP",
        "service_months": 12,
        "claim_months": 18,
        "horizon_months": 24,
        "planned_cost": 12_000.0,
        "planned_cost_by_month": (1_000.0,) * 12,
        "planned_places": 50,
        "margin": 0.1,
    }
    return Setting(**{**plain, **changes})


def capital_terms(**changes: Any) -> CapitalTerms:
    """One investor with £5,000, distributions every 12 months."""
    return CapitalTerms(**{"tranches": (Tranche("investors", 5_000.0),), "reserve_months": 1.0, **changes})


def payment(
    prices: tuple[Price, ...] = (),
    *,
    person_cap: float | None = None,
    contract_cap: float | None = None,
    **changes: Any,
) -> PaymentTerms:
    """A card of prices on outcomes, its caps, and whatever else is said of payment."""
    amounts: dict[Any, float | None] = {"person": person_cap, "contract": contract_cap}
    caps = tuple(Cap(over, amount) for over, amount in amounts.items() if amount is not None)
    card = (PayLine("rate card", "outcome", prices),) if prices else ()
    return PaymentTerms(**{"lines": card, "caps": caps, **changes})


def bond_terms(**changes: Any) -> dict[str, Any]:
    """£600 for an entry, £1,500 for six months, claimed quarterly and paid in the month after; by name of the terms."""
    plain: dict[str, Any] = {
        "prices": (Price(ENTRY, 600.0), Price(SIX_MONTHS, 1_500.0)),
        "capital": capital_terms(),
        "agreement": AgreementTerms(),
    }
    given = {**plain, **changes}
    around = ("capital", "agreement", "fee_per_month", "vehicle", "intermediary")
    kept = {key: given.pop(key) for key in around if key in given}
    return {**kept, "payment": payment(**given)}


def contract(form: str, own: Any = None, where: Setting | None = None, **changes: Any) -> Contract:
    """A contract of a shipped form; council and fund pay 60 and 40% unless said."""
    plain: dict[str, Any] = {"name": form, "form": form, "payers": (COUNCIL, FUND), "terms": own}
    return make_contract(ContractTerms(**{**plain, **changes}), where or setting())


def block(where: Setting | None = None, price: float | None = None, every_months: int = 1, **changes: Any) -> Contract:
    """Fee for service."""
    paid = payment(every_months=every_months, payment_terms_months=0)
    return contract("fee for service", FeeForServiceTerms(price=price), where, **{"payment": paid, **changes})


def grant(where: Setting | None = None, award: float | None = None, every_months: int = 3, **changes: Any) -> Contract:
    """A grant."""
    paid = payment(every_months=every_months, payment_terms_months=0)
    return contract("grant", GrantTerms(award=award), where, **{"payment": paid, **changes})


def results(*lines: PayLine, where: Setting | None = None, payers: Any = (COUNCIL, FUND), **said: Any) -> Contract:
    """Payment by results on some lines; what is said is of payment where payment has it, else of the contract."""
    of_payment = {key: said.pop(key) for key in tuple(said) if key in PaymentTerms.__dataclass_fields__}
    paid = PaymentTerms(lines=lines, **of_payment)
    return contract("payment by results", None, where, payers=payers, payment=paid, **said)


def bond(where: Setting | None = None, *, own: dict[str, Any] | None = None, **changes: Any) -> Contract:
    """A social impact bond."""
    return contract("social impact bond", None, where, **{**(own or bond_terms()), **changes})


def statement(month_from: int, month_to: int, *, replications: int = 1, number: int = 1, **given: Any) -> Statement:
    """A statement; what is not given is nought, and the service runs throughout. Amounts are pence."""
    counts = np.zeros((replications, 2, 2), dtype=np.int64)
    pence = np.zeros(replications)
    plain: dict[str, Any] = {
        "verified": counts,
        "verified_to_date": given.get("verified", counts),
        "withheld": np.zeros((replications, 2)),
        "referred": np.zeros((replications, 2), dtype=np.int64),
        "starts": np.zeros((replications, 2), dtype=np.int64),
        "person_months": np.zeros((replications, 2)),
        "cost": pence,
        "cost_to_date": pence,
        "running": np.full(replications, float(month_to - month_from)),
        "drawn": pence,
        "repaid": pence,
    }
    return Statement(number=number, month_from=month_from, month_to=month_to, **{**plain, **given})


def pounds(*amounts: float) -> np.ndarray:
    """Pounds, one for each replication, as the pence of a vector."""
    return np.array([round(100 * amount) for amount in amounts], dtype=np.float64)


def counted(entries: int, six_months: int) -> np.ndarray:
    """So many verified claims of each line, all of the younger segment, in one replication."""
    return np.array([[[entries, six_months], [0, 0]]])


def dated(*parts: tuple[float | None, float | None, np.ndarray]) -> tuple[Dated, ...]:
    """Claims told apart by the month of their start, and by that of their achievement."""
    by_start = (Dated("start", started, claims) for started, _, claims in parts)
    return *by_start, *(Dated("achievement", achieved, claims) for _, achieved, claims in parts)


def of(name: str, value: float) -> dict[str, np.ndarray]:
    """What one measure reports, in one replication."""
    return {name: np.array([value])}


def reported(month: int, value: float, *, counts_to: int | None = None) -> Report:
    """A figure of a period or a year, in one replication, about what happened up to a month."""
    return Report(float(month), month if counts_to is None else counts_to, np.array([value]))


class Working:
    """Statements worked one after another under one set of terms, for a service of 12 months and claims for 18."""

    def __init__(self, terms: PaymentTerms, *, replications: int = 1, measures: tuple[Measure, ...] = ()) -> None:
        where = setting()
        keys = tuple(item.key for item in items_of(terms))
        self.keys = keys
        self.measures = {measure.name: measure for measure in measures}
        self.tab = Tab.empty(replications, len(keys), len(where.segments), len(where.outcomes))
        self.calendar = Calendar(where.service_months, where.claim_months, where.last_service)
        self.terms = terms

    def work(self, month_from: int, month_to: int, *, terms: PaymentTerms | None = None, **given: Any) -> Worked:
        """Work one statement, under other terms where they are said."""
        where = setting()
        card = Card(terms or self.terms, self.keys, where.outcomes, where.segments)
        return work(card, self.tab, statement(month_from, month_to, **given), self.calendar, self.measures)

    def owed(self, month_from: int, month_to: int, **given: Any) -> float:
        """Pounds owed with one statement, in one replication."""
        return float(self.work(month_from, month_to, **given).owed.sum()) / 100
