"""Measures that are reported in another unit than the terms speak of: told, and settled as recorded.

Takes a contract and its activity, gives sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.on_measures import Condition, Schedule
from outcomesim.settlement.activity import Activity

MOST_OF_A_SHARE = 2.0
"""Above this a figure is no share, though a share of what was planned may be above 1."""


def percentages_for_shares(contract: WrittenContract, activity: Activity) -> Iterator[str]:
    """Measures reported as 62 where the terms speak of 0.8, once each."""
    spoken_of: dict[str, list[float]] = {}
    for version in contract.in_force:
        for measure, thresholds in _thresholds(version.terms):
            spoken_of.setdefault(measure, []).extend(thresholds)
    for measure, thresholds in spoken_of.items():
        shares = [t for t in thresholds if 0 < t < 1]
        if not shares or max(thresholds) > 1 or min(thresholds) < 0:
            continue
        for row in activity.rows:
            value = row.measures.get(measure, 0.0)
            if MOST_OF_A_SHARE < value <= 100:
                yield (
                    f'{activity.file}, line {row.line} ({row.label}): {value:g} is reported for "{measure}" where the '
                    f"terms speak of {max(shares):g}: is it a percentage?"
                )
                break


def _thresholds(terms: Any) -> Iterator[tuple[str, list[float]]]:
    """What the terms hold each measure against: every condition and schedule, however deep."""
    if isinstance(terms, Condition):
        limits = (terms.at_least, terms.at_most, terms.above, terms.below)
        yield terms.measure, [limit for limit in limits if limit is not None]
    elif isinstance(terms, (tuple, list)):
        for item in terms:
            yield from _thresholds(item)
    elif is_dataclass(terms):
        measure, schedule = getattr(terms, "measure", ""), getattr(terms, "schedule", None)
        if measure and isinstance(schedule, Schedule):
            yield measure, [threshold for threshold, _ in schedule.points]
        for spec in fields(terms):
            yield from _thresholds(getattr(terms, spec.name))
