import math

import numpy as np
import pytest

from outcomesim.scenario.distributions import Unfit, fitted, support


def sd_of(distribution):
    points = (np.arange(200_000) + 0.5) / 200_000
    return float(np.std(distribution.ppf(points)))


@pytest.mark.parametrize(
    ("family", "mean", "sd"),
    [("beta", 0.3, 0.1), ("normal", -2.0, 3.0), ("lognormal", 1.8, 0.5), ("gamma", 14.0, 6.0)],
)
def test_a_mean_and_a_spread_give_that_mean_and_that_spread(family, mean, sd):
    distribution = fitted(family, {"mean": mean, "sd": sd})
    assert distribution.mean == pytest.approx(mean, rel=1e-12)
    assert sd_of(distribution) == pytest.approx(sd, rel=2e-3)


def test_moments_match_by_hand():
    # beta: a + b = m(1-m)/sd^2 - 1 = 0.25/0.01 - 1 = 24, halves of it; gamma: shape (6/3)^2, scale 9/6;
    # lognormal: sigma^2 = ln(1 + (1/1)^2) = ln 2, mu = ln 1 - ln(2)/2
    assert dict(fitted("beta", {"mean": 0.5, "sd": 0.1}).parameters) == pytest.approx({"a": 12, "b": 12})
    assert dict(fitted("gamma", {"mean": 6, "sd": 3}).parameters) == pytest.approx({"shape": 4, "scale": 1.5})
    expected = {"mu": -math.log(2) / 2, "sigma": math.sqrt(math.log(2))}
    assert dict(fitted("lognormal", {"mean": 1, "sd": 1}).parameters) == pytest.approx(expected)


@pytest.mark.parametrize("family", ["beta", "normal", "lognormal", "gamma"])
@pytest.mark.parametrize(
    ("name", "share"), [("interval50", 0.5), ("interval80", 0.8), ("interval90", 0.9), ("interval95", 0.95)]
)
@pytest.mark.parametrize("ends", [(0.2, 0.5), (0.01, 0.02), (0.9, 0.99)])
def test_an_interval_gives_a_distribution_with_that_central_interval(family, name, share, ends):
    assert fitted(family, {name: list(ends)}).interval(share) == pytest.approx(ends, rel=1e-6)


def test_a_normal_interval_matches_by_hand():
    # 90% of a normal distribution lies within 1.6448536 standard deviations of its mean
    assert dict(fitted("normal", {"interval90": [0, 10]}).parameters) == pytest.approx(
        {"mean": 5, "sd": 5 / 1.6448536269514722}
    )


def test_a_lognormal_takes_its_median_and_an_interval_that_is_even_about_it():
    distribution = fitted("lognormal", {"median": 1.8, "interval90": [1.2, 2.7]})  # 1.2 * 2.7 = 1.8 * 1.8
    assert float(distribution.ppf(0.5)) == pytest.approx(1.8)
    assert distribution.interval(0.9) == pytest.approx((1.2, 2.7))


@pytest.mark.parametrize(
    ("family", "given", "parameters"),
    [
        ("beta", {"a": 2, "b": 3}, {"a": 2, "b": 3}),
        ("normal", {"mean": 1, "sd": 2}, {"mean": 1, "sd": 2}),
        ("lognormal", {"mu": 0, "sigma": 0.5}, {"mu": 0, "sigma": 0.5}),
        ("gamma", {"shape": 2, "scale": 3}, {"shape": 2, "scale": 3}),
        ("uniform", [1, 2], {"low": 1, "high": 2}),
        ("triangular", [0, 1, 4], {"low": 0, "mode": 1, "high": 4}),
        ("pert", [0, 0, 4], {"low": 0, "mode": 0, "high": 4}),
    ],
)
def test_natural_parameters_are_taken_as_they_are(family, given, parameters):
    assert dict(fitted(family, given).parameters) == parameters


@pytest.mark.parametrize(
    ("family", "given", "rule"),
    [
        ("beta", {"mean": 1.2, "sd": 0.1}, "between 0 and 1"),
        ("beta", {"mean": 0.5, "sd": 0.6}, "below 0.5"),
        ("beta", {"interval90": [0.2, 1.2]}, "inside 0 to 1"),
        ("beta", {"a": 0, "b": 1}, "above 0"),
        ("beta", {"median": 0.5, "interval90": [0.2, 0.8]}, "not given by"),
        ("beta", [0.2, 0.8], "table of its parameters"),
        ("normal", {"mean": 1, "sd": 0}, "above 0"),
        ("normal", {"mean": 1}, "not given by"),
        ("normal", {"mean": math.nan, "sd": 1}, "finite"),
        ("lognormal", {"mean": -1, "sd": 1}, "above 0"),
        ("lognormal", {"interval90": [0, 1]}, "above 0"),
        ("lognormal", {"interval90": [2, 1]}, "low end to its high end"),
        ("lognormal", {"median": 3, "interval90": [1, 4]}, "as many times above 1 as below 4"),
        ("lognormal", {"mu": 0, "sigma": -1}, "above 0"),
        ("gamma", {"interval90": [1, 1.0000001]}, "no gamma distribution"),
        ("gamma", {}, "not given by an empty table"),
        ("uniform", [2, 1], "ascend"),
        ("uniform", [1, 1], "ascend"),
        ("triangular", [1, 2], "3 finite numbers"),
        ("pert", [0, 5, 4], "ascend"),
        ("pert", {"low": 1}, "3 finite numbers"),
        ("triangular", [0, True, 4], "3 finite numbers"),
    ],
)
def test_parameters_that_fit_no_distribution_are_refused_with_the_rule(family, given, rule):
    with pytest.raises(Unfit) as refused:
        fitted(family, given)
    assert rule in refused.value.rule


@pytest.mark.parametrize(
    ("family", "given", "low", "high"),
    [
        ("beta", {"a": 2, "b": 3}, 0.0, 1.0),
        ("uniform", [1, 2], 1.0, 2.0),
        ("pert", [-1, 0, 2], -1.0, 2.0),
        ("normal", {"mean": 0, "sd": 1}, -8.2095, 8.2095),
    ],
)
def test_the_support_is_all_that_can_ever_be_drawn(family, given, low, high):
    assert support(fitted(family, given)) == pytest.approx((low, high), abs=1e-3)
