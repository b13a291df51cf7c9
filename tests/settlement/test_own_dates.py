"""Periods of recorded activity, cut where terms pay on dates of their own."""

import numpy as np
from settlement.small import settled, small_case

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


def test_a_floor_is_made_up_at_the_end_of_a_year_in_which_no_row_ends(tmp_path):
    """10 at 600 are 6,000 of at least 9,000 in the first year; 20 in the second, and nothing is recorded between."""
    settlement = settled(tmp_path, "period,Housed\n2018 Q1,10\n2019 Q1,20\n", small_case(FLOORED))
    assert settlement.total.tolist() == [9_000 + 12_000]
    assert settlement.in_period("at month 12").tolist() == [3_000]


def test_no_fee_is_paid_for_months_of_which_nothing_is_recorded(tmp_path):
    fee = '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n'
    settlement = settled(tmp_path, "period,Housed\n2018 Q1,10\n2019 Q1,20\n", small_case(FLOORED + fee))
    assert settlement.of_line("fee").tolist() == [600]


FLOORED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
floor = [{ over = "year", amount = 9_000 }]
  [[contract.pay]]
  of = "Housed"
  price = 600
"""
