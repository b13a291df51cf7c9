"""How much risk a holder bears: expected value first, then spread, shortfall, worst year, its own stated loss.

Takes a :class:`~outcomesim.analysis.positions.Position` or the author's own words for a loss, gives figures with
their errors. A risk is always a shortfall below the holder's own mean, so that a dear contract is not mistaken for
a risky one. Must not know any other contract.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcomesim.analysis.positions import RISK_BEARERS, Kind, Position, paid_by_payers, together
from outcomesim.analysis.precision import Figure, chance_of, mean_of, quantiles_of, shortfall_of, spread_of
from outcomesim.parties import Party
from outcomesim.running.results import ContractResult
from outcomesim.scenario.terms import StatedLoss

WORST = 0.05
"""The share of futures that counts as the worst."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Borne:
    """What one holder expects in one position, and the risk it bears, in the scenario's currency.

    Parameters
    ----------
    kind, holder, role
        As of the position.
    expected : Figure
    spread : Figure
        Standard deviation.
    shortfall : Figure
        How far the mean of the worst 5% of futures lies below the mean of all.
    quantiles : tuple of Figure
        At 5, 25, 50, 75 and 95%.
    worst_year : Figure or None
        Mean over futures of the worst financial year (of several parties together: of each one's own).
    """

    kind: Kind
    holder: str
    role: str
    expected: Figure
    spread: Figure
    shortfall: Figure
    quantiles: tuple[Figure, ...]
    worst_year: Figure | None = None


def borne(position: Position) -> Borne:
    """The figures of one position."""
    values = position.values
    return Borne(
        position.kind,
        position.holder,
        position.role,
        expected=mean_of(values).figure,
        spread=spread_of(values).figure,
        shortfall=shortfall_of(values, WORST).figure,
        quantiles=quantiles_of(values, SHARES),
        worst_year=None if position.worst_year is None else mean_of(position.worst_year).figure,
    )


@dataclass(frozen=True)
class LossChance:
    """A loss as a party itself states it, how often it comes about under one contract, and who bears it.

    ``holder`` is the party's role in :data:`~outcomesim.analysis.positions.RISK_BEARERS`.
    """

    loss: StatedLoss
    chance: Figure
    holder: str


def stated_losses(result: ContractResult, losses: tuple[StatedLoss, ...], headline: str) -> tuple[LossChance, ...]:
    """The stated losses that can come about under a contract, in order.

    A loss of a party that has no part in the contract, or that is stated for another contract, is left out.
    """
    chances = []
    for loss in losses:
        parties = named(result, loss.party)
        if loss.contract in ("", result.name) and parties:
            holder = RISK_BEARERS.get(parties[0].role, parties[0].name)
            chances.append(LossChance(loss, _chance(result, loss, parties, headline), holder))
    return tuple(chances)


def named(result: ContractResult, name: str) -> tuple[Party, ...]:
    """The parties an author means by a name: their own, or that of their role ("payers", "investors")."""
    own = tuple(party for party in result.parties if party.name == name)
    return own or tuple(party for party in result.parties if name in (party.role, f"{party.role}s"))


def _chance(result: ContractResult, loss: StatedLoss, parties: tuple[Party, ...], headline: str) -> Figure:
    if loss.when == "cost per additional outcome above":
        additional = result["with", headline] - result["without", headline]
        # All payers' money, whoever states the loss: one payer's part over everybody's outcomes would flatter it.
        # Written without a division: where nothing was added, anything paid is above every limit.
        return chance_of(paid_by_payers(result) > loss.amount * additional)
    net = together(result, "net", parties)
    if loss.when == "pays more than":
        return chance_of(-net > loss.amount)
    return chance_of(net < loss.amount)
