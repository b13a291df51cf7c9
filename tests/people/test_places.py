"""Who is given a place, from when to when: a few people at a time, worked out by hand."""

from __future__ import annotations

import heapq
from dataclasses import replace
from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import a_service, starts, told

from outcomesim.direction import Direction
from outcomesim.people.places import add_place, sink, take_earliest
from outcomesim.scenario.model import Cohort, Dates, Provider, Referrals
from outcomesim.scenario.quantities import known


def test_places_are_given_first_come_first_served():
    # two places, stays of six months: the third waits for the first to leave, the fourth for the second
    assert starts(a_service(places=2), [0, 1, 2, 8]) == ([0, 1, 6, 8], [6, 7, 12, 14])


def test_whoever_comes_first_starts_first_whatever_her_number():
    assert starts(a_service(places=1), [5, 4, 4.5])[0] == [16, 4, 10]


def test_without_a_limit_of_places_nobody_waits():
    assert starts(a_service(), [0.0, 0.0, 0.0, 0.5])[0] == [0, 0, 0, 0.5]


def test_nobody_starts_on_the_last_day_of_service_and_nobody_stays_beyond_it():
    short = a_service(places=1, dates=Dates(10.0, 12.0, 24.0, 24.0, 24.0))
    assert starts(short, [0, 0, 0]) == ([0, 6, inf], [6, 12, inf])
    assert starts(short, [9.0])[1] == [12]


def test_the_ceiling_counts_those_who_start():
    few = replace(a_service(places=1), cohort=Cohort(Referrals(known(5), 12.0), ceiling=2))
    assert starts(few, [0, 1, 2])[0] == [0, 6, inf]


def test_a_cut_takes_the_places_that_fall_free_first_and_sends_nobody_away():
    three = a_service(places=3)
    assert starts(three, [0, 1, 2, 3, 4], (3.5, told(places=1))) == ([0, 1, 2, 8, 14], [6, 7, 8, 14, 20])


def test_an_empty_place_is_cut_first_of_all():
    assert starts(a_service(places=2), [0, 5, 5], (3.0, told(places=1)))[0] == [0, 6, 12]


def test_no_place_is_nobody_until_places_come_back():
    cut = ((1.0, told(places=0)), (9.5, told(places=1)))
    assert starts(a_service(places=1), [2, 3], *cut)[0] == [9.5, 15.5]
    assert starts(a_service(places=1), [2, 3], cut[0])[0] == [inf, inf]


def test_a_new_place_opens_at_the_direction_and_never_before_it():
    one = a_service(places=1)
    assert starts(one, [0, 1, 2], (4.0, told(places=3)))[0] == [0, 4, 4]
    assert starts(one, [0, 1, 2], (0.5, told(places=3)))[0] == [0, 1, 2]


def test_what_happens_at_the_moment_of_a_direction_is_after_it():
    assert starts(a_service(places=1), [0, 1], (6.0, told(places=0)))[0] == [0, inf]
    assert starts(a_service(), [4.0, 3.9999], (4.0, told(intake_open=0)))[0] == [inf, 3.9999]


def test_when_intake_shuts_newcomers_are_turned_away_until_it_opens():
    shut = ((3.0, told(intake_open=0)), (7.0, told(intake_open=1)))
    assert starts(a_service(), [2, 3, 6.5, 7], *shut)[0] == [2, inf, inf, 7]


def test_those_waiting_when_intake_shuts_are_turned_away_or_served_as_the_scenario_says():
    shut = ((3.0, told(intake_open=0)), (7.0, told(intake_open=1)))
    comers = [0, 1, 8]
    assert starts(a_service(places=1, waiting_when_shut="turned away"), comers, *shut)[0] == [0, inf, 8]
    assert starts(a_service(places=1, waiting_when_shut="served"), comers, *shut)[0] == [0, 6, 12]


def test_during_notice_those_start_whom_the_scenario_lets():
    notice = (3.0, told(notice_months=5))
    comers = [0, 2, 4]  # one place that falls free at 2.5: the first leaves at 2.5, the second at 5
    for who, expected in (
        ("nobody", [0, 2.5, inf]),
        ("those waiting", [0, 2.5, inf]),
        ("everyone", [0, 2.5, 5]),
    ):
        service = a_service(places=1, stay_months=known(2.5), starts_during_notice=who)
        assert starts(service, comers, notice)[0] == expected, who
    waiting = a_service(places=1, stay_months=known(4.0), starts_during_notice="those waiting")
    assert starts(waiting, [0, 2, 3], notice) == ([0, 4, inf], [4, 8, inf])
    nobody = a_service(places=1, stay_months=known(4.0), starts_during_notice="nobody")
    assert starts(nobody, [0, 2], notice) == ([0, inf], [4, inf])


def test_whoever_would_start_or_be_referred_at_the_moment_of_notice_comes_after_it():
    notice = (4.0, told(notice_months=5))
    service = {"places": 1, "stay_months": known(4.0)}
    assert starts(a_service(starts_during_notice="nobody", **service), [0, 2], notice)[0] == [0, inf]
    assert starts(a_service(starts_during_notice="those waiting", **service), [0, 2], notice)[0] == [0, 4]
    assert starts(a_service(starts_during_notice="those waiting", **service), [0, 4], notice)[0] == [0, inf]


def test_everybody_leaves_when_service_stops():
    assert starts(a_service(), [0, 3, 4.9, 5], (4.0, told(notice_months=1)))[1] == [5, 5, inf, inf]


HEAP = st.lists(
    st.tuples(st.sampled_from(["take", "cut", "add"]), st.floats(0, 50, allow_nan=False)), min_size=1, max_size=60
)


@given(first=st.integers(1, 8), steps=HEAP)
@settings(deadline=None)
def test_the_places_are_a_heap_like_pythons_own(first, steps):
    free, places, theirs = np.zeros(80), first, [0.0] * first
    for what, time in steps:
        if what == "add":
            places = add_place(free, places, time)
            heapq.heappush(theirs, time)
        elif places > 0 and what == "cut":
            places = take_earliest(free, places)
            heapq.heappop(theirs)
        elif places > 0:
            sink(free, places, 0, free[0] + time)
            heapq.heapreplace(theirs, theirs[0] + time)
        assert sorted(free[:places].tolist()) == sorted(theirs)
        assert places == 0 or free[0] == theirs[0]


# Several providers -------------------------------------------------------------------------------------------------

TWO = (Provider("North", 0.5, places=1), Provider("South", 0.5, places=1))


def together(scenario, comers, provider, *directions):
    """When those who come at these times to these providers start."""
    return starts(scenario, comers, *directions, provider=provider)[0]


def test_each_provider_has_a_queue_and_places_of_its_own():
    two = a_service(providers=TWO)
    # one place each, six months: the second with North waits for the first; South's never fills
    assert together(two, [0, 1, 2], [0, 0, 1]) == [0, 6, 2]


def test_the_ceiling_counts_who_starts_first_with_whichever_provider():
    two = replace(a_service(providers=TWO), cohort=Cohort(Referrals(known(5), 12.0), ceiling=2))
    # the second, who waits for North until 6, is too late: the third has started with South at 2
    assert together(two, [0, 1, 2], [0, 0, 1]) == [0, inf, 2]


def test_of_two_who_could_start_at_the_same_moment_the_provider_first_in_the_file_goes_first():
    two = replace(a_service(providers=TWO), cohort=Cohort(Referrals(known(5), 12.0), ceiling=1))
    shut = (0.0, told(places=0))
    opened = (5.0, told(places=2))
    assert together(two, [1, 2], [1, 0], shut, opened) == [inf, 5]


def test_places_of_one_provider_change_and_the_others_stay():
    two = a_service(providers=TWO)
    more = (3.0, Direction(places=np.array([[2.0, np.nan]])))
    assert together(two, [0, 1, 1, 2], [0, 0, 1, 1], more) == [0, 3, 1, 7]
    none = (3.0, Direction(places=np.array([[0.0, np.nan]])))
    assert together(two, [0, 1, 1, 2], [0, 0, 1, 1], none) == [0, inf, 1, 7]


def each(**what):
    """A direction that tells each provider its own."""
    return Direction(**{name: np.array([values]) for name, values in what.items()})


def test_a_provider_that_shuts_its_door_turns_away_its_own_comers_and_its_own_queue():
    north_shuts = (1.5, each(intake_open=(0.0, np.nan)))
    comers, to = [0, 1, 2, 2.5, 3], [0, 0, 0, 1, 1]
    # one place each, six months: North's second waits and its third comes too late; South's second waits for the first
    two = a_service(providers=TWO, waiting_when_shut="turned away")
    assert together(two, comers, to, north_shuts) == [0, inf, inf, 2.5, 8.5]
    served = a_service(providers=TWO, waiting_when_shut="served")
    assert together(served, comers, to, north_shuts) == [0, 6, inf, 2.5, 8.5]


def test_whom_one_provider_serves_leave_when_it_stops_and_the_others_stay():
    two = a_service(providers=TWO)
    stop = (2.0, each(notice_months=(3.0, np.nan)))
    # North's first leaves at its stop, its second never starts; South's second starts after that
    start, leave = starts(two, [0, 1, 1, 2], stop, provider=[0, 0, 1, 1])
    assert (start, leave) == ([0, inf, 1, 7], [5, inf, 7, 13])
