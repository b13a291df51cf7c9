"""Guarantees of capital: somebody outside makes good what a tranche lost of its principal.

Takes the tranches after everything has been paid in the month in which their principal was due; posts what guarantors
owe. It touches no money of the vehicle.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def make_good(
    guarantees: Sequence[CapitalGuarantee], positions: Sequence[Position], ledger: Ledger, month: int
) -> list[tuple[Party, Position, Floats]]:
    """Call every guarantee, in order: each covers what those before it have left.

    Returns
    -------
    list of (guarantor, tranche, array (R,) of pence)
    """
    paid = []
    for guarantee in guarantees:
        giver = Party(guarantee.by, "guarantor")
        for position in positions:
            if position.terms.name == guarantee.tranche:
                amount = covered(guarantee, position.outstanding, month)
                ledger.post(giver, position.party, "guarantee", month, amount)
                position.note("made good", month, amount)
                paid.append((giver, position, amount))
    return paid
