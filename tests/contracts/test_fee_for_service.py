import numpy as np
import pytest
from contracts.making import COUNCIL, ENTRY, PROVIDER, block, contract, counted, payment, pounds, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.scenario.capital import ProviderFinance
from outcomesim.scenario.pay import PayLine, PaymentTerms, Price
from outcomesim.scenario.terms import FeeForServiceTerms


def settle_all(contract, stops_at=None):
    """Every statement of a contract whose service stops at those months; payments in order, and the book."""
    stops = np.array([np.inf] if stops_at is None else stops_at, dtype=np.float64)
    book, payments, first = contract.open_book(stops.size), [], 0
    for number, after in enumerate(contract.statement_months, start=1):
        running = np.clip(stops, first, after) - first
        found = statement(first, after, replications=stops.size, number=number, running=running)
        payments += contract.settle(book, found)
        first = after
    return payments, book


def test_the_price_is_expected_cost_and_margin_unless_it_is_agreed():
    assert block().most_payable == settle_all(block())[1].paid.item() == 13_200_00  # £12,000 and 10%
    assert block(price=14_000).most_payable == settle_all(block(price=14_000))[1].paid.item() == 14_000_00


def test_each_month_in_arrears_pays_an_equal_part_split_between_the_payers():
    payments, _ = settle_all(block())
    council, fund = payments[:2]
    assert (council.amount.item(), fund.amount.item()) == (660_00.0, 440_00.0)  # £1,100
    assert (council.payer.name, council.payee, council.reason, council.due) == ("council", PROVIDER, "block price", 0)
    assert [p.due for p in payments[::2]] == list(range(12))


@pytest.mark.parametrize("every_months", [1, 3, 5, 12])
def test_a_full_run_pays_exactly_the_price_whatever_the_rounding(every_months):
    payments, book = settle_all(block(price=10_000.01, every_months=every_months))
    assert sum(p.amount.item() for p in payments) == 10_000_01
    assert book.paid.tolist() == [10_000_01]


def test_the_last_period_may_be_shorter_than_the_others():
    contract = block(every_months=5, price=12_000)
    assert contract.statement_months == (5, 10, 12)
    payments, _ = settle_all(contract)
    assert [p.amount.item() for p in payments[::2]] == [3_000_00, 3_000_00, 1_200_00]  # 60% of £5,000, £5,000, £2,000


def test_a_service_planned_to_end_within_a_month_is_paid_exactly_the_price_when_it_runs_to_that_day():
    contract = block(setting(last_service=11.5), every_months=3)
    assert settle_all(contract, [11.5])[1].paid.tolist() == [13_200_00]
    # stopped a week before: £3,300 less 0.25 of 2.5 months
    assert settle_all(contract, [11.25])[1].paid.tolist() == [13_200_00 - 330_00]


def test_a_service_that_stops_within_a_month_is_paid_for_the_part_that_ran_and_nothing_after():
    payments, book = settle_all(block(), stops_at=[4.25])
    assert book.paid.tolist() == [4_675_00]  # 4.25 x £1,100
    assert sum(p.amount.item() for p in payments) == 4_675_00
    assert payments[-1].amount.item() == 0


@given(st.lists(st.floats(0, 12), min_size=2, max_size=4), st.integers(1, 6), st.integers(1, 10**7))
def test_settling_many_replications_at_once_is_settling_each_alone(stops, every_months, pence):
    contract = block(price=pence / 100, every_months=every_months)
    _, together = settle_all(contract, stops)
    assert together.paid.tolist() == [settle_all(contract, [stop])[1].paid.item() for stop in stops]
    assert (together.paid <= contract.most_payable).all()


def test_nothing_depends_on_outcomes():
    contract = block()
    busy = statement(0, 1, verified=np.full((1, 2, 2), 99), cost_to_date=pounds(9_999))
    assert (
        contract.settle(contract.open_book(1), busy)[0].amount
        == contract.settle(contract.open_book(1), statement(0, 1))[0].amount
    )


def test_it_says_its_price_its_payers_and_who_bears_what():
    said = " ".join(block(setting(), every_months=3).describe())
    for words in ("£13,200", "£12,000", "10%", "every 3 months", "12 months of service", "council 60%", "fund 40%"):
        assert words in said
    assert "bears what it overspent" in said


def test_a_single_payer_pays_all_of_it():
    assert "council pays all of it." in block(payers=(COUNCIL,)).describe()


# -- the other bases -------------------------------------------------------------------------------------------------

PLANNED = setting(planned_starts=40.0, planned_person_months=300.0)


def fee(basis, price=None, **changes):
    own = FeeForServiceTerms(basis, price)
    paid = payment(every_months=3, payment_terms_months=0, **changes)
    return contract("fee for service", own, PLANNED, payers=(COUNCIL,), payment=paid)


def paid_for(made, **given):
    (payment,) = made.settle(made.open_book(1), statement(0, 3, **given))
    return payment.amount.item() / 100, payment.reason


def test_a_price_a_start_is_paid_for_everyone_taken_on():
    assert paid_for(fee("per start", 250.0), starts=np.array([[3, 4]])) == (1_750, "attachment fees")


def test_unless_agreed_it_is_expected_cost_and_margin_over_planned_starts():
    # £13,200 over 40
    assert paid_for(fee("per start"), starts=np.array([[3, 4]]))[0] == 7 * 330


def test_a_price_a_person_month_is_paid_for_time_in_service():
    assert paid_for(fee("per person-month", 80.0), person_months=np.array([[2.5, 10.25]])) == (1_020, "service fees")
    # £13,200 over 300
    assert paid_for(fee("per person-month"), person_months=np.array([[2.5, 10.0]]))[0] == 12.5 * 44


def test_cost_plus_is_cost_and_the_margin():
    assert paid_for(fee("cost plus"), cost=pounds(1_234.56)) == (1_358.02, "cost and margin")  # 1,358.016


def test_a_price_scale_is_of_every_basis_and_a_plan_of_nobody_pays_nothing():
    assert paid_for(fee("per start", 250.0, price_scale=0.5), starts=np.array([[3, 4]]))[0] == 875
    nobody = contract("fee for service", FeeForServiceTerms("per start"), setting(planned_starts=0.0))
    assert nobody.settle(nobody.open_book(1), statement(0, 3, starts=np.array([[1, 0]])))[0].amount.item() == 0


def test_only_a_block_limits_what_can_be_paid():
    assert [fee(basis, 9.0).most_payable for basis in ("per start", "per person-month", "cost plus")] == [None] * 3
    assert fee("block", 9.0).most_payable == 9_00


def test_each_basis_says_its_price_and_who_bears_what():
    said = {basis: " ".join(fee(basis).describe()) for basis in ("per start", "per person-month", "cost plus")}
    assert "£330 for each person taken on" in said["per start"]
    assert "£44 for each month of service that a person receives" in said["per person-month"]
    assert "the cost of delivery as incurred, times 1.1" in said["cost plus"]
    assert "The margin is 10%; the payers bear what the service costs." in said["cost plus"]


def test_a_bonus_on_outcomes_may_stand_beside_the_block():
    bonus = PayLine("bonus", "outcome", (Price("entry", 50.0),))
    made = block(price=1_200.0, every_months=3, payers=(COUNCIL,), payment=PaymentTerms((bonus,), every_months=3))
    assert made.statement_months == (3, 6, 9, 12, 15, 18)
    payments = made.settle(made.open_book(1), statement(0, 3, verified=counted(2, 0)))
    assert [(p.reason, p.amount.item()) for p in payments] == [("block price", 300_00), ("outcomes", 100_00)]


def said_by(basis, **terms):
    where = setting(planned_starts=40.0, planned_person_months=400.0)
    return " ".join(contract("fee for service", FeeForServiceTerms(basis=basis, **terms), where).describe())


@pytest.mark.parametrize(
    ("basis", "by"), [("per start", "people who start"), ("per person-month", "months of service")]
)
def test_a_price_for_activity_says_what_it_is_divided_by_and_nothing_of_a_block(basis, by):
    assert f"a margin of 10%, divided by the {by}" in said_by(basis)
    assert "paid for the time it ran" not in said_by(basis)
    assert "It is as agreed." in said_by(basis, price=90)


def test_cost_plus_says_that_the_payers_bear_what_it_costs():
    assert "The margin is 10%; the payers bear what the service costs." in said_by("cost plus")
    assert "paid for the time it ran" not in said_by("cost plus")


def test_a_contract_says_once_what_its_provider_has_to_live_on():
    finance = ProviderFinance(reserves=5_000, when_exhausted="shut intake, then stop")
    written = contract("payment by results", payment=payment((Price(ENTRY, 600.0),)), finances=(finance,))
    assert " ".join(written.describe()).count("has reserves of £5,000") == 1
