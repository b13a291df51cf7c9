"""Dates as people write them, in months of the contract."""

from datetime import date

import pytest

from outcomesim.settlement.reading.dates import (
    by_day_first,
    first_day,
    hint_for,
    last_day,
    month_from,
    month_to,
    period,
)

START = date(2018, 4, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018/02/05", date(2018, 2, 5), date(2018, 2, 5)),
        ("2018Q4", date(2018, 10, 1), date(2018, 12, 31)),
        ("2018-q1", date(2018, 1, 1), date(2018, 3, 31)),
        ("Q3 2018", date(2018, 7, 1), date(2018, 9, 30)),
        ("31/3/18", date(2018, 3, 31), date(2018, 3, 31)),
        ("31.03.2018", date(2018, 3, 31), date(2018, 3, 31)),
        ("31-03-2018", date(2018, 3, 31), date(2018, 3, 31)),
        ("Feb 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("1st September 2018", date(2018, 9, 1), date(2018, 9, 1)),
        ("31-Mar-18", date(2018, 3, 31), date(2018, 3, 31)),
        ("2018-03-31T00:00:00Z", date(2018, 3, 31), date(2018, 3, 31)),
    ],
)
def test_a_date_has_a_first_and_a_last_day(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["", "soon", "20183", "43190", "2018-00", "2018-3-32", "30/02/2018", "13/13/2018",
                                  "2018/19", "2011/12", "1018", "Foo 2018", "2018-03-31 12:30"])  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert first_day(text) is None
    assert last_day(text) is None


def test_the_day_comes_first_only_where_it_is_known_to():
    assert first_day("03/04/2018") == date(2018, 4, 3)
    assert first_day("03/04/2018", day_first=False) is None
    assert first_day("03/31/2018", day_first=False) == date(2018, 3, 31)
    assert first_day("31/03/2018", day_first=False) == date(2018, 3, 31)
    assert by_day_first("03/04/2018")
    assert not by_day_first("31/03/2018")


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2018-04", (0, 1)),
        ("2018 Q2", (0, 3)),
        ("2018-04 to 2019-03", (0, 12)),
        ("2018-04..2018-06", (0, 3)),
        ("2018-05-31", (1, 2)),
        ("12", (12, 13)),
        ("2018", (-3, 9)),
        ("2018-04 to 2018-05 to 2018-06", None),
    ],
)
def test_a_period_is_months_of_the_contract(text, months):
    assert period(text, START) == months


def test_ends_of_months_are_taken_to_the_nearest():
    assert month_from(date(2018, 6, 1), START) == 2
    assert month_to(date(2018, 5, 31), START) == 2
    assert month_from(date(2018, 4, 20), START) == 1


def test_a_hint_says_what_was_probably_meant():
    assert hint_for("FY2018/19") == "for a financial year write 2018-04 to 2019-03"
    assert hint_for("2018-2019") == "for a financial year write 2018-04 to 2019-03"
    assert hint_for("soon") == ""
