import dataclasses
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.presentation.bars import shown_lines
from outcomesim.presentation.figures import charts
from outcomesim.presentation.timing import paid_in

COMPARED = compare_results(fake_results(200))
CHARTS = charts(COMPARED)


def test_there_are_four_figures():
    assert [chart.name for chart in CHARTS] == ["who-pays-when", "results", "risk", "outcomes"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_figure_is_an_image_with_a_description(chart):
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert chart.title in root.get("aria-label")
    assert chart.sentence in root.get("aria-label")


def test_no_identifier_is_used_twice_in_a_page_of_all_figures():
    names = [name for chart in CHARTS for name in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_reference_in_a_figure_leads_somewhere(chart):
    targets = set(re.findall(r'\bid="([^"]+)"', chart.svg))
    used = set(re.findall(r'href="#([^"]+)"', chart.svg)) | set(re.findall(r"url\(#([^)]+)\)", chart.svg))
    assert used <= targets


def test_the_same_comparison_is_drawn_to_the_same_bytes_with_no_date():
    again = charts(COMPARED)
    assert [chart.svg for chart in again] == [chart.svg for chart in CHARTS]
    assert not any("dc:date" in chart.svg for chart in CHARTS)


def test_pictures_are_made_on_request_only():
    assert not any(chart.png for chart in CHARTS)
    assert all(chart.png.startswith(b"\x89PNG") for chart in charts(COMPARED, png=True))


def test_the_numbers_drawn_stand_beside_each_figure():
    for chart in CHARTS:
        assert chart.rows
        assert all(len(row) == len(chart.head) for row in chart.rows)


def test_who_pays_when_shows_payers_and_investors_net_by_year():
    bond = paid_in(COMPARED)["SIB"]
    assert list(bond)[-1] == "investors"
    # 1.2m drawn, 70% of it in the first year
    assert bond["investors"][0] == pytest.approx(840_000)
    assert np.all(bond["investors"][2:] < 0)


def test_many_payers_are_drawn_as_one_so_that_there_are_four_series_at_most():
    contract = COMPARED["SIB"]
    one = next(iter(contract.payments.values()))
    many = dataclasses.replace(contract, payments={f"borough {i}": one for i in range(6)})
    assert list(paid_in(dataclasses.replace(COMPARED, contracts=(many,)))["SIB"]) == ["payers", "investors"]


def test_four_lines_at_most_are_drawn_the_headline_and_the_ends_of_its_chain_among_them():
    scenario = COMPARED.scenario
    stages = tuple(
        dataclasses.replace(scenario.outcomes[1], name=f"{m} months in accommodation", months=m)
        for m in (1, 3, 6, 9, 12)
    )
    outcomes = (scenario.outcomes[0], *stages, scenario.outcomes[3])
    longer = dataclasses.replace(
        scenario, outcomes=outcomes, appraisal=dataclasses.replace(scenario.appraisal, headline=stages[2].name)
    )
    line = COMPARED["SIB"].lines[1]
    contract = dataclasses.replace(COMPARED["SIB"], lines=(line,) * 7)
    assert shown_lines(dataclasses.replace(COMPARED, scenario=longer, contracts=(contract,))) == (0, 1, 3, 5)


def test_days_are_not_drawn_on_the_scale_of_people():
    days = dataclasses.replace(COMPARED.scenario.outcomes[1], name="nights", kind="days")
    longer = dataclasses.replace(COMPARED.scenario, outcomes=(days, *COMPARED.scenario.outcomes))
    line = COMPARED["SIB"].lines[1]
    contract = dataclasses.replace(COMPARED["SIB"], lines=(line,) * len(longer.outcomes))
    assert 0 not in shown_lines(dataclasses.replace(COMPARED, scenario=longer, contracts=(contract,)))


def test_figures_can_be_drawn_of_one_replication_and_one_contract():
    results = fake_results(1)
    alone = dataclasses.replace(results, contracts={"Fee for service": results["Fee for service"]})
    assert len(charts(compare_results(alone))) == 4


def test_figures_can_be_drawn_of_many_contracts_with_names_that_hold_markup():
    results = fake_results(20)
    named = {f"<b>$ {i} & a long name that will not fit": r for i, r in enumerate(list(results.contracts.values()) * 2)}
    named = {name: dataclasses.replace(r, name=name) for name, r in named.items()}
    for chart in charts(compare_results(dataclasses.replace(results, contracts=named))):
        ET.fromstring(chart.svg)
