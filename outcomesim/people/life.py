"""One life, with the service or without it: when an event comes, when the spell it begins is lost.

Plain steps over numbers, which the kernel compiles; one person at a time. A life is cut into spans of even strength
of the service; a life without it is one span of no strength that never ends. Nothing here counts anything.
"""

from __future__ import annotations

from math import inf
from typing import Any

from outcomesim.people.pathway import PLANNED_INTENSITY


def strongest_intensity(change_at: Any, change_intensity: Any) -> Any:
    """The strongest the service ever is: as planned, or as a change makes it."""
    strongest = PLANNED_INTENSITY
    for change in range(change_at.shape[0]):
        if change_at[change] < inf:
            strongest = max(strongest, change_intensity[change])
    return strongest / PLANNED_INTENSITY


def service_spans(
    start: float, leave: float, effect_lasts: float, change_at: Any, change_intensity: Any, ends: Any, strength: Any
) -> None:
    """Cut a life into spans of even strength of the service: none before, the intensity during, its last after.

    A span is only cut where the strength changes, so that what happened before a change is worked out in the
    same steps, to the bit, whether or not the change comes. The last span never ends.
    """
    ends[0], strength[0] = start, 0.0
    if start == inf:
        return
    span, now = 1, PLANNED_INTENSITY
    for change in range(change_at.shape[0]):
        if change_at[change] >= leave:
            break
        if change_at[change] > start and change_intensity[change] != now:
            ends[span], strength[span] = change_at[change], now / PLANNED_INTENSITY
            span += 1
        now = change_intensity[change]
    ends[span], strength[span] = leave + effect_lasts, now / PLANNED_INTENSITY
    ends[span + 1], strength[span + 1] = inf, 0.0


def to_the(ratio: float, strength: float) -> Any:
    """The ratio to the power of the service's strength, which is nearly always nought or one."""
    if strength == 0.0:
        return 1.0
    return ratio if strength == 1.0 else ratio**strength


def event_time(threshold: float, hazard: float, ratio: float, since: float, ends: Any, strength: Any) -> Any:
    """When a hazard, counted from ``since``, has added up to the threshold."""
    if hazard <= 0.0:
        return inf
    time, left, span = since, threshold, 0
    while True:
        if ends[span] > time:
            rate = hazard * to_the(ratio, strength[span])
            if left <= rate * (ends[span] - time):
                return time + left / rate
            left -= rate * (ends[span] - time)
            time = ends[span]
        if time == inf:
            return inf
        span += 1


def live_spell(
    event: float, until_lost: float, loss: Any, loss_ratio: float, event_line: int, first: int, past: int,
    stage_line: Any, stage_months: Any, ends: Any, strength: Any, last_outcome: float, when: Any,
) -> Any:  # fmt: skip
    """Live the spell that an event begins: note when each of its lines comes, if in time; returns when it is lost."""
    when[event_line] = event
    for stage in range(first, past):
        when[stage_line[stage]] = inf
    if first == past or event > last_outcome:
        return inf
    lost = spell_end(until_lost, loss, stage_months, first, past, loss_ratio, event, ends, strength, last_outcome)
    for stage in range(first, past):
        reached = event + stage_months[stage]
        if reached < lost and reached <= last_outcome:
            when[stage_line[stage]] = reached
    return lost


def spell_end(
    threshold: float, loss: Any, months: Any, first: int, past: int, ratio: float,
    event: float, ends: Any, strength: Any, last_outcome: float,
) -> Any:  # fmt: skip
    """When the hazard of losing a spell, which changes with its age and with the service, reaches the threshold."""
    time, left, span, stage = event, threshold, 0, first
    while time <= last_outcome:
        while ends[span] <= time:
            span += 1
        while stage < past - 1 and event + months[stage] <= time:
            stage += 1
        until = ends[span]
        if stage < past - 1:
            until = min(until, event + months[stage])
        rate = loss[stage] * to_the(ratio, strength[span])
        if rate > 0.0:
            if left <= rate * (until - time):
                return time + left / rate
            left -= rate * (until - time)
        time = until
    return inf
