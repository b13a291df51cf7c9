"""What must go together among several providers: names, shares of referrals, places.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.scenario.case import UNNAMED
from outcomesim.scenario.rules.branch import (
    Branch,
    last_service,
    named_once,
    one_of,
    outcome_names,
    plainly,
    shares_make_a_whole,
)
from outcomesim.scenario.text.tree import Complaint


def provider_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule about several providers that the tree of a file breaks."""
    providers = file["provider"]
    yield from named_once(providers, "name", "providers")
    yield from shares_make_a_whole(providers, "the providers")
    named = file["service"]["provider"]
    lead = named.text if named.written else UNNAMED
    for provider in providers.tables:
        if lead is not None and provider["name"].text == lead:
            yield provider["name"].complaint(
                f'"{lead}" holds the contract and pays those who deliver: nobody pays itself',
                "give what it delivers itself another name, or name another lead in service.provider",
            )
    if len(providers.tables) == 1 and len(providers.items) == 1:
        yield providers.complaint("several providers are two or more", "leave the one out: service.provider delivers")
    yield from _places_agree(file)


def all_or_no_shares(file: Branch) -> Iterator[Complaint]:
    """In terms alone each provider says its share of referrals, or none does and all have the same."""
    providers = file["provider"].tables
    saying = [provider for provider in providers if provider["share"].written]
    for provider in providers if saying else []:
        if not provider["share"].written:
            rule = "either every provider says its share of referrals or none does"
            yield provider.complaint(rule, "give this one a share, or leave all out: they are then alike")


def of_several(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """What a contract says of several providers needs several, and dates and outcomes that there are."""
    allocation, form = contract["allocation"], contract["form"]
    several = len(file["provider"].tables) > 1
    if allocation.written and not several:
        yield allocation.complaint("referrals can move only between several providers", "add [[provider]] tables")
    if form.text in SEVERAL and not several:
        yield form.complaint(f"{form.text} is with several providers", "add [[provider]] tables to the scenario")
    if form.text == "collaborative commissioning" and len(contract["payers"].tables) == 1:
        yield contract["payers"].complaint(
            "collaborative commissioning is by several payers", 'add another, or write form = "payment by results"'
        )
    yield from _allocation_holds(allocation, file)
    yield from _subcontracts_hold(contract, file)
    if form.text == "innovation partnership":
        yield from _phases_hold(contract, file)


def _allocation_holds(allocation: Branch, file: Branch) -> Iterator[Complaint]:
    for outcome in allocation["outcomes"].items:
        yield from one_of(outcome, outcome_names(file), "outcome")
    yield from _inside_the_service(allocation["at"].items, file)
    least, providers = allocation["least"].number, len(file["provider"].tables)
    if least is not None and providers and least * providers > 1:
        yield allocation["least"].complaint(
            f"{providers} providers cannot each have {plainly(least)} at least",
            f"write {plainly(1 / providers)} or less",
        )


def _subcontracts_hold(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """Each is with providers that there are, one at the most with each, and asks for nothing that only a whole has."""
    names = [name for provider in file["provider"].tables if (name := provider["name"].text) is not None]
    seen: set[str] = set()
    for subcontract in contract["subcontract"].tables:
        written = subcontract["provider"]
        for provider in [written] if written.text is not None else written.items:
            if len(names) < 2:
                rule = "a subcontract is with one of several providers"
                yield provider.complaint(rule, "add [[provider]] tables, or write [contract.agreement]")
                return
            yield from one_of(provider, names, "provider")
            if provider.text in seen:
                yield provider.complaint("the lead has one subcontract with each provider", "put the two together")
            seen.add(provider.text or "")
        if subcontract["basis"].text == "block" and not subcontract["price"].written:
            rule = "the block price of one provider is written: what all are planned to cost does not tell it"
            yield subcontract["basis"].complaint(rule, "add price = ...")


def _inside_the_service(dates: list[Branch], file: Branch) -> Iterator[Complaint]:
    last, before = last_service(file), 0.0
    for date in dates:
        month = date.number
        if month is None or last is None:
            continue
        if not before < month <= last:
            yield date.complaint(
                f"dates ascend, after month {plainly(before)} and by the last day of service, month {plainly(last)}"
            )
        before = max(before, month)


def _phases_hold(contract: Branch, file: Branch) -> Iterator[Complaint]:
    for outcome in contract["outcomes"].items:
        yield from one_of(outcome, outcome_names(file), "outcome")
    phases = contract["phase"].tables
    yield from _inside_the_service([phase["until"] for phase in phases], file)
    if contract["review"].written:
        yield contract["review"].complaint("an innovation partnership has its gates for reviews", "leave it out")
    for share in (share for payer in contract["payers"].tables for share in payer["shares"].tables):
        if share["segment"].written:
            rule = "a partner is paid for all its people alike: no payer bears a segment"
            yield share["segment"].complaint(rule, "share by year, or leave it out")
    if phases and phases[-1]["keep"].number_or(0) != 1:
        yield phases[-1].complaint("the last gate leaves one partner to buy from", "add keep = 1")


SEVERAL = ("collaborative commissioning", "innovation partnership")


def _places_agree(file: Branch) -> Iterator[Complaint]:
    """Each provider says its places or none does; where the service says them too, they come to the same."""
    providers, places = file["provider"].tables, file["service"]["places"]
    saying = [provider for provider in providers if provider["places"].written]
    if not saying:
        return
    for provider in providers:
        if not provider["places"].written:
            yield provider.complaint(
                "either every provider says its places or none does",
                "give this one places, or leave all out: the service's are then divided by the shares",
            )
    numbers = [provider["places"].number for provider in saying]
    known = [number for number in numbers if number is not None]
    if places.number is not None and len(known) == len(providers) and sum(known) != places.number:
        given = f"{' + '.join(map(plainly, known))} = {plainly(sum(known))}"
        yield places.complaint(
            f"the service has {plainly(places.number)} places, the providers {plainly(sum(known))}",
            "leave service.places out, or make them the same",
            given=given,
        )
