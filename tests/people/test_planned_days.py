"""Days as planned: against closed forms, and against the people who are simulated."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from properties.lives import a_service, job, lived, stays

from outcomesim.people.plan import plan
from outcomesim.scenario.model import Dates, Outcome, Segment, Verification
from outcomesim.scenario.quantities import known

KEPT = Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.15))
LONG = Outcome("kept long", "sustained", of="job", months=6, lost_per_month=known(0.05))
SURE = job(per_month=known(60.0), hazard_ratio=known(1.0))  # half a day after referral
LINES = (
    Outcome("all", "days", of="job"),
    Outcome("later", "days", of="job", from_month=2.5),
    Outcome("back-dated", "days", of="job", from_month=4.0, back_dated=True),
    Outcome("three months", "days", of="job", from_month=1.0, for_months=3.0),
    Outcome("six back-dated", "days", of="job", from_month=4.0, back_dated=True, for_months=6.0),
    Outcome("two back-dated", "days", of="job", from_month=4.0, back_dated=True, for_months=2.0),
)


def planned(*outcomes, **changes):
    scenario = a_service(*outcomes, people=10, over=1e-6, stay_months=known(30.0), **changes)
    found = plan(scenario)
    line = scenario.outcome_names.index("all")
    return found.achieved[line], found.without[line]


def test_spells_that_nobody_loses_are_counted_to_the_last_day():
    assert planned(SURE, LINES[0]) == pytest.approx([10 * 30 * 24] * 2, rel=0.01)


def test_a_spell_is_counted_for_as_long_as_it_can_be_expected_to_last():
    # lost at 0.15 a month to the age of 3, at 0.05 after it; the service halves both
    chain = (job(per_month=known(60.0), hazard_ratio=known(1.0), loss_ratio=known(0.5)), KEPT, LONG, LINES[0])

    def months(first, later):
        return (1 - exp(-3 * first)) / first + exp(-3 * first) * (1 - exp(-21 * later)) / later

    assert planned(*chain) == pytest.approx([300 * months(0.075, 0.025), 300 * months(0.15, 0.05)], rel=0.01)


@pytest.mark.parametrize("stages", [(), (KEPT, LONG)], ids=["never lost", "lost"])
@pytest.mark.parametrize("lasts", [float("inf"), 2.0], ids=["for good", "fading"])
def test_the_plan_has_the_days_that_people_spend_and_at_most_a_day_each_more(stages, lasts):
    scenario = a_service(
        job(loss_ratio=known(0.5), per_month=known(0.08)), *stages, *LINES, people=60, stay_months=known(5.0),
        effect_lasts_months=lasts, segments=(Segment("all", frailty_sd=0.8),), dates=Dates(12, 20, 21.5, 23, 24),
        verification=Verification(known(0.9), stays(1.0, 0.5)),
    )  # fmt: skip
    found, tallies = plan(scenario), lived(scenario, 400).tallies
    for columns, lived_by_line in (
        (found.achieved, tallies.achieved.sum(axis=(1, 3))),
        (found.verified, tallies.verified[0].sum(axis=(1, 3))),
        (found.without, tallies.true_without.sum(axis=2)),
    ):
        error = lived_by_line.std(axis=0) / np.sqrt(400)
        more = np.where([line.kind == "days" for line in scenario.outcomes], columns[0], 0.0)  # a day a job, at most
        assert np.all(np.abs(columns - lived_by_line.mean(axis=0)) <= 5 * error + more + 0.005 * columns)
    by_month = tallies.achieved.sum(axis=1).mean(axis=0)
    assert found.achieved_by_month == pytest.approx(by_month, abs=0.03 * by_month.max())
