"""What pydantic found wrong, said in words that an author can act on.

Takes the errors of one validation and the tree, gives a :class:`~outcomesim.scenario.text.tree.Complaint` for each. No
message of pydantic's own is ever shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from outcomesim.scenario.faults.meant import as_a_table, did_you_mean_the_word, key_meant
from outcomesim.scenario.schema.capital import IN_WORDS_OR_A_TABLE, ONE_OR_A_LIST
from outcomesim.scenario.schema.file import tables_in
from outcomesim.scenario.schema.pay import EVERYONE
from outcomesim.scenario.schema.rates import ONE_OR_BY_DATE
from outcomesim.scenario.schema.schedule import A_NUMBER_OR_A_SCHEDULE
from outcomesim.scenario.schema.table import Table
from outcomesim.scenario.text.lines import Loc
from outcomesim.scenario.text.tree import Complaint, Tree, closest

_NO_KEYS = {EVERYONE, *A_NUMBER_OR_A_SCHEDULE, *IN_WORDS_OR_A_TABLE, *ONE_OR_A_LIST, *ONE_OR_BY_DATE}
"""Steps of a place that pydantic or we have put in, and no author wrote."""
_MOST_HOMES = 3
"""Tables that a hint names as those in which a key belongs."""
_SHAPES = {
    "string_type": ("this is text", "put it in quotes"),
    "string_too_short": ("this is text, and must not be empty", ""),
    "bool_type": ("this is true or false", "write true or false, without quotes"),
    "list_type": ("this is a list", "put it in square brackets: [...]"),
    "too_short": ("this list must not be empty", ""),
    "dict_type": ("this is a table", "write { name = ..., }"),
    "model_type": ("this is a table", ""),
    "model_attributes_type": ("this is a table", ""),
    "date_type": ("this is a date", "write it as 2020-04-01, without quotes"),
    "string_pattern_mismatch": ("a currency is three capital letters, as in ISO 4217", "write GBP, EUR, USD..."),
}
_NEEDED = {
    "horizon_months": "how many months the ledger runs, to the last payment",
    "start": "the date on which the contract starts",
    "currency": "the currency of every amount, as GBP",
    "title": "what the report is called",
    "provider": "the name of whoever delivers the service",
    "stay_months": "how long people are planned to stay",
    "kind": 'what sort of outcome it is: "event", "sustained", "days" or "k of n"',
    "of": "the event whose spell must last, or whose days are counted",
    "months": "how many months",
    "per_month": "the hazard a month that the event happens",
    "lost_per_month": "the hazard a month that the spell ends before this stage; 0 where it never does",
    "prices": "the rate card: a price for each outcome that is paid for",
    "payers": "who pays, each with its share",
    "tranche": "the investors, each with its commitment",
    "cohort": "how many people are referred, and when",
    "service": "who delivers it, how long people stay and what it costs",
    "appraisal": "its headline is the outcome that cost per outcome is quoted for",
    "headline": "the outcome that cost per outcome is quoted for",
    "share": "the part of the whole, from 0 to 1",
    "form": "which kind of contract it is",
    "how": 'how the measure comes about: "total", "share", "percent reduction", "recorded" ...',
    "design": "how the evaluation estimates the effect",
    "at": "the months on whose days it falls",
    "target": "how many verified outcomes are expected by each review",
}


def complaints_of(error: ValidationError, tree: Tree, model: type[Table]) -> list[Complaint]:
    """Every error of one validation as complaints about the tree; a key misspelt is not also missing."""
    errors = error.errors(include_url=False, include_context=True)
    misspelt = {
        (*at[:-1], closest(str(at[-1]), _known_at(model, found["loc"][:-1])))
        for found in errors
        if found["type"] == "extra_forbidden" and (at := in_the_tree(found["loc"]))
    }
    kept = (e for e in errors if e["type"] != "missing" or in_the_tree(e["loc"]) not in misspelt)
    return [complaint for found in kept for complaint in _worded(found, tree, model)]


def in_the_tree(loc: Loc) -> Loc:
    """Where an error stands: pydantic adds the kind of an outcome, the form of a contract and which way was written."""
    if len(loc) > 2 and loc[0] in ("outcome", "contract") and isinstance(loc[1], int):
        loc = (*loc[:2], *loc[3:])
    return tuple(step for step in loc if step not in _NO_KEYS)


def _as_it_stands(at: Loc, tree: Tree) -> Loc:
    """The place without the number of an item where one value was written for a list of one."""
    one = len(at) > 1 and isinstance(at[-1], int) and not isinstance(tree.at(at[:-1]), list)
    return at[:-1] if one else at


def _worded(found: Mapping[str, Any], tree: Tree, model: type[Table]) -> Iterator[Complaint]:
    sort, context = found["type"], found.get("ctx", {})
    at = _as_it_stands(in_the_tree(found["loc"]), tree)
    if sort == "refused":
        for complaint in context["complaints"]:
            where = (*at, *complaint.at)
            yield Complaint(where, complaint.rule, complaint.hint or _months_hint(tree.at(where), tree))
    elif sort == "missing":
        why = _NEEDED.get(str(at[-1]))
        yield Complaint(at, f'"{at[-1]}" is needed' + (f": {why}" if why else ""), f"add {_as_written(at, tree)}")
    elif sort == "extra_forbidden":
        yield _unknown_key(at, found["loc"], model)
    elif sort == "literal_error":
        yield _not_one_of(at, tree.at(at), _literals(context["expected"]))
    elif sort == "union_tag_not_found":
        key = "kind" if at[0] == "outcome" else "form"
        meant = _meant_in_the_base(at, tree)
        hint = f'did you mean "{meant}"? if it is new, add {key} = ...' if meant else f"add {key} = ..."
        yield Complaint((*at, key), f'"{key}" is needed: {_NEEDED[key]}', hint)
    elif sort == "union_tag_invalid":
        key = context["discriminator"].strip("'")
        yield _not_one_of((*at, key), context["tag"], _literals(context["expected_tags"]))
    else:
        rule, hint = _SHAPES.get(sort, ("this is not what belongs here", ""))
        given = tree.at(at)
        if sort == "list_type" and isinstance(given, dict):
            hint = f"write [[{_header(at)}]], in two square brackets, or in one line: {at[-1]} = [{{ ... }}]"
        if sort.startswith("model"):
            hint = as_a_table(str(at[-1]), given, _tables_at(model, found["loc"]))
        yield Complaint(at, rule, _date_hint(given) if sort.startswith("date") else hint)


def _meant_in_the_base(at: Loc, tree: Tree) -> str | None:
    """The name in a variant's base that is near the name of this outcome or contract of the variant."""
    name, items = tree.at((*at, "name")), tree.at(at[:-1])
    file = tree.place(at).file
    others = [item.get("name") for n, item in enumerate(items) if tree.place((*at[:-1], n)).file != file]
    return closest(name, filter(None, others)) if isinstance(name, str) else None


def _as_written(at: Loc, tree: Tree) -> str:
    key = str(at[-1])
    table = {"cohort", "service", "appraisal", "capital", "review"}
    several = {"outcome", "contract", "tranche", "segment"}
    if key in table:
        return f"[{_header(at)}]"
    return f"[[{_header(at)}]]" if key in several else f"{key} = ..."


def _literals(expected: str) -> list[str]:
    """The allowed words, from pydantic's list of them."""
    return expected.split("'")[1::2]


def _not_one_of(at: Loc, given: Any, allowed: list[str]) -> Complaint:
    quoted = ", ".join(f'"{word}"' for word in allowed)
    hint = did_you_mean_the_word(given, allowed) if isinstance(given, str) else ""
    key = next(step for step in reversed(at) if isinstance(step, str))
    return Complaint(at, f"{key} is one of {quoted}", hint)


def _months_hint(given: Any, tree: Tree) -> str:
    """What to write instead of a date where a number belongs; empty where it is no date."""
    if not isinstance(given, date):
        return ""
    start = tree.root.get("start")
    if not isinstance(start, date):
        return "write so many months after the start"
    months = (given.year - start.year) * 12 + given.month - start.month
    about = "" if given.day == start.day else "about "
    return f"{given} is {about}{months} months after the start: write {months}"


def _date_hint(given: Any) -> str:
    if isinstance(given, str):
        try:
            return f"write {date.fromisoformat(given.strip())} without quotes"
        except ValueError:
            pass
    return _SHAPES["date_type"][1]


# -- unknown keys ----------------------------------------------------------------------------------------------------


def _unknown_key(at: Loc, raw: Loc, model: type[Table]) -> Complaint:
    key, known = str(at[-1]), _known_at(model, raw[:-1])
    elsewhere, near = _homes(model).get(key, ()), key_meant(key, known)
    around = _around(at, raw, model)
    if around:
        hint = f"{key} is a key of {around}: move it above [[{_header(at[:-1])}]]"
    elif elsewhere and (len(elsewhere) <= 2 or not near or closest(key, [near], nearness=0.75) is None):
        hint = f"{key} belongs {' or '.join(elsewhere[:_MOST_HOMES])}"
    elif near:
        hint = f'did you mean "{near}"?'
    else:
        hint = _meant_elsewhere(key, model)
    return Complaint(at, f"there is no such key here; known are {', '.join(known)}", hint)


def _meant_elsewhere(key: str, model: type[Table]) -> str:
    """Which key of another table was probably meant, and where that belongs; empty where none is near."""
    homes = _homes(model)
    meant = key_meant(key, [*homes])
    return "" if meant is None else f'did you mean "{meant}"? it belongs {" or ".join(homes[meant][:_MOST_HOMES])}'


def _around(at: Loc, raw: Loc, model: type[Table]) -> str:
    """The list of tables around the one that a key stands in, where the key is one of its: written too far down."""
    inner = [place for place, step in enumerate(raw[:-1]) if isinstance(step, int)]
    if len(inner) < 2 or not isinstance(at[-2], int):
        return ""
    outer = raw[: inner[-2] + 1]
    of_form = (*outer, raw[inner[-2] + 1]) if in_the_tree((*outer, raw[inner[-2] + 1])) == outer else outer
    return f"[[{_header(in_the_tree(of_form))}]]" if str(at[-1]) in _known_at(model, of_form) else ""


def _header(at: Loc) -> str:
    """What stands in the brackets above a table."""
    return ".".join(str(step) for step in at if isinstance(step, str))


def _known_at(model: type[Table], raw: Loc) -> list[str]:
    """The keys that may stand in the table at a place, as pydantic spells places."""
    return sorted({name for table in _tables_at(model, raw) for name in table.model_fields})


def _tables_at(model: type[Table], raw: Loc) -> Iterator[type[Table]]:
    """The tables that pydantic was reading at a place; a kind or form in the place picks one of several."""
    tables: list[type[Table]] = [model]
    for step in raw:
        if isinstance(step, int) or step in _NO_KEYS:
            continue
        tagged = [table for table in tables if step in _tags(table)]
        fields = [table.model_fields[step].annotation for table in tables if step in table.model_fields]
        tables = tagged or [inner for annotation in fields for inner in tables_in(annotation)]
    yield from tables


def _tags(table: type[Table]) -> tuple[str, ...]:
    fields = (table.model_fields[key] for key in ("kind", "form") if key in table.model_fields)
    return tuple(tag for spec in fields for tag in getattr(spec.annotation, "__args__", ()))


def _homes(model: type[Table], where: str = "at the top of the file, before the first [table]",
           inside: str = "") -> dict[str, tuple[str, ...]]:  # fmt: skip
    """For every key, the tables that know it, as an author would point to them: the outermost first."""
    homes: dict[str, tuple[str, ...]] = {}
    for key, spec in model.model_fields.items():
        homes[key] = (*homes.get(key, ()), where)
        tables = list(tables_in(spec.annotation))
        known_by = Counter(name for inner in tables for name in inner.model_fields)
        header = f"in [[{inside}{key}]]" if _is_a_list(spec.annotation) else f"in [{inside}{key}]"
        for inner in tables:
            article = {"outcome": "an outcome of kind", "contract": "a contract of form"}.get(key, "")
            place = f'in {article} "{_tags(inner)[0]}"' if article else header
            for inner_key, places in _homes(inner, place, f"{inside}{key}.").items():
                told = (header,) if known_by[inner_key] > _MOST_HOMES else places
                homes[inner_key] = tuple(dict.fromkeys((*homes.get(inner_key, ()), *told)))
    return {key: tuple(sorted(places, key=lambda place: place.count("."))) for key, places in homes.items()}


def _is_a_list(annotation: Any) -> bool:
    """Whether several tables may stand where a model has this annotation, or one alone may not."""
    return get_origin(annotation) is list or any(map(_is_a_list, get_args(annotation)))
