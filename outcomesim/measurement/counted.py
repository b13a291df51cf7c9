"""What measures are made from: running totals, and what was reported from outside.

One record that both a simulation and a settlement of recorded activity can make, so that both go through the same
measures. Totals have the month first: row ``m`` is before month ``m``, row 0 is nought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.units import PENCE, Floats, Ints

Among = tuple[tuple[float, float] | None, float | None]
"""A cohort by months of start, and the months that each person is followed; None where it is everybody, or for ever."""


@dataclass(frozen=True)
class Recorded:
    """A measure as it was reported from outside: row ``m`` is what had been reported by month ``m``.

    Parameters
    ----------
    value : array (M + 1, R)
        NaN where nothing had been reported.
    people : array (M + 1, R)
        How many were measured; NaN where that is not known.
    share : array (M + 1, R)
        The share of people who could be measured.
    dates : tuple of float
        The months at which figures came, ascending; none where that is as the measure's own terms say.
    """

    value: Floats
    people: Floats
    share: Floats
    dates: tuple[float, ...] = ()

    @classmethod
    def of(
        cls,
        rows: Sequence[tuple[float, float, float | None, Floats | float | None]],
        months: int,
        replications: int = 1,
    ) -> Recorded:
        """From rows of (month, value, people measured or None, share measured or None).

        Examples
        --------
        >>> Recorded.of([(2, 0.5, None, None), (3, 0.6, 40, 0.9)], months=4).value[:, 0].tolist()
        [nan, nan, 0.5, 0.6, 0.6]
        """
        value, people, share = (np.full((months + 1, replications), blank) for blank in (np.nan, np.nan, 1.0))
        for month, reported, count, part in sorted(rows, key=lambda row: row[0]):
            seen = int(np.ceil(month))
            value[seen:] = reported
            people[seen:] = np.nan if count is None else count
            share[seen:] = 1.0 if part is None else part
        return cls(value, people, share, tuple(sorted({month for month, *_ in rows})))


@dataclass(frozen=True)
class Estimate:
    """What one report of an evaluation says.

    Parameters
    ----------
    people : array (R,)
        Referred in the months that it counts.
    measured : array (R,)
        Of them, measured: the sample behind the report.
    rate, comparison : array (R,)
        Outcomes a person, with the service and as estimated without it.
    effect : array (R,)
        The difference, outcomes a person.
    added : array (R,)
        The same for all ``people``.
    standard_error : array (R,)
        Of the effect, from chance alone.
    """

    people: Floats
    measured: Floats
    rate: Floats
    comparison: Floats
    effect: Floats
    added: Floats
    standard_error: Floats


class Reports(Protocol):
    """Whoever can say what an evaluation reports."""

    def report(self, measure: Measure, evaluation: Evaluation, number: int, since: int, until: int) -> Estimate:
        """The report of a number, from 1, on those whom a measure is of, in the months ``[since, until)``."""


@dataclass(frozen=True)
class Counted:
    """What was counted, spent and reported under one contract.

    Parameters
    ----------
    outcomes, segments : tuple of str
        The names along the line and group axes.
    verified : array (M + 1, R, G, L)
    starts, referred, person_months : array (M + 1, R, G)
    cost : array (M + 1, R) of pence
    paid : array (M + 1, R) of pence
        What the payers had paid on the day before, less what they were paid back.
    recorded : mapping of measure name to Recorded
        These stand whatever else a measure says of how it is counted or evaluated.
    measured : mapping of measure name to array (M + 1, R)
        How many people could be measured, for those that are counted; all, where nothing is said.
    share_measured : mapping of measure name to array (R,)
    reports : Reports or None
    among : mapping of :data:`Among` to Counted
        The same of some people: those who started in a cohort, each followed for so long.
    """

    outcomes: tuple[str, ...]
    segments: tuple[str, ...]
    verified: Ints
    starts: Ints
    referred: Ints
    person_months: Floats
    cost: Floats
    paid: Floats
    recorded: Mapping[str, Recorded] = field(default_factory=dict)
    measured: Mapping[str, Floats] = field(default_factory=dict)
    share_measured: Mapping[str, Floats] = field(default_factory=dict)
    reports: Reports | None = None
    among: Mapping[Among, Counted] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """How many replications are counted."""
        return int(self.cost.shape[1])

    def between(self, what: str, segment: str, since: int, until: int) -> Floats:
        """How many there were of an outcome or account in the months ``[since, until)``, (R,); money in pounds."""
        if what in ("cost", "paid"):
            money = self.cost if what == "cost" else self.paid
            return np.asarray((money[until] - money[since]) / PENCE)
        by_account = {"referrals": self.referred, "referred": self.referred, "attachments": self.starts,
                      "served": self.starts, "person-months": self.person_months}  # fmt: skip
        totals = by_account[what] if what in by_account else self.verified[..., self.outcomes.index(what)]
        months = totals[until] - totals[since]  # (R, G)
        here = months if not segment else months[:, [self.segments.index(segment)]]
        return np.asarray(np.sum(here, axis=1), dtype=np.float64)
