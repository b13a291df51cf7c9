"""What each of several providers did, from recorded activity that says whose each row is.

Takes activity and the dates of statements, gives :class:`~outcomesim.measurement.statement.ByProvider` for each, as a
simulation fills it, or nothing where some of what was counted says no provider. It knows no price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from outcomesim.measurement.statement import ByProvider
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.persons.by_person import records_referrals, taken_on
from outcomesim.settlement.reading.headings import BY_PROVIDER
from outcomesim.units import NEVER, Floats, to_pence

BY_SEGMENT = {"referred": "referrals", "starts": "attachments", "person_months": "person-months"}
"""What is counted of people by segment, and the column that says it."""


@dataclass(frozen=True)
class Done:
    """What one provider has done by a date, from the first day.

    Parameters
    ----------
    verified : array (G, L)
    referred, starts, person_months : array (G,)
    cost : array () of pence
    """

    verified: Floats
    referred: Floats
    starts: Floats
    person_months: Floats
    cost: Floats

    def __sub__(self, earlier: Done) -> Done:
        """What it has done since."""
        return Done(*(getattr(self, f.name) - getattr(earlier, f.name) for f in fields(self)))


def of_nobody(activity: Activity) -> Iterator[tuple[Row, str, float]]:
    """The rows that count something and name no provider: the row, what it counts, how many."""
    for row in activity.rows:
        counted = {name: number for (name, _), number in row.counts.items() if number}
        counted |= {name: row.accounts[name] for name in BY_PROVIDER if row.accounts.get(name)}
        if not row.provider and (counted or row.person):
            yield (row, *next(iter(counted.items()), ("person", 1.0)))


def done_by_each(case: Case, activity: Activity, months: Sequence[int]) -> tuple[tuple[Done, ...], ...] | None:
    """What each provider had done by each of some months, ascending, the last of which takes all that was recorded.

    None where one provider delivers, or where something that was counted says no provider.
    """
    if not case.providers or any(True for _ in of_nobody(activity)):
        return None
    own = [tuple(row for row in activity.rows if row.provider == name) for name in case.provider_names]
    if not any(own):
        return None
    return tuple(
        tuple(_done(case, rows, activity, NEVER if n == len(months) else float(month)) for rows in own)
        for n, month in enumerate(months, 1)
    )


def by_provider(done: Sequence[Done], rows: int) -> ByProvider:
    """The same as a statement shows it, over so many rows of a settlement."""

    def over(values: Sequence[Floats]) -> Floats:
        stacked = np.stack([np.asarray(value) for value in values])
        return np.broadcast_to(stacked, (rows, *stacked.shape)).copy()

    return ByProvider(
        referred=over([one.referred.sum() for one in done]),
        starts=over([one.starts.sum() for one in done]),
        verified=over([one.verified.sum(axis=0) for one in done]),
        cost=over([one.cost for one in done]),
    )


def _done(case: Case, rows: Sequence[Row], activity: Activity, until: float) -> Done:
    """What some rows bring before a month: those of periods that have ended, or what people had by their dates."""
    anywhere = np.zeros(len(case.outcomes), dtype=np.int64)
    if activity.by_person:
        verified = counts_by_segment(case, rows, activity, "counts", within=(-NEVER, until), stands=anywhere)
        accounts = rows if until == NEVER else ()  # what has no date stands in the last statement
    else:
        accounts = tuple(row for row in rows if row.month_to <= until)
        verified = counts_by_segment(case, accounts, activity, "counts", stands=anywhere)
    counted = {key: _account(case, accounts, name) for key, name in BY_SEGMENT.items()}
    if activity.by_person:
        counted["starts"] = _of_segments(case, [(row, 1.0) for row in rows if row.person and taken_on(row) < until])
        if not records_referrals(activity):
            counted["referred"] = counted["starts"]
    cost = np.asarray(to_pence(sum(row.accounts.get("cost", 0.0) for row in accounts)))
    return Done(verified=verified, cost=cost, **counted)


def _account(case: Case, rows: Sequence[Row], name: str) -> Floats:
    return _of_segments(case, [(row, row.accounts.get(name, 0.0)) for row in rows])


def _of_segments(case: Case, numbers: Sequence[tuple[Row, float]]) -> Floats:
    """Numbers by segment, (G,); what says no segment stands under the first."""
    segments = [segment for segment, _ in case.segments]
    out = np.zeros(len(segments))
    for row, number in numbers:
        out[segments.index(row.segment) if row.segment else 0] += number
    return out
