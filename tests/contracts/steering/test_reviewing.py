import numpy as np
import pytest
from contracts.making import counted, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.contracts import Book
from outcomesim.contracts.steering.reviewing import direction_after_review, missed
from outcomesim.scenario.terms import ReviewTerms


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
