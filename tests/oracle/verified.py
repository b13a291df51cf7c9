"""The claims verified in the months of a statement, claim by claim: what they say of dates, and days paid no more.

Takes who was counted, gives what a statement tells beside the counts of its months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import floor
from typing import Any

import numpy as np
from oracle.tally import Followed

from outcomesim.contracts import Contract
from outcomesim.measurement.statement import Dated
from outcomesim.scenario.model import Scenario


def verified_in(
    counted: Iterable[Followed], since: int, until: int, *, horizon_months: int
) -> list[tuple[Followed, Any]]:
    """Who was counted and the claim, of each claim verified from one month to before another."""
    return [
        (one, claim)
        for one in counted
        for claim in one.claims
        if claim.outcome == "verified" and since <= min(floor(claim.verified), horizon_months - 1) < until
    ]


def dated(claims: Sequence[tuple[Followed, Any]], contract: Contract, scenario: Scenario) -> Iterator[Dated]:
    """Each claim by the date of its start, and by that of its achievement; and those that came soon after the start."""
    size = (1, len(scenario.segments), len(scenario.outcomes))
    for one, claim in claims:
        assert one.served is not None
        verified = np.zeros(size, dtype=np.int64)
        verified[0, claim.segment, claim.line] = claim.count
        yield Dated("start", one.served.start, verified)
        yield Dated("achievement", claim.achieved, verified)
    terms = contract.terms
    lines = [line for paid in (terms.payment, *(v.payment for v in terms.variations)) for line in paid.lines]
    for months in sorted({age for line in lines if line.within_months for age in line.within_months}):
        soon = np.zeros(size, dtype=np.int64)
        for one, claim in claims:
            if claim.achieved <= one.served.start + months:
                soon[0, claim.segment, claim.line] += claim.count
        yield Dated("months after the start", months, soon)


def beyond(claims: Sequence[tuple[Followed, Any]], contract: Contract, scenario: Scenario) -> Any:
    """Days beyond what is paid for one person, by segment and item of the card; None without a card."""
    card = getattr(contract, "card", None)
    if card is None:
        return None
    days = np.zeros((1, len(scenario.segments), len(card.keys)))
    for _, claim in claims:
        for k, (_, outcome) in enumerate(card.keys):
            days[0, claim.segment, k] += claim.beyond * (outcome == scenario.outcome_names[claim.line])
    return days
