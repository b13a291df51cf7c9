"""The headings of recorded activity: what each column holds, by the names that the terms know.

Takes headings and a case, gives :class:`Column`, and a fault for each heading that says nothing. It reads no cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outcomesim.scenario.case import Case
from outcomesim.scenario.measures import ACCOUNTS
from outcomesim.scenario.text.tree import closest, did_you_mean

WHEN = ("period", "from", "to", "person")
WHO = ("segment", "provider", "started", "achieved")
MORE = ("running", "stopped")
PAID_ON = "paid on"
"""When everybody paid; with a colon and a name, when that payer did."""
BY_SEGMENT = ("referrals", "attachments", "person-months")
"""Accounts of which a column may say the segment."""
BY_PROVIDER = (*BY_SEGMENT, "cost")
"""Accounts of which a column may say the provider."""

Refuse = Callable[[str, str, str, str], None]
"""Takes a fault: the heading, what was given, the rule, a hint."""


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Parameters
    ----------
    heading : str
    kind : str
        One of :data:`WHEN`, :data:`WHO`, :data:`MORE`, or count, people, measure, measured, account, drawn, paid on,
        unknown.
    name : str
        Which outcome, measure, account, tranche or payer.
    segment, provider : str
        Which it is about; empty where the row says, or nobody does.
    """

    heading: str
    kind: str
    name: str = ""
    segment: str = ""
    provider: str = ""


def columns_of(headings: Sequence[str], case: Case, refuse: Refuse) -> list[Column]:
    """What each column holds; headings that are not known, or stand twice, are refused."""
    columns = [_column(heading, case, refuse) for heading in headings]
    if not {column.kind for column in columns} & {*WHEN}:
        hint = "add a column period, from and to, or person; for one total row: period, with the word total"
        refuse("the headings", ", ".join(headings)[:70], "a row says when or who it is", hint)
    seen: dict[tuple[str, ...], str] = {}
    for column in columns:
        key = column.kind, column.name, column.segment, column.provider
        if column.kind != "unknown" and key in seen:
            rule = f'two columns hold the same: "{seen[key]}" and "{column.heading}"'
            refuse(column.heading, "", rule, "add them up in one column, or take one out")
        seen.setdefault(key, column.heading)
    _counted_once(columns, refuse)
    return columns


def _counted_once(columns: Sequence[Column], refuse: Refuse) -> None:
    """What some columns say by provider no other says of all of them: it would be counted twice."""
    of_all = {(column.kind, column.name): column for column in columns if not column.provider}
    by_provider = {(column.kind, column.name): column for column in columns if column.provider}
    for key, column in by_provider.items():
        if key in of_all:
            rule = f'"{column.heading}" is one provider\'s part of it: both together would be counted twice'
            refuse(of_all[key].heading, "", rule, "leave it out, and give each provider a column")


def _column(heading: str, case: Case, refuse: Refuse) -> Column:
    lower = heading.lower()
    if lower in (*WHEN, *WHO, *MORE):
        return Column(heading, lower)
    if lower in ACCOUNTS:
        return Column(heading, "account", lower)
    if lower.partition(":")[0].strip() == "drawn":
        return _drawn(heading, case, refuse)
    if lower.partition(":")[0].strip() == PAID_ON:
        return _paid_on(heading, case, refuse)
    return (
        _of_account(heading, case, refuse)
        or _of_outcome(heading, case, refuse)
        or _of_measure(heading, case)
        or _unknown(heading, case, refuse)
    )


def _taken_apart(heading: str) -> tuple[str, str | None, bool]:
    """A heading's name, whom it is about in square brackets, and whether it is of people."""
    found = re.fullmatch(r"(.+?)(?:\s*\[([^\]]+)\])?(?:\s*\((people)\))?", heading, re.IGNORECASE)
    name, about, people = found.groups() if found else (heading, None, None)
    return name, about, people is not None


def _of_account(heading: str, case: Case, refuse: Refuse) -> Column | None:
    name, about, people = _taken_apart(heading)
    if about is None or people or name.lower() not in BY_PROVIDER or _small(heading) in map(_small, case.outcome_names):
        return None
    segment, provider = _about(heading, about, case, refuse)
    if segment and name.lower() not in BY_SEGMENT:
        rule = f"{name.lower()} is of the whole service or of one provider, and not told by segment"
        refuse(heading, about, rule, "take the segment out")
    return Column(heading, "account", name.lower(), segment, provider)


def _about(heading: str, given: str, case: Case, refuse: Refuse) -> tuple[str, str]:
    """The segment and the provider that a heading names: one of the two, or both with a comma between."""
    segments = {_small(known): known for known, _ in case.segments}
    providers = {_small(known): known for known in case.provider_names}
    whole = _small(given)
    if whole in segments and whole in providers:
        refuse(heading, given, "a segment and a provider are both called this", "add a column segment, or provider")
    if whole in segments:
        return segments[whole], ""
    if whole in providers:
        return "", providers[whole]
    for comma in (found.start() for found in re.finditer(",", given)):
        first, second = _small(given[:comma]), _small(given[comma + 1 :])
        for segment, provider in ((first, second), (second, first)):
            if segment in segments and provider in providers:
                return segments[segment], providers[provider]
    what = "segment or provider" if providers else "segment"
    refuse(
        heading,
        given,
        f"there is no {what} of this name",
        did_you_mean(given, [*segments.values(), *providers.values()]),
    )
    return "", ""


def _of_outcome(heading: str, case: Case, refuse: Refuse) -> Column | None:
    outcomes = {_small(known): known for known in case.outcome_names}
    if _small(heading) in outcomes:  # its name may itself have brackets
        return Column(heading, "count", outcomes[_small(heading)])
    name, about, people = _taken_apart(heading)
    if _small(name) not in outcomes:
        return None
    segment, provider = ("", "") if about is None else _about(heading, about, case, refuse)
    return Column(heading, "people" if people else "count", outcomes[_small(name)], segment, provider)


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
        rule = "a column is named after an outcome, a measure, an account or a date"
        refuse(heading, "", rule, _meant(_taken_apart(heading)[0], case))
    return Column(heading, "unknown")


def _meant(heading: str, case: Case) -> str:
    """The outcome or measure that is begun so or near; any other column that is near; or what the terms know."""
    own = [*case.outcome_names, *(measure.name for measure in case.measures)]
    begun = [name for name in own if _small(name).startswith(_small(heading))]
    others = [*WHEN, *WHO, *MORE, PAID_ON, *ACCOUNTS]
    near = begun[0] if len(begun) == 1 else closest(heading, own) or closest(heading, others)
    if near is not None:
        return f'did you mean "{near}"?'
    return did_you_mean(heading, own) or f"the terms know {len(own)} outcomes and measures: see outcomesim check"


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


def _paid_on(heading: str, case: Case, refuse: Refuse) -> Column:
    """The day on which all payers paid, or one of them did."""
    every = [payer for c in case.contracts for payer in (*c.payers, *(p for v in c.variations for p in v.payers))]
    by_small = {_small(payer.name): payer.name for payer in every}
    given = heading.partition(":")[2].strip()
    if given and _small(given) not in by_small:
        refuse(heading, given, "there is no payer of this name", did_you_mean(given, list(by_small.values())))
    return Column(heading, PAID_ON, by_small.get(_small(given), ""))
