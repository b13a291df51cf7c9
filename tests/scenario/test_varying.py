import json
from pathlib import Path

import numpy as np
import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import changed, from_texts, load
from outcomesim.scenario.pay import Cap
from outcomesim.scenario.quantities import known

SMALL = Path(__file__).parent / "small.toml"


@pytest.fixture(scope="module")
def small():
    return load(SMALL)


def faults_of(scenario, changes):
    with pytest.raises(ScenarioError) as refused:
        changed(scenario, changes)
    return refused.value.faults


def test_values_are_changed_by_the_paths_that_faults_and_reports_spell(small):
    scenario = changed(
        small,
        {
            "contract[SIB].cap[person].amount": 15_000,
            "outcome[housed].effect.hazard_ratio": 1.5,
            "cohort.referrals.total": 300,
            "contract[SIB].prices[first job]": 1_700,
            "contract[SIB].prices[housed for 3 months][entrenched]": 2_600,
            "contract[SIB].review.at": (6, 12),
        },
    )
    bond = scenario.contract("SIB")
    assert bond.payment.person_cap == Cap("person", 15_000)
    assert scenario.outcomes[0].hazard_ratio == known(1.5, "outcome[housed].effect.hazard_ratio")
    assert scenario.cohort.referrals.total.value == 300
    assert [price.amount for price in bond.payment.lines[0].prices] == [2000, 2600, 1800, 3000, 1700]
    assert bond.review.at == (6, 12)


def test_the_scenario_that_is_changed_stays_as_it_was(small):
    before = load(SMALL)
    changed(small, {"cohort.referrals.total": 300})
    assert small == before


def test_changes_are_recorded_and_changing_again_adds_to_them(small):
    twice = changed(changed(small, {"service.places": 20}), {"service.margin": 0.1})
    assert twice.changes == (("service.places", 20), ("service.margin", 0.1))
    assert (twice.service.places, twice.service.margin) == (20, 0.1)


def test_a_changed_scenario_is_made_again_from_its_texts_and_changes_even_by_way_of_json(small):
    scenario = changed(small, {"service.margin": {"value": 0.1, "source": "bid"}, "contract[SIB].review.at": [6, 12]})
    kept = json.loads(json.dumps({"texts": scenario.texts, "changes": scenario.changes}))
    texts = tuple(tuple(text) for text in kept["texts"])
    again = from_texts(texts, [(path, value) for path, value in kept["changes"]])
    assert again == scenario


def test_numbers_of_numpy_are_taken_as_numbers(small):
    scenario = changed(small, {"service.places": np.int64(20), "contract[SIB].review.at": np.array([6.0, 12.0])})
    assert scenario.service.places == 20
    assert scenario.changes[0] == ("service.places", 20)
    assert isinstance(scenario.changes[0][1], int)


def test_what_the_file_did_not_say_can_be_said(small):
    scenario = changed(small, {"contract[Fee for service].review.at": [12], "contract[Fee for service].price": 200_000,
                               "contract[Fee for service].review.outcomes": ["housed"],
                               "contract[Fee for service].review.target": [4]})  # fmt: skip
    fee = scenario.contract("Fee for service")
    assert fee.terms.price == 200_000
    assert fee.review.target == (4,)


def test_none_takes_a_value_away(small):
    scenario = changed(small, {"contract[SIB].cap[person]": None, "contract[Grants 2.0]": None})
    assert scenario.contract("SIB").payment.caps == (Cap("contract", 150_000),)
    assert [contract.name for contract in scenario.contracts] == ["Fee for service", "SIB"]


def test_a_number_made_certain_leaves_the_list_of_uncertain_ones(small):
    scenario = changed(small, {"cohort.volume": 1.1})
    assert "cohort.volume" not in [quantity.path for quantity in scenario.quantities]


@pytest.mark.parametrize(
    ("path", "rule", "hint"),
    [
        ("contract[SBI].cap[person].amount", "no such place", 'did you mean "contract[SIB].cap[person].amount"?'),
        ("contract[SIB].cap[persons].amount", "no such place", 'did you mean "contract[SIB].cap[person].amount"?'),
        ("contract[SIB].cap[person].amoumt", "no such key", 'did you mean "amount"?'),
        ("contract[SIB].prices[first jobb]", "no outcome called", 'did you mean "first job"?'),
        ("outcomes[housed].per_month", "no such place", 'did you mean "outcome[housed].per_month"?'),
        ("servcie.places", "no such key", 'did you mean "service"?'),
        ("service.places.value.more", "no such place", ""),
        ("", "no such place", ""),
    ],
)
def test_a_path_that_is_not_known_is_told_with_what_was_probably_meant(small, path, rule, hint):
    fault = faults_of(small, {path: 1})[0]
    assert rule in fault.rule
    assert hint in fault.hint


def test_a_changed_value_is_checked_like_a_written_one_and_has_no_line(small):
    (fault,) = faults_of(small, {"contract[SIB].cap[person].amount": -1})
    assert (fault.path, fault.given, fault.line, fault.file) == ("contract[SIB].cap[person].amount", "-1", None, "")
    assert "never negative" in fault.rule


def test_all_that_is_wrong_with_changes_is_told_at_once(small):
    faults = faults_of(small, {"service.engagement": 2, "contract[X].price": 1, "cohort.referrals.total": 0})
    assert {fault.path for fault in faults} == {"service.engagement", "contract[X].price", "cohort.referrals.total"}
