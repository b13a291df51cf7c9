"""The service of each of several providers as a scenario of its own, for planning without chance.

Takes a scenario, gives one a provider: its share of the referrals, its places, its effect, its cost. What they imply
adds up to what the whole implies; nothing here draws a random number.
"""

from __future__ import annotations

from dataclasses import replace

from outcomesim.people.pathway import planned_places
from outcomesim.scenario.model import Cohort, DeliveryCost, Outcome, Provider, Scenario, Segment, SegmentRate, Service
from outcomesim.scenario.quantities import Quantity, known


def by_provider(scenario: Scenario) -> tuple[Scenario, ...]:
    """A scenario for each provider; the scenario itself where there is one."""
    if not scenario.service.providers:
        return (scenario,)
    places = planned_places(scenario.service)
    return tuple(
        replace(
            scenario,
            cohort=_part(scenario.cohort, provider.share),
            service=_own(scenario.service, provider, int(places[one])),
            segments=tuple(_helped(segment, scenario, provider) for segment in scenario.segments),
            outcomes=tuple(_effective(_baseline(outcome, scenario), provider) for outcome in scenario.outcomes),
        )
        for one, provider in enumerate(scenario.service.providers)
        if provider.share > 0
    )


def _part(cohort: Cohort, share: float) -> Cohort:
    referrals = replace(cohort.referrals, total=known(cohort.referrals.total.value * share))
    return replace(
        cohort, referrals=referrals, ceiling=None if cohort.ceiling is None else round(cohort.ceiling * share)
    )


def _own(service: Service, provider: Provider, places: int) -> Service:
    cost, scale = service.cost, provider.cost.value
    own = DeliveryCost(
        set_up=known(cost.set_up.value * provider.share * scale),
        fixed_per_month=known(cost.fixed_per_month.value * provider.share * scale),
        per_attachment=known(cost.per_attachment.value * scale),
        per_person_month=known(cost.per_person_month.value * scale),
        per_outcome=tuple((name, known(amount.value * scale)) for name, amount in cost.per_outcome),
        indexation_per_year=cost.indexation_per_year,
        overrun=cost.overrun,
    )
    return replace(service, provider=provider.name, providers=(), places=None if places < 0 else places, cost=own)


def _helped(segment: Segment, scenario: Scenario, provider: Provider) -> Segment:
    """A segment with its own chance and effect of every event written out, the effect to the provider's power."""
    rates = []
    for event in scenario.outcomes:
        if event.kind != "event":
            continue
        own = next((rate for rate in segment.rates if rate.outcome == event.name), None)
        ratio = (own and own.hazard_ratio) or event.hazard_ratio
        rates.append(
            SegmentRate(
                event.name,
                per_month=_without(event, (own and own.per_month) or event.per_month, ratio),
                hazard_ratio=_power(ratio, provider),
            )
        )
    return replace(segment, rates=tuple(rates))


def _effective(outcome: Outcome, provider: Provider) -> Outcome:
    """An outcome as it is observed without the service, and its effect to the provider's power."""
    return replace(
        outcome,
        observed="without the service",
        per_month=_without(outcome, outcome.per_month, outcome.hazard_ratio),
        hazard_ratio=_power(outcome.hazard_ratio, provider),
        loss_ratio=_power(outcome.loss_ratio, provider),
    )


def _baseline(outcome: Outcome, scenario: Scenario) -> Outcome:
    """A stage with the hazard of losing the spell as it is without the service; an event as it is."""
    if outcome.kind != "sustained":
        return outcome
    event = next(one for one in scenario.outcomes if one.name == outcome.of)
    return replace(outcome, lost_per_month=_without(outcome, outcome.lost_per_month, event.loss_ratio))


def _without(outcome: Outcome, hazard: Quantity | None, ratio: Quantity) -> Quantity | None:
    """A hazard in the life without the service: what was observed with it, over the service's own ratio."""
    if hazard is None or outcome.observed == "without the service":
        return hazard
    return known(hazard.value / ratio.value)


def _power(ratio: Quantity, provider: Provider) -> Quantity:
    return known(ratio.value**provider.effect.value)
