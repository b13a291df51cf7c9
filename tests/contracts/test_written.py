"""A contract of written terms as a whole: dates, variations, gates, ending, what it can come to. Amounts are pounds."""

from dataclasses import replace

import numpy as np
import pytest
from contracts.making import block, bond, bond_terms, counted, grant, of, results, setting, statement

from outcomesim.errors import ContractError
from outcomesim.parties import Party
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import (
    Cap,
    Condition,
    Deduction,
    Floor,
    Indexation,
    Payer,
    PayLine,
    PaymentTerms,
    Price,
    Retention,
    Schedule,
    ShareOf,
    Tolerance,
    Variation,
    Volume,
)
from outcomesim.scenario.terms import EndTerms, Gate, ReviewTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0), Price("six months", 300.0)))
FEE = PayLine("fee", "attachment", (Price("", 10.0),))
BONUS = PayLine("bonus", "measure", measure="m", schedule=Schedule("steps", ((0.5, 100.0), (0.6, 250.0))))


def settled(contract, *statements):
    """What is paid in all with one statement after another."""
    book = contract.open_book(1)
    return [sum(p.amount.item() for p in contract.settle(book, said)) / 100 for said in statements]


def claims(month_from, month_to, entries=1, **given):
    return statement(month_from, month_to, verified=counted(entries, 0), **given)


# -- dates -----------------------------------------------------------------------------------------------------------


def test_statements_close_each_period_and_the_last_day_for_claims():
    assert results(CARD, every_months=6).statement_months == (6, 12, 18)
    assert results(CARD, every_months=6, where=setting(claim_months=16)).statement_months == (6, 12, 16)


def test_where_only_the_service_is_paid_for_the_last_statement_closes_with_it():
    assert results(FEE, every_months=6).statement_months == (6, 12)
    assert results(FEE, BONUS, every_months=6).statement_months == (6, 12, 18)


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ({"lines": (PayLine("card", "outcome", (Price("entry", 1.0), Price("entry", 2.0, since=7.0))),)}, {7}),
        ({"lines": (PayLine("card", "outcome", (Price("entry", 1.0),), since=4.5, until=11.0),)}, {5, 11}),
        ({"indexation": Indexation(0.02, since=2.0)}, {14}),
        ({"retention": Retention(0.1, released=2.0)}, set()),
        ({"caps": (Cap("year", 100.0),), "every_months": 5}, {5, 10, 12, 15}),
        ({"floors": (Floor("year", 100.0),), "every_months": 5}, {5, 10, 12, 15}),
        ({"payers": (Payer("a", limit_per_year=9.0),), "every_months": 5}, {5, 10, 12, 15}),
        ({"payers": (Payer("a", shares=(ShareOf(1.0, year=1),)),), "every_months": 5}, {5, 10, 12, 15}),
    ],
)  # fmt: skip
def test_a_statement_is_drawn_up_wherever_terms_prices_or_years_change(said, more):
    lines, every = said.pop("lines", (CARD,)), said.pop("every_months", 6)
    plain = set() if every == 5 else {6, 12}
    assert results(*lines, every_months=every, **said).statement_months == tuple(sorted(plain | more | {18}))


@pytest.mark.parametrize(
    ("released", "months"), [(None, ()), (0.0, ()), (3.0, (15,)), (4.5, (8, 11, 14, 17)), (9.0, (15, 18, 21)),
                             (14.0, (17, 20, 23, 24))],
)  # fmt: skip
def test_what_is_retained_is_released_between_statements_and_after_the_last_by_the_horizon(released, months):
    """Statements at 3, 6, 9 and 12; the last payment is in month 24."""
    made = results(CARD, retention=Retention(0.1, released=released), every_months=3, where=setting(claim_months=12))
    assert made.statement_months == (3, 6, 9, 12)
    assert made.release_months == months


def test_what_other_terms_retain_is_released_by_theirs():
    kept = between(3, 9, CARD, retention=Retention(0.1, released=2.0))
    assert results(CARD, variations=(kept,), every_months=3).release_months == (8, 11)


def test_on_a_date_of_release_nothing_is_paid_but_what_was_retained():
    """£100 a quarter of which 10 are kept; a floor of £100 a quarter, and £40 on ending, are of statements alone."""
    made = results(
        CARD, retention=Retention(0.1, released=7.0, if_ended_early="paid"), floors=(Floor("period", 100.0),),
        end=EndTerms(payment=40.0), where=setting(claim_months=6), payment_terms_months=2,
    )  # fmt: skip
    book = made.open_book(1)
    paid = settled(made, claims(0, 3), claims(3, 6, 0))
    assert paid == [90, 90]
    for said in (claims(0, 3), claims(3, 6, 0)):
        made.settle(book, said)
    payments = [made.settle(book, statement(month, month, stopped_at=np.array([5.0]))) for month in (10, 13)]
    assert [[(p.payer.name, p.amount.item(), p.due, p.cites) for p in each] for each in payments] == [
        [("council", 6_00, 11, "retention released in month 9 (statement 1)"),
         ("fund", 4_00, 11, "retention released in month 9 (statement 1)")],
        [("council", 6_00, 14, "retention released in month 12 (statement 1)"),
         ("fund", 4_00, 14, "retention released in month 12 (statement 1)")],
    ]  # fmt: skip


def test_indexed_prices_rise_on_the_day_of_the_year_even_within_a_period():
    contract = results(CARD, indexation=Indexation(0.1), every_months=5)
    assert contract.statement_months == (5, 10, 12, 15, 18)
    assert settled(contract, claims(10, 12), claims(12, 15)) == [100, 110]


# -- payments --------------------------------------------------------------------------------------------------------


def test_payments_say_why_and_cite_their_statement_and_fall_due_after_the_payment_terms():
    contract = results(CARD, FEE, payment_terms_months=2)
    payments = contract.settle(contract.open_book(1), claims(3, 6, 2, number=2, starts=np.array([[3, 0]])))
    said = [(p.payer.name, p.reason, p.amount.item(), p.due, p.cites) for p in payments]
    assert said == [
        ("council", "outcomes", 120_00, 7, "claims verified in months 3 to 5 (statement 2)"),
        ("council", "attachment fees", 18_00, 7, "attachment fees for months 3 to 5 (statement 2)"),
        ("fund", "outcomes", 80_00, 7, "claims verified in months 3 to 5 (statement 2)"),
        ("fund", "attachment fees", 12_00, 7, "attachment fees for months 3 to 5 (statement 2)"),
    ]
    assert payments[0].by_line.tolist() == [[200_00, 0]]
    assert [p.by_line for p in payments[1:]] == [None] * 3


# -- variations ------------------------------------------------------------------------------------------------------


COUNCIL = (Payer("council"),)


def between(since, until, *lines, payers=COUNCIL, **terms):
    return Variation(since, until, PaymentTerms(lines, **terms), payers)


def varied(*variations, lines=(CARD,), **said):
    return results(*lines, payers=COUNCIL, variations=variations, every_months=3, **said)


QUARTERS = [claims(3 * n, 3 * n + 3) for n in range(4)]


def test_terms_that_replace_others_hold_for_statements_that_begin_between_their_dates():
    dearer = PayLine("card", "outcome", (Price("entry", 150.0),))
    contract = varied(between(4.0, 8.0, dearer))
    assert contract.statement_months == (3, 4, 6, 8, 9, 12, 15, 18)
    said = [claims(0, 3), claims(3, 4), claims(4, 6), claims(6, 8), claims(8, 9)]
    assert settled(contract, *said) == [100, 100, 150, 150, 100]


def test_in_a_pause_nothing_is_paid_and_what_came_in_it_is_lost():
    assert settled(varied(between(3.0, 6.0)), *QUARTERS) == [100, 0, 100, 100]
    capped = varied(between(3.0, 6.0, caps=(Cap("contract", 250.0),)), caps=(Cap("contract", 250.0),))
    assert settled(capped, *QUARTERS) == [100, 0, 100, 50]


def test_a_payer_may_join_and_bears_its_share_from_then_on():
    both = (Payer("council", 0.25), Payer("fund", 0.75))
    contract = varied(between(3.0, 6.0, CARD, payers=both))
    book = contract.open_book(1)
    paid = [{p.payer.name: p.amount.item() / 100 for p in contract.settle(book, said)} for said in QUARTERS]
    assert paid == [{"council": 100}, {"council": 25, "fund": 75}, {"council": 100}, {"council": 100}]


def test_caps_count_what_was_paid_under_other_terms():
    cap = (Cap("contract", 250.0),)
    contract = varied(between(3.0, 6.0, PayLine("card", "outcome", (Price("entry", 120.0),)), caps=cap), caps=cap)
    assert settled(contract, *QUARTERS) == [100, 120, 30, 0]


def test_a_service_may_switch_to_being_paid_as_a_block():
    contract = varied(between(6.0, 12.0, PayLine("block", "block", amount=1_200.0)))
    assert settled(contract, *QUARTERS) == [100, 100, 300, 300]


def test_the_forms_own_lines_go_on_where_only_a_price_changes_and_not_in_a_pause_or_under_other_lines():
    plain = PaymentTerms(every_months=3, payment_terms_months=0)
    dearer = PaymentTerms(every_months=3, payment_terms_months=0, price_scale=2.0)
    said = [statement(3 * n, 3 * n + 3) for n in range(3)]
    for replaces_lines, paid in ((False, [300, 600, 300]), (True, [300, 0, 300])):
        change = Variation(3.0, 6.0, dearer, COUNCIL, replaces_lines=replaces_lines)
        contract = block(price=1_200.0, payment=plain, variations=(change,))
        assert settled(contract, *said) == paid


def test_a_variations_own_periods_close_while_it_holds():
    contract = varied(between(6.0, 12.0, CARD, every_months=2))
    assert contract.statement_months == (3, 6, 8, 10, 12, 15, 18)


# -- gates and reviews -----------------------------------------------------------------------------------------------

GATE = Gate((6.0, 12.0), Condition("share housed", at_least=0.5), notice_months=2.0)


def directed(contract, *statements):
    book = contract.open_book(statements[0].replications)
    return [contract.review(book, said) for said in statements], book


def test_a_gate_that_is_not_met_gives_notice_where_it_is_not_and_leaves_the_rest_alone():
    contract = results(CARD, gates=(GATE,))
    said = statement(0, 6, replications=3, measures={"share housed": np.array([0.4, 0.5, np.nan])})
    (direction,), book = directed(contract, said)
    assert np.array_equal(direction.notice_months, [2.0, np.nan, 2.0], equal_nan=True)
    assert book.notes["stops at"].tolist() == [8.0, np.inf, 8.0]
    assert (direction.places, direction.intensity, direction.intake_open) == (None, None, None)


def test_a_gate_is_asked_on_each_of_its_dates_but_not_of_a_service_on_notice():
    contract = results(CARD, gates=(GATE,))
    assert contract.review_months == (6.0, 12.0)
    directions, _ = directed(contract, statement(0, 6, measures=of("share housed", 0.4)), statement(0, 12))
    assert directions[0].notice_months.tolist() == [2.0]
    assert directions[1] is None
    directions, _ = directed(contract, *[statement(0, month, measures=of("share housed", 0.6)) for month in (6, 12)])
    assert directions == [None, None]


def test_a_gate_may_shut_intake_instead():
    shut = Gate((6.0,), Condition("share housed", at_least=0.5), otherwise="shut intake")
    (direction,), _ = directed(results(CARD, gates=(shut,)), statement(0, 6, measures=of("share housed", 0.4)))
    assert direction.intake_open.tolist() == [0.0]
    assert direction.notice_months is None


REVIEW = ReviewTerms((6.0, 9.0), ("entry",), (10.0, 20.0), places=0.5, shut_intake=True)


def test_reviews_and_gates_on_different_days_are_each_held_on_their_own():
    contract = results(CARD, gates=(GATE,), review=REVIEW)
    assert contract.review_months == (6.0, 9.0, 12.0)
    met, missed = of("share housed", 0.6), of("share housed", 0.4)
    directions, book = directed(
        contract,
        statement(0, 6, verified=counted(10, 0), measures=met),
        statement(0, 9, verified=counted(19, 0), measures=missed),
        statement(0, 12, verified=counted(19, 0), measures=missed),
    )
    assert directions[0] is None
    assert (directions[1].places.item(), directions[1].intake_open.item()) == (25.0, 0.0)
    assert directions[2].notice_months.tolist() == [2.0]
    assert book.misses.tolist() == [1]


def test_a_review_and_a_gate_on_one_day_both_speak_and_a_service_on_notice_is_not_reviewed_down():
    contract = results(CARD, gates=(GATE,), review=REVIEW)
    both = statement(0, 6, replications=2, verified=np.zeros((2, 2, 2), dtype=np.int64),
                     measures={"share housed": np.array([0.4, 0.6])})  # fmt: skip
    (direction,), _ = directed(contract, both)
    assert np.array_equal(direction.notice_months, [2.0, np.nan], equal_nan=True)
    assert np.array_equal(direction.places, [np.nan, 25.0], equal_nan=True)
    assert np.array_equal(direction.intake_open, [np.nan, 0.0], equal_nan=True)


# -- ending early ----------------------------------------------------------------------------------------------------


def test_claims_are_paid_for_the_run_off_after_a_stop():
    contract = results(CARD, end=EndTerms(run_off_months=4.0))
    stopped = {"stopped_at": np.array([4.0])}
    # 4 + 4: statements that begin before month 8
    assert settled(contract, *[claims(3 * n, 3 * n + 3, **stopped) for n in range(4)]) == [100, 100, 100, 0]


def test_without_a_run_off_claims_are_paid_to_the_last_day_for_claims():
    stopped = {"stopped_at": np.array([4.0])}
    assert settled(results(CARD, end=EndTerms()), claims(12, 15, **stopped), claims(15, 18, **stopped)) == [100, 100]


def test_what_the_person_cap_withholds_from_claims_after_the_run_off_is_forgotten_with_them():
    contract = results(CARD, end=EndTerms(run_off_months=1.0), caps=(Cap("person", 200.0),))
    book = contract.open_book(2)
    said = statement(6, 9, replications=2, verified=np.concatenate([counted(2, 0)] * 2),
                     withheld=np.array([[50_00.0, 0.0]] * 2), stopped_at=np.array([3.0, np.inf]))  # fmt: skip
    assert sum(p.amount for p in contract.settle(book, said)).tolist() == [0, 150_00]


@pytest.mark.parametrize("made", [results(CARD, end=EndTerms(payment=500.0)), block(end=EndTerms(payment=500.0)),
                                  grant(end=EndTerms(payment=500.0))])  # fmt: skip
def test_the_payment_on_ending_early_is_made_once_by_the_payers_shares(made):
    book = made.open_book(2)
    stopped = np.array([4.0, np.inf])
    paid = [
        [(p.payer.name, p.amount.tolist()) for p in made.settle(book, said) if p.reason == "payment on ending early"]
        for said in (statement(m, m + 3, replications=2, stopped_at=stopped) for m in (0, 3, 6))
    ]
    assert paid == [[], [("council", [300_00, 0]), ("fund", [200_00, 0])], []]


# -- what it can come to ---------------------------------------------------------------------------------------------


ENDS = Volume(((0.0, 1.0), (10.0, 0.8), (15.0, 0.0)))
TAPERING = PayLine("tapering", "outcome", (Price("entry", 100.0),), volume=ENDS)
BLOCK = PayLine("block", "block", amount=1_200.0)
ONE_SEGMENT = setting(segments=("everyone",))


@pytest.mark.parametrize(
    ("contract", "most"),
    [
        (results(CARD), None),
        (results(CARD, caps=(Cap("contract", 900.0), Cap("year", 100.0))), 900),
        (results(CARD, caps=(Cap("contract", 900.0, lines=("entry",)),)), None),
        (results(CARD, caps=(Cap("contract", 900.0),), end=EndTerms(payment=50.0)), 950),
        (results(BONUS), 250),
        (results(BONUS, PayLine("block", "block", amount=1_000.0), price_scale=1.1), 1_375),
        (results(BONUS, where=setting(measures={"m": Measure("m", window="year")})), None),
        (results(PayLine("b", "measure", measure="m", schedule=Schedule("bands", ((0.0, 10.0),), upto=40.0))), 400),
        (results(PayLine("b", "measure", measure="m", schedule=Schedule("bands", ((0.0, 10.0),)))), None),
        (results(BONUS, floors=(Floor("contract", 900.0),)), None),
        (results(PayLine("block", "block", amount=1_000.0, tolerance=Tolerance(1_100.0, 0.2))), None),
        (results(BONUS, variations=(between(3.0, 6.0, PayLine("block", "block", amount=70.0, since=3.0, until=6.0)),)),
         320),
        (results(BLOCK, variations=(between(3.0, 6.0, BLOCK),)), 1_200),
        (results(BLOCK, variations=(between(3.0, 6.0),)), 900),
        (results(BLOCK, variations=(between(3.0, 6.0, replace(BLOCK, amount=2_400.0)),)), 900 + 600),
        (results(replace(BLOCK, claimed="at the end"), variations=(between(3.0, 6.0, BLOCK),)), 1_200 + 300),
        (results(CARD, caps=(Cap("contract", 900.0),), variations=(between(3.0, 6.0, CARD),)), None),
        (results(CARD, caps=(Cap("contract", 900.0),), variations=(between(3.0, 6.0),)), 900),
        (results(CARD, caps=(Cap("contract", 900.0),),
                 variations=(between(3.0, 6.0, CARD, caps=(Cap("contract", 999.0),)),)), 999),
        (results(TAPERING, where=ONE_SEGMENT), 100 * 10 + 80 * 5),
        (results(TAPERING), 100 * 10 + 80 * 5 + 15 * 0.005 + 0.005),  # half a penny for each of 15, to the whole penny
        (results(replace(TAPERING, prices=(Price("entry", 100.0), Price("entry", 120.0, since=6.0))),
                 where=ONE_SEGMENT), 120 * 10 + 96 * 5 + 0.08),
        (results(TAPERING, where=ONE_SEGMENT, price_scale=1.1), 110 * 10 + 88 * 5),
        (results(TAPERING, where=ONE_SEGMENT, indexation=Indexation(0.02)), None),
        (results(TAPERING, where=ONE_SEGMENT, indexation=Indexation(0.02, lines=("other",))), 1_400),
        (results(replace(TAPERING, volume=Volume(((0.0, 1.0), (10.0, 0.8))))), None),
        (results(replace(TAPERING, volume=replace(ENDS, over="year"))), None),
        (results(replace(TAPERING, per="person-month", prices=(Price("", 100.0),))), None),
    ],
)  # fmt: skip
def test_the_most_that_can_be_paid_is_the_cap_or_the_sum_of_lines_that_are_bounded(contract, most):
    assert contract.most_payable == (None if most is None else pytest.approx(100 * most))


def test_what_the_kernel_is_told_of_claims_is_the_card_less_deductions():
    line = PayLine("card", "outcome", (Price("entry", 600.0),), deductions=(Deduction(0.25, "older"),))
    contract = results(line, caps=(Cap("person", 1_000.0), Cap("contract", 9_000.0)))
    assert contract.claim_values.tolist() == [[600_00, 0], [450_00, 0]]
    assert contract.claim_limit == 1_000_00
    assert results(FEE).claim_values is None


# -- what cannot be ----------------------------------------------------------------------------------------------------


def test_two_lines_of_one_name_are_refused():
    with pytest.raises(ContractError, match='two lines are called "card"; give each a name of its own'):
        results(CARD, PayLine("card", "attachment", (Price("", 1.0),)))
    with pytest.raises(ContractError, match='two lines are called "block price"'):
        block(payment=PaymentTerms((PayLine("block price", "attachment", (Price("", 1.0),)),)))


# -- who ---------------------------------------------------------------------------------------------------------------


def test_the_holder_is_the_provider_unless_investors_fund_delivery():
    assert results(CARD).holder == Party("charity", "provider")
    assert bond(own=bond_terms(vehicle="partnership")).holder == Party("partnership", "spv")
