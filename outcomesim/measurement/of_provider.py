"""What one of several providers has done by the end of each month: its own running totals, and its own statements.

Takes tallies, costs and running of all, gives statements of one. What a whole contract knows (its dates, its measures,
its account) stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomesim.measurement.running_totals import totals_by_month
from outcomesim.measurement.statement import Statement
from outcomesim.measurement.tallies import Tallies
from outcomesim.units import TICKS_PER_MONTH, Floats, Ints


@dataclass(frozen=True)
class ProviderTotals:
    """Totals of one provider by the end of each month, the month first.

    Parameters
    ----------
    verified : array (M + 1, R, G, L) of int64
    referred, starts : array (M + 1, R, G) of int64
    served : array (M + 1, R, G) of int64 ticks
    cost : array (M + 1, R) of pence
    running : array (M, R)
        Not a total: the share of each month in which its service ran.
    """

    verified: Ints
    referred: Ints
    starts: Ints
    served: Ints
    cost: Floats
    running: Floats

    @classmethod
    def of(cls, tallies: Tallies, costs: Floats, runnings: Floats, provider: int) -> ProviderTotals:
        """Add up what one did, by the tallies of one view, what delivery cost and when it ran, (R, P, M) each."""
        mine = slice(provider, None, costs.shape[1])  # groups are segments by provider
        counts = tallies.verified[0], tallies.referred, tallies.starts, tallies.served
        verified, referred, starts, served = (totals_by_month(count[:, mine]) for count in counts)
        return cls(verified, referred, starts, served, totals_by_month(costs[:, provider]), runnings[:, provider].T)

    def alone(self, whole: Statement, stopped_at: Floats | None) -> Statement:
        """The statement of the same months of this provider alone, which may have been stopped before its time."""
        since, until = whole.month_from, whole.month_to
        return replace(
            whole,
            verified=self.verified[until] - self.verified[since],
            verified_to_date=self.verified[until],
            withheld=np.zeros_like(whole.withheld),
            referred=self.referred[until] - self.referred[since],
            starts=self.starts[until] - self.starts[since],
            person_months=(self.served[until] - self.served[since]) / TICKS_PER_MONTH,
            cost=self.cost[until] - self.cost[since],
            cost_to_date=self.cost[until],
            running=self.running[since:until].sum(axis=0),
            stopped_at=stopped_at,
            beyond_limit=None,
            dated=(),
            by_provider=None,
        )
