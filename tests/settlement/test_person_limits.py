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
