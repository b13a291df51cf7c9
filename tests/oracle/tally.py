"""What is counted, month by month (*One person*, 8 to 11; *Time spent, costs*).

Takes the service as it stands at some moment, gives counts, ticks and pence. Everything before that moment is
final; what comes after it is only what would happen if nothing were directed any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import floor, inf
from typing import Any

import numpy as np
from oracle.days import days_of
from oracle.draws import Draws
from oracle.evidence import Claim, apply_cap, claims, true_times
from oracle.life import Spell, TimeInService, chains, spell
from oracle.people import Person
from oracle.service import Service

from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import TICKS_PER_MONTH


@dataclass
class Tally:
    """The counts of one replication under one contract; axes segment G, line L, chain K, month M."""

    referred: Any  # (G, M); G is segments by provider: all providers of the first segment first
    starts: Any  # (G, M)
    served: Any  # (G, M) ticks
    effort: Any  # (P, M) ticks by thousandths
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
        p = len(scenario.service.delivering)
        g, n, m = len(scenario.segments) * p, len(scenario.outcomes), scenario.horizon_months
        k = sum(outcome.kind == "event" for outcome in scenario.outcomes)
        people, time = [(g, m), (g, m)], [(g, m), (p, m)]
        shapes = [*people, *time, (g, n, m), (n, m), (n, m), (k, m), (k, m), (g, n, m), (g, n, m), (n, m), n, n]
        return cls(*(np.zeros(shape, dtype=np.int64) for shape in shapes))


@dataclass(frozen=True)
class Followed:
    """One person's two lives and her claims, given her time in service (None where she has not started)."""

    person: Person
    provider: int
    group: int
    served: TimeInService | None
    with_service: list[Spell]
    without: list[Spell]
    claims: list[Claim]


class Counter:
    """Counts one replication under one contract, as things stand whenever it is asked."""

    def __init__(self, scenario: Scenario, terms: ContractTerms, draws: Draws, service: Service) -> None:
        self.scenario, self.terms, self.draws, self.service = scenario, terms, draws, service
        self.providers = len(scenario.service.delivering)
        self.chains = [
            chains(scenario, draws, segment, provider)
            for segment in range(len(scenario.segments))
            for provider in range(self.providers)
        ]
        self.tally = Tally.empty(scenario)
        self.counted: dict[int, Followed] = {}

    def now(self) -> Tally:
        """The tally as things stand: whoever's time in service has changed is taken back and counted again."""
        for person in self.service.people:
            served, before = self.service.time_of(person), self.counted.get(person.number)
            provider = self.service.provider_of.get(person.number, 0)
            if before is None or before.served != served or before.provider != provider:
                if before is not None:
                    count(self.scenario, before, self.tally, -1)
                self.counted[person.number] = self.follow(person, served)
                count(self.scenario, self.counted[person.number], self.tally, +1)
        return self.tally

    def hold_back(self, lost: Callable[[str, int], bool]) -> None:
        """Tally anew what the cap per person withholds from everybody counted, given which line loses which month."""
        self.tally.withheld[:] = 0
        for one in self.counted.values():
            if one.served is None:
                continue
            verified = [claim for claim in one.claims if claim.outcome == "verified"]
            for line, month, pence in apply_cap(self.scenario, self.terms, one.served.start, verified, lost):
                self.tally.withheld[line, month] += pence

    def follow(self, person: Person, served: TimeInService | None) -> Followed:
        """Live one person's lives, and see what of them can be claimed."""
        provider = self.service.provider_of.get(person.number, 0)
        group = person.segment * self.providers + provider
        lasts, own = self.scenario.service.effect_lasts_months, self.chains[group]
        lived = [spell(chain, person, served, lasts) for chain in own]
        without = [spell(chain, person, None, lasts) for chain in own]
        made = claims(self.scenario, self.terms, self.draws, person, served, with_service=lived, without=without)
        return Followed(person, provider, group, served, lived, without, made)


def count(scenario: Scenario, followed: Followed, tally: Tally, sign: int) -> None:
    """Add one person to the tally, or take her back."""
    tally.referred[followed.group, floor(followed.person.referral)] += sign
    count_truth(scenario, followed.with_service, tally.true_with, tally.spell_with, sign)
    count_truth(scenario, followed.without, tally.true_without, tally.spell_without, sign)
    if followed.served is not None:
        tally.starts[followed.group, floor(followed.served.start)] += sign
        count_service(followed, tally, sign)
    for claim in followed.claims:
        count_claim(claim, followed.group, tally, sign)


def count_claim(claim: Claim, group: int, tally: Tally, sign: int) -> None:
    """Add an achieved outcome or the days of a month, and what became of them."""
    where = (group, claim.line)
    number = sign * claim.count
    tally.achieved[(*where, floor(claim.achieved))] += number
    if claim.outcome == "not found":
        tally.not_found[claim.line] += number
    elif claim.outcome == "late":
        tally.late[claim.line] += number
    else:
        month = floor(claim.verified)
        tally.verified[(*where, month)] += number
        tally.anyway[(*where, month)] += sign * claim.anyway


def count_truth(scenario: Scenario, spells: list[Spell], counts: Any, ticks: Any, sign: int) -> None:
    """Add one life's outcomes and days by line and month, and the time in each spell by chain and month."""
    for name, time in true_times(scenario, spells).items():
        counts[scenario.outcome_names.index(name), floor(time)] += sign
    for line, outcome in enumerate(scenario.outcomes):
        if outcome.kind == "days":
            for month in days_of(scenario, outcome, spells):
                counts[line, month.month] += sign * month.days
    for k, one in enumerate(spells):
        until = min(one.lost, scenario.dates.last_outcome, one.began + counted_months(one.chain.event))
        if one.began < until:
            add_ticks(ticks[k], one.began, until, weight=sign)


def counted_months(event: Outcome) -> float:
    """How long a chain's spell is counted: as long as its worth runs, for ever where nothing is said."""
    return min((worth.for_months or inf for worth in event.worth if worth.per != "once"), default=inf)


def count_service(followed: Followed, tally: Tally, sign: int) -> None:
    """Add one person's time in service, plain and weighted by the intensity in force."""
    served = followed.served
    assert served is not None
    add_ticks(tally.served[followed.group], served.start, served.leave, weight=sign)
    changes = [t for t, _ in served.intensity if served.start < t < served.leave]
    for since, until in pairwise([served.start, *changes, served.leave]):
        add_ticks(tally.effort[followed.provider], since, until, weight=sign * served.intensity_at(since))


def add_ticks(months: Any, since: float, until: float, weight: int = 1) -> None:
    """Count the ticks of an interval, each end at its nearest tick, in the months they fall in."""
    first, after = round(since * TICKS_PER_MONTH), round(until * TICKS_PER_MONTH)
    for month in range(first // TICKS_PER_MONTH, min(len(months), after // TICKS_PER_MONTH + 1)):
        begins, ends = month * TICKS_PER_MONTH, (month + 1) * TICKS_PER_MONTH
        months[month] += weight * (min(after, ends) - max(first, begins))
