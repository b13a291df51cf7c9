"""What was recorded: claims, people, units, measures, draws, as records.

Plain records; :mod:`outcomesim.settlement.reading.rows` makes them of a file. They know no price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Basis = Literal["claim", "achievement", "payment"]
BASES: tuple[Basis, ...] = ("claim", "achievement", "payment")


@dataclass(frozen=True)
class Row:
    """One row of recorded activity.

    Parameters
    ----------
    line : int
        Of the file, from 1.
    label : str
        The period, or the person, as the file writes it.
    month_from, month_to : int
    person : str
        Empty where the row is not about one person.
    segment, provider : str
        Empty where the row is about everyone.
    started, achieved : float or None
        The month in which its people started, or its outcomes came, where the file says.
    counts, people : mapping of (outcome, segment) to number
    times : mapping of outcome to tuple of months
        For a person: when each claim was made, where the file says.
    measures : mapping of measure to number
    drawn : mapping of tranche to amount
    accounts : mapping of account to number
    accounts_of : mapping of (account, segment) to number
        Where a column says of which segment; :meth:`by_segment` gives each a row of its own.
    stopped : bool
        Whether the service was stopped before its time in the period.
    ended_by : str
        By whom, where the file says: one of :data:`~outcomesim.scenario.apart.ENDED_BY`.
    paid_on : mapping of payer to day
        When what was owed for the period was paid; empty is all payers.
    measured : mapping of measure to number
        How many people were measured.
    of_period : frozenset of outcome
        For a person: outcomes of which the month in :attr:`times` is that of a period, and no date of any claim.
    """

    line: int
    label: str
    month_from: int
    month_to: int
    person: str = ""
    segment: str = ""
    started: float | None = None
    achieved: float | None = None
    counts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    people: Mapping[tuple[str, str], float] = field(default_factory=dict)
    times: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    measures: Mapping[str, float] = field(default_factory=dict)
    drawn: Mapping[str, float] = field(default_factory=dict)
    accounts: Mapping[str, float] = field(default_factory=dict)
    stopped: bool = False
    ended_by: str = ""
    paid_on: Mapping[str, date] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    accounts_of: Mapping[tuple[str, str], float] = field(default_factory=dict)
    provider: str = ""
    of_period: frozenset[str] = frozenset()

    def by_segment(self) -> tuple[Row, ...]:
        """The row, and one more of the same months for each segment that has people or months of its own."""
        segments = dict.fromkeys(segment for _, segment in self.accounts_of)
        parts = (
            Row(
                self.line, self.label, self.month_from, self.month_to, segment=segment, started=self.started,
                achieved=self.achieved, provider=self.provider,
                accounts={name: n for (name, of), n in self.accounts_of.items() if of == segment},
            )
            for segment in segments
        )  # fmt: skip
        return (replace(self, accounts_of={}), *parts)

    def with_times_of_period(self, times: Mapping[str, tuple[float, ...]]) -> Row:
        """The row with months for claims of which no date is known, but a period."""
        return replace(self, times={**self.times, **times}, of_period=self.of_period | {*times})


@dataclass(frozen=True)
class Activity:
    """Recorded activity, in the order of its periods.

    Parameters
    ----------
    rows : tuple of Row
    basis : "claim", "achievement" or "payment"
        Which dates the periods are of.
    stated : bool
        Whether the file says so.
    file : str
    said : tuple of str
        What was taken for granted in reading it.
    """

    rows: tuple[Row, ...]
    basis: Basis = "claim"
    stated: bool = False
    file: str = ""
    said: tuple[str, ...] = ()

    @property
    def by_person(self) -> bool:
        """Whether each row is one person."""
        return any(row.person for row in self.rows)
