"""Whole pence and whole ticks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.units import share_out, to_pence, to_pounds, whole_pence


def test_pounds_become_whole_pence_with_halves_to_even():
    assert to_pence(np.array([12.34, 0.005, 0.015, 19_000])).tolist() == [1234, 0, 2, 1_900_000]
    assert whole_pence(np.array([0.5, 1.5, 2.5])).tolist() == [0, 2, 2]
    assert to_pounds(np.array([1234.0])).tolist() == [12.34]


def test_the_last_to_share_takes_the_remainder():
    # a third of £1.00 is 33p, the last takes 34p; 0.6 of 5p is 3p
    assert [float(p[0]) for p in share_out(np.array([100.0]), (1 / 3, 1 / 3, 1 / 3))] == [33, 33, 34]
    assert [float(p[0]) for p in share_out(np.array([5.0]), (0.6, 0.4))] == [3, 2]


def test_who_has_no_share_takes_no_remainder():
    assert [float(p[0]) for p in share_out(np.array([101.0]), (0.5, 0.5, 0.0))] == [50, 51, 0]
    assert [float(p[0]) for p in share_out(np.array([101.0]), (1.0, 0.0))] == [101, 0]


@given(
    pence=st.lists(st.integers(0, 10**12), min_size=1, max_size=5),
    weights=st.lists(st.integers(0, 100), min_size=1, max_size=6),
)
def test_shares_add_up_to_the_amount_and_none_is_negative(pence, weights):
    shares = tuple(w / sum(weights) for w in weights) if any(weights) else (1.0,)
    parts = share_out(np.array(pence, dtype=np.float64), shares)
    assert np.sum(parts, axis=0).tolist() == pence
    assert np.min(parts) >= 0
    assert np.all(np.rint(parts) == parts)
