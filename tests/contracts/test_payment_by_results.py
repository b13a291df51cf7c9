from contracts.making import PROVIDER, counted, results, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.scenario.pay import Cap, PayLine, Price

CARD = PayLine("rate card", "outcome", (Price("entry", 600.0), Price("six months", 1_500.0)))


def test_the_provider_itself_is_paid_by_the_card_a_month_after_the_statement():
    contract = results(CARD)
    council, fund = contract.settle(contract.open_book(1), statement(0, 3, verified=counted(2, 1)))
    # 2 x £600 + £1,500 = £2,700, of which 60% is £1,620
    assert (council.amount.item(), fund.amount.item()) == (1_620_00, 1_080_00)
    assert (council.payee, council.reason, council.due) == (PROVIDER, "outcomes", 3)
    assert council.by_line.tolist() == [[1_200_00, 1_500_00]]


def test_nobody_stands_between_and_nobody_invests():
    contract = results(CARD)
    assert (contract.holder, contract.capital, contract.agreement, contract.investors) == (PROVIDER, None, None, ())


def test_claims_are_settled_until_the_last_day_for_claims():
    assert results(CARD, where=setting(claim_months=17)).statement_months == (3, 6, 9, 12, 15, 17)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=5), st.integers(0, 40_000))
def test_more_verified_never_pays_less_and_no_cap_is_passed(claims, cap):
    contract = results(CARD, caps=(Cap("contract", float(cap)),))

    def paid(more):
        book = contract.open_book(1)
        for n, (entries, six_months) in enumerate(claims):
            contract.settle(book, statement(3 * n, 3 * n + 3, verified=counted(entries + more, six_months)))
        return book.paid.item()

    assert paid(0) <= paid(1) <= 100 * cap


def test_it_says_every_price_and_who_carries_the_wait():
    said = " ".join(results(CARD, caps=(Cap("contract", 9_000.0),)).describe())
    for words in ("£600 for entry; £1,500 for six months", "charity carries the wait for payment and the risk of",
                  "The most that is paid is £9,000 in all", "council 60% and fund 40%"):  # fmt: skip
        assert words in said, words
