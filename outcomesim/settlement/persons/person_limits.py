"""The periods of recorded activity, and how often each person may claim: what of her claims is beyond that.

Takes rows about people and a contract's limits. What totals leave open is in
:mod:`outcomesim.settlement.persons.limits_of_totals`, the cap per person in
:mod:`outcomesim.settlement.persons.capped_people`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.contracts.written import WrittenContract
from outcomesim.settlement.activity import Row
from outcomesim.settlement.reading.dates import came_within
from outcomesim.units import NEVER, Floats

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


def beyond_of_people(contract: WrittenContract, periods: Sequence[Period], rows: Sequence[Row]) -> Floats:
    """Claims beyond the repeat limit in each period, (P, 1, G, K).

    What is taken off (``less``) is taken off first: what it leaves of a person's claims is held against the limit.
    """
    nothing = np.zeros((len(contract.setting.segments), len(contract.card.keys)))
    untils = [*(period.month_to for period in periods[:-1]), NEVER]
    by_period = [
        sum((beyond_of_person(contract, row, period.month_from, until) for row in rows), nothing)
        for period, until in zip(periods, untils, strict=True)
    ]
    return np.stack(by_period)[:, None]


def _limited(contract: WrittenContract, month: float) -> Iterator[tuple[int, Item]]:
    """The items that a person may claim only so often, by the terms of a month, with their places."""
    card, _ = contract.version_at(month)
    for k, item in enumerate(card.items):
        if item is not None and item.outcome and item.line.claims_per_person is not None:
            yield k, item


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
