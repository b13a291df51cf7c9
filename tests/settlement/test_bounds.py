"""Two ends hold every way in which claims may belong to people: tried out, all of them, for small numbers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.settlement.bounds import (
    beyond_at_the_least,
    beyond_at_the_most,
    heaped,
    withheld_at_the_least,
    withheld_at_the_most,
)

NEVER = float("inf")


def spreads(count, people, most):
    """Every way to give so many claims of one line to people, none more than ``most``."""
    return [spread for spread in product(range(min(count, int(most)) + 1), repeat=people) if sum(spread) == count]


def withheld(spread_of_lines, values, limit):
    """What a cap takes, person by person."""
    worth = np.array(spread_of_lines).T @ np.array(values)  # (people,)
    return float(np.maximum(0.0, worth - limit).sum())


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
    taken = [withheld(spread, values, limit) for spread in product(*lines)]
    if not taken:
        return  # so many claims cannot be made by so few
    least = withheld_at_the_least(np.array(counts, float), np.array(values, float), people=people, limit=limit)
    most_taken = withheld_at_the_most(
        [heaped(n, each=m) for n, m in zip(counts, most, strict=False)], np.array(values, float), limit=limit
    )
    assert least <= min(taken) + 1e-9
    assert max(taken) <= most_taken + 1e-9


@given(
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=2),
    values=st.lists(st.integers(1, 9), min_size=2, max_size=2),
    limit=st.integers(1, 20),
)
def test_enough_people_to_go_round_reach_the_upper_end(counts, values, limit):
    """With as many people as the largest line the most is not only a bound: some spread takes it."""
    values = values[: len(counts)]
    taken = [withheld(spread, values, limit) for spread in product(*(spreads(n, max(counts), 1) for n in counts))]
    heaps = [heaped(n, each=1) for n in counts]
    assert max(taken) == pytest.approx(withheld_at_the_most(heaps, np.array(values, float), limit=limit))


@given(
    counted=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=2),
    limits=st.lists(st.sampled_from([1, 2, NEVER]), min_size=2, max_size=2),
    cap=st.integers(1, 12),
)
def test_the_two_ends_hold_repeat_limits_and_a_cap_together(counted, limits, cap):
    """Claims of people who were counted: beyond a repeat limit unpaid, the rest under the cap of each person."""
    counted = [(max(n, p), p) for n, p in counted]
    limits = limits[: len(counted)]
    everybody, value = sum(p for _, p in counted), 3.0
    ways = []
    for n, p in counted:
        shared = [s for s in product(range(1, n + 1), repeat=p) if sum(s) == n]
        ways.append([
            tuple(s[at.index(i)] if i in at else 0 for i in range(everybody))
            for s in shared for at in ([*range(p)], [*range(everybody - p, everybody)])
        ])  # fmt: skip
    paid = []
    for way in product(*ways):
        within = np.minimum(np.array(way, float), np.array(limits)[:, None])
        paid.append(float(np.minimum(cap, within.sum(axis=0) * value).sum()))
    beyond = np.array([
        (beyond_at_the_most(n, people=p, limit=r), beyond_at_the_least(n, people=p, limit=r))
        for (n, p), r in zip(counted, limits, strict=True)
    ])  # fmt: skip
    counts, values = np.array([float(n) for n, _ in counted]), np.full(len(counted), value)
    heaps = [heaped(n, each=r, people=p) for (n, p), r in zip(counted, limits, strict=True)]
    held_most = withheld_at_the_most(heaps, values, limit=cap)
    held_least = withheld_at_the_least(counts - beyond[:, 1], values, people=everybody, limit=cap)
    least_paid = max(0.0, float(((counts - beyond[:, 0]) * value).sum()) - held_most)
    most_paid = float(((counts - beyond[:, 1]) * value).sum()) - held_least
    assert least_paid <= min(paid) + 1e-9
    assert max(paid) <= most_paid + 1e-9


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


def test_a_claim_dearer_than_the_cap_is_cut_whoever_makes_it():
    counts, values = np.array([3.0]), np.array([1_500.0])
    assert withheld_at_the_least(counts, values, people=NEVER, limit=1_000) == 1_500
    assert withheld_at_the_most([heaped(3, each=1)], values, limit=1_000) == 1_500


def test_without_a_repeat_limit_all_claims_may_be_one_persons():
    assert withheld_at_the_most([heaped(10, each=NEVER)], np.array([100.0]), limit=300) == 700


def test_people_who_were_counted_each_have_a_claim():
    """Ten claims of four people: one has seven, and only she can be over a limit of 300 at 100 each."""
    assert withheld_at_the_most([heaped(10, each=NEVER, people=4)], np.array([100.0]), limit=300) == 400


def test_nothing_recorded_is_nothing_withheld():
    assert withheld_at_the_most([heaped(0, each=1)], np.array([100.0]), limit=0) == 0
    assert withheld_at_the_least(np.zeros(1), np.ones(1), people=0, limit=0) == 0
