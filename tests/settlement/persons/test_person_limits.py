"""Limits of claims a person on recorded claims: each line's own, by the terms of its time."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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


MOVING = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
cap = [{ over = "person", amount = 1_000 }]
  [[contract.pay]]
  of = "Housed"
  price = 600
  later = [{ since = 6, price = 2_000 }, { since = 12, price = 350 }]
  LIMIT
  [[contract.pay]]
  of = "Housed 6 months"
  price = 450
"""


def test_a_cap_per_person_on_totals_goes_by_the_prices_of_each_period(tmp_path):
    """One claim at 600 and one at 2,000: of one person they leave 1,000, of two 600 and 1,000."""
    case = small_case(MOVING.replace("LIMIT", ""))
    settlement = settled(tmp_path, "period,attachments,Housed\n2018 Q1,2,1\n2018 Q3,0,1\n", case)
    assert settlement.total.tolist() == [1_000, 1_600]


CLAIMS = st.lists(
    st.lists(st.tuples(st.integers(0, 17), st.sampled_from(("Housed", "Housed 6 months"))), max_size=5),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(people=CLAIMS, limit=st.sampled_from((None, 1, 2)))
def test_what_each_person_is_paid_for_lies_between_the_ends_that_totals_leave(tmp_path_factory, people, limit):
    case = small_case(MOVING.replace("LIMIT", "" if limit is None else f"claims_per_person = {limit}"))
    folder, outcomes = tmp_path_factory.mktemp("people"), ("Housed", "Housed 6 months")

    def day(month):
        return f"{2018 + month // 12}-{month % 12 + 1:02d}-10"

    by_person = "person,started,Housed,Housed 6 months\n"
    for name, claims in zip("ABCD", people, strict=False):
        cells = ["; ".join(day(month) for month, of in claims if of == outcome) for outcome in outcomes]
        by_person += f"{name},2018-01-01,{','.join(cells)}\n"
    totals = "period,attachments,Housed,Housed 6 months,Housed (people)\n"
    first = [min((month for month, of in claims if of == "Housed"), default=99) for claims in people]
    for quarter in range(6):
        counts = [
            sum(month // 3 == quarter and of == outcome for claims in people for month, of in claims)
            for outcome in outcomes
        ]
        started, new = len(people) if quarter == 0 else 0, sum(month // 3 == quarter for month in first)
        totals += f"{2018 + quarter // 4} Q{quarter % 4 + 1},{started},{counts[0]},{counts[1]},{new}\n"
    exact = settled(folder, by_person, case).total
    least, most = (settled(folder, totals, case).total[end] for end in (0, -1))
    assert least <= exact.item() <= most


def test_what_a_line_cannot_bear_of_which_all_is_taken_off_another_bears(tmp_path):
    """She has stayed, for 450 of a cap of 350; she was housed once and recalled once, which comes to nothing."""
    terms = """
[[outcome]]
name = "Recalled"
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
every_months = 3
cap = [{ over = "person", amount = 350 }]
  [[contract.pay]]
  of = "Housed"
  price = 600
  less = "Recalled"
  [[contract.pay]]
  of = "Housed 6 months"
  price = 450
"""
    text = "person,Housed 6 months,Recalled,Housed\nA,2018-01-01,2018-01-01,2018-01-02\n"
    assert settled(tmp_path, text, small_case(terms)).total.tolist() == [350]
