"""Periods of recorded activity, cut where terms pay on dates of their own."""

import numpy as np

from outcomesim.settlement.own_dates import cut_at
from outcomesim.settlement.person_limits import Period


def period(month_from, month_to, claims=1.0):
    return Period(f"{month_from} to {month_to}", month_from, month_to, (), np.full((1, 1, 1), claims), None)


def months(periods):
    return [(p.month_from, p.month_to, float(p.counts.sum())) for p in periods]


def test_dates_that_end_a_period_change_nothing():
    assert months(cut_at([period(0, 3), period(3, 6)], (3, 6), service_months=12)) == [(0, 3, 1), (3, 6, 1)]


def test_the_first_day_is_a_statement_of_nothing_before_the_first_period():
    assert months(cut_at([period(0, 3)], (0, 3), service_months=12)) == [(0, 0, 0), (0, 3, 1)]


def test_what_a_long_period_brought_stays_with_its_last_part():
    assert months(cut_at([period(0, 12)], (3, 6), service_months=12)) == [(0, 3, 0), (3, 6, 0), (6, 12, 1)]


def test_dates_after_the_record_count_once_the_service_is_over_and_not_before():
    assert months(cut_at([period(0, 12)], (13,), service_months=12)) == [(0, 12, 1), (12, 13, 0)]
    assert months(cut_at([period(0, 9)], (13,), service_months=12)) == [(0, 9, 1)]


def test_a_gap_between_periods_is_closed_at_its_dates():
    assert months(cut_at([period(0, 3), period(6, 9)], (6,), service_months=9)) == [(0, 3, 1), (3, 6, 0), (6, 9, 1)]
