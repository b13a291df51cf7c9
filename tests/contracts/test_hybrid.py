"""A part for the service and a part on results, as shares of one price. Amounts are pounds."""

import numpy as np
import pytest
from contracts.making import contract, counted, payment, setting, statement

from outcomesim.errors import ContractError
from outcomesim.parties import Party
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price, Variation
from outcomesim.scenario.terms import HybridTerms

CARD = (Price("entry", 100.0), Price("six months", 300.0))
PLANNED = setting(planned_verified=((18.0, 6.0), (12.0, 4.0)), segment_shares=(0.6, 0.4))


def hybrid(*terms, where=PLANNED, prices=CARD, **said):
    of_payment = {key: said.pop(key) for key in tuple(said) if key in PaymentTerms.__dataclass_fields__}
    return contract("hybrid", HybridTerms(*terms), where, payment=payment(prices, **of_payment), **said)


def paid(made, *statements):
    book = made.open_book(1)
    return [{p.reason: sum(q.amount.item() for q in payments if q.reason == p.reason) / 100 for p in payments}
            for payments in (made.settle(book, said) for said in statements)]  # fmt: skip


def test_the_service_part_is_a_block_of_its_share_and_the_prices_are_paid_as_written():
    # 70% of £13,200 (expected cost and margin), a quarter of it in a quarter; 2 entries and 1 six months
    assert paid(hybrid(0.7), statement(0, 3, verified=counted(2, 1))) == [{"block price": 2_310, "outcomes": 500}]


def test_prices_are_scaled_so_that_planned_claims_come_to_the_share_on_outcomes():
    # planned: 30 x 100 + 10 x 300 = 6,000; 30% of £20,000 is as much again
    made = hybrid(0.7, 20_000.0, 0.3)
    assert [price.amount for price in made.payment.lines[1].prices] == pytest.approx([100.0, 300.0])
    half = hybrid(0.7, 20_000.0, 0.15)
    assert paid(half, statement(0, 3, verified=counted(2, 1)))[0]["outcomes"] == 250


def entries_in_months(*months):
    """A plan of so many entries of the younger, in these months."""

    def worth_as_planned(worth, *, verification=None):
        total = np.zeros(len(worth.in_force))
        for month in months:
            total[month] += np.array(worth.values)[worth.in_force[month], 0, 0, 0, 0]
        return total

    verified = ((float(len(months)), 0.0), (0.0, 0.0))
    return setting(worth_as_planned=worth_as_planned, planned_verified=verified, segment_shares=(1.0, 0.0))


RISES = (Price("entry", 100.0), Price("entry", 200.0, since=6.0))


def test_planned_claims_count_at_the_prices_of_their_dates():
    # 3 entries at 100 and 2 at 200 are 700; a seventh of £9,800 is twice that: 200, and 400 from month 6 on
    made = hybrid(0.5, 9_800.0, 1 / 7, where=entries_in_months(0, 1, 5, 6, 9), prices=RISES)
    assert [price.amount for price in made.payment.lines[1].prices] == pytest.approx([200.0, 400.0])


def test_planned_claims_count_within_the_dates_of_their_line_and_while_it_is_in_force():
    # only the two entries from month 6 on are paid for, and of those not the one in month 9, when another line holds
    line = PayLine("card", "outcome", RISES, since=6.0)
    other = Variation(9.0, 12.0, payment((Price("entry", 50.0),)), (Payer("council"),))
    where = entries_in_months(0, 1, 5, 6, 9)
    whole = hybrid(0.5, 8_000.0, 0.1, where=where, prices=(), lines=(line,))
    assert [price.amount for price in whole.payment.lines[1].prices] == pytest.approx([200.0, 400.0])
    varied = hybrid(0.5, 8_000.0, 0.1, where=where, prices=(), lines=(line,), variations=(other,))
    assert [price.amount for price in varied.payment.lines[1].prices] == pytest.approx([400.0, 800.0])


def test_expected_claims_as_written_have_no_dates_and_count_on_the_first_day():
    made = hybrid(0.5, 8_000.0, 0.1, (("entry", 4.0),), where=entries_in_months(9), prices=RISES)
    assert [price.amount for price in made.payment.lines[1].prices] == pytest.approx([200.0, 400.0])


def test_or_expected_claims_as_they_are_written():
    # 10 x 100 + 10 x 300 = 4,000; a fifth of £10,000 is half of it
    made = hybrid(0.8, 10_000.0, 0.2, (("entry", 10.0), ("six months", 10.0)))
    assert [price.amount for price in made.payment.lines[1].prices] == pytest.approx([50.0, 150.0])


def test_claims_are_expected_of_segments_by_their_shares():
    # 0.6 x 10 x 100 + 0.4 x 10 x 300 = 1,800
    prices = (Price("entry", 100.0, "younger"), Price("entry", 300.0, "older"))
    made = hybrid(0.5, 3_600.0, 0.5, (("entry", 10.0),), prices=prices)
    assert [price.amount for price in made.payment.lines[1].prices] == pytest.approx([100.0, 300.0])


def test_a_bid_discount_is_off_both_parts_alike():
    made = hybrid(0.5, 10_000.0, 0.5, (("entry", 10.0), ("six months", 10.0)), bid_discount=0.1)
    (said,) = paid(made, statement(0, 12, verified=counted(10, 10)))
    assert said == {"block price": 4_500, "outcomes": 4_500}


def test_a_card_on_which_nothing_is_expected_cannot_be_scaled():
    with pytest.raises(ContractError, match="nothing is expected to be claimed on its card"):
        hybrid(0.5, 10_000.0, 0.5, where=setting(planned_verified=((0.0, 0.0),) * 2))


def test_its_limits_are_of_both_parts():
    made = hybrid(0.5, 10_000.0, caps=(Cap("contract", 2_600.0),))
    (said,) = paid(made, statement(0, 3, verified=counted(10, 1)))
    # £1,250 for the quarter and £1,300 on outcomes are within, the next quarter is cut
    assert said == {"block price": 1_250, "outcomes": 1_300}
    assert made.most_payable == 2_600_00
    both = paid(made, statement(0, 3, verified=counted(10, 1)), statement(3, 6, verified=counted(2, 0)))
    assert sum(both[1].values()) == 50


def test_prices_stay_scaled_where_a_variation_changes_only_the_payers():
    joined = (Payer("council", 0.5), Payer("fund", 0.5))
    change = Variation(3.0, 6.0, payment(CARD), joined, replaces_lines=False)
    made = hybrid(0.7, 20_000.0, 0.15, payers=(Payer("council"),), variations=(change,))
    first, second = paid(made, *[statement(m, m + 3, verified=counted(2, 1)) for m in (0, 3)])
    assert first == second == {"block price": 3_500, "outcomes": 250}


def test_claim_values_are_those_that_are_paid():
    made = hybrid(0.8, 10_000.0, 0.2, (("entry", 10.0), ("six months", 10.0)), caps=(Cap("person", 180.0),))
    assert made.claim_values.tolist() == [[50_00, 150_00]] * 2
    assert made.claim_limit == 180_00


def test_it_says_both_shares_and_every_price_as_it_is_paid():
    said = " ".join(hybrid(0.8, 10_000.0, 0.2, (("entry", 10.0), ("six months", 10.0))).describe())
    for words in (
        "The expected price is £10,000: 80% is paid for the service",
        "prices are scaled so that expected claims come to 20%",
        "a block price of £8,000", "£50 for entry; £150 for six months",
    ):  # fmt: skip
        assert words in said, words
    assert hybrid(0.8).holder == Party("charity", "provider")
