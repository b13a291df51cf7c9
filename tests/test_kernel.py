"""The compiled pathway of a person: against hand-made examples, closed forms, and itself as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest
from properties.lives import SMALL, a_service, digest, job, lived, months, small, small_with_days, stays

from outcomesim import kernel, simulate
from outcomesim.delivery import Delivery
from outcomesim.direction import Direction
from outcomesim.people import places, referral
from outcomesim.scenario.model import Cohort, Outcome, Referrals, Segment
from outcomesim.scenario.quantities import known
from outcomesim.streams import philox
from outcomesim.units import TICKS_PER_DAY, TICKS_PER_MONTH

FIVE_ERRORS = 5.0  # standard errors: a false alarm less than once in a million seeds
COMPILED = pytest.mark.skipif(bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled here")


def dispatchers():
    return {name: found for name, found in vars(kernel).items() if hasattr(found, "signatures")}


# One function, one signature ---------------------------------------------------------------------------------------


@COMPILED
def test_every_function_is_compiled_for_one_signature():
    from outcomesim import load

    for name in (SMALL, "rough_sleeping", "employment"):
        result = simulate(load(name), replications=30)
        assert max(result[contract]["directed"].max() for contract in result.contracts) == 1, "some were directed"
    lived(a_service(), 2)
    for terms in small().contracts:
        simulate(small(), replications=2, contracts=[terms.name])
    found = {name: function.signatures for name, function in dispatchers().items()}
    found |= {step.__name__: signatures(step) for step in (*kernel.BY_THEMSELVES, *kernel.COPIED_IN)}
    assert len(found["live"]) > 0
    assert {name: differences(many) for name, many in found.items() if len(many) > 1} == {}


def signatures(step):
    """What a step of another module was compiled for; nothing where the machine code was kept from an earlier run."""
    from numba.core.registry import cpu_target

    (template,) = cpu_target.typing_context.resolve_value_type(step).templates
    return list(template._compiled_overloads)


def differences(signatures):
    """Where two signatures are not the same, in numba's words."""
    first, second = signatures[:2]
    pairs = [pair for a, b in zip(first, second, strict=True) for pair in zip(parts(a), parts(b), strict=True)]
    return [(str(a), str(b)) for a, b in pairs if a != b]


def parts(given):
    return getattr(given, "types", (given,))


def test_machine_code_is_kept_under_the_name_of_all_that_it_was_made_of(tmp_path):
    step, other = tmp_path / "step.py", tmp_path / "other.py"
    step.write_text("started += 1")
    other.write_text("")
    before = kernel.sources_in_short(str(step), str(other))
    assert kernel.sources_in_short(str(step), str(other)) == before
    step.write_text("started += 2")
    assert kernel.sources_in_short(str(step), str(other)) != before
    if hasattr(kernel.live, "stats"):
        lived(a_service())
        kept = [file.name for file in Path(kernel.live.stats.cache_path).glob("kernel.live_*.nbi")]
        assert any(name.startswith(f"kernel.{kernel.live.__qualname__}-") for name in kept)


def test_every_step_stands_in_a_source_that_the_machine_code_is_named_after():
    steps = (*kernel.BY_THEMSELVES, *kernel.COPIED_IN, referral.in_order, referral.refer, places.give_places)
    assert {step.__module__ for step in steps} <= {module.__name__ for module in kernel.SOURCES}


def test_it_runs_as_plain_python_and_tells_the_same_to_the_bit():
    ask = "import sys; sys.path.insert(0, sys.argv[1]); from properties.lives import digest; print(digest())"
    uncompiled = subprocess.run(
        [sys.executable, "-c", ask, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert uncompiled.stdout.strip() == digest()


# Closed forms ------------------------------------------------------------------------------------------------------


KEPT = Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.1))


def share_is(count, people, expected):
    assert abs(count / people - expected) < FIVE_ERRORS * np.sqrt(expected * (1 - expected) / people)


AT_ONCE = {"people": 4_000, "over": 1e-6}


def test_the_share_with_an_event_is_exponential_in_both_lives():
    tallies = lived(a_service(stay_months=known(30.0), **AT_ONCE), 5).tallies
    share_is(tallies.true_without.sum(), 20_000, 1 - exp(-0.05 * 24))
    share_is(tallies.true_with.sum(), 20_000, 1 - exp(-0.10 * 24))


def test_the_effect_fades_so_long_after_leaving():
    fading = a_service(stay_months=known(6.0), effect_lasts_months=3.0, **AT_ONCE)
    share_is(lived(fading, 5).tallies.true_with.sum(), 20_000, 1 - exp(-(0.10 * 9 + 0.05 * 15)))


def test_intensity_raises_the_ratio_to_its_power():
    block = lived(a_service(stay_months=known(30.0), **AT_ONCE), 5)
    delivery = Delivery(block, 0, 1)
    delivery.direct(Direction(intensity=np.full(5, 2.0)), 12.0)
    share_is(delivery.tallies.true_with.sum(), 20_000, 1 - exp(-(0.05 * 2 * 12 + 0.05 * 4 * 12)))


def test_a_spell_reaches_its_stages_with_the_survival_of_a_chain():
    three = Outcome("3 months", "sustained", of="job", months=3, lost_per_month=known(0.2))
    six = Outcome("6 months", "sustained", of="job", months=6, lost_per_month=known(0.1))
    scenario = a_service(job(loss_ratio=known(0.5)), three, six, stay_months=known(30.0), **AT_ONCE)
    tallies = lived(scenario, 5).tallies
    for line, age, lost in ((1, 3, 0.6), (2, 6, 0.9)):
        without, with_service = tallies.true_without[:, line].sum(), tallies.true_with[:, line].sum()
        share_is(without, 20_000, (1 - exp(-0.05 * (24 - age))) * exp(-lost))
        share_is(with_service, 20_000, (1 - exp(-0.10 * (24 - age))) * exp(-lost / 2))


def test_frailty_mixes_exponentials_as_a_gamma_does():
    scenario = a_service(segments=(Segment("all", frailty_sd=1.0),), **AT_ONCE)
    share_is(lived(scenario, 5).tallies.true_without.sum(), 20_000, 1 - 1 / (1 + 0.05 * 24))


def test_drop_out_ends_stays_exponentially():
    scenario = a_service(stay_months=known(12.0), drop_out_per_month=known(0.1), **AT_ONCE)
    served = lived(scenario, 5).tallies.served.sum() / TICKS_PER_MONTH / 20_000
    # the mean is (1 - exp(-1.2)) / 0.1, the standard deviation of one stay below 5 months
    assert abs(served - (1 - exp(-1.2)) / 0.1) < FIVE_ERRORS * 5 / np.sqrt(20_000)


def test_without_a_limit_of_places_the_people_in_service_are_those_of_an_endless_queue():
    # M/G/infinity: ten come a month and stay five, so fifty are in service, Poisson
    scenario = a_service(people=600, over=60.0, stay_months=stays(5.0, 2.0), **months(60))
    scenario = replace(scenario, cohort=Cohort(Referrals(known(600.0), 60.0, arrivals="poisson")))
    month = lived(scenario, 200).tallies.served[:, 0, 40] / TICKS_PER_MONTH
    assert abs(month.mean() - 50) < FIVE_ERRORS * month.std() / np.sqrt(200)
    assert 50 / 2 < month.var() < 50  # a month's mean varies less than a moment's count


def test_with_few_places_people_wait_as_erlang_says():
    # M/M/2 at 60% load: the mean number waiting is C rho / (1 - rho) = 0.45 * 1.5, with Erlang's C = 0.45
    scenario = a_service(people=120, over=120.0, places=2, stay_months=stays(1.2, 1.2), **months(120))
    scenario = replace(scenario, cohort=Cohort(Referrals(known(120.0), 120.0, arrivals="poisson")))
    block = lived(scenario, 600)
    started = block.tallies.starts.sum(axis=1).cumsum(axis=1)
    waiting = np.zeros(600)
    with np.errstate(over="ignore"):
        for row, people in enumerate(block.rates.people):
            person = np.arange(people, dtype=np.uint64)
            referred = 120 * philox(np.uint64(1), block.pathway.arrival_key, np.uint64(row), person)[0]
            came = np.searchsorted(np.sort(referred), np.arange(1, 121))
            waiting[row] = np.mean((came - started[row])[50:])
    assert abs(waiting.mean() - 0.675) < FIVE_ERRORS * waiting.std() / np.sqrt(600)


def test_days_of_a_spell_are_its_time_less_a_part_of_a_day_each():
    scenario = a_service(job(), Outcome("days at work", "days", of="job"), **AT_ONCE)
    tallies = lived(scenario, 5).tallies
    for counts, spell in ((tallies.true_with, tallies.spell_with), (tallies.true_without, tallies.spell_without)):
        lost = spell.sum(axis=(1, 2)) / TICKS_PER_DAY - counts[:, 1].sum(axis=1)
        people = counts[:, 0].sum(axis=1)
        assert np.all(np.abs(lost / people - 0.5) < FIVE_ERRORS * np.sqrt(1 / 12 / people))


# What counts -------------------------------------------------------------------------------------------------------


def test_an_outcome_before_the_start_is_neither_claimed_nor_the_services():
    waiting = a_service(job(hazard_ratio=known(1.0)), places=1, people=40, over=1.0, stay_months=known(30.0))
    tallies = lived(waiting, 20).tallies
    assert np.all(tallies.starts.sum(axis=(1, 2)) == 1)
    assert np.all(tallies.achieved.sum(axis=(1, 2, 3)) <= 1)
    assert np.array_equal(tallies.true_with, tallies.true_without)
    assert tallies.true_with.sum() > 20 * 20


def test_whoever_is_never_served_lives_one_life_that_counts_as_both():
    chain = (job(hazard_ratio=known(9.0), loss_ratio=known(0.1)), KEPT)
    scenario = a_service(*chain, people=200, engagement=known(0.5))
    tallies = lived(scenario, 5).tallies
    nobody = lived(a_service(*chain, people=200, engagement=known(0.0)), 5).tallies
    assert np.array_equal(nobody.true_with, nobody.true_without)
    assert np.array_equal(nobody.spell_with, nobody.spell_without)
    assert np.array_equal(nobody.true_without, tallies.true_without)
    assert np.array_equal(nobody.spell_without, tallies.spell_without)
    assert np.all(tallies.true_with.sum(axis=2) > tallies.true_without.sum(axis=2))
    assert nobody.achieved.sum() == 0 < nobody.true_with[:, 1].sum()


def test_a_service_without_effect_adds_nothing_and_all_it_claims_would_have_happened_anyway():
    scenario = a_service(job(hazard_ratio=known(1.0)), people=100)
    tallies = lived(scenario, 5).tallies
    assert np.array_equal(tallies.true_with, tallies.true_without)
    assert np.array_equal(tallies.spell_with, tallies.spell_without)
    assert tallies.anyway.sum() == tallies.verified.sum() > 0


def test_what_would_have_happened_anyway_is_the_same_line_in_the_life_without_the_service():
    # everybody finds a job in both lives; without the service nobody keeps it for three months, with it everybody does
    sure = job(per_month=known(50.0), hazard_ratio=known(1.0), loss_ratio=known(1e-9))
    kept = Outcome("3 months", "sustained", of="job", months=3, lost_per_month=known(50.0))
    tallies = lived(a_service(sure, kept, people=100, stay_months=known(30.0))).tallies
    assert tallies.verified[0].sum(axis=(0, 1, 3)).tolist() == [100, 100]
    assert tallies.anyway[0].sum(axis=(0, 1, 3)).tolist() == [100, 0]


def test_every_achieved_outcome_is_verified_or_not_found_or_late():
    tallies = lived(small_with_days(), 50).tallies
    achieved = tallies.achieved.sum(axis=(1, 3))
    assert np.array_equal(achieved, tallies.verified[0].sum(axis=(1, 3)) + tallies.not_found[0] + tallies.late[0])
    assert np.all(tallies.anyway <= tallies.verified)
    assert np.all(achieved <= tallies.true_with.sum(axis=2))
    assert tallies.not_found.sum() > 0
