"""Claims beyond a repeat limit of people whom totals do not tell apart: the fewest and the most.

Takes periods of recorded activity, a contract and what is known of the people behind them; gives the claims beyond each
limit at the end at which least is paid and at that at which most is. Whoever the people are, what is paid for them lies
between. The cap per person is in :mod:`outcomesim.settlement.persons.capped_totals`, the arithmetic in
:mod:`outcomesim.settlement.persons.bounds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.contracts.written import WrittenContract
from outcomesim.settlement.persons.bounds import (
    LEAST_PAID,
    MOST_PAID,
    beyond_at_the_least,
    beyond_at_the_most,
    extreme_path,
)
from outcomesim.settlement.persons.people_of_totals import People
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.units import NEVER, Floats, Ints

ENDS = (LEAST_PAID, MOST_PAID)


@dataclass(frozen=True)
class Known:
    """Totals as they are paid: people, and what each period pays for their claims.

    Parameters
    ----------
    contract : WrittenContract
    people : People
    items : tuple of tuple of Item or None
        What the terms of each period pay for, (P, K).
    values : array (P, K, G) of pence
        What a claim counts for under the cap; nought where it is lost.
    limits : array (P, K)
        How many claims of one person are paid for; infinity where as many as there are.
    """

    contract: WrittenContract
    people: People
    items: tuple[tuple[Item | None, ...], ...]
    values: Floats
    limits: Floats

    @classmethod
    def of(cls, contract: WrittenContract, periods: Sequence[Period], people: People, lost: Ints) -> Known:
        """What is known of some periods; ``lost`` (P known by, P, K) says whose claims gates lose."""
        items, values, limits = [], [], []
        for p, period in enumerate(periods):
            card, _ = contract.version_at(period.month_from)
            items.append(card.items)
            values.append(card.item_values(period.month_from) * ~lost[-1, p][:, None])
            limits.append([
                NEVER if item is None or item.line.claims_per_person is None else item.line.claims_per_person
                for item in card.items
            ])  # fmt: skip
        return cls(contract, people, tuple(items), np.array(values, dtype=np.float64), np.array(limits))

    def line(self, k: int) -> int:
        """The outcome that an item pays for; -1 where it pays for none."""
        return int(self.contract.card.lines_of_items[k])

    def taken_off(self, p: int, k: int) -> Floats:
        """What is to be taken off an item by the terms of a period, to date, (P + 1, Q, G)."""
        item = self.items[p][k]
        if item is None or not item.outcome:
            return np.zeros(self.people.claims.shape[:3])
        return self.people.taken_off(item, self.contract.setting.outcomes)

    def beyond(self, k: int, at: int, limit: float, off: Floats | None = None) -> tuple[Floats, Floats]:
        """The least and the most of an item's claims to a date that can be beyond a limit, (Q, G) each.

        Where nobody counted the people, no claim is taken as more than any line pays for. ``off`` (Q, G) is taken off.
        """
        line = self.line(k)
        counts, counted = self.people.claims[at, ..., line], self.people.counted[at, ..., line]
        of_one = self.people.most_of_one(line, 0, at)
        least, most = np.zeros(counts.shape), np.zeros(counts.shape)
        for cell, count in np.ndenumerate(counts):
            people = float(counted[cell])
            if people > 0:
                taken = 0.0 if off is None else float(off[cell])
                least[cell] = beyond_at_the_least(count, people=people, limit=limit, off=taken)
            each = of_one if people > 0 else min(of_one, self._paid_at_most(line, at))
            most[cell] = beyond_at_the_most(count, people=people, limit=limit, each=each)
        return least, most

    def _paid_at_most(self, line: int, at: int) -> float:
        """How many claims of one person any line has paid for by a date."""
        mine = [k for k in range(self.limits.shape[1]) if self.line(k) == line]
        paid = [self.limits[p, k] for p in range(max(1, at)) for k in mine if self.items[p][k] is not None]
        return max(paid, default=NEVER)


def beyond_of_totals(known: Known) -> Floats:
    """Claims beyond a repeat limit in each period, (P, 2, G, K): so that the least is paid, and so that the most is."""
    periods, items, groups = known.values.shape
    out = np.zeros((periods, 2, groups, items))
    for k in range(items):
        for since, until in terms_alike(known, k):
            limit = float(known.limits[since, k])
            dates, taken_off = slice(since, until + 1), known.taken_off(since, k)
            beyond = np.stack([known.beyond(k, at, limit, taken_off[at]) for at in range(since, until + 1)], axis=1)
            claims, off = known.people.claims[dates, ..., known.line(k)], taken_off[dates]
            for q, g in np.ndindex(claims.shape[1:]):
                least, most = beyond[:, :, q, g]
                left = claims[:, q, g] - off[:, q, g]
                for end in ENDS:
                    within = _within(
                        (left - most, left - least), np.diff(claims[:, q, g]), known.values[since:until, k, g],
                        end=end, as_paid=not off[:, q, g].any(),
                    )  # fmt: skip
                    out[since:until, end, g, k] += np.diff(left - within)
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _within(ends: tuple[Floats, Floats], claims: Floats, values: Floats, *, end: int, as_paid: bool) -> Floats:
    """The claims within a limit to each date, (N + 1,), by which least or most is paid for them.

    Paid for are as many as there ever were: where others are taken off, later claims make up for it before any of them
    is paid.

    Parameters
    ----------
    ends : (array, array) of (N + 1,)
        The fewest and the most that can be within it to date, less what is taken off.
    claims, values : array (N,)
        How many come from date to date, and what one is paid then.
    end : LEAST_PAID or MOST_PAID
    as_paid : bool
        Whether nothing is taken off, so that as many are within it as are paid for.
    """
    fewest, most = (np.maximum.accumulate(np.maximum(0.0, of)) for of in ends)
    paid_for = extreme_path((fewest, most), (np.zeros(len(claims)), claims), values, most=end == MOST_PAID)
    if as_paid:
        return paid_for
    falling = ends[0] if end == LEAST_PAID else np.minimum(paid_for, ends[1])
    return np.where(np.diff(paid_for, prepend=0.0) > 0, paid_for, falling)


def terms_alike(known: Known, k: int) -> Iterator[tuple[int, int]]:
    """From which period to before which an item has one limit of claims a person."""
    limits = known.limits[:, k]
    edges = [0, *(np.flatnonzero(np.diff(np.nan_to_num(limits, posinf=-1.0))) + 1).tolist(), len(limits)]
    for since, until in pairwise(edges):
        if limits[since] < NEVER:
            yield since, until
