"""Who is accountable, who delivers, who pays and who gains: as sentences of a check and rows of the report.

Takes what :mod:`outcomesim.analysis.accountability` gives; only words and cells are made here.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.analysis.accountability import Accountable, accountability
from outcomesim.analysis.comparison import Comparison
from outcomesim.contracts.wording.common import listed, percent
from outcomesim.presentation.words import NOTHING, cell
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.terms import ContractTerms


def accountable_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """The rows of the report's table: a contract's name, then who has which part, of what, which share, how much."""
    rows: list[tuple[str, ...]] = []
    for contract in comparison.contracts:
        rows.append((contract.name,))
        for one in contract.accountable:
            share = percent(one.share) if one.share == one.share else NOTHING
            rows.append((one.who, one.part, one.of, share, cell(one.amount, "money", comparison.scenario.currency)))
    return rows


def accountable_sentences(scenario: Scenario, terms: ContractTerms) -> Iterator[str]:
    """Who is accountable to whom, who pays and who gains; nothing where one body pays one provider."""
    if len({payer.name for payer in terms.every_payer}) == 1 and not scenario.service.providers:
        return
    rows = accountability(scenario, terms)

    def of(part: str) -> list[Accountable]:
        return [one for one in rows if one.part == part]

    yield f"Accountable: {listed([f'{one.who} for {one.of}' for one in of('accountable')])}."
    holders = [one.who for one in of("answers to the payers")]
    yield f"{listed(holders)} {'answers' if len(holders) == 1 else 'each answer'} to the payers for everything."
    delivering = [f"{one.who} ({percent(one.share)} of referrals)" for one in of("delivers")]
    yield f"Delivers: {listed(delivering)}." if len(delivering) > 1 else f"Delivers: {of('delivers')[0].who}."
    shares = [f"{one.who} {percent(one.share)} of {one.of}" for one in of("pays") if one.share == one.share]
    yield f"Pays: {listed(shares)}."
    if of("gains"):
        yield f"Gains: {listed([f'{one.who} by {one.of}' for one in of('gains')])}."
