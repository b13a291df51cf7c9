"""What each action of a waterfall is asked for: small functions of a month's end, one an action.

Takes a :class:`Closing` and what is left; gives each :class:`Claim`, in groups that are paid one after the other, each
group together. It pays nothing: that is the waterfall's part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from outcomesim.cashflows.guarantees import Guarantees
from outcomesim.cashflows.rates import Known
from outcomesim.cashflows.tranches import (
    Kind,
    Position,
    falls_due,
    interest_payable,
    may_redeem,
    principal_fallen_due,
)
from outcomesim.parties import Party
from outcomesim.scenario.capital import Action, CapitalTerms, Pay
from outcomesim.scenario.payers import Payer
from outcomesim.units import Floats, share_out, whole_pence

Debt = tuple[Party, str]
"""Whom the vehicle owes, and for what."""
AGREEMENT, FEE = "agreement", "intermediary fee"


@dataclass(frozen=True)
class Claim:
    """What one party may ask of an action, (R,) of pence, and in what name."""

    payee: Party
    reason: str
    wanted: Floats
    position: Position | None = None
    kind: Kind = "profit"


@dataclass(frozen=True)
class Around:
    """Who stands round a vehicle, and on what terms.

    Parameters
    ----------
    vehicle, provider, intermediary : Party
    every_payer : sequence of Party
        Those who join later too.
    payers_in : function of a month
        Who pays then, and in which shares.
    terms : CapitalTerms
    positions : the tranches, in their order
    guarantees : those of the tranches
    """

    vehicle: Party
    provider: Party
    intermediary: Party
    every_payer: Sequence[Party]
    payers_in: Callable[[float], Sequence[Payer]]
    terms: CapitalTerms
    positions: Sequence[Position]
    guarantees: Guarantees

    def by_rank(self, name: str = "") -> list[list[Position]]:
        """The tranche of a name, or all, those of the first rank first."""
        named = self.named(name)
        return [[p for p in named if p.terms.rank == rank] for rank in sorted({p.terms.rank for p in named})]

    def named(self, name: str = "") -> list[Position]:
        """The tranche of a name, or all."""
        return [p for p in self.positions if name in ("", p.terms.name)]

    def pays(self, debt: Debt) -> Pay:
        """Which action pays a debt."""
        if debt == (self.intermediary, FEE):
            return "fees"
        return "provider" if debt == (self.provider, AGREEMENT) else "costs"


@dataclass(frozen=True)
class Closing:
    """A month's end, as an action sees it.

    Parameters
    ----------
    around : Around
    month : int
    last : bool
        Whether it is the month of the last payment.
    distributes : bool
        Whether it is a date of distribution.
    known : Known
    reserve : array (R,) of pence
        What is to be kept in hand.
    owed : dict of debt to array (R,) of pence
        The vehicle's debts, which come down as the waterfall pays them.
    held : array (R,) of pence
        Capital in hand that is for the service: nothing but debts is paid of it.
    """

    around: Around
    month: int
    last: bool
    distributes: bool
    known: Known
    reserve: Floats
    owed: dict[Debt, Floats]
    held: Floats

    @property
    def matured(self) -> bool:
        """Whether principal is due."""
        return falls_due(self.around.terms, self.month, last=self.last)

    def interest_payable(self, position: Position) -> Floats:
        """Interest that is due to be paid to a tranche now, (R,)."""
        return interest_payable(position, self.around.terms, self.month, self.known, last=self.last)

    def principal_fallen_due(self, position: Position) -> Floats:
        """Principal of a tranche that has fallen due by a date, (R,): without maturity there is none but of floors."""
        if self.around.terms.maturity is None:
            return position.floor_due(self.month)
        return principal_fallen_due(position, self.around.terms, self.month, self.known, last=self.last)

    @property
    def nothing(self) -> Floats:
        """Nought, (R,)."""
        return np.zeros(self.reserve.shape)


Groups = list[list[Claim]]


def of_debts(closing: Closing, action: Action, _: Floats) -> Groups:
    """Every debt that the action pays, in the order in which it was first owed."""
    return [
        [Claim(payee, reason, owed)]
        for (payee, reason), owed in closing.owed.items()
        if closing.around.pays((payee, reason)) == action.pay
    ]


def of_floors(closing: Closing, action: Action, _: Floats) -> Groups:
    """Principal that a floor by date asks for."""
    ranks = [[p for p in rank if p.terms.floors] for rank in closing.around.by_rank(action.to)]
    return [
        [Claim(p.party, "capital repaid", p.floor_due(closing.month), p, "repaid") for p in rank]
        for rank in filter(None, ranks)
    ]


def of_interest(closing: Closing, action: Action, _: Floats) -> Groups:
    """Interest that is due."""
    ranks = [[p for p in rank if p.terms.earns_interest] for rank in closing.around.by_rank(action.to)]

    return [
        [Claim(p.party, "interest", closing.interest_payable(p), p, "interest") for p in rank]
        for rank in filter(None, ranks)
    ]


def of_principal(closing: Closing, action: Action, _: Floats) -> Groups:
    """Principal, where it is due or may be redeemed early."""
    due = closing.matured or may_redeem(closing.around.terms, closing.month)

    def wanted(position: Position) -> Floats:
        return position.principal_due(closing.month, closing.known) if due else closing.nothing

    return [
        [Claim(p.party, "capital repaid", wanted(p), p, "repaid") for p in rank]
        for rank in closing.around.by_rank(action.to)
    ]


def of_hurdles(closing: Closing, action: Action, _: Floats) -> Groups:
    """What is missing for a tranche to have earned its hurdle, within the cap on its return."""
    ranks = [[p for p in rank if p.terms.hurdle != 0] for rank in closing.around.by_rank(action.to)]

    def due(position: Position) -> Floats:
        missing = position.hurdle_due(closing.month, closing.known)
        return np.minimum(missing, position.return_left(closing.month))

    return [[Claim(p.party, "return to hurdle", due(p), p) for p in rank] for rank in filter(None, ranks)]


def of_bonus(closing: Closing, action: Action, left: Floats) -> Groups:
    """A share of what is left, to a tranche or another party; to the provider where nobody is named."""
    around, amount = closing.around, whole_pence(left * action.share)
    if action.to and around.named(action.to):
        (tranche,) = around.named(action.to)
        within = np.minimum(amount, tranche.return_left(closing.month))
        return [[Claim(tranche.party, "bonus", within, tranche)]]
    others = (around.provider, around.intermediary, *around.every_payer)
    party = next((other for other in others if other.name == action.to), around.provider)
    return [[Claim(party, "share of surplus", amount)]]


def of_profit(closing: Closing, action: Action, left: Floats) -> Groups:
    """Each tranche's part of what is left; what one may not take, above the cap on its return, stays."""
    named = closing.around.named(action.to)
    parts = share_out(_share_of(left, action), profit_shares(named))
    return [
        [
            Claim(p.party, "distribution", np.minimum(part, p.return_left(closing.month)), p)
            for p, part in zip(named, parts, strict=True)
        ]
    ]


def of_payers(closing: Closing, action: Action, left: Floats) -> Groups:
    """What is left goes back to those who are payers in the month, by their shares then."""
    amount = _share_of(left, action)
    if not amount.any():
        return []
    payers = closing.around.payers_in(closing.month)
    parts = share_out(amount, [payer.share for payer in payers])
    each = zip(payers, parts, strict=True)
    return [[Claim(Party(payer.name, "payer"), "surplus returned", part) for payer, part in each]]


def _share_of(left: Floats, action: Action) -> Floats:
    return left if action.share == 1 else np.asarray(whole_pence(left * action.share))


def profit_shares(positions: Sequence[Position]) -> tuple[float, ...]:
    """Each tranche's share of profit: as written, the rest by commitment."""
    rest = 1 - sum(p.terms.profit_share or 0.0 for p in positions)
    without = max(1.0, sum(p.commitment for p in positions if p.terms.profit_share is None))
    return tuple(
        rest * (p.commitment / without) if p.terms.profit_share is None else p.terms.profit_share for p in positions
    )


CLAIMS: dict[Pay, Callable[[Closing, Action, Floats], Groups]] = {
    "provider": of_debts,
    "fees": of_debts,
    "costs": of_debts,
    "floor": of_floors,
    "interest": of_interest,
    "principal": of_principal,
    "hurdle": of_hurdles,
    "bonus": of_bonus,
    "profit": of_profit,
    "payers": of_payers,
}
"""What each action is asked for; a reserve is kept, not asked for."""
