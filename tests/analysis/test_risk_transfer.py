import numpy as np
import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.positions import bearers
from outcomesim.analysis.precision import shortfall_of
from outcomesim.analysis.risk_transfer import risk_transfer

RESULTS = fake_results(500)
BOND, FEE = RESULTS["SIB"], RESULTS["Fee for service"]


def test_fee_for_service_looks_free_of_risk_in_cash_but_not_to_the_public_purse():
    assert shortfall_of(bearers(FEE, "cash")[0].values).value == pytest.approx(0.0)
    assert shortfall_of(bearers(FEE, "public purse")[0].values).value > 100_000


def test_risk_moved_is_the_fall_in_the_payers_shortfall():
    statement = risk_transfer(BOND, FEE, "public purse")
    payers = statement.changes[0]
    assert payers.holder == "payers"
    assert statement.moved.value == pytest.approx(payers.before.shortfall.value - payers.after.shortfall.value)
    assert statement.moved.error == pytest.approx(payers.rise.error)


def test_risk_created_is_the_rise_in_the_sum_over_everyone():
    statement = risk_transfer(BOND, FEE, "budget")
    assert statement.created.value == pytest.approx(sum(change.rise.value for change in statement.changes))


def test_a_contract_against_itself_moves_creates_and_costs_nothing():
    statement = risk_transfer(FEE, FEE, "public purse")
    assert (statement.moved.value, statement.created.value, statement.extra_cost.value) == (0.0, 0.0, 0.0)
    assert statement.price is None


def test_extra_cost_is_the_fall_in_what_payers_expect():
    statement = risk_transfer(BOND, FEE, "cash")
    fall = np.mean(bearers(FEE, "cash")[0].values) - np.mean(bearers(BOND, "cash")[0].values)
    assert statement.extra_cost.value == pytest.approx(fall)


def test_risk_moved_has_a_price_only_where_it_moved_and_cost_something():
    assert risk_transfer(BOND, FEE, "cash").price is None
    back = risk_transfer(FEE, BOND, "cash")
    assert back.price is not None
    assert back.price.value == pytest.approx(back.extra_cost.value / back.moved.value)


def test_a_paired_rise_is_surer_than_its_two_shortfalls_taken_apart():
    provider = risk_transfer(RESULTS["Grants 2.0"], FEE, "cash").changes[1]
    apart = np.hypot(provider.before.shortfall.error, provider.after.shortfall.error)
    assert provider.rise.error < apart / 2


@pytest.mark.parametrize("futures", [1, 99])
def test_with_too_few_futures_no_risk_is_clearly_moved_or_created(futures):
    few = fake_results(futures)
    statement = risk_transfer(few["SIB"], few["Fee for service"], "cash")
    assert not statement.moved.clear
    assert not statement.created.clear
    assert statement.price is None
