"""Random subcontracts beneath a lead of several providers: cost, a block, or pay lines, for each or for some alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from oracle.scenarios import odd, scenarios, several
from oracle.written import pay_lines

from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.scenario.provider_terms import Subcontract


@st.composite
def agreements(draw: Any, outcomes: tuple[Outcome, ...]) -> AgreementTerms:
    """What a lead may pay a provider."""
    basis = draw(st.sampled_from(("cost", "block", "pay lines", "pay lines")))
    if basis == "pay lines":
        return AgreementTerms("pay lines", lines=draw(pay_lines(outcomes)))
    return AgreementTerms(basis, price=odd(5_000) if basis == "block" else None)


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

    contracts = tuple(replace(terms, subcontracts=subcontracts()) for terms in scenario.contracts)
    return replace(scenario, service=service, contracts=contracts)
