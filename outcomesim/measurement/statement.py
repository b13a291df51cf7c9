"""What the verifier sends: counts, costs and measures by period. A contract sees this and nothing else.

Never people, never the truth: what nobody could know cannot be paid for, and the type enforces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.units import PENCE, Floats, Ints


@dataclass(frozen=True)
class Dated:
    """Those of a period's claims whose people started, or whose outcomes came, in one month: for prices at that date.

    Parameters
    ----------
    started, achieved : float or None
        The month; None where it is not known.
    verified : array (R, G, L)
    """

    started: float | None
    achieved: float | None
    verified: Ints

    def __getitem__(self, rows: slice | Ints) -> Dated:
        return replace(self, verified=self.verified[rows])


@dataclass(frozen=True)
class ByProvider:
    """What each of several providers has done by now, from the first day.

    Parameters
    ----------
    referred, starts : array (R, P) of int64
        People referred to it, and taken on by it.
    verified : array (R, P, L) of int64
        Claims verified of people referred to it.
    cost : array (R, P) of float64 pence
        What it reports having spent on delivery.
    """

    referred: Ints
    starts: Ints
    verified: Ints
    cost: Floats

    def __getitem__(self, rows: slice | int | Ints) -> ByProvider:
        return ByProvider(self.referred[rows], self.starts[rows], self.verified[rows], self.cost[rows])


@dataclass(frozen=True)
class Statement:
    """What was verified and spent in the months ``[month_from, month_to)``, one row a replication.

    Parameters
    ----------
    number : int
        Statements of one contract are numbered from 1; 0 is the empty one on the first day.
    month_from, month_to : int
    verified : array (R, G, L) of int64
        Claims verified in the period, by segment and outcome line; on a line counted in units (days, points), the
        units.
    verified_to_date : array (R, G, L) of int64
    withheld : array (R, L) of float64 pence
        What the cap per person holds back from the period's claims (nought where there is no cap).
    starts : array (R, G) of int64
        People taken on in the period.
    referred : array (R, G) of int64
        People referred in the period.
    person_months : array (R, G) of float64
        Months of service received in the period.
    cost : array (R,) of float64 pence
        What the provider reports having spent on delivery in the period.
    cost_to_date : array (R,) of float64 pence
    running : array (R,) of float64
        Months of the period in which the service ran.
    drawn, repaid : array (R,) of float64 pence
        The capital account as at the day before: drawn from and paid back to investors so far.
    capital_due : array (R,) of float64 pence, or None
        What the tranches are due, principal and return, in the month in which the statement is paid; None where there
        is no capital.
    capital_owed : array (R,) of float64 pence, or None
        What they would be due then, if all of it fell due; None where there is no capital.
    stopped_at : array (R,) of months, or None
        When the service was stopped before its time (infinity where it was not); None is nowhere.
    ended_by : array (R,) of int64, or None
        Who stopped it, by the place in :data:`~outcomesim.scenario.apart.ENDED_BY`; -1 or None is not known, or nobody.
    people_to_date : array (R, G, L), or None
        People with at least one claim; None means that every claim is another person's.
    beyond_limit : array (R, G, L), or None
        Claims of the period beyond the contract's claims a person, where it is known claim by claim.
    dated : tuple of Dated
        The period's claims by the month of start or achievement, where that is known; else empty.
    measures : mapping of name to array (R,)
        What each measure reports by now; NaN where it has not been reported.
    by_provider : ByProvider or None
        What each provider has done by now, where several deliver the service; None where one does, or it is not known.
    """

    number: int
    month_from: int
    month_to: int
    verified: Ints
    verified_to_date: Ints
    withheld: Floats
    starts: Ints
    referred: Ints
    person_months: Floats
    cost: Floats
    cost_to_date: Floats
    running: Floats
    drawn: Floats
    repaid: Floats
    capital_due: Floats | None = None
    capital_owed: Floats | None = None
    stopped_at: Floats | None = None
    ended_by: Ints | None = None
    people_to_date: Ints | None = None
    beyond_limit: Ints | None = None
    dated: tuple[Dated, ...] = ()
    measures: Mapping[str, Floats] = field(default_factory=dict)
    by_provider: ByProvider | None = None

    @property
    def replications(self) -> int:
        """How many replications the statement covers."""
        return int(self.cost.shape[0])

    @property
    def claims(self) -> Ints:
        """Claims verified in the period, all lines and segments together, (R,); a day is one on a line of days."""
        total: Ints = np.sum(self.verified, axis=(1, 2))
        return total

    @property
    def ended(self) -> Ints:
        """Whether the service was stopped before its time, by now, (R,) of bool."""
        if self.stopped_at is None:
            return np.zeros(self.replications, dtype=np.bool_)
        return np.asarray(self.stopped_at <= self.month_to)

    def measure(self, name: str) -> Floats:
        """What a measure reports by now, (R,); NaN where it has not been reported.

        The vehicle's own account goes by the names of :data:`ACCOUNT_MEASURES`, in the currency's own units.
        """
        if name in self.measures:
            return self.measures[name]
        account = dict(zip(ACCOUNT_MEASURES, (self.drawn, self.repaid, self.drawn - self.repaid), strict=True))
        return np.asarray(account[name] / PENCE) if name in account else np.full(self.replications, np.nan)

    def claims_on(self, lines: Ints) -> Ints:
        """Claims verified in the period on some lines, a boolean array (L,); all segments together, (R,)."""
        total: Ints = np.sum(self.verified[:, :, lines], axis=(1, 2))
        return total

    def one(self, replication: int) -> Statement:
        """The same statement for one replication alone (every leading axis has length 1)."""
        return self.take(slice(replication, replication + 1))

    def take(self, rows: slice | Ints) -> Statement:
        """The same statement for some replications, in the order asked for."""
        taken = object.__new__(Statement)  # a contract in plain numbers asks for each replication: no time to check
        taken.__dict__.update(self._without_rows)
        for name, array in self._with_rows:
            taken.__dict__[name] = array[rows]
        if self.measures:
            taken.__dict__["measures"] = {name: values[rows] for name, values in self.measures.items()}
        if self.dated:
            taken.__dict__["dated"] = tuple(part[rows] for part in self.dated)
        if self.by_provider is not None:
            taken.__dict__["by_provider"] = self.by_provider[rows]
        return taken

    @cached_property
    def _with_rows(self) -> tuple[tuple[str, Any], ...]:
        """The fields that have a replication axis, by name."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return tuple((name, value) for name, value in named if isinstance(value, np.ndarray))

    @cached_property
    def _without_rows(self) -> dict[str, Any]:
        """The others."""
        rows = {name for name, _ in self._with_rows}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in rows}
