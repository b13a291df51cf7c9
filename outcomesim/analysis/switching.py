"""The switching value: how much more a service would have to add under a contract for it to break even with another.

Takes two :class:`~outcomesim.running.results.ContractResult` of the same replications, gives a :class:`Switching`.
What is multiplied is the worth of what the service adds under the contract (so many times as many additional outcomes,
each worth what it is), while payments and costs stay as they are and the other contract stays as it is. Where more
outcomes would also be paid for, more than that is needed. Must not know how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.analysis.positions import Kind, gains, public_purse, social_value
from outcomesim.analysis.precision import UNDEFINED, Figure, mean_of
from outcomesim.running.results import ContractResult
from outcomesim.units import Floats

SWITCHED: tuple[Kind, ...] = ("public purse", "social value")
"""The positions in which a contract may break even with another."""
NOTHING_ADDED = "what the service adds is worth nothing that can be told from nought in this position"
BETTER_ANYWAY = "it would be ahead even if the service added nothing"


@dataclass(frozen=True)
class Switching:
    """How many times as much a service would have to add under a contract.

    Parameters
    ----------
    contract, against : str
    kind : "public purse" or "social value"
        The position in which the two would come to the same.
    times : Figure
        Above 1: the service would have to work better under the contract; below: it may work worse.
    reason : str
        Why there is no such number; empty where there is.
    """

    contract: str
    against: str
    kind: Kind
    times: Figure
    reason: str


def switching_value(result: ContractResult, against: ContractResult, kind: Kind) -> Switching:
    """``times = (mean position of the other - mean of the own position without gains) / mean of own gains``.

    Parameters
    ----------
    result, against : ContractResult
    kind : "public purse" or "social value"

    Returns
    -------
    Switching
    """
    own, gain = _position(result, kind)
    worth = mean_of(gain)
    if not (worth.value > 0 and worth.figure.clear):
        return Switching(result.name, against.name, kind, UNDEFINED, NOTHING_ADDED)
    needed = mean_of(_position(against, kind)[0]) - mean_of(own - gain)
    if needed.value < 0:
        return Switching(result.name, against.name, kind, UNDEFINED, BETTER_ANYWAY)
    return Switching(result.name, against.name, kind, (needed / worth).figure, "")


def _position(result: ContractResult, kind: Kind) -> tuple[Floats, Floats]:
    """A position and that part of it which is what the added outcomes are worth, (R,) each."""
    if kind == "public purse":
        return public_purse(result), gains(result, "gain real", kind="fiscal")
    if kind == "social value":
        return social_value(result), gains(result, "gain real")
    return (np.full(result.replications, np.nan),) * 2
