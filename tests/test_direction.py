"""The course of delivery: what has been directed so far, and when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.direction import Course, Direction
from outcomesim.errors import ContractError
from outcomesim.units import NEVER

NAN = np.nan


def after(*directions, rows=1, places=10):
    course = Course.as_planned(rows, len(directions))
    for time, direction in directions:
        course = course.directed(direction, time, planned_places=places, planned_intensity=1000)
    return course


def one(**what):
    return Direction(**{name: np.array([value], dtype=np.float64) for name, value in what.items()})


def test_a_direction_that_says_nothing_directs_nobody():
    assert Direction().replications().tolist() == []
    assert Direction(places=np.array([NAN, 3]), intensity=np.array([NAN, NAN])).replications().tolist() == [False, True]


def test_before_the_first_change_the_plan_holds_and_what_is_not_said_goes_on():
    course = after((3.0, one(places=4)), (5.5, one(intensity=1.2)), (9.0, one(intake_open=0)))
    assert course.at.tolist() == [[3.0, 5.5, 9.0]]
    assert course.places[..., 0].tolist() == [[4, 4, 4]]
    assert course.intensity.tolist() == [[1000, 1200, 1200]]
    assert course.intake_open.tolist() == [[[True], [True], [False]]]


def test_a_door_that_is_opened_again_is_open():
    assert after((3.0, one(intake_open=0)), (6.0, one(intake_open=1))).intake_open.tolist() == [[[False], [True]]]


def test_nan_leaves_a_replication_alone():
    course = after((3.0, Direction(places=np.array([NAN, 4.0]), intensity=np.array([NAN, NAN]))), rows=2)
    assert course.at.tolist() == [[NEVER], [3.0]]
    assert course.places[..., 0].tolist() == [[0], [4]]


def test_intensity_is_held_in_thousandths():
    assert after((1.0, one(intensity=0.33333))).intensity.tolist() == [[333]]


def test_a_later_notice_can_bring_a_stop_forward_but_never_undo_it():
    given_at_3 = (3.0, one(notice_months=6))
    later = after(given_at_3, (4.0, one(notice_months=12)))
    sooner = after(given_at_3, (4.0, one(notice_months=1)))
    assert (later.notice_at.tolist(), later.stop_at.tolist()) == ([[3.0]], [[9.0]])
    assert (sooner.notice_at.tolist(), sooner.stop_at.tolist()) == ([[3.0]], [[5.0]])


def test_nothing_is_directed_once_service_has_stopped():
    course = after((3.0, one(notice_months=0)), (3.0, one(places=99)), (8.0, one(notice_months=1, intensity=2)))
    assert course.at.tolist() == [[3.0, NEVER, NEVER]]
    assert course.stop_at.tolist() == [[3.0]]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8))
def test_the_stop_is_the_soonest_that_was_ever_told_in_time(notices):
    notices = sorted(notices, key=lambda notice: notice[0])
    stop = NEVER
    for time, months in notices:
        if time < stop:
            stop = min(stop, time + months)
    course = after(*[(float(time), one(notice_months=months)) for time, months in notices])
    assert course.stop_at.tolist() == [[stop]]
    assert course.notice_at.tolist() == [[notices[0][0]]]


def test_some_replications_can_be_taken_out():
    course = after((3.0, Direction(places=np.array([1.0, 2.0, 3.0]))), rows=3)
    assert course.take(np.array([2, 0])).places[..., 0].tolist() == [[3], [1]]


# Several providers -------------------------------------------------------------------------------------------------


def of_two(*directions, places=(4, 6), shares=(0.3, 0.7), rows=1):
    course = Course.as_planned(rows, len(directions), 2)
    for time, direction in directions:
        course = course.directed(
            direction, time, planned_places=np.array(places), planned_shares=np.array(shares), planned_intensity=1000
        )
    return course


def test_places_said_of_all_providers_are_divided_as_those_planned_are():
    course = of_two((1.0, one(places=5)), (2.0, one(places=10)))
    assert course.places.tolist() == [[[2, 3], [4, 6]]]
    # without a limit, by the shares of referrals: 0.3 of 5 is 1.5, to the nearest even
    assert of_two((1.0, one(places=5)), places=(-1, -1)).places.tolist() == [[[2, 3]]]


def test_places_said_of_one_provider_leave_the_other_alone():
    course = of_two((1.0, Direction(places=np.array([[NAN, 9.0]]))), (2.0, Direction(places=np.array([[1.0, NAN]]))))
    assert course.places.tolist() == [[[4, 9], [1, 9]]]


def test_a_door_shut_and_notice_given_to_one_provider_leave_the_other_alone():
    north = Direction(intake_open=np.array([[0.0, NAN]]), notice_months=np.array([[2.0, NAN]]))
    course = of_two((1.0, north), (2.0, one(intensity=0.5)))
    assert course.intake_open.tolist() == [[[False, True], [False, True]]]
    assert (course.notice_at.tolist(), course.stop_at.tolist()) == ([[1.0, NEVER]], [[3.0, NEVER]])
    assert course.stops_at.tolist() == [NEVER]  # the service goes on with the other


def test_the_service_stops_with_its_last_provider_and_hears_until_then():
    north, both = Direction(notice_months=np.array([[0.0, NAN]])), one(notice_months=6.0)
    course = of_two((1.0, north), (2.0, both), (4.0, one(intensity=0.5)), (8.0, one(intensity=2.0)))
    assert course.stop_at.tolist() == [[1.0, 8.0]]
    assert course.stops_at.tolist() == [8.0]
    assert course.at.tolist() == [[1.0, 2.0, 4.0, NEVER]]


def test_shares_of_referrals_are_in_proportion_and_hold_until_others_are_said():
    rows = Direction(referral_shares=np.array([[1.0, 3.0], [NAN, NAN]]))
    course = of_two((1.0, rows), (2.0, Direction(places=np.array([3.0, 3.0]))), rows=2)
    assert course.shares[:, 1].tolist() == [[0.25, 0.75], [0, 0]]  # the second row has had one change alone
    assert course.shares[:, 0].tolist() == [[0.25, 0.75], [0.3, 0.7]]
    assert rows.replications().tolist() == [True, False]


def test_shares_that_refer_nobody_are_refused():
    with pytest.raises(ContractError, match="shut intake"):
        of_two((1.0, Direction(referral_shares=np.zeros((1, 2)))))
