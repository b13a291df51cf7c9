"""Planned claims told apart by date and by months since the start: against closed forms and the people simulated."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest
from properties.lives import a_service, job, stays

from outcomesim.delivery import live_as_planned
from outcomesim.measurement.claim_values import ToldApart
from outcomesim.measurement.evidence import View, lag_tables
from outcomesim.measurement.vintages import Apart, vintage_between
from outcomesim.people.pathway import pathway_of
from outcomesim.people.plan import plan
from outcomesim.people.planned_bands import Bands
from outcomesim.scenario.model import Dates, Outcome, Segment, Verification
from outcomesim.scenario.quantities import known
from outcomesim.streams import Streams
from outcomesim.units import NEVER

KEPT = Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.15))
DIPLOMA = Outcome("diploma", "event", per_month=known(0.06), hazard_ratio=known(1.6))
DAYS = Outcome("days", "days", of="job", for_months=9)
SOME = Outcome("some", "k of n", k=2, among=("kept", "diploma"))
SCENARIO = a_service(
    job(loss_ratio=known(0.5), per_month=known(0.15)), KEPT, DIPLOMA, DAYS, SOME,
    people=60, stay_months=known(5.0), dates=Dates(12, 20, 21.5, 23, 24),
    segments=(Segment("some", share=0.3, frailty_sd=1.1), Segment("others", share=0.7)),
    verification=Verification(known(0.9), stays(1.0, 0.5)),
)  # fmt: skip
BANDS = Bands(("start", "achievement", "", "start", "achievement"), (0.0, 6.0, 9.0), (-NEVER, 4.0, 7.0))


def test_the_bands_add_up_to_what_is_planned_of_all():
    whole, told = plan(SCENARIO).claims, plan(SCENARIO, BANDS).claims
    assert told.shape[2:4] == (3, 3)
    assert np.allclose(told.sum(axis=(2, 3)), whole[:, :, 0, 0])
    assert told.min() > -1e-9


def test_a_line_that_goes_by_no_date_of_its_own_stands_in_the_first():
    told = plan(SCENARIO, BANDS).claims
    assert not told[:, 2, 1:].any()
    assert told[:, 2, 0].any()


def test_the_share_within_some_months_is_the_closed_form_where_nobody_waits():
    scenario = a_service(job(per_month=known(0.1), hazard_ratio=known(1.0)), people=40, places=None)
    told = plan(scenario, Bands(ages=(-NEVER, 3.0))).claims.sum(axis=(0, 1, 2, 4))
    assert told[0] == pytest.approx(plan(scenario).starts.sum() * (1 - exp(-0.3)), rel=0.02)  # walked in quarters


def test_frailty_that_chains_share_is_in_what_is_planned_of_several():
    """Either of two: the event of each comes at a rate; together they are one event at the sum of the rates."""
    rates = (0.1, 0.06)
    two = [Outcome(name, "event", per_month=known(rate), hazard_ratio=known(1.0)) for name, rate in
           zip(("first", "second"), rates, strict=True)]  # fmt: skip
    either = Outcome("either", "k of n", k=1, among=("first", "second"))
    one = Outcome("both at once", "event", per_month=known(sum(rates)), hazard_ratio=known(1.0))
    for sd in (0.05, 0.7, 2.0):
        segment = (Segment("all", frailty_sd=sd),)
        found = plan(a_service(*two, either, one, people=40, places=None, segments=segment))
        assert found.achieved[2] == pytest.approx(found.achieved[3], rel=0.003), sd
        assert found.without[2] == pytest.approx(found.without[3], rel=0.003), sd


TOLD = (
    ToldApart("months after the start", 0.0, 4.0),
    ToldApart("months after the start", 0.0, 7.0),
    ToldApart("start", 6.0, 9.0),
    ToldApart("achievement", 6.0, 9.0),
)


def test_claims_are_told_apart_as_the_people_who_are_simulated_have_them():
    views, apart = (View(SCENARIO.verification),), Apart(tuple(map(vintage_between, TOLD)))
    streams = Streams.block(1, 0, 400)
    block = live_as_planned(SCENARIO, pathway_of(SCENARIO), views, lag_tables(views), streams, apart)
    counted = block.tallies.verified_of[0].sum(axis=(2, 4))  # (R, W, L)
    by_start, by_achievement = (
        plan(SCENARIO, replace(BANDS, decided_by=(by,) * 5)).claims.sum(axis=(0, 4)) for by in ("start", "achievement")
    )  # (L, E, A)
    planned = (by_start[:, :, 0].sum(axis=1), by_start[:, :, :2].sum(axis=(1, 2)), by_start[:, 1].sum(axis=1),
               by_achievement[:, 1].sum(axis=1))  # fmt: skip
    for w, part in enumerate(TOLD):
        for line, outcome in enumerate(SCENARIO.outcome_names):
            found, expected = counted[:, w, line], planned[w][line]
            error = found.std() / np.sqrt(len(found))
            assert abs(found.mean() - expected) < 5 * error + 0.03 * expected, (part, outcome, found.mean(), expected)
