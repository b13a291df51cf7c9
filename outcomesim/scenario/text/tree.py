"""The scenario as a tree of tables and lists, before anything is known of its meaning.

Takes the texts of files, gives one tree in which every value has a *spelled* path, as its author would say it
(``outcome[first job].per_month``), and a place (file and line). Merges a variant into its base, changes a value at a
path, and turns a :class:`Complaint` into a :class:`~outcomesim.errors.Fault`. Must not know which keys there may be.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from outcomesim.errors import Fault
from outcomesim.scenario.quantities import FAMILIES
from outcomesim.scenario.text.lines import Loc, lines_of

LABELS = ("name", "outcome", "what", "to", "party", "over")
"""A list's item is called by the first of these keys that it has, else by its number from 1."""
KEYED_BY_NAME = ("prices", "per_outcome")
"""Tables whose keys are names that the author gave."""
LEAF_KEYS = frozenset({"value", "unit", "source", "note", *FAMILIES})
"""What a table that stands for one number may hold."""
_OF_A_NUMBER = frozenset({"value", *FAMILIES})
"""What makes a table stand for one number: a source alone may be that of a whole table."""
NOTHING = object()
"""What a complaint shows where nothing was written."""


@dataclass(frozen=True)
class Place:
    """A file as the user named it, and a line of it; no line where a script wrote the value."""

    file: str
    line: int | None


@dataclass(frozen=True)
class Complaint:
    """What is wrong at a place in the tree; the value that stands there is shown unless ``given`` says otherwise.

    Where it is said of the ``whole`` table there, nothing that its keys are by themselves is told beside it.
    """

    at: Loc
    rule: str
    hint: str = ""
    given: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class Tree:
    """A tree and where each of its values was written."""

    root: dict[str, Any]
    places: Mapping[str, Place] = field(default_factory=dict)
    file: str = ""

    @classmethod
    def of(cls, text: str, file: str) -> Tree:
        """The tree of one text; raises what tomllib raises."""
        root = tomllib.loads(text)
        tree = cls(root, {}, file)
        places = {tree.path(loc): Place(file, line) for loc, line in lines_of(text).items()}
        return cls(root, places, file)

    @cached_property
    def paths(self) -> dict[Loc, str]:
        """The spelled path of every value, in the order of the file."""
        return dict(_spelled(self.root, (), ""))

    @cached_property
    def locs(self) -> dict[str, Loc]:
        """The same the other way round."""
        return {path: loc for loc, path in self.paths.items()}

    def at(self, loc: Loc) -> Any:
        """The value at a place, or NOTHING."""
        node: Any = self.root
        for step in loc:
            inside = range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()
            if step not in inside:
                return NOTHING
            node = node[step]
        return node

    def path(self, loc: Loc) -> str:
        """The spelled path of a place, whether or not anything stands there."""
        if loc in self.paths or not loc:
            return self.paths.get(loc, "")
        return _joined(self.path(loc[:-1]), loc[-1], under=loc[-2] if len(loc) > 1 else "")

    def place(self, loc: Loc) -> Place:
        """Where a value was written; for what is missing, where its table was."""
        while loc:
            if self.path(loc) in self.places:
                return self.places[self.path(loc)]
            loc = loc[:-1]
        return Place(self.file, None)

    def fault(self, complaint: Complaint) -> Fault:
        """A complaint with its file, line, path and the value given."""
        given, value, place = complaint.given, self.at(complaint.at), self.place(complaint.at)
        if given is None:
            given = "" if value is NOTHING else shown(value)
        return Fault(
            path=self.path(complaint.at),
            given=given,
            rule=complaint.rule,
            hint=complaint.hint,
            line=place.line,
            file=place.file,
        )

    def beneath(self, base: Tree) -> Tree:
        """Lay this variant over its base: tables merge by key, lists of named tables by name, the rest is replaced."""
        return Tree(_merged(base.root, self.root), {**base.places, **self.places}, self.file)

    def without(self, *keys: str) -> Tree:
        """The tree without some of its top keys."""
        return Tree({key: value for key, value in self.root.items() if key not in keys}, self.places, self.file)

    def changed(self, path: str, value: Any) -> Tree:
        """The tree with another value at a spelled path (None: without it); what a path lacks of tables is made.

        Raises
        ------
        KeyError
            With the nearest known path (or nothing) where the path starts from no known place.
        """
        if value is None and path not in self.locs:  # what is not there cannot be taken away
            raise KeyError(closest(path, self.locs) or "")
        loc = self.locs.get(path) or self._new(path)
        root: dict[str, Any] = _with(self.root, loc, value)
        kept = {
            p: place for p, place in self.places.items() if p != path and not p.startswith((f"{path}.", f"{path}["))
        }
        return Tree(root, {**kept, path: Place("", None)}, self.file)

    def _new(self, path: str) -> Loc:
        """Where a path would stand whose end is not in the tree yet."""
        known = max((p for p in self.locs if path.startswith((f"{p}.", f"{p}["))), key=len, default="")
        loc = self.locs.get(known, ())
        rest = path[len(known) :].removeprefix(".")
        node = self.at(loc)
        if rest.startswith("["):
            keyed = isinstance(node, dict) and rest.endswith("]") and loc[-1] in KEYED_BY_NAME
            steps = [rest[1:-1]] if keyed else []
        else:
            steps = rest.split(".") if isinstance(node, dict) and "[" not in rest else []
        if not steps or not all(steps):
            raise KeyError(closest(path, self.locs) or "")
        return (*loc, *steps)


def closest(word: str, known: Iterable[str], *, nearness: float = 0.6) -> str | None:
    """The known word that was probably meant, if any is near: 1 is the same word, 0 has no letter of it."""
    by_small_letters = {k.lower(): k for k in known}
    near = difflib.get_close_matches(word.lower(), by_small_letters, n=1, cutoff=nearness)
    return by_small_letters[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or all of them where they are few."""
    known = list(known)
    near = closest(word, known)
    if near is not None:
        return f'did you mean "{near}"?'
    return "there is " + ", ".join(f'"{k}"' for k in known) if 0 < len(known) <= 12 else ""


def shown(value: Any, most: int = 70) -> str:
    """A value as it would stand in the file, cut where it is long."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, dict):
        text = "{ " + ", ".join(f"{k} = {shown(v)}" for k, v in value.items()) + " }" if value else "{}"
    elif isinstance(value, (list, tuple)):
        text = "[" + ", ".join(shown(v) for v in value) + "]"
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
    return text if len(text) <= most else text[: most - 3] + "..."


def _joined(parent: str, step: str | int, under: str | int = "") -> str:
    if isinstance(step, int):
        return f"{parent}[{step + 1}]"
    if under in KEYED_BY_NAME:
        return f"{parent}[{step}]"
    return f"{parent}.{step}" if parent else step


def _spelled(node: Any, loc: Loc, path: str) -> Iterator[tuple[Loc, str]]:
    if loc:
        yield loc, path
    if isinstance(node, dict):
        under = loc[-1] if loc else ""
        if len(loc) > 1 and loc[-2] in KEYED_BY_NAME and not node.keys() & LEAF_KEYS:
            under = loc[-2]  # a price by segment
        for key, value in node.items():
            yield from _spelled(value, (*loc, key), _joined(path, key, under))
    elif isinstance(node, list):
        seen: dict[str, int] = {}
        for number, item in enumerate(node):
            label = _label(item) or str(number + 1)
            seen[label] = seen.get(label, 0) + 1
            again = f" #{seen[label]}" if seen[label] > 1 else ""
            yield from _spelled(item, (*loc, number), f"{path}[{label}{again}]")


def _label(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((item[key] for key in LABELS if isinstance(item.get(key), str)), "")


def _merged(base: Any, variant: Any) -> Any:
    if isinstance(base, dict) and isinstance(variant, dict) and not (base.keys() | variant.keys()) & _OF_A_NUMBER:
        joined = {**base}
        for key, value in variant.items():
            joined[key] = _merged(base[key], value) if key in base else value
        return joined
    if _named(base) and _named(variant):
        places = {item["name"]: number for number, item in reversed(list(enumerate(base)))}
        items = list(base)
        for item in variant:
            if item["name"] in places:
                items[places[item["name"]]] = _merged(items[places[item["name"]]], item)
            else:
                items.append(item)
        return items
    return variant


def _named(node: Any) -> bool:
    return (
        isinstance(node, list)
        and bool(node)
        and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in node)
    )


def _with(node: Any, loc: Loc, value: Any) -> Any:
    """A copy of a tree with another value at a place; without it where the value is None."""
    if not loc:
        return value
    step, *rest = loc
    if isinstance(node, list) and isinstance(step, int):
        items = (_with(item, tuple(rest), value) if number == step else item for number, item in enumerate(node))
        return [item for item in items if item is not None]
    table = node if isinstance(node, dict) else {}
    branch = _with(table.get(step, {}), tuple(rest), value)
    return {key: item for key, item in {**table, step: branch}.items() if item is not None}
