"""What is counted, month by month (*One person*, 8 to 10; *Time spent, costs*).

Takes the service as it stands at some moment, gives counts, ticks and pence. Everything before that moment is
final; what comes after it is only what would happen if nothing were directed any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import floor, inf
from typing import Any

import numpy as np
from oracle.draws import Draws
from oracle.evidence import claims, true_times
from oracle.life import Spell, TimeInService, chains, spell
from oracle.service import Service

from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import TICKS_PER_MONTH


@dataclass
class Tally:
    """The counts of one replication under one contract; axes segment G, line L, chain K, month M."""

    referred: int
    starts: Any  # (G, M)
    served: Any  # (M,) ticks
    effort: Any  # (M,) ticks by thousandths
    achieved: Any  # (G, L, M)
    true_with: Any  # (L, M)
    true_without: Any  # (L, M)
    spell_with: Any  # (K, M) ticks
    spell_without: Any  # (K, M) ticks
    verified: Any  # (G, L, M)
    anyway: Any  # (G, L, M)
    withheld: Any  # (L, M) pence
    not_found: Any  # (L,)
    late: Any  # (L,)

    @classmethod
    def empty(cls, scenario: Scenario) -> Tally:
        g, n, m = len(scenario.segments), len(scenario.outcomes), scenario.horizon_months
        k = sum(outcome.kind == "event" for outcome in scenario.outcomes)
        shapes = [(g, m), m, m, (g, n, m), (n, m), (n, m), (k, m), (k, m), (g, n, m), (g, n, m), (n, m), n, n]
        return cls(0, *(np.zeros(shape, dtype=np.int64) for shape in shapes))


@dataclass
class Counter:
    """Counts one replication under one contract, again from the start whenever it is asked."""

    scenario: Scenario
    terms: ContractTerms
    draws: Draws
    service: Service
    _known: tuple[Any, Tally] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        segments = range(len(self.scenario.segments))
        self.chains = [chains(self.scenario, self.draws, segment) for segment in segments]
        self._lives = lru_cache(maxsize=None)(self._live)

    def now(self) -> Tally:
        """The tally as things stand."""
        state = (len(self.service.started), len(self.service.course))
        if self._known is None or self._known[0] != state:
            self._known = (state, self._count())
        return self._known[1]

    def _live(self, number: int, served: TimeInService | None) -> list[Spell]:
        person = next(p for p in self.service.people if p.number == number)
        lasts = self.scenario.service.effect_lasts_months
        return [spell(chain, person, served, lasts) for chain in self.chains[person.segment]]

    def _count(self) -> Tally:
        scenario, tally = self.scenario, Tally.empty(self.scenario)
        for person in self.service.people:
            served = self.service.time_of(person)
            with_service, without = self._lives(person.number, served), self._lives(person.number, None)
            tally.referred += 1
            count_truth(scenario, with_service, tally.true_with, tally.spell_with)
            count_truth(scenario, without, tally.true_without, tally.spell_without)
            if served is not None:
                tally.starts[person.segment, floor(served.start)] += 1
                count_service(served, tally)
            for claim in claims(
                scenario, self.terms, self.draws, person, served, with_service=with_service, without=without
            ):
                where = (claim.segment, claim.line)
                tally.achieved[(*where, floor(claim.achieved))] += 1
                if claim.outcome == "not found":
                    tally.not_found[claim.line] += 1
                elif claim.outcome == "late":
                    tally.late[claim.line] += 1
                else:
                    month = floor(claim.verified)
                    tally.verified[(*where, month)] += 1
                    tally.anyway[(*where, month)] += claim.anyway
                    tally.withheld[claim.line, month] += claim.withheld
        return tally


def count_truth(scenario: Scenario, spells: list[Spell], counts: Any, ticks: Any) -> None:
    """Add one life's outcomes by line and month, and the time in each spell by chain and month."""
    for name, time in true_times(scenario, spells).items():
        counts[scenario.outcome_names.index(name), floor(time)] += 1
    for k, one in enumerate(spells):
        until = min(one.lost, scenario.dates.last_outcome, one.began + counted_months(one.chain.event))
        if one.began < until:
            add_ticks(ticks[k], one.began, until)


def counted_months(event: Outcome) -> float:
    """How long a chain's spell is counted: as long as its worth runs, for ever where nothing is said."""
    return min((worth.for_months or inf for worth in event.worth if worth.per != "once"), default=inf)


def count_service(served: TimeInService, tally: Tally) -> None:
    """Add one person's time in service, plain and weighted by the intensity in force."""
    add_ticks(tally.served, served.start, served.leave)
    changes = [t for t, _ in served.intensity if served.start < t < served.leave]
    ends = [served.start, *changes, served.leave]
    for since, until in pairwise(ends):
        add_ticks(tally.effort, since, until, weight=served.intensity_at(since))


def add_ticks(months: Any, since: float, until: float, weight: int = 1) -> None:
    """Count the ticks of an interval, each end at its nearest tick, in the months they fall in."""
    first, after = round(since * TICKS_PER_MONTH), round(until * TICKS_PER_MONTH)
    for month in range(len(months)):
        begins, ends = month * TICKS_PER_MONTH, (month + 1) * TICKS_PER_MONTH
        months[month] += weight * max(0, min(after, ends) - max(first, begins))
