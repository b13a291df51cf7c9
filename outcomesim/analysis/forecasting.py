"""What a scenario would have said of an actual that was published: an interval, and whether it holds it.

Takes a case and the scenarios it names, gives :class:`Forecast`. A case that holds measures with ``assumed``
distributions is forecast by settling its own activity with each measure as it might have been reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path

import numpy as np

from outcomesim.errors import RunError
from outcomesim.running.results import ContractResult
from outcomesim.running.runs import refuse_no_seed, simulate
from outcomesim.scenario.case import Case, CaseForecast
from outcomesim.scenario.loading import load
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.reading.rows import own_activity, read_activity
from outcomesim.settlement.settling import settle
from outcomesim.streams import Streams
from outcomesim.units import Floats, to_pounds

REPLICATIONS = 300
MOST_REPLICATIONS = 1_000_000
"""Beyond this a forecast would take days: what is recorded is settled anew for each future."""
INTERVAL = (0.05, 0.95)
"""The quantiles of the interval: nine futures of ten lie between."""


@dataclass(frozen=True)
class Forecast:
    """A simulated interval and the actual.

    Parameters
    ----------
    written : CaseForecast
    draws : array (R,)
        What was simulated, in the currency or as a count.
    seed : int
    """

    written: CaseForecast
    draws: Floats
    seed: int

    @property
    def mean(self) -> float:
        """The mean of all futures."""
        return float(np.mean(self.draws))

    @property
    def interval(self) -> tuple[float, float]:
        """The ends between which nine futures of ten lie."""
        low, high = np.quantile(self.draws, INTERVAL)
        return float(low), float(high)

    @property
    def holds(self) -> bool | None:
        """Whether the actual lies in the interval, ends included; None where there is no actual."""
        if self.written.amount is None:
            return None
        low, high = self.interval
        return bool(low - 0.5 <= self.written.amount <= high + 0.5)


def forecasts(case: Case, *, replications: int = REPLICATIONS, seed: int = 1) -> tuple[Forecast, ...]:
    """Every forecast that a case names.

    Parameters
    ----------
    case : Case
    replications : int
    seed : int

    Raises
    ------
    ScenarioError, RunError
        Where a scenario or contract is not there, or the number of futures or the seed is none.
    """
    if not (isinstance(replications, Integral) and 1 <= replications <= MOST_REPLICATIONS):
        raise RunError(
            f"a forecast takes replications from 1 to {MOST_REPLICATIONS:,}, a whole number; given {replications!r}"
        )
    refuse_no_seed(seed)
    results: dict[tuple[str, str], ContractResult] = {}
    made = []
    for written in case.forecasts:
        if not written.scenario:
            draws = _by_measures(case, written, replications, seed)
        else:
            key = written.scenario, written.contract
            if key not in results:
                results[key] = _simulated(case, written, replications, seed)
            draws = _column(results[key], written)
        made.append(Forecast(written, draws, seed))
    return tuple(made)


def _simulated(case: Case, written: CaseForecast, replications: int, seed: int) -> ContractResult:
    beside = Path(case.file).parent / f"{written.scenario.removesuffix('.toml')}.toml"
    scenario = load(beside if beside.is_file() else written.scenario)
    contracts = [written.contract] if written.contract else None
    run = simulate(scenario, replications=replications, seed=seed, contracts=contracts)
    return run[written.contract or next(iter(run.contracts))]


def _column(result: ContractResult, written: CaseForecast) -> Floats:
    """What payers paid the holder of the contract, less what they were paid back; or claims of one outcome."""
    if written.column == "verified":
        return result["verified", written.name]
    holders = result.of_role("spv") or result.of_role("provider")
    total = np.zeros(result.replications)
    for payer in result.of_role("payer"):
        for holder in holders:
            total = total + result.flow(payer.name, holder.name) - result.flow(holder.name, payer.name)
    return np.asarray(to_pounds(total))


def _by_measures(case: Case, written: CaseForecast, replications: int, seed: int) -> Floats:
    """What is owed with each recorded measure as it might have been reported, (R,)."""
    activity = read_activity(own_activity(case), case)
    streams = Streams.block(seed, 0, replications)
    drawn = {
        measure.name: measure.assumed.at(streams.uniform(f"measure, {measure.name}"))
        for measure in case.measures
        if measure.assumed is not None
    }
    owed = []
    for r in range(replications):
        with_draws = _with_measures(activity, {name: float(values[r]) for name, values in drawn.items()})
        settlement = settle(case, with_draws, contract=written.contract or None)
        owed.append(float((settlement.of_line(written.name) if written.name else settlement.total)[-1]))
    return np.array(owed)


def _with_measures(activity: Activity, values: dict[str, float]) -> Activity:
    """The same activity where other values were reported of some measures."""
    rows = tuple(
        replace(row, measures={name: values.get(name, value) for name, value in row.measures.items()})
        for row in activity.rows
    )
    return replace(activity, rows=rows)
