"""Euler shares of the risk to social value: they add up to it."""

from dataclasses import replace

import numpy as np
import pytest
from analysis.by_hand import a_result
from analysis.fake_results import fake_results
from properties.lives import small

from outcomesim import simulate
from outcomesim.analysis.positions import bearers, social_value
from outcomesim.analysis.precision import shortfall_of
from outcomesim.analysis.risk import WORST
from outcomesim.analysis.risk_transfer import risk_transfer
from outcomesim.analysis.value_shares import parts, share_of_shortfall, value_shares
from outcomesim.scenario.capital import CapitalGuarantee

RESULTS = simulate(small(), replications=200, seed=2)


@pytest.mark.parametrize("contract", list(RESULTS.contracts))
def test_the_parts_of_social_value_add_up_to_it_in_every_future(contract):
    result = RESULTS[contract]
    assert sum(parts(result).values()) == pytest.approx(social_value(result), abs=0.01)


def guaranteed():
    """The small service, with somebody outside who makes good half of what the first tranche loses."""
    (bond,) = (terms for terms in small().contracts if terms.name == "SIB")
    guarantee = CapitalGuarantee("development bank", bond.capital.tranches[0].name, "a share of each loss", share=0.5)
    bond = replace(bond, capital=replace(bond.capital, guarantees=(guarantee,)))
    return replace(small(), contracts=(small().contracts[0], bond))


def test_a_guarantor_bears_what_it_makes_good_and_the_parts_still_add_up():
    results = simulate(guaranteed(), replications=100, seed=2)
    bond, fee = results["SIB"], results["Fee for service"]
    made_good = -bond["net", "development bank"]
    assert made_good.any()
    assert sum(parts(bond).values()) == pytest.approx(social_value(bond), abs=0.01)
    assert bearers(bond, "cash")[-1].values == pytest.approx(-made_good / 100)
    changes = {change.holder: change for change in risk_transfer(bond, fee, "cash").changes}
    assert changes["guarantors"].rise.value > 0


@pytest.mark.parametrize("contract", list(RESULTS.contracts))
def test_shares_add_up_to_the_shortfall_of_social_value(contract):
    shares = value_shares(RESULTS[contract])
    assert sum(share.risk.value for share in shares) == pytest.approx(
        shortfall_of(social_value(RESULTS[contract]), WORST).value
    )
    assert sum(share.expected.value for share in shares) == pytest.approx(social_value(RESULTS[contract]).mean())


def test_shares_by_hand():
    """The total is 1, 2, 3, 6 and its worst half is the first two futures. The council has 0, 2, 2, 4 (mean 2, there
    1) and the provider 1, 0, 1, 2 (mean 1, there 0.5): shares 1 and 0.5 of a shortfall of 3 - 1.5."""
    total, council, provider = np.array([1.0, 2, 3, 6]), np.array([0.0, 2, 2, 4]), np.array([1.0, 0, 1, 2])
    assert share_of_shortfall(council, total, 0.5).value == pytest.approx(1.0)
    assert share_of_shortfall(provider, total, 0.5).value == pytest.approx(0.5)
    assert shortfall_of(total, 0.5).value == pytest.approx(1.5)


def test_a_share_of_the_total_itself_has_the_error_of_its_shortfall():
    total = social_value(fake_results(2_000)["SIB"])
    assert share_of_shortfall(total, total, WORST).figure.error == pytest.approx(
        shortfall_of(total, WORST).figure.error, rel=0.05
    )


def test_errors_are_about_as_large_as_the_spread_of_repeats():
    said = [value_shares(fake_results(400, seed=seed)["SIB"])[0].risk for seed in range(60)]
    assert 0.6 < np.mean([one.error for one in said]) / np.std([one.value for one in said], ddof=1) < 1.6


def test_with_too_few_futures_the_error_cannot_be_told():
    assert not value_shares(fake_results(50)["SIB"])[0].risk.told


def test_investors_are_named_only_where_there_is_one():
    assert [share.holder for share in value_shares(RESULTS["Fee for service"])] == [
        "public bodies",
        "provider",
        "people and economy",
    ]
    assert "investors" in {share.holder for share in value_shares(a_result(net__council=[1.0, 2.0]))}
