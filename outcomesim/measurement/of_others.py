"""Outcomes that are made of others: so many of several by the same person, and the claims for them.

Plain steps over numbers, which the kernel compiles; one person at a time. Such an outcome comes with the ``k``-th of
those it is made of; it needs no evidence of its own, but that of ``k`` of them.
"""

from __future__ import annotations

from math import inf
from typing import Any

from outcomesim.measurement.counting import month_of
from outcomesim.measurement.vintages import count_claim_by_vintage


def when_enough(when: Any, among: Any, first: int, past: int, k: int) -> Any:
    """The ``k``-th smallest of some times: those of the lines ``among[first:past]``; infinity where there are fewer."""
    reached = -inf
    found = 0
    while found < k:
        following, there = inf, 0
        for one in range(first, past):
            time = when[among[one]]
            if time > reached and time < following:
                following, there = time, 0
            if time == following:
                there += 1
        if following == inf:
            return inf
        reached = following
        found += there
    return reached


def count_of_others(
    others_line: Any, others_k: Any, first_among: Any, among: Any, when: Any, last_outcome: float, counts: Any
) -> None:
    """Note when each outcome made of others comes in one life, and count those that come in time."""
    for one in range(others_line.shape[0]):
        time = when_enough(when, among, first_among[one], first_among[one + 1], others_k[one])
        when[others_line[one]] = time
        if time <= last_outcome:
            counts[others_line[one], month_of(time, counts.shape[1])] += 1


def claim_of_others(
    others_line: Any, others_k: Any, first_among: Any, among: Any, g: int, start: float, came: Any, when_without: Any,
    last_outcome: float, last_claim: float, vintages: Any, achieved: Any, verified: Any, verified_of: Any, anyway: Any,
    not_found: Any, late: Any, evidence_at: Any,
) -> int:  # fmt: skip
    """Claim each outcome made of others in every view: achieved with the ``k``-th achieved, verified with the ``k``-th.

    ``came`` and ``evidence_at`` say when those it is made of were achieved and verified; both are noted for it too.
    Returns how many claims are verified.
    """
    claims = 0
    for one in range(others_line.shape[0]):
        line, first, past, k = others_line[one], first_among[one], first_among[one + 1], others_k[one]
        came[line] = when_enough(came, among, first, past, k)
        if came[line] == inf:
            continue
        achieved[g, line, month_of(came[line], achieved.shape[2])] += 1
        for view in range(evidence_at.shape[0]):
            at = when_enough(evidence_at[view], among, first, past, k)
            evidence_at[view, line] = at
            if at == inf:
                not_found[view, line] += 1
            elif at >= last_claim:
                late[view, line] += 1
            else:
                month = month_of(at, verified.shape[3])
                verified[view, g, line, month] += 1
                count_claim_by_vintage(vintages, start, came[line], 1, g, line, month, verified_of[view])
                if when_without[line] <= last_outcome:
                    anyway[view, g, line, month] += 1
                claims += 1
    return claims
