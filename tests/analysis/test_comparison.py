import dataclasses

import numpy as np
import pytest
from analysis.fake_results import COUNCILS, ENTERING, LINES, fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.analysis.measures import MEASURES

RESULTS = fake_results(300)
COMPARED = compare_results(RESULTS)
BOND = COMPARED["SIB"]


def test_contracts_are_compared_against_the_first_fee_for_service_contract():
    assert COMPARED.against == "Fee for service"
    assert not COMPARED["Fee for service"].differences
    assert not COMPARED["Fee for service"].transfers


def test_without_a_fee_for_service_contract_they_are_compared_against_the_first():
    kept = {name: r for name, r in RESULTS.contracts.items() if r.form != "fee for service"}
    assert compare_results(dataclasses.replace(RESULTS, contracts=kept)).against == "SIB"


def test_every_contract_has_every_measure():
    for contract in COMPARED.contracts:
        assert list(contract.summary) == list(MEASURES)


def test_cost_per_additional_outcome_is_the_ratio_of_the_two_means():
    paid = -sum(RESULTS["SIB"]["net", p.name] for p in RESULTS["SIB"].of_role("payer")) / 100
    added = RESULTS["SIB"]["with", ENTERING] - RESULTS["SIB"]["without", ENTERING]
    assert BOND.summary["cost per additional outcome"].value == pytest.approx(paid.mean() / added.mean())


def test_a_difference_is_that_of_the_two_figures_with_the_error_of_the_pairs():
    paid = {n: -sum(r["net", p.name] for p in r.of_role("payer")) / 100 for n, r in RESULTS.contracts.items()}
    pairs = paid["SIB"] - paid["Fee for service"]
    figure = BOND.differences["paid by payers"]
    assert figure.value == pytest.approx(pairs.mean())
    assert figure.error == pytest.approx(pairs.std(ddof=1) / np.sqrt(300))


def test_what_is_the_same_under_both_contracts_differs_by_exactly_nothing():
    figure = BOND.differences["social value"]
    assert (figure.value, figure.error) == (0.0, 0.0)


def test_payments_by_payer_add_to_what_payers_pay():
    assert sum(f.value for f in BOND.payments.values()) == pytest.approx(BOND.summary["paid by payers"].value)
    assert next(iter(BOND.payments)) == COUNCILS.name


def test_money_for_what_would_have_happened_anyway_is_asked_only_of_contracts_that_pay_on_outcomes():
    assert BOND.summary["paid for what would have happened anyway"].defined
    assert not COMPARED["Fee for service"].summary["paid for what would have happened anyway"].defined


def test_a_contract_without_investors_has_no_investors_result():
    fee = COMPARED["Fee for service"]
    assert not fee.summary["investors' result"].defined
    assert not any(f.defined for f in fee.internal_rate)
    assert all(f.defined for f in BOND.internal_rate)


def test_usual_services_only_is_nought_of_money_and_has_the_outcomes_without_the_service():
    assert COMPARED.usual["paid by payers"].value == 0.0
    assert COMPARED.usual["outcomes with the contract"] == BOND.summary["outcomes without the service"]
    assert not COMPARED.usual["cost per additional outcome"].defined


def test_additional_outcomes_of_a_line_are_those_with_less_those_without():
    for line in BOND.lines:
        assert line.additional.value == pytest.approx(line.with_contract.value - line.without.value)
    assert [line.name for line in BOND.lines] == list(LINES)


def test_nothing_in_a_comparison_grows_with_the_replications():
    arrays = [v for c in COMPARED.contracts for v in vars(c).values() if isinstance(v, np.ndarray)]
    assert not arrays


def test_one_replication_is_compared_without_an_error():
    alone = compare_results(fake_results(1))
    assert np.isnan(alone["SIB"].summary["paid by payers"].error)
