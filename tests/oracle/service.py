"""The service in a SimPy environment: a process a person, places in a SimPy store.

*One person*, 5 and 6, and *Directions* of docs/how-it-runs.md.

Takes people and directions, gives who started and left when. Knows nothing of contracts or money. The calendar's
steps come earlier in the day than anything here, so what happens at exactly *t* comes after a direction at *t*.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from math import inf, isnan
from typing import Any

import simpy
from oracle.life import TimeInService
from oracle.people import Person

from outcomesim.scenario.model import Scenario

WITHOUT_LIMIT = 5_000
"""Places where nothing limits them: more than there are people."""


@dataclass(eq=False)
class Place:
    """Room for one person: when it falls free, and whether it has been cut."""

    falls_free: float = -inf
    cut: bool = False


class Provider:
    """One provider's places and queue."""

    def __init__(self, env: simpy.Environment) -> None:
        self.places: list[Place] = []
        self.free: simpy.Store = simpy.Store(env)

    def open_places(self, number: int) -> None:
        for _ in range(number):
            self.places.append(Place())
            self.free.put(self.places[-1])

    def cut_places(self, number: int) -> None:
        """Remove the places that fall free first, empty ones first of all; nobody is sent away."""
        for place in sorted(self.places, key=lambda p: p.falls_free)[:number]:
            place.cut = True
            self.places.remove(place)
            if place in self.free.items:
                self.free.items.remove(place)


@dataclass
class Service:
    """The door, the providers with their queues and places, and the course that reviews have set."""

    env: simpy.Environment
    scenario: Scenario
    people: list[Person]
    started: dict[int, float] = field(default_factory=dict)
    intensity: list[tuple[float, int]] = field(default_factory=lambda: [(0.0, 1000)])
    intake_open: bool = True
    notice_at: float = inf
    stop_at: float = inf
    course: list[tuple[float, tuple[int, ...], int, bool, tuple[float, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        delivering = self.scenario.service.delivering
        self.providers = [Provider(self.env) for _ in delivering]
        self.provider_of: dict[int, int] = {}
        self.waiting: dict[int, Any] = {}
        self.shares = [(0.0, [one.share for one in delivering])]
        self.planned = planned_places(self.scenario)
        for provider, places in zip(self.providers, self.planned, strict=True):
            provider.open_places(places)
        for person in self.people:
            self.env.process(self._pathway(person))

    @property
    def ends(self) -> float:
        """The last day of service, or the stop where that is sooner."""
        return min(self.scenario.dates.last_service, self.stop_at)

    def time_of(self, person: Person) -> TimeInService | None:
        """When the person was in service, as things now stand; None where she has not started."""
        start = self.started.get(person.number)
        if start is None:
            return None
        return TimeInService(start, min(start + person.stay, self.ends), tuple(self.intensity))

    def _pathway(self, person: Person) -> Generator[simpy.Event, Any, None]:
        """Referred; turned away or waiting; served; gone."""
        yield self.env.timeout(person.referral)
        provider = self.providers[self._refer_on(person)]
        if not person.engages or not self.intake_open:
            return
        self.waiting[person.number] = provider.free.get()
        place = yield self.waiting[person.number]
        del self.waiting[person.number]
        if self._may_start(person):
            self.started[person.number] = self.env.now
            place.falls_free = self.env.now + person.stay
            yield self.env.timeout(person.stay)
            place.falls_free = -inf
        if not place.cut:
            provider.free.put(place)

    def _refer_on(self, person: Person) -> int:
        """The first provider whose cumulative share exceeds her uniform, for good; the last with a share."""
        reached = 0.0
        for one, share in enumerate(self.shares[-1][1]):
            if share > 0 and reached <= person.referred_on:
                self.provider_of[person.number] = one
            reached += share
        return self.provider_of[person.number]

    def _may_start(self, person: Person) -> bool:
        now = self.env.now
        ceiling = self.scenario.cohort.ceiling
        if now >= self.ends or (ceiling is not None and len(self.started) >= ceiling):
            return False
        who = self.scenario.service.starts_during_notice
        during_notice = now >= self.notice_at
        return not during_notice or who == "everyone" or (who == "those waiting" and person.referral < self.notice_at)

    def direct(
        self,
        *,
        places: float | list[float] | None = None,
        intensity: float | None = None,
        intake_open: float | None = None,
        notice_months: float | None = None,
        referral_shares: list[float] | None = None,
    ) -> None:
        """Change the course from now on; None leaves a thing as it is. Nothing is heard once service has stopped."""
        now = self.env.now
        if self.stop_at <= now:
            return
        # The door first: whoever is turned away now gets none of the places that open now.
        if intake_open is not None:
            self.intake_open = bool(intake_open)
            if not self.intake_open and self.scenario.service.waiting_when_shut == "turned away":
                for request in self.waiting.values():
                    request.cancel()
                self.waiting.clear()
        if places is not None:
            wanted = places if isinstance(places, list) else divided(places, self._weights())
            for provider, number in zip(self.providers, wanted, strict=True):
                more = 0 if isnan(number) else int(number) - len(provider.places)
                provider.open_places(max(more, 0))
                provider.cut_places(max(-more, 0))
        if referral_shares is not None:
            self.shares.append((now, [share / sum(referral_shares) for share in referral_shares]))
        if intensity is not None:
            self.intensity.append((now, round(1000 * intensity)))
        if notice_months is not None and now + notice_months < self.stop_at:
            self.notice_at = min(self.notice_at, now)
            self.stop_at = now + notice_months
        places_now = tuple(len(provider.places) for provider in self.providers)
        shares_now = tuple(self.shares[-1][1])
        self.course.append((now, places_now, self.intensity[-1][1], self.intake_open, shares_now))

    def _weights(self) -> list[float]:
        """What places for all are divided by: the places planned, or the shares where they have no limit."""
        if WITHOUT_LIMIT in self.planned:
            return [one.share for one in self.scenario.service.delivering]
        return [float(places) for places in self.planned]


def planned_places(scenario: Scenario) -> list[int]:
    """Each provider's own places, or its part of the service's."""
    delivering, service = scenario.service.delivering, scenario.service
    if delivering[0].places is not None:
        return [one.places or 0 for one in delivering]
    if service.places is None:
        return [WITHOUT_LIMIT] * len(delivering)
    return [int(part) for part in divided(service.places, [one.share for one in delivering])]


def divided(total: float, weights: list[float]) -> list[float]:
    """Whole numbers in proportion: the differences of the rounded cumulative parts."""
    whole, reached, before, parts = sum(weights), 0.0, 0, []
    for number, weight in enumerate(weights):
        reached += weight
        part = reached / whole if whole > 0 else (number + 1) / len(weights)
        parts.append(float(round(total * part) - before))
        before = round(total * part)
    return parts
