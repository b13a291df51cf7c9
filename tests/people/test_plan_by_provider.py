"""What several providers are planned to do adds up."""

from dataclasses import replace

import pytest
from properties.lives import a_service, job, lived, small, small_shared

from outcomesim.people.plan import plan
from outcomesim.people.plan_by_provider import by_provider
from outcomesim.scenario.model import DeliveryCost, Outcome, Provider
from outcomesim.scenario.quantities import known

COST = DeliveryCost(set_up=known(100), fixed_per_month=known(10), per_attachment=known(5), per_person_month=known(2))
KEPT = Outcome("3 months", "sustained", of="job", months=3, lost_per_month=known(0.2))


def test_one_provider_is_the_scenario_itself():
    assert by_provider(small()) == (small(),)


def test_providers_that_are_all_alike_are_planned_as_one():
    alike = (Provider("North", 0.25), Provider("South", 0.75))
    chain = (job(observed="with the service", loss_ratio=known(0.5)), replace(KEPT, observed="with the service"))
    one = plan(a_service(*chain, people=40, places=8, cost=COST))
    several = plan(a_service(*chain, people=40, places=8, cost=COST, providers=alike))
    for name in ("referred", "starts", "person_months", "cost", "achieved", "verified", "without"):
        assert getattr(several, name) == pytest.approx(getattr(one, name)), name
    assert several.total_cost == pytest.approx(one.total_cost)


def test_a_providers_effect_is_planned_with_and_its_cost():
    # no effect with the one that three in four go to: a quarter of what the service adds
    two = (Provider("North", 0.25, cost=known(2.0)), Provider("South", 0.75, effect=known(0.0)))
    full = plan(a_service(job(), people=40, cost=COST))
    none = plan(a_service(job(hazard_ratio=known(1.0)), people=40, cost=COST))
    shared = plan(a_service(job(), people=40, cost=COST, providers=two))
    assert shared.achieved == pytest.approx(0.25 * full.achieved + 0.75 * none.achieved)
    assert shared.without == pytest.approx(full.without)
    assert shared.total_cost == pytest.approx(1.25 * full.total_cost)


def test_a_provider_that_is_referred_nobody_is_planned_to_do_nothing():
    assert [one.service.provider for one in by_provider(small_shared())] == ["North", "South"]


def test_the_plan_is_what_happens_on_average():
    two = (Provider("North", 0.3, effect=known(2.0)), Provider("South", 0.7, effect=known(0.5)))
    shared = a_service(job(), KEPT, people=200, cost=COST, providers=two)
    planned, block = plan(shared), lived(shared, 400)
    counts = block.tallies.achieved.sum(axis=(1, 3))
    # five standard errors of 400 replications: a false alarm less than once in a million seeds
    error = counts.std(axis=0) / 20
    assert abs(counts.mean(axis=0) - planned.achieved).max() < 5 * error.max()
    assert block.costs.sum() / 400 / 100 == pytest.approx(planned.total_cost, rel=0.01)
