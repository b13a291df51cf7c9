"""What one simulated future would have recorded: its statements written as a file of recorded activity."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from outcomesim.engine import World, run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams
from outcomesim.units import PENCE, TICKS_PER_MONTH


def world_of(scenario: Scenario, contract: str, *, seed: int, replications: int) -> World:
    """Some futures under one contract."""
    (world,) = run_block(prepare(scenario, contracts=(contract,)), Streams.block(seed, 0, replications))
    return world


def activity_of(world: World, replication: int, ends: Sequence[int]) -> str:
    """The file: a row for each period that ends in one of some months and each segment and provider.

    What is of the service as a whole (months of service, a stop) stands in a row of its own.
    """
    scenario, tallies, delivery = world.prepared.scenario, world.delivery.tallies, world.delivery
    providers = [provider.name for provider in scenario.service.delivering]
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["from", "to", "provider", "segment", "running", "stopped", "referrals", "attachments",
                   "person-months", "cost", *scenario.outcome_names])  # fmt: skip
    stopped = delivery.stopped_at
    since = 0
    for until in ends:
        months = slice(since, until)
        dates = _first_day(scenario, since), _last_day(scenario, until)
        stops = stopped is not None and since < stopped[replication] <= until
        running = delivery.running[replication, months].sum()
        rows.writerow(
            [*dates, "", "", repr(float(running)), "yes" if stops else "", *[""] * (4 + len(scenario.outcomes))]
        )
        for s, segment in enumerate(scenario.segments):
            for p, provider in enumerate(providers):
                group = s * len(providers) + p
                cost = delivery.costs[replication, p, months].sum() / PENCE if s == 0 else 0.0
                counts = [tallies.referred, tallies.starts, tallies.served]
                referred, starts, served = (int(count[replication, group, months].sum()) for count in counts)
                verified = tallies.verified[0, replication, group, :, months].sum(axis=-1)
                rows.writerow([*dates, provider if len(providers) > 1 else "", segment.name, "", "", referred, starts,
                               repr(served / TICKS_PER_MONTH), repr(float(cost)), *map(int, verified)])  # fmt: skip
        since = until
    return "# dates: claim\n" + file.getvalue()


def _first_day(scenario: Scenario, month: int) -> str:
    years, of_year = divmod(scenario.start.month - 1 + month, 12)
    return f"{scenario.start.year + years}-{of_year + 1:02d}-{scenario.start.day:02d}"


def _last_day(scenario: Scenario, month: int) -> str:
    """The month in which a period ends."""
    years, of_year = divmod(scenario.start.month - 1 + month - 1, 12)
    return f"{scenario.start.year + years}-{of_year + 1:02d}"
