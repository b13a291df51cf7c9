"""A plan and contracts made by hand for the fake scenario, so that what follows can be checked on paper."""

from __future__ import annotations

import numpy as np
from analysis.fake_results import PROVIDER, fake_scenario

from outcomesim.contracts import make_contract
from outcomesim.contracts.base import Contract, Setting
from outcomesim.people.plan import Plan
from outcomesim.scenario.model import Scenario

SCENARIO = fake_scenario()
VERIFIED = (300.0, 240.0, 200.0, 80.0)


def by_month(total: float) -> np.ndarray:
    return np.full(60, total / 60)


def of_all(claims: np.ndarray) -> np.ndarray:
    """Claims (L, M) in the same proportion in every segment, told apart by nothing else."""
    shares = np.array([segment.share for segment in SCENARIO.segments])
    return shares[:, None, None, None, None] * claims[None, :, None, None]


PLAN = Plan(
    referred=by_month(406),
    starts=by_month(400),
    person_months=by_month(5_600),
    cost=by_month(2_000_000),
    achieved_by_month=np.array([by_month(n + 10) for n in VERIFIED]),
    claims=of_all(np.array([by_month(n) for n in VERIFIED])),
    without=np.array([180.0, 130.0, 100.0, 60.0]),
    longest_wait=2.5,
)


def contracts_of(scenario: Scenario) -> list[Contract]:
    setting = Setting(
        outcomes=scenario.outcome_names,
        segments=tuple(s.name for s in scenario.segments),
        provider=PROVIDER,
        currency=scenario.currency,
        service_months=48,
        claim_months=57,
        horizon_months=60,
        planned_cost=PLAN.total_cost,
        planned_cost_by_month=tuple(PLAN.cost),
        planned_places=150,
        margin=0.05,
        measures={measure.name: measure for measure in scenario.measures},
        days=tuple(o.name for o in scenario.outcomes if o.kind == "days"),
    )
    return [make_contract(terms, setting) for terms in scenario.contracts]
