"""Small terms and activity for the tests of settlement, written as an author would write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case
from outcomesim.scenario.loading import case_from_texts
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.reading.rows import read_activity
from outcomesim.settlement.settled import Settlement
from outcomesim.settlement.settling import settle

HEAD = """
title = "Small terms"
currency = "GBP"
start = 2018-01-01
horizon_months = 38

[dates]
last_claim = 36

[[outcome]]
name = "Housed"

[[outcome]]
name = "Housed 6 months"
kind = "sustained"
of = "Housed"

[[outcome]]
name = "Days in work"
kind = "days"
"""
CARD = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 0.6 }, { name = "fund", share = 0.4 }]

  [contract.prices]
  "Housed" = 600
  "Housed 6 months" = 1_500
"""


def small_case(terms: str = CARD, *, head: str = HEAD, more: str = "") -> Case:
    """A case of some terms."""
    return case_from_texts([("small.toml", head + more + terms)])


def recorded(folder: Path, text: str | bytes, case: Case | None = None) -> Activity:
    """What a file with this text is read as."""
    file = folder / "activity.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_activity(file, case or small_case())


def faults(folder: Path, text: str | bytes, case: Case | None = None) -> tuple[Fault, ...]:
    """Every fault of a file with this text."""
    with pytest.raises(ScenarioError) as refused:
        recorded(folder, text, case)
    return refused.value.faults


def only_fault(folder: Path, text: str | bytes, case: Case | None = None) -> Fault:
    """The one fault of a file with this text."""
    (fault,) = faults(folder, text, case)
    return fault


def settled(folder: Path, text: str, case: Case | None = None) -> Settlement:
    """The small terms, or others, settled on a file with this text."""
    used = case or small_case()
    return settle(used, recorded(folder, text, used))


LIMITS = """
[[contract]]
name = "card"
form = "payment by results"
prices = { "Housed" = 600 }
cap = [{ over = "contract", amount = 10_000 }]
  [[contract.payers]]
  name = "council"
  share = 0.6
  shares = [{ outcome = "Housed", share = 0.8 }]
  [[contract.payers]]
  name = "fund"
  share = 0.4
  shares = [{ outcome = "Housed", share = 0.2 }]
  limit = 1_500
  when_exhausted = "others pay"
"""
