"""Periods of recorded activity, cut where terms pay on dates of their own."""

import numpy as np
from settlement.small import settled, small_case

from outcomesim.settlement.periods.own_dates import cut_at
from outcomesim.settlement.persons.person_limits import Period


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
    assert settlement.in_period("2018-10 to 2018-12").tolist() == [3_000]


def test_a_fee_is_paid_for_months_of_which_nothing_is_recorded_and_it_is_told(tmp_path):
    """The service is taken to have run for all of the 15 months, as it is simulated."""
    fee = '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n'
    settlement = settled(tmp_path, "period,Housed\n2018 Q1,10\n2019 Q1,20\n", small_case(FLOORED + fee))
    assert settlement.of_line("fee").tolist() == [1_500]
    assert "Nothing is recorded for 2018-04 to 2018-12: the service" in " ".join(settlement.oddities)


def test_no_fee_is_paid_for_a_gap_that_a_row_says_the_service_stood_still_in(tmp_path):
    fee = '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n'
    rows = "period,Housed,running\n2018 Q1,10,\n2018-04 to 2018-12,,0\n2019 Q1,20,\n"
    settlement = settled(tmp_path, rows, small_case(FLOORED + fee))
    assert settlement.of_line("fee").tolist() == [600]
    assert "Nothing is recorded" not in " ".join(settlement.oddities)


def test_what_comes_after_the_last_row_is_no_gap(tmp_path):
    fee = '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n'
    settlement = settled(tmp_path, "period,Housed\n2018 Q1,10\n", small_case(FLOORED + fee))
    assert settlement.of_line("fee").tolist() == [300]
    assert "Nothing is recorded" not in " ".join(settlement.oddities)


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


def test_the_floor_of_each_year_is_made_up_though_one_row_covers_them_all(tmp_path):
    """Claims of 12,000: what they leave of three times 9,000; or two years in full, and the last as it is."""
    settlement = settled(tmp_path, "period,Housed\n2018 to 2020,20\n", small_case(FLOORED))
    assert settlement.total.tolist() == [27_000, 9_000 + 9_000 + 12_000]
    assert settlement.in_period("at month 12").tolist() == [0, 9_000]
    assert "in which year or period its claims came is not known" in " ".join(settlement.oddities)


def test_nothing_is_open_where_the_row_brings_nothing(tmp_path):
    settlement = settled(tmp_path, "period,Housed\n2018 to 2019,\n2020,20\n", small_case(FLOORED))
    assert settlement.total.tolist() == [9_000 + 9_000 + 12_000]
    assert settlement.in_period("at month 12").tolist() == [9_000]


def test_people_without_dates_leave_the_year_of_their_claims_open(tmp_path):
    settlement = settled(tmp_path, "person,Housed\nA,20\n", small_case(FLOORED))
    assert settlement.total.tolist() == [27_000, 30_000]


def test_what_is_retained_of_a_floor_within_a_row_is_released_on_its_date(tmp_path):
    """A tenth of 9,000 for half a year, each year; of the last only until the horizon."""
    kept = FLOORED.replace("floor =", "retention = { share = 0.1, released = 6 }\nfloor =")
    settlement = settled(tmp_path, "period,Housed\n2018 to 2020,\n", small_case(kept))
    due = {payment.due: payment.amount.tolist() for payment in settlement.payments if payment.amount.any()}
    assert due == {12: [8_100_00], 18: [900_00], 24: [8_100_00], 30: [900_00], 36: [8_100_00], 37: [900_00]}


def test_months_of_service_that_a_long_row_tells_are_paid_once_though_it_is_cut(tmp_path):
    """An advance at month 6 cuts the row of a year, of which ten months ran."""
    advanced = FEE.replace("[[contract.pay]]", ADVANCE + "[[contract.pay]]")
    settlement = settled(tmp_path, "period,running\n2018,10\n", small_case(advanced))
    assert settlement.of_line("fee").tolist() == [1_000]


FEE = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
[[contract.pay]]
name = "fee"
per = "month"
price = 100
"""
ADVANCE = """
[[contract.advance]]
amount = 100
at = 6
recovered = { share = 0.1 }
unrecovered = "paid back"
"""
