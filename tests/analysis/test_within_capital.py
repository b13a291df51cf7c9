"""What payers of what tranches are due could pay, as long as the vehicle spends no more than its capital."""

from dataclasses import replace

import pytest
from properties.lives import a_service

from outcomesim import simulate
from outcomesim.analysis.exposure import exposure
from outcomesim.people.plan import plan
from outcomesim.preparing import prepare
from outcomesim.scenario.capital import CapitalTerms, Tranche
from outcomesim.scenario.model import Dates, DeliveryCost
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms


@pytest.mark.parametrize(("cost", "within"), [(1_000.0, True), (3_000.0, False)])
def test_what_capital_is_due_is_limited_as_long_as_the_vehicle_spends_no_more_than_its_capital(cost, within):
    """20,000 at 6% a year, simple; the last that is due is paid in month 18: 20,000 x (1 + 0.06 x 18 / 12) = 21,800.

    At 1,000 a month for a year 12,000 is drawn and given back with less interest. At 3,000 the vehicle spends 16,000
    more than its capital: it takes that out of what was paid for principal, which is owed again.
    """
    notes = CapitalTerms(
        (Tranche("notes", 20_000.0, rate=0.06, interest="simple"),), reserve_months=0.0, distribute_every=1,
        when_exhausted="provider carries on",
    )  # fmt: skip
    due = PaymentTerms((PayLine("capital and return", "capital due"),))
    terms = ContractTerms("bond", "social impact bond", (Payer("council"),), capital=notes, payment=due)
    scenario = a_service(people=60, dates=Dates(12.0, 12.0, 18.0, 18.0, 24.0), horizon_months=30, contracts=(terms,))
    delivery = DeliveryCost(fixed_per_month=known(cost))
    scenario = replace(scenario, service=replace(scenario.service, cost=delivery))
    prepared = prepare(scenario)
    implied = exposure(scenario, plan(scenario), prepared.contracts[0])
    assert implied.most_by_payer == {"council": None}
    assert implied.within_capital == pytest.approx({"council": 21_800.0})
    owed = -simulate(scenario, replications=4, seed=1)["bond"]["net", "council"] / 100
    assert (owed > 12_000).all()
    assert (owed <= 21_800).all() if within else (owed > 21_800).all()
