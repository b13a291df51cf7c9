"""The shipped scenarios give the published counts, whatever the effect, and the plan is near the simulated mean."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from outcomesim import ContractResult, Scenario, changed, load, plan, simulate
from outcomesim.scenario.pay import Cap

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 2_000  # Monte Carlo errors are then about 1% of a count, against a tolerance of 5% or two people
AS_PLANNED = "Fee for service"  # without reviews, so that the service runs as planned


def published(name: str) -> Mapping[str, float]:
    rows = csv.DictReader((SCENARIOS / "published" / f"{name}.csv").read_text().splitlines())
    return {row["line"]: float(row["count"]) for row in rows}


def with_effects(scenario: Scenario, quantile: float) -> Scenario:
    return changed(
        scenario,
        {
            f"outcome[{outcome.name}].effect.{ratio}": float(getattr(outcome, ratio).at(quantile))
            for outcome in scenario.outcomes
            for ratio in ("hazard_ratio", "loss_ratio")
            if getattr(outcome, ratio).uncertain
        },
    )


@cache
def simulated(name: str, quantile: float | None) -> ContractResult:
    scenario = load(SCENARIOS / f"{name}.toml")
    variant = scenario if quantile is None else with_effects(scenario, quantile)
    return simulate(variant, replications=REPLICATIONS, seed=11, contracts=[AS_PLANNED])[AS_PLANNED]


@pytest.mark.parametrize("quantile", [None, 0.05, 0.5, 0.95])
@pytest.mark.parametrize("name", ["rough_sleeping", "employment"])
def test_every_line_is_within_five_per_cent_or_two_people_of_its_published_count(
    name: str, quantile: float | None
) -> None:
    result = simulated(name, quantile)
    means = {line: result["verified", line].mean() for line in published(name)}
    far = {line: mean for line, mean in means.items() if abs(mean - published(name)[line]) > max(0.05 * mean, 2)}
    assert far == {}


def test_what_would_have_happened_anyway_moves_with_the_effect_from_a_quarter_to_nine_tenths() -> None:
    line = "Entering accommodation"
    weak, strong = (simulated("rough_sleeping", quantile) for quantile in (0.05, 0.95))
    assert weak["anyway", line].mean() / weak["verified", line].mean() > 0.8
    assert strong["anyway", line].mean() / strong["verified", line].mean() < 0.3


@pytest.mark.parametrize("name", ["rough_sleeping", "employment"])
def test_the_plan_is_within_three_per_cent_of_the_simulated_mean(name: str) -> None:
    scenario, result = load(SCENARIOS / f"{name}.toml"), simulated(name, None)
    implied = plan(scenario)
    assert implied.total_cost == pytest.approx(result["cost"].mean() / 100, rel=0.03)
    assert implied.person_months.sum() == pytest.approx(result["person months"].mean(), rel=0.03)
    for line, planned in zip(scenario.outcome_names, implied.verified, strict=True):
        assert planned == pytest.approx(result["verified", line].mean(), rel=0.03, abs=1.0)


@pytest.mark.parametrize("name", ["rough_sleeping", "employment"])
def test_where_nothing_is_unknown_the_plan_is_the_simulated_mean_but_for_its_steps(name: str) -> None:
    written = load(SCENARIOS / f"{name}.toml")
    over_people = {"service.stay_months", "verification.lag_months"}  # these vary between people, not between worlds
    certain = {q.path: q.value for q in written.quantities if q.uncertain and q.path not in over_people}
    scenario = changed(written, certain)
    implied = plan(scenario)
    result = simulate(scenario, replications=1_000, seed=5, contracts=[AS_PLANNED])[AS_PLANNED]
    assert implied.total_cost == pytest.approx(result["cost"].mean() / 100, rel=0.005)
    for number, line in enumerate(scenario.outcome_names):
        for planned, column in ((implied.verified, "verified"), (implied.without, "without")):
            assert planned[number] == pytest.approx(result[column, line].mean(), rel=0.01, abs=0.7), (line, column)


def test_the_rate_card_is_the_published_one() -> None:
    scenario = load(SCENARIOS / "rough_sleeping.toml")
    terms = scenario.contract("SIB")
    prices = {price.outcome: price.amount for price in terms.payment.lines[0].prices}
    assert list(prices) == list(published("rough_sleeping"))
    assert sum(prices[line] * count for line, count in published("rough_sleeping").items()) == 3_324_020
    assert terms.payment.caps == (Cap("person", 19_000), Cap("contract", 2_629_000))
    assert terms.capital is not None
    assert terms.capital.commitment == 1_800_000
    assert scenario.cohort.referrals.total.value == 406


def test_the_derived_prices_of_the_employment_service_give_the_published_totals() -> None:
    (card,) = load(SCENARIOS / "employment.toml").contract("SIB").payment.lines
    prices = {price.outcome: price.amount for price in card.prices}
    profile, job, under, over = (
        prices[line]
        for line in (
            "Engagement and vocational profile",
            "Job start of 16 hours or more",
            "13 weeks at under 16 hours",
            "13 weeks at 16 hours or more",
        )
    )
    assert 496 * profile + 170 * job + 18 * under + 60 * over == pytest.approx(1_034_487, rel=2e-4)
    assert 419 * profile + 197 * job + 66 * under + 56 * over == pytest.approx(1_034_484, rel=2e-4)


@pytest.mark.parametrize("name", ["rough_sleeping", "employment"])
def test_every_uncertain_number_says_where_it_comes_from(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.toml")
    assert [quantity.path for quantity in scenario.quantities if quantity.uncertain and not quantity.source] == []


def test_the_same_service_costs_the_same_under_every_contract() -> None:
    results = simulate(load(SCENARIOS / "rough_sleeping.toml"), replications=50, seed=3)
    as_planned = np.all([result["directed"] == 0 for result in results.contracts.values()], axis=0)
    assert as_planned.sum() > 25
    first, *others = (result["cost"][as_planned] for result in results.contracts.values())
    for other in others:
        np.testing.assert_array_equal(first, other)
