"""Columns on disk are the columns in memory."""

import numpy as np
import pytest
from properties.lives import small

from outcomesim import simulate
from outcomesim.running import runs
from outcomesim.running.columns import Columns


@pytest.fixture(params=[False, True], ids=["in memory", "on disk"])
def columns(request):
    return Columns(5, on_disk=request.param)


def test_blocks_are_put_in_their_place_in_any_order(columns):
    columns.put(3, {("cost",): np.array([4.0, 5.0])})
    columns.put(0, {("cost",): np.array([1.0, 2.0, 3.0])})
    assert columns["cost",].tolist() == [1, 2, 3, 4, 5]


def test_what_a_block_does_not_bring_is_nought_there(columns):
    columns.put(0, {("cost",): np.array([1.0, 2.0])})
    columns.put(2, {("cost",): np.array([3.0, 4.0, 5.0]), ("fee",): np.array([7.0, 0.0, 8.0])})
    assert columns["fee",].tolist() == [0, 0, 7, 0, 8]
    columns.put(0, {("late",): np.array([6.0])})
    assert columns["late",].tolist() == [6, 0, 0, 0, 0]
    assert list(columns) == [("cost",), ("fee",), ("late",)]
    assert (len(columns), ("fee",) in columns, ("none",) in columns) == (3, True, False)


def test_columns_are_read_only(columns):
    columns.put(0, {("cost",): np.ones(5)})
    with pytest.raises(ValueError, match="read-only"):
        columns["cost",][0] = 2.0


def test_a_column_nobody_knows_is_a_key_error(columns):
    with pytest.raises(KeyError):
        columns["nothing",]


def test_a_run_kept_on_disk_is_the_run_kept_in_memory(monkeypatch):
    in_memory = simulate(small(), replications=30, block=8)
    monkeypatch.setattr(runs, "IN_MEMORY", 0)
    on_disk = simulate(small(), replications=30, block=8)
    for name, result in in_memory.contracts.items():
        assert set(on_disk[name].columns) == set(result.columns)
        for key, column in result.columns.items():
            assert np.array_equal(on_disk[name][key], column, equal_nan=True), key
