"""What each measure comes to, each formula once by hand."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from outcomesim.errors import RunError
from outcomesim.measurement.counted import Counted, Estimate, Recorded
from outcomesim.measurement.measures import Reading
from outcomesim.scenario.measures import Evaluation, Measure, Part, Reporter

MONTHS = 24


def totals(by_month: dict[int, float]) -> np.ndarray:
    """Totals by the end of each month, (M + 1,), of what happened in some months."""
    return np.array([sum(n for month, n in by_month.items() if month < m) for m in range(MONTHS + 1)], dtype=float)


def alone(*columns: dict[int, float]) -> np.ndarray:
    """One replication, (M + 1, 1, columns)."""
    return np.stack([totals(column) for column in columns], axis=-1)[:, None, :]


# Young and old; jobs come in months 2, 5 and 14, diplomas in month 5. Ten start at once and ten more in month 13.
COUNTED = Counted(
    outcomes=("job", "diploma"),
    segments=("young", "old"),
    verified=np.stack([alone({2: 3, 5: 1}, {14: 4}), alone({5: 2}, {})], axis=-1),
    starts=alone({0: 4}, {0: 6, 13: 10}),
    referred=alone({0: 8}, {0: 12, 13: 20}),
    person_months=alone({0: 12.5}, {6: 30.0}),
    cost=totals({0: 100_000, 12: 50_000})[:, None],
    paid=totals({6: 25_000})[:, None],
)


def reading(*measures: Measure, counted: Counted = COUNTED, evaluations=(), statements=(6, 12, 18, 24)) -> Reading:
    return Reading({m.name: m for m in measures}, {e.name: e for e in evaluations}, counted, statements)


def at(month: int, measure: Measure, *others: Measure, **changes) -> float:
    """One measure of one replication at a month."""
    return float(reading(measure, *others, **changes).value(measure.name, month)[0])


# Counting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "comes_to"),
    [("job", 8), ("referrals", 40), ("attachments", 20), ("person-months", 42.5), ("cost", 1_500), ("paid", 250)],
)
def test_a_total_counts_an_outcome_or_an_account(of, comes_to):
    assert at(24, Measure("m", "total", of=of)) == comes_to


def test_a_segment_counts_its_own_people_alone():
    assert at(24, Measure("m", "total", of="job", segment="young")) == 4
    assert at(24, Measure("m", "mean", of="job", segment="old")) == 4 / 16


def test_a_window_counts_its_own_months_alone():
    jobs = Measure("m", "total", of="job")
    assert [at(month, jobs) for month in (2, 3, 6, 15)] == [0, 3, 4, 8]
    assert [at(month, replace(jobs, window="period")) for month in (6, 12, 18)] == [4, 0, 4]
    assert [at(month, replace(jobs, window="year")) for month in (12, 15, 24)] == [4, 4, 4]
    assert [at(month, replace(jobs, window="final")) for month in (18, 24)] == [pytest.approx(nan, nan_ok=True), 8]


def test_a_period_is_the_one_between_statements_whoever_asks():
    jobs = Measure("m", "total", of="job", window="period")
    assert at(7, jobs) == 0  # a review inside the second half-year
    assert at(6, jobs) == 4  # a review on the day of the statement sees what the statement saw


def test_a_mean_divides_by_people_and_a_share_stays_within_one():
    mean = Measure("m", "mean", of="job")
    assert at(6, mean) == 4 / 10
    assert at(6, replace(mean, over="referred")) == 4 / 20
    assert at(6, replace(mean, over="diploma")) == 4 / 2
    assert at(6, replace(mean, how="share", over="diploma")) == 1
    assert isnan(at(0, mean))


# Comparing and combining --------------------------------------------------------------------------------------------


def test_ratio_difference_percent_reduction_and_percent_of_target():
    jobs, diplomas = Measure("jobs", "total", of="job"), Measure("diplomas", "total", of="diploma")

    def comes_to(how, **keys):
        return at(24, Measure("m", how, **keys), jobs, diplomas)

    assert comes_to("ratio", of="diploma", against="job") == 2 / 8
    assert comes_to("ratio", of="cost", against="jobs") == 1_500 / 8
    assert comes_to("difference", of="jobs", against=10) == -2
    assert comes_to("percent reduction", of="diplomas", against="jobs") == 75
    assert comes_to("percent of target", of="jobs", target=6.4) == pytest.approx(125)
    assert isnan(at(2, Measure("m", "ratio", of="cost", against="job")))


def test_weighted_sum_mean_smallest_and_largest_of_parts():
    parts = (Part("a", 0.8), Part("b", 0.4))
    others = [Measure("a", "total", of="job"), Measure("b", "total", of="diploma")]
    comes_to = {
        how: at(24, Measure("m", how, parts=parts), *others)
        for how in ("weighted sum", "mean of", "smallest", "largest")
    }
    assert comes_to == {
        "weighted sum": pytest.approx(7.2), "mean of": pytest.approx(6.0), "smallest": 2, "largest": 8
    }  # fmt: skip


def test_a_product_of_parts_takes_each_times_its_weight():
    """0.8 of 8 jobs times 0.5 of 2 diplomas."""
    others = [Measure("a", "total", of="job"), Measure("b", "total", of="diploma")]
    measure = Measure("m", "product", parts=(Part("a", 0.8), Part("b", 0.5)))
    assert at(24, measure, *others) == pytest.approx(6.4)


def test_what_is_made_of_something_unknown_is_unknown():
    later = Measure("later", "total", of="job", known_at=(18,))
    for how in ("weighted sum", "mean of", "product", "smallest", "largest"):
        measure = Measure("m", how, parts=(Part("later"), Part("now")))
        known = [at(month, measure, later, Measure("now", "total", of="job")) for month in (12, 18)]
        assert isnan(known[0]), how
        assert not isnan(known[1]), how


# Known when ---------------------------------------------------------------------------------------------------------


def test_a_measure_is_unknown_before_its_first_date_and_stands_until_the_next():
    jobs = Measure("m", "total", of="job", known_at=(4.5, 12))
    known = [at(month, jobs) for month in (4, 5, 11, 12, 24)]
    assert isnan(known[0])
    assert known[1:] == [3, 3, 4, 4]
    assert at(24, replace(jobs, window="period")) == 1


def test_a_measure_takes_others_as_they_stood_on_its_own_date():
    jobs, half = Measure("jobs", "total", of="job"), Measure("m", "ratio", of="jobs", against=2, known_at=(12,))
    assert at(24, half, jobs) == 2


# Rounding, the unmeasured, small samples ----------------------------------------------------------------------------


def test_a_measure_is_rounded_with_halves_away_from_nought():
    assert at(6, Measure("m", "difference", of="job", against=6.5, decimals=0)) == -3
    assert at(6, Measure("m", "ratio", of="job", against=14.0351, decimals=3)) == 0.285


def test_a_deemed_value_stands_for_each_person_who_was_not_measured():
    counted = replace(COUNTED, share_measured={"m": np.array([0.75])})
    assert at(6, Measure("m", "mean", of="job", deemed=0.1), counted=counted) == pytest.approx(0.75 * 0.4 + 0.025)
    nobody = replace(COUNTED, share_measured={"m": np.array([0.0])})
    assert at(6, Measure("m", "mean", of="job", deemed=0.1), counted=nobody) == 0.1


def test_of_whoever_is_known_to_have_been_measured_a_mean_is_theirs():
    """Four jobs by month 6 among ten served: five were measured by month 3, and eight by month 6."""
    said = np.full((MONTHS + 1, 1), nan)
    said[3:], said[6:], said[14:] = 5, 8, 12
    counted = replace(COUNTED, measured={"m": said})
    share = Measure("m", "share", of="job", deemed=0.2)
    assert isnan(at(2, share, counted=counted))  # nobody has been measured yet
    assert at(3, share, counted=counted) == pytest.approx(5 / 10 * 3 / 5 + 5 / 10 * 0.2)
    assert at(6, share, counted=counted) == pytest.approx(8 / 10 * 4 / 8 + 2 / 10 * 0.2)
    in_period = at(6, replace(share, how="mean", window="period"), counted=counted, statements=(3, 6, 24))
    assert isnan(in_period)  # nobody was taken on in it
    assert at(6, replace(share, deemed=None), counted=counted) == 4 / 10
    assert at(6, replace(share, deemed=None, least_sample=9, otherwise=0.3), counted=counted) == 0.3
    assert at(6, replace(share, deemed=None, least_sample=8, otherwise=0.3), counted=counted) == 4 / 10


def test_too_few_people_let_something_else_stand_in():
    share = Measure("m", "share", of="job", least_sample=16, otherwise=0.3)
    assert at(12, share) == 0.3  # ten people
    assert at(18, share) == 8 / 20
    assert at(0, share) == 0.3
    assert at(12, replace(share, otherwise="b"), Measure("b", "total", of="diploma")) == 2
    assert at(12, replace(share, when_short="blend")) == pytest.approx(10 / 16 * 0.4 + 6 / 16 * 0.3)
    half_measured = replace(COUNTED, share_measured={"m": np.array([0.5])})
    assert at(18, share, counted=half_measured) == 0.3


# Recorded -----------------------------------------------------------------------------------------------------------


def test_a_recorded_measure_is_what_was_reported_by_then():
    rows = [(3, 0.5, None, None), (6.5, 0.7, 12, 0.8)]
    counted = replace(COUNTED, recorded={"m": Recorded.of(rows, MONTHS)})
    known = [at(month, Measure("m"), counted=counted) for month in (2, 3, 6, 7, 24)]
    assert isnan(known[0])
    assert known[1:] == [0.5, 0.5, 0.7, 0.7]
    assert at(7, Measure("m", deemed=0.2), counted=counted) == pytest.approx(0.8 * 0.7 + 0.2 * 0.2)
    assert at(7, Measure("m", least_sample=13, otherwise=0.0), counted=counted) == 0
    assert at(7, Measure("m", least_sample=12, otherwise=0.0), counted=counted) == 0.7
    assert isnan(at(2, Measure("m", least_sample=13, otherwise=0.0), counted=counted))
    assert isnan(at(7, Measure("m", window="final"), counted=counted))


def test_a_recorded_value_goes_before_any_count_or_evaluation():
    counted = replace(COUNTED, recorded={"m": Recorded.of([(6, 38.0, None, None)], MONTHS)})
    trial = Evaluation("trial", "job", "randomised trial", at=(12,))
    evaluated = Measure("m", "percent reduction", evaluation=(Reporter("trial"),))
    assert at(6, evaluated, counted=counted, evaluations=[trial]) == 38
    assert at(6, Measure("m", "total", of="job"), counted=counted) == 38
    assert isnan(at(12, replace(evaluated, name="other"), counted=counted, evaluations=[trial]))
    assert isnan(at(12, replace(evaluated, name="other"), counted=counted))  # settled, before anything is reported


def test_peterborough_is_two_cohorts_that_miss_and_a_pool_that_passes():
    """142 against 155 reconvictions for each hundred in the first cohort, by a comparison that was reported."""
    recorded = {
        name: Recorded.of([(month, value, None, None)], MONTHS)
        for name, value, month in (("c1", 142, 12), ("m1", 155, 12), ("c2", 140, 24), ("m2", 155, 24))
    }
    measures = [
        *(Measure(name) for name in recorded),
        Measure("first", "percent reduction", of="c1", against="m1", decimals=1),
        Measure("served", "weighted sum", parts=(Part("c1"), Part("c2"))),
        Measure("matched", "weighted sum", parts=(Part("m1"), Part("m2"))),
        Measure("pooled", "percent reduction", of="served", against="matched", decimals=1),
    ]
    read = reading(*measures, counted=replace(COUNTED, recorded=recorded))
    assert read.at(12)["first"] == 8.4
    assert np.isnan(read.at(12)["pooled"])
    assert read.at(24)["pooled"] == 9.0  # 100 * (310 - 282) / 310


# Cohorts, where activity is recorded by them ------------------------------------------------------------------------


def test_a_cohort_is_counted_where_it_was_recorded_and_refused_where_it_was_not():
    first = replace(COUNTED, starts=alone({0: 4}, {0: 6}))
    counted = replace(COUNTED, among={((0, 12), None): first})
    assert at(24, Measure("m", "total", of="attachments", cohort=(0, 12)), counted=counted) == 10
    with pytest.raises(RunError, match="those who started in months 12 to 24: that is not recorded"):
        at(24, Measure("m", "total", of="attachments", cohort=(12, 24)), counted=counted)
    with pytest.raises(RunError, match="each followed for 6 months"):
        at(24, Measure("m", "total", of="job", follow_up_months=6), counted=counted)


# Evaluated ----------------------------------------------------------------------------------------------------------


class Fixed:
    """Reports that say what was asked: 40 referred, 10 measured, rates of 0.3 and 0.2."""

    def report(self, measure, evaluation, number, since, until):
        self.asked = (evaluation.name, number, since, until)
        numbers = (40, 10, 0.3, 0.2, 0.1, 4.0, 0.05)
        return Estimate(*(np.array([float(n)]) for n in numbers))


TRIAL = Evaluation("trial", "job", "randomised trial", at=(6, 14.5), lag_months=2)
LATER = Evaluation("later", "job", "matched comparison", at=(3, 18))


def evaluated(month, how, **keys):
    reports = Fixed()
    measure = Measure("m", how, evaluation=keys.pop("evaluation", (Reporter("trial"),)), **keys)
    value = at(month, measure, counted=replace(COUNTED, reports=reports), evaluations=[TRIAL, LATER])
    return value, getattr(reports, "asked", None)


@pytest.mark.parametrize(
    ("how", "keys", "comes_to"),
    [
        ("total", {}, 4.0),
        ("difference", {"over": "referred"}, 0.1),
        ("difference", {}, 4.0 / 10),
        ("ratio", {}, 1.5),
        ("percent reduction", {}, -50),
        ("anyway", {}, 2 / 3),
        ("difference", {"over": "referred", "least_sample": 11, "otherwise": 0.02}, 0.02),
        ("difference", {"over": "referred", "least_sample": 20, "otherwise": 0.0, "when_short": "blend"}, 0.05),
    ],
)
def test_an_evaluation_reports_an_effect_in_many_ways(how, keys, comes_to):
    assert evaluated(6, how, **keys)[0] == pytest.approx(comes_to)


def test_a_report_counts_what_came_so_many_months_before_it():
    assert isnan(evaluated(5, "total")[0])
    assert evaluated(6, "total")[1] == ("trial", 1, 0, 4)
    assert evaluated(14, "total")[1] == ("trial", 1, 0, 4)
    assert evaluated(15, "total")[1] == ("trial", 2, 0, 12)
    assert evaluated(15, "total", window="period")[1] == ("trial", 2, 4, 12)
    assert evaluated(24, "total", window="year")[1] == ("trial", 2, 0, 12)


def test_one_evaluation_takes_over_from_another():
    both = (Reporter("trial"), Reporter("later", 10.0))
    assert evaluated(17, "total", evaluation=both)[1] == ("trial", 1, 0, 4)
    assert evaluated(18, "total", evaluation=both)[1] == ("later", 2, 0, 18)
