"""The risk-transfer statement: what a contract does to everyone's risk, against another on the same people.

Takes two :class:`~outcomesim.running.results.ContractResult` of the same replications, gives a
:class:`Transfer` a position. *Risk moved* is the fall in the payers' risk; *risk created* is the rise in the sum
over everyone who stands to gain or lose; both are shortfalls below the mean, so neither counts a higher price as a
risk. Cash alone would make fee for service look free of risk: its risk is money spent on outcomes that do not
come, which the budget and public purse positions show. Must not know how a statement is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from outcomesim.analysis.positions import Kind, bearers
from outcomesim.analysis.precision import Estimate, Figure, mean_of, shortfall_of
from outcomesim.analysis.risk import WORST, Borne, borne
from outcomesim.running.results import ContractResult

STATED: tuple[Kind, ...] = ("cash", "budget", "public purse")
"""The positions a statement is made in. Social value has one holder, so that nothing in it can be moved."""


@dataclass(frozen=True)
class Change:
    """What became of one holder: before, after, and the rise in its shortfall."""

    holder: str
    before: Borne
    after: Borne
    rise: Figure


@dataclass(frozen=True)
class Transfer:
    """A risk-transfer statement in one position.

    Parameters
    ----------
    contract, against : str
    kind : Kind
    changes : tuple of Change
        Payers first.
    moved : Figure
        Fall in the payers' shortfall; negative where the payers bear more.
    created : Figure
        Rise in the sum of everyone's shortfall.
    extra_cost : Figure
        Fall in the payers' expected result: what the transfer costs them.
    price : Figure or None
        Extra cost for each pound of risk moved; None unless both are above nought by two of their errors.
    """

    contract: str
    against: str
    kind: Kind
    changes: tuple[Change, ...]
    moved: Figure
    created: Figure
    extra_cost: Figure
    price: Figure | None


def risk_transfer(result: ContractResult, against: ContractResult, kind: Kind) -> Transfer:
    """The statement for one contract against another in one position.

    ``moved = shortfall(payers, against) - shortfall(payers, contract)``,
    ``created = sum over holders of (shortfall(contract) - shortfall(against))``.

    Parameters
    ----------
    result, against : ContractResult
        Of the same replications.
    kind : "cash", "budget" or "public purse"
        The position in which the payers are counted.

    Returns
    -------
    Transfer
    """
    after, before = bearers(result, kind), bearers(against, kind)
    rises: list[Estimate] = [
        shortfall_of(a.values, WORST) - shortfall_of(b.values, WORST) for a, b in zip(after, before, strict=True)
    ]
    changes = tuple(
        Change(a.holder, borne(b), borne(a), rise.figure) for a, b, rise in zip(after, before, rises, strict=True)
    )
    moved = shortfall_of(before[0].values, WORST) - shortfall_of(after[0].values, WORST)
    extra_cost = mean_of(before[0].values) - mean_of(after[0].values)
    priced = all(part.value > 0 and part.figure.clear for part in (moved, extra_cost))
    return Transfer(
        result.name,
        against.name,
        kind,
        changes,
        moved=moved.figure,
        created=reduce(add, rises).figure,
        extra_cost=extra_cost.figure,
        price=(extra_cost / moved).figure if priced else None,
    )
