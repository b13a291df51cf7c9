"""The provider's own purse: what it has to live on while it waits for money, and what follows when it is gone.

Takes the provider's balance in the ledger and the reserves it brings; gives the direction that follows from failure. It
moves no money: a reserve is the provider's own, and what is never paid stands as its loss.
"""

from __future__ import annotations

import numpy as np

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.base import Contract
from outcomesim.direction import Direction
from outcomesim.units import Floats, to_pence


class ProviderAccount:
    """Watches the provider's account at the end of each month.

    ``in hand = reserves + received - paid``. Where that is below ``-overdraft`` the provider has failed: it takes
    nobody on any more and stops after its notice. It fails once; money that comes later does not undo it.

    Parameters
    ----------
    contract : Contract
    replications : int

    Attributes
    ----------
    failed : array (R,) of bool
    """

    def __init__(self, contract: Contract, replications: int) -> None:
        self.terms = contract.terms.provider
        self._party = contract.setting.provider
        self._service_months = contract.setting.service_months
        self._least = -to_pence(self.terms.overdraft)
        self.failed = np.zeros(replications, dtype=np.bool_)

    @property
    def can_fail(self) -> bool:
        """Whether anything follows from an empty account."""
        return self.terms.when_exhausted != "carries on"

    def in_hand(self, ledger: Ledger) -> Floats:
        """Reserves and all that was received, less all that was paid, (R,) of pence."""
        return np.asarray(to_pence(self.terms.reserves) + ledger.cash(self._party))

    def step(self, ledger: Ledger, *, month: int, running: Floats) -> Direction | None:
        """Close a month: the direction that follows where the provider fails now.

        Parameters
        ----------
        ledger : Ledger
            All of the month's money is in it.
        month : int
        running : array (R,)
            The share of the month in which the service ran.
        """
        if not self.can_fail or month + 1 >= self._service_months:
            return None
        fails = (self.in_hand(ledger) < self._least) & ~self.failed & (running > 0)
        if not fails.any():
            return None
        self.failed |= fails
        return Direction(
            intake_open=np.where(fails, 0.0, np.nan), notice_months=np.where(fails, self.terms.notice_months, np.nan)
        )
