"""When a measure is known, and which months it is about.

Takes a measure, the evaluations that report it and the months of a contract's statements; gives months. Nothing here
is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import NamedTuple

from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.units import MONTHS_PER_YEAR


class When(NamedTuple):
    """Which months a measure counts, and when it takes other measures as they stand."""

    since: int
    until: int
    stands: int


def last_report(measure: Measure, evaluations: Mapping[str, Evaluation], month: float) -> tuple[Evaluation, int] | None:
    """The evaluation whose report stands at a month, and that report's number; None before the first.

    An evaluation reports from the month it takes over until another does; its last report stands until there is a
    later one.
    """
    made = [report for report in _reports(measure, evaluations) if report[0].at[report[1] - 1] <= month]
    return made[-1] if made else None


def _reports(measure: Measure, evaluations: Mapping[str, Evaluation]) -> Iterator[tuple[Evaluation, int]]:
    """Every report that is made of a measure, in order, by its number."""
    ends = [*(reporter.since for reporter in measure.evaluation[1:]), float("inf")]
    for reporter, end in zip(measure.evaluation, ends, strict=True):
        evaluation = evaluations[reporter.name]
        yield from ((evaluation, n) for n, at in enumerate(evaluation.at, 1) if reporter.since <= at < end)


def own_dates(measure: Measure, evaluations: Mapping[str, Evaluation]) -> tuple[float, ...]:
    """The months at which a measure is reported, by its terms; none where it is known with every statement."""
    if measure.evaluation:
        return tuple(evaluation.at[number - 1] for evaluation, number in _reports(measure, evaluations))
    return measure.known_at


def counts_to(measure: Measure, evaluations: Mapping[str, Evaluation], month: float) -> int:
    """The month up to which the report counts that stands at a month; a figure before the first counts to its own."""
    report = last_report(measure, evaluations, month) if measure.evaluation else None
    if report is not None:
        return counted_until(*report)
    return floor(max((date for date in measure.known_at if date <= month), default=month))


def evaluated_months(measure: Measure, evaluation: Evaluation, number: int) -> tuple[int, int]:
    """The months that a report counts."""
    until = counted_until(evaluation, number)
    if measure.window == "year":
        return _year_began(until), until
    return counted_until(evaluation, number - 1) if measure.window == "period" and number > 1 else 0, until


def counted_until(evaluation: Evaluation, number: int) -> int:
    """The month that a report counts up to: its date less the lag, in whole months."""
    return max(0, floor(evaluation.at[number - 1] - evaluation.lag_months))


def counted_months(measure: Measure, statements: Sequence[int], month: float) -> When | None:
    """The months that a counted measure is about, as it is known at a month; None before it is."""
    dates = statements[-1:] if measure.window == "final" else measure.known_at or (month,)
    past = [floor(date) for date in dates if date <= month]
    if not past:
        return None
    until = past[-1]
    if measure.window == "period":
        before = past[:-1] if measure.known_at else [date for date in statements if date < until]
        return When(before[-1] if before else 0, until, until)
    return When(_year_began(until) if measure.window == "year" else 0, until, until)


def _year_began(until: int) -> int:
    """The month in which the contract year began that closes, or is under way, at a month."""
    return MONTHS_PER_YEAR * (max(until - 1, 0) // MONTHS_PER_YEAR)
