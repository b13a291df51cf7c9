"""What a file may hold about measures and evaluations: ``[[measure]]`` and ``[[evaluation]]``.

Gives models whose records are in :mod:`outcomesim.scenario.measures`. What must go together is in
:mod:`outcomesim.scenario.rules.measures`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from outcomesim.scenario import measures
from outcomesim.scenario.schema.number import (
    AnyBareNumber,
    AnyNumber,
    Duration,
    Money,
    Months,
    NotNegative,
    Number,
    Plain,
    Probability,
    Refused,
    Share,
    told,
)
from outcomesim.scenario.schema.table import Name, SourcedTable, Table

_NUMBER = Number("a number, or the name of what to compare with, in quotes", uncertain=False)


def _name_or_number(raw: Any) -> Any:
    if isinstance(raw, str) and raw:
        return raw
    try:
        return _NUMBER.read(raw)
    except Refused as refused:
        raise told(refused) from None


def _named(key: str) -> BeforeValidator:
    """A name alone stands for a table with that name."""

    def as_tables(raw: Any) -> Any:
        several = raw if isinstance(raw, list) else [raw] if isinstance(raw, str) else None
        return raw if several is None else [{key: one} if isinstance(one, str) else one for one in several]

    return BeforeValidator(as_tables)


NameOrNumber = Annotated[Any, BeforeValidator(_name_or_number)]
Decimals = Annotated[Plain, Number("a whole number of decimals, from 0 to 9", low=0, high=9, whole=True,
                                   uncertain=False)]  # fmt: skip
AboveNought = Annotated[Plain, Number("a number, above 0", low=0, above=True, uncertain=False)]
Clusters = Annotated[Plain, Number("a number of clusters in each arm, 2 or more", low=2, uncertain=False)]


class PartTable(Table):
    """One of a measure's ``parts``."""

    becomes = measures.Part
    measure: Name
    weight: AnyBareNumber | None = None


class ReporterTable(Table):
    """One of a measure's evaluations, and the month it takes over."""

    becomes = measures.Reporter
    name: Name
    since: Months | None = None


class MeasureTable(SourcedTable):
    """``[[measure]]``."""

    becomes = measures.Measure
    name: Name
    how: measures.How
    of: Name | None = None
    against: NameOrNumber = None
    parts: Annotated[list[PartTable], _named("measure"), Field(min_length=1)] | None = None
    over: Name | None = None
    segment: Name | None = None
    cohort: Annotated[list[Months], Field(min_length=1)] | None = None
    follow_up_months: Duration | None = None
    window: measures.Window = "to date"
    target: AboveNought | None = None
    evaluation: Annotated[list[ReporterTable], _named("name"), Field(min_length=1)] | None = None
    decimals: Decimals | None = None
    deemed: AnyBareNumber | None = None
    measured: Probability | None = None
    least_sample: AboveNought | None = None
    otherwise: NameOrNumber = None
    when_short: Literal["switch", "blend"] = "switch"
    known_at: Annotated[list[Months], Field(min_length=1)] | None = None
    assumed: AnyNumber | None = None


class EvaluationTable(SourcedTable):
    """``[[evaluation]]``."""

    becomes = measures.Evaluation
    name: Name
    outcome: Name
    design: measures.Design
    sample: AboveNought | None = None
    controls_each: AboveNought | None = None
    baseline: AnyNumber | None = None
    bias: AnyNumber | None = None
    sd: NotNegative | None = None
    clusters: Clusters | None = None
    intra_cluster: Share | None = None
    explained: Share | None = None
    explained_clusters: Share | None = None
    explained_earlier: Share | None = None
    at: Annotated[list[Months], Field(min_length=1)]
    lag_months: Months | None = None
    cost: Money | None = None
    by: Name | None = None
