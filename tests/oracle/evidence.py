"""Which outcomes are hers to claim, and which claims are verified (*One person*, 8 to 11).

Takes one person's two lives, gives a list of claims with what became of each; and what of them the cap per person
withholds, once it is known what gates lose. Knows prices only as what that cap needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import floor, inf
from typing import Literal

from oracle.days import days_of
from oracle.draws import Draws, table
from oracle.life import Spell, TimeInService
from oracle.people import Person

from outcomesim.scenario.model import Outcome, Scenario, Verification
from outcomesim.scenario.pay import PaymentTerms
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import to_pence


@dataclass
class Claim:
    """An achieved outcome and what became of it.

    A claim for days is of one month, and ``count`` and ``anyway`` are days; of other outcomes they are one, and one or
    nought.
    """

    segment: int
    line: int
    achieved: float
    verified: float
    outcome: Literal["verified", "not found", "late"]
    anyway: int
    count: int = 1
    beyond: int = 0


def true_times(scenario: Scenario, spells: list[Spell]) -> dict[str, float]:
    """When each line but days came in one life, leaving out what came after the last day outcomes count."""
    times = {name: time for spell in spells for name, time in spell.times().items()}
    in_time = {name: time for name, time in times.items() if time <= scenario.dates.last_outcome}
    for outcome in scenario.outcomes:
        if outcome.kind == "k of n":
            among = sorted(in_time[name] for name in outcome.among if name in in_time)
            if len(among) >= outcome.k:
                in_time[outcome.name] = among[outcome.k - 1]
    return in_time


def claims(
    scenario: Scenario,
    terms: ContractTerms,
    draws: Draws,
    person: Person,
    served: TimeInService | None,
    *,
    with_service: list[Spell],
    without: list[Spell],
) -> list[Claim]:
    """One person's claims, by line."""
    if served is None:
        return []
    verification: Verification = terms.verification or scenario.verification
    lag_months = table(verification.lag_months)
    began = {spell.chain.event.name: spell.began for spell in with_service}
    came, anyway = true_times(scenario, with_service), true_times(scenario, without)
    found_claims: list[Claim] = []
    for line, outcome in enumerate(scenario.outcomes):
        if outcome.kind == "k of n":
            continue
        event = outcome.of or outcome.name
        if began[event] < served.start:
            continue
        if outcome.kind == "days":
            achieved = days_achieved(scenario, outcome, with_service, without)
        else:
            achieved = [(came[outcome.name], 1, int(outcome.name in anyway))] if outcome.name in came else []
        # A contract that verifies in a way of its own goes before the outcome's own chance of evidence.
        own = None if terms.verification else outcome.found
        chance = draws.value(own or verification.found)
        lag, found = lag_months.at(person.lag_at[outcome.name]), person.found_at[outcome.name] < chance
        for time, number, of_these_anyway in achieved:
            in_time = time + lag < scenario.dates.last_claim
            became = ("verified" if in_time else "late") if found else "not found"
            found_claims.append(
                Claim(person.segment, line, time, time + lag, became, of_these_anyway, number)  # type: ignore[arg-type]
            )
    for line, outcome in enumerate(scenario.outcomes):
        if outcome.kind == "days":
            note_beyond(terms, outcome.name, [c for c in found_claims if c.line == line and c.outcome == "verified"])
    return found_claims + claims_of_others(scenario, person, found_claims, anyway)


def note_beyond(terms: ContractTerms, name: str, verified: list[Claim]) -> None:
    """Of one person's days, those beyond what a line pays for each: the latest verified."""
    lines = [line for paid in (terms.payment, *(v.payment for v in terms.variations)) for line in paid.lines]
    limits = {line.claims_per_person for line in lines if name in line.outcomes} - {None}
    left = limits.pop() if limits else inf
    for claim in sorted(verified, key=lambda c: c.verified):
        claim.beyond = int(max(0, claim.count - left))
        left = max(0, left - claim.count)


def claims_of_others(scenario: Scenario, person: Person, made: list[Claim], anyway: dict[str, float]) -> list[Claim]:
    """Her claims for outcomes made of others: achieved with the k-th of them, verified with the k-th verified."""
    names, claims = scenario.outcome_names, []
    for line, outcome in enumerate(scenario.outcomes):
        if outcome.kind != "k of n":
            continue
        among = [claim for claim in made if names[claim.line] in outcome.among]
        if len(among) < outcome.k:
            continue
        achieved = sorted(claim.achieved for claim in among)[outcome.k - 1]
        found = sorted(claim.verified for claim in among if claim.outcome != "not found")
        became, verified = "not found", inf
        if len(found) >= outcome.k:
            verified = found[outcome.k - 1]
            became = "verified" if verified < scenario.dates.last_claim else "late"
        claims.append(Claim(person.segment, line, achieved, verified, became, int(outcome.name in anyway)))  # type: ignore[arg-type]
    return claims


def days_achieved(
    scenario: Scenario, line: Outcome, with_service: list[Spell], without: list[Spell]
) -> list[tuple[float, int, int]]:
    """Her days, a claim a month: when achieved, how many, and how many of these she would have had anyway."""
    left = sum(month.days for month in days_of(scenario, line, without))
    achieved = []
    for month in days_of(scenario, line, with_service):
        achieved.append((month.achieved, month.days, min(month.days, left)))
        left -= achieved[-1][2]
    return achieved


def apply_cap(
    scenario: Scenario, terms: ContractTerms, started: float, verified: list[Claim], lost: Callable[[str, int], bool]
) -> list[tuple[int, int, int]]:
    """Pay a person's claims, oldest first, until her cap is reached: the line, month and pence of what is withheld.

    ``lost`` says which line of pay loses the claims of a month to its gate: they are worth nothing by then. A claim
    that is taken off another line (``less``) is worth less than nothing to that line, before all else of its moment; of
    one moment claims go by line, and so does what they take off.
    """
    limits = [cap.amount for cap in terms.payment.caps if cap.over == "person"]
    if not limits:
        return []
    worth = []
    for claim in verified:
        units = claim.count - claim.beyond
        worth.append(
            (claim.verified, 1, claim.line, claim.line, price_of(scenario, terms, started, claim, lost) * units)
        )
        for line, taken_from in enumerate(scenario.outcomes):
            like_it, less = replace(claim, line=line), scenario.outcomes[claim.line].name
            off = price_of(scenario, terms, started, like_it, lost, less=less) if taken_from.name != less else 0
            worth += [(claim.verified, 0, claim.line, line, -off * units)] if off else []
    limit, total, told = round(float(to_pence(min(limits)))), 0, []
    for verified_at, _, _, line, pence in sorted(worth):
        over = max(0, total - limit)
        total += pence
        told.append((line, floor(verified_at), max(0, total - limit) - over))
    return told


def price_of(
    scenario: Scenario,
    terms: ContractTerms,
    started: float,
    claim: Claim,
    lost: Callable[[str, int], bool],
    *,
    less: str = "",
) -> int:
    """What a claim is worth in pence: the prices of the month it is verified in, or of the date that a line goes by.

    Only of lines of which something is taken off, where that is said.
    """
    outcome, segment = scenario.outcomes[claim.line].name, scenario.segments[claim.segment].name
    month = floor(claim.verified)
    payment = in_force(terms, month)
    total = 0
    for line in payment.lines:
        if outcome not in line.outcomes or lost(line.name, month) or (less and less not in line.less):
            continue
        if not (line.since or 0.0) <= month < (inf if line.until is None else line.until):
            continue
        if line.within_months is not None:
            after, until = line.within_months
            if not started + after < claim.achieved <= started + until:
                continue
        date = {"claim": month, "start": started, "achievement": claim.achieved}[line.priced_by]
        begun = [p for p in line.prices if p.outcome == outcome and p.since <= date]
        own = [p for p in begun if p.segment == segment] or [p for p in begun if not p.segment]
        if own:
            pounds = max(own, key=lambda p: p.since).amount
            rise = payment.indexation
            if rise is not None and date >= rise.since:
                pounds *= (1 + rise.rate_per_year) ** floor((date - rise.since) / 12)
            total += round(round(100 * pounds, 6))
    return total


def in_force(terms: ContractTerms, month: float) -> PaymentTerms:
    """What is agreed to be paid in a month."""
    varied = [v.payment for v in terms.variations if v.since <= month < v.until]
    return (varied or [terms.payment])[0]
