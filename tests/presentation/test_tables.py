import dataclasses
import subprocess
import sys

import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.presentation.tables import WIDTH, text_table

COMPARED = compare_results(fake_results(200))


def renamed(results, **names):
    """The same results with contracts under other names, and copies where a name is given twice."""
    made = {}
    for form, new in names.items():
        result = results.contracts[form.replace("_", " ").replace("2 0", "2.0")]
        for name in new:
            made[name] = dataclasses.replace(result, name=name)
    return dataclasses.replace(results, contracts=made)


def test_the_table_fits_eighty_columns():
    assert max(map(len, text_table(COMPARED).splitlines())) <= WIDTH


@pytest.mark.parametrize("names", [1, 3, 4, 9])
def test_it_fits_with_long_names_and_many_contracts(names):
    long = [f"A social outcomes partnership with Supercalifragilistic and others, variant {i}" for i in range(names)]
    table = text_table(compare_results(renamed(fake_results(20), Fee_for_service=["Fee"], SIB=long)))
    assert max(map(len, table.splitlines())) <= WIDTH
    assert f"variant {names - 1}" in " ".join(table.split())


def test_every_contract_and_usual_services_only_stand_side_by_side():
    head = text_table(COMPARED).split("---")[0]
    for word in ("SIB", "Grants", "Fee for", "usual"):
        assert word in head


def test_figures_are_shown_with_their_errors():
    line = next(line for line in text_table(COMPARED).splitlines() if "paid by payers" in line)
    assert "±" in line
    assert line.rstrip().endswith("£0")


def test_rows_that_no_contract_has_are_left_out():
    fee = dataclasses.replace(fake_results(20), contracts={"Fee": fake_results(20)["Fee for service"]})
    table = text_table(compare_results(fee))
    assert "investors" not in table
    assert "Against" not in table


def test_a_single_replication_is_shown_without_errors():
    body = text_table(compare_results(fake_results(1))).split("± is one")[0]
    assert "nan" not in body
    assert "paid by payers" in body


def test_the_table_is_made_without_drawing_anything():
    slow = "{'matplotlib', 'jinja2', 'scipy.stats', 'numba'}"
    code = f"import sys, outcomesim.presentation.tables; assert not {slow} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_risk_is_not_shown_where_there_are_too_few_futures_to_tell():
    lines = text_table(compare_results(fake_results(99))).splitlines()
    assert next(line for line in lines if "investors  " in line and "£0" in line).split()[1:4] == ["–"] * 3
    assert any("risk created" in line and "£" not in line for line in lines)
