"""Who is referred and when, against numpy reading the same draws."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import a_service, each_person, lived

from outcomesim.people.referral import in_order, refer_on
from outcomesim.scenario.model import Cohort, Dates, Referrals, Segment
from outcomesim.scenario.quantities import known
from outcomesim.streams import philox, purpose

FIVE_ERRORS = 5.0  # standard errors: a false alarm less than once in a million seeds


def test_people_come_at_the_quantile_of_the_profile_in_order():
    # half the months hold a quarter of the people: u = 0.125 comes after 3 months, u = 0.625 after 9
    scenario = replace(a_service(), cohort=Cohort(Referrals(known(5), months=12, weights=(1, 3), arrivals="fixed")))
    with np.errstate(over="ignore"):
        u, _, _, _ = philox(np.uint64(3), purpose("person/arrival"), np.uint64(0), np.arange(60, dtype=np.uint64))
    expected = np.where(u < 0.25, 6 * u / 0.25, 6 + 6 * (u - 0.25) / 0.75)
    assert each_person(scenario, people=60, seed=3)["referred"] == pytest.approx(expected, rel=1e-12)


def test_whoever_would_be_referred_too_late_is_in_no_tally():
    dates = Dates(6.0, 24.0, 24.0, 24.0, 24.0)
    people = each_person(a_service(dates=dates), people=50, seed=2)
    late = people["referred"] == inf
    assert 0 < late.sum() < 50
    assert np.max(people["referred"][~late]) <= 6
    tallies = lived(a_service(people=50, dates=dates), seed=2).tallies
    assert tallies.referred.sum(axis=(1, 2)).tolist() == [50 - late.sum()]
    assert tallies.starts.sum() == 50 - late.sum()


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=60), st.sampled_from([1, 3, 7]))
@settings(max_examples=100, deadline=None)
def test_the_order_of_referral_is_that_of_a_stable_sort(u, last):
    u = np.array(u)
    referred = np.where(u <= last / 7, 12 * u, inf)
    order = in_order(u, referred)
    came = referred[order]
    assert sorted(order) == list(range(len(u)))
    assert came[np.isfinite(came)].tolist() == sorted(referred[np.isfinite(referred)])


def test_segments_and_engagement_are_taken_at_their_shares():
    segments = (Segment("a", 0.2), Segment("b", 0.5), Segment("c", 0.3))
    people = each_person(a_service(segments=segments, engagement=known(0.75)), people=4_000, seed=1)
    counts = np.bincount(people["segment"]) / 4_000
    for share, seen in zip((0.2, 0.5, 0.3), counts, strict=True):
        assert abs(seen - share) < FIVE_ERRORS * np.sqrt(share * (1 - share) / 4_000)
    assert abs(people["engaged"].mean() - 0.75) < FIVE_ERRORS * np.sqrt(0.75 * 0.25 / 4_000)
    assert np.all(people["start"][~people["engaged"]] == inf)


def referred_on(shares, at=(), later=(), people=4_000):
    """Whom people are referred to who come one after another, a thousand a month."""
    came = np.arange(people) / 1_000
    provider = np.zeros(people, np.int64)
    changes = np.array(later, dtype=np.float64).reshape(len(at), len(shares))
    with np.errstate(over="ignore"):
        key, first = purpose("person/provider"), np.uint64(0)
        refer_on(np.uint64(3), key, first, np.array(shares), np.array(at), changes, came, provider)
    return provider


def test_people_are_referred_on_by_the_shares_in_force_when_they_come():
    by_month = referred_on([0.25, 0.0, 0.75], at=[2.0, 3.0], later=[[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]).reshape(4, 1_000)
    counts = [np.bincount(month, minlength=3) for month in by_month]
    # four standard deviations of 1,000 draws at 0.25 or 0.5 are 55 and 63: false alarms below one in 4,000
    assert abs(np.sum(counts[:2], axis=0)[0] - 500) < 110
    assert counts[0][1] == counts[1][1] == counts[2][2] == 0
    assert abs(counts[2][0] - 500) < 63
    assert counts[3].tolist() == [0, 1_000, 0]


def test_who_is_referred_before_a_change_is_referred_as_if_there_were_none():
    assert referred_on([0.4, 0.6])[:2_000].tolist() == referred_on([0.4, 0.6], [2.0], [[0, 1]])[:2_000].tolist()
