"""What the service cost to deliver, in pence a month (*Time spent, costs*).

Takes the tally and the service's course, gives one sum for one month. Rounded once for each part.
"""

from __future__ import annotations

from itertools import pairwise

from oracle.draws import Draws
from oracle.service import Service
from oracle.tally import Tally, add_ticks

from outcomesim.scenario.model import Scenario
from outcomesim.units import INTENSITY_STEPS, PENCE, TICKS_PER_MONTH


def running_of(service: Service, provider: int, month: int) -> float:
    """The share of the month in which one provider's service ran."""
    ticks = [0] * (month + 1)
    add_ticks(ticks, 0.0, min(service.ends(provider), month + 1.0))
    return ticks[month] / TICKS_PER_MONTH


def running(service: Service, month: int) -> float:
    """The share of the month in which any provider's did."""
    return max(running_of(service, provider, month) for provider in range(len(service.providers)))


def fixed_part(service: Service, provider: int, month: int) -> float:
    """The month's running, weighted by intensity and by the provider's share of referrals in force."""
    moments = sorted({since for since, _ in (*service.intensity, *service.shares)} | {float("inf")})
    part = 0.0
    for since, until in pairwise(moments):
        ticks = [0] * (month + 1)
        thousandths = [weight for at, weight in service.intensity if at <= since][-1]
        share = [shares for at, shares in service.shares if at <= since][-1][provider]
        if since < min(until, service.ends(provider)) and since < month + 1:
            add_ticks(ticks, since, min(until, service.ends(provider)), weight=thousandths)
        part += share * ticks[month] / TICKS_PER_MONTH / INTENSITY_STEPS
    return part


def cost_of_month(scenario: Scenario, draws: Draws, service: Service, tally: Tally, provider: int, month: int) -> float:
    """What one provider's delivery costs in one month, in whole pence."""
    cost, own = scenario.service.cost, scenario.service.delivering[provider]
    providers = len(scenario.service.delivering)
    overrun = draws.value(cost.overrun) * draws.value(own.cost)
    index = overrun * (1 + cost.indexation_per_year) ** (month // 12)
    effort = int(tally.effort[provider, month]) / (TICKS_PER_MONTH * INTENSITY_STEPS)
    parts = [
        draws.value(cost.fixed_per_month) * fixed_part(service, provider, month),
        draws.value(cost.per_person_month) * effort,
        draws.value(cost.per_attachment) * int(tally.starts[provider::providers, month].sum()),
    ]
    for name, amount in cost.per_outcome:
        line = scenario.outcome_names.index(name)
        parts.append(draws.value(amount) * int(tally.achieved[provider::providers, line, month].sum()))
    pence = sum(round(PENCE * index * part) for part in parts)
    if month == 0:
        pence += round(PENCE * overrun * own.share * draws.value(cost.set_up))
    return float(pence)
