import numpy as np
from contracts.making import ENTRY, SIX_MONTHS, bond, bond_terms, capital_terms, counted, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.parties import Party
from outcomesim.scenario.capital import AgreementTerms, Tranche
from outcomesim.scenario.pay import Price
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import TransactionCost

COUNTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=5)


def paid_for(contract, counts):
    """What one replication is paid, statement by statement, for (entries, six months)."""
    book, paid = contract.open_book(1), []
    for number, (entries, six_months) in enumerate(counts):
        found = statement(3 * number, 3 * number + 3, verified=counted(entries, six_months))
        paid.append(sum(p.amount.item() for p in contract.settle(book, found)))
    return paid, book


def test_a_claim_is_paid_by_the_rate_card_to_the_vehicle_by_each_payer_a_month_after_the_statement():
    contract = bond()
    council, fund = contract.settle(contract.open_book(1), statement(0, 3, verified=counted(2, 1)))
    # 2 x £600 + £1,500 = £2,700, of which 60% is £1,620
    assert (council.amount.item(), fund.amount.item()) == (1_620_00, 1_080_00)
    assert council.payee == Party("SPV", "spv")
    assert (council.reason, council.due) == ("outcomes", 3)
    assert "statement 1" in council.cites


def test_the_lines_of_a_statement_stand_on_one_payment_alone_before_the_split():
    contract = bond()
    council, fund = contract.settle(contract.open_book(1), statement(0, 3, verified=counted(2, 1)))
    assert council.by_line.tolist() == [[1_200_00, 1_500_00]]
    assert fund.by_line is None


def test_claims_are_settled_every_quarter_and_once_more_on_the_last_day_for_claims():
    assert bond(setting(claim_months=17)).statement_months == (3, 6, 9, 12, 15, 17)


def test_a_payment_is_never_due_after_the_last_month():
    contract = bond(setting(horizon_months=18))
    payments = contract.settle(contract.open_book(1), statement(15, 18, verified=counted(1, 0)))
    assert {p.due for p in payments} == {17}


def test_the_contracts_cap_binds_over_all_statements_and_what_it_cuts_is_kept_in_the_book():
    contract = bond(own=bond_terms(contract_cap=3_000.0))
    paid, book = paid_for(contract, [(2, 0), (2, 1), (5, 0)])
    assert paid == [1_200_00, 1_800_00, 0]
    assert book.paid.tolist() == [3_000_00]
    assert book.notes["cut by cap"].tolist() == [900_00 + 3_000_00]


def test_what_the_cap_per_person_withholds_is_not_paid():
    contract = bond(own=bond_terms(person_cap=2_000.0))
    assert contract.claim_limit == 2_000_00
    withheld = np.array([[0.0, 100_00.0]])
    payments = contract.settle(contract.open_book(1), statement(0, 3, verified=counted(1, 1), withheld=withheld))
    assert sum(p.amount.item() for p in payments) == 2_000_00


def test_the_kernel_is_told_what_each_claim_is_worth_in_whole_pence_by_segment_and_line():
    contract = bond(own=bond_terms(prices=(Price("entry", 600.0), Price("entry", 800.5, "older"))))
    assert contract.claim_values.tolist() == [[600_00, 0], [800_50, 0]]
    assert contract.claim_limit is None


@given(COUNTS, st.integers(0, 40_000), st.integers(0, 20_000))
def test_raising_the_cap_never_lowers_what_is_paid_and_no_cap_is_exceeded(counts, cap, more):
    lower, _ = paid_for(bond(own=bond_terms(contract_cap=float(cap))), counts)
    higher, _ = paid_for(bond(own=bond_terms(contract_cap=float(cap + more))), counts)
    assert sum(lower) <= 100 * cap
    assert (np.cumsum(higher) >= np.cumsum(lower)).all()


@given(COUNTS, st.integers(0, 40_000), st.integers(0, 4))
def test_more_verified_never_pays_less(counts, cap, which):
    more = [(e + (i == which), s + (i == which)) for i, (e, s) in enumerate(counts)]
    contract = bond(own=bond_terms(contract_cap=float(cap)))
    assert (np.cumsum(paid_for(contract, more)[0]) >= np.cumsum(paid_for(contract, counts)[0])).all()


@given(st.lists(COUNTS.filter(lambda c: len(c) >= 2).map(lambda c: c[:2]), min_size=2, max_size=4))
def test_settling_many_replications_at_once_is_settling_each_alone(replications):
    contract = bond(own=bond_terms(contract_cap=20_000.0))
    book = contract.open_book(len(replications))
    together = []
    for i in range(2):
        verified = np.concatenate([counted(*counts[i]) for counts in replications])
        found = statement(3 * i, 3 * i + 3, replications=len(replications), verified=verified)
        together.append(sum(p.amount for p in contract.settle(book, found)))
    for r, counts in enumerate(replications):
        paid, alone = paid_for(contract, counts)
        assert paid == [amounts[r] for amounts in together]
        assert book.notes["cut by cap"][r] == alone.notes["cut by cap"].item()


def test_it_says_every_price_cap_date_tranche_reserve_and_fee():
    own = bond_terms(
        person_cap=19_000.0,
        contract_cap=2_629_000.0,
        fee_per_month=known(4_500.0),
        intermediary="manager",
        capital=capital_terms(
            tranches=(Tranche("foundation", 1_000_000.0), Tranche("bank", 800_000.0)),
            provider_share_of_surplus=0.25,
            distribute_from=24.0,
        ),
    )
    said = " ".join(bond(own=own).describe())
    for words in (
        "£600 for entry", "£1,500 for six months", "£19,000 for one person", "£2,629,000 in all", "every 3 months",
        "1 month after", "council 60% and fund 40%", "£1,000,000 from foundation and £800,000 from bank",
        "1 month of planned outgoings", "not before month 24", "25% of the profit to charity", "stops after 1 month",
        "and manager £4,500 a month", "a margin of 10%", "month 17", "month 23",
    ):  # fmt: skip
        assert words in said, words


def test_it_says_what_is_paid_for_a_day():
    own = bond_terms(prices=(Price(ENTRY, 600.0), Price(SIX_MONTHS, 12.0)))
    where = setting(days=(SIX_MONTHS,))
    costs = (TransactionCost("checks", known(10.0), to="verifier", when="per claim"),)
    said = " ".join(bond(where, own=own, costs=costs).describe())
    assert "£600 for entry; £12 a day of six months" in said
    assert "for each claim verified (days cost nothing)" in said


def test_it_says_so_where_the_provider_gets_a_block_price_and_carries_on_without_money():
    own = bond_terms(
        agreement=AgreementTerms("block", 9_000.0),
        capital=capital_terms(when_exhausted="provider carries on"),
    )
    said = " ".join(bond(own=own).describe())
    assert "a block price of £9,000 in equal monthly parts" in said
    assert "the provider carries on and waits for its money" in said
    assert "No cap limits what is paid." in said
