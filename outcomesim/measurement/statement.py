"""What the verifier sends: counts, costs and measures by period. A contract sees this and nothing else.

Never people, never the truth: what nobody could know cannot be paid for, and the type enforces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from outcomesim.measurement.claim_values import ToldBy
from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.units import PENCE, Floats, Ints


@dataclass(frozen=True)
class Dated:
    """Those of a period's claims whose people started, or whose outcomes came, at one date or so soon after the start.

    Parameters
    ----------
    by : "start", "achievement" or "months after the start"
    month : float or None
        The date; None where it is not known. Or how many months after the start.
    verified : array (R, G, L)
    """

    by: ToldBy
    month: float | None
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
    failed : array (R, P) of bool, or None
        Whether it has run out of money; None is none of them.
    """

    referred: Ints
    starts: Ints
    verified: Ints
    cost: Floats
    failed: Ints | None = None

    def __getitem__(self, rows: slice | int | Ints) -> ByProvider:
        failed = None if self.failed is None else self.failed[rows]
        return ByProvider(self.referred[rows], self.starts[rows], self.verified[rows], self.cost[rows], failed)

    def going_on(self, those: Ints | Floats) -> Ints | Floats:
        """A number or mark of each provider, (R, P), with nought in the place of those that have failed."""
        return those if self.failed is None else np.where(self.failed, np.zeros_like(those), those)


@dataclass(frozen=True)
class Report:
    """A figure that a measure of a period or a year reported: one of its own, which stands beside those before it.

    Parameters
    ----------
    date : float
        The month of the report.
    counts_to : int
        The month up to which it counts what happened: earlier than its date where it comes late.
    value : array (R,)
    """

    date: float
    counts_to: int
    value: Floats

    def __getitem__(self, rows: slice | Ints) -> Report:
        return replace(self, value=self.value[rows])


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
        What the cap per person holds back from the period's claims (nought where there is no cap); below nought where
        it gives back of earlier ones, because claims that had taken of the cap are lost since.
    gates_left_out : bool
        Whether claims that gates lose have been left out of that; else it is of all claims, as if no gate were there.
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
    beyond_limit : array (R, G, K), or None
        Claims of the period beyond the claims a person of each item of the contract's card, where it is known claim by
        claim; below nought where claims that were beyond it are within it now, since others have been taken off.
    dated : tuple of Dated
        The period's claims by the date of their start, and once more by that of their achievement, where it decides
        a price; and those so soon after the start, where that does; else empty.
    measures : mapping of name to array (R,)
        What each measure reports by now; NaN where it has not been reported.
    reports : mapping of name to tuple of Report
        What each measure of a period or a year reported in the months of the statement, in order. One that is not named
        is taken to report with every statement.
    may_have_come : array (R,) of bool, or None
        On a date within a row of recorded activity: whether what the row brings is taken to have come by then as far as
        floors ask for it, which makes the least of them, or not at all.
    takes_least : array (R,) of bool, or None
        Of a row of recorded activity over dates on which terms count anew: whether what that leaves open is taken so
        that the least is owed, or so that the most is. None where nothing is open.
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
    gates_left_out: bool = False
    people_to_date: Ints | None = None
    beyond_limit: Ints | None = None
    dated: tuple[Dated, ...] = ()
    measures: Mapping[str, Floats] = field(default_factory=dict)
    reports: Mapping[str, tuple[Report, ...]] = field(default_factory=dict)
    may_have_come: Ints | None = None
    takes_least: Ints | None = None
    by_provider: ByProvider | None = None

    @property
    def replications(self) -> int:
        """How many replications the statement covers."""
        return int(self.cost.shape[0])

    @property
    def covers_no_months(self) -> bool:
        """Whether it stands for a date between or after the others: with it nothing is claimed.

        What was retained is released, and floors close.
        """
        return 0 < self.month_from == self.month_to

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

    def reports_of(self, name: str) -> tuple[Report, ...]:
        """Every figure that a measure of a period or a year reported in the months of the statement, in order."""
        return self.reports.get(name, (Report(self.month_to, self.month_to, self.measure(name)),))

    def claims_on(self, lines: Ints) -> Ints:
        """Claims verified in the period on some lines, a boolean array (L,); all segments together, (R,)."""
        total: Ints = np.sum(self.verified[:, :, lines], axis=(1, 2))
        return total

    def with_claims_where(self, counts: Ints) -> Statement:
        """The same statement without the period's claims where they do not count, (R,) of bool."""
        cells = counts[:, None, None]
        return replace(
            self,
            verified=np.where(cells, self.verified, 0),
            dated=tuple(replace(part, verified=np.where(cells, part.verified, 0)) for part in self.dated),
            withheld=np.where(counts[:, None], self.withheld, 0.0),
            beyond_limit=None if self.beyond_limit is None else np.where(cells, self.beyond_limit, 0),
        )

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
        if self.reports:
            taken.__dict__["reports"] = {name: tuple(r[rows] for r in told) for name, told in self.reports.items()}
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
