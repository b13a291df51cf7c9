"""Statements drawn from running totals: what happened in a period is one total less another."""

import numpy as np
import pytest
from properties.lives import a_service, lived

from outcomesim.measurement.running_totals import RunningTotals
from outcomesim.measurement.tallies import empty_tallies
from outcomesim.scenario.model import Segment
from outcomesim.scenario.quantities import known
from outcomesim.units import TICKS_PER_MONTH

ANYTHING = {"number": 1, "drawn": np.zeros(1), "repaid": np.zeros(1)}


def totals(tallies):
    replications, _, months = tallies.effort.shape
    return RunningTotals.of(tallies, np.full((replications, 1, months), 7.0), np.ones((replications, months)))


def test_a_statement_counts_the_months_of_its_period_by_segment():
    tallies = empty_tallies(views=1, replications=1, groups=2, lines=1, chains=1, months=12)
    tallies.referred[0, 0, [1, 3, 5]] = [9, 4, 2]
    tallies.starts[0, 1, [2, 3]] = [5, 6]
    tallies.served[0, 1, [2, 3, 6]] = [TICKS_PER_MONTH, 3 * TICKS_PER_MONTH // 2, 8 * TICKS_PER_MONTH]
    tallies.verified[0, 0, 1, 0, [0, 4]] = [3, 2]
    period = totals(tallies).statement(month_from=3, month_to=6, **ANYTHING)
    assert period.referred.tolist() == [[6, 0]]
    assert period.starts.tolist() == [[0, 6]]
    assert period.person_months.tolist() == [[0, 1.5]]
    assert period.verified.tolist() == [[[0], [2]]]
    assert period.verified_to_date.tolist() == [[[0], [5]]]
    assert (period.cost.tolist(), period.cost_to_date.tolist(), period.running.tolist()) == ([21], [42], [3])


def test_whoever_is_referred_starts_and_is_served_is_counted_in_her_segment():
    segments = (Segment("young", share=0.25), Segment("old", share=0.75))
    scenario = a_service(people=400, segments=segments, engagement=known(0.5), stay_months=known(3.0))
    whole = totals(lived(scenario).tallies).statement(month_from=0, month_to=24, **ANYTHING)
    assert whole.referred.sum() == 400
    assert whole.referred[0, 0] == pytest.approx(100, abs=45)  # five standard errors
    assert whole.starts[0] == pytest.approx(whole.referred[0] / 2, abs=50)
    assert whole.person_months[0] == pytest.approx(3 * whole.starts[0], abs=0.01)
