"""Asking a contract: all replications at once, or one at a time where a researcher wrote it so.

Takes a contract, its book and a statement over a block of replications; gives payments and directions over the
block, however the contract was written.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.units import Floats

BOOKS = "one book a replication"


def open_book(contract: Contract, replications: int) -> Book:
    """The contract's book on the first day: for one written for one replication, a book of books."""
    if not contract.one_replication_at_a_time:
        return contract.open_book(replications)
    book = Book.empty(replications)
    book.notes[BOOKS] = [contract.open_book(1) for _ in range(replications)]
    return book


def settle(contract: Contract, book: Book, statement: Statement) -> tuple[Payment, ...]:
    """What is owed because of a statement, in every replication."""
    if not contract.one_replication_at_a_time:
        return contract.settle(book, statement)
    owed: dict[tuple[Any, ...], Floats] = {}
    by_line: dict[tuple[Any, ...], Floats] = {}
    on_measures: dict[tuple[Any, ...], Floats] = {}
    for row, own in enumerate(book.notes[BOOKS]):
        for payment in contract.settle(own, statement.one(row)):
            key = (payment.payer, payment.payee, payment.reason, payment.cites, payment.due)
            if key not in owed:
                owed[key] = np.zeros(statement.replications)
            owed[key][row] += np.asarray(payment.amount).item()
            if payment.by_line is not None:
                shape = (statement.replications, statement.verified.shape[2])
                by_line.setdefault(key, np.zeros(shape))[row] += np.ravel(payment.by_line)
            if payment.on_measures is not None:
                measured = on_measures.setdefault(key, np.zeros(statement.replications))
                measured[row] += np.asarray(payment.on_measures).item()
    return tuple(
        Payment(payer, payee, owed[key], reason, cites, due, by_line.get(key), on_measures.get(key))
        for key in owed
        for payer, payee, reason, cites, due in [key]
    )


def review(contract: Contract, book: Book, statement: Statement) -> Direction | None:
    """What every replication is told on a review date."""
    if not contract.one_replication_at_a_time:
        return contract.review(book, statement)
    said = [contract.review(own, statement.one(row)) for row, own in enumerate(book.notes[BOOKS])]
    if all(direction is None for direction in said):
        return None

    def together(name: str) -> Floats | None:
        values = [None if direction is None else getattr(direction, name) for direction in said]
        if all(value is None for value in values):
            return None
        rows = [None if value is None else np.atleast_1d(value)[0] for value in values]
        widest = max((np.asarray(row) for row in rows if row is not None), key=np.ndim)
        return np.array([np.full(widest.shape, np.nan) if row is None else row for row in rows], dtype=np.float64)

    return Direction(*(together(spec.name) for spec in fields(Direction)))
