"""Limits of claims a person on recorded claims: each line's own, by the terms of its time."""

from settlement.small import settled, small_case

TWO_LINES = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
  [[contract.pay]]
  name = "first"
  of = "Housed"
  price = 600
  claims_per_person = 1
  [[contract.pay]]
  name = "each"
  of = "Housed"
  price = 100
  claims_per_person = 3
"""
LATER = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
  [[contract.pay]]
  of = "Housed"
  price = 600
  claims_per_person = 1
  [[contract.variation]]
  since = 12
  until = 36
    [[contract.variation.pay]]
    of = "Housed"
    price = 600
    claims_per_person = 2
"""


def test_two_lines_of_one_outcome_have_limits_of_their_own(tmp_path):
    """Four claims of one person: one at 600 and three at 100."""
    settlement = settled(tmp_path, "person,Housed\nA,4\n", small_case(TWO_LINES))
    assert (settlement.of_line("first").tolist(), settlement.of_line("each").tolist()) == ([600], [300])


def test_a_limit_that_is_raised_lets_later_claims_in_and_earlier_ones_not(tmp_path):
    """Two claims in the first year, of which one counts; then two more, and two a person: none is left of them."""
    by_person = "person,Housed\nA,2018-02-01; 2018-03-01; 2019-02-01; 2019-03-01\nB,2018-02-01; 2019-02-01\n"
    settlement = settled(tmp_path, by_person, small_case(LATER))
    assert settlement.in_period("2018-01 to 2018-03").tolist() == [600 + 600]
    assert settlement.in_period("2019-01 to 2019-03").tolist() == [600]


GATED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
cap = [{ over = "person", amount = 1_000 }]
  [[contract.pay]]
  of = "Housed"
  price = 600
  only_if = { measure = "MEASURE", at_least = 0.5 }
  MORE
  [[contract.pay]]
  of = "Housed 6 months"
  price = 800
"""
SATISFIED = '[[measure]]\nname = "satisfied"\nhow = "recorded"\n'


def gated(measure="satisfied", more="", extra=SATISFIED):
    return small_case(GATED.replace("MEASURE", measure).replace("MORE", more), more=extra)


def test_totals_bound_the_cap_by_the_claims_that_are_not_lost(tmp_path):
    """Two entries are lost in the first quarter. One more and two stays may be one person's, or of a person each."""
    text = "period,attachments,Housed,Housed 6 months,satisfied\n2018 Q1,3,2,,0.4\n2018 Q2,,1,2,0.6\n"
    settlement = settled(tmp_path, text, gated())
    assert settlement.total.tolist() == [1_000, 600 + 2 * 800]


def test_a_gate_that_is_back_dated_loses_nothing(tmp_path):
    """Both claims of one person wait, and are paid up to her cap."""
    text = "period,attachments,Housed,Housed 6 months,satisfied\n2018 Q1,1,1,,0.4\n2018 Q2,,,1,0.6\n"
    assert settled(tmp_path, text, gated(more="back_dated = true")).total.tolist() == [1_000]


def test_where_a_gate_goes_by_what_was_paid_its_claims_take_what_was_held_back_of_them_with_them(tmp_path):
    """Nothing was paid by March, so that the entry is lost. It still counts towards the cap of whoever stays: 400."""
    paid = '[[measure]]\nname = "paid so far"\nhow = "total"\nof = "paid"\n'
    text = "person,Housed,Housed 6 months\nA,2018-02-01,2018-05-01\n"
    assert settled(tmp_path, text, gated("paid so far", extra=paid)).total.tolist() == [400]
