"""What delivery costs, month by month, as the provider's books show it.

Takes the tallies and the course of delivery, gives pence. The same service costs the same under every contract:
nothing here knows who pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.direction import Course
from outcomesim.measurement.tallies import Tallies
from outcomesim.people.pathway import PLANNED_INTENSITY, drawn
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.quantities import Quantity
from outcomesim.streams import Streams
from outcomesim.units import INTENSITY_STEPS, MONTHS_PER_YEAR, PENCE, TICKS_PER_MONTH, Floats, Ints, whole_pence


@dataclass(frozen=True)
class CostRates:
    """What delivery costs in each replication of a block, already drawn.

    Parameters
    ----------
    set_up, fixed, per_attachment, per_person_month : array (R,) of pence, not rounded
    per_outcome : tuple of (line, array (R,))
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
        index=np.asarray((1.0 + cost.indexation_per_year) ** (np.arange(scenario.horizon_months) // MONTHS_PER_YEAR)),
    )


def delivery_cost(rates: CostRates, tallies: Tallies, rows: Ints, strength: Floats) -> Floats:
    """The cost of each month, (R, M) whole pence; each part is rounded once.

    Parameters
    ----------
    rates : CostRates
    tallies : Tallies
    rows : array of int
        Which replications of the block.
    strength : array (len(rows), M)
        Months of each month in which the service runs, times the intensity then in force.
    """
    scale = rates.overrun[rows, None] * rates.index
    effort = tallies.effort[rows] / (TICKS_PER_MONTH * INTENSITY_STEPS)
    cost = whole_pence(scale * rates.fixed[rows, None] * strength)
    cost += whole_pence(scale * rates.per_person_month[rows, None] * effort)
    cost += whole_pence(scale * rates.per_attachment[rows, None] * tallies.starts[rows].sum(axis=1))
    for line, amount in rates.per_outcome:
        cost += whole_pence(scale * amount[rows, None] * tallies.achieved[rows, :, line].sum(axis=1))
    cost[:, 0] += whole_pence(rates.overrun[rows] * rates.set_up[rows])
    return np.asarray(cost)


def months_running(course: Course, last_service: float, months: int) -> Floats:
    """The share of each month in which the service runs, (R, M)."""
    return _overlap(0.0, np.minimum(course.stop_at, last_service), months)


def strength_running(course: Course, last_service: float, months: int) -> Floats:
    """The same, each part weighted by the intensity in force, (R, M)."""
    closes = np.minimum(course.stop_at, last_service)
    weighted = np.zeros((closes.shape[0], months))
    since, now = np.zeros(closes.shape[0]), np.full(closes.shape[0], PLANNED_INTENSITY)
    for change in range(course.at.shape[1]):
        until = np.minimum(course.at[:, change], closes)
        weighted += _overlap(since, until, months) * (now / PLANNED_INTENSITY)[:, None]
        since = np.maximum(until, since)
        now = np.where(course.at[:, change] < closes, course.intensity[:, change], now)
    return weighted + _overlap(since, closes, months) * (now / PLANNED_INTENSITY)[:, None]


def _overlap(since: Floats | float, until: Floats, months: int) -> Floats:
    """How much of each month lies between two times, (R, M)."""
    start = np.arange(months)
    begin = np.maximum(np.broadcast_to(since, until.shape)[:, None], start)
    return np.asarray(np.maximum(0.0, np.minimum(until[:, None], start + 1) - begin))
