"""An innovation partnership settled: what must be known for its gates, and that it is what a simulation pays."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from settlement.as_recorded import activity_of, world_of
from settlement.small import recorded

from outcomesim.engine import World
from outcomesim.errors import ScenarioError
from outcomesim.presentation.settled import settled_text
from outcomesim.presentation.settled_sheets import settled_tables
from outcomesim.scenario.case import case_of
from outcomesim.scenario.loading import case_from_texts, load
from outcomesim.settlement.sentences import reasons
from outcomesim.settlement.settling import settle

TERMS = """
title = "Two partners"
currency = "GBP"
start = 2020-01-01
horizon_months = 24
dates = {{ last_claim = 12 }}
outcome = [{{ name = "job" }}]
provider = [{{ name = "North" }}, {{ name = "South" }}]
{segments}
[[contract]]
name = "try two, buy one"
form = "innovation partnership"
payers = [{{ name = "council", share = 1 }}]
outcomes = ["job"]
phase = [{{ until = 6, places = 10, target = 2, payment = 1_000, {fee} keep = 1 }}]
purchase = {{ price = 500, places = 40, most_unit_cost = 4_000 }}
"""


def case(fee="fee_per_start = 100,", segments=""):
    return case_from_texts([("partners.toml", TERMS.format(fee=fee, segments=segments))])


def settled_on(folder, text, terms=None):
    made = terms or case()
    return settle(made, recorded(folder, text, made))


def faults_of(folder, text, terms=None):
    with pytest.raises(ScenarioError) as refused:
        settled_on(folder, text, terms)
    return refused.value.faults


def only_fault(folder, text, terms=None):
    (fault,) = faults_of(folder, text, terms)
    return fault


HEAD = "period,provider,attachments,job,cost\n"
SOUTH = "2020-01 to 2020-06,South,4,0,2000\n"


# -- what must be known ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "path", "rule", "hint"),
    [
        (HEAD + SOUTH + "2020-01 to 2020-06,,5,3,1000\n2020-01 to 2020-06,North,5,3,9\n", 3, "job",
         "a row says whose it is", "North and South"),
        (HEAD + SOUTH, None, "provider", "no row is about North", "with 0 where it did nothing"),
        (HEAD + SOUTH + "2020 Q1,North,1,1,\n2020-04 to 2020-07,North,5,3,1000\n", 4, "period",
         "a gate is held at the end of month 5", "two rows"),
        ("period,provider,job,cost\n2020-01 to 2020-06,North,3,1\n2020-01 to 2020-06,South,3,1\n", None,
         "attachments", "no row says how many", "add a column attachments"),
        ("period,provider,attachments,job\n2020-01 to 2020-06,North,4,3\n2020-01 to 2020-06,South,3,1\n", None,
         "cost", "no row says what", "add a column cost"),
    ],
    ids=["nobody's", "a partner is missing", "a gate inside a row", "starts", "cost"],
)  # fmt: skip
def test_what_leaves_a_gate_open_is_refused(tmp_path, text, line, path, rule, hint):
    faults = faults_of(tmp_path, text)
    assert {(fault.path, rule in fault.rule, hint in fault.hint) for fault in faults} == {(path, True, True)}
    if line is not None:
        assert [fault.line for fault in faults] == [line]


def test_starts_are_not_asked_for_where_nothing_hangs_on_them(tmp_path):
    text = "period,provider,job\n2020 Q1,North,1\n2020 Q1,South,1\n"
    kept = case(fee="")
    assert {fault.path for fault in faults_of(tmp_path, text, kept)} == {"attachments"}  # the best is by starts
    (terms,) = kept.contracts
    phases = (replace(terms.terms.phases[0], keep=None),)
    all_go_on = replace(kept, contracts=(replace(terms, terms=replace(terms.terms, phases=phases)),))
    assert settled_on(tmp_path, text, all_go_on).total.tolist() == [0]


def test_cost_is_asked_for_of_those_alone_who_stand_at_the_last_gate(tmp_path):
    text = "period,provider,attachments,job,cost\n2020-01 to 2020-06,North,4,3,\n2020-01 to 2020-06,South,3,1,5000\n"
    fault = only_fault(tmp_path, text)
    assert "what North spent" in fault.rule


def test_before_the_last_gate_nobody_asks_what_it_cost(tmp_path):
    text = "period,provider,attachments,job\n2020 Q1,North,4,3\n2020 Q1,South,3,1\n"
    settlement = settled_on(tmp_path, text)
    assert settlement.total.tolist() == [0]  # nothing is paid before the gate
    assert any("before the last statement" in said for said in settlement.oddities)


def test_a_gate_on_which_no_row_ends_is_held_all_the_same(tmp_path):
    text = HEAD + "2020 Q1,North,4,3,4000\n2020 Q1,South,3,1,900\n2020 Q4,North,1,2,10\n"
    settlement = settled_on(tmp_path, text)
    assert settlement.paid_to("North").tolist() == [400 + 1_000 + 2 * 500]
    assert settlement.in_period("at month 6").tolist() == [400 + 1_000 + 300]


def test_people_are_counted_by_their_dates_and_each_must_have_hers(tmp_path):
    text = "person,provider,started,job\nA,North,2020-01,2020-03\nB,North,2020-02,\nC,South,,2\n"
    assert [(fault.line, fault.path) for fault in faults_of(tmp_path, text)] == [(4, "started"), (4, "job")]


def test_what_one_person_cost_has_no_date_and_the_last_gate_asks_for_one(tmp_path):
    text = "person,provider,started,job,cost\nA,North,2020-01,2020-03;2020-04,100\nC,South,2020-01,,100\n"
    fault = only_fault(tmp_path, text)
    assert (fault.path, "write rows by period" in fault.hint) == ("cost", True)


def test_segments_do_not_matter_to_a_partnership(tmp_path):
    two = case(segments='segment = [{ name = "young" }, { name = "old" }]')
    text = HEAD + "2020-01 to 2020-06,North,4,3,4000\n" + SOUTH + "2020 Q3,North,2,2,100\n"
    settlement = settled_on(tmp_path, text, two)
    assert settlement.paid_to("North").tolist() == [400 + 1_000 + 2 * 500]
    assert not settlement.bounded
    assert not [said for said in settlement.oddities if "segment" in said]


# -- what is told ----------------------------------------------------------------------------------------------------


def test_the_text_says_who_is_paid_and_who_was_dropped(tmp_path):
    text = HEAD + "2020-01 to 2020-06,North,1,3,4000\n2020-01 to 2020-06,South,3,1,900\n2020 Q3,North,2,2,10\n"
    settlement = settled_on(tmp_path, "# dates: claim\n" + text)
    told = " ".join(settled_text(settlement).split())
    for part in (
        "From council to North: £2,100", "From council to South: £300",
        "2020-01 to 2020-06: South is dropped: it has 1 verified outcome of 3 people taken on, and the target of phase "
        "1 is 2.", "North is bought: it has 3 verified outcomes of 1 person taken on, which cost £4,000, and at most "
        "£12,000 is agreed, £4,000 for each.", "fees for each start, phase 1 4 £400 £400",
    ):  # fmt: skip
        assert part in told, part
    tables = settled_tables(settlement)
    assert "2020 Q3,North,outcomes,job,everybody,owed,1000,1000" in tables["lines.csv"]
    assert "2020-01 to 2020-06,council,South,fees for each start" in tables["payments.csv"]
    assert settlement.of_line("outcomes").tolist() == [1_000]
    assert [reason.to for reason in reasons(settlement) if reason.step == "gate"] == ["North", "South"]


# -- as simulated ----------------------------------------------------------------------------------------------------

FORM, FUTURES = "Innovation Partnership", 12


@cache
def world() -> World:
    return world_of(load("innovation"), FORM, seed=11, replications=FUTURES)


@pytest.mark.parametrize("replication", range(FUTURES))
def test_what_a_future_recorded_is_settled_as_it_was_paid(tmp_path, replication):
    simulated, terms = world(), case_of(load("innovation"))
    text = activity_of(simulated, replication, simulated.contract.statement_months)
    settlement = settle(terms, recorded(tmp_path, text, terms), contract=FORM)
    paid: dict[tuple[str, str, str, int], float] = {}
    for payment in settlement.payments:
        key = payment.payer.name, payment.payee.name, payment.reason, payment.due
        paid[key] = paid.get(key, 0.0) + float(payment.amount[0])
    lines = simulated.ledger.lines.items()
    was = {
        (payer.name, payee.name, reason, month): float(amount)
        for (payer, payee, reason), line in lines
        if payer.role == "payer" and payee.role == "provider"
        for month, amount in enumerate(line[replication])
    }
    assert {key: amount for key, amount in paid.items() if amount} == {key: n for key, n in was.items() if n}
    # and what each has done stands in the last statement as the simulation's own says it
    last, own = settlement.statements[-1].statement.by_provider, simulated._statement(0, simulated._settled_to, 1)
    for name in ("referred", "starts", "verified", "cost"):
        assert np.array_equal(getattr(last, name)[0], getattr(own.by_provider, name)[replication]), name


def test_these_futures_differ_in_who_survives():
    stands = world().book.notes["partners standing"]
    assert len({tuple(row) for row in stands.tolist()}) > 2
