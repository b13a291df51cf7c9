"""A scenario made ready to run: everything that no replication changes.

Takes a scenario, gives its plan, its contracts, the pathway of its people and how each contract looks at outcomes.
Must not know of any future.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from outcomesim.contracts import Contract, Setting, make_contract
from outcomesim.errors import ContractError
from outcomesim.measurement.evidence import View, lag_tables
from outcomesim.measurement.planned_worth import planned_worth
from outcomesim.measurement.vintages import NOBODY_APART, Apart, evaluated_of, vintage_between, vintage_of
from outcomesim.parties import Party
from outcomesim.people.pathway import Pathway, pathway_of
from outcomesim.people.plan import Plan, plan
from outcomesim.scenario.model import Scenario
from outcomesim.units import Floats


@dataclass(frozen=True)
class Prepared:
    """A scenario made ready to run: everything that no replication changes."""

    scenario: Scenario
    plan: Plan
    setting: Setting
    contracts: tuple[Contract, ...]
    pathway: Pathway
    views: tuple[View, ...]
    view_of: tuple[int, ...]
    lags: tuple[Floats, ...]
    apart: Apart = NOBODY_APART


def setting_of(scenario: Scenario, planned: Plan) -> Setting:
    """What contracts are told of a scenario."""
    service, dates = scenario.service, scenario.dates
    return Setting(
        outcomes=scenario.outcome_names,
        segments=tuple(segment.name for segment in scenario.segments),
        provider=Party(service.provider, "provider"),
        currency=scenario.currency,
        service_months=int(np.ceil(dates.last_service)),
        claim_months=int(np.ceil(dates.last_claim)),
        horizon_months=scenario.horizon_months,
        planned_cost=planned.total_cost,
        planned_cost_by_month=tuple(float(cost) for cost in planned.cost),
        planned_places=round(planned.referred.sum()) if service.places is None else service.places,
        margin=service.margin,
        last_service=dates.last_service,
        last_referral=dates.last_referral,
        segment_shares=tuple(segment.share for segment in scenario.segments),
        planned_referred=float(planned.referred.sum()),
        planned_starts=float(planned.starts.sum()),
        planned_person_months=float(planned.person_months.sum()),
        planned_verified=tuple(map(tuple, planned.claims.sum(axis=(2, 3, 4)).tolist())),
        measures={measure.name: measure for measure in scenario.measures},
        days=tuple(outcome.name for outcome in scenario.outcomes if outcome.kind == "days"),
        providers=tuple(Party(provider.name, "provider") for provider in service.providers),
        provider_shares=tuple(provider.share for provider in service.delivering),
        worth_as_planned=partial(planned_worth, scenario, planned),
    )


def prepare(
    scenario: Scenario, *, contracts: tuple[str, ...] | None = None, forms: Mapping[str, type[Contract]] | None = None
) -> Prepared:
    """Make a scenario ready to run.

    Parameters
    ----------
    scenario : Scenario
    contracts : tuple of str, or None
        Names of the contracts to run; None runs all.
    forms : mapping of name to form, or None
        A researcher's own forms of contract.
    """
    planned = plan(scenario)
    setting = setting_of(scenario, planned)
    chosen = [terms for terms in scenario.contracts if contracts is None or terms.name in contracts]
    made = tuple(make_contract(terms, setting, forms) for terms in chosen)
    for contract in made:
        if contract.cannot_be_simulated:
            raise ContractError(f"{contract.name}: {contract.cannot_be_simulated}; settle recorded activity instead")
    wanted = [_view(scenario, contract) for contract in made]
    views = tuple(dict.fromkeys(wanted)) or (View(scenario.verification),)
    return Prepared(
        scenario=scenario,
        plan=planned,
        setting=setting,
        contracts=made,
        pathway=pathway_of(scenario),
        views=views,
        view_of=tuple(views.index(view) for view in wanted),
        lags=lag_tables(views),
        apart=_apart(scenario, made),
    )


def contracts_of(scenario: Scenario, *, forms: Mapping[str, type[Contract]] | None = None) -> tuple[Contract, ...]:
    """The contracts of a scenario, as they are run: each knows its terms, its parties and what is planned.

    Parameters
    ----------
    scenario : Scenario
    forms : mapping of name to form, or None
        A researcher's own forms of contract.
    """
    return prepare(scenario, forms=forms).contracts


def _apart(scenario: Scenario, contracts: tuple[Contract, ...]) -> Apart:
    """Whom measures are of, and whose claims are priced at a date of their own."""
    segments = [segment.name for segment in scenario.segments]
    vintages = [vintage_of(measure) for measure in scenario.measures]
    vintages += [vintage_between(dates) for contract in contracts for dates in contract.told_apart]
    evaluated = [evaluated_of(measure, segments) for measure in scenario.measures]
    return Apart(tuple(dict.fromkeys(filter(None, vintages))), tuple(dict.fromkeys(filter(None, evaluated))))


def _view(scenario: Scenario, contract: Contract) -> View:
    """How a contract looks at outcomes; prices matter to it only under a cap per person."""
    verification = contract.terms.verification or scenario.verification
    if contract.claim_limit is None or contract.claim_values is None:
        return View(verification, most_units=contract.most_units)
    return View(verification, contract.claim_values_over_time, contract.claim_limit, contract.most_units)
