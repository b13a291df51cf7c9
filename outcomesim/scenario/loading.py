"""From a scenario file to the scenario: the edge where an author's text becomes records, or every fault it has.

Takes a path (or the bare name of a shipped scenario), gives a :class:`~outcomesim.scenario.model.Scenario`, or raises
:class:`~outcomesim.errors.ScenarioError` with all that is wrong, each fault with file, line, path, the value, the rule
and a hint. The models that check a file are imported only when one is read; the records know nothing of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case, case_of
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.text.converting import converted
from outcomesim.scenario.text.tree import Tree, closest

_PACKAGE = Path(__file__).parents[1]
SHIPPED_FOLDERS = (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios")
"""Where shipped scenarios lie: in an installed package, and beside the package in a working copy."""

OF_ONE_FILE = ("published", "forecast")
"""Lists that a variant does not take over: what was published of one contract was not published of another."""

Texts = tuple[tuple[str, str], ...]


def load(path: str | Path, *, forms: Mapping[str, type] | None = None) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path : str or Path
        A TOML file, or the bare name of a shipped scenario: ``"rough_sleeping"``.
    forms : mapping of form name to dataclass, optional
        Forms of contract that the file may name besides the shipped ones; the dataclass's fields are the keys that
        such a contract may hold, and the contract's ``terms`` will be one of them.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    return from_texts(_read(Path(path)), forms=forms)


def from_texts(
    texts: Sequence[tuple[str, str]],
    changes: Sequence[tuple[str, Any]] = (),
    *,
    forms: Mapping[str, type] | None = None,
) -> Scenario:
    """Make a scenario from the texts it was once read from, and what was changed since: nothing is read from disk.

    Parameters
    ----------
    texts : sequence of (file name, text)
        The base of a variant first, as in ``Scenario.texts``.
    changes : sequence of (path, value)
        As in ``Scenario.changes``.
    forms : mapping of form name to dataclass, optional

    Raises
    ------
    ScenarioError
        With every fault of the texts and the changes.
    """
    from outcomesim.scenario.building import built

    tree, unknown = _changed_tree(texts, changes)
    if not {"contract", "cohort", "service", "appraisal"} & tree.root.keys() and "outcome" in tree.root:
        hint = "add [[contract]], with its form, payers and prices; to simulate, [cohort] and [service] too"
        rule = "this file has no contract, and nobody to simulate"
        raise ScenarioError([Fault("contract", "", rule, hint, None, tree.file)])
    if _holds_terms_alone(tree):
        rule = "this file holds terms alone: people and a service are needed to simulate"
        hint = (
            "settle recorded activity with it (outcomesim settle), or add [cohort], [service] and how outcomes happen"
        )
        raise _refuse(tree.file, rule, hint)
    return built(tree, texts=tuple(texts), changes=tuple(changes), forms=forms or {}, faults=unknown)


def _holds_terms_alone(tree: Tree) -> bool:
    """Whether a file has contracts, and nothing of people or of how outcomes happen."""
    service = tree.root.get("service")
    stays = isinstance(service, Mapping) and "stay_months" in service
    return "contract" in tree.root and "cohort" not in tree.root and not stays


def holds_terms_alone(path: str | Path) -> bool:
    """Whether a file says what is owed for what was done, and nothing of who comes."""
    return _holds_terms_alone(_merged_tree(_read(Path(path))))


def load_case(path: str | Path, *, forms: Mapping[str, type] | None = None) -> Case:
    """Read the terms of a file, whether or not it also says who comes and what is done.

    Parameters
    ----------
    path : str or Path
        A TOML file, or the bare name of a shipped scenario or case.
    forms : mapping of form name to dataclass, optional

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    return case_from_texts(_read(Path(path)), forms=forms)


def case_from_texts(
    texts: Sequence[tuple[str, str]],
    changes: Sequence[tuple[str, Any]] = (),
    *,
    forms: Mapping[str, type] | None = None,
) -> Case:
    """Make a case from the texts it was once read from, and what was changed since."""
    from outcomesim.scenario.building import built_case

    tree, unknown = _changed_tree(texts, changes)
    if "cohort" in tree.root:
        return case_of(from_texts(texts, changes, forms=forms))
    return built_case(tree, texts=tuple(texts), changes=tuple(changes), forms=forms or {}, faults=unknown)


def _changed_tree(texts: Sequence[tuple[str, str]], changes: Sequence[tuple[str, Any]]) -> tuple[Tree, list[Fault]]:
    """The tree of the texts with the changes laid over it, and a fault for each change of a place that is not there."""
    tree = _merged_tree(texts)
    unknown = []
    for path, value in changes:
        try:
            tree = tree.changed(path, value)
        except KeyError as missing:
            near = missing.args[0]
            rule = "there is no such place in the scenario"
            unknown.append(Fault(path, "", rule, f'did you mean "{near}"?' if near else "", None, tree.file))
    in_one_currency, complaints = converted(tree)
    return in_one_currency, [*unknown, *(tree.fault(complaint) for complaint in complaints)]


def shipped_cases() -> dict[str, Path]:
    """The published contracts that come with the package, by bare name."""
    files = (file for folder in SHIPPED_FOLDERS for file in sorted((folder / "cases").glob("*.toml")))
    return {file.stem: file for file in reversed(list(files))}


def shipped_scenarios() -> dict[str, Path]:
    """The scenarios that come with the package, by bare name."""
    files = (file for folder in SHIPPED_FOLDERS for file in sorted(folder.glob("*.toml")))
    return {file.stem: file for file in reversed(list(files))}


# -- files -----------------------------------------------------------------------------------------------------------


def _refuse(file: str, rule: str, hint: str = "", *, line: int | None = None, given: str = "") -> ScenarioError:
    return ScenarioError([Fault(path="the file", given=given, rule=rule, hint=hint, line=line, file=file)])


def _found(path: Path, named_in: str = "") -> Path:
    """The file that is meant: as named, or a shipped scenario."""
    given = f"based_on, in {named_in}" if named_in else ""
    if path.is_file():
        return path
    shipped, name = {**shipped_cases(), **shipped_scenarios()}, path.name.removesuffix(".toml")
    if path.parent == Path() and name in shipped:  # even where a folder, say of results, has the same name
        return shipped[name]
    if path.is_dir():
        raise _refuse(str(path), "this is a folder; a scenario is a file", _files_in(path), given=given)
    beside = [str(file) for file in path.parent.glob("*.toml")]
    near = closest(str(path), [*beside, *shipped])
    names = f"{', '.join(sorted(shipped_scenarios()))}; of terms alone: {', '.join(sorted(shipped_cases()))}"
    hint = f'did you mean "{near}"?' if near else f"name a TOML file, or a shipped scenario: {names}"
    raise _refuse(str(path), "there is no such file", hint, given=given)


def _files_in(folder: Path) -> str:
    files = sorted(folder.glob("*.toml"))
    return f"name the file: {files[0]}" if files else "name a .toml file"


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _refuse(str(path), f"the file cannot be read: {error.strerror}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        given = f"byte {raw[error.start]:#04x}"
        raise _refuse(
            str(path), "the file is not UTF-8 text, as TOML must be", "save it as UTF-8", line=line, given=given
        ) from None


def _read(path: Path) -> Texts:
    """The texts of a file and of all it is based on, the first base first."""
    texts: list[tuple[str, str]] = []
    seen: list[Path] = []
    while True:
        file = _found(path, texts[-1][0] if texts else "")
        if file.resolve() in seen:
            chain = " -> ".join([name for name, _ in texts] + [str(path)])
            raise _refuse(texts[-1][0], "a scenario may not be based on itself", "drop one based_on", given=chain)
        seen.append(file.resolve())
        text = _text_of(file)
        texts.append((str(path), text))
        base = _parsed(text, str(path)).root.get("based_on")
        if not isinstance(base, str) or not base:
            return tuple(reversed(texts))
        beside = file.parent / base
        shipped = {**shipped_cases(), **shipped_scenarios()}
        path = beside if beside.is_file() or base.removesuffix(".toml") not in shipped else Path(base)


def _merged_tree(texts: Sequence[tuple[str, str]]) -> Tree:
    if not texts:
        raise _refuse("", "a scenario needs a text")
    tree, *variants = (_parsed(text, file) for file, text in texts)
    for variant in variants:
        tree = variant.beneath(tree.without(*OF_ONE_FILE))
    return tree


# -- what is not TOML ------------------------------------------------------------------------------------------------

_OF_MONEY = "amount|limit|limit_per_year|price|commitment|award|expected_price|reserves|overdraft"
_HINTS = (
    (r"[“”‘’]", "use straight quotes: \""),
    (r"=\s*[£$€]", "leave the currency sign out"),
    (r"=\s*\d{1,3}([, ]\d{3})+\b", "write thousands with an underscore, as 1_000"),
    (rf"\b({_OF_MONEY})\s*=\s*[\d.]+\s*%", "this is an amount of money; a percentage is written as a share = 0.15"),
    (r"=\s*[\d.]+\s*%", "write a percentage as a fraction, as 0.15"),
    (r"=\s*(True|False|Yes|No|yes|no|TRUE|FALSE)\b", "write true or false, in small letters"),
    (r"(^|[{,])\s*[\w-]+( +[\w-]+)+\s*=", "put a name with spaces in quotes"),
    (r"^\s*[\w\"-]+\s*:", "write = between a key and its value"),
    (r"=\s*\.\d|=\s*\d+\.\s*(#|$)", "write a digit on both sides of the point, as 0.5"),
    (r"=\s*\d{1,4}[/.]\d{1,2}[/.]\d{2,4}", "write a date as year-month-day, as 2020-04-01"),
    (r"=\s*0\d", "a number does not begin with 0"),
    (r"=\s*[A-Za-z]", "put text in quotes"),
    (r"=\s*(#|$)", "write a value after ="),
)  # fmt: skip


@lru_cache(maxsize=16)  # a sweep changes one text a thousand times; a tree is never written to
def _parsed(text: str, file: str) -> Tree:
    try:
        return Tree.of(text, file)
    except RecursionError:
        raise _refuse(file, "its lists or tables stand too deep inside one another", "write it flatter") from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = re.search(r" \(at line (\d+), column \d+\)", message)
        rows = text.splitlines()
        line = int(found[1]) if found else max(1, len(rows))
        row = rows[line - 1].strip() if 0 < line <= len(rows) else ""
        hint = _said_twice(message, rows, line)
        hint = hint or next((hint for pattern, hint in _HINTS if re.search(pattern, row)), "")
        if file.lower().endswith((".csv", ".xlsx", ".xls")):
            hint = f"a scenario is a TOML file; settle it against recorded activity with --activity {file}"
        said = re.sub(r" \(at .*\)$", "", message)
        rule = f"this is not TOML: {said[:1].lower()}{said[1:]}"
        raise _refuse(file, rule, hint, line=line, given=row[:70]) from None


def _said_twice(message: str, rows: Sequence[str], line: int) -> str:
    """What to do about a key or a table that stands twice; empty where it is something else."""
    row = rows[line - 1] if 0 < line <= len(rows) else ""
    table = re.match(r"\s*\[([^\[\]]+)\]", row)
    if table is not None and "declare" in message:
        return f"write [[{table[1].strip()}]], in two square brackets, for each of several"
    several = re.match(r"\s*\[\[([^\[\]]+)\]\]", row)
    if several is not None:
        single = re.compile(rf"\s*\[\s*{re.escape(several[1].strip())}\s*\]")
        first = next((number for number, other in enumerate(rows[: line - 1], 1) if single.match(other)), None)
        where = f" in line {first} too," if first else ""
        return f"write [[{several[1].strip()}]], in two square brackets,{where} for each of several"
    key = row.partition("=")[0].strip()
    if "overwrite" not in message or not key:
        return ""
    before = [number for number, other in enumerate(rows[: line - 1], 1) if other.partition("=")[0].strip() == key]
    where = f", in line {before[-1]}" if before else ""
    return f"what this line says is said before{where}: keep one of the two"
