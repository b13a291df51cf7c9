"""Some of the people and their claims, counted apart: by when they started, and by when their outcomes came.

A cohort that a measure is of, and the claims that are priced at the date of their start or achievement, are such parts
of what is counted. Takes records, gives the rows of numbers that the kernel reads; the steps that read them are plain
steps over numbers, which the kernel compiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np

from outcomesim.measurement.claim_values import ToldApart
from outcomesim.measurement.counting import add_ticks, month_of
from outcomesim.scenario.measures import Measure
from outcomesim.units import NEVER, Floats


class Vintage(NamedTuple):
    """Those who started, and the outcomes that came, between two dates: ``from <= month < until``.

    Parameters
    ----------
    started_from, started_until : float
    achieved_from, achieved_until : float
    follow_up_months : float
        An outcome counts if it came no later than so many months after its person's start.
    """

    started_from: float = 0.0
    started_until: float = NEVER
    achieved_from: float = 0.0
    achieved_until: float = NEVER
    follow_up_months: float = NEVER


def vintage_of(measure: Measure) -> Vintage | None:
    """Those whom a measure is of; None where it is of everybody, for as long as outcomes count."""
    if measure.cohort is None and measure.follow_up_months is None:
        return None
    since, until = measure.cohort or (0.0, NEVER)
    follow_up = NEVER if measure.follow_up_months is None else measure.follow_up_months
    return Vintage(started_from=since, started_until=until, follow_up_months=follow_up)


def vintage_between(dates: ToldApart) -> Vintage:
    """Those whose claims are priced at a date of their own between two months."""
    if dates.by == "months after the start":
        return Vintage(follow_up_months=dates.until)
    if dates.by == "start":
        return Vintage(started_from=dates.since, started_until=dates.until)
    return Vintage(achieved_from=dates.since, achieved_until=dates.until)


class Evaluated(NamedTuple):
    """Those whom an evaluation is about, where they are not everybody referred.

    Parameters
    ----------
    segment : int
        -1 for all.
    started_from, started_until : float
        A cohort; without end, those who never started are of it too.
    follow_up_months : float
        After the start.
    """

    segment: int
    started_from: float = 0.0
    started_until: float = NEVER
    follow_up_months: float = NEVER


def evaluated_of(measure: Measure, segments: Sequence[str]) -> Evaluated | None:
    """Those whom a measure that evaluations report is about; None where that is everybody."""
    if not measure.evaluation or (not measure.segment and measure.cohort is None):
        return None
    segment = segments.index(measure.segment) if measure.segment else -1
    started = Vintage() if measure.cohort is None else vintage_of(measure)
    assert started is not None
    return Evaluated(segment, started.started_from, started.started_until, started.follow_up_months)


class Apart(NamedTuple):
    """All who are counted apart in a run: in the order of the tallies' axes."""

    vintages: tuple[Vintage, ...] = ()
    evaluated: tuple[Evaluated, ...] = ()


NOBODY_APART = Apart()


def as_rows(some: Sequence[Vintage] | Sequence[Evaluated], columns: int = len(Vintage._fields)) -> Floats:
    """Some of the people as the kernel reads them, (W, columns) of months."""
    rows = [tuple(map(float, one)) for one in some]
    return np.array(rows, dtype=np.float64).reshape(len(rows), columns)


def is_evaluated(evaluated: Any, e: int, segment: int, start: float) -> bool:
    """Whether a person is one of those whom an evaluation is about."""
    if 0 <= evaluated[e, 0] != segment or start < evaluated[e, 1]:
        return False
    return bool(start < evaluated[e, 2] or evaluated[e, 2] == inf)


def count_start_by_vintage(vintages: Any, start: float, leave: float, g: int, starts: Any, served: Any) -> None:
    """Count a person taken on, and her time in service, in each vintage that she is of."""
    for w in range(vintages.shape[0]):
        if vintages[w, 0] <= start < vintages[w, 1]:
            starts[w, g, month_of(start, starts.shape[2])] += 1
            add_ticks(served[w, g], start, min(leave, start + vintages[w, 4]), 1)


def count_claim_by_vintage(
    vintages: Any, start: float, achieved: float, count: int, g: int, line: int, month: int, verified: Any
) -> None:
    """Count a verified claim, or the days of one, in each vintage that it is of."""
    for w in range(vintages.shape[0]):
        if (
            vintages[w, 0] <= start < vintages[w, 1]
            and vintages[w, 2] <= achieved < vintages[w, 3]
            and achieved <= start + vintages[w, 4]
        ):
            verified[w, g, line, month] += count
