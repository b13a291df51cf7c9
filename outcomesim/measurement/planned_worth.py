"""What planned claims are worth: each at the price of its segment, its dates, and the months since its person's start.

Takes a plan and what claims are worth over time, gives pence by month. It does not know why a claim is worth that.
"""

from __future__ import annotations

import numpy as np

from outcomesim.measurement.claim_values import DATED_BY, ClaimValues
from outcomesim.people.plan import Plan, claims_told_apart
from outcomesim.people.planned_bands import Bands, Decides
from outcomesim.scenario.model import Scenario, Verification
from outcomesim.units import Floats


def planned_worth(
    scenario: Scenario, planned: Plan, worth: ClaimValues, *, verification: Verification | None = None
) -> Floats:
    """``sum of price * planned claims`` by month of verification, (M,) of pence.

    Claims are told apart by a plan of their own where a price goes by the date of start or achievement or by the
    months since the start, or where they are verified in another way than the scenario says.
    """
    values, in_force = np.array(worth.values), np.array(worth.in_force)  # (P, G, L, E, A), (M,)
    claims: dict[tuple[int, ...], Floats] = {}
    total = np.zeros(len(in_force))
    for period, by in enumerate(worth.dated_by):
        if by not in claims:
            decided_by: tuple[Decides, ...] = tuple("" if date < 0 else DATED_BY[date] for date in by)
            bands = Bands(decided_by, worth.dates, worth.ages)
            claims[by] = claims_told_apart(scenario, planned, bands, verification=verification)
        now = in_force == period
        total[now] = np.tensordot(values[period], claims[by][..., now], axes=4)
    return total
