"""How evidence is found: by the outcome's own probability, after a lag, in every contract's own way."""

from dataclasses import replace

import numpy as np
from properties.lives import a_service, job, lived, small

from outcomesim.measurement.claim_values import ClaimValues
from outcomesim.measurement.evidence import View, lag_tables, views_of
from outcomesim.scenario.model import Dates, Verification
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams

ALL = {"people": 200, "over": 1.0, "stay_months": known(30.0)}
FOUND = View(Verification(found=known(1.0), lag_months=known(0.0)))


def test_an_outcomes_own_probability_stands_unless_the_contract_verifies_in_a_way_of_its_own():
    own = View(Verification(found=known(0.5)))
    views = (View(small().verification), own)
    found = views_of(small(), views, lag_tables(views), Streams.block(1, 0, 3)).found
    assert found.shape == (2, 3, 4)
    assert found[0, 0].tolist() == [0.95, 0.95, 0.9, 0.95]
    assert set(found[1].ravel()) == {0.5}


def test_claim_values_and_limits_are_nought_and_endless_where_there_is_no_cap_per_person():
    values = ClaimValues.that_stay(np.array([[1, 2, 3, 4], [5, 6, 7, 8]]), small().horizon_months)
    capped = View(small().verification, values, 100)
    views = views_of(small(), (FOUND, capped), lag_tables((FOUND, capped)), Streams.block(1, 0, 3))
    assert views.claim_value[:, 0, :, :, 0, 0].tolist() == [[[0] * 4] * 2, [[1, 2, 3, 4], [5, 6, 7, 8]]]
    assert (views.in_force.any(), views.dated_by.max(), views.value_dates.tolist()) == (False, -1, [[0.0]] * 2)
    assert views.claim_limit.tolist() == [np.inf, 100]
    one = views.take(np.array([2]))
    assert (one.found.shape, one.claim_limit.tolist()) == ((2, 1, 4), [np.inf, 100])


def test_one_view_of_some_replications_may_count_claims_for_something_else():
    views = (FOUND, View(small().verification, claim_limit=100))
    every = views_of(small(), views, lag_tables(views), Streams.block(1, 0, 3))
    values = ClaimValues.that_stay(np.array([[9, 2, 3, 4], [5, 6, 7, 8]]), small().horizon_months)
    one = every.alone(1, np.array([2, 0]), values, providers=1)
    assert np.array_equal(one.found, every.found[1:, [2, 0]])
    assert one.claim_value[:, 0, :, 0, 0, 0].tolist() == [[9, 5]]
    assert (one.claim_limit.tolist(), len(one.vintages), len(one.evaluated)) == ([100], 0, 0)


def test_with_certain_evidence_and_no_lag_a_claim_is_verified_in_the_month_of_its_outcome():
    tallies = lived(a_service(**ALL), views=(FOUND,)).tallies
    assert np.array_equal(tallies.verified[0], tallies.achieved)
    assert tallies.verified.sum() > 100


def test_without_evidence_nothing_is_claimed_and_all_is_told_as_not_found():
    never = View(Verification(found=known(0.0)))
    tallies = lived(a_service(**ALL), views=(never,)).tallies
    assert tallies.verified.sum() == tallies.late.sum() == 0
    assert tallies.not_found.sum() == tallies.achieved.sum()


def test_a_claim_verified_on_the_last_day_for_claims_or_later_is_lost_as_late():
    # outcomes count to month 12 and take nine months to verify; claims close at 15: what came by month 6 is in time
    slow = View(Verification(lag_months=known(9.0)))
    scenario = replace(a_service(**ALL), dates=Dates(12.0, 12.0, 12.0, 15.0, 24.0))
    tallies = lived(scenario, views=(slow,)).tallies
    in_time = tallies.achieved[..., :6].sum()
    assert tallies.verified.sum() == in_time > 0
    assert np.array_equal(tallies.verified[0, 0, 0, 0, 9:15], tallies.achieved[0, 0, 0, :6])
    assert tallies.late.sum() == tallies.achieved[..., 6:].sum() > 0


def test_the_lag_is_drawn_for_each_claim():
    spread = View(Verification(lag_months=Quantity(1.0, Distribution.of("uniform", low=0.0, high=2.0))))
    sooner, later = (lived(a_service(**ALL), views=(view,)).tallies for view in (FOUND, spread))
    months = np.arange(24)
    shift = (later.verified[0, 0, 0, 0] @ months - sooner.verified[0, 0, 0, 0] @ months) / later.verified.sum()
    assert 0.5 < shift < 1.5


def test_ways_of_looking_do_not_disturb_one_another():
    strict = View(Verification(found=known(0.6), lag_months=known(2.0)))
    together = lived(a_service(**ALL), 3, views=(FOUND, strict)).tallies
    for i, view in enumerate((FOUND, strict)):
        alone = lived(a_service(**ALL), 3, views=(view,)).tallies
        for name in ("verified", "anyway", "not_found", "late"):
            assert np.array_equal(getattr(together, name)[i], getattr(alone, name)[0])


def test_evidence_that_is_found_more_often_is_found_for_the_same_people_and_more():
    few, many = (View(Verification(found=known(p))) for p in (0.4, 0.7))
    verified = lived(a_service(**ALL), 10, views=(few, many)).tallies.verified
    assert np.all(verified[1] >= verified[0])
    assert verified[1].sum() > verified[0].sum() > 0


def test_the_cap_per_person_holds_back_what_is_above_it():
    # each of two jobs is worth £600 under a cap of £1,000: whoever has both is paid £400 for the later one
    view = View(FOUND.verification, ClaimValues.that_stay(np.array([[600_00, 600_00]]), 36), 1_000_00)
    sure = job(per_month=known(50.0))
    scenario = a_service(sure, replace(sure, name="second job"), **ALL)
    tallies = lived(scenario, views=(view,)).tallies
    assert tallies.verified.sum(axis=(0, 1, 2, 4)).tolist() == [200, 200]
    assert tallies.withheld.sum() == 200 * 200_00
