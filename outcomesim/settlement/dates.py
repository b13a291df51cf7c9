"""Dates as records write them, in months since the contract started.

Takes the text of a cell, gives whole months. It knows no count.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from outcomesim.units import MONTHS_PER_YEAR

DAYS_IN_A_MONTH = 30.4375


def months_since(start: date, day: date) -> float:
    """Months from the start to a day: whole where the day of the month is the same.

    Examples
    --------
    >>> months_since(date(2018, 1, 1), date(2018, 4, 1)), months_since(date(2018, 1, 15), date(2018, 4, 15))
    (3.0, 3.0)
    """
    whole = (day.year - start.year) * MONTHS_PER_YEAR + day.month - start.month
    return whole + (day.day - start.day) / DAYS_IN_A_MONTH


def first_day(text: str) -> date | None:
    """The first day that a date stands for: a day, a month, a quarter or a year; None where it is no date.

    Examples
    --------
    >>> [str(first_day(text)) for text in ("2018-03-15", "2018-03", "2018 Q2", "2018")]
    ['2018-03-15', '2018-03-01', '2018-04-01', '2018-01-01']
    """
    return _span(text)[0]


def last_day(text: str) -> date | None:
    """The last day that a date stands for.

    Examples
    --------
    >>> [str(last_day(text)) for text in ("2018-03-15", "2018-02", "2018 Q2", "2018")]
    ['2018-03-15', '2018-02-28', '2018-06-30', '2018-12-31']
    """
    return _span(text)[1]


def _span(text: str) -> tuple[date, date] | tuple[None, None]:
    found = re.fullmatch(r"(\d{4})(?:[-/ ]?(?:Q([1-4])|(\d{1,2})(?:[-/](\d{1,2}))?))?", text.strip(), re.IGNORECASE)
    if found is None:
        return None, None
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day and month:
            return date(year, month, day), date(year, month, day)
        first = 3 * quarter - 2 if quarter else month or 1
        last = first + 2 if quarter else month or MONTHS_PER_YEAR
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None, None


def period(text: str, start: date) -> tuple[int, int] | None:
    """The months ``[from, to)`` of a period: a date, two with "to" between them, or a month's number.

    Examples
    --------
    >>> start = date(2018, 1, 1)
    >>> [period(text, start) for text in ("2018-03", "2018 Q2", "2018-01 to 2018-06", "7", "soon")]
    [(2, 3), (3, 6), (0, 6), (7, 8), None]
    """
    number = re.fullmatch(r"\s*(\d{1,3})\s*", text)
    if number is not None:
        return int(number[1]), int(number[1]) + 1
    ends = re.split(r"\s+(?:to|-|–)\s+|\.\.", text.strip())
    first, last = first_day(ends[0]), last_day(ends[-1])
    if first is None or last is None or len(ends) > 2:
        return None
    return month_from(first, start), month_to(last, start)


def month_from(day: date, start: date) -> int:
    """The month that begins on a day, to the nearest."""
    return round(months_since(start, day))


def month_to(day: date, start: date) -> int:
    """The months that have passed when a day is over, to the nearest."""
    return round(months_since(start, day + timedelta(days=1)))
