"""From a measure to a number: schedules and conditions, worked on one value a replication.

Takes a :class:`~outcomesim.scenario.pay.Schedule` or :class:`~outcomesim.scenario.pay.Condition` and what a measure
reports; gives money, a price, a share, a rate, or whether something holds. It knows no line, no payer and no date.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from outcomesim.scenario.pay import Condition, Schedule, Volume
from outcomesim.units import NEVER, Floats, Ints

DECIMALS = 9
"""Measures are compared to so many decimals, so that 0.55 of 100 is met by 55."""


def schedule_value(schedule: Schedule, measure: Floats) -> Floats:
    """What a schedule gives for a measure; nought where the measure has not been reported (NaN).

    Parameters
    ----------
    schedule : Schedule
    measure : array (R,)

    Returns
    -------
    array (R,)

    Examples
    --------
    Nothing below 20 points; from there on every point counts, 160,000 for each up to 30 and 38,000 for each beyond:

    >>> bands = Schedule("bands", ((0.0, 160_000.0), (30.0, 38_000.0)), nothing_below=20.0, upto=65.0)
    >>> schedule_value(bands, np.array([19.9, 20.0, 38.0, 80.0])).tolist()
    [0.0, 3200000.0, 5104000.0, 6130000.0]

    At an edge the tier that gives more applies, unless the schedule says less:

    >>> steps = Schedule("steps", ((0.0, 0.04), (0.5, 0.02)))
    >>> schedule_value(steps, np.array([0.0, 0.49, 0.5, 0.51])).tolist()
    [0.04, 0.04, 0.04, 0.02]
    >>> schedule_value(Schedule("steps", steps.points, at_edge="less"), np.array([0.0, 0.49, 0.5, 0.51])).tolist()
    [0.04, 0.04, 0.02, 0.02]
    """
    reported = ~np.isnan(measure)
    x: Floats = np.asarray(np.round(np.where(reported, measure, 0.0), DECIMALS), dtype=np.float64)
    values = {"steps": _steps, "linear": _linear, "bands": _bands}[schedule.kind](schedule, x)
    if schedule.nothing_below is not None:
        values = np.where(x < round(schedule.nothing_below, DECIMALS), 0.0, values)
    return np.where(reported, values, 0.0)


def _edges(schedule: Schedule) -> tuple[Floats, Floats]:
    return np.array([round(at, DECIMALS) for at, _ in schedule.points]), np.array([v for _, v in schedule.points])


def _steps(schedule: Schedule, x: Floats) -> Floats:
    at, value = _edges(schedule)
    tiers = np.concatenate([[0.0], value])
    past, before = np.searchsorted(at, x, side="right"), np.searchsorted(at, x, side="left")
    reached, before_the_edge = (
        tiers[past],
        tiers[np.maximum(before, np.minimum(past, 1))],
    )  # the first has no other side
    better = np.maximum if schedule.at_edge == "more" else np.minimum
    return np.asarray(better(reached, before_the_edge))


def _linear(schedule: Schedule, x: Floats) -> Floats:
    at, value = _edges(schedule)
    return np.asarray(np.interp(x, at, value))


def _bands(schedule: Schedule, x: Floats) -> Floats:
    at, price = _edges(schedule)
    if schedule.counted_from == "threshold" and schedule.nothing_below is not None:
        at = np.maximum(at, schedule.nothing_below)
    ends = [*at.tolist(), NEVER if schedule.upto is None else schedule.upto]
    total = np.zeros(x.shape)
    for (begins, past), each in zip(pairwise(ends), price, strict=True):
        total = total + each * np.clip(np.minimum(x, past) - begins, 0.0, None)
    return total


def worth_of_volume(volume: Volume, number: Floats) -> Floats:
    """What so many are worth in full prices: the sum over bands of share times how many fall in the band.

    Examples
    --------
    The first 100 in full, the next 100 at 80%, nothing beyond:

    >>> volume = Volume(((0.0, 1.0), (100.0, 0.8), (200.0, 0.0)))
    >>> worth_of_volume(volume, np.array([60.0, 150.0, 250.0])).tolist()
    [60.0, 140.0, 180.0]
    """
    return _bands(Schedule("bands", volume.bands), number)


def meets(condition: Condition, measure: Floats) -> Ints:
    """Whether a measure meets a condition, (R,) of bool; what has not been reported (NaN) meets none.

    Examples
    --------
    >>> meets(Condition("share housed", at_least=0.55), np.array([0.5499999999999, 0.54, np.nan])).tolist()
    [True, False, False]
    """
    x = np.round(measure, DECIMALS)
    met = ~np.isnan(x)
    for limit, holds in (
        (condition.at_least, np.greater_equal),
        (condition.at_most, np.less_equal),
        (condition.above, np.greater),
        (condition.below, np.less),
    ):
        if limit is not None:
            met = met & holds(x, round(limit, DECIMALS))
    return np.asarray(met)
