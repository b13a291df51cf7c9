"""Tallies: whole numbers in month cells."""

import numpy as np

from outcomesim.measurement.tallies import PER_VIEW, Tallies, bytes_per_replication, empty_tallies

SIZES = {"groups": 2, "lines": 3, "chains": 2, "months": 5, "vintages": 2, "evaluated": 3}


def counted(views=2, replications=4, since=1):
    """Tallies in which every cell holds another number."""
    tallies = empty_tallies(views=views, replications=replications, **SIZES)
    for array in tallies:
        array[...] = np.arange(since, since + array.size).reshape(array.shape)
    return tallies


def test_empty_tallies_are_whole_numbers_at_nought():
    tallies = empty_tallies(views=2, replications=4, **SIZES)
    assert all(np.issubdtype(array.dtype, np.integer) and not array.any() for array in tallies)
    assert tallies.verified.shape == (2, 4, 2, 3, 5)
    assert tallies.spell_with.shape == (4, 2, 5)
    assert tallies.withheld.shape == (2, 4, 3, 5)


def test_a_view_is_read_in_place_and_written_in_a_copy():
    tallies = counted()
    seen, own = tallies.seen(1), tallies.seen(1).copied()
    for name in Tallies._fields:
        here = getattr(tallies, name)[1:2] if name in PER_VIEW else getattr(tallies, name)
        assert np.array_equal(getattr(seen, name), here)
        assert np.array_equal(getattr(own, name), here)
        assert np.shares_memory(getattr(seen, name), here)
        assert not np.shares_memory(getattr(own, name), here)


def test_some_replications_are_overwritten_and_the_others_stand():
    mine, theirs = counted(views=1), counted(views=1, replications=2, since=1_000)
    before = mine.seen(0).copied()
    mine.put(np.array([3, 1]), theirs)
    for name in Tallies._fields:
        rows = (slice(None), [3, 1]) if name in PER_VIEW else ([3, 1],)
        others = (slice(None), [0, 2]) if name in PER_VIEW else ([0, 2],)
        assert np.array_equal(getattr(mine, name)[rows], getattr(theirs, name))
        assert np.array_equal(getattr(mine, name)[others], getattr(before, name)[others])


def test_the_memory_of_a_replication_is_that_of_its_arrays():
    whole = empty_tallies(views=2, replications=10, **SIZES)
    assert 10 * bytes_per_replication(views=2, **SIZES) == sum(array.nbytes for array in whole)
