"""Guarantees of capital: somebody outside makes good what a tranche lost of its principal.

Takes the tranches after everything has been paid in the month in which their principal was due; posts what guarantors
owe, and says what of later money is theirs. It touches no money of the vehicle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.tranches import Position
from outcomesim.parties import Party
from outcomesim.scenario.capital import CapitalGuarantee
from outcomesim.units import Floats, to_pence, whole_pence


def limit_in(guarantee: CapitalGuarantee, month: int) -> float:
    """The most that a guarantee pays in all for a loss that shows at the end of a month, in pence.

    Examples
    --------
    >>> from outcomesim.scenario.capital import GuaranteeLimit
    >>> falling = CapitalGuarantee("a foundation", "bank", limits=(GuaranteeLimit(0, 7.2), GuaranteeLimit(24, 6.0)))
    >>> limit_in(falling, 22), limit_in(falling, 23)
    (720.0, 600.0)
    """
    if guarantee.until is not None and month > guarantee.until:
        return 0.0
    if guarantee.limits:
        begun = [limit.amount for limit in guarantee.limits if limit.since <= month + 1]
        return float(to_pence(begun[-1])) if begun else 0.0
    return np.inf if guarantee.limit is None else float(to_pence(guarantee.limit))


def covered(guarantee: CapitalGuarantee, loss: Floats, month: int) -> Floats:
    """``min(limit, round(share * loss))``, (R,) of pence.

    Parameters
    ----------
    guarantee : CapitalGuarantee
    loss : array (R,) of pence
    month : int
    """
    return np.asarray(np.minimum(limit_in(guarantee, month), whole_pence(guarantee.share * loss)))


class Guarantees:
    """Every guarantee of a vehicle's capital: called once, in order, and paid back out of what is recovered later.

    What is recovered lessens the loss. A guarantor gets back what it would not have paid for the loss that is left, so
    in the end everybody stands as if it had been called after the last payment.

    Parameters
    ----------
    terms : sequence of CapitalGuarantee
        Each covers what those before it have left.
    """

    def __init__(self, terms: Sequence[CapitalGuarantee]) -> None:
        self.terms = terms
        self.called_in: int | None = None
        self._stands: list[Floats | float] = [0.0 for _ in terms]  # what each has paid and not got back

    def call(self, positions: Sequence[Position], ledger: Ledger, month: int) -> list[tuple[Party, Position, Floats]]:
        """Make good what tranches have lost by now; each (guarantor, tranche, array (R,) of pence)."""
        self.called_in = month
        paid = []
        for number, guarantee in enumerate(self.terms):
            giver = Party(guarantee.by, "guarantor")
            for position in positions:
                if position.terms.name == guarantee.tranche:
                    amount = covered(guarantee, position.outstanding, month)
                    ledger.post(giver, position.party, "guarantee", month, amount)
                    position.note("made good", month, amount)
                    self._stands[number] = amount
                    paid.append((giver, position, amount))
        return paid

    def recover(self, position: Position, amount: Floats) -> Iterator[tuple[Party, Floats]]:
        """What each guarantor gets of principal of a tranche that comes back after it was called, (R,) each."""
        if self.called_in is None:
            return
        of_tranche = [n for n, guarantee in enumerate(self.terms) if guarantee.tranche == position.terms.name]
        loss = position.outstanding + sum(self._stands[n] for n in of_tranche) - amount
        left = amount
        for number in of_tranche:
            would_pay = covered(self.terms[number], loss, self.called_in)
            back = np.minimum(left, np.maximum(0.0, self._stands[number] - would_pay))
            self._stands[number] = self._stands[number] - back
            loss, left = loss - would_pay, left - back
            yield Party(self.terms[number].by, "guarantor"), back
