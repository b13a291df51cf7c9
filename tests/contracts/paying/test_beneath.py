"""What a vehicle pays its provider by lines of its own: twelve months, by hand, in pounds."""

from dataclasses import replace

import numpy as np
import pytest
from contracts.making import COUNCIL, PROVIDER, capital_terms, setting
from properties.lives import small_shared
from properties.test_every_term import scenario

from outcomesim.analysis.planned_beneath import planned_beneath
from outcomesim.contracts import make_contract
from outcomesim.contracts.paying.beneath import block_due, price_beneath
from outcomesim.engine import run_block
from outcomesim.parties import Party
from outcomesim.preparing import prepare
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.provider_terms import Subcontract
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
    where = setting(planned_person_months=300.0, planned_verified=((20.0, 5.0), (20.0, 5.0)), segment_shares=(0.5, 0.5))
    return make_contract(terms, where)


def test_the_expected_price_of_lines_is_each_price_times_what_is_planned():
    contract = bond(AgreementTerms("pay lines", lines=LINES))
    assert price_beneath(contract.agreement, contract.setting) == 300 * 200 + 40 * 50 + 3_000
    assert "£200 for each month of service that a person receives" in " ".join(contract.describe())


def test_the_expected_price_of_a_fee_for_each_referral_is_of_all_who_are_planned_to_be_referred():
    fee = PayLine("fee", "referral", (Price("", 30.0, "younger"), Price("", 60.0, "older")))
    where = setting(planned_referred=100.0, planned_starts=80.0, segment_shares=(0.75, 0.25))
    # 75 at 30 and 25 at 60
    assert price_beneath(AgreementTerms("pay lines", lines=(fee,)), where) == 3_750


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


# -- beneath a lead --------------------------------------------------------------------------------------------------


def led(*subcontracts):
    providers = tuple(Party(name, "provider") for name in ("North", "South"))
    where = setting(providers=providers, provider_shares=(0.4, 0.6))
    terms = ContractTerms("led", "payment by results", (COUNCIL,), subcontracts=subcontracts)
    return make_contract(terms, where)


def test_a_lead_says_what_it_pays_whom():
    both = " ".join(led().describe())
    assert "charity leads them and pays each of them its cost as incurred and a margin of 10%, whatever it is" in both
    by_lines = AgreementTerms("pay lines", lines=(replace(LINES[0], until=6.0), LINES[1]))
    said = " ".join(led(Subcontract(("South",), by_lines)).describe())
    for part in (
        "charity leads them and pays North its cost as incurred and a margin of 10%, whatever it is itself paid.",
        "charity pays South month by month for what it does itself, £200 for each month of service that a person "
        "receives and £50 for entry for each that is verified, whatever it is itself paid.", "Support: until month 6.",
    ):  # fmt: skip
        assert part in said, part
    alike = " ".join(led(Subcontract(("North", "South"), AgreementTerms("block", 900.0))).describe())
    assert "charity leads them." in alike
    assert "charity pays North and South each a block price of £900 in equal monthly parts" in alike


def test_a_block_price_comes_to_the_whole_in_periods_of_any_length():
    where = setting()
    monthly = sum(block_due(1_000.07, where, m, m + 1, np.array([1.0])) for m in range(14))
    assert monthly == block_due(1_000.07, where, 0, 12, np.array([12.0])) == 1_000_07
    # of 100,007 pence a quarter, 25,001 by month 3, and a half, 50,003 by month 6, in which it ran for half the time
    assert block_due(1_000.07, where, 3, 6, np.array([1.5])) == (50_003 - 25_001) / 2
    assert block_due(1_000.07, where, 12, 15, np.array([0.0])) == 0


def test_the_lead_plans_to_pay_each_provider_by_its_own_plan():
    shared = small_shared()
    terms = replace(shared.contracts[0], subcontracts=(Subcontract(("South",), AgreementTerms("block", 5_000.0)),))
    prepared = prepare(replace(shared, contracts=(terms,)))
    paid = planned_beneath(prepared.scenario, prepared.contracts[0])
    plain = planned_beneath(shared, prepare(shared).contracts[0])
    whole, margin = prepare(shared).plan.total_cost, 1 + shared.service.margin
    assert paid["South"] == 5_000
    assert paid["North"] == plain["North"]
    assert sum(plain.values()) == pytest.approx(whole * margin)
