"""The story runs one way: each part knows the parts before it and none after."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "outcomesim"

ORDER = (
    ("errors", "units", "streams", "parties", "direction"),
    ("scenario",),
    ("people",),
    ("measurement",),
    ("kernel",),
    ("contracts",),
    ("preparing",),
    ("cashflows",),
    ("settlement",),
    ("valuing",),
    ("delivery",),
    ("capping",),
    ("engine",),
    ("running",),
    ("analysis",),
    ("presentation",),
    ("cli",),
    ("__main__",),
)
PLACE = {part: place for place, parts in enumerate(ORDER) for part in parts}

WHY = {
    "errors": "words and numbers know nothing of the story",
    "units": "words and numbers know nothing of the story",
    "streams": "words and numbers know nothing of the story",
    "parties": "words and numbers know nothing of the story",
    "direction": "words and numbers know nothing of the story",
    "scenario": "a scenario is what is assumed, and must not know what becomes of it",
    "people": "people must not know how they are paid for",
    "measurement": "what is found must not depend on what is paid for it",
    "kernel": "the kernel knows numbers called claim_value and claim_limit, not contracts",
    "contracts": "a contract sees statements, never the money that moves or the world it runs in",
    "preparing": "what no replication changes must not know of money that moves",
    "cashflows": "money moves because of contracts, and must not know what is made of it",
    "settlement": "what is settled was recorded: nobody is simulated",
    "valuing": "what outcomes are worth must not depend on how the world is run",
    "delivery": "delivery follows directions, and must not know who gives them",
    "capping": "what a cap holds back must not know when it is asked",
    "engine": "the world must not know how often it is run",
    "running": "a run must not know what is made of its results",
    "analysis": "a figure must not know how it is shown",
    "presentation": "words and pictures must not know who asked for them",
}

ONLY_IN = {
    "pydantic": "scenario",  # at the file's edge: everything after is plain records
    "numba": "kernel",  # one compiled file
    "simpy": "engine",  # one calendar
    "matplotlib": "presentation",
    "jinja2": "presentation",
    "click": "cli",
    "tqdm": "cli",
}

WITHIN = {
    "scenario": ("text", "schema", "rules", "faults"),
    "contracts": ("order", "steering", "wording", "paying", "beforehand"),
    "settlement": ("reading", "persons", "periods", "oddities"),
}
"""The order within the parts that are large: each folder knows those before it and none after."""

MODULES = sorted(file for file in PACKAGE.rglob("*.py") if file != PACKAGE / "__init__.py")


def name(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> Iterator[str]:
    """Every module that is imported anywhere in a file, in functions and for type checking too, by its full name."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(module)}: write imports in full, so that the order can be read"
            yield str(node.module)
            if node.module == "outcomesim":
                yield from (f"outcomesim.{alias.name}" for alias in node.names)


def parts_imported(module: Path) -> set[str]:
    parts = {full.split(".")[1] for full in imported(module) if full.startswith("outcomesim.")}
    return {part for part in parts if not part.startswith("__")}


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_every_part_has_its_place_in_the_story(module):
    assert part_of(module) in PLACE, f"{name(module)} stands nowhere in the order of the story: give it a place above"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_imports_only_what_comes_before_it(module):
    part = part_of(module)
    later = sorted(other for other in parts_imported(module) if PLACE[other] > PLACE[part])
    assert not later, f"{name(module)} imports {', '.join(later)}: {WHY[part]}"


@pytest.mark.parametrize("part", WITHIN)
def test_the_folders_of_a_part_have_an_order_too(part):
    folders = {file.parent.name for file in (PACKAGE / part).rglob("*.py")} - {part}
    assert folders == {*WITHIN[part]}, f"give every folder of {part} a place in its order"
    for module in (PACKAGE / part).glob("*/*.py"):
        own = WITHIN[part].index(module.parent.name)
        known = {full.split(".")[2] for full in imported(module) if full.startswith(f"outcomesim.{part}.")}
        later = sorted(known & {*WITHIN[part][own + 1 :]})
        assert not later, f"{name(module)} imports {', '.join(later)}: {module.parent.name} comes before"


@pytest.mark.parametrize("module", sorted((PACKAGE / "contracts").rglob("*.py")), ids=name)
def test_a_contract_knows_no_people_and_not_the_truth(module):
    known = parts_imported(module) & {"people", "kernel"}
    truth = {full for full in imported(module) if full.startswith("outcomesim.measurement.")}
    assert not known, f"{name(module)} imports {known}: a contract sees statements, never people"
    plain = {f"outcomesim.measurement.{records}" for records in ("statement", "claim_values")}
    assert truth <= plain, f"{name(module)} imports {truth}: tallies hold the truth"


@pytest.mark.parametrize(("library", "home"), ONLY_IN.items())
def test_a_library_is_used_in_one_part_alone(library, home):
    elsewhere = [
        name(module)
        for module in MODULES
        if part_of(module) != home and library in {full.split(".")[0] for full in imported(module)}
    ]
    assert not elsewhere, f"{library} belongs in {home} and nowhere else, but is imported by {', '.join(elsewhere)}"
