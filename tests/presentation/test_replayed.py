"""Replays as text: 80 columns, every label, every reason, and a miss that cannot be overlooked."""

from dataclasses import replace

import pytest

from outcomesim import load_case, replay
from outcomesim.analysis.forecasting import Forecast
from outcomesim.presentation.replayed import forecast_text, replayed_table, replayed_text, verdict_sentence
from outcomesim.scenario.case import CaseForecast
from outcomesim.scenario.loading import shipped_cases


@pytest.fixture(scope="module")
def every():
    return [replay(case) for case in sorted(shipped_cases())]


def missed(what="total paid", **changes):
    """Project Apollo, where nobody knows why 220 is missing."""
    case = load_case("care_leavers_apollo")
    figures = tuple(replace(figure, because="", **changes) for figure in case.published if figure.what == what)
    return replay(replace(case, published=figures))


def test_the_table_of_all_cases_fits_eighty_columns_and_names_each(every):
    text = replayed_table(every)
    assert max(map(len, text.splitlines())) <= 80
    for made in every:
        assert made.case.title in text.replace("\n", " ")


def test_each_case_fits_eighty_columns(every):
    for made in every:
        assert max(map(len, replayed_text(made).splitlines())) <= 80


def test_lines_of_a_card_that_stand_alike_are_added_up(every):
    reboot = next(made for made in every if "Reboot" in made.case.title)
    rows = [" ".join(line.split()) for line in replayed_table([reboot]).splitlines()]
    assert "line 1 to line 11 834,240 580,030 −254,210 derived" in rows
    assert "line 12 to line 23 1,037,300 1,037,300 0 settled" in rows


def test_what_is_derived_bounded_or_not_settleable_says_why():
    said = replayed_text(replay("norfolk"))
    assert "Worked back from what was published, so that nothing is proved" in said
    assert "the price of a day is worked back from this payment" in " ".join(said.split())
    assert "Bounded, and what leaves it open" in replayed_text(replay("fair_chance_aspire"))
    assert "Not settleable, and what is missing" in replayed_text(replay("essex"))


def test_two_ends_stand_one_beneath_the_other():
    rows = [line.split() for line in replayed_text(replay("fair_chance_ambition")).splitlines()]
    at = next(n for n, row in enumerate(rows) if row[:2] == ["total", "paid"])
    assert rows[at] == ["total", "paid", "2,742,943", "2,858,700", "+115,757", "bounded"]
    assert rows[at + 1] == ["to", "2,944,525", "(see", "why)"]


def test_what_a_case_can_explain_is_marked_and_told():
    said = replayed_text(replay("care_leavers_apollo"))
    assert "(see why)" in said
    assert "21 were counted and 20 paid" in " ".join(said.split())
    assert "2 differ for a reason that is known." in " ".join(said.split())


def test_a_miss_is_named_in_the_table_and_in_the_sentence():
    made = missed()
    assert "A MISS" in replayed_table([made])
    assert "1 is a miss that nobody has explained" in " ".join(verdict_sentence([made]).split())
    assert "Project Apollo" in verdict_sentence([made])


def test_pence_are_shown_where_there_are_any_and_rates_as_percentages():
    said = replayed_text(replay("educate_girls"))
    assert "14.9%" in said
    assert "216,013.93" in said
    assert "159.9" in said


def test_a_forecast_says_whether_it_holds_the_actual():
    import numpy as np

    draws = np.arange(101.0)
    written = CaseForecast("people housed", scenario="x", column="verified", amount=300, because="fitted to it")
    rows = forecast_text([Forecast(written, draws, 1)], "GBP").splitlines()
    assert rows[0] == "Simulated, 101 futures: nine in ten lie between"
    assert rows[2].split() == ["people", "housed", "300", "5", "95", "NO"]
    assert rows[3].strip() == "fitted to it."
