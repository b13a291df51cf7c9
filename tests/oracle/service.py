"""The service in a SimPy environment: a process a person, places in a SimPy store.

*One person*, 5 and 6, and *Directions* of docs/how-it-runs.md.

Takes people and directions, gives who started and left when. Knows nothing of contracts or money. The calendar's
steps come earlier in the day than anything here, so what happens at exactly *t* comes after a direction at *t*.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from math import inf
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


@dataclass
class Service:
    """The provider's door, queue and places, and the course that reviews have set."""

    env: simpy.Environment
    scenario: Scenario
    people: list[Person]
    started: dict[int, float] = field(default_factory=dict)
    intensity: list[tuple[float, int]] = field(default_factory=lambda: [(0.0, 1000)])
    intake_open: bool = True
    notice_at: float = inf
    stop_at: float = inf
    course: list[tuple[float, int, int, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places: list[Place] = []
        self.free: simpy.Store = simpy.Store(self.env)
        self.waiting: dict[int, Any] = {}
        planned = self.scenario.service.places
        self._open_places(WITHOUT_LIMIT if planned is None else planned)
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
        if not person.engages or not self.intake_open:
            return
        self.waiting[person.number] = self.free.get()
        place = yield self.waiting[person.number]
        del self.waiting[person.number]
        if self._may_start(person):
            self.started[person.number] = self.env.now
            place.falls_free = self.env.now + person.stay
            yield self.env.timeout(person.stay)
            place.falls_free = -inf
        if not place.cut:
            self.free.put(place)

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
        places: float | None = None,
        intensity: float | None = None,
        intake_open: float | None = None,
        notice_months: float | None = None,
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
            more = int(places) - len(self.places)
            self._open_places(max(more, 0))
            self._cut_places(max(-more, 0))
        if intensity is not None:
            self.intensity.append((now, round(1000 * intensity)))
        if notice_months is not None and now + notice_months < self.stop_at:
            self.notice_at = min(self.notice_at, now)
            self.stop_at = now + notice_months
        self.course.append((now, len(self.places), self.intensity[-1][1], self.intake_open))

    def _open_places(self, number: int) -> None:
        for _ in range(number):
            self.places.append(Place())
            self.free.put(self.places[-1])

    def _cut_places(self, number: int) -> None:
        """Remove the places that fall free first, empty ones first of all; nobody is sent away."""
        for place in sorted(self.places, key=lambda p: p.falls_free)[:number]:
            place.cut = True
            self.places.remove(place)
            if place in self.free.items:
                self.free.items.remove(place)
