"""The steps that look at several lines together: cap per person, caps, tolerance.

Takes what each item comes to, gives what is left of it. Limits on bare sums are in
:mod:`outcomesim.contracts.order.limits`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.limits import brought_to, cut_to, within_tolerance
from outcomesim.contracts.order.open_within import left_of_times, spans
from outcomesim.contracts.order.tab import Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Cap
from outcomesim.units import MONTHS_PER_YEAR, Floats, Ints, to_pence, whole_pence


def held_back(card: Card, tab: Tab, net: Floats, due: Ints, month: float) -> Floats:
    """What the cap per person takes off each item, (R, K, G): pro rata between items and segments of one outcome.

    Below nought where it gives back: claims that had taken of the cap are lost, or taken off, since. What is still to
    be taken off later claims comes off that first.
    """
    held = np.zeros(net.shape)
    if not tab.withheld.any():
        return held
    worth = _worth(card, month)
    for line in np.flatnonzero(tab.withheld.any(axis=0)):
        items = card.paid_on_outcomes[card.outcome_of == line]
        if items.size == 0:
            continue  # what waits is claimed when these terms have ended
        there = net[:, items].reshape(len(net), -1)
        taken = np.clip(tab.withheld[:, line], 0.0, there.sum(axis=1))
        parts = brought_to(there, taken)
        still_off = np.sum(np.maximum(0.0, -tab.waiting[:, items]) * worth[items], axis=(1, 2))
        given_back = np.maximum(0.0, whole_pence(-tab.withheld[:, line] - still_off)) * due[items].any()
        if given_back.any():
            so_far = tab.owed[:, items].reshape(there.shape)
            by = np.where(np.any(there, axis=1, keepdims=True), there, so_far)
            parts = parts - brought_to(_or_to_the_first(by), given_back)
        held[:, items] = parts.reshape(len(net), len(items), -1)
        tab.withheld[:, line] -= taken - given_back
    _off_other_lines(card, tab, net, held)
    return held


def _off_other_lines(card: Card, tab: Tab, net: Floats, held: Floats) -> None:
    """Add to what is held back (R, K, G) what a line cannot bear of which as much is taken off (``less``) as comes.

    A person may have been paid for another line what the cap leaves her, and claim and lose one of this.
    """
    capped = card.paid_on_outcomes
    for line in {int(card.outcome_of[n]) for n, k in enumerate(capped) if card.items[k].line.less}:
        waits = tab.waiting[:, capped[card.outcome_of == line]].max(axis=(1, 2)) > 0
        there = (net[:, capped] - held[:, capped]).reshape(len(net), -1)
        taken = np.where(waits, 0.0, np.clip(tab.withheld[:, line], 0.0, there.sum(axis=1)))
        held[:, capped] += brought_to(there, taken).reshape(len(net), len(capped), -1)
        tab.withheld[:, line] -= taken


def _worth(card: Card, month: float) -> Floats:
    """What a claim of each item counts for under the cap, (K, G) of pence."""
    return card.prices(month) * (1 - card.deducted)


def _or_to_the_first(parts: Floats) -> Floats:
    """Parts by which something is shared out: those of each row (R, N), or the first of them where all are nought."""
    shared = parts.copy()
    shared[:, 0] = np.where(parts.any(axis=1), parts[:, 0], 1.0)
    return shared


def withheld_of(card: Card, statement: Statement, withheld: Floats, lost: Floats, of_all: Floats) -> Floats:
    """What of sums held back by the cap per person (R, L) was held back from claims that are lost, not paid.

    The share of the lost claims (R, K, G) in all of their outcome, by value: whose they are is not known. Nothing where
    the statement has left them out already.
    """
    gone = np.zeros(withheld.shape)
    if statement.gates_left_out or not withheld.any():
        return gone
    worth = _worth(card, statement.month_from)[None]
    for line in np.flatnonzero(withheld.any(axis=0)):
        items = card.paid_on_outcomes[card.outcome_of == line]
        lost_worth, all_worth = ((part * worth)[:, items].sum(axis=(1, 2)) for part in (lost, of_all))
        share = np.divide(lost_worth, all_worth, out=np.zeros(len(withheld)), where=all_worth > 0)
        gone[:, line] = whole_pence(withheld[:, line] * np.clip(share, 0.0, 1.0))
    return gone


def capped(
    card: Card, tab: Tab, net: Floats, caps: Iterable[Cap], statement: Statement
) -> tuple[Floats, list[tuple[Cap, Floats]]]:
    """Apply caps one after another; what a cap that carries its excess cuts is kept for the next statement."""
    cuts = []
    for cap in caps:
        under = card.named(cap.lines)
        left = _left_within(cap, card, tab, statement)
        there = net[:, under]
        kept = cut_to(there.reshape(len(net), -1), left).reshape(there.shape)
        cut = np.zeros(net.shape)
        cut[:, under] = there - kept
        net = net - cut
        if cap.excess == "carried":
            tab.carried += cut
        cuts.append((cap, cut))
    return net, cuts


def _left_within(cap: Cap, card: Card, tab: Tab, statement: Statement) -> Floats:
    """What is left of a cap for what a statement brings, (R,): the least and the most where that is open."""
    left, every = left_of_cap(cap, card, tab), {"year": MONTHS_PER_YEAR, "period": card.terms.every_months}
    if statement.takes_least is None or cap.over not in every or not spans(statement, every[cap.over]):
        return left
    first, last = statement.month_from // every[cap.over], (statement.month_to - 1) // every[cap.over]
    before = _spent(cap, card, *tab.before_it(cap.over, first))
    if cap.over == "year" and cap.unused == "carried":
        by_then = to_pence(sum(cap.in_year(year) for year in range(first + 1)))
        at_first = by_then - _spent(cap, card, *tab.so_far("contract"))
        return np.where(statement.takes_least, np.minimum(left, at_first), left)
    most = [to_pence(cap.in_year(time) if cap.over == "year" else cap.amount) for time in range(first, last + 1)]
    rooms = [most[0] - before, *most[1:]]
    return left_of_times(rooms, statement.takes_least, carried=cap.excess == "carried")


def left_of_cap(cap: Cap, card: Card, tab: Tab) -> Floats:
    """What is left of a cap, (R,): what other terms paid on lines of the same name counts, and all where it names none.

    What floors added counts where the cap is over all lines.
    """
    most, over = cap.in_year(tab.year) if cap.over == "year" else cap.amount, cap.over
    if cap.over == "year" and cap.unused == "carried":  # what earlier years left is this one's to use
        most, over = sum(cap.in_year(year) for year in range(tab.year + 1)), "contract"
    return np.asarray(to_pence(most) - _spent(cap, card, *tab.so_far(over)))


def _spent(cap: Cap, card: Card, owed: Floats, floors: Floats) -> Floats:
    """What counts towards a cap of what is owed, (R, K, G), and of what floors added, (R,)."""
    of_these = [not cap.lines or bool({*key} & {*cap.lines}) for key in card.keys]
    return np.asarray(np.sum(owed[:, of_these], axis=(1, 2)) + (0.0 if cap.lines else floors))


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
