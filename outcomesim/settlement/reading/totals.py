"""Rows that say again what other rows say: totals beneath a table, and one person in two rows.

Takes rows, gives rows. A total is held against what it adds up; nothing is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isclose
from typing import Any

from outcomesim.settlement.activity import Row

ADDED_UP = ("counts", "people", "drawn", "accounts")

RefuseTotal = Callable[[Row, str, float, float], None]
"""Takes the row of a total that does not add up: it, of what, what it says, what the rows come to."""

RefusePerson = Callable[[Row, Row, str], None]
"""Takes two rows of one person, and which column of theirs says two things."""


def without_totals(rows: Sequence[Row], words: Sequence[str], said: list[str], refuse: RefuseTotal) -> list[Row]:
    """The rows without those that add up others, each held against what it adds up.

    Parameters
    ----------
    rows : sequence of Row
    words : sequence of str
        What the label of a total may be, in small letters.
    said : list of str
        Where it is written down that a total was left out.
    refuse : function
    """
    totals = [row for row in rows if row.label.lower().rstrip(":") in words]
    others = [row for row in rows if row not in totals]
    if not others:
        return list(rows)  # totals alone: there is nothing that they could add up
    for total in totals:
        added = [row for row in others if total.segment in ("", row.segment) and total.provider in ("", row.provider)]
        good = True
        for what in ADDED_UP:
            for key, given in _flat(getattr(total, what), total.segment).items():
                of_rows = sum(_flat(getattr(row, what), total.segment).get(key, 0.0) for row in added)
                if not isclose(given, of_rows, rel_tol=1e-9, abs_tol=0.005):
                    good = False
                    refuse(total, key, given, of_rows)
        if good:
            said.append(f"Line {total.line} ({total.label}) adds up the other rows, and is left out.")
    return others


def _flat(numbers: Mapping[Any, float], segment: str) -> dict[str, float]:
    """Numbers by name; those by segment are added up, unless one segment is meant."""
    flat: dict[str, float] = {}
    for key, number in numbers.items():
        name, of = key if isinstance(key, tuple) else (key, "")
        if not segment or of in ("", segment):
            flat[name] = flat.get(name, 0.0) + number
    return flat


def people_once(rows: Sequence[Row], said: list[str], refuse: RefusePerson) -> list[Row]:
    """Each person in one row: what several rows say of one is put together, for a limit for each person needs it so.

    Nobody is with two providers, nobody starts twice, and a date on which outcomes came is of all claims of a row: rows
    that say otherwise are refused.
    """
    kept: dict[object, Row] = {}
    months: set[object] = set()
    for row in rows:
        key: object = (row.person, row.segment) if row.person else (row.line, row.provider)
        same = key, row.month_from, row.month_to
        new = same not in months
        months.add(same)
        if key not in kept:
            kept[key] = row
            continue
        first = kept[key]
        for column in _said_twice(first, row):
            refuse(first, row, column)
        if new:  # another period of hers
            kept[key] = _together(first, row)
            continue
        said.append(
            f'Lines {first.line} and {row.line} are about the same person, "{row.person}": they are taken together.'
        )
        kept[key] = _together(first, row)
    return list(kept.values())


def _said_twice(first: Row, row: Row) -> list[str]:
    """The columns in which two rows of one person say two things that cannot both stand."""
    said = {name: {getattr(one, name) for one in (first, row)} - {"", None} for name in ("provider", "started")}
    twice = [name for name, values in said.items() if len(values) > 1]
    came = {one.achieved for one in (first, row) if one.counts}
    return [*twice, *(["achieved"] if len(came) > 1 else [])]


def _together(one: Row, other: Row) -> Row:
    counts, times = dict(one.counts), dict(one.times)
    undated = {name for row in (one, other) for name, _ in row.counts if name not in row.times}
    for key, number in other.counts.items():
        counts[key] = counts.get(key, 0.0) + number
    for name, dates in other.times.items():
        times[name] = (*times.get(name, ()), *dates)
    return replace(
        one,
        counts=counts,
        accounts=_added_up(one.accounts, other.accounts),
        accounts_of=_added_up(one.accounts_of, other.accounts_of),
        times={name: dates for name, dates in times.items() if name not in undated},
        month_from=min(one.month_from, other.month_from),
        month_to=max(one.month_to, other.month_to),
        started=one.started if one.started is not None else other.started,
        achieved=one.achieved if one.achieved is not None else other.achieved,
        stopped=one.stopped or other.stopped,
        provider=one.provider or other.provider,
        people=_added(one.people, other.people),
        drawn=_added(one.drawn, other.drawn),
        measures={**one.measures, **other.measures},
        measured={**one.measured, **other.measured},
        ended_by=one.ended_by or other.ended_by,
        of_period=one.of_period | other.of_period,
    )


def _added(one: Mapping[Any, float], other: Mapping[Any, float]) -> dict[Any, float]:
    return {key: one.get(key, 0.0) + other.get(key, 0.0) for key in dict.fromkeys((*one, *other))}


def _added_up(one: Mapping[Any, float], other: Mapping[Any, float]) -> dict[Any, float]:
    """The accounts of two rows together; months in which the service ran are not those of a person."""
    return {**one, **{key: n if key == "running" else one.get(key, 0.0) + n for key, n in other.items()}}
