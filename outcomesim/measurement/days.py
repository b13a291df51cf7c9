"""Days of a spell that count: how many, in which month, and what becomes of the claims for them.

Plain steps over numbers, which the kernel compiles; one person and one line of kind ``days`` at a time. Days are
counted in whole ticks and rounded down to whole days as they run, so that they add up to whole days exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from outcomesim.measurement.counting import month_of
from outcomesim.measurement.vintages import count_claim_by_vintage
from outcomesim.people.tables import read_table, table_position
from outcomesim.streams import philox
from outcomesim.units import TICKS_PER_DAY, TICKS_PER_MONTH


def days_span(
    event: float, lost: float, from_month: float, back_dated: bool, for_months: float, last_outcome: float
) -> Any:
    """The ticks from which and until which days count, and the tick from which it is known that they do.

    All three are nought where the spell does not last ``from_month`` in time.
    """
    lasted = event + from_month
    if lasted >= lost or lasted > last_outcome:
        return 0, 0, 0
    begin = event if back_dated else lasted
    end = min(lost, last_outcome, begin + for_months)
    return (
        int(np.rint(begin * TICKS_PER_MONTH)),
        int(np.rint(end * TICKS_PER_MONTH)),
        int(np.rint(lasted * TICKS_PER_MONTH)),
    )


def days_by(month: int, first: int, last: int, known_from: int) -> int:
    """Whole days that count by the end of a month."""
    end = (month + 1) * TICKS_PER_MONTH
    if known_from >= end:
        return 0
    return max(0, min(last, end) - first) // TICKS_PER_DAY


def past_month(first: int, last: int, known_from: int, months: int) -> int:
    """The month after the last in which days can count; the first is that of ``known_from``."""
    return min(max(last - 1, known_from) // TICKS_PER_MONTH + 1, months) if first < last else 0


def count_days(
    lines: Any, from_month: Any, back_dated: Any, for_months: Any, one: int, past: int, event: float, lost: float,
    last_outcome: float, counts: Any,
) -> None:  # fmt: skip
    """Count the days of one life's spell, in each line of kind ``days`` that follows its event."""
    for days in range(one, past):
        first, last, known_from = days_span(
            event, lost, from_month[days], back_dated[days], for_months[days], last_outcome
        )
        counted = 0
        for month in range(known_from // TICKS_PER_MONTH, past_month(first, last, known_from, counts.shape[1])):
            by_now = days_by(month, first, last, known_from)
            counts[lines[days], month] += by_now - counted
            counted = by_now


def claim_days(
    seed: Any, key: Any, replication: Any, person: int, line: int, days: int, g: int, from_month: float,
    back_dated: bool, for_months: float, event: float, lost: float, event_without: float, lost_without: float,
    last_outcome: float, last_claim: float, start: float, vintages: Any, found: Any, lag: Any, achieved: Any,
    verified: Any, verified_of: Any, anyway: Any, not_found: Any, late: Any, days_came: Any, days_at: Any,
    days_claimed: Any, days_claims: Any,
) -> int:  # fmt: skip
    """Claim the days of one line, each month's as one claim, in every view; returns how many claims are verified.

    Evidence is found or not for the line as a whole, with the same lag for each month. The first days, as many as
    there are in the life without the service, would have come anyway.
    """
    months, claims, counted = achieved.shape[2], 0, 0
    first, last, known_from = days_span(event, lost, from_month, back_dated, for_months, last_outcome)
    without = days_by(
        months - 1, *days_span(event_without, lost_without, from_month, back_dated, for_months, last_outcome)
    )
    u_found, u_lag, _, _ = philox(seed, key, replication, np.uint64(person))
    position = table_position(u_lag)
    for month in range(known_from // TICKS_PER_MONTH, past_month(first, last, known_from, months)):
        by_now = days_by(month, first, last, known_from)
        if by_now == counted:
            continue
        new, of_these_anyway = by_now - counted, min(by_now, without) - min(counted, without)
        counted = by_now
        came = max(known_from, min(last, (month + 1) * TICKS_PER_MONTH) - 1) / TICKS_PER_MONTH
        achieved[g, line, month] += new
        for view in range(found.shape[0]):
            at = came + read_table(lag[view], position)
            if u_found >= found[view, line]:
                not_found[view, line] += new
            elif at >= last_claim:
                late[view, line] += new
            else:
                verified[view, g, line, month_of(at, months)] += new
                count_claim_by_vintage(
                    vintages, start, came, new, g, line, month_of(at, months), verified_of[view]
                )  # fmt: skip
                anyway[view, g, line, month_of(at, months)] += of_these_anyway
                days_came[view, days, days_claims[view, days]] = came
                days_at[view, days, days_claims[view, days]] = at
                days_claimed[view, days, days_claims[view, days]] = new
                days_claims[view, days] += 1
                claims += 1
    return claims
