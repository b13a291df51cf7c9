"""Random written terms under every form of contract, on a random small scenario.

What is claimed, capped, kept back and divided is decided by the shipped contract, which the worked examples prove; here
the two readings must bring it the same statements, in the same order, and move the same money.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from oracle.numbers import quantities
from oracle.scenarios import impact_bonds, odd, reviews, scenarios

from outcomesim.scenario.apart import Advance, EndPayment, EndTerms, GainShare, Recovery
from outcomesim.scenario.limits import Cap, Floor, Indexation, Retention, ServiceCredit
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Outcome, Scenario, Segment
from outcomesim.scenario.on_measures import Condition, Schedule
from outcomesim.scenario.pay import Deduction, PayLine, PaymentTerms, Price, Tolerance, Variation, Volume
from outcomesim.scenario.payers import LimitOn, Payer, ShareOf
from outcomesim.scenario.terms import ContractTerms, FeeForServiceTerms, GrantTerms, HybridTerms
from outcomesim.units import NEVER

EACH = ("attachment", "referral", "person-month", "month", "cost")
OFTEN = ("with every statement", "monthly", "quarterly", "half-yearly", "yearly", "at the end")
CREDITS = (
    ServiceCredit("late", "capital outstanding", Schedule("steps", ((0.0, 0.0713), (2_000.0, 0.0)))),
    ServiceCredit("rude", "capital drawn", Schedule("linear", ((0.0, 0.05), (9_000.0, 0.1))), ("card",)),
)
POUNDS = st.integers(5, 900).map(odd)


@st.composite
def pay_lines(draw: Any, outcomes: tuple[Outcome, ...]) -> tuple[PayLine, ...]:
    """A rate card, perhaps days, and a few lines for the service itself."""
    reached = [o for o in outcomes if o.kind != "days"]
    days = [o for o in outcomes if o.kind == "days"]
    often = st.sampled_from(OFTEN)
    card = PayLine(
        "card",
        "outcome",
        tuple(Price(o.name, draw(POUNDS)) for o in reached),
        deductions=draw(st.sampled_from(((), (Deduction(0.33),)))),
        volume=draw(st.sampled_from((None, None, Volume(((0.0, 1.0), (2.0, 0.75)), "year")))),
        claimed=draw(often),
        tolerance=draw(st.sampled_from((None, Tolerance(odd(600), 0.3)))),
    )
    lines = [card]
    if days:
        lines.append(PayLine("days", "unit", (Price(days[0].name, 1.237),), claimed=draw(often)))
    for per in draw(st.lists(st.sampled_from(EACH), max_size=2, unique=True)):
        price = 1.0511 if per == "cost" else draw(POUNDS)
        lines.append(
            PayLine(per, per, (Price("", price),), claimed=draw(often), since=draw(st.sampled_from((None, 4.0))))
        )
    if draw(st.booleans()):
        lines.append(PayLine("block", "block", amount=odd(4_000), until=draw(st.sampled_from((None, 7.0)))))
    if draw(st.booleans()):
        lines.append(PayLine("promised", "missing referral", (Price("", 31.17),), guaranteed=3.0, claimed="quarterly"))
    return tuple(lines)


@st.composite
def payments(draw: Any, outcomes: tuple[Outcome, ...]) -> PaymentTerms:
    """Lines within every kind of limit."""
    pounds = st.integers(300, 9_000).map(odd)
    excess = st.sampled_from(("lost", "carried"))
    caps = [
        Cap(over, draw(pounds), excess=draw(excess)) for over in ("period", "year", "contract") if draw(st.booleans())
    ]
    if draw(st.booleans()):
        caps.append(Cap("contract", draw(pounds), lines=("card",), excess=draw(excess)))
    return PaymentTerms(
        lines=draw(pay_lines(outcomes)),
        caps=tuple(caps),
        floors=draw(st.sampled_from(((), (), (Floor("year", odd(400)),), (Floor("period", odd(90)),)))),
        service_credits=draw(st.sampled_from(((), (), CREDITS[:1], CREDITS))),
        service_credits_at_most=draw(st.sampled_from((1.0, 0.0931))),
        retention=draw(st.sampled_from((None, Retention(0.1), Retention(0.2, released=3.0, if_ended_early="paid")))),
        indexation=draw(st.sampled_from((None, Indexation(0.03, since=2.0)))),
        every_months=draw(st.sampled_from((1, 2, 3))),
        payment_terms_months=draw(st.integers(0, 2)),
    )


@st.composite
def payers(draw: Any, outcomes: tuple[Outcome, ...]) -> tuple[Payer, ...]:
    """One payer, or two with shares and limits of their own."""
    if draw(st.booleans()):
        return (Payer("council"),)
    first = outcomes[0].name
    own = draw(st.booleans())
    on_first = draw(st.sampled_from(((), (), ("others pay",), ("unpaid",))))
    return (
        Payer("council", 0.6173, (ShareOf(1.0, first),) if own else ()),
        Payer(
            "fund", 0.3827, (ShareOf(0.0, first),) if own else (), limit=draw(st.none() | POUNDS),
            limit_per_year=draw(st.none() | POUNDS), when_exhausted=draw(st.sampled_from(("others pay", "unpaid"))),
            limits=tuple(LimitOn(odd(300), first, beyond) for beyond in on_first),
            pays_late_months=draw(st.sampled_from((None, None, 1, 3))),
        ),
    )  # fmt: skip


@st.composite
def moving(
    draw: Any, outcomes: tuple[Outcome, ...], segments: tuple[Segment, ...], days: float | None
) -> tuple[PayLine, ...]:
    """A line for each outcome, whose price may move, at the date of the claim or at one of its own."""
    lines = []
    for outcome in outcomes:
        prices = [Price(outcome.name, draw(POUNDS))]
        if draw(st.booleans()):
            prices.append(Price(outcome.name, draw(POUNDS), segment=segments[-1].name))
        prices += [
            Price(outcome.name, draw(POUNDS), since=since)
            for since in draw(st.lists(st.sampled_from((2.5, 4.0, 7.0)), max_size=2, unique=True))
        ]
        by = draw(st.sampled_from(("claim", "start", "achievement")))
        often = draw(st.sampled_from(OFTEN))
        within = draw(st.sampled_from((None, None, (-NEVER, 3.0), (1.25, 4.0))))
        most = days if outcome.kind == "days" else None
        within = None if most else within
        since, until = draw(st.sampled_from(((None, None), (None, None), (2.5, None), (1.0, 6.25))))
        others = [other.name for other in outcomes if other != outcome and not (days and other.kind == "days")]
        less = draw(st.sampled_from(((), *[(name,) for name in others])))
        if by != "claim" or within is not None or most is not None:
            less = ()
        line = PayLine(f"for {outcome.name}", "outcome", tuple(prices), priced_by=by, claimed=often, less=less)
        lines.append(replace(line, within_months=within, since=since, until=until, claims_per_person=most))
    return tuple(lines)


@st.composite
def where_prices_move(draw: Any) -> Scenario:
    """A scenario with two contracts under which prices move, most often with a cap per person."""
    scenario = draw(scenarios())
    outcomes, segments = scenario.outcomes, scenario.segments

    def contract(name: str) -> ContractTerms:
        days = draw(st.sampled_from((None, 20.0, 45.0)))
        paid = PaymentTerms(
            lines=draw(moving(outcomes, segments, days)),
            caps=draw(st.sampled_from(((), *[(Cap("person", odd(pounds)),) for pounds in (200, 700, 1_500)]))),
            indexation=draw(st.sampled_from((None, Indexation(0.03, since=1.5)))),
            every_months=draw(st.sampled_from((1, 2, 3))),
            payment_terms_months=draw(st.integers(0, 2)),
        )
        varied = ()
        if draw(st.booleans()):
            varied = (
                Variation(2.5, 6.0, replace(paid, lines=draw(moving(outcomes, segments, days))), (Payer("council"),)),
            )
        return ContractTerms(name, "payment by results", (Payer("council"),), payment=paid, variations=varied)

    return replace(scenario, contracts=(contract("moving"), contract("moving otherwise")))


@st.composite
def gated(draw: Any, paid: PaymentTerms, measures: tuple[str, ...]) -> PaymentTerms:
    """The same lines, some of them paid only if a measure holds; sometimes two for one outcome."""
    lines = []
    for line in paid.lines:
        limits = draw(st.sampled_from(({"at_least": 2.0}, {"above": 0.4}, {"at_most": 3.0}, {"below": 0.7})))
        gate = Condition(draw(st.sampled_from(measures)), **limits)
        only_if = draw(st.sampled_from((None, gate, gate)))
        lines.append(replace(line, only_if=only_if, back_dated=draw(st.sampled_from((False, False, True)))))
    if draw(st.booleans()):
        lines.append(
            replace(lines[0], name="more", only_if=draw(st.sampled_from((None, Condition(measures[0], above=1.0)))))
        )
    return replace(paid, lines=tuple(lines))


@st.composite
def where_gates_lose(draw: Any) -> Scenario:
    """The same contracts with gates on their lines, most often with reviews, and always with a cap per person."""
    scenario = draw(where_prices_move())
    first, window = scenario.outcome_names[0], st.sampled_from(("to date", "period", "year"))
    measures = (
        Measure("so far", "total", of=first, window=draw(window)),
        Measure("rate", "share", of=first, known_at=draw(st.sampled_from(((), (3.0, 5.5))))),
        Measure("said", "recorded", assumed=draw(quantities("said", 0.0, 1.0)), known_at=(2.0,)),
    )
    names, review = (
        tuple(one.name for one in measures),
        draw(reviews(scenario.dates, scenario.outcomes, limited=scenario.service.places is not None)),
    )
    cap = (Cap("person", odd(draw(st.sampled_from((200, 700, 1_500))))),)

    def behind_gates(terms: ContractTerms) -> ContractTerms:
        varied = [replace(v, payment=draw(gated(replace(v.payment, caps=cap), names))) for v in terms.variations]
        paid = draw(gated(replace(terms.payment, caps=cap), names))
        return replace(terms, payment=paid, variations=tuple(varied), review=draw(st.sampled_from((None, review))))

    return replace(scenario, contracts=tuple(map(behind_gates, scenario.contracts)), measures=measures)


@st.composite
def endings(draw: Any, *, funded: bool) -> EndTerms | None:
    """Nothing, one payment, or payments by month, by who ended it, and of capital where there is any."""
    if draw(st.booleans()):
        return draw(st.sampled_from((None, EndTerms(odd(300), 2.0))))
    covers = st.sampled_from(("", "capital outstanding", "capital and return") if funded else ("",))
    who = st.sampled_from(((), ("payers",), ("investors", "vehicle"), ("provider",)))
    one = st.builds(EndPayment, POUNDS, covers, st.sampled_from((0.5, 1.02)), st.sampled_from((0.0, 5.0)), who)
    return EndTerms(payments=tuple(draw(st.lists(one, min_size=1, max_size=3))))


@st.composite
def advances(draw: Any, by: tuple[str, ...]) -> tuple[Advance, ...]:
    """None, or one, recovered in any way from its first months on."""
    if draw(st.booleans()):
        return ()
    recovery = draw(st.sampled_from((
        Recovery(share=1.0), Recovery(share=0.2713, since=3.0), Recovery(instalments=3, since=2.0),
    )))  # fmt: skip
    left = draw(st.sampled_from(("paid back", "written off")))
    return (Advance(draw(POUNDS), recovery, draw(st.sampled_from((0, 1, 2))), draw(st.sampled_from(by)), left),)


@st.composite
def penalties(draw: Any, outcomes: tuple[Outcome, ...]) -> tuple[PayLine, ...]:
    """None, or a price for each of an outcome that the holder owes the payers."""
    often = draw(st.sampled_from(OFTEN))
    each = PayLine("lost", "outcome", (Price(outcomes[-1].name, draw(POUNDS)),), claimed=often)
    return draw(st.sampled_from(((), (each,))))


@st.composite
def under_every_form(draw: Any) -> Scenario:
    """A scenario whose contracts are of every written form, with random terms."""
    scenario = draw(scenarios())
    outcomes, base = scenario.outcomes, {terms.name: terms for terms in scenario.contracts}

    def contract(name: str, form: str, **own: Any) -> ContractTerms:
        like = base["bond" if own.get("capital") else "block"]
        paid = own.pop("payment", None) or draw(payments(outcomes))
        who = draw(payers(outcomes))
        known = {"payers", *(payer.name for payer in who)}
        costs = tuple(cost if cost.by in known else replace(cost, by="payers") for cost in like.costs)
        varied = ()
        if draw(st.booleans()):
            varied = (Variation(3.0, 6.0, replace(paid, lines=()), who, "a pause"),)
        return replace(
            like, name=name, form=form, payers=who, payment=paid, variations=varied, costs=costs,
            terms=own.pop("terms", None), end=draw(endings(funded="capital" in own)),
            advances=draw(advances(("", who[0].name))), penalties=draw(penalties(outcomes)),
            penalties_at_most=draw(st.none() | POUNDS),
            gain_share=draw(st.sampled_from((None, GainShare(0.5, 0.1), GainShare(0.3719, over="year")))),
            late_payment_interest=draw(st.sampled_from((0.0813, 0.0))), **own,
        )  # fmt: skip

    funded = draw(impact_bonds(outcomes, scenario.segments))
    funded.pop("payment")
    claimed = tuple((outcome.name, 2.0) for outcome in outcomes if outcome.kind != "days")  # no plan need expect any
    hybrid = HybridTerms(0.4, odd(9_000), draw(st.sampled_from((None, 0.6))) if claimed else None, claimed)
    basis = draw(st.sampled_from(("per start", "per person-month", "cost plus", "block")))
    return replace(
        scenario,
        contracts=(
            contract("results", "payment by results"),
            contract("hybrid", "hybrid", terms=hybrid),
            contract("fee", "fee for service", terms=FeeForServiceTerms(basis, draw(st.none() | POUNDS))),
            contract("general", "grant", terms=GrantTerms("general", draw(st.none() | POUNDS))),
            contract("plain", "grant", terms=GrantTerms("plain", odd(3_000))),
            contract("bond", "social impact bond", **funded),
        ),
    )
