"""Many replications: cut in blocks, lived in threads, put together in order.

Takes a scenario, gives :class:`~outcomesim.running.results.Results`. The result does not depend on the size of
the blocks nor on how many threads there are, to the bit.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from numbers import Integral

from outcomesim.contracts import Contract
from outcomesim.engine import run_block
from outcomesim.errors import RunError
from outcomesim.measurement.tallies import bytes_per_replication
from outcomesim.parties import Party
from outcomesim.preparing import Prepared, prepare
from outcomesim.running.columns import BYTES, IN_MEMORY, Columns
from outcomesim.running.reduction import FlowByYear, columns_of, flow_by_year
from outcomesim.running.results import ContractResult, Key, Results
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.text.tree import closest
from outcomesim.streams import Streams
from outcomesim.units import Floats

BLOCK_BYTES = 64 * 2**20
"""Tallies and ledgers of one block, at most: two threads with a few copies each stay well under a gibibyte."""
LEAST_IN_BLOCK, MOST_IN_BLOCK = 250, 5_000
"""A calendar costs the same for one replication as for hundreds: blocks are not cut smaller for the sake of threads."""
MOST_PERSON_REPLICATIONS = 2 * 10**11
"""People times replications beyond which a run is refused: more than a day on two processors."""
NANOSECONDS_A_PERSON = 1_000
"""What one person of one replication costs, in the rough, to say what a run would need."""


@dataclass(frozen=True)
class _BlockResult:
    first: int
    columns: tuple[dict[Key, Floats], ...]
    flows: tuple[FlowByYear, ...]
    parties: tuple[tuple[Party, ...], ...]


def simulate(
    scenario: Scenario,
    *,
    replications: int = 1_000,
    seed: int = 1,
    contracts: Iterable[str] | None = None,
    forms: Mapping[str, type[Contract]] | None = None,
    threads: int | None = None,
    block: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Results:
    """Simulate a scenario's people under each of its contracts, many times.

    Parameters
    ----------
    scenario : Scenario
    replications : int
        How many futures.
    seed : int
        The same seed gives the same people; the first hundred replications of a thousand are the same hundred.
    contracts : names of the contracts to run, or None for all
    forms : mapping of name to form, or None
        A researcher's own forms of contract.
    threads : int or None
        None takes one for each processor.
    block : int or None
        Replications lived together; None chooses by memory.
    progress : callable or None
        Told how many more replications are done.

    Returns
    -------
    Results

    Raises
    ------
    RunError
        Where the run is too large, or a contract is not in the scenario.
    """
    began = time.perf_counter()
    if not isinstance(scenario, Scenario):
        raise RunError(f"simulate takes a scenario, as load gives it, not {scenario!r}")
    chosen = _chosen(scenario, (contracts,) if isinstance(contracts, str) else contracts)
    _refuse_the_impossible(scenario, replications, seed, threads, block)
    prepared = prepare(scenario, contracts=chosen, forms=forms)
    threads = threads or os.cpu_count() or 1
    size = block or min(_block_size(prepared), max(-(-replications // threads), LEAST_IN_BLOCK))
    starts = range(0, replications, size)
    stored: list[Columns] = []
    flows: list[FlowByYear] = [{} for _ in prepared.contracts]
    parties: list[dict[Party, None]] = [{} for _ in prepared.contracts]
    for done in _in_threads(prepared, seed, starts, size, replications, threads):
        if not stored:
            width = sum(len(columns) for columns in done.columns) * replications * BYTES
            _refuse_a_full_disk(width)
            stored = [Columns(replications, on_disk=width > IN_MEMORY) for _ in prepared.contracts]
        for i, columns in enumerate(done.columns):
            stored[i].put(done.first, columns)
            for key, years in done.flows[i].items():
                flows[i][key] = flows[i].get(key, 0.0) + years
            parties[i].update(dict.fromkeys(done.parties[i]))
        if progress is not None:
            progress(min(size, replications - done.first))
    moved = {word for columns in stored for key in columns if key[0] == "flow" for word in key[1:]}
    results = {
        contract.name: ContractResult(
            name=contract.name,
            form=contract.terms.form,
            described=contract.describe(),
            parties=tuple(parties[i]),
            columns=stored[i],
            flow_by_year={key: years / replications for key, years in flows[i].items()},
            known=frozenset(moved | {party.name for some in parties for party in some}),
            gains_of=contract.terms.gains_of,
        )
        for i, contract in enumerate(prepared.contracts)
    }
    return Results(scenario, seed, replications, results, wall_seconds=time.perf_counter() - began)


def _in_threads(
    prepared: Prepared, seed: int, starts: range, size: int, replications: int, threads: int
) -> Iterable[_BlockResult]:
    """Run the blocks, a few at a time, and give them back in order.

    Order matters only for the names of parties and flows; the numbers are whole pence or stay in their rows.
    """
    if threads == 1:
        for first in starts:
            yield _one_block(prepared, seed, first, min(size, replications - first))
        return
    with ThreadPoolExecutor(threads) as pool:
        pending: dict[int, Future[_BlockResult]] = {}
        ahead = iter(starts)
        try:
            for first in starts:
                while len(pending) < threads + 1 and (start := next(ahead, None)) is not None:
                    count = min(size, replications - start)
                    pending[start] = pool.submit(_one_block, prepared, seed, start, count)
                while not pending[first].done():
                    wait([pending[first]], timeout=0.2, return_when=FIRST_COMPLETED)
                yield pending.pop(first).result()
        finally:
            for future in pending.values():
                future.cancel()


def _one_block(prepared: Prepared, seed: int, first: int, count: int) -> _BlockResult:
    columns, flows, parties = [], [], []
    for world in run_block(prepared, Streams.block(seed, first, count)):
        columns.append(columns_of(world))
        flows.append(flow_by_year(world))
        parties.append(world.ledger.parties)
    return _BlockResult(first, tuple(columns), tuple(flows), tuple(parties))


def _block_size(prepared: Prepared) -> int:
    """Replications lived together: as many as the memory set aside for a block will hold."""
    scenario, months = prepared.scenario, prepared.pathway.months
    tallies = bytes_per_replication(
        views=len(prepared.views),
        groups=len(scenario.segments) * len(scenario.service.delivering),
        providers=len(scenario.service.delivering),
        lines=len(scenario.outcomes),
        chains=prepared.pathway.chain_key.shape[0],
        months=months,
        vintages=len(prepared.apart.vintages),
        evaluated=len(prepared.apart.evaluated),
        limited=any(view.most_units for view in prepared.views),
    )
    ledger = 30 * months * BYTES
    return max(1, min(MOST_IN_BLOCK, BLOCK_BYTES // (tallies + ledger)))


def _chosen(scenario: Scenario, contracts: Iterable[str] | None) -> tuple[str, ...] | None:
    if contracts is None:
        return None
    chosen = tuple(contracts)
    known = [terms.name for terms in scenario.contracts]
    for name in chosen:
        if name not in known:
            near = closest(name, known)
            raise RunError(
                f"no contract named {name!r} in {scenario.title!r}; "
                + (f"did you mean {near!r}? " if near else "")
                + f"its contracts are: {', '.join(known)} (name each by itself)"
            )
    return chosen


def _refuse_a_full_disk(width: int) -> None:
    """Refuse a run whose columns would not fit where they are to be kept."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if width > IN_MEMORY and width > free / 2:
        raise RunError(
            f"the results would take {width / 2**30:,.0f} GiB on disk, and {tempfile.gettempdir()} has "
            f"{free / 2**30:,.0f} GiB free; ask for fewer replications"
        )


def refuse_no_seed(seed: int) -> None:
    """Refuse what is no seed."""
    if not (isinstance(seed, Integral) and 0 <= seed < 2**64):
        raise RunError(f"a seed is a whole number from 0 to 2**64 - 1; given {seed!r}")


def _refuse_the_impossible(
    scenario: Scenario, replications: int, seed: int, threads: int | None, block: int | None
) -> None:
    for what, given in (("replications", replications), ("threads", threads), ("block", block)):
        if given is not None and not (isinstance(given, Integral) and given >= 1):
            raise RunError(f"{what} must be 1 or more, a whole number; given {given!r}")
    refuse_no_seed(seed)
    people = scenario.cohort.referrals.total.value * scenario.cohort.volume.value
    lives = people * replications
    if lives > MOST_PERSON_REPLICATIONS:
        hours = lives * NANOSECONDS_A_PERSON / 1e9 / 3600
        raise RunError(
            f"{people:,.0f} people in {replications:,} replications are {lives:.1e} lives: about {hours:,.0f} hours "
            f"of one processor, and the limit is {MOST_PERSON_REPLICATIONS:.0e} lives; ask for fewer replications "
            "(10,000 are enough for most figures) or scale the cohort down"
        )
