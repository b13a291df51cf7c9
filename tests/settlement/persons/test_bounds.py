"""Two ends hold every way in which claims may belong to people: tried out, all of them, for small numbers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.settlement.persons.bounds import (
    beyond_at_the_least,
    beyond_at_the_most,
    extreme_path,
    heaped,
    paid_at_the_least,
    paid_at_the_most,
)

NEVER = float("inf")


def spreads(count, people, most):
    """Every way to give so many claims of one line to people, none more than ``most``."""
    return [spread for spread in product(range(min(count, int(most)) + 1), repeat=people) if sum(spread) == count]


def paid(spread_of_lines, values, limit):
    """What is paid person by person under a cap."""
    worth = np.array(spread_of_lines).T @ np.array(values)  # (people,)
    return float(np.minimum(worth, limit).sum())


@given(
    counts=st.lists(st.integers(0, 4), min_size=1, max_size=3),
    values=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    most=st.lists(st.sampled_from([1, 2, 4]), min_size=3, max_size=3),
    people=st.integers(1, 4),
    limit=st.integers(1, 20),
)
def test_no_spread_of_claims_over_people_is_outside_the_two_ends(counts, values, most, people, limit):
    lines = [spreads(n, people, m) for n, m in zip(counts, most, strict=False)]
    values = values[: len(counts)]
    found = [paid(spread, values, limit) for spread in product(*lines)]
    if not found:
        return  # so many claims cannot be made by so few
    heaps = [heaped(n, each=m) for n, m in zip(counts, most, strict=False)]
    assert paid_at_the_least(heaps, np.array(values, float), limit=limit) <= min(found) + 1e-9
    each = [
        paid_at_the_most(n, people=people, values=[v], limits=[m], limit=limit, whole=True)
        for n, v, m in zip(counts, values, most, strict=False)
    ]
    assert max(found) <= sum(each) + 1e-9
    if len(counts) == 1:
        assert max(found) == pytest.approx(sum(each))


@given(
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=2),
    values=st.lists(st.integers(1, 9), min_size=2, max_size=2),
    limit=st.integers(1, 20),
)
def test_enough_people_to_go_round_reach_the_lower_end(counts, values, limit):
    """With as many people as the largest line the least is not only a bound: some spread pays it."""
    values = values[: len(counts)]
    found = [paid(spread, values, limit) for spread in product(*(spreads(n, max(counts), 1) for n in counts))]
    heaps = [heaped(n, each=1) for n in counts]
    assert min(found) == pytest.approx(paid_at_the_least(heaps, np.array(values, float), limit=limit))


@given(
    counted=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3)), min_size=1, max_size=2),
    each=st.lists(st.sampled_from([2, 3, NEVER]), min_size=2, max_size=2),
    limits=st.lists(st.sampled_from([1, 2, NEVER]), min_size=2, max_size=2),
    cap=st.integers(1, 12),
)
def test_the_least_holds_repeat_limits_and_a_cap_together_and_is_reached(counted, each, limits, cap):
    """Claims of people who were counted: beyond a repeat limit unpaid, the rest under the cap of each person."""
    value = 3.0
    counted = [(int(min(max(n, p), p * e)), p) for (n, p), e in zip(counted, each, strict=False)]
    limits, everybody = limits[: len(counted)], max(p for _, p in counted)
    ways = [
        [(*s, *[0] * (everybody - p)) for s in product(range(1, int(min(n, e)) + 1), repeat=p) if sum(s) == n]
        for (n, p), e in zip(counted, each, strict=False)
    ]
    found = []
    for way in product(*ways):
        within = np.minimum(np.array(way, float), np.array(limits)[:, None])
        found.append(float(np.minimum(cap, within.sum(axis=0) * value).sum()))
    heaps = []
    for (n, p), r, e in zip(counted, limits, each, strict=False):
        within = n - beyond_at_the_most(n, people=p, limit=r, each=e)
        heaps.append(heaped(within, each=min(r, e), people=p))
    least = paid_at_the_least(heaps, np.full(len(counted), value), limit=cap)
    assert least == pytest.approx(min(found))


@given(counted=st.tuples(st.integers(1, 5), st.integers(1, 3)), off=st.integers(0, 4), limit=st.sampled_from([1, 2, 3]))
def test_the_two_ends_hold_every_way_in_which_units_are_taken_off(counted, off, limit):
    """Of those who claimed, or of somebody else: what it leaves of each is held against the limit."""
    people = counted[1]
    number = max(counted[0], people)
    beyond = [
        sum(max(0, n - t - limit) for n, t in zip(claims, taken, strict=False))
        for claims in product(range(1, number + 1), repeat=people) if sum(claims) == number
        for taken in spreads(off, people + 1, off)
    ]  # fmt: skip
    assert beyond_at_the_least(number, people=people, limit=limit, off=off) == min(beyond)
    assert beyond_at_the_most(number, people=people, limit=limit) == max(beyond)


@given(
    dates=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4),
    values=st.lists(st.integers(0, 5), min_size=4, max_size=4),
    most=st.booleans(),
)
def test_the_path_between_bounds_that_is_worth_most_or_least_is_found(dates, values, most):
    """Against every path of whole steps: a sum that rises by so many at the most, or falls, and stays in its bounds."""
    values, low, high = np.array(values[: len(dates)], float), [0.0], [0.0]
    for rise, _, room in dates:
        low, high = [*low, max(0.0, high[-1] + rise - 2 * room)], [*high, high[-1] + rise]
    low = np.minimum(low, high)
    rises, falls = (np.array([date[n] for date in dates], float) for n in (0, 1))
    rises = np.maximum(rises, np.diff(low))
    paths = [[0.0]]
    for n in range(len(dates)):
        paths = [
            [*path, path[-1] + step]
            for path in paths for step in np.arange(-falls[n], rises[n] + 1)
            if low[n + 1] <= path[-1] + step <= high[n + 1]
        ]  # fmt: skip
    worth = [float(np.diff(path) @ values) for path in paths]
    found = extreme_path((np.array(low), np.array(high)), (falls, rises), values, most=most)
    assert float(np.diff(found) @ values) == pytest.approx(max(worth) if most else min(worth))
    assert found.tolist() in [pytest.approx(path) for path in paths]


def test_a_claim_dearer_than_the_cap_is_cut_whoever_makes_it():
    assert paid_at_the_most(3, people=3, values=[1_500.0], limits=[1], limit=1_000, whole=True) == 3_000
    assert paid_at_the_least([heaped(3, each=1)], np.array([1_500.0]), limit=1_000) == 3_000


def test_without_a_repeat_limit_all_claims_may_be_one_persons():
    assert paid_at_the_least([heaped(10, each=NEVER)], np.array([100.0]), limit=300) == 300


def test_people_who_were_counted_each_have_a_claim():
    """Ten claims of four people: one has seven, and only she is over a limit of 300 at 100 each."""
    assert paid_at_the_least([heaped(10, each=NEVER, people=4)], np.array([100.0]), limit=300) == 600


def test_nobody_has_more_than_there_are_days():
    """900 days of ten people in a quarter of 92, and 90 a person: nine have 92, and 18 are beyond it at the most."""
    assert beyond_at_the_most(900, people=10, limit=90) == 801
    assert beyond_at_the_most(900, people=10, limit=90, each=92) == 18


def test_parts_of_units_are_spread_more_evenly_than_claims():
    """Three of two people at 100, under a cap of 150: claims are two and one, days may be one and a half each."""
    assert paid_at_the_most(3, people=2, values=[100.0], limits=[NEVER], limit=150, whole=True) == 250
    assert paid_at_the_most(3, people=2, values=[100.0], limits=[NEVER], limit=150, whole=False) == 300


def test_nothing_recorded_is_nothing_paid():
    assert paid_at_the_least([heaped(0, each=1)], np.array([100.0]), limit=0) == 0
    assert paid_at_the_most(0, people=2, values=[1.0], limits=[NEVER], limit=0, whole=True) == 0
