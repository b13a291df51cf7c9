"""What is written in haste in a scenario file, and what its author is told to write instead."""

import shutil
from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import load


def only_fault(file):
    with pytest.raises(ScenarioError) as refused:
        load(file)
    (fault,) = refused.value.faults
    return fault


@pytest.mark.parametrize("row", ["start = 01/04/2020", "start = 1.4.2020", "start = 2020/04/01"])
def test_a_date_as_it_is_said_is_answered_with_how_to_write_it(tmp_path, row):
    file = tmp_path / "dates.toml"
    file.write_text(f"{row}\n", encoding="utf-8")
    fault = only_fault(file)
    assert (fault.line, fault.hint) == (1, "write a date as year-month-day, as 2020-04-01")


def test_activity_that_is_given_for_a_scenario_is_told_where_it_goes(tmp_path):
    file = tmp_path / "counts.csv"
    file.write_text("period,job\n2020 Q1,8\n", encoding="utf-8")
    assert (
        only_fault(file).hint
        == f"a scenario is a TOML file; settle it against recorded activity with --activity {file}"
    )


@pytest.mark.parametrize("form", ["payment by results", "social impact bond"])
def test_a_contract_that_pays_for_nothing_is_refused_where_its_form_adds_nothing(tmp_path, form):
    capital = '\ncapital = { tranche = [{ name = "x", commitment = 1 }] }' if form.startswith("social") else ""
    shutil.copy(Path(__file__).parent / "small.toml", tmp_path)
    file = tmp_path / "empty.toml"
    file.write_text(
        f'based_on = "small.toml"\n[[contract]]\nname = "Empty"\nform = "{form}"\n'
        f'payers = [{{ name = "local authority", share = 1 }}]{capital}\n',
        encoding="utf-8",
    )
    fault = only_fault(file)
    assert (fault.path, fault.line) == ("contract[Empty].form", 4)
    assert fault.rule == "a contract of this form pays for what its lines say, and it has none"
