"""Reviews that move referrals towards the providers that do better.

Takes what each provider has done by a date, gives a :class:`~outcomesim.direction.Direction`. It knows no money.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.provider_terms import AllocationTerms
from outcomesim.units import Floats, Ints

if TYPE_CHECKING:  # the book stands in base, which knows of directions
    from outcomesim.contracts.base import Book

SHARES = "shares of referrals"


def moved_shares(
    shares: Floats, verified: Ints, starts: Ints, *, strength: float, least: float, after_starts: int
) -> Floats:
    """Shares of referrals after a review, (R, P).

    ``share = old share * rate ** strength``, over the sum of all, with ``rate = verified / starts``; where any is below
    ``least`` it is lifted to it, and the others divide the rest in the same proportion. A replication in which a
    provider with a share has fewer starts than ``after_starts``, or in which no provider with a share has a rate, keeps
    its shares. A provider without a share gets none.

    Parameters
    ----------
    shares : array (R, P), in proportion
    verified, starts : array (R, P) of int
        To date.
    strength, least : float
    after_starts : int

    Examples
    --------
    >>> old, done, begun = np.array([[0.5, 0.5]]), np.array([[6, 2]]), np.array([[20, 20]])
    >>> moved_shares(old, done, begun, strength=1.0, least=0.0, after_starts=10).round(9).tolist()
    [[0.75, 0.25]]
    >>> moved_shares(old, done, begun, strength=1.0, least=0.3, after_starts=10).round(9).tolist()
    [[0.7, 0.3]]
    """
    taking = shares > 0
    rate = np.divide(verified, starts, out=np.zeros(shares.shape), where=starts > 0)
    weight = np.where(taking, shares * rate**strength, 0.0)
    ready = np.all(~taking | (starts >= max(1, after_starts)), axis=1) & (weight.sum(axis=1) > 0)
    lifted = np.zeros(shares.shape, dtype=np.bool_)
    moved = shares
    for _ in range(shares.shape[1]):
        free = np.where(lifted, 0.0, weight)
        whole, room = free.sum(axis=1, keepdims=True), 1.0 - least * lifted.sum(axis=1, keepdims=True)
        part = np.divide(free, whole, out=np.zeros(shares.shape), where=whole > 0)
        moved = np.where(lifted, least, part * room)
        lifted = lifted | (taking & (moved < least))
    return np.asarray(np.where(ready[:, None], moved, shares))


def direction_at_allocation(
    terms: AllocationTerms, book: Book, statement: Statement, *, lines: Sequence[int], planned: Sequence[float]
) -> Direction | None:
    """Where referrals go from now on; None where nothing moves, or where it is not known what each provider did.

    Parameters
    ----------
    terms : AllocationTerms
    book : Book
        The shares last directed are kept in its notes. A provider that has run out of money has none any more.
    statement : Statement
    lines : positions of the reviewed lines along the line axis
    planned : the providers' shares as planned, (P,)
    """
    did = statement.by_provider
    if did is None:
        return None
    before = did.going_on(book.notes.get(SHARES, np.broadcast_to(np.asarray(planned), did.starts.shape)))
    verified = np.sum(did.verified[:, :, list(lines)], axis=2)
    after = moved_shares(
        before, verified, did.starts, strength=terms.strength, least=terms.least, after_starts=terms.after_starts
    )
    told = np.any(after != before, axis=1)
    book.notes[SHARES] = after
    return Direction(referral_shares=np.where(told[:, None], after, np.nan)) if told.any() else None
