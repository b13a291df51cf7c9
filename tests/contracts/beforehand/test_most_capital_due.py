"""The most that payers owe of what tranches are due: principal and interest, by hand."""

import pytest
from contracts.making import bond, bond_terms, capital_terms, setting

from outcomesim.contracts.beforehand.most_by_payer import most_by_payer
from outcomesim.contracts.beforehand.most_capital_due import most_capital_due, with_capital_due_limited
from outcomesim.scenario.capital import (
    Action,
    CapitalTerms,
    EarlyRedemption,
    LaterRate,
    OnMeasure,
    Tranche,
)
from outcomesim.scenario.pay import PayLine, Schedule
from outcomesim.units import to_pounds

DUE = PayLine("capital and return", "capital due")
EITHER_WAY = PayLine(
    "performance", "measure", measure="runoff", schedule=Schedule("steps", ((-100.0, 0.0), (41.3, 3_300.0))),
)  # fmt: skip
NOTES = Tranche("notes", 25_000.0, rate=0.0343, interest="simple", interest_paid="yearly")


def most(*tranches, months=24, **terms):
    return most_capital_due(CapitalTerms(tranches=tranches, **terms), months)


def test_simple_interest_is_paid_on_all_of_it_to_the_last_month():
    # 25,000 and two years at 3.43%: 25,000 + 1,715
    assert most(NOTES) == 26_715.0


def test_compound_interest_grows():
    # 10,000 x 1.05 x 1.10, after a year at 5% and one at 10%: rates of later months count from the month they begin in
    assert most(Tranche("bank", 10_000.0, rate=0.05, later=(LaterRate(13, 0.1),))) == 11_550.0


def test_a_rate_on_a_measure_is_at_its_highest_and_a_deemed_one_counts():
    steps = OnMeasure("told", Schedule("steps", ((0.0, 0.02), (0.6, 0.1))), "year", deemed=0.12)
    assert most(Tranche("bank", 1_000.0, rate=steps, interest="simple"), months=12) == 1_120.0


def test_a_cap_on_the_return_a_premium_and_a_share_of_principal_count():
    assert most(Tranche("bank", 1_000.0, rate=0.5, most_return_per_year=0.1), months=12) == 1_100.0
    assert most(Tranche("bank", 1_000.0), early_redemption=EarlyRedemption(6.0, 0.02)) == 1_020.0
    more = OnMeasure("told", Schedule("linear", ((0.0, 0.0), (1.0, 1.3))))
    assert most(Tranche("bank", 1_000.0, principal=more)) == 1_300.0


def test_nothing_limits_what_revolves_or_rises_with_a_measure_or_goes_to_others_first():
    assert most(Tranche("bank", 1_000.0, revolving=True)) is None
    assert most(Tranche("bank", 1_000.0, rate=OnMeasure("told", Schedule("bands", ((0.0, 0.01),))))) is None
    order = (Action("profit"), Action("principal"))
    assert most(Tranche("bank", 1_000.0), waterfall=order) is None


def test_a_bond_that_pays_back_its_capital_is_limited_by_commitment_rate_and_outcome_payment():
    # A ledger of 24 months: claims until month 18, so the last statement is paid in month 18. Drawn in month 0:
    # 25,000 x (1 + 0.0343 x 18 / 12) = 26,286.25; with the outcome payment 29,586.25, of which the fund pays 40%.
    own = bond_terms(capital=capital_terms(tranches=(NOTES,)), lines=(DUE, EITHER_WAY), prices=())
    made = bond(setting(), own=own)
    assert made.most_payable is None
    limited = with_capital_due_limited(made)
    in_all = float(to_pounds(limited.most_payable))
    assert in_all == 29_586.25
    assert most_by_payer(limited, in_all) == pytest.approx({"council": 17_751.75, "fund": 11_834.50})
    assert limited.statement_months == made.statement_months


def test_a_contract_without_such_a_line_is_left_alone():
    assert with_capital_due_limited(bond()) is None
