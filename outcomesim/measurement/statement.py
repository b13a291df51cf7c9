"""What the verifier sends: counts and costs by period. A contract sees this and nothing else.

Never people, never the truth: what nobody could know cannot be paid for, and the type enforces it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.units import Floats, Ints


@dataclass(frozen=True)
class Statement:
    """What was verified and spent in the months ``[month_from, month_to)``, one row a replication.

    Parameters
    ----------
    number : int
        Statements of one contract are numbered from 1; 0 is the empty one on the first day.
    month_from, month_to : int
    verified : array (R, G, L) of int64
        Claims verified in the period, by segment and outcome line; on a line of kind ``days``, days.
    verified_to_date : array (R, G, L) of int64
    withheld : array (R, L) of float64 pence
        What the cap per person holds back from the period's claims (nought where there is no cap).
    referred : array (R, G) of int64
        People referred in the period, whether or not they start.
    starts : array (R, G) of int64
        People taken on in the period.
    person_months : array (R, G) of float64
        Time in service in the period.
    cost : array (R,) of float64 pence
        What the provider reports having spent on delivery in the period.
    cost_to_date : array (R,) of float64 pence
    running : array (R,) of float64
        Months of the period in which the service ran.
    drawn, repaid : array (R,) of float64 pence
        The capital account as at the day before: drawn from and paid back to investors so far.
    """

    number: int
    month_from: int
    month_to: int
    verified: Ints
    verified_to_date: Ints
    withheld: Floats
    referred: Ints
    starts: Ints
    person_months: Floats
    cost: Floats
    cost_to_date: Floats
    running: Floats
    drawn: Floats
    repaid: Floats

    @property
    def replications(self) -> int:
        """How many replications the statement covers."""
        return int(self.cost.shape[0])

    @property
    def claims(self) -> Ints:
        """Claims verified in the period, all lines and segments together, (R,); a day is one on a line of days."""
        total: Ints = np.sum(self.verified, axis=(1, 2))
        return total

    def claims_on(self, lines: Ints) -> Ints:
        """Claims verified in the period on some lines, a boolean array (L,); all segments together, (R,)."""
        total: Ints = np.sum(self.verified[:, :, lines], axis=(1, 2))
        return total

    def one(self, replication: int) -> Statement:
        """The same statement for one replication alone (every leading axis has length 1)."""
        row = slice(replication, replication + 1)
        return Statement(
            self.number, self.month_from, self.month_to,
            self.verified[row], self.verified_to_date[row], self.withheld[row],
            self.referred[row], self.starts[row], self.person_months[row],
            self.cost[row], self.cost_to_date[row], self.running[row], self.drawn[row], self.repaid[row],
        )  # fmt: skip
