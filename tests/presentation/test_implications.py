import dataclasses

import pytest
from analysis.fake_results import PROVIDER
from analysis.planned import PLAN, SCENARIO, contracts_of

from outcomesim.presentation.implications import implications
from outcomesim.presentation.words import cell
from outcomesim.scenario.apart import GainShare
from outcomesim.scenario.capital import Tranche
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Cap, PayLine, PaymentTerms, Price, Schedule
from outcomesim.scenario.quantities import Quantity, known
from outcomesim.scenario.terms import FeeForServiceTerms, GrantTerms, TransactionCost

TEXT = implications(SCENARIO, PLAN, contracts_of(SCENARIO))
FLAT = " ".join(TEXT.split())


def test_it_fits_eighty_columns():
    assert max(map(len, TEXT.splitlines())) <= 80


@pytest.mark.parametrize(
    "said",
    [
        "start month 0 1 January 2018",
        "last referral month 24 31 December 2019",
        "last payment month 60 31 December 2022",
        "406 people are referred over 18 months",
        "150 places; the longest wait is 2.5 months",
        "£2.00m in all, £5,000 for each person who starts",
        "entering accommodation 310 300 180",
        "homelessness partnership: whatever delivery costs above £2,100,000, without limit",
        "social investor A: £1,000,000, its commitment",
        "Greater Manchester local authorities: £1,303,200",
        "120% of them pay back the £2.29m that SPV plans to spend, which is 360 “entering accommodation” of 300",
        "outcome[entering accommodation].effect.hazard_ratio = 1.8 (90% between 1.15 and 2.61). assumed",
    ],
)
def test_it_says_what_the_scenario_implies(said):
    assert said in FLAT


def test_every_contract_tells_its_own_rule():
    for contract in contracts_of(SCENARIO):
        assert " ".join(contract.describe()[0].split()) in FLAT


def test_a_number_that_is_sourced_and_certain_is_not_listed_as_assumed():
    assert "service.cost.fixed_per_month" not in FLAT


def test_a_cap_below_the_planned_cost_is_said_to_put_break_even_out_of_reach():
    bond = SCENARIO.contracts[0]
    low = dataclasses.replace(bond, payment=dataclasses.replace(bond.payment, caps=(Cap("contract", 1_000_000),)))
    scenario = dataclasses.replace(SCENARIO, contracts=(low,))
    assert "Break-even: out of reach" in implications(scenario, PLAN, contracts_of(scenario))


def test_an_open_book_that_leaves_too_little_is_said_to_put_break_even_out_of_reach():
    card = PaymentTerms((PayLine("card", "outcome", (Price(SCENARIO.appraisal.headline, 10_000.0),)),))
    audit = TransactionCost("audit", known(72_000.0), by=PROVIDER.name)
    terms = dataclasses.replace(
        SCENARIO.contracts[1], form="payment by results", terms=None, payment=card, costs=(audit,),
        gain_share=GainShare(1.0),
    )  # fmt: skip
    scenario = dataclasses.replace(SCENARIO, contracts=(terms,))
    said = " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())
    assert "and can be left with less, whatever is owed: the rest comes back to the payers" in said


@pytest.mark.parametrize(
    ("award", "said"),
    [
        (
            1_500_000.0,
            "planned claims are worth £2.50m before any cap, and £1.50m is paid for the service whatever comes of it; "
            "23% of those claims pay back what that leaves of the £2.07m that homelessness partnership plans to spend",
        ),
        (3_000_000.0, "and £2.00m is paid for the service whatever comes of it, which covers the £2.00m that"),
    ],
)
def test_what_is_paid_for_the_service_is_said_beside_what_claims_must_pay_back(award, said):
    card = PaymentTerms((PayLine("bonus", "outcome", (Price(SCENARIO.appraisal.headline, 25_000 / 3),)),))
    costs = (TransactionCost("audit", known(72_000.0), by=PROVIDER.name),) if award < 2_000_000 else ()
    terms = dataclasses.replace(SCENARIO.contracts[1], terms=GrantTerms("grants 2.0", award), payment=card, costs=costs)
    scenario = dataclasses.replace(SCENARIO, contracts=(terms,))
    assert said in " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())


ON_A_MEASURE = PayLine(
    "reduction", "measure", measure="fall", gives="amount", schedule=Schedule("steps", ((0.1, 3_000_000.0),))
)


@pytest.mark.parametrize(
    ("lines", "measure", "said"),
    [
        (
            (), Measure("fall"),
            "Break-even: what is paid goes by “fall”, which no plan knows; the most, £3.00m, covers the £2.00m that",
        ),
        (
            (PayLine("card", "outcome", (Price(SCENARIO.appraisal.headline, 1_000.0),)),), Measure("fall"),
            "What is paid on “fall” comes on top: no plan knows it.",
        ),
        ((), Measure("fall", "total", "attachments"), "Break-even: what is paid does not depend on outcomes"),
    ],
)  # fmt: skip
def test_what_is_paid_on_a_measure_of_outcomes_is_said_to_depend_on_them(lines, measure, said):
    card = PaymentTerms((*lines, ON_A_MEASURE))
    terms = dataclasses.replace(SCENARIO.contracts[1], form="payment by results", terms=None, payment=card)
    scenario = dataclasses.replace(SCENARIO, contracts=(terms,), measures=(measure,))
    assert said in " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())


def test_a_price_for_each_outcome_is_said_to_leave_transaction_costs_out():
    # 2.1m for 200 planned
    headline = SCENARIO.appraisal.headline
    assert f"for each verified “{headline}”, before transaction costs" in FLAT


def test_a_line_of_days_says_so():
    days = dataclasses.replace(SCENARIO.outcomes[1], name="nights", kind="days")
    scenario = dataclasses.replace(SCENARIO, outcomes=(SCENARIO.outcomes[0], days, *SCENARIO.outcomes[2:]))
    assert "nights (days) 250 240 130" in " ".join(implications(scenario, PLAN, contracts_of(SCENARIO)).split())


def committed(commitment, **changes):
    bond = SCENARIO.contracts[0]
    tranches = (Tranche("social investor A", commitment),)
    capital = dataclasses.replace(bond.capital, tranches=tranches, **changes)
    low = dataclasses.replace(bond, capital=capital)
    scenario = dataclasses.replace(SCENARIO, contracts=(low,))
    return " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())


def test_it_says_how_much_of_the_commitment_is_needed_as_planned():
    assert "of the £9.00m committed." in committed(9_000_000)


def test_capital_that_cannot_carry_the_service_is_said_to_run_out_and_when():
    # a month costs 35,000 and a fee of 4,000; nothing is paid before month 3
    said = "As planned the capital of £18,000 is exhausted in month 0: intake shuts and the service stops after"
    assert said in committed(18_000, when_exhausted="stop the service")
    assert "month 0: the provider carries on" in committed(18_000, when_exhausted="provider carries on")
    assert "has been given out" not in committed(18_000, when_exhausted="stop the service")


def test_what_was_given_out_before_capital_runs_out_is_said():
    first = {"draw_whole_at_start": True, "recycle": False}
    said = committed(1_000_000, **first, reserve_months=0.0, distribute_every=6, distribute_from=0)
    assert "has been given out, as what stands above the reserve, the last in month 29: a later distribute_from" in said


def test_items_of_a_list_with_one_source_are_told_together():
    targets = tuple(
        Quantity(n, source="assumed: a guess", path=f"contract[Grants 2.0].review.target[{i}]")
        for i, n in enumerate((55.0, 170.0), start=1)
    )
    scenario = dataclasses.replace(SCENARIO, quantities=targets)
    text = " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())
    assert "contract[Grants 2.0].review.target = 55, 170. assumed: a guess" in text


def test_every_cell_of_a_table_is_a_dozen_characters_at_most():
    from outcomesim.analysis.precision import Figure

    sizes = [10.0**k * m for k in range(-3, 6) for m in (1, 1.4, 9.94, 14)]
    shown = [cell(Figure(s * v, v * e), "money") for v in sizes for e in (0.001, 0.03) for s in (1, -1)]
    assert max(map(len, shown)) <= 12


def test_under_cost_plus_the_provider_bears_nothing_but_the_wait():
    terms = dataclasses.replace(
        SCENARIO.contracts[0], form="fee for service", terms=FeeForServiceTerms(basis="cost plus"), capital=None
    )
    scenario = dataclasses.replace(SCENARIO, contracts=(terms,))
    said = " ".join(implications(scenario, PLAN, contracts_of(scenario)).split())
    assert f"- {scenario.service.provider}: nothing but the wait" in said
