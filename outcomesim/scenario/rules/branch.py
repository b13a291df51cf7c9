"""A value in the tree of a file, with where it stands: what rules about several places are written with.

A rule looks at a tree that may be wrong in other ways. So a branch never fails: a key that is not there, or that
holds something else than is asked for, is None, and the rule passes over it (another complaint will name it).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outcomesim.scenario.schema.number import A_NUMBER, Refused
from outcomesim.scenario.text.lines import Loc
from outcomesim.scenario.text.tree import NOTHING, Complaint, did_you_mean

DATES = ("last_referral", "last_service", "last_outcome", "last_claim")
"""The dates a file may give, in order; the last payment is the horizon."""


@dataclass(frozen=True)
class Branch:
    """What stands at a place in the tree."""

    value: Any
    loc: Loc = ()

    def __getitem__(self, key: str | int) -> Branch:
        """One branch further out."""
        if isinstance(self.value, Mapping):
            return Branch(self.value.get(key, NOTHING), (*self.loc, key))
        here = isinstance(self.value, list) and isinstance(key, int) and key < len(self.value)
        return Branch(self.value[key] if here else NOTHING, (*self.loc, key))

    @property
    def written(self) -> bool:
        """Whether anything stands here."""
        return self.value is not NOTHING

    @property
    def tables(self) -> list[Branch]:
        """The tables of a list of tables."""
        return [item for item in self.items if isinstance(item.value, Mapping)]

    @property
    def items(self) -> list[Branch]:
        """The items of a list."""
        return [self[number] for number in range(len(self.value))] if isinstance(self.value, list) else []

    @property
    def entries(self) -> list[tuple[str, Branch]]:
        """The keys and values of a table."""
        return [(key, self[key]) for key in self.value] if isinstance(self.value, Mapping) else []

    @property
    def text(self) -> str | None:
        """The text that stands here."""
        return self.value if isinstance(self.value, str) else None

    @property
    def number(self) -> float | None:
        """The number that stands here, or the one to plan with where it is uncertain."""
        if not self.written:
            return None
        try:
            return A_NUMBER.read(self.value).value
        except Refused:
            return None

    @property
    def numbers(self) -> list[float] | None:
        """The numbers of a list, where all of them are numbers."""
        numbers = [item.number for item in self.items]
        good = [number for number in numbers if number is not None]
        return good if good and len(good) == len(numbers) else None

    def number_or(self, default: float) -> float | None:
        """The number that stands here, or the default where nothing does; None for what is no number."""
        return self.number if self.written else default

    def complaint(self, rule: str, hint: str = "", *, given: str | None = None, whole: bool = False) -> Complaint:
        """A complaint about what stands here; about the whole of it, in place of any about its parts."""
        return Complaint(self.loc, rule, hint, given, whole)


def plainly(number: float) -> str:
    """A number as an author would write it."""
    return f"{number:.10g}"


def outcome_names(file: Branch, kind: str | None = None) -> list[str]:
    """The names of the outcomes, or of those of one kind."""
    outcomes = (o for o in file["outcome"].tables if kind is None or o["kind"].value == kind)
    return [outcome["name"].text for outcome in outcomes if outcome["name"].text is not None]


def names_in(items: Branch) -> list[str]:
    """The names of the tables of a list."""
    return [name for item in items.tables if (name := item["name"].text) is not None]


def last_service(file: Branch) -> float | None:
    """The last day of service: as written, or the next later date that is."""
    for name in DATES[1:]:
        if file["dates"][name].written:
            return file["dates"][name].number
    return file["horizon_months"].number


def shares_make_a_whole(items: Branch, whose: str) -> Iterator[Complaint]:
    """Shares add to 1; one item without a share is another rule's business."""
    shares = [item["share"].number for item in items.tables]
    known = [share for share in shares if share is not None]
    if known and len(known) == len(items.items) and not math.isclose(sum(known), 1.0, abs_tol=1e-9):
        given = f"{' + '.join(plainly(share) for share in known)} = {plainly(sum(known))}"
        rest = 1 - sum(known[:-1])
        hint = f"with the others as they are, the last would be {plainly(rest)}" if rest >= 0 else ""
        yield items.complaint(f"the shares of {whose} add to 1", hint, given=given)


def named_once(items: Branch, key: str, what: str) -> Iterator[Complaint]:
    """No two items of a list have the same name."""
    seen: set[str] = set()
    for item in items.tables:
        name = item[key].text
        if name in seen:
            yield item[key].complaint(f"two {what} cannot have the same name", "give each its own name")
        seen.add(name or "")


def one_of(branch: Branch, known: Sequence[str], what: str) -> Iterator[Complaint]:
    """A name names something that there is."""
    if branch.text is not None and branch.text not in known:
        yield branch.complaint(f"there is no {what} of this name", did_you_mean(branch.text, known))


def falls_within_the_horizon(month: Branch, file: Branch) -> Iterator[Complaint]:
    """A month is one of the ledger's."""
    horizon = file["horizon_months"].number
    if month.number is not None and horizon is not None and month.number >= horizon:
        yield month.complaint(f"it falls within the horizon of {plainly(horizon)} months", "write an earlier month")
