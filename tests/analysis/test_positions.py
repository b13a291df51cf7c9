from dataclasses import replace

import numpy as np
import pytest
from analysis.fake_results import COUNCILS, FUND, NHS, fake_results

from outcomesim.analysis.positions import bearers, budget, paid_by_payers, positions, public_purse, social_value

RESULTS = fake_results(50)


@pytest.mark.parametrize("name", list(RESULTS.contracts))
def test_cash_of_all_parties_adds_to_nought_in_every_replication(name):
    cash = [p.values for p in positions(RESULTS[name]) if p.kind == "cash"]
    assert np.max(np.abs(np.sum(cash, axis=0))) < 0.01


def test_a_budget_is_the_payers_own_discounted_cash_and_its_own_cashable_savings():
    bond = RESULTS["SIB"]
    expected = (bond["present value", COUNCILS.name] + bond["cashable real", COUNCILS.name]) / 100
    assert np.allclose(budget(bond, (COUNCILS,)), expected)


def test_a_payer_with_no_savings_of_its_own_has_only_its_cash_in_its_budget():
    bond = RESULTS["SIB"]
    assert np.allclose(budget(bond, (FUND,)), bond["present value", FUND.name] / 100)


def test_a_payers_budget_holds_the_cashable_savings_of_the_agencies_that_are_its_own():
    bond = replace(RESULTS["SIB"], gains_of={FUND.name: ("NHS", COUNCILS.name)})
    plain = bond["present value", FUND.name] + bond["cashable real", "NHS"] + bond["cashable real", COUNCILS.name]
    assert np.allclose(budget(bond, (FUND,)), plain / 100)
    assert bond["cashable real", COUNCILS.name].any()
    both = bond["present value", FUND.name] + bond["present value", COUNCILS.name]
    savings = bond["cashable real", "NHS"] + bond["cashable real", COUNCILS.name]  # each once
    assert np.allclose(budget(bond, (COUNCILS, FUND)), (both + savings) / 100)


def test_the_public_purse_counts_fiscal_gains_of_every_agency_and_no_private_cash():
    bond = RESULTS["SIB"]
    cash = sum(bond["present value", p.name] for p in (COUNCILS, FUND, NHS))
    gains = bond["gain real", COUNCILS.name, "fiscal"] + bond["gain real", "NHS", "fiscal"]
    assert np.allclose(public_purse(bond), (cash + gains) / 100)


def test_social_value_counts_every_gain_and_is_the_same_whoever_pays():
    values = [social_value(result) for result in RESULTS.contracts.values()]
    assert np.array_equal(values[0], values[1])
    bond = RESULTS["SIB"]
    gains = sum(v for k, v in bond.columns.items() if k[0] == "gain real")
    assert np.allclose(values[0], (gains - bond["resource cost real"]) / 100)


def test_what_payers_paid_takes_money_back_off():
    grant = RESULTS["Grants 2.0"]
    paid = grant.flow(payer=COUNCILS.name) + grant.flow(payer=FUND.name)
    back = grant.flow(payee=COUNCILS.name) + grant.flow(payee=FUND.name)
    assert back.sum() > 0
    assert np.allclose(paid_by_payers(grant), (paid - back) / 100)


def test_those_who_bear_risk_leave_out_those_paid_for_their_work():
    assert [p.holder for p in bearers(RESULTS["SIB"], "cash")] == [
        "payers",
        "provider",
        "vehicle",
        "investors",
        "guarantors",
    ]


def test_investors_where_there_are_none_bear_nothing():
    assert not bearers(RESULTS["Fee for service"], "cash")[-1].values.any()
