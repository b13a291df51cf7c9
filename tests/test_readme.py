"""What the README and the scripts say can be done can be done: in small, with few futures."""

import re
import runpy
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from outcomesim.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPTS = (
    "what_if.py", "sweep.py", "own_contract.py", "fair_comparison.py", "readme_picture.py", "contract_form_figures.py",
)  # fmt: skip
FEW = 8


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def first_command_under(heading: str) -> str:
    return blocks("sh", README.partition(f"\n## {heading}\n")[2])[0].strip()


def in_small(text: str) -> str:
    return re.sub(r"(replications[ =])[\d_]+", rf"\g<1>{FEW}", text)


def commands() -> list[list[str]]:
    """What is asked of outcomesim in every sh block, as words."""
    steps = [step.strip() for block in blocks("sh") for step in re.split(r"&&|\n", block)]
    return [shlex.split(step)[1:] for step in steps if step.startswith(".venv/bin/outcomesim ")]


@pytest.mark.parametrize("heading", ["Run it", "Run the tests"])
def test_each_of_the_two_commands_is_one_line_that_needs_nothing_but_python(heading):
    command = first_command_under(heading)
    assert "\n" not in command
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_first_command_runs_the_main_job():
    assert first_command_under("Run it").endswith(
        ".venv/bin/outcomesim compare rough_sleeping --replications 10000 --out out/rough_sleeping"
    )


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_works(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, shlex.split(in_small(shlex.join(words))))
    assert ran.exit_code == 0, ran.output
    if "--out" in words:
        assert (tmp_path / words[words.index("--out") + 1] / "report.html").is_file()


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_every_python_example_works(number, capsys):
    exec(compile(in_small(blocks("python")[number]), f"README example {number + 1}", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_works(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [script, str(FEW), str(tmp_path)])
    runpy.run_path(str(ROOT / "scripts" / script), run_name="__main__")
    assert capsys.readouterr().out


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_calls_public_names_only_and_is_short(script):
    text = (ROOT / "scripts" / script).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    assert re.findall(r"^(?:from|import) outcomesim.*$", text, flags=re.MULTILINE) == ["import outcomesim as osim"]
    assert not re.findall(r"osim\.\w+\._", text)
