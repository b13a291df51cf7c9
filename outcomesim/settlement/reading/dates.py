"""Dates as records write them, in months since the contract started.

Takes the text of a cell, gives whole months. It knows no count.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from math import floor

from outcomesim.units import MONTHS_PER_YEAR

DAYS_IN_A_MONTH = 30.4375
_A_MOMENT = 1e-6
"""Months by which two ways of adding up the same days may differ."""
YEARS = range(1950, 2200)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPREADSHEET_DAYS = range(25_569, 73_051)
"""The numbers by which a spreadsheet counts the days from 1970 to 2099."""

_ISO = re.compile(r"(\d{4})(?:[-/ ]?([QH][1-4])|([-/])(\d{1,2})(?:[-/](\d{1,2}))?)?", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_NAMED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -]+)?([a-z]{3,9})\.?[ ,-]+(\d{4}|\d{2})", re.IGNORECASE)
_PART = re.compile(r"([QH][1-4])[ -]*(\d{4})", re.IGNORECASE)


def months_since(start: date, day: date) -> float:
    """Months from the start to a day: whole where the day of the month is the same.

    Examples
    --------
    >>> months_since(date(2018, 1, 1), date(2018, 4, 1)), months_since(date(2018, 1, 15), date(2018, 4, 15))
    (3.0, 3.0)
    """
    whole = (day.year - start.year) * MONTHS_PER_YEAR + day.month - start.month
    return whole + (day.day - start.day) / DAYS_IN_A_MONTH


def came_within(months: float, started: float, time: float) -> bool:
    """Whether a time is no later than so many months after a start: on the same day of the month counts.

    Examples
    --------
    >>> start = date(2018, 1, 1)
    >>> started, came = months_since(start, date(2018, 2, 20)), months_since(start, date(2018, 8, 20))
    >>> came_within(6, started, came), came_within(5.9, started, came)
    (True, False)
    """
    return time <= started + months + _A_MOMENT


def first_day(text: str, *, day_first: bool = True) -> date | None:
    """The first day that a date stands for: a day, a month, a quarter, a half or a year; None where it is no date.

    Parameters
    ----------
    text : str
    day_first : bool
        Whether 03/04/2018 is the third of April; if not it is no date, and 31/03/2018 still is.

    Examples
    --------
    >>> [str(first_day(text)) for text in ("2018-03-15", "2018-03", "2018 Q2", "2018")]
    ['2018-03-15', '2018-03-01', '2018-04-01', '2018-01-01']
    >>> [str(first_day(text)) for text in ("31/03/2018", "Mar-18", "31 March 2018", "Q2 2018", "2018/19")]
    ['2018-03-31', '2018-03-01', '2018-03-31', '2018-04-01', 'None']
    """
    return _span(text, day_first)[0]


def last_day(text: str, *, day_first: bool = True) -> date | None:
    """The last day that a date stands for.

    Examples
    --------
    >>> [str(last_day(text)) for text in ("2018-03-15", "2018-02", "2018 Q2", "H1 2018", "2018", "2018 H3")]
    ['2018-03-15', '2018-02-28', '2018-06-30', '2018-06-30', '2018-12-31', 'None']
    """
    return _span(text, day_first)[1]


def by_day_first(text: str) -> bool:
    """Whether a date was read with the day before the month, where the other way round is a date too."""
    found = _NUMERIC.fullmatch(_without_time(text))
    return found is not None and int(found[1]) <= MONTHS_PER_YEAR and int(found[2]) <= MONTHS_PER_YEAR


def hint_for(text: str) -> str:
    """What to write instead of a text that is no date.

    Examples
    --------
    >>> hint_for("43190"), hint_for("2018/19")
    ('a spreadsheet counts days: this is 2018-03-31', 'for a financial year write 2018-04 to 2019-03')
    """
    text = text.strip()
    if text.isdecimal() and int(text) in SPREADSHEET_DAYS:
        return f"a spreadsheet counts days: this is {date(1899, 12, 30) + timedelta(days=int(text))}"
    year = re.match(r"(?:FY\s*)?(\d{4})\s*[-/]\s*(\d{2,4})", text, re.IGNORECASE)
    if year and int(year[2]) % 100 == (int(year[1]) + 1) % 100:
        return f"for a financial year write {year[1]}-04 to {int(year[1]) + 1}-03"
    if (found := _NUMERIC.fullmatch(text)) and int(found[1]) <= MONTHS_PER_YEAR < int(found[2]) <= 31:
        month_first = f"{_year(found[3])}-{int(found[1]):02d}-{int(found[2]):02d}"
        if (day := first_day(month_first)) is not None:
            return f"the day is read before the month: for {day.day} {day:%B %Y} write {day}"
    if by_day_first(text):
        return "which is the day and which the month? write 2018-03-15"
    return ""


def _span(text: str, day_first: bool) -> tuple[date, date] | tuple[None, None]:
    text = _without_time(text)
    try:
        if found := _ISO.fullmatch(text):
            return _iso(found)
        if found := _PART.fullmatch(text):
            return _part(int(found[2]), found[1])
        if found := _NUMERIC.fullmatch(text):
            return _numeric(found, text, day_first)
        if found := _NAMED.fullmatch(text):
            return _named(found)
    except ValueError:  # there is no such day
        return None, None
    return None, None


def _without_time(text: str) -> str:
    """A date without the midnight that a database writes after it."""
    return re.sub(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?$", "", text.strip())


def _iso(found: re.Match[str]) -> tuple[date, date]:
    year, month, day = (int(found[n]) if found[n] else None for n in (1, 4, 5))
    assert year is not None
    if found[2]:
        return _part(year, found[2])
    if month is None:
        return _months_of(year, 1, MONTHS_PER_YEAR)
    if day is None:
        if found[3] == "/" and month == (year + 1) % 100:
            raise ValueError("2011/12 is a financial year as often as a month")
        return _months_of(year, month, 1)
    return _day(year, month, day)


def _part(year: int, part: str) -> tuple[date, date]:
    """A quarter or a half of a year: Q3, H2."""
    months = 3 if part[0].upper() == "Q" else 6
    return _months_of(year, months * (int(part[1]) - 1) + 1, months)


def _numeric(found: re.Match[str], text: str, day_first: bool) -> tuple[date, date]:
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    if not day_first and by_day_first(text):
        raise ValueError("which is the day?")
    if not day_first and second > MONTHS_PER_YEAR:
        return _day(year, first, second)
    return _day(year, second, first)


def _named(found: re.Match[str]) -> tuple[date, date]:
    month = MONTHS.index(found[2][:3].lower()) + 1  # a ValueError where it is no month
    year = _year(found[3])
    return _day(year, month, int(found[1])) if found[1] else _months_of(year, month, 1)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> tuple[date, date]:
    if year not in YEARS:
        raise ValueError("no year of a contract")
    return date(year, month, day), date(year, month, day)


def _months_of(year: int, month: int, months: int) -> tuple[date, date]:
    if year not in YEARS:
        raise ValueError("no year of a contract")
    last = month + months - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def period(text: str, start: date, *, day_first: bool = True) -> tuple[int, int] | None:
    """The months ``[from, to)`` of a period: a date, two with "to" between them, or a month's number.

    One day stands for the month it falls in.

    Examples
    --------
    >>> start = date(2018, 1, 1)
    >>> [period(text, start) for text in ("2018-03", "2018 Q2", "2018-01 to 2018-06", "7", "soon")]
    [(2, 3), (3, 6), (0, 6), (7, 8), None]
    >>> period("2018-03-31", start)
    (2, 3)
    """
    number = re.fullmatch(r"\s*(\d{1,3})\s*", text)
    if number is not None:
        return int(number[1]), int(number[1]) + 1
    ends = re.split(r"\s+(?:to|-|–)\s+|\.\.", text.strip())
    first, last = first_day(ends[0], day_first=day_first), last_day(ends[-1], day_first=day_first)
    if first is None or last is None or len(ends) > 2:
        return None
    if first == last:
        month = floor(months_since(start, first))
        return month, month + 1
    return month_from(first, start), month_to(last, start)


def month_from(day: date, start: date) -> int:
    """The month that begins on a day, to the nearest."""
    return round(months_since(start, day))


def month_to(day: date, start: date) -> int:
    """The months that have passed when a day is over, to the nearest."""
    return round(months_since(start, day + timedelta(days=1)))


def month_end(start: date, month: int) -> date:
    """The last day of a month of the contract.

    Examples
    --------
    >>> [str(month_end(date(2018, 1, day), month)) for day, month in ((1, 3), (15, 0), (31, 0), (1, 11))]
    ['2018-04-30', '2018-02-14', '2018-02-27', '2018-12-31']
    """
    year, month_of_year = divmod(start.year * MONTHS_PER_YEAR + start.month + month, MONTHS_PER_YEAR)
    length = monthrange(year, month_of_year + 1)[1]
    return date(year, month_of_year + 1, min(start.day, length)) - timedelta(days=1)


def months_in_words(start: date, month_from: int, month_to: int) -> str:
    """The months of a period as an activity would name them.

    Examples
    --------
    >>> months_in_words(date(2012, 4, 1), 0, 3), months_in_words(date(2012, 4, 1), 9, 10)
    ('2012-04 to 2012-06', '2013-01')
    """
    first, last = (start.year * 12 + start.month - 1 + month for month in (month_from, month_to - 1))
    named = [f"{month // 12}-{month % 12 + 1:02d}" for month in (first, max(first, last))]
    return named[0] if first >= last else " to ".join(named)
