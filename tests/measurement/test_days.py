"""Days of a spell, by hand: how many count, in which month, and what becomes of the claims for them."""

from __future__ import annotations

from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.measurement.days import claim_days, count_days, days_by, days_span
from outcomesim.measurement.vintages import as_rows
from outcomesim.units import TICKS_PER_DAY, TICKS_PER_MONTH

MONTHS = 12


def days(event, lost, *, from_month=0.0, back_dated=False, for_months=inf, last_outcome=12.0):
    """Days by month of one spell."""
    counts = np.zeros((2, MONTHS), np.int32)
    line = (np.array([1]), np.array([from_month]), np.array([back_dated]), np.array([for_months]))
    count_days(*line, 0, 1, event, lost, last_outcome, counts)
    assert not counts[0].any()
    return [(month, int(n)) for month, n in enumerate(counts[1]) if n]


def test_a_month_of_a_spell_is_thirty_days():
    assert days(2.0, 4.5) == [(2, 30), (3, 30), (4, 15)]
    assert days(2.25, inf, last_outcome=4.0) == [(2, 22), (3, 30)]  # 22 days and a half, then the half with the next


def test_days_are_whole_and_the_rest_of_one_is_carried_to_the_next_month():
    # from 2.99 to 4.04: 0.3 of a day by the end of month 2, 30.3 by that of month 3, 31.5 at the loss
    assert days(2.99, 4.04) == [(3, 30), (4, 1)]
    assert days(2.99, 3.01) == []


def test_days_that_count_from_a_month_on_begin_when_the_spell_has_lasted_so_long():
    assert days(2.0, 6.0, from_month=2.5) == [(4, 15), (5, 30)]
    assert days(2.0, 4.5, from_month=2.5) == [], "lost at the very moment"
    assert days(2.0, inf, from_month=2.5, last_outcome=4.4) == [], "not in time"


def test_back_dated_days_all_count_in_the_month_in_which_the_spell_has_lasted_so_long():
    assert days(2.0, 6.0, from_month=2.5, back_dated=True) == [(4, 90), (5, 30)]
    assert days(2.0, 4.4, from_month=2.5, back_dated=True) == []


def test_no_more_months_of_a_spell_count_than_are_paid_for():
    assert days(2.0, inf, for_months=1.5) == [(2, 30), (3, 15)]
    assert days(2.0, inf, from_month=2.0, for_months=1.5) == [(4, 30), (5, 15)]
    assert days(2.0, inf, from_month=2.0, back_dated=True, for_months=3.0) == [(4, 90)]
    assert days(2.0, inf, from_month=4.0, back_dated=True, for_months=1.0) == [(6, 30)]


@given(st.floats(0, 11), st.floats(0, 11), st.floats(0, 5), st.booleans(), st.floats(0.01, 9))
@settings(deadline=None)
def test_the_months_add_up_to_the_whole_days_of_the_span(event, lasts, from_month, back_dated, for_months):
    first, last, _ = days_span(event, event + lasts, from_month, back_dated, for_months, 12.0)
    found = days(event, event + lasts, from_month=from_month, back_dated=back_dated, for_months=for_months)
    assert sum(n for _, n in found) == max(0, last - first) // TICKS_PER_DAY
    assert all(n <= 31 or back_dated for _, n in found)


def test_nothing_is_known_before_the_tick_at_which_it_is():
    span = (0, 5 * TICKS_PER_MONTH, 3 * TICKS_PER_MONTH)
    assert [days_by(month, *span) for month in range(6)] == [0, 0, 0, 120, 150, 150]


def claims(*, with_service, without, found=1.0, last_claim=12.0, lag=0.5, **line):
    """What becomes of one person's days in one view: tallies, and her claims."""
    terms = {"from_month": 0.0, "back_dated": False, "for_months": inf, **line}
    cells = {name: np.zeros((1, 1, 1, MONTHS), np.int32) for name in ("verified", "anyway")}
    lost = {name: np.zeros((1, 1), np.int32) for name in ("not_found", "late")}
    achieved = np.zeros((1, 1, MONTHS), np.int32)
    desk = {name: np.zeros((1, 1, MONTHS)) for name in ("came", "at", "claimed")}
    number = np.zeros((1, 1), np.int64)
    with np.errstate(over="ignore"):
        verified = claim_days(
            np.uint64(1), np.uint64(2), np.uint64(3), 0, 0, 0, 0, *terms.values(), *with_service, *without, 12.0,
            last_claim, 0.0, as_rows(()), np.full((1, 1), found), np.full((1, 4097), lag), achieved,
            cells["verified"], np.zeros((1, 0, 1, 1, MONTHS), np.int32), cells["anyway"], *lost.values(),
            *desk.values(), number,
        )  # fmt: skip
    assert verified == number[0, 0]
    by_month = {name: array.reshape(-1, MONTHS)[0].tolist() for name, array in {**cells, "achieved": achieved}.items()}
    each = [(float(at), int(n)) for at, n in zip(desk["at"][0, 0], desk["claimed"][0, 0], strict=True) if n]
    return by_month, each, {name: int(array.sum()) for name, array in lost.items()}


def test_the_days_of_a_month_are_one_claim_at_the_last_tick_of_them():
    by_month, each, _ = claims(with_service=(2.0, 4.5), without=(inf, inf))
    assert by_month["achieved"] == [0, 0, 30, 30, 15, 0, 0, 0, 0, 0, 0, 0]
    assert by_month["verified"] == [0, 0, 0, 30, 45, 0, 0, 0, 0, 0, 0, 0]
    tick = 1 / TICKS_PER_MONTH
    assert np.allclose(each, [(3.5 - tick, 30), (4.5 - tick, 30), (5.0 - tick, 15)], rtol=0, atol=1e-12)


def test_the_first_days_as_many_as_without_the_service_would_have_come_anyway():
    by_month, _, _ = claims(with_service=(2.0, 6.0), without=(5.0, 6.5), lag=0.0)
    assert by_month["verified"][:7] == [0, 0, 30, 30, 30, 30, 0]
    assert by_month["anyway"][:7] == [0, 0, 30, 15, 0, 0, 0]


def test_days_without_evidence_and_days_too_late_are_lost_as_days():
    _, each, lost = claims(with_service=(2.0, 4.5), without=(inf, inf), found=0.0)
    assert (each, lost) == ([], {"not_found": 75, "late": 0})
    by_month, _, lost = claims(with_service=(2.0, 4.5), without=(2.0, 4.5), last_claim=4.0)
    assert lost == {"not_found": 0, "late": 45}
    assert by_month["verified"] == by_month["anyway"] == [0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0]


def test_back_dated_days_are_claimed_when_the_spell_has_lasted_so_long():
    line = {"from_month": 3.0, "back_dated": True, "for_months": 2.0}
    _, each, _ = claims(with_service=(2.0, inf), without=(inf, inf), lag=0.0, **line)
    assert each == [(5.0, 60)]
