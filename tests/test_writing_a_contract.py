"""The page on writing a contract is run: its form, its file, and the same rule on arrays."""

import re
from pathlib import Path

import numpy as np
import pytest

import outcomesim as osim

PAGE = (Path(__file__).parents[1] / "docs" / "writing-a-contract.md").read_text(encoding="utf-8")
FORM, RUN, AT_ONCE, CHECK = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
(FILE,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
FEW = 20


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Names as they are after the page's first block, in a folder that holds its file."""
    (tmp_path / "own_contract.toml").write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(FORM, "the form", "exec"), names)
    return names


def test_the_contract_is_at_most_twenty_lines():
    assert len([line for line in FORM.splitlines() if line.strip()]) <= 20


def test_it_is_of_eighty_six_months_with_three_lines_and_a_statement_in_each_month(page):
    scenario = osim.load("own_contract.toml", forms={"cost and bonus": page["BonusTerms"]})
    assert scenario.horizon_months == 86
    assert len(scenario.outcomes) == 3


def test_the_page_runs_as_it_stands(page, capsys):
    exec(compile(RUN.replace("1_000", str(FEW)), "the run", "exec"), page)
    printed = capsys.readouterr().out
    assert "paid by payers" in printed
    assert re.search(r"Block price +Cost and", printed)


def test_it_pays_what_it_says(page):
    exec(compile(RUN.replace("1_000", str(FEW)), "the run", "exec"), page)
    own = page["results"]["Cost and bonus"]
    bonuses = np.maximum(0, own["verified", "6 months in work"] - 150)
    assert bonuses.any()
    paid = own.flow(reason="cost and bonus")
    assert np.abs(paid - (0.8 * own["cost"] + 250_000 * bonuses)).max() <= 86  # half a penny a month


def test_the_same_rule_on_arrays_pays_the_same_to_the_penny(page):
    exec(compile(AT_ONCE, "at once", "exec"), page)
    scenario = osim.load("own_contract.toml", forms={"cost and bonus": page["BonusTerms"]})
    paid = [
        osim.simulate(scenario, replications=FEW, forms={"cost and bonus": page[form]})["Cost and bonus"].flow(
            reason="cost and bonus"
        )
        for form in ("CostAndBonus", "CostAndBonusAtOnce")
    ]
    assert paid[0].tolist() == paid[1].tolist()


@pytest.mark.parametrize("form", ["CostAndBonus", "CostAndBonusAtOnce"])
def test_what_any_contract_must_satisfy_is_tried_on_the_pages_own(page, form):
    for block in (RUN.replace("1_000", "2"), AT_ONCE, CHECK.replace("CostAndBonus", form)):
        exec(compile(block, "the page", "exec"), page)


def test_a_form_that_pays_in_part_pennies_is_told_so(page):
    worse = FORM.replace("round(0.8", "(0.8")
    for block in (worse, RUN.replace("1_000", "2").split("results =")[0]):
        exec(compile(block, "the page", "exec"), page)
    with pytest.raises(osim.ContractError, match="whole pence"):
        exec(compile(CHECK, "the page", "exec"), page)
