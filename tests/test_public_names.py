"""What a script may rely on: the names, that each says what it is, and that asking for them costs little."""

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import outcomesim

PUBLIC = (
    "load", "load_case", "changed", "Scenario", "Case", "plan", "Plan",
    "Contract", "Setting", "Book", "Statement", "Payment", "Direction", "contracts_of", "check_contract",
    "read_activity", "settle", "Settlement", "replay", "Replay", "forecasts",
    "simulate", "Results", "ContractResult", "compare", "compare_results", "Comparison",
    "compare_fairly", "Fair", "same_expected_payment", "with_same_reviews", "bridge",
    "switching_value", "risk_transfer", "following", "value_shares",
    "text_table", "beside", "write_folder",
    "OutcomesimError", "ScenarioError", "ContractError", "RunError",
)  # fmt: skip

SLOW = ("numba", "matplotlib", "pydantic", "scipy.stats", "jinja2", "simpy")
"""What takes long to import, and so is not until it is needed."""


def modules_after(statement: str) -> set[str]:
    """Every module that a new Python has loaded once it has run a statement."""
    asked = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(json.loads(said.stdout))


def test_the_public_names_are_these_in_the_order_of_the_story():
    assert tuple(outcomesim.__all__) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is(name):
    said = inspect.getdoc(getattr(outcomesim, name))
    assert said
    assert said.splitlines()[0].endswith((".", ":"))


DESCRIBED = (
    "load", "load_case", "changed", "plan", "check_contract", "read_activity", "settle", "replay", "forecasts",
    "simulate", "compare", "compare_fairly", "same_expected_payment", "with_same_reviews",
    "bridge", "switching_value", "risk_transfer", "following", "value_shares", "text_table",
    "beside", "write_folder",
)  # fmt: skip


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_argument_of_a_public_function_is_described(name):
    function = getattr(outcomesim, name)
    described = inspect.getdoc(function)
    missing = [argument for argument in inspect.signature(function).parameters if argument not in described]
    assert not missing


def test_type_checkers_see_the_same_names():
    source = Path(outcomesim.__file__).read_text(encoding="utf-8")
    checked = next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    names = {alias.name for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert names == set(PUBLIC)


def test_a_name_that_is_not_public_is_not_there():
    with pytest.raises(AttributeError, match="outcomesim' has no attribute 'kernel_of_truth'"):
        _ = outcomesim.kernel_of_truth


@pytest.mark.parametrize("statement", ["import outcomesim", "import outcomesim.cli"])
def test_importing_it_loads_nothing_slow(statement):
    assert not modules_after(statement) & set(SLOW)


def test_reading_a_scenario_needs_no_compiler_and_no_drawing():
    loaded = modules_after("import outcomesim; outcomesim.load('rough_sleeping')")
    assert not loaded & {"numba", "matplotlib", "scipy.stats"}
