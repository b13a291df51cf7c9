"""Capital as a file writes it, and the records it becomes."""

import random
from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.scenario.building import built
from outcomesim.scenario.capital import (
    Action,
    Break,
    CapitalGuarantee,
    CapitalTerms,
    EarlyRedemption,
    FloorByDate,
    GuaranteeLimit,
    LaterRate,
    OnMeasure,
    ProviderFinance,
    Tranche,
)
from outcomesim.scenario.pay import Condition, Schedule
from outcomesim.scenario.schema.capital import CapitalTable, TrancheTable
from outcomesim.scenario.text.tree import Tree

TEXT = (Path(__file__).parents[1] / "small.toml").read_text(encoding="utf-8")
PLAIN = TEXT[TEXT.index("  [contract.capital]") : TEXT.index("[appraisal]")]

FULL = """
  [contract.provider]
  reserves = 5_000
  overdraft = 1_000
  when_exhausted = "shut intake, then stop"
  notice_months = 2

  [contract.capital]
  waterfall = [
    "fees", "provider", "costs", "reserve", "floor", "interest", "principal: bank",
    { pay = "principal", to = "social investor" },
    { pay = "bonus", to = "Home Ground", share = 0.2, most = 5_000 },
    "hurdle", "profit: social investor", "payers",
  ]
  recycle = false
  draw_notice_months = 1
  maturity = 36
  early_redemption = { since = 24, premium = 0.01 }

    [[contract.capital.tranche]]
    name = "bank"
    commitment = 60_000
    rate = { value = 0.05, source = "loan agreement" }
    later = [{ since = 30, rate = 0.07 }]
    interest = "simple"
    interest_paid = "yearly"
    cumulative = false
    floors = [{ month = 24, share = 0.25 }, { month = 36, share = 0.5 }]

    [[contract.capital.tranche]]
    name = "social investor"
    commitment = 30_000
    rank = 2
    principal = 0.9
    hurdle = 0.03
    profit_share = 1
    revolving = true
    most_return_per_year = 0.1

    [[contract.capital.guarantee]]
    by = "a foundation"
    tranche = "bank"
    covers = "a share of each loss"
    share = 0.5
    limits = [{ since = 0, amount = 20_000 }, { since = 24, amount = 10_000 }]
    until = 36

    [[contract.capital.break_option]]
    at = [12, 18]
    by = "bank"
    when = { measure = "capital outstanding", above = 70_000 }
    notice_months = 2

"""


def with_capital(text):
    return TEXT.replace(PLAIN, text)


def test_everything_that_capital_may_hold_is_read():
    contract = from_texts([("small.toml", with_capital(FULL))]).contract("SIB")
    assert contract.finances == (ProviderFinance(5_000, 1_000, "shut intake, then stop", 2),)
    assert contract.capital == CapitalTerms(
        tranches=(
            Tranche(
                "bank",
                60_000,
                rate=0.05,
                later=(LaterRate(30, 0.07),),
                floors=(FloorByDate(24, 0.25), FloorByDate(36, 0.5)),
                interest="simple",
                interest_paid="yearly",
                cumulative=False,
            ),
            Tranche(
                "social investor",
                30_000,
                rank=2,
                principal=0.9,
                hurdle=0.03,
                profit_share=1,
                revolving=True,
                most_return_per_year=0.1,
            ),
        ),
        guarantees=(
            CapitalGuarantee(
                "a foundation",
                "bank",
                "a share of each loss",
                0.5,
                limits=(GuaranteeLimit(0, 20_000), GuaranteeLimit(24, 10_000)),
                until=36,
            ),
        ),
        waterfall=(
            *(Action(pay) for pay in ("fees", "provider", "costs", "reserve", "floor", "interest")),
            Action("principal", "bank"),
            Action("principal", "social investor"),
            Action("bonus", "Home Ground", 0.2, 5_000),
            Action("hurdle"),
            Action("profit", "social investor"),
            Action("payers"),
        ),
        recycle=False,
        draw_notice_months=1,
        maturity=36,
        early_redemption=EarlyRedemption(24, 0.01),
        breaks=(Break((12, 18), Condition("capital outstanding", above=70_000), "bank", 2),),
    )


def test_a_number_in_a_tranche_keeps_its_source():
    scenario = from_texts([("small.toml", with_capital(FULL))])
    sources = {quantity.path: quantity.source for quantity in scenario.quantities}
    assert sources["contract[SIB].capital.tranche[bank].rate"] == "loan agreement"


def test_what_is_left_out_has_the_records_own_default():
    table = CapitalTable.model_validate({"tranche": [{"name": "bank", "commitment": 5}]})
    assert table.record() == CapitalTerms((Tranche("bank", 5),))


def test_a_rate_may_follow_a_measure_for_each_year():
    rate = {"measure": "restored", "steps": [[0, 0.05], [0.6, 0.1]], "for_each": "year", "deemed": 0.02}
    later = [{"since": 24, "rate": {"measure": "restored", "linear": [[0, 0.05]], "for_each": "half year"}}]
    table = TrancheTable.model_validate({"name": "fund", "commitment": 5, "rate": rate, "later": later})
    assert table.record() == Tranche(
        "fund",
        5,
        rate=OnMeasure("restored", Schedule("steps", ((0, 0.05), (0.6, 0.1))), "year", 0.02),
        later=(LaterRate(24, OnMeasure("restored", Schedule("linear", ((0, 0.05),)), "half year")),),
    )


def test_a_rate_and_a_share_of_principal_may_follow_a_measure():
    rate = {"measure": "reduction", "steps": [[7.5, 0.03], [10, 0.13]]}
    principal = {"measure": "reduction", "linear": [[0, 0], [10, 1]], "nothing_below": 2}
    table = TrancheTable.model_validate({"name": "fund", "commitment": 5, "rate": rate, "principal": principal})
    assert table.record() == Tranche(
        "fund",
        5,
        rate=OnMeasure("reduction", Schedule("steps", ((7.5, 0.03), (10, 0.13)))),
        principal=OnMeasure("reduction", Schedule("linear", ((0, 0), (10, 1)), nothing_below=2)),
    )


SINGLE = [
    ("rate = { value = 0.05", "rate = { value = -0.05", "tranche[bank].rate.value", "0 or more", ""),
    ("principal = 0.9", "principal = 90", "tranche[social investor].principal", "a share, from 0 to 1", "0.9?"),
    (
        "principal = 0.9",
        'principal = { measure = "x", steps = [[3, 1], [2, 1]] }',
        "tranche[social investor].principal.steps[2]",
        "ascend",
        "sort",
    ),
    (
        "principal = 0.9",
        'principal = { measure = "x", stepps = [[3, 1]] }',
        "tranche[social investor].principal.stepps",
        "there is no such key here",
        'did you mean "steps"?',
    ),
    ('"principal: bank"', '"principle: bank"', "waterfall[7]", "a waterfall pays", 'did you mean "principal"?'),
    ('"principal: bank"', "3", "waterfall[7]", "an action of a waterfall is text", "principal: senior"),
    ('{ pay = "bonus"', '{ pays = "bonus"', "waterfall[Home Ground].pays", "no such key", 'did you mean "pay"?'),
    ('interest = "simple"', 'interest = "single"', "tranche[bank].interest", "is one of", 'did you mean "simple"?'),
    ("premium = 0.01", "premum = 0.01", "early_redemption.premum", "no such key", 'did you mean "premium"?'),
    ('by = "a foundation"\n', "", "guarantee[1].by", '"by" is needed', "add by"),
]


@pytest.mark.parametrize(("old", "new", "path", "rule", "hint"), SINGLE)
def test_a_single_value_that_is_wrong_says_where_why_and_what_to_do(old, new, path, rule, hint):
    text = with_capital(FULL)
    assert old in text
    with pytest.raises(ScenarioError) as refused:
        from_texts([("small.toml", text.replace(old, new, 1))])
    faults = {fault.path.removeprefix("contract[SIB].capital."): fault for fault in refused.value.faults}
    assert path in faults, list(faults)
    assert rule in faults[path].rule
    assert hint in faults[path].hint
    assert faults[path].line is not None


JUNK = [0, -1, 1e9, float("nan"), "x", "", "bank", True, [], {}, [1, 2], [{}], [[1]], {"value": 3}, "principal: bank",
        {"measure": "x", "steps": [[1, 2]]}, {"steps": 3, "measure": 2}, {"measure": "x", "bands": [[1]]}]  # fmt: skip


def with_junk(node, loc, junk):
    if not loc:
        return junk
    branches = list(node) if isinstance(node, list) else dict(node)
    branches[loc[0]] = with_junk(branches[loc[0]], loc[1:], junk)
    return branches


def test_junk_anywhere_in_capital_is_a_fault_and_never_a_traceback():
    tree = Tree.of(with_capital(FULL), "small.toml")
    chance = random.Random(1)
    places = [loc for loc in tree.paths if loc[2:3] in (("capital",), ("provider",))]
    for _ in range(200):
        spoilt = Tree(with_junk(tree.root, chance.choice(places), chance.choice(JUNK)), tree.places, "small.toml")
        try:
            built(spoilt, texts=(), changes=(), forms={})
        except ScenarioError as error:
            assert all(fault.rule and fault.file for fault in error.faults)
