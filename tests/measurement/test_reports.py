"""Which figures a measure reports, on which date and about what, each by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from measurement.test_measures import COUNTED, MONTHS, reading

from outcomesim.measurement.counted import Estimate, Recorded
from outcomesim.measurement.reports import figures_by, reports_between
from outcomesim.scenario.measures import Evaluation, Measure, Reporter

JOBS = Measure("m", "total", of="job", window="period")


class OneMoreEachTime:
    """An evaluation that finds as many added as the number of its report says."""

    def report(self, measure, evaluation, number, since, until):
        ones = np.ones(1)
        return Estimate(ones, ones, ones, ones, ones, number * ones, ones)


def told(since, until, *measures, **changes):
    """Date, month that it counts to, and value of what the first measure reported."""
    made = reports_between(reading(*measures, **changes), since, until)[measures[0].name]
    return [(report.date, report.counts_to, float(report.value[0])) for report in made]


def test_a_count_is_reported_with_every_statement():
    assert told(0, 24, JOBS) == [(6, 6, 4), (12, 12, 0), (18, 18, 4), (24, 24, 0)]
    assert told(6, 12, JOBS) == [(12, 12, 0)]
    assert told(6, 7, JOBS) == []


def test_a_measure_with_dates_is_reported_on_them_alone():
    assert told(0, 24, replace(JOBS, known_at=(4.5, 15))) == [(4.5, 4, 3), (15, 15, 5)]
    assert told(4, 5, replace(JOBS, known_at=(4.5, 15))) == [(4.5, 4, 3)]


def test_an_evaluation_reports_on_its_dates_about_what_happened_by_its_lag():
    trial = Evaluation("trial", "job", at=(7.5, 15, 20), lag_months=3)
    later = Evaluation("later", "job", at=(10, 23))
    counted = replace(COUNTED, reports=OneMoreEachTime())
    one = replace(JOBS, window="year", evaluation=(Reporter("trial"),))
    assert told(0, 24, one, counted=counted, evaluations=[trial]) == [(7.5, 4, 1), (15, 12, 2), (20, 17, 3)]
    both = replace(one, evaluation=(Reporter("trial"), Reporter("later", 18)))
    made = told(0, 24, both, counted=counted, evaluations=[trial, later])
    assert made == [(7.5, 4, 1), (15, 12, 2), (23, 23, 2)]


def test_what_was_recorded_is_a_report_of_the_month_it_was_recorded_in():
    rows = [(6, 38.0, None, None), (15, 41.0, None, None)]
    counted = replace(COUNTED, recorded={"m": Recorded.of(rows, MONTHS)})
    assert told(0, 24, Measure("m", window="year"), counted=counted) == [(6, 6, 38), (15, 15, 41)]
    dated = Measure("m", window="year", known_at=(6, 12))
    assert told(0, 24, dated, counted=counted) == [(6, 6, 38), (15, 12, 41)]  # came late, and tells of the first year


def test_a_measure_made_of_others_reports_when_they_do():
    a, b = Measure("a", "total", of="job", known_at=(6, 18)), Measure("b", "total", of="diploma", known_at=(6, 12))
    ratio = Measure("m", "ratio", of="a", against="b", window="period")
    assert told(0, 24, ratio, a, b) == [(6, 6, 2), (12, 12, 2), (18, 18, 4)]
    with_statements = replace(b, known_at=())
    assert [date for date, *_ in told(0, 24, ratio, a, with_statements)] == [6, 12, 18, 24]


def test_what_is_made_of_a_yearly_figure_and_a_baseline_counts_as_far_as_the_yearly_one():
    trial = Evaluation("trial", "job", at=(15,), lag_months=3)
    counted = replace(COUNTED, reports=OneMoreEachTime())
    yearly = replace(JOBS, name="a", window="year", evaluation=(Reporter("trial"),))
    baseline = Measure("b", "total", of="diploma", known_at=(6,))
    ratio = Measure("m", "ratio", of="a", against="b", window="year")
    made = told(6, 24, ratio, yearly, baseline, counted=counted, evaluations=[trial])
    assert made == [(15, 12, 0.5)]  # one added, over two diplomas: a figure of the first year, in the second


def test_a_measure_to_date_has_no_reports_of_its_own():
    assert reports_between(reading(replace(JOBS, window="to date")), 0, 24) == {}


def test_how_a_measure_to_date_stood_on_each_of_its_dates_may_be_asked():
    def figures(measure, until):
        made = figures_by(reading(measure), ["m"], until)["m"]
        return [(figure.date, figure.counts_to, float(figure.value[0])) for figure in made]

    to_date = replace(JOBS, window="to date")
    assert figures(to_date, 17) == [(6, 6, 4), (12, 12, 4)]
    assert figures(replace(to_date, known_at=(4.5, 15)), 24) == [(4.5, 4, 3), (15, 15, 8)]
    assert figures(JOBS, 12) == [(6, 6, 4), (12, 12, 0)]
    assert figures_by(reading(JOBS), [], 24) == {}
