"""What in capital does not go together, and what its author is told."""

import tomllib

import pytest

from outcomesim.scenario.rules.branch import Branch
from outcomesim.scenario.rules.capital import capital_rules

FILE = """
horizon_months = 48
service.provider = "charity"
measure = [
  { name = "reduction" }, { name = "told", known_at = [12, 25, 40] }, { name = "told once", window = "final" },
]

[contract]
payers = [{ name = "council" }]

[contract.capital]
reserve_months = 1

[[contract.capital.tranche]]
name = "bank"
commitment = 60_000
rate = 0.05

[[contract.capital.tranche]]
name = "fund"
commitment = 30_000
rank = 2
"""


def complaints(old="", new="", *, capital="", tail=""):
    """Rules broken by the file with something in it replaced or added: where, why, what to do."""
    assert old in FILE
    text = FILE.replace(old, new, 1) if old else FILE
    root = tomllib.loads(text.replace("reserve_months = 1\n", f"reserve_months = 1\n{capital}\n") + tail)
    file = Branch(root)
    return [
        (".".join(str(step) for step in c.at[1:]).removeprefix("capital."), c.rule, c.hint)
        for c in capital_rules(file["contract"], file)
    ]


def test_capital_as_it_should_be_breaks_no_rule():
    order = 'waterfall = ["provider", "reserve", "interest", "principal: bank", "principal: fund", "profit"]'
    assert complaints() == []
    assert complaints(capital=order + "\nmaturity = 48") == []


@pytest.mark.parametrize(
    "terms",
    [
        'rate = { measure = "told", steps = [[0, 0.05]], for_each = "year", deemed = 0.02 }',
        'later = [{ since = 24, rate = { measure = "told", steps = [[0, 0.05]], for_each = "year" } }]',
        'rate = { measure = "reduction", steps = [[0, 0.05]], for_each = "quarter" }',
    ],
)
def test_years_without_a_figure_may_be_deemed_or_have_a_rate_of_their_own(terms):
    assert complaints("rank = 2", terms) == []


GUARANTEE = '[[contract.capital.guarantee]]\nby = "foundation"\n'
BREAK = "[[contract.capital.break_option]]\n"
TO_ALL = 'waterfall = ["reserve", "interest", "principal", "profit"]'

BROKEN = [
    # tranches
    ("rate = 0.05", 'rate = { measure = "redcution" }', "", "", "tranche.0.rate.measure", "no measure", "reduction"),
    ("rank = 2", 'interest_paid = "yearly"', "", "", "tranche.1.interest_paid", "earns no interest", "add rate"),
    ('name = "fund"', 'name = "bank"', "", "", "tranche.1.name", "same name", "its own name"),
    ('name = "fund"', 'name = "investors"', "", "", "tranche.1.name", "all of them together", "of its own"),
    ("rank = 2", "profit_share = 1.2", "", "", "tranche", "no more than all profit", ""),
    ("rank = 2", "floors = [{ month = 60, share = 0.5 }]", "", "", "tranche.1.floors.0.month", "horizon", "48 or less"),
    (
        "rank = 2",
        "floors = [{ month = 24, share = 0.5 }, { month = 36, share = 0.4 }]",
        *("", "", "tranche.1.floors.1", "floors by date ascend", "sort"),
    ),
    (
        *("rank = 2", 'principal = { measure = "reduction", steps = [[5, 50], [10, 1]] }', "", ""),
        *("tranche.1.principal.steps.0.1", "a share, from 0 to 1", "did you mean 0.5?"),
    ),
    (
        *("rate = 0.05", 'rate = { measure = "reduction", linear = [[5, -0.1], [10, 1]] }', "", ""),
        *("tranche.0.rate.linear.0.1", "a return a year, 0 or more", ""),
    ),
    (
        *("rate = 0.05", "later = [{ since = 24, rate = 0.1 }, { since = 24, rate = 0.2 }]", "", ""),
        *("tranche.0.later.1.since", "month 24 does not come after 24", "sort"),
    ),
    ("rank = 2", "later = [{ since = 48, rate = 1 }]", "", "", "tranche.1.later.0.since", "horizon of 48", "earlier"),
    (
        *("rank = 2", 'later = [{ since = 9, rate = { measure = "redction", steps = [[5, 0.1]] } }]', "", ""),
        *("tranche.1.later.0.rate.measure", "no measure", "reduction"),
    ),
    (
        *("rank = 2", 'later = [{ since = 9, rate = { measure = "reduction", steps = [[5, -0.1]] } }]', "", ""),
        *("tranche.1.later.0.rate.steps.0.1", "a return a year, 0 or more", ""),
    ),
    (
        *("rate = 0.05", "later = [{ since = 12, rate = 0.1 }]", TO_ALL.replace('"interest", ', ""), ""),
        *("waterfall", 'the later rate of "bank" is never paid', 'add "interest", or leave later out'),
    ),
    (
        *("rate = 0.05", 'rate = { measure = "told once", steps = [[0, 0.05]], for_each = "year" }', "", ""),
        *("tranche.0.rate.for_each", "no figure for each year", "another window"),
    ),
    (
        *("rate = 0.05", 'rate = { measure = "told", steps = [[0, 0.05]], for_each = "year" }', "", ""),
        *("tranche.0.rate.for_each", "not known at any time in year 2, after month 12 and by month 24", "deemed"),
    ),
    (
        "rank = 2",
        'later = [{ since = 36, rate = { measure = "told", steps = [[0, 0.05]], for_each = "quarter" } }]',
        *("", "", "tranche.1.later.0.rate.for_each", "not known at any time in quarter 13", "known_at"),
    ),
    # guarantees
    ("", "", "", GUARANTEE + 'tranche = "bnk"', "guarantee.0.tranche", "no tranche", 'did you mean "bank"?'),
    ("", "", "", GUARANTEE + "share = 0.5", "guarantee.0.share", "made good in full", "a share of each loss"),
    ("", "", "", GUARANTEE + "limit = 3\nlimits = []", "guarantee.0.limit", "one limit", "keep one"),
    (
        *("", "", "", GUARANTEE + "limits = [{ since = 3, amount = 1 }, { since = 1, amount = 2 }]"),
        *("guarantee.0.limits", "ascend", "sort"),
    ),
    ("", "", "", GUARANTEE + "until = 50", "guarantee.0.until", "after the horizon", ""),
    # the waterfall
    ("", "", TO_ALL.replace('"interest"', '"interest: bnak"'), "", "waterfall.1", "no tranche", 'did you mean "bank"?'),
    (
        *("", "", TO_ALL.replace('"profit"', '{ pay = "bonus", to = "chrity" }, "profit"'), ""),
        *("waterfall.3.to", "no tranche or party to be paid", 'did you mean "charity"?'),
    ),
    ("", "", TO_ALL.replace('"reserve"', '"fees: bank", "reserve"'), "", "waterfall.0", "nobody is named", '"fees"'),
    ("", "", TO_ALL.replace('"principal"', '"principal: bank"'), "", "waterfall", '"fund" its principal', "principal"),
    ("", "", TO_ALL.replace('"interest", ', ""), "", "waterfall", "the rate of", 'add "interest"'),
    ("rank = 2", "hurdle = 0.1", TO_ALL, "", "waterfall", 'the hurdle of "fund" is never paid', 'add "hurdle"'),
    ("", "", TO_ALL.replace('"reserve", ', ""), "", "waterfall", "gives it out again", "reserve_months = 0"),
    ("", "", TO_ALL.replace(', "profit"', ""), "", "waterfall", "ends with somebody", 'add "profit"'),
    (
        *("", "", TO_ALL.replace('"profit"', '{ pay = "profit", share = 0.5 }'), ""),
        *("waterfall", "ends with somebody", 'add "profit"'),
    ),
    ("rank = 2", "most_return_per_year = 0.1", TO_ALL, "", "waterfall", "above the cap", 'add "payers"'),
    (
        *("", "", TO_ALL + "\nprovider_share_of_surplus = 0.1", ""),
        *("provider_share_of_surplus", "who shares in the surplus", "bonus"),
    ),
    # dates
    ("", "", "maturity = 60", "", "maturity", "by the last payment", "48 or less"),
    ("", "", "distribute_from = 60", "", "distribute_from", "by the last payment", "48 or less"),
    ("", "", "early_redemption = { since = 3 }", "", "early_redemption", "nothing to redeem early", "add maturity"),
    (
        *("", "", "maturity = 24\nearly_redemption = { since = 24 }", ""),
        *("early_redemption.since", "before maturity", "earlier"),
    ),
    (
        *("", "", "draw_whole_at_start = true\ndraw_notice_months = 2", ""),
        *("draw_notice_months", "no draw needs notice", "leave one"),
    ),
    # breaks
    (
        *("", "", "", BREAK + 'at = [6]\nwhen = { measure = "reducton", below = 1 }'),
        *("break_option.0.when.measure", "no measure", "reduction"),
    ),
    ("", "", "", BREAK + 'at = [9, 6]\nby = "bank"', "break_option.0.at", "ascend", "write [6, 9]"),
    ("", "", "", BREAK + 'at = [60]\nby = "bank"', "break_option.0.at.0", "inside the service", ""),
    ("", "", "", BREAK + 'at = [6]\nby = "banc"', "break_option.0.by", "no investor", "bank"),
]


@pytest.mark.parametrize(("old", "new", "capital", "tail", "path", "rule", "hint"), BROKEN)
def test_what_does_not_go_together_is_told_once_with_a_reason_and_a_remedy(old, new, capital, tail, path, rule, hint):
    ((at, why, what_to_do),) = complaints(old, new, capital=capital, tail=tail)
    assert at == path
    assert rule in why
    assert hint in what_to_do


def test_shares_of_profit_that_are_all_written_add_to_one():
    text = FILE.replace("rate = 0.05", "rate = 0.05\nprofit_share = 0.5").replace("rank = 2", "profit_share = 0.4")
    file = Branch(tomllib.loads(text))
    (complaint,) = capital_rules(file["contract"], file)
    assert (complaint.rule, complaint.given) == ("the tranches' shares of profit add to 1", "0.5 + 0.4 = 0.9")
