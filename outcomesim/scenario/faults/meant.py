"""What an author probably meant by a word, a key or a value that does not belong where it stands.

Takes what was written and what might have been, gives a hint or nothing. It knows no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from outcomesim.scenario.schema.number import Plain
from outcomesim.scenario.schema.table import Table
from outcomesim.scenario.text.tree import closest, shown

OTHER_WORDS = {
    "sib": "social impact bond", "dib": "social impact bond", "development impact bond": "social impact bond",
    "social outcomes partnership": "social impact bond", "pay for success": "social impact bond",
    "pbr": "payment by results", "rate card": "payment by results", "outcomes contract": "payment by results",
    "ffs": "fee for service", "block contract": "fee for service",
    "annually": "yearly", "annual": "yearly", "every year": "yearly", "per month": "monthly", "every month": "monthly",
    "every quarter": "quarterly", "twice a year": "half-yearly", "semi-annually": "half-yearly",
    "biannually": "half-yearly", "at end": "at the end", "once": "at the end", "immediately": "with every statement",
    "financial year": "year", "fiscal year": "year", "annum": "year", "whole contract": "contract", "total": "contract",
    "participant": "person", "client": "person", "statement": "period", "quarter": "period",
}  # fmt: skip
"""What the trade also says, by the word of the vocabulary for it."""
OTHER_KEYS = {
    "max": ("amount", "limit", "at_most", "upto"), "maximum": ("amount", "limit", "at_most", "upto"),
    "ceiling": ("amount", "limit"), "most": ("amount", "limit"), "min": ("amount", "at_least", "nothing_below"),
    "minimum": ("amount", "at_least", "nothing_below"), "payment_terms": ("payment_terms_months",),
    "frequency": ("claimed", "every_months"), "interest": ("rate",), "percentage": ("share",), "percent": ("share",),
    "outcome": ("of",), "outcomes": ("of",), "payer": ("payers",), "type": ("form", "kind"),
}  # fmt: skip
"""What is also written for a key, by the keys that it may stand for."""


def did_you_mean_the_word(given: str, allowed: Iterable[str]) -> str:
    """A hint with the allowed word that says the same, else with one that is spelled nearly so; empty without one."""
    known, word = list(allowed), given.strip().lower()
    near = other if (other := OTHER_WORDS.get(word)) in known else closest(given, known)
    if near is None:
        return ""
    whose = " (of the contract, from the day it starts)" if near == "year" and word != "year" else ""
    return f'did you mean "{near}"{whose}?'


def key_meant(given: str, known: Sequence[str]) -> str | None:
    """The known key that was probably meant."""
    others = OTHER_KEYS.get(given.lower(), ())
    return next((other for other in others if other in known), None) or closest(given, known)


def as_a_table(key: str, given: Any, tables: Iterable[type[Table]]) -> str:
    """How to write a table where something else was written: with the keys that it cannot do without."""
    needed = next(({name: of for name, of in table.model_fields.items() if of.is_required()} for table in tables), {})
    number = [name for name, of in needed.items() if of.annotation is Plain]
    if number == [*needed] and len(number) == 1 and isinstance(given, (int, float)):
        return f"write {key} = {{ {number[0]} = {shown(given)} }}"
    keys = ", ".join(f"{name} = ..." for name in needed) or "key = ..."
    return f"write {key} = {{ {keys} }}"
