"""The pathway of every person, compiled: the one file that numba turns into machine code.

Takes the :class:`~outcomesim.people.pathway.Pathway`, the rates of a block of replications, the course of
delivery and the views of the evidence; fills the :class:`~outcomesim.measurement.tallies.Tallies`. It must not
know prices (``claim_value`` and ``claim_limit`` are just numbers), and it draws in no order: each draw is asked
for by what it decides. ``docs/how-it-runs.md`` tells the same story in words.

With ``NUMBA_DISABLE_JIT=1`` everything here runs as plain Python.
"""

from __future__ import annotations

from hashlib import blake2b
from math import inf, log
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload, register_jitable

from outcomesim import streams, units
from outcomesim.measurement import person_cap
from outcomesim.measurement.person_cap import withheld_from
from outcomesim.people import pathway, places, referral, tables
from outcomesim.people.pathway import PLANNED_INTENSITY
from outcomesim.people.tables import read_table, table_position
from outcomesim.streams import philox
from outcomesim.units import TICKS_PER_MONTH

_inside: dict[str, bool] = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only live is called
compiled = njit(**_inside)
within = njit(**_inside, forceinline=True)  # called once a person or more: copied into its caller


@intrinsic
def _high_word(_context: Any, a: Any, b: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, words: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(words[0], wide), builder.zext(words[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@overload(streams.high_word)
def _high_word_in_one_instruction(a: Any, b: Any) -> Any:
    def on_the_processor(a: Any, b: Any) -> Any:  # what takes numpy ten steps is one instruction
        return _high_word(a, b)

    return on_the_processor


# Small steps that other modules tell in plain Python, each where it belongs: compiled into whoever calls them.
_once_a_person: tuple[Any, ...] = (
    person_cap.withheld_from, referral.in_order,
    places.may_start, places.sink, places.take_earliest, places.add_place,
)  # fmt: skip
_many_times_a_person: tuple[Any, ...] = (streams.philox, tables.table_position, tables.read_table)
for _step in _once_a_person:
    register_jitable(_step)
for _step in _many_times_a_person:
    register_jitable(forceinline=True)(_step)
refer = compiled(referral.refer)
give_places = compiled(places.give_places)

PLANNED, ONE = np.int64(PLANNED_INTENSITY), np.int64(1)  # of one type, so that each function has one signature


def sources_in_short(*files: str) -> str:
    """A short word for what stands in some files: another word as soon as one of them changes."""
    return blake2b(b"".join(Path(file).read_bytes() for file in files), digest_size=6).hexdigest()


def _named_after_its_sources(function: Any) -> Any:
    """Numba asks only this file whether the machine code it kept is still good; by its name, it asks all of them."""
    modules = (streams, units, person_cap, pathway, places, referral, tables)
    function.__qualname__ += "_" + sources_in_short(__file__, *(str(module.__file__) for module in modules))
    return function


@njit(nogil=True, no_cfunc_wrapper=True, cache=True)
@_named_after_its_sources
def live(seed: Any, pathway: Any, rates: Any, course: Any, views: Any, tallies: Any) -> None:
    """Let everybody in a block of replications live, from the start, and count what happens.

    Records are opened once a replication; what is called once a person takes only the arrays it needs, because
    opening a record costs as much as drawing a number.

    Parameters
    ----------
    seed : uint64
    pathway : Pathway
    rates : Rates
    course : Course
    views : Views
    tallies : Tallies, at nought; filled
    """
    for row in range(rates.people.shape[0]):
        referred, segment, frailty, engaged, order = refer(seed, pathway, rates, row)
        start, leave = give_places(seed, pathway, rates, course, row, referred, engaged, order)
        live_through(seed, pathway, rates, course, views, row, referred, segment, frailty, start, leave, tallies)


@within
def month_of(time: float, months: int) -> int:
    """The ledger's month that a time falls in."""
    return min(int(time), months - 1)


# Lives --------------------------------------------------------------------------------------------------------


@compiled
def live_through(  # noqa: PLR0912, PLR0915  (it opens every record, once)
    seed: Any, pathway: Any, rates: Any, course: Any, views: Any, row: int,
    referred: Any, segment: Any, frailty: Any, start: Any, leave: Any, tallies: Any,
) -> None:  # fmt: skip
    """Let each person of one replication live twice, with and without the service, and count both lives."""
    replication, chain_key, event_line, first_stage = (
        rates.replication[row], pathway.chain_key, pathway.event_line, pathway.first_stage
    )  # fmt: skip
    stage_line, stage_months, spell_limit = pathway.stage_line, pathway.stage_months, pathway.spell_limit
    hazard, ratio, loss, loss_ratio = (
        rates.hazard[row], rates.ratio[row], rates.loss[row], rates.loss_ratio[row]
    )  # fmt: skip
    change_at, change_intensity = course.at[row], course.intensity[row]
    starts, served, effort = tallies.starts[row], tallies.served[row], tallies.effort[row]
    true_with, true_without = tallies.true_with[row], tallies.true_without[row]
    spell_with, spell_without = tallies.spell_with[row], tallies.spell_without[row]
    achieved, last_outcome, months = tallies.achieved[row], pathway.last_outcome, pathway.months
    evidence_key, last_claim = pathway.evidence_key, pathway.last_claim
    found, lag, value, limit = views.found[:, row], views.lag, views.claim_value, views.claim_limit
    verified, anyway, withheld = tallies.verified[:, row], tallies.anyway[:, row], tallies.withheld[:, row]
    not_found, late = tallies.not_found[:, row], tallies.late[:, row]
    lines = evidence_key.shape[0]
    when, when_without = np.empty(lines), np.empty(lines)
    claim_at, claim_value, held = np.empty(lines), np.empty(lines), np.empty(lines)
    claim_line, verified_at = np.empty(lines, np.int64), np.empty((limit.shape[0], lines))
    ends, strength = np.empty(change_at.shape[0] + 3), np.empty(change_at.shape[0] + 3)
    never_ends, no_strength = np.full(1, inf), np.zeros(1)
    strongest = strongest_intensity(change_at, change_intensity)

    for person in range(referred.shape[0]):
        since, g, served_from = referred[person], segment[person], start[person]
        if since == inf:
            continue
        tallies.referred[row] += 1
        service_spans(served_from, leave[person], pathway.effect_lasts, change_at, change_intensity, ends, strength)
        if served_from < inf:
            starts[g, month_of(served_from, months)] += 1
            add_ticks(served, served_from, leave[person], ONE)
            count_effort(effort, served_from, leave[person], change_at, change_intensity)
            verified_at[:] = inf
        claims = 0
        for chain in range(chain_key.shape[0]):
            u_event, u_lost, _, _ = philox(seed, chain_key[chain], replication, np.uint64(person))
            rate = hazard[g, chain] * frailty[person]
            if u_event > rate * max(1.0, to_the(ratio[g, chain], strongest)) * (last_outcome - since):
                continue  # -log(1 - u) is more than u: the event comes too late in either life
            until_event = -log(1.0 - u_event)
            event = event_time(until_event, rate, ratio[g, chain], since, ends, strength)
            event_without = event_time(until_event, rate, ratio[g, chain], since, never_ends, no_strength)
            if event > last_outcome and event_without > last_outcome:
                continue
            until_lost = -log(1.0 - u_lost)
            first, past = first_stage[chain], first_stage[chain + 1]
            live_spell(
                event, until_lost, loss, loss_ratio[chain], event_line[chain], first, past, stage_line,
                stage_months, ends, strength, last_outcome, spell_limit[chain], when, true_with, spell_with[chain],
            )  # fmt: skip
            live_spell(
                event_without, until_lost, loss, loss_ratio[chain], event_line[chain], first, past, stage_line,
                stage_months, never_ends, no_strength, last_outcome, spell_limit[chain], when_without, true_without,
                spell_without[chain],
            )  # fmt: skip
            if served_from <= event <= last_outcome:
                for stage in range(first - 1, past):
                    line = event_line[chain] if stage < first else stage_line[stage]
                    if when[line] <= last_outcome:
                        achieved[g, line, month_of(when[line], months)] += 1
                        claims += find_evidence(
                            seed, evidence_key[line], replication, person, line, g, when[line],
                            when_without[line] <= last_outcome, last_claim, found, lag, verified, anyway,
                            not_found, late, verified_at,
                        )  # fmt: skip
        if claims > 0:
            for view in range(limit.shape[0]):
                if limit[view] < inf:
                    cap_claims(
                        verified_at[view], value[view, g], limit[view], claim_at, claim_value, claim_line, held,
                        withheld[view],
                    )  # fmt: skip
    add_up(served)
    add_up(effort)
    for chain in range(chain_key.shape[0]):
        add_up(spell_with[chain])
        add_up(spell_without[chain])


@compiled
def strongest_intensity(change_at: Any, change_intensity: Any) -> Any:
    """The strongest the service ever is: as planned, or as a change makes it."""
    strongest = PLANNED
    for change in range(change_at.shape[0]):
        if change_at[change] < inf:
            strongest = max(strongest, change_intensity[change])
    return strongest / PLANNED


@compiled
def service_spans(
    start: float, leave: float, effect_lasts: float, change_at: Any, change_intensity: Any, ends: Any, strength: Any
) -> None:
    """Cut a life into spans of even strength of the service: none before, the intensity during, its last after.

    A span is only cut where the strength changes, so that what happened before a change is worked out in the
    same steps, to the bit, whether or not the change comes. The last span never ends.
    """
    ends[0], strength[0] = start, 0.0
    if start == inf:
        return
    span, now = 1, PLANNED
    for change in range(change_at.shape[0]):
        if change_at[change] >= leave:
            break
        if change_at[change] > start and change_intensity[change] != now:
            ends[span], strength[span] = change_at[change], now / PLANNED
            span += 1
        now = change_intensity[change]
    ends[span], strength[span] = leave + effect_lasts, now / PLANNED
    ends[span + 1], strength[span + 1] = inf, 0.0


@compiled
def live_spell(
    event: float, until_lost: float, loss: Any, loss_ratio: float, event_line: int, first: int, past: int,
    stage_line: Any, stage_months: Any, ends: Any, strength: Any, last_outcome: float, spell_limit: float,
    when: Any, counts: Any, spell: Any,
) -> None:  # fmt: skip
    """Live the spell that an event begins, in one life: when its stages come, and the time spent in it."""
    when[event_line] = event
    for stage in range(first, past):
        when[stage_line[stage]] = inf
    if event > last_outcome:
        return
    counts[event_line, month_of(event, counts.shape[1])] += 1
    lost = inf
    if past > first:
        lost = spell_end(until_lost, loss, stage_months, first, past, loss_ratio, event, ends, strength, last_outcome)
    for stage in range(first, past):
        reached = event + stage_months[stage]
        if reached < lost and reached <= last_outcome:
            when[stage_line[stage]] = reached
            counts[stage_line[stage], month_of(reached, counts.shape[1])] += 1
    add_ticks(spell, event, min(lost, last_outcome, event + spell_limit), ONE)


@within
def to_the(ratio: float, strength: float) -> Any:
    """The ratio to the power of the service's strength, which is nearly always nought or one."""
    if strength == 0.0:
        return 1.0
    return ratio if strength == 1.0 else ratio**strength


@compiled
def event_time(threshold: float, hazard: float, ratio: float, since: float, ends: Any, strength: Any) -> Any:
    """When a hazard, counted from ``since``, has added up to the threshold."""
    if hazard <= 0.0:
        return inf
    time, left, span = since, threshold, 0
    while True:
        if ends[span] > time:
            rate = hazard * to_the(ratio, strength[span])
            if left <= rate * (ends[span] - time):
                return time + left / rate
            left -= rate * (ends[span] - time)
            time = ends[span]
        if time == inf:
            return inf
        span += 1


@compiled
def spell_end(
    threshold: float, loss: Any, months: Any, first: int, past: int, ratio: float,
    event: float, ends: Any, strength: Any, last_outcome: float,
) -> Any:  # fmt: skip
    """When the hazard of losing a spell, which changes with its age and with the service, reaches the threshold."""
    time, left, span, stage = event, threshold, 0, first
    while time <= last_outcome:
        while ends[span] <= time:
            span += 1
        while stage < past - 1 and event + months[stage] <= time:
            stage += 1
        until = ends[span]
        if stage < past - 1:
            until = min(until, event + months[stage])
        rate = loss[stage] * to_the(ratio, strength[span])
        if rate > 0.0:
            if left <= rate * (until - time):
                return time + left / rate
            left -= rate * (until - time)
        time = until
    return inf


# Counting -----------------------------------------------------------------------------------------------------


@compiled
def add_ticks(cells: Any, since: float, until: float, weight: int) -> None:
    """Note the time from ``since`` to ``until``, in whole ticks, as changes from month to month.

    From the tick it begins a month gets what is left of it and each later month a whole one; what ends takes the
    same away again. :func:`add_up` turns changes into months.
    """
    first, last = int(np.rint(since * TICKS_PER_MONTH)), int(np.rint(until * TICKS_PER_MONTH))
    if first < last:
        change_from(cells, first, weight)
        change_from(cells, last, -weight)


@compiled
def change_from(cells: Any, tick: int, weight: int) -> None:
    """From this tick on, each tick counts ``weight`` more."""
    month = tick // TICKS_PER_MONTH
    past = tick - month * TICKS_PER_MONTH
    if month < cells.shape[0]:
        cells[month] += (TICKS_PER_MONTH - past) * weight
    if month + 1 < cells.shape[0]:
        cells[month + 1] += past * weight


@compiled
def add_up(cells: Any) -> None:
    """Turn changes from month to month into what each month holds."""
    for month in range(1, cells.shape[0]):
        cells[month] += cells[month - 1]


@within
def count_effort(effort: Any, start: float, leave: float, change_at: Any, change_intensity: Any) -> None:
    """Count a person's time in service, each part weighted by the intensity in force, in thousandths."""
    since, now = start, PLANNED
    for change in range(change_at.shape[0]):
        if change_at[change] >= leave:
            break
        if change_at[change] > start:
            add_ticks(effort, since, change_at[change], now)
            since = change_at[change]
        now = change_intensity[change]
    add_ticks(effort, since, leave, now)


@within
def find_evidence(
    seed: Any, key: Any, replication: Any, person: int, line: int, g: int, achieved: float, anyway_too: bool,
    last_claim: float, found: Any, lag: Any, verified: Any, anyway: Any, not_found: Any, late: Any, verified_at: Any,
) -> int:  # fmt: skip
    """Look for evidence of one outcome, in every view; returns how many claims are verified."""
    u_found, u_lag, _, _ = philox(seed, key, replication, np.uint64(person))
    position, claims = table_position(u_lag), 0
    for view in range(found.shape[0]):
        if u_found >= found[view, line]:
            not_found[view, line] += 1
            continue
        at = achieved + read_table(lag[view], position)
        if at >= last_claim:
            late[view, line] += 1
            continue
        month = month_of(at, verified.shape[3])
        verified[view, g, line, month] += 1
        if anyway_too:
            anyway[view, g, line, month] += 1
        verified_at[view, line] = at
        claims += 1
    return claims


@compiled
def cap_claims(
    verified_at: Any, value: Any, limit: float, claim_at: Any, claim_value: Any, claim_line: Any, held: Any,
    withheld: Any,
) -> None:  # fmt: skip
    """Apply the cap per person to one person's claims, and tally what it holds back."""
    claims = np.int64(0)
    for line in range(verified_at.shape[0]):
        if verified_at[line] < inf:
            claim_at[claims], claim_value[claims], claim_line[claims] = verified_at[line], value[line], line
            claims += 1
    withheld_from(claim_at, claim_value, claims, limit, held)
    for i in range(claims):
        withheld[claim_line[i], month_of(claim_at[i], withheld.shape[1])] += int(held[i])
