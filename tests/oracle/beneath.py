"""Several providers behind a lead: random subcontracts, money of their own that may run out, and reviews that move
referrals between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from oracle.scenarios import odd, scenarios, several
from oracle.written import endings, pay_lines

from outcomesim.scenario.capital import AgreementTerms, ProviderFinance
from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.provider_terms import AllocationTerms, InnovationTerms, Phase, Subcontract
from outcomesim.scenario.terms import ContractTerms

POUNDS = st.integers(0, 900).map(odd)
NOTICE = st.sampled_from((0.0, 1.25, 3.0))


@st.composite
def agreements(draw: Any, outcomes: tuple[Outcome, ...]) -> AgreementTerms:
    """What a lead may pay a provider."""
    basis = draw(st.sampled_from(("cost", "block", "pay lines", "pay lines")))
    if basis == "pay lines":
        return AgreementTerms("pay lines", lines=draw(pay_lines(outcomes)))
    return AgreementTerms(basis, price=draw(st.sampled_from((5_000, 400))) + 0.37 if basis == "block" else None)


@st.composite
def own_money(draw: Any, names: tuple[str, ...]) -> tuple[ProviderFinance, ...]:
    """Little money of their own for some providers, alike or each its own: it often runs out."""
    some = draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names)))
    alike = draw(st.booleans())
    return tuple(
        ProviderFinance(
            reserves=draw(st.sampled_from((0.0, 120.13, 1_900.37))),
            overdraft=draw(st.sampled_from((0.0, 312.37))),
            when_exhausted="shut intake, then stop",
            notice_months=draw(st.sampled_from((0.0, 0.75, 2.0))),
            names=whose,
        )
        for whose in ([tuple(some)] if alike and some else [(name,) for name in some])
    )


@st.composite
def beneath_a_lead(draw: Any) -> Scenario:
    """A scenario with two or three providers, each of which may be paid in a way of its own under each contract."""
    scenario = draw(scenarios())
    providers = draw(several())
    own = [provider.places for provider in providers if provider.places is not None]
    service = replace(scenario.service, providers=providers, places=sum(own) if own else scenario.service.places)

    def subcontracts() -> tuple[Subcontract, ...]:
        names = draw(st.lists(st.sampled_from([provider.name for provider in providers]), unique=True, min_size=1))
        if draw(st.booleans()):
            return (Subcontract(tuple(names), draw(agreements(scenario.outcomes))),)
        return tuple(Subcontract((name,), draw(agreements(scenario.outcomes))) for name in names)

    def finances(terms: ContractTerms) -> tuple[ProviderFinance, ...]:
        """What providers have of their own, and sometimes their lead."""
        of_the_lead = draw(st.sampled_from(((), (), terms.finances)))
        return (*of_the_lead, *draw(own_money(tuple(provider.name for provider in providers))))

    def allocation() -> AllocationTerms | None:
        """Reviews may move referrals as well."""
        counted = tuple(outcome.name for outcome in scenario.outcomes[:2])
        moving = AllocationTerms((2.0, 4.5), counted, least=draw(st.sampled_from((0.0, 0.1713))))
        return draw(st.sampled_from((None, moving)))

    contracts = tuple(
        replace(
            terms,
            subcontracts=subcontracts(),
            finances=finances(terms),
            allocation=allocation(),
            end=draw(endings(funded=terms.capital is not None)),
        )
        for terms in scenario.contracts
    )
    return replace(scenario, service=service, contracts=contracts)


@st.composite
def partnerships(draw: Any) -> Scenario:
    """An innovation partnership in one phase or two, of partners with money of their own that may run out."""
    scenario = draw(scenarios())
    providers = tuple(replace(provider, places=None) for provider in draw(several()))
    names = tuple(provider.name for provider in providers)
    # one line that people reach: days and claims of many kinds would hardly ever meet a target
    counted = tuple(outcome.name for outcome in scenario.outcomes if outcome.kind == "event")[:1]
    gates = draw(st.sampled_from(((3.0,), (2.0, 4.0))))
    phases = tuple(
        Phase(until, draw(st.sampled_from((1, 3))), draw(st.sampled_from((0.0, 1.0))), draw(POUNDS), draw(POUNDS))
        for until in gates
    )
    terms = InnovationTerms(
        counted, (*phases[:-1], replace(phases[-1], keep=1)), draw(POUNDS), 4, odd(5_000), draw(NOTICE)
    )
    contract = ContractTerms(
        "partnership", "innovation partnership", (Payer("council"),), terms, finances=draw(own_money(names))
    )
    service = replace(scenario.service, providers=providers, places=draw(st.sampled_from((3, 6))))
    return replace(scenario, service=service, contracts=(contract,))
