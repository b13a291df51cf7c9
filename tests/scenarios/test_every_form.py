"""One service under every form of contract: the file says what it assumes, is checked and compared."""

import numpy as np
import pytest
from click.testing import CliRunner

import outcomesim as osim
from outcomesim.cli import main

SCENARIO, BASE = osim.load("every_form"), osim.load("employment")
FEW = 12


@pytest.fixture(scope="module")
def results():
    return osim.simulate(SCENARIO, replications=FEW)


def test_each_form_each_basis_and_each_preset_has_a_contract():
    forms = {
        (terms.form, getattr(terms.terms, "basis", getattr(terms.terms, "preset", ""))) for terms in SCENARIO.contracts
    }
    assert forms >= {
        ("fee for service", "block"),
        ("fee for service", "per start"),
        ("fee for service", "per person-month"),
        ("fee for service", "cost plus"),
        ("grant", "plain"),
        ("grant", "general"),
        ("grant", "grants 2.0"),
        ("payment by results", ""),
        ("social impact bond", ""),
        ("hybrid", ""),
    }


def test_service_and_people_are_those_of_the_scenario_it_is_based_on():
    for part in ("cohort", "segments", "service", "outcomes", "verification", "dates"):
        assert getattr(SCENARIO, part) == getattr(BASE, part)


def test_every_number_of_its_contracts_says_where_it_is_from():
    own = [q for q in SCENARIO.quantities if q.path.startswith("contract[")]
    unsaid = [q.path for q in own if not q.source]
    assert own
    assert not unsaid


def test_check_tells_every_contract():
    said = CliRunner().invoke(main, ["check", "every_form"])
    assert said.exit_code == 0, said.output
    for terms in SCENARIO.contracts:
        assert f"\n{terms.name} ({terms.form})\n" in said.output


def test_until_something_is_stopped_the_people_are_the_same_under_every_form(results):
    referred = {name: result["referred"].tolist() for name, result in results.contracts.items()}
    assert len({tuple(counts) for counts in referred.values()}) == 1
    without = {tuple(result["without", "Job start of 16 hours or more"]) for result in results.contracts.values()}
    assert len(without) == 1


def test_a_price_for_activity_follows_it_and_a_block_price_does_not(results):
    paid = {name: result.flow(payee="employment service").copy() for name, result in results.contracts.items()}
    assert np.ptp(paid["Fee for service"]) == 0
    per_start = paid["Price a start"] / results["Price a start"]["started"]
    assert np.ptp(per_start) <= 1
    margin = paid["Cost plus"] / results["Cost plus"]["cost"]
    assert np.allclose(margin, 1.05, atol=1e-4)
