import numpy as np
from contracts.making import pounds
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.limits import cut_to

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
