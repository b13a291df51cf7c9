"""What outcomes a plan expects of those who start, line by line: when they come and when their claims are verified.

Takes slices of people who were referred and started together; gives expected numbers, by segment and, where a price
goes by it, by the date that decides it and the months since the start. Draws no random number; knows no price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from outcomesim.people.pathway import chains, following
from outcomesim.people.planned_bands import Bands, apart
from outcomesim.people.planned_chances import (
    Served,
    Survives,
    alike,
    events,
    goes_on,
    goes_on_without,
    loss_without,
    not_yet,
    spell_survives,
    survival,
)
from outcomesim.people.planned_days import days_by_step, days_without
from outcomesim.people.planned_of_others import Reached, planned_of_others
from outcomesim.scenario.model import Outcome, Scenario, Segment
from outcomesim.scenario.quantities import Quantity
from outcomesim.units import Floats

STEPS = 4
"""Steps of the walk in a month."""


def share_below(quantity: Quantity) -> Callable[[Floats], Floats]:
    """The distribution function of a quantity that varies between people or claims; a step where it does not."""
    if quantity.distribution is None:
        return lambda x: (x > quantity.value).astype(np.float64)
    u = (np.arange(1000) + 0.5) / 1000
    quantiles = np.maximum(quantity.at(u), 0.0)
    return lambda x: np.interp(x, quantiles, u, left=0.0, right=1.0)


class _Line(NamedTuple):
    """The chance that a line comes in each step of the walk (S, X, T), at those times (T,), and without the service.

    ``without`` is the chance that it comes at all in the life without, for people referred in each step (T,).
    """

    outcome: Outcome
    at: Floats
    comes: Floats
    without: Floats


def outcomes_of(
    scenario: Scenario, edges: Floats, served: Served, referred: Floats, bands: Bands
) -> tuple[Floats, Floats, Floats]:
    """Achieved by line and month (L, M), claims (G, L, E, A, M), and what comes without the service by line (L,).

    Parameters
    ----------
    scenario : Scenario
    edges : array (T + 1,)
        Of the steps of the walk.
    served : Served
    referred : array (T,)
        People referred in each step.
    bands : Bands
        How claims are told apart; by default each line has one band.
    """
    lines, months = len(scenario.outcomes), scenario.horizon_months
    achieved, without = np.zeros((lines, months)), np.zeros(lines)
    claims = np.zeros((len(scenario.segments), lines, *bands.shape, months))
    middle = (edges[:-1] + edges[1:]) / 2
    walk = partial(_walk, scenario, served=served, edges=edges)
    for g, segment in enumerate(scenario.segments):
        people = segment.share * served.people_a_part
        survives: Survives = partial(survival, frailty_sd=segment.frailty_sd)
        for event, stages in chains(scenario):
            for one in walk(event, stages, segment, survives=survives):
                line = scenario.outcome_names.index(one.outcome.name)
                without[line] += segment.share * (referred @ one.without)
                for (e, a), part in _in_bands(one, bands, line, served):
                    arrivals, verified = _in_months(scenario, one.outcome, one.at, people * part)
                    achieved[line] += arrivals
                    claims[g, line, e, a] += verified
            begun, baseline = events(event, segment, served, edges, survives)
            for outcome in following(scenario, event, "days"):
                line = scenario.outcome_names.index(outcome.name)
                going_on = partial(goes_on, event, stages, middle)
                for (e, a), spent in _days_in_bands(scenario, outcome, begun * people, going_on, served, bands, line):
                    arrivals, verified = _in_months(scenario, outcome, _ends_of_days(scenario), spent)
                    achieved[line] += arrivals
                    claims[g, line, e, a] += verified
                each = days_without(
                    outcome,
                    partial(goes_on_without, event, stages),
                    partial(not_yet, baseline, survives),
                    np.maximum(scenario.dates.last_outcome - middle, 0.0),
                )
                without[line] += segment.share * (referred @ each)
        for outcome in (outcome for outcome in scenario.outcomes if outcome.kind == "k of n"):
            line = scenario.outcome_names.index(outcome.name)
            for weight, survives in alike(segment.frailty_sd):
                lived = [list(walk(event, stages, segment, survives=survives)) for event, stages in chains(scenario)]
                came, verified, anyway = _of_others(scenario, outcome, lived, served, bands, line)
                achieved[line] += weight * people * came
                claims[g, line] += weight * people * verified
                without[line] += weight * segment.share * float(referred @ anyway)
    return achieved, claims, without


def _walk(
    scenario: Scenario,
    event: Outcome,
    stages: Sequence[Outcome],
    segment: Segment,
    *,
    served: Served,
    edges: Floats,
    survives: Survives,
) -> Iterator[_Line]:
    """The event of a chain and its stages, one after the other, in one segment."""
    middle = (edges[:-1] + edges[1:]) / 2
    kept, baseline = events(event, segment, served, edges, survives)  # (S, X, T)
    anyway, age = np.ones(len(middle)), 0.0
    for outcome in (event, *stages):
        if outcome.kind == "sustained":
            kept = kept * spell_survives(event, outcome, age, middle, served)
            anyway = anyway * np.exp(-loss_without(event, outcome) * (outcome.months - age))
            age = outcome.months
        exposed = np.maximum(scenario.dates.last_outcome - age - middle, 0.0)
        yield _Line(outcome, middle + age, kept, anyway * (1 - survives(baseline * exposed)))


def _in_bands(one: _Line, bands: Bands, line: int, served: Served) -> Iterator[tuple[tuple[int, int], Floats]]:
    """Expected outcomes of one of the people served, by step (T,), in each band."""
    if bands.shape == (1, 1):
        yield (0, 0), one.comes.sum(axis=(0, 1))
        return
    of_slice = one.comes.sum(axis=1)  # (S, T)
    inside = bands.each(line, served.started, one.at)
    for e, a in np.ndindex(bands.shape):
        yield (e, a), (of_slice * inside[e, a]).sum(axis=0)


def _days_in_bands(
    scenario: Scenario,
    outcome: Outcome,
    begins: Floats,
    going_on: Callable[..., Floats],
    served: Served,
    bands: Bands,
    line: int,
) -> Iterator[tuple[tuple[int, int], Floats]]:
    """Expected days by step (T,) in each band, from spells begun in each step (S, X, T)."""
    last = scenario.dates.last_outcome
    if bands.shape == (1, 1):
        yield (0, 0), days_by_step(outcome, begins, partial(going_on, served), last, STEPS)
        return
    for here, part in served.each():
        spent = days_by_step(outcome, begins[here], partial(going_on, part), last, STEPS)
        inside = bands.each(line, part.started, _ends_of_days(scenario))[:, :, 0]
        yield from (((e, a), spent * inside[e, a]) for e, a in np.ndindex(bands.shape))


def _of_others(
    scenario: Scenario, outcome: Outcome, lived: Sequence[Sequence[_Line]], served: Served, bands: Bands, line: int
) -> tuple[Floats, Floats, Floats]:
    """Of people alike, so many of several lines: achieved (M,) and claims (E, A, M) a part, the chance without (T,)."""
    among = [[one for one in chain if one.outcome.name in outcome.among] for chain in lived]

    def planned(inside: Callable[[_Line], Floats]) -> tuple[Floats, Floats, Floats]:
        reached = [[_chances(scenario, one, one.comes * inside(one)) for one in chain] for chain in among]
        return planned_of_others(outcome.k, reached)

    came, verified, anyway = planned(_all_of_it)
    if bands.shape == (1, 1):
        return came, verified[None, None], anyway
    upto = np.zeros((*bands.shape, len(came)))
    for e, a in np.ndindex(bands.shape):
        upto[e, a] = planned(partial(_upto, bands, line, served, (e, a)))[1]
    return came, apart(upto), anyway


def _all_of_it(_: _Line) -> Floats:
    return np.ones(1)


def _upto(bands: Bands, line: int, served: Served, band: tuple[int, int], one: _Line) -> Floats:
    """Whether what a line brings falls in a band or before, as its steps go, (S, 1, T)."""
    return np.asarray(bands.upto(line, served.started, one.at)[band][:, None])


def _chances(scenario: Scenario, one: _Line, comes: Floats) -> Reached:
    """That an outcome is reached by each month, from the chance that it comes in each step (S, X, T)."""
    dates, months = scenario.dates, np.arange(scenario.horizon_months + 1)
    counted = np.where(one.at <= dates.last_outcome, comes, 0.0)
    verified_by = share_below(scenario.verification.lag_months)(np.minimum(months, dates.last_claim) - one.at[:, None])
    found = (one.outcome.found or scenario.verification.found).value
    return Reached(counted @ (one.at[:, None] < months), counted @ verified_by, one.without, found)


def _ends_of_days(scenario: Scenario) -> Floats:
    """When days that are spent in each step are claimed, (T,): at the end of their month."""
    months = np.repeat(np.arange(scenario.horizon_months) + 1.0, STEPS)
    return np.asarray(np.minimum(months, scenario.dates.last_outcome) - 1e-6)


def _in_months(scenario: Scenario, outcome: Outcome, at: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Outcomes that count, by the month they come and by the month their claims are verified."""
    dates, found = scenario.dates, outcome.found or scenario.verification.found
    counted = np.where(at <= dates.last_outcome, people, 0.0)
    months = np.arange(scenario.horizon_months + 1)
    came = np.bincount(np.minimum(at, months[-1]).astype(int), counted, minlength=len(months))[:-1]
    verified_by = share_below(scenario.verification.lag_months)(np.minimum(months, dates.last_claim) - at[:, None])
    return np.asarray(came, dtype=np.float64), found.value * (counted @ np.diff(verified_by, axis=1))
