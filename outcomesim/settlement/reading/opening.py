"""From a file as a spreadsheet saves it to rows of cells with their line numbers, or why it cannot be opened.

Takes a path, gives :class:`Opened`. It knows no heading and no number: only encodings, separators, remarks and blanks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outcomesim.contracts.wording.common import listed
from outcomesim.errors import Fault, ScenarioError

SEPARATORS = (",", ";", "\t", "|")
SPREADSHEETS = {
    b"PK\x03\x04": "a spreadsheet (.xlsx or .ods)",
    b"\xd0\xcf\x11\xe0": "a spreadsheet (.xls)",
    b"%PDF": "a PDF",
}


SAVED_TOGETHER = 16
"""Lines of which a spreadsheet leaves out the blanks at the end together, the headings among the first."""
MOST_ROWS = 6
"""Lines that are named where there are many."""


@dataclass(frozen=True)
class Opened:
    """The cells of a file.

    Parameters
    ----------
    file : str
    remarks : tuple of (line, text)
        Lines that begin with ``#``.
    headings : tuple of str
    heading_line : int
    rows : tuple of (line, cells)
        Without rows that are blank; each as long as the headings, or longer.
    said : tuple of str
        What was taken for granted in opening it.
    """

    file: str
    remarks: tuple[tuple[int, str], ...]
    headings: tuple[str, ...]
    heading_line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    said: tuple[str, ...] = ()


def opened(path: str | Path) -> Opened:
    """Open a file of recorded activity.

    Raises
    ------
    ScenarioError
        Where it cannot be read as text, or has no row.
    """
    text, said = text_of(Path(path), str(path))
    lines = text.splitlines(keepends=True)
    remarks = tuple(
        (number, line.strip().strip(",;").lstrip("# ").strip())
        for number, line in enumerate(lines, 1)
        if _is_remark(line)
    )
    table = [(number, line) for number, line in enumerate(lines, 1) if not _is_remark(line)]
    named = re.fullmatch(r'"?sep=([,;|\t])"?[\s,;]*', table[0][1]) if table else None  # Excel names it so
    table = table[1:] if named else table
    separator = named[1] if named else _separator([line for _, line in table])
    rows = [(number, cells) for number, cells in _rows(table, separator) if any(cells)]
    if len(rows) < 2:
        rule = "it has a line of headings and at least one row"
        hint = "the first line names the columns: period, and an outcome for each of the others"
        raise ScenarioError([Fault("the activity", "", rule, hint, 1, str(path))])
    if separator != ",":
        name = {"\t": "tabs", ";": "semicolons", "|": "bars"}[separator]
        said = (*said, f"The cells are separated by {name}.")
    (heading_line, headings), *rest = rows
    while headings and not headings[-1]:
        headings = headings[:-1]
    wide = len(headings)
    short = _cut_short(rest, wide)
    if short:
        which = (
            f"Line {short[0]} has"
            if len(short) == 1
            else f"Lines {listed([str(number) for number in short[:MOST_ROWS]])} have"
        )
        more = f" ({len(short)} lines in all)" if len(short) > MOST_ROWS else ""
        said = (*said, f"{which} fewer cells than there are headings{more}: those that are missing are read as blank.")
    return Opened(
        file=str(path),
        remarks=remarks,
        headings=headings,
        heading_line=heading_line,
        rows=tuple((number, _as_long_as(cells, wide)) for number, cells in rest),
        said=said,
    )


def _cut_short(rows: Sequence[tuple[int, tuple[str, ...]]], wide: int) -> list[int]:
    """Lines that end before the last heading where others do not: a cell may be lost, and those after it shifted.

    Some spreadsheets leave out blanks at the end of a row, but of sixteen lines at a time; and of all lines alike
    whoever writes them may.
    """
    widths = {number: min(len(cells), wide) for number, cells in rows}
    if len(rows) > 1 and len(set(widths.values())) == 1:
        return []
    blocks: dict[int, set[int]] = {}
    for number, width in widths.items():
        blocks.setdefault((number - 1) // SAVED_TOGETHER, set()).add(width)
    alike = {block for block, seen in blocks.items() if block > 0 and len(seen) == 1}
    return [n for n, width in widths.items() if width < wide and (n - 1) // SAVED_TOGETHER not in alike]


def _is_remark(line: str) -> bool:
    return line.lstrip().lstrip('"').startswith("#")


def _as_long_as(cells: tuple[str, ...], wide: int) -> tuple[str, ...]:
    """A row with the blanks at its end cut off or made up, so that it is as long as the headings."""
    while len(cells) > wide and not cells[-1]:
        cells = cells[:-1]
    return (*cells, *[""] * (wide - len(cells)))


def text_of(path: Path, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file, in whichever of the usual encodings it was saved."""
    try:
        raw = path.read_bytes()
    except OSError:
        what = "it cannot be read" if path.exists() else "there is no such file"
        what = "this is a folder" if path.is_dir() else what
        hint = "name a CSV file of recorded activity"
        raise ScenarioError([Fault("the activity", "", what, hint, None, name)]) from None
    for begins, what in SPREADSHEETS.items():
        if raw.startswith(begins):
            hint = "open it and save the sheet as CSV (UTF-8)"
            raise ScenarioError([Fault("the activity", "", f"this is {what}, not a CSV file", hint, None, name)])
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), (
            "The file is not UTF-8; it is read as Windows text (check names with £ or accents).",
        )


def _separator(lines: list[str]) -> str:
    """What separates the cells: of the usual separators the one that the headings hold most often outside quotes."""
    first = re.sub(r'"[^"]*"', "", next((line for line in lines if line.strip(" \t\r\n,;|")), ""))
    return max(SEPARATORS, key=first.count)


def _rows(table: list[tuple[int, str]], separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row with the line it begins on; a cell in quotes may run over several lines."""
    reader = csv.reader((line for _, line in table), delimiter=separator, skipinitialspace=True)
    begins = 0
    for cells in reader:
        yield table[begins][0], tuple(_plain(cell) for cell in cells)
        begins = reader.line_num


def _plain(cell: str) -> str:
    """A cell without what a spreadsheet puts round it: ``="2018-03"``, a leading quote, spaces that do not break."""
    text = re.sub(r"\s+", " ", cell.replace("\xa0", " ")).strip()
    formula = re.fullmatch(r'="?(.*?)"?', text)
    return (formula[1] if formula and formula[1] else text).removeprefix("'")
