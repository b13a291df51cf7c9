"""Caps, tolerance and floors by hand, over several lines and statements. Amounts are pounds."""

import dataclasses

import numpy as np
import pytest
from contracts.making import Working, counted, of, payment
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.scenario.pay import (
    Cap,
    Condition,
    Floor,
    PayLine,
    PaymentTerms,
    Price,
    Schedule,
    ServiceCredit,
    Tolerance,
)  # fmt: skip

CARD = (Price("entry", 100.0), Price("six months", 300.0))
OTHER = PayLine("top-up", "outcome", (Price("entry", 50.0),))


def under(*caps: Cap, **terms) -> Working:
    return Working(payment(CARD, caps=caps, **terms))


def each(worked: Working, *claims: tuple[int, int], every: int = 3) -> list[float]:
    """What is owed with one statement after another, for (entries, six months)."""
    return [worked.owed(every * n, every * (n + 1), verified=counted(*both)) for n, both in enumerate(claims)]


# -- the cap per person ----------------------------------------------------------------------------------------------


def test_what_the_cap_per_person_holds_back_comes_off_the_lines_of_its_outcome_pro_rata():
    # entries at £100 and £50: £90 held back is £60 off one and £30 off the other
    lines = (PayLine("card", "outcome", CARD), OTHER)
    worked = Working(PaymentTerms(lines, (Cap("person", 1_000.0),))).work(
        0, 3, verified=counted(3, 1), withheld=np.array([[90_00.0, 0.0]])
    )
    assert worked.held_back.sum(axis=2).tolist() == [[60_00, 0, 30_00]]
    assert worked.owed.sum(axis=2).tolist() == [[240_00, 300_00, 120_00]]


def test_what_it_holds_back_from_claims_that_wait_comes_off_when_they_are_claimed():
    card = PayLine("card", "outcome", CARD, claimed="half-yearly")
    worked = Working(PaymentTerms((card,), (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(2, 0), withheld=np.array([[70_00.0, 0.0]])) == 0
    assert worked.owed(3, 6, verified=counted(1, 0)) == 230


HELD = np.array([[70_00.0, 0.0]])
HOUSED = Condition("share housed", at_least=0.5)


def test_what_it_holds_back_from_claims_that_a_gate_loses_is_not_held_back_from_others():
    gated = PayLine("card", "outcome", CARD, only_if=HOUSED)
    worked = Working(PaymentTerms((gated,), (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(2, 0), withheld=HELD, measures=of("share housed", 0.4)) == 0
    assert worked.owed(3, 6, verified=counted(1, 0), measures=of("share housed", 0.5)) == 100


def test_of_two_lines_for_one_outcome_the_one_that_is_lost_takes_its_part_of_what_is_held_back_with_it():
    # entries at £100 and £50, of which the second is lost: a third of £90 is lost with it, £60 comes off the first
    lines = (PayLine("card", "outcome", CARD), dataclasses.replace(OTHER, only_if=HOUSED))
    worked = Working(PaymentTerms(lines, (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(3, 0), withheld=np.array([[90_00.0, 0.0]])) == 300 - 60


def test_where_the_statement_has_left_out_what_gates_lose_all_of_it_is_held_back_from_the_rest():
    lines = (PayLine("card", "outcome", CARD), dataclasses.replace(OTHER, only_if=HOUSED))
    worked = Working(PaymentTerms(lines, (Cap("person", 1_000.0),)))
    held = np.array([[90_00.0, 0.0]])
    assert worked.owed(0, 3, verified=counted(3, 0), withheld=held, gates_left_out=True) == 300 - 90


def given_back(pounds):
    return np.array([[-100.0 * pounds, 0.0]])


def test_what_it_gives_back_is_paid_with_the_line_even_where_nothing_else_is():
    card = PayLine("card", "outcome", CARD)
    worked = Working(PaymentTerms((card,), (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(2, 0), withheld=HELD) == 200 - 70
    assert worked.owed(3, 6, verified=counted(1, 0), withheld=given_back(40)) == 100 + 40
    assert worked.owed(6, 9, verified=counted(0, 1), withheld=given_back(30)) == 300 + 30


def test_what_it_gives_back_is_shared_as_claims_are_and_waits_until_a_line_is_claimed():
    lines = tuple(
        PayLine(n, "outcome", (Price("entry", p),), claimed="half-yearly") for n, p in (("a", 100.0), ("b", 50.0))
    )
    worked = Working(PaymentTerms(lines, (Cap("person", 1_000.0),)))
    first = worked.work(0, 3, verified=counted(2, 0), withheld=given_back(90))
    assert not first.owed.any()
    second = worked.work(3, 6)
    assert second.owed.sum(axis=2).tolist() == [[200_00 + 60_00, 100_00 + 30_00]]
    assert second.held_back.sum(axis=2).tolist() == [[-60_00, -30_00]]


def test_what_is_still_to_be_taken_off_comes_off_what_the_cap_gives_back():
    # three at £100 are still to be taken off: of £400 given back £100 are paid, and £300 with the four that come later
    card = PayLine("card", "outcome", CARD[:1], less=("six months",))
    worked = Working(PaymentTerms((card,), (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(0, 3), withheld=given_back(200)) == 0
    assert worked.owed(3, 6, withheld=given_back(200)) == 100
    assert worked.owed(6, 9, verified=counted(4, 0)) == 400


def test_what_is_given_back_goes_to_those_who_were_paid():
    both = (PayLine("a", "outcome", CARD[:1], claimed="yearly"), OTHER)
    worked = Working(PaymentTerms(both, (Cap("person", 1_000.0),)))
    assert worked.owed(0, 3, verified=counted(4, 0), withheld=np.array([[90_00.0, 0.0]])) == 200 - 90
    assert worked.work(3, 6, withheld=given_back(90)).owed.sum(axis=2).tolist() == [[0, 90_00]]


def test_what_waits_to_be_held_back_waits_through_a_pause_and_a_pause_adds_nothing_to_it():
    card = PayLine("card", "outcome", CARD, claimed="half-yearly")
    terms = PaymentTerms((card,), (Cap("person", 1_000.0),))
    worked, pause = Working(terms), dataclasses.replace(terms, lines=())
    assert worked.owed(0, 3, verified=counted(2, 0), withheld=HELD) == 0
    assert worked.owed(3, 5, verified=counted(9, 0), withheld=HELD, terms=pause) == 0
    assert worked.owed(5, 6, verified=counted(1, 0)) == 300 - 70


# -- caps ------------------------------------------------------------------------------------------------------------


def test_a_cap_over_a_period_holds_for_each_statement_alone():
    assert each(under(Cap("period", 250.0)), (4, 0), (1, 0), (0, 1)) == [250, 100, 250]


def test_a_cap_over_a_year_starts_anew_with_each_contract_year():
    paid = each(under(Cap("year", 500.0)), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0))
    assert paid == [300, 200, 0, 0, 300]


def test_a_cap_over_the_contract_never_starts_anew():
    assert each(under(Cap("contract", 500.0)), (3, 0), (3, 0), (3, 0), (3, 0), (3, 0)) == [300, 200, 0, 0, 0]


def test_what_a_cap_cuts_is_lost_unless_it_carries():
    assert each(under(Cap("period", 250.0)), (4, 0), (0, 0), (0, 0)) == [250, 0, 0]
    assert each(under(Cap("period", 250.0, excess="carried")), (4, 0), (1, 0), (0, 0), (0, 0)) == [250, 250, 0, 0]
    assert each(under(Cap("period", 250.0, excess="carried")), (7, 0), (0, 0), (0, 0), (0, 0)) == [250, 250, 200, 0]


def test_what_a_cap_on_a_year_carries_is_asked_for_in_the_next():
    paid = each(under(Cap("year", 500.0, excess="carried")), (4, 0), (4, 0), (0, 0), (0, 0), (1, 0), (0, 0))
    # £800 asked in the first year; the £300 left and £100 more in the second
    assert paid == [400, 100, 0, 0, 400, 0]


def test_carried_money_keeps_its_line():
    worked = under(Cap("period", 200.0, excess="carried"))
    first = worked.work(0, 3, verified=counted(1, 1))
    second = worked.work(3, 6)
    assert (first.owed.sum(axis=2) + second.owed.sum(axis=2)).tolist() == [[100_00, 300_00]]
    assert first.owed.sum(axis=2).tolist() == [[50_00, 150_00]]


def test_a_cap_on_two_lines_is_on_both_together_and_on_no_other():
    lines = (PayLine("card", "outcome", CARD), OTHER)
    worked = Working(PaymentTerms(lines, (Cap("contract", 300.0, lines=("entry",)),)))
    # 4 entries: £400 and £200, cut pro rata to £200 and £100; six months is left whole
    assert worked.work(0, 3, verified=counted(4, 1)).owed.sum(axis=2).tolist() == [[200_00, 300_00, 100_00]]


def test_a_cap_on_a_line_comes_before_one_on_all():
    worked = under(Cap("contract", 350.0), Cap("period", 100.0, lines=("entry",)))
    # £500 of entries cut to £100, then £400 cut to £350: 87.50 and 262.50
    assert worked.work(0, 3, verified=counted(5, 1)).owed.sum(axis=2).tolist() == [[87_50, 262_50]]


def test_caps_on_all_are_applied_from_the_shortest_time_to_the_longest():
    worked = under(Cap("contract", 900.0), Cap("year", 700.0), Cap("period", 400.0))
    assert [cap.over for cap, _ in worked.work(0, 3).cuts] == ["period", "year", "contract"]
    assert each(worked, (5, 0), (5, 0), (0, 0), (0, 0), (5, 0)) == [400, 300, 0, 0, 200]


def test_money_carried_under_a_line_waits_while_other_terms_do_not_pay_it():
    worked = under(Cap("period", 250.0, excess="carried"))
    assert worked.owed(0, 3, verified=counted(4, 0)) == 250
    pause = PaymentTerms((), (Cap("period", 250.0, excess="carried"),))
    assert worked.owed(3, 6, terms=pause) == 0
    assert worked.owed(6, 9) == 150


@pytest.mark.parametrize(("lines", "paid"), [((), 50), (("entry",), 150)])
def test_a_cap_counts_what_was_paid_on_lines_that_other_terms_hold(lines, paid):
    # £250 paid on the card (£100 of it entries), then a fee of £200 under terms without the card
    fee = PayLine("entry", "attachment", (Price("", 100.0),))
    cap = (Cap("contract", 300.0 if not lines else 250.0, lines=lines),)
    both = PaymentTerms((PayLine("card", "outcome", (Price("entry", 100.0), Price("six months", 150.0))), fee), cap)
    worked = Working(both)
    assert worked.owed(0, 3, verified=counted(1, 1)) == 250
    assert worked.owed(3, 6, terms=PaymentTerms((fee,), cap), starts=np.array([[2, 0]])) == paid


def test_what_carrying_caps_cut_is_not_counted_as_cut_for_good():
    worked = under(Cap("period", 250.0, excess="carried"), Cap("contract", 300.0)).work(0, 3, verified=counted(4, 0))
    assert worked.cut.tolist() == [0]
    lost = under(Cap("period", 250.0), Cap("contract", 200.0)).work(0, 3, verified=counted(4, 0))
    assert lost.cut.tolist() == [200_00]


# -- periods ---------------------------------------------------------------------------------------------------------


def test_a_statement_within_a_period_opens_no_new_one_for_caps_and_floors():
    # a date of the terms brings a statement at month 4, within the quarter of months 3 to 5
    worked = under(Cap("period", 250.0))
    months = ((0, 3, 1), (3, 4, 2), (4, 6, 2), (6, 9, 3))
    assert [worked.owed(since, until, verified=counted(n, 0)) for since, until, n in months] == [100, 200, 50, 250]
    paid = floored(Floor("period", 200.0))
    assert [paid(0, 3, 1), paid(3, 4, 1), paid(4, 6, 0)] == [200, 100, 100]


def test_a_guarantee_and_a_tolerance_are_of_the_whole_period():
    guarantee = PayLine("guarantee", "missing referral", (Price("", 10.0),), guaranteed=9.0)
    worked = Working(PaymentTerms((guarantee,)))
    assert worked.owed(3, 4, referred=np.array([[2, 1]])) == 0
    assert worked.owed(4, 6, referred=np.array([[1, 1]])) == 40
    worked = tolerant(0.1)
    assert [worked.owed(3, 4, verified=counted(4, 0)), worked.owed(4, 6, verified=counted(5, 0))] == [0, 1_000]


# -- tolerance -------------------------------------------------------------------------------------------------------


def tolerant(share, *caps, claimed="with every statement"):
    card = PayLine("card", "outcome", CARD, tolerance=Tolerance(1_000.0, share), claimed=claimed)
    return Working(PaymentTerms((card,), caps))


def test_a_shortfall_within_tolerance_is_paid_as_what_was_expected():
    # expected £1,000, a tenth tolerated
    assert each(tolerant(0.1), (9, 0), (8, 0), (6, 1), (12, 0)) == [1_000, 800, 1_000, 1_200]


def test_what_tolerance_adds_is_shared_by_the_items_of_the_line_pro_rata():
    worked = tolerant(0.1).work(0, 3, verified=counted(6, 1))
    assert worked.owed.sum(axis=2).tolist() == [[666_66, 333_34]]
    assert worked.tolerated.sum() == 100_00


def test_a_cap_comes_after_tolerance():
    assert each(tolerant(0.1, Cap("contract", 950.0)), (9, 0)) == [950]


def test_tolerance_is_asked_only_with_the_statement_that_the_line_is_claimed_with():
    assert each(tolerant(0.1, claimed="half-yearly"), (5, 0), (4, 0)) == [0, 1_000]


# -- floors ----------------------------------------------------------------------------------------------------------


def floored(*floors, caps=()):
    worked = under(*caps, floors=floors)

    def paid(month_from, month_to, entries):
        said = worked.work(month_from, month_to, verified=counted(entries, 0))
        return (said.owed.sum() + said.floor.item()) / 100

    return paid


def test_a_floor_over_a_period_is_made_up_at_once():
    paid = floored(Floor("period", 200.0))
    assert [paid(3 * n, 3 * n + 3, entries) for n, entries in enumerate((1, 3, 0))] == [200, 300, 200]


def test_a_floor_over_a_year_is_made_up_when_the_year_closes():
    paid = floored(Floor("year", 500.0))
    assert [paid(3 * n, 3 * n + 3, entries) for n, entries in enumerate((1, 0, 1, 0, 0))] == [100, 0, 100, 300, 0]


def test_a_floor_over_the_contract_is_made_up_with_the_last_statement():
    paid = floored(Floor("contract", 500.0))
    assert [paid(m, m + 6, entries) for m, entries in ((0, 1), (6, 2), (12, 0))] == [100, 200, 200]


def test_floors_of_several_times_count_what_the_others_added():
    paid = floored(Floor("period", 100.0), Floor("year", 350.0), Floor("contract", 700.0))
    # 100 at least each quarter; the year's 350 are short of 350 by nothing, after 100 + 100 + 100 + 100
    assert [paid(3 * n, 3 * n + 3, 0) for n in range(4)] == [100, 100, 100, 100]
    assert [paid(m, m + 3, 0) for m in (12, 15)] == [100, 250]  # 350 of the second year, 750 in all


def test_no_floor_passes_a_cap_and_what_floors_added_is_under_it():
    paid = floored(Floor("period", 200.0), caps=(Cap("contract", 500.0),))
    assert [paid(3 * n, 3 * n + 3, entries) for n, entries in enumerate((0, 0, 4))] == [200, 200, 100]
    paid = floored(Floor("period", 200.0), caps=(Cap("year", 300.0),))
    assert [paid(3 * n, 3 * n + 3, 0) for n in range(5)] == [200, 100, 0, 0, 200]


CLAIMS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=6)
AMOUNTS = st.integers(0, 3_000)


@given(CLAIMS, st.lists(st.tuples(st.sampled_from(["period", "year", "contract"]), AMOUNTS,
                                  st.sampled_from(["lost", "carried"])), max_size=3), AMOUNTS)  # fmt: skip
def test_whatever_the_claims_every_cap_on_all_lines_is_kept(claims, caps, floor):
    limits = tuple(Cap(over, float(amount), excess=excess) for over, amount, excess in caps)
    paid = floored(Floor("period", float(floor)), caps=limits)
    money = [paid(3 * n, 3 * n + 3, entries) for n, (entries, _) in enumerate(claims)]
    years = [sum(money[:4]), sum(money[4:])]
    for cap in limits:
        sums = {"period": money, "year": years, "contract": [sum(money)]}[cap.over]
        assert max(sums) <= cap.amount + 1e-6


@pytest.mark.parametrize("excess", ["lost", "carried"])
@given(claims=CLAIMS)
def test_many_replications_at_once_are_each_alone(excess, claims):
    caps = (Cap("period", 250.0, excess=excess), Cap("contract", 900.0))
    terms = payment(CARD, caps=caps, floors=(Floor("period", 120.0),))
    verified = np.concatenate([counted(*both) for both in claims])
    together = Working(terms, replications=len(claims))
    alone = [Working(terms) for _ in claims]
    for n in range(3):
        all_of_them = together.work(3 * n, 3 * n + 3, replications=len(claims), verified=verified)
        for r, one in enumerate(alone):
            said = one.work(3 * n, 3 * n + 3, verified=verified[[r]])
            assert all_of_them.owed[r].tolist() == said.owed[0].tolist()
            assert all_of_them.floor[r] == said.floor[0]


# -- service credits -------------------------------------------------------------------------------------------------


MISSED = Schedule("steps", ((0.0, 0.5), (0.6, 0.25), (0.8, 0.0)))


def credited(*missed, measure=0.7, at_most=1.0, claims=(10, 2), **said):
    """What is owed for each item, and what each credit took off, in pounds."""
    terms = PaymentTerms((ENTRIES, STAYS), service_credits=missed, service_credits_at_most=at_most, **said)
    found = Working(terms).work(0, 3, verified=counted(*claims), measures=of("m", measure))
    return (found.owed.sum(axis=2)[0] / 100).tolist(), [amount.item() / 100 for _, amount in found.credits]


ENTRIES = PayLine("entries", "outcome", (Price("entry", 100.0),))
STAYS = PayLine("stays", "outcome", (Price("six months", 500.0),))


def test_a_credit_takes_a_share_off_all_that_is_owed_or_off_its_lines():
    assert credited(ServiceCredit("late", "m", MISSED)) == ([750, 750], [500])
    assert credited(ServiceCredit("late", "m", MISSED, ("entry",))) == ([750, 1_000], [250])


def test_at_an_edge_the_smaller_share_stands_and_before_a_report_none():
    for measure, off in ((0.59, 1_000), (0.6, 500), (0.8, 0), (np.nan, 0)):
        assert credited(ServiceCredit("late", "m", MISSED), measure=measure)[1] == [off]


def test_credits_together_take_no_more_than_there_is_nor_than_they_are_held_to():
    late, rude = ServiceCredit("late", "m", MISSED, ("entry",)), ServiceCredit("rude", "m", MISSED)
    assert credited(late, rude, measure=0.1) == ([0, 500], [500, 1_000])
    assert credited(late, rude, late, measure=0.1) == ([0, 500], [333.33, 833.33, 333.34])
    # 250 and 500 are asked for, and held to 15% of 2,000
    assert credited(late, rude, at_most=0.15)[1] == [100, 200]


def test_what_floors_add_is_owed_like_anything_and_what_is_taken_off_leaves_a_cap_no_room():
    terms = PaymentTerms((ENTRIES,), floors=(Floor("period", 2_000.0),), caps=(Cap("contract", 3_000.0),),
                         service_credits=(ServiceCredit("late", "m", MISSED),))  # fmt: skip
    working = Working(terms)
    first = working.work(0, 3, verified=counted(10, 0), measures=of("m", 0.7))
    assert (first.owed.sum() / 100, first.floor.item() / 100, first.credited.item() / 100) == (750, 750, 500)
    second = working.work(3, 6, verified=counted(30, 0), measures=of("m", 0.9))
    assert second.owed.sum() / 100 == 1_000


def test_no_more_comes_back_than_was_left_after_credits():
    bonus = PayLine("bonus", "measure", measure="b", may_fall=True, schedule=Schedule("steps", ((0.5, 1_000.0),)))
    working = Working(PaymentTerms((bonus,), service_credits=(ServiceCredit("late", "m", MISSED),)))
    assert working.owed(0, 3, measures={**of("b", 0.6), **of("m", 0.7)}) == 750
    assert working.work(3, 6, measures={**of("b", 0.4), **of("m", 0.9)}).back.sum() / 100 == 750
