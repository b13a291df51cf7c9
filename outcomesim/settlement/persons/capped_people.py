"""What the cap per person holds back of claims recorded person by person: exact, claim by claim.

Takes periods of recorded activity, a contract and what gates have lost by each period; gives pence by period and line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.contracts.order.moving_prices import price_ages
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.person_cap import cap_in_turn
from outcomesim.settlement.activity import Row
from outcomesim.settlement.reading.dates import came_within
from outcomesim.units import NEVER, Floats, Ints

if TYPE_CHECKING:
    from outcomesim.settlement.persons.person_limits import Period


def held_back_of_people(
    contract: WrittenContract, periods: Sequence[Period], rows: Sequence[Row], lost: Ints
) -> Floats:
    """What is held back by the end of each period, less what was by the one before, (P, 1, L) of pence.

    ``lost`` (P known by, P, K) says which items lose the claims of a period, as known by each.
    """
    tallied: dict[bytes, Floats] = {}  # most often the same is lost whenever it is asked
    by_now = np.zeros((len(periods), 1, len(contract.setting.outcomes)))
    for p, known in enumerate(lost):
        if known.tobytes() not in tallied:
            tallied[known.tobytes()] = _withheld_of_people(contract, periods, rows, known)
        by_now[p, 0] = tallied[known.tobytes()][: p + 1].sum(axis=0)
    return np.diff(by_now, axis=0, prepend=0.0)


def _withheld_of_people(
    contract: WrittenContract, periods: Sequence[Period], rows: Sequence[Row], lost: Ints
) -> Floats:
    """What is held back of each person's claims, by the period they are of, (P, L)."""
    assert contract.claim_limit is not None
    out = np.zeros((len(periods), len(contract.setting.outcomes)))
    for row in rows:
        claims = list(_claims_of(contract, periods, row, lost))
        held = cap_in_turn([pence for _, _, pence in claims], contract.claim_limit)
        for (p, line, _), amount in zip(claims, held, strict=True):
            out[p, line] += amount
    return out


def _claims_of(
    contract: WrittenContract, periods: Sequence[Period], row: Row, lost: Ints
) -> Iterator[tuple[int, int, int]]:
    """One person's claims, oldest first: their period, outcome line and pence at the price of their own day.

    What is taken off an item is a claim below nought of it; what is lost (P, K), or beyond a limit, is not there.
    """
    counted: dict[tuple[int, int], float] = {}
    for time, k, g, p, one in sorted(_made_of(contract, periods, row)):
        item = contract.version_at(periods[p].month_from)[0].items[k]
        assert item is not None
        before = counted.get((k, g), 0.0)
        counted[k, g] = before + one
        limit = NEVER if item.line.claims_per_person is None else item.line.claims_per_person
        if not lost[p, k] and max(before, counted[k, g]) <= limit:
            line = contract.setting.outcomes.index(item.outcome)
            worth = _worth(contract, row, item, k, month=periods[p].month_from, made=time)[g, line]
            yield p, line, round(one * float(worth))


def _made_of(
    contract: WrittenContract, periods: Sequence[Period], row: Row
) -> Iterator[tuple[float, int, int, int, float]]:
    """When each claim of one person was made, of which item and segment, in which period, and how much of one it is.

    Units (days, points) may be parts of one. What is taken off an item is below nought.
    """
    segments = contract.setting.segments
    for (outcome, segment), number in row.counts.items():
        g = segments.index(segment) if segment else 0
        for time, part in _one_by_one(row.times.get(outcome), number, last=float(periods[-1].month_to)):
            p = next((p for p, period in enumerate(periods) if time < period.month_to), len(periods) - 1)
            for k, item in enumerate(contract.version_at(periods[p].month_from)[0].items):
                if item is not None and item.outcome == outcome:
                    yield time, k, g, p, part
                elif item is not None and item.outcome and outcome in item.line.less:
                    yield time, k, g, p, -part


def _one_by_one(times: Sequence[float] | None, number: float, *, last: float) -> Iterator[tuple[float, float]]:
    """When claims were made, one by one, and how much of one each is; all of them in the last month without dates."""
    if times is not None:
        yield from ((time, 1.0) for time in times)
        return
    whole = math.floor(number)
    yield from repeat((last, 1.0), whole)
    if number > whole:
        yield last, number - whole


def _worth(contract: WrittenContract, row: Row, item: Item, k: int, *, month: int, made: float) -> Ints:
    """What a claim of one item is worth, settled in a period that begins in a month, (G, L) of pence."""
    card, _ = contract.version_at(month)
    came = made if row.achieved is None else row.achieved
    return card.claim_values(
        month,
        dated={"start": row.started, "achievement": row.achieved}.get(item.line.priced_by),
        after_start=_months_after_start(row, came, price_ages((card,))),
        without=np.arange(len(card.keys)) != k,
    )


def _months_after_start(row: Row, came: float, ages: Sequence[float]) -> float | None:
    """The least of some months after the start within which an outcome came; None where no line goes by them."""
    if len(ages) == 1 or row.started is None:
        return None
    return next((age for age in ages[1:] if came_within(age, row.started, came)), NEVER)
