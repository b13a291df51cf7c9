import numpy as np
import pytest
from contracts.making import counted, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts import Book
from outcomesim.contracts.terms import (
    asked,
    claim_values,
    cut_to,
    direction_after_review,
    equal_part,
    missed,
    rate_card,
    split,
)
from outcomesim.scenario.pay import Price
from outcomesim.scenario.terms import ReviewTerms

LINES = st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=1, max_size=5)


def test_a_segments_own_price_goes_before_the_price_for_everyone_whatever_their_order():
    prices = [Price("entry", 900.0, "older"), Price("entry", 600.0)]
    values = claim_values(prices, ("entry", "six months"), ("younger", "older"))
    assert values.tolist() == [[600_00, 0], [900_00, 0]]
    assert values.dtype == np.int64


def test_a_line_asks_for_count_times_price_over_segments_less_what_the_person_cap_withholds():
    verified = np.array([[[3, 0], [2, 1]]])
    prices = np.array([[600_00, 1_500_00], [700_00, 1_600_00]])
    withheld = np.array([[100_00.0, 0.0]])
    # 3 x £600 + 2 x £700 - £100 = £3,100; 1 x £1,600
    assert asked(verified, prices, withheld).tolist() == [[3_100_00.0, 1_600_00.0]]


def test_a_cap_cuts_the_lines_pro_rata_and_the_last_takes_what_rounding_leaves():
    # £1,800 and £800 asked, £1,000 left: 1,000 x 18/26 = 692.307..., the rest 307.70
    paid = rate_card(counted(3, 1), np.array([[600_00, 800_00]] * 2), np.zeros((1, 2)), np.array([1_000_00.0]))
    assert paid.tolist() == [[692_30.0, 307_70.0]]


def test_a_contract_without_a_cap_pays_what_is_asked():
    paid = rate_card(counted(3, 1), np.array([[600_00, 800_00]] * 2), np.zeros((1, 2)), np.array([np.inf]))
    assert paid.tolist() == [[1_800_00.0, 800_00.0]]


@given(LINES, st.integers(0, 3 * 10**9))
def test_lines_cut_by_a_cap_are_whole_pence_never_more_than_asked_and_add_to_the_cap_exactly(lines, cap):
    claimed = np.array(lines, dtype=np.float64)
    cut = cut_to(claimed, np.full(len(lines), float(cap)))
    assert (cut >= 0).all()
    assert (cut <= claimed).all()
    assert (cut == np.rint(cut)).all()
    assert (cut.sum(axis=1) == np.minimum(claimed.sum(axis=1), cap)).all()


@given(LINES, st.integers(0, 3 * 10**9))
def test_cutting_many_replications_at_once_is_cutting_each_alone(lines, cap):
    claimed = np.array(lines, dtype=np.float64)
    left = np.full(len(lines), float(cap))
    alone = np.concatenate([cut_to(claimed[[r]], left[[r]]) for r in range(len(lines))])
    assert (cut_to(claimed, left) == alone).all()


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=5), st.lists(st.integers(1, 100), min_size=1, max_size=4))
def test_a_split_between_payers_adds_to_the_whole_and_is_never_negative(amounts, weights):
    whole = np.array(amounts, dtype=np.float64)
    parts = split(whole, [w / sum(weights) for w in weights])
    assert (sum(parts) == whole).all()
    assert all((part >= 0).all() and (part == np.rint(part)).all() for part in parts)


@given(st.integers(0, 10**8), st.integers(1, 60), st.integers(1, 12))
def test_equal_parts_add_to_the_whole_and_only_the_last_differs(whole, months, every):
    parts = [equal_part(float(whole), months=months, every=every, first=m) for m in range(0, months, every)]
    assert sum(parts) == whole
    assert min(parts) >= 0
    assert len(set(parts[:-1])) <= 1


def test_just_reaching_the_target_is_good_enough_whatever_the_arithmetic_of_fractions_says():
    assert 0.55 * 100 > 55  # in floating point
    assert missed(counted(55, 0), [0], 0.55 * 100).tolist() == [False]
    assert missed(counted(54, 0), [0], 0.55 * 100).tolist() == [True]


def test_a_review_counts_only_the_lines_it_names_over_all_segments():
    verified = np.array([[[4, 100], [5, 100]]])
    assert missed(verified, [0], 10.0).tolist() == [True]
    assert missed(verified, [0, 1], 10.0).tolist() == [False]


class Reviews:
    """Reviews in a row of one book, told in entries verified to date, one number a replication."""

    def __init__(self, replications: int = 1, **terms) -> None:
        plain = {"at": (3.0, 6.0, 9.0, 12.0), "outcomes": ("entry",), "target": (10.0, 20.0, 30.0, 40.0)}
        self.terms = ReviewTerms(**{**plain, **terms})
        self.book = Book.empty(replications)
        self.held = 0

    def hold(self, *entries: int):
        verified = np.zeros((len(entries), 2, 2), dtype=np.int64)
        verified[:, 0, 0] = entries
        month = int(self.terms.at[self.held])
        found = statement(0, month, replications=len(entries), verified=verified)
        self.held += 1
        return direction_after_review(
            self.terms, self.book, found, which=self.held - 1, lines=[0], planned_places=setting().planned_places
        )


def test_a_review_that_is_met_changes_nothing():
    assert Reviews(places=0.5).hold(10) is None


def test_a_miss_directs_places_intensity_and_a_shut_door():
    direction = Reviews(places=0.5, intensity=0.8, shut_intake=True).hold(9)
    assert direction is not None
    assert direction.places.tolist() == [25.0]
    assert direction.intensity.tolist() == [0.8]
    assert direction.intake_open.tolist() == [0.0]
    assert np.isnan(direction.notice_months).all()


def test_a_share_of_places_is_rounded_half_to_even():
    assert Reviews(places=0.05).hold(0).places.tolist() == [2.0]  # 2.5


def test_a_second_miss_does_not_direct_again_what_is_already_directed():
    reviews = Reviews(places=0.5)
    assert reviews.hold(9) is not None
    assert reviews.hold(19) is None


def test_a_review_met_after_a_miss_restores_the_plan():
    reviews = Reviews(places=0.5, intensity=0.8, shut_intake=True)
    reviews.hold(9)
    direction = reviews.hold(20)
    assert (direction.places.item(), direction.intensity.item(), direction.intake_open.item()) == (50.0, 1.0, 1.0)
    assert reviews.book.misses.tolist() == [0]


def test_notice_follows_only_misses_running():
    reviews = Reviews(misses_before_notice=2, notice_months=4.0)
    assert reviews.hold(9) is None
    assert reviews.hold(20) is None  # met: the count starts again
    assert reviews.hold(29) is None
    assert reviews.hold(39).notice_months.tolist() == [4.0]
    assert reviews.book.notes["stops at"].tolist() == [16.0]


def test_once_on_notice_a_replication_is_directed_no_more():
    reviews = Reviews(misses_before_notice=1, shut_intake=True)
    assert reviews.hold(9).intake_open.tolist() == [0.0]
    assert reviews.hold(20) is None
    assert reviews.hold(0) is None


def test_replications_that_a_review_leaves_alone_are_nan():
    direction = Reviews(2, places=0.5).hold(9, 10)
    assert direction.places[0] == 25.0
    assert np.isnan(direction.places[1])
    assert direction.replications().tolist() == [True, False]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), min_size=4, max_size=4))
def test_reviewing_many_replications_at_once_is_reviewing_each_alone(rounds):
    terms = {"places": 0.5, "intensity": 0.8, "shut_intake": True, "misses_before_notice": 2}
    together, alone = Reviews(3, **terms), [Reviews(1, **terms) for _ in range(3)]
    for entries in rounds:
        both, each = together.hold(*entries), [alone[r].hold(entries[r]) for r in range(3)]
        for r in range(3):
            for name in ("places", "intensity", "intake_open", "notice_months"):
                one = np.nan if each[r] is None else getattr(each[r], name)[0]
                assert np.array_equal(one, np.nan if both is None else getattr(both, name)[r], equal_nan=True)


@pytest.mark.parametrize("tolerance", [0.5, 0.8, 1.0])
def test_tolerance_is_the_share_of_the_target_that_is_good_enough(tolerance):
    assert Reviews(places=0.5, tolerance=tolerance).hold(int(tolerance * 10)) is None
    assert Reviews(places=0.5, tolerance=tolerance).hold(int(tolerance * 10) - 1) is not None
