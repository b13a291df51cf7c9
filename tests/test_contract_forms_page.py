"""The page on the contract forms stays true: each file on it is read, says back what is printed, and is drawn."""

import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from outcomesim.preparing import prepare
from outcomesim.scenario.loading import from_texts
from outcomesim.scenario.terms import SHIPPED_FORMS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contract-forms.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(toml|text)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
SECTIONS = {
    section.partition("\n")[0]: section
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)
    if "```toml" in section
}
BLOCKS = [match[2] for match in FENCED.finditer(PAGE) if match[1] == "toml"]
PARTS = ("**The rule.**", "**Choose it**", "**Not**", "**The shortest file**", "What it says back:")
RISKS = (
    "money buys no outcomes",
    "cost overrun",
    "too few referrals",
    "provider fails",
    "paid for what would have happened anyway",
)


def described(block: str) -> str:
    """What the contract of a block says of itself, based on the employment scenario."""
    texts = [("employment.toml", (ROOT / "scenarios" / "employment.toml").read_text(encoding="utf-8"))]
    scenario = from_texts([*texts, ("contract-forms.md", f'based_on = "employment"\n{block}')])
    return " ".join(" ".join(prepare(scenario).contracts[-1].describe()).split())


@pytest.mark.parametrize("block", BLOCKS, ids=[tomllib.loads(block)["contract"][0]["name"] for block in BLOCKS])
def test_every_file_of_the_page_is_read_and_can_be_simulated(block):
    assert described(block)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_form_says_back_what_is_printed_beneath_its_file(section):
    fenced = FENCED.findall(SECTIONS[section])
    block, printed = (next(text for language, text in fenced if language == kind) for kind in ("toml", "text"))
    assert described(block) == " ".join(printed.split())


@pytest.mark.parametrize("section", SECTIONS)
def test_every_form_is_told_in_the_same_parts(section):
    missing = [part for part in (*PARTS, *(f"| {risk} |" for risk in RISKS)) if part not in SECTIONS[section]]
    assert not missing


@pytest.mark.parametrize("section", SECTIONS)
def test_the_words_for_a_picture_are_its_title(section):
    ((words, file),) = re.findall(r"!\[(.*?)\]\((.*?)\)", SECTIONS[section])
    title = ET.parse(ROOT / "docs" / file).getroot().find("{*}title")
    assert title is not None
    assert title.text == words


def test_no_shipped_form_is_left_out():
    told = {tomllib.loads(block)["contract"][0]["form"] for block in BLOCKS}
    assert told >= set(SHIPPED_FORMS)
