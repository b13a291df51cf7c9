"""An advance changes when money moves and not how much: recovered, paid back or written off, payer by payer."""

import numpy as np
import pytest
from contracts.making import COUNCIL, FUND, block, bond, contract, counted, results, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.check import check_contract
from outcomesim.contracts.paying.advancing import ADVANCED, changed_as_planned, to_recover
from outcomesim.scenario.apart import Advance, Recovery
from outcomesim.scenario.pay import Cap, Payer, PayLine, Price, Variation
from outcomesim.scenario.terms import EndTerms, GrantTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))
FULL, QUARTER = Recovery(share=1.0), Recovery(share=0.25)


def told(contract, *said):
    """What each statement makes due, in pounds: payer (or payee, below nought) and reason to amount."""
    book, out = contract.open_book(said[0].replications), []
    ahead = list(contract.advance_months)
    for one in said:
        now, payments = {}, []
        while ahead and ahead[0] < one.month_to:
            stopped = np.zeros(one.replications, bool) if one.stopped_at is None else one.stopped_at <= ahead[0]
            payments += contract.paid_ahead(book, ahead.pop(0), stopped)
        for payment in (*payments, *contract.settle(book, one)):
            way = 1 if payment.payer.role == "payer" else -1
            party = payment.payer if way == 1 else payment.payee
            now[party.name, payment.reason] = now.get((party.name, payment.reason), 0.0) + way * payment.amount / 100
        out.append({key: amount.tolist() for key, amount in now.items() if amount.any()})
    return out


def quarter(number, claims=10, **said):
    return statement(3 * number, 3 * number + 3, number=number + 1, verified=counted(claims, 0), **said)


def test_each_payer_recovers_its_own_part_of_what_it_advanced():
    first, second = told(results(CARD, advances=(Advance(400.0, QUARTER),)), quarter(0), quarter(1))
    assert (first.pop(("council", "advance")), first.pop(("fund", "advance"))) == ([240], [160])
    # 600 and 400 less a quarter; then less the 90 and 60 that are left
    assert [first, second] == [{("council", "outcomes"): [450], ("fund", "outcomes"): [300]},
                    {("council", "outcomes"): [510], ("fund", "outcomes"): [340]}]  # fmt: skip


def test_nothing_is_recovered_before_its_first_month_or_beyond_what_was_advanced():
    made = results(CARD, payers=(Payer("council"),), advances=(Advance(900.0, Recovery(share=0.5, since=3.0)),))
    paid = told(made, quarter(0), quarter(1), quarter(2))
    assert [sum(amount[0] for amount in now.values()) for now in paid] == [1_900, 500, 600]


def test_an_instalment_that_a_payment_was_too_small_for_waits_for_the_next():
    recovery = Recovery(instalments=3, since=0.0)
    given, nothing = np.array([900.0]), np.zeros(1)
    for month, recovered, due in ((3, 0.0, 300.0), (6, 100.0, 500.0), (9, 600.0, 300.0), (12, 900.0, 0.0)):
        assert to_recover(recovery, given, nothing + recovered, nothing, (month - 3, month, 3)).tolist() == [due]


def test_what_is_left_in_the_end_comes_back_and_a_later_statement_moves_nothing():
    made = results(CARD, payers=(Payer("council"),), advances=(Advance(900.0, QUARTER),), where=setting(claim_months=6))
    paid = told(made, quarter(0, 4), quarter(1, 2))
    # 400 less 100; in the end all 200 are set against what is left of 800, and 600 come back
    assert paid == [{("council", "advance"): [900], ("council", "outcomes"): [300]},
                    {("council", "advance paid back"): [-600]}]  # fmt: skip


def test_a_stop_calls_in_what_is_left_and_nothing_more_is_advanced():
    advances = (Advance(900.0, QUARTER), Advance(500.0, FULL, at=6))
    made = results(CARD, payers=(Payer("council"),), advances=advances, end=EndTerms(payment=50.0))
    stopped = {"replications": 2, "stopped_at": np.array([5.0, np.inf])}
    said = [
        statement(3 * n, 3 * n + 3, number=n, verified=np.repeat(counted(1, 0), 2, axis=0), **stopped)
        for n in (0, 1, 2)
    ]
    first, second, third = told(made, *said)
    assert first == {("council", "advance"): [900, 900], ("council", "outcomes"): [75, 75]}
    # stopped: 100 and the 50 on ending are set against the 875 that are left, and 725 come back
    assert second == {("council", "outcomes"): [0, 75], ("council", "advance paid back"): [-725, 0]}
    # else 500 are advanced: the first advance recovers a quarter, and what is left goes to the second
    assert third == {("council", "advance"): [0, 500], ("council", "outcomes"): [100, 0]}


def test_written_off_is_what_the_payments_did_not_recover():
    made = results(CARD, payers=(Payer("council"),), where=setting(claim_months=3),
                   advances=(Advance(900.0, QUARTER, unrecovered="written off"),))  # fmt: skip
    book = made.open_book(1)
    made.paid_ahead(book, 0, np.zeros(1, bool))
    made.settle(book, quarter(0, 4))
    moved = book.notes[ADVANCED]
    assert [a.item() / 100 for a in (moved.recovered, moved.written_off, moved.left)] == [100, 800, 0]
    assert made.most_payable is None
    capped = results(CARD, caps=(Cap("contract", 500.0),), advances=(Advance(90.0, FULL, unrecovered="written off"),))
    assert capped.most_payable == 590_00
    assert results(CARD, caps=(Cap("contract", 500.0),), advances=(Advance(90.0, FULL),)).most_payable == 500_00


def test_a_payer_who_has_left_gets_back_what_it_advanced():
    change = Variation(3.0, 18.0, results(CARD).terms.payment, (Payer("fund"),))
    made = results(CARD, payers=(Payer("council"),), advances=(Advance(900.0, FULL),), variations=(change,),
                   where=setting(claim_months=6))  # fmt: skip
    paid = told(made, quarter(0, 4), quarter(1, 2))
    assert paid == [
        {("council", "advance"): [900]},
        {("fund", "outcomes"): [200], ("council", "advance paid back"): [-500]},
    ]


@pytest.mark.parametrize("made", [
    results(CARD, advances=(Advance(400.0, QUARTER),), caps=(Cap("contract", 700.0),)),
    results(CARD, advances=(Advance(400.0, QUARTER, at=4, unrecovered="written off"),), caps=(Cap("contract", 700.0),)),
    results(CARD, advances=(Advance(4_000.0, Recovery(instalments=5), by="fund"), Advance(90.0, FULL, at=7))),
    bond(advances=(Advance(2_000.0, QUARTER),)),
    block(advances=(Advance(2_000.0, QUARTER, by="council"),)),
    contract("grant", GrantTerms("general", 9_000.0), advances=(Advance(2_000.0, FULL),)),
])  # fmt: skip
def test_a_contract_with_advances_satisfies_what_every_contract_must(made):
    check_contract(made)


@given(
    claims=st.lists(st.integers(0, 30), min_size=6, max_size=6), amount=st.integers(1, 9_000),
    recovery=st.sampled_from((FULL, QUARTER, Recovery(share=0.37, since=6.0), Recovery(instalments=3, since=3.0))),
    at=st.sampled_from((0, 3, 6)), by=st.sampled_from(("", "fund")), limit=st.none() | st.integers(0, 2_000),
)  # fmt: skip
def test_an_advance_that_is_paid_back_changes_no_payers_total(claims, amount, recovery, at, by, limit):
    payers = (COUNCIL, Payer("fund", FUND.share, limit=limit))
    said = [quarter(n, number) for n, number in enumerate(claims)]
    totals = []
    for advances in ((), (Advance(amount / 100, recovery, at=at, by=by),)):
        paid = told(results(CARD, payers=payers, advances=advances, caps=(Cap("year", 900.0),)), *said)
        totals.append([sum(amount[0] for now in paid for (who, _), amount in now.items() if who == name)
                       for name in ("council", "fund")])  # fmt: skip
    assert np.allclose(*totals, atol=1e-6, rtol=0)


def test_a_plan_with_an_advance_brings_the_same_in_all():
    owed = {(0, 3): 1_000.0, (3, 6): 1_000.0, (6, 9): 1_000.0}
    given, less = changed_as_planned((Advance(15.0, Recovery(share=0.6, since=3.0)),), owed, 3)
    assert given == {0: 1_500.0}
    assert less == {(0, 3): 0.0, (3, 6): 600.0, (6, 9): 900.0}
    lost = Advance(15.0, Recovery(share=0.6, since=3.0), unrecovered="written off")
    assert changed_as_planned((lost,), owed, 3)[1] == {(0, 3): 0.0, (3, 6): 600.0, (6, 9): 600.0}


def test_an_advance_asks_for_nothing_else_on_its_date():
    """A cap a period that carries would carry once more, and into the next year, with one statement more."""
    plain = results(CARD)
    ahead = results(CARD, advances=(Advance(90.0, Recovery(share=1.0, since=5.0), at=4),))
    assert ahead.statement_months == plain.statement_months
    assert ahead.advance_months == (4,)
