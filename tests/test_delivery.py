"""Delivery under one contract: shared until it directs, and then only what it caused differs."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from properties.lives import a_service, job, lived, small

from outcomesim import kernel
from outcomesim.delivery import Delivery, compiled_before
from outcomesim.direction import Direction
from outcomesim.measurement.tallies import PER_VIEW, Tallies
from outcomesim.scenario.model import DeliveryCost
from outcomesim.scenario.quantities import known
from outcomesim.units import TICKS_PER_MONTH

COST = DeliveryCost(fixed_per_month=known(1_000), per_person_month=known(100))
NAN = np.nan


def rows_of(tallies: Tallies, rows: list[int]) -> list[np.ndarray]:
    return [a[:, rows] if name in PER_VIEW else a[rows] for name, a in zip(tallies._fields, tallies, strict=True)]


def same(some: Tallies, others: Tallies, rows: list[int]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(rows_of(some, rows), rows_of(others, rows), strict=True))


def test_people_are_shared_until_a_contract_directs_and_its_own_afterwards():
    block = lived(small(), 3)
    first, second = Delivery(block, 0, 2), Delivery(block, 0, 2)
    assert np.shares_memory(first.tallies.verified, block.tallies.verified)
    as_planned = block.tallies.seen(0).copied()
    first.direct(Direction(places=np.array([NAN, 3.0, NAN])), 4.0)
    assert not np.shares_memory(first.tallies.verified, block.tallies.verified)
    assert not np.shares_memory(first.costs, block.costs)
    assert same(second.tallies, as_planned, [0, 1, 2])
    assert first.directed.tolist() == [False, True, False]
    assert not second.directed.any()


def test_only_the_replications_directed_live_otherwise():
    block = lived(small(), 4)
    told = Delivery(block, 0, 2)
    told.direct(Direction(notice_months=np.array([NAN, 0.0, NAN, 2.0])), 5.0)
    assert same(told.tallies, block.tallies, [0, 2])
    assert told.cost[[0, 2]].tolist() == block.costs[[0, 2], 0].tolist()
    assert np.all(told.tallies.served[1, :, 5:] == 0)
    assert np.all(told.tallies.served[3, :, 7:] == 0)


def test_a_direction_that_repeats_what_holds_changes_no_count():
    block = lived(small(), 3)
    told = Delivery(block, 0, 2)
    told.direct(Direction(places=np.full(3, 15.0), intensity=np.ones(3), intake_open=np.ones(3)), 4.3)
    assert same(told.tallies, block.tallies, [0, 1, 2])
    assert told.cost == pytest.approx(block.costs[:, 0], abs=1)


def test_a_stop_is_irrevocable_and_outcomes_of_those_who_had_started_still_count():
    # forty people from the start on; service stops in the middle of month 3
    block = lived(a_service(people=40, over=1e-6, stay_months=known(20.0), cost=COST))
    told = Delivery(block, 0, 3)
    told.direct(Direction(notice_months=np.array([1.5])), 2.0)
    told.direct(Direction(places=np.array([99.0]), intake_open=np.array([1.0])), 3.0)
    told.direct(Direction(notice_months=np.array([12.0])), 4.0)
    assert told.course.stops_at.tolist() == [3.5]
    assert told.course.at.tolist() == [[2.0, 3.0, np.inf]]
    months = told.tallies.served[0, 0] / TICKS_PER_MONTH
    assert months[:5] == pytest.approx([40, 40, 40, 20, 0], abs=1e-3)
    assert told.running[0, :5].tolist() == [1, 1, 1, 0.5, 0]
    assert told.cost[0, :5] == pytest.approx([5_000_00, 5_000_00, 5_000_00, 2_500_00, 0], abs=100)
    assert told.tallies.achieved[0, 0, 0, 4:].sum() > 0


def test_intensity_reaches_those_in_service_and_costs_in_proportion():
    # ten people; half as much again from the middle of month 2: cost of that month is 1.25 times, then 1.5 times
    block = lived(a_service(job(), people=10, over=1e-6, stay_months=known(20.0), cost=COST), 50)
    told = Delivery(block, 0, 1)
    told.direct(Direction(intensity=np.full(50, 1.5)), 2.5)
    assert told.cost[0, :4] == pytest.approx([2_000_00, 2_000_00, 2_500_00, 3_000_00], abs=100)
    assert np.array_equal(told.tallies.served, block.tallies.served)
    assert told.tallies.true_with.sum() > block.tallies.true_with.sum()
    assert np.array_equal(told.tallies.true_without, block.tallies.true_without)


def test_more_places_open_for_those_who_wait():
    block = lived(a_service(people=30, places=2), 20)
    told = Delivery(block, 0, 1)
    told.direct(Direction(places=np.full(20, 30.0)), 5.0)
    assert np.array_equal(told.tallies.starts[..., :5], block.tallies.starts[..., :5])
    assert told.tallies.starts.sum() == 20 * 30 > block.tallies.starts.sum()


def test_nobody_starts_once_intake_is_shut():
    block = lived(a_service(people=30), 20)
    told = Delivery(block, 0, 1)
    told.direct(Direction(intake_open=np.zeros(20)), 5.0)
    assert told.tallies.starts[..., 5:].sum() == 0
    assert np.array_equal(told.tallies.starts[..., :5], block.tallies.starts[..., :5])
    assert told.tallies.referred.sum(axis=(1, 2)).tolist() == [30] * 20


def test_what_was_drawn_is_drawn_once_for_all_contracts():
    scenario = replace(small(), contracts=())
    block = lived(scenario, 5)
    assert Delivery(block, 0, 1).streams is block.streams


def test_it_is_known_whether_the_kernel_must_still_be_compiled(tmp_path, monkeypatch):
    lived(a_service())
    assert compiled_before()
    elsewhere = SimpleNamespace(stats=SimpleNamespace(cache_path=tmp_path), __qualname__="live_now")
    monkeypatch.setattr(kernel, "live", elsewhere)
    (tmp_path / "kernel.live_before-9.py311.nbi").touch()
    assert not compiled_before()
    (tmp_path / "kernel.live_now-9.py311.nbi").touch()
    assert compiled_before()
    monkeypatch.setattr(kernel, "live", lambda *given: None)
    assert compiled_before(), "plain Python has nothing to compile"


def test_contracts_that_direct_alike_share_the_life_that_follows_and_others_do_not():
    block = lived(small(), 4)
    first, second, third = (Delivery(block, 0, 3) for _ in range(3))
    everyone = Direction(notice_months=np.zeros(4))
    first.direct(everyone, 5.0)
    second.direct(everyone, 5.0)
    third.direct(everyone, 6.0)
    assert second.tallies.starts is first.tallies.starts
    assert third.tallies.starts is not first.tallies.starts
    second.direct(Direction(places=np.array([1.0, np.nan, np.nan, np.nan])), 7.0)  # stopped: nothing more is heard
    assert second.tallies.starts is first.tallies.starts
