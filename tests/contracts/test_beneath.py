"""What a vehicle pays its provider by lines of its own: twelve months, by hand, in pounds."""

import numpy as np
from contracts.making import COUNCIL, PROVIDER, capital_terms, setting
from properties.test_every_term import scenario

from outcomesim.contracts import make_contract
from outcomesim.contracts.beneath import price_beneath
from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.terms import ContractTerms
from outcomesim.streams import Streams

LINES = (
    PayLine("support", "person-month", (Price("", 200.0),)),
    PayLine("entry bonus", "outcome", (Price("entry", 50.0),)),
    PayLine("set-up", "block", amount=3_000.0),
)
BENEATH = """
  [[contract.pay]]
  of    = "Entering accommodation"
  price = 900
  [contract.agreement]
  basis = "pay lines"
    [[contract.agreement.pay]]
    name  = "support"
    per   = "person-month"
    price = 180
    [[contract.agreement.pay]]
    of    = "Entering accommodation"
    price = 50
"""


def bond(agreement):
    terms = ContractTerms("bond", "social impact bond", (COUNCIL,), capital=capital_terms(), agreement=agreement)
    where = setting(planned_person_months=300.0, planned_verified=(40.0, 10.0), segment_shares=(0.5, 0.5))
    return make_contract(terms, where)


def test_the_expected_price_of_lines_is_each_price_times_what_is_planned():
    contract = bond(AgreementTerms("pay lines", lines=LINES))
    assert price_beneath(contract.agreement, contract.setting) == 300 * 200 + 40 * 50 + 3_000
    assert "£200 for each month of service that a person receives" in " ".join(contract.describe())


def test_the_expected_price_of_cost_is_cost_and_margin_and_of_a_block_its_price():
    assert price_beneath(AgreementTerms(), setting()) == 12_000 * 1.1
    assert price_beneath(AgreementTerms("block", 9_000.0), setting()) == 9_000


def test_a_provider_is_owed_what_its_lines_give_whatever_the_outcomes_contract_pays():
    prepared = prepare(scenario(BENEATH, "social impact bond"))
    (world,) = run_block(prepared, Streams.block(7, 0, 3))
    totals = world._running_totals()
    last = prepared.scenario.horizon_months
    whole = totals.statement(
        number=1, month_from=0, month_to=last, drawn=np.zeros(3), repaid=np.zeros(3), stopped_at=None
    )
    owed = 180 * whole.person_months.sum(axis=1) + 50 * whole.verified[:, :, 0].sum(axis=1)
    paid = sum(
        line.sum(axis=1) for (payer, payee, _), line in world.ledger.lines.items()
        if payee.role == "provider" and payer.role == "spv"
    )  # fmt: skip
    unpaid = world.capital.unpaid
    assert np.all(np.abs((paid + unpaid) / 100 - owed) <= 1), "but for whole pence, month by month"
    assert PROVIDER.role == "provider"
