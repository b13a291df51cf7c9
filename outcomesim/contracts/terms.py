"""The arithmetic of the shared vocabulary: from counts to pence, and from a review to a direction.

Pure functions on arrays whose axes are R replications, G segments and L outcome lines; money is whole pence.
Every form of contract is made of these. They know no people, no capital and no calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Price
from outcomesim.scenario.terms import ReviewTerms
from outcomesim.units import NEVER, Floats, Ints, share_out, to_pence

if TYPE_CHECKING:  # the book stands in base, which uses the reviews below
    from outcomesim.contracts.base import Book


def claim_values(
    prices: Sequence[Price], outcomes: Sequence[str], segments: Sequence[str], *, factor: float = 1.0
) -> Ints:
    """What one verified claim is worth before any cap, in pence, by segment and line.

    A price for a segment goes before a price for everyone; a line without a price is worth nothing. Each price is
    multiplied by ``factor`` (a price scale, a bid discount) and rounded to whole pence.

    Returns
    -------
    array (G, L) of int64
    """
    values = np.zeros((len(segments), len(outcomes)), dtype=np.int64)
    for price in sorted(prices, key=lambda price: bool(price.segment)):
        rows = segments.index(price.segment) if price.segment else slice(None)
        values[rows, outcomes.index(price.outcome)] = to_pence(price.amount * factor)
    return values


def asked(verified: Ints, prices: Ints, withheld: Floats) -> Floats:
    """What a rate card asks for each line once the cap per person has been applied, before any other cap.

    ``asked_l = sum over segments of verified * price - withheld_l``

    Parameters
    ----------
    verified : array (R, G, L) of int64
    prices : array (G, L) of int64 pence
    withheld : array (R, L) of pence

    Returns
    -------
    array (R, L) of pence
    """
    gross: Floats = np.sum(verified * prices, axis=1, dtype=np.float64)  # (R, L)
    return gross - withheld


def cut_to(by_line: Floats, cap_left: Floats) -> Floats:
    """Cut the lines of a statement pro rata, so that together they are no more than what is left of the cap.

    Running totals are cut and rounded down, and a line gets what it adds to them:
    ``to_l = floor(total up to l * cap_left / total)``, ``to_last = cap_left``. So no line gets more than it
    asked for, none is more than a penny from its share, and the last takes what rounding leaves.

    Parameters
    ----------
    by_line : array (R, L) of pence
    cap_left : array (R,) of pence, or infinity

    Returns
    -------
    array (R, L) of pence
    """
    running = np.cumsum(by_line, axis=1)  # (R, L), exact: whole numbers
    total = running[:, -1:]
    over = total[:, 0] > cap_left
    if not over.any():
        return by_line
    running, total, left = running[over], total[over], cap_left[over, None]
    upto = np.where(running == total, left, np.minimum(np.floor(running * (left / total)), left))
    cut = by_line.copy()
    cut[over] = np.diff(upto, axis=1, prepend=0.0)
    return cut


def rate_card(verified: Ints, prices: Ints, withheld: Floats, cap_left: Floats) -> Floats:
    """What a rate card pays for each line: count times price, less the cap per person, cut to the contract's cap.

    Parameters
    ----------
    verified : array (R, G, L) of int64
    prices : array (G, L) of int64 pence
    withheld : array (R, L) of pence
    cap_left : array (R,) of pence
        What is left under the contract's cap; infinity where it has none.

    Returns
    -------
    array (R, L) of pence

    Examples
    --------
    Three entries at £600 and one sustainment at £800 ask for £2,600; £1,000 is left under the cap:

    >>> rate_card(np.array([[[3, 1]]]), np.array([[600_00, 800_00]]), np.zeros((1, 2)), np.array([1_000_00.0])).tolist()
    [[69230.0, 30770.0]]
    """
    return cut_to(asked(verified, prices, withheld), cap_left)


def split(amount: Floats, shares: Sequence[float]) -> tuple[Floats, ...]:
    """Divide an amount (R,) between payers by their shares, in whole pence; the last takes the remainder."""
    return share_out(amount, tuple(shares))


def equal_part(whole: float, *, months: int, every: int, first: int) -> float:
    """The part of a sum paid in equal parts that falls in the period beginning with month ``first``.

    ``part = floor(whole * every / months)``; the last, which may be shorter, takes what the others have left.

    Parameters
    ----------
    whole : float
        Whole pence.
    months, every : int
        Months over which it is paid, and from one part to the next.
    first : int
        A multiple of ``every``, before ``months``.

    Examples
    --------
    >>> [equal_part(100.0, months=3, every=1, first=month) for month in range(3)]
    [33.0, 33.0, 34.0]
    """
    part = float(np.floor(whole * every / months))
    return part if first + every < months else whole - part * (first // every)


def missed(verified_to_date: Ints, lines: Sequence[int], expected: float) -> Ints:
    """Whether fewer outcomes of the named lines, all segments together, were verified than expected.

    Just reaching what was expected is enough: the comparison is made to nine decimals, so that 55 verified
    outcomes meet 0.55 of 100.

    Parameters
    ----------
    verified_to_date : array (R, G, L) of int64
    lines : positions along the line axis
    expected : float
        Tolerance times target.

    Returns
    -------
    array (R,) of bool
    """
    count = np.sum(verified_to_date[:, :, list(lines)], axis=(1, 2))
    return np.asarray(count < round(expected, 9))


def direction_after_review(
    terms: ReviewTerms, book: Book, statement: Statement, *, which: int, lines: Sequence[int], planned_places: int
) -> Direction | None:
    """What follows from review number ``which``; None where nothing changes in any replication.

    A miss brings the places, intensity and shut door of the terms; a review met after a miss brings back the
    plan. After ``misses_before_notice`` misses running notice is given, and no later review directs that
    replication any more. What was last directed is kept in the book, so that an unchanged course is not
    directed again.

    Parameters
    ----------
    terms : ReviewTerms
    book : Book
        ``misses`` and the notes on what was last directed are brought up to date.
    statement : Statement
        What was verified by the last whole month before the review.
    which : int
        The review's place in ``terms.at``, from 0.
    lines : the reviewed lines' positions along the line axis
    planned_places : int
    """
    replications = statement.replications
    miss = missed(statement.verified_to_date, lines, terms.tolerance * terms.target[which])
    book.misses = np.where(miss, book.misses + 1, 0)
    stops_at = book.notes.get("stops at", np.full(replications, NEVER))
    free = stops_at == NEVER

    def told(what: str, planned: float, on_miss: float | None) -> Floats:
        if on_miss is None:
            return np.full(replications, np.nan)
        held = book.notes.get(what, np.full(replications, planned))
        wanted = np.where(miss, on_miss, planned)
        book.notes[what] = np.where(free, wanted, held)
        return np.where(free & (wanted != held), wanted, np.nan)

    places = None if terms.places is None else float(np.rint(terms.places * planned_places))
    enough = np.inf if terms.misses_before_notice is None else terms.misses_before_notice
    notice = free & (book.misses >= enough)
    book.notes["stops at"] = np.where(notice, terms.at[which] + terms.notice_months, stops_at)
    direction = Direction(
        places=told("places", float(planned_places), places),
        intensity=told("intensity", 1.0, terms.intensity),
        intake_open=told("intake open", 1.0, 0.0 if terms.shut_intake else None),
        notice_months=np.where(notice, terms.notice_months, np.nan),
    )
    return direction if direction.replications().any() else None
