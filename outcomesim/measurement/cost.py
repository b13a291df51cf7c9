"""What delivery costs, month by month, as the provider's books show it.

Takes the tallies and the course of delivery, gives pence. The same service costs the same under every contract:
nothing here knows who pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.direction import Course
from outcomesim.measurement.tallies import Tallies, of_providers
from outcomesim.people.pathway import PLANNED_INTENSITY, drawn
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.quantities import Quantity
from outcomesim.streams import Streams
from outcomesim.units import INTENSITY_STEPS, MONTHS_PER_YEAR, PENCE, TICKS_PER_MONTH, Floats, Ints, whole_pence

ALONE = np.ones(1)
"""The shares of one provider."""


@dataclass(frozen=True)
class CostRates:
    """What delivery costs in each replication of a block, already drawn.

    Parameters
    ----------
    set_up, fixed, per_attachment, per_person_month : array (R,) of pence, not rounded
    per_outcome : tuple of (line, array (R,))
    by_provider : array (R, P)
        What each provider's cost is multiplied by.
    planned_shares : array (P,)
        Each provider's part of the set-up.
    overrun : array (R,)
    index : array (M,)
        ``(1 + indexation) ** floor(m / 12)``.
    """

    set_up: Floats
    fixed: Floats
    per_attachment: Floats
    per_person_month: Floats
    per_outcome: tuple[tuple[int, Floats], ...]
    overrun: Floats
    index: Floats
    by_provider: Floats
    planned_shares: Floats


def cost_rates(scenario: Scenario, streams: Streams) -> CostRates:
    """Draw what delivery costs in each replication of a block."""
    cost = scenario.service.cost
    line = {name: i for i, name in enumerate(scenario.outcome_names)}

    def pence(amount: Quantity) -> Floats:
        return np.asarray(PENCE * drawn(amount, streams))

    return CostRates(
        set_up=pence(cost.set_up),
        fixed=pence(cost.fixed_per_month),
        per_attachment=pence(cost.per_attachment),
        per_person_month=pence(cost.per_person_month),
        per_outcome=tuple((line[name], pence(amount)) for name, amount in cost.per_outcome),
        overrun=drawn(cost.overrun, streams),
        by_provider=np.stack([drawn(provider.cost, streams) for provider in scenario.service.delivering], axis=1),
        planned_shares=np.array([provider.share for provider in scenario.service.delivering]),
        index=np.asarray((1.0 + cost.indexation_per_year) ** (np.arange(scenario.horizon_months) // MONTHS_PER_YEAR)),
    )


def delivery_cost(rates: CostRates, tallies: Tallies, rows: Ints, strength: Floats) -> Floats:
    """What each provider's delivery costs in each month, (R, P, M) whole pence; each part is rounded once.

    Parameters
    ----------
    rates : CostRates
    tallies : Tallies
    rows : array of int
        Which replications of the block.
    strength : array (len(rows), P, M)
        Months of each month in which the service runs, times the intensity and each provider's share then in force.
    """
    own, providers = rates.by_provider[rows, :, None], rates.by_provider.shape[1]
    scale = (rates.overrun[rows, None] * rates.index)[:, None] * own  # (R, P, M)
    effort = tallies.effort[rows] / (TICKS_PER_MONTH * INTENSITY_STEPS)

    def pence(amount: Floats, number: Floats | Ints) -> Floats:
        return np.asarray(whole_pence(scale * amount[rows, None, None] * number))

    cost = pence(rates.fixed, strength)
    cost += pence(rates.per_person_month, effort)
    cost += pence(rates.per_attachment, of_providers(tallies.starts[rows], providers, 1))
    for line, amount in rates.per_outcome:
        cost += pence(amount, of_providers(tallies.achieved[rows, :, line], providers, 1))
    set_up = (rates.overrun[rows] * rates.set_up[rows])[:, None] * rates.planned_shares
    cost[:, :, 0] += whole_pence(set_up * own[:, :, 0])
    return cost


def months_running(course: Course, last_service: float, months: int) -> Floats:
    """The share of each month in which each provider's service runs, (R, P, M)."""
    return _overlap(0.0, np.minimum(course.stop_at, last_service), months)


def strength_running(course: Course, last_service: float, months: int, planned_shares: Floats = ALONE) -> Floats:
    """The same, each part weighted by the intensity and each provider's share of referrals in force, (R, P, M)."""
    closes = np.minimum(course.stop_at, last_service)  # (R, P)
    weighted = np.zeros((*closes.shape, months))
    since, now = np.zeros(closes.shape), np.full(closes.shape, PLANNED_INTENSITY)
    shares = np.broadcast_to(planned_shares, closes.shape)
    for change in range(course.at.shape[1]):
        at = course.at[:, change, None]
        until = np.minimum(at, closes)
        weighted += _overlap(since, until, months) * (now / PLANNED_INTENSITY)[..., None] * shares[..., None]
        since = np.maximum(until, since)
        now = np.where(at < closes, course.intensity[:, change, None], now)
        shares = np.where(at < closes, course.shares[:, change], shares)
    last = _overlap(since, closes, months) * (now / PLANNED_INTENSITY)[..., None]
    return np.asarray(weighted + last * shares[..., None])


def _overlap(since: Floats | float, until: Floats, months: int) -> Floats:
    """How much of each month lies between two times, (R, P, M)."""
    start = np.arange(months)
    begin = np.maximum(np.broadcast_to(since, until.shape)[..., None], start)
    return np.asarray(np.maximum(0.0, np.minimum(until[..., None], start + 1) - begin))
