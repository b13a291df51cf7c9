"""What must go together among several providers: names, shares of referrals, places.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.scenario.branch import Branch, named_once, plainly, shares_make_a_whole
from outcomesim.scenario.tree import Complaint


def provider_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule about several providers that the tree of a file breaks."""
    providers = file["provider"]
    yield from named_once(providers, "name", "providers")
    yield from shares_make_a_whole(providers, "the providers")
    lead = file["service"]["provider"].text
    for provider in providers.tables:
        if lead is not None and provider["name"].text == lead:
            yield provider["name"].complaint(
                f'"{lead}" holds the contract and pays those who deliver: nobody pays itself',
                "give what it delivers itself another name, or name another lead in service.provider",
            )
    if len(providers.tables) == 1 and len(providers.items) == 1:
        yield providers.complaint("several providers are two or more", "leave the one out: service.provider delivers")
    yield from _places_agree(file)


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
