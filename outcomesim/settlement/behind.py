"""What is behind the figure of a measure besides what was reported: what stands in for it, who could not be measured.

Takes a :class:`~outcomesim.measurement.measures.Reading`, gives words to stand beside each figure that is quoted. It
works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from outcomesim.contracts.wording.common import number, percent
from outcomesim.measurement.measures import Reading
from outcomesim.units import Floats


def figures_behind(reading: Reading | None, month: int) -> Mapping[str, str]:
    """What is said beside the figure of each measure at a month; only those of which there is something to say."""
    if reading is None:
        return {}
    said = ((name, "; ".join(_of(reading, name, month))) for name in reading.measures)
    return {name: f" ({words})" for name, words in said if words}


def _of(reading: Reading, name: str, month: int) -> Iterator[str]:
    """What is behind one measure, and behind those that it is made of."""
    measure, figure = reading.measures[name], reading.figure(name, month)
    if figure is None or not figure.reported.any():
        return
    if measure.deemed is not None and (figure.share < 1).any():
        could = f"{_ends(figure.share, percent)} could be measured"
        yield f"{could}, and whoever could not counts as {number(measure.deemed)}"
    if measure.least_sample is not None and (figure.people < measure.least_sample).any():
        instead = f'"{measure.otherwise}"' if isinstance(measure.otherwise, str) else number(measure.otherwise or 0.0)
        stands = "stands in its place" if measure.when_short == "switch" else "is mixed in"
        few = f"{_ends(figure.people, number)} people are behind it, fewer than {number(measure.least_sample)}"
        yield f"{few}: {instead} {stands}"
    for part in measure.made_of:
        if part in reading.measures:
            yield from (f'"{part}": {words}' for words in _of(reading, part, figure.stands))


def _ends(values: Floats, told: object) -> str:
    """A number of one row, or the two ends of what is open."""
    tell = told if callable(told) else str
    ends = sorted({float(value) for value in np.atleast_1d(values)})
    return tell(ends[0]) if len(ends) == 1 else f"between {tell(ends[0])} and {tell(ends[-1])}"
