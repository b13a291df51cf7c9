"""What a file of terms alone may hold: no people, no hazards, but what was recorded and published.

Gives models whose records are in :mod:`outcomesim.scenario.case`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from outcomesim.scenario import case
from outcomesim.scenario.measure_schema import MeasureTable
from outcomesim.scenario.number import AnyAmount, Duration, Horizon, Margin, Share
from outcomesim.scenario.schema import DatesTable
from outcomesim.scenario.table import Name, SourcedTable, Table


class CaseOutcomeTable(SourcedTable):
    """``[[outcome]]`` of a case."""

    name: Name
    kind: case.CaseKind = "event"
    of: Name | None = None
    months: Duration | None = None
    unit: str = ""

    def record(self) -> case.CaseOutcome:
        """How long a stage lasts is said by its name; a settlement does not count months."""
        given = self.given()
        given.pop("months", None)
        return case.CaseOutcome(**given)


class CaseSegmentTable(Table):
    """``[[segment]]`` of a case."""

    name: Name
    share: Share | None = None


class CaseServiceTable(Table):
    """``[service]`` of a case: who delivers."""

    provider: Name = "provider"
    margin: Margin | None = None


class PublishedTable(Table):
    """``[[published]]``."""

    becomes = case.PublishedFigure
    what: Name
    amount: AnyAmount
    how: case.How
    of: Literal["total", "gross", "payer", "line", "period", "to date", "irr", "multiple", "count"] = "total"
    name: str = ""
    contract: str = ""
    activity: str = ""
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
    service: CaseServiceTable = CaseServiceTable()
    measure: list[MeasureTable] = Field(default=[])
    published: list[PublishedTable] = Field(default=[])
