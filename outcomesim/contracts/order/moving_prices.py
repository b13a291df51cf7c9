"""Prices that move with time: which claims must be told apart by date, and what each counts for under a cap per person.

Takes the cards of a contract, gives what its statements tell apart and the
:class:`~outcomesim.measurement.claim_values.ClaimValues` of a view. It knows no count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.measurement.claim_values import DATED_BY, ClaimValues, ToldApart
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Ints


def price_dates(cards: Sequence[Card], until: float) -> tuple[float, ...]:
    """The months before ``until`` from which some price is another than before, ascending from 0."""
    dates = {0.0}
    for card in cards:
        dates.update(price.since for line in card.terms.lines for price in line.prices)
        if card.terms.indexation is not None:
            first = card.terms.indexation.since
            dates.update(float(date) for date in np.arange(first + MONTHS_PER_YEAR, until, MONTHS_PER_YEAR))
    return tuple(sorted(date for date in dates if date < until))


def told_apart(cards: Sequence[Card], until: float) -> tuple[ToldApart, ...]:
    """The claims that statements tell apart: priced at a date of their own, or paid only so soon after the start."""
    so_soon = tuple(ToldApart("months after the start", 0.0, age) for age in price_ages(cards)[1:])
    dates = (*price_dates(cards, until), NEVER)
    if len(dates) == 2:
        return so_soon
    by_date = {item.line.priced_by for card in cards for item in card.items if item and item.outcome}
    return (*so_soon, *(ToldApart(by, *months) for by in DATED_BY if by in by_date for months in pairwise(dates)))


def price_ages(cards: Iterable[Card]) -> tuple[float, ...]:
    """The months after a person's start beyond which some line begins or ceases to pay, ascending from below nought."""
    windows = [line.within_months for card in cards for line in card.terms.lines if line.within_months]
    return tuple(sorted({-NEVER, *(age for window in windows for age in window)}))


def claim_values_over_time(cards: Sequence[tuple[int, Card]], months: int, lost: Ints | None = None) -> ClaimValues:
    """What a claim counts for, by the month in which it is verified and the date that decides its price.

    Parameters
    ----------
    cards : sequence of (month, Card)
        By which each statement is settled, and the month in which it begins, ascending.
    months : int
    lost : array (S, K) of bool, or None
        Items that lose the claims of a statement to a gate; None where nothing is lost.
    """
    every = [card for _, card in cards]
    at_dates = any(_goes_by_date(card, name) for card in every for name in card.outcomes)
    dates = price_dates(every, months) if at_dates else (0.0,)
    ages = price_ages(every)
    until = [*ages[1:], NEVER]
    off = taken_off(every)
    told: dict[tuple[bytes, bytes, tuple[int, ...]], int] = {}
    values: list[Ints] = []
    off_values: list[Ints] = []
    dated_by: list[tuple[int, ...]] = []
    in_force = np.zeros(months, dtype=np.int64)
    for s, (since, card) in enumerate(cards):
        unpaid = ~card.in_dates(since) if lost is None else ~card.in_dates(since) | lost[s]
        by_age = (
            [card.claim_values(since, dated=date, after_start=age, without=unpaid) for age in until] for date in dates
        )
        now = np.stack([np.stack(values_by_age, axis=-1) for values_by_age in by_age], axis=-2)  # (G, L, E, A)
        by = tuple(DATED_BY.index(card.priced_by(name)) if _goes_by_date(card, name) else -1 for name in card.outcomes)
        worth = np.where(unpaid[:, None], 0, card.item_values(since))  # (K, G)
        of_pairs = np.array([worth[_less(card, *pair)].sum(axis=0) for pair in off], dtype=np.int64).T  # (G, T)
        key = now.tobytes(), of_pairs.tobytes(), by
        if key not in told:
            told[key] = len(values)
            values.append(now)
            off_values.append(of_pairs)
            dated_by.append(by)
        in_force[since:] = told[key]
    in_months = tuple(in_force.tolist())
    return ClaimValues(_as_tuples(values), in_months, tuple(dated_by), dates, ages, off, _as_tuples(off_values))


def taken_off(cards: Iterable[Card]) -> tuple[tuple[int, int], ...]:
    """Which outcome lines are taken off which others (``less``) under any of the terms: the one, and the other."""
    pairs = {
        (card.outcomes.index(other), card.outcomes.index(item.outcome))
        for card in cards
        for item in card.items
        if item is not None and item.outcome
        for other in item.line.less
    }
    return tuple(sorted(pairs))


def _less(card: Card, one: int, other: int) -> list[int]:
    """The items on the other outcome line that one is taken off."""
    names = card.outcomes[one], card.outcomes[other]
    return [k for k, item in enumerate(card.items) if item and item.outcome == names[1] and names[0] in item.line.less]


def dated_two_ways(cards: Sequence[Card]) -> Iterator[str]:
    """Outcomes of which one line is priced by the date of start and another by that of achievement."""
    for card in cards:
        for outcome in card.outcomes:
            by = {item.line.priced_by for item in card.items if item and item.outcome == outcome}
            if {"start", "achievement"} <= by:
                yield outcome


def _goes_by_date(card: Card, outcome: str) -> bool:
    return card.priced_by(outcome) != "claim"


def _as_tuples(values: Any) -> Any:
    """Nested arrays or lists as nested tuples, which can be compared and kept."""
    if isinstance(values, np.ndarray):
        return _as_tuples(values.tolist())
    return tuple(map(_as_tuples, values)) if isinstance(values, list) else values
