"""A forecast stands beside its actual: by a scenario's people, or by measures as they might have been reported."""

import numpy as np
import pytest

from outcomesim import load_case
from outcomesim.analysis.forecasting import Forecast, forecasts
from outcomesim.scenario.case import CaseForecast


def made(draws, amount):
    return Forecast(CaseForecast("paid", amount=amount), np.array(draws, float), 1)


@pytest.mark.parametrize(("amount", "holds"), [(5.0, True), (95.4, True), (4.0, False), (97.0, False), (None, None)])
def test_an_interval_holds_what_lies_between_its_ends(amount, holds):
    forecast = made(range(101), amount)
    assert forecast.interval == (5.0, 95.0)
    assert forecast.mean == 50.0
    assert forecast.holds is holds


def test_a_measure_as_it_might_have_been_reported_goes_through_the_schedule():
    """Normal, 38 and 8: at 5% the reduction is 24.84 points, worth 3.97 million; at 95% 51.16, worth 5.60 million.

    The quantile of 400 draws has a standard error of about 0.85 points at either end: four of them are allowed, which
    fails by chance once in 10,000 times; the seed is fixed.
    """
    (forecast,) = forecasts(load_case("denver"), replications=400, seed=3)
    low, high = forecast.interval
    assert abs(low - (38 - 1.645 * 8) * 160_000) < 4 * 0.85 * 160_000
    assert abs(high - (4_800_000 + (38 + 1.645 * 8 - 30) * 38_000)) < 4 * 0.85 * 38_000
    assert forecast.holds


def test_the_same_seed_gives_the_same_draws_and_more_begin_with_them():
    few, many = (forecasts(load_case("denver"), replications=n, seed=5)[0].draws for n in (4, 6))
    assert few.tolist() == many[:4].tolist()


def test_a_scenario_is_simulated_once_for_all_that_is_asked_of_it():
    paid, housed = forecasts(load_case("rough_sleeping_greater_manchester"), replications=60)
    assert paid.holds is None
    assert paid.draws.max() <= 2_629_000
    assert housed.written.amount == 273
    assert housed.holds


def test_a_case_without_a_forecast_has_none():
    assert forecasts(load_case("kirklees")) == ()


@pytest.mark.verification
def test_ten_thousand_futures_hold_the_counts_they_were_fitted_to_and_end_at_the_cap():
    paid, housed = forecasts(load_case("rough_sleeping_greater_manchester"), replications=10_000)
    assert paid.interval[1] == 2_629_000
    assert housed.holds
    (work,) = forecasts(load_case("mhep_shropshire"), replications=10_000)
    assert work.interval[1] == 1_034_484
    assert work.written.amount - work.interval[1] == 3
