import numpy as np
import pytest
from contracts.making import block, bond, payment, pounds
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.paying.costs import transaction_costs
from outcomesim.errors import ContractError
from outcomesim.scenario.pay import Payer, Variation
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import TransactionCost


def costs_of(contract, month, *, running=1.0, claims=0, paid=0.0):
    """Payer, payee and pence of what falls in the month, in one replication."""
    payments = transaction_costs(
        contract,
        month=month,
        amounts=[np.array([cost.amount.value]) for cost in contract.terms.costs],
        running=np.array([running]),
        claims=np.array([claims]),
        paid=pounds(paid),
    )
    assert all(p.due == month for p in payments)
    return [(p.payer.name, p.payee.role, p.amount.item()) for p in payments]


def with_cost(amount, **terms):
    return bond(costs=(TransactionCost("work", known(amount), **terms),))


def test_a_cost_at_the_start_falls_in_the_first_month_alone_and_is_divided_by_the_payers_shares():
    contract = with_cost(10_000.0)
    assert costs_of(contract, 0) == [("council", "adviser", 6_000_00), ("fund", "adviser", 4_000_00)]
    assert costs_of(contract, 1) == []


def test_what_the_payers_bear_together_falls_on_those_of_the_month():
    """The fund leaves after three months, and a partner takes its place with another share."""
    later = Variation(3.0, 9.0, payment(), (Payer("council", 0.5), Payer("partner", 0.5)))
    contract = bond(costs=(TransactionCost("work", known(100.0), when="monthly"),), variations=(later,))
    assert costs_of(contract, 2) == [("council", "adviser", 60_00), ("fund", "adviser", 40_00)]
    assert costs_of(contract, 3) == [("council", "adviser", 50_00), ("partner", "adviser", 50_00)]
    assert costs_of(contract, 9) == [("council", "adviser", 60_00), ("fund", "adviser", 40_00)]


def test_a_monthly_cost_runs_while_the_service_does():
    contract = with_cost(100.0, when="monthly", by="council")
    assert costs_of(contract, 5) == [("council", "adviser", 100_00)]
    assert costs_of(contract, 5, running=0.25) == [("council", "adviser", 25_00)]
    assert costs_of(contract, 12) == []


def test_verification_costs_so_much_a_claim():
    contract = with_cost(35.5, when="per claim", by="SPV", to="verifier")
    assert costs_of(contract, 2, claims=4) == [("SPV", "verifier", 142_00)]


def test_a_share_of_payments_follows_what_was_paid_in_the_month():
    contract = with_cost(0.02, when="share of payments", by="charity", to="intermediary")
    assert costs_of(contract, 3, paid=1_234.0) == [("charity", "intermediary", 24_68)]


def test_a_cost_at_the_end_falls_in_the_last_month_of_claims():
    contract = with_cost(500.0, when="end", by="investors")
    assert costs_of(contract, 17) == [("investors", "adviser", 500_00)]
    assert costs_of(contract, 18) == []


def test_every_line_is_called_what_the_cost_is_called():
    contract = block(costs=(TransactionCost("procurement", known(1.0)), TransactionCost("legal advice", known(2.0))))
    payments = transaction_costs(
        contract,
        month=0,
        amounts=[np.ones(1), np.full(1, 2.0)],
        running=np.ones(1),
        claims=np.zeros(1),
        paid=np.zeros(1),
    )
    assert [p.reason for p in payments] == ["procurement", "procurement", "legal advice", "legal advice"]


def test_a_cost_paid_by_somebody_who_is_no_party_is_refused_by_name():
    with pytest.raises(ContractError, match=r"paid by 'nobody'.*council, fund, charity, SPV"):
        costs_of(with_cost(1.0, by="nobody"), 0)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=5))
def test_costs_that_differ_between_replications_are_whole_pence_and_the_same_one_at_a_time(amounts):
    contract = with_cost(0.0)
    plain = {"month": 0, "running": np.ones(1), "claims": np.zeros(1), "paid": np.zeros(1)}
    together = transaction_costs(contract, amounts=[np.array(amounts)], **{**plain, "running": np.ones(len(amounts))})
    assert all((p.amount == np.rint(p.amount)).all() for p in together)
    for r, amount in enumerate(amounts):
        alone = transaction_costs(contract, amounts=[np.array([amount])], **plain)
        assert [p.amount[r] for p in together] == [p.amount.item() for p in alone]
