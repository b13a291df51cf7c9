"""Who bears which share of what, by hand."""

import numpy as np
import pytest

from outcomesim.contracts.order.shares import bands_of, in_bands, others_of, shares_of
from outcomesim.scenario.payers import Payer, ShareOf

COUNCIL = Payer("council", 0.7, (ShareOf(0.4, "job"), ShareOf(0.2, year=2), ShareOf(0.5, above=100.0)))
FUND = Payer("fund", 0.3, (ShareOf(0.6, "job"), ShareOf(0.8, year=2), ShareOf(0.5, above=100.0)))
BOTH = (COUNCIL, FUND)


@pytest.mark.parametrize(
    ("what", "shares"),
    [
        ({}, (0.7, 0.3)),
        ({"names": ("card", "job")}, (0.4, 0.6)),
        ({"year": 1}, (0.2, 0.8)),
        ({"above": 99.0}, (0.7, 0.3)),
        ({"above": 100.0}, (0.5, 0.5)),
        ({"names": ("job",), "above": 100.0}, (0.5, 0.5)),  # of two that name alike, that of the larger amount
    ],
)
def test_the_share_that_names_most_goes_first_and_of_two_alike_that_of_the_larger_amount(what, shares):
    assert shares_of(BOTH, **what) == shares


def test_an_amount_falls_in_the_bands_that_it_crosses_in_whole_pence():
    # in pence: nothing, 90.00, 100.00 or 250.00 were owed before; 33.33 more, or nothing
    before, now = np.array([0.0, 9_000, 10_000, 25_000, 9_000]), np.array([3_333.0, 3_333, 3_333, 3_333, 0])
    bands = bands_of(BOTH, before, now)
    parts = in_bands(now, bands)
    assert [since for since, _ in parts] == [0.0, 100.0]
    assert [part.tolist() for _, part in parts] == [[3_333, 1_000, 0, 0, 0], [0, 2_333, 3_333, 3_333, 0]]


def test_without_shares_by_amount_there_is_one_band():
    amount = np.array([1.0, 2.0])
    assert [part.tolist() for _, part in in_bands(amount, bands_of((Payer("council"),), 5.0, amount))] == [[1, 2]]


def test_others_bear_by_their_shares_or_alike_where_none_has_any():
    assert others_of(np.array([0.5, 0.3, 0.2]), 0).tolist() == [0, 0.3, 0.2]
    assert others_of(np.array([1.0, 0.0, 0.0]), 0).tolist() == [0, 1, 1]
