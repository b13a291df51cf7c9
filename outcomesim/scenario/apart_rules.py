"""What must go together in what is paid apart from lines: advances.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.scenario.branch import Branch, last_service, one_of, plainly
from outcomesim.scenario.tree import Complaint

PAID_AHEAD = ("grants 2.0", "plain")
"""The presets of a grant whose instalments are themselves paid in advance; the first where none is said."""


def advance_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Advances are made by payers, while the service runs, and within the payers' limits."""
    payers = {payer["name"].text: payer for payer in contract["payers"].tables}
    joined = [p["name"].text for v in contract["variation"].tables for p in v["payers"].tables]
    known = [name for name in (*payers, *joined) if name is not None]
    ends = last_service(file)
    ahead = contract["form"].value == "grant" and (contract["preset"].text or PAID_AHEAD[0]) in PAID_AHEAD
    for advance in contract["advance"].tables:
        if ahead:
            rule = "the instalments of this grant are paid in advance already, and nothing later recovers them"
            yield advance.complaint(rule, 'write preset = "general", which pays in arrears', given="an advance")
        yield from one_of(advance["by"], known, "payer of this contract")
        at = advance["at"].number
        if at is not None and ends is not None and at >= ends:
            rule = f"an advance is paid while the service runs, which ends in month {plainly(ends)}"
            yield advance["at"].complaint(rule, "write an earlier month")
        yield from _is_within_limits(advance, payers)


def _is_within_limits(advance: Branch, payers: dict[str | None, Branch]) -> Iterator[Complaint]:
    amount, by = advance["amount"].number, advance["by"].text
    for name, payer in payers.items():
        limit, share = payer["limit"].number, 1.0 if by == name else payer["share"].number
        if amount is None or limit is None or share is None or (by is not None and by != name):
            continue
        if amount * share > limit:
            rule = f"a payer advances no more than its limit, and {name}'s is {plainly(limit)}"
            yield advance["amount"].complaint(rule, "lower the advance or raise the limit")
