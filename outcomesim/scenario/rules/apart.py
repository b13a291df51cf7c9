"""What must go together in what is paid apart from lines: advances, what is due on ending early, a gain that is shared.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.scenario.rules.branch import Branch, falls_within_the_horizon, last_service, one_of, plainly
from outcomesim.scenario.text.tree import Complaint

PAID_AHEAD = ("grants 2.0", "plain")
"""The presets of a grant whose instalments are themselves paid in advance; the first where none is said."""


def advance_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Advances are made by payers, while the service runs, and within the payers' limits."""
    payers = {payer["name"].text: payer for payer in contract["payers"].tables}
    joined = [p["name"].text for v in contract["variation"].tables for p in v["payers"].tables]
    known = [name for name in (*payers, *joined) if name is not None]
    ends = last_service(file)
    ahead = _is_paid_ahead(contract)
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


def end_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Payments on ending early cover capital where there is any, and no two of them hold for the same stop."""
    seen: set[tuple[float, str]] = set()
    for payment in contract["end"]["payments"].tables:
        if payment["covers"].written and not contract["capital"].written:
            rule = "a payment on ending early covers capital, and nobody funds this contract"
            yield payment["covers"].complaint(rule, "write an amount, or [contract.capital]")
        of = payment["ended_by"]
        for who in [of.text] if of.text is not None else [item.text for item in of.items] or [""]:
            holds = payment["since"].number_or(0.0) or 0.0, who or ""
            if holds in seen:
                rule = f"one payment on ending early holds from month {plainly(holds[0])}"
                yield payment.complaint(rule + (f", where it is ended by the {who}" if who else ""), "keep one of them")
            seen.add(holds)
        yield from falls_within_the_horizon(payment["since"], file)


def gain_rules(contract: Branch) -> Iterator[Complaint]:
    """A gain is shared by whoever delivers, as investors' has terms of its own; by the year only where cost is too."""
    if contract["gain_share"].written and contract["capital"].written:
        rule = "a gain is shared by the provider that holds the contract, and here a vehicle does"
        hint = "limit the investors' return with most_return_per_year, or write what tranches may not take"
        yield contract["gain_share"].complaint(rule, hint)
    if _is_paid_ahead(contract) and contract["gain_share"]["over"].text == "year":
        rule = "a grant that is paid in advance is paid in one year for the next: what it gains shows when it ends"
        yield contract["gain_share"]["over"].complaint(rule, 'leave over out, or write preset = "general"')


def _is_paid_ahead(contract: Branch) -> bool:
    return contract["form"].value == "grant" and (contract["preset"].text or PAID_AHEAD[0]) in PAID_AHEAD


def _is_within_limits(advance: Branch, payers: dict[str | None, Branch]) -> Iterator[Complaint]:
    amount, by = advance["amount"].number, advance["by"].text
    for name, payer in payers.items():
        limit, share = payer["limit"].number, 1.0 if by == name else payer["share"].number
        if amount is None or limit is None or share is None or (by is not None and by != name):
            continue
        if amount * share > limit:
            rule = f"a payer advances no more than its limit, and {name}'s is {plainly(limit)}"
            yield advance["amount"].complaint(rule, "lower the advance or raise the limit")
