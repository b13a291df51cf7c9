"""What a row of recorded activity leaves open over dates on which terms count anew: the least and the most of it.

A row says what came in its months, not when. Takes a card and a statement whose ``takes_least`` says which of its rows
make the least of that and which the most; gives prices, and what is left of a sum that is limited time by time. In a
simulation nothing is open, and each is what it is at the statement's own months.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.moving_prices import price_dates
from outcomesim.measurement.statement import Statement
from outcomesim.units import Floats, Ints

_NO_TIME = 1e-12
"""Months; where the service did not run at all there is nothing to pay."""


def dates_within(card: Card, month_from: float, month_to: float) -> tuple[float, ...]:
    """The first of some months, and those within them from which a price or a line's dates are other than before."""
    of_lines = {date for line in card.terms.lines for date in (line.since, line.until) if date is not None}
    dates = {*price_dates((card,), month_to), *of_lines}
    return (month_from, *sorted(date for date in dates if month_from < date < month_to))


def prices_of(card: Card, statement: Statement) -> Floats:
    """What one unit of each item is paid at, (R or 1, K, G) of pence.

    Where it changes within the statement, a month of service is paid at the mean of those in which the service ran, the
    first ones; the rest at the first month's price, or at the least and the most where that is open.
    """
    dates = dates_within(card, statement.month_from, statement.month_to)
    if len(dates) == 1:
        return card.prices(statement.month_from)[None]
    each = np.stack([card.prices(date) * card.in_dates(date)[:, None] for date in dates])  # (N, K, G)
    months = np.diff([*dates, statement.month_to])
    ran = np.clip(statement.running[:, None] - (np.array(dates) - statement.month_from), 0.0, months)  # (R, N)
    evenly = np.tensordot(ran / np.maximum(ran.sum(axis=1, keepdims=True), _NO_TIME), each, axes=1)  # (R, K, G)
    ends = (each[0], each[0]) if statement.takes_least is None else (each.min(axis=0), each.max(axis=0))
    least, most = (np.where(_by_month(card)[:, None], evenly, end) for end in ends)
    if statement.takes_least is None:
        return np.asarray(most)
    return np.asarray(np.where(statement.takes_least[:, None, None], least, most))


def paid_in(card: Card, statement: Statement) -> Ints:
    """Whether an item is paid for in the months of a statement, (K,) of bool: in some where that is open."""
    dates = dates_within(card, statement.month_from, statement.month_to)
    in_each = np.array([card.in_dates(date) for date in dates])  # (N, K)
    in_some = _by_month(card) | (statement.takes_least is not None)
    return np.asarray(np.where(in_some, in_each.any(axis=0), in_each[0]))


def _by_month(card: Card) -> Ints:
    return np.array([item is not None and item.line.per == "month" for item in card.items], dtype=np.bool_)


def left_of_times(rooms: Sequence[Floats | float], takes_least: Ints, *, carried: bool) -> Floats:
    """What is left of a limit time by time for what came in some of these times, (R,) of pence.

    The most is what all of them have left together. The least is that of the time that has least, in which all may
    have come; where what is beyond is carried, that of the last, after which there is none to carry it to.

    Parameters
    ----------
    rooms : sequence of array (R,) or float
        What each of the times has left, in their order.
    takes_least : array (R,) of bool
    carried : bool
    """
    each = np.stack([np.maximum(0.0, room) + np.zeros(len(takes_least)) for room in rooms])
    return np.asarray(np.where(takes_least, each[-1] if carried else each.min(axis=0), each.sum(axis=0)))


def spans(statement: Statement, every: int) -> bool:
    """Whether a statement covers months of several times of so many months each."""
    return statement.month_from // every < (statement.month_to - 1) // every


def in_last_time(amount: Floats, statement: Statement | None, every: int) -> Floats:
    """What of an amount (R, ...) is taken to have come in the last of the times that a statement covers.

    All of it, as far as is known. Where that is open the least of what is still to come is left by all of it, and the
    most by none.
    """
    if statement is None or statement.takes_least is None or not spans(statement, every):
        return amount
    least = statement.takes_least.reshape(-1, *[1] * (amount.ndim - 1))
    return np.where(least, amount, 0.0)
