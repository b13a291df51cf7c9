"""The headings of recorded activity: what each column holds, by the names that the terms know.

Takes headings and a case, gives :class:`Column`, and a fault for each heading that says nothing. It reads no cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outcomesim.scenario.case import Case
from outcomesim.scenario.measures import ACCOUNTS
from outcomesim.scenario.tree import did_you_mean

WHEN = ("period", "from", "to", "person")
WHO = ("segment", "started", "achieved")
MORE = ("running", "stopped")
BY_SEGMENT = ("referrals", "attachments", "person-months")
"""Accounts of which a column may say the segment."""

Refuse = Callable[[str, str, str, str], None]
"""Takes a fault: the heading, what was given, the rule, a hint."""


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Parameters
    ----------
    heading : str
    kind : str
        One of :data:`WHEN`, :data:`WHO`, :data:`MORE`, or count, people, measure, measured, account, drawn, unknown.
    name : str
        Which outcome, measure, account or tranche.
    segment : str
    """

    heading: str
    kind: str
    name: str = ""
    segment: str = ""


def columns_of(headings: Sequence[str], case: Case, refuse: Refuse) -> list[Column]:
    """What each column holds; headings that are not known, or stand twice, are refused."""
    columns = [_column(heading, case, refuse) for heading in headings]
    if not {column.kind for column in columns} & {*WHEN}:
        hint = "add a column period, from and to, or person; for one total row: period, with the word total"
        refuse("the headings", ", ".join(headings)[:70], "a row says when or who it is", hint)
    seen: dict[tuple[str, str, str], str] = {}
    for column in columns:
        key = column.kind, column.name, column.segment
        if column.kind != "unknown" and key in seen:
            rule = f'two columns hold the same: "{seen[key]}" and "{column.heading}"'
            refuse(column.heading, "", rule, "add them up in one column, or take one out")
        seen.setdefault(key, column.heading)
    return columns


def _column(heading: str, case: Case, refuse: Refuse) -> Column:
    lower = heading.lower()
    if lower in (*WHEN, *WHO, *MORE):
        return Column(heading, lower)
    if lower in ACCOUNTS:
        return Column(heading, "account", lower)
    if lower.partition(":")[0].strip() == "drawn":
        return _drawn(heading, case, refuse)
    return (
        _of_account(heading, case, refuse)
        or _of_outcome(heading, case, refuse)
        or _of_measure(heading, case)
        or _unknown(heading, case, refuse)
    )


def _taken_apart(heading: str) -> tuple[str, str | None, bool]:
    """A heading's name, its segment in square brackets, and whether it is of people."""
    found = re.fullmatch(r"(.+?)(?:\s*\[([^\]]+)\])?(?:\s*\((people)\))?", heading, re.IGNORECASE)
    name, segment, people = found.groups() if found else (heading, None, None)
    return name, segment, people is not None


def _of_account(heading: str, case: Case, refuse: Refuse) -> Column | None:
    name, segment, people = _taken_apart(heading)
    if (
        segment is None
        or people
        or name.lower() not in BY_SEGMENT
        or _small(heading) in map(_small, case.outcome_names)
    ):
        return None
    return Column(heading, "account", name.lower(), _segment_of(heading, segment, case, refuse))


def _segment_of(heading: str, given: str, case: Case, refuse: Refuse) -> str:
    segments = {_small(known): known for known, _ in case.segments}
    if _small(given) not in segments:
        refuse(heading, given, "there is no segment of this name", did_you_mean(given, segments.values()))
    return segments.get(_small(given), "")


def _of_outcome(heading: str, case: Case, refuse: Refuse) -> Column | None:
    outcomes = {_small(known): known for known in case.outcome_names}
    if _small(heading) in outcomes:  # its name may itself have brackets
        return Column(heading, "count", outcomes[_small(heading)])
    name, segment, people = _taken_apart(heading)
    if _small(name) not in outcomes:
        return None
    of = "" if segment is None else _segment_of(heading, segment, case, refuse)
    return Column(heading, "people" if people else "count", outcomes[_small(name)], of)


def _of_measure(heading: str, case: Case) -> Column | None:
    measures = {_small(known.name): known.name for known in case.measures}
    whole = re.sub(r"^measure:\s*", "", heading, flags=re.IGNORECASE)
    if _small(whole) in measures:
        return Column(heading, "measure", measures[_small(whole)])
    name, _, people = _taken_apart(whole)
    return Column(heading, "measured", measures[_small(name)]) if people and _small(name) in measures else None


def _unknown(heading: str, case: Case, refuse: Refuse) -> Column:
    if not heading:
        refuse("a heading", "", "a column without a heading holds cells", "name the column, or clear it")
    else:
        known = [*case.outcome_names, *(m.name for m in case.measures), *WHEN, *WHO, *MORE, *ACCOUNTS]
        rule = "a column is named after an outcome, a measure, an account or a date"
        refuse(heading, "", rule, did_you_mean(_taken_apart(heading)[0], known))
    return Column(heading, "unknown")


def _small(name: str) -> str:
    """A name in small letters, without what a keyboard or a spreadsheet changes by itself."""
    plain = name.lower().replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", plain.replace("“", '"').replace("”", '"')).strip()


def _drawn(heading: str, case: Case, refuse: Refuse) -> Column:
    tranches = [t.name for c in case.contracts if c.capital is not None for t in c.capital.tranches]
    by_small = {_small(name): name for name in tranches}
    given = heading.partition(":")[2].strip()
    name = by_small.get(_small(given), given)
    if not name and len(by_small) == 1:
        name = tranches[0]
    if name not in tranches:
        hint = did_you_mean(name, tranches) or "no contract of these terms has capital"
        refuse(heading, name, "there is no tranche of this name", hint)
    return Column(heading, "drawn", name)
