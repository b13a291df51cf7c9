"""What an author is told who wrote what the trade also says, or wrote it in the wrong place."""

import pytest
from settlement.small import HEAD, small_case

from outcomesim.errors import ScenarioError
from outcomesim.scenario.loading import case_from_texts

CONTRACT = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
"""
MEASURE = '[[measure]]\nname = "satisfaction"\nhow = "recorded"\n'
LINE = '[[contract.pay]]\nof = "Housed"\nprice = 600\n'


def hints(terms):
    """The hint of each fault, by its path."""
    with pytest.raises(ScenarioError) as refused:
        small_case(terms, more=MEASURE)
    return {fault.path: fault.hint for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("instead_of", "written", "path", "hint"),
    [
        ('"payment by results"', '"SIB"', "form", 'did you mean "social impact bond"?'),
        ("price = 600", 'price = 600\nclaimed = "annually"', "pay[1].claimed", 'did you mean "yearly"?'),
        (LINE, LINE + '[[contract.cap]]\nover = "contract"\nmax = 9', "cap[contract].max", 'did you mean "amount"?'),
        (LINE, LINE + '[[contract.cap]]\nover = "financial year"\namount = 9', "cap[financial year].over",
         'did you mean "year" (of the contract, from the day it starts)?'),
        (LINE, LINE + '[[contract.cap]]\nover = "nothing"\namount = 9', "cap[nothing].over", ""),
    ],
)  # fmt: skip
def test_another_word_of_the_trade_is_answered_with_the_word_of_the_vocabulary(instead_of, written, path, hint):
    assert hints((CONTRACT + LINE).replace(instead_of, written))[f"contract[card].{path}"] == hint


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("retention = 0.1", "write retention = { share = 0.1 }"),
        ("indexation = 0.02", "write indexation = { rate_per_year = 0.02 }"),
        ("end = true", "write end = { key = ... }"),
    ],
)
def test_a_number_where_a_table_belongs_is_answered_with_the_table(written, hint):
    key = written.split()[0]
    assert hints(f"{CONTRACT}{written}\n{LINE}")[f"contract[card].{key}"] == hint


def test_a_table_whose_only_needed_key_is_no_number_is_not_given_one():
    bond = CONTRACT.replace("payment by results", "social impact bond")
    assert hints(f"{bond}capital = 7\n{LINE}")["contract[card].capital"] == "write capital = { tranche = ... }"


def test_a_table_with_several_keys_that_it_needs_names_them():
    found = hints(f"{CONTRACT}{LINE}tolerance = 0.05\n")
    assert found["contract[card].pay[1].tolerance"] == "write tolerance = { expected = ..., share = ... }"


@pytest.mark.parametrize("key", ["indexation = { rate_per_year = 0.02 }", "every_months = 3", "cap = []"])
def test_a_key_of_the_contract_beneath_its_lines_is_told_where_it_goes(key):
    name = key.split()[0]
    said = hints(f"{CONTRACT}{LINE}{key}\n")[f"contract[card].pay[1].{name}"]
    assert said == f"{name} is a key of [[contract]]: move it above [[contract.pay]]"


def test_a_key_of_a_variation_beneath_its_lines_is_told_where_it_goes():
    variation = "[[contract.variation]]\nsince = 3\n[[contract.variation.pay]]\nof = 'Housed'\nprice = 5\nuntil = 9\n"
    found = hints(f"{CONTRACT}{LINE}{variation}pause = false\n")
    (said,) = (hint for path, hint in found.items() if path.endswith("pause"))
    assert said == "pause is a key of [[contract.variation]]: move it above [[contract.variation.pay]]"


def test_a_price_that_a_measure_decides_is_told_once_to_be_a_schedule():
    line = LINE.replace("600", '{ measure = "satisfaction", steps = [[0.5, 100]] }')
    found = hints(CONTRACT + line)
    assert found == {
        "contract[card].pay[1].price": 'write schedule = { measure = ..., steps = ... } and gives = "price" instead'
    }


@pytest.mark.parametrize("written", ['"40%"', '"40 %"', '"0.5%"'])
def test_a_percentage_of_money_is_not_answered_with_pence(written):
    payer = f"share = 1.0, limit = {written}"
    found = hints((CONTRACT + LINE).replace("share = 1.0", payer))
    assert found["contract[card].payers[council].limit"].startswith(
        "write the amount; a percentage belongs where a sha"
    )


def test_a_percentage_of_a_share_is_answered_with_the_share():
    assert hints((CONTRACT + LINE).replace("1.0", '"40%"'))["contract[card].payers[council].share"] == (
        "write 0.4 without quotes"
    )


@pytest.mark.parametrize(
    ("terms", "line", "hint"),
    [
        ("limit = 40%", 1, "this is an amount of money; a percentage is written as a share = 0.15"),
        ("share = 40%", 1, "write a percentage as a fraction, as 0.15"),
        ("[contract.pay]\n[[contract.pay]]", 2,
         "write [[contract.pay]], in two square brackets, in line 1 too, for each of several"),
        ("[[contract.pay]]\n[contract.pay]", 2, "write [[contract.pay]], in two square brackets, for each of several"),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_answered_with_what_is(terms, line, hint):
    with pytest.raises(ScenarioError) as refused:
        case_from_texts([("small.toml", f"[[contract]]\n{terms}" if terms.startswith("[") else terms)])
    (fault,) = refused.value.faults
    assert (fault.line, fault.hint) == (line + terms.startswith("["), hint.replace("line 1", "line 2"))


def test_the_small_terms_themselves_are_sound():
    assert small_case(CONTRACT + LINE, head=HEAD, more=MEASURE).contracts
