import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.terms import equal_part
from outcomesim.units import share_out


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=5), st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_a_split_between_payers_adds_to_the_whole_and_is_never_negative(amounts, weights):
    whole = np.array(amounts, dtype=np.float64)
    parts = share_out(whole, [w / sum(weights) for w in weights])
    assert (sum(parts) == whole).all()
    assert all((part >= 0).all() and (part == np.rint(part)).all() for part in parts)


@given(st.integers(0, 10**8), st.integers(1, 60), st.integers(1, 12))
def test_equal_parts_add_to_the_whole_and_only_the_last_differs(whole, months, every):
    parts = [equal_part(float(whole), months=months, every=every, first=m) for m in range(0, months, every)]
    assert sum(parts) == whole
    assert min(parts) >= 0
    assert len(set(parts[:-1])) <= 1
