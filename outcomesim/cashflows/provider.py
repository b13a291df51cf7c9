"""Each provider's own purse: what it has to live on while it waits for money, and what follows when it is gone.

Takes balances in the ledger and the reserves that providers bring; gives the direction that follows from failure. It
moves no money: a reserve is the provider's own, and what is never paid stands as its loss.
"""

from __future__ import annotations

import numpy as np

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.base import Contract
from outcomesim.direction import Direction
from outcomesim.parties import Party
from outcomesim.scenario.capital import ProviderFinance
from outcomesim.units import Floats, Ints, to_pence


class ProviderAccounts:
    """Watches the accounts of providers at the end of each month.

    ``in hand = reserves + received - paid``. Where that is below ``-overdraft`` a provider has failed: it takes nobody
    on any more and stops after its notice. It fails once; money that comes later does not undo it. With the one
    provider, or the lead of several, the whole service stops; one of several stops alone, and the referrals to come go
    to those that have not failed, by their shares.

    Parameters
    ----------
    contract : Contract
    replications : int
    """

    def __init__(self, contract: Contract, replications: int) -> None:
        setting = contract.setting
        self._lead = setting.provider
        self._providers = setting.providers or (setting.provider,)
        self._service_months = setting.service_months
        self._terms = dict(contract.own_money)
        self._failed = {party: np.zeros(replications, dtype=np.bool_) for party in self._terms}
        self._nowhere = np.zeros(replications, dtype=np.bool_)

    @property
    def can_fail(self) -> bool:
        """Whether anything follows from an empty account."""
        return bool(self._terms)

    def failed(self, party: Party) -> Ints:
        """Where a provider has run out of money by now, (R,) of bool."""
        return self._failed.get(party, self._nowhere)

    @property
    def each_failed(self) -> Ints:
        """The same of all those who deliver, (R, P) of bool: each for itself, and all where their lead has."""
        return np.stack([self.failed(one) | self.failed(self._lead) for one in self._providers], axis=1)

    def in_hand(self, ledger: Ledger, party: Party) -> Floats:
        """Reserves and all that was received, less all that was paid, (R,) of pence."""
        return np.asarray(to_pence(self._terms[party].reserves) + ledger.cash(party))

    def step(self, ledger: Ledger, *, month: int, running: Floats, shares: Floats) -> Direction | None:
        """Close a month: the direction that follows where providers fail now.

        Parameters
        ----------
        ledger : Ledger
            All of the month's money is in it.
        month : int
        running : array (R, P)
            The share of the month in which each provider's service ran.
        shares : array (R, P)
            The part of the referrals that goes to each as things stand.
        """
        if not self.can_fail or month + 1 >= self._service_months:
            return None
        notice = np.full(running.shape, np.nan)
        for party, terms in self._terms.items():
            stops = np.array([party in (one, self._lead) for one in self._providers])
            fails = self._fails(party, terms, ledger, running[:, stops])
            self._failed[party] = self._failed[party] | fails
            notice = np.fmin(notice, np.where(fails[:, None] & stops, terms.notice_months, np.nan))
        stopping = ~np.isnan(notice)
        if not stopping.any():
            return None
        return Direction(
            intake_open=np.where(stopping, 0.0, np.nan),
            notice_months=notice,
            referral_shares=self._to_the_others(stopping, shares),
        )

    def _fails(self, party: Party, terms: ProviderFinance, ledger: Ledger, running: Floats) -> Ints:
        short = self.in_hand(ledger, party) < -to_pence(terms.overdraft)
        return np.asarray(short & ~self._failed[party] & np.any(running > 0, axis=1))

    def _to_the_others(self, stopping: Ints, shares: Floats) -> Floats | None:
        """Who is referred people from now on, (R, P), in proportion; None where nobody else is referred any."""
        others = np.where(self.each_failed, 0.0, shares)
        moved = np.any(stopping & (shares > 0), axis=1) & np.any(others > 0, axis=1)
        return np.where(moved[:, None], others, np.nan) if moved.any() else None
