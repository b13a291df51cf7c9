"""The fair comparison as it is shown: table, sentences, figure, page, sheets."""

import csv
import dataclasses
import io
import json
import re

import pytest
from presentation.made_fair import fair_comparison
from presentation.test_report import read

from outcomesim.analysis.bridge import Bridge, Shift, Step
from outcomesim.analysis.precision import UNDEFINED, Figure
from outcomesim.analysis.switching import BETTER_ANYWAY, Switching
from outcomesim.presentation.fair_findings import (
    bridge_sentence,
    bridge_title,
    follows_sentence,
    paid_the_same,
    switching_sentence,
    with_the_same_reviews,
)
from outcomesim.presentation.fair_tables import fair_table
from outcomesim.presentation.figures import charts
from outcomesim.presentation.folder import provenance, write_folder
from outcomesim.presentation.report import report
from outcomesim.presentation.sheets import csv_tables

COMPARED = fair_comparison()
FAIR = COMPARED.fair
PAGE = report(COMPARED, charts(COMPARED))


# The table -----------------------------------------------------------------------------------------------------------


def test_the_second_table_fits_eighty_columns():
    assert max(map(len, fair_table(COMPARED).splitlines())) <= 80


def test_it_shows_scales_and_says_what_could_not_be_reached():
    said = " ".join(fair_table(COMPARED).split())
    assert "prices multiplied by" in said
    assert "SIB comes no nearer: the contract's cap binds first." in said
    assert "with the reviews of" in said or "with the reviews" in said
    assert "From Fee for service to SIB what the public purse expects" in said


def test_too_few_futures_leave_risk_out_of_it():
    few = fair_comparison(20)
    line = next(line for line in fair_table(few).splitlines() if "risk created" in line)
    assert "£" not in line


# Sentences -----------------------------------------------------------------------------------------------------------


def made(*steps: tuple[str, float], error: float = 1.0) -> Bridge:
    shifts = {name: (Shift("public purse", "payers", Figure(by, error), UNDEFINED),) for name, by in steps}
    whole = (Shift("public purse", "payers", Figure(sum(by for _, by in steps), error), UNDEFINED),)
    return Bridge("A", "B", tuple(Step(n, n, n, (), s, UNDEFINED, same=False) for n, s in shifts.items()), whole)


def test_a_bridge_names_what_goes_with_the_whole_first_and_what_goes_against_it_after():
    said = bridge_sentence(COMPARED, made(("one", -300), ("two", 100), ("three", -50)), "payers", "public purse")
    assert said == (
        "From A to B what the public purse expects falls by £250: £300 less by one and £50.00 less by three, but £100"
        " more by two."
    )


def test_steps_too_small_or_not_clear_are_not_named():
    said = bridge_sentence(COMPARED, made(("one", -300), ("slight", 3), ("rest", 0)), "payers", "public purse")
    assert "slight" not in said
    unclear = bridge_sentence(COMPARED, made(("one", 5), error=10), "payers", "public purse")
    assert "does not change by anything that can be measured" in unclear


def test_the_title_of_a_bridge_names_the_step_that_does_most_of_it():
    assert bridge_title(COMPARED, made(("one", -300), ("two", 100))) == (
        "From A to B the public purse loses £200; most comes of one (£300)"
    )
    assert "neither gains nor loses measurably" in bridge_title(COMPARED, made(("one", 5), error=10))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (Figure(1.2, 0.01), "would have to add 1.20 times as much (20% more) to break even with A in the public purse"),
        (Figure(0.8, 0.01), "could add 0.80 times as much (20% less) and still break even with A in the public purse"),
        (Figure(1.01, 0.01), "breaks even with A in the public purse as it is, as near as can be told"),
    ],
)
def test_a_switching_value_is_said_as_more_less_or_the_same(times, words):
    assert words in switching_sentence(Switching("B", "A", "public purse", times, ""), "as written")


def test_where_there_is_no_switching_value_the_reason_is_said():
    said = switching_sentence(Switching("B", "A", "social value", UNDEFINED, BETTER_ANYWAY), "as written")
    assert said == f"Under B as written there is no break-even with A in social value: {BETTER_ANYWAY}."


@pytest.mark.parametrize(
    ("effect", "shared", "words"),
    [
        (0.02, 0.01, "hardly follows"),
        (0.7, 0.1, "mostly follows"),
        (0.05, 0.5, "mainly as far as"),
        (0.3, 0.1, "in part"),
    ],
)
def test_what_pay_follows_is_said_by_what_goes_with_the_effect(effect, shared, words):
    bond = next(f for f in FAIR.following if f.contract == "SIB")
    told = dataclasses.replace(bond, effect=Figure(effect, 0.01), shared=Figure(shared, 0.01))
    assert words in follows_sentence(told)


def test_every_sentence_is_whole_and_says_nothing_undefined():
    said = [*paid_the_same(COMPARED), *with_the_same_reviews(COMPARED), *map(follows_sentence, FAIR.following)]
    said += [switching_sentence(s, "as written") for s in FAIR.switching]
    assert all(sentence.endswith(".") for sentence in said)
    assert not re.search(r"\bnan\b|\bNone\b", " ".join(said))


# The page and its figure ---------------------------------------------------------------------------------------------


def test_the_page_is_well_formed_and_says_nothing_undefined():
    reader = read(PAGE)
    assert not reader.faults
    assert not reader.open
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", PAGE)


def test_every_link_of_the_contents_leads_to_a_section():
    sections = {attrs["id"] for tag, attrs in read(PAGE).tags if tag == "h2"}
    links = {attrs["href"][1:] for tag, attrs in read(PAGE).tags if tag == "a" and "href" in attrs}
    assert {"same-payment", "bridge", "switching", "follows"} <= links <= sections


def test_the_bridge_is_drawn_with_a_description_and_its_numbers():
    chart = next(chart for chart in charts(COMPARED) if chart.name == "bridge")
    assert 'role="img"' in chart.svg
    steps = {row[1] for row in chart.rows}
    assert steps == {*(step.name for step in FAIR.bridges[0].steps), "in all"}
    assert PAGE.count("<figure>") == PAGE.count("The numbers in this figure") == 5


def test_every_step_of_the_bridge_describes_its_contract():
    for step in FAIR.bridges[0].steps:
        assert f"<strong>{step.name}</strong>" in PAGE
    assert "from its own money" in PAGE


def test_without_a_bond_there_is_no_bridge_and_the_page_says_so():
    fair = dataclasses.replace(FAIR, bridges=())
    page = report(dataclasses.replace(COMPARED, fair=fair), charts(dataclasses.replace(COMPARED, fair=fair)))
    assert "no bridge to one" in page


def test_the_command_that_runs_it_again_says_whether_it_was_made_fair():
    assert "--as-written" not in PAGE
    plain = dataclasses.replace(COMPARED, fair=None)
    assert "--as-written" in report(plain, charts(plain))


# What is kept --------------------------------------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_question_and_every_figure_has_its_error():
    sheets = {n.removesuffix(".csv"): list(csv.DictReader(io.StringIO(t))) for n, t in csv_tables(COMPARED).items()}
    added = {
        "same_payment", "same_payment_summary", "same_payment_differences", "same_payment_parties",
        "same_payment_risk", "same_payment_losses", "same_reviews_summary", "bridge", "switching", "following",
        "value_shares",
    }  # fmt: skip
    assert added <= set(sheets)
    for name in ("same_payment_summary", "same_payment_risk", "same_reviews_summary", "bridge", "value_shares"):
        for row in sheets[name]:
            assert (row["value"] == "") <= (row["error"] == "")
    steps = [r for r in sheets["bridge"] if (r["position"], r["holder"]) == ("cash", "payers")]
    expected = {r["step"]: float(r["value"]) for r in steps if r["quantity"] == "change in what is expected"}
    assert sum(v for step, v in expected.items() if step != "in all") == pytest.approx(expected["in all"], abs=0.01)


def test_run_json_holds_the_scales(tmp_path):
    kept = json.loads(json.dumps(provenance(COMPARED)))["same_expected_payment"]
    assert [one["contract"] for one in kept] == ["Grants 2.0", "SIB"]
    assert all(one["reached"] is False and one["reason"] for one in kept)
    write_folder(COMPARED, tmp_path / "out", png=True)
    assert (tmp_path / "out" / "figures" / "bridge.png").is_file()
