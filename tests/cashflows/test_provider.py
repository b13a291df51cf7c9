"""When a provider fails, by hand: £1,000 of reserves, £500 of overdraft, £600 a month to pay and nothing coming in.

Month 0 leaves £400, month 1 leaves -£200, month 2 -£800, which is past the overdraft: it fails at the end of month 2.
"""

import numpy as np
import pytest
from contracts.making import PROVIDER, block, contract, pounds, setting

from outcomesim.cashflows import Ledger
from outcomesim.cashflows.provider import ProviderAccounts
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.scenario.capital import ProviderFinance
from outcomesim.scenario.terms import FeeForServiceTerms

WEAK = ProviderFinance(1_000.0, 500.0, "shut intake, then stop", notice_months=2.0)
ALONE = np.ones((1, 1))
NAN = np.nan


def directions(finance, months=5, *, income=0.0, running=1.0):
    account, ledger = ProviderAccounts(block(finances=(finance,)), 1), Ledger(1, 24)
    given = []
    for month in range(months):
        ledger.post(Party("council", "payer"), PROVIDER, "block price", month, pounds(income))
        ledger.post(PROVIDER, STAFF_AND_SUPPLIERS, "delivery", month, pounds(600))
        given.append(account.step(ledger, month=month, running=ALONE * running, shares=ALONE))
    return account, ledger, given


def test_past_its_overdraft_a_provider_shuts_intake_and_stops_after_its_notice_once():
    account, ledger, given = directions(WEAK)
    assert [direction is not None for direction in given] == [False, False, True, False, False]
    assert given[2].intake_open.tolist() == [[0.0]]
    assert given[2].notice_months.tolist() == [[2.0]]
    assert given[2].referral_shares is None
    assert account.failed(PROVIDER).tolist() == [True]
    assert account.in_hand(ledger, PROVIDER).tolist() == [-2_000_00]


def test_a_provider_that_is_paid_in_time_does_not_fail():
    account, _, given = directions(WEAK, 10, income=500)  # loses £100 a month
    assert given == [None] * 10
    assert account.failed(PROVIDER).tolist() == [False]


def test_just_at_its_overdraft_it_has_not_failed():
    _, _, given = directions(ProviderFinance(100.0, 500.0, "shut intake, then stop"), 1)
    assert given == [None]


@pytest.mark.parametrize(("finance", "running"), [(ProviderFinance(), 1.0), (WEAK, 0.0)])
def test_nothing_follows_where_it_carries_on_or_the_service_has_stopped(finance, running):
    assert directions(finance, running=running)[2] == [None] * 5


def test_nothing_follows_in_the_last_month_of_service():
    contract, ledger = block(finances=(WEAK,)), Ledger(1, 24)
    ledger.post(PROVIDER, STAFF_AND_SUPPLIERS, "delivery", 11, pounds(9_000))
    account = ProviderAccounts(contract, 1)
    assert account.step(ledger, month=11, running=ALONE, shares=ALONE) is None
    assert account.step(ledger, month=10, running=ALONE, shares=ALONE) is not None


# One of several ----------------------------------------------------------------------------------------------------

NORTH, SOUTH, WEST = (Party(name, "provider") for name in ("North", "South", "West"))


def among_three(*finances, shares=(0.5, 0.3, 0.2), spent, running=(1.0, 1.0, 1.0)):
    """The accounts of three providers behind a lead, and what follows at the end of the first month."""
    where = setting(providers=(NORTH, SOUTH, WEST), provider_shares=shares)
    made = contract("fee for service", FeeForServiceTerms(), where, finances=finances)
    account, ledger = ProviderAccounts(made, 1), Ledger(1, 24)
    for party, amount in spent.items():
        ledger.post(party, STAFF_AND_SUPPLIERS, "delivery", 0, pounds(amount))
    told = account.step(ledger, month=0, running=np.array([running]), shares=np.array([shares]))
    return account, told


def as_lists(direction):
    values = (direction.intake_open, direction.notice_months, direction.referral_shares)
    return [None if value is None else np.nan_to_num(value, nan=-1.0)[0].tolist() for value in values]


OF_NORTH = ProviderFinance(1_000.0, 500.0, "shut intake, then stop", 2.0, ("North",))


def test_one_of_several_that_fails_stops_alone_and_its_referrals_go_to_the_others_by_their_shares():
    account, told = among_three(OF_NORTH, spent={NORTH: 1_501, SOUTH: 9_000})
    # South says nothing of its own money; 0.3 and 0.2 are divided by their sum where they come into force
    assert as_lists(told) == [[0, -1, -1], [2, -1, -1], [0, 0.3, 0.2]]
    assert [account.failed(one).tolist() for one in (NORTH, SOUTH, PROVIDER)] == [[True], [False], [False]]


def test_where_nobody_else_is_referred_any_its_referrals_are_turned_away():
    _, told = among_three(OF_NORTH, shares=(1.0, 0.0, 0.0), spent={NORTH: 1_501})
    assert as_lists(told) == [[0, -1, -1], [2, -1, -1], None]


def test_whoever_is_referred_nobody_loses_no_referrals_when_it_fails():
    _, told = among_three(OF_NORTH, shares=(0.0, 0.6, 0.4), spent={NORTH: 1_501})
    assert as_lists(told) == [[0, -1, -1], [2, -1, -1], None]


def test_two_that_fail_on_one_day_leave_their_referrals_to_the_third():
    alike = ProviderFinance(100.0, 0.0, "shut intake, then stop", 1.0, ("North", "South"))
    _, told = among_three(alike, spent={NORTH: 101, SOUTH: 200})
    assert as_lists(told) == [[0, 0, -1], [1, 1, -1], [0, 0, 0.2]]


def test_a_provider_that_has_stopped_does_not_fail_any_more():
    assert among_three(OF_NORTH, spent={NORTH: 9_000}, running=(0.0, 1.0, 1.0))[1] is None


def test_when_the_lead_fails_all_stop_each_with_the_shorter_notice():
    lead = ProviderFinance(100.0, 0.0, "shut intake, then stop", 1.0)
    account, told = among_three(lead, OF_NORTH, spent={PROVIDER: 101, NORTH: 1_501})
    assert as_lists(told) == [[0, 0, 0], [1, 1, 1], None]
    assert account.each_failed.tolist() == [[True, True, True]]
    assert account.failed(SOUTH).tolist() == [False]  # it has money, and nobody to lead it
