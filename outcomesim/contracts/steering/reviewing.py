"""What reviews and gates direct, and what holds when several fall on one day.

Takes what was verified or what a measure reports by a date, gives a :class:`~outcomesim.direction.Direction`. It knows
no money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.order.schedules import meets
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.apart import ENDED_BY
from outcomesim.scenario.terms import Gate, ReviewTerms
from outcomesim.units import NEVER, Floats, Ints

if TYPE_CHECKING:  # the book stands in base, which uses the reviews below
    from outcomesim.contracts.base import Book


NOTICE_BY = "who gave notice at a gate"
"""Where the book keeps it: (R,) of places in the list of who may end a service; -1 is nobody."""


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


def direction_at_gate(gate: Gate, book: Book, statement: Statement, time: float) -> Direction | None:
    """What follows where a gate is not met: notice, or a shut door; what has been given notice is left alone."""
    stops_at = book.notes.get("stops at", np.full(statement.replications, NEVER))
    missed = ~meets(gate.must, statement.measure(gate.must.measure)) & (stops_at == NEVER)
    if not missed.any():
        return None
    if gate.otherwise == "shut intake":
        return Direction(intake_open=np.where(missed, 0.0, np.nan))
    book.notes["stops at"] = np.where(missed, time + gate.notice_months, stops_at)
    by = ENDED_BY.index(gate.by) if gate.by in ENDED_BY else ENDED_BY.index("payers")
    before = book.notes.get(NOTICE_BY, np.full(statement.replications, -1))
    book.notes[NOTICE_BY] = np.where(missed, by, before)
    return Direction(notice_months=np.where(missed, gate.notice_months, np.nan))


def together(directions: Sequence[Direction | None]) -> Direction | None:
    """Several directions of one day as one: where two speak of the same thing, the lower stands."""
    given = [direction for direction in directions if direction is not None]
    if len(given) <= 1:
        return given[0] if given else None

    def lowest(name: str) -> Floats | None:
        values = [getattr(direction, name) for direction in given if getattr(direction, name) is not None]
        return np.asarray(np.fmin.reduce(values)) if values else None

    return Direction(*(lowest(spec.name) for spec in fields(Direction)))
