"""What a scenario implies before chance has its say: expected people, service, outcomes and cost, month by month.

Takes a :class:`~outcomesim.scenario.model.Scenario`, gives a :class:`Plan`. Draws no random number and must not
know how anything is paid for. It walks the same pathway as a simulated person, with people as a fluid: they are
referred, wait and start in order, stay, and have outcomes in proportion to their chances, every uncertain number
at its planning value. Exact but for its steps where nobody waits; where places are about full, or a ceiling about
reached, chance makes real people wait longer than a fluid does, and the plan starts slightly too many too early.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from outcomesim.people.pathway import chains, following
from outcomesim.people.plan_by_provider import by_provider
from outcomesim.people.planned_days import days_by_step, days_without
from outcomesim.people.planned_of_others import Reached, planned_of_others
from outcomesim.scenario.model import Outcome, Scenario, Segment
from outcomesim.scenario.quantities import Quantity
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats

STEPS = 4
"""Steps of the walk in a month."""
SLICES = 80
"""Equal parts of those who start, in order, each followed as one."""
STAYS = 8
"""Lengths of stay that each slice is divided into, where the effect fades after leaving."""


@dataclass(frozen=True)
class Plan:
    """What the scenario implies, at planning values.

    Parameters
    ----------
    referred, starts, person_months, cost : read-only array (M,)
        By month of the horizon; cost in the scenario's currency.
    achieved_by_month, verified_by_month : read-only array (L, M)
        Outcomes of people served, by line: when they come, and when their claims are verified.
    without : read-only array (L,)
        True outcomes of everyone referred in the life without the service, by the last day outcomes count.
    longest_wait : float
        Months from referral to start, for whoever waits longest.
    """

    referred: Floats
    starts: Floats
    person_months: Floats
    cost: Floats
    achieved_by_month: Floats
    verified_by_month: Floats
    without: Floats
    longest_wait: float

    @property
    def achieved(self) -> Floats:
        """Outcomes of people served, by line (L,)."""
        return np.asarray(self.achieved_by_month.sum(axis=1))

    @property
    def verified(self) -> Floats:
        """Claims verified, by line (L,)."""
        return np.asarray(self.verified_by_month.sum(axis=1))

    @property
    def total_cost(self) -> float:
        """Cost of delivery in all, in the scenario's currency."""
        return float(self.cost.sum())


ADDED = ("referred", "starts", "person_months", "cost", "achieved_by_month", "verified_by_month", "without")
"""What adds up over providers."""


@dataclass(frozen=True)
class _Served:
    """Those who start, in slices of equal size: when referred and started (S,), until when the effect holds (S, X)."""

    referred: Floats
    started: Floats
    effect_until: Floats
    people_a_part: float


def plan(scenario: Scenario) -> Plan:
    """Walk the scenario with expected values, once a provider, each in well under a fifth of a second."""
    plans = [_plan_of_one(one) for one in by_provider(scenario)]
    if len(plans) == 1:
        return plans[0]
    added = {name: np.sum([getattr(each, name) for each in plans], axis=0) for name in ADDED}
    for column in added.values():
        column.flags.writeable = False
    return Plan(**added, longest_wait=max(each.longest_wait for each in plans))


def _plan_of_one(scenario: Scenario) -> Plan:
    """Walk the scenario of one provider."""
    edges = np.arange(scenario.horizon_months * STEPS + 1) / STEPS
    referred = _referred_by(scenario, edges)
    starts = _starts(scenario, edges, np.diff(referred))
    person_months = _time_served(scenario, starts)
    served = _served(scenario, edges, referred, starts)
    achieved, verified, without = _outcomes(scenario, edges, served, np.diff(referred))
    monthly_starts, monthly_service = _by_month(starts), _by_month(person_months)
    columns = (
        _by_month(np.diff(referred)),
        monthly_starts,
        monthly_service,
        _cost(scenario, monthly_starts, monthly_service, achieved),
        achieved,
        verified,
        without,
    )
    for column in columns:
        column.flags.writeable = False
    wait = float(np.max(served.started - served.referred, initial=0.0))
    return Plan(*columns, longest_wait=wait)


def _by_month(steps: Floats) -> Floats:
    return np.asarray(steps.reshape(-1, STEPS).sum(axis=1))


def _referred_by(scenario: Scenario, times: Floats) -> Floats:
    """People referred by each time, from the profile, up to the last referral."""
    referrals = scenario.cohort.referrals
    share = np.cumsum((0.0, *referrals.weights)) / sum(referrals.weights)
    at = np.linspace(0.0, referrals.months, len(share))
    people = referrals.total.value * scenario.cohort.volume.value
    return np.asarray(people * np.interp(np.minimum(times, scenario.dates.last_referral), at, share))


def _share_below(quantity: Quantity) -> Callable[[Floats], Floats]:
    """The distribution function of a quantity that varies between people or claims; a step where it does not."""
    if quantity.distribution is None:
        return lambda x: (x > quantity.value).astype(np.float64)
    u = (np.arange(1000) + 0.5) / 1000
    quantiles = np.maximum(quantity.at(u), 0.0)
    return lambda x: np.interp(x, quantiles, u, left=0.0, right=1.0)


def _still_there(scenario: Scenario, age: Floats) -> Floats:
    """Share of people still in service ``age`` months after starting: planned stay and drop-out together."""
    service = scenario.service
    return (1 - _share_below(service.stay_months)(age)) * np.exp(-service.drop_out_per_month.value * age)


def _starts(scenario: Scenario, edges: Floats, referred: Floats) -> Floats:
    """People taken on in each step: first come, first served, while there are places and the ceiling allows."""
    service = scenario.service
    steps = len(referred)
    places = NEVER if service.places is None else float(service.places)
    room = NEVER if scenario.cohort.ceiling is None else float(scenario.cohort.ceiling)
    stays = _still_there(scenario, (np.arange(steps) + 0.5) / STEPS)  # from the middle of a step to the end of a later
    starts = np.zeros(steps)
    waiting = 0.0
    for step in range(int(min(steps, np.ceil(scenario.dates.last_service * STEPS)))):
        waiting += referred[step] * service.engagement.value
        occupied = float(starts[:step] @ stays[step:0:-1])
        starts[step] = max(min(waiting, (places - occupied) / stays[0], room), 0.0)
        waiting -= starts[step]
        room -= starts[step]
    return starts


def _time_served(scenario: Scenario, starts: Floats) -> Floats:
    """Person-months of service in each step, none after the last day of service."""
    steps = len(starts)
    fine = 16
    age = (np.arange(steps * fine) + 0.5) / (STEPS * fine)
    lived = np.concatenate([[0.0], np.cumsum(_still_there(scenario, age))]) / (STEPS * fine)
    by_age = lived[fine // 2 :: fine]  # person-months from the middle of the starting step to the end of each step
    served = np.convolve(starts, np.diff(by_age, prepend=0.0))[:steps]
    open_share = np.clip(scenario.dates.last_service * STEPS - np.arange(steps), 0.0, 1.0)
    return np.asarray(served * open_share)


def _served(scenario: Scenario, edges: Floats, referred: Floats, starts: Floats) -> _Served:
    """Those who start, in slices: the n-th to be referred is the n-th to start."""
    started = np.concatenate([[0.0], np.cumsum(starts)])
    rank = (np.arange(SLICES) + 0.5) / SLICES * started[-1]
    was_referred = np.interp(rank, referred * scenario.service.engagement.value, edges)
    has_started = np.maximum(np.interp(rank, started, edges), was_referred)
    lasts = scenario.service.effect_lasts_months
    if lasts == NEVER:
        until = np.full((SLICES, 1), NEVER)
    else:
        age = np.linspace(0.0, edges[-1], 2000)
        u = (np.arange(STAYS) + 0.5) / STAYS
        stay = np.interp(u, 1 - _still_there(scenario, age), age)
        leave = np.minimum(has_started[:, None] + stay, scenario.dates.last_service)
        until = np.maximum(leave, has_started[:, None]) + lasts  # where nobody starts, they start when all is over
    return _Served(was_referred, has_started, until, float(started[-1]) / until.size)


def _outcomes(scenario: Scenario, edges: Floats, served: _Served, referred: Floats) -> tuple[Floats, Floats, Floats]:
    """Achieved and verified by line and month (L, M), and what comes without the service by line (L,)."""
    lines = len(scenario.outcomes)
    achieved = np.zeros((lines, scenario.horizon_months))
    verified = np.zeros_like(achieved)
    without = np.zeros(lines)
    middle = (edges[:-1] + edges[1:]) / 2
    made_of = [outcome for outcome in scenario.outcomes if outcome.kind == "k of n"]
    lived: dict[str, list[list[Reached]]] = {segment.name: [] for segment in scenario.segments}
    for event, stages in chains(scenario):
        for segment in scenario.segments:
            lived[segment.name].append([])
            begun, baseline = _events(scenario, event, segment, served, edges)  # (S, X, T)
            anyway, people = np.ones(len(middle)), segment.share * served.people_a_part
            kept, age = begun, 0.0
            for outcome in (event, *stages):
                if outcome.kind == "sustained":
                    kept = kept * _spell_survives(event, outcome, age, middle, served)
                    anyway = anyway * np.exp(-_loss_without(event, outcome) * (outcome.months - age))
                    age = outcome.months
                line = scenario.outcome_names.index(outcome.name)
                arrivals, claims = _in_months(scenario, outcome, middle + age, people * kept.sum(axis=(0, 1)))
                achieved[line] += arrivals
                verified[line] += claims
                exposed = np.maximum(scenario.dates.last_outcome - age - middle, 0.0)
                reached = anyway * (1 - _survival(baseline * exposed, segment.frailty_sd))
                without[line] += segment.share * (referred @ reached)
                if made_of:
                    lived[segment.name][-1].append(_chances(scenario, outcome, middle + age, kept, reached))
            begins = begun * people
            for outcome in following(scenario, event, "days"):
                line = scenario.outcome_names.index(outcome.name)
                spent = days_by_step(
                    outcome,
                    begins,
                    partial(_goes_on, event, stages, middle, served),
                    scenario.dates.last_outcome,
                    STEPS,
                )
                arrivals, claims = _days_in_months(scenario, outcome, spent)
                achieved[line] += arrivals
                verified[line] += claims
                each = days_without(
                    outcome,
                    partial(_goes_on_without, event, stages),
                    partial(_not_yet, baseline, segment.frailty_sd),
                    np.maximum(scenario.dates.last_outcome - middle, 0.0),
                )
                without[line] += segment.share * (referred @ each)
    for outcome, segment in product(made_of, scenario.segments):
        line = scenario.outcome_names.index(outcome.name)
        people = segment.share * served.people_a_part
        came, claims, anyway_too = planned_of_others(
            scenario, outcome, lived[segment.name], people, segment.share * referred
        )
        achieved[line] += came
        verified[line] += claims
        without[line] += anyway_too
    return achieved, verified, without


def _chances(scenario: Scenario, outcome: Outcome, at: Floats, comes: Floats, without: Floats) -> Reached:
    """That an outcome is reached by each month, from the chance that it comes in each step (S, X, T)."""
    dates, months = scenario.dates, np.arange(scenario.horizon_months + 1)
    counted = np.where(at <= dates.last_outcome, comes, 0.0)
    verified_by = _share_below(scenario.verification.lag_months)(np.minimum(months, dates.last_claim) - at[:, None])
    return Reached(outcome, counted @ (at[:, None] < months), counted @ verified_by, without)


def _survival(cumulative_hazard: Floats, frailty_sd: float) -> Floats:
    """Share of people whose event has not come: ``exp(-H)``, or ``(1 + v H)^(-1/v)`` where frailty has variance v."""
    if frailty_sd == 0:
        return np.asarray(np.exp(-cumulative_hazard))
    variance = frailty_sd**2
    return np.asarray((1 + variance * cumulative_hazard) ** (-1 / variance))


def _events(
    scenario: Scenario, event: Outcome, segment: Segment, served: _Served, edges: Floats
) -> tuple[Floats, float]:
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
    return -np.diff(_survival(cumulative, segment.frailty_sd), axis=-1), baseline


def _loss_without(event: Outcome, stage: Outcome) -> float:
    """Hazard without the service that the spell is lost before this stage."""
    lost = 0.0 if stage.lost_per_month is None else stage.lost_per_month.value
    return lost / event.loss_ratio.value if event.observed == "with the service" else lost


def _spell_survives(event: Outcome, stage: Outcome, age: float, begun: Floats, served: _Served) -> Floats:
    """Chance (S, X, T) that a spell begun then, ``age`` months old, lasts to the stage, as long as the effect does."""
    width = stage.months - age
    until = served.effect_until[:, :, None]
    helped = np.clip(until - (begun + age), 0.0, width)
    hazard = _loss_without(event, stage)
    return np.asarray(np.exp(-hazard * (event.loss_ratio.value * helped + (width - helped))))


def _goes_on(
    event: Outcome, stages: tuple[Outcome, ...], begun_at: Floats, served: _Served, age: float, count: int
) -> Floats:
    """Chance (S, X, n) that a spell begun in one of the first ``n`` steps is not lost by an age."""
    spent, since = np.zeros((1, 1, 1)), 0.0
    for stage in stages:
        until = age if stage is stages[-1] else min(stage.months, age)
        if until > since:
            helped = np.clip(served.effect_until[:, :, None] - (begun_at[:count] + since), 0.0, until - since)
            loss = _loss_without(event, stage)
            spent = spent + loss * (event.loss_ratio.value * helped + (until - since - helped))
            since = until
    return np.exp(-spent)


def _goes_on_without(event: Outcome, stages: tuple[Outcome, ...], ages: Floats) -> Floats:
    """The same at some ages, in the life without the service."""
    spent, since = np.zeros(ages.shape), 0.0
    for stage in stages:
        until = ages if stage is stages[-1] else np.minimum(stage.months, ages)
        spent += _loss_without(event, stage) * np.maximum(until - since, 0.0)
        since = stage.months
    return np.exp(-spent)


def _not_yet(baseline: float, frailty_sd: float, months: Floats) -> Floats:
    """Chance that the event has not come so many months after referral, in the life without the service."""
    return _survival(baseline * months, frailty_sd)


def _days_in_months(scenario: Scenario, outcome: Outcome, days: Floats) -> tuple[Floats, Floats]:
    """Days by the month in which they are spent, and by that in which they are verified: claimed at its end."""
    at = np.minimum(np.repeat(np.arange(scenario.horizon_months) + 1.0, STEPS), scenario.dates.last_outcome) - 1e-6
    return _in_months(scenario, outcome, at, days)


def _in_months(scenario: Scenario, outcome: Outcome, at: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Outcomes that count, by the month they come and by the month their claims are verified."""
    dates, found = scenario.dates, outcome.found or scenario.verification.found
    counted = np.where(at <= dates.last_outcome, people, 0.0)
    months = np.arange(scenario.horizon_months + 1)
    came = np.bincount(np.minimum(at, months[-1]).astype(int), counted, minlength=len(months))[:-1]
    verified_by = _share_below(scenario.verification.lag_months)(np.minimum(months, dates.last_claim) - at[:, None])
    return np.asarray(came, dtype=np.float64), found.value * (counted @ np.diff(verified_by, axis=1))


def _cost(scenario: Scenario, starts: Floats, person_months: Floats, achieved: Floats) -> Floats:
    """The cost of delivery by month; see :class:`~outcomesim.scenario.model.DeliveryCost`."""
    terms = scenario.service.cost
    month = np.arange(scenario.horizon_months)
    running = np.clip(scenario.dates.last_service - month, 0.0, 1.0)
    monthly = (
        terms.fixed_per_month.value * running
        + terms.per_person_month.value * person_months
        + terms.per_attachment.value * starts
        + sum(amount.value * achieved[scenario.outcome_names.index(name)] for name, amount in terms.per_outcome)
    )
    cost = monthly * (1 + terms.indexation_per_year) ** (month // MONTHS_PER_YEAR)
    cost[0] += terms.set_up.value
    return np.asarray(terms.overrun.value * cost)
