"""What the cells of one row say, as they are read, and the records that they make.

Takes numbers that have been read, gives :class:`~outcomesim.settlement.activity.Row`: one for the row as it is, and one
more of the same months for each provider that has columns of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from outcomesim.settlement.activity import Row
from outcomesim.settlement.reading.headings import Column

OF_THE_WHOLE = {
    "measure": "a measure", "measured": "a measure", "drawn": "capital that is drawn",
    "running": "the time that the service runs", "stopped": "a stop of the service",
}  # fmt: skip
"""What is never one provider's alone, by the kind of column."""


@dataclass
class Said:
    """What is said of one provider, or of nobody in particular."""

    counts: dict[tuple[str, str], float] = field(default_factory=dict)
    people: dict[tuple[str, str], float] = field(default_factory=dict)
    times: dict[str, tuple[float, ...]] = field(default_factory=dict)
    measures: dict[str, float] = field(default_factory=dict)
    measured: dict[str, float] = field(default_factory=dict)
    drawn: dict[str, float] = field(default_factory=dict)
    accounts: dict[str, float] = field(default_factory=dict)
    accounts_of: dict[tuple[str, str], float] = field(default_factory=dict)
    paid_on: dict[str, date] = field(default_factory=dict)

    def note(self, column: Column, segment: str, value: float) -> None:
        """Keep the number of one cell."""
        if column.kind in ("count", "people"):
            {"count": self.counts, "people": self.people}[column.kind][column.name, segment] = value
        elif column.kind == "account" and column.segment:
            self.accounts_of[column.name, segment] = value
        else:
            by_name = {"measure": self.measures, "measured": self.measured, "drawn": self.drawn}
            by_name.get(column.kind, self.accounts)[column.name or column.kind] = value

    def note_dates(self, outcome: str, segment: str, dates: tuple[float, ...]) -> None:
        """Keep the dates of one person's claims."""
        self.times[outcome] = dates
        self.counts[outcome, segment] = float(len(dates))


@dataclass
class SaidInRow:
    """What a row says: of everybody it is about, and of each provider that has columns of its own.

    Parameters
    ----------
    person : str
        One person's row is about one provider, however it says so.
    provider : str
        Whom the row itself names.
    """

    person: str
    provider: str
    of: dict[str, Said] = field(default_factory=dict)

    def about(self, column: Column) -> Said:
        """Where what a column says is kept."""
        return self.of.setdefault("" if self.person else column.provider, Said())

    def name(self, provider: str) -> bool:
        """Take the provider of a column for that of a person; False where she is with another already."""
        if self.person and provider:
            if self.provider not in ("", provider):
                return False
            self.provider = provider
        return True

    def rows(self, **said: Any) -> list[Row]:
        """The records: that of the row, and one for each provider that a column named."""
        own = self.of.pop("", Said())
        plain: Mapping[str, Any] = {**said, "measures": {}, "stopped": False}
        return [
            Row(**said, person=self.person, provider=self.provider, **vars(own)),
            *(Row(**{**plain, **vars(of)}, person=self.person, provider=name) for name, of in self.of.items()),
        ]
