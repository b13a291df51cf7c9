"""Quantiles by table, against the quantiles themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.people.tables import REACH, STEPS, QuantileTable, read_table, table_position
from outcomesim.scenario.quantities import Distribution, Quantity, known

SHAPES = {
    "stay": Distribution.of("gamma", shape=4.0, scale=2.0),
    "frailty": Distribution.of("gamma", shape=0.25, scale=4.0),
    "lag": Distribution.of("uniform", low=0.5, high=2.0),
    "share": Distribution.of("beta", a=2.0, b=5.0),
    "long": Distribution.of("lognormal", mu=1.0, sigma=0.8),
}
TABLES = {name: QuantileTable.of(Quantity(shape.mean, shape)) for name, shape in SHAPES.items()}


@pytest.mark.parametrize("name", SHAPES)
@given(u=st.floats(1e-6, 1 - 1e-6))
@settings(max_examples=60, deadline=None)
def test_a_table_reads_within_the_error_it_states(name, u):
    table = TABLES[name]
    assert abs(table.at(u) - float(SHAPES[name].ppf(u))) <= 1.01 * table.error


@pytest.mark.parametrize("name", SHAPES)
def test_the_error_is_small_and_so_is_that_of_the_mean(name):
    table, shape = TABLES[name], SHAPES[name]
    assert table.error < 1e-3 * float(shape.ppf(0.99))
    u = (np.arange(20_000) + 0.5) / 20_000
    assert np.mean([table.at(point) for point in u]) == pytest.approx(shape.mean, rel=2e-3)


@pytest.mark.parametrize("name", SHAPES)
def test_quantiles_never_fall_and_are_never_negative_or_endless(name):
    nodes = TABLES[name].nodes
    assert np.all(np.diff(nodes) >= 0)
    assert np.min(nodes) >= 0
    assert np.all(np.isfinite(nodes))
    assert not nodes.flags.writeable


def test_a_time_that_is_certain_is_that_time_at_every_point():
    table = QuantileTable.of(known(6.0))
    assert {table.at(u) for u in (0.0, 2**-53, 0.3, 1 - 2**-53)} == {6.0}
    assert table.error == 0


def test_a_time_is_never_negative_whatever_is_believed_of_it():
    table = QuantileTable.of(Quantity(1.0, Distribution.of("normal", mean=1.0, sd=1.0)))
    assert table.at(0.01) == 0
    assert table.at(0.5) == pytest.approx(1.0)


def test_every_uniform_there_is_stands_within_the_table():
    assert table_position(0.0) == 0
    assert 0 < table_position(2.0**-53) < 10
    assert table_position(0.5) == STEPS / 2
    assert STEPS - 10 < table_position(1 - 2.0**-53) <= STEPS


def test_between_two_nodes_a_table_is_read_by_a_straight_line():
    nodes = np.arange(STEPS + 1, dtype=np.float64) ** 2
    assert read_table(nodes, 3.25) == 9 + 0.25 * 7
    assert read_table(nodes, float(STEPS)) == STEPS**2
    assert np.log((1 - 2.0**-53) / 2.0**-53) < REACH
