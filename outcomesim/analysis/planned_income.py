"""What a contract pays if all goes as planned, month by month and before any cap: for claims, and for the service.

Takes a contract, the plan and the scenario, gives sums by month of service (H,) in the scenario's currency. Deductions
by a measure, gates and volumes are passed over, and what a plan cannot tell is left out: a line on a measure, referrals
that are missing, what capital is due.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.contracts.grant import Grant
from outcomesim.contracts.order.card import Item
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.planned_worth import planned_worth
from outcomesim.people.plan import Plan
from outcomesim.scenario.model import Scenario
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, to_pence, to_pounds


def planned_claims(contract: Contract, plan: Plan, scenario: Scenario) -> Floats:
    """``sum of price * planned claims`` by month of verification, each at the price of its segment and its dates."""
    worth, own = contract.claim_values_over_time, contract.terms.verification
    if worth is None:
        return np.zeros(contract.setting.horizon_months)
    return np.asarray(to_pounds(planned_worth(scenario, plan, worth, verification=own)))


def planned_award(contract: Contract) -> float:
    """What a grant is planned to come to besides its lines: the award, where it is reconciled as far as it is spent."""
    if not isinstance(contract, Grant):
        return 0.0
    award = float(to_pounds(contract.award))
    return award if contract.grant.preset == "plain" else min(award, contract.setting.planned_cost)


def planned_beside_claims(contract: Contract, plan: Plan, scenario: Scenario) -> Floats:
    """What the lines come to that are paid for the service, whatever comes of it, at the prices of each month."""
    income = np.zeros(contract.setting.horizon_months)
    if not isinstance(contract, WrittenContract):
        return income
    shares = np.array([segment.share for segment in scenario.segments])
    for month in range(len(income)):
        card, _ = contract.version_at(month)
        for item, prices in zip(card.items, card.prices(month), strict=True):
            if item is None or item.outcome:
                continue
            if item.line.per == "block":
                price = float(to_pence((item.line.amount or 0.0) * card.terms.price_factor))
                income[month] += to_pounds(contract.calendar.part_of_block(item.line, price, month, month + 1)[0])
            elif _in_its_dates(item, month):
                price = float(prices @ shares if item.by_segment else prices[0])
                income[month] += to_pounds(price) * _planned(item.line.per, contract, plan, month)
    return income


def by_time(by_month: Floats, contract: Contract) -> Floats:
    """Sums of the times that an open book looks at alone, (T,): each contract year, or all of it."""
    gain = contract.terms.gain_share
    if gain is None or gain.over == "contract":
        return np.asarray(by_month.sum(keepdims=True))
    return np.asarray(np.add.reduceat(by_month, np.arange(0, len(by_month), MONTHS_PER_YEAR)))


def kept_of_a_gain(contract: Contract, plan: Plan) -> tuple[Floats, float]:
    """What the holder may keep in each time before a share comes back, (T,), as planned; and that share.

    By what it costs up to the last statement: what is spent after it is not reported.
    """
    gain = contract.terms.gain_share
    if gain is None:
        return np.full(1, NEVER), 0.0
    reported = plan.cost * (np.arange(len(plan.cost)) < contract.statement_months[-1])
    return (1 + gain.above) * by_time(reported, contract), gain.share


def _in_its_dates(item: Item, month: int) -> bool:
    line = item.line
    return (line.since or 0.0) <= month and (line.until is None or month < line.until)


def _planned(per: str, contract: Contract, plan: Plan, month: int) -> float:
    """How many of what a line is paid for are planned in a month; none where a plan does not tell."""
    counted = {
        "attachment": plan.starts, "referral": plan.referred, "person-month": plan.person_months, "cost": plan.cost,
    }  # fmt: skip
    if per == "month":
        return contract.setting.planned_running(month, month + 1)
    return float(counted[per][month]) if per in counted else 0.0
