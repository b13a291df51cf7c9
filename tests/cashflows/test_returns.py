import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from outcomesim.cashflows.returns import (
    discount_factors,
    irr,
    multiple,
    npv,
    payback,
    peak_draw,
    present_value,
    sign_changes,
    stpr_factors,
    why_undefined,
)

INVESTMENT = st.tuples(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.lists(st.integers(0, 10**9), min_size=1, max_size=50)
).filter(lambda parts: any(parts[0]) and any(parts[1]))

AMOUNT = st.integers(10**6, 10**7)


def row(*amounts: float) -> np.ndarray:
    return np.array([amounts], dtype=np.float64)


def yearly(*amounts: float) -> np.ndarray:
    flows = np.zeros((1, 12 * len(amounts) - 11))
    flows[0, ::12] = amounts
    return flows


def test_a_pound_in_a_year_is_discounted_by_a_years_rate():
    assert npv(yearly(-100, 110), 0.1).item() == pytest.approx(0, abs=1e-12)
    assert npv(yearly(-100, 0, 121), 0.1).item() == pytest.approx(0, abs=1e-12)
    assert discount_factors(0.1, 13)[[0, 12]] == pytest.approx([1, 1 / 1.1])


def test_the_green_book_rate_falls_after_thirty_and_after_seventy_five_years_cumulatively():
    factors = stpr_factors(12 * 101)
    for years, factor in (
        (1, 1.035**-1),
        (30, 1.035**-30),
        (31, 1.035**-30 / 1.03),
        (75, 1.035**-30 * 1.03**-45),
        (100, 1.035**-30 * 1.03**-45 * 1.025**-25),
    ):
        assert factors[12 * years] == pytest.approx(factor, rel=1e-12)
    assert factors[6] == pytest.approx(1.035**-0.5)
    assert stpr_factors(0).shape == (0,)


def test_the_rate_of_return_of_a_loan_is_its_interest():
    assert irr(yearly(-100, 10, 10, 110)).item() == pytest.approx(0.10, abs=1e-12)
    # 1% a month is 1.01^12 - 1 a year
    assert irr(row(-100, 1, 1, 101)).item() == pytest.approx(1.01**12 - 1, abs=1e-12)
    assert irr(row(-100, 0, 100)).item() == 0.0
    # half the money back after a year
    assert irr(yearly(-100, 50)).item() == pytest.approx(-0.5, abs=1e-12)


def test_a_total_loss_is_minus_one_hundred_percent_and_not_dropped():
    assert irr(row(-5, 0, -3)).tolist() == [-1.0]


def test_a_return_on_nothing_paid_in_is_undefined():
    assert np.isnan(irr(np.array([[0.0, 0, 0], [5, 0, 3]]))).all()


def test_of_several_rates_the_one_nearest_to_nought_is_taken_and_the_row_can_be_flagged():
    # -100, +230, -132 has roots at 10% and 20%
    flows = yearly(-100, 230, -132)
    assert irr(flows).item() == pytest.approx(0.10, abs=1e-12)
    assert sign_changes(flows).tolist() == [2]
    assert sign_changes(yearly(-100, 0, 50, 0, 70)).tolist() == [1]


def test_flows_that_no_rate_brings_to_nought_have_no_return():
    assert np.isnan(irr(yearly(100, -300, 900))).all()
    assert why_undefined(yearly(100, -300, 900)) == ("no rate brings the flows to nought",)


def test_returns_beyond_all_measure_are_still_found():
    assert irr(row(0, 0, -1e10, 1)).item() == pytest.approx(-1.0)
    assert irr(row(-1, 0, 0, 1e12)).item() == pytest.approx(1e48, rel=1e-9)
    late = np.zeros((1, 300))
    late[0, -2:] = -1, 1e10
    assert np.log(irr(late).item()) == pytest.approx(120 * np.log(10))


@given(INVESTMENT)
def test_the_rate_of_return_agrees_with_a_bracketing_root_finder(parts):
    flows = np.array([*(-x for x in parts[0]), *parts[1]], dtype=np.float64)
    months = np.arange(flows.size)

    def value(log_return: float) -> float:
        origin = months[-1] if log_return < 0 else 0
        return float(np.sum(flows * np.exp(-log_return * (months - origin) / 12)))

    assume(value(-5) * value(5) < 0)
    exact = np.expm1(brentq(value, -5, 5, xtol=1e-15, rtol=1e-14))
    assert irr(flows[None, :]).item() == pytest.approx(exact, rel=1e-10, abs=1e-10)


@given(st.lists(AMOUNT, min_size=1, max_size=20), st.lists(AMOUNT, min_size=10, max_size=50))
def test_the_rate_of_return_agrees_with_pyxirr(paid_in, received):
    flows = np.array([*(-x for x in paid_in), *received], dtype=np.float64)
    ours = irr(flows[None, :]).item()
    theirs = pyxirr.irr(flows, guess=(1 + ours) ** (1 / 12) - 1)
    assert ours == pytest.approx((1 + theirs) ** 12 - 1, rel=1e-8, abs=1e-8)


@given(INVESTMENT)
def test_at_its_rate_of_return_an_investment_is_worth_nothing(parts):
    flows = np.array([[*(-x for x in parts[0]), *parts[1]]], dtype=np.float64)
    rate = irr(flows).item()
    assume(-0.99 < rate < 1e3)
    size = present_value(np.abs(flows), discount_factors(rate, flows.shape[1])).item()
    assert npv(flows, rate).item() == pytest.approx(0, abs=1e-9 * size)


def test_no_figure_depends_on_which_rows_are_worked_out_together():
    rng = np.random.default_rng(20_18)
    flows = rng.integers(-(10**8), 10**8, (203, 61)).astype(np.float64)
    flows[:150, :20] = -np.abs(flows[:150, :20])
    flows[:100, 20:] = np.abs(flows[:100, 20:])
    for figure in (lambda f: npv(f, 0.06), irr, multiple, peak_draw, payback, sign_changes):
        together = figure(flows)
        for block in (1, 7, 64):
            parts = [figure(flows[i : i + block]) for i in range(0, len(flows), block)]
            assert np.array_equal(np.concatenate(parts), together, equal_nan=True)


def test_multiple_is_received_over_paid_in():
    assert multiple(row(-100, 50, -100, 250)).tolist() == [1.5]
    assert np.isnan(multiple(row(0, 5))).all()


def test_peak_draw_is_the_deepest_the_balance_goes_below_nought():
    assert peak_draw(row(-100, 50, -80, 200)).tolist() == [130]
    assert peak_draw(row(10, -5)).tolist() == [0]


def test_payback_is_when_the_balance_is_back_for_good():
    assert payback(row(-100, 120, -50, 40, 5)).tolist() == [4]
    assert payback(row(-100, 100, 0)).tolist() == [2]
    assert payback(row(1, 0)).tolist() == [0]
    assert payback(row(-1, 0)).tolist() == [np.inf]
