"""What is paid late, by hand: when, and with what interest. Amounts are pounds; the ledger ends with month 23."""

from dataclasses import replace

import numpy as np
import pytest
from contracts.making import COUNCIL, FUND, block, bond, contract, counted, grant, pounds, results, statement

from outcomesim.contracts.check import check_contract
from outcomesim.contracts.paying.lateness import INTEREST, as_late_as_assumed, interest_a_pound, simple_interest
from outcomesim.scenario.apart import Advance, Recovery
from outcomesim.scenario.limits import Retention
from outcomesim.scenario.pay import Cap, PayLine, PaymentTerms, Price, Variation
from outcomesim.scenario.payers import Payer
from outcomesim.scenario.terms import GrantTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))
LATE = (COUNCIL, replace(FUND, pays_late_months=3))
TEN = {"verified": counted(10, 0)}


def paid(made, *payments):
    """Month, payer and reason to pounds."""
    late = (one for payment in payments for one in as_late_as_assumed(made, payment))
    return {(p.due, p.payer.name, p.reason): p.amount.item() / 100 for p in late if p.amount.any()}


def settled(made, *statements):
    book = made.open_book(1)
    return paid(made, *(payment for said in statements for payment in made.settle(book, said)))


def test_a_payer_that_pays_late_pays_simple_interest():
    made = results(CARD, payers=LATE, late_payment_interest=0.08)
    # 1,000 is due in month 3: 600 in time; 400 in month 6, and 400 x 0.08 x 3/12 = 8
    assert settled(made, statement(0, 3, **TEN)) == {
        (3, "council", "outcomes"): 600, (6, "fund", "outcomes"): 400, (6, "fund", INTEREST): 8,
    }  # fmt: skip


def test_without_a_rate_what_is_paid_late_bears_nothing():
    assert settled(results(CARD, payers=LATE), statement(0, 3, **TEN)) == {
        (3, "council", "outcomes"): 600, (6, "fund", "outcomes"): 400,
    }  # fmt: skip


def test_nothing_is_paid_after_the_ledger_ends():
    made = results(CARD, payers=LATE, late_payment_interest=0.12, payment_terms_months=5)
    # due in month 22: no more than a month late, 4.00
    found = settled(made, statement(15, 18, **TEN))
    assert (found[23, "fund", "outcomes"], found[23, "fund", INTEREST]) == (400, 4)


def test_interest_is_rounded_down_to_whole_pence_and_a_whole_penny_is_one():
    assert simple_interest(np.array([100.0, 999.0]), 0.1, 0.25).tolist() == [2.0, 24.0]
    assert simple_interest(np.array([100.0]), 0.07, 1.0).tolist() == [7.0]  # 100 x 0.07 is a little more or less than 7


def test_who_is_late_is_so_wherever_the_terms_name_it():
    varied = Variation(6.0, 12.0, PaymentTerms((CARD,)), (replace(FUND, share=1.0),))
    made = results(CARD, payers=LATE, late_payment_interest=0.08, variations=(varied,))
    assert settled(made, statement(6, 9, **TEN)) == {(12, "fund", "outcomes"): 1_000, (12, "fund", INTEREST): 20}
    joined = replace(varied, payers=(Payer("partner", pays_late_months=6),))
    made = results(CARD, payers=LATE, late_payment_interest=0.08, variations=(joined,))
    assert settled(made, statement(6, 9, **TEN)) == {(15, "partner", "outcomes"): 1_000, (15, "partner", INTEREST): 40}
    assert interest_a_pound(made) == pytest.approx({"fund": 0.02, "partner": 0.04})


def test_interest_is_beside_a_cap_and_a_payers_limit():
    limited = (COUNCIL, replace(LATE[1], limit=300.0))
    made = results(CARD, payers=limited, late_payment_interest=0.08, caps=(Cap("contract", 900.0),))
    # of 900 the fund bears 360, no more than 300: nobody bears the 60; and 300 x 0.02 = 6
    found = settled(made, statement(0, 3, **TEN), statement(3, 6, number=2, **TEN))
    assert found == {(3, "council", "outcomes"): 540, (6, "fund", "outcomes"): 300, (6, "fund", INTEREST): 6}


def test_what_is_retained_is_released_late_with_interest_from_its_date():
    made = results(CARD, payers=LATE, late_payment_interest=0.08, retention=Retention(0.5, released=6.0))
    found = settled(made, statement(0, 3, **TEN), statement(9, 9, number=2))
    # half of 400 is due in month 3, half in month 9
    assert found == {
        (3, "council", "outcomes"): 300, (6, "fund", "outcomes"): 200, (6, "fund", INTEREST): 4,
        (9, "council", "retention released"): 300, (12, "fund", "retention released"): 200,
        (12, "fund", INTEREST): 4,
    }  # fmt: skip


def test_an_advance_may_be_late_and_interest_is_on_what_is_still_paid():
    made = results(
        CARD, payers=LATE, late_payment_interest=0.08, advances=(Advance(100.0, Recovery(share=0.5), by="fund"),)
    )
    book = made.open_book(1)
    (advance,) = made.paid_ahead(book, 0, np.zeros(1, bool))
    assert paid(made, advance) == {(3, "fund", "advance"): 100, (3, "fund", INTEREST): 2}
    # half of 400 would be set against it, and 100 is left to be: 300 is still paid
    found = paid(made, *made.settle(book, statement(0, 3, **TEN)))
    assert (found[6, "fund", "outcomes"], found[6, "fund", INTEREST]) == (300, 6)


def test_the_instalments_of_a_grant_may_be_late_and_what_is_returned_is_not():
    made = grant(payers=LATE, late_payment_interest=0.08, award=12_000.0)
    spent = {"cost": pounds(1_000), "cost_to_date": pounds(1_000), "stopped_at": np.ones(1)}
    found = settled(made, statement(0, 0, number=0), statement(0, 3, **spent))
    # 3,000 in advance on the first day; stopped in the first quarter, of which 1,000 was spent
    assert found == {
        (0, "council", "instalment"): 1_800, (3, "fund", "instalment"): 1_200, (3, "fund", INTEREST): 24,
        (2, "charity", "unspent grant returned"): 800,
    }  # fmt: skip


@pytest.mark.parametrize("made", [
    results(CARD, payers=LATE, late_payment_interest=0.08, caps=(Cap("contract", 700.0),)),
    bond(payers=LATE, late_payment_interest=0.08),
    block(payers=LATE, late_payment_interest=0.08),
    contract("grant", GrantTerms("plain", 9_000.0), payers=LATE, late_payment_interest=0.08),
])  # fmt: skip
def test_every_form_says_the_rate_and_whom_it_takes_to_be_late(made):
    check_contract(made)
    said = " ".join(made.describe())
    assert f"simple interest of {100 * made.terms.late_payment_interest:g}% a year" in said
    assert "fund is taken to pay 3 months late, when simulated" in said
