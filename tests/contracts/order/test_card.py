import numpy as np
import pytest
from contracts.making import payment

from outcomesim.contracts.order.card import Card, index_at, items_of
from outcomesim.scenario.pay import Deduction, Indexation, PayLine, PaymentTerms, Price

ENTRY_600 = PayLine("card", "outcome", (Price("entry", 600.0),))


def card(terms: PaymentTerms, outcomes=("entry", "six months"), segments=("younger", "older")) -> Card:
    return Card(terms, tuple(item.key for item in items_of(terms)), outcomes, segments)


def of(*lines: PayLine, **terms) -> Card:
    return card(PaymentTerms(lines, **terms))


def test_a_segments_own_price_goes_before_the_price_for_everyone_whatever_their_order():
    values = card(payment((Price("entry", 900.0, "older"), Price("entry", 600.0)))).claim_values()
    assert values.tolist() == [[600_00, 0], [900_00, 0]]
    assert values.dtype == np.int64


def test_an_item_is_one_outcome_of_a_line_or_a_line_that_is_not_paid_on_outcomes():
    lines = (
        PayLine("rates", "outcome", (Price("entry", 1.0), Price("six months", 2.0), Price("entry", 3.0, since=6.0))),
        PayLine("fee", "attachment", (Price("", 5.0),)),
    )
    assert [(item.line.name, item.name) for item in items_of(PaymentTerms(lines))] == [
        ("rates", "entry"), ("rates", "six months"), ("fee", "fee"),
    ]  # fmt: skip
    assert of(*lines).paid_on_outcomes.tolist() == [0, 1]
    assert of(*lines).outcome_of.tolist() == [0, 1]


def test_the_last_price_that_has_begun_stands_from_its_month_on():
    prices = (Price("entry", 600.0), Price("entry", 700.0, since=12.0), Price("entry", 650.0, since=6.0))
    rates = of(PayLine("card", "outcome", prices))
    assert [rates.prices(month)[0, 0] for month in (0, 5.9, 6, 11, 12, 99)] == [
        600_00, 600_00, 650_00, 650_00, 700_00, 700_00,
    ]  # fmt: skip


def test_a_segments_first_price_goes_before_everyones_later_one():
    prices = (Price("entry", 600.0), Price("entry", 500.0, "older"), Price("entry", 700.0, since=6.0))
    assert of(PayLine("card", "outcome", prices)).prices(9).tolist() == [[700_00, 500_00]]


def test_before_its_first_price_has_begun_an_outcome_is_paid_nothing():
    rates = of(PayLine("card", "outcome", (Price("entry", 600.0, since=6.0),)))
    assert rates.prices(5).tolist() == [[0, 0]]
    assert rates.prices(6).tolist() == [[600_00, 600_00]]


def test_prices_rise_once_a_year_from_a_month_on():
    # 3% a year from month 6: 600 until month 17, 618 until 29, then 600 x 1.0609 = 636.54
    rates = of(ENTRY_600, indexation=Indexation(0.03, 6.0))
    assert [rates.prices(month)[0, 0] for month in (0, 17, 18, 29, 30)] == [600_00, 600_00, 618_00, 618_00, 636_54]
    assert index_at(rates.terms, 5) == 1.0


def test_a_price_of_an_outcome_is_whole_pence_and_one_of_a_unit_keeps_its_fractions():
    discounted = {"price_scale": 1.1, "bid_discount": 0.05}
    rates = of(
        PayLine("card", "outcome", (Price("entry", 9.99),)),
        PayLine("days", "unit", (Price("entry", 9.99),)),
        **discounted,
    )
    # 9.99 x 1.1 x 0.95 = 10.43955
    assert rates.prices(0)[0].tolist() == [1044, 1044]
    assert rates.prices(0)[1] == pytest.approx([1043.955, 1043.955])


def test_a_line_for_some_segments_covers_only_them_and_one_for_the_service_stands_under_none():
    rates = of(
        PayLine("old", "outcome", (Price("entry", 1.0),), segments=("older",)),
        PayLine("fee", "attachment", (Price("", 2.0),)),
        PayLine("block", "block", amount=100.0),
    )
    assert rates.covers.tolist() == [[False, True], [True, True], [True, False]]
    assert rates.prices(0).tolist() == [[0, 100], [200, 200], [0, 0]]


def test_what_is_deducted_is_each_segments_own_share_before_everyones():
    line = PayLine("card", "outcome", (Price("entry", 600.0),), deductions=(Deduction(0.5, "older"), Deduction(0.25)))
    assert of(line).deducted.tolist() == [[0.25, 0.5]]
    assert of(line).claim_values().tolist() == [[450_00, 0], [300_00, 0]]


def test_lines_on_one_outcome_are_worth_their_sum_under_a_cap_per_person():
    second = PayLine("top-up", "outcome", (Price("entry", 50.0), Price("six months", 10.0, "older")))
    assert of(ENTRY_600, second).claim_values().tolist() == [[650_00, 0], [650_00, 10_00]]


def test_items_are_named_by_their_line_or_by_their_outcome():
    second = PayLine("top-up", "outcome", (Price("entry", 50.0), Price("six months", 10.0)))
    rates = of(ENTRY_600, second, PayLine("fee", "attachment", (Price("", 2.0),)))
    assert rates.named(("entry",)).tolist() == [True, True, False, False]
    assert rates.named(("top-up", "fee")).tolist() == [False, True, True, True]
    assert rates.named(()).all()


def test_an_item_that_other_terms_pay_keeps_its_place_and_is_paid_nothing_under_these():
    other = PayLine("fee", "attachment", (Price("", 2.0),))
    keys = tuple(item.key for item in items_of(PaymentTerms((other, ENTRY_600))))
    rates = Card(PaymentTerms((ENTRY_600,)), keys, ("entry", "six months"), ("younger", "older"))
    assert [None if item is None else item.name for item in rates.items] == [None, "entry"]
    assert rates.prices(0).tolist() == [[0, 0], [600_00, 600_00]]
    assert rates.named(()).tolist() == [False, True]


def test_a_card_remembers_its_own_prices_and_no_other_cards():
    rates = of(PayLine("card", "outcome", (Price("entry", 600.0),)))
    assert rates.prices(3) is rates.prices(3)  # worked out once: every statement asks again
    others = [of(PayLine("card", "outcome", (Price("entry", float(p)),))) for p in range(300)]
    first = rates.prices(3)
    assert [int(one.prices(0)[0, 0]) for one in others] == [100 * p for p in range(300)]
    assert rates.prices(3) is first
