"""Days of spells as planned: how many are expected, and when, for lines of kind ``days``.

Takes expected numbers of spells begun in each step of the plan's walk, and the chance that a spell goes on; gives
expected days. Nothing is drawn. Parts of days are kept, which a person's whole days are not: the plan has up to a day
for each person too many, half a day on average.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from outcomesim.scenario.model import Outcome
from outcomesim.units import DAYS_PER_MONTH, Floats

FINE = 16
"""Ages of a spell looked at in a month, in the life without the service."""

Alive = Callable[[float, int], Floats]
"""The chance that a spell goes on at an age, for those begun in the first so many steps: (S, X, n)."""


def days_by_step(line: Outcome, begun: Floats, alive: Alive, last_outcome: float, steps: int) -> Floats:
    """Expected days of those served, by step of the walk (T,), from spells begun in each step (S, X, T).

    A spell begun in the middle of step ``i`` spends its ``j``-th step half in step ``i + j``, half in the next.
    """
    count = begun.shape[-1]
    days = np.zeros(count + 1)
    for j in range(count):
        weight = _counted(line, j / steps, (j + 1) / steps)
        if weight > 0:
            going_on = (begun[..., : count - j] * alive((j + 0.5) / steps, count - j)).sum(axis=(0, 1))
            days[j:count] += DAYS_PER_MONTH * weight / 2 * going_on
            days[j + 1 :] += DAYS_PER_MONTH * weight / 2 * going_on
    at_once = _at_once(line)
    if at_once > 0:  # all when the spell has lasted so long
        lasted = round(line.from_month * steps)
        if lasted < count:
            qualified = (begun[..., : count - lasted] * alive(line.from_month, count - lasted)).sum(axis=(0, 1))
            days[lasted:count] += DAYS_PER_MONTH * at_once * qualified
    open_share = np.clip(last_outcome * steps - np.arange(count), 0.0, 1.0)
    return np.asarray(days[:-1] * open_share)


def days_without(
    line: Outcome, alive: Callable[[Floats], Floats], event_survival: Callable[[Floats], Floats], exposed: Floats
) -> Floats:
    """Expected days, in the life without the service, of one person with so many months ahead of her, (T,).

    Parameters
    ----------
    line : Outcome of kind "days"
    alive : function of an age: the chance that a spell goes on
    event_survival : function of months since referral: the chance that the event has not come
    exposed : array (T,)
        Months from referral to the last day outcomes count.
    """
    most = max(float(exposed.max(initial=0.0)), 1.0 / FINE)
    edges = np.linspace(0.0, most, int(np.ceil(most * FINE)) + 1)
    middle = (edges[:-1] + edges[1:]) / 2
    counted = np.array([_counted(line, a, b) for a, b in pairwise(edges)])
    lived = np.concatenate([[0.0], np.cumsum(DAYS_PER_MONTH * counted * alive(middle))])
    kept = DAYS_PER_MONTH * _at_once(line) * alive(np.array([line.from_month]))[0]
    coming = -np.diff(event_survival(edges))  # the chance that the event comes in each step after referral
    left = exposed[:, None] - middle
    in_time = np.interp(left, edges, lived) + kept * (left >= line.from_month)
    return np.asarray(np.where(left > 0, in_time, 0.0) @ coming)


def _counted(line: Outcome, since: float, until: float) -> float:
    """Months between two ages of a spell that count as they are lived."""
    end = line.for_months if line.back_dated else line.from_month + line.for_months
    return max(0.0, min(until, end) - max(since, line.from_month))


def _at_once(line: Outcome) -> float:
    """Months that count at once, when a spell has lasted so long that its days are back-dated."""
    return min(line.from_month, line.for_months) if line.back_dated else 0.0
