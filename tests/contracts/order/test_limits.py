import numpy as np
from contracts.making import pounds
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.order.limits import brought_to, cut_to, made_up_to, within_tolerance

LINES = st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=1, max_size=5)


def test_a_cap_cuts_the_lines_pro_rata_and_the_last_takes_what_rounding_leaves():
    # £1,800 and £800 asked, £1,000 left: 1,000 x 18/26 = 692.307..., the rest 307.70
    assert cut_to(np.array([[1_800_00.0, 800_00.0]]), pounds(1_000)).tolist() == [[692_30.0, 307_70.0]]


def test_without_a_limit_nothing_is_cut():
    assert cut_to(np.array([[1_800_00.0, 800_00.0]]), np.array([np.inf])).tolist() == [[1_800_00.0, 800_00.0]]


@given(LINES, st.integers(0, 3 * 10**9))
def test_lines_cut_by_a_cap_are_whole_pence_never_more_than_asked_and_add_to_the_cap_exactly(lines, cap):
    claimed = np.array(lines, dtype=np.float64)
    cut = cut_to(claimed, np.full(len(lines), float(cap)))
    assert (cut >= 0).all()
    assert (cut <= claimed).all()
    assert (cut == np.rint(cut)).all()
    assert (cut.sum(axis=1) == np.minimum(claimed.sum(axis=1), cap)).all()


@given(LINES, st.integers(0, 3 * 10**9))
def test_cutting_many_replications_at_once_is_cutting_each_alone(lines, cap):
    claimed = np.array(lines, dtype=np.float64)
    left = np.full(len(lines), float(cap))
    alone = np.concatenate([cut_to(claimed[[r]], left[[r]]) for r in range(len(lines))])
    assert (cut_to(claimed, left) == alone).all()


def test_parts_are_brought_up_pro_rata_as_they_are_cut_and_a_row_of_noughts_stays():
    # 1/3 and 2/3 of £100; running totals are rounded down, so the last takes the odd penny
    assert brought_to(np.array([[10_00.0, 20_00.0], [0.0, 0.0]]), pounds(100, 100)).tolist() == [[33_33, 66_67], [0, 0]]


def test_nothing_is_cut_where_there_are_no_lines():
    assert cut_to(np.zeros((2, 0)), pounds(1, 0)).shape == (2, 0)


def test_what_is_over_a_spent_cap_is_cut_to_nothing():
    assert cut_to(np.array([[5_00.0, 7_00.0]]), pounds(-3)).tolist() == [[0, 0]]


def test_a_shortfall_just_within_tolerance_is_paid_whole_whatever_the_arithmetic_of_fractions_says():
    assert (1 - 0.1) * 100_00 != 90_00 or (1 - 0.9) * 100_00 != 10_00  # in floating point
    assert within_tolerance(pounds(89.99, 90, 100, 130), expected=100_00.0, share=0.1).tolist() == [
        89_99, 100_00, 100_00, 130_00,
    ]  # fmt: skip
    assert within_tolerance(pounds(9.99, 10), expected=100_00.0, share=0.9).tolist() == [9_99, 100_00]


def test_a_floor_is_made_up_from_below_only():
    assert made_up_to(pounds(40, 100, 130), 100_00.0).tolist() == [60_00, 0, 0]
