"""From a file of recorded activity to records, or every cell of it that cannot be read.

Takes a CSV file and the names that the terms know, gives an :class:`~outcomesim.settlement.activity.Activity`. It knows
no price. What is odd but readable is kept and told (:mod:`outcomesim.settlement.oddities`).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case
from outcomesim.scenario.loading import SHIPPED_FOLDERS
from outcomesim.scenario.measures import ACCOUNTS
from outcomesim.scenario.tree import did_you_mean
from outcomesim.settlement.activity import BASES, Activity, Basis, Row
from outcomesim.settlement.dates import first_day, last_day, month_from, month_to, months_since, period

WHEN = ("period", "from", "to", "person")
WHO = ("segment", "started", "achieved")
MORE = ("running", "stopped")
TOTAL = ("total", "all", "")
"""What a period's cell says where one row stands for the whole contract."""


def read_activity(path: str | Path, case: Case) -> Activity:
    """Read recorded activity.

    A header names the columns; lines that begin with ``#`` are remarks, and ``# dates: claim`` (or achievement, or
    payment) says which dates the periods are of.

    ======================== =====================================================================================
    period                   a month, quarter, year, ``2018-01 to 2018-06``, a month's number, or ``total``
    from, to                 the same as two columns of dates; ``to`` alone runs on from the row before
    person                   instead of a period: one row a person
    segment                  which segment the row is about
    started, achieved        the date on which its people started or its outcomes came
    an outcome               claims, or units; ``outcome [segment]`` for one segment, ``outcome (people)`` for people
                             with at least one claim; for a person a number, or the dates of claims, ``;`` between them
    a measure                what was reported
    drawn: tranche           capital drawn in the period
    referrals, attachments,  what else the terms may pay for; running is months of service
    person-months, cost,
    running
    stopped                  ``yes`` where the service was stopped before its time
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
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = "this is a folder" if file.is_dir() else "there is no such file" if not file.exists() else str(error)
        hint = "name a CSV file of recorded activity"
        raise ScenarioError([Fault("the activity", "", what, hint, None, str(path))]) from None
    return _Reader(case, str(path), text).activity()


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


@dataclass(frozen=True)
class _Column:
    """What a column holds."""

    heading: str
    kind: str
    name: str = ""
    segment: str = ""


class _Reader:
    """Reads one file, keeping every fault until the end."""

    def __init__(self, case: Case, file: str, text: str) -> None:
        self.case, self.file = case, file
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        self.remarks = [line.lstrip("# ").strip() for _, line in lines if line.lstrip().startswith("#")]
        kept = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
        self.numbers = [number for number, _ in kept]
        self.cells = list(csv.reader((line for _, line in kept), skipinitialspace=True))
        self.faults: list[Fault] = []
        self.segments = [name for name, _ in case.segments]
        self.tranches = [t.name for c in case.contracts if c.capital is not None for t in c.capital.tranches]

    def fault(self, line: int | None, column: str, given: str, rule: str, hint: str = "") -> None:
        self.faults.append(Fault(column, given, rule, hint, line, self.file))

    def activity(self) -> Activity:
        if not self.cells or len(self.cells) < 2:
            self.fault(1, "the activity", "", "it has a line of headings and at least one row", "see the documentation")
            raise ScenarioError(self.faults)
        columns = [self._column(heading.strip()) for heading in self.cells[0]]
        kinds = {column.kind for column in columns}
        if not kinds & {*WHEN}:
            hint = "add a column period, from and to, or person; for one total row: period, with the word total"
            self.fault(self.numbers[0], "the headings", ", ".join(self.cells[0]), "a row says when or who it is", hint)
        basis, stated = self._basis()
        rows: list[Row] = []
        for number, cells in zip(self.numbers[1:], self.cells[1:], strict=True):
            if len(cells) > len(columns):
                self.fault(number, "the row", ", ".join(cells)[:70], "a row has no more cells than there are headings",
                           "put a text with a comma in quotes")  # fmt: skip
                continue
            row = self._row(number, columns, [*cells, *[""] * (len(columns) - len(cells))], rows[-1] if rows else None)
            if row is not None:
                rows.append(row)
        if self.faults:
            raise ScenarioError(self.faults)
        return Activity(tuple(sorted(rows, key=lambda row: (row.month_to, row.month_from))), basis, stated, self.file)

    # -- headings ----------------------------------------------------------------------------------------------------

    def _column(self, heading: str) -> _Column:
        lower = heading.lower()
        if lower in (*WHEN, *WHO, *MORE):
            return _Column(heading, lower)
        if lower in ACCOUNTS:
            return _Column(heading, "account", lower)
        if lower.startswith("drawn:") or lower == "drawn":
            return self._drawn(heading)
        found = re.fullmatch(r"(.+?)(?:\s*\[([^\]]+)\])?(?:\s*\((people)\))?", heading)
        name, segment, people = found.groups() if found else (heading, None, None)
        outcomes = {known.lower(): known for known in self.case.outcome_names}
        measures = {known.name.lower(): known.name for known in self.case.measures}
        exact = heading if heading in self.case.outcome_names else None
        if exact or name.lower() in outcomes:
            if segment is not None and segment not in self.segments and not exact:
                hint = did_you_mean(segment, self.segments)
                self.fault(self.numbers[0], heading, segment, "there is no segment of this name", hint)
            kind = "people" if people and not exact else "count"
            return _Column(heading, kind, exact or outcomes[name.lower()], "" if exact else segment or "")
        plain = re.sub(r"^measure:\s*", "", heading, flags=re.IGNORECASE).lower()
        if plain in measures:
            return _Column(heading, "measure", measures[plain])
        known = [*self.case.outcome_names, *(m.name for m in self.case.measures), *WHEN, *WHO, *MORE, *ACCOUNTS]
        rule = "a column is named after an outcome, a measure, an account or a date"
        self.fault(self.numbers[0], heading, "", rule, did_you_mean(name, known))
        return _Column(heading, "unknown")

    def _drawn(self, heading: str) -> _Column:
        name = heading.partition(":")[2].strip()
        if not name and len(set(self.tranches)) == 1:
            name = self.tranches[0]
        if name not in self.tranches:
            hint = did_you_mean(name, self.tranches) or "no contract of these terms has capital"
            self.fault(self.numbers[0], heading, name, "there is no tranche of this name", hint)
        return _Column(heading, "drawn", name)

    def _basis(self) -> tuple[Basis, bool]:
        said = [
            remark.partition(":")[2].strip().lower() for remark in self.remarks if remark.lower().startswith("dates:")
        ]
        if not said:
            return "claim", False
        for basis in BASES:
            if basis in said[0]:
                return basis, True
        self.fault(1, "dates", said[0], f"dates are of {', '.join(BASES)}", "write # dates: claim")
        return "claim", True

    # -- rows --------------------------------------------------------------------------------------------------------

    def _row(self, number: int, columns: list[_Column], cells: list[str], before: Row | None) -> Row | None:
        by_kind = {column.kind: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        months = self._months(number, by_kind, before)
        person = by_kind.get("person", "")
        counts: dict[tuple[str, str], float] = {}
        people: dict[tuple[str, str], float] = {}
        times: dict[str, tuple[float, ...]] = {}
        measures: dict[str, float] = {}
        drawn: dict[str, float] = {}
        accounts: dict[str, float] = {}
        row_segment = self._segment(number, by_kind.get("segment", ""))
        for column, cell in zip(columns, cells, strict=True):
            text = cell.strip()
            if not text or column.kind in (*WHEN, *WHO, "stopped", "unknown"):
                continue
            if column.kind == "count" and person and (dates := self._dates(text)) is not None:
                times[column.name] = dates
                counts[column.name, column.segment or row_segment] = float(len(dates))
                continue
            value = self._number(number, column, text)
            if value is None:
                continue
            segment = column.segment or row_segment
            where: dict[str, tuple[dict[tuple[str, str], float], tuple[str, str]]] = {
                "count": (counts, (column.name, segment)), "people": (people, (column.name, segment)),
            }  # fmt: skip
            if column.kind in where:
                into, key = where[column.kind]
                into[key] = into.get(key, 0.0) + value
            else:
                {"measure": measures, "drawn": drawn}.get(column.kind, accounts)[column.name or column.kind] = value
        if months is None:
            return None
        return Row(
            line=number, label=by_kind.get("period") or person or by_kind.get("to") or "total",
            month_from=months[0], month_to=months[1], person=person, segment=row_segment,
            started=self._month(number, "started", by_kind), achieved=self._month(number, "achieved", by_kind),
            counts=counts, people=people, times=times, measures=measures, drawn=drawn, accounts=accounts,
            stopped=by_kind.get("stopped", "").lower() in ("yes", "y", "true", "1", "stopped"),
        )  # fmt: skip

    def _months(self, number: int, cells: Mapping[str, str], before: Row | None) -> tuple[int, int] | None:
        start, end = self.case.start, math.ceil(self.case.dates.last_claim)
        if "person" in cells and "period" not in cells and "to" not in cells:
            return 0, end
        if "period" in cells:
            if cells["period"].lower() in TOTAL:
                return 0, end
            months = period(cells["period"], start)
            given, column = cells["period"], "period"
        else:
            first = first_day(cells["from"]) if cells.get("from") else None
            last = last_day(cells.get("to", "") or cells.get("from", ""))
            given, column = f"{cells.get('from', '')} {cells.get('to', '')}".strip(), "to" if "to" in cells else "from"
            if last is None or (cells.get("from") and first is None):
                months = None
            else:
                since = month_from(first, start) if first else (before.month_to if before else 0)
                months = since, month_to(last, start)
        if months is None:
            hint = "write 2018-03, 2018 Q1, 2018-01 to 2018-06, a month's number, or total"
            self.fault(number, column, given, "this is no period", hint)
        elif months[1] <= months[0]:
            self.fault(number, column, given, "a period ends after it begins", "the earlier date first")
            months = None
        elif months[0] < 0:
            rule = f"a period does not begin before the contract, which starts on {start:%d %B %Y}"
            self.fault(number, column, given, rule, "correct the date, or the start of the contract")
            months = None
        return months

    def _month(self, number: int, kind: str, cells: Mapping[str, str]) -> float | None:
        text = cells.get(kind, "")
        if not text:
            return None
        day = first_day(text)
        if day is None:
            self.fault(number, kind, text, "this is no date", "write 2018-03-15 or 2018-03")
            return None
        return months_since(self.case.start, day)

    def _segment(self, number: int, text: str) -> str:
        if text and text not in self.segments:
            hint = did_you_mean(text, self.segments)
            self.fault(number, "segment", text, "there is no segment of this name", hint)
            return ""
        return text

    def _dates(self, text: str) -> tuple[float, ...] | None:
        days = [first_day(part) for part in text.split(";") if part.strip()]
        if not days or any(day is None for day in days) or not re.search(r"\d{4}-\d", text):
            return None
        return tuple(months_since(self.case.start, day) for day in days if day is not None)

    def _number(self, number: int, column: _Column, text: str) -> float | None:
        plain = re.sub(r"[£$€,_\s]", "", text)
        try:
            value = float(plain)
        except ValueError:
            self.fault(
                number, column.heading, text, "this is not a number", "write 12 or 1250.50, and nothing for none"
            )
            return None
        if not math.isfinite(value):
            self.fault(number, column.heading, text, "it must be a finite number")
            return None
        if column.kind != "measure" and value < 0:
            rule = "nothing that is recorded is negative: a claim withdrawn is left out of the period it stood in"
            self.fault(number, column.heading, text, rule, "correct the earlier row")
            return None
        if column.kind == "people" and value != int(value):
            self.fault(number, column.heading, text, "people are whole numbers")
            return None
        return value
