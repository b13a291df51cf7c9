"""Which recorded numbers must say their segment. Young people are borne by the council, old ones by the fund."""

import pytest
from settlement.small import settled, small_case

from outcomesim.errors import ScenarioError

SEGMENTS = '[[segment]]\nname = "young"\n\n[[segment]]\nname = "old"\n'
ENTRY = """
[[contract]]
name = "fee"
form = "payment by results"
payers = [{ name = "council", share = 0.5 }, { name = "fund", share = 0.5 }]
  [[contract.pay]]
  name  = "entry"
  per   = "attachment"
  price = 100
"""
BY_SHARE = """
[[contract]]
name = "fee"
form = "payment by results"
payers = [
  { name = "council", share = 0.5, shares = [{ segment = "young", share = 1 }, { segment = "old", share = 0 }] },
  { name = "fund", share = 0.5, shares = [{ segment = "young", share = 0 }, { segment = "old", share = 1 }] },
]
  [[contract.pay]]
  name  = "entry"
  per   = "attachment"
  price = 100
"""
LATER = ENTRY.replace("price = 100", "price = 100\n  later = [{ since = 12, price = { young = 100, old = 300 } }]")
DEDUCTED = ENTRY + "  deduct = { young = 0.5, old = 0 }\n"
JOINED = (
    ENTRY
    + """
  [[contract.variation]]
  since = 12
  until = 24
"""
    + BY_SHARE[BY_SHARE.index("payers") : BY_SHARE.index("  [[contract.pay]]")]
)
NOBODYS = "period,attachments\n2018,4\n"


@pytest.mark.parametrize(
    ("terms", "how"),
    [(BY_SHARE, "borne"), (JOINED, "borne"), (LATER, "paid for"), (DEDUCTED, "paid for")],
)
def test_people_say_their_segment_where_anybodys_share_or_any_price_goes_by_it(tmp_path, terms, how):
    with pytest.raises(ScenarioError) as refused:
        settled(tmp_path, NOBODYS, small_case(terms, more=SEGMENTS))
    (fault,) = refused.value.faults
    assert (fault.path, fault.given, fault.line) == ("attachments", "4", 2)
    assert fault.rule == f"attachments are {how} by segment here: a row says which it is about"
    assert fault.hint == "add a column segment, with young, old"


def test_each_payer_bears_the_people_of_its_own_segment(tmp_path):
    text = "period,segment,attachments\n2018,young,3\n2018,old,1\n"
    found = settled(tmp_path, text, small_case(BY_SHARE, more=SEGMENTS))
    assert [found.paid_by(name).tolist() for name in ("council", "fund")] == [[300], [100]]


def test_where_all_is_alike_nobody_needs_to_say(tmp_path):
    assert settled(tmp_path, NOBODYS, small_case(ENTRY, more=SEGMENTS)).total.tolist() == [400]


def test_claims_of_no_segment_stand_where_their_own_months_pay_least_and_most(tmp_path):
    """In 2018 old people are paid 400 and young ones 1,000; from 2019 on it is the other way about."""
    by_day = 'of    = "Days in work"\n  per   = "unit"\n  price = { young = 10, old = 4 }\n'
    terms = (
        f"{ENTRY[: ENTRY.index('  name  =')]}  {by_day}  later = [{{ since = 12, price = {{ young = 1, old = 7 }} }}]\n"
    )
    text = "period,Days in work\n2018,100\n2019,100\n"
    assert settled(tmp_path, text, small_case(terms, more=SEGMENTS)).total.tolist() == [400 + 100, 1_000 + 700]
