import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.measurement.person_cap import cap_in_turn, withheld_from, withheld_in_turn


def cap_per_person(times: list[float], values: list[int], limit: int) -> np.ndarray:
    """What is withheld from each claim, as the kernel is told it."""
    withheld = np.zeros(len(values), dtype=np.int64)
    withheld_from(np.array(times, float), np.array(values, np.int64), len(values), limit, withheld)
    return withheld


CLAIMS = st.lists(
    st.tuples(st.sampled_from([0.5, 1.0, 1.5, 2.25, 7.0]), st.integers(0, 10_000)), min_size=0, max_size=8
)


def paid_oldest_first(claims: list[tuple[float, int]], limit: int) -> list[int]:
    """The rule as it is told: pay each claim in turn until the cap is reached."""
    paid, left = [0] * len(claims), limit
    for i in sorted(range(len(claims)), key=lambda i: (claims[i][0], i)):
        paid[i] = min(claims[i][1], left)
        left -= paid[i]
    return paid


@given(CLAIMS, st.integers(0, 30_000))
def test_each_claim_is_paid_in_order_of_verification_until_the_cap_is_reached(claims, limit):
    times, values = [c[0] for c in claims], [c[1] for c in claims]
    withheld = cap_per_person(times, values, limit)
    assert (np.array(values, dtype=np.int64) - withheld).tolist() == paid_oldest_first(claims, limit)


def test_the_claim_that_reaches_the_cap_is_paid_in_part_and_later_ones_not_at_all():
    # £600 + £800 leave £100 of £1,500 for the third, nothing for the fourth
    assert cap_per_person([1, 2, 3, 4], [600_00, 800_00, 500_00, 900_00], 1_500_00).tolist() == [0, 0, 400_00, 900_00]


def test_claims_verified_at_the_same_moment_are_taken_in_the_order_of_their_lines():
    assert cap_per_person([2, 2, 2], [600_00, 600_00, 600_00], 1_000_00).tolist() == [0, 200_00, 600_00]


def test_nothing_is_withheld_at_exactly_the_cap():
    assert cap_per_person([1, 2], [600_00, 400_00], 1_000_00).tolist() == [0, 0]


@given(CLAIMS, st.integers(0, 30_000))
def test_claims_in_turn_are_capped_alike(claims, limit):
    in_turn = sorted(claims, key=lambda claim: claim[0])
    values = [value for _, value in in_turn]
    assert cap_in_turn(values, limit) == cap_per_person([time for time, _ in in_turn], values, limit).tolist()


def test_a_claim_taken_off_frees_what_it_took_of_the_cap():
    # £1,800 of £1,000: £800 held back; £600 less leave £200; £600 more are beyond again
    assert cap_in_turn([600_00] * 3 + [-600_00, 600_00], 1_000_00) == [0, 200_00, 600_00, -600_00, 600_00]
    assert cap_in_turn([600_00, -800_00, 900_00], 500_00) == [100_00, -100_00, 200_00]


SOME_OFF = st.lists(
    st.tuples(st.sampled_from([0.5, 1.0, 1.5, 2.25, 7.0]), st.integers(-10_000, 10_000)), min_size=0, max_size=8
)


@given(SOME_OFF, st.integers(0, 30_000))
def test_of_simulated_people_too_what_is_taken_off_frees_what_it_took_of_the_cap(claims, limit):
    """In whatever order they stand in the array; at the same moment what takes off goes first."""
    times = np.array([time for time, _ in claims], float)
    values = np.array([value for _, value in claims], np.int64)
    withheld = np.zeros(len(claims), dtype=np.int64)
    withheld_in_turn(times, values, len(claims), limit, withheld)
    order = sorted(range(len(claims)), key=lambda i: (times[i], values[i] >= 0, i))
    assert withheld[order].tolist() == cap_in_turn(values[order].tolist(), limit)


@given(CLAIMS, st.integers(0, 30_000))
def test_where_nothing_is_taken_off_both_ways_are_one(claims, limit):
    times, values = [c[0] for c in claims], [c[1] for c in claims]
    in_turn = np.zeros(len(claims), dtype=np.int64)
    withheld_in_turn(np.array(times, float), np.array(values, np.int64), len(claims), limit, in_turn)
    assert in_turn.tolist() == cap_per_person(times, values, limit).tolist()
