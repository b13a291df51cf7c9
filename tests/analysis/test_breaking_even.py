"""The share of planned claims that covers what the holder spends, where some of what is owed comes back."""

import numpy as np
import pytest

from outcomesim.analysis.breaking_even import left_of, share_to_break_even

NOTHING, ALL_KEPT = np.zeros(1), np.full(1, np.inf)


def sums(*amounts):
    return np.array(amounts, dtype=np.float64)


def test_without_an_open_book_it_is_what_is_left_to_cover_over_what_claims_are_worth():
    assert share_to_break_even(60.0, sums(80), sums(20), ALL_KEPT, 0.0) == 0.5
    assert share_to_break_even(60.0, sums(80), sums(60), ALL_KEPT, 0.0) == 0
    assert share_to_break_even(120.0, sums(80), NOTHING, ALL_KEPT, 0.0) == 1.5


def test_beyond_what_may_be_kept_only_what_is_not_shared_counts():
    # 50 may be kept; of what is beyond, a quarter: 58 needs 50 + 32 = 82 of 100
    assert share_to_break_even(58.0, sums(100), NOTHING, sums(50), 0.75) == pytest.approx(0.82)
    # what is paid beside claims alone is beyond it: 50 and a quarter of 40 are 60, and 4 more need 16 of 100
    assert share_to_break_even(64.0, sums(100), sums(90), sums(50), 0.75) == pytest.approx(0.16)


def test_a_year_without_a_gain_goes_on_earning_while_another_shares_all():
    # in the first year 30 may be kept, in the second 100: at 0.3 the first is full, and 30 more need 0.3 of the second
    claims, kept = sums(100, 100), sums(30, 100)
    assert share_to_break_even(90.0, claims, sums(0, 0), kept, 1.0) == pytest.approx(0.6)
    assert left_of(0.6 * claims, kept, 1.0) == pytest.approx(90)
    assert share_to_break_even(130.0, claims, sums(0, 0), kept, 1.0) == pytest.approx(1.0)
    assert share_to_break_even(131.0, claims, sums(0, 0), kept, 1.0) == np.inf


def test_a_year_without_claims_brings_only_what_is_paid_beside_them():
    assert share_to_break_even(50.0, sums(0, 100), sums(40, 0), sums(30, 90), 0.5) == pytest.approx(0.15)
