"""On which line of a TOML text every value stands: tomllib does not say, and a fault without a line is half a fault.

Takes a text that tomllib has already accepted (so nothing here checks the grammar), gives a map from the place in
the tree, ``("contract", 2, "payers", 0, "share")``, to the line, counted from 1. Must not know what any key means.
"""

from __future__ import annotations

import re
import tomllib

Loc = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r""""{3}(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*\'""",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Loc, int]:
    r"""Map every table, key and list item of a TOML text to its line.

    Examples
    --------
    >>> lines_of('a = 1\n[[b]]\nc = [2,\n 3]')[("b", 0, "c", 1)]
    4
    """
    return _Reader(text).lines


class _Reader:
    """One pass over the text; ``at`` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Loc, int] = {}
        self.items: dict[Loc, int] = {}  # how many items each array of tables has so far
        table: Loc = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()

    def _mark(self, loc: Loc) -> None:
        self.lines.setdefault(loc, self.text.count("\n", 0, self.at) + 1)

    def _skip_blank(self) -> None:
        self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            found = _KEY.match(self.text, self.at)
            assert found is not None  # tomllib has read it
            self.at = found.end()
            keys.append(tomllib.loads(f"k = {found[0]}")["k"] if found[0][0] in "\"'" else found[0])
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                return keys
            self.at = dot.end()

    def _header(self) -> Loc:
        opening = self.at
        several = self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        self._skip_blank()
        *parents, last = self._keys()
        closing = self.text.index("]", self.at) + (2 if several else 1)
        self.at = opening
        loc: Loc = ()
        for key in parents:
            loc = (*loc, key)
            self._mark(loc)
            if loc in self.items:
                loc = (*loc, self.items[loc] - 1)
        loc = (*loc, last)
        self._mark(loc)
        if several:
            self.items[loc] = self.items.get(loc, 0) + 1
            loc = (*loc, self.items[loc] - 1)
            self._mark(loc)
        self.at = closing
        return loc

    def _pair(self, table: Loc) -> None:
        opening, loc = self.at, table
        keys = self._keys()
        after, self.at = self.at, opening
        for key in keys:
            loc = (*loc, key)
            self._mark(loc)
        self.at = self.text.index("=", after) + 1
        self._skip_blank()
        self._value(loc)

    def _value(self, loc: Loc) -> None:
        head = self.text[self.at]
        if head in "[{":
            self.at += 1
            self._skip_blank()
            number = 0
            while self.text[self.at] not in "]}":
                if head == "{":
                    self._pair(loc)
                else:
                    self._mark((*loc, number))
                    self._value((*loc, number))
                    number += 1
                self._skip_blank()
            self.at += 1
        else:
            found = (_STRING if head in "\"'" else _BARE).match(self.text, self.at)
            assert found is not None
            self.at = found.end()
