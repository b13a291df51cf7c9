"""The steps of each line: gate, price at its date, deduction, schedule.

Takes the counts that wait in a tab, gives what each item comes to before any limit. It knows no cap and no payer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from outcomesim.contracts.order.amounts import gate_met, note_amounts, pays_amount, take_amount
from outcomesim.contracts.order.card import Card, Item
from outcomesim.contracts.order.counting import beyond_repeat_limit, dated_prices, outside_window, period_counts
from outcomesim.contracts.order.limit_steps import withheld_of
from outcomesim.contracts.order.open_within import paid_in, prices_of
from outcomesim.contracts.order.schedules import schedule_value, worth_of_volume
from outcomesim.contracts.order.tab import Calendar, Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import PayLine
from outcomesim.units import PENCE, Floats, Ints, to_pence, whole_pence


def counted(card: Card, tab: Tab, statement: Statement, calendar: Calendar) -> tuple[Floats, Floats, Floats]:
    """What the period brings, what of it came outside the months that are paid for, and what is beyond a repeat limit.

    The rest waits in the tab.
    """
    paid_now = paid_in(card, statement)[None, :, None]
    brought = period_counts(card, statement) * paid_now
    outside = outside_window(card, statement) * paid_now
    beyond = beyond_repeat_limit(card, statement, tab.counted) * paid_now
    beyond = np.where(outside > 0, np.minimum(beyond, np.maximum(0.0, brought - outside)), beyond)
    within = brought - outside - beyond
    tab.counted += within
    tab.waiting += within
    dated = dated_prices(card, statement)
    if dated is not None:
        tab.priced += dated * within
    for k, item in enumerate(card.items):
        if item is not None and item.line.per == "block" and paid_now[0, k, 0]:
            tab.priced[:, k, 0] += _part_of_block(card, item.line, statement, calendar)
    paid_for = np.isin(np.arange(tab.withheld.shape[1]), card.outcome_of)
    tab.withheld += statement.withheld * paid_for
    return brought, outside, beyond


def _part_of_block(card: Card, line: PayLine, statement: Statement, calendar: Calendar) -> Floats:
    """The part of a block price that falls in the period, pro rata to the time the service ran, (R,)."""
    price = float(to_pence((line.amount or 0.0) * card.terms.price_factor))
    part, planned = calendar.part_of_block(line, price, statement.month_from, statement.month_to)
    if planned <= 0:
        return np.zeros(statement.replications)
    return np.asarray(whole_pence(part * np.minimum(1.0, statement.running / planned)))


def _waits(item: Item, statement: Statement) -> Ints:
    """Where the measure that a line goes by has not been reported, (R,) of bool: it waits until it is."""
    names = [item.line.measure] if item.line.schedule else []
    return np.isnan(sum((statement.measure(name) for name in names), np.zeros(statement.replications)))


def claimed(card: Card, tab: Tab, statement: Statement, due: Ints) -> tuple[Floats, Floats]:
    """The counts that are claimed now, and those that a gate costs for good; both leave what is waiting."""
    count, gated = np.zeros(tab.waiting.shape), np.zeros(tab.waiting.shape)
    there = np.maximum(tab.waiting, 0.0)
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        ready = ~_waits(item, statement)
        met = gate_met(item.line, statement)
        now = np.maximum(tab.waiting[:, k], 0.0)
        count[:, k] = np.where((ready & met)[:, None], now, 0.0)
        if not item.line.back_dated:
            gated[:, k] = np.where(met[:, None], 0.0, now)
            tab.priced[:, k] = np.where(gated[:, k] > 0, 0.0, tab.priced[:, k])
        tab.waiting[:, k] -= count[:, k] + gated[:, k]
    tab.withheld -= withheld_of(card, statement, tab.withheld, gated, there)
    return count, gated


def priced(card: Card, tab: Tab, statement: Statement, calendar: Calendar, count: Floats, due: Ints) -> Floats:
    """Count times price, in whole pence; what was priced when it came, and referrals that are missing."""
    gross: Floats = whole_pence(count * prices_of(card, statement))
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        line = item.line
        if line.per == "block" or (item.outcome and line.priced_by != "claim"):
            gross[:, k] = whole_pence(np.where(count[:, k] > 0, tab.priced[:, k], 0.0))
            tab.priced[:, k] = np.where(count[:, k] > 0, 0.0, tab.priced[:, k])
        elif line.schedule is not None and line.gives == "price":
            price = schedule_value(line.schedule, statement.measure(line.measure)) * card.terms.price_factor * PENCE
            gross[:, k] = whole_pence(count[:, k] * price[:, None])
        elif line.per == "missing referral":
            gross[:, k] = 0.0
            missing = _missing(line, tab, statement, calendar, count[:, k].sum(axis=1))
            gross[:, k, card.first_column[k]] = whole_pence(missing * card.prices(statement.month_from)[k].max())
    return gross


def _missing(line: PayLine, tab: Tab, statement: Statement, calendar: Calendar, referred: Floats) -> Floats:
    """Referrals fewer than were guaranteed for the periods claimed, while the line and the service run, (R,)."""
    first = tab.claimed_to.get(line.name, 0)
    periods = calendar.periods_claimed(line, first, min(statement.month_to, calendar.service_months))
    promised = gate_met(line, statement)
    if statement.stopped_at is not None:
        promised = promised & (statement.stopped_at > first)
    return np.where(promised, np.maximum(0.0, line.guaranteed * periods - referred), 0.0)


def by_volume(card: Card, tab: Tab, count: Floats, gross: Floats) -> Floats:
    """What the volume of each line changes it by, (R, K, G): later claims at another share of the price.

    ``share = (worth(before + now) - worth(before)) / now``, the claims of a statement all alike.
    """
    change = np.zeros(gross.shape)
    for line in (line for line in card.terms.lines if line.volume is not None):
        assert line.volume is not None
        of_line = np.array([item is not None and item.line == line for item in card.items])
        volumes = tab.volumes if line.volume.over == "contract" else tab.volumes_this_year
        now = count[:, of_line].sum(axis=(1, 2))
        before = volumes.get(line.name, np.zeros(now.shape))
        volumes[line.name] = before + now
        worth = worth_of_volume(line.volume, before + now) - worth_of_volume(line.volume, before)
        share = np.divide(worth, now, out=np.ones(now.shape), where=now > 0)
        there = gross[:, of_line]
        change[:, of_line] = whole_pence(there * share[:, None, None]) - there
    return change


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


def deducted_from_amounts(card: Card, statement: Statement, given: Floats) -> Floats:
    """What is deducted from amounts that lines are given, (R, K, G): of a schedule, or of what capital is due."""
    by_amount = np.array([pays_amount(item) or bool(item and item.line.per == "capital due") for item in card.items])
    return np.asarray(whole_pence(given * deducted_shares(card, statement) * by_amount[None, :, None]))


def scheduled(
    card: Card,
    tab: Tab,
    statement: Statement,
    calendar: Calendar,
    *,
    measures: Mapping[str, Measure],
    net: Floats,
    due: Ints,
) -> Floats:
    """What the schedule of each line changes it by, (R, K, G): an amount, a price for its count, a share of it."""
    change = np.zeros(net.shape)
    note_amounts(card, tab, statement, calendar, measures)
    deducted = deducted_shares(card, statement)
    tab.fallen, tab.lapsed = np.zeros(tab.fallen.shape), np.zeros(tab.lapsed.shape)
    for k, item in enumerate(card.items):
        if item is None or not due[k]:
            continue
        line = item.line
        in_its_dates = calendar.periods_claimed(line, tab.claimed_to.get(line.name, 0), statement.month_to) > 0
        if line.per == "capital due" and statement.capital_due is not None and in_its_dates:
            change[:, k, 0] = np.where(gate_met(line, statement), statement.capital_due, 0.0)
        if line.schedule is None:
            continue
        if line.gives == "share of the line":
            value = schedule_value(line.schedule, statement.measure(line.measure))
            change[:, k] = whole_pence((net + change)[:, k] * value[:, None]) - net[:, k]
        elif line.gives == "amount":
            amount = take_amount(card, tab, k, statement, measures=measures, in_its_dates=in_its_dates)
            first = card.first_column[k]
            change[:, k, first] += amount.grown
            tab.fallen[:, k] = whole_pence(amount.fallen * (1 - deducted[:, k, first]))  # as it was paid
            before = sum((window.paid for window in tab.windows.get(k, {}).values()), -amount.grown)
            tab.stands[:, k] = whole_pence(before * (1 - deducted[:, k, first]))
            tab.lapsed[:, k] = amount.lapsed
    return change


def paid_back(card: Card, tab: Tab) -> Floats:
    """What is paid back of amounts that have fallen, (R, K, G): nought where none may fall.

    ``min(what it has fallen by, what was paid beyond what it comes to now)``: where a cap left some of it unpaid, less
    comes back.
    """
    back = np.zeros(tab.owed.shape)
    for k in (k for k, item in enumerate(card.items) if pays_amount(item)):
        first = card.first_column[k]
        paid = (tab.owed - tab.credited)[:, k, first]
        back[:, k, first] = np.clip(paid - tab.stands[:, k], 0.0, tab.fallen[:, k])
    return back
