"""The plan: expected people, service, outcomes and cost, against hand arithmetic and closed forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp

import numpy as np
import pytest
from properties.lives import a_service, job

from outcomesim.people.plan import plan
from outcomesim.scenario.model import (
    Appraisal,
    Cohort,
    Dates,
    DeliveryCost,
    Outcome,
    Referrals,
    Scenario,
    Segment,
    SegmentRate,
    Service,
    Verification,
)
from outcomesim.scenario.quantities import Distribution, Quantity, known

JOB = Outcome("job", "event", per_month=known(0.05), hazard_ratio=known(2.0), loss_ratio=known(0.5))
KEPT = Outcome("kept 6 months", "sustained", of="job", months=6, lost_per_month=known(0.04))


def a_scenario(**changes: object) -> Scenario:
    plain = Scenario(
        title="a plan",
        currency="GBP",
        start=date(2020, 1, 1),
        horizon_months=40,
        dates=Dates(24, 36, 36, 38, 40),
        cohort=Cohort(Referrals(total=known(120), months=12)),
        segments=(Segment("all"),),
        service=Service("provider", stay_months=known(12)),
        outcomes=(JOB, KEPT),
        verification=Verification(),
        contracts=(),
        appraisal=Appraisal("job"),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_people_come_evenly_within_a_part_of_the_profile() -> None:
    cohort = Cohort(Referrals(total=known(120), months=12, weights=(1, 3)), volume=known(0.5))
    referred = plan(a_scenario(cohort=cohort)).referred
    assert referred[:6] == pytest.approx(60 / 4 / 6)
    assert referred[6:12] == pytest.approx(60 * 3 / 4 / 6)
    assert referred[12:].sum() == 0


def test_nobody_is_referred_after_the_last_referral() -> None:
    dates = Dates(9, 36, 36, 38, 40)
    assert plan(a_scenario(dates=dates)).referred.sum() == pytest.approx(90)


def test_a_fixed_stay_gives_that_many_months_of_service_each() -> None:
    assert plan(a_scenario()).person_months.sum() == pytest.approx(120 * 12, rel=1e-3)


def test_drop_out_shortens_the_stay_by_its_survival_curve() -> None:
    service = Service("provider", stay_months=known(12), drop_out_per_month=known(0.1))
    expected = 120 * (1 - exp(-1.2)) / 0.1
    assert plan(a_scenario(service=service)).person_months.sum() == pytest.approx(expected, rel=1e-3)


def test_a_stay_that_varies_is_served_at_its_mean() -> None:
    stay = Quantity(8.0, Distribution.of("gamma", shape=4, scale=2))
    service = Service("provider", stay_months=stay)
    dates = Dates(24, 60, 60, 62, 64)
    planned = plan(a_scenario(service=service, dates=dates, horizon_months=64))
    assert planned.person_months.sum() == pytest.approx(120 * 8, rel=2e-3)


def test_nobody_is_served_after_the_last_day_of_service() -> None:
    dates = Dates(6, 6, 36, 38, 40)
    planned = plan(a_scenario(dates=dates))  # 60 people come evenly over six months and stay to the end: 3 months each
    assert planned.person_months.sum() == pytest.approx(180, rel=1e-3)
    assert planned.person_months[6:].sum() == 0


def test_only_those_who_engage_start() -> None:
    service = Service("provider", stay_months=known(12), engagement=known(0.25))
    assert plan(a_scenario(service=service)).starts.sum() == pytest.approx(30)


def test_the_ceiling_turns_the_rest_away() -> None:
    cohort = Cohort(Referrals(total=known(120), months=12), ceiling=50)
    starts = plan(a_scenario(cohort=cohort)).starts
    assert starts.sum() == pytest.approx(50)
    assert starts[5:].sum() == pytest.approx(0)


def test_people_wait_for_places_and_start_in_order() -> None:
    # Ten come a month and stay six, so 30 places are full after three months; each place then takes one person
    # every six months: by month 36 places have been filled six times over.
    service = Service("provider", stay_months=known(6), places=30)
    planned = plan(a_scenario(service=service))
    assert planned.starts.cumsum()[2] == pytest.approx(30)
    assert planned.starts[3:6].sum() == pytest.approx(0, abs=1)
    assert planned.starts.cumsum()[23] == pytest.approx(120)
    assert planned.person_months.max() <= 30 + 1e-9
    assert planned.longest_wait == pytest.approx(9, abs=0.3)  # the 120th: referred at 12, the third of 30 at 21


def test_outcomes_are_the_closed_form_where_nobody_waits_and_the_effect_stays() -> None:
    # With the service the hazard is 0.1 from referral to month 36; people come evenly over months 0 to 12:
    # 120 * (1 - mean of exp(-0.1 (36 - a))); without it, 0.05.
    planned = plan(a_scenario())
    job = 120 * (1 - (exp(-2.4) - exp(-3.6)) / 1.2)
    kept = 120 * (1 - (exp(-1.8) - exp(-3.0)) / 1.2) * exp(-0.02 * 6)
    assert planned.achieved == pytest.approx([job, kept], rel=1e-3)
    job_without = 120 * (1 - (exp(-1.2) - exp(-1.8)) / 0.6)
    kept_without = 120 * (1 - (exp(-0.9) - exp(-1.5)) / 0.6) * exp(-0.04 * 6)
    assert planned.without == pytest.approx([job_without, kept_without], rel=1e-3)


def test_hazards_observed_with_the_service_leave_the_counts_where_they_were_observed() -> None:
    seen = "with the service"
    observed = (
        replace(JOB, observed=seen, per_month=known(0.1)),
        replace(KEPT, observed=seen, lost_per_month=known(0.02)),
    )
    planned, same = plan(a_scenario(outcomes=observed)), plan(a_scenario())
    assert planned.achieved == pytest.approx(same.achieved)
    assert planned.without == pytest.approx(same.without)


def test_frailty_is_the_gamma_mixture() -> None:
    segments = (Segment("all", frailty_sd=1.0),)
    planned = plan(a_scenario(segments=segments, cohort=Cohort(Referrals(known(120), months=0.001))))
    assert planned.achieved[0] == pytest.approx(120 * (1 - 1 / (1 + 3.6)), rel=1e-2)


def test_a_segment_has_its_own_rates() -> None:
    slow = Segment("slow", share=0.5, rates=(SegmentRate("job", per_month=known(0.0)),))
    planned, all_fast = plan(a_scenario(segments=(Segment("fast", share=0.5), slow))), plan(a_scenario())
    assert planned.achieved == pytest.approx(all_fast.achieved / 2)


def test_an_effect_that_ends_on_leaving_leaves_the_baseline_hazard() -> None:
    # Everyone is referred at once, stays 12 months, then has 24 months at the baseline hazard.
    service = Service("provider", stay_months=known(12), effect_lasts_months=0)
    planned = plan(a_scenario(service=service, cohort=Cohort(Referrals(known(100), months=0.001))))
    assert planned.achieved[0] == pytest.approx(100 * (1 - exp(-0.1 * 12 - 0.05 * 24)), rel=1e-2)


def test_where_nobody_can_start_nothing_comes_of_it_however_the_effect_would_fade() -> None:
    scenario = a_service(
        job(per_month=known(0.3), hazard_ratio=known(5.0)), people=10, places=0, effect_lasts_months=0.7,
        segments=(Segment("all", frailty_sd=1.3),), dates=Dates(6, 8, 10, 11, 24),
    )  # fmt: skip
    found = plan(scenario)
    assert (found.achieved.tolist(), found.verified.tolist()) == ([0.0], [0.0])
    assert found.without[0] > 0


def test_evidence_is_found_with_its_probability_and_counted_in_the_month_of_its_lag() -> None:
    outcomes = (JOB, replace(KEPT, found=known(0.5)))
    verification = Verification(found=known(0.9), lag_months=known(2))
    planned = plan(a_scenario(outcomes=outcomes, verification=verification))
    assert planned.verified == pytest.approx(planned.achieved * [0.9, 0.5], rel=1e-6)
    assert planned.verified_by_month[0, 2:] == pytest.approx(0.9 * planned.achieved_by_month[0, :-2])


def test_claims_verified_on_or_after_the_last_day_are_lost() -> None:
    late = plan(a_scenario(verification=Verification(lag_months=known(6))))  # only outcomes before month 32 in time
    assert late.verified[0] == pytest.approx(late.achieved_by_month[0, :32].sum(), rel=1e-6)


def test_the_cost_of_a_month_is_the_formula() -> None:
    cost = DeliveryCost(
        set_up=known(1000),
        fixed_per_month=known(100),
        per_attachment=known(10),
        per_person_month=known(2),
        per_outcome=(("job", known(5)),),
        indexation_per_year=0.1,
        overrun=known(1.5),
    )
    planned = plan(a_scenario(service=Service("provider", stay_months=known(12), cost=cost)))
    for month in (0, 13, 35, 36):
        by_hand = 1.5 * (
            (1000 if month == 0 else 0)
            + (100 if month < 36 else 0) * 1.1 ** (month // 12)
            + (10 * planned.starts[month] + 2 * planned.person_months[month] + 5 * planned.achieved_by_month[0, month])
            * 1.1 ** (month // 12)
        )
        assert planned.cost[month] == pytest.approx(by_hand)
    assert planned.total_cost == pytest.approx(float(np.sum(planned.cost)))
