import dataclasses

import pytest
from analysis.planned import PLAN, SCENARIO, contracts_of

from outcomesim.presentation.implications import implications
from outcomesim.presentation.words import cell

TEXT = implications(SCENARIO, PLAN, contracts_of(SCENARIO))
FLAT = " ".join(TEXT.split())


def test_it_fits_eighty_columns():
    assert max(map(len, TEXT.splitlines())) <= 80


@pytest.mark.parametrize(
    "said",
    [
        "last referral month 24 1 January 2020",
        "last payment month 60 1 January 2023",
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
    low = dataclasses.replace(bond, terms=dataclasses.replace(bond.terms, contract_cap=1_000_000))
    scenario = dataclasses.replace(SCENARIO, contracts=(low,))
    assert "Break-even: out of reach" in implications(scenario, PLAN, contracts_of(scenario))


def test_every_cell_of_a_table_is_a_dozen_characters_at_most():
    from outcomesim.analysis.precision import Figure

    sizes = [10.0**k * m for k in range(-3, 6) for m in (1, 1.4, 9.94, 14)]
    shown = [cell(Figure(s * v, v * e), "money") for v in sizes for e in (0.001, 0.03) for s in (1, -1)]
    assert max(map(len, shown)) <= 12
