"""From the tree of a file to the records: every check is made, and only a tree without fault becomes a scenario.

Takes a :class:`~outcomesim.scenario.text.tree.Tree`, gives a :class:`~outcomesim.scenario.model.Scenario`, or raises
:class:`~outcomesim.errors.ScenarioError` with the faults of single values (:mod:`~outcomesim.scenario.schema.service`)
and of values that do not go together (:mod:`~outcomesim.scenario.rules.service`), in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case
from outcomesim.scenario.faults.words import complaints_of
from outcomesim.scenario.measures import Measure, in_their_windows
from outcomesim.scenario.model import Dates, Outcome, Provider, Scenario, Segment, Service
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.rules.branch import Branch
from outcomesim.scenario.rules.contracts import contract_rules
from outcomesim.scenario.rules.measures import measure_rules
from outcomesim.scenario.rules.service import case_rules, event_of, scenario_rules
from outcomesim.scenario.schema.file import case_table, scenario_table
from outcomesim.scenario.schema.table import SourcedTable, Table
from outcomesim.scenario.terms import ContractTerms
from outcomesim.scenario.text.lines import Loc
from outcomesim.scenario.text.tree import Complaint, Tree

_SHIPPED_FORMS_TABLE = scenario_table()


def built(
    tree: Tree,
    *,
    texts: tuple[tuple[str, str], ...],
    changes: tuple[tuple[str, Any], ...],
    forms: Mapping[str, type],
    faults: Sequence[Fault] = (),
) -> Scenario:
    """Make the scenario of a tree, or raise with every fault, those already known among them."""
    model = scenario_table(forms) if forms else _SHIPPED_FORMS_TABLE
    whole = Branch(tree.root)
    broken = [*scenario_rules(whole), *measure_rules(whole), *contract_rules(whole)]
    file, contracts, quantities = _checked(tree, model, broken, faults)
    given = file.given()
    return Scenario(
        **{key: given[key] for key in ("title", "currency", "start", "horizon_months", "cohort", "appraisal")},
        service=_service(given),
        dates=_dates(given),
        segments=given.get("segment") or (Segment("everyone"),),
        outcomes=_outcomes(given["outcome"]),
        verification=file.verification.record(),
        contracts=contracts,
        stated_losses=given.get("stated_loss", ()),
        measures=_measures(file),
        evaluations=given.get("evaluation", ()),
        about=file.about,
        quantities=quantities,
        texts=texts,
        changes=changes,
        file=tree.file,
    )


def built_case(
    tree: Tree,
    *,
    texts: tuple[tuple[str, str], ...],
    changes: tuple[tuple[str, Any], ...] = (),
    forms: Mapping[str, type],
    faults: Sequence[Fault] = (),
) -> Case:
    """Make the case of a tree of terms alone, or raise with every fault, those already known among them."""
    whole = Branch(tree.root)
    broken = [*case_rules(whole), *measure_rules(whole), *contract_rules(whole)]
    file, contracts, quantities = _checked(tree, case_table(forms), broken, faults)
    given = file.given()
    return Case(
        **{key: given[key] for key in ("title", "currency", "start", "horizon_months")},
        dates=_dates(given),
        provider=file.service.provider,
        margin=file.service.given().get("margin", 0.0),
        segments=_with_shares(given.get("segment", ()) or ({"name": "everyone"},)),
        providers=_with_shares(given.get("provider", ())),
        outcomes=given.get("outcome", ()),
        contracts=contracts,
        measures=_measures(file),
        evaluations=given.get("evaluation", ()),
        published=given.get("published", ()),
        forecasts=given.get("forecast", ()),
        activity=file.activity,
        about=file.about,
        quantities=quantities,
        texts=texts,
        changes=changes,
        file=tree.file,
    )


def _with_shares(named: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, float], ...]:
    """Segments or providers and their shares; equal ones where none are said."""
    return tuple((one["name"], one.get("share", 1 / len(named))) for one in named)


def _checked(
    tree: Tree, model: type[Any], broken: Sequence[Complaint], faults: Sequence[Fault]
) -> tuple[Any, tuple[ContractTerms, ...], tuple[Quantity, ...]]:
    """The file as its model reads it, its contracts and its numbers; or every fault there is, in order."""
    file, complaints = None, []
    try:
        file = model.model_validate(tree.root)
    except ValidationError as error:
        complaints = complaints_of(error, tree, model)
    complaints = [one for one in complaints if not any(_says_better(rule, one) for rule in broken)] + list(broken)
    contracts: tuple[ContractTerms, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    if file is not None:
        quantities = _labelled(file, tree)
        contracts, refusals = _contracts(file)
        complaints += refusals
    if complaints or faults or file is None:
        raise ScenarioError([*_in_order(complaints, tree), *faults])
    return file, contracts, quantities


def _says_better(rule: Complaint, other: Complaint) -> bool:
    """Whether a broken rule says what another complaint is about: of the same place, or of the whole around it."""
    return rule.at == other.at or (rule.whole and rule.at == other.at[: len(rule.at)])


def _in_order(complaints: Sequence[Complaint], tree: Tree) -> list[Fault]:
    """Complaints as faults: in the order of the file, each once."""
    order = {path: number for number, path in enumerate(tree.paths.values())}

    def position(complaint: Complaint) -> int:
        loc = complaint.at
        while loc and tree.path(loc) not in order:
            loc = loc[:-1]
        return order.get(tree.path(loc), -1)

    return list(dict.fromkeys(tree.fault(complaint) for complaint in sorted(complaints, key=position)))


def _contracts(file: Any) -> tuple[tuple[ContractTerms, ...], list[Complaint]]:
    """The contracts' records; a researcher's own record may refuse its terms with a ValueError."""
    contracts, refusals = [], []
    for number, contract in enumerate(file.contract):
        try:
            contracts.append(contract.record())
        except ValueError as refused:
            refusals.append(Complaint(("contract", number), str(refused)))
    return tuple(contracts), refusals


def _service(given: Mapping[str, Any]) -> Service:
    """The service with those who deliver it; its places are theirs together, where each has its own."""
    service: Service = given["service"]
    providers: tuple[Provider, ...] = given.get("provider", ())
    own = [provider.places for provider in providers if provider.places is not None]
    return replace(service, providers=providers, places=sum(own) if own else service.places)


def _measures(file: Any) -> tuple[Measure, ...]:
    """The measures, those that are made of others in the window of these."""
    tables = file.measure or ()
    return in_their_windows(
        [table.record() for table in tables], [table.name for table in tables if "window" in table.model_fields_set]
    )


def _dates(given: Mapping[str, Any]) -> Dates:
    """The five dates: each that was left out is the next later one."""
    horizon = float(given["horizon_months"])
    written = given.get("dates", {})
    later, dates = horizon, {"last_payment": horizon}
    for name in ("last_claim", "last_outcome", "last_service", "last_referral"):
        dates[name] = later = written.get(name, later)
    return Dates(**dates)


def _outcomes(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Every stage tied to the event of its chain, and observed in the life in which the event was."""
    follows = {outcome.name: outcome.of for outcome in outcomes}
    events = {outcome.name: outcome for outcome in outcomes if outcome.kind == "event"}

    def tied(outcome: Outcome) -> Outcome:
        if not outcome.of:
            return outcome
        event = events[event_of(outcome.name, follows)]
        return replace(outcome, of=event.name, observed=event.observed)

    return tuple(tied(outcome) for outcome in outcomes)


def _labelled(file: Table, tree: Tree) -> tuple[Quantity, ...]:
    """Give every number of the file its path; those with a source or a distribution, in the order of the file.

    A word in a table that carries a source is listed among them.
    """
    found: dict[str, Quantity] = {}

    def labelled(value: Any, loc: Loc) -> Any:
        if isinstance(value, Quantity):
            value = replace(value, path=tree.path(loc))
            found[value.path] = value
        elif isinstance(value, Table):
            if isinstance(value, SourcedTable):
                labelled(value.words(), loc)
            for name in value.model_fields_set:
                setattr(value, name, labelled(getattr(value, name), (*loc, name)))
        elif isinstance(value, list):
            return [labelled(item, (*loc, number)) for number, item in enumerate(value)]
        elif isinstance(value, dict):
            return {key: labelled(item, (*loc, key) if key else loc) for key, item in value.items()}
        return value

    labelled(file, ())
    in_order = (found[path] for path in tree.paths.values() if path in found)
    return tuple(quantity for quantity in in_order if quantity.source or quantity.uncertain)
