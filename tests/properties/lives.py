"""Services small enough to follow person by person, for the tests of the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from outcomesim import simulate
from outcomesim.delivery import Block, live_as_planned
from outcomesim.direction import Course, Direction
from outcomesim.measurement.evidence import View, lag_tables
from outcomesim.people.pathway import PLANNED_INTENSITY, Pathway, Rates, pathway_of, rates_of
from outcomesim.people.places import give_places
from outcomesim.people.referral import refer
from outcomesim.scenario import load
from outcomesim.scenario.model import (
    Appraisal,
    Cohort,
    Dates,
    Outcome,
    Provider,
    Referrals,
    Scenario,
    Segment,
    Service,
    Verification,
)
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"


@lru_cache
def small() -> Scenario:
    """Forty people, two chains, three contracts."""
    return load(SMALL)


@lru_cache
def small_with_days() -> Scenario:
    """The same, with two lines that count days of being housed; the bond pays for them."""
    lines = (
        Outcome("nights housed", "days", of="housed", for_months=9.0),
        Outcome("settled nights", "days", of="housed", from_month=2.5, back_dated=True, found=known(0.8)),
    )
    bond = small().contract("SIB")
    days = PayLine("days", "unit", (Price("nights housed", 12.5), Price("settled nights", 3.1)))
    paying = replace(bond, payment=replace(bond.payment, lines=(*bond.payment.lines, days)))
    contracts = tuple(paying if terms is bond else terms for terms in small().contracts)
    return replace(small(), outcomes=(lines[0], *small().outcomes, lines[1]), contracts=contracts)


@lru_cache
def small_shared() -> Scenario:
    """The same, delivered by three providers with effects and costs of their own; one is referred nobody as planned."""
    stronger = Quantity(1.5, Distribution.of("uniform", low=1.0, high=2.0), path="provider[North].effect")
    providers = (
        Provider("North", 0.3, effect=stronger),
        Provider("South", 0.7, cost=known(0.8)),
        Provider("West", 0.0, effect=known(0.0)),
    )
    return replace(small_with_days(), service=replace(small().service, providers=providers))


def job(**changes: Any) -> Outcome:
    """An event at 0.05 a month, which the service doubles."""
    return replace(Outcome("job", "event", per_month=known(0.05), hazard_ratio=known(2.0)), **changes)


def a_service(*outcomes: Outcome, people: float = 5, over: float = 12.0, **changes: Any) -> Scenario:
    """Everybody is served for six months from referral, over two years; change what a test is about."""
    service = {"stay_months": known(6.0), **{k: changes.pop(k) for k in list(changes) if k in Service.__match_args__}}
    plain = Scenario(
        title="a service",
        currency="GBP",
        start=date(2020, 4, 1),
        horizon_months=24,
        dates=Dates(24.0, 24.0, 24.0, 24.0, 24.0),
        cohort=Cohort(Referrals(known(people), months=over, arrivals="fixed")),
        segments=(Segment("everyone"),),
        service=Service("Home Ground", **service),
        outcomes=outcomes or (job(),),
        verification=Verification(),
        contracts=(),
        appraisal=Appraisal(headline="job"),
    )
    return replace(plain, **changes)


def stays(mean: float, sd: float) -> Quantity:
    """Stays that differ between people, as a gamma variable does."""
    return Quantity(mean, Distribution.of("gamma", shape=(mean / sd) ** 2, scale=sd**2 / mean))


def months(horizon: int) -> dict[str, Any]:
    """All five doors close together, after so many months."""
    return {"horizon_months": horizon, "dates": Dates(*[float(horizon)] * 5)}


def lived(scenario: Scenario, count: int = 1, *, seed: int = 1, first: int = 0, views: tuple[View, ...] = ()) -> Block:
    """Some replications of a scenario, lived as planned by the compiled kernel."""
    views = views or (View(scenario.verification),)
    streams = Streams.block(seed, first, count)
    return live_as_planned(scenario, pathway_of(scenario), views, lag_tables(views), streams)


def a_course(scenario: Scenario, *told: tuple[float, Direction]) -> Course:
    """The course of one replication after some directions."""
    course = Course.as_planned(1, len(told) + 1, len(scenario.service.delivering))
    for time, direction in told:
        pathway = pathway_of(scenario)
        course = course.directed(
            direction,
            time,
            planned_places=pathway.places,
            planned_shares=pathway.provider_shares,
            planned_intensity=PLANNED_INTENSITY,
        )
    return course


def told(**what: float) -> Direction:
    """A direction for one replication."""
    return Direction(**{name: np.array([value]) for name, value in what.items()})


def starts(
    scenario: Scenario, comers: list[float], *directions: tuple[float, Direction], provider: Any = None
) -> tuple[Any, Any]:
    """When those who come at these times start and leave, under a course of directions."""
    pathway, rates = laid_out(scenario, people=len(comers))
    came = np.array(comers, dtype=np.float64)
    to = np.zeros(len(comers), np.int64) if provider is None else np.array(provider)
    course, order = a_course(scenario, *directions), np.argsort(came, kind="stable")
    with np.errstate(over="ignore"):
        start, leave = give_places(
            np.uint64(1), pathway, rates, course, 0, came, to, np.ones(len(comers), np.bool_), order
        )
    return start.tolist(), leave.tolist()


def laid_out(scenario: Scenario, *, people: int, seed: int = 1) -> tuple[Pathway, Rates]:
    """A scenario as the kernel sees it, in replication 0, with so many people."""
    rates = rates_of(scenario, Streams.block(seed, 0, 1))
    return pathway_of(scenario), rates._replace(people=np.array([people], dtype=np.int64))


def each_person(scenario: Scenario, *, people: int, seed: int) -> dict[str, Any]:
    """Every person of replication 0: when referred, who she is, when she starts and leaves as planned."""
    pathway, rates = laid_out(scenario, people=people, seed=seed)
    key = np.uint64(seed)
    with np.errstate(over="ignore"):
        referred, segment, frailty, engaged, order = refer(key, pathway, rates, 0)
        alone = np.zeros(people, np.int64)
        start, leave = give_places(key, pathway, rates, Course.as_planned(1, 1), 0, referred, alone, engaged, order)
    who = {"referred": referred, "segment": segment, "frailty": frailty, "engaged": engaged}
    return {**who, "start": start, "leave": leave}


def digest(replications: int = 2) -> str:
    """One word for every column of the small scenarios, to the bit."""
    said = sha256()
    for scenario in (small(), small_with_days(), small_shared()):
        result = simulate(scenario, replications=replications, seed=11, threads=1)
        for name in result.contracts:
            for key, column in sorted(result[name].columns.items()):
                said.update(repr((name, key, column.tolist())).encode())
    return said.hexdigest()
