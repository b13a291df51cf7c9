"""Whatever is in a file, the answer is a settlement or words: never a traceback, never a number that is none."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from settlement.small import CARD, HEAD, small_case
from settlement.test_by_provider import PROVIDERS
from settlement.test_settling import BOND

from outcomesim.errors import OutcomesimError
from outcomesim.presentation.settled import settled_text
from outcomesim.settlement.reading.rows import read_activity
from outcomesim.settlement.settling import settle

HEADINGS = st.sampled_from([
    "period", "from", "to", "person", "segment", "started", "achieved", "Housed", "housed 6 months", "Days in work",
    "Housed (people)", "Housed [everyone]", "attachments", "referrals", "cost", "running", "stopped", "drawn: fund A",
    "drawn", "share housed", "", "Nonsense", "PERIOD ", "provider", "Housed [North]", "Housed [everyone, South]",
    "cost [South]", "attachments [North]",
])  # fmt: skip
CELLS = st.one_of(
    st.sampled_from([
        "", "0", "1", "3", "2.5", "-1", "1,204", "12,5", "55%", "n/a", "-", "total", "2018", "2018-03", "2018 Q2",
        "2018-01 to 2018-06", "31/03/2018", "31/02/2018", "Mar-18", "43190", "2018/19", "2017-01", "2040-01", "7",
        "999", "yes", "everyone", "A", "North", "2018-03-01; 2018-05-01", "1e400", "nan", "inf", "=1+1",
        '"', "Total", "#", "\ufeff1",
    ]),
    st.text(max_size=6),
)  # fmt: skip
MEASURE = '[[measure]]\nname = "share housed"\nhow = "recorded"\n'
PARTNERS = """
[[contract]]
name = "partners"
form = "innovation partnership"
payers = [{ name = "council", share = 0.6 }, { name = "fund", share = 0.4, limit = 900 }]
outcomes = ["Housed"]
phase = [
  { until = 3, places = 10, target = 1, payment = 1_000, fee_per_start = 100 },
  { until = 12, places = 10, target = 2, payment = 1_000, keep = 1 },
]
purchase = { price = 500, places = 40, most_unit_cost = 4_000 }
"""
LED = (
    CARD
    + """
  [contract.allocation]
  at = [3, 12]
  outcomes = ["Housed"]
  [[contract.subcontract]]
  provider = "North"
  basis = "pay lines"
    [[contract.subcontract.pay]]
    name = "support"
    per = "attachment"
    price = 100
    claimed = "quarterly"
  [[contract.subcontract]]
  provider = "South"
  basis = "block"
  price = 10_000
"""
)
CASES = {
    "card": small_case(),
    "bond": small_case(BOND, head=HEAD, more=MEASURE),
    "shared": small_case(more=PROVIDERS + MEASURE),
    "partners": small_case(PARTNERS, more=PROVIDERS),
    "led": small_case(LED, more=PROVIDERS),
}


@st.composite
def files(draw):
    headings = draw(st.lists(HEADINGS, min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(CELLS, min_size=0, max_size=6), max_size=5))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    remark = draw(st.sampled_from(["", "# dates: claim\n", "# dates: payment\n", "# dates: never\n"]))
    return remark + "\n".join(separator.join(row) for row in [headings, *rows])


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=150)
@given(text=files())
@example(text="period\n²")  # a digit that is no number
def test_any_file_is_settled_or_answered_in_words(tmp_path_factory, case, text):
    file = tmp_path_factory.mktemp("any") / "activity.csv"
    file.write_text(text, encoding="utf-8")
    try:
        settlement = settle(CASES[case], read_activity(file, CASES[case]))
    except OutcomesimError as told:
        assert "rule:" in str(told) or "recorded" in str(told) or "date" in str(told)
        return
    assert all(math.isfinite(amount) and amount >= 0 for amount in settlement.total)
    assert settled_text(settlement)


@settings(max_examples=60)
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_read_or_answered_in_words(tmp_path_factory, raw):
    file = tmp_path_factory.mktemp("bytes") / "activity.csv"
    file.write_bytes(raw)
    try:
        read_activity(file, CASES["card"])
    except OutcomesimError as told:
        assert "rule:" in str(told)


def test_the_card_of_these_tests_is_the_small_one():
    assert CASES["card"].contracts[0].name in CARD


PERIODS = ("2018 Q1", "2018 Q2", "2018-07 to 2018-12", "2019", "2020-01 to 2020-06", "2018", "2021")


@st.composite
def files_by_provider(draw):
    """Rows that are mostly right: of a provider each, or of none, in periods that may overlap or run across a gate."""
    numbers = st.sampled_from(("", "0", "1", "2", "5"))
    rows = [
        [draw(st.sampled_from(PERIODS)), draw(st.sampled_from(("North", "South", "North", "South", ""))),
         *(draw(numbers) for _ in range(2)), draw(st.sampled_from(("", "0", "900.55", "20000")))]
        for _ in range(draw(st.integers(1, 8)))
    ]  # fmt: skip
    return "\n".join(",".join(row) for row in [["period", "provider", "Housed", "attachments", "cost"], *rows])


@pytest.mark.parametrize("case", ["partners", "led"])
@settings(max_examples=150)
@given(text=files_by_provider())
@example(text="period,provider,Housed,attachments,cost\n2018 Q1,North,,0,\n2018-07 to 2018-12,South,,0,\n2018,,,,")
def test_whatever_each_provider_did_is_settled_or_answered_and_everybody_is_paid_what_is_paid(
    tmp_path_factory, case, text
):
    file = tmp_path_factory.mktemp("by_provider") / "activity.csv"
    file.write_text(text, encoding="utf-8")
    try:
        settlement = settle(CASES[case], read_activity(file, CASES[case]))
    except OutcomesimError as told:
        assert "rule:" in str(told)
        return
    assert math.isclose(settlement.total[0], sum(settlement.paid_to(payee.name)[0] for payee in settlement.payees))
    assert settlement.paid_by("fund")[0] <= (900 if case == "partners" else math.inf)
    assert all(amount >= 0 for payment in settlement.payments for amount in payment.amount)
    assert settled_text(settlement)
