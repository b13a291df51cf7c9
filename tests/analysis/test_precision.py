import numpy as np
import pytest

from outcomesim.analysis.precision import (
    Estimate,
    Figure,
    chance_of,
    correlation_of,
    mean_of,
    quantiles_of,
    shortfall_of,
    spread_of,
)


def test_the_error_of_a_mean_is_the_standard_deviation_over_the_root_of_the_replications():
    # 2, 4, 4, 6: mean 4, sample variance 8 / 3, over 4 replications
    figure = mean_of(np.array([2.0, 4.0, 4.0, 6.0])).figure
    assert figure.value == 4.0
    assert figure.error == pytest.approx((8 / 3 / 4) ** 0.5)


def test_replications_in_which_a_number_is_not_defined_are_left_out_of_its_mean_and_its_error():
    some = mean_of(np.array([1.0, np.nan, 3.0, np.nan] * 500)).figure
    alone = mean_of(np.array([1.0, 3.0] * 500)).figure
    assert some.value == alone.value
    assert some.error == pytest.approx(alone.error, rel=1e-3)


def test_a_mean_of_nothing_is_not_defined():
    assert not mean_of(np.full(3, np.nan)).figure.defined


def test_a_paired_difference_of_the_same_numbers_has_no_error():
    x = np.array([1.0, 5.0, 9.0])
    assert (mean_of(x + 2) - mean_of(x)).figure.value == 2.0
    assert (mean_of(x + 2) - mean_of(x)).figure.error == pytest.approx(0.0)


def test_a_ratio_of_means_has_the_delta_methods_error():
    cost, outcomes = np.array([10.0, 20.0]), np.array([1.0, 3.0])
    ratio = (mean_of(cost) / mean_of(outcomes)).figure
    # 15 / 2; residuals (cost - 7.5 outcomes) / 2 are 1.25 and -1.25: sd 1.7678, over root 2
    assert ratio.value == 7.5
    assert ratio.error == pytest.approx(1.25)


def test_a_ratio_to_nought_is_not_defined():
    assert not (mean_of(np.ones(3)) / mean_of(np.zeros(3))).figure.defined


def test_the_shortfall_is_the_mean_less_the_mean_of_the_worst_with_the_last_taken_in_part():
    # the worst 2.5 of 10 values 0 ... 9: (0 + 1 + 2 / 2) / 2.5 = 0.8, below a mean of 4.5
    assert shortfall_of(np.arange(10.0), 0.25).value == pytest.approx(3.7)


def test_a_correlation_is_that_of_the_two_numbers_with_the_error_of_normal_theory():
    rng = np.random.default_rng(5)
    a = rng.normal(size=20_000)
    b = 0.6 * a + 0.8 * rng.normal(size=20_000)
    figure = correlation_of(a, b).figure
    assert figure.value == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert figure.error == pytest.approx((1 - 0.36) / 20_000**0.5, rel=0.05)


def test_what_is_fixed_correlates_with_nothing():
    assert not correlation_of(np.ones(5), np.arange(5.0)).figure.defined


def test_a_sure_result_has_no_shortfall_and_no_spread():
    assert shortfall_of(np.full(100, 7.0)).figure == spread_of(np.full(100, 7.0)).figure
    assert shortfall_of(np.full(100, 7.0)).value == 0.0


@pytest.mark.parametrize("measure", [shortfall_of, spread_of])
def test_the_errors_of_risk_figures_agree_with_their_scatter_over_many_runs(measure):
    # 400 runs: the scatter itself is known to about 4%; a false alarm needs 5 of those
    runs = np.random.default_rng(3).normal(size=(400, 2_000))
    figures = [measure(run).figure for run in runs]
    scatter = np.std([f.value for f in figures], ddof=1)
    assert np.mean([f.error for f in figures]) == pytest.approx(scatter, rel=0.2)


@pytest.mark.parametrize("measure", [shortfall_of, spread_of, mean_of])
def test_influences_add_to_nought(measure):
    estimate: Estimate = measure(np.random.default_rng(1).lognormal(size=1_000))
    assert abs(estimate.influence.mean()) < 1e-12


def test_the_error_of_a_chance_is_wilsons_and_not_nought_where_it_never_happened():
    never = chance_of(np.zeros(100, dtype=bool))
    # sqrt(0 + 1 / 40,000) / (1 + 1 / 100)
    assert never.value == 0.0
    assert never.error == pytest.approx(0.005 / 1.01)
    half = chance_of(np.arange(100) < 50)
    assert half.error == pytest.approx((0.0025 + 0.000025) ** 0.5 / 1.01)


def test_the_error_of_a_quantile_assumes_no_shape():
    low, middle, high = quantiles_of(np.arange(10_001.0))
    assert (low.value, middle.value, high.value) == (500.0, 5_000.0, 9_500.0)
    # one standard error of the count is sqrt(10,001 / 4) = 50, and values are one apart
    assert middle.error == pytest.approx(50, abs=1)


def test_quantiles_of_what_is_never_defined_are_not_defined():
    assert not any(f.defined for f in quantiles_of(np.full(3, np.nan)))


def test_an_error_within_rounding_is_not_a_difference():
    assert not mean_of(np.full(4, 1e-9)).figure.clear


def test_a_tail_of_fewer_than_five_futures_has_a_shortfall_but_no_error():
    x = np.random.default_rng(2).normal(size=100)
    assert shortfall_of(x).figure.told
    few = shortfall_of(x[:99]).figure
    assert few.defined
    assert not few.told


@pytest.mark.parametrize("futures", [1, 2, 99])
def test_what_is_made_from_too_small_a_tail_is_never_clear(futures):
    x = np.arange(float(futures))
    assert not (shortfall_of(1e6 * x) - shortfall_of(x)).figure.clear


def test_a_figure_whose_error_cannot_be_told_is_never_clear():
    assert not Figure(1e9, float("nan")).clear
    assert Figure(1e9, 1.0).clear


def test_a_quantile_whose_error_reaches_beyond_the_sample_has_none():
    # 5% of 10: half a future, with an error of 0.69 of one
    low, middle, _ = quantiles_of(np.arange(10.0))
    assert not low.told
    assert middle.told
    assert not any(f.told for f in quantiles_of(np.ones(1)))
