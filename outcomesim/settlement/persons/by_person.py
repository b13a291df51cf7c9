"""One row for each person as periods: each claim in the statement of its date, each person where she started.

Takes recorded activity by person and a contract's dates of statement, gives
:class:`~outcomesim.settlement.persons.person_limits.Period`. It knows no price.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.persons.person_limits import Period, beyond_of_person, by_outcome
from outcomesim.settlement.reading.dates import months_in_words
from outcomesim.units import NEVER, Floats

WHERE_THEY_START = ("attachment", "referral", "missing referral")
"""Lines that a person's date of start says when to pay."""


def periods_of_people(case: Case, contract: WrittenContract, activity: Activity) -> list[Period]:
    """The claims of all people by the contract's own statements; without dates, in one statement at the end.

    A person is taken on in the period of her date of start, or in the first where none is given or it is before the
    contract; unless referrals are recorded she was referred then too. What has no date, as a number of claims or what
    she cost, stands in the last.
    """
    arrives = {"attachments": 1.0} if records_referrals(activity) else {"attachments": 1.0, "referrals": 1.0}
    starts = any(line.per in WHERE_THEY_START for line in contract.every_line)
    dated = any(row.times or (starts and row.started is not None) for row in activity.rows)
    end = math.ceil(case.dates.last_claim)
    ends = [month for month in contract.statement_months if month > 0] if dated else [end]
    periods, since = [], 0
    for until in ends:
        within = since, until if until < ends[-1] else NEVER
        counts = counts_by_segment(case, activity.rows, activity, "counts", within=within)
        people = [row for row in activity.rows if row.person]  # what a column says by segment has a row beside hers
        now = (row for row in people if within[0] <= taken_on(row) < within[1])
        rows = [replace(row, accounts=arrives, measures={}, measured={}, stopped=False) for row in now]
        if until == ends[-1]:
            rows += [_what_has_no_date(row) for row in activity.rows]
        label = months_in_words(case.start, since, until) if dated else "in all"
        periods.append(Period(label, since, until, tuple(rows), counts[None], None))
        since = until
    return periods


def taken_on(row: Row) -> float:
    """When a person was taken on: nobody before the contract, though a month may be written that begins before it."""
    return max(0.0, row.started or 0.0)


def records_referrals(activity: Activity) -> bool:
    """Whether the activity says how many were referred, and not only who was taken on."""
    return any("referrals" in row.accounts for row in activity.rows)


def _what_has_no_date(row: Row) -> Row:
    return replace(row, accounts={name: n for name, n in row.accounts.items() if name != "attachments"})


def claims_of_each(
    case: Case, contract: WrittenContract, activity: Activity, period: Period, *, last: bool
) -> list[tuple[Row, Floats]]:
    """Each person's claims of a period within the repeat limit, (G, L), where a date of hers may decide their price."""
    dated = activity.basis == "achievement" or any(row.started is not None for row in activity.rows)
    if not dated and all(row.achieved is None for row in activity.rows):
        return []
    nothing = Activity(())
    within = period.month_from, NEVER if last else period.month_to
    told = []
    for row in activity.rows:
        claims = counts_by_segment(case, (row,), nothing, "counts", within=within)
        if claims.any():
            beyond = by_outcome(contract, beyond_of_person(contract, row, *within))
            told.append((row, claims - beyond))
    return told


def by_achievement(
    case: Case, row: Row, claims: Floats, activity: Activity, period: Period, *, last: bool
) -> list[tuple[float | None, Floats]]:
    """A person's claims of a period by the month in which their outcomes came, (G, L) each: by her row's own date.

    Where dates are those of achievement and her row has none, each claim came on its own date, the oldest counted.
    """
    if row.achieved is not None or activity.basis != "achievement":
        return [(row.achieved, claims)]
    came: dict[float | None, Floats] = {}
    undated = claims.copy()
    until = NEVER if last else period.month_to
    for line, name in enumerate(case.outcome_names):
        times = [time for time in sorted(row.times.get(name, ())) if period.month_from <= time < until]
        for time in times[: int(claims[:, line].sum())]:
            of_month, segment = came.setdefault(time, np.zeros(claims.shape)), int(np.argmax(claims[:, line]))
            of_month[segment, line] += 1
            undated[segment, line] -= 1
    return [*came.items(), *([(None, undated)] if undated.any() else [])]
