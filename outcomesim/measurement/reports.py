"""Which figures a measure reports, and when.

Takes a :class:`~outcomesim.measurement.measures.Reading`, gives :class:`~outcomesim.measurement.statement.Report`. Each
figure of a period or a year is one of its own, and is paid for once; one *to date* stands for all that was reported
before, and so is no report of its own but for what asks how things stood at a date: the rate of a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from math import ceil

from outcomesim.measurement.measure_dates import counts_to, own_dates
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.statement import Report
from outcomesim.scenario.measures import Measure


def reports_between(reading: Reading, since: float, until: float) -> dict[str, tuple[Report, ...]]:
    """What each measure of a period or a year reported in the months ``since < date <= until``."""
    windowed = [measure for measure in reading.measures.values() if measure.window in ("period", "year")]
    return {
        m.name: tuple(_report(reading, m, date) for date in _dates(reading, m) if since < date <= until)
        for m in windowed
    }


def figures_by(reading: Reading, names: Iterable[str], until: float) -> dict[str, tuple[Report, ...]]:
    """Every figure that some measures reported by a month, whatever their window."""
    named = [reading.measures[name] for name in names]
    return {m.name: tuple(_report(reading, m, date) for date in _dates(reading, m) if date <= until) for m in named}


def _report(reading: Reading, measure: Measure, date: float) -> Report:
    """What a measure reports on one of its dates; what it takes as it stands is known by whole months."""
    value = reading.value(measure.name, date if own_dates(measure, reading.evaluations) else ceil(date))
    return Report(date, _counts_to(reading, measure, date), value)


def _dates(reading: Reading, measure: Measure) -> Sequence[float]:
    own = _own_dates(reading, measure)
    return sorted({*reading.statements}) if own is None else own


def _own_dates(reading: Reading, measure: Measure) -> Sequence[float] | None:
    """When a measure is reported: as it came, as its terms say, or with its parts; None is with every statement."""
    recorded = reading.counted.recorded.get(measure.name)
    if recorded is not None and recorded.dates:
        return recorded.dates
    if own := own_dates(measure, reading.evaluations):
        return own
    of_parts = [_own_dates(reading, part) for part in _made_of(reading, measure)]
    known = [dates for dates in of_parts if dates is not None]
    return sorted({*chain(*known)}) if known and len(known) == len(of_parts) else None


def _counts_to(reading: Reading, measure: Measure, date: float) -> int:
    """The month up to which the figure of a date counts: the latest of those that it is made of, of its own window."""
    parts = _made_of(reading, measure)
    if parts:
        alike = [part for part in parts if part.window == measure.window]  # what is to date counts to any month
        return max(_counts_to(reading, part, date) for part in alike or parts)
    return counts_to(measure, reading.evaluations, date)


def _made_of(reading: Reading, measure: Measure) -> list[Measure]:
    """The measures that one is made of, where it is of nothing else and takes them as they stand; else none."""
    if measure.name in reading.counted.recorded or own_dates(measure, reading.evaluations):
        return []
    names = measure.made_of
    return [reading.measures[name] for name in names] if all(name in reading.measures for name in names) else []
