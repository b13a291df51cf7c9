"""From a file of recorded activity to records, or every cell of it that cannot be read.

Takes a CSV file and the names that the terms know, gives an :class:`~outcomesim.settlement.activity.Activity`. It knows
no price. What is odd but readable is kept and told (:mod:`outcomesim.settlement.oddities.told`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.apart import ENDED_BY
from outcomesim.scenario.case import Case
from outcomesim.scenario.loading import SHIPPED_FOLDERS
from outcomesim.scenario.text.tree import did_you_mean
from outcomesim.settlement.activity import BASES, Activity, Basis, Row
from outcomesim.settlement.reading.cells import Kind, Wrong, number_in, who_ended, yes_or_no
from outcomesim.settlement.reading.claims_of_person import IN_ITS_PERIOD, claims_in, in_its_period, not_by_period
from outcomesim.settlement.reading.dates import (
    by_day_first,
    first_day,
    hint_for,
    last_day,
    month_from,
    month_to,
    months_since,
    period,
)
from outcomesim.settlement.reading.headings import PAID_ON, WHEN, Column, columns_of
from outcomesim.settlement.reading.opening import Opened, opened
from outcomesim.settlement.reading.said import OF_THE_WHOLE, SaidInRow
from outcomesim.settlement.reading.totals import people_once, without_totals

TOTAL = ("total", "totals", "all", "grand total", "in all")
"""What a period's cell says where one row stands for the whole contract, or for the rows above it."""
HOW_TO_WRITE_A_PERIOD = "write 2018-03, 2018 Q1, 2018 H1, 2018-01 to 2018-06, a month's number, or total"
IN_UNITS = ("days", "score")
"""Outcomes counted in units, of which there may be parts."""
TWO_ROWS_OF_ONE = {
    "provider": ("one person is with one provider", "write one of the two in both rows"),
    "started": (
        "one person starts once",
        "write the first in both rows, or give who comes back a name of her own",
    ),
    "achieved": (
        "this is the one date on which all claims of a row came",
        "write each claim's own date in its cell, with the remark # dates: achievement",
    ),
}
"""What several rows about one person may not say differently, by column, and what to do."""
DAY_FIRST = ("GBP", "EUR")
"""Currencies of places where 03/04/2018 is the third of April; elsewhere it is refused."""


def read_activity(path: str | Path, case: Case) -> Activity:
    """Read recorded activity.

    A header names the columns; lines that begin with ``#`` are remarks, and ``# dates: claim`` (or achievement, or
    payment) says which dates the periods are of. Commas, semicolons, tabs or bars separate the cells; blank rows are
    passed over, and a row of totals beneath others is checked against them and left out.

    ======================== =====================================================================================
    period                   a month, quarter, half, year, ``2018-01 to 2018-06``, a month's number, or ``total``
    from, to                 the same as two columns of dates; ``to`` alone runs on from the row before
    person                   one row a person; with a period, one row for each period of hers
    segment, provider        which segment, which of several providers the row is about
    started, achieved        the date on which its people started or its outcomes came
    an outcome               claims, or units; ``outcome [segment]`` or ``outcome [provider]`` for one, or both with a
                             comma between; ``outcome (people)`` for people with at least one claim; for a person a
                             number, or the dates of claims, ``;`` between them
    a measure                what was reported
    a measure (people)       how many were measured
    drawn: tranche           capital drawn in the period
    referrals, attachments,  what else the terms may pay for, with ``[segment]`` or ``[provider]`` too (cost by provider
    person-months, cost,     alone); running is months of service
    running
    paid on                  when what was owed was paid; with a colon and a payer, when that payer did
    stopped                  ``yes``, or who ended it, where the service was stopped before its time
    ======================== =====================================================================================

    Parameters
    ----------
    path : str or Path
    case : Case
        Whose names the columns may be.

    Raises
    ------
    ScenarioError
        With every cell that cannot be read: file, line, column, what was given, the rule, and a hint.
    """
    file = opened(path)
    return _Reader(case, file).activity()


def own_activity(case: Case, name: str = "") -> Path:
    """The file of recorded activity that a case names, beside its own file or among the shipped ones.

    Parameters
    ----------
    case : Case
    name : str
        Another file than the case's own.

    Raises
    ------
    ScenarioError
        Where it names none.
    """
    wanted = name or case.activity
    if not wanted:
        hint = "say which with --activity FILE, or write activity = ... in the file"
        raise ScenarioError([Fault("activity", "", "these terms name no recorded activity", hint, None, case.file)])
    beside = [Path(case.file).parent / wanted, *(folder / "cases" / wanted for folder in SHIPPED_FOLDERS)]
    return next((place for place in beside if place.is_file()), beside[0])


class _Reader:
    """Reads one file, keeping every fault until the end."""

    def __init__(self, case: Case, file: Opened) -> None:
        self.case, self.file = case, file
        self.faults: list[Fault] = []
        self.said = list(file.said)
        self.day_first = case.currency in DAY_FIRST
        self.segments = {name.lower(): name for name, _ in case.segments}
        self.providers = {name.lower(): name for name in case.provider_names or (case.provider,)}
        self.in_units = {o.name for o in case.outcomes if o.unit or o.kind in IN_UNITS}

    def fault(self, line: int | None, column: str, given: str, rule: str, hint: str = "") -> None:
        self.faults.append(Fault(column, given, rule, hint, line, self.file.file))

    def activity(self) -> Activity:
        columns = columns_of(self.file.headings, self.case, self._refuse_heading)
        if not {column.kind for column in columns} & {*WHEN}:
            raise ScenarioError(self.faults)  # every row would be told to have no period
        basis, stated = self._basis()
        rows: list[Row] = []
        for number, cells in self.file.rows:
            if len(cells) > len(columns):
                self.fault(number, "the row", ", ".join(cells)[:70], "a row has no more cells than there are headings",
                           "put a text with a comma, or a number with one, in quotes")  # fmt: skip
                continue
            rows += self._row(number, columns, cells, rows[-1] if rows else None)
        kept = rows if self.faults else without_totals(rows, TOTAL, self.said, self._refuse_total)
        if self.faults:
            raise ScenarioError(self.faults)
        kept = [part for row in people_once(kept, self.said, self._refuse_person) for part in row.by_segment()]
        if self.faults:
            raise ScenarioError(self.faults)
        in_order = tuple(sorted(kept, key=lambda row: (row.month_to, row.month_from)))
        return Activity(in_order, basis, stated, self.file.file, tuple(dict.fromkeys(self.said)))

    def _refuse_heading(self, heading: str, given: str, rule: str, hint: str) -> None:
        self.fault(self.file.heading_line, heading, given, rule, hint)

    def _refuse_total(self, row: Row, what: str, given: float, of_rows: float) -> None:
        rule = f"a row of totals adds up: the rows come to {of_rows:g}"
        self.fault(row.line, what, f"{given:g}", rule, "correct a row, or leave the totals out")

    def _refuse_person(self, first: Row, row: Row, column: str) -> None:
        rule, hint = TWO_ROWS_OF_ONE[column]
        given = row.provider if column == "provider" else row.label
        other = f'"{first.provider}"' if column == "provider" else "another"
        rule = f'{rule}, and line {first.line} about "{row.person}" says {other}'
        self.fault(row.line, column, given, rule, hint)

    def _basis(self) -> tuple[Basis, bool]:
        for line, remark in self.file.remarks:
            key, _, said = remark.partition(":")
            if key.strip().lower() in ("dates", "date"):
                for basis in BASES:
                    if basis in said.lower():
                        return basis, True
                self.fault(line, "dates", said.strip(), f"dates are of {', '.join(BASES)}", "write # dates: claim")
                return "claim", True
        return "claim", False

    # -- rows --------------------------------------------------------------------------------------------------------

    def _row(self, number: int, columns: Sequence[Column], cells: Sequence[str], before: Row | None) -> list[Row]:
        """What a row of the file says: one record, and one for each provider that has columns of its own."""
        by_kind = {column.kind: cell for column, cell in zip(columns, cells, strict=True)}
        person = by_kind.get("person", "")
        if "person" in by_kind and not person:
            self.fault(
                number, "person", "", "a row says who it is about", "write any name or number, the same each time"
            )
        segment = self._named(number, "segment", by_kind.get("segment", ""), self.segments)
        provider = self._named(number, "provider", by_kind.get("provider", ""), self.providers)
        said = SaidInRow(person, provider if self.case.providers else "")
        for column, cell in zip(columns, cells, strict=True):
            self._cell(said, number, column, cell, segment)
        months = self._months(number, by_kind, before)
        ended_by = who_ended(by_kind.get("stopped", ""))
        stopped = bool(ended_by) or yes_or_no(by_kind.get("stopped", ""))
        if stopped is None:
            hint = f"write yes, or who ended it: {', '.join(ENDED_BY)}; else nothing"
            self.fault(number, "stopped", by_kind["stopped"], "it says yes or no, or who ended it", hint)
        started, achieved = (self._month(number, kind, by_kind) for kind in ("started", "achieved"))
        if months is None:
            return []
        label = person or by_kind.get("period") or by_kind.get("to") or by_kind.get("from") or "total"
        rows = said.rows(
            line=number, label=label, month_from=months[0], month_to=months[1], segment=segment, started=started,
            achieved=achieved, stopped=bool(stopped), ended_by=ended_by,
        )  # fmt: skip
        if not person or not self._says_period(by_kind):
            return rows
        self.said += [] if IN_ITS_PERIOD in self.said else [IN_ITS_PERIOD]
        for column, cell in zip(columns, cells, strict=True):
            if cell and (wrong := not_by_period(column, cell)):
                self.fault(number, column.heading, cell, wrong.rule, wrong.hint)
        return [in_its_period(row) for row in rows]

    def _says_period(self, cells: Mapping[str, str]) -> bool:
        """Whether a row says a period of its own, and not the whole of the contract."""
        said = [cells[key].lower().rstrip(":") for key in ("period", "from", "to") if cells.get(key)]
        return bool(said) and not set(said) & set(TOTAL)

    def _cell(self, said: SaidInRow, number: int, column: Column, text: str, of_row: str) -> None:
        """Note what a cell says, of the row's own segment unless the column says another."""
        says = bool(yes_or_no(text)) if column.kind == "stopped" else bool(text)
        if said.provider and not said.person and column.kind in OF_THE_WHOLE and says:
            rule = f'{OF_THE_WHOLE[column.kind]} is of the whole service, and the row is about "{said.provider}"'
            self.fault(
                number, column.heading, text, rule, "write it in a row of the same months that names no provider"
            )
            return
        kinds: dict[str, Kind] = {
            "people": "people", "measured": "people", "measure": "measure", "drawn": "money", "account": "money",
            "running": "money", "count": "units" if column.name in self.in_units else "claims",
        }  # fmt: skip
        if text and column.kind == PAID_ON:
            self._paid_on(said, number, column, text)
        if not text or column.kind not in kinds:
            return
        segment = column.segment or of_row
        for of_column, other in ((column.segment, of_row), (column.provider, "" if said.person else said.provider)):
            if of_column and other and of_column != other:
                rule = f'the column is about "{of_column}", the row about "{other}"'
                self.fault(number, column.heading, text, rule, "leave one of the two out")
                return
        if column.kind == "count" and said.person:
            value = claims_in(text, kinds["count"], self.case.start, day_first=self.day_first)
        else:
            value = number_in(text, kinds[column.kind])
        if isinstance(value, tuple):
            self._say_how_read(*text.split(";"))
            if self._with_one(said, number, column, text):
                said.about(column).note_dates(column.name, segment, value)
        elif isinstance(value, Wrong):
            self.fault(number, column.heading, text, value.rule, value.hint)
        elif said.person and column.provider and not value:
            return  # nought with a provider says that she is not with it
        elif value is not None and self._with_one(said, number, column, text):
            said.about(column).note(column, segment, value)

    def _paid_on(self, said: SaidInRow, number: int, column: Column, text: str) -> None:
        """Note the day on which a period was paid for."""
        day = last_day(text, day_first=self.day_first)
        self._say_how_read(text)
        if said.person:
            rule, hint = "what was paid was for a period, not for a person", "leave it out, or write a row a period"
            self.fault(number, column.heading, text, rule, hint)
        elif day is None or first_day(text, day_first=self.day_first) != day:
            hint = hint_for(text) or "write 2018-03-15"
            self.fault(number, column.heading, text, "this is no day", hint)
        else:
            said.about(column).paid_on[column.name] = day

    def _with_one(self, said: SaidInRow, number: int, column: Column, text: str) -> bool:
        """Whether one person is with one provider alone."""
        if said.name(column.provider):
            return True
        rule = f'one person is with one provider, and this row is about "{said.provider}" too'
        self.fault(number, column.heading, text, rule, "leave one of the two out")
        return False

    def _named(self, number: int, what: str, text: str, known: Mapping[str, str]) -> str:
        """The segment or provider that a row names."""
        if text and text.lower() not in known:
            hint = did_you_mean(text, known.values())
            if what == "provider" and not self.case.providers:
                hint = f'these terms name no providers: add [[provider]] tables, with name = "{text}" in one of them'
            self.fault(number, what, text, f"there is no {what} of this name", hint)
        return known.get(text.lower(), "")

    # -- dates -------------------------------------------------------------------------------------------------------

    def _months(self, number: int, cells: Mapping[str, str], before: Row | None) -> tuple[int, int] | None:
        start, end = self.case.start, math.ceil(self.case.dates.last_claim)
        if "person" in cells and not any(cells.get(key) for key in ("period", "to", "from")):
            return 0, end
        column = "period" if "period" in cells else "to" if "to" in cells else "from"
        if any(cells.get(key, "").lower().rstrip(":") in TOTAL for key in ("period", "from", "to")):
            return 0, end
        given = f"{cells.get('from', '')} {cells.get('to', '')}".strip() if column != "period" else cells["period"]
        if column == "period":
            months = period(given, start, day_first=self.day_first)
        else:
            months = self._months_between(cells.get("from", ""), cells.get("to", ""), before)
        self._say_how_read(given)
        if months is None:
            rule = "a row says its period" if not given else "this is no period"
            self.fault(number, column, given, rule, hint_for(given) or HOW_TO_WRITE_A_PERIOD)
        elif months[1] <= months[0]:
            self.fault(number, column, given, "a period ends after it begins", "the earlier date first")
            return None
        elif months[0] < 0:
            rule = f"a period does not begin before the contract, which starts on {start:%d %B %Y}"
            self.fault(number, column, given, rule, "correct the date, or the start of the contract")
            return None
        return months

    def _months_between(self, since: str, until: str, before: Row | None) -> tuple[int, int] | None:
        """The months of two dates; ``until`` alone runs on from the row before."""
        first = first_day(since, day_first=self.day_first) if since else None
        last = last_day(until or since, day_first=self.day_first)
        if last is None or (since and first is None):
            return None
        begins = month_from(first, self.case.start) if first else (before.month_to if before else 0)
        return begins, max(month_to(last, self.case.start), begins + (first == last))

    def _month(self, number: int, kind: str, cells: Mapping[str, str]) -> float | None:
        text = cells.get(kind, "")
        if not text:
            return None
        day = first_day(text, day_first=self.day_first)
        self._say_how_read(text)
        if day is None:
            self.fault(number, kind, text, "this is no date", hint_for(text) or "write 2018-03-15 or 2018-03")
            return None
        return months_since(self.case.start, day)

    def _say_how_read(self, *texts: str) -> None:
        read = [text.strip() for text in texts if by_day_first(text)]
        if read and self.day_first and not any("day first" in said for said in self.said):
            day = first_day(read[0])
            assert day is not None
            self.said.append(f"Dates like {read[0]} are read with the day first: {day.day} {day:%B %Y}.")
