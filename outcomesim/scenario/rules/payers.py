"""What must go together among the payers of one contract: shares of everything that make a whole, limits that can hold.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

from outcomesim.scenario.rules.branch import Branch, one_of, plainly
from outcomesim.scenario.text.tree import Complaint

PRICED = "pay line or outcome that is priced"


def segments_of(file: Branch) -> list[str]:
    """The names of the segments of a file; everyone where it has none."""
    named = [segment["name"].text for segment in file["segment"].tables] or ["everyone"]
    return [name for name in named if name is not None]


def shares_of_everything_make_a_whole(payers: Branch, lines: Sequence[str], file: Branch) -> Iterator[Complaint]:
    """For every line, segment and year that some payer names, the payers' shares add to 1."""
    limits = [limit for payer in payers.tables for limit in payer["limits"].tables]
    yield from (c for limit in limits for key in ("line", "outcome") for c in one_of(limit[key], lines, PRICED))
    named = [share for payer in payers.tables for share in payer["shares"].tables]
    if not named:
        return
    segments = segments_of(file)
    unknown = [
        *(c for share in named for key in ("line", "outcome") for c in one_of(share[key], lines, PRICED)),
        *(c for share in named for c in one_of(share["segment"], segments, "segment")),
    ]
    yield from unknown
    if unknown:
        return
    told = {key: [None, *dict.fromkeys(s[key].value for s in named if s[key].written)] for key in ("segment", "year")}
    amounts = sorted({0.0, *(share["above"].number_or(0.0) or 0.0 for share in named)})
    of_lines = [None, *dict.fromkeys(s[k].text for s in named for k in ("line", "outcome") if s[k].written)]
    for line, segment, year, above in product(of_lines, told["segment"], told["year"], amounts):
        shares = [_share_in(payer, line, segment, year, above) for payer in payers.tables]
        known = [share for share in shares if share is not None]
        if len(known) == len(shares) and not math.isclose(sum(known), 1.0, abs_tol=1e-9):
            of = (("", line), ("", segment), ("year ", year), ("what is owed above ", above and plainly(above)))
            said = [f"{what}{value}" for what, value in of if value]
            where = " and ".join(said)
            given = f"{' + '.join(map(plainly, known))} = {plainly(sum(known))}"
            yield payers.complaint(
                f"the payers' shares add to 1 for {where or 'everything else'}",
                "say the share of every payer there",
                given=given,
            )
            return


def limits_are_on_what_stays_paid(payers: Branch, lines: Branch) -> Iterator[Complaint]:
    """Money back goes by shares alone, so that no limit is on a line of which some may come back."""
    falling = {line["name"].text for line in lines.tables if line["may_fall"].value is True}
    for limit in (limit for payer in payers.tables for limit in payer["limits"].tables):
        if limit["line"].text in falling:
            rule = "a payer has no limit on a line of which money may come back (may_fall)"
            yield limit["line"].complaint(rule, "write the payer's limit in all")


def lateness_is_said_once(contract: Branch) -> Iterator[Complaint]:
    """How late a payer is taken to pay is no term: it holds wherever the payer stands, in variations too."""
    known: dict[str | None, float | None] = {}
    for terms in (contract, *contract["variation"].tables):
        for payer in terms["payers"].tables:
            name, late = payer["name"].text, payer["pays_late_months"]
            if late.written and late.number != known.setdefault(name, late.number):
                rule = f"how late {name} is taken to pay holds throughout: elsewhere it is {plainly(known[name] or 0)}"
                yield late.complaint(rule, "write it once, or the same each time")


def _share_in(payer: Branch, line: str | None, segment: str | None, year: int | None, above: float) -> float | None:
    best, share = (-1, 0.0), payer["share"].number
    for of in payer["shares"].tables:
        said = {"line": of["line"].text or of["outcome"].text, "segment": of["segment"].text, "year": of["year"].value}
        wanted = {"line": line, "segment": segment, "year": year}
        if any(said[key] not in (None, wanted[key]) for key in ("line", "segment")):
            continue
        if of["year"].written and said["year"] != year:
            continue
        begins = of["above"].number_or(0.0) or 0.0
        if begins > above:
            continue
        named = sum(1 for key in ("line", "segment") if said[key]) + of["year"].written + (begins > 0), begins
        if named >= best:
            best, share = named, of["share"].number
    return share
