"""Rows of a table in plain text: names that wrap, cells of several lines, no more than so many columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 80


def row(cells: Sequence[str], widths: Sequence[int], *, words_last: bool = False) -> list[str]:
    r"""One row; the name in front is wrapped, and a cell of several lines is written below itself.

    Parameters
    ----------
    cells : sequence of str
        The name, then a cell a column; lines of a cell are parted by line breaks.
    widths : sequence of int
        Of the name, two columns of indent included, and of each other cell.
    words_last : bool
        The last cell is words, and stands at its left.

    Examples
    --------
    >>> print("\n".join(row(("a long name", "1\nto 2", "yes"), (9, 6, 5), words_last=True)))
      a long      1yes
        name   to 2
    """
    name, *rest = cells
    wrapped = textwrap.wrap(name, widths[0] - 3, subsequent_indent="  ") or [""]
    columns = [wrapped, *(cell.split("\n") for cell in rest)]
    lines = []
    for n in range(max(map(len, columns))):
        there = [column[n] if n < len(column) else "" for column in columns]
        told = f"  {there[0]:<{widths[0] - 2}}"
        for place, (cell, width) in enumerate(zip(there[1:], widths[1:], strict=True), 1):
            left = words_last and place == len(cells) - 1
            told += f"{cell:<{width}}" if left else f"{cell:>{width}}"
        lines.append(told.rstrip())
    return lines


def wrapped(sentence: str, indent: str = "  ") -> list[str]:
    """A sentence in lines, the first indented and the others a little more."""
    return textwrap.wrap(sentence, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
