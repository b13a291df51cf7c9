"""When outcomes happen, with and without the service (*One person*, 7).

Takes a person and her time in service, gives the months of her events and of the loss of her spells. The hazards
are walked along the calendar from one change to the next; nothing here is clever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf

from oracle.draws import Draws
from oracle.people import Person

from outcomesim.scenario.model import Outcome, Scenario


@dataclass(frozen=True)
class Chain:
    """An event, the stages of its spell in order, and its hazards for one segment in one replication.

    Parameters
    ----------
    hazard : float
        Of the event, without the service, before frailty.
    loss_hazards : tuple of float
        Of losing the spell, without the service, stage by stage.
    """

    event: Outcome
    stages: tuple[Outcome, ...]
    hazard: float
    loss_hazards: tuple[float, ...]
    hazard_ratio: float
    loss_ratio: float


@dataclass(frozen=True)
class Spell:
    """One chain of one person in one life: when it began and when it was lost."""

    chain: Chain
    began: float
    lost: float

    def times(self) -> dict[str, float]:
        """The month of every line of the chain; never where it was not reached."""
        times = {self.chain.event.name: self.began}
        for stage in self.chain.stages:
            reached = self.began + stage.months
            times[stage.name] = reached if self.lost > reached else inf
        return times


@dataclass(frozen=True)
class TimeInService:
    """When a person started and left, and the intensity in thousandths from each change on."""

    start: float
    leave: float
    intensity: tuple[tuple[float, int], ...] = field(default=((0.0, 1000),))

    def intensity_at(self, time: float) -> int:
        """The intensity in force for her: once she has left, the last that she was served with."""
        return [thousandths for since, thousandths in self.intensity if since <= time and since < self.leave][-1]

    def exponent(self, time: float, lasts: float) -> float:
        """The power to which the ratios are raised at ``time``; nought where the service does nothing."""
        return self.intensity_at(time) / 1000 if self.start <= time < self.leave + lasts else 0.0

    def changes(self, lasts: float) -> list[float]:
        """The moments at which the exponent may change."""
        return [self.start, self.leave, self.leave + lasts, *(since for since, _ in self.intensity)]


def chains(scenario: Scenario, draws: Draws, segment: int, provider: int) -> list[Chain]:
    """The chains of a scenario with the hazards of one segment and the ratios of one provider."""
    return [_chain(scenario, draws, segment, provider, event) for event in scenario.outcomes if event.kind == "event"]


def _chain(scenario: Scenario, draws: Draws, segment: int, provider: int, event: Outcome) -> Chain:
    hazard, ratio = event.per_month, event.hazard_ratio
    for own in scenario.segments[segment].rates:
        if own.outcome == event.name:
            hazard, ratio = own.per_month or hazard, own.hazard_ratio or ratio
    stages = sorted(
        (o for o in scenario.outcomes if o.of == event.name and o.kind == "sustained"), key=lambda o: o.months
    )
    hazard_ratio, loss_ratio = draws.value(ratio), draws.value(event.loss_ratio)

    def without(outcome: Outcome, observed: float, ratio: float) -> float:
        return observed / ratio if outcome.observed == "with the service" else observed

    effect = draws.value(scenario.service.delivering[provider].effect)
    assert hazard is not None
    return Chain(
        event=event,
        stages=tuple(stages),
        hazard=without(event, draws.value(hazard), hazard_ratio),
        loss_hazards=tuple(
            without(stage, draws.value(stage.lost_per_month), loss_ratio) if stage.lost_per_month else 0.0
            for stage in stages
        ),
        hazard_ratio=hazard_ratio**effect,
        loss_ratio=loss_ratio**effect,
    )


def spell(chain: Chain, person: Person, served: TimeInService | None, lasts: float) -> Spell:
    """One chain lived once; ``served`` is None in the life without the service."""

    def exponent(time: float) -> float:
        return served.exponent(time, lasts) if served else 0.0

    def event_hazard(time: float) -> float:
        return chain.hazard * person.frailty * chain.hazard_ratio ** exponent(time)

    changes = served.changes(lasts) if served else []
    name = chain.event.name
    began = reaches(person.event_threshold[name], event_hazard, since=person.referral, changes=changes)
    if began == inf or not chain.stages:
        return Spell(chain, began, inf)
    ends_of_stages = [began + stage.months for stage in chain.stages]

    def loss_hazard(time: float) -> float:
        stage = next((i for i, end in enumerate(ends_of_stages) if end > time), -1)
        return chain.loss_hazards[stage] * chain.loss_ratio ** exponent(time)

    lost = reaches(person.loss_threshold[name], loss_hazard, since=began, changes=[*changes, *ends_of_stages])
    return Spell(chain, began, lost)


def reaches(threshold: float, hazard: Callable[[float], float], *, since: float, changes: Iterable[float]) -> float:
    """The moment at which the hazard spent since ``since`` reaches the threshold.

    ``hazard(t)`` is constant between one change and the next.
    """
    spent, now = 0.0, since
    for change in [*sorted(t for t in changes if since < t < inf), inf]:
        rate = hazard(now)
        if rate > 0 and spent + rate * (change - now) >= threshold:
            return now + (threshold - spent) / rate
        if rate > 0:
            spent += rate * (change - now)
        now = change
    return inf
