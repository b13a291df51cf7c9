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


def running(service: Service, month: int, *, weighted: bool = False) -> float:
    """The share of the month in which the service ran, weighted by intensity where asked."""
    ticks = [0] * (month + 1)
    steps = [*service.intensity, (float("inf"), 0)]
    for (since, thousandths), (until, _) in pairwise(steps):
        if since < min(until, service.ends) and since < month + 1:
            add_ticks(ticks, since, min(until, service.ends), weight=thousandths if weighted else 1)
    return ticks[month] / TICKS_PER_MONTH / (INTENSITY_STEPS if weighted else 1)


def cost_of_month(scenario: Scenario, draws: Draws, service: Service, tally: Tally, month: int) -> float:
    """The cost of one month, in whole pence."""
    cost = scenario.service.cost
    overrun = draws.value(cost.overrun)
    index = overrun * (1 + cost.indexation_per_year) ** (month // 12)
    effort = int(tally.effort[month]) / (TICKS_PER_MONTH * INTENSITY_STEPS)
    parts = [
        draws.value(cost.fixed_per_month) * running(service, month, weighted=True),
        draws.value(cost.per_person_month) * effort,
        draws.value(cost.per_attachment) * int(tally.starts[:, month].sum()),
    ]
    for name, amount in cost.per_outcome:
        line = scenario.outcome_names.index(name)
        parts.append(draws.value(amount) * int(tally.achieved[:, line, month].sum()))
    pence = sum(round(PENCE * index * part) for part in parts)
    if month == 0:
        pence += round(PENCE * overrun * draws.value(cost.set_up))
    return float(pence)
