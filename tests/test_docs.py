"""What the pages say of each other and of the files is so."""

import doctest
import re
from pathlib import Path

import pytest

import outcomesim

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
CODE = sorted(
    file for folder in ("outcomesim", "scripts", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")
)

MOST_LINES = 400


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The places of a page that can be linked to: its headings, in small letters, spaces as hyphens."""
    headings = re.findall(r"^#+ +(.*)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        file, _, place = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.exists(), f"{name(page)} links to {target}, which is not there"
        assert not place or place in anchors(linked), f"{name(page)} links to {target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_that_is_named_is_there(page):
    named = re.findall(r"`((?:outcomesim|scripts|scenarios|tests|docs|benchmarks)/[\w./-]+)`", prose(page))
    missing = [path for path in named if not (ROOT / path).exists()]
    assert not missing, f"{name(page)} names what is not there: {', '.join(missing)}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_example_on_a_page_prints_what_it_says(page):
    failed, _ = doctest.testfile(str(page), module_relative=False)
    assert failed == 0


@pytest.mark.parametrize("file", CODE, ids=name)
def test_no_module_is_too_long_to_read_at_a_sitting(file):
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name(file)} has {lines} lines: it holds more than one idea; the most is {MOST_LINES}"


def test_the_version_is_the_same_wherever_it_is_written():
    for file, pattern in (("pyproject.toml", r'^version = "(.*)"'), ("CITATION.cff", r"^version: (.*)$")):
        written = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert written
        assert written[1] == outcomesim.__version__
    assert f"## [{outcomesim.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
