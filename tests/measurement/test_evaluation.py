"""What evaluations report: each standard error by hand, a published simulation again, and the error's own size."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from properties.lives import job

from outcomesim.measurement.evaluation import (
    People,
    SimulatedReports,
    report_costs,
    standard_error,
    unit_variance,
    variance,
)
from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams

MONTHS = 12
ALL = Measure("added", "total")
"""A measure of everybody referred."""


def one(number: float) -> np.ndarray:
    return np.array([float(number)])


def reports(*, people=100, with_service=40, without=25, verified=30, replications=1, outcome=None) -> SimulatedReports:
    """All that happened in month 6, in every replication."""

    def totals(number, *axes):
        months = np.zeros((MONTHS + 1, replications, *axes), dtype=np.int64)
        months[7:] = number
        return months

    of_all = totals(people)
    about = People(of_all, totals(with_service, 1), totals(without, 1), totals(verified, 1))
    return SimulatedReports((outcome or job(),), lambda measure: (about, of_all), Streams.block(1, 0, replications))


def design(name: str, **changes) -> Evaluation:
    return Evaluation("trial", "job", name, at=(7, 12), **changes)


# Standard errors ----------------------------------------------------------------------------------------------------


def test_the_variance_between_people_is_written_binomial_or_poisson():
    assert variance(design("randomised trial", sd=0.3), one(0.4), many=False) == pytest.approx(0.09)
    assert variance(design("randomised trial"), one(0.4), many=False) == pytest.approx(0.24)
    assert variance(design("randomised trial"), one(1.4), many=True) == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("evaluation", "expected"),
    [
        (design("historical cohort"), 1 / 50),
        (design("matched comparison", explained=0.2), 0.8 / 50),
        (design("randomised trial"), 1 / 50),
        (design("difference in differences"), 2 / 50),
        (design("difference in differences", explained=0.36), 2 * 0.4 / 50),
        (design("difference in differences", explained=1.0), 0),
        (design("clustered trial", clusters=5, intra_cluster=0.1), 0.1 / 5 + 0.9 / 50),
        (
            design("clustered trial", clusters=5, intra_cluster=0.1, explained=0.5, explained_clusters=0.25),
            0.75 * 0.1 / 5 + 0.5 * 0.9 / 50,
        ),
    ],
)
def test_the_variance_of_a_groups_mean_follows_its_design(evaluation, expected):
    assert unit_variance(evaluation, one(50)) == pytest.approx(expected)


def test_people_in_clusters_that_are_alike_count_as_the_design_effect_says():
    """``1 + (K - 1) * intra_cluster`` for K people a cluster."""
    trial = design("clustered trial", clusters=10, intra_cluster=0.05)
    alone = unit_variance(design("randomised trial"), one(200))
    assert unit_variance(trial, one(200)) / alone == pytest.approx(1 + 19 * 0.05)


def test_ten_to_one_matching_makes_the_comparison_ten_times_surer():
    ten = standard_error(design("matched comparison", controls_each=10), one(0.24), one(0.21), one(100))
    assert ten == pytest.approx(sqrt(0.24 / 100 + 0.21 / 1_000))


# What is reported ---------------------------------------------------------------------------------------------------


def test_the_design_none_counts_verified_outcomes_without_error():
    said = reports().report(ALL, design("none"), 1, 0, 12)
    assert (said.added, said.effect, said.rate, said.comparison, said.standard_error) == (30, 0.3, 0.3, 0, 0)


def test_an_effect_is_the_true_one_and_bias_and_error():
    trial = design("randomised trial", bias=known(0.02))
    many = reports(replications=3)
    said = many.report(ALL, trial, 1, 0, 12)
    error = sqrt(0.4 * 0.6 / 100 + 0.25 * 0.75 / 100)
    assert said.standard_error == pytest.approx(error)
    assert said.effect == pytest.approx(0.15 + 0.02 + error * many.normal(ALL, trial, 1))
    assert said.added == pytest.approx(100 * said.effect)
    assert said.comparison == pytest.approx(0.4 - said.effect)
    assert said.measured.tolist() == [100] * 3


def test_a_sample_is_never_more_than_there_are_people():
    few = reports().report(ALL, design("randomised trial", sample=25), 1, 0, 12)
    assert (few.measured, few.standard_error) == (25, pytest.approx(sqrt(0.24 / 25 + 0.1875 / 25)))
    assert reports().report(ALL, design("randomised trial", sample=400), 1, 0, 12).measured == 100


def test_a_fixed_baseline_is_sure_of_itself_whatever_the_truth():
    baseline = design("fixed baseline", baseline=known(0.1))
    said = reports().report(ALL, baseline, 1, 0, 12)
    assert (said.effect, said.comparison, said.standard_error) == (pytest.approx(0.3), pytest.approx(0.1), 0)
    some = reports().report(ALL, replace(baseline, sample=25), 1, 0, 12)
    assert some.standard_error == pytest.approx(sqrt(0.24 / 25 * 0.75))


def test_an_uncertain_bias_is_drawn_once_a_replication():
    bias = Quantity(0.0, Distribution.of("normal", mean=0.0, sd=0.1), path="evaluation[trial].bias")
    many, sure = reports(replications=5), design("fixed baseline", baseline=known(0.1))
    biased = replace(sure, bias=bias)
    first, second = (many.report(ALL, biased, number, 0, 12).effect for number in (1, 2))
    assert np.array_equal(first, second)
    assert len(set(first.tolist())) == 5


def test_before_anybody_is_referred_nothing_is_reported():
    for name in ("none", "randomised trial"):
        assert np.isnan(reports().report(ALL, design(name), 1, 0, 6).effect).all()


def test_each_report_has_an_error_of_its_own():
    many = reports(replications=4)
    trial = design("randomised trial")
    assert not np.array_equal(many.normal(ALL, trial, 1), many.normal(ALL, trial, 2))
    assert not np.array_equal(many.normal(ALL, trial, 1), many.normal(ALL, replace(trial, name="other"), 1))


def test_errors_have_the_size_they_say():
    """Mean and spread of 20,000 errors: a false alarm of one in ten thousand each (3.9 standard errors)."""
    many = reports(replications=20_000)
    z = many.normal(ALL, design("randomised trial"), 1)
    assert abs(z.mean()) < 3.9 / sqrt(20_000)
    assert abs(z.std() - 1) < 3.9 / sqrt(2 * 20_000)


def test_a_report_costs_in_the_month_that_its_date_closes():
    evaluation = Evaluation("trial", "job", at=(6, 12.5), cost=known(1_000.005))
    costs = list(report_costs(evaluation, Streams.block(1, 0, 2)))
    assert [(month, pence.tolist()) for month, pence in costs] == [(5, [100_000, 100_000]), (12, [100_000, 100_000])]
    assert not list(report_costs(replace(evaluation, cost=None), Streams.block(1, 0, 2)))


# A published simulation ---------------------------------------------------------------------------------------------


def education(replications: int) -> np.ndarray:
    """What is paid of what is due in all, under the measurement error of an education outcomes fund, (R,).

    Four yearly estimates of an effect of 0.2 standard deviations, the target, by a trial of fifty schools an arm and
    twenty-five pupils a school; a year is paid at ``max(0, estimate / target)`` of its quarter.
    """
    trial = Evaluation(
        "schools", "job", "clustered trial", sample=1_250, sd=1.0, clusters=50, intra_cluster=0.1, explained=0.2,
        explained_clusters=0.2, explained_earlier=0.63, at=(7, 8, 9, 10),
    )  # fmt: skip
    many = reports(people=1_250, with_service=500, without=250, replications=replications)
    estimates = [many.report(ALL, trial, number, 0, 12).effect for number in (1, 2, 3, 4)]
    return np.sum([np.maximum(0.0, estimate / (4 * 0.2)) for estimate in estimates], axis=0)


def test_a_clustered_trial_has_the_published_variance():
    """Education outcomes fund, revised design (RPubs 921915): ``2A(1 - .2) + 2B(1 - .2) + 2(A + B)(1 - .63)``."""
    a, b = 0.1 / 50, 0.9 / (50 * 25)
    trial = Evaluation("t", "job", "clustered trial", clusters=50, intra_cluster=0.1, explained=0.2,
                       explained_clusters=0.2, explained_earlier=0.63)  # fmt: skip
    published = 2 * a * 0.8 + 2 * b * 0.8 + 2 * (a + b) * 0.37
    assert standard_error(trial, one(1), one(1), one(1_250)) == pytest.approx(sqrt(published))


def test_measurement_error_alone_moves_what_is_paid_as_published():
    """Published from 100,000 draws: mean 0.9994; return at 5% and 95% -0.3259 and +0.3266 (RPubs 921915).

    Both sides are Monte Carlo. One draw of the total has a standard deviation of 0.199, so the published mean has a
    standard error of 0.00063 and each published quantile of 0.0013; ours, from twice as many draws, are smaller by the
    root of two. Three standard errors of the difference are allowed: 0.0023 and 0.0049.
    """
    paid = education(200_000)
    low, high = np.quantile(paid - 1, [0.05, 0.95])
    assert paid.mean() == pytest.approx(0.9994, abs=0.0023)
    assert low == pytest.approx(-0.3259, abs=0.0049)
    assert high == pytest.approx(0.3266, abs=0.0049)
