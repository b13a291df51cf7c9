"""The page on scenario files stays true: its file runs, each fragment can be laid over it, and no key is left out."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from outcomesim import simulate
from outcomesim.scenario import case, from_texts, model
from outcomesim.scenario.quantities import FAMILIES
from outcomesim.scenario.schema import case as case_schema
from outcomesim.scenario.schema import file as file_schema
from outcomesim.scenario.schema import service as schema

PAGE = (Path(__file__).parents[1] / "docs" / "scenario.md").read_text(encoding="utf-8")
WHOLE, *FRAGMENTS = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
IN_CODE = " ".join(re.findall(r"`([^`\n]+)`", PAGE))


def test_the_whole_file_of_the_page_can_be_simulated():
    results = simulate(from_texts([("page.toml", WHOLE)]), replications=2, seed=1)
    assert list(results.contracts) == ["rate card"]


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=range(len(FRAGMENTS)))
def test_every_fragment_can_be_laid_over_it_and_simulated(fragment):
    scenario = from_texts([("page.toml", WHOLE), ("fragment.toml", fragment)])
    assert simulate(scenario, replications=2, seed=1).replications == 2


TABLES: tuple[type[BaseModel], ...] = (
    file_schema.ScenarioTable, schema.DatesTable, schema.CohortTable, schema.ReferralsTable, schema.SegmentTable,
    schema.RateTable, schema.ServiceTable, schema.DeliveryCostTable, schema.DeliveringTable, schema.EventTable,
    schema.SustainedTable, schema.DaysTable, schema.OfOthersTable, schema.EffectTable, schema.WorthTable,
    schema.VerificationTable, schema.AppraisalTable, schema.StatedLossTable, case_schema.CaseTable,
    case_schema.CaseOutcomeTable, case_schema.CaseSegmentTable, case_schema.CaseProviderTable,
    case_schema.CaseServiceTable, case_schema.PublishedTable, case_schema.ForecastTable,
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_no_key_is_left_out_of_the_page(table):
    named = set(re.findall(r"\b[a-z_]+\b", IN_CODE))
    missing = [key for key in table.model_fields if key not in {*named, "source", "note"}]
    assert not missing, f"{table.__name__}: the page does not name {', '.join(missing)}"


@pytest.mark.parametrize(
    "words",
    [FAMILIES, schema.PROFILES, get_args(schema.Observed), get_args(model.StartsDuringNotice),
     get_args(model.WaitingWhenShut), get_args(case.CaseKind), get_args(case.How),
     get_args(schema.ReferralsTable.model_fields["arrivals"].annotation),
     get_args(schema.WorthTable.model_fields["per"].annotation),
     get_args(schema.WorthTable.model_fields["kind"].annotation),
     get_args(schema.StatedLossTable.model_fields["when"].annotation)],
)  # fmt: skip
def test_no_word_that_a_key_may_hold_is_left_out_of_the_page(words):
    assert [word for word in words if word not in IN_CODE] == []


OF_A_SCENARIO = [table for table in TABLES if table.__module__ == schema.__name__]


@pytest.mark.parametrize("table", OF_A_SCENARIO, ids=lambda table: table.__name__)
def test_what_has_no_default_is_said_to_be_needed(table):
    rows = [row for row in PAGE.splitlines() if "**needed**" in row]
    for key in (key for key, spec in table.model_fields.items() if spec.is_required()):
        assert any(re.search(rf"`{key}`", row) for row in rows), f"{table.__name__}.{key}"
