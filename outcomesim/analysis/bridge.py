"""The bridge from one contract to another: what becomes of everyone's result and risk when one thing changes at a time.

Takes the terms of two contracts and of the second at the scale at which it costs the payers what the first does; gives
the contracts in between (:func:`spans`), and from their results on the same people each step's change in what every
holder expects and in its risk (:func:`bridge_of`). Steps add up exactly to the whole. Must not know how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.analysis.positions import Kind, bearers
from outcomesim.analysis.precision import Estimate, Figure, mean_of, shortfall_of
from outcomesim.analysis.risk import WORST
from outcomesim.analysis.variants import SamePeople, unfunded, with_reviews_of
from outcomesim.contracts import Contract
from outcomesim.running.results import ContractResult
from outcomesim.scenario.terms import ContractTerms, TransactionCost

SIDES: tuple[Kind, ...] = ("cash", "public purse", "social value")
"""The positions in which each step is told."""


@dataclass(frozen=True)
class Span:
    """One step of a bridge before it is run: what changes, and the contract it leads to.

    Parameters
    ----------
    name : str
        What changes: ``"reviews"``, ``"pay on outcomes"``...
    what : str
        The change in a sentence.
    terms : ContractTerms or None
        The contract it leads to; None where nothing changes, and it leads to the one it came from.
    """

    name: str
    what: str
    terms: ContractTerms | None


@dataclass(frozen=True)
class Shift:
    """What one step does to one holder in one position, in the scenario's currency.

    Parameters
    ----------
    kind : Kind
    holder : str
    expected : Figure
        Rise in what it expects.
    risk : Figure
        Rise in its shortfall: how far the mean of the worst 5% of futures lies below the mean of all.
    """

    kind: Kind
    holder: str
    expected: Figure
    risk: Figure


@dataclass(frozen=True)
class Step:
    """One thing changed.

    Parameters
    ----------
    name, what : str
        As in :class:`Span`.
    contract : str
        The contract it leads to.
    described : tuple of str
        That contract in its own words.
    changes : tuple of Shift
        One for every holder in every position of :data:`SIDES`.
    stopped : Figure
        In what share of futures that contract ends the service early.
    same : bool
        Whether there was nothing to change.
    """

    name: str
    what: str
    contract: str
    described: tuple[str, ...]
    changes: tuple[Shift, ...]
    stopped: Figure
    same: bool

    def change(self, holder: str, kind: Kind = "cash") -> Shift:
        """What the step does to one holder in one position."""
        return _one(self.changes, holder, kind)


@dataclass(frozen=True)
class Bridge:
    """From one contract to another, one thing at a time.

    Parameters
    ----------
    start, end : str
    steps : tuple of Step
    whole : tuple of Shift
        From start to end at once: the sum of the steps.
    """

    start: str
    end: str
    steps: tuple[Step, ...]
    whole: tuple[Shift, ...]

    def change(self, holder: str, kind: Kind = "cash") -> Shift:
        """What the whole does to one holder in one position."""
        return _one(self.whole, holder, kind)


def _one(changes: Sequence[Shift], holder: str, kind: Kind) -> Shift:
    return next(change for change in changes if (change.holder, change.kind) == (holder, kind))


def spans(base: ContractTerms, target: ContractTerms, level: ContractTerms, people: SamePeople) -> tuple[Span, ...]:
    """The steps from a contract to another that investors fund.

    Parameters
    ----------
    base, target : ContractTerms
        Where the bridge starts and where it ends, as written.
    level : ContractTerms
        The target at the scale at which its payers expect to pay what they do under the base, or nearest to it.
    people : SamePeople
    """
    made, scale = people.made(level), level.payment.price_scale / target.payment.price_scale
    between = replace(level, verification=base.verification, costs=_costs(base, people.made(base), made))
    alone = replace(unfunded(between, made), name=f"{target.name} without investors, costs of {base.name}")
    return (
        Span(
            "reviews",
            f"{base.name} with the reviews of {target.name}",
            None if target.review == base.review else with_reviews_of(base, target),
        ),
        Span(
            "pay on outcomes",
            f"the payment rule of {target.name}, its prices times {scale:.3g}, so that the payers expect to pay the"
            " same in the end, or as near as can be; the provider holds it and waits for its money",
            alone,
        ),
        Span(
            "investors and vehicle",
            "investors fund delivery through a vehicle, which pays the provider and an intermediary",
            replace(between, name=f"{target.name}, costs of {base.name}") if made.capital is not None else None,
        ),
        Span(
            "verification and running costs",
            f"what it costs to procure, verify and run {target.name}, and how it verifies",
            replace(level, name=levelled_name(target.name)),
        ),
        Span(
            "the level of prices",
            f"the prices of {target.name} as written",
            None if scale == 1 else target,
        ),
    )


def levelled_name(target: str) -> str:
    """What a contract at the same expected payment is called among those between."""
    return f"{target} at the same expected payment"


def _costs(base: ContractTerms, held: Contract, made: Contract) -> tuple[TransactionCost, ...]:
    """The base's transaction costs in another contract; those of a party that is not in it fall to one like it."""
    known = {party.name for party in (*made.payers, made.setting.provider)} | {"payers"}
    paid = {payer.name for payer in held.payers}

    def borne(cost: TransactionCost) -> TransactionCost:
        if cost.by in known:
            return cost
        return replace(cost, by="payers" if cost.by in paid else made.holder.name)

    return tuple(map(borne, base.costs))


def bridge_of(
    start: ContractResult, end: ContractResult, steps: Sequence[Span], run: Mapping[str, ContractResult]
) -> Bridge:
    """The bridge, from the results of the contracts it passes.

    ``change = mean(after) - mean(before)`` and ``shortfall(after) - shortfall(before)``, for every holder and
    position, pair by pair.

    Parameters
    ----------
    start, end : ContractResult
        As written, on the same people.
    steps : sequence of Span
        As from :func:`spans`; the last leads to ``end``.
    run : mapping of name to ContractResult
        Those between.
    """
    told, before, here = [], _held(start), start
    for span in steps:
        there = here if span.terms is None else {**run, start.name: start, end.name: end}[span.terms.name]
        after = before if there is here else _held(there)
        told.append(
            Step(
                span.name,
                span.what,
                there.name,
                there.described,
                _changes(before, after),
                stopped=mean_of(np.isfinite(there["stopped at"]) * 1.0).figure,
                same=there is here,
            )
        )
        before, here = after, there
    return Bridge(start.name, end.name, tuple(told), _changes(_held(start), before))


Held = dict[tuple[Kind, str], tuple[Estimate, Estimate]]


def _held(result: ContractResult) -> Held:
    """What every holder expects in every position, and its shortfall."""
    return {
        (kind, position.holder): (mean_of(position.values), shortfall_of(position.values, WORST))
        for kind in SIDES
        for position in bearers(result, kind)
    }


def _changes(before: Held, after: Held) -> tuple[Shift, ...]:
    return tuple(
        Shift(kind, holder, (after[kind, holder][0] - expected).figure, (after[kind, holder][1] - risk).figure)
        for (kind, holder), (expected, risk) in before.items()
    )
