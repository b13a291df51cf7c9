import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.order.schedules import meets, schedule_value
from outcomesim.scenario.pay import Condition, Schedule

STEPS = Schedule("steps", ((0.5, 0.02), (0.6, 0.04), (0.7, 0.06)))
LINEAR = Schedule("linear", ((20.0, 0.0), (40.0, 100_000.0), (60.0, 150_000.0)))
NAN = float("nan")


def at(schedule, *measure):
    return schedule_value(schedule, np.array(measure)).tolist()


def test_steps_give_the_value_of_the_highest_threshold_that_is_reached_and_nought_below_the_first():
    assert at(STEPS, 0.49, 0.5, 0.59, 0.6, 0.99) == [0, 0.02, 0.02, 0.04, 0.06]


def test_at_an_edge_of_steps_the_tier_that_is_better_for_the_payee_applies():
    falling = Schedule("steps", ((0.0, 100.0), (10.0, 40.0), (20.0, 70.0)))
    assert at(falling, 10.0, 10.001, 20.0) == [100.0, 40.0, 70.0]


def test_a_straight_line_runs_between_the_points_and_the_first_and_last_values_hold_beyond_them():
    # a quarter of the way from 20 to 40, half of the way from 40 to 60
    assert at(LINEAR, 10.0, 20.0, 25.0, 50.0, 60.0, 90.0) == [0, 0, 25_000, 125_000, 150_000, 150_000]


def test_bands_add_a_price_for_each_point_that_falls_in_them():
    bands = Schedule("bands", ((0.0, 100.0), (10.0, 50.0)), upto=30.0)
    # 4 x 100; 10 x 100 + 5 x 50; 10 x 100 + 20 x 50, however far beyond 30
    assert at(bands, 4.0, 15.0, 30.0, 99.0) == [400, 1_250, 2_000, 2_000]


def test_below_the_least_nothing_is_given_and_from_there_on_every_point_counts_from_nought():
    bands = Schedule("bands", ((0.0, 100.0),), nothing_below=8.0)
    assert at(bands, 7.9, 8.0, 9.0) == [0, 800, 900]


def test_points_counted_from_the_threshold_leave_out_those_below_it():
    bands = Schedule("bands", ((0.0, 100.0), (10.0, 50.0)), nothing_below=8.0, counted_from="threshold")
    # 1 point in the first band; 2 there and 5 in the second
    assert at(bands, 7.9, 8.0, 9.0, 15.0) == [0, 0, 100, 450]


def test_nothing_below_holds_for_steps_and_straight_lines_too():
    assert at(Schedule("linear", ((0.0, 0.0), (10.0, 100.0)), nothing_below=5.0), 4.99, 5.0) == [0, 50]
    assert at(Schedule("steps", ((0.0, 7.0),), nothing_below=5.0), 4.99, 5.0) == [0, 7]


@pytest.mark.parametrize("schedule", [STEPS, LINEAR, Schedule("bands", ((0.0, 100.0),))])
def test_a_measure_that_is_not_reported_gives_nothing(schedule):
    assert at(schedule, NAN) == [0]


def test_measures_are_compared_to_nine_decimals():
    assert 0.1 + 0.2 > 0.3
    assert at(Schedule("steps", ((0.7, 5.0),)), 0.7 - 1e-10, 0.7 - 1e-8) == [5.0, 0.0]
    assert at(Schedule("bands", ((0.0, 100.0),), nothing_below=0.3), 0.1 + 0.2, 0.3 - 1e-10) == [30.0, 30.0]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 1000)), min_size=1, max_size=5, unique_by=lambda p: p[0]),
       st.floats(-10, 70), st.floats(0, 30))  # fmt: skip
def test_where_prices_do_not_fall_more_never_pays_less(points, measure, more):
    ascending = tuple(zip(sorted(p for p, _ in points), sorted(float(v) for _, v in points), strict=True))
    for kind in ("steps", "linear", "bands"):
        low, high = at(Schedule(kind, ascending), measure, measure + more)
        assert high >= low - 1e-9 * abs(low)


@given(st.lists(st.floats(-100, 100) | st.just(NAN), min_size=2, max_size=6))
def test_many_replications_at_once_are_each_alone(measures):
    for schedule in (STEPS, LINEAR, Schedule("bands", ((0.0, 3.0), (10.0, 2.0)), nothing_below=1.0, upto=50.0)):
        assert at(schedule, *measures) == [at(schedule, one)[0] for one in measures]


def test_a_condition_holds_within_all_the_limits_that_are_given():
    def held(**limits):
        return meets(Condition("share housed", **limits), np.array([0.4, 0.5, 0.6])).tolist()

    assert held(at_least=0.5) == [False, True, True]
    assert held(above=0.5) == [False, False, True]
    assert held(at_most=0.5) == [True, True, False]
    assert held(below=0.5) == [True, False, False]
    assert held(above=0.4, below=0.6) == [False, True, False]


def test_a_measure_that_is_not_reported_meets_no_condition():
    assert meets(Condition("share housed", at_most=1.0), np.array([NAN, 1.0])).tolist() == [False, True]
