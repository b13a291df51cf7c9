"""What was verified and spent by the end of each month: the verifier's running totals, from which statements are drawn.

Takes tallies and costs, gives :class:`~outcomesim.measurement.statement.Statement`. What happened in a period is
one total less another, so each month is added up once however many statements there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from outcomesim.measurement.claim_values import ToldApart
from outcomesim.measurement.statement import ByProvider, Dated, Statement
from outcomesim.measurement.tallies import Tallies, of_providers, of_segments
from outcomesim.units import TICKS_PER_MONTH, Floats, Ints


@dataclass(frozen=True)
class TotalsOfVintage:
    """The same of one vintage: ``verified`` (M + 1, R, G, L), ``starts`` and ``served`` (M + 1, R, G)."""

    verified: Ints
    starts: Ints
    served: Ints


@dataclass(frozen=True)
class RunningTotals:
    """Totals by the end of each month, the month first: row ``m`` is before month ``m``, row 0 nought.

    Parameters
    ----------
    verified : array (M + 1, R, G, L) of int64
    withheld : array (M + 1, R, L) of int64 pence
    referred, starts : array (M + 1, R, G) of int64
    served : array (M + 1, R, G) of int64 ticks
    cost : array (M + 1, R) of pence
    running : array (M, R)
        Not a total: the share of each month in which the service ran.
    by_provider : ByProvider or None
        The same by provider, the month first, where there are several.
    vintages : tuple of TotalsOfVintage
        Of those who are counted apart, in the run's own order.
    """

    verified: Ints
    withheld: Ints
    referred: Ints
    starts: Ints
    served: Ints
    cost: Floats
    running: Floats
    by_provider: ByProvider | None = None
    vintages: tuple[TotalsOfVintage, ...] = ()

    @classmethod
    def of(cls, tallies: Tallies, costs: Floats, running: Floats) -> RunningTotals:
        """Add up the tallies of one view, and what each provider's delivery cost in each month (R, P, M)."""
        providers = costs.shape[1]
        counts = tallies.verified[0], tallies.referred, tallies.starts, tallies.served
        verified, referred, starts, served = (of_segments(count, providers, 1) for count in counts)
        return cls(
            totals_by_month(verified),
            totals_by_month(tallies.withheld[0]),
            totals_by_month(referred),
            totals_by_month(starts),
            totals_by_month(served),
            totals_by_month(costs.sum(axis=1)),
            running.T,
            None if providers == 1 else _by_provider(tallies, costs),
            tuple(_of_vintage(tallies, w, providers) for w in range(tallies.starts_of.shape[1])),
        )

    def statement(
        self,
        *,
        number: int,
        month_from: int,
        month_to: int,
        drawn: Floats,
        repaid: Floats,
        stopped_at: Floats | None = None,
        told_apart: Iterable[tuple[ToldApart, int]] = (),
    ) -> Statement:
        """The statement of the months ``[month_from, month_to)``.

        ``told_apart`` says which claims are told apart, and which of the vintages they are.
        """
        return Statement(
            number=number,
            month_from=month_from,
            month_to=month_to,
            verified=self.verified[month_to] - self.verified[month_from],
            verified_to_date=self.verified[month_to],
            withheld=(self.withheld[month_to] - self.withheld[month_from]).astype(np.float64),
            referred=self.referred[month_to] - self.referred[month_from],
            starts=self.starts[month_to] - self.starts[month_from],
            person_months=(self.served[month_to] - self.served[month_from]) / TICKS_PER_MONTH,
            cost=self.cost[month_to] - self.cost[month_from],
            cost_to_date=self.cost[month_to],
            running=self.running[month_from:month_to].sum(axis=0),
            drawn=drawn,
            repaid=repaid,
            stopped_at=stopped_at,
            dated=tuple(
                Dated(one.by, one.month, self.vintages[w].verified[month_to] - self.vintages[w].verified[month_from])
                for one, w in told_apart
            ),
            by_provider=None if self.by_provider is None else self.by_provider[month_to],
        )


def _of_vintage(tallies: Tallies, w: int, providers: int) -> TotalsOfVintage:
    """Totals of one vintage, the month first."""
    counts = tallies.verified_of[0, :, w], tallies.starts_of[:, w], tallies.served_of[:, w]
    return TotalsOfVintage(*(totals_by_month(of_segments(count, providers, 1)) for count in counts))


def _by_provider(tallies: Tallies, costs: Floats) -> ByProvider:
    """Totals of each provider, the month first."""
    providers = costs.shape[1]
    return ByProvider(
        referred=totals_by_month(of_providers(tallies.referred, providers, 1)),
        starts=totals_by_month(of_providers(tallies.starts, providers, 1)),
        verified=totals_by_month(of_providers(tallies.verified[0], providers, 1)),
        cost=totals_by_month(costs),
    )


def totals_by_month(months: Ints | Floats) -> Ints:
    """Add up along the last axis, and put it first: (..., M) to (M + 1, ...)."""
    kind = np.float64 if months.dtype == np.float64 else np.int64
    totals = np.zeros((months.shape[-1] + 1, *months.shape[:-1]), dtype=kind)
    for month in range(months.shape[-1]):  # a third of the time of a cumulative sum with the month moved first
        np.add(totals[month], months[..., month], out=totals[month + 1])
    totals.setflags(write=False)
    return totals
