"""How lives are counted: outcomes and time in whole numbers, in the month they fall in.

Plain steps over numbers, which the kernel compiles; one person at a time. Whole numbers add up the same in any order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from outcomesim.people.pathway import PLANNED_INTENSITY
from outcomesim.units import TICKS_PER_MONTH


def month_of(time: float, months: int) -> int:
    """The ledger's month that a time falls in."""
    return min(int(time), months - 1)


def count_spell(
    event_line: int, first: int, past: int, stage_line: Any, when: Any, lost: float, last_outcome: float,
    spell_limit: float, counts: Any, spell: Any,
) -> None:  # fmt: skip
    """Count the lines of one chain that come in time in one life, and the time spent in the spell."""
    event = when[event_line]
    if event > last_outcome:
        return
    count_lines(event_line, first, past, stage_line, when, last_outcome, counts)
    add_ticks(spell, event, min(lost, last_outcome, event + spell_limit), 1)


def count_lines(
    event_line: int, first: int, past: int, stage_line: Any, when: Any, last_outcome: float, counts: Any
) -> None:
    """Count the lines of one chain that come in time in one life."""
    event = when[event_line]
    if event > last_outcome:
        return
    counts[event_line, month_of(event, counts.shape[1])] += 1
    for stage in range(first, past):
        line = stage_line[stage]
        if when[line] <= last_outcome:
            counts[line, month_of(when[line], counts.shape[1])] += 1


def count_effort(effort: Any, start: float, leave: float, change_at: Any, change_intensity: Any) -> None:
    """Count a person's time in service, each part weighted by the intensity in force, in thousandths."""
    since, now = start, PLANNED_INTENSITY
    for change in range(change_at.shape[0]):
        if change_at[change] >= leave:
            break
        if change_at[change] > start:
            add_ticks(effort, since, change_at[change], now)
            since = change_at[change]
        now = change_intensity[change]
    add_ticks(effort, since, leave, now)


def add_ticks(cells: Any, since: float, until: float, weight: int) -> None:
    """Note the time from ``since`` to ``until``, in whole ticks, as changes from month to month.

    From the tick it begins a month gets what is left of it and each later month a whole one; what ends takes the
    same away again. :func:`add_up` turns changes into months.
    """
    first, last = int(np.rint(since * TICKS_PER_MONTH)), int(np.rint(until * TICKS_PER_MONTH))
    if first < last:
        change_from(cells, first, weight)
        change_from(cells, last, -weight)


def change_from(cells: Any, tick: int, weight: int) -> None:
    """From this tick on, each tick counts ``weight`` more."""
    month = tick // TICKS_PER_MONTH
    past = tick - month * TICKS_PER_MONTH
    if month < cells.shape[0]:
        cells[month] += (TICKS_PER_MONTH - past) * weight
    if month + 1 < cells.shape[0]:
        cells[month + 1] += past * weight


def add_up(cells: Any) -> None:
    """Turn changes from month to month into what each month holds."""
    for month in range(1, cells.shape[0]):
        cells[month] += cells[month - 1]
