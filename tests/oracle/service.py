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
    """One provider's door, places and queue, and when it was given notice and stops."""

    def __init__(self, env: simpy.Environment) -> None:
        self.places: list[Place] = []
        self.free: simpy.Store = simpy.Store(env)
        self.waiting: dict[int, Any] = {}
        self.intake_open = True
        self.notice_at = self.stop_at = inf

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

    def open_door(self, is_open: bool, *, waiting: str) -> None:
        """Open or shut it; those who wait may be turned away."""
        self.intake_open = is_open
        if not is_open and waiting == "turned away":
            for request in self.waiting.values():
                request.cancel()
            self.waiting.clear()

    def give_notice(self, now: float, months: float) -> None:
        """It may bring the stop forward."""
        if now + months < self.stop_at:
            self.notice_at = min(self.notice_at, now)
            self.stop_at = now + months


@dataclass
class Service:
    """The providers with their doors, queues and places, and the course that has been set."""

    env: simpy.Environment
    scenario: Scenario
    people: list[Person]
    started: dict[int, float] = field(default_factory=dict)
    intensity: list[tuple[float, int]] = field(default_factory=lambda: [(0.0, 1000)])
    course: list[tuple[float, tuple[int, ...], int, tuple[bool, ...], tuple[float, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        delivering = self.scenario.service.delivering
        self.providers = [Provider(self.env) for _ in delivering]
        self.provider_of: dict[int, int] = {}
        self.shares = [(0.0, [one.share for one in delivering])]
        self.planned = planned_places(self.scenario)
        for provider, places in zip(self.providers, self.planned, strict=True):
            provider.open_places(places)
        for person in self.people:
            self.env.process(self._pathway(person))

    @property
    def stop_at(self) -> float:
        """The service has stopped once all its providers have."""
        return max(provider.stop_at for provider in self.providers)

    def ends(self, provider: int) -> float:
        """The last day of service, or the provider's stop where that is sooner."""
        return min(self.scenario.dates.last_service, self.providers[provider].stop_at)

    def time_of(self, person: Person) -> TimeInService | None:
        """When the person was in service, as things now stand; None where she has not started."""
        start = self.started.get(person.number)
        if start is None:
            return None
        ends = self.ends(self.provider_of[person.number])
        return TimeInService(start, min(start + person.stay, ends), tuple(self.intensity))

    def _pathway(self, person: Person) -> Generator[simpy.Event, Any, None]:
        """Referred; turned away or waiting; served; gone."""
        yield self.env.timeout(person.referral)
        provider = self.providers[self._refer_on(person)]
        if not person.engages or not provider.intake_open:
            return
        provider.waiting[person.number] = provider.free.get()
        place = yield provider.waiting[person.number]
        del provider.waiting[person.number]
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
        one = self.provider_of[person.number]
        if now >= self.ends(one) or (ceiling is not None and len(self.started) >= ceiling):
            return False
        who = self.scenario.service.starts_during_notice
        notice_at = self.providers[one].notice_at
        return now < notice_at or who == "everyone" or (who == "those waiting" and person.referral < notice_at)

    def direct(
        self,
        *,
        places: float | list[float] | None = None,
        intensity: float | None = None,
        intake_open: float | list[float] | None = None,
        notice_months: float | list[float] | None = None,
        referral_shares: list[float] | None = None,
    ) -> None:
        """Change the course from now on; None leaves a thing as it is, a number is for all providers alike, and NaN
        leaves one alone. Nothing is heard once service has stopped."""
        now = self.env.now
        if self.stop_at <= now:
            return
        # The door first: whoever is turned away now gets none of the places that open now.
        for provider, is_open in self._each(intake_open):
            provider.open_door(bool(is_open), waiting=self.scenario.service.waiting_when_shut)
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
        for provider, months in self._each(notice_months):
            provider.give_notice(now, months)
        places_now = tuple(len(provider.places) for provider in self.providers)
        doors_now = tuple(provider.intake_open for provider in self.providers)
        self.course.append((now, places_now, self.intensity[-1][1], doors_now, tuple(self.shares[-1][1])))

    def _each(self, told: float | list[float] | None) -> list[tuple[Provider, float]]:
        """Those who are told something, and what."""
        values = told if isinstance(told, list) else [inf if told is None else told] * len(self.providers)
        return [pair for pair in zip(self.providers, values, strict=True) if pair[1] < inf]

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
