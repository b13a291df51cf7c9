"""Reviews that move referrals towards the providers that do better: by hand."""

import numpy as np
import pytest
from contracts.making import contract, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts.steering.allocating import moved_shares
from outcomesim.measurement.statement import ByProvider
from outcomesim.parties import Party
from outcomesim.scenario.provider_terms import AllocationTerms

NORTH, SOUTH = Party("North", "provider"), Party("South", "provider")
EVEN = np.array([[0.5, 0.5]])


def moved(verified, starts, shares=EVEN, strength=1.0, least=0.0, after_starts=1):
    after = moved_shares(
        np.array(shares, float), np.array([verified]), np.array([starts]), strength=strength, least=least,
        after_starts=after_starts,
    )  # fmt: skip
    return after[0].tolist()


def test_shares_are_multiplied_by_outcomes_for_each_start_and_divided_by_their_sum():
    # rates 0.3 and 0.1, shares 0.4 and 0.6: 0.12 and 0.06
    assert moved([6, 3], [20, 30], [[0.4, 0.6]]) == pytest.approx([2 / 3, 1 / 3])


def test_strength_is_a_power_of_the_rate_and_nought_moves_nothing():
    assert moved([6, 3], [20, 30], strength=2.0) == pytest.approx([0.9, 0.1])
    assert moved([6, 3], [20, 30], strength=0.0) == [0.5, 0.5]


def test_none_falls_below_the_least_and_the_others_divide_the_rest():
    # rates 0.6, 0.3 and nought: the last is lifted to 0.1, the others divide 0.9 as two to one
    thirds = [[1 / 3] * 3]
    assert moved([12, 6, 0], [20, 20, 20], thirds, least=0.1) == pytest.approx([0.6, 0.3, 0.1])
    # to 0.32: the second, at 0.68 / 3, is then below it too
    assert moved([12, 6, 0], [20, 20, 20], thirds, least=0.32) == pytest.approx([0.36, 0.32, 0.32])


def test_nothing_moves_before_each_has_started_enough_or_where_nothing_was_verified():
    assert moved([6, 3], [20, 9], after_starts=10) == [0.5, 0.5]
    assert moved([6, 1], [20, 10], after_starts=10) == pytest.approx([0.75, 0.25])
    assert moved([0, 0], [20, 20]) == [0.5, 0.5]
    assert moved([0, 0], [0, 0], after_starts=0) == [0.5, 0.5]


def test_a_provider_that_is_referred_nobody_stays_so_and_holds_nobody_up():
    assert moved([6, 3, 9], [20, 20, 0], [[0.5, 0.5, 0.0]], least=0.1) == pytest.approx([2 / 3, 1 / 3, 0])


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 50), st.integers(0, 9)), min_size=2, max_size=5).filter(
        lambda rows: sum(share for _, _, share in rows) > 0
    ),
    st.sampled_from([0.0, 0.1, 0.2]),
)
def test_shares_stay_shares(rows, least):
    verified, starts, shares = (np.array([column], float) for column in zip(*rows, strict=True))
    shares = shares / shares.sum()
    after = moved_shares(shares, verified, starts, strength=1.0, least=least, after_starts=1)
    assert after.sum() == pytest.approx(1.0)
    assert np.all((after > 0) <= (shares > 0))
    assert np.array_equal(after, shares) or after[shares > 0].min() >= least - 1e-12


TERMS = AllocationTerms(at=(6.0, 9.0), outcomes=("entry",), least=0.2, after_starts=10)


def held(*counts, failed=(False, False)):
    """What a contract directs at its allocation reviews, when so many were verified of so many starts."""
    where = setting(providers=(NORTH, SOUTH), provider_shares=(0.5, 0.5))
    made = contract("payment by results", where=where, allocation=TERMS)
    book, said = made.open_book(1), []
    for month, (verified, starts) in zip((6, 9), counts, strict=True):
        done = np.array([[[verified[0], 99], [verified[1], 99]]])
        did = ByProvider(np.array([starts]), np.array([starts]), done, np.zeros((1, 2)), np.array([failed]))
        direction = made.review(book, statement(0, month, by_provider=did))
        said.append(None if direction is None else direction.referral_shares.tolist())
    return made, said


def test_a_contract_directs_shares_at_its_dates_from_those_last_directed():
    made, said = held(([6, 2], [20, 20]), ([12, 4], [40, 40]))
    # three to one, then nine to one, lifted to a fifth; another line is not counted
    assert said[0] == [pytest.approx([0.75, 0.25])]
    assert said[1] == [pytest.approx([0.8, 0.2])]
    assert made.review_months == (6.0, 9.0)
    assert any("is multiplied by its verified outcomes for each start to date (entry)" in s for s in made.describe())


def test_what_does_not_move_is_not_directed():
    assert held(([6, 6], [20, 20]), ([1, 0], [9, 9]))[1] == [None, None]


def test_a_provider_that_has_run_out_of_money_is_given_no_share_again():
    assert held(([6, 2], [20, 20]), ([12, 4], [40, 40]), failed=(True, False))[1] == [[[0, 1]], None]
    assert held(([6, 2], [20, 20]), ([12, 4], [40, 40]), failed=(True, True))[1] == [None, None]


def test_where_it_is_not_known_what_each_did_nothing_moves():
    made, _ = held(([1, 1], [1, 1]), ([1, 1], [1, 1]))
    book = made.open_book(1)
    assert made.review(book, statement(0, 6)) is None
