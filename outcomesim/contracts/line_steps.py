"""The steps of each line: gate, price at its date, deduction, schedule.

Takes the counts that wait in a tab, gives what each item comes to before any limit. It knows no cap and no payer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from outcomesim.contracts.card import Card, Item
from outcomesim.contracts.counting import beyond_repeat_limit, dated_prices, period_counts
from outcomesim.contracts.schedules import meets, schedule_value
from outcomesim.contracts.tab import Calendar, Tab, block_up_to
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import PayLine
from outcomesim.units import NEVER, PENCE, Floats, Ints, to_pence, whole_pence


def in_time(card: Card, statement: Statement) -> Floats:
    """1 for the items that are paid in this period, by their dates, (K,)."""

    def paid(item: Item | None) -> bool:
        if item is None:
            return False
        since, until = item.line.since or 0.0, NEVER if item.line.until is None else item.line.until
        return since <= statement.month_from < until

    return np.array([paid(item) for item in card.items], dtype=np.float64)


def counted(card: Card, tab: Tab, statement: Statement) -> tuple[Floats, Floats]:
    """What the period brings for each item, and what of it is beyond the repeat limit; the rest waits in the tab."""
    brought = period_counts(card, statement) * in_time(card, statement)[None, :, None]
    beyond = beyond_repeat_limit(card, statement, tab.counted) * (brought != 0)
    within = brought - beyond
    tab.counted += within
    tab.waiting += within
    dated = dated_prices(card, statement)
    if dated is not None:
        tab.priced += dated * within
    tab.withheld += statement.withheld
    return brought, beyond


def _waits(item: Item, statement: Statement) -> Ints:
    """Where the measure that a line goes by has not been reported, (R,) of bool: it waits until it is."""
    names = [item.line.measure] if item.line.schedule else []
    return np.isnan(sum((statement.measure(name) for name in names), np.zeros(statement.replications)))


def claimed(card: Card, tab: Tab, statement: Statement, due: Ints) -> tuple[Floats, Floats]:
    """The counts that are claimed now, and those that a gate costs for good; both leave what is waiting."""
    count, gated = np.zeros(tab.waiting.shape), np.zeros(tab.waiting.shape)
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        ready = ~_waits(item, statement)
        gate = item.line.only_if
        met = np.ones(ready.shape, bool) if gate is None else meets(gate, statement.measure(gate.measure))
        now = np.maximum(tab.waiting[:, k], 0.0)
        count[:, k] = np.where((ready & met)[:, None], now, 0.0)
        if gate is not None and not item.line.back_dated:
            gated[:, k] = np.where(met[:, None], 0.0, now)
        tab.waiting[:, k] -= count[:, k] + gated[:, k]
    return count, gated


def priced(card: Card, tab: Tab, statement: Statement, calendar: Calendar, count: Floats, due: Ints) -> Floats:
    """Count times price, in whole pence; a block is a part of its price, and a missing referral is one fewer."""
    gross: Floats = whole_pence(count * card.prices(statement.month_from))
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        line = item.line
        if item.outcome and line.priced_by != "claim":
            gross[:, k] = whole_pence(np.where(count[:, k] > 0, tab.priced[:, k], 0.0))
            tab.priced[:, k] = np.where(count[:, k] > 0, 0.0, tab.priced[:, k])
        elif line.schedule is not None and line.gives == "price":
            price = schedule_value(line.schedule, statement.measure(line.measure)) * card.terms.price_factor * PENCE
            gross[:, k] = whole_pence(count[:, k] * price[:, None])
        elif line.per == "missing referral":
            missing = np.maximum(0.0, line.guaranteed - count[:, k].sum(axis=1))
            gross[:, k] = 0.0
            gross[:, k, 0] = whole_pence(missing * card.prices(statement.month_from)[k].max(initial=0.0))
        elif line.per == "block":
            gross[:, k, 0] = _block(card, line, statement, calendar, tab, count[:, k, 0])
    return gross


def _block(card: Card, line: PayLine, statement: Statement, calendar: Calendar, tab: Tab, ran: Floats) -> Floats:
    """The part of a block price for the months claimed, pro rata to the time the service ran, (R,)."""
    price = float(to_pence((line.amount or 0.0) * card.terms.price_factor))
    first = tab.claimed_to.get(line.name, int(line.since or 0))
    planned = calendar.planned_running(first, statement.month_to)
    if planned <= 0:
        return np.zeros(ran.shape)
    months = calendar.service_months
    part = block_up_to(price, statement.month_to, months) - block_up_to(price, first, months)
    return np.asarray(whole_pence(part * (ran / planned)))


def deducted_shares(card: Card, statement: Statement) -> Floats:
    """The share deducted from each item: as agreed, or as a measure reports it, (R or 1, K, G)."""
    shares = card.deducted[None]
    for k, item in enumerate(card.items):
        for deduction in item.line.deductions if item else ():
            if deduction.measure:
                reported = np.clip(np.nan_to_num(statement.measure(deduction.measure)), 0.0, 1.0)
                where: Any = card.segments.index(deduction.segment) if deduction.segment else slice(None)
                shares = np.repeat(shares, len(reported), axis=0) if len(shares) != len(reported) else shares.copy()
                shares[:, k, where] = reported[:, None] if where == slice(None) else reported
    return shares


def scheduled(
    card: Card, tab: Tab, statement: Statement, measures: Mapping[str, Measure], net: Floats, due: Ints
) -> Floats:
    """What the schedule of each line changes it by, (R, K, G): an amount, a price for its count, a share of it."""
    change = np.zeros(net.shape)
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        line = item.line
        if line.per == "capital due" and statement.capital_due is not None:
            change[:, k, 0] = statement.capital_due
        if line.schedule is None:
            continue
        value = schedule_value(line.schedule, statement.measure(line.measure))
        if line.gives == "share of the line":
            change[:, k] = whole_pence(net[:, k] * value[:, None]) - net[:, k]
        elif line.gives == "amount":
            change[:, k, 0] = _amount(card, tab, k, line, measures, value, statement)
    return change


def _amount(
    card: Card, tab: Tab, k: int, line: PayLine, measures: Mapping[str, Measure], value: Floats, statement: Statement
) -> Floats:
    """An amount by schedule where the gate is met: what it has grown by, or all of it for a measure of each period."""
    gate = line.only_if
    open_now = np.ones(value.shape, bool) if gate is None else meets(gate, statement.measure(gate.measure))
    whole = to_pence(value * line.weight * card.terms.price_factor)
    each_period = line.measure in measures and measures[line.measure].window in ("period", "year")
    before = 0.0 if each_period else tab.amounts[:, k]
    owed = np.where(open_now, np.maximum(0.0, whole - before), 0.0)
    tab.amounts[:, k] += owed
    return owed
