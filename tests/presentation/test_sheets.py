import csv
import io

import pytest
from analysis.fake_results import fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.presentation.sheets import csv_tables

COMPARED = compare_results(fake_results(100))
TABLES = {name: list(csv.DictReader(io.StringIO(text))) for name, text in csv_tables(COMPARED).items()}


def test_there_is_a_table_for_each_question():
    expected = {
        "summary",
        "differences",
        "payers",
        "accountability",
        "outcomes",
        "parties",
        "risk",
        "losses",
        "by_year",
        "assumptions",
    }
    assert {name.removesuffix(".csv") for name in TABLES} == expected


@pytest.mark.parametrize("name", ["summary", "differences", "payers", "outcomes", "parties", "risk", "losses"])
def test_every_figure_has_its_error_beside_it(name):
    value = "chance" if name == "losses" else "value"
    for row in TABLES[f"{name}.csv"]:
        assert (row[value] == "") == (row["error"] == "")


def test_numbers_are_kept_to_ten_figures():
    row = next(r for r in TABLES["summary.csv"] if (r["contract"], r["measure"]) == ("SIB", "paid by payers"))
    assert float(row["value"]) == pytest.approx(COMPARED["SIB"].summary["paid by payers"].value, rel=1e-9)


def test_money_by_year_adds_to_what_was_moved():
    rows = [r for r in TABLES["by_year.csv"] if r["contract"] == "Fee for service" and r["reason"] == "block price"]
    assert sum(float(r["mean"]) for r in rows) == pytest.approx(2_205_000)
    assert {r["year"] for r in rows} == {"1", "2", "3", "4", "5"}


def test_assumptions_carry_their_source_and_their_interval():
    effect = TABLES["assumptions.csv"][0]
    assert effect["assumed"] == "yes"
    assert float(effect["low_90"]) < float(effect["value"]) < float(effect["high_90"])
    assert TABLES["assumptions.csv"][1]["low_90"] == ""


def test_text_that_a_spreadsheet_would_run_is_disarmed():
    from outcomesim.presentation.sheets import _field

    assert _field("=1+1") == "'=1+1"
    assert _field("SIB") == "SIB"
    assert _field(-1.5) == "-1.5"
