"""Outcomes and time, counted in whole numbers in the month they fall in."""

from __future__ import annotations

from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.measurement.counting import add_ticks, add_up, count_effort, count_spell
from outcomesim.units import TICKS_PER_MONTH

STAYS = st.lists(
    st.tuples(st.floats(0, 7, allow_nan=False), st.floats(0, 9, allow_nan=False), st.integers(1, 1500)), max_size=12
)


@given(STAYS)
@settings(deadline=None)
def test_time_is_counted_to_the_tick_in_the_month_it_falls_in(stays):
    cells, expected = np.zeros(6, np.int64), np.zeros(6, np.int64)
    for since, lasts, weight in stays:
        add_ticks(cells, since, since + lasts, weight)
        first, last = round(since * TICKS_PER_MONTH), round((since + lasts) * TICKS_PER_MONTH)
        for month in range(6):
            begins, ends = month * TICKS_PER_MONTH, (month + 1) * TICKS_PER_MONTH
            expected[month] += weight * max(0, min(last, ends) - max(first, begins))
    add_up(cells)
    assert cells.tolist() == expected.tolist()


def test_effort_is_service_weighted_by_the_intensity_in_force():
    # a stay from 0.5 to 3.5; intensity 1.5 from 2.25 on: 0.5 + 1 + (0.25 + 0.75 * 1.5) + 0.5 * 1.5 months
    effort = np.zeros(5, np.int64)
    count_effort(effort, 0.5, 3.5, np.array([2.25, inf]), np.array([1500, 0]))
    add_up(effort)
    assert (effort / (1000 * TICKS_PER_MONTH)).tolist() == [0.5, 1.0, 1.375, 0.75, 0]


def test_a_spell_is_counted_by_its_lines_and_by_the_time_in_it_up_to_its_limit():
    # begun at 1.5, three months reached at 4.5, six months too late to count; lost at 9, counted for four months
    counts, spell = np.zeros((3, 12), np.int32), np.zeros(12, np.int64)
    when = np.array([inf, 1.5, 4.5])
    count_spell(1, 0, 2, np.array([2, 0]), when, 9.0, 7.0, 4.0, counts, spell)
    add_up(spell)
    assert [line.nonzero()[0].tolist() for line in counts] == [[], [1], [4]]
    assert (spell / TICKS_PER_MONTH).tolist() == [0, 0.5, 1, 1, 1, 0.5, 0, 0, 0, 0, 0, 0]


def test_an_event_after_the_last_day_counts_for_nothing():
    counts, spell = np.zeros((1, 12), np.int32), np.zeros(12, np.int64)
    count_spell(0, 0, 0, np.zeros(0, np.int64), np.array([7.5]), inf, 7.0, inf, counts, spell)
    assert counts.sum() == spell.sum() == 0
