"""Bonds whose rates follow a measure, for their whole life or period by period.

Gives a hypothesis strategy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from oracle.measured import dates
from oracle.numbers import quantities
from oracle.scenarios import scenarios

from outcomesim.scenario.capital import MONTHS_IN, LaterRate, OnMeasure
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import PayLine, Schedule, Variation


@st.composite
def lent_on_a_measure(draw: Any) -> Scenario:
    """A small scenario with one bond: what its tranches earn follows counts, or what is reported from outside."""
    scenario: Scenario = draw(scenarios())
    (bond,) = [terms for terms in scenario.contracts if terms.capital is not None]
    assert bond.capital is not None
    own_dates = st.just(()) | dates(scenario.horizon_months // 2)
    known_at, window = draw(own_dates), draw(st.sampled_from(("to date", "period", "year")))
    measures = (
        Measure("claims", "total", of=scenario.outcome_names[0], window=window, known_at=known_at),
        Measure("told", assumed=draw(quantities("told.assumed", -1.0, 3.0)), window=window, known_at=known_at),
    )
    steps = Schedule("steps", ((0.0, 0.0213), (0.5, 0.0713), (2.5, 0.1219)))

    def rate() -> Any:
        of, each = draw(st.sampled_from(measures)).name, draw(st.sampled_from((*MONTHS_IN, "quarter", None)))
        return OnMeasure(of, steps, each, draw(st.sampled_from((None, 0.0413))))

    lent = tuple(
        replace(
            tranche,
            rate=rate(),
            later=draw(st.sampled_from(((), (LaterRate(5, 0.0317),), (LaterRate(4, rate()),)))),
            interest_paid=draw(st.sampled_from(("at maturity", "quarterly"))),
            cumulative=draw(st.booleans()),
        )
        for tranche in bond.capital.tranches
    )
    assert bond.payment is not None
    lines = (*bond.payment.lines, *draw(st.sampled_from(((), (PayLine("capital and return", "capital due"),)))))
    paid = replace(bond.payment, lines=lines)
    later = replace(paid, payment_terms_months=draw(st.integers(0, 3)))
    varied = draw(st.sampled_from(((), (Variation(2.0, 7.0, later, bond.payers, "paid on another date"),))))
    bond = replace(bond, capital=replace(bond.capital, tranches=lent), payment=paid, variations=varied)
    return replace(scenario, contracts=(bond,), measures=measures)
