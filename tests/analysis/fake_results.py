"""A run that never was: three contracts on the same made-up people, money in balance, for tests of what is shown."""

from __future__ import annotations

from datetime import date

import numpy as np

from outcomesim.parties import ADVISERS, STAFF_AND_SUPPLIERS, VERIFIER, Party
from outcomesim.running.results import ContractResult, Results
from outcomesim.scenario.capital import CapitalTerms, Tranche
from outcomesim.scenario.model import (
    Appraisal,
    Cohort,
    Dates,
    Outcome,
    Referrals,
    Scenario,
    Segment,
    Service,
)
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.scenario.terms import ContractTerms, FeeForServiceTerms, GrantTerms, StatedLoss, TransactionCost

ENTERING = "entering accommodation"
LINES = (ENTERING, "6 months in accommodation", "12 months in accommodation", "entry into drug treatment")
COUNCILS, FUND = Party("Greater Manchester local authorities", "payer"), Party("central homelessness fund", "payer")
PROVIDER = Party("homelessness partnership", "provider")
VEHICLE, MANAGER = Party("SPV", "spv"), Party("intermediary", "intermediary")
INVESTORS = (Party("social investor A", "investor"), Party("social investor B", "investor"))
NHS = Party("NHS", "agency")
YEARS = 5
PAYERS = (Payer(COUNCILS.name, 0.6), Payer(FUND.name, 0.4))


def fake_scenario() -> Scenario:
    """A small scenario with something of everything that is shown."""
    effect = Quantity(
        1.8,
        Distribution.of("lognormal", mu=0.55, sigma=0.25),
        source="assumed; nobody has measured it <here>",
        path="outcome[entering accommodation].effect.hazard_ratio",
    )
    fixed = Quantity(35_000, unit="GBP a month", source="published accounts 2018", path="service.cost.fixed_per_month")
    event = Outcome(ENTERING, "event", per_month=known(0.06), hazard_ratio=effect)
    stages = tuple(
        Outcome(name, "sustained", of=ENTERING, months=m, lost_per_month=known(0.02))
        for name, m in zip(LINES[1:3], (6, 12), strict=True)
    )
    drugs = Outcome(LINES[3], "event", per_month=known(0.02))
    prices = (Price(ENTERING, 600), Price(LINES[1], 3_000), Price(LINES[2], 5_000), Price(LINES[3], 120))
    card = PaymentTerms((PayLine("rate card", "outcome", prices),), (Cap("person", 19_000), Cap("contract", 2_629_000)))
    capital = CapitalTerms((Tranche(INVESTORS[0].name, 1_000_000), Tranche(INVESTORS[1].name, 800_000)))
    management = TransactionCost("contract management", known(1_500), when="monthly")
    return Scenario(
        title="Support for people who sleep rough",
        currency="GBP",
        start=date(2018, 1, 1),
        horizon_months=60,
        dates=Dates(24, 48, 54, 57, 60),
        cohort=Cohort(Referrals(known(406), 18), ceiling=406),
        segments=(Segment("entrenched"),),
        service=Service(PROVIDER.name, known(14), places=150),
        outcomes=(event, *stages, drugs),
        verification=_verification(),
        contracts=(
            ContractTerms(
                "SIB",
                "social impact bond",
                PAYERS,
                costs=(management,),
                payment=card,
                capital=capital,
                fee_per_month=known(4_000),
            ),
            ContractTerms("Grants 2.0", "grant", PAYERS, GrantTerms(), (management,)),
            ContractTerms("Fee for service", "fee for service", PAYERS, FeeForServiceTerms(), (management,)),
        ),
        appraisal=Appraisal(ENTERING, price_base="2018/19"),
        stated_losses=(
            StatedLoss("investors", "result below", 0, source="capital not returned"),
            StatedLoss("homelessness partnership", "result below", 0),
            StatedLoss("payers", "cost per additional outcome above", 20_000),
            StatedLoss(COUNCILS.name, "pays more than", 1_300_000, contract="SIB"),
        ),
        quantities=(effect, fixed),
        texts=(("rough_sleeping.toml", 'title = "Support"\n'),),
        changes=(("service.places", 150),),
        file="rough_sleeping.toml",
    )


def _verification():
    from outcomesim.scenario.model import Verification

    return Verification()


def fake_results(replications: int = 400, seed: int = 1, scenario: Scenario | None = None) -> Results:
    """Three contracts whose people are the same and whose money adds to nought."""
    rng = np.random.default_rng(seed)
    effect = rng.lognormal(0.0, 0.25, replications)
    without = {line: rng.poisson(n, replications) * 1.0 for line, n in zip(LINES, (180, 130, 100, 60), strict=True)}
    added = {line: np.rint(n * effect) for line, n in zip(LINES, (140, 110, 90, 20), strict=True)}
    overrun = rng.lognormal(0.0, 0.06, replications)
    cost = np.rint(210_000_000 * overrun)
    people = {"without": without, "added": added, "cost": cost, "planned": 210_000_000.0}
    scenario = scenario or fake_scenario()
    made = (_bond(people, rng), _grant(people), _fee(people))
    return Results(scenario, seed, replications, {c.name: c for c in made}, 1.234)


def _fee(people: dict) -> ContractResult:
    price = np.full_like(people["cost"], np.rint(people["planned"] * 1.05))
    flows = _split(price, PROVIDER, "block price") | _running(people["cost"])
    return _result("Fee for service", "fee for service", flows, people, directed=0.0)


def _grant(people: dict) -> ContractResult:
    spent = np.minimum(people["cost"], people["planned"])
    flows = _split(np.full_like(spent, people["planned"]), PROVIDER, "instalment") | _running(people["cost"])
    for payer, share in ((COUNCILS, 0.6), (FUND, 0.4)):
        flows[PROVIDER, payer, "underspend returned"] = np.rint((people["planned"] - spent) * share)
    return _result("Grants 2.0", "grant", flows, people, directed=0.1)


def _bond(people: dict, rng: np.random.Generator) -> ContractResult:
    prices = dict(zip(LINES, (60_000, 300_000, 500_000, 12_000), strict=True))
    paid = {line: (people["without"][line] + people["added"][line]) * prices[line] for line in LINES}
    total = np.minimum(sum(paid.values()), 262_900_000.0)
    scale = total / sum(paid.values())
    paid = {line: amount * scale for line, amount in paid.items()}
    capital = np.full_like(total, 120_000_000.0)
    fee = np.full_like(total, 19_200_000.0)
    back = np.maximum(total + capital - people["cost"] - fee, 0.0)
    to_provider = total + capital - fee - back
    flows = _split(total, VEHICLE, "outcomes") | _running(people["cost"])
    flows[VEHICLE, PROVIDER, "cost of delivery"] = to_provider
    flows[VEHICLE, MANAGER, "management fee"] = fee
    for investor, share in zip(INVESTORS, (1.0 / 1.8, 0.8 / 1.8), strict=True):
        flows[investor, VEHICLE, "drawn"] = capital * share
        flows[VEHICLE, investor, "distributed"] = back * share
    return _result("SIB", "social impact bond", flows, people, paid=paid, directed=0.0)


def _split(amount, payee: Party, reason: str) -> dict:
    costs = np.full_like(amount, 7_200_000.0)
    flows = {}
    for payer, share in ((COUNCILS, 0.6), (FUND, 0.4)):
        flows[payer, payee, reason] = amount * share
        flows[payer, ADVISERS, "contract management"] = costs * share
    return flows


def _running(cost) -> dict:
    return {(PROVIDER, STAFF_AND_SUPPLIERS, "delivery"): cost}


def _result(name: str, form: str, flows: dict, people: dict, *, directed: float, paid: dict | None = None):
    parties: dict[Party, None] = {}
    for payer, payee, _ in flows:
        parties |= {payer: None, payee: None}
    parties |= {NHS: None, VERIFIER: None}
    order = ("payer", "provider", "spv", "investor", "intermediary", "adviser", "verifier", "supplier", "agency")
    ranked = tuple(sorted(parties, key=lambda p: (order.index(p.role), list(parties).index(p))))
    zeros = np.zeros_like(people["cost"])
    columns = {("flow", a.name, b.name, why): amount for (a, b, why), amount in flows.items()}
    for party in ranked:
        net = sum((v for (a, b, _), v in flows.items() if b == party), zeros) - sum(
            (v for (a, b, _), v in flows.items() if a == party), zeros
        )
        columns["net", party.name] = net
        columns["present value", party.name] = net * 0.93
        if party.role in ("provider", "spv", "investor"):
            columns["real value", party.name] = net * 0.94
        columns["peak draw", party.name] = np.maximum(-net, 0.0)
        columns["worst year", party.name] = np.minimum(net / YEARS * 1.3, net / YEARS)
    invested = sum((v for (a, _, why), v in flows.items() if why == "drawn"), zeros)
    returned = sum((v for (_, b, why), v in flows.items() if why == "distributed"), zeros)
    if np.any(invested > 0):
        columns["multiple", "investors"] = returned / invested
        columns["irr", "investors"] = (returned / invested) ** (1 / 3) - 1
    for line in LINES:
        without, added = people["without"][line], people["added"][line]
        columns["with", line], columns["without", line] = without + added, without
        columns["achieved", line], columns["verified", line] = without + added, np.rint((without + added) * 0.95)
        columns["anyway", line] = np.rint(without * 0.95)
        columns["not found", line], columns["late", line] = np.rint((without + added) * 0.05), zeros
        columns["paid", line] = zeros if paid is None else paid[line]
    share = people["without"][ENTERING] / (people["without"][ENTERING] + people["added"][ENTERING])
    columns["paid anyway",] = share * sum((columns["paid", line] for line in LINES), zeros)
    for column, amount in (
        ("withheld", 0.0), ("cut by cap", 1e6), ("referred", 406.0), ("started", 400.0), ("person months", 5_600.0),
        ("transaction cost", 7_200_000.0), ("stopped at", np.inf), ("unpaid", 0.0),
        ("paid on measures", 0.0),
    ):  # fmt: skip
        columns[column,] = np.full_like(zeros, amount)
    columns["directed",] = (np.arange(zeros.size) % 10 < 10 * directed) * 1.0
    columns["cost",] = people["cost"]
    columns["resource cost real",] = (people["cost"] + 7_200_000.0) * 0.94
    added = people["added"][LINES[1]]
    for agency, kind, worth in ((COUNCILS.name, "fiscal", 1.2e6), ("NHS", "fiscal", 4e5), ("people", "social", 9e5)):
        columns["gain real", agency, kind] = added * worth
    columns["cashable real", COUNCILS.name] = added * 6e5
    columns["cashable real", "NHS"] = added * 1e5
    weights = {
        "drawn": (0.7, 0.3, 0, 0, 0),
        "outcomes": (0.05, 0.2, 0.3, 0.3, 0.15),
        "distributed": (0, 0, 0.2, 0.3, 0.5),
    }
    even = (0.2, 0.25, 0.25, 0.25, 0.05)
    by_year = {(a.name, b.name, w): v.mean() * np.array(weights.get(w, even)) for (a, b, w), v in flows.items()}
    said = (f"{name}: the payers pay what the rule of a {form} says, and no more than £2,629,000 in all.",)
    return ContractResult(name, form, said, ranked, columns, by_year)
