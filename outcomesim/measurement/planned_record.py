"""What would be recorded if all went to plan: statements of expected counts, and the measures that are made of them.

Takes a plan, gives :class:`~outcomesim.measurement.statement.Statement` of one future in which everything comes to what
is expected of it, in parts of people. It knows no price. What an evaluation reports, what payers have paid, and what a
cohort or people who are followed achieve, no plan tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.measurement.counted import Counted, Recorded
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.reports import reports_between
from outcomesim.measurement.running_totals import RunningTotals, totals_by_month
from outcomesim.measurement.statement import Statement
from outcomesim.people.plan import Plan, claims_told_apart
from outcomesim.people.planned_bands import Bands
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Scenario, Verification
from outcomesim.units import TICKS_PER_MONTH, Floats, to_pence


@dataclass(frozen=True)
class PlannedRecord:
    """What is expected to be recorded, in one future.

    Parameters
    ----------
    totals : RunningTotals
    reading : Reading
        Of the measures that a plan tells, and no other.
    """

    totals: RunningTotals
    reading: Reading

    @classmethod
    def of(
        cls, scenario: Scenario, planned: Plan, statements: Sequence[int], *, verification: Verification | None = None
    ) -> PlannedRecord:
        """The record of a contract whose statements close in these months."""
        totals = _totals(scenario, planned, verification)
        known = {measure.name: measure for measure in scenario.measures}
        told = {name: measure for name, measure in known.items() if a_plan_tells(measure, known)}
        return cls(totals, Reading(told, {}, _counted(scenario, totals, told), tuple(statements)))

    def statements(self, months: Sequence[tuple[int, int]]) -> Iterator[Statement]:
        """The statements of some months ``[since, until)`` each, in their order."""
        nothing = np.zeros(1)
        for number, (since, until) in enumerate(months, start=1):
            statement = self.totals.statement(
                number=number, month_from=since, month_to=until, drawn=nothing, repaid=nothing
            )
            yield replace(
                statement, measures=self.reading.at(until), reports=reports_between(self.reading, since, until)
            )


def a_plan_tells(measure: Measure, known: Mapping[str, Measure]) -> bool:
    """Whether a plan says what a measure comes to: by itself, and by all that it is made of."""
    apart = measure.cohort is not None or measure.follow_up_months is not None
    if measure.evaluation or apart or "paid" in measure.names:
        return False
    if measure.how == "recorded":
        return measure.assumed is not None
    return all(a_plan_tells(known[name], known) for name in measure.names if name in known)


def _totals(scenario: Scenario, planned: Plan, verification: Verification | None) -> RunningTotals:
    """Running totals of one future: people and their months by the shares of segments."""
    claims = claims_told_apart(scenario, planned, Bands(), verification=verification).sum(axis=(2, 3))  # (G, L, M)
    shares = np.array([segment.share for segment in scenario.segments])

    def by_segment(people: Floats) -> Floats:
        return np.asarray(totals_by_month((shares[:, None] * people)[None]), dtype=np.float64)

    running = np.clip(scenario.dates.last_service - np.arange(scenario.horizon_months), 0.0, 1.0)
    return RunningTotals(
        verified=totals_by_month(claims[None]),
        withheld=np.zeros((scenario.horizon_months + 1, 1, claims.shape[1]), dtype=np.int64),
        referred=by_segment(planned.referred),
        starts=by_segment(planned.starts),
        served=by_segment(planned.person_months * TICKS_PER_MONTH),
        cost=totals_by_month(to_pence(planned.cost)[None]),
        running=running[:, None],
    )


def _counted(scenario: Scenario, totals: RunningTotals, told: Mapping[str, Measure]) -> Counted:
    rows = (scenario.horizon_months + 1, 1)
    recorded = {name: _assumed(measure, rows) for name, measure in told.items() if measure.how == "recorded"}
    shares = {name: np.array([m.measured.value]) for name, m in told.items() if m.measured is not None}
    return Counted(
        outcomes=scenario.outcome_names,
        segments=tuple(segment.name for segment in scenario.segments),
        verified=totals.verified,
        starts=totals.starts,
        referred=totals.referred,
        person_months=totals.served / TICKS_PER_MONTH,
        cost=totals.cost,
        paid=np.full(rows, np.nan),
        recorded=recorded,
        share_measured=shares,
    )


def _assumed(measure: Measure, rows: tuple[int, int]) -> Recorded:
    """What is assumed of a measure that is reported from outside, at its planning value, once it is known."""
    assert measure.assumed is not None
    value, share = np.full(rows, np.nan), np.ones(rows)
    value[int(np.ceil(measure.known_at[0])) if measure.known_at else 0 :] = measure.assumed.value
    if measure.measured is not None:
        share[:] = measure.measured.value
    return Recorded(value, np.full(rows, np.nan), share)
