from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import changed, from_texts
from outcomesim.scenario.quantities import Quantity, known
from outcomesim.scenario.terms import SHIPPED_FORMS

TEXT = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
CONTRACT = """
[[contract]]
name = "Half and half"
form = "half on outcomes"
payers = [{ name = "local authority", share = 1 }]
fee = { uniform = [90_000, 110_000], source = "assumed" }
bonus = [{ outcome = "housed", price = 500 }]
settled = "yearly"
"""


@dataclass(frozen=True)
class Bonus:
    outcome: str
    price: float


@dataclass(frozen=True)
class HalfOnOutcomes:
    fee: Quantity
    bonus: tuple[Bonus, ...]
    settled: Literal["yearly", "monthly"] = "monthly"
    every_months: int = 12
    ceiling: float | None = None
    open_book: bool = False

    def __post_init__(self):
        if self.ceiling == 13:
            raise ValueError("a ceiling of 13 brings bad luck")


FORMS = {"half on outcomes": HalfOnOutcomes}


def read(contract, forms=FORMS):
    return from_texts([("own.toml", TEXT.replace("[appraisal]", contract + "\n[appraisal]"))], forms=forms)


def faults_of(contract, forms=FORMS):
    with pytest.raises(ScenarioError) as refused:
        read(contract, forms)
    return [(fault.path, fault.rule, fault.hint) for fault in refused.value.faults]


def test_a_form_handed_to_the_reader_can_be_named_in_a_file_and_brings_its_own_terms():
    contract = read(CONTRACT).contract("Half and half")
    assert contract.form == "half on outcomes"
    assert isinstance(contract.terms, HalfOnOutcomes)
    assert contract.terms.fee.value == 100_000
    assert contract.terms.fee.path == "contract[Half and half].fee"
    assert contract.terms.bonus == (Bonus("housed", 500.0),)
    assert (contract.terms.settled, contract.terms.every_months, contract.terms.ceiling) == ("yearly", 12, None)


def test_its_uncertain_numbers_are_collected_like_any_other():
    assert "contract[Half and half].fee" in [quantity.path for quantity in read(CONTRACT).quantities]


def test_terms_it_does_not_know_are_refused():
    ((path, _, hint),) = faults_of(CONTRACT + "cieling = 3")
    assert (path, hint) == ("contract[Half and half].cieling", 'did you mean "ceiling"?')


def test_terms_it_needs_are_asked_for():
    ((path, rule, _),) = faults_of(CONTRACT.replace("settled", "every_months = 3 #").replace("fee = ", "# "))
    assert path == "contract[Half and half].fee"
    assert rule == '"fee" is needed'


def test_a_value_error_of_its_own_is_a_fault_of_the_contract():
    ((path, rule, _),) = faults_of(CONTRACT + "ceiling = 13")
    assert (path, rule) == ("contract[Half and half]", "a ceiling of 13 brings bad luck")


def test_without_being_handed_it_the_reader_knows_no_such_form():
    ((path, rule, _),) = faults_of(CONTRACT, forms=None)
    assert path == "contract[Half and half].form"
    shipped = ", ".join(f'"{form}"' for form in SHIPPED_FORMS)
    assert rule == f"form is one of {shipped}"


def test_changing_a_scenario_remembers_the_forms_it_uses():
    scenario = changed(read(CONTRACT), {"contract[Half and half].fee": 5})
    assert scenario.contract("Half and half").terms.fee == known(5, "contract[Half and half].fee")


def test_a_record_that_no_file_could_write_is_the_researchers_own_error():
    @dataclass(frozen=True)
    class Odd:
        what: complex

    with pytest.raises(TypeError, match=r"Odd\.what"):
        read(CONTRACT, {"half on outcomes": Odd})
