"""When a provider fails, by hand: £1,000 of reserves, £500 of overdraft, £600 a month to pay and nothing coming in.

Month 0 leaves £400, month 1 leaves -£200, month 2 -£800, which is past the overdraft: it fails at the end of month 2.
"""

import numpy as np
import pytest
from contracts.making import PROVIDER, block, pounds

from outcomesim.cashflows import Ledger
from outcomesim.cashflows.provider import ProviderAccount
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.scenario.capital import ProviderFinance

WEAK = ProviderFinance(1_000.0, 500.0, "shut intake, then stop", notice_months=2.0)
ONE = np.ones(1)


def directions(finance, months=5, *, income=0.0, running=1.0):
    account, ledger = ProviderAccount(block(provider=finance), 1), Ledger(1, 24)
    given = []
    for month in range(months):
        ledger.post(Party("council", "payer"), PROVIDER, "block price", month, pounds(income))
        ledger.post(PROVIDER, STAFF_AND_SUPPLIERS, "delivery", month, pounds(600))
        given.append(account.step(ledger, month=month, running=ONE * running))
    return account, ledger, given


def test_past_its_overdraft_a_provider_shuts_intake_and_stops_after_its_notice_once():
    account, ledger, given = directions(WEAK)
    assert [direction is not None for direction in given] == [False, False, True, False, False]
    assert given[2].intake_open.tolist() == [0.0]
    assert given[2].notice_months.tolist() == [2.0]
    assert account.failed.tolist() == [True]
    assert account.in_hand(ledger).tolist() == [-2_000_00]


def test_a_provider_that_is_paid_in_time_does_not_fail():
    account, _, given = directions(WEAK, 10, income=500)  # loses £100 a month
    assert given == [None] * 10
    assert account.failed.tolist() == [False]


def test_just_at_its_overdraft_it_has_not_failed():
    _, _, given = directions(ProviderFinance(100.0, 500.0, "shut intake, then stop"), 1)
    assert given == [None]


@pytest.mark.parametrize(("finance", "running"), [(ProviderFinance(), 1.0), (WEAK, 0.0)])
def test_nothing_follows_where_it_carries_on_or_the_service_has_stopped(finance, running):
    assert directions(finance, running=running)[2] == [None] * 5


def test_nothing_follows_in_the_last_month_of_service():
    contract, ledger = block(provider=WEAK), Ledger(1, 24)
    ledger.post(PROVIDER, STAFF_AND_SUPPLIERS, "delivery", 11, pounds(9_000))
    account = ProviderAccount(contract, 1)
    assert account.step(ledger, month=11, running=ONE) is None
    assert account.step(ledger, month=10, running=ONE) is not None
