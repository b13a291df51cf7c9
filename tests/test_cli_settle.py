"""The command line settles recorded activity and replays published contracts: what is printed, and how it ends."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from outcomesim.cli import main


def run(*words):
    return CliRunner().invoke(main, words)


def test_settle_prints_who_owes_what_and_writes_it(tmp_path):
    told = run("settle", "care_leavers_apollo", "--out", str(tmp_path / "out"))
    assert told.exit_code == 0
    assert "From Department for Education to Project Apollo: £848,760 (100%)." in told.output
    assert (tmp_path / "out" / "tables" / "lines.csv").is_file()


@pytest.mark.parametrize(
    "text", ["", "Housed\n1\n", "period,Nothing\n2018,1\n", "period,Feels safe\nsoon,x\n", "\x00\x01", ";;;\n;;;\n"]
)
def test_settle_answers_bad_activity_without_a_traceback(tmp_path, text):
    (tmp_path / "bad.csv").write_text(text)
    told = run("settle", "care_leavers_apollo", "--activity", str(tmp_path / "bad.csv"))
    assert told.exit_code == 2
    assert "rule:" in told.output
    assert "Traceback" not in told.output


def test_a_record_named_without_its_option_is_answered_with_the_option():
    told = run("settle", "care_leavers_apollo", "rows.csv")
    assert told.exit_code == 2
    assert "--activity rows.csv" in told.output


def test_replay_prints_every_case_and_ends_well():
    told = run("replay")
    assert told.exit_code == 0
    assert "Denver Supportive Housing Social Impact Bond (USD)" in told.output
    assert max(map(len, told.output.splitlines())) <= 80


def test_replay_of_one_case_forecasts_it_unless_told_not_to():
    assert "Simulated, 20 futures" in run("replay", "denver", "-n", "20").output
    assert "Simulated" not in run("replay", "denver", "-n", "0").output


def test_replay_ends_with_1_where_a_figure_is_missed(tmp_path):
    from outcomesim.scenario.loading import shipped_cases

    file = shipped_cases()["care_leavers_apollo"]
    for name in ("care_leavers_apollo.toml", "care_leavers_apollo.csv"):
        (tmp_path / name).write_bytes((file.parent / name).read_bytes())
    text = (tmp_path / "care_leavers_apollo.toml").read_text()
    (tmp_path / "care_leavers_apollo.toml").write_text(text.replace("amount = 20_020", "amount = 20_021"))
    told = run("replay", str(tmp_path / "care_leavers_apollo.toml"))
    assert told.exit_code == 1
    assert "A MISS" in told.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-n", "-5"], "a forecast takes replications from 1"),
        (["-n", "100000000000"], "a forecast takes replications from 1"),
        (["--seed", "-1", "-n", "3"], "a seed is a whole number from 0"),
    ],
)
def test_a_number_of_futures_or_a_seed_that_is_none_is_answered_in_words(options, said):
    ran = CliRunner().invoke(main, ["replay", "denver", *options])
    assert ran.exit_code == 2, ran.output
    assert said in ran.output
