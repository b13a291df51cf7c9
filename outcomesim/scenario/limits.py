"""What bounds, keeps back or moves what is owed: caps, floors, service credits, retention, indexation. Plain records.

Amounts are in the scenario's currency, times are months since the contract started, shares lie from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from outcomesim.scenario.on_measures import Condition, Schedule

Excess = Literal["lost", "carried"]
"""What becomes of the money that a cap cuts: it is lost, or asked for again with the next statement."""


@dataclass(frozen=True)
class Cap:
    """The most that is paid.

    Parameters
    ----------
    over : "person", "period", "year" or "contract"
        A person's claims, a period's (of ``every_months``), a contract year's, or all.
    amount : float
    lines : tuple of str
        Only these pay lines or outcomes together; empty means all.
    excess : "lost" or "carried"
        Carried money is asked for again with the next statement.
    amounts : tuple of float
        In place of ``amount`` for each contract year in turn, where a cap on a year changes; the last holds for later
        years.
    unused : "lost" or "carried"
        Whether what a year's cap was not used for makes the next year's larger.
    """

    over: Literal["person", "period", "year", "contract"]
    amount: float
    lines: tuple[str, ...] = ()
    excess: Excess = "lost"
    amounts: tuple[float, ...] = ()
    unused: Excess = "lost"

    def in_year(self, year: int) -> float:
        """The cap in a contract year, from 0."""
        return self.amounts[min(year, len(self.amounts) - 1)] if self.amounts else self.amount


@dataclass(frozen=True)
class Floor:
    """The least that is paid in a period, a year, or in all, whatever was achieved: made up when it closes.

    What it adds counts towards every cap on all lines, and stops at it.
    """

    over: Literal["period", "year", "contract"]
    amount: float


@dataclass(frozen=True)
class ServiceCredit:
    """A share that is taken off what is owed where a standard is missed.

    Taken off what caps and floors leave, and no room under a cap again.

    Parameters
    ----------
    name : str
    measure : str
        What the schedule reads; nothing is taken off until it has been reported.
    schedule : Schedule
        The share, from 0 to 1. At an edge the tier that is better for the payee applies, the smaller share.
    lines : tuple of str
        Only of these pay lines or outcomes; empty means of all that is owed.
    """

    name: str
    measure: str
    schedule: Schedule
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retention:
    """A share of each payment that is kept back and paid later.

    Parameters
    ----------
    share : float
    released : float or None
        Months after the payment would have been due; None means with the last statement.
    only_if : Condition or None
        What must hold when it is released; otherwise it is lost.
    if_ended_early : "paid" or "lost"
        What becomes of it when the contract was ended before its time.
    lines : tuple of str
        Only of these pay lines or outcomes; empty means of every payment.
    """

    share: float
    released: float | None = None
    only_if: Condition | None = None
    if_ended_early: Literal["paid", "lost"] = "lost"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indexation:
    """How prices rise: by a rate, once a year from a month on.

    ``factor = (1 + rate) ** floor((month - since) / 12)``, and 1 before ``since``; of some lines or outcomes alone,
    where they are named.
    """

    rate_per_year: float
    since: float = 0.0
    lines: tuple[str, ...] = ()
