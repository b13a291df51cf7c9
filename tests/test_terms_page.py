"""The page on the terms stays true: each block of it is read as a file, and no key is left out."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from outcomesim.scenario.loading import case_from_texts
from outcomesim.scenario.schema import apart as apart_schema
from outcomesim.scenario.schema import capital as capital_schema
from outcomesim.scenario.schema import contract as contract_schema
from outcomesim.scenario.schema import limits as limits_schema
from outcomesim.scenario.schema import pay as pay_schema
from outcomesim.scenario.schema import schedule as schedule_schema

PAGE = (Path(__file__).parents[1] / "docs" / "terms.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)

OUTCOMES = ("entry", "six months", "job", "days housed", "wellbeing", "four weeks in work")
MEASURES = ("reduction", "satisfaction", "learning, % of target", "enrolment, % of target")
HEAD = """
title = "a block of the page"
currency = "GBP"
start = 2020-01-01
horizon_months = 48
dates = { last_service = 36, last_claim = 42 }
segment = [{ name = "edge of care" }, { name = "reunification" }]
"""


def as_a_file(block: str) -> str:
    """A fragment with what it stands in: outcomes, measures and a contract, where it has none of its own."""
    written = tomllib.loads(block)
    head = HEAD
    if "outcome" not in written:
        tables = ", ".join(f'{{ name = "{name}" }}' for name in OUTCOMES)
        head += f"outcome = [{tables}]\n"
    own = {measure["name"] for measure in written.get("measure", [])}
    measures = "".join(f'[[measure]]\nname = "{name}"\nhow = "recorded"\n' for name in MEASURES if name not in own)
    if re.search(r"^\[\[contract\]\]", block, flags=re.MULTILINE):
        return head + block + measures
    contract = '[[contract]]\nname = "a contract"\n'
    if "form" not in written:
        contract += 'form = "payment by results"\n'
    if "payers" not in written:
        contract += 'payers = [{ name = "council", share = 1 }]\n'
    if not written.keys() & {"prices", "contract"}:
        contract += "prices = { job = 1_000 }\n"
    return head + contract + block + measures


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_block_of_the_page_is_read_as_a_file(block):
    case = case_from_texts([("terms.md", as_a_file(block))])
    assert case.contracts


TABLES: tuple[type[BaseModel], ...] = (
    contract_schema.ImpactBondTable, contract_schema.HybridTable, contract_schema.GrantTable,
    contract_schema.FeeForServiceTable, contract_schema.CostTable, contract_schema.ReviewTable,
    contract_schema.GateTable, apart_schema.EndTable, capital_schema.AgreementTable, capital_schema.ProviderTable,
    contract_schema.SubcontractTable,
    capital_schema.CapitalTable, capital_schema.TrancheTable, capital_schema.GuaranteeTable, capital_schema.ActionTable,
    capital_schema.BreakTable, capital_schema.RedemptionTable, pay_schema.PayTable, pay_schema.VolumeTable,
    pay_schema.ToleranceTable, pay_schema.LaterPricesTable, pay_schema.PaymentTable, pay_schema.VariationTable,
    schedule_schema.ScheduleTable, limits_schema.ConditionTable, limits_schema.CapTable, limits_schema.FloorTable,
    limits_schema.ServiceCreditTable,
    limits_schema.RetentionTable, limits_schema.IndexationTable, limits_schema.ShareOfTable,
    apart_schema.EndPaymentTable,
    apart_schema.GainShareTable, apart_schema.AdvanceTable, apart_schema.RecoveryTable,
    limits_schema.LimitOnTable, limits_schema.PayerTable,
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_no_key_is_left_out_of_the_page(table):
    in_code = set(re.findall(r"\b[a-z_]+\b", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    missing = [key for key in table.model_fields if key not in {*in_code, "source", "note"}]
    assert not missing, f"{table.__name__}: the page does not name {', '.join(missing)}"
