"""Random small scenarios, written as records: a few people, everything that a scenario can hold.

Gives a hypothesis strategy.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st
from oracle.numbers import odd, quantities, ratios, times

from outcomesim.scenario.capital import (
    AgreementTerms,
    Break,
    CapitalGuarantee,
    CapitalTerms,
    EarlyRedemption,
    ProviderFinance,
    Tranche,
)
from outcomesim.scenario.model import (
    Appraisal,
    Cohort,
    Dates,
    DeliveryCost,
    Outcome,
    Provider,
    Referrals,
    Scenario,
    Segment,
    SegmentRate,
    Service,
    Verification,
    Worth,
)
from outcomesim.scenario.pay import Cap, Condition, Payer, PayLine, PaymentTerms, Price
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ContractTerms, FeeForServiceTerms, GrantTerms, ReviewTerms, TransactionCost
from outcomesim.units import NEVER

PROVIDER = "Home Ground"
EVENTS = ("housed", "job", "diploma")
STAGES = ((), (2.0,), (1.5, 4.0), (1.0, 2.5, 6.0))
SEGMENTS = ("entrenched", "newly homeless")
LIFE_OBSERVED = st.sampled_from(("without the service", "with the service"))


@st.composite
def dates(draw: Any) -> tuple[Dates, int]:
    """Five dates in quarters of a month, and a horizon."""
    gaps = [draw(st.integers(*bounds)) / 4 for bounds in ((8, 32), (4, 32), (0, 16), (0, 12), (0, 8))]
    whole = draw(st.booleans())
    ends, now = [], 0.0
    for gap in gaps:
        now += round(gap) if whole else gap
        ends.append(now)
    horizon = int(-(-ends[-1] // 1)) + 1
    return Dates(*ends[:4], last_payment=float(horizon)), horizon


@st.composite
def outcome_lines(draw: Any) -> tuple[Outcome, ...]:
    """One to three chains, each an event, its stages and perhaps lines that count the days of its spell."""
    lines: list[Outcome] = []
    for name in EVENTS[: draw(st.integers(1, 3))]:
        worth = draw(
            st.lists(
                st.builds(
                    Worth,
                    to=st.just("local authority"),
                    amount=st.just(Quantity(100.0)),
                    per=st.sampled_from(("year", "month")),
                    for_months=st.sampled_from((None, 1.0, 3.3, 12.0)),
                ),
                max_size=1,
            )
        )
        observed = draw(LIFE_OBSERVED)
        lines.append(
            Outcome(
                name=name,
                kind="event",
                per_month=draw(quantities(f"{name}.per_month", 0.02, 0.6)),
                observed=observed,
                hazard_ratio=draw(ratios(f"{name}.hazard_ratio")),
                loss_ratio=draw(ratios(f"{name}.loss_ratio")),
                found=draw(st.none() | quantities(f"{name}.found", 0.3, 1.0)),
                worth=tuple(worth),
            )
        )
        for months in draw(st.sampled_from(STAGES)):
            stage = f"{name} {months:g}"
            lines.append(
                Outcome(
                    name=stage,
                    kind="sustained",
                    of=name,
                    months=months,
                    lost_per_month=draw(quantities(f"{stage}.lost", 0.0, 0.4)),
                    observed=observed,
                    found=draw(st.none() | quantities(f"{stage}.found", 0.3, 1.0)),
                )
            )
        for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
            days = f"{name} days {number}"
            since = draw(st.sampled_from((0.0, 0.0, 1.0, 2.7)))
            lines.append(
                Outcome(
                    name=days,
                    kind="days",
                    of=name,
                    observed=observed,
                    from_month=since,
                    back_dated=since > 0 and draw(st.booleans()),
                    for_months=draw(st.sampled_from((NEVER, 0.01, 1.9, 6.0))),
                    found=draw(st.none() | quantities(f"{days}.found", 0.3, 1.0)),
                )
            )
    reached = [line.name for line in lines if line.kind != "days"]
    if len(reached) > 1 and draw(st.booleans()):
        among = draw(st.lists(st.sampled_from(reached), unique=True, min_size=2))
        lines.append(Outcome("some of them", "k of n", k=draw(st.integers(1, len(among))), among=tuple(among)))
    return tuple(draw(st.permutations(lines)) if draw(st.booleans()) else lines)


@st.composite
def segments(draw: Any, lines: tuple[Outcome, ...]) -> tuple[Segment, ...]:
    """One segment or two, each perhaps with its own chances of some events."""
    shares = draw(st.sampled_from(((1.0,), (0.37, 0.63))))
    events = [line.name for line in lines if line.kind == "event"]
    made = []
    for name, share in zip(SEGMENTS, shares, strict=False):
        own = tuple(
            SegmentRate(
                outcome=event,
                per_month=draw(st.none() | quantities(f"{name}.{event}.per_month", 0.05, 0.5)),
                hazard_ratio=draw(st.none() | ratios(f"{name}.{event}.ratio")),
            )
            for event in draw(st.lists(st.sampled_from(events), unique=True, max_size=2))
        )
        made.append(Segment(name, share, frailty_sd=draw(st.sampled_from((0.0, 0.5, 1.3))), rates=own))
    return tuple(made)


@st.composite
def several(draw: Any) -> tuple[Provider, ...]:
    """Two or three providers, with places of their own or without; one may be referred nobody as planned."""
    shares = draw(st.sampled_from(((0.37, 0.63), (0.21, 0.0, 0.79))))
    limited = draw(st.booleans())
    return tuple(
        Provider(
            name,
            share,
            places=draw(st.sampled_from((0, 1, 2, 4))) if limited else None,
            effect=draw(st.just(Quantity(1.0)) | quantities(f"{name}.effect", 0.0, 2.0)),
            cost=draw(st.just(Quantity(1.0)) | quantities(f"{name}.cost", 0.71341, 1.43112)),
        )
        for name, share in zip(("North", "South", "West"), shares, strict=False)
    )


@st.composite
def services(draw: Any, lines: tuple[Outcome, ...]) -> Service:
    """A service with or without a limit of places, and its cost."""
    priced = draw(st.lists(st.sampled_from([line.name for line in lines]), unique=True, max_size=2))
    pounds = st.integers(0, 900).map(odd)
    cost = DeliveryCost(
        set_up=Quantity(draw(pounds)),
        fixed_per_month=draw(quantities("cost.fixed", 0.0, 912.3417)),
        per_attachment=Quantity(draw(pounds)),
        per_person_month=draw(quantities("cost.month", 10.3, 291.3417)),
        per_outcome=tuple((name, Quantity(draw(pounds))) for name in priced),
        indexation_per_year=draw(st.sampled_from((0.0, 0.02713))),
        overrun=draw(quantities("cost.overrun", 0.81341, 1.43112)),
    )
    providers = draw(st.just(()) | st.just(()) | several())
    own = [provider.places for provider in providers if provider.places is not None]
    return Service(
        provider=PROVIDER,
        providers=providers,
        stay_months=draw(times("stay", 12.0)),
        places=sum(own) if own else draw(st.sampled_from((3, 2, 1, 4, 6, None))),
        engagement=draw(st.just(Quantity(1.0)) | quantities("engagement", 0.5, 1.0)),
        drop_out_per_month=draw(st.just(Quantity(0.0)) | quantities("drop_out", 0.0, 0.3)),
        effect_lasts_months=draw(st.sampled_from((NEVER, 0.0, 0.7, 4.0))),
        cost=cost,
        margin=draw(st.sampled_from((0.0, 0.0713))),
        starts_during_notice=draw(st.sampled_from(("nobody", "those waiting", "everyone"))),
        waiting_when_shut=draw(st.sampled_from(("turned away", "served"))),
    )


@st.composite
def cohorts(draw: Any, when: Dates) -> Cohort:
    """Three to fifteen people; some may come after the last referral."""
    referrals = Referrals(
        total=Quantity(draw(st.sampled_from((15.0, 12.0, 9.0, 6.0, 3.0)))),
        months=draw(st.sampled_from((0.6, 1.0, 0.4, 1.2))) * when.last_referral,
        weights=draw(st.sampled_from(((1.0,), (1.0, 2.0, 3.0), (2.0, 0.0, 1.0, 4.0)))),
        arrivals=draw(st.sampled_from(("fixed", "poisson"))),
    )
    return Cohort(
        referrals=referrals,
        volume=draw(quantities("volume", 0.7313, 1.2171)),
        ceiling=draw(st.sampled_from((None, None, None, 2, 4, 7))),
    )


@st.composite
def reviews(draw: Any, when: Dates, lines: tuple[Outcome, ...], *, limited: bool) -> ReviewTerms | None:
    """Up to four reviews, on whole and mid-month dates, with any of the things that may follow a miss."""
    end = int(4 * when.last_service)
    at = sorted(draw(st.lists(st.integers(1, end + 4), unique=True, max_size=4)))
    if not at:
        return None
    most = draw(st.integers(1, 5))
    return ReviewTerms(
        at=tuple(quarter / 4 for quarter in at),
        outcomes=tuple(draw(st.lists(st.sampled_from([line.name for line in lines]), unique=True, min_size=1))),
        target=tuple(most * quarter / end for quarter in at),
        tolerance=draw(st.sampled_from((0.75, 1.0))),
        places=draw(st.sampled_from((None, 0.0, 0.5, 0.67, 1.5))) if limited else None,
        intensity=draw(st.sampled_from((None, 0.4137, 1.5019))),
        shut_intake=draw(st.booleans()),
        misses_before_notice=draw(st.sampled_from((None, 2, 1, 3))),
        notice_months=draw(st.sampled_from((0.0, 0.5, 1.25, 2.0, 3.0))),
    )


@st.composite
def transaction_costs(
    draw: Any, contract: str, payers: tuple[Payer, ...], others: tuple[str, ...]
) -> tuple[TransactionCost, ...]:
    """Up to three costs of having the contract, paid by anybody."""
    made = []
    for i, when in enumerate(
        draw(st.lists(st.sampled_from(("start", "monthly", "per claim", "share of payments", "end")), max_size=3))
    ):
        amount = (
            Quantity(0.01731)
            if when == "share of payments"
            else draw(quantities(f"{contract}.cost{i}", 3.0173, 301.73))
        )
        by = draw(st.sampled_from(("payers", payers[0].name, *others)))
        to = draw(st.sampled_from(("advisers", "verifier", "intermediary")))
        made.append(
            TransactionCost(
                what=f"cost {i}",
                amount=amount,
                by=by,
                to="advisers" if by == to else to,
                when=when,
            )
        )
    return tuple(made)


@st.composite
def impact_bonds(draw: Any, lines: tuple[Outcome, ...], groups: tuple[Segment, ...]) -> dict[str, Any]:
    """A rate card with or without caps, and capital that may run out, by name of the contract's terms."""
    pounds = st.integers(50, 2000).map(odd)
    prices = [Price(line.name, draw(pounds)) for line in lines if draw(st.integers(0, 4))]
    if draw(st.booleans()):
        prices.append(Price(lines[0].name, draw(pounds), segment=groups[-1].name))
    commitments = draw(st.lists(st.sampled_from((40_000, 10_000, 4_000, 1_000, 100)).map(odd), min_size=1, max_size=2))
    lent = [
        Tranche(
            f"investor {i}",
            amount,
            rank=draw(st.sampled_from((1, 1, 2))),
            rate=draw(st.sampled_from((0.0, 0.0, 0.0513))),
            interest=draw(st.sampled_from(("compound", "simple"))),
            hurdle=draw(st.sampled_from((0.0, 0.0, 0.0713))),
        )
        for i, amount in enumerate(commitments)
    ]
    too_deep = Condition("capital outstanding", above=draw(st.integers(100, 9_000).map(odd)))
    capital = CapitalTerms(
        tranches=tuple(lent),
        guarantees=draw(st.sampled_from(((), (CapitalGuarantee("a friend", "investor 0", limit=odd(1_500)),)))),
        recycle=draw(st.sampled_from((True, True, False))),
        draw_notice_months=draw(st.sampled_from((0, 0, 0, 2))),
        maturity=draw(st.sampled_from((None, None, 11.0))),
        early_redemption=draw(st.sampled_from((None, EarlyRedemption(5.0, 0.0137)))),
        breaks=draw(st.sampled_from(((), (), (Break((4.0, 7.0), too_deep, notice_months=1.5),)))),
        reserve_months=draw(st.sampled_from((0.0, 1.0, 1.75, 3.0))),
        distribute_from=draw(st.sampled_from((0.0, 6.0))),
        distribute_every=draw(st.sampled_from((3, 6))),
        when_exhausted=draw(st.sampled_from(("stop the service", "provider carries on"))),
        notice_months=draw(st.sampled_from((0.0, 0.5, 1.0, 2.75))),
        provider_share_of_surplus=draw(st.sampled_from((0.0, 0.2517))),
    )
    most_a_person = draw(st.none() | st.integers(100, 3000).map(odd))
    most_in_all = draw(st.none() | st.integers(500, 15_000).map(odd))
    caps = (
        *(() if most_a_person is None else (Cap("person", most_a_person),)),
        *(() if most_in_all is None else (Cap("contract", most_in_all),)),
    )
    payment = PaymentTerms(
        lines=(PayLine("rate card", "outcome", tuple(prices)),),
        caps=caps,
        every_months=draw(st.sampled_from((1, 2, 3))),
        payment_terms_months=draw(st.integers(0, 2)),
    )
    return {
        "payment": payment,
        "capital": capital,
        "agreement": AgreementTerms(basis=draw(st.sampled_from(("cost", "block")))),
        "fee_per_month": draw(st.none() | quantities("fee", 5.173, 101.73)),
    }


@st.composite
def provider_finance(draw: Any) -> ProviderFinance:
    """A provider that can fail, or one that finds the money elsewhere."""
    pounds = st.integers(0, 4_000).map(odd)
    return ProviderFinance(
        reserves=draw(pounds),
        overdraft=draw(st.sampled_from((0.0, 512.37))),
        when_exhausted=draw(st.sampled_from(("carries on", "shut intake, then stop"))),
        notice_months=draw(st.sampled_from((0.0, 0.75, 2.0))),
    )


@st.composite
def scenarios(draw: Any) -> Scenario:
    """A small scenario with a fee for service, a grant and a social impact bond."""
    when, horizon = draw(dates())
    lines = draw(outcome_lines())
    groups = draw(segments(lines))
    service = draw(services(lines))
    payers = draw(st.sampled_from(((Payer("council"),), (Payer("council", 0.6173), Payer("fund", 0.3827)))))
    in_arrears = st.sampled_from((1, 2, 3)).map(lambda n: PaymentTerms(every_months=n, payment_terms_months=0))
    block = st.fixed_dictionaries({"payment": in_arrears, "terms": st.just(FeeForServiceTerms())})
    grant = st.fixed_dictionaries({"payment": in_arrears, "terms": st.just(GrantTerms())})

    def contract(
        name: str, form: str, terms: st.SearchStrategy[dict[str, Any]], others: tuple[str, ...]
    ) -> ContractTerms:
        own_way = st.builds(
            Verification, found=quantities(f"{name}.found", 0.5, 1.0), lag_months=times(f"{name}.lag", 2.0)
        )
        return ContractTerms(
            name=name,
            form=form,
            payers=payers,
            **draw(terms),
            costs=draw(transaction_costs(name, payers, others)),
            review=draw(reviews(when, lines, limited=service.places is not None)),
            verification=draw(st.none() | own_way),
            finances=(draw(provider_finance()),),
        )

    contracts = (
        contract("block", "fee for service", block, (PROVIDER,)),
        contract("grant", "grant", grant, (PROVIDER,)),
        contract("bond", "social impact bond", impact_bonds(lines, groups), (PROVIDER, "SPV", "intermediary")),
    )
    return Scenario(
        title="a small scenario",
        currency="GBP",
        start=date(2020, 4, 1),
        horizon_months=horizon,
        dates=when,
        cohort=draw(cohorts(when)),
        segments=groups,
        service=service,
        outcomes=lines,
        verification=Verification(found=draw(quantities("found", 0.5, 1.0)), lag_months=draw(times("lag", 2.0))),
        contracts=contracts,
        appraisal=Appraisal(headline=lines[0].name),
    )
