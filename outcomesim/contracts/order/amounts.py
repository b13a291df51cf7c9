"""Amounts on a schedule: what each has grown by since it was last claimed, or fallen.

Takes what a measure reports, gives pence (R,). A measure to date has one amount, which grows. One of a period or a year
has an amount for each window that its reports tell of: a report is noted when it comes and paid for once, when the line
is claimed, however many came since the claim before; behind a gate that is not met, it lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from outcomesim.contracts.order.card import Card, Item
from outcomesim.contracts.order.schedules import meets, schedule_value
from outcomesim.contracts.order.tab import Amount, Calendar, Tab
from outcomesim.measurement.statement import Report, Statement
from outcomesim.scenario.measures import ONE_AMOUNT, Measure
from outcomesim.scenario.pay import PayLine
from outcomesim.units import MONTHS_PER_YEAR, Floats, Ints, to_pence

TO_DATE = 0.0
"""The only window of a measure that has none."""


def gate_met(line: PayLine, statement: Statement) -> Ints:
    """Where the gate of a line, if it has one, is met by now, (R,) of bool."""
    gate = line.only_if
    return np.ones(statement.replications, bool) if gate is None else meets(gate, statement.measure(gate.measure))


def pays_amount(item: Item | None) -> bool:
    """Whether the schedule of an item gives an amount of money."""
    return item is not None and item.line.schedule is not None and item.line.gives == "amount"


def note_amounts(
    card: Card, tab: Tab, statement: Statement, calendar: Calendar, measures: Mapping[str, Measure]
) -> None:
    """Note what each amount comes to by now, in every window that is told of; a report counts within a line's dates."""
    for k, item in enumerate(card.items):
        if item is None or not pays_amount(item):
            continue
        line, measure = item.line, measures.get(item.line.measure)
        if measure is None or measure.window in ONE_AMOUNT:
            _note(tab, k, TO_DATE, _amount(card, line, statement.measure(line.measure)))
            continue
        for report in statement.reports_of(line.measure):
            if calendar.periods_claimed(line, statement.month_from, report.date) > 0:
                _note(tab, k, _window_of(measure, report), _amount(card, line, report.value))


def _note(tab: Tab, k: int, window: float, whole: Floats) -> None:
    """Where nothing is reported, what was reported before stands."""
    known = tab.windows.setdefault(k, {}).setdefault(window, Amount(whole, np.zeros(whole.shape)))
    known.whole = np.where(np.isnan(whole), known.whole, whole)


class Change(NamedTuple):
    """What an amount has changed by since it was last claimed, in all its windows together, (R,) of pence."""

    grown: Floats
    fallen: Floats
    lapsed: Floats


def take_amount(
    card: Card, tab: Tab, k: int, statement: Statement, *, measures: Mapping[str, Measure], in_its_dates: bool
) -> Change:
    """What the amount of an item has grown and fallen by since it was last claimed, and what of it has lapsed.

    It grows where the gate is met. Where it is not, what a window that is over comes to is lost, unless back-dated. A
    year still under way and an amount to date wait: what they come to in the end is not known.
    """
    item = card.items[k]
    assert item is not None
    line, measure = item.line, measures.get(item.line.measure)
    grown, fallen, lapsed = (np.zeros(statement.replications) for _ in range(3))
    met = gate_met(line, statement)
    for at, window in sorted(tab.windows.get(k, {}).items()):
        change = np.nan_to_num(window.whole - window.paid)
        more = np.where(met & in_its_dates, np.maximum(0.0, change), 0.0)
        less = np.maximum(0.0, -change) * line.may_fall
        window.paid = window.paid + more - less
        grown, fallen = grown + more, fallen + less
        if not line.back_dated and _is_over(measure, at, statement.month_to):
            lapsed = lapsed + np.where(met, 0.0, np.maximum(0.0, change))
            window.whole = np.where(met, window.whole, np.nan)
    return Change(grown, fallen, lapsed)


def _is_over(measure: Measure | None, at: float, month: int) -> bool:
    """Whether nothing more comes in a window, by a month: a year has closed, a period whenever it is reported."""
    if measure is None or measure.window in ONE_AMOUNT:
        return False
    return measure.window == "period" or (at + 1) * MONTHS_PER_YEAR <= month


def _amount(card: Card, line: PayLine, measured: Floats) -> Floats:
    """What the schedule of a line gives in pence, (R,); NaN where the measure has not been reported."""
    assert line.schedule is not None
    whole = to_pence(schedule_value(line.schedule, measured) * line.weight * card.terms.price_factor)
    return np.where(np.isnan(measured), np.nan, whole)


def _window_of(measure: Measure, report: Report) -> float:
    """Which of its windows a report tells of: the contract year that it counts up to, or the period that ends there."""
    to = report.counts_to
    return to if measure.window == "period" else max(0, to - 1) // MONTHS_PER_YEAR
