"""Outcomes that are made of others: so many of several by the same person.

Takes recorded people, gives the same people with these outcomes beside those that were recorded. Totals do not say who
achieved what: there such an outcome has a column of its own, like any other.
"""

from __future__ import annotations

from dataclasses import replace

from outcomesim.scenario.case import Case, CaseOutcome
from outcomesim.settlement.activity import Activity, Row


def with_outcomes_of_others(case: Case, activity: Activity) -> Activity:
    """The activity with every outcome of the kind ``k of n`` that was not recorded as such.

    A person has it once, on the day of the ``k``-th of them where all of her days are known.
    """
    made_of = [outcome for outcome in case.outcomes if outcome.kind == "k of n" and outcome.among]
    if not made_of or not activity.by_person:
        return activity
    rows = activity.rows
    for outcome in made_of:
        if not any(name == outcome.name for row in rows for name, _ in row.counts):
            rows = tuple(_with(outcome, row) for row in rows)
    return replace(activity, rows=rows)


def _with(outcome: CaseOutcome, row: Row) -> Row:
    achieved = {name for (name, _), number in row.counts.items() if number > 0 and name in outcome.among}
    if len(achieved) < outcome.k:
        return row
    first = sorted(min(row.times[name]) for name in achieved if row.times.get(name))
    times = dict(row.times)
    if len(first) == len(achieved):
        times[outcome.name] = (first[outcome.k - 1],)
    return replace(row, counts={**row.counts, (outcome.name, row.segment): 1.0}, times=times)
