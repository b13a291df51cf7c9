"""What a statement brings for each item of a card: claims, units, people, months, pounds spent.

Takes a :class:`~outcomesim.measurement.statement.Statement`, gives counts (R, K, G). The first step of the order of
working; it knows no price but those that stand at the date of a claim's start or achievement.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from outcomesim.contracts.order.card import Card, Item
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import Statement
from outcomesim.units import MONTHS_PER_YEAR, PENCE, Floats, Ints


def period_counts(card: Card, statement: Statement) -> Floats:
    """What the period brings for each item, before any limit, (R, K, G) of whole numbers or fractions of months.

    Days in jail are taken off days housed here: ``count - counts of what is less``.
    """
    rows, groups = statement.replications, len(card.segments)
    counts = np.zeros((rows, len(card.keys), groups))
    on_outcomes = statement.verified[:, :, card.outcome_of].transpose(0, 2, 1)  # (R, K', G)
    counts[:, card.paid_on_outcomes] = on_outcomes * card.covers[card.paid_on_outcomes]
    for k, item in enumerate(card.items):
        if item is None:
            continue
        counts[:, k] -= _taken_off(card, item, statement.verified) * card.covers[k]
        if not item.outcome:
            counted = _COUNTS[item.line.per](item, statement)
            if counted.ndim == 1:
                counts[:, k, 0] = counted
            else:
                counts[:, k] = counted * card.covers[k]
    return counts


def _nothing(item: Item, statement: Statement) -> Floats:
    return np.zeros(statement.replications)


_COUNTS: dict[str, Callable[[Item, Statement], Floats]] = {
    "attachment": lambda item, statement: np.asarray(statement.starts, dtype=np.float64),
    "referral": lambda item, statement: np.asarray(statement.referred, dtype=np.float64),
    "missing referral": lambda item, statement: np.asarray(statement.referred, dtype=np.float64),
    "person-month": lambda item, statement: statement.person_months,
    "month": lambda item, statement: statement.running,
    "cost": lambda item, statement: statement.cost / PENCE,
    "block": lambda item, statement: statement.running,
    "measure": _nothing,
    "capital due": _nothing,
}


def outside_window(card: Card, statement: Statement) -> Floats:
    """Claims of the period that came too soon or too late after their people's start to be paid for, (R, K, G).

    Raises
    ------
    ContractError
        Where a line pays within so many months of the start and the statement does not tell such claims apart.
    """
    outside = np.zeros((statement.replications, len(card.keys), len(card.segments)))
    soon = {part.month: part.verified for part in statement.dated if part.by == "months after the start"}
    for k, item in enumerate(card.items):
        window = item.line.within_months if item and item.outcome else None
        if item is None or window is None:
            continue
        line = card.outcomes.index(item.outcome)
        claims = statement.verified[:, :, line]
        if not claims.any():
            continue
        if any(months not in soon for months in window if months > 0):
            raise ContractError(
                f"{item.line.name} is paid within {window[1]:g} months of the start, which the claims of months "
                f"{statement.month_from} to {statement.month_to - 1} do not tell apart"
            )
        too_soon = soon[window[0]][:, :, line] if window[0] > 0 else 0
        outside[:, k] = (claims - (soon[window[1]][:, :, line] - too_soon)) * card.covers[k]
    return outside


def beyond_repeat_limit(card: Card, statement: Statement, counted_before: Floats) -> Floats:
    """Claims of the period that are more than a person may make, (R, K, G), once what is taken off has been.

    Known claim by claim where the statement says so; else ``claims to date - n * people to date``, less what was
    beyond before: exact for one claim a person, and the least that it can be for more. Below nought where claims that
    were beyond it are within it now, because others are taken off.

    Parameters
    ----------
    card : Card
    statement : Statement
    counted_before : array (R, K, G)
        Claims counted up to the period, within the limit.
    """
    beyond = np.zeros(counted_before.shape)
    for k, item in enumerate(card.items):
        limit = item.line.claims_per_person if item and item.outcome else None
        if item is None or limit is None:
            continue
        line = card.outcomes.index(item.outcome)
        if statement.beyond_limit is not None:
            beyond[:, k] = statement.beyond_limit[:, :, k] * card.covers[k]
        elif statement.people_to_date is not None:
            brought, off = statement.verified[:, :, line], _taken_off(card, item, statement.verified)
            to_date = statement.verified_to_date[:, :, line] - _taken_off(card, item, statement.verified_to_date)
            before = to_date - (brought - off) - counted_before[:, k]
            now = np.maximum(0.0, to_date - limit * statement.people_to_date[:, :, line])
            beyond[:, k] = np.clip(now - before, -off, brought) * card.covers[k]
    return beyond


def _taken_off(card: Card, item: Item, verified: Ints) -> Floats:
    """The units of other outcomes that are taken off the count of an item, (R, G)."""
    others = [verified[:, :, card.outcomes.index(other)] for other in item.line.less]
    return np.asarray(sum(others, np.zeros(verified.shape[:2])))


def dated_prices(card: Card, statement: Statement) -> Floats | None:
    """Mean price in pence of the period's claims at the dates that decide it, (R, K, G); None where the claim's does.

    Raises
    ------
    ContractError
        Where prices go by a date that the statement does not know.
    """
    going_by = {item.line.priced_by for item in card.items if item and item.outcome} - {"claim"}
    if not going_by:
        return None
    worth = np.zeros((statement.replications, len(card.keys), len(card.segments)))
    count = np.zeros(worth.shape)
    for k, item in enumerate(card.items):
        if item is None or not item.outcome or item.line.priced_by == "claim":
            continue
        line = card.outcomes.index(item.outcome)
        dated = [part for part in statement.dated if part.by == item.line.priced_by]
        if not dated and statement.verified[:, :, line].any() and _price_has_moved(card, k, statement.month_to):
            raise ContractError(
                f"{item.line.name} is priced by the date of {item.line.priced_by}, which the claims of months "
                f"{statement.month_from} to {statement.month_to - 1} do not give"
            )
        for part in dated:
            if part.month is None:
                raise ContractError(f"{item.line.name}: a claim has no date of {part.by} to price it by")
            claims = part.verified[:, :, line]
            worth[:, k] += claims * card.prices(part.month)[k]
            count[:, k] += claims
        if not dated:
            worth[:, k], count[:, k] = card.prices(statement.month_from)[k], 1.0
    return np.divide(worth, count, out=np.zeros(worth.shape), where=count > 0)


def _price_has_moved(card: Card, k: int, month: float) -> bool:
    """Whether claims made before a month may be paid at different prices."""
    item, rise = card.items[k], card.terms.indexation
    if rise is not None and rise.since + MONTHS_PER_YEAR < month:
        return True
    return item is not None and any(0 < price.since < month for price in item.line.prices)
