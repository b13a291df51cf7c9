"""What delivery costs, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_course, a_service, job, lived, told

from outcomesim.direction import Course
from outcomesim.measurement.cost import cost_rates, delivery_cost, months_running, strength_running
from outcomesim.measurement.tallies import empty_tallies
from outcomesim.scenario.model import DeliveryCost
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
    tallies.effort[0, 13] = 5 * 1_000 * TICKS_PER_MONTH // 2  # two and a half person-months
    tallies.achieved[0, :, 0, 13] = [1, 3]
    rates = cost_rates(a_service(cost=COST), Streams.block(1, 0, 1))
    strength = np.zeros((1, 24))
    strength[0, 13] = 0.5
    cost = delivery_cost(rates, tallies, np.array([0]), strength)[0]
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
    assert delivery_cost(rates, tallies, np.array([0]), np.ones((1, 24)))[0, 3] == 66


def test_costs_that_are_uncertain_are_drawn_once_a_replication():
    overrun = Quantity(1.1, Distribution.of("uniform", low=1.0, high=1.2), path="service.cost.overrun")
    block = lived(a_service(cost=replace(COST, overrun=overrun)), 20)
    assert len(set(block.cost_rates.overrun.tolist())) == 20
    assert block.cost[:, 0] == pytest.approx(block.cost_rates.overrun * 140_000, abs=100_000)
    assert np.all(block.cost == np.rint(block.cost))


def test_delivery_as_planned_costs_what_its_people_and_months_come_to():
    # five people for six months each, all over by month 18; fixed cost for 24 months, half of them indexed
    cost = DeliveryCost(fixed_per_month=known(100), per_person_month=known(20), per_attachment=known(50))
    block = lived(a_service(job(per_month=known(0.0)), cost=cost))
    assert block.cost.sum() == pytest.approx(100_00 * 24 + 20_00 * 30 + 50_00 * 5, abs=24)


def test_the_service_runs_until_it_stops_or_its_last_day_comes():
    course = Course.as_planned(3, 1)._replace(stop_at=np.array([np.inf, 2.25, 9.0]))
    assert months_running(course, 3.5, 5).tolist() == [[1, 1, 1, 0.5, 0], [1, 1, 0.25, 0, 0], [1, 1, 1, 0.5, 0]]


def test_a_months_strength_is_its_running_weighted_by_the_intensity_in_force():
    scenario = a_service()
    course = a_course(scenario, (1.5, told(intensity=2)), (3.25, told(intensity=0.4)), (4.0, told(notice_months=0.5)))
    assert strength_running(course, 24.0, 6)[0] == pytest.approx([1, 0.5 + 0.5 * 2, 2, 0.25 * 2 + 0.75 * 0.4, 0.2, 0])
    assert strength_running(Course.as_planned(1, 3), 2.5, 4).tolist() == [[1, 1, 0.5, 0]]
    assert strength_running(a_course(scenario, (30.0, told(intensity=2))), 2.5, 4).tolist() == [[1, 1, 0.5, 0]]
