"""What a scenario implies before chance has its say: expected people, service, outcomes and cost, month by month.

Takes a :class:`~outcomesim.scenario.model.Scenario`, gives a :class:`Plan`. Draws no random number and must not
know how anything is paid for. It walks the same pathway as a simulated person, with people as a fluid: they are
referred, wait and start in order, stay, and have outcomes in proportion to their chances, every uncertain number
at its planning value. Exact but for its steps where nobody waits; where places are about full, or a ceiling about
reached, chance makes real people wait longer than a fluid does, and the plan starts slightly too many too early.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomesim.people.plan_by_provider import by_provider
from outcomesim.people.planned_bands import Bands
from outcomesim.people.planned_chances import Served
from outcomesim.people.planned_outcomes import STEPS, outcomes_of, share_below
from outcomesim.scenario.model import Scenario, Verification
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats

ALL_ALIKE = Bands()
"""Claims are not told apart."""
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
    achieved_by_month : read-only array (L, M)
        Outcomes of people served, by line and the month in which they come.
    claims : read-only array (G, L, E, A, M)
        Claims by segment, line and the month in which they are verified, told apart by
        :class:`~outcomesim.people.planned_bands.Bands`; by default E and A are 1.
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
    claims: Floats
    without: Floats
    longest_wait: float

    @property
    def achieved(self) -> Floats:
        """Outcomes of people served, by line (L,)."""
        return np.asarray(self.achieved_by_month.sum(axis=1))

    @property
    def verified_by_month(self) -> Floats:
        """Claims by line and the month in which they are verified (L, M)."""
        return np.asarray(self.claims.sum(axis=(0, 2, 3)))

    @property
    def verified(self) -> Floats:
        """Claims verified, by line (L,)."""
        return np.asarray(self.verified_by_month.sum(axis=1))

    @property
    def total_cost(self) -> float:
        """Cost of delivery in all, in the scenario's currency."""
        return float(self.cost.sum())


ADDED = ("referred", "starts", "person_months", "cost", "achieved_by_month", "claims", "without")
"""What adds up over providers."""


def plan(scenario: Scenario, bands: Bands = ALL_ALIKE) -> Plan:
    """Walk the scenario with expected values, once a provider.

    Parameters
    ----------
    scenario : Scenario
    bands : Bands
        How claims are told apart.
    """
    plans = [_plan_of_one(one, bands) for one in by_provider(scenario)]
    if len(plans) == 1:
        return plans[0]
    added = {name: np.sum([getattr(each, name) for each in plans], axis=0) for name in ADDED}
    for column in added.values():
        column.flags.writeable = False
    return Plan(**added, longest_wait=max(each.longest_wait for each in plans))


def claims_told_apart(
    scenario: Scenario, planned: Plan, bands: Bands, *, verification: Verification | None = None
) -> Floats:
    """Claims as planned, told apart by bands, (G, L, E, A, M), and verified in another way where one is given."""
    if verification is None and bands.shape == (1, 1):
        return planned.claims
    verified_so = scenario if verification is None else replace(scenario, verification=verification)
    return plan(verified_so, bands).claims


def _plan_of_one(scenario: Scenario, bands: Bands) -> Plan:
    """Walk the scenario of one provider."""
    edges = np.arange(scenario.horizon_months * STEPS + 1) / STEPS
    referred = _referred_by(scenario, edges)
    starts = _starts(scenario, edges, np.diff(referred))
    person_months = _time_served(scenario, starts)
    served = _served(scenario, edges, referred, starts)
    achieved, claims, without = outcomes_of(scenario, edges, served, np.diff(referred), bands)
    monthly_starts, monthly_service = _by_month(starts), _by_month(person_months)
    columns = (
        _by_month(np.diff(referred)),
        monthly_starts,
        monthly_service,
        _cost(scenario, monthly_starts, monthly_service, achieved),
        achieved,
        claims,
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


def _still_there(scenario: Scenario, age: Floats) -> Floats:
    """Share of people still in service ``age`` months after starting: planned stay and drop-out together."""
    service = scenario.service
    return (1 - share_below(service.stay_months)(age)) * np.exp(-service.drop_out_per_month.value * age)


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


def _served(scenario: Scenario, edges: Floats, referred: Floats, starts: Floats) -> Served:
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
    return Served(was_referred, has_started, until, float(started[-1]) / until.size)


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
