"""What one person claimed: a number, the dates of her claims, or why a cell is neither.

Takes the text of a cell of a file with a row for each person. It knows no price.
"""

from __future__ import annotations

import re
from datetime import date

from outcomesim.settlement.activity import Row
from outcomesim.settlement.reading.cells import HOW_TO_WRITE_A_NUMBER, Kind, Wrong, number_in
from outcomesim.settlement.reading.dates import SPREADSHEET_DAYS, first_day, hint_for, last_day, months_since
from outcomesim.settlement.reading.headings import WHEN, WHO, Column

NEITHER = "this is neither a number of claims nor dates of claims"
HOW_TO_WRITE_DATES = "write 1, or 2018-03-15, or 2018-03-15; 2018-05-02 for two"
IN_ITS_PERIOD = "Rows say a person and a period: claims without a date stand in the last month of the period."


def claims_in(text: str, kind: Kind, start: date, *, day_first: bool) -> tuple[float, ...] | float | Wrong | None:
    """One person's claims or units in a cell: a number, or the months of their dates; None for a dash.

    Examples
    --------
    >>> start = date(2018, 1, 15)
    >>> [claims_in(text, "claims", start, day_first=True) for text in ("2", "2018-02-15; 2018-03-15", "2018-01")]
    [2.0, (1.0, 2.0), (0.0,)]
    >>> claims_in("2017-12-31", "claims", start, day_first=True).rule
    'no claim comes before the contract, which starts on 15 January 2018'
    >>> claims_in("43191", "claims", start, day_first=True).hint, claims_in("43191", "units", start, day_first=True)
    ('a spreadsheet counts days: this is 2018-04-01', 43191.0)
    """
    dates = _dates(text, start, day_first)
    if dates is not None:
        return dates
    return _number_of_claims(text) if kind == "claims" else number_in(text, kind)


def _dates(text: str, start: date, day_first: bool) -> tuple[float, ...] | Wrong | None:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    days = [first_day(part, day_first=day_first) for part in parts]
    if not days or any(day is None for day in days) or not re.search(r"\d[-/. ]\w|[a-z]", text, re.IGNORECASE):
        return None
    over = [last_day(part, day_first=day_first) for part in parts]
    if any(day is not None and day < start for day in over):
        rule = f"no claim comes before the contract, which starts on {start:%d %B %Y}"
        return Wrong(rule, "correct the date, or the start of the contract")
    # a month is written for all of its days, and may begin before the contract does
    return tuple(max(0.0, months_since(start, day)) for day in days if day is not None)


def _number_of_claims(text: str) -> float | Wrong | None:
    plain = text.replace(",", "").strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", plain) and int(plain[:5]) in SPREADSHEET_DAYS:
        return Wrong(f"no one person claims an outcome {int(plain[:5]):,} times", hint_for(plain[:5]))
    value = number_in(text, "claims")
    if isinstance(value, Wrong) and value.hint == HOW_TO_WRITE_A_NUMBER:
        hints = (hint_for(part) for part in text.split(";"))
        return Wrong(NEITHER, next((hint for hint in hints if hint), HOW_TO_WRITE_DATES))
    return value


def in_its_period(row: Row) -> Row:
    """A person's row with what has no date in the last month of its period: what a period brings is known at its end.

    Examples
    --------
    >>> row = Row(2, "A", 3, 6, person="A", counts={("home", ""): 2.0})
    >>> in_its_period(row).times
    {'home': (5.0, 5.0)}
    """
    undated = {name: number for (name, _), number in row.counts.items() if name not in row.times}
    times = {name: (float(row.month_to - 1),) * round(number) for name, number in undated.items()}
    return row.with_times_of_period(times)


def not_by_period(column: Column, text: str) -> Wrong | None:
    """Why a cell has no place in a row of a person and a period; None where it has one."""
    if column.kind not in ("count", "unknown", "stopped", *WHEN, *WHO):
        hint = "write it in a file with a row for each person, or for each period"
        return Wrong("by person and period there are claims and units alone", hint)
    units = number_in(text, "units")
    if column.kind == "count" and isinstance(units, float) and units != int(units):
        return Wrong("of a person and a period units are counted whole", f"did you mean {round(units)}?")
    return None
