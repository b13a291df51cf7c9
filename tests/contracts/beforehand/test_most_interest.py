"""The most interest of each payer, by hand: on what it could owe, and what may come back. Amounts are pounds."""

from dataclasses import replace

import pytest
from contracts.making import COUNCIL, FUND, contract, grant, results

from outcomesim.contracts.beforehand.most_by_payer import most_by_payer
from outcomesim.contracts.beforehand.most_interest import most_interest, most_with_interest
from outcomesim.scenario.apart import Advance, Recovery
from outcomesim.scenario.pay import Cap, PayLine, Price, Schedule
from outcomesim.scenario.terms import GrantTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))
CAPPED = (Cap("contract", 1_000.0),)
LATE = (COUNCIL, replace(FUND, pays_late_months=3))
RATE = {"late_payment_interest": 0.08}
"""For three months 2%."""


def most(made, in_all=1_000.0):
    found = most_with_interest(made, most_by_payer(made, in_all))
    return {name: None if amount is None else pytest.approx(amount) for name, amount in found.items()}


def test_who_pays_late_may_pay_interest_beside_caps_and_limits():
    assert most(results(CARD, payers=LATE, caps=CAPPED, **RATE)) == {"council": 600, "fund": 408}
    limited = (COUNCIL, replace(LATE[1], limit=200.0))
    assert most(results(CARD, payers=limited, caps=CAPPED, **RATE)) == {"council": 600, "fund": 204}
    assert most(results(CARD, payers=LATE, caps=CAPPED)) == {"council": 600, "fund": 400}


def test_who_takes_on_what_is_beyond_anothers_limit_pays_interest_on_that_too():
    passing = (replace(COUNCIL, limit=100.0, when_exhausted="others pay"), LATE[1])
    assert most(results(CARD, payers=passing, caps=CAPPED, **RATE)) == {"council": 100, "fund": 918}


def test_interest_is_on_an_advance_that_comes_back_too():
    def with_advance(**said):
        ahead = Advance(500.0, Recovery(share=1.0), **said)
        return results(CARD, payers=LATE, caps=CAPPED, advances=(ahead,), **RATE)

    # 400 owed, and its 200 of the advance: 2% of 600
    assert most(with_advance()) == {"council": 600, "fund": 412}
    assert most(with_advance(by="council")) == {"council": 600, "fund": 408}
    # 200 may be lost beside the 400: 2% of 600
    assert most(with_advance(unrecovered="written off"), 1_500.0) == {"council": 900, "fund": 612}


def test_unspent_money_of_a_grant_may_come_back_and_be_asked_for_again():
    assert most(grant(payers=LATE, award=1_000.0, **RATE)) == {"council": 600, "fund": 416}
    plain = contract("grant", GrantTerms("plain", 1_000.0), payers=LATE, **RATE)
    assert most(plain) == {"council": 600, "fund": 408}


def test_where_an_amount_may_rise_and_fall_again_nothing_limits_the_interest():
    falls = PayLine("bonus", "measure", measure="m", schedule=Schedule("steps", ((0.5, 900.0),)), may_fall=True)
    made = results(falls, payers=LATE, caps=CAPPED, **RATE)
    assert most(made, 900.0) == {"council": 540, "fund": None}
    assert most_interest(made, {"council": 540.0, "fund": 360.0}) == {"council": 0.0, "fund": None}
    assert most_interest(results(CARD, payers=LATE, **RATE), {"council": None, "fund": None})["fund"] is None
