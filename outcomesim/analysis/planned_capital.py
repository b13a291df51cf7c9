"""What the vehicle asks of its investors if all goes as planned: its account, month by month.

Takes a contract, the plan and the scenario, gives a :class:`CapitalAsPlanned`. Draws no random number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomesim.analysis.planned_income import (
    planned_beside_claims,
    planned_claims,
)
from outcomesim.analysis.planned_lines import planned_on_measures
from outcomesim.cashflows.draws import needed_to_the_end, reserves_needed
from outcomesim.contracts.base import Contract
from outcomesim.contracts.order.shares import shares_of
from outcomesim.contracts.paying.advancing import changed_as_planned
from outcomesim.contracts.paying.beneath import price_beneath
from outcomesim.contracts.paying.evaluation_costs import planned_reports
from outcomesim.contracts.steering.ending import most_on_ending
from outcomesim.people.plan import Plan
from outcomesim.scenario.apart import Advance
from outcomesim.scenario.capital import CapitalTerms
from outcomesim.scenario.model import Scenario
from outcomesim.units import MONTHS_PER_YEAR, PENCE, Floats, to_pounds


@dataclass(frozen=True)
class CapitalAsPlanned:
    """What the vehicle asks of its investors if all goes as planned, in the scenario's currency.

    Parameters
    ----------
    drawn : float
        Capital paid in, the reserve included.
    commitment : float
    exhausted_in : int or None
        The first month in which all is drawn and the cash is gone, with debts unpaid; None if that never happens.
    given_out : float
        What had been given out by then, as what stood above the reserve on dates of distribution.
    given_out_in : int or None
        The month of the last such date; None where nothing was.
    """

    drawn: float
    commitment: float
    exhausted_in: int | None
    given_out: float = 0.0
    given_out_in: int | None = None


def planned_capital(contract: Contract, plan: Plan, scenario: Scenario) -> CapitalAsPlanned | None:
    """Walk the vehicle's account as planned: income, then draws for debts and reserve, payment, distribution.

    The cap per person is left out: a plan counts outcomes, not whose they are.
    """
    capital, horizon = contract.capital, contract.setting.horizon_months
    if capital is None:
        return None
    delivery = _delivery_by_month(contract, plan)
    income = _income_by_month(contract, plan, scenario)
    outgoings = delivery + _own_costs_by_month(contract, plan, scenario, income)
    outgoings = outgoings + _penalties_by_month(contract, plan, scenario)
    reserve = _reserve_by_month(contract, capital)
    needed = to_pounds(needed_to_the_end(contract, capital))
    # kept: income that does not serve delivery while there is capital to draw; held: capital that is for the service
    cash = drawn = kept = held = 0.0
    given_out, given_out_in = 0.0, None
    for month in range(horizon):
        cash += income[month] - outgoings[month]
        kept += 0.0 if capital.recycle else income[month]
        need = np.inf if capital.draw_whole_at_start else max(0.0, reserve[month] - (cash - kept))
        draw = min(capital.commitment - drawn, need)
        drawn, cash = drawn + draw, cash + draw
        kept = 0.0 if drawn == capital.commitment else kept
        held = max(0.0, held + draw - outgoings[month])
        if cash < -0.005:  # half a penny: what is left of sums that come to nothing
            return CapitalAsPlanned(drawn, capital.commitment, month, given_out, given_out_in)
        if (month + 1) % capital.distribute_every == 0 and month + 1 >= _first_distribution(capital):
            goes_on = capital.draw_whole_at_start and month + 1 < contract.setting.service_months
            stays = max(held, needed[month]) if goes_on else 0.0
            above = max(0.0, cash - max(reserve[month], stays))
            cash, kept, given_out = cash - above, 0.0, given_out + above
            given_out_in = month if above > 0 else given_out_in
    return CapitalAsPlanned(drawn, capital.commitment, None)


def _first_distribution(capital: CapitalTerms) -> float:
    """From when on money is given out: not before maturity, unless capital may be redeemed early."""
    due = 0.0 if capital.maturity is None else capital.maturity
    if capital.early_redemption is not None:
        due = min(due, capital.early_redemption.since)
    return max(due, capital.distribute_from)


def _running_by_month(contract: Contract) -> Floats:
    setting = contract.setting
    return np.array([setting.planned_running(month, month + 1) for month in range(setting.horizon_months)])


def _fee_by_month(contract: Contract) -> Floats:
    fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value
    return np.asarray(fee * _running_by_month(contract))


def _delivery_by_month(contract: Contract, plan: Plan) -> Floats:
    """What the vehicle owes the provider and the intermediary, month by month."""
    agreement, margin = contract.agreement, 1 + contract.setting.margin
    due: Floats = plan.cost * margin
    if agreement is not None and agreement.basis != "cost":
        months = contract.setting.service_months
        price = price_beneath(agreement, contract.setting)
        due = np.where(np.arange(len(due)) < months, price / months, 0.0)
    return np.asarray(due + _fee_by_month(contract))


def _income_by_month(contract: Contract, plan: Plan, scenario: Scenario) -> Floats:
    """What the payers pay for planned claims and for the service: by statement, to the cap, when each payer pays.

    And what they advance, less what is recovered of it; and the interest on what they are taken to pay late.
    """
    income = np.zeros(contract.setting.horizon_months)
    by_month = planned_claims(contract, plan, scenario) + planned_beside_claims(contract, plan, scenario)
    by_month = by_month + planned_on_measures(contract, plan, scenario).by_month
    claimed = np.concatenate([[0.0], np.cumsum(by_month)])
    cap = _most_on_lines(contract)
    paid, first = 0.0, 0
    by_statement: dict[tuple[int, int], float] = {}
    for end in contract.statement_months:
        owed = min(float(claimed[end]), cap) - paid
        by_statement[first, end] = PENCE * owed
        paid, first = paid + owed, end
    for name in dict.fromkeys(payer.name for payer in contract.terms.every_payer):
        owed_by = {months: pence * _share(name, contract, months[0]) for months, pence in by_statement.items()}
        own = [replace(one, amount=one.amount * _advances(name, one, contract)) for one in contract.terms.advances]
        given, less = changed_as_planned(own, owed_by, contract.terms.payment.every_months)
        for month, pence in given.items():
            _receive(income, to_pounds(pence), contract, name, month, after_terms=False)
        for months, pence in owed_by.items():
            _receive(income, to_pounds(pence - less[months]), contract, name, max(0, months[1] - 1), after_terms=True)
    return income


def _share(name: str, contract: Contract, month: int) -> float:
    """A payer's share of what no line asks for in a month; nought where it is no payer then."""
    payers = contract.payers_in(month)
    shares = shares_of(payers, year=month // MONTHS_PER_YEAR)
    return dict(zip((payer.name for payer in payers), shares, strict=True)).get(name, 0.0)


def _advances(name: str, advance: Advance, contract: Contract) -> float:
    """A payer's part of an advance."""
    if advance.by:
        return float(advance.by == name)
    return next((payer.share for payer in contract.payers_in(advance.at) if payer.name == name), 0.0)


def _most_on_lines(contract: Contract) -> float:
    """The most that lines can bring, with what else is planned: all but payments on ending early and what is lost."""
    if contract.most_payable is None:
        return np.inf
    ending = most_on_ending(contract.terms.end, contract.capital) or 0.0
    return float(to_pounds(contract.most_payable)) - ending - sum(amount for _, amount in contract.written_off)


def _receive(income: Floats, amount: float, contract: Contract, name: str, month: int, *, after_terms: bool) -> None:
    """Add what a payer pays when it pays it, with interest where that is late; below nought it is paid back to it.

    Parameters
    ----------
    income : array (M,)
        Which is added to.
    amount : float
    contract : Contract
    name : str
    month : int
        In which it is due, or the last that a statement covers.
    after_terms : bool
        Whether it is due only after the payment terms.
    """
    last, wait = contract.setting.horizon_months - 1, contract.terms.payment.payment_terms_months
    own = next((payer.payment_terms_months for payer in contract.terms.every_payer if payer.name == name), None)
    due = min(month + (wait if own is None else own) * after_terms, last)
    late = contract.terms.months_late.get(name, 0) if amount > 0 else 0  # what is paid back is in time
    paid_in = min(due + late, last)
    interest = contract.terms.late_payment_interest * (paid_in - due) / MONTHS_PER_YEAR
    income[paid_in] += amount * (1 + interest)


def _own_costs_by_month(contract: Contract, plan: Plan, scenario: Scenario, income: Floats) -> Floats:
    """The transaction costs and evaluations that the vehicle bears itself."""
    once = np.eye(contract.setting.horizon_months)
    times = {
        "start": once[0],
        "end": once[contract.setting.claim_months - 1],
        "monthly": _running_by_month(contract),
        "per claim": plan.verified_by_month[contract.setting.reached].sum(axis=0),
        "share of payments": income,
    }
    own = [cost.amount.value * times[cost.when] for cost in contract.terms.costs if cost.by == contract.holder.name]
    reports = planned_reports(contract, scenario)
    own += [cost * once[month] for month, by, cost in reports if by == contract.holder.name]
    return np.asarray(sum(own, np.zeros(contract.setting.horizon_months)))


def _penalties_by_month(contract: Contract, plan: Plan, scenario: Scenario) -> Floats:
    """What the vehicle owes the payers, when it is due: after the payment terms."""
    owed = planned_on_measures(contract, plan, scenario).penalties
    due = np.minimum(np.arange(len(owed)) + contract.terms.payment.payment_terms_months, len(owed) - 1)
    return np.asarray(np.bincount(due, owed, minlength=len(owed)))


def _reserve_by_month(contract: Contract, capital: CapitalTerms) -> Floats:
    """What the reserve is to be at the end of each month; none once service has ended."""
    return np.where(_running_by_month(contract) < 1, 0.0, to_pounds(reserves_needed(contract, capital)))
