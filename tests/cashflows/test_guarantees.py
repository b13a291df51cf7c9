"""What a guarantor pays, by hand: £5,000 lent and £1,500 repaid is a loss of £3,500.

- first losses up to £2,000: 2,000; up to £9,000: 3,500
- half of each loss up to £9,000: 1,750; up to £1,000: 1,000
- first losses up to £2,000, and then another guarantor half of the rest: 2,000 and (3,500 - 2,000) / 2 = 750
"""

import numpy as np
import pytest
from cashflows.vehicle import SPV, Vehicle, investor
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.cashflows.guarantees import covered, limit_in
from outcomesim.parties import Party
from outcomesim.scenario.capital import CapitalGuarantee, GuaranteeLimit, Tranche

BANK = investor("bank")
FOUNDATION, CHARITY = Party("foundation", "guarantor"), Party("charity fund", "guarantor")


def guaranteed(*guarantees, income=1_500, last=True, **capital):
    """A bank that lent £5,000 and got £1,500 back when all was over."""
    vehicle = Vehicle(tranches=(Tranche("bank", 5_000.0),), guarantees=guarantees, **capital)
    vehicle.month_of(cost=5_000)
    vehicle.months(12, running=0)
    vehicle.month_of(income=income, running=0, last=last)
    return vehicle


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ({"limit": 2_000.0}, 2_000),
        ({"limit": 9_000.0}, 3_500),
        ({}, 3_500),
        ({"covers": "a share of each loss", "share": 0.5, "limit": 9_000.0}, 1_750),
        ({"covers": "a share of each loss", "share": 0.5, "limit": 1_000.0}, 1_000),
        ({"until": 12.0}, 0),
        ({"limits": (GuaranteeLimit(0, 3_000.0), GuaranteeLimit(14, 400.0))}, 400),
    ],
)
def test_a_guarantee_makes_good_what_was_lost_of_principal_within_its_limit(terms, paid):
    vehicle = guaranteed(CapitalGuarantee("foundation", "bank", **terms))
    assert vehicle.line(FOUNDATION, BANK, "guarantee")[-1] == paid
    assert vehicle.line(SPV, BANK, "capital repaid")[-1] == 1_500
    assert vehicle.account.positions[0].outstanding.tolist() == [(3_500 - paid) * 100]


def test_of_two_guarantees_the_second_covers_what_the_first_has_left():
    first = CapitalGuarantee("foundation", "bank", limit=2_000.0)
    second = CapitalGuarantee("charity fund", "bank", "a share of each loss", share=0.5)
    vehicle = guaranteed(first, second)
    assert vehicle.moved(FOUNDATION, BANK, "guarantee") == 2_000
    assert vehicle.moved(CHARITY, BANK, "guarantee") == 750


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"limit": 2_000.0}, {"covers": "a share of each loss", "share": 0.5}),
        ({"covers": "a share of each loss", "share": 0.75}, {"limit": 100.0}),
        ({}, {}),
    ],
)
@pytest.mark.parametrize("later", [900, 1_501, 3_400, 3_600])
def test_when_a_guarantee_is_called_makes_no_odds_to_what_anybody_has_in_the_end(first, second, later):
    terms = CapitalGuarantee("foundation", "bank", **first), CapitalGuarantee("charity fund", "bank", **second)
    early = guaranteed(*terms, maturity=14.0, last=False)
    early.month_of(income=later / 2, running=0)
    early.month_of(income=later / 2, running=0, last=True)
    late = guaranteed(*terms, last=False)
    late.month_of(income=later, running=0, last=True)
    for party in (BANK, FOUNDATION, CHARITY):
        assert early.ledger.cash(party).tolist() == late.ledger.cash(party).tolist()
    assert early.moved(FOUNDATION, BANK, "guarantee") > late.moved(FOUNDATION, BANK, "guarantee") or "limit" in first
    assert early.account.repaid.tolist() == late.account.repaid.tolist()


def test_a_guarantee_of_capital_that_came_back_pays_nothing():
    vehicle = guaranteed(CapitalGuarantee("foundation", "bank"), income=8_000)
    assert vehicle.moved(FOUNDATION, BANK, "guarantee") == 0


@given(
    st.integers(0, 10**9),
    st.floats(0, 1),
    st.none() | st.integers(0, 10**6),
    st.none() | st.integers(0, 60),
    st.integers(0, 60),
)
def test_a_guarantee_never_pays_beyond_its_limit_nor_beyond_the_loss(loss, share, limit, until, month):
    guarantee = CapitalGuarantee("foundation", "bank", "a share of each loss", share, limit, until=until)
    paid = covered(guarantee, np.array([float(loss)]), month).item()
    assert 0 <= paid <= min(loss, limit_in(guarantee, month))
    assert paid == round(paid)
    assert paid == 0 or until is None or month <= until
