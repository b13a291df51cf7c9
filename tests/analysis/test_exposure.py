import dataclasses

import pytest
from analysis.fake_results import COUNCILS, FUND, INVESTORS
from analysis.planned import PLAN, SCENARIO, contracts_of

from outcomesim.analysis.exposure import exposure
from outcomesim.scenario.quantities import known

BOND, GRANT, FEE = contracts_of(SCENARIO)


def test_the_most_paid_under_a_rate_card_is_its_cap():
    assert exposure(SCENARIO, PLAN, BOND).most_paid == 2_629_000


def uncapped(scenario, **changes):
    terms = dataclasses.replace(
        scenario.contracts[0], terms=dataclasses.replace(scenario.contracts[0].terms, **changes)
    )
    return contracts_of(dataclasses.replace(scenario, contracts=(terms,)))[0]


def test_without_a_cap_it_is_every_outcome_for_as_many_people_as_may_be_taken_on():
    # 406 people, each worth 600 + 3,000 + 5,000 + 120
    free = uncapped(SCENARIO, contract_cap=None, person_cap=None)
    assert exposure(SCENARIO, PLAN, free).most_paid == pytest.approx(406 * 8_720)


def test_a_cap_per_person_limits_what_that_can_come_to():
    capped = uncapped(SCENARIO, contract_cap=None, person_cap=1_000)
    assert exposure(SCENARIO, PLAN, capped).most_paid == pytest.approx(406_000)


def test_without_a_cap_or_a_ceiling_nothing_limits_it():
    open_door = dataclasses.replace(SCENARIO, cohort=dataclasses.replace(SCENARIO.cohort, ceiling=None))
    implied = exposure(open_door, PLAN, uncapped(open_door, contract_cap=None))
    assert implied.most_paid is None
    assert implied.most_by_payer == {COUNCILS.name: None, FUND.name: None}


def test_each_payer_can_pay_its_share_of_that_and_of_the_transaction_costs():
    # 0.6 of the price, 2.1m, and of 48 months at 1,500
    most = exposure(SCENARIO, PLAN, FEE).most_by_payer
    assert most[COUNCILS.name] == pytest.approx(0.6 * (2_100_000 + 72_000))


def test_investors_can_lose_what_they_committed():
    assert exposure(SCENARIO, PLAN, BOND).commitments == {INVESTORS[0].name: 1_000_000, INVESTORS[1].name: 800_000}


def test_break_even_is_planned_outgoings_over_what_planned_claims_are_worth():
    # claims: 300 * 600 + 240 * 3,000 + 200 * 5,000 + 80 * 120; outgoings: 2m and 5%, and 48 months of a fee of 4,000
    implied = exposure(SCENARIO, PLAN, BOND)
    assert implied.claims == pytest.approx(1_909_600)
    assert implied.outgoings == pytest.approx(2_292_000)
    assert implied.break_even == pytest.approx(2_292_000 / 1_909_600)
    assert implied.can_break_even


def test_a_price_for_the_service_has_no_break_even():
    assert exposure(SCENARIO, PLAN, GRANT).break_even is None


def test_a_cap_below_the_outgoings_puts_break_even_out_of_reach():
    assert not exposure(SCENARIO, PLAN, uncapped(SCENARIO, contract_cap=1_000_000)).can_break_even


def test_a_poisson_number_of_people_without_a_ceiling_has_no_limit():
    cohort = dataclasses.replace(SCENARIO.cohort, ceiling=None, volume=known(1.0))
    fixed = dataclasses.replace(cohort, referrals=dataclasses.replace(cohort.referrals, arrivals="fixed"))
    free = uncapped(SCENARIO, contract_cap=None, person_cap=1_000)
    assert exposure(dataclasses.replace(SCENARIO, cohort=cohort), PLAN, free).most_paid is None
    assert exposure(dataclasses.replace(SCENARIO, cohort=fixed), PLAN, free).most_paid == pytest.approx(406_000)
