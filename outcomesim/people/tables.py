"""Quantiles by table, where the quantile itself is slow: planned stays, lags, frailties.

A table holds a distribution's quantiles at even steps of ``y = log(u / (1 - u))`` and is read by straight lines
between them. On that scale a quantile is smooth out to both tails, so a few thousand steps are enough; each table
states the largest error it was found to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from outcomesim.scenario.quantities import Quantity
from outcomesim.units import Floats

REACH = 36.75
"""The logit of the last uniform below 1, rounded up: the table covers every uniform there is but 0 itself."""
STEPS = 4096
PER_UNIT = STEPS / (2 * REACH)


def table_position(u: float) -> float:
    """Where in any table the quantile at ``u`` stands, in steps; one number, so that the kernel can compile it."""
    if u <= 0.0:
        return 0.0
    return (log(u / (1.0 - u)) + REACH) * PER_UNIT


def read_table(nodes: Any, position: float) -> float:
    """The quantile at a position, straight between the table's nodes."""
    i = min(int(position), STEPS - 1)
    return float(nodes[i] + (nodes[i + 1] - nodes[i]) * (position - i))


@dataclass(frozen=True)
class QuantileTable:
    """The quantiles of one shape, made once.

    Parameters
    ----------
    nodes : array (STEPS + 1,)
        Quantiles at even steps of the logit; never below nought.
    error : float
        The largest difference from the true quantile found between the nodes, for ``u`` from 1e-6 to 1 - 1e-6.
    """

    nodes: Floats
    error: float

    @classmethod
    def of(cls, quantity: Quantity) -> QuantileTable:
        """The table of a time that is never negative: constant where the quantity is certain."""
        y = np.linspace(-REACH, REACH, STEPS + 1)
        nodes = np.maximum(quantity.at(_expit(y)), 0.0)
        finite = np.isfinite(nodes)
        nodes = np.where(finite, nodes, np.max(nodes, where=finite, initial=0.0))
        between = np.linspace(-13.8, 13.8, 9973)
        true = np.maximum(quantity.at(_expit(between)), 0.0)
        error = float(np.max(np.abs(np.interp(between, y, nodes) - true)))
        nodes.setflags(write=False)
        return cls(nodes=nodes, error=error)

    def at(self, u: float) -> float:
        """The quantile at ``u``."""
        return read_table(self.nodes, table_position(u))


def _expit(y: Floats) -> Floats:
    return np.where(y < 0, np.exp(np.minimum(y, 0)) / (1 + np.exp(np.minimum(y, 0))), 1 / (1 + np.exp(-np.abs(y))))
