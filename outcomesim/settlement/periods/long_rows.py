"""Rows over a date on which the terms count anew: a year, a period, a price. What is open then, and what is told of it.

Takes a contract and recorded activity; says which rows are settled at two ends, and gives a sentence for each such row
and for each that one rule settles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.counting import period_counts
from outcomesim.contracts.order.open_within import dates_within
from outcomesim.contracts.steering.dates import goes_by_year
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.statement import Statement
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.units import MONTHS_PER_YEAR, Floats, Ints

if TYPE_CHECKING:
    from outcomesim.settlement.recorded import RecordedStatements


def is_open(contract: WrittenContract, period: Period) -> bool:
    """Whether a row leaves open what it comes to, since prices change or a limit begins anew within its months.

    The least and the most of it are given then. Where terms replace others within a row, or a floor or a cap per person
    stands beside such a change, the row is settled by one rule.
    """
    since, until = period.month_from, period.month_to
    card, payers = contract.version_at(since)
    if until - since < 2 or contract.claim_limit is not None or contract.own_dates or _has_floors(card):
        return False
    if any(contract.version_at(month)[0] is not card for month in range(since, until)):
        return False
    if not period.counts.any() and not any(row.accounts for row in period.rows):
        return False
    years, periods = (since // every < (until - 1) // every for every in (MONTHS_PER_YEAR, card.terms.every_months))
    limited = years and any(cap.over == "year" for cap in card.terms.caps)
    limited |= periods and any(cap.over == "period" for cap in card.terms.caps)
    limited |= years and any(payer.limit_in_year(0) is not None for payer in payers)
    return limited or any(_is_brought(contract, card, k, period) for k in _moving(card, since, until))


def _has_floors(card: Card) -> bool:
    return any(floor.over != "contract" for floor in card.terms.floors)


def _moving(card: Card, since: float, until: float) -> Ints:
    """The items whose price in the statement changes within some months."""
    first, *later = dates_within(card, since, until)
    changes = [(_worth(card, date) != _worth(card, first)).any(axis=1) for date in later]
    return np.flatnonzero(np.any(changes, axis=0)) if changes else np.zeros(0, dtype=np.int64)


def _is_brought(contract: WrittenContract, card: Card, k: int, period: Period) -> bool:
    """Whether a period brings anything of an item."""
    item = card.items[k]
    assert item is not None
    if item.outcome:
        return bool(period.counts[:, :, contract.setting.outcomes.index(item.outcome)].any())
    return any(row.accounts for row in period.rows)


def what_long_rows_leave_open(contract: WrittenContract, recorded: RecordedStatements) -> Iterator[str]:
    """Rows within which a floor closes, a year or period ends that terms look at, or terms or prices change."""
    floors = {s.month_to for s in recorded.statements if s.may_have_come is not None}
    by_year = any(map(goes_by_year, contract.in_force))
    for label, statement in zip(recorded.labels, recorded.statements, strict=True):
        since, until = statement.month_from, statement.month_to
        covers = f"{label} covers months {since} to {until - 1}"
        if any(since < date < until for date in floors):
            yield (
                f"{covers}: in which year or period its claims came is not known, so that what the floor of each adds "
                "is given as the least and the most."
            )
        if statement.takes_least is not None:
            yield (
                f"{covers}, and within them prices change or a limit begins anew: when in it its claims came is not "
                "known, so that the least and the most are given. A row up to each such date would tell."
            )
            continue
        years = (until - 1) // MONTHS_PER_YEAR - since // MONTHS_PER_YEAR
        if years > 0 and statement.verified.any() and by_year:
            yield (
                f"{covers}, parts of {years + 1} contract years: caps, limits and shares for a year take all of it as "
                "of its last month. A row for each year would tell."
            )
        gain = contract.terms.gain_share
        if years > 0 and gain is not None and gain.over == "year":
            yield (
                f"{covers}, parts of {years + 1} contract years: the open book takes what it brought and what it cost "
                "as of its last month. A row for each year would tell."
            )
        card, _ = contract.version_at(since)
        every = card.terms.every_months
        periods = (until - 1) // every - since // every
        if periods > 0 and statement.verified.any() and any(cap.over == "period" for cap in card.terms.caps):
            yield (
                f"{covers}, parts of {periods + 1} periods of {every} months: the cap on one statement is taken once "
                "for all of it, where each period has its own. A row for each would tell."
            )
        change = _change_within(contract, statement)
        if change is not None:
            yield (
                f"{covers}, and prices or terms change with month {change}: all of it is settled as they stood in its "
                "first month. A row up to then and another from then on would tell."
            )


def _change_within(contract: WrittenContract, statement: Statement) -> int | None:
    """The first month within a statement from which something that it counts is paid otherwise; None where none is."""
    since = statement.month_from
    dates = [date for date in contract.statement_months if since < date < statement.month_to]
    if not dates:
        return None
    card, _ = contract.version_at(since)
    for date in dates:
        then, _ = contract.version_at(date)
        counted = period_counts(card, statement).any(axis=0) | period_counts(then, statement).any(axis=0)  # (K, G)
        if counted.any() and (then is not card or (counted & (_worth(then, date) != _worth(card, since))).any()):
            return date
    return None


def _worth(card: Card, month: float) -> Floats:
    """What one unit of each item is paid at, (K, G); nought for what has dates of its own: a block, a fee a month."""
    by_statement = [
        item is not None
        and item.line.per not in ("block", "month")
        and not (item.outcome and item.line.priced_by != "claim")
        for item in card.items
    ]
    return card.prices(month) * (card.in_dates(month) & np.array(by_statement, dtype=np.bool_))[:, None]
