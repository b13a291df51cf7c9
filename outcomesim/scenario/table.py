"""A table of a scenario file as a model: what every table has in common, and how one becomes a record.

What a file leaves out stays out, so that a record's own default holds: no default is written twice.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from outcomesim.scenario.number import Plain

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


def settled(value: Any) -> Any:
    """A value as records hold it: bare numbers bare, tables as records, lists as tuples."""
    if isinstance(value, Plain):
        return value.bare
    if isinstance(value, Table):
        return value.record()
    if isinstance(value, list):
        return tuple(settled(item) for item in value)
    return value
