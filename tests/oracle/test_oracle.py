"""The second reading and the engine tell the same story, on random small scenarios and on a few told by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.scenarios import scenarios
from oracle.service import WITHOUT_LIMIT
from oracle.world import OracleWorld, tell

from outcomesim.engine import World, prepare, run_block
from outcomesim.measurement.tallies import PER_VIEW, Tallies
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams

SEED = 7
REPLICATIONS = 2


def engine_tells(world: World, row: int) -> dict[str, Any]:
    """One replication of the engine's world, in the oracle's words."""
    tallies: Tallies = world.delivery.tallies
    course = world.delivery.course
    changes = [slot for slot in range(course.at.shape[1]) if np.isfinite(course.at[row, slot])]
    return {
        **{
            name: (array[0, row] if name in PER_VIEW else array[row]).tolist()
            for name, array in zip(tallies._fields, tallies, strict=True)
        },
        "cost": world.delivery.cost[row].tolist(),
        "course": [
            (
                float(course.at[row, slot]),
                int(course.places[row, slot]) if course.places[row, slot] >= 0 else WITHOUT_LIMIT,
                int(course.intensity[row, slot]),
                bool(course.intake_open[row, slot]),
            )
            for slot in changes
        ],
        "notice at": float(course.notice_at[row]),
        "stop at": float(course.stop_at[row]),
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


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios(), first=st.integers(0, 1000))
def test_engine_and_oracle_agree_on_every_count_tick_and_penny(scenario: Scenario, first: int) -> None:
    prepared = prepare(scenario)
    for world in run_block(prepared, Streams.block(SEED, first, REPLICATIONS)):
        for row in range(REPLICATIONS):
            told = oracle_tells(tell(scenario, world.contract, seed=SEED, replication=first + row))
            assert engine_tells(world, row) == told, world.contract.name
