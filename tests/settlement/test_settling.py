"""The terms applied to what was recorded: who owes what, when, and what investors get of it. By hand, in pounds."""

import numpy as np
import pytest
from settlement.small import settled, small_case

from outcomesim.errors import ScenarioError

BOND = """
[[contract]]
name = "bond"
form = "social impact bond"
payers = [{ name = "council", share = 1.0 }]
payment_terms_months = 0

  [contract.prices]
  "Housed" = 600

  [contract.capital]
  distribute_every = 1
  reserve_months = 0
    [[contract.capital.tranche]]
    name = "fund A"
    commitment = 10_000
"""
LIMITED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [
  { name = "council", share = 0.6 },
  { name = "fund", share = 0.4, limit = 500, when_exhausted = "others pay" },
]
payment_terms_months = 2
cap = [{ over = "contract", amount = 2_000 }, { over = "period", amount = 1_500 }]

  [contract.prices]
  "Housed" = 600
  "Housed 6 months" = 1_500
"""


def test_payers_divide_by_their_shares_and_the_others_bear_what_is_beyond_a_limit(tmp_path):
    """600 and 1,500 in two periods: 2,100 cut to 2,000; the fund's 40% is 800, of which it bears 500."""
    settlement = settled(tmp_path, "period,Housed,Housed 6 months\n2018-01,1,\n2018-07,,1\n", small_case(LIMITED))
    assert settlement.gross.tolist() == [2_100]
    assert settlement.total.tolist() == [2_000]
    assert settlement.cut().tolist() == [100]
    assert settlement.cut("contract").tolist() == [100]
    assert settlement.cut("period").tolist() == [0]
    assert settlement.paid_by("fund").tolist() == [500]
    assert settlement.paid_by("council").tolist() == [1_500]
    assert settlement.paid_by("fund", period="2018-01").tolist() == [240]


def test_each_payment_is_due_so_many_months_after_its_statement(tmp_path):
    settlement = settled(tmp_path, "period,Housed\n2018-01,1\n2018 Q2,1\n", small_case(LIMITED))
    assert {payment.due for payment in settlement.payments if payment.amount.any()} == {0 + 2, 5 + 2}


def test_periods_of_payment_are_due_in_themselves(tmp_path):
    settlement = settled(tmp_path, "# dates: payment\nperiod,Housed\n2018-03,1\n", small_case(LIMITED))
    assert {payment.due for payment in settlement.payments if payment.amount.any()} == {2}


def test_sums_are_told_by_line_by_period_and_to_date(tmp_path):
    settlement = settled(tmp_path, "period,Housed,Housed 6 months\n2018-01,2,\n2018-07,1,1\n")
    assert settlement.of_line("Housed").tolist() == [1_800]
    assert settlement.of_line("Housed", period="2018-07").tolist() == [600]
    assert settlement.count_of("Housed").tolist() == [3]
    assert settlement.in_period("2018-07").tolist() == [2_100]
    assert settlement.to_date("2018-01").tolist() == [1_200]
    assert settlement.to_date("2018-07").tolist() == [3_300]


def test_a_period_that_is_not_there_is_told_with_those_that_are(tmp_path):
    settlement = settled(tmp_path, "period,Housed\n2018-01,2\n")
    with pytest.raises(ScenarioError, match="there is 2018-01"):
        settlement.in_period("2018-02")


def test_recorded_draws_are_those_that_investors_are_repaid(tmp_path):
    """1,000 in at the start, 1,200 a year later: 20% a year."""
    text = "period,Housed,drawn: fund A\n2018-01,,1000\n2019-01,2,\n"
    (tranche,) = settled(tmp_path, text, small_case(BOND)).tranches
    assert tranche.drawn.tolist() == [1_000]
    assert tranche.received.tolist() == [1_200]
    assert tranche.multiple.tolist() == [1.2]
    assert tranche.irr[0] == pytest.approx(0.2)


def test_without_draws_the_whole_commitment_is_taken_as_drawn_at_the_start(tmp_path):
    settlement = settled(tmp_path, "period,Housed\n2019-01,20\n", small_case(BOND))
    (tranche,) = settlement.tranches
    assert not settlement.draws_recorded
    assert tranche.drawn.tolist() == [10_000]
    assert tranche.irr[0] == pytest.approx(0.2)


def test_a_total_loss_is_minus_a_hundred_per_cent(tmp_path):
    (tranche,) = settled(tmp_path, "period,Housed,drawn: fund A\n2018-01,0,1000\n", small_case(BOND)).tranches
    assert tranche.irr.tolist() == [-1.0]


def test_every_amount_of_the_waterfall_is_written_down(tmp_path):
    settlement = settled(tmp_path, "period,Housed,drawn: fund A\n2018-01,,1000\n2019-01,2,\n", small_case(BOND))
    moved = [(entry.month, entry.action, float(entry.amount[0])) for entry in settlement.waterfall]
    assert moved == [(0, "provider", 100_000), (12, "principal", 100_000), (12, "profit", 20_000)]


def test_more_drawn_than_was_committed_is_refused_in_words(tmp_path):
    from outcomesim.errors import OutcomesimError

    with pytest.raises(OutcomesimError, match=r"fund A has 10,000\.00 left to draw, and more is recorded"):
        settled(tmp_path, "period,Housed,drawn: fund A\n2018-01,1,10001\n", small_case(BOND))


def test_capital_is_due_only_past_the_trigger(tmp_path):
    terms = BOND.replace(
        '  [contract.prices]\n  "Housed" = 600\n',
        '  [[contract.pay]]\n  per = "capital due"\n  claimed = "at the end"\n'
        '  only_if = { measure = "reduction", at_least = 7.5 }\n',
    )
    case = small_case(terms, more='[[measure]]\nname = "reduction"\nhow = "recorded"\n')
    text = "to,reduction,drawn: fund A\n2018-01,,1000\n2020-12,{}\n"
    for reported, owed in ((7.4, 0), (7.5, 1_000), (9, 1_000)):
        assert settled(tmp_path, text.format(f"{reported},"), case).total.tolist() == [owed], reported


def test_the_sentences_add_up_to_what_was_not_paid_in_full(tmp_path):
    from outcomesim.settlement.sentences import reasons

    settlement = settled(tmp_path, "period,Housed,Housed 6 months\n2018-01,1,\n2018-07,,1\n", small_case(LIMITED))
    told = reasons(settlement)
    assert [(reason.period, reason.line, reason.step) for reason in told] == [
        ("2018-07", "Housed 6 months", "cap"),
        ("2018-07", "", "payer's limit"),
    ]
    assert told[0].sentence == "£100 is cut by the cap of £2,000 on the contract and lost."
    assert settlement.gross + sum(reason.amount for reason in told) == settlement.total


def test_two_ends_are_told_as_two_ends(tmp_path):
    from outcomesim.settlement.reason import between, counted

    assert between(np.array([400.0, 200.0]), "GBP") == "between £200 and £400"
    assert between(np.array([400.0, 400.0]), "GBP") == "£400"
    assert counted(np.array([1.0])) == "1 claim"
    assert counted(np.array([1.0, 3.0])) == "between 1 and 3 claims"


UNPRICED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]

  [[contract.pay]]
  of = "Housed"
  price = 600

  [[contract.pay]]
  of = ["Housed 6 months", "Days in work"]
  price_not_published = true
"""


def test_what_is_paid_at_a_price_that_was_not_published_is_refused_row_by_row(tmp_path):
    assert settled(tmp_path, "period,Housed\n2018-01,1\n", small_case(UNPRICED)).total.tolist() == [600]
    with pytest.raises(ScenarioError) as refused:
        settled(tmp_path, "period,Housed,Days in work\n2018-01,1,\n2018-02,1,9\n", small_case(UNPRICED))
    (fault,) = refused.value.faults
    assert (fault.line, fault.path, fault.given) == (3, "Days in work", "9")
    assert "at a price that was not published" in fault.rule


def test_a_price_is_published_or_not():
    with pytest.raises(ScenarioError, match="a price that was not published is not written either"):
        small_case(UNPRICED.replace("price = 600", "price = 600\n  price_not_published = true"))


def test_a_contract_whose_price_is_not_known_says_so_and_cannot_be_simulated():
    from outcomesim.contracts import make_contract
    from outcomesim.settlement.settling import setting_of

    case = small_case(UNPRICED)
    made = make_contract(case.contracts[0], setting_of(case))
    assert made.cannot_be_simulated == 'the price of "Housed 6 months, Days in work" was not published'
    assert any("Housed 6 months, Days in work, at a price that was not published" in said for said in made.describe())


def test_what_was_paid_after_the_last_month_reaches_investors_in_the_month_it_was_paid(tmp_path):
    """10,000 drawn in month 0 and 12,600 paid in month 38, past a horizon of 38 months: at most 6% for 38 months."""
    terms = BOND.replace("commitment = 10_000", "commitment = 10_000\n    rate = 0.06\n    most_return_per_year = 0.06")
    text = "# dates: payment\nperiod,Housed,drawn: fund A\n2018-01,,10000\n2021-03,21,\n"
    settlement = settled(tmp_path, text, small_case(terms.replace("distribute_every = 1", "maturity = 36")))
    (tranche,) = settlement.tranches
    assert tranche.received[0] == pytest.approx(10_000 * 1.06 ** (38 / 12), abs=0.01)
    assert tranche.irr[0] == pytest.approx(0.06, abs=1e-6)
    assert {entry.month for entry in settlement.waterfall if entry.payee.name == "fund A"} == {38}
