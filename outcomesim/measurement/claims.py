"""The claims made for one person: whether evidence is found, when it is verified, what the cap per person holds back.

Plain steps over numbers, which the kernel compiles. They take the arrays of
:class:`~outcomesim.measurement.evidence.Views` and fill those of :class:`~outcomesim.measurement.tallies.Tallies`; the
prices of the cap are numbers like any others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from outcomesim.measurement.claim_values import DATED_BY
from outcomesim.measurement.counting import month_of
from outcomesim.measurement.person_cap import withheld_from, withheld_in_turn
from outcomesim.measurement.vintages import count_claim_by_vintage
from outcomesim.people.tables import read_table, table_position
from outcomesim.streams import philox

BY_START = DATED_BY.index("start")


def find_evidence(
    seed: Any, key: Any, replication: Any, person: int, line: int, g: int, achieved: float, anyway_too: bool,
    last_claim: float, start: float, vintages: Any, found: Any, lag: Any, verified: Any, verified_of: Any, anyway: Any,
    not_found: Any, late: Any, evidence_at: Any,
) -> int:  # fmt: skip
    """Look for evidence of one outcome, in every view; returns how many claims are verified."""
    u_found, u_lag, _, _ = philox(seed, key, replication, np.uint64(person))
    position, claims = table_position(u_lag), 0
    for view in range(found.shape[0]):
        if u_found >= found[view, line]:
            not_found[view, line] += 1
            continue
        at = achieved + read_table(lag[view], position)
        evidence_at[view, line] = at
        if at >= last_claim:
            late[view, line] += 1
            continue
        month = month_of(at, verified.shape[3])
        verified[view, g, line, month] += 1
        count_claim_by_vintage(vintages, start, achieved, 1, g, line, month, verified_of[view])
        if anyway_too:
            anyway[view, g, line, month] += 1
        claims += 1
    return claims


def value_at(
    value: Any, in_force: Any, dated_by: Any, value_dates: Any, value_ages: Any, line: int, verified: float,
    start: float, came: float,
) -> Any:  # fmt: skip
    """What a claim counts for: at the prices in force when it is verified, and at its own dates where they decide."""
    prices, date, age = in_force[month_of(verified, in_force.shape[0])], 0, 0
    while age + 1 < value_ages.shape[0] and came > start + value_ages[age + 1]:
        age += 1
    if dated_by[prices, line] >= 0:
        decides = start if dated_by[prices, line] == BY_START else came
        while date + 1 < value_dates.shape[0] and value_dates[date + 1] <= decides:
            date += 1
    return value[prices, line, date, age]


def cap_claims(
    start: float, came: Any, evidence_at: Any, last_claim: float, days_line: Any, days_came: Any, days_at: Any,
    days_claimed: Any, days_claims: Any, value: Any, in_force: Any, dated_by: Any, value_dates: Any, value_ages: Any,
    taken_off: Any, off_value: Any, limit: float, claim_at: Any, claim_value: Any, claim_line: Any, held: Any,
    withheld: Any,
) -> None:  # fmt: skip
    """Apply the cap per person to one person's claims, by line, and tally what it holds back.

    What is taken off another line is a claim below nought of that line, on the same day.
    """
    claims, offs = 0, 0
    for line in range(evidence_at.shape[0]):
        if evidence_at[line] < last_claim:
            claim_at[claims], claim_line[claims] = evidence_at[line], line
            claim_value[claims] = value_at(
                value, in_force, dated_by, value_dates, value_ages, line, evidence_at[line], start, came[line]
            )  # fmt: skip
            claims += 1
            off = take_off(line, 1.0, claims, taken_off, off_value, in_force, claim_at, claim_value, claim_line)
            claims, offs = claims + off, offs + off
        for days in range(days_line.shape[0]):
            if days_line[days] == line:
                for one in range(days_claims[days]):
                    claim_at[claims], claim_line[claims] = days_at[days, one], line
                    claim_value[claims] = days_claimed[days, one] * value_at(
                        value, in_force, dated_by, value_dates, value_ages, line, days_at[days, one], start,
                        days_came[days, one],
                    )  # fmt: skip
                    claims += 1
                    off = take_off(
                        line, days_claimed[days, one], claims, taken_off, off_value, in_force, claim_at, claim_value,
                        claim_line,
                    )  # fmt: skip
                    claims, offs = claims + off, offs + off
    if offs > 0:
        withheld_in_turn(claim_at, claim_value, claims, limit, held)
    else:
        withheld_from(claim_at, claim_value, claims, limit, held)
    for i in range(claims):
        withheld[claim_line[i], month_of(claim_at[i], withheld.shape[1])] += int(held[i])


def take_off(
    line: int, units: float, claims: int, taken_off: Any, off_value: Any, in_force: Any, claim_at: Any,
    claim_value: Any, claim_line: Any,
) -> int:  # fmt: skip
    """Add, after so many claims, what the last of them takes off other lines; returns how many."""
    offs, at = 0, claim_at[claims - 1]
    for pair in range(taken_off.shape[0]):
        if taken_off[pair, 0] == line:
            worth = off_value[in_force[month_of(at, in_force.shape[0])], pair]
            claim_at[claims + offs], claim_line[claims + offs] = at, taken_off[pair, 1]
            claim_value[claims + offs] = -units * worth
            offs += 1
    return offs
