"""Worked examples a commissioner can read: given these terms and this activity, this is owed, to the penny.

Each ``*.toml`` beside this file was worked by hand before it was run; README.md says how to add one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import BaseModel

from outcomesim.errors import OutcomesimError
from outcomesim.scenario.case import Case
from outcomesim.scenario.loading import case_from_texts
from outcomesim.scenario.pay import Claimed, Per
from outcomesim.scenario.schema.apart import AdvanceTable, EndPaymentTable, EndTable, GainShareTable, RecoveryTable
from outcomesim.scenario.schema.capital import GuaranteeTable, TrancheTable
from outcomesim.scenario.schema.limits import (
    CapTable,
    FloorTable,
    IndexationTable,
    LimitOnTable,
    PayerTable,
    RetentionTable,
    ServiceCreditTable,
    ShareOfTable,
)
from outcomesim.scenario.schema.pay import PayTable, VariationTable, VolumeTable
from outcomesim.scenario.schema.schedule import ScheduleTable
from outcomesim.settlement.reading.rows import read_activity
from outcomesim.settlement.sentences import reasons
from outcomesim.settlement.settled import Settlement
from outcomesim.settlement.settling import settle
from outcomesim.settlement.told_of_providers import allocation_sentences, provider_sentences

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("*.toml"))
USUAL = {"title": '"a worked example"', "currency": '"GBP"', "start": "2020-01-01", "horizon_months": "24",
         "dates": "{ last_claim = 12 }"}  # fmt: skip
"""What terms that do not say otherwise are taken to say."""
RATES = ("irr", "multiple")


def case_of(example: Mapping[str, Any], file: Path) -> Case:
    """The terms, as a file of their own would hold them."""
    terms = example["given"]["terms"]
    written = tomllib.loads(terms)
    usual = "".join(f"{key} = {value}\n" for key, value in USUAL.items() if key not in written)
    return case_from_texts([(file.name, usual + terms)])


def settled(example: Mapping[str, Any], file: Path, folder: Path) -> Settlement:
    case = case_of(example, file)
    activity = folder / "activity.csv"
    activity.write_text(example["given"]["activity"], encoding="utf-8")
    return settle(case, read_activity(activity, case))


# -- what is found ---------------------------------------------------------------------------------------------------


def by_period(settlement: Settlement, payer: str = "") -> dict[str, Any]:
    """What falls due for each period, less money back."""
    owed: dict[str, Any] = {}
    for statement in settlement.statements:
        for payment in statement.payments:
            signed = payment.amount * ((payment.payer.role == "payer") - (payment.payee.role == "payer") * 1.0)
            if payer in ("", payment.payer.name, payment.payee.name):
                owed[statement.label] = owed.get(statement.label, 0.0) + signed
        owed.setdefault(statement.label, np.zeros(1))
    return {label: pence / 100 for label, pence in owed.items()}


def by_month_due(settlement: Settlement) -> dict[str, Any]:
    """What falls due in each month, as 2020-04."""
    owed: dict[str, Any] = {}
    start = settlement.case.start
    for payment in settlement.payments:
        years, month_of_year = divmod(start.month - 1 + payment.due, 12)
        month = f"{start.year + years}-{month_of_year + 1:02d}"
        signed = payment.amount * ((payment.payer.role == "payer") - (payment.payee.role == "payer") * 1.0)
        owed[month] = owed.get(month, 0.0) + signed
    return {month: pence / 100 for month, pence in owed.items() if np.any(pence)}


def by_reason(settlement: Settlement) -> dict[str, Any]:
    owed: dict[str, Any] = {}
    for payment in settlement.payments:
        owed[payment.reason] = owed.get(payment.reason, 0.0) + payment.amount
    return {reason: pence / 100 for reason, pence in owed.items() if np.any(pence)}


def to_others(settlement: Settlement) -> dict[str, Any]:
    """What the vehicle's waterfall paid to each party."""
    paid: dict[str, Any] = {}
    for logged in settlement.waterfall:
        if logged.payee is not None and not logged.action.startswith("guarantee by"):  # that is no money of the vehicle
            paid[logged.payee.name] = paid.get(logged.payee.name, 0.0) + logged.amount / 100
    return paid


def step(settlement: Settlement, name: str) -> Any:
    """The sum of one step of the working over all statements, in pounds."""
    of_rows = {"gross", "deducted", "scheduled", "held_back", "tolerated"}
    total: Any = 0.0
    for statement in settlement.statements:
        if name in ("retained", "released", "forfeited", "unpaid"):
            total = total + getattr(statement.divided, name)
        else:
            value = getattr(statement.worked, name)
            total = total + (value.sum(axis=(1, 2)) if name in of_rows else value)
    return total / 100


def found(settlement: Settlement, key: str, wanted: Any) -> Any:
    """What the settlement makes of one thing that is expected."""
    tables = {
        "by_period": lambda: by_period(settlement),
        "by_month_due": lambda: by_month_due(settlement),
        "by_reason": lambda: by_reason(settlement),
        "paid_out": lambda: to_others(settlement),
        "beneath": lambda: {name: settlement.paid_on(name) for name in wanted},
        "by_payee": lambda: {name: settlement.paid_to(name) for name in wanted},
        "by_payer": lambda: {name: settlement.paid_by(name) for name in wanted},
        "by_line": lambda: {name: settlement.of_line(name) for name in wanted},
        "by_payer_and_period": lambda: {name: by_period(settlement, name) for name in wanted},
        "investors": lambda: {t.name: {what: getattr(t, what) for what in wanted[t.name]}
                              for t in settlement.tranches if t.name in wanted},
    }  # fmt: skip
    if key in tables:
        return tables[key]()
    if key == "total":
        return settlement.total
    return step(settlement, STEPS[key])


STEPS = {
    "count_times_price": "gross", "deducted": "deducted", "changed_by_schedule": "scheduled",
    "cut_by_person_cap": "held_back", "cut_by_caps": "cut", "added_by_tolerance": "tolerated",
    "added_by_floor": "floor", "credited": "credited",
    "retained": "retained", "released": "released", "retention_lost": "forfeited", "unpaid": "unpaid",
}  # fmt: skip
"""The steps of the working that an example may expect, and what the working calls them."""
KNOWN = {*STEPS, "total", "by_period", "by_month_due", "by_reason", "paid_out", "by_payer", "by_payee", "beneath",
         "by_line", "by_payer_and_period", "investors", "says", "refused"}  # fmt: skip


# -- what differs ----------------------------------------------------------------------------------------------------


def pounds(amount: float) -> str:
    return f"-£{-amount:,.2f}" if amount < 0 else f"£{amount:,.2f}"


def ends(value: Any) -> tuple[float, float]:
    """The least and the most; the same where nothing is open."""
    if isinstance(value, Mapping):
        return float(value["least"]), float(value["most"])
    flat = [float(one) for one in np.atleast_1d(np.asarray(value, dtype=np.float64))]
    return min(flat), max(flat)


def differences(where: str, wanted: Any, got: Any) -> Iterator[str]:
    """Every expectation that is not met, pound for pound."""
    if isinstance(wanted, Mapping) and set(wanted) != {"least", "most"}:
        for key, part in wanted.items():
            yield from differences(f'{where}, "{key}"', part, got.get(key, 0.0))
        rest = sorted(set(got) - set(wanted), key=str)
        for key in rest if where.startswith(("by_period", "by_month_due", "by_reason")) else []:
            if any(ends(got[key])):
                yield f'{where}, "{key}": nothing is expected, the terms give {pounds(ends(got[key])[0])}'
        return
    if where.endswith(tuple(f'"{rate}"' for rate in RATES)):
        places = 6 if isinstance(wanted, float) else 0
        if round(ends(got)[0], places) != round(float(wanted), places):
            yield f"{where}: expected {wanted}, the terms give {ends(got)[0]:.8f}"
        return
    for should, does in zip(ends(wanted), ends(got), strict=True):
        if round(100 * should) != round(100 * does):
            yield (
                f"{where}: expected {pounds(should)}, the terms give {pounds(does)}, "
                f"{pounds(abs(does - should))} too {'much' if does > should else 'little'}"
            )


def sentences(settlement: Settlement) -> list[str]:
    """All that is said of the terms and of what they made of the activity."""
    told = [
        f"{', '.join(filter(None, (reason.period, reason.to, reason.line)))}: {reason.sentence}"
        for reason in reasons(settlement)
    ]
    of_providers = (*provider_sentences(settlement), *allocation_sentences(settlement))
    return [*settlement.contract.describe(), *told, *of_providers, *settlement.oddities]


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_terms_give_what_was_worked_by_hand(file: Path, tmp_path: Path) -> None:
    example = read(file)
    expect = example["expect"]
    if "refused" in expect:
        with pytest.raises(OutcomesimError) as refusal:
            settled(example, file, tmp_path)
        assert expect["refused"] in str(refusal.value)
        return
    settlement = settled(example, file, tmp_path)
    wrong = [
        line
        for key, wanted in expect.items()
        if key not in ("says", "refused")
        for line in differences(key, wanted, found(settlement, key, wanted))
    ]
    told = sentences(settlement)
    for sentence in expect.get("says", []):
        if not any(sentence in one for one in told):
            wrong.append(f'nowhere is it said that "{sentence}"; what is said:\n    ' + "\n    ".join(told))
    if wrong:
        pytest.fail(f"{file.name}: {example['title']}\n  " + "\n  ".join(wrong), pytrace=False)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_says_what_it_shows_and_expects_only_what_can_be_found(file: Path) -> None:
    example = read(file)
    assert set(example) <= {"title", "shows", "given", "expect"}
    assert example["title"], f"{file.name} has a title"
    assert example["shows"], f"{file.name} has a sentence that says what it shows"
    assert set(example["given"]) <= {"terms", "activity"}
    assert example["expect"], f"{file.name} expects something"
    assert set(example["expect"]) <= KNOWN, f"{file.name} expects {set(example['expect']) - KNOWN}: no such thing"
    assert "#" in file.read_text(encoding="utf-8").partition("[expect]")[2], f"{file.name} shows the working by hand"


# -- nothing left out ------------------------------------------------------------------------------------------------


def written_under(place: str) -> set[str]:
    """Every key, and every word given to a key, that some example writes in tables at a place of a contract."""
    found: set[str] = set()

    def look(value: Any, steps: list[str]) -> None:
        if isinstance(value, list):
            for item in value:
                look(item, steps)
        elif isinstance(value, dict) and not steps:
            found.update(value)
            found.update(f"{key} = {word}" for key, word in value.items() if isinstance(word, str))
        elif isinstance(value, dict) and steps[0] in value:
            look(value[steps[0]], steps[1:])

    for file in EXAMPLES:
        look(tomllib.loads(read(file)["given"]["terms"]).get("contract", []), place.split(".") if place else [])
    return found


SHOWN: list[tuple[str, type[BaseModel]]] = [
    ("pay", PayTable), ("pay.schedule", ScheduleTable), ("pay.volume", VolumeTable), ("cap", CapTable),
    ("floor", FloorTable), ("service_credit", ServiceCreditTable), ("retention", RetentionTable),
    ("indexation", IndexationTable), ("payers", PayerTable),
    ("payers.shares", ShareOfTable), ("payers.limits", LimitOnTable), ("variation", VariationTable), ("end", EndTable),
    ("end.payments", EndPaymentTable),
    ("gain_share", GainShareTable), ("advance", AdvanceTable), ("advance.recovered", RecoveryTable),
    ("capital.tranche", TrancheTable), ("capital.guarantee", GuaranteeTable),
]  # fmt: skip
ELSEWHERE = {
    "source", "note", "gains_of", "cap", "floor", "retention", "indexation", "price_scale", "bid_discount",
    "every_months", "payment_terms_months", "service_credit", "service_credits_at_most",
}  # fmt: skip
"""Keys that no example needs at each place: sources, the appraisal's, and what a variation shares with its contract."""


@pytest.mark.parametrize(("place", "table"), SHOWN, ids=[place for place, _ in SHOWN])
def test_every_key_of_the_terms_is_shown_by_some_example(place: str, table: type[BaseModel]) -> None:
    missing = set(table.model_fields) - written_under(place) - ELSEWHERE
    assert not missing, f"no example writes {', '.join(sorted(missing))} in {place}"


def test_every_kind_of_line_and_every_date_of_claim_is_shown_by_some_example() -> None:
    words = {f"per = {per}" for per in get_args(Per) if per != "outcome"} | {
        f"claimed = {when}" for when in get_args(Claimed) if when != "with every statement"
    }
    assert not words - written_under("pay")
