"""Days of a spell that count, month by month (*One person*, 9).

Takes one life's spell and a line of kind ``days``, gives whole days. Written from the page, a month at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.life import Spell

from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.units import TICKS_PER_MONTH

TICKS_A_DAY = 1_000


@dataclass(frozen=True)
class DaysOfMonth:
    """The days of one line that count in one month, and the moment at which they are achieved."""

    month: int
    days: int
    achieved: float


def days_of(scenario: Scenario, line: Outcome, spells: list[Spell]) -> list[DaysOfMonth]:
    """One person's days of a line, in one life; months without any are left out."""
    spell = next(spell for spell in spells if spell.chain.event.name == line.of)
    last_day = scenario.dates.last_outcome
    lasted = spell.began + line.from_month
    if lasted >= spell.lost or lasted > last_day:
        return []
    begin = spell.began if line.back_dated else lasted
    end = min(spell.lost, last_day, begin + line.for_months)
    first, after, qualified = (round(time * TICKS_PER_MONTH) for time in (begin, end, lasted))
    counted, months = 0, []
    for month in range(scenario.horizon_months):
        month_end = (month + 1) * TICKS_PER_MONTH
        if qualified >= month_end or after <= first:
            continue
        by_now = max(0, min(after, month_end) - first) // TICKS_A_DAY
        if by_now > counted:
            last_tick = max(qualified, min(after, month_end) - 1)
            months.append(DaysOfMonth(month, by_now - counted, last_tick / TICKS_PER_MONTH))
        counted = by_now
    return months
