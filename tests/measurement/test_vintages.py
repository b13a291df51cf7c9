"""Some of the people and their claims, counted apart."""

from __future__ import annotations

import numpy as np

from outcomesim.measurement.counting import add_up
from outcomesim.measurement.vintages import (
    Vintage,
    as_rows,
    count_claim_by_vintage,
    count_start_by_vintage,
    vintage_of,
)
from outcomesim.scenario.measures import Measure
from outcomesim.units import NEVER, TICKS_PER_MONTH

FIRST = Vintage(started_from=0.0, started_until=6.0)
FOLLOWED = Vintage(started_from=0.0, started_until=6.0, follow_up_months=3.0)
ACHIEVED_LATE = Vintage(achieved_from=8.0)


def test_a_measure_of_everybody_is_of_no_vintage():
    assert vintage_of(Measure("m", "total", of="job")) is None
    assert vintage_of(Measure("m", "total", of="job", cohort=(0, 6))) == FIRST
    assert vintage_of(Measure("m", "total", of="job", follow_up_months=3)) == Vintage(follow_up_months=3)
    assert as_rows(()).shape == (0, 5)
    assert as_rows([FOLLOWED]).tolist() == [[0, 6, 0, NEVER, 3]]


def test_time_in_service_is_counted_as_long_as_a_person_is_followed():
    starts, served = np.zeros((3, 1, 12), np.int32), np.zeros((3, 1, 12), np.int64)
    vintages = as_rows([FIRST, FOLLOWED, ACHIEVED_LATE])
    for start, leave in ((1.0, 5.5), (6.0, 9.0)):  # the second starts when the cohort has closed
        count_start_by_vintage(vintages, start, leave, 0, starts, served)
    for of_vintage in served:
        add_up(of_vintage[0])
    assert starts.sum(axis=(1, 2)).tolist() == [1, 1, 2]
    assert (served.sum(axis=(1, 2)) / TICKS_PER_MONTH).tolist() == [4.5, 3.0, 7.5]


def test_a_claim_is_of_a_vintage_by_its_start_its_achievement_and_the_time_between():
    verified = np.zeros((3, 1, 1, 12), np.int32)
    vintages = as_rows([FIRST, FOLLOWED, ACHIEVED_LATE])
    count_claim_by_vintage(vintages, 5.0, 8.0, 1, 0, 0, 10, verified)  # after exactly three months: still in time
    count_claim_by_vintage(vintages, 5.0, 8.01, 7, 0, 0, 11, verified)  # seven days of a claim, a moment too late
    count_claim_by_vintage(vintages, 6.0, 7.99, 1, 0, 0, 9, verified)  # of nobody here
    assert verified[:, 0, 0, 9:].tolist() == [[0, 1, 7], [0, 1, 0], [0, 1, 7]]
