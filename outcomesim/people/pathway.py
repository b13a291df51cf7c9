"""The pathway of a person, laid out as arrays for the kernel.

Takes a scenario; gives the fixed :class:`Pathway` (which chains, which stages, which door closes when) and, for
some replications, the :class:`Rates` that hold in them. People must not know how they are paid for: nothing here
reads a contract.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import special

from outcomesim.direction import divided_by
from outcomesim.people.tables import QuantileTable
from outcomesim.scenario.model import Outcome, Scenario, Segment, Service
from outcomesim.scenario.quantities import Distribution, Quantity
from outcomesim.streams import Streams, purpose
from outcomesim.units import INTENSITY_STEPS, NEVER, Floats, Ints

WHO_STARTS_IN_NOTICE = ("nobody", "those waiting", "everyone")


class Pathway(NamedTuple):
    """What is the same in every replication.

    A chain is an event and the stages of the spell it begins; lines are outcomes in the scenario's order.
    """

    months: int  # M, whole months of the ledger
    last_referral: float
    last_service: float
    last_outcome: float
    last_claim: float
    referral_months: float  # over which people are referred
    referral_weights: Floats  # (W + 1,) cumulative, from 0 to 1
    segment_shares: Floats  # (G,) cumulative, the last exactly 1
    frailty: Floats  # (G, nodes) quantile table of each segment
    stay: Floats  # (nodes,) quantile table of the planned stay
    places: Ints  # (P,) of each provider; -1 where there is no limit
    provider_shares: Floats  # (P,) of the referrals, adding to 1
    ceiling: int
    starts_in_notice: int  # index into WHO_STARTS_IN_NOTICE
    waiting_served: bool  # those waiting when intake shuts are served
    effect_lasts: float
    event_line: Ints  # (K,) line of each chain's event
    first_stage: Ints  # (K + 1,) where each chain's stages begin in the two arrays below
    stage_line: Ints  # (S,)
    stage_months: Floats  # (S,) ascending within a chain
    spell_limit: Floats  # (K,) longest time in a spell that is counted
    first_days: Ints  # (K + 1,) where each chain's lines of kind days begin in the four arrays below
    days_line: Ints  # (Y,)
    days_from: Floats  # (Y,) months that the spell must have lasted
    days_back_dated: Ints  # (Y,) bool: whether the days before count too, once it has
    days_for: Floats  # (Y,) months of the spell that count, at most
    others_line: Ints  # (J,) line of each outcome that is made of others
    others_k: Ints  # (J,) how many of them it takes
    first_among: Ints  # (J + 1,) where the lines it is made of begin in the array below
    among: Ints  # (A,)
    arrival_key: np.uint64
    stay_key: np.uint64
    provider_key: np.uint64
    chain_key: Ints  # (K,)
    evidence_key: Ints  # (L,)


class Rates(NamedTuple):
    """What holds in each replication of a block: parameters that may be uncertain, already drawn."""

    replication: Ints  # (R,) uint64, the replication's number
    people: Ints  # (R,) people who would be referred
    engagement: Floats  # (R,)
    drop_out: Floats  # (R,) hazard a month
    hazard: Floats  # (R, G, K) of the event, without the service; groups are segments by provider, providers fastest
    ratio: Floats  # (R, G, K) what the service multiplies it by, at full intensity
    loss: Floats  # (R, S) hazard of losing the spell before the stage, without the service
    loss_ratio: Floats  # (R, G, K)

    def take(self, rows: Ints) -> Rates:
        """The rates of some replications alone."""
        return Rates(*(column[rows] for column in self))


def chains(scenario: Scenario) -> tuple[tuple[Outcome, tuple[Outcome, ...]], ...]:
    """Each event with the stages of its spell, in ascending months."""
    return tuple(
        (event, tuple(sorted(following(scenario, event, "sustained"), key=lambda stage: stage.months)))
        for event in scenario.outcomes
        if event.kind == "event"
    )


def following(scenario: Scenario, event: Outcome, kind: str) -> tuple[Outcome, ...]:
    """The outcomes of one kind that follow an event, in the scenario's order."""
    return tuple(outcome for outcome in scenario.outcomes if outcome.of == event.name and outcome.kind == kind)


def spell_limit(event: Outcome) -> float:
    """The longest time in the spell that is counted: what its worth is paid over."""
    limits = [worth.for_months for worth in event.worth if worth.per != "once" and worth.for_months is not None]
    return min(limits, default=NEVER)


def pathway_of(scenario: Scenario) -> Pathway:
    """Lay a scenario's pathway out as arrays."""
    cohort, service, dates = scenario.cohort, scenario.service, scenario.dates
    weights = np.asarray(cohort.referrals.weights, dtype=np.float64)
    shares = np.cumsum([segment.share for segment in scenario.segments])
    shares[-1] = 1.0
    linked = chains(scenario)
    line = {name: i for i, name in enumerate(scenario.outcome_names)}
    stages = [stage for _, of_event in linked for stage in of_event]
    days_of = [following(scenario, event, "days") for event, _ in linked]
    days = [line for of_event in days_of for line in of_event]
    made_of = [outcome for outcome in scenario.outcomes if outcome.kind == "k of n"]
    everyone = np.iinfo(np.int64).max
    return Pathway(
        months=scenario.horizon_months,
        last_referral=float(dates.last_referral),  # one signature a function, whole numbers or not
        last_service=float(dates.last_service),
        last_outcome=float(dates.last_outcome),
        last_claim=float(dates.last_claim),
        referral_months=float(cohort.referrals.months),
        referral_weights=np.concatenate([[0.0], np.cumsum(weights) / np.sum(weights)]),
        segment_shares=shares,
        frailty=np.stack([_frailty_table(segment) for segment in scenario.segments]),
        stay=QuantileTable.of(service.stay_months).nodes.copy(),  # writable: the kernel takes one kind of array
        places=planned_places(service),
        provider_shares=np.array([provider.share for provider in service.delivering], dtype=np.float64),
        ceiling=everyone if cohort.ceiling is None else cohort.ceiling,
        starts_in_notice=WHO_STARTS_IN_NOTICE.index(service.starts_during_notice),
        waiting_served=service.waiting_when_shut == "served",
        effect_lasts=float(service.effect_lasts_months),
        event_line=np.array([line[event.name] for event, _ in linked], dtype=np.int64),
        first_stage=np.cumsum([0, *(len(of_event) for _, of_event in linked)], dtype=np.int64),
        stage_line=np.array([line[stage.name] for stage in stages], dtype=np.int64),
        stage_months=np.array([stage.months for stage in stages], dtype=np.float64),
        spell_limit=np.array([spell_limit(event) for event, _ in linked], dtype=np.float64),
        first_days=np.cumsum([0, *(len(of_event) for of_event in days_of)], dtype=np.int64),
        days_line=np.array([line[one.name] for one in days], dtype=np.int64),
        days_from=np.array([one.from_month for one in days], dtype=np.float64),
        days_back_dated=np.array([one.back_dated for one in days], dtype=np.bool_),
        days_for=np.array([one.for_months for one in days], dtype=np.float64),
        others_line=np.array([line[one.name] for one in made_of], dtype=np.int64),
        others_k=np.array([one.k for one in made_of], dtype=np.int64),
        first_among=np.cumsum([0, *(len(one.among) for one in made_of)], dtype=np.int64),
        among=np.array([line[name] for one in made_of for name in one.among], dtype=np.int64),
        arrival_key=purpose("person/arrival"),
        stay_key=purpose("person/stay"),
        provider_key=purpose("person/provider"),
        chain_key=np.array([purpose(f"chain/{event.name}") for event, _ in linked], dtype=np.uint64),
        evidence_key=np.array([purpose(f"evidence/{name}") for name in scenario.outcome_names], dtype=np.uint64),
    )


def planned_places(service: Service) -> Ints:
    """Places of each provider as planned, (P,): its own, its part of the service's, or -1 for no limit."""
    providers = service.delivering
    own = [provider.places for provider in providers]
    if all(places is not None for places in own):
        return np.array(own, dtype=np.int64)
    if service.places is None:
        return np.full(len(providers), -1, dtype=np.int64)
    shares = np.array([provider.share for provider in providers])
    return divided_by(float(service.places), shares).astype(np.int64)


def _frailty_table(segment: Segment) -> Floats:
    """Quantiles of a gamma variable of mean 1 with the segment's standard deviation."""
    sd = segment.frailty_sd
    spread = None if sd == 0 else Distribution.of("gamma", shape=1 / sd**2, scale=sd**2)
    return QuantileTable.of(Quantity(1.0, spread)).nodes


def drawn(quantity: Quantity, streams: Streams) -> Floats:
    """A scenario's number in each replication, (R,), from the stream that its path names."""
    if not quantity.uncertain:
        return np.full(streams.replications.shape, quantity.value)
    return streams.once(quantity, f"quantity/{quantity.path}", quantity.at)


def rates_of(scenario: Scenario, streams: Streams) -> Rates:
    """Draw what holds in each replication of a block.

    Hazards observed with the service are divided by the drawn effect, so that known counts stay put and
    ignorance of the effect shows in what would have happened anyway. A provider's own effect is a power of the
    service's ratios, and changes what happens with it alone.
    """
    hazard, ratio, loss, loss_ratios = [], [], [], []
    powers = [_power(provider.effect, streams) for provider in scenario.service.delivering]
    for event, stages in chains(scenario):
        with_service = event.observed == "with the service"
        loss_ratio = drawn(event.loss_ratio, streams)
        loss_ratios.append([power(loss_ratio) for _ in scenario.segments for power in powers])
        per_group, per_group_ratio = [], []
        for segment in scenario.segments:
            own = next((rate for rate in segment.rates if rate.outcome == event.name), None)
            own_ratio = drawn((own and own.hazard_ratio) or event.hazard_ratio, streams)
            base = drawn((own and own.per_month) or _stated(event.per_month), streams)
            per_group += [base / own_ratio if with_service else base] * len(powers)
            per_group_ratio += [power(own_ratio) for power in powers]
        hazard.append(per_group)
        ratio.append(per_group_ratio)
        for stage in stages:
            base = drawn(_stated(stage.lost_per_month), streams)
            loss.append(base / loss_ratio if with_service else base)
    rows = streams.replications.shape[0]
    return Rates(
        replication=streams.replications,
        people=_people(scenario, streams),
        engagement=drawn(scenario.service.engagement, streams).copy(),  # the kernel takes one kind of array
        drop_out=drawn(scenario.service.drop_out_per_month, streams).copy(),
        hazard=_axes_last(hazard),
        ratio=_axes_last(ratio),
        loss=np.ascontiguousarray(np.array(loss, dtype=np.float64).reshape(len(loss), rows).T),
        loss_ratio=_axes_last(loss_ratios),
    )


def _power(effect: Quantity, streams: Streams) -> Callable[[Floats], Floats]:
    """What a provider makes of a ratio, in each replication: its own power of it."""
    if not effect.uncertain and effect.value == 1.0:
        return lambda ratio: ratio
    exponent = drawn(effect, streams)
    return lambda ratio: np.asarray(ratio**exponent)


def _axes_last(by_chain: list[list[Floats]]) -> Floats:
    return np.ascontiguousarray(np.array(by_chain).transpose(2, 1, 0))  # (K, G, R) -> (R, G, K)


def _stated(quantity: Quantity | None) -> Quantity:
    assert quantity is not None, "the reader of scenarios makes sure that every hazard is given"
    return quantity


def _people(scenario: Scenario, streams: Streams) -> Ints:
    """How many people would be referred in each replication, (R,)."""
    referrals = scenario.cohort.referrals
    mean = drawn(referrals.total, streams) * drawn(scenario.cohort.volume, streams)
    if referrals.arrivals == "fixed":
        return np.rint(mean).astype(np.int64)
    return poisson_quantile(streams.uniform("cohort/number"), mean)


def poisson_quantile(u: Floats, mean: Floats) -> Ints:
    """The smallest whole number whose Poisson distribution function is at least ``u``.

    Examples
    --------
    >>> poisson_quantile(np.array([0.0, 0.5, 0.99]), np.array([4.0, 4.0, 4.0])).tolist()
    [0, 4, 9]
    """
    with np.errstate(invalid="ignore"):
        guess = np.ceil(special.pdtrik(u, mean))
    count = np.maximum(np.nan_to_num(guess, nan=0.0), 0.0)
    for _ in range(3):  # pdtrik is continuous and may round to either side
        count = np.where((count > 0) & (special.pdtr(count - 1, mean) >= u), count - 1, count)
    for _ in range(3):
        count = np.where(special.pdtr(count, mean) < u, count + 1, count)
    return np.asarray(count, dtype=np.int64)


PLANNED_INTENSITY = INTENSITY_STEPS
"""Intensity as planned, in thousandths."""
