"""The second reading and the engine tell the same story, on random small scenarios and on a few told by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.beneath import beneath_a_lead, partnerships
from oracle.directed import FORM, ByScript, Told, directed, scripted
from oracle.lent import lent_on_a_measure
from oracle.life import reaches
from oracle.measured import measured
from oracle.people import Person
from oracle.scenarios import scenarios
from oracle.service import WITHOUT_LIMIT
from oracle.service import Service as Provider
from oracle.world import OracleWorld, tell
from oracle.written import under_every_form, where_gates_lose, where_prices_move

from outcomesim.contracts.in_turn import BOOKS
from outcomesim.direction import Direction
from outcomesim.engine import World, run_block
from outcomesim.measurement.tallies import PER_VIEW, Tallies
from outcomesim.preparing import prepare
from outcomesim.scenario.loading import load
from outcomesim.scenario.model import (
    Appraisal,
    Cohort,
    Dates,
    Outcome,
    Referrals,
    Scenario,
    Segment,
    Service,
    Verification,
)
from outcomesim.scenario.quantities import known
from outcomesim.streams import Streams

ROOT = Path(__file__).parents[2]
REPLICATIONS = 2
SHIPPED = [
    "tests/scenario/small.toml",
    "scenarios/rough_sleeping.toml",
    "scenarios/innovation.toml",
    "scenarios/collaborative.toml",
]
OF_VINTAGES = ("starts_of", "served_of", "verified_of", "true_with_of", "true_without_of", "beyond")
"""Tallies that the oracle does not keep: it counts those who are counted apart whenever it is asked for them."""
SEEDS = st.integers(0, 2**64 - 1)
FIRSTS = st.integers(0, 10**6)


def engine_tells(world: World, row: int) -> dict[str, Any]:
    """One replication of the engine's world, in the oracle's words."""
    tallies: Tallies = world.delivery.tallies
    course = world.delivery.course
    changes = [slot for slot in range(course.at.shape[1]) if np.isfinite(course.at[row, slot])]
    return {
        **{
            name: (array[0, row] if name in PER_VIEW else array[row]).tolist()
            for name, array in zip(tallies._fields, tallies, strict=True)
            if name not in OF_VINTAGES
        },
        "cost": world.delivery.cost[row].tolist(),
        "course": [
            (
                float(course.at[row, slot]),
                tuple(WITHOUT_LIMIT if places < 0 else places for places in course.places[row, slot].tolist()),
                int(course.intensity[row, slot]),
                tuple(course.intake_open[row, slot].tolist()),
                tuple(course.shares[row, slot].tolist()),
            )
            for slot in changes
        ],
        "notice at": course.notice_at[row].tolist(),
        "stop at": course.stop_at[row].tolist(),
        "ledger": {
            (payer.name, payee.name, reason): line[row].tolist()
            for (payer, payee, reason), line in world.ledger.lines.items()
            if line[row].any()
        },
    }


def oracle_tells(world: OracleWorld) -> dict[str, Any]:
    """The oracle's replication, in the same words."""
    return {
        **{name: np.asarray(count).tolist() for name, count in vars(world.tally).items()},
        "cost": world.cost,
        "course": world.course,
        "notice at": world.notice_at,
        "stop at": world.stop_at,
        "ledger": {name: line for name, line in world.ledger.items() if any(line)},
    }


@pytest.fixture
def three_places() -> Scenario:
    """Three places, two years, nobody turned away."""
    return Scenario(
        title="three places",
        currency="GBP",
        start=date(2020, 4, 1),
        horizon_months=24,
        dates=Dates(24.0, 24.0, 24.0, 24.0, 24.0),
        cohort=Cohort(Referrals(known(5.0), months=12.0)),
        segments=(Segment("everyone"),),
        service=Service("Home Ground", stay_months=known(6.0), places=3, starts_during_notice="those waiting"),
        outcomes=(Outcome("housed", "event", per_month=known(0.1)),),
        verification=Verification(),
        contracts=(),
        appraisal=Appraisal(headline="housed"),
    )


def starts(scenario: Scenario, comers: list[tuple[float, float]], course: list[tuple[float, dict[str, float]]]) -> Any:
    """When people who come at a time for a stay start, under a course of directions."""
    env = simpy.Environment()
    people = [Person(p, come, 0, 1.0, True, stay, {}, {}, {}, {}) for p, (come, stay) in enumerate(comers)]
    service = Provider(env, scenario, people)
    for time, told in course:
        env.run(until=time)
        service.direct(**told)
    env.run()
    return service.started


def test_a_cut_place_is_not_filled_again_and_a_new_one_opens_at_once(three_places: Scenario) -> None:
    comers = [(0.0, 5.0), (0.0, 6.0), (0.0, 7.0), (1.0, 9.0), (2.0, 9.0)]
    assert starts(three_places, comers, []) == {0: 0, 1: 0, 2: 0, 3: 5, 4: 6}
    assert starts(three_places, comers, [(4.0, {"places": 2})]) == {0: 0, 1: 0, 2: 0, 3: 6, 4: 7}
    there_and_back = [(4.0, {"places": 2.0}), (4.5, {"places": 3.0})]
    assert starts(three_places, comers, there_and_back) == {0: 0, 1: 0, 2: 0, 3: 4.5, 4: 6}


def test_later_notice_brings_a_stop_forward_but_lets_nobody_in(three_places: Scenario) -> None:
    comers = [(0.0, 3.5), (0.0, 4.5), (0.0, 9.0), (1.0, 1.0), (2.5, 1.0)]
    given = [(2.0, {"notice_months": 3.0}), (3.0, {"notice_months": 1.0})]
    assert starts(three_places, comers, given) == {0: 0, 1: 0, 2: 0, 3: 3.5}
    busy = replace(
        three_places,
        cohort=Cohort(Referrals(known(12.0), months=4.0)),
        service=replace(three_places.service, stay_months=known(1.0)),
        contracts=(scripted(Told(2.0, notice_months=3.0), Told(3.0, notice_months=1.0)),),
    )
    agree(busy, seed=1, first=0, replications=10)


def test_statements_are_numbered_from_one_and_only_the_first_day_has_number_nought(three_places: Scenario) -> None:
    scenario = replace(three_places, contracts=(scripted(first_statement=4),))
    (world,) = worlds(scenario, 1, 0)
    read = engine_tells(world, 0)["ledger"]["council", "Home Ground", "number"]
    assert [pence for pence in read if pence] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_a_direction_that_says_nothing_changes_nothing(three_places: Scenario) -> None:
    (world,) = worlds(replace(three_places, contracts=(scripted(),)), 1, 0)
    before = engine_tells(world, 1)
    world.delivery.direct(Direction(), 3.0)
    assert engine_tells(world, 1) == before


def test_a_threshold_is_reached_across_a_change_of_hazard() -> None:
    # 4 months at 0.1 spend 0.4; the other 0.6 takes 2 months at 0.3.
    assert reaches(1.0, lambda t: 0.1 if t < 4 else 0.3, since=0.0, changes=[4.0]) == pytest.approx(6.0)


def worlds(scenario: Scenario, seed: int, first: int, replications: int = REPLICATIONS) -> Iterator[World]:
    """The engine's worlds, one a contract."""
    return run_block(prepare(scenario, forms={FORM: ByScript}), Streams.block(seed, first, replications))


def agree(scenario: Scenario, seed: int, first: int, replications: int = REPLICATIONS) -> None:
    """Ask both for the same replications, under every contract."""
    for world in worlds(scenario, seed, first, replications):
        for row in range(replications):
            told = oracle_tells(tell(scenario, world.contract, seed=seed, replication=first + row))
            assert engine_tells(world, row) == told, world.contract.name


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_on_every_count_tick_and_penny(scenario: Scenario, seed: int, first: int) -> None:
    agree(scenario, seed, first)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=under_every_form(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_under_every_form_of_written_terms(scenario: Scenario, seed: int, first: int) -> None:
    agree(scenario, seed, first)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=partnerships(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_on_partners_of_whom_some_run_out_of_money(
    scenario: Scenario, seed: int, first: int
) -> None:
    agree(scenario, seed, first)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=beneath_a_lead(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_on_what_a_lead_pays_and_who_runs_out_of_money(
    scenario: Scenario, seed: int, first: int
) -> None:
    agree(scenario, seed, first)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=where_prices_move(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_where_prices_move(scenario: Scenario, seed: int, first: int) -> None:
    agree(scenario, seed, first)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=lent_on_a_measure(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_where_rates_follow_a_measure(scenario: Scenario, seed: int, first: int) -> None:
    agree(scenario, seed, first)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=where_gates_lose(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_where_gates_lose_claims_under_a_cap_per_person(
    scenario: Scenario, seed: int, first: int
) -> None:
    agree(scenario, seed, first)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=directed(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_under_any_course_of_directions(scenario: Scenario, seed: int, first: int) -> None:
    agree(scenario, seed, first)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=measured(), seed=SEEDS, first=FIRSTS)
def test_engine_and_oracle_agree_on_what_every_measure_reports(scenario: Scenario, seed: int, first: int) -> None:
    """Measures are not whole numbers: they agree to nine figures, and on what is not reported yet."""
    (world,) = worlds(scenario, seed, first)
    for row in range(REPLICATIONS):
        told = tell(scenario, world.contract, seed=seed, replication=first + row)
        assert engine_tells(world, row) == oracle_tells(told)
        ours, theirs = (book.notes.get("measures", []) for book in (world.book.notes[BOOKS][row], told.book))
        assert [month for month, _ in ours] == [month for month, _ in theirs]
        for (month, some), (_, others) in zip(ours, theirs, strict=True):
            assert some == pytest.approx(others, rel=1e-9, abs=1e-9, nan_ok=True), month


@pytest.mark.parametrize("file", SHIPPED)
def test_engine_and_oracle_agree_on_a_scenario_as_it_stands_in_its_file(file: str) -> None:
    agree(load(ROOT / file), seed=1, first=0, replications=1)
