import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.errors import RunError
from outcomesim.presentation.beside import beside
from outcomesim.presentation.words import brief_money

RESULTS = fake_results(200)
COMPARED = compare_results(RESULTS)
AGAINST = COMPARED.against
OTHERS = [c.name for c in COMPARED.contracts if c.name != AGAINST]


@pytest.mark.parametrize("name", OTHERS)
def test_a_picture_shows_a_contract_beside_the_one_compared_against(name):
    picture = beside(COMPARED, name)
    assert {row[1] for row in picture.rows} == {AGAINST, name}
    assert ET.fromstring(picture.svg).get("role") == "img"


def test_what_payers_pay_is_a_positive_amount_and_the_range_is_that_of_nine_futures_in_ten():
    payers = [party.name for party in RESULTS["SIB"].of_role("payer")]
    paid = -sum(RESULTS["SIB"]["net", payer] for payer in payers) / 100
    low, high = np.quantile(paid, [0.05, 0.95])
    said = {row[1]: row[2] for row in beside(COMPARED, "SIB").rows if row[0] == "the payers pay"}
    assert said["SIB"] == f"{brief_money(low)} to {brief_money(high)}"


def test_the_title_says_how_often_money_is_lost_as_the_comparison_does():
    title, summary = beside(COMPARED, "SIB").title, COMPARED["SIB"].summary
    assert title.startswith("SIB: payers pay ")
    for measure in ("investors lose money", "provider loses money"):
        chance = summary[measure].value
        said = "none" if chance == 0 else "fewer than 1" if chance < 0.005 else f"{100 * chance:.0f}"
        assert re.search(rf"\bin {said}\b", title)


def test_where_nobody_invests_there_is_no_panel_of_investors():
    grant = next(name for name in OTHERS if name != "SIB")
    assert {row[0] for row in beside(COMPARED, grant).rows} == {"the payers pay", "the provider is left with"}


def test_of_several_contracts_it_says_who_bears_most_and_least():
    picture = beside(COMPARED, OTHERS)
    assert picture.title.startswith("What payers pay is surest under ")
    assert len({row[1] for row in picture.rows}) == len(COMPARED.contracts)


def test_a_contract_that_is_not_there_is_answered_with_the_one_that_was_meant():
    with pytest.raises(RunError, match='did you mean "SIB"'):
        beside(COMPARED, "SIBB")


def test_the_same_comparison_is_drawn_to_the_same_bytes():
    assert beside(COMPARED, "SIB").svg == beside(COMPARED, "SIB").svg
    assert beside(COMPARED, "SIB", png=True).png.startswith(b"\x89PNG")
