"""A table of a scenario file as a model: what every table has in common, and how one becomes a record.

What a file leaves out stays out, so that a record's own default holds: no default is written twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.schema.number import Plain, Word

Sourced = TypeVar("Sourced", bound=Quantity)
Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)]


class Table(BaseModel):
    """A table of the file: only the keys it names, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)
    becomes: ClassVar[Any] = None

    def given(self) -> dict[str, Any]:
        """The keys that the file wrote, with the values that records hold."""
        return {name: settled(getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set}

    def record(self) -> Any:
        """The record this table stands for; where there is none, its keys and values."""
        return (type(self).becomes or dict)(**self.given())


class SourcedTable(Table):
    """A table that may carry one source (and note) for all that it holds: for its lists, which have no other place."""

    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _source_of_every_number(self) -> Self:
        for name in self.model_fields_set:
            setattr(self, name, self._with_source(getattr(self, name)))
        return self

    def _with_source(self, value: Any) -> Any:
        """A number with the table's source where it has none of its own; so in lists, and by outcome or segment."""
        if isinstance(value, Quantity):
            return sourced(value, self.source, self.note)
        if isinstance(value, list):
            return [self._with_source(item) for item in value]
        if isinstance(value, dict):
            return {key: self._with_source(item) for key, item in value.items()}
        return value

    def given(self) -> dict[str, Any]:
        """The source stays with the numbers."""
        return {name: value for name, value in super().given().items() if name not in SourcedTable.model_fields}

    def words(self) -> dict[str, Word]:
        """What the file wrote in this table that is no number, by its key: it has the table's source."""
        texts = {name: value for name, value in self.given().items() if self.source and isinstance(value, str)}
        return {name: Word(unit=f'"{text}"', source=self.source, note=self.note) for name, text in texts.items()}


def sourced(amount: Sourced, source: str, note: str = "") -> Sourced:
    """An amount with the source of the entry it stands in, where it has none of its own."""
    return amount if amount.source else replace(amount, source=source, note=amount.note or note)


def settled(value: Any) -> Any:
    """A value as records hold it: bare numbers bare, tables as records, lists as tuples."""
    if isinstance(value, Plain):
        return value.bare
    if isinstance(value, Table):
        return value.record()
    if isinstance(value, list):
        return tuple(settled(item) for item in value)
    return value
