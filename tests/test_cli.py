"""The command line: what is asked, what is shown, what is written, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from properties.lives import SMALL

from outcomesim import compare_fairly, simulate, streams
from outcomesim.cli import main
from outcomesim.presentation.sheets import csv_tables
from outcomesim.scenario import from_texts

TEXT = SMALL.read_text(encoding="utf-8")
HEAVY = ("numpy", "numba", "scipy", "pydantic", "matplotlib", "simpy", "jinja2")


def ask(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# What it shows -----------------------------------------------------------------------------------------------------


def test_help_waits_for_nothing_heavy():
    seen = f"import sys; from outcomesim.cli import main; main(['--help'], standalone_mode=False); print({HEAVY!r})"
    seen += "; sys.exit(str({*sys.modules} & {*" + repr(HEAVY) + "} or '') or 0)"
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    for word in ("compare", "check", "Usage"):
        assert word in told.stdout


def test_the_version_is_told():
    from outcomesim import __version__

    assert __version__ in ask("--version").output


def test_compare_prints_a_table_that_fits_eighty_columns_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = ask("compare", SMALL, "-n", 10)
    assert said.exit_code == 0
    assert max(len(line) for line in said.stdout.splitlines()) <= 80
    for words in ("Fee for service", "Grants 2.0", "SIB", "Monte Carlo", "risk moved"):
        assert words in said.stdout, words
    assert list(tmp_path.iterdir()) == []


def test_a_second_table_makes_the_comparison_fair_unless_it_is_not_wanted():
    assert "At the same expected payment as Fee for service" in ask("compare", SMALL, "-n", 5).stdout
    assert "At the same expected payment" not in ask("compare", SMALL, "-n", 5, "--as-written").stdout
    assert "At the same expected payment" not in ask("compare", SMALL, "-n", 5, "--contracts", "SIB").stdout


def test_only_the_contracts_asked_for_are_shown():
    said = ask("compare", SMALL, "-n", 5, "--contracts", "SIB", "--contracts", "Fee for service")
    assert said.exit_code == 0
    assert "Grants 2.0" not in said.stdout


def test_the_first_compilation_is_announced(monkeypatch):
    monkeypatch.setattr("outcomesim.delivery.compiled_before", lambda: False)
    assert "Compiling" in ask("compare", SMALL, "-n", 2).stderr
    monkeypatch.setattr("outcomesim.delivery.compiled_before", lambda: True)
    assert ask("compare", SMALL, "-n", 2).stderr == ""


@pytest.mark.parametrize("file", [SMALL, "rough_sleeping", "employment"])
def test_check_says_what_a_scenario_implies_and_draws_no_random_number(file, monkeypatch):
    def drawn(*given, **asked):
        raise AssertionError("a random number was drawn")

    for where, name in ((streams, "philox"), (np.random, "random"), (np.random, "default_rng")):
        monkeypatch.setattr(where, name, drawn)
    monkeypatch.setattr(streams.Streams, "uniform", drawn)
    said = ask("check", file)
    assert said.exit_code == 0, said.output
    for words in ("assumed", "SIB", "month"):
        assert words in said.stdout, words


# What it writes ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "made" / "here"
    said = ask("compare", SMALL, "-n", 12, "--seed", 7, "--out", out)
    assert said.exit_code == 0, said.output
    return out


def test_the_folder_holds_report_figures_tables_and_what_is_needed_to_run_it_again(written):
    there = set(contents(written))
    assert {"report.html", "run.json", "tables/summary.csv", "figures/risk.svg"} <= there
    assert sorted(entry.name for entry in written.iterdir()) == ["figures", "report.html", "run.json", "tables"]
    assert [entry.name for entry in written.parent.iterdir()] == ["here"]
    report = (written / "report.html").read_text(encoding="utf-8")
    assert "<svg" in report
    assert not re.search(r"(src|href)=.https?:", report), "it opens offline"


def test_the_same_question_gives_the_same_bytes_but_for_the_time_it_took(written, tmp_path):
    assert ask("compare", SMALL, "-n", 12, "--seed", 7, "--threads", 2, "--out", tmp_path / "again").exit_code == 0
    ours, theirs = contents(tmp_path / "again"), contents(written)
    for files in (ours, theirs):
        files["run.json"] = re.sub(rb'"wall_seconds": [0-9.]+', b"", files["run.json"])
    assert ours == theirs


def test_a_run_can_be_made_again_from_its_run_json_to_the_same_bytes(written):
    run = json.loads((written / "run.json").read_text(encoding="utf-8"))
    texts = [(text["name"], text["text"]) for text in run["scenario"]["texts"]]
    scenario = from_texts(texts, [tuple(change) for change in run["scenario"]["changes"]])
    again = compare_fairly(
        simulate(
            scenario,
            replications=run["replications"],
            seed=run["seed"],
            contracts=[contract["name"] for contract in run["contracts"]],
        )
    )
    tables = {f"tables/{name}": text.encode() for name, text in csv_tables(again).items()}
    assert tables == {name: text for name, text in contents(written).items() if name.startswith("tables/")}


def test_an_interruption_says_that_nothing_was_written(tmp_path, monkeypatch):
    def interrupted(*given, **asked):
        raise KeyboardInterrupt

    monkeypatch.setattr("outcomesim.running.runs.run_block", interrupted)
    said = ask("compare", SMALL, "-n", 4, "--threads", 1, "--out", tmp_path / "out")
    assert said.exit_code == 130
    assert "nothing was written" in said.stderr
    assert list(tmp_path.iterdir()) == []


# What it refuses ---------------------------------------------------------------------------------------------------


def refusal(said) -> str:
    assert said.exit_code == 2, said.output
    assert isinstance(said.exception, SystemExit)
    assert "Traceback" not in said.output
    assert said.stdout == ""
    return said.stderr


BAD_TEXTS = {
    "not TOML": ("places = 15", "places = = 15", "not TOML"),
    "a wrong type": ("places = 15", 'places = "many"', "service.places"),
    "an unknown key": ("places = 15", "place = 15", 'did you mean "places"'),
    "a negative price": ('"housed for 6 months" = 3_000', '"housed for 6 months" = -3_000', "contract[SIB].prices"),
    "a probability over 1": ("engagement = 0.9", "engagement = 1.9", "service.engagement"),
    "segments that do not add up": ("share = 0.6\nfrailty", "share = 0.5\nfrailty", "segment"),
    "payers that do not add up": ('"central fund", share = 0.4', '"central fund", share = 0.3', "payers"),
    "an outcome that follows none": ('of = "housed"\nmonths = 3', 'of = "hosued"\nmonths = 3', 'did you mean "housed"'),
    "an outcome that follows itself": ('of = "housed for 3 months"', 'of = "housed for 6 months"', "itself"),
    "a horizon shorter than the service": ("horizon_months = 36", "horizon_months = 20", "horizon_months"),
    "not a number": ("engagement = 0.9", "engagement = nan", "service.engagement"),
    "infinity": ("drop_out_per_month = 0.02", "drop_out_per_month = inf", "service.drop_out_per_month"),
    "zero people": ("total = 40", "total = 0", "cohort.referrals.total"),
}


@pytest.mark.parametrize("what", BAD_TEXTS)
def test_a_scenario_that_cannot_be_is_refused_with_the_place_and_nothing_is_written(what, tmp_path):
    old, new, words = BAD_TEXTS[what]
    assert old in TEXT
    file = tmp_path / "bad.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    for said in (ask("check", file), ask("compare", file, "-n", 2, "--out", tmp_path / "out")):
        told = refusal(said)
        assert words in told, told
        assert "bad.toml" in told
        assert re.search(r"line \d+", told), told
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.toml"]


def test_a_missing_file_is_refused_with_the_nearest():
    assert 'did you mean "employment"' in refusal(ask("compare", "employmant"))
    assert "no such file" in refusal(ask("check", "nowhere/at_all.toml"))


def test_a_folder_and_a_file_that_is_no_text_are_refused(tmp_path):
    assert "is a folder" in refusal(ask("compare", tmp_path))
    (tmp_path / "noise.toml").write_bytes(bytes(range(128, 256)))
    assert "UTF-8" in refusal(ask("compare", tmp_path / "noise.toml"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("-n", 0), "replications must be 1 or more"),
        (("-n", -3), "replications must be 1 or more"),
        (("-n", "many"), "is not a valid integer"),
        (("--seed", -1), "a seed is a whole number"),
        (("--threads", 0), "threads"),
        (("--contracts", "SIP"), "did you mean 'SIB'?"),
    ],
)
def test_a_run_that_cannot_be_is_refused(asked, words, tmp_path):
    assert words in refusal(ask("compare", SMALL, "--out", tmp_path / "out", *asked))
    assert list(tmp_path.iterdir()) == []


def test_a_million_people_a_million_times_are_refused_with_what_they_would_need(tmp_path):
    file = tmp_path / "large.toml"
    file.write_text(TEXT.replace("total = 40", "total = 1_000_000"), encoding="utf-8")
    told = refusal(ask("compare", file, "-n", 1_000_000, "--out", tmp_path / "out"))
    assert "hours" in told
    assert "fewer replications" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("out", ["taken", "taken/below", "strange"])
def test_a_folder_that_cannot_be_written_is_refused_before_the_run(out, tmp_path, monkeypatch):
    def begun(*given, **asked):
        raise AssertionError("the run had begun")

    monkeypatch.setattr("outcomesim.running.runs.simulate", begun)
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "thesis.docx").write_text("years of work")
    before = contents(tmp_path)
    refusal(ask("compare", SMALL, "-n", 2, "--out", tmp_path / out))
    assert contents(tmp_path) == before
