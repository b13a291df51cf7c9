"""The chances of people who start together: that an event has come, that a spell goes on, with the service and without.

Takes slices of people and hazards, gives chances at the steps of a plan's walk. It counts nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.special import gammainc, gammaincinv

from outcomesim.scenario.model import Outcome, Segment
from outcomesim.units import Floats

FRAILTIES = 48
"""How many kinds of people stand for a frailty, where lines of several chains are taken together."""


@dataclass(frozen=True)
class Served:
    """Those who start, in slices of equal size: when referred and started (S,), until when the effect holds (S, X)."""

    referred: Floats
    started: Floats
    effect_until: Floats
    people_a_part: float

    def each(self) -> Iterator[tuple[slice, Served]]:
        """Every slice by itself, and where it stands."""
        for one in range(len(self.started)):
            here = slice(one, one + 1)
            part = replace(
                self,
                referred=self.referred[here],
                started=self.started[here],
                effect_until=self.effect_until[here],
            )
            yield here, part


Survives = Callable[[Floats], Floats]
"""From a cumulative hazard to the share of people whose event has not come."""


def survival(cumulative_hazard: Floats, frailty_sd: float) -> Floats:
    """Share of people whose event has not come: ``exp(-H)``, or ``(1 + v H)^(-1/v)`` where frailty has variance v."""
    if frailty_sd == 0:
        return np.asarray(np.exp(-cumulative_hazard))
    variance = frailty_sd**2
    return np.asarray((1 + variance * cumulative_hazard) ** (-1 / variance))


def alike(frailty_sd: float) -> Iterator[tuple[float, Survives]]:
    """People of one frailty each, and what share they are: those alike have their chains independent of one another.

    Frailty is gamma with mean 1: people in equal parts by rank, each part at its mean.
    """
    if frailty_sd == 0:
        yield 1.0, partial(survival, frailty_sd=0.0)
        return
    shape = frailty_sd**-2
    ranks = gammaincinv(shape, np.linspace(0.0, 1.0, FRAILTIES + 1))
    for of_mean in np.diff(gammainc(shape + 1, ranks)):  # what each part has of the frailty of all
        yield 1 / FRAILTIES, partial(_survives_at, FRAILTIES * of_mean)


def _survives_at(frailty: float, cumulative_hazard: Floats) -> Floats:
    return np.asarray(np.exp(-frailty * cumulative_hazard))


def events(event: Outcome, segment: Segment, served: Served, edges: Floats, survives: Survives) -> tuple[Floats, float]:
    """Chance that the event comes in each step at or after the start (S, X, T), and its hazard without the service."""
    own = next((rate for rate in segment.rates if rate.outcome == event.name), None)
    observed = event.per_month if own is None or own.per_month is None else own.per_month
    ratio = (event.hazard_ratio if own is None or own.hazard_ratio is None else own.hazard_ratio).value
    hazard = 0.0 if observed is None else observed.value
    baseline = hazard / ratio if event.observed == "with the service" else hazard
    started = served.started[:, None, None]
    until = served.effect_until[:, :, None]
    time = np.maximum(edges, started)
    cumulative = baseline * (
        (served.started - served.referred)[:, None, None]
        + ratio * (np.minimum(time, until) - started)
        + np.maximum(time - until, 0.0)
    )
    return -np.diff(survives(cumulative), axis=-1), baseline


def loss_without(event: Outcome, stage: Outcome) -> float:
    """Hazard without the service that the spell is lost before this stage."""
    lost = 0.0 if stage.lost_per_month is None else stage.lost_per_month.value
    return lost / event.loss_ratio.value if event.observed == "with the service" else lost


def spell_survives(event: Outcome, stage: Outcome, age: float, begun: Floats, served: Served) -> Floats:
    """Chance (S, X, T) that a spell begun then, ``age`` months old, lasts to the stage, as long as the effect does."""
    width = stage.months - age
    until = served.effect_until[:, :, None]
    helped = np.clip(until - (begun + age), 0.0, width)
    hazard = loss_without(event, stage)
    return np.asarray(np.exp(-hazard * (event.loss_ratio.value * helped + (width - helped))))


def not_yet(baseline: float, survives: Survives, months: Floats) -> Floats:
    """Chance that the event has not come so many months after referral, in the life without the service."""
    return survives(baseline * months)


def goes_on(
    event: Outcome, stages: Sequence[Outcome], begun_at: Floats, served: Served, age: float, count: int
) -> Floats:
    """Chance (S, X, n) that a spell begun in one of the first ``n`` steps is not lost by an age."""
    spent, since = np.zeros((1, 1, 1)), 0.0
    for stage in stages:
        until = age if stage is stages[-1] else min(stage.months, age)
        if until > since:
            helped = np.clip(served.effect_until[:, :, None] - (begun_at[:count] + since), 0.0, until - since)
            loss = loss_without(event, stage)
            spent = spent + loss * (event.loss_ratio.value * helped + (until - since - helped))
            since = until
    return np.exp(-spent)


def goes_on_without(event: Outcome, stages: Sequence[Outcome], ages: Floats) -> Floats:
    """The same at some ages, in the life without the service."""
    spent, since = np.zeros(ages.shape), 0.0
    for stage in stages:
        until = ages if stage is stages[-1] else np.minimum(stage.months, ages)
        spent += loss_without(event, stage) * np.maximum(until - since, 0.0)
        since = stage.months
    return np.exp(-spent)
