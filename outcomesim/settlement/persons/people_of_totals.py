"""What totals tell of the people behind them: who cannot be the same, how many there are, how much one can have.

Takes periods of recorded activity, gives :class:`People`: claims, and people as far as they were counted, of groups
that share nobody. A person is of one segment and with one provider. It knows no price and no cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.settlement.reading.dates import month_end
from outcomesim.units import NEVER, Floats


@dataclass(frozen=True)
class People:
    """What is known of the people behind totals by the start and by the end of each of P periods.

    Q groups share nobody: providers where the rows say whose they are, else all of them in one.

    Parameters
    ----------
    claims : array (P + 1, Q, G, L)
    counted : array (P + 1, Q, G, L)
        People with at least one claim; nought where they were not counted.
    days : array (P + 1,), and whether claims may be of days before the period
        How many days there were.
    in_days : array (L,) of bool
        Outcomes of which nobody has more than there were days.
    there : array (Q,)
        How many people there can be in each group; infinity where nobody says.
    in_all : float
        And in all of them.
    """

    claims: Floats
    counted: Floats
    days: Floats
    late: bool
    in_days: tuple[bool, ...]
    there: tuple[float, ...]
    in_all: float

    def most_of_one(self, line: int, since: int, until: int) -> float:
        """How much of an outcome one person can have in the periods from one on and before another."""
        return float(self.days[until] - (0.0 if self.late else self.days[since])) if self.in_days[line] else NEVER

    def taken_off(self, item: Item, outcomes: Sequence[str]) -> Floats:
        """What is taken off an item, to date, (P + 1, Q, G)."""
        return np.asarray(self.claims[..., [outcomes.index(other) for other in item.line.less]].sum(axis=-1))


def people_of_totals(case: Case, periods: Sequence[Period], activity: Activity) -> People:
    """What the rows of each period tell of their people."""
    providers = _apart(periods)
    own = [
        [tuple(row for row in period.rows if not name or row.provider == name) for name in providers]
        for period in periods
    ]
    shape = len(providers), len(case.segments), len(case.outcomes)
    anywhere = np.zeros(len(case.outcomes), dtype=np.int64)  # counts of no segment stand so where all are paid alike

    def to_date(what: str) -> Floats:
        each = [[counts_by_segment(case, rows, activity, what, stands=anywhere) for rows in of_each] for of_each in own]
        return np.cumsum(np.stack([np.zeros(shape), *map(np.stack, each)]), axis=0)

    counted = to_date("people")
    started = [sum(_started(of_each[q]) for of_each in own) for q in range(len(providers))]
    late = activity.basis != "achievement"
    return People(
        claims=to_date("counts"),
        counted=counted,
        days=_days(case, periods, late=late),
        late=late,
        in_days=tuple(outcome.kind == "days" for outcome in case.outcomes),
        there=tuple(_at_most(number, counted[-1, q]) for q, number in enumerate(started)),
        in_all=_at_most(sum(_started(period.rows) for period in periods), counted[-1].sum(axis=0)),
    )


def _apart(periods: Sequence[Period]) -> tuple[str, ...]:
    """The providers that have people of their own; one of no name where some claims are nobody's in particular."""
    rows = [row for period in periods for row in period.rows if any(row.counts.values())]
    named = dict.fromkeys(row.provider for row in rows)
    return ("",) if not named or "" in named else tuple(named)


def _started(rows: Sequence[Row]) -> float:
    return sum(row.accounts.get("attachments", 0.0) for row in rows)


def _at_most(started: float, counted: Floats) -> float:
    """Those taken on, and no fewer than were counted, (G, L); without limit where nobody says who was taken on."""
    return max(started, float(counted.sum(axis=0).max(initial=0.0))) if started else NEVER


def _days(case: Case, periods: Sequence[Period], *, late: bool) -> Floats:
    """How many days there have been by the start and by the end of each period, (P + 1,).

    What is claimed in a period may be of any day since the contract started; what was achieved in it is of its own.
    """
    days = [0.0]
    for period in periods:
        since = 0 if late else min((row.month_from for row in period.rows), default=period.month_to)
        before, last = (month_end(case.start, month - 1) for month in (since, period.month_to))
        number = (last - before) / timedelta(days=1)
        days.append(max(days[-1], number) if late else days[-1] + number)
    return np.array(days)
