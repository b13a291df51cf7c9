"""A whole scenario file as one model, with the forms of contract it may name.

Takes the forms there are: the shipped ones, and a researcher's own, each a dataclass whose fields are the keys that a
contract of the form may hold.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import Discriminator, Field, StringConstraints, create_model

from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.schema.case import CaseTable
from outcomesim.scenario.schema.contract import SHIPPED, ContractTable
from outcomesim.scenario.schema.measures import EvaluationTable, MeasureTable
from outcomesim.scenario.schema.number import AnyBareNumber, AnyNumber, AnyWholeNumber, Horizon
from outcomesim.scenario.schema.rates import Rate
from outcomesim.scenario.schema.service import (
    AppraisalTable,
    CohortTable,
    DatesTable,
    DaysTable,
    DeliveringTable,
    EventTable,
    OfOthersTable,
    SegmentTable,
    ServiceTable,
    StatedLossTable,
    SustainedTable,
    VerificationTable,
)
from outcomesim.scenario.schema.table import Name, Table

AnyOutcomeTable = Annotated[EventTable | SustainedTable | DaysTable | OfOthersTable, Discriminator("kind")]


class ScenarioTable(Table):
    """A whole scenario file."""

    title: Name
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    start: date
    horizon_months: Horizon
    cohort: CohortTable
    service: ServiceTable
    outcome: Annotated[list[AnyOutcomeTable], Field(min_length=1)]
    contract: Annotated[list[Any], Field(min_length=1)]
    appraisal: AppraisalTable
    about: str = ""
    based_on: str = ""
    dates: DatesTable = DatesTable()
    segment: list[SegmentTable] = Field(default=[])
    provider: list[DeliveringTable] = Field(default=[])
    verification: VerificationTable = VerificationTable()
    stated_loss: list[StatedLossTable] = Field(default=[])
    measure: list[MeasureTable] = Field(default=[])
    evaluation: list[EvaluationTable] = Field(default=[])
    rates: dict[str, Rate] = Field(default={})


def scenario_table(forms: Mapping[str, type] | None = None) -> type[ScenarioTable]:
    """The model of a file in which contracts may be of the shipped forms and of these.

    Parameters
    ----------
    forms : mapping of form name to dataclass
        The dataclass's fields are the keys that a contract of the form may hold: numbers (``Quantity`` where they may
        be uncertain, else ``float`` or ``int``), ``str``, ``bool``, ``Literal``, tuples of these, other such
        dataclasses, and any of them ``| None``.
    """
    model: type[ScenarioTable] = create_model("ScenarioTable", __base__=ScenarioTable, contract=(_any_of(forms), ...))
    return model


def case_table(forms: Mapping[str, type] | None = None) -> type[CaseTable]:
    """The model of a file of terms alone, with the same contracts."""
    model: type[CaseTable] = create_model("CaseTable", __base__=CaseTable, contract=(_any_of(forms), ...))
    return model


def _any_of(forms: Mapping[str, type] | None) -> Any:
    """A list of contracts of the shipped forms and of these."""
    tables = [*SHIPPED.values(), *(_form_table(name, record) for name, record in (forms or {}).items())]
    one: Any = reduce(or_, tables)
    return Annotated[list[Annotated[one, Discriminator("form")]], Field(min_length=1)]


def _form_table(name: str, record: type) -> type[ContractTable]:
    keys = {**_keys_of(record), "form": (Literal[name], ...)}
    table: type[ContractTable] = create_model(f"{record.__name__}Table", __base__=ContractTable, **keys)
    return table


def _keys_of(record: type) -> dict[str, Any]:
    """The fields of a researcher's dataclass as keys of a table."""
    hints = get_type_hints(record)
    keys: dict[str, Any] = {"becomes": (ClassVar[Any], record)}
    for spec in dataclasses.fields(record):
        needed = spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING
        kind = _kind_of(hints[spec.name], f"{record.__name__}.{spec.name}")
        keys[spec.name] = (kind, ...) if needed else (kind | None, None)
    return keys


def _kind_of(hint: Any, where: str) -> Any:
    simple = {Quantity: AnyNumber, float: AnyBareNumber, int: AnyWholeNumber, str: str, bool: bool}
    if hint in simple:
        return simple[hint]
    if get_origin(hint) is Literal:
        return hint
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [_kind_of(part, where) for part in get_args(hint) if part is not type(None)]
        return reduce(or_, kinds) | None
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        return list[_kind_of(get_args(hint)[0], where)]  # type: ignore[misc]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return create_model(f"{hint.__name__}Table", __base__=Table, **_keys_of(hint))
    raise TypeError(f"{where}: a contract's terms are numbers, text, true or false, tuples or dataclasses, not {hint}")


def tables_in(annotation: Any) -> Iterator[type[Table]]:
    """The tables that may stand where a model has this annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for part in get_args(annotation):
        yield from tables_in(part)
