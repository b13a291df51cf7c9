"""What delivery costs, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_course, a_service, job, lived, told

from outcomesim.direction import Course, Direction
from outcomesim.measurement.cost import cost_rates, delivery_cost, months_running, strength_running
from outcomesim.measurement.tallies import empty_tallies
from outcomesim.scenario.model import DeliveryCost, Provider
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams
from outcomesim.units import TICKS_PER_MONTH

COST = DeliveryCost(
    set_up=known(1_000), fixed_per_month=known(400), per_attachment=known(50), per_person_month=known(20),
    per_outcome=(("job", known(7)),), indexation_per_year=0.1, overrun=known(2.0),
)  # fmt: skip


def test_the_cost_of_a_month_is_the_sum_of_its_parts_indexed_and_overrun():
    tallies = empty_tallies(views=1, replications=1, groups=2, lines=1, chains=1, months=24)
    tallies.starts[0, :, 13] = [2, 1]
    tallies.effort[0, 0, 13] = 5 * 1_000 * TICKS_PER_MONTH // 2  # two and a half person-months
    tallies.achieved[0, :, 0, 13] = [1, 3]
    rates = cost_rates(a_service(cost=COST), Streams.block(1, 0, 1))
    strength = np.zeros((1, 1, 24))
    strength[0, 0, 13] = 0.5
    cost = delivery_cost(rates, tallies, np.array([0]), strength)[0, 0]
    # twice, and 10% up in the second year: fixed 200, people 50, attachments 150, outcomes 28
    assert cost[13] == round(2 * 1.1 * (200 + 50 + 150 + 28) * 100)
    assert cost[0] == 2 * 1_000_00
    assert cost.sum() == cost[0] + cost[13]


def test_each_part_of_a_month_is_rounded_to_whole_pence_once():
    # 0.333 + 0.333 pounds: 33p and 33p, not 67p
    cost = DeliveryCost(fixed_per_month=known(0.333), per_attachment=known(0.333))
    tallies = empty_tallies(views=1, replications=1, groups=1, lines=1, chains=1, months=24)
    tallies.starts[0, 0, 3] = 1
    rates = cost_rates(a_service(cost=cost), Streams.block(1, 0, 1))
    assert delivery_cost(rates, tallies, np.array([0]), np.ones((1, 1, 24)))[0, 0, 3] == 66


def test_costs_that_are_uncertain_are_drawn_once_a_replication():
    overrun = Quantity(1.1, Distribution.of("uniform", low=1.0, high=1.2), path="service.cost.overrun")
    block = lived(a_service(cost=replace(COST, overrun=overrun)), 20)
    assert len(set(block.cost_rates.overrun.tolist())) == 20
    assert block.costs[:, 0, 0] == pytest.approx(block.cost_rates.overrun * 140_000, abs=100_000)
    assert np.all(block.costs == np.rint(block.costs))


def test_delivery_as_planned_costs_what_its_people_and_months_come_to():
    # five people for six months each, all over by month 18; fixed cost for 24 months, half of them indexed
    cost = DeliveryCost(fixed_per_month=known(100), per_person_month=known(20), per_attachment=known(50))
    block = lived(a_service(job(per_month=known(0.0)), cost=cost))
    assert block.costs.sum() == pytest.approx(100_00 * 24 + 20_00 * 30 + 50_00 * 5, abs=24)


def test_the_service_runs_until_it_stops_or_its_last_day_comes():
    course = Course.as_planned(3, 1)._replace(stop_at=np.array([[np.inf], [2.25], [9.0]]))
    assert months_running(course, 3.5, 5)[:, 0].tolist() == [[1, 1, 1, 0.5, 0], [1, 1, 0.25, 0, 0], [1, 1, 1, 0.5, 0]]


def test_a_months_strength_is_its_running_weighted_by_the_intensity_in_force():
    scenario = a_service()
    course = a_course(scenario, (1.5, told(intensity=2)), (3.25, told(intensity=0.4)), (4.0, told(notice_months=0.5)))
    by_month = strength_running(course, 24.0, 6)[0, 0]
    assert by_month == pytest.approx([1, 0.5 + 0.5 * 2, 2, 0.25 * 2 + 0.75 * 0.4, 0.2, 0])
    assert strength_running(Course.as_planned(1, 3), 2.5, 4)[0].tolist() == [[1, 1, 0.5, 0]]
    assert strength_running(a_course(scenario, (30.0, told(intensity=2))), 2.5, 4)[0].tolist() == [[1, 1, 0.5, 0]]


# Several providers -------------------------------------------------------------------------------------------------

TWO = (Provider("North", 0.25), Provider("South", 0.75, cost=known(3.0)))


def test_each_providers_cost_is_of_its_own_people_and_its_share_of_what_is_fixed():
    tallies = empty_tallies(views=1, replications=1, groups=4, lines=1, chains=1, months=24, providers=2)
    tallies.starts[0, :, 13] = [2, 0, 1, 4]  # North, South, North, South
    tallies.effort[0, :, 13] = [1_000 * TICKS_PER_MONTH, 0]
    tallies.achieved[0, :, 0, 13] = [1, 3, 0, 0]
    rates = cost_rates(a_service(cost=COST, providers=TWO), Streams.block(1, 0, 1))
    strength = np.zeros((1, 2, 24))
    strength[0, :, 13] = [0.5, 0.25]
    north, south = delivery_cost(rates, tallies, np.array([0]), strength)[0]
    # twice and 10% up; fixed 200 and 100, a person-month 20, attachments 150 and 200, outcomes 7 and 21
    assert north[13] == round(2.2 * (200 + 20 + 150 + 7) * 100)
    assert south[13] == round(3 * 2.2 * (100 + 200 + 21) * 100)
    assert (north[0], south[0]) == (2 * 250_00, 3 * 2 * 750_00)


def test_what_is_fixed_moves_with_the_shares_of_referrals():
    shared = a_service(providers=TWO)
    half = Direction(referral_shares=np.array([[1.0, 1.0]]))
    course = a_course(shared, (1.5, half), (3.0, told(intensity=2)))
    north, south = strength_running(course, 24.0, 4, np.array([0.25, 0.75]))[0]
    assert north.tolist() == [0.25, 0.125 + 0.25, 0.5, 1]
    assert south.tolist() == [0.75, 0.375 + 0.25, 0.5, 1]


def test_what_is_fixed_of_a_provider_ends_with_its_own_stop():
    scenario = a_service(providers=TWO)
    north = Direction(notice_months=np.array([[0.5, np.nan]]))
    course = a_course(scenario, (1.0, north), (3.0, Direction(referral_shares=np.array([[0.0, 1.0]]))))
    assert months_running(course, 24.0, 4)[0].tolist() == [[1, 0.5, 0, 0], [1, 1, 1, 1]]
    # a quarter until North stops in the middle of month 1; South has all of it once all referrals are its own
    assert strength_running(course, 24.0, 4, np.array([0.25, 0.75]))[0].tolist() == [
        [0.25, 0.125, 0, 0],
        [0.75, 0.75, 0.75, 1],
    ]
