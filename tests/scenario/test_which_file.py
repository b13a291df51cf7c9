"""Which file a name means, and what is said of one that is not there or cannot be read as TOML."""

from pathlib import Path

import pytest
from scenario.refused import only_fault

from outcomesim.scenario import load, loading

TEXT = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")


def test_a_shipped_scenario_is_read_by_its_bare_name(tmp_path, monkeypatch):
    (tmp_path / "forty_people.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(loading, "SHIPPED_FOLDERS", (tmp_path,))
    assert load("forty_people").title == load("forty_people.toml").title == "Support for forty people"
    assert list(loading.shipped_scenarios()) == ["forty_people"]


def test_a_missing_file_is_named_with_what_was_probably_meant(tmp_path):
    (tmp_path / "small.toml").write_text(TEXT, encoding="utf-8")
    fault = only_fault(tmp_path / "smal.toml")
    assert fault.file == str(tmp_path / "smal.toml")
    assert fault.rule == "there is no such file"
    assert fault.hint == f'did you mean "{tmp_path / "small.toml"}"?'


def test_a_folder_is_no_scenario(tmp_path):
    (tmp_path / "small.toml").write_text(TEXT, encoding="utf-8")
    fault = only_fault(tmp_path)
    assert (fault.file, fault.rule) == (str(tmp_path), "this is a folder; a scenario is a file")
    assert "small.toml" in fault.hint


def test_a_folder_of_results_does_not_hide_the_shipped_scenario_it_is_named_after(tmp_path, monkeypatch):
    (tmp_path / "rough_sleeping").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load("rough_sleeping").currency == "GBP"


def test_a_file_that_is_not_utf8_says_on_which_line(tmp_path):
    file = tmp_path / "old.toml"
    file.write_bytes(b'title = "a"\nabout = "\xa3600"\n')
    fault = only_fault(file)
    assert (fault.line, fault.given, fault.hint) == (2, "byte 0xa3", "save it as UTF-8")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    file = tmp_path / "marked.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(file).title == "Support for forty people"


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("amount = £600", "leave the currency sign out"),
        ("amount = 1,000", "write thousands with an underscore, as 1_000"),
        ("share = 15%", "write a percentage as a fraction, as 0.15"),
        ("share = .5", "write a digit on both sides of the point, as 0.5"),
        ("shut = True", "write true or false, in small letters"),
        ("title = Support", "put text in quotes"),
        ("title = “Support”", 'use straight quotes: "'),
        ("title: 1", "write = between a key and its value"),
        ("housed early = 600", "put a name with spaces in quotes"),
        ("months = 012", "a number does not begin with 0"),
        ("months =", "write a value after ="),
        ("cap = [{ amount = 20 000 }]", "write thousands with an underscore, as 1_000"),
        ("prices = { Housed = 600, Housed early = 800 }", "put a name with spaces in quotes"),
    ],
)
def test_what_is_not_toml_is_shown_with_its_line_and_what_to_write(tmp_path, row, hint):
    file = tmp_path / "tired.toml"
    file.write_text(f'about = "x"\n{row}\nstart = 2020-01-01\n', encoding="utf-8")
    fault = only_fault(file)
    assert (fault.line, fault.given, fault.hint) == (2, row, hint)
    assert fault.rule.startswith("this is not TOML: ")


def test_a_key_written_twice_is_said_in_toml_s_words(tmp_path):
    file = tmp_path / "twice.toml"
    file.write_text("a = 1\na = 2\n", encoding="utf-8")
    fault = only_fault(file)
    assert fault.rule == "this is not TOML: cannot overwrite a value"
    assert fault.hint == "what this line says is said before, in line 1: keep one of the two"


def test_a_table_written_twice_is_answered_with_how_to_write_several(tmp_path):
    file = tmp_path / "twice.toml"
    file.write_text('[contract]\nname = "a"\n[contract]\nname = "b"\n', encoding="utf-8")
    assert only_fault(file).hint == "write [[contract]], in two square brackets, for each of several"


def test_terms_without_a_contract_are_asked_for_it_alone(tmp_path):
    file = tmp_path / "terms.toml"
    text = 'title = "t"\ncurrency = "GBP"\nstart = 2018-01-01\nhorizon_months = 9\noutcome = [{ name = "Housed" }]\n'
    file.write_text(text, encoding="utf-8")
    fault = only_fault(file)
    assert (fault.path, fault.rule) == ("contract", "this file has no contract, and nobody to simulate")
    assert "add [[contract]]" in fault.hint


def test_a_file_nested_beyond_all_sense_is_refused(tmp_path):
    file = tmp_path / "deep.toml"
    file.write_text("a = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    assert "too deep" in only_fault(file).rule
