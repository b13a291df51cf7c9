"""Outcomes made of others, by hand: when they come, and what becomes of the claims for them."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from outcomesim.measurement.of_others import claim_of_others, count_of_others, when_enough
from outcomesim.measurement.vintages import as_rows

AMONG = np.array([0, 1, 2])


@pytest.mark.parametrize(("k", "when"), [(1, 2.0), (2, 5.0), (3, 5.0), (4, inf)])
def test_it_comes_with_the_last_that_it_takes_and_two_may_come_together(k, when):
    assert when_enough(np.array([5.0, 2.0, 5.0, 1.0]), AMONG, 0, 3, k) == when


def test_what_comes_too_late_is_noted_and_not_counted():
    when, counts = np.array([3.0, 9.5, inf, 0.0]), np.zeros((4, 12), np.int32)
    one = (np.array([3]), np.array([2]), np.array([0, 3]), AMONG)
    count_of_others(*one, when, 9.0, counts)
    assert (when[3], counts.sum()) == (9.5, 0)
    count_of_others(*one, when, 10.0, counts)
    assert counts[3].tolist() == [0] * 9 + [1, 0, 0]


@pytest.mark.parametrize(
    ("evidence", "became"),
    [((4.0, 8.0, inf), "verified"), ((4.0, inf, inf), "not found"), ((4.0, 11.0, inf), "late")],
)
def test_it_is_verified_with_the_second_that_is_where_it_takes_two(evidence, became):
    came, evidence_at = np.array([3.0, 6.0, 7.0, inf]), np.array([[*evidence, inf]])
    cells = {name: np.zeros((1, 1, 4, 12), np.int32) for name in ("verified", "anyway")}
    lost = {name: np.zeros((1, 4), np.int32) for name in ("not found", "late")}
    achieved, of_vintage = np.zeros((1, 4, 12), np.int32), np.zeros((1, 1, 1, 4, 12), np.int32)
    vintages = as_rows([(0.0, 2.0, 6.0, 6.5, inf)])  # started in the first two months, achieved at 6
    claims = claim_of_others(
        np.array([3]), np.array([2]), np.array([0, 3]), AMONG, 0, 1.0, came, np.array([inf, inf, inf, 6.5]), 10.0, 10.0,
        vintages, achieved, cells["verified"], of_vintage, cells["anyway"], lost["not found"], lost["late"],
        evidence_at,
    )  # fmt: skip
    assert (came[3], achieved[0, 3].tolist().index(1), achieved.sum()) == (6.0, 6, 1)
    assert claims == cells["verified"].sum() == cells["anyway"].sum() == of_vintage.sum() == (became == "verified")
    assert {name for name, counts in lost.items() if counts[0, 3]} == ({became} - {"verified"})
    if became == "verified":
        assert (cells["verified"][0, 0, 3, 8], evidence_at[0, 3]) == (1, 8.0)
