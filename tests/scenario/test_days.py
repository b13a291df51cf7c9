"""Lines of kind ``days`` in a file: what they become, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.units import NEVER

TEXT = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")


def with_nights(*edits, of="housed", more=""):
    """The small scenario with one more line, and other things changed."""
    line = f'[[outcome]]\nname = "nights"\nkind = "days"\nof = "{of}"\n{more}\n\n[verification]'
    text = TEXT.replace("[verification]", line, 1)
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return from_texts([("small.toml", text)])


def faults(*edits, **line):
    with pytest.raises(ScenarioError) as refused:
        with_nights(*edits, **line)
    return {fault.path: fault for fault in refused.value.faults}


def test_days_are_tied_to_their_event_and_read_with_what_counts_of_them():
    line = with_nights(of="first job", more="from_month = 3\nback_dated = true\nfound = 0.8").outcomes[-1]
    assert (line.kind, line.of, line.observed) == ("days", "first job", "with the service")
    assert (line.from_month, line.back_dated, line.for_months, line.found.value) == (3, True, NEVER, 0.8)


def test_what_is_left_out_counts_every_day():
    line = with_nights().outcomes[-1]
    assert (line.from_month, line.back_dated, line.for_months, line.found) == (0, False, NEVER, None)


@pytest.mark.parametrize(("of", "hint"), [("housed for 3 months", "housed"), ("hosed", 'did you mean "housed"?')])
def test_days_are_counted_in_the_spell_that_an_event_begins(of, hint):
    fault = faults(of=of)["outcome[nights].of"]
    assert "in the spell that an event begins" in fault.rule
    assert fault.given == f'"{of}"'
    assert hint in fault.hint


def test_nothing_can_be_back_dated_without_the_month_from_which_it_counts():
    fault = faults(more="back_dated = true")["outcome[nights].back_dated"]
    assert "once the spell has lasted from_month" in fault.rule
    assert "add from_month" in fault.hint


def test_days_have_no_worth_of_their_own():
    fault = faults(more='worth = [{ to = "DWP", amount = 1 }]')["outcome[nights].worth"]
    assert "a person-month is valued once" in fault.rule


def test_a_month_from_which_nothing_counts_is_refused():
    assert "above 0" in faults(more="from_month = 0")["outcome[nights].from_month"].rule


def test_an_event_with_days_and_no_stages_still_has_a_spell_without_end():
    fault = faults(('per = "year", for_months = 12, cashable = 0.5', 'per = "year"'), of="first job")
    assert "the spell of an event without stages never ends" in fault["outcome[first job].worth[DWP]"].rule


def test_nothing_follows_days():
    fault = faults(('of = "housed for 3 months"', 'of = "nights"'))["outcome[housed for 6 months].of"]
    assert "nothing follows days" in fault.rule


def test_days_are_no_headline():
    fault = faults(('headline = "housed"', 'headline = "nights"'))["appraisal.headline"]
    assert "an outcome that people reach" in fault.rule


def test_a_segments_own_rates_are_not_of_days():
    fault = faults(('rates = [{ outcome = "housed"', 'rates = [{ outcome = "nights"'))
    assert "own rates are of events" in fault["segment[entrenched].rates[nights].outcome"].rule
