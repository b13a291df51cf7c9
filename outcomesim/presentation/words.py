"""Numbers as people read them: pounds, counts, shares and their errors. Knows nothing of contracts or results.

Amounts are in the scenario's currency. What is not defined is shown as an en dash.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import numpy as np

from outcomesim.analysis.precision import Figure
from outcomesim.scenario.quantities import Quantity
from outcomesim.units import MONTHS_PER_YEAR, NEVER

SYMBOLS = {"GBP": "£"}
NOTHING = "–"
MINUS = "−"


def money(amount: float, currency: str = "GBP") -> str:
    """An amount to three figures, as a sentence says it.

    Examples
    --------
    >>> money(1_234_567), money(412_345), money(9_876.4), money(-54.321)
    ('£1.23m', '£412,000', '£9,880', '−£54.30')
    """
    if not np.isfinite(amount):
        return NOTHING
    sign, size = MINUS if amount < 0 else "", abs(amount)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    if size >= 999_500:
        return f"{sign}{symbol}{size / 1e6:,.2f}m"
    rounded = _to_figures(size, 3)
    if rounded == 0:
        return f"{symbol}0"
    return f"{sign}{symbol}{rounded:,.0f}" if rounded >= 100 else f"{sign}{symbol}{rounded:,.2f}"


def brief_money(amount: float, currency: str = "GBP") -> str:
    """An amount in as few characters as tell it apart, for a table or a label.

    Examples
    --------
    >>> brief_money(1_234_567), brief_money(412_345), brief_money(52_737), brief_money(-9_876.4)
    ('£1.23m', '£412k', '£52.7k', '−£9,876')
    """
    symbol = SYMBOLS.get(currency, f"{currency} ")
    sign, size = (MINUS if amount <= -0.5 else ""), abs(amount)
    if size >= 999_500:
        return f"{sign}{symbol}{size / 1e6:,.{2 if size < 9.995e6 else 1}f}m"
    if size >= 9_995:
        return f"{sign}{symbol}{size / 1e3:,.{0 if size >= 99_950 else 1}f}k"
    return f"{sign}{symbol}{size:,.0f}"


def count(value: float) -> str:
    """A number of people or outcomes: whole, or to one decimal below ten.

    Examples
    --------
    >>> count(1_234.4), count(3.21), count(4.0)
    ('1,234', '3.2', '4')
    """
    if not np.isfinite(value):
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 9.95 or float(value).is_integer() else f"{value:,.1f}"


def share(value: float) -> str:
    """A share or a chance as a percentage.

    Examples
    --------
    >>> share(0.123), share(0.004), share(0.0), share(0.0002), share(1.0), share(0.9998)
    ('12%', '0.4%', '0%', 'under 0.1%', '100%', 'over 99.9%')
    """
    if not np.isfinite(value):
        return NOTHING
    if 0 < value < 0.0005:
        return "under 0.1%"
    if 0.9995 < value < 1:
        return "over 99.9%"
    percent = 100 * value
    near_edge = 0 < abs(percent) < 9.95 or 99 < percent < 100
    return f"{percent:.1f}%" if near_edge and round(percent, 1) != round(percent) else f"{percent:.0f}%"


def cell(figure: Figure, unit: str, currency: str = "GBP") -> str:
    """A figure with its error in at most a dozen characters, for a column of a table.

    Examples
    --------
    >>> cell(Figure(1_967_511.0, 2_303.0), "money"), cell(Figure(-154_019.0, 715.0), "money")
    ('£1.97m ±2k', '−£154k ±700')
    >>> cell(Figure(-0.364, 0.01), "share")
    '−36.4% ±1'
    >>> cell(Figure(144.04, 0.37), "count"), cell(Figure(0.123, 0.004), "share"), cell(Figure(0.0, 0.0), "money")
    ('144.0 ±0.4', '12.3% ±0.4', '£0')
    """
    if not figure.defined:
        return NOTHING
    value, error = figure.value, figure.error
    shown = _short(value, unit, currency)
    if not error > 0 or (unit == "money" and error < 0.5):
        return shown
    return f"{shown} ±{_error(error, unit)}"


def _short(value: float, unit: str, currency: str) -> str:
    if unit == "money":
        return brief_money(value, currency)
    sign, size = (MINUS if value < 0 else ""), abs(value)
    if unit == "share":
        return f"{sign}{100 * size:.1f}%" if 0 < size < 1 else f"{sign}{100 * size:.0f}%"
    if unit == "ratio":
        return f"{sign}{size:.3f}"
    return f"{sign}{size:,.0f}" if size >= 1_000 or float(size).is_integer() else f"{sign}{size:.1f}"


def _error(error: float, unit: str) -> str:
    """An error to one figure."""
    size = _to_figures(error * (100 if unit == "share" else 1), 1)
    if size >= 1e6:
        return f"{size / 1e6:.0f}m"
    if size >= 1e3:
        return f"{size / 1e3:.0f}k"
    return f"{size:.0f}" if size >= 1 else (f"{size:g}" if size >= 0.001 else "<0.001")


def _to_figures(size: float, figures: int) -> float:
    return float(f"{size:.{figures - 1}e}")


def number(value: float, figures: int = 4) -> str:
    """A number as somebody assumed it, without exponents.

    Examples
    --------
    >>> number(25_000.0), number(0.0004527), number(2_103_200.0, 6), number(1.0)
    ('25,000', '0.0004527', '2,103,200', '1')
    """
    rounded = _to_figures(value, figures)
    return f"{rounded:,.0f}" if abs(rounded) >= 1_000 else np.format_float_positional(rounded, trim="-")


def believed(quantity: Quantity) -> str:
    """A quantity's value and, where it is uncertain, the interval that holds 90% of what is believed; a word as it is.

    Examples
    --------
    >>> believed(Quantity(1200.0, unit="GBP a month"))
    '1,200 GBP a month'
    """
    if np.isnan(quantity.value):
        return quantity.unit
    unit = f" {quantity.unit}" if quantity.unit else ""
    if quantity.distribution is None:
        return f"{number(quantity.value, 7)}{unit}"
    low, high = quantity.distribution.interval()
    return f"{number(quantity.value)}{unit} (90% between {number(low, 3)} and {number(high, 3)})"


def capital(sentence: str) -> str:
    """The same sentence with a capital first letter, the rest as written."""
    return sentence[:1].upper() + sentence[1:]


def on_date(start: date, months: float) -> str:
    """The calendar date so many months after the start (a part of a month counts in days).

    Examples
    --------
    >>> on_date(date(2018, 1, 31), 1), on_date(date(2018, 1, 1), 17.5), on_date(date(2018, 1, 1), float("inf"))
    ('28 February 2018', '16 June 2019', 'never')
    """
    return _said(_on(start, months)) if np.isfinite(months) else "never"


def _on(start: date, months: float) -> date:
    whole = int(np.floor(months))
    year, month = divmod(start.year * MONTHS_PER_YEAR + start.month - 1 + whole, MONTHS_PER_YEAR)
    length = calendar.monthrange(year, month + 1)[1]
    day = min(start.day, length) + round((months - whole) * length)
    if day > length:
        day, month = day - length, month + 1
        year, month = year + month // MONTHS_PER_YEAR, month % MONTHS_PER_YEAR
    return date(year, month + 1, day)


def _said(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def until_date(start: date, months: float) -> str:
    """The last calendar day of so many months from the start: the day before the next begins.

    Examples
    --------
    >>> until_date(date(2017, 12, 1), 40), until_date(date(2018, 1, 1), 17.5), until_date(date(2018, 1, 1), NEVER)
    ('31 March 2021', '15 June 2019', 'never')
    """
    return on_date(start, months) if months == NEVER else _said(_on(start, months) - timedelta(days=1))
