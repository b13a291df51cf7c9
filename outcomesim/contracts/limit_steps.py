"""The steps that look at several lines together: cap per person, caps, tolerance, floors.

Takes what each item comes to, gives what is left of it. Limits on bare sums are in :mod:`outcomesim.contracts.limits`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from outcomesim.contracts.card import Card
from outcomesim.contracts.limits import brought_to, cut_to, made_up_to, within_tolerance
from outcomesim.contracts.tab import Calendar, Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Cap
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, Ints, to_pence


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
    """What was left of a cap before this statement, (R,); what floors added counts where it is over all lines."""
    if cap.over == "period":
        return np.full(len(tab.owed), float(to_pence(cap.amount)))
    most = cap.amount if cap.over == "contract" else cap.in_year(tab.year)
    this_year = cap.over == "year" and cap.unused == "lost"
    if cap.over == "year" and not this_year:
        most = sum(cap.in_year(year) for year in range(tab.year + 1))
    owed, floors = (tab.owed_this_year, tab.floors_this_year) if this_year else (tab.owed, tab.floors)
    spent = np.sum(owed[:, card.named(cap.lines)], axis=(1, 2)) + (0.0 if cap.lines else floors)
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


def floors_added(card: Card, tab: Tab, net: Floats, statement: Statement, calendar: Calendar) -> Floats:
    """What floors add now, (R,): a period's at once, a year's and the contract's when they close; no cap is passed."""
    added = np.zeros(len(net))
    last = statement.month_to >= calendar.last
    for floor in card.terms.floors:
        closes = {"period": True, "year": statement.month_to % MONTHS_PER_YEAR == 0 or last, "contract": last}
        if not closes[floor.over] or statement.month_to == 0:
            continue
        paid = {
            "period": net.sum(axis=(1, 2)),
            "year": tab.owed_this_year.sum(axis=(1, 2)) + tab.floors_this_year,
            "contract": tab.owed.sum(axis=(1, 2)) + tab.floors,
        }[floor.over]
        more = made_up_to(paid + (added if floor.over == "period" else 0.0), float(to_pence(floor.amount)))
        more = np.minimum(more, _room_under_caps(card, tab, net.sum(axis=(1, 2)) + added))
        added = added + more
        tab.floors = tab.floors + more
        tab.floors_this_year = tab.floors_this_year + more
    return added


def _room_under_caps(card: Card, tab: Tab, paid_now: Floats) -> Floats:
    """What the caps on everything leave of the period, the year and the contract, (R,)."""
    room = np.full(paid_now.shape, NEVER)
    for cap in card.terms.caps:
        if cap.over != "person" and not cap.lines:
            room = np.minimum(room, _left_of(cap, card, tab) - (paid_now if cap.over == "period" else 0.0))
    return np.asarray(np.maximum(0.0, room))
