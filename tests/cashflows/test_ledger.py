import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.cashflows import Ledger
from outcomesim.contracts import Payment
from outcomesim.errors import ContractError
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party

COUNCIL, SPV, CHARITY = Party("council", "payer"), Party("SPV", "spv"), Party("charity", "provider")
PARTIES = (COUNCIL, SPV, CHARITY, STAFF_AND_SUPPLIERS)


def test_a_payment_takes_from_one_party_what_it_gives_the_other_in_the_month_it_is_due():
    ledger = Ledger(2, 3)
    ledger.post_payment(Payment(COUNCIL, SPV, np.array([100.0, 250.0]), "outcomes", "statement 1", due=1))
    assert ledger.net(SPV).tolist() == [[0, 100, 0], [0, 250, 0]]
    assert ledger.net(COUNCIL).tolist() == [[0, -100, 0], [0, -250, 0]]
    assert ledger.cash(SPV).tolist() == [100, 250]
    assert ledger.cash(CHARITY).tolist() == [0, 0]


def test_payments_for_one_reason_stand_on_one_line_and_parties_in_order_of_appearance():
    ledger = Ledger(1, 2)
    for month in (0, 0, 1):
        ledger.post(SPV, CHARITY, "agreement", month, np.array([10.0]))
    ledger.post(COUNCIL, SPV, "outcomes", 1, np.array([5.0]))
    assert {key: line.tolist() for key, line in ledger.lines.items()} == {
        (SPV, CHARITY, "agreement"): [[20, 10]],
        (COUNCIL, SPV, "outcomes"): [[0, 5]],
    }
    assert ledger.parties == (SPV, CHARITY, COUNCIL)


def test_a_balance_read_earlier_does_not_move_with_later_payments():
    ledger = Ledger(1, 1)
    ledger.post(COUNCIL, SPV, "outcomes", 0, np.array([5.0]))
    before = ledger.cash(SPV)
    ledger.post(COUNCIL, SPV, "outcomes", 0, np.array([5.0]))
    assert before.tolist() == [5]


@pytest.mark.parametrize("amount", [-1.0, 0.5, np.nan, np.inf, 2.0**60])
def test_an_amount_that_is_not_whole_pence_or_is_negative_is_refused(amount):
    with pytest.raises(ContractError, match="outcomes, council to SPV, month 0: amounts are whole pence"):
        Ledger(2, 1).post(COUNCIL, SPV, "outcomes", 0, np.array([1.0, amount]))


def test_nobody_pays_themselves_and_nothing_is_paid_outside_the_ledgers_months():
    with pytest.raises(ContractError, match="cannot pay itself"):
        Ledger(1, 1).post(SPV, SPV, "outcomes", 0, np.zeros(1))
    for month in (-1, 3):
        with pytest.raises(ContractError, match=f"due in month {month}, but the ledger has months 0 to 2"):
            Ledger(1, 3).post(COUNCIL, SPV, "outcomes", month, np.zeros(1))


POSTS = st.lists(
    st.tuples(
        st.sampled_from(PARTIES), st.sampled_from(PARTIES), st.sampled_from(["a", "b"]), st.integers(0, 4),
        st.lists(st.integers(0, 10**12), min_size=3, max_size=3),
    ).filter(lambda post: post[0] != post[1]),
    max_size=20,
)  # fmt: skip


@given(POSTS)
def test_all_parties_together_hold_nothing_in_every_replication_and_month(posts):
    ledger = Ledger(3, 5)
    for payer, payee, reason, month, amount in posts:
        ledger.post(payer, payee, reason, month, np.array(amount, dtype=np.float64))
    assert not sum((ledger.net(party) for party in PARTIES), np.zeros((3, 5))).any()
    for party in PARTIES:
        assert (ledger.net(party).sum(axis=1) == ledger.cash(party)).all()
