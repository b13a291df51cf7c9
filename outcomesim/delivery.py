"""The people of a block under one contract: shared by all contracts until one directs them.

Takes rates, views and a course; gives tallies and what delivery cost. Whenever a contract directs, the
replications it directs are lived again, whole, under the new course and from the same draws: what happened
before the direction comes out the same to the bit, so the tallies are a function of the course and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from outcomesim.direction import Course, Direction
from outcomesim.measurement.claim_values import ClaimValues
from outcomesim.measurement.cost import CostRates, cost_rates, delivery_cost, months_running, strength_running
from outcomesim.measurement.evidence import View, Views, views_of
from outcomesim.measurement.tallies import Tallies, empty_tallies
from outcomesim.measurement.vintages import NOBODY_APART, Apart
from outcomesim.people.pathway import PLANNED_INTENSITY, Pathway, Rates, rates_of
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams
from outcomesim.units import Floats, Ints


@dataclass(frozen=True)
class LivedAgain:
    """Replications lived again under a course, in every view: kept, so that contracts which direct alike share them."""

    rows: Ints
    course: Course
    tallies: Tallies


@dataclass(frozen=True)
class Block:
    """Some replications, lived as planned: what every contract starts from."""

    scenario: Scenario
    streams: Streams
    pathway: Pathway
    rates: Rates
    cost_rates: CostRates
    views: Views
    tallies: Tallies
    costs: Floats  # (R, P, M) pence
    runnings: Floats  # (R, P, M)
    lived_again: list[LivedAgain] = field(default_factory=list)  # the last, if any


def live_as_planned(
    scenario: Scenario,
    pathway: Pathway,
    views: tuple[View, ...],
    lags: tuple[Floats, ...],
    streams: Streams,
    apart: Apart = NOBODY_APART,
) -> Block:
    """Draw what holds in each replication and let everybody live as planned, once for all contracts."""
    rates = rates_of(scenario, streams)
    seen = views_of(scenario, views, lags, streams, apart)
    costs = cost_rates(scenario, streams)
    course = Course.as_planned(rates.people.shape[0], 1, pathway.places.shape[0])
    tallies = _live(streams.seed, pathway, rates, course, seen)
    rows = np.arange(rates.people.shape[0])
    runnings = months_running(course, pathway.last_service, pathway.months)
    strength = runnings * pathway.provider_shares[:, None]
    cost = delivery_cost(costs, tallies, rows, strength)
    return Block(scenario, streams, pathway, rates, costs, seen, tallies, cost, runnings)


def compiled_before() -> bool:
    """Whether this machine keeps a compiled kernel from an earlier run."""
    from outcomesim import kernel

    stats = getattr(kernel.live, "stats", None)  # plain Python has nothing to compile
    return stats is None or any(Path(stats.cache_path).glob(f"kernel.{kernel.live.__qualname__}-*.nbi"))


def _live(seed: int, pathway: Pathway, rates: Rates, course: Course, views: Views) -> Tallies:
    from outcomesim import kernel  # numba takes half a second to import: not before somebody lives

    tallies = empty_tallies(
        views=views.found.shape[0],
        replications=rates.people.shape[0],
        groups=rates.hazard.shape[1],
        lines=pathway.evidence_key.shape[0],
        chains=pathway.chain_key.shape[0],
        months=pathway.months,
        providers=pathway.places.shape[0],
        vintages=views.vintages.shape[0],
        evaluated=views.evaluated.shape[0],
        limited=bool(np.isfinite(views.most_units).any()),
    )
    with np.errstate(over="ignore"):  # uint64 arithmetic is meant to wrap round, where nothing is compiled
        kernel.live(np.uint64(seed), pathway, rates, course, views, tallies)
    return tallies


def _live_again(block: Block, rows: Ints, course: Course) -> Tallies:
    """Live some replications again under a course, unless a contract has just directed exactly the same."""
    for last in block.lived_again:
        if np.array_equal(last.rows, rows) and all(map(np.array_equal, last.course, course)):
            return last.tallies
    tallies = _live(block.streams.seed, block.pathway, block.rates.take(rows), course, block.views.take(rows))
    block.lived_again[:] = [LivedAgain(rows, course, tallies)]
    return tallies


class Delivery:
    """Delivery of the service under one contract, over a block of replications.

    Parameters
    ----------
    block : Block
    view : int
        The contract's way of looking at outcomes.
    slots : int
        The most directions it can give.

    Attributes
    ----------
    course : Course
    tallies : Tallies, with the contract's own view alone
    costs : array (R, P, M) of pence
        Of each provider.
    cost : array (R, M) of pence
        Of all providers together.
    runnings : array (R, P, M)
        The share of each month in which each provider's service runs.
    running : array (R, M)
        In which any of them does.
    directed : array (R,) of bool
        Replications whose delivery the contract changed.
    """

    def __init__(self, block: Block, view: int, slots: int) -> None:
        self._block = block
        self._view = view
        self._shared = True
        rows = block.rates.people.shape[0]
        self.course = Course.as_planned(rows, slots, block.pathway.places.shape[0])
        self.tallies = block.tallies.seen(view)
        self.costs = block.costs
        self.cost = self.costs.sum(axis=1)
        self.runnings = block.runnings
        self.running = self.runnings.max(axis=1)
        self.directed = np.zeros(rows, dtype=np.bool_)

    @property
    def streams(self) -> Streams:
        """The random numbers of the block."""
        return self._block.streams

    @property
    def stopped_at(self) -> Floats | None:
        """When the service was stopped before its last day, (R,); infinity where it was not, None if nowhere."""
        each = self.each_stopped_at
        return None if each is None else np.asarray(each.max(axis=1))

    @property
    def each_stopped_at(self) -> Floats | None:
        """The same of each provider, (R, P)."""
        if not self.directed.any():
            return None
        return np.where(self.course.stop_at < self._block.pathway.last_service, self.course.stop_at, np.inf)

    def cap_anew(self, rows: Ints, values: ClaimValues) -> None:
        """Tally anew what the cap per person holds back in some replications, where claims count for something else.

        Their people live again, under the course as it stands: which claim reaches the cap is known person by person.
        """
        block = self._block
        views = block.views.alone(self._view, rows, values, providers=block.pathway.places.shape[0])
        lived = _live(block.streams.seed, block.pathway, block.rates.take(rows), self.course.take(rows), views)
        withheld = self.tallies.withheld.copy()
        withheld[:, rows] = lived.withheld
        self.tallies = self.tallies._replace(withheld=withheld)

    @property
    def shares(self) -> Floats:
        """The part of the referrals that goes to each provider as things stand, (R, P)."""
        return self.course.shares_now(self._block.pathway.provider_shares)

    def direct(self, direction: Direction, time: float) -> None:
        """Change delivery from ``time`` on, in the replications directed."""
        told = direction.replications()
        if not told.any():
            return
        rows = np.flatnonzero(told & (self.course.stops_at > time))
        if rows.shape[0] == 0:
            return
        block, pathway = self._block, self._block.pathway
        self.course = self.course.directed(
            direction,
            time,
            planned_places=pathway.places,
            planned_shares=pathway.provider_shares,
            planned_intensity=PLANNED_INTENSITY,
        )
        self.directed[rows] = True
        course = self.course.take(rows)
        lived = _live_again(block, rows, course).seen(self._view)
        if rows.shape == self.directed.shape:  # all of them: shared as it is
            self.tallies, self._shared = lived, True
        else:
            if self._shared:
                self.tallies, self._shared = self.tallies.copied(), False
            self.tallies.put(rows, lived)
        self.costs, self.runnings = self.costs.copy(), self.runnings.copy()
        self.runnings[rows] = months_running(course, pathway.last_service, pathway.months)
        strength = strength_running(course, pathway.last_service, pathway.months, pathway.provider_shares)
        self.costs[rows] = delivery_cost(block.cost_rates, self.tallies, rows, strength)
        self.cost, self.running = self.costs.sum(axis=1), self.runnings.max(axis=1)
