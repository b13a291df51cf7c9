"""Service credits: what is taken off what is owed where a standard is missed.

Takes what is owed for each item after every cap, and what floors added, gives what each credit takes off. It knows no
payer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.limits import cut_to
from outcomesim.contracts.order.schedules import schedule_value
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import ServiceCredit
from outcomesim.units import Floats, whole_pence

Credited = tuple[ServiceCredit, Floats]
"""A service credit, and what it took off with a statement, (R,)."""


def credited(card: Card, statement: Statement, owed: Floats, floor: Floats) -> tuple[Floats, Floats, list[Credited]]:
    """What service credits take off each item, (R, K, G), off what floors added, (R,), and each of them in all, (R,).

    ``round(share * owed)`` for each, no more of one item than is owed for it, and together no more than the share of
    everything that they are held to; what is beyond is cut pro rata.
    """
    terms, rows = card.terms, len(floor)
    everything = np.concatenate([owed.reshape(rows, -1), floor[:, None]], axis=1)  # (R, K * G + 1)
    if not terms.service_credits:
        return np.zeros(owed.shape), np.zeros(rows), []
    asked = np.stack([_asked(credit, card, statement, everything) for credit in terms.service_credits])  # (C, R, N)
    for n in range(everything.shape[1]):
        asked[:, :, n] = cut_to(asked[:, :, n].T, everything[:, n]).T
    most = whole_pence(everything.sum(axis=1) * terms.service_credits_at_most)
    flat = cut_to(asked.transpose(1, 0, 2).reshape(rows, -1), most)
    taken = flat.reshape(rows, len(asked), -1)  # (R, C, N)
    each = [(credit, taken[:, c].sum(axis=1)) for c, credit in enumerate(terms.service_credits)]
    off = taken.sum(axis=1)
    return off[:, :-1].reshape(owed.shape), off[:, -1], each


def _asked(credit: ServiceCredit, card: Card, statement: Statement, everything: Floats) -> Floats:
    """What one credit would take off everything that is owed, (R, N)."""
    schedule = replace(credit.schedule, at_edge="less")
    share = np.clip(schedule_value(schedule, statement.measure(credit.measure)), 0.0, 1.0)
    groups = len(card.segments)
    of_these = np.append(np.repeat(card.named(credit.lines), groups), not credit.lines)
    return np.asarray(whole_pence(everything * of_these * share[:, None]))
