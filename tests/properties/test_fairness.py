"""The fairness test of the whole program: no form of contract is better for society because of how it is told.

With behaviour and feedback off (no reviews, capital enough), the same service is delivered to the same people
under every form, so social value differs between forms only by what it costs to have the contract.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import SMALL

from outcomesim import changed, simulate
from outcomesim.analysis.positions import social_value
from outcomesim.cashflows.returns import present_value, stpr_factors
from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.running.reduction import OF_TRANSACTIONS
from outcomesim.running.results import Results
from outcomesim.scenario import load
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams

FEEDBACK_OFF: dict[str, Any] = {
    "contract[Grants 2.0].review": None,
    "contract[SIB].review": None,
    "contract[SIB].capital.tranche[social investor].commitment": 10_000_000,
}
FREE: dict[str, Any] = {
    "contract[Fee for service].cost": None,
    "contract[Grants 2.0].cost": None,
    "contract[SIB].cost": None,
    "contract[SIB].fee_per_month": None,
}
WORLDS = st.fixed_dictionaries(
    {
        "service.places": st.sampled_from([1, 6, 40]),
        "service.margin": st.sampled_from([0.0, 0.15]),
        "outcome[housed].effect.hazard_ratio": st.sampled_from([0.7, 1.0, 2.5]),
        "contract[SIB].prices[housed]": st.sampled_from([0, 500, 20_000]),
        "contract[SIB].cap[person].amount": st.sampled_from([1_000, 50_000]),
        "contract[SIB].agreement.basis": st.sampled_from(["cost", "block"]),
        "contract[Fee for service].price": st.sampled_from([1_000, 900_000]),
        "contract[Grants 2.0].award": st.sampled_from([50_000, 900_000]),
    }
)


def society(results: Results) -> list[list[float]]:
    return [social_value(result).tolist() for result in results.contracts.values()]


def base() -> Scenario:
    return load(SMALL)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(world=WORLDS, seed=st.integers(0, 2**32))
def test_where_contracts_are_free_to_have_every_form_is_worth_the_same_to_society(world, seed):
    results = simulate(changed(base(), {**FEEDBACK_OFF, **FREE, **world}), replications=20, seed=seed, threads=1)
    fee, grant, bond = society(results)
    assert fee == grant == bond
    assert [result["directed"].sum() for result in results.contracts.values()] == [0, 0, 0]


@settings(max_examples=8, deadline=None, derandomize=True)
@given(world=WORLDS, seed=st.integers(0, 2**32))
def test_social_value_differs_between_forms_only_by_what_it_costs_to_have_them(world, seed):
    scenario = changed(base(), {**FEEDBACK_OFF, **world})
    results = simulate(scenario, replications=10, seed=seed, threads=1)
    inflation = scenario.appraisal.inflation_per_year.value
    factors = stpr_factors(36) * (1 + inflation) ** -(np.arange(36) / 12)
    value_before_costs = []
    for world_of, values in zip(
        run_block(prepare(scenario), Streams.block(seed, 0, 10)), society(results), strict=True
    ):
        around = [line for (_, payee, _), line in world_of.ledger.lines.items() if payee.role in OF_TRANSACTIONS]
        value_before_costs.append(np.array(values) + sum(present_value(line, factors) for line in around) / 100)
        assert len(around) > 0
    for other in value_before_costs[1:]:
        assert other == pytest.approx(value_before_costs[0], abs=0.01)


def test_what_would_have_happened_anyway_is_worth_nothing_under_any_form():
    idle = {"outcome[housed].effect": None, "outcome[first job].effect": None}
    results = simulate(changed(base(), {**FEEDBACK_OFF, **idle}), replications=20)
    for result in results.contracts.values():
        assert all(not column.any() for key, column in result.columns.items() if key[0] == "gain real")
        assert result["anyway", "housed"].sum() == result["verified", "housed"].sum() > 0
