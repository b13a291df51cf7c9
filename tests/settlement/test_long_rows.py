"""Rows over a date on which the terms count anew are settled, and what they leave open is told."""

import pytest
from settlement.small import settled, small_case

HEADED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
every_months = 3
"""
LATER = (
    HEADED
    + """
  [[contract.pay]]
  of = "Housed"
  price = 1_000
  later = [{ since = 12, price = 500 }]
"""
)
VARIED = (
    HEADED
    + """
prices = { "Housed" = 1_000 }
  [[contract.variation]]
  since = 6
  until = 36
  prices = { "Housed" = 500 }
"""
)
CAPPED = (
    HEADED
    + """
prices = { "Housed" = 1_000 }
cap = [{ over = "period", amount = 10_000 }]
"""
)
UNTIL = (
    HEADED
    + """
  [[contract.pay]]
  of = "Housed"
  price = 1_000
  until = 6
"""
)
BY_ACHIEVEMENT = LATER.replace("price = 1_000", 'price = 1_000\n  priced_by = "achievement"')
FEE = (
    HEADED
    + """
  [[contract.pay]]
  name = "core"
  per = "block"
  amount = 9_000
  until = 6
"""
)


def told(folder, text, terms):
    settlement = settled(folder, "# dates: claim\n" + text, small_case(terms))
    return [said for said in settlement.oddities if " covers months " in said]


@pytest.mark.parametrize(
    ("terms", "row", "said"),
    [
        (
            LATER,
            "2018 to 2019",
            "2018 to 2019 covers months 0 to 23, and prices or terms change with month 12: all of it ",
        ),
        (
            VARIED,
            "2018",
            "2018 covers months 0 to 11, and prices or terms change with month 6: all of it is settled as ",
        ),
        (
            UNTIL,
            "2018",
            "2018 covers months 0 to 11, and prices or terms change with month 6: all of it is settled as ",
        ),
        (
            CAPPED,
            "2018-01 to 2018-06",
            "covers months 0 to 5, parts of 2 periods of 3 months: the cap on one statement ",
        ),
    ],
    ids=["price", "variation", "line that ends", "cap for a period"],
)
def test_a_row_over_a_date_on_which_terms_count_anew_is_told(tmp_path, terms, row, said):
    (one,) = told(tmp_path, f"period,Housed\n{row},30\n", terms)
    assert said in one


@pytest.mark.parametrize("terms", [LATER, VARIED, UNTIL, CAPPED], ids=["price", "variation", "end", "cap"])
def test_rows_that_end_on_those_dates_are_not_told(tmp_path, terms):
    quarters = "".join(f"{year} Q{quarter},1\n" for year in (2018, 2019) for quarter in (1, 2, 3, 4))
    assert told(tmp_path, "period,Housed\n" + quarters, terms) == []


@pytest.mark.parametrize("terms", [LATER, VARIED, UNTIL, CAPPED], ids=["price", "variation", "end", "cap"])
def test_a_long_row_that_brings_nothing_leaves_nothing_open(tmp_path, terms):
    assert told(tmp_path, "period,Housed\n2018 to 2019,0\n", terms) == []


def test_what_is_paid_by_dates_of_its_own_is_not_open(tmp_path):
    """A block knows its months, and a claim priced by its achievement says when that was."""
    assert told(tmp_path, "period,Housed\n2018,3\n", FEE) == []
    assert told(tmp_path, "period,achieved,Housed\n2018 to 2019,2018-03,3\n", BY_ACHIEVEMENT) == []
