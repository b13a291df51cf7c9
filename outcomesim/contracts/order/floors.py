"""Floors: the least that is paid in a period, a year or in all, made up when its time closes.

Takes what is owed by now, gives what floors add, (R,). Where one row of recorded activity covers the end of such a
time, it is not known what of the row came before that date. Then the floor is made up there as if nothing had, or it
waits for the row and asks only for what the row leaves open: the most and the least that it can add.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.limit_steps import left_of_cap
from outcomesim.contracts.order.limits import made_up_to
from outcomesim.contracts.order.tab import Calendar, OpenFloor, Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Floor
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, Ints, to_pence


def floors_added(card: Card, tab: Tab, statement: Statement, calendar: Calendar, owed: Floats) -> Floats:
    """What floors add now, (R,): each when its time closes, the shortest first; no cap is passed.

    All are closed with the last statement: claims that come late open no time anew. Nor does a time that begins
    once the service has been stopped before its time: nothing is made up in it.

    Parameters
    ----------
    owed : array (R,)
        What the statement itself brought, less what is paid back.
    """
    added, since = np.zeros(statement.replications), tab.closed_to
    if since >= calendar.last:
        return added
    months = {"period": card.terms.every_months, "year": MONTHS_PER_YEAR, "contract": calendar.last}
    for floor in sorted(card.terms.floors, key=lambda floor: months[floor.over]):
        closes = calendar.closes(months[floor.over], since, statement.month_to)
        more = _made_up(floor, tab, statement, owed + added, closes=closes)
        if statement.stopped_at is not None and floor.over != "contract":
            more = np.where(statement.stopped_at <= _begins(statement, months[floor.over]), 0.0, more)
        for cap in (cap for cap in card.terms.caps if cap.over != "person" and not cap.lines):
            more = np.minimum(more, np.maximum(0.0, left_of_cap(cap, card, tab)))
        tab.note_floor(more)
        added = added + more
    tab.closed_to = max(tab.closed_to, statement.month_to)
    return added


def _begins(statement: Statement, months: int) -> int:
    """The month in which the time begins that a statement, or a date, closes."""
    return (statement.month_to - 1) // months * months


def _made_up(floor: Floor, tab: Tab, statement: Statement, brought: Floats, *, closes: bool) -> Floats:
    """What one floor adds: in its own time where that closes, and in the times that closed before within a row."""
    on_lines, by_floors = tab.so_far(floor.over)
    least, paid = float(to_pence(floor.amount)), on_lines.sum(axis=(1, 2)) + by_floors
    paid = paid - tab.came_before.get(floor.over, 0.0)
    short = made_up_to(paid, least) if closes else np.zeros(paid.shape)
    if statement.covers_no_months:
        return short if statement.may_have_come is None else _within_a_row(floor, tab, short, statement.may_have_come)
    before = tab.open_floors.pop(floor.over, None)
    if before is None:
        return short
    came_before = np.minimum(before.waiting, brought)
    tab.came_before[floor.over] = came_before
    if closes:
        short = made_up_to(paid - came_before, least)
        # the most is made up where all of the row came in the time that asked for least
        elsewhere = made_up_to(paid - brought, least) - np.minimum(brought, before.smallest)
        short = np.where(before.smallest < NEVER, np.maximum(short, elsewhere), short)
    return before.waiting - came_before + short


def _within_a_row(floor: Floor, tab: Tab, short: Floats, may_have_come: Ints) -> Floats:
    """What a floor adds at a date within a row: all that it is short of, or nothing yet."""
    before = tab.open_floors.get(floor.over) or OpenFloor.none(len(short))
    tab.open_floors[floor.over] = OpenFloor(
        waiting=before.waiting + np.where(may_have_come, short, 0.0),
        smallest=np.where(may_have_come, NEVER, np.minimum(before.smallest, short)),
    )
    return np.where(may_have_come, 0.0, short)
