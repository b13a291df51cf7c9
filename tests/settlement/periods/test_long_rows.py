"""Rows over a date on which the terms count anew are settled, and what they leave open is told."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
        (LATER, "2018 to 2019", "2018 to 2019 covers months 0 to 23, and within them prices change or a limit begins "),
        (
            VARIED,
            "2018",
            "2018 covers months 0 to 11, and prices or terms change with month 6: all of it is settled as ",
        ),
        (
            UNTIL,
            "2018",
            "2018 covers months 0 to 11, and within them prices change or a limit begins anew: when in it ",
        ),
        (CAPPED, "2018-01 to 2018-06", "covers months 0 to 5, and within them prices change or a limit begins anew: "),
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


def ends(folder, text, terms):
    settlement = settled(folder, "# dates: claim\n" + text, small_case(terms))
    return settlement.total.tolist()


def test_what_came_before_a_price_changed_and_after_it_is_between_all_and_none(tmp_path):
    assert ends(tmp_path, "period,Housed\n2018 to 2019,30\n", LATER) == [15_000, 30_000]
    assert ends(tmp_path, "period,Housed\n2018,30\n", UNTIL) == [0, 30_000]


def test_what_a_cap_for_a_year_or_period_leaves_of_a_long_row_is_what_one_leaves_or_all(tmp_path):
    """30,000 under a cap of 10,000 a quarter: in one of two quarters, or in both."""
    assert ends(tmp_path, "period,Housed\n2018-01 to 2018-06,30\n", CAPPED) == [10_000, 20_000]
    yearly = HEADED + 'prices = { "Housed" = 1_000 }\ncap = [{ over = "year", amounts = [8_000, 20_000] }]\n'
    assert ends(tmp_path, "period,Housed\n2018-01 to 2019-12,30\n", yearly) == [8_000, 28_000]
    # 5 before: 3 are left of the first year; 4 after, of which the most leaves room for all, and the least for none
    rows = "period,Housed\n2018-01 to 2018-06,5\n2018-07 to 2019-06,30\n2019-07 to 2019-12,4\n"
    assert ends(tmp_path, rows, yearly) == [5_000 + 3_000 + 4_000, 5_000 + 3_000 + 20_000 + 4_000]


def test_a_fee_a_month_is_known_month_by_month(tmp_path):
    fee = (
        HEADED
        + '  [[contract.pay]]\n  name = "fee"\n  per = "month"\n  price = 100\n  later = [{ since = 12, price = 60 }]\n'
    )
    assert ends(tmp_path, "period,Housed\n2018 to 2019,30\n", fee) == [1_200 + 720]


MONTHS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=24, max_size=24)
LIMITS = st.lists(
    st.sampled_from((
        '{ over = "year", amounts = [5_000, 9_000] }', '{ over = "year", amount = 6_000, excess = "carried" }',
        '{ over = "year", amount = 4_000, unused = "carried" }', '{ over = "period", amount = 2_500 }',
        '{ over = "period", amount = 1_500, excess = "carried" }', '{ over = "contract", amount = 11_000 }',
        '{ over = "year", amount = 3_000, lines = ["Housed"] }',
    )), max_size=2, unique=True,
)  # fmt: skip
PAYERS = (
    '[{ name = "council", share = 1.0 }]',
    '[{ name = "council", share = 0.5 }, { name = "fund", share = 0.5, limit_per_year = 2_000 }]',
    '[{ name = "council", share = 0.5 }, '
    '{ name = "fund", share = 0.5, limits_by_year = [500, 4_000], when_exhausted = "others pay" }]',
)
PRICES = st.sampled_from(("", "later = [{ since = 9, price = 700 }]", "since = 5", "until = 14"))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    months=MONTHS,
    caps=LIMITS,
    payers=st.sampled_from(PAYERS),
    prices=PRICES,
    cuts=st.sets(st.integers(1, 23), max_size=3),
)
def test_what_month_by_month_would_come_to_lies_between_the_ends_of_long_rows(
    tmp_path_factory, months, caps, payers, prices, cuts
):
    """Where nothing is carried: a carried excess may be lost with a row's last month, or found in the next one."""
    terms = HEADED.replace('[{ name = "council", share = 1.0 }]', payers).replace(
        "every_months = 3", "every_months = 1"
    )
    terms += f"cap = [{', '.join(caps)}]\n" if caps else ""
    terms += f'  [[contract.pay]]\n  of = "Housed"\n  price = 300\n  {prices}\n'
    terms += '  [[contract.pay]]\n  of = "Housed 6 months"\n  price = 450\n'
    head = "period,Housed,Housed 6 months\n"

    def name(since, until):
        first, last = (f"{2018 + month // 12}-{month % 12 + 1:02d}" for month in (since, until - 1))
        return f"{first} to {last}"

    each = head + "".join(f"{name(month, month + 1)},{a},{b}\n" for month, (a, b) in enumerate(months))
    edges = [0, *sorted(cuts), 24]
    rows = head
    for since, until in pairwise(edges):
        a, b = (sum(of[n] for of in months[since:until]) for n in (0, 1))
        rows += f"{name(since, until)},{a},{b}\n"
    folder = tmp_path_factory.mktemp("rows")
    (exact,) = ends(folder, each, terms)
    long = ends(folder, rows, terms)
    assert long[0] <= exact <= long[-1]
