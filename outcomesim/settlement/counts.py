"""Recorded counts as numbers by segment and outcome.

Takes rows of recorded activity, gives arrays (G, L). It knows no price, no limit and no period.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.units import NEVER, Floats, Ints


def counts_by_segment(
    case: Case, rows: Iterable[Row], activity: Activity, what: str, *, within: tuple[float, float] = (-NEVER, NEVER),
    stands: Ints | None = None,
) -> Floats:  # fmt: skip
    """Numbers by segment and outcome, (G, L); those that say no segment stand where ``stands`` says."""
    segments, outcomes = [name for name, _ in case.segments], list(case.outcome_names)
    counts = np.zeros((len(segments), len(outcomes)))
    faults = []
    for row in rows:
        for (outcome, segment), number in getattr(row, what).items():
            line = outcomes.index(outcome)
            if not segment and len(segments) > 1 and stands is None:
                rule = "these terms have segments: a count says which it is about"
                hint = f'add a column segment, or name the column "{outcome} [{segments[0]}]"'
                faults.append(Fault(outcome, f"{number:g}", rule, hint, row.line, activity.file))
                continue
            times, last = row.times.get(outcome), within[1] == NEVER
            claims = number if last or not row.person else 0.0  # without a date they stand in the last statement
            if times is not None:
                claims = sum(within[0] <= time < within[1] for time in times)
            place = segments.index(segment) if segment else 0 if stands is None else int(stands[line])
            counts[place, line] += claims
    if faults:
        raise ScenarioError(faults)
    return counts
