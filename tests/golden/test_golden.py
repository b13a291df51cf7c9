"""Results do not move unless the changelog says so."""

import json

import pytest
from golden.columns import GOLDEN, SCENARIOS, main_columns


@pytest.fixture(scope="module")
def found():
    return main_columns()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_counts_are_the_golden_ones_and_money_agrees_to_a_part_in_a_thousand_million(found, scenario):
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))[scenario]
    ours = found[scenario]
    assert {name: list(numbers) for name, numbers in ours.items()} == {n: list(g) for n, g in golden.items()}
    moved = {
        f"{name}, {column}": (number, ours[name][column])
        for name, numbers in golden.items()
        for column, number in numbers.items()
        if not agree(number, ours[name][column])
    }
    assert moved == {}, "a result that changes is named in the changelog: see tests/golden/README.md"


def agree(golden, ours):
    return ours == golden if isinstance(golden, int) else ours == pytest.approx(golden, rel=1e-9, abs=1e-6)
