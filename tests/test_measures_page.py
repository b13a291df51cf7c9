"""The examples on the page about measures can be written in a file, simulated, and say what the page says they do."""

import re
from pathlib import Path

import pytest

from outcomesim import simulate
from outcomesim.scenario import from_texts

ROOT = Path(__file__).parents[1]
SMALL = (ROOT / "tests" / "scenario" / "small.toml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
NAMED_BUT_NOT_SHOWN = (
    "learning, percent of target", "enrolment, percent of target", "attendance, percent",
    "attainment, percent", "reconvictions, second cohort",
    "comparison, first cohort", "comparison, pooled",
)  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    examples = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    others = [f'[[measure]]\nname = "{name}"\nhow = "recorded"\nassumed = 155' for name in NAMED_BUT_NOT_SHOWN]
    outcome = '[[outcome]]\nname = "reads a paragraph"\nkind = "event"\nper_month = 0.03'
    text = "\n\n".join([SMALL, outcome, *examples, *others])
    return from_texts([("page.toml", text.replace("known_at = [45]", "known_at = [30]"))])


def test_every_example_on_the_page_can_be_read(scenario):
    assert {"share who found work", "both aims", "pooled", "levels gained"} <= {m.name for m in scenario.measures}
    (trial,) = scenario.evaluations
    assert (trial.clusters, trial.lag_months) == (50, 3)


def test_every_example_on_the_page_can_be_simulated(scenario):
    assert simulate(scenario, replications=2, seed=1).replications == 2
