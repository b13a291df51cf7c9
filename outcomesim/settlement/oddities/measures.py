"""Measures reported in another unit than the terms speak of, or of more people than there were: told, and settled.

Takes a contract, its activity and the measures worked out of it, gives sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from outcomesim.contracts.wording.common import number
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.scenario.measures import COUNTING, Measure
from outcomesim.scenario.on_measures import Condition, Schedule
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.reported import measured_of_all

MOST_OF_A_SHARE = 2.0
"""Above this a figure is no share, though a share of what was planned may be above 1."""
MOST_OF_A_HUNDRED = 100.0
"""Above this a figure is no percentage of what it is usually of."""


def in_another_unit(contract: WrittenContract, activity: Activity) -> Iterator[str]:
    """Measures reported as 62 where the terms speak of 0.8, or as 0.62 where they speak of 80; once each."""
    spoken_of: dict[str, list[float]] = {}
    for version in contract.in_force:
        for measure, thresholds in _thresholds(version.terms):
            spoken_of.setdefault(measure, []).extend(thresholds)
    for measure, thresholds in spoken_of.items():
        rows = [row for row in activity.rows if measure in row.measures]
        positive = [threshold for threshold in thresholds if threshold > 0]
        if not positive or not rows or min(thresholds) < 0:
            continue
        odd: list[Row] = []
        if max(positive) <= 1 and min(positive) < 1:
            unit, told = "percentage", max(threshold for threshold in positive if threshold < 1)
            odd = [row for row in rows if MOST_OF_A_SHARE < row.measures[measure] <= MOST_OF_A_HUNDRED]
        elif MOST_OF_A_SHARE < min(positive) <= max(positive) <= MOST_OF_A_HUNDRED:
            unit, told = "share, and not a percentage", max(positive)
            one_and_all = max(row.measures[measure] for row in rows) <= 1  # one figure in points may be as small
            odd = [row for row in rows if one_and_all and 0 < row.measures[measure] < 1]
        for row in odd[:1]:
            yield (
                f'{_where(activity, row)}: {row.measures[measure]:g} is reported for "{measure}" where the terms speak '
                f"of {told:g}: is it a {unit}?"
            )


def people_measured(contract: WrittenContract, activity: Activity, reading: Reading | None) -> Iterator[str]:
    """Of measures that deem a value for whoever was not measured: that nobody says who was, or more than there were."""
    for measure in contract.setting.measures.values():
        if measure.deemed is None or reading is None:
            continue
        said = [row for row in activity.rows if measure.name in row.measured]
        silent = [row for row in activity.rows if measure.name in row.measures and measure.name not in row.measured]
        is_counted = measure.how in COUNTING and measure.name not in reading.counted.recorded
        if silent or (is_counted and not said):
            where = f"{_where(activity, silent[0])}: how" if silent else "How"
            yield (
                f'{where} many people were measured for "{measure.name}" is not recorded: all are taken to have been, '
                f'and nobody counts as {number(measure.deemed)}. A column "{measure.name} (people)" would tell.'
            )
        yield from _more_than_there_were(measure, said, activity, reading)


def _more_than_there_were(measure: Measure, said: Sequence[Row], activity: Activity, reading: Reading) -> Iterator[str]:
    for row in said:
        people, in_all = measured_of_all(measure, row, reading.counted, reading.statements, row.month_to)
        if (people > in_all).any():
            yield (
                f'{_where(activity, row)}: {number(people.max())} people were measured for "{measure.name}", and there '
                f"were only {number(in_all.max())}: all are taken to have been measured."
            )


def _where(activity: Activity, row: Row) -> str:
    return f"{activity.file}, line {row.line} ({row.label})"


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
            least = () if schedule.nothing_below is None else (schedule.nothing_below,)
            yield measure, [*(threshold for threshold, _ in schedule.points), *least]
        for spec in fields(terms):
            yield from _thresholds(getattr(terms, spec.name))
