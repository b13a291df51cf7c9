"""One cell of recorded activity as a number, or what is wrong with it and what to write.

Takes text, gives a number or a :class:`Wrong`. It knows no column but its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from outcomesim.scenario.apart import ENDED_BY

Kind = Literal["claims", "units", "people", "measure", "money"]
MOST: dict[Kind, float] = {"claims": 1e9, "units": 1e12, "people": 1e9, "measure": 1e12, "money": 1e12}
"""Beyond this a number is a slip, and its pence could not be told one from another."""
NOTHING = ("-", "–", "—", "−")
"""How a spreadsheet shows nought in a column of money."""
HOW_TO_WRITE_A_NUMBER = "write 12 or 1250.50, and leave the cell empty where there is none"
_WITH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_WITH_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})*,\d+|[+-]?\d+,\d+")
_YES, _NO = ("yes", "y", "true", "1", "stopped"), ("", "no", "n", "false", "0", *NOTHING)


@dataclass(frozen=True)
class Wrong:
    """Why a cell is no number, and what to write."""

    rule: str
    hint: str = ""


def number_in(text: str, kind: Kind) -> float | Wrong | None:
    """The number in a cell; None where a dash stands for nothing.

    Examples
    --------
    >>> number_in("1,250.50", "money"), number_in("£ 12", "money"), number_in("-", "claims")
    (1250.5, 12.0, None)
    >>> number_in("12,5", "units").hint, number_in("55%", "measure").rule
    ('write 12.5', 'a number has no percent sign')
    """
    plain = re.sub(r"[£$€_\s]", "", text)
    if plain in NOTHING:
        return None
    if _WITH_THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain):
        return _not_a_number(text, plain)
    value = float(plain)
    return _not_of_its_kind(value, kind) or value


def _not_of_its_kind(value: float, kind: Kind) -> Wrong | None:
    if value in (float("inf"), float("-inf")):
        return Wrong("it must be a finite number")
    if abs(value) >= MOST[kind]:
        return Wrong(f"it is below {MOST[kind]:,.0f}", "look for figures that have run together")
    if value < 0 and kind != "measure":
        rule = "nothing that is recorded is negative: a claim withdrawn is left out of the period it stood in"
        return Wrong(rule, "correct the earlier row")
    if value != int(value) and kind in ("claims", "people"):
        return Wrong(f"{kind} are whole numbers", f"did you mean {round(value)}?")
    return None


def _not_a_number(text: str, plain: str) -> Wrong:
    if plain.endswith("%"):
        points = plain[:-1].replace(",", "")
        share = f"{float(points) / 100:g}" if _PLAIN.fullmatch(points) else "0.55"
        return Wrong("a number has no percent sign", f"write {share} where a share is meant, {points} for points")
    if re.fullmatch(r"\(.*\)", plain):
        return Wrong("a number in brackets is negative in accounts, and nothing that is recorded is negative",
                     "correct the earlier row")  # fmt: skip
    if _WITH_DECIMAL_COMMA.fullmatch(plain):
        return Wrong(
            "the decimals of a number stand after a point", f"write {plain.replace('.', '').replace(',', '.')}"
        )
    if re.fullmatch(r"n/?a|nil|none|null|nan|tbc|\?+", plain, re.IGNORECASE):
        return Wrong("this is not a number", "leave the cell empty where there is none")
    return Wrong("this is not a number", HOW_TO_WRITE_A_NUMBER)


def who_ended(text: str) -> str:
    """Who a cell says ended the service; empty where it says nobody."""
    named = text.strip().lower().removeprefix("by ").removeprefix("the ")
    return named if named in ENDED_BY else ""


def yes_or_no(text: str) -> bool | None:
    """Whether a cell says yes; None where it says neither yes nor no."""
    lower = text.strip().lower()
    return True if lower in _YES else False if lower in _NO else None
