"""The measures of simulated people: what a simulation counts, draws and evaluates, laid out for measuring.

Takes a scenario and the random numbers of a block; gives what each measure of a contract reports at a
month. It knows the truth, which evaluations estimate, and hands none of it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from outcomesim.errors import RunError
from outcomesim.measurement.counted import Among, Counted, Recorded
from outcomesim.measurement.evaluation import People, SimulatedReports
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.reports import figures_by, reports_between
from outcomesim.measurement.running_totals import RunningTotals, totals_by_month
from outcomesim.measurement.statement import Report
from outcomesim.measurement.tallies import Tallies
from outcomesim.measurement.vintages import NOBODY_APART, Apart, Evaluated, evaluated_of, vintage_of
from outcomesim.people.pathway import drawn
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams
from outcomesim.units import TICKS_PER_MONTH, Floats, Ints


@dataclass(frozen=True)
class SimulatedMeasures:
    """What the measures of a block share under every contract.

    Parameters
    ----------
    scenario : Scenario
    streams : Streams
    recorded : dict of measure name to Recorded
        What was drawn for measures that are reported from outside.
    share_measured : dict of measure name to array (R,)
    apart : Apart
        Those who are counted apart, in the run's own order.
    """

    scenario: Scenario
    streams: Streams
    recorded: dict[str, Recorded]
    share_measured: dict[str, Floats]
    apart: Apart = NOBODY_APART

    @classmethod
    def of(cls, scenario: Scenario, streams: Streams, apart: Apart = NOBODY_APART) -> SimulatedMeasures:
        """Draw what is assumed; raises RunError where a measure cannot be simulated."""
        refusals = list(why_not_simulated(scenario))
        if refusals:
            raise RunError("\n".join(refusals))
        return cls(
            scenario,
            streams,
            recorded={m.name: _assumed(m, scenario, streams) for m in scenario.measures if m.how == "recorded"},
            share_measured={m.name: drawn(m.measured, streams) for m in scenario.measures if m.measured is not None},
            apart=apart,
        )


class ContractMeasures:
    """The measures of one contract as its calendar runs.

    Parameters
    ----------
    block : SimulatedMeasures
    statements : tuple of int
        The months of the contract's statements.
    """

    def __init__(self, block: SimulatedMeasures, statements: tuple[int, ...]) -> None:
        self._block = block
        self._statements = statements or (block.scenario.horizon_months,)
        self._paid = np.zeros((block.scenario.horizon_months + 1, block.streams.replications.shape[0]))
        self._reading: Reading | None = None
        self._added_up: dict[tuple[str, Evaluated | None], Ints] = {}

    def note_paid(self, month: int, amount: Floats) -> None:
        """What the payers paid in a month, (R,) pence: it is known the day after the month has closed."""
        self._paid[month + 2 :] += amount

    def forget(self) -> None:
        """Delivery has been directed: what was counted holds no longer."""
        self._reading = None
        self._added_up.clear()

    def reports(self, since: int, until: int, totals: RunningTotals, tallies: Tallies) -> dict[str, tuple[Report, ...]]:
        """What measures of a period or a year reported after one month and by another."""
        return reports_between(self._reading_of(totals, tallies), since, until)

    def figures(
        self, names: Iterable[str], until: int, totals: RunningTotals, tallies: Tallies
    ) -> dict[str, tuple[Report, ...]]:
        """Every figure that some measures reported by a month."""
        return figures_by(self._reading_of(totals, tallies), names, until)

    def at(self, month: int, totals: RunningTotals, tallies: Tallies) -> dict[str, Floats]:
        """Every measure as it is known at a month, (R,) each.

        Parameters
        ----------
        month : int
        totals : RunningTotals
        tallies : Tallies
            The same, month by month; evaluations alone look at the true ones.
        """
        return self._reading_of(totals, tallies).at(month)

    def value(self, name: str, month: int, totals: RunningTotals, tallies: Tallies) -> Floats:
        """One of them, (R,); of a month yet to come, as things stand: none that goes by what payers pay."""
        return self._reading_of(totals, tallies).value(name, month)

    def _reading_of(self, totals: RunningTotals, tallies: Tallies) -> Reading:
        if self._reading is None:
            scenario = self._block.scenario
            self._reading = Reading(
                {measure.name: measure for measure in scenario.measures},
                {evaluation.name: evaluation for evaluation in scenario.evaluations},
                self._counted(totals, tallies),
                self._statements,
            )
        return self._reading

    def _counted(self, totals: RunningTotals, tallies: Tallies) -> Counted:
        block, scenario = self._block, self._block.scenario
        everybody = Counted(
            outcomes=scenario.outcome_names,
            segments=tuple(segment.name for segment in scenario.segments),
            verified=totals.verified,
            starts=totals.starts,
            referred=totals.referred,
            person_months=totals.served / TICKS_PER_MONTH,
            cost=totals.cost,
            paid=self._paid,
            recorded=block.recorded,
            share_measured=block.share_measured,
        )
        counted = replace(everybody, among=self._among(everybody, totals))
        reports = SimulatedReports(
            scenario.outcomes, lambda measure: self._people_of(measure, counted, tallies), block.streams
        )
        return replace(
            counted, reports=reports, among={a: replace(c, reports=reports) for a, c in counted.among.items()}
        )

    def _people_of(self, measure: Measure, counted: Counted, tallies: Tallies) -> tuple[People, Ints]:
        """Those whom evaluations of a measure are about, and how many there are of all segments."""
        segments = [segment.name for segment in self._block.scenario.segments]
        about = evaluated_of(measure, segments)
        with_service, without = tallies.true_with, tallies.true_without
        if about is not None:
            e = self._block.apart.evaluated.index(about)
            with_service, without = tallies.true_with_of[:, e], tallies.true_without_of[:, e]
        theirs = counted.among.get((measure.cohort, measure.follow_up_months), counted)
        here = [segments.index(measure.segment)] if measure.segment else slice(None)
        return (
            People(
                referred=np.sum(theirs.referred[:, :, here], axis=2),
                with_service=self._totals("with", about, with_service),
                without=self._totals("without", about, without),
                verified=np.sum(theirs.verified[:, :, here], axis=2),
            ),
            np.sum(theirs.referred, axis=2),
        )

    def _totals(self, life: str, about: Evaluated | None, months: Ints) -> Ints:
        """Totals of true outcomes, added up once until delivery is directed."""
        key = life, about
        if key not in self._added_up:
            self._added_up[key] = totals_by_month(months)
        return self._added_up[key]

    def _among(self, everybody: Counted, totals: RunningTotals) -> dict[Among, Counted]:
        """The same of those whom a measure is of; nobody is of a cohort before she has started."""
        among: dict[Among, Counted] = {}
        for measure in self._block.scenario.measures:
            vintage = vintage_of(measure)
            if vintage is not None:
                theirs = totals.vintages[self._block.apart.vintages.index(vintage)]
                among[measure.cohort, measure.follow_up_months] = replace(
                    everybody,
                    verified=theirs.verified,
                    starts=theirs.starts,
                    referred=everybody.referred if measure.cohort is None else theirs.starts,
                    person_months=theirs.served / TICKS_PER_MONTH,
                )
        return among


def _assumed(measure: Measure, scenario: Scenario, streams: Streams) -> Recorded:
    """What is assumed of a measure, from the first month it is known on."""
    assert measure.assumed is not None
    rows = (scenario.horizon_months + 1, streams.replications.shape[0])
    value, share = np.full(rows, np.nan), np.ones(rows)
    first = ceil(measure.known_at[0]) if measure.known_at else 0
    value[first:] = drawn(measure.assumed, streams)
    if measure.measured is not None:
        share[:] = drawn(measure.measured, streams)
    return Recorded(value, np.full(rows, np.nan), share)


def why_not_simulated(scenario: Scenario) -> Iterator[str]:
    """Why the measures of a scenario cannot be simulated, one sentence each."""
    for measure in scenario.measures:
        whose = f'the measure "{measure.name}"'
        if measure.how == "recorded" and measure.assumed is None:
            yield f"{whose} can only be settled from recorded activity; write assumed = ... to simulate it"
