"""Outcomes made of others as planned: against the people who are simulated, and by enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from properties.lives import a_service, job, lived, stays

from outcomesim.people.plan import plan
from outcomesim.people.planned_of_others import chance_of_enough
from outcomesim.scenario.model import Dates, Outcome, Segment, Verification
from outcomesim.scenario.quantities import known

KEPT = Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.15))
LONG = Outcome("kept long", "sustained", of="job", months=6, lost_per_month=known(0.05))
OTHERS = (
    Outcome("diploma", "event", per_month=known(0.06), hazard_ratio=known(1.6)),
    Outcome("home", "event", per_month=known(0.1), hazard_ratio=known(1.2), found=known(0.7)),
)
AMONG = ("kept", "kept long", "diploma", "home")
FIVE_ERRORS = 5.0  # a false alarm less than once in a million seeds


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize("lasts", [float("inf"), 2.0], ids=["for good", "fading"])
def test_the_plan_has_as_many_as_are_reached_by_people_alike(k, lasts):
    scenario = a_service(
        job(loss_ratio=known(0.5), per_month=known(0.15)), KEPT, LONG, *OTHERS,
        Outcome("some", "k of n", k=k, among=AMONG),
        people=60, stay_months=known(5.0), effect_lasts_months=lasts, dates=Dates(12, 20, 21.5, 23, 24),
        segments=(Segment("some", share=0.3), Segment("others", share=0.7)),
        verification=Verification(known(0.9), stays(1.0, 0.5)),
    )  # fmt: skip
    found, tallies = plan(scenario), lived(scenario, 500).tallies
    line = scenario.outcome_names.index("some")
    for planned, counted in (
        (found.achieved[line], tallies.achieved[:, :, line].sum(axis=(1, 2))),
        (found.verified[line], tallies.verified[0, :, :, line].sum(axis=(1, 2))),
        (found.without[line], tallies.true_without[:, line].sum(axis=1)),
    ):
        error = np.std(counted) / np.sqrt(len(counted))
        assert abs(np.mean(counted) - planned) < FIVE_ERRORS * error + 0.02 * planned, (
            k
        )  # a walk in quarters of a month


def test_chances_are_those_of_every_way_that_lines_can_be_reached_and_found():
    chains = [[(0.6, 0.9), (0.4, 0.5)], [(0.3, 0.8)], [(0.5, 1.0), (0.2, 0.7), (0.1, 0.6)]]
    ways = []
    for reached in product(*(range(len(chain) + 1) for chain in chains)):
        lines = [line for chain, a in zip(chains, reached, strict=True) for line in chain[:a]]
        chance = 1.0
        for chain, a in zip(chains, reached, strict=True):
            chances = [1.0, *(p for p, _ in chain), 0.0]
            chance *= chances[a] - chances[a + 1]
        for found in product((0, 1), repeat=len(lines)):
            each = [p if yes else 1 - p for (_, p), yes in zip(lines, found, strict=True)]
            ways.append((sum(found), chance * np.prod(each)))
    for k in range(1, 7):
        expected = sum(chance for count, chance in ways if count >= k)
        given = [[(np.array([p]), found) for p, found in chain] for chain in chains]
        assert chance_of_enough(given, k)[0] == pytest.approx(expected, abs=1e-12)
