"""The pathway of every person, step by step: the one file that knows numba, which turns the steps into machine code.

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
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload, register_jitable

from outcomesim import streams, units
from outcomesim.measurement import claim_values, claims, counting, days, of_others, person_cap, vintages
from outcomesim.measurement.claims import cap_claims, find_evidence
from outcomesim.measurement.counting import add_ticks, add_up, count_effort, count_lines, count_spell, month_of
from outcomesim.measurement.days import claim_days, count_days
from outcomesim.measurement.of_others import claim_of_others, count_of_others
from outcomesim.measurement.vintages import count_start_by_vintage, is_evaluated
from outcomesim.people import life, pathway, places, referral, tables
from outcomesim.people.life import event_time, live_spell, service_spans, strongest_intensity, to_the
from outcomesim.people.referral import refer_on
from outcomesim.streams import philox
from outcomesim.units import Floats, Ints

_inside: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",  # nothing is divided by nought: no need to look out for it
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,  # only live is called from outside
}
_step: dict[str, Any] = {**_inside, "_nrt": False}  # makes no array, and keeps no count of who holds one: see below
makes_arrays = njit(**_inside)


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


# Steps that other modules tell in plain Python, each where it belongs: compiled into whoever calls them. Numba counts
# who holds an array at every touch, which took more than half of the time: steps make no array and count no holders.
BY_THEMSELVES: tuple[Any, ...] = (
    referral.draw_people, referral.refer_on, places.first_come_first_served, places.take_earliest, places.add_place,
    places.change_to, life.strongest_intensity, claims.cap_claims, claims.take_off, person_cap.withheld_from,
    person_cap.withheld_in_turn, counting.add_up,
    days.days_span, days.days_by, days.past_month, days.count_days, days.claim_days, days.units_within,
    vintages.count_start_by_vintage, vintages.count_claim_by_vintage,
    of_others.count_of_others, of_others.claim_of_others, of_others.when_enough,
)  # fmt: skip
COPIED_IN: tuple[Any, ...] = (  # into their callers, where they are called once a person or more
    streams.philox, tables.table_position, tables.read_table, places.next_to_begin, places.may_start, places.sink,
    life.service_spans, life.to_the, life.event_time, life.live_spell, life.spell_end, claims.find_evidence,
    claims.value_at, person_cap.comes_after, counting.month_of, counting.count_lines, counting.count_spell,
    counting.count_effort, counting.add_ticks, counting.change_from, vintages.is_evaluated,
)  # fmt: skip
for _one in BY_THEMSELVES:
    register_jitable(**_step)(_one)
for _one in COPIED_IN:
    register_jitable(**_step, forceinline=True)(_one)
register_jitable(**_inside)(referral.in_order)
register_jitable(**_inside)(places.by_provider)
refer = makes_arrays(referral.refer)
give_places = makes_arrays(places.give_places)


SOURCES = (
    streams, units, claim_values, claims, counting, days, of_others, person_cap, vintages, life, pathway, places,
    referral, tables,
)  # fmt: skip


def sources_in_short(*files: str) -> str:
    """A short word for what stands in some files: another word as soon as one of them changes."""
    return blake2b(b"".join(Path(file).read_bytes() for file in files), digest_size=6).hexdigest()


def _named_after_its_sources(function: Any) -> Any:
    """Numba asks only this file whether the machine code it kept is still good; by its name, it asks all of them."""
    function.__qualname__ += "_" + sources_in_short(__file__, *(str(module.__file__) for module in SOURCES))
    return function


class Desk(NamedTuple):
    """Room to work in, for one person at a time: made once, written over for each."""

    when_with: Floats  # (L,) when she reaches each line, with the service
    when_without: Floats  # (L,) ... without it
    ends: Floats  # (D + 3,) where each span of her life with the service ends
    strength: Floats  # (D + 3,) how strong the service is in it
    never_ends: Floats  # (1,) the one span of her life without it
    no_strength: Floats  # (1,)
    came: Floats  # (L,) when she achieves each line but days that is hers to claim
    evidence_at: Floats  # (V, L) when evidence of it is found, in time or too late
    days_came: Floats  # (V, Y, M) when the days of each of her claims were achieved
    days_at: Floats  # (V, Y, M) when her claims for days are verified, one after another
    days_claimed: Floats  # (V, Y, M) days of each
    days_claims: Ints  # (V, Y) how many there are
    claim_at: Floats  # (C,) her claims under the cap, and what they take off others, one after another
    claim_value: Floats  # (C,)
    claim_line: Ints  # (C,)
    held: Floats  # (C,) what the cap holds back of each


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
    lines, spans, looks = pathway.evidence_key.shape[0], course.at.shape[1] + 3, views.claim_limit.shape[0]
    of_days, months = pathway.days_line.shape[0], pathway.months
    most = (lines + of_days * months) * (1 + views.taken_off.shape[1])
    desk = Desk(
        np.empty(lines), np.empty(lines), np.empty(spans), np.empty(spans), np.full(1, inf), np.zeros(1),
        np.empty(lines), np.empty((looks, lines)), np.empty((looks, of_days, months)),
        np.empty((looks, of_days, months)), np.empty((looks, of_days, months)), np.empty((looks, of_days), np.int64),
        np.empty(most), np.empty(most), np.empty(most, np.int64), np.empty(most),
    )  # fmt: skip
    for row in range(rates.people.shape[0]):
        referred, segment, frailty, engaged, order = refer(seed, pathway, rates, row)
        provider = np.zeros(referred.shape[0], np.int64)
        if pathway.places.shape[0] > 1:
            refer_on(
                seed, pathway.provider_key, rates.replication[row], pathway.provider_shares, course.at[row],
                course.shares[row], referred, provider,
            )  # fmt: skip
        start, leave = give_places(seed, pathway, rates, course, row, referred, provider, engaged, order)
        live_through(
            seed, pathway, rates, course, views, row, referred, segment, provider, frailty, start, leave, tallies, desk
        )


@njit(**_step)
def live_through(  # noqa: PLR0912, PLR0915  (it opens every record, once)
    seed: Any, pathway: Any, rates: Any, course: Any, views: Any, row: int,
    referred: Any, segment: Any, provider: Any, frailty: Any, start: Any, leave: Any, tallies: Any, desk: Any,
) -> None:  # fmt: skip
    """Let each person of one replication live with and without the service, and count both lives.

    Whoever is never served lives one life, which counts as both.
    """
    replication, chain_key, event_line, first_stage = (
        rates.replication[row], pathway.chain_key, pathway.event_line, pathway.first_stage
    )  # fmt: skip
    stage_line, stage_months, spell_limit = pathway.stage_line, pathway.stage_months, pathway.spell_limit
    first_days, days_line, days_from, days_back_dated, days_for = (
        pathway.first_days, pathway.days_line, pathway.days_from, pathway.days_back_dated, pathway.days_for
    )  # fmt: skip
    hazard, ratio, loss, loss_ratio = (
        rates.hazard[row], rates.ratio[row], rates.loss[row], rates.loss_ratio[row]
    )  # fmt: skip
    change_at, change_intensity = course.at[row], course.intensity[row]
    referrals, starts, served, effort = (
        tallies.referred[row], tallies.starts[row], tallies.served[row], tallies.effort[row]
    )  # fmt: skip
    true_with, true_without = tallies.true_with[row], tallies.true_without[row]
    evaluated, true_with_of, true_without_of = (
        views.evaluated, tallies.true_with_of[row], tallies.true_without_of[row]
    )  # fmt: skip
    spell_with, spell_without = tallies.spell_with[row], tallies.spell_without[row]
    achieved, last_outcome, months = tallies.achieved[row], pathway.last_outcome, pathway.months
    evidence_key, last_claim = pathway.evidence_key, pathway.last_claim
    found, lag, value, limit = views.found[:, row], views.lag, views.claim_value, views.claim_limit
    others_line, others_k, first_among, among = (
        pathway.others_line, pathway.others_k, pathway.first_among, pathway.among
    )  # fmt: skip
    in_force, dated_by, value_dates, value_ages = (
        views.in_force, views.dated_by, views.value_dates, views.value_ages
    )  # fmt: skip
    taken_off, off_value = views.taken_off, views.off_value
    most_units, beyond = views.most_units, tallies.beyond[:, row]
    of_vintages, starts_of, served_of, verified_of = (
        views.vintages, tallies.starts_of[row], tallies.served_of[row], tallies.verified_of[:, row]
    )  # fmt: skip
    verified, anyway, withheld = tallies.verified[:, row], tallies.anyway[:, row], tallies.withheld[:, row]
    not_found, late = tallies.not_found[:, row], tallies.late[:, row]
    when_with, when_without, ends, strength, never_ends, no_strength = (
        desk.when_with, desk.when_without, desk.ends, desk.strength, desk.never_ends, desk.no_strength
    )  # fmt: skip
    came, evidence_at, days_came, days_at, days_claimed, days_claims, claim_at, claim_value, claim_line, held = (
        desk.came, desk.evidence_at, desk.days_came, desk.days_at, desk.days_claimed, desk.days_claims, desk.claim_at,
        desk.claim_value, desk.claim_line, desk.held,
    )  # fmt: skip
    strongest, providers = strongest_intensity(change_at, change_intensity), effort.shape[0]

    for person in range(referred.shape[0]):
        since, served_from = referred[person], start[person]
        if since == inf:
            continue
        g = segment[person] * providers + provider[person]
        referrals[g, month_of(since, months)] += 1
        is_served, claims = served_from < inf, 0
        if is_served:
            service_spans(
                served_from, leave[person], pathway.effect_lasts, change_at, change_intensity, ends, strength
            )  # fmt: skip
            starts[g, month_of(served_from, months)] += 1
            add_ticks(served[g], served_from, leave[person], 1)
            count_effort(effort[provider[person]], served_from, leave[person], change_at, change_intensity)
            count_start_by_vintage(of_vintages, served_from, leave[person], g, starts_of, served_of)
            came[:] = inf
            evidence_at[:] = inf
            days_claims[:] = 0
        if others_line.shape[0] > 0:
            when_with[:] = inf
            when_without[:] = inf
        for chain in range(chain_key.shape[0]):
            u_event, u_lost, _, _ = philox(seed, chain_key[chain], replication, np.uint64(person))
            rate, most = hazard[g, chain] * frailty[person], 1.0
            if is_served:
                most = max(1.0, to_the(ratio[g, chain], strongest))
            if u_event > rate * most * (last_outcome - since):
                continue  # -log(1 - u) is more than u: the event comes too late in either life
            until_event, until_lost = -log(1.0 - u_event), -log(1.0 - u_lost)
            event_without = event_time(until_event, rate, ratio[g, chain], since, never_ends, no_strength)
            event = event_without
            if is_served:
                event = event_time(until_event, rate, ratio[g, chain], since, ends, strength)
            if event > last_outcome and event_without > last_outcome:
                continue
            line, first, past = event_line[chain], first_stage[chain], first_stage[chain + 1]
            one_days, past_days = first_days[chain], first_days[chain + 1]
            lost_without = live_spell(
                event_without, until_lost, loss, loss_ratio[g, chain], line, first, past, stage_line, stage_months,
                never_ends, no_strength, last_outcome, when_without,
            )  # fmt: skip
            lost, when = lost_without, when_without
            if is_served:
                when = when_with
                lost = live_spell(
                    event, until_lost, loss, loss_ratio[g, chain], line, first, past, stage_line, stage_months, ends,
                    strength, last_outcome, when,
                )  # fmt: skip
            count_spell(
                line, first, past, stage_line, when_without, lost_without, last_outcome, spell_limit[chain],
                true_without, spell_without[chain],
            )  # fmt: skip
            count_spell(
                line, first, past, stage_line, when, lost, last_outcome, spell_limit[chain], true_with,
                spell_with[chain],
            )  # fmt: skip
            for e in range(evaluated.shape[0]):
                if is_evaluated(evaluated, e, segment[person], served_from):
                    until = min(last_outcome, served_from + evaluated[e, 3])
                    count_lines(line, first, past, stage_line, when_without, until, true_without_of[e])
                    count_lines(line, first, past, stage_line, when, until, true_with_of[e])
                    count_days(
                        days_line, days_from, days_back_dated, days_for, one_days, past_days, event_without,
                        lost_without, until, true_without_of[e],
                    )  # fmt: skip
                    count_days(
                        days_line, days_from, days_back_dated, days_for, one_days, past_days, event, lost, until,
                        true_with_of[e],
                    )  # fmt: skip
            if one_days < past_days:
                count_days(
                    days_line, days_from, days_back_dated, days_for, one_days, past_days, event_without, lost_without,
                    last_outcome, true_without,
                )  # fmt: skip
                count_days(
                    days_line, days_from, days_back_dated, days_for, one_days, past_days, event, lost, last_outcome,
                    true_with,
                )  # fmt: skip
            if served_from <= event <= last_outcome:
                for stage in range(first - 1, past):
                    line = event_line[chain] if stage < first else stage_line[stage]
                    if when[line] <= last_outcome:
                        came[line] = when[line]
                        achieved[g, line, month_of(when[line], months)] += 1
                        claims += find_evidence(
                            seed, evidence_key[line], replication, person, line, g, when[line],
                            when_without[line] <= last_outcome, last_claim, served_from, of_vintages, found, lag,
                            verified, verified_of, anyway, not_found, late, evidence_at,
                        )  # fmt: skip
                for one in range(one_days, past_days):
                    line = days_line[one]
                    claims += claim_days(
                        seed, evidence_key[line], replication, person, line, one, g, days_from[one],
                        days_back_dated[one], days_for[one], event, lost, event_without, lost_without, last_outcome,
                        last_claim, served_from, of_vintages, most_units, found, lag, achieved, verified, verified_of,
                        beyond, anyway,
                        not_found, late, days_came, days_at, days_claimed, days_claims,
                    )  # fmt: skip
        if others_line.shape[0] > 0:
            when = when_with if is_served else when_without
            for e in range(evaluated.shape[0]):
                if is_evaluated(evaluated, e, segment[person], served_from):
                    until = min(last_outcome, served_from + evaluated[e, 3])
                    count_of_others(others_line, others_k, first_among, among, when_without, until, true_without_of[e])
                    count_of_others(others_line, others_k, first_among, among, when, until, true_with_of[e])
            count_of_others(others_line, others_k, first_among, among, when_without, last_outcome, true_without)
            count_of_others(others_line, others_k, first_among, among, when, last_outcome, true_with)
            if is_served:
                claims += claim_of_others(
                    others_line, others_k, first_among, among, g, served_from, came, when_without, last_outcome,
                    last_claim, of_vintages, achieved, verified, verified_of, anyway, not_found, late, evidence_at,
                )  # fmt: skip
        if claims > 0:
            for view in range(limit.shape[0]):
                if limit[view] < inf:
                    cap_claims(
                        served_from, came, evidence_at[view], last_claim, days_line, days_came[view], days_at[view],
                        days_claimed[view], days_claims[view], value[view, :, g], in_force[view], dated_by[view],
                        value_dates[view], value_ages[view], taken_off[view], off_value[view, :, g], limit[view],
                        claim_at, claim_value, claim_line, held, withheld[view],
                    )  # fmt: skip
    for g in range(served.shape[0]):
        add_up(served[g])
        for w in range(of_vintages.shape[0]):
            add_up(served_of[w, g])
    for one in range(providers):
        add_up(effort[one])
    for chain in range(chain_key.shape[0]):
        add_up(spell_with[chain])
        add_up(spell_without[chain])
