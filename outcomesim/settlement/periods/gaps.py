"""Months that no row is about, before and between others: the service ran, and nothing was recorded.

Takes periods of recorded activity, gives periods. What comes after the last row is not a gap: there the record ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from outcomesim.contracts.written import WrittenContract
from outcomesim.settlement.periods.running import end_of_service
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.settlement.reading.dates import months_in_words

Months = tuple[int, int]


def gaps_between(periods: Sequence[Period]) -> list[Months]:
    """The months ``[from, to)`` that no period covers, before the end of the last.

    Examples
    --------
    >>> nothing = Period("", 0, 0, (), np.zeros((1, 1, 1)), None)
    >>> gaps_between([replace(nothing, month_from=since, month_to=until) for since, until in ((1, 3), (6, 9), (2, 9))])
    [(0, 1)]
    """
    gaps, done = [], 0
    for since, until in sorted((period.month_from, period.month_to) for period in periods):
        if since > done:
            gaps.append((done, since))
        done = max(done, until)
    return gaps


def with_gaps_filled(contract: WrittenContract, periods: Sequence[Period], start: date) -> list[Period]:
    """The periods, and one that brings nothing for each statement that would have been drawn up in a gap.

    Fees, yearly claims, caps, floors and releases then fall where the terms say.
    """
    dates = sorted({*contract.statement_months, *contract.floor_dates, *contract.own_dates})
    empty = [
        replace(
            periods[0], label=months_in_words(start, since, until), month_from=since, month_to=until, rows=(),
            counts=np.zeros_like(periods[0].counts), people=None,
        )
        for gap in gaps_between(periods)
        for since, until in _cut(gap, dates)
    ]  # fmt: skip
    return sorted([*periods, *empty], key=lambda period: (period.month_to, period.month_from))


def gaps_of_service(contract: WrittenContract, periods: Sequence[Period]) -> tuple[Months, ...]:
    """The gaps in which the service is taken to have run."""
    ends = end_of_service(periods, contract.setting.last_service)
    return tuple((since, min(until, int(np.ceil(ends)))) for since, until in gaps_between(periods) if since < ends)


def _cut(gap: Months, dates: Sequence[int]) -> Iterator[Months]:
    since, until = gap
    return pairwise([since, *(date for date in dates if since < date < until), until])
