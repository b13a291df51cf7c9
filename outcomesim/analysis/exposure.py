"""What a contract exposes each party to on paper: the most each could pay, and what it takes to break even.

Takes a contract, the plan and the scenario, gives an :class:`Exposure`. Draws no random number and runs nothing: the
figures follow from the terms and from planning values alone. Must not know how they are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from outcomesim.analysis.breaking_even import left_of, share_to_break_even
from outcomesim.analysis.planned_beneath import planned_beneath
from outcomesim.analysis.planned_capital import CapitalAsPlanned, planned_capital
from outcomesim.analysis.planned_income import (
    by_time,
    kept_of_a_gain,
    planned_award,
    planned_beside_claims,
    planned_claims,
)
from outcomesim.analysis.planned_lines import planned_on_measures
from outcomesim.contracts.base import Contract
from outcomesim.contracts.beforehand.may_be_owed import People
from outcomesim.contracts.beforehand.most_by_payer import most_by_payer
from outcomesim.contracts.beforehand.most_capital_due import with_capital_due_limited
from outcomesim.contracts.beforehand.most_interest import most_interest, most_with_interest
from outcomesim.contracts.order.measured_pay import measures_paid_on
from outcomesim.contracts.paying.beneath import price_beneath
from outcomesim.contracts.paying.evaluation_costs import planned_reports
from outcomesim.contracts.written import WrittenContract
from outcomesim.people.plan import Plan
from outcomesim.scenario.capital import CapitalTerms
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.terms import TransactionCost
from outcomesim.units import DAYS_PER_MONTH, NEVER, Floats, to_pounds


@dataclass(frozen=True)
class Exposure:
    """What the terms and the plan imply, in the scenario's currency.

    Parameters
    ----------
    most_paid : float or None
        The most that all payers together can owe under the contract, transaction costs and interest on what they pay
        late apart; None where neither a cap nor a ceiling on people limits it.
    most_by_payer : mapping of payer to float or None
        The most of that which can fall on it, by its shares and limits and those of the others; the interest, where it
        is taken to pay late; and the transaction costs it bears.
    commitments : mapping of investor to float
        The most each investor can be asked for.
    guarantees : mapping of guarantor to float
        The most each guarantor can be asked for.
    claims : float or None
        What the planned verified outcomes are worth on the rate card, before any cap; None where there is none.
    beside_claims : float
        What is planned to be paid for the service beside them, whatever outcomes come of it.
    outgoings : float
        What the holder of the contract plans to spend: delivery (with the margin, if it pays a provider), its fee,
        its transaction costs, and the penalties it is planned to owe.
    capital : CapitalAsPlanned or None
        How far the investors' commitment carries the service; None where there are no investors.
    break_even : float or None
        The share of planned verified outcomes whose payment covers the outgoings, of what an open book leaves of it;
        infinity where no share does, None without a rate card.
    most_left : float or None
        What an open book leaves of the most that is paid.
    on_measures : tuple of str
        The measures of outcomes on which something is paid and of which no plan knows what they will report.
    at_expected : tuple of str
        The measures by which lines and penalties go that a plan tells: read at the value expected of them.
    paid_at_expected : float
        What is planned to be paid on them.
    penalties : float
        What the holder is planned to owe the payers; it stands in the outgoings.
    within_capital : mapping of payer to float or None
        The most that can fall on each as long as the vehicle spends no more than its capital, where payers owe what
        tranches are due; else empty.
    """

    most_paid: float | None
    most_by_payer: Mapping[str, float | None]
    commitments: Mapping[str, float]
    claims: float | None
    beside_claims: float
    outgoings: float
    capital: CapitalAsPlanned | None = None
    guarantees: Mapping[str, float] = field(default_factory=dict)
    break_even: float | None = None
    most_left: float | None = None
    on_measures: tuple[str, ...] = ()
    within_capital: Mapping[str, float | None] = field(default_factory=dict)
    at_expected: tuple[str, ...] = ()
    paid_at_expected: float = 0.0
    penalties: float = 0.0

    @property
    def can_break_even(self) -> bool:
        """Whether what is left of the most that is paid covers the outgoings, and some share of claims brings it."""
        enough = self.most_left is None or self.most_left >= self.outgoings
        return enough and (self.break_even is None or self.break_even < NEVER)


def exposure(scenario: Scenario, plan: Plan, contract: Contract) -> Exposure:
    """The exposure of every party to one contract.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
    contract : Contract
    """
    most = _most_paid(contract, _most_people(scenario), scenario)
    limited = with_capital_due_limited(contract) if isinstance(contract, WrittenContract) else None
    on_measures = planned_on_measures(contract, plan, scenario)
    penalties, (kept, shared) = float(on_measures.penalties.sum()), kept_of_a_gain(contract, plan)
    outgoings = _outgoings(contract, plan, scenario) + penalties
    claims, beside = planned_claims(contract, plan, scenario), planned_beside_claims(contract, plan, scenario)
    award = planned_award(contract)
    break_even = None
    if contract.claim_values is not None and claims.any():
        besides = by_time(beside + on_measures.by_month + award * _spread(plan), contract)
        break_even = share_to_break_even(outgoings, by_time(claims, contract), besides, kept, shared)
    return Exposure(
        most_paid=most,
        most_by_payer=_most_of_each(contract, scenario),
        commitments={} if contract.capital is None else {t.name: t.commitment for t in contract.capital.tranches},
        claims=None if contract.claim_values is None else float(claims.sum()),
        beside_claims=float(beside.sum()) + award,
        outgoings=outgoings,
        capital=planned_capital(contract, plan, scenario),
        guarantees={} if contract.capital is None else _guarantees(contract.capital),
        break_even=break_even,
        most_left=None if most is None else left_of(np.array([most]), kept.sum(keepdims=True), shared),
        on_measures=tuple(name for name in _on_measures(contract) if name not in on_measures.told),
        at_expected=on_measures.told,
        paid_at_expected=float(on_measures.by_month.sum()),
        penalties=penalties,
        within_capital={} if limited is None else _most_of_each(limited, scenario),
    )


def _most_of_each(contract: Contract, scenario: Scenario) -> dict[str, float | None]:
    """The most that can fall on each payer, interest and transaction costs included; None where nothing limits it."""
    people = _most_people(scenario)
    most, shares = _most_paid(contract, people, scenario), _largest_shares(contract)
    parts = {name: None if most is None else share * most for name, share in shares.items()}
    if isinstance(contract, WrittenContract):
        served = None if people is None else People(people, _most_times(scenario))
        parts = most_by_payer(contract, most, served)
    paid = _summed([most, *most_interest(contract, parts).values()])
    parts = most_with_interest(contract, parts)
    borne = {name: _borne(contract, name, share, people, paid, scenario) for name, share in shares.items()}
    return {
        name: None if (part := parts[name]) is None or (own := borne[name]) is None else part + own for name in shares
    }


def _on_measures(contract: Contract) -> tuple[str, ...]:
    if not isinstance(contract, WrittenContract):
        return ()
    measures = contract.setting.measures
    named = (measures_paid_on(line, contract.capital, measures) for line in contract.every_line)
    return tuple(dict.fromkeys(name for names in named for name in names))


def _spread(plan: Plan) -> Floats:
    """The part of a sum that is spent in each month, as planned: all in the first where nothing is."""
    if not plan.cost.any():
        return np.asarray(np.arange(len(plan.cost)) == 0, dtype=np.float64)
    return np.asarray(plan.cost / plan.cost.sum())


def _summed(amounts: Sequence[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _largest_shares(contract: Contract) -> dict[str, float]:
    """The largest share of each payer, of those who join by a variation too."""
    shares: dict[str, float] = {}
    for payers in (contract.terms.payers, *(variation.payers for variation in contract.terms.variations)):
        for payer in payers:
            shares[payer.name] = max(payer.share, shares.get(payer.name, 0.0))
    return shares


def _guarantees(capital: CapitalTerms) -> dict[str, float]:
    """The most each guarantor can be asked for: its share of the tranche's commitment, up to its highest limit."""
    commitments = {tranche.name: tranche.commitment for tranche in capital.tranches}
    most: dict[str, float] = {}
    for guarantee in capital.guarantees:
        limit = max((limit.amount for limit in guarantee.limits), default=guarantee.limit)
        covered = guarantee.share * commitments[guarantee.tranche]
        most[guarantee.by] = most.get(guarantee.by, 0.0) + (covered if limit is None else min(covered, limit))
    return most


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
    beside = contract.most_beside_claims
    if contract.claim_values is not None and people is not None and beside is not None:
        dearest = float((contract.claim_values @ _most_times(scenario)).max())
        limit = contract.claim_limit
        each = float(to_pounds(dearest if limit is None else min(dearest, limit)))
        limits.append(people * each + float(to_pounds(beside)))
    return min(limits, default=None)


def _most_times(scenario: Scenario) -> Floats:
    """How often each line can be claimed for one person at the most, (L,): once, or so many days."""
    return np.array(
        [
            np.floor(DAYS_PER_MONTH * min(outcome.for_months, scenario.dates.last_outcome))
            if outcome.kind == "days"
            else 1.0
            for outcome in scenario.outcomes
        ]
    )


def _times(cost: TransactionCost, contract: Contract, people: float | None, paid: float | None) -> float | None:
    """How often a transaction cost can fall at the most; None where nothing limits it."""
    if cost.when == "monthly":
        return float(contract.setting.service_months)
    if cost.when == "per claim":
        return None if people is None else people * int(contract.setting.reached.sum())
    return paid if cost.when == "share of payments" else 1.0


def _borne(
    contract: Contract, payer: str, share: float, people: float | None, paid: float | None, scenario: Scenario
) -> float | None:
    """The most a payer can bear of the transaction costs and evaluations, at their planned amounts."""
    total = sum(
        cost * (share if by == "payers" else float(by == payer)) for _, by, cost in planned_reports(contract, scenario)
    )
    for cost in contract.terms.costs:
        part = share if cost.by == "payers" else float(cost.by == payer)
        times = _times(cost, contract, people, paid)
        if part and times is None:
            return None
        total += part * cost.amount.value * (times or 0.0)
    return total


def _outgoings(contract: Contract, plan: Plan, scenario: Scenario) -> float:
    setting, agreement = contract.setting, contract.agreement
    delivery = plan.total_cost
    if agreement is not None:
        delivery = price_beneath(agreement, setting)
    elif setting.providers and contract.lead_pays_providers:
        by_cost = delivery * (1 + setting.margin)
        delivery = sum(planned_beneath(scenario, contract).values()) if contract.terms.subcontracts else by_cost
    fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value * setting.service_months
    claims = float(plan.verified[setting.reached].sum())
    own = sum(cost for _, by, cost in planned_reports(contract, scenario) if by == contract.holder.name)
    for cost in contract.terms.costs:
        if cost.by == contract.holder.name:
            paid = float(to_pounds(contract.most_payable or 0.0))
            times = claims if cost.when == "per claim" else _times(cost, contract, None, paid)
            own += cost.amount.value * (times or 0.0)
    return delivery + fee + own
