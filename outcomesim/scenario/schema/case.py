"""What a file of terms alone may hold: no people, no hazards, but what was recorded and published.

Gives models whose records are in :mod:`outcomesim.scenario.case`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from outcomesim.scenario import case
from outcomesim.scenario.case import UNNAMED
from outcomesim.scenario.schema.measures import EvaluationTable, MeasureTable
from outcomesim.scenario.schema.number import (
    AnyAmount,
    Count,
    Duration,
    Horizon,
    Margin,
    Number,
    Plain,
    Refused,
    Share,
    told,
)  # fmt: skip
from outcomesim.scenario.schema.rates import Rate
from outcomesim.scenario.schema.service import DatesTable
from outcomesim.scenario.schema.table import Name, SourcedTable, Table
from outcomesim.scenario.text.tree import Complaint

Rounding = Annotated[Plain, Number("what a figure was rounded to, above 0", low=0, above=True, uncertain=False)]


class CaseOutcomeTable(SourcedTable):
    """``[[outcome]]`` of a case."""

    name: Name
    kind: case.CaseKind = "event"
    of: Name | None = None
    months: Duration | None = None
    unit: str = ""
    k: Count | None = None
    among: Annotated[list[Name], Field(min_length=1)] | None = None

    def record(self) -> case.CaseOutcome:
        """How long a stage lasts is said by its name; a settlement does not count months."""
        given = self.given()
        given.pop("months", None)
        return case.CaseOutcome(**given)


class CaseSegmentTable(Table):
    """``[[segment]]`` of a case."""

    name: Name
    share: Share | None = None


class CaseProviderTable(Table):
    """``[[provider]]`` of a case: one of several that deliver the service."""

    name: Name
    share: Share | None = None


class CaseServiceTable(Table):
    """``[service]`` of a case: who delivers, or leads those who do."""

    provider: Name = UNNAMED
    margin: Margin | None = None


class PublishedTable(Table):
    """``[[published]]``."""

    becomes = case.PublishedFigure
    what: Name
    amount: AnyAmount | None = None
    how: case.How
    of: case.Figure = "total"
    name: str = ""
    period: str = ""
    contract: str = ""
    activity: str = ""
    to_nearest: Rounding | None = None
    because: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _proves_what_it_says(self) -> PublishedTable:
        complaints = tuple(self._faults())
        if complaints:
            raise told(Refused(*complaints))
        return self

    def _faults(self) -> Iterator[Complaint]:
        if self.how == "settled" and self.amount is None:
            rule = "a figure that the terms settle is held against a published amount"
            yield Complaint(("amount",), rule, 'add amount = ..., or write how = "not settleable"')
        if self.how in ("derived", "not settleable") and not self.because:
            rule = f"a figure that is {self.how} says why"
            hint = "what was worked back" if self.how == "derived" else "what is missing"
            yield Complaint(("because",), rule, f'add because = "...": {hint}')
        if self.of in _OF_SOMETHING and not self.name and self.how != "not settleable":
            rule = f"a figure of a {self.of} says of which"
            yield Complaint(("name",), rule, 'add name = "..."')

    def given(self) -> dict[str, Any]:
        """An amount that was not published is None."""
        return {"amount": None, **super().given()}


_OF_SOMETHING = ("payer", "line", "period", "to date", "count", "measure")


class ForecastTable(Table):
    """``[[forecast]]``."""

    becomes = case.CaseForecast
    what: Name
    scenario: str = ""
    contract: str = ""
    column: Literal["payments", "verified"] = "payments"
    name: str = ""
    amount: AnyAmount | None = None
    because: str = ""
    source: str = ""


class CaseTable(Table):
    """A file of terms alone."""

    title: Name
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    start: date
    horizon_months: Horizon
    contract: Annotated[list[Any], Field(min_length=1)]
    outcome: list[CaseOutcomeTable] = Field(default=[])
    about: str = ""
    based_on: str = ""
    activity: str = ""
    dates: DatesTable = DatesTable()
    segment: list[CaseSegmentTable] = Field(default=[])
    provider: list[CaseProviderTable] = Field(default=[])
    service: CaseServiceTable = CaseServiceTable()
    measure: list[MeasureTable] = Field(default=[])
    evaluation: list[EvaluationTable] = Field(default=[])
    rates: dict[str, Rate] = Field(default={})
    published: list[PublishedTable] = Field(default=[])
    forecast: list[ForecastTable] = Field(default=[])
