"""Simulated people under a cap per person, with lines that a gate may lose: what is lost takes nothing of the cap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from properties.lives import a_service, job

from outcomesim.engine import World, run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Outcome, Scenario
from outcomesim.scenario.pay import Cap, Condition, Payer, PayLine, PaymentTerms, Price
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.scenario.terms import ContractTerms, ReviewTerms
from outcomesim.streams import Streams

STAY = Outcome("stay", "sustained", of="job", months=3.0, lost_per_month=known(0.0))
ENTRY = PayLine("entry", "outcome", (Price("job", 600.0),), only_if=Condition("said", at_least=0.5))
STAYS = PayLine("stays", "outcome", (Price("stay", 800.0),))
SAID = Measure("said", "recorded", assumed=known(0.4))
CAP = (Cap("person", 1_000.0),)
REVIEW = ReviewTerms(at=(9.0,), outcomes=("job",), target=(1e6,), shut_intake=True)


def run(*lines: PayLine, said: Measure = SAID, caps: tuple[Cap, ...] = CAP, **terms) -> World:
    """Twenty futures of forty people; whoever finds a job keeps it. £600 for it, £800 for three months of it."""
    paid = PaymentTerms(lines or (ENTRY, STAYS), caps)
    contract = ContractTerms("card", "payment by results", (Payer("council"),), payment=paid, **terms)
    made: Scenario = replace(a_service(job(), STAY, people=40), measures=(said,), contracts=(contract,))
    (world,) = run_block(prepare(made), Streams.block(1, 0, 20))
    return world


def claims(world: World, line: int) -> np.ndarray:
    return world.delivery.tallies.verified[0, :, 0, line].sum(axis=-1)


def pounds(world: World) -> list[list[float]]:
    return (world.paid_by_line / 100).tolist()


def test_claims_that_a_gate_loses_leave_the_cap_to_the_others():
    # £400 of £800 would be cut from each stay if the £600 for the job before it counted
    world = run()
    stays = claims(world, 1)
    assert stays.sum() > 100
    assert pounds(world) == [[0, 800 * n] for n in stays]
    assert not world.delivery.tallies.withheld.any()


def test_claims_behind_a_gate_that_is_met_count_as_without_it():
    met = run(said=replace(SAID, assumed=known(0.5)))
    free = run(replace(ENTRY, only_if=None), STAYS)
    assert pounds(met) == pounds(free)
    assert pounds(met) == [[600 * n, 400 * m] for n, m in zip(claims(met, 0), claims(met, 1), strict=True)]


def test_each_future_loses_what_its_own_gate_loses():
    either = Quantity(0.5, Distribution.of("uniform", low=0.0, high=1.0), path="said")
    world, met, missed = run(said=replace(SAID, assumed=either)), run(said=replace(SAID, assumed=known(1.0))), run()
    loses = [paid[0] == 0 for paid in pounds(world)]
    assert 0 < sum(loses) < 20
    each = zip(loses, pounds(missed), pounds(met), strict=True)
    assert pounds(world) == [without if lost else whole for lost, without, whole in each]


def test_a_gate_that_is_met_later_lets_what_comes_later_count():
    # reported in month 6 as met: a job found before is lost, and a stay that follows is paid in full
    world = run(said=replace(SAID, assumed=known(0.5), known_at=(6.0,)))
    jobs = world.delivery.tallies.verified[0, :, 0, 0]
    lost, kept = jobs[:, :3].sum(axis=1), jobs[:, 3:].sum(axis=1)
    assert lost.sum() > 0
    stays_cut = world.delivery.tallies.withheld[0, :, 1].sum(axis=1) / 400_00
    assert np.all(stays_cut <= kept)
    assert pounds(world) == [
        [600 * k, 800 * s - 400 * c] for k, s, c in zip(kept, claims(world, 1), stays_cut, strict=True)
    ]


def test_whoever_a_review_directs_loses_what_the_gate_loses_all_the_same():
    world = run(review=REVIEW)
    assert world.delivery.directed.all()
    assert pounds(world) == [[0, 800 * n] for n in claims(world, 1)]


def test_nothing_but_what_is_held_back_is_tallied_anew():
    free, gated = run(replace(ENTRY, only_if=None), STAYS).delivery, run().delivery
    for name, some, others in zip(free.tallies._fields, free.tallies, gated.tallies, strict=True):
        assert np.array_equal(some, others) == (name != "withheld"), name
    assert np.array_equal(free.costs, gated.costs)
