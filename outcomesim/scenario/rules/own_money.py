"""What must go together in what providers live on: whose money it is, and that something follows when it is gone.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outcomesim.scenario.case import UNNAMED
from outcomesim.scenario.rules.branch import Branch, one_of
from outcomesim.scenario.text.tree import Complaint

PARTNERSHIP = "innovation partnership"


def own_money_rules(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Every rule about the money of providers that a contract breaks."""
    written, several = contract["provider"], [p["name"].text for p in file["provider"].tables]
    named = file["service"]["provider"]
    lead = named.text if named.written else UNNAMED
    seen: set[str] = set()
    for table in [written] if isinstance(written.value, Mapping) else written.tables:
        yield from _something_follows(table)
        names = table["name"]
        each = [names] if names.text is not None else names.items
        for place in each or [table]:
            yield from one_of(place, [one for one in (lead, *several) if one is not None], "provider")
            name = place.text if each else lead
            if name is None:
                continue
            if name in seen:
                rule = f'what "{name}" has to live on is said once'
                yield place.complaint(rule, "keep one of them, or name another provider")
            seen.add(name)
            if name == lead:
                yield from _is_of_the_lead(place, alone=len(each) < 2, contract=contract)
            elif name in several:
                yield from _can_be_spent(place, name, contract)


def _something_follows(table: Branch) -> Iterator[Complaint]:
    if table["when_exhausted"].text in (None, "carries on"):
        for key in ("reserves", "overdraft", "notice_months"):
            if table[key].written:
                rule = "a provider that carries on finds money elsewhere: nothing follows from what it has"
                yield table[key].complaint(rule, 'write when_exhausted = "shut intake, then stop", or leave this out')


def _is_of_the_lead(place: Branch, *, alone: bool, contract: Branch) -> Iterator[Complaint]:
    """A lead's failure stops everything, so it is said apart; the lead of a partnership pays and bears nothing."""
    if contract["form"].text == PARTNERSHIP:
        rule = "the partners bear their own costs: the lead of a partnership has nothing to live on"
        yield place.complaint(rule, "name the partners whose money it is")
    elif not alone:
        rule = "when a lead runs out of money the whole service stops, when another does it stops alone"
        yield place.complaint(rule, "write a table of its own for the lead")


def _can_be_spent(place: Branch, name: str, contract: Branch) -> Iterator[Complaint]:
    """Whoever is paid its cost in the month in which it incurs it has never less than it began with."""
    if contract["form"].text == PARTNERSHIP or any(cost["by"].text == name for cost in contract["cost"].tables):
        return
    for subcontract in contract["subcontract"].tables:
        to = subcontract["provider"]
        if name in (to.text, *(item.text for item in to.items)) and subcontract["basis"].text in ("block", "pay lines"):
            return
    rule = f'"{name}" is paid its cost as it incurs it, and so never runs out of money'
    hint = "give it a [[contract.subcontract]] on another basis, or leave this out"
    yield place.complaint(rule, hint)
