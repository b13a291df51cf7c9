"""Who is accountable, who delivers, who may run out of money, who pays and who gains under one contract.

Takes a scenario, a contract's terms and, once it has been simulated, its results; gives one row a party and part. What
is written gives the shares, what was simulated the amounts. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcomesim.analysis.positions import gains
from outcomesim.analysis.precision import UNDEFINED, Figure, mean_of
from outcomesim.contracts.order.shares import shares_of
from outcomesim.running.results import ContractResult
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import NEVER, to_pounds

Part = Literal["accountable", "answers to the payers", "delivers", "may run out of money", "pays", "gains"]
EVERYTHING, ALL_ELSE, IN_ALL = "everything", "all else", "all together"
AT_FIRST = "everything, at first"
TO_LIVE_ON = "reserves and overdraft"


@dataclass(frozen=True)
class Accountable:
    """One party's part in a contract.

    Parameters
    ----------
    part : Part
        *Accountable* for a part of the service is the payer that bears most of what is paid for it; the holder of the
        contract *answers to the payers* for all of it.
    who : str
    of : str
        The segment, outcome or line it is for, or everything; for a payer that gains through an agency of its own, the
        outcomes and the agency.
    share : float
        Of referrals, for those who deliver; of what is paid, for those who pay; of futures in which it did, for those
        who may run out of money; NaN where there is none.
    amount : Figure
        Expected, in the scenario's currency: cost of delivery, paid in all, worth of what is gained; undefined before
        it is simulated and for those who are accountable. As agreed: reserves and overdraft.
    """

    part: Part
    who: str
    of: str
    share: float
    amount: Figure = UNDEFINED


def accountability(
    scenario: Scenario, terms: ContractTerms, result: ContractResult | None = None
) -> tuple[Accountable, ...]:
    """Who is accountable, who delivers, who pays and who gains, in this order."""
    return (
        *_accountable(scenario, terms),
        *_delivering(scenario, result),
        *_living_on(scenario, terms, result),
        *_paying(terms, result),
        *_gaining(scenario, terms, result),
    )


def _subjects(payers: Sequence[Payer]) -> list[tuple[str, str]]:
    """The lines and segments of which some payer bears a share of its own, each once."""
    named = ((of.line, of.segment) for payer in payers for of in payer.shares)
    return list(dict.fromkeys(subject for subject in named if any(subject)))


def _other_payers(terms: ContractTerms) -> Iterator[tuple[str, tuple[Payer, ...]]]:
    """When others than at first pay, or in other shares, and who they are then."""
    for one in terms.variations:
        if one.payers != terms.payers:
            until = f" to month {one.until:g}" if one.until < NEVER else " on"
            yield f"from month {one.since:g}{until}", one.payers


def _named(line: str, segment: str) -> str:
    return ", ".join(filter(None, (line, segment))) or EVERYTHING


def _share(payer: Payer, line: str, segment: str) -> float:
    """What a payer bears of a line and segment in the first year, before shares by amount change."""
    return shares_of((payer,), (line,), segment)[0]


def _accountable(scenario: Scenario, terms: ContractTerms) -> Iterator[Accountable]:
    at_first = _bearing_most(terms.payers, scenario)
    yield from (Accountable("accountable", who, of, np.nan) for of, who in at_first.items())
    for when, payers in _other_payers(terms):
        for of, who in _bearing_most(payers, scenario).items():
            if at_first.get(of) != who:
                yield Accountable("accountable", who, f"{of}, {when}", np.nan)
    for holder in _holders(scenario, terms):
        yield Accountable("answers to the payers", holder, EVERYTHING, np.nan)


def _bearing_most(payers: Sequence[Payer], scenario: Scenario) -> dict[str, str]:
    """Of each line and segment that is told apart, and of all else: the payer that bears most of it."""
    subjects, most = _subjects(payers), {}
    for line, segment in subjects:
        most[_named(line, segment)] = max(payers, key=lambda payer: _share(payer, line, segment)).name
    if not _cover_all(subjects, scenario):
        most[ALL_ELSE if subjects else EVERYTHING] = max(payers, key=lambda payer: payer.share).name
    return most


def _holders(scenario: Scenario, terms: ContractTerms) -> tuple[str, ...]:
    """Who holds the contract: each partner, else the vehicle where investors fund delivery, else the lead."""
    if terms.form == "innovation partnership":
        return tuple(provider.name for provider in scenario.service.delivering)
    return (scenario.service.provider if terms.capital is None else terms.vehicle,)


def _cover_all(subjects: list[tuple[str, str]], scenario: Scenario) -> bool:
    """Whether the segments that are named are all there are."""
    whole = {segment for line, segment in subjects if not line}
    return bool(subjects) and whole >= {segment.name for segment in scenario.segments}


def _delivering(scenario: Scenario, result: ContractResult | None) -> Iterator[Accountable]:
    for provider in scenario.service.delivering:
        amount = UNDEFINED
        if result is not None:
            column = ("cost of", provider.name) if scenario.service.providers else ("cost",)
            amount = mean_of(np.asarray(to_pounds(result[column]))).figure
        yield Accountable("delivers", provider.name, EVERYTHING, provider.share, amount)


def _living_on(scenario: Scenario, terms: ContractTerms, result: ContractResult | None) -> Iterator[Accountable]:
    """Who has money of its own that may be gone, how much, and in what share of futures it was."""
    lead = scenario.service.provider
    for name, finance in terms.own_money(lead):
        column = ("provider failed",) if name == lead else ("provider failed", name)
        share = np.nan if result is None else float(result[column].mean())
        amount = Figure(finance.reserves + finance.overdraft, 0.0)
        yield Accountable("may run out of money", name, TO_LIVE_ON, share, amount)


def _paying(terms: ContractTerms, result: ContractResult | None) -> Iterator[Accountable]:
    """Each payer with its shares, at first and while other terms hold; the amount stands in its first row."""
    for name in dict.fromkeys(payer.name for payer in terms.every_payer):
        rows = list(_shares_of(name, terms))
        if len(rows) > 1:
            rows.insert(0, (IN_ALL, np.nan))
        for place, (of, share) in enumerate(rows):
            amount = UNDEFINED
            if result is not None and place == 0:
                amount = mean_of(np.asarray(to_pounds(-result["net", name]))).figure
            yield Accountable("pays", name, of, share, amount)


def _shares_of(name: str, terms: ContractTerms) -> Iterator[tuple[str, float]]:
    """What a payer bears of what, at first and while others pay or in other shares."""
    others = list(_other_payers(terms))
    for payer in terms.payers:
        if payer.name == name:
            first = AT_FIRST if payer.shares or others else EVERYTHING
            yield from _apart(payer, first)
    for when, payers in others:
        for payer in payers:
            if payer.name == name:
                yield from ((f"{of}, {when}", share) for of, share in _apart(payer, EVERYTHING))


def _apart(payer: Payer, in_one: str) -> Iterator[tuple[str, float]]:
    """What a payer bears of each line and segment that is told apart, else of everything in one."""
    apart = dict.fromkeys((of.line, of.segment) for of in payer.shares if of.line or of.segment)
    if not apart:
        yield in_one, _share(payer, "", "")
        return
    yield ALL_ELSE, payer.share
    yield from ((_named(line, segment), _share(payer, line, segment)) for line, segment in apart)


def _gaining(scenario: Scenario, terms: ContractTerms, result: ContractResult | None) -> Iterator[Accountable]:
    """Who gains by which outcomes: the payer where an agency's gains are its own, else the agency itself."""
    payer_of = {agency: payer for payer, agencies in terms.gains_of.items() for agency in agencies}
    agencies = dict.fromkeys(worth.to for outcome in scenario.outcomes for worth in outcome.worth)
    for agency in agencies:
        of = ", ".join(o.name for o in scenario.outcomes if any(worth.to == agency for worth in o.worth))
        amount = UNDEFINED if result is None else mean_of(gains(result, "gain real", agency=agency)).figure
        payer = payer_of.get(agency, agency)
        yield Accountable("gains", payer, of if payer == agency else f"{of} ({agency})", np.nan, amount)
