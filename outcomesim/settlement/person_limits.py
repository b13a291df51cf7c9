"""What limits for each person take of recorded claims: exact by person, between two ends by totals.

Takes periods of recorded activity and a contract's limits; gives the claims beyond a repeat limit and the pence that a
cap per person holds back. The arithmetic of the two ends is in :mod:`outcomesim.settlement.bounds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.card import Item
from outcomesim.contracts.written import WrittenContract
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.bounds import (
    beyond_at_the_least,
    beyond_at_the_most,
    heaped,
    withheld_at_the_least,
    withheld_at_the_most,
)
from outcomesim.settlement.capped_people import held_back_of_people
from outcomesim.settlement.dates import came_within
from outcomesim.units import NEVER, Floats, Ints

UNLIMITED = 1e9


@dataclass(frozen=True)
class Period:
    """The rows of one period, and what is counted in it.

    Parameters
    ----------
    label : str
    month_from, month_to : int
    rows : tuple of Row
    counts : array (1, G, L), or (2, G, L) where it is open whose claims some are
    people : array (G, L), or None
        With at least one claim, as far as they were counted.
    """

    label: str
    month_from: int
    month_to: int
    rows: tuple[Row, ...]
    counts: Floats
    people: Floats | None

    def account(self, name: str) -> float:
        """What an account comes to in the period."""
        return sum(row.accounts.get(name, 0.0) for row in self.rows)


def repeat_limits(contract: WrittenContract) -> Floats:
    """The most claims of each outcome that a person may make, (L,)."""
    limits = np.full(len(contract.setting.outcomes), UNLIMITED)
    for item in contract.card.items:
        if item is not None and item.outcome and item.line.claims_per_person is not None:
            line = contract.setting.outcomes.index(item.outcome)
            limits[line] = min(limits[line], item.line.claims_per_person)
    return limits


def beyond_limit(contract: WrittenContract, periods: Sequence[Period], activity: Activity) -> Floats:
    """Claims beyond the repeat limit in each period, (P, R, G, K): exact by person, else the most and the least.

    What is taken off (``less``) is taken off first: what it leaves of a person's claims is held against the limit.
    """
    shape = (len(contract.setting.segments), len(contract.card.keys))
    if activity.by_person:
        untils = [*(period.month_to for period in periods[:-1]), NEVER]
        by_period = [
            sum((beyond_of_person(contract, row, period.month_from, until) for row in activity.rows), np.zeros(shape))
            for period, until in zip(periods, untils, strict=True)
        ]
        return np.stack(by_period)[:, None]
    by_line = (shape[0], len(contract.setting.outcomes))
    to_date, people = np.zeros(by_line), np.zeros(by_line)
    before = np.zeros((2, *shape))
    out = np.zeros((len(periods), 2, *shape))
    for p, period in enumerate(periods):
        to_date = to_date + period.counts[-1]
        people = people + (0 if period.people is None else period.people)
        now = before.copy()
        for k, item in _limited(contract, period.month_from):
            off_now = _taken_off(contract, item, period.counts[-1])
            ends = _beyond_of_totals(contract, item, to_date, people)
            now[0, :, k], now[1, :, k] = np.maximum(ends, [before[0, :, k], before[1, :, k] - off_now])
        out[p], before = now - before, now
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _limited(contract: WrittenContract, month: float) -> Iterator[tuple[int, Item]]:
    """The items that a person may claim only so often, by the terms of a month, with their places."""
    card, _ = contract.version_at(month)
    for k, item in enumerate(card.items):
        if item is not None and item.outcome and item.line.claims_per_person is not None:
            yield k, item


def _taken_off(contract: WrittenContract, item: Item, counts: Floats) -> Floats:
    """What of counts (G, L) is taken off those of an item, (G,)."""
    return np.asarray(counts[:, [contract.setting.outcomes.index(other) for other in item.line.less]].sum(axis=1))


def _beyond_of_totals(contract: WrittenContract, item: Item, to_date: Floats, people: Floats) -> Floats:
    """The most and the least of the claims of an item to date that can be beyond its limit, (2, G)."""
    line, limit = contract.setting.outcomes.index(item.outcome), float(item.line.claims_per_person or 0.0)
    ends = np.zeros((2, len(to_date)))
    for g, off in enumerate(_taken_off(contract, item, to_date).tolist()):
        count, known = float(to_date[g, line]), float(people[g, line])
        if known == 0 and count > 0:
            known = count  # nobody was counted: each claim is another person's
        ends[0, g] = beyond_at_the_most(count, people=known, limit=limit)
        ends[1, g] = beyond_at_the_least(count, people=known, limit=limit, off=off)
    return ends


def beyond_of_person(contract: WrittenContract, row: Row, month_from: float, until: float) -> Floats:
    """One person's claims from a month on and before another that are more than a person may make, (G, K).

    Below nought where claims that were beyond it before are within it now, because others are taken off.
    """
    segments = contract.setting.segments
    beyond = np.zeros((len(segments), len(contract.card.keys)))
    for k, item in _limited(contract, month_from):
        limit = float(item.line.claims_per_person or 0.0)
        for segment in {segment for _, segment in row.counts}:
            before, by_now = (_left_of_person(row, item, segment, month) for month in (month_from, until))
            g = segments.index(segment) if segment else 0
            beyond[g, k] += max(0.0, by_now - limit) - max(0.0, before - limit)
    return beyond


def _left_of_person(row: Row, item: Item, segment: str, until: float) -> float:
    """A person's claims of an item before a month, less what is taken off; without dates they are all in the last."""
    window = item.line.within_months

    def made(outcome: str) -> float:
        number = row.counts.get((outcome, segment), 0.0)
        times = row.times.get(outcome)
        if times is None or not number:
            return number if until == NEVER else 0.0
        if window is not None and row.started is not None:
            came = ((time, time if row.achieved is None else row.achieved) for time in times)
            times = tuple(time for time, on in came if came_within(window[1], row.started, on))
        return float(sum(time < until for time in times))

    return made(item.outcome) - sum(made(other) for other in item.line.less)


def by_outcome(contract: WrittenContract, of_items: Floats) -> Floats:
    """The most of the items that pay for each outcome, (..., G, K) to (..., G, L)."""
    out = np.zeros((*of_items.shape[:-1], len(contract.setting.outcomes)))
    for k, (_, outcome) in enumerate(contract.card.keys):
        if outcome:
            line = contract.setting.outcomes.index(outcome)
            out[..., line] = np.maximum(out[..., line], of_items[..., k])
    return out


def held_back(
    contract: WrittenContract, periods: Sequence[Period], activity: Activity, beyond: Floats, lost: Ints
) -> Floats:
    """What the cap per person holds back in each period, (P, R, L) of pence: exact by person, else bounds.

    By person it is below nought where claims that had taken of the cap are lost, or taken off (``less``), since.

    Parameters
    ----------
    contract : WrittenContract
    periods : sequence of Period
    activity : Activity
    beyond : array (P, R, G, K)
        Claims beyond the repeat limit: they are not paid, and so not held back either.
    lost : array (P known by, P, K) of bool
        Items that lose the claims of a period before the cap is come to, as known by each period.
    """
    beyond = by_outcome(contract, beyond)
    lines = len(contract.setting.outcomes)
    if contract.claim_limit is None or contract.claim_values is None:
        return np.zeros((len(periods), 1, lines))
    if activity.by_person:
        return held_back_of_people(contract, periods, activity.rows, lost)
    limit, at_prices = float(contract.claim_limit), dict[bytes, _AtPrices]()
    before, out = np.zeros(2), np.zeros((len(periods), 2, lines))
    there = _people_at_most(periods)
    for p, period in enumerate(periods):
        values = np.asarray(contract.claim_values_at(period.month_from), dtype=np.float64)  # (G, L)
        some, all_ = (_paid_for(contract, lost[-1, p], any_or_all) for any_or_all in (any, all))  # (L,)
        told = at_prices.setdefault(values.tobytes(), _AtPrices.none(values))
        told.counts += period.counts[-1] * some
        told.people += 0 if period.people is None else period.people * some
        told.paid += (period.counts[-1] - beyond[p, -1] - _off_lines(contract, period)) * all_
        now = np.maximum(before, _withheld_by(contract, tuple(at_prices.values()), people=there, limit=limit))
        left = np.maximum(period.counts[-1] - beyond[p], 0.0)  # (R, G, L)
        worth = np.broadcast_to((left * values).sum(axis=1) * some, (2, lines))
        in_all = worth.sum(axis=1, keepdims=True)
        taken = np.minimum(now - before, in_all[:, 0])  # what is more waits for later claims
        share = np.divide(worth, in_all, out=np.zeros(worth.shape), where=in_all > 0)
        upto = np.rint(taken[:, None] * np.cumsum(share, axis=1))  # (2, L): parts add up to the penny
        out[p] = np.diff(upto, axis=1, prepend=0.0)
        before = before + taken
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _off_lines(contract: WrittenContract, period: Period) -> Floats:
    """What is taken off the counts of a period at the most, by the line it is taken off, (G, L)."""
    off = np.zeros((len(contract.setting.segments), len(contract.card.keys)))
    for k, item in enumerate(contract.version_at(period.month_from)[0].items):
        if item is not None and item.outcome:
            off[:, k] = _taken_off(contract, item, period.counts[-1])
    return by_outcome(contract, off)


def _paid_for(contract: WrittenContract, lost: Ints, any_or_all: Callable[[Iterable[bool]], bool]) -> Ints:
    """The outcomes for which some item, or every one, keeps its claims, (L,) of bool."""
    outcomes = contract.setting.outcomes
    kept = [[not lost[k] for k, (_, of) in enumerate(contract.card.keys) if of == outcome] for outcome in outcomes]
    return np.array([any_or_all(items) for items in kept], dtype=np.bool_)


def _people_at_most(periods: Sequence[Period]) -> float:
    """How many people there can have been: those taken on, or without limit where that is not recorded."""
    started = sum(period.account("attachments") for period in periods)
    if not started:
        return NEVER
    counted = [period.people.sum(axis=0).max(initial=0.0) for period in periods if period.people is not None]
    return float(max(started, *counted, 0.0))


@dataclass
class _AtPrices:
    """What has been claimed to date at one set of prices, (G, L): all of it, by whom, and what is surely paid for."""

    values: Floats
    counts: Floats
    people: Floats
    paid: Floats

    @classmethod
    def none(cls, values: Floats) -> _AtPrices:
        return cls(values, np.zeros(values.shape), np.zeros(values.shape), np.zeros(values.shape))


def _withheld_by(contract: WrittenContract, at_prices: Sequence[_AtPrices], *, people: float, limit: float) -> Floats:
    """The most and the least that a cap holds back of all to date, (2,): claims heaped on few people, or spread evenly.

    Claims of one outcome at two prices are heaped as if they were of two: the same people may have both.
    """
    limits = repeat_limits(contract)
    each = np.where(limits >= UNLIMITED, NEVER, limits)
    heaped_up = 0.0
    for g in range(len(contract.setting.segments)):
        cells = [
            (float(told.values[g, line]), heaped(told.counts[g, line], each=each[line], people=told.people[g, line]))
            for told in at_prices for line in range(len(each))
        ]  # fmt: skip
        heaped_up += withheld_at_the_most([heap for _, heap in cells], np.array([v for v, _ in cells]), limit=limit)
    paid, values = (np.concatenate([of.ravel() for of in all_]) for all_ in
                    ([told.paid for told in at_prices], [told.values for told in at_prices]))  # fmt: skip
    return np.array([heaped_up, withheld_at_the_least(np.maximum(paid, 0.0), values, people=people, limit=limit)])
