"""The order of working: from what a statement brings to what is owed for each line, step by step.

    count, months after the start, repeat limit, gate, price at its date, volume, deduction, line schedule,
    cap per person (oldest claim first), caps on lines, tolerance, caps on a period, a year and the contract, floors,
    money back, service credits

Takes a :class:`~outcomesim.contracts.order.card.Card` and statements in their order, gives :class:`Worked`: what each
step did to each item, so that a settlement can say it in sentences and a simulation can add it up. Simulated and
recorded activity pass through the same steps. Retention, payers and dates follow in
:mod:`outcomesim.contracts.paying.dividing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.contracts.order import limit_steps as limits
from outcomesim.contracts.order import line_steps as lines
from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.floors import floors_added
from outcomesim.contracts.order.service_credits import Credited, credited
from outcomesim.contracts.order.tab import Calendar, Tab
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Cap
from outcomesim.units import Floats, whole_pence


@dataclass(frozen=True)
class Worked:
    """What each step of the working did, (R, K, G); counts, then pence.

    Parameters
    ----------
    card : Card
    brought : counts that the period brought
    after_run_off : of those, claims that came later than the run-off after a stop
    outside : of those, claims that came too soon or too late after the start
    beyond_limit : claims more than a person may make
    gated : counts that a gate that was not met cost for good
    count : counts that were priced
    gross : count times price
    by_volume : what later claims at another share of the price change it by
    deducted : taken off for what would have happened anyway
    scheduled : what a line's schedule changed it by
    lapsed : array (R, K)
        What of an amount on a measure a gate that was not met cost for good.
    held_back : what the cap per person held back
    cuts : tuple of (Cap, array)
        What each cap cut, in the order they were applied.
    tolerated : what was added because a shortfall was within tolerance
    owed : what is owed, after every cap and service credit
    floor : array (R,)
        What floors added.
    credits : tuple of (ServiceCredit, array (R,))
        What each service credit took off what was owed, and off what floors added.
    back : what is paid back of amounts that have fallen
    """

    card: Card
    brought: Floats
    after_run_off: Floats
    outside: Floats
    beyond_limit: Floats
    gated: Floats
    count: Floats
    gross: Floats
    by_volume: Floats
    deducted: Floats
    scheduled: Floats
    lapsed: Floats
    held_back: Floats
    cuts: tuple[tuple[Cap, Floats], ...]
    tolerated: Floats
    owed: Floats
    floor: Floats
    back: Floats
    credits: tuple[Credited, ...] = ()

    @property
    def credited(self) -> Floats:
        """What service credits took off, (R,)."""
        return np.asarray(sum((amount for _, amount in self.credits), np.zeros(self.floor.shape)))

    @classmethod
    def nothing(cls, card: Card, replications: int) -> Worked:
        """What is worked where nothing is claimed."""
        cells = np.zeros((replications, len(card.keys), len(card.segments)))
        return cls(
            card=card, brought=cells, after_run_off=cells, outside=cells, beyond_limit=cells, gated=cells, count=cells,
            gross=cells, by_volume=cells, deducted=cells, scheduled=cells, lapsed=cells[..., 0], held_back=cells,
            cuts=(), tolerated=cells, owed=cells, floor=np.zeros(replications), back=cells,
        )  # fmt: skip

    @property
    def cut(self) -> Floats:
        """What all caps but the one per person cut for good, (R,)."""
        lost = [by.sum(axis=(1, 2)) for cap, by in self.cuts if cap.excess == "lost"]
        return np.asarray(sum(lost, np.zeros(self.floor.shape)))

    def by_outcome(self) -> Floats:
        """What is owed for each outcome line, (R, L) of pence."""
        paid = np.zeros((self.owed.shape[0], len(self.card.outcomes)))
        owed = self.owed.sum(axis=2)  # (R, K)
        np.add.at(paid.T, self.card.outcome_of, owed[:, self.card.paid_on_outcomes].T)
        return paid


def work(card: Card, tab: Tab, statement: Statement, calendar: Calendar, measures: Mapping[str, Measure]) -> Worked:
    """Work one statement through, and remember in the tab what later ones need."""
    every = card.terms.every_months
    tab.open_times_of(statement, every)
    if statement.covers_no_months:
        return _worked_on_a_date(card, tab, statement, calendar)
    brought, outside, beyond = lines.counted(card, tab, statement, calendar)
    months = statement.month_from, statement.month_to
    due = np.array([item is not None and calendar.claimed(item.line, *months, every) for item in card.items])
    count, gated = lines.claimed(card, tab, statement, due)
    gross = lines.priced(card, tab, statement, calendar, count, due)
    by_volume = lines.by_volume(card, tab, count, gross)
    deducted = whole_pence((gross + by_volume) * lines.deducted_shares(card, statement))
    net = gross + by_volume - deducted
    scheduled = lines.scheduled(card, tab, statement, calendar, measures=measures, net=net, due=due)
    off_amounts = lines.deducted_from_amounts(card, statement, scheduled)
    deducted = deducted + off_amounts
    asked = net + scheduled - off_amounts
    held_back = limits.held_back(card, tab, asked, due, statement.month_from)

    net, on_lines = limits.capped(
        card, tab, asked - held_back + tab.take_carried(card), _caps_on_lines(card), statement
    )
    made_up = limits.tolerated(card, net, due)
    owed, on_all = limits.capped(card, tab, made_up, _caps_on_all(card), statement)
    back = lines.paid_back(card, tab)
    tab.note_owed(owed - back, statement)
    floor = floors_added(card, tab, statement, calendar, (owed - back).sum(axis=(1, 2)))
    off, off_floor, each = credited(card, statement, owed, floor)
    tab.credited = tab.credited + off
    tab.note_claimed(card, statement.month_to, due)
    return Worked(
        card=card, brought=brought, after_run_off=np.zeros_like(brought), outside=outside, beyond_limit=beyond,
        gated=gated, count=count, gross=gross, by_volume=by_volume, deducted=deducted, scheduled=scheduled,
        lapsed=tab.lapsed, held_back=held_back, cuts=(*on_lines, *on_all), tolerated=made_up - net, owed=owed - off,
        floor=floor - off_floor, back=back, credits=tuple(each),
    )  # fmt: skip


def work_apart(
    card: Card, tab: Tab, statement: Statement, calendar: Calendar, measures: Mapping[str, Measure]
) -> Worked:
    """Work one statement through lines apart from the contract's own: what is owed beneath it, or by its holder.

    They do not share in its limits for a person.
    """
    own = replace(statement, withheld=np.zeros_like(statement.withheld), beyond_limit=None)
    return work(card, tab, own, calendar, measures)


def _worked_on_a_date(card: Card, tab: Tab, statement: Statement, calendar: Calendar) -> Worked:
    """What a date brings with which nothing is claimed: floors that close by then."""
    nothing = Worked.nothing(card, statement.replications)
    return replace(nothing, floor=floors_added(card, tab, statement, calendar, nothing.floor))


def _caps_on_lines(card: Card) -> list[Cap]:
    return [cap for cap in card.terms.caps if cap.lines and cap.over != "person"]


def _caps_on_all(card: Card) -> list[Cap]:
    """From the shortest time to the longest."""
    on_all = [cap for cap in card.terms.caps if not cap.lines]
    return [cap for over in ("period", "year", "contract") for cap in on_all if cap.over == over]
