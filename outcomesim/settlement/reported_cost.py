"""What delivery cost, where an open book rests on it: refused where none is recorded, told where some is missing.

Takes a contract and its activity. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.reading.dates import months_in_words
from outcomesim.units import MONTHS_PER_YEAR, NEVER

MOST_PERIODS = 6
"""Periods that are named one by one."""


def cost_is_said(contract: WrittenContract, activity: Activity) -> None:
    """Refuse a gain to share where no row says what delivery cost, or none says when and the year matters.

    Raises
    ------
    ScenarioError
    """
    gain = contract.terms.gain_share
    if gain is None:
        return
    if not any("cost" in row.accounts for row in activity.rows):
        rule = "the share of a gain rests on what delivery cost"
        raise ScenarioError([Fault("cost", "", rule, "add a column cost", None, activity.file)])
    if gain.over == "year" and activity.by_person and contract.statement_months[-1] > MONTHS_PER_YEAR:
        rule = (
            "an open book that closes each year rests on what each year cost, and a row of a person does not say when"
        )
        hint = "record rows by period, with a column cost; or leave over out of gain_share"
        raise ScenarioError([Fault("cost", "", rule, hint, activity.rows[0].line, activity.file)])


def _months(row: Row) -> tuple[int, int]:
    return row.month_from, row.month_to


def cost_not_said(contract: WrittenContract, activity: Activity, start: date) -> Iterator[str]:
    """Periods of service for which no row says what they cost, where a gain is shared; all of them in one sentence."""
    if contract.terms.gain_share is None or activity.by_person:
        return
    stops = min((row.month_to for row in activity.rows if row.stopped), default=NEVER)
    ends = min(contract.setting.last_service, stops)
    periods = groupby(sorted(activity.rows, key=_months), key=_months)
    silent = [months for months, rows in periods if months[0] < ends and not any("cost" in r.accounts for r in rows)]
    if silent:
        named = [months_in_words(start, *months) for months in silent]
        more = f" and {len(named) - MOST_PERIODS} periods more" if len(named) > MOST_PERIODS else ""
        yield (
            f"No row says what {', '.join(named[:MOST_PERIODS])}{more} cost: it is taken as nothing, so that the more "
            "comes back of what is owed. A 0 under cost says that it was nothing."
        )
