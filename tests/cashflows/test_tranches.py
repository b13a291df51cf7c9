"""What a tranche is due, by hand.

£10,000 drawn in month 0 at 10% a year:

- compound, after 12 months: 10,000 x 1.1 = 11,000, so £1,000; after 24 months 12,100, so £2,100
- simple, after 12 months: £1,000; after 24 months £2,000
- compound, £500 of interest paid after 12 months: (11,000 - 500) x 1.1 = 11,550 after 24, so £1,550
- hurdle of 10%, principal repaid after 12 months: £1,000 is missing; after 24 months £1,100
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.cashflows.rates import NOTHING_KNOWN, Known
from outcomesim.cashflows.returns import irr
from outcomesim.cashflows.tranches import Position, spread
from outcomesim.scenario.capital import FloorByDate, LaterRate, OnMeasure, Tranche
from outcomesim.scenario.pay import Schedule

RETURN = OnMeasure("reduction", Schedule("steps", ((7.5, 0.03), (10.0, 0.13))))


def drawn(amount=10_000.0, **terms):
    """A tranche that has drawn an amount in month 0."""
    position = Position(Tranche("fund", 20_000.0, **terms), 1, 37)
    position.note("drawn", 0, np.array([amount * 100]))
    return position


def known(**measures):
    return Known({name: np.array([value]) for name, value in measures.items()})


def interest(position, month, **measures):
    return position.interest_due(month, known(**measures)).item() / 100


def principal(position, month, **measures):
    return position.principal_due(month, known(**measures)).item() / 100


def paid(position, kind, month, amount):
    position.note(kind, month, np.array([amount * 100]))


def test_compound_interest_grows_to_the_rate_in_a_year_and_on_itself_after():
    position = drawn(rate=0.1)
    assert [interest(position, month) for month in (0, 12, 24)] == [0, 1_000, 2_100]
    paid(position, "interest", 12, 500.0)
    assert interest(position, 24) == 1_550


def test_simple_interest_is_a_twelfth_of_the_rate_a_month_on_principal_alone():
    position = drawn(rate=0.1, interest="simple")
    assert [interest(position, month) for month in (1, 12, 24)] == [83.33, 1_000, 2_000]
    paid(position, "repaid", 12, 10_000.0)
    assert interest(position, 24) == 1_000


def test_a_later_rate_leaves_what_has_accrued_as_it_was():
    rising = drawn(rate=0.1, later=(LaterRate(13, 0.2),))  # the thirteenth month after the draw is month 13
    assert [interest(rising, month) for month in (12, 24)] == [1_000, 3_200]  # 11,000 x 1.2
    simple = drawn(later=(LaterRate(7, 0.06), LaterRate(13, 0.12)), interest="simple")
    assert [interest(simple, month) for month in (6, 7, 12, 24)] == [0, 50, 300, 1_500]


def test_a_later_rate_may_follow_a_measure():
    position = drawn(rate=0.1, later=(LaterRate(13, RETURN),))
    assert interest(position, 24) == 1_000
    assert interest(position, 24, reduction=11.0) == pytest.approx(11_000 * 1.13 - 10_000)
    assert position.unreported(24, NOTHING_KNOWN).tolist() == [True]


def test_what_is_drawn_late_earns_late():
    position = drawn(rate=0.1)
    paid(position, "drawn", 12, 10_000.0)
    assert interest(position, 24) == 2_100 + 1_000


def test_a_rate_on_a_measure_holds_from_the_first_draw_and_is_nought_until_the_measure_is_reported():
    position = drawn(rate=RETURN)
    assert interest(position, 24) == 0
    assert interest(position, 24, reduction=np.nan) == 0
    assert interest(position, 24, reduction=8.0) == pytest.approx(10_000 * (1.03**2 - 1))
    assert interest(position, 24, reduction=11.0) == pytest.approx(10_000 * (1.13**2 - 1))
    assert position.unreported(24, NOTHING_KNOWN).tolist() == [True]
    assert position.unreported(24, known(reduction=8.0)).tolist() == [False]


def test_principal_may_follow_a_measure_and_no_less_than_a_floor_by_date():
    share = OnMeasure("reduction", Schedule("linear", ((0.0, 0.0), (10.0, 1.0))))
    position = drawn(principal=share, floors=(FloorByDate(12, 0.25), FloorByDate(24, 0.5)))
    assert principal(position, 23, reduction=8.0) == 8_000
    assert principal(position, 10, reduction=2.0) == 2_000
    assert principal(position, 11, reduction=2.0) == 2_500
    assert principal(position, 23) == 5_000
    paid(position, "repaid", 11, 2_500.0)
    assert position.floor_due(11).tolist() == [0]
    assert position.floor_due(23).tolist() == [2_500_00]


def test_a_hurdle_compounds_on_draws_less_receipts():
    position = drawn(hurdle=0.1)
    assert position.hurdle_due(12, NOTHING_KNOWN).tolist() == [1_000_00]
    paid(position, "repaid", 12, 10_000.0)
    assert position.hurdle_due(12, NOTHING_KNOWN).tolist() == [1_000_00]
    assert position.hurdle_due(24, NOTHING_KNOWN).tolist() == [1_100_00]
    paid(position, "profit", 24, 1_100.0)
    assert position.hurdle_due(24, NOTHING_KNOWN).tolist() == [0]


def test_a_cap_on_the_return_leaves_what_brings_it_to_the_cap():
    position = drawn(rate=0.2, most_return_per_year=0.1)
    assert position.return_left(12).tolist() == [1_000_00]
    paid(position, "interest", 12, 1_000.0)
    assert position.return_left(12).tolist() == [0]
    assert drawn().return_left(12).tolist() == [np.inf]


def test_a_tranche_may_be_drawn_again_only_where_it_revolves():
    for revolving, room in ((False, 10_000_00), (True, 14_000_00)):
        position = drawn(revolving=revolving)
        paid(position, "repaid", 3, 4_000.0)
        assert position.room.tolist() == [room]


def test_what_was_made_good_is_not_owed_twice():
    position = drawn(rate=0.1)
    paid(position, "made good", 12, 4_000.0)
    assert position.outstanding.tolist() == [6_000_00]
    assert principal(position, 12) == 10_000  # 6,000 to the tranche, 4,000 to who made it good
    paid(position, "repaid", 13, 6_000.0)
    paid(position, "recovered", 13, 4_000.0)
    assert principal(position, 13) == 0


@given(
    st.integers(0, 12),
    st.lists(st.integers(0, 10_000_00), min_size=1, max_size=6).filter(any),
    st.floats(0, 0.5),
    st.lists(st.integers(0, 5_000_00), min_size=0, max_size=12),
)
def test_paid_all_that_it_is_due_a_compound_tranche_has_earned_its_rate(first, draws, rate, payments):
    position = Position(Tranche("fund", 10**6, rate=rate), 1, 61)
    flows = np.zeros((1, 61))
    for month, amount in enumerate(draws, start=first):
        position.note("drawn", month, np.array([float(amount)]))
        flows[0, month] -= amount
    for month, amount in enumerate(payments, start=20):
        some = np.minimum(
            float(amount), position.interest_due(month, NOTHING_KNOWN) + position.principal_due(month, NOTHING_KNOWN)
        )
        back = np.minimum(some, position.interest_due(month, NOTHING_KNOWN))
        position.note("interest", month, back)
        position.note("repaid", month, some - back)
        flows[0, month] += some.item()
    flows[0, 60] = (position.interest_due(60, NOTHING_KNOWN) + position.principal_due(60, NOTHING_KNOWN)).item()
    worth = np.sum(flows * (1 + rate) ** (-np.arange(61) / 12))
    assert abs(worth) < 1  # a penny for rounding
    if flows.max() > 100_00 and flows.min() < -100_00:
        assert irr(flows).item() == pytest.approx(rate, abs=1e-3)


MOVES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(("drawn", "repaid", "interest", "profit")), st.integers(0, 10**6)),
    max_size=20,
)


@given(MOVES, st.lists(st.integers(0, 30), max_size=10))
def test_asking_often_gives_what_asking_once_does(moves, asked):
    terms = Tranche("fund", 10**6, rate=0.07, later=(LaterRate(9, 0.02),), hurdle=0.03, most_return_per_year=0.1)
    often, once = Position(terms, 1, 31), Position(terms, 1, 31)
    for month, kind, amount in sorted(moves):
        for position in (often, once):
            position.note(kind, month, np.array([float(amount)]))
        for other in asked:
            often.interest_due(other, NOTHING_KNOWN)
            often.interest_due(other, NOTHING_KNOWN, upto=other // 2)
            often.hurdle_due(other, NOTHING_KNOWN)
    for month in (*asked, 30):
        assert often.interest_due(month, NOTHING_KNOWN) == once.interest_due(month, NOTHING_KNOWN)
        assert often.hurdle_due(month, NOTHING_KNOWN) == once.hurdle_due(month, NOTHING_KNOWN)
        assert often.return_left(month) == once.return_left(month)


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=5), st.floats(0, 1))
def test_an_amount_spread_by_room_adds_up_exactly_and_goes_beyond_nobodys_room(room, share):
    space = np.array([room], dtype=np.float64)
    amount = np.floor(space.sum(axis=1) * share)
    parts = spread(amount, space)
    assert (parts >= 0).all()
    assert (parts <= space).all()
    assert (parts == np.rint(parts)).all()
    assert (parts.sum(axis=1) == amount).all()
