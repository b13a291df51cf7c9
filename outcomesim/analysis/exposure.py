"""What a contract exposes each party to on paper: the most each could pay, and what it takes to break even.

Takes a contract, the plan and the scenario, gives an :class:`Exposure`. Draws no random number and runs nothing: the
figures follow from the terms and from planning values alone. Must not know how they are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.people.plan import Plan
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.terms import TransactionCost
from outcomesim.units import to_pounds


@dataclass(frozen=True)
class Exposure:
    """What the terms and the plan imply, in the scenario's currency.

    Parameters
    ----------
    most_paid : float or None
        The most that all payers together can pay under the contract, transaction costs apart; None where
        neither a cap nor a ceiling on people limits it.
    most_by_payer : mapping of payer to float or None
        Its share of that, and the transaction costs it bears.
    commitments : mapping of investor to float
        The most each investor can be asked for.
    claims : float or None
        What the planned verified outcomes are worth on the rate card, before any cap; None where there is none.
    outgoings : float
        What the holder of the contract plans to spend: delivery (with the margin, if it pays a provider), its fee
        and its transaction costs.
    """

    most_paid: float | None
    most_by_payer: Mapping[str, float | None]
    commitments: Mapping[str, float]
    claims: float | None
    outgoings: float

    @property
    def break_even(self) -> float | None:
        """The share of planned verified outcomes whose payment covers the outgoings; None without a rate card."""
        return None if not self.claims else self.outgoings / self.claims

    @property
    def can_break_even(self) -> bool:
        """Whether the most that is paid covers the outgoings."""
        return self.most_paid is None or self.most_paid >= self.outgoings


def exposure(scenario: Scenario, plan: Plan, contract: Contract) -> Exposure:
    """The exposure of every party to one contract.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
    contract : Contract
    """
    people = _most_people(scenario)
    most = _most_paid(contract, people, scenario)
    borne = {p.name: _borne(contract, p.name, p.share, people, most) for p in contract.terms.payers}
    return Exposure(
        most_paid=most,
        most_by_payer={
            p.name: None if most is None or (own := borne[p.name]) is None else p.share * most + own
            for p in contract.terms.payers
        },
        commitments={} if contract.capital is None else {t.name: t.commitment for t in contract.capital.tranches},
        claims=_claims(contract, plan, scenario),
        outgoings=_outgoings(contract, plan),
    )


def _most_people(scenario: Scenario) -> float | None:
    """The most people who can be taken on; None where chance sets no limit."""
    cohort = scenario.cohort
    if cohort.ceiling is not None:
        return float(cohort.ceiling)
    limits = []
    for quantity in (cohort.referrals.total, cohort.volume):
        limits.append(float(quantity.at(np.array(1.0))))
    most = float(np.round(np.prod(limits)))
    return most if cohort.referrals.arrivals == "fixed" and np.isfinite(most) else None


def _most_paid(contract: Contract, people: float | None, scenario: Scenario) -> float | None:
    limits = [] if contract.most_payable is None else [float(to_pounds(contract.most_payable))]
    if contract.claim_values is not None and people is not None:
        dearest = float(contract.claim_values.sum(axis=1).max())
        limit = contract.claim_limit
        limits.append(people * float(to_pounds(dearest if limit is None else min(dearest, limit))))
    return min(limits, default=None)


def _times(cost: TransactionCost, contract: Contract, people: float | None, paid: float | None) -> float | None:
    """How often a transaction cost can fall at the most; None where nothing limits it."""
    if cost.when == "monthly":
        return float(contract.setting.service_months)
    if cost.when == "per claim":
        return None if people is None else people * len(contract.setting.outcomes)
    return paid if cost.when == "share of payments" else 1.0


def _borne(contract: Contract, payer: str, share: float, people: float | None, paid: float | None) -> float | None:
    """The most a payer can bear of the transaction costs, at their planned amounts."""
    total = 0.0
    for cost in contract.terms.costs:
        part = share if cost.by == "payers" else float(cost.by == payer)
        times = _times(cost, contract, people, paid)
        if part and times is None:
            return None
        total += part * cost.amount.value * (times or 0.0)
    return total


def _claims(contract: Contract, plan: Plan, scenario: Scenario) -> float | None:
    """``sum over lines of price * planned verified``, each segment weighted by its share."""
    if contract.claim_values is None:
        return None
    prices = np.average(contract.claim_values, axis=0, weights=[s.share for s in scenario.segments])  # (L,)
    return float(to_pounds(prices * plan.verified).sum())


def _outgoings(contract: Contract, plan: Plan) -> float:
    setting, agreement = contract.setting, contract.agreement
    delivery = plan.total_cost
    if agreement is not None:
        delivery = plan.total_cost * (1 + setting.margin) if agreement.price is None else agreement.price
    fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value * setting.service_months
    claims = float(plan.verified.sum())
    own = 0.0
    for cost in contract.terms.costs:
        if cost.by == contract.holder.name:
            paid = float(to_pounds(contract.most_payable or 0.0))
            times = claims if cost.when == "per claim" else _times(cost, contract, None, paid)
            own += cost.amount.value * (times or 0.0)
    return delivery + fee + own
