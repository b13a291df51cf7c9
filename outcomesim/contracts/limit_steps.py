"""The steps that look at several lines together: cap per person, caps, tolerance, floors, service credits.

Takes what each item comes to, gives what is left of it. Limits on bare sums are in :mod:`outcomesim.contracts.limits`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from outcomesim.contracts.card import Card
from outcomesim.contracts.limits import brought_to, cut_to, made_up_to, within_tolerance
from outcomesim.contracts.schedules import schedule_value
from outcomesim.contracts.tab import Calendar, Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Cap, Schedule, ServiceCredit
from outcomesim.units import MONTHS_PER_YEAR, Floats, Ints, to_pence, whole_pence


def held_back(card: Card, tab: Tab, net: Floats) -> Floats:
    """What the cap per person takes off each item, (R, K, G): pro rata between items and segments of one outcome."""
    held = np.zeros(net.shape)
    if not tab.withheld.any():
        return held
    for line in np.flatnonzero(tab.withheld.any(axis=0)):
        items = card.paid_on_outcomes[card.outcome_of == line]
        if items.size == 0:
            tab.withheld[:, line] = 0.0
            continue
        there = net[:, items].reshape(len(net), -1)
        taken = np.minimum(tab.withheld[:, line], there.sum(axis=1))
        held[:, items] = brought_to(there, taken).reshape(len(net), len(items), -1)
        tab.withheld[:, line] -= taken
    return held


def capped(card: Card, tab: Tab, net: Floats, caps: Iterable[Cap]) -> tuple[Floats, list[tuple[Cap, Floats]]]:
    """Apply caps one after another; what a cap that carries its excess cuts is kept for the next statement."""
    cuts = []
    for cap in caps:
        under = card.named(cap.lines)
        left = _left_of(cap, card, tab)
        there = net[:, under]
        kept = cut_to(there.reshape(len(net), -1), left).reshape(there.shape)
        cut = np.zeros(net.shape)
        cut[:, under] = there - kept
        net = net - cut
        if cap.excess == "carried":
            tab.carried += cut
        cuts.append((cap, cut))
    return net, cuts


def _left_of(cap: Cap, card: Card, tab: Tab) -> Floats:
    """What is left of a cap, (R,): what other terms paid on lines of the same name counts, and all where it names none.

    What floors added counts where the cap is over all lines.
    """
    most, over = cap.in_year(tab.year) if cap.over == "year" else cap.amount, cap.over
    if cap.over == "year" and cap.unused == "carried":  # what earlier years left is this one's to use
        most, over = sum(cap.in_year(year) for year in range(tab.year + 1)), "contract"
    owed, floors = tab.so_far(over)
    of_these = [not cap.lines or bool({*key} & {*cap.lines}) for key in card.keys]
    spent = np.sum(owed[:, of_these], axis=(1, 2)) + (0.0 if cap.lines else floors)
    return np.asarray(to_pence(most) - spent)


def tolerated(card: Card, net: Floats, due: Ints) -> Floats:
    """Each line made up to what was expected of it where it falls short by no more than its tolerance, (R, K, G)."""
    for line in card.terms.lines:
        if line.tolerance is None:
            continue
        of_line = np.array([item is not None and item.line == line for item in card.items]) & due
        if not of_line.any():
            continue
        there = net[:, of_line].reshape(len(net), -1)
        expected = float(to_pence(line.tolerance.expected * card.terms.price_factor))
        wanted = within_tolerance(there.sum(axis=1), expected=expected, share=line.tolerance.share)
        net = net.copy()
        net[:, of_line] = brought_to(there, wanted).reshape(net[:, of_line].shape)
    return net


def floors_added(card: Card, tab: Tab, statement: Statement, calendar: Calendar) -> Floats:
    """What floors add now, (R,): each when its time closes, the shortest first; no cap is passed."""
    added = np.zeros(statement.replications)
    months = {"period": card.terms.every_months, "year": MONTHS_PER_YEAR, "contract": calendar.last}
    for floor in sorted(card.terms.floors, key=lambda floor: months[floor.over]):
        if not calendar.closes(months[floor.over], statement.month_from, statement.month_to):
            continue
        owed, so_far = tab.so_far(floor.over)
        more = made_up_to(owed.sum(axis=(1, 2)) + so_far, float(to_pence(floor.amount)))
        for cap in (cap for cap in card.terms.caps if cap.over != "person" and not cap.lines):
            more = np.minimum(more, np.maximum(0.0, _left_of(cap, card, tab)))
        tab.note_floor(more)
        added = added + more
    return added


def credited(card: Card, statement: Statement, owed: Floats, floor: Floats) -> tuple[Floats, Floats, list[Credited]]:
    """What service credits take off each item, (R, K, G), off what floors added, (R,), and each of them in all, (R,).

    ``round(share * owed)`` for each, no more of one item than is owed for it, and together no more than the share of
    everything that they are held to; what is beyond is cut pro rata.
    """
    terms, rows = card.terms, len(floor)
    everything = np.concatenate([owed.reshape(rows, -1), floor[:, None]], axis=1)  # (R, K * G + 1)
    if not terms.service_credits:
        return np.zeros(owed.shape), np.zeros(rows), []
    asked = np.stack([_asked(credit, card, statement, everything) for credit in terms.service_credits])  # (C, R, N)
    for n in range(everything.shape[1]):
        asked[:, :, n] = cut_to(asked[:, :, n].T, everything[:, n]).T
    most = whole_pence(everything.sum(axis=1) * terms.service_credits_at_most)
    flat = cut_to(asked.transpose(1, 0, 2).reshape(rows, -1), most)
    taken = flat.reshape(rows, len(asked), -1)  # (R, C, N)
    each = [(credit, taken[:, c].sum(axis=1)) for c, credit in enumerate(terms.service_credits)]
    off = taken.sum(axis=1)
    return off[:, :-1].reshape(owed.shape), off[:, -1], each


Credited = tuple[ServiceCredit, Floats]
"""A service credit, and what it took off with a statement, (R,)."""


def _asked(credit: ServiceCredit, card: Card, statement: Statement, everything: Floats) -> Floats:
    """What one credit would take off everything that is owed, (R, N)."""
    turned = tuple((at, -share) for at, share in credit.schedule.points)  # so that the smaller share stands at an edge
    schedule = Schedule(credit.schedule.kind, turned, credit.schedule.nothing_below)
    share = np.clip(-schedule_value(schedule, statement.measure(credit.measure)), 0.0, 1.0)
    groups = len(card.segments)
    of_these = np.append(np.repeat(card.named(credit.lines), groups), not credit.lines)
    return np.asarray(whole_pence(everything * of_these * share[:, None]))
