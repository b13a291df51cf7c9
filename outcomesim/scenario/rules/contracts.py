"""What must go together in the contracts: payers' shares, parties, prices, reviews, and the date of the last payment.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from outcomesim.parties import ADVISERS, EVALUATOR, STAFF_AND_SUPPLIERS, VERIFIER
from outcomesim.scenario.rules.branch import (
    Branch,
    last_service,
    named_once,
    one_of,
    outcome_names,
    plainly,
    shares_make_a_whole,
)
from outcomesim.scenario.rules.capital import capital_rules
from outcomesim.scenario.rules.own_money import own_money_rules
from outcomesim.scenario.rules.pay import payment_rules
from outcomesim.scenario.rules.providers import of_several
from outcomesim.scenario.terms import ContractTerms
from outcomesim.scenario.text.tree import Complaint

BOND = "social impact bond"
BY_LINES_ALONE = (BOND, "payment by results")
"""The forms that add no line of their own to what is written."""
PAYERS = "payers"
"""All payers together, by their shares."""
AROUND = {party.name: party.role for party in (STAFF_AND_SUPPLIERS, ADVISERS, VERIFIER, EVALUATOR)}


def contract_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule about contracts that the tree of a file breaks."""
    yield from named_once(file["contract"], "name", "contracts")
    yield from _parties_differ(file)
    for contract in file["contract"].tables:
        yield from shares_make_a_whole(contract["payers"], "the payers")
        yield from named_once(contract["payers"], "name", "payers of one contract")
        yield from _gains_are_of_agencies(contract, file)
        yield from capital_rules(contract, file)
        yield from own_money_rules(contract, file)
        yield from _costs_are_borne_by_a_party(contract, file)
        yield from _reviews_can_be_held(contract["review"], file)
        yield from payment_rules(contract, file)
        yield from _something_is_paid_for(contract)
        for agreement in (contract["agreement"], *contract["subcontract"].tables):
            yield from _agreement_is_of_one_kind(agreement)
            yield from _lines_can_be_worked_beneath(agreement)
        yield from of_several(contract, file)
    yield from _losses_are_stated_by_parties(file)


def parties_of(contract: Branch, file: Branch) -> list[tuple[Branch, str, str]]:
    """The parties to a contract: where each is named, its name and its role."""
    named = [(payer["name"], "payer") for payer in contract["payers"].tables]
    named.append((file["service"]["provider"], "provider"))
    named += [(provider["name"], "provider") for provider in file["provider"].tables]
    if contract["form"].value == BOND or contract["capital"].written:
        named += [(contract["vehicle"], "spv")]
        named += [(tranche["name"], "investor") for tranche in contract["capital"]["tranche"].tables]
        named += [(guarantee["by"], "guarantor") for guarantee in contract["capital"]["guarantee"].tables]
    named.append((contract["intermediary"], "intermediary"))
    defaults = {"spv": ContractTerms.vehicle, "intermediary": ContractTerms.intermediary}
    called = ((branch, branch.text if branch.written else defaults.get(role), role) for branch, role in named)
    return [(branch, name, role) for branch, name, role in called if name is not None]


def _parties_differ(file: Branch) -> Iterator[Complaint]:
    roles = {**AROUND, PAYERS: "payers together"}
    complained: set[tuple[str, str]] = set()
    for contract in file["contract"].tables:
        for branch, name, role in parties_of(contract, file):
            other = roles.setdefault(name, role)
            if other != role and (name, role) not in complained:
                complained.add((name, role))
                yield branch.complaint(
                    f'one name is one party with one role: "{name}" cannot be both {other} and {role}',
                    "give each its own name",
                    given=f'"{name}"',
                )


def _gains_are_of_agencies(contract: Branch, file: Branch) -> Iterator[Complaint]:
    """An agency whose gains are a payer's own gains something, is no other payer, and is one payer's."""
    payers = [payer for terms in (contract, *contract["variation"].tables) for payer in terms["payers"].tables]
    names = {payer["name"].text for payer in payers}
    agencies = [worth["to"].text for outcome in file["outcome"].tables for worth in outcome["worth"].tables]
    taken: dict[str, str | None] = {}
    for payer in payers:
        written = payer["gains_of"]
        for agency in [written] if written.text is not None else written.items:
            if file["cohort"].written:  # terms alone do not say what anything is worth
                yield from one_of(agency, [name for name in agencies if name is not None], "agency that gains")
            if agency.text is None:
                continue
            if agency.text in names - {payer["name"].text}:
                rule = f'"{agency.text}" is a payer itself: its gains are its own'
                yield agency.complaint(rule, "leave it out", given=f'"{agency.text}"')
            elif taken.setdefault(agency.text, payer["name"].text) != payer["name"].text:
                rule = f'the gains of "{agency.text}" are those of "{taken[agency.text]}" already'
                yield agency.complaint(rule, "name it once", given=f'"{agency.text}"')


def _something_is_paid_for(contract: Branch) -> Iterator[Complaint]:
    if contract["form"].value not in BY_LINES_ALONE:
        return
    if not any(terms[key].written for terms in (contract, *contract["variation"].tables) for key in ("prices", "pay")):
        rule = "a contract of this form pays for what its lines say, and it has none"
        yield contract["form"].complaint(rule, 'write prices = { "an outcome" = 1_000 }, or [[contract.pay]]')


def _costs_are_borne_by_a_party(contract: Branch, file: Branch) -> Iterator[Complaint]:
    known = list(dict.fromkeys([PAYERS, *(name for _, name, _ in parties_of(contract, file))]))
    for cost in contract["cost"].tables:
        yield from one_of(cost["by"], known, "party to this contract")
        intermediaries = [name for _, name, role in parties_of(contract, file) if role == "intermediary"]
        if cost["to"].value == "intermediary" and cost["by"].value in intermediaries:
            yield cost["by"].complaint("nobody pays itself", "name who pays the intermediary for this")
        share = cost["amount"].number
        if cost["when"].value == "share of payments" and share is not None and share > 1:
            yield cost["amount"].complaint("a share of payments lies from 0 to 1", "write a percentage as a fraction")


def _reviews_can_be_held(review: Branch, file: Branch) -> Iterator[Complaint]:
    names = outcome_names(file)
    for outcome in review["outcomes"].items:
        yield from one_of(outcome, names, "outcome")
    listed = [outcome.text for outcome in review["outcomes"].items]
    if len(set(listed)) < len(listed):
        yield review["outcomes"].complaint("an outcome is counted once in a review", "name each once")
    at, last = review["at"].numbers, last_service(file)
    if at is not None:
        if any(later <= earlier for earlier, later in pairwise(at)):
            yield review["at"].complaint(
                "the dates of reviews ascend", f"write [{', '.join(map(plainly, sorted({*at})))}]"
            )
        for number, month in enumerate(at):
            if last is not None and not 0 < month <= last:
                rule = f"a review falls inside the service, after month 0 and by its last day, month {plainly(last)}"
                yield review["at"][number].complaint(rule, "leave it out, or move it before the service ends")
    dates, targets = len(review["at"].items), len(review["target"].items)
    if dates and targets and dates != targets:
        given = f"{targets} targets for {dates} reviews"
        rule, hint = (
            "every review has its own target: at and target are as long",
            "write a number in target for each in at",
        )
        yield review["target"].complaint(rule, hint, given=given)
    limited = file["service"]["places"].written or any(p["places"].written for p in file["provider"].tables)
    if review["places"].written and file["service"].written and not limited:
        rule = "a review can change places only where places are limited"
        yield review["places"].complaint(rule, "give service.places, or leave this out")


def _agreement_is_of_one_kind(agreement: Branch) -> Iterator[Complaint]:
    whose = "agreement" if agreement.loc[-1] == "agreement" else "subcontract"
    if agreement["price"].written and agreement["basis"].value != "block":
        yield agreement["price"].complaint(
            f"the {whose} on the basis of {agreement['basis'].text or 'cost'} has no price",
            'write basis = "block", or leave the price out',
        )
    by_lines = agreement["basis"].value == "pay lines"
    if by_lines != agreement["pay"].written:
        rule = f'the {whose} on the basis of "pay lines" says which, and no other has any'
        place = agreement["pay"] if agreement["pay"].written else agreement["basis"]
        yield place.complaint(rule, f'write basis = "pay lines" and [[contract.{whose}.pay]], or neither')


def _lines_can_be_worked_beneath(agreement: Branch) -> Iterator[Complaint]:
    """What a provider is paid beneath a contract goes by its own counts, month by month, and by nothing else."""
    for line in agreement["pay"].tables:
        if line["per"].text == "capital due":
            rule = "what capital is due is owed to investors, not to a provider"
            yield line["per"].complaint(rule, "leave the line out")
        if line["claims_per_person"].written:
            rule = "beneath a contract claims are not told person by person"
            yield line["claims_per_person"].complaint(rule, "leave it out")
        if line["priced_by"].text not in (None, "claim"):
            rule = "beneath a contract claims are priced by their own date"
            yield line["priced_by"].complaint(rule, "leave it out")
        if line["within_months"].written:
            rule = "beneath a contract it is not told how long after a person's start claims came"
            yield line["within_months"].complaint(rule, "leave it out")


def _losses_are_stated_by_parties(file: Branch) -> Iterator[Complaint]:
    contracts = [contract["name"].text for contract in file["contract"].tables]
    known = [name for name in contracts if name is not None]
    for loss in file["stated_loss"].tables:
        only = loss["contract"].text
        if only:
            yield from one_of(loss["contract"], known, "contract")
        under = [c for c in file["contract"].tables if not only or c["name"].text == only]
        parties = list(dict.fromkeys(name for contract in under for _, name, _ in parties_of(contract, file)))
        if parties:
            yield from one_of(loss["party"], parties, "party to the contract")
