"""Whose part of the risk to social value is whose: Euler shares, in the one position that has a total.

Takes a :class:`~outcomesim.running.results.ContractResult`, gives one :class:`ValueShare` a holder. Social value is
divided, to the penny, into what public bodies get and save, what provider, investors and guarantors are left with, all
counted as the public purse counts money, and what people and the economy gain. Cash has no such shares: it adds up to
nothing. Must not know any other contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from outcomesim.analysis.positions import gains, public_purse, social_value, together
from outcomesim.analysis.precision import FEWEST_IN_TAIL, Estimate, Figure, mean_of
from outcomesim.analysis.risk import WORST
from outcomesim.running.results import ContractResult
from outcomesim.units import Floats

PUBLIC_BODIES, PEOPLE = "public bodies", "people and economy"
PROVIDER, INVESTORS, GUARANTORS = "provider", "investors", "guarantors"
ROLES = {PROVIDER: ("provider",), INVESTORS: ("investor", "spv"), GUARANTORS: ("guarantor",)}
"""Investors are taken with their vehicle: what time is worth while it holds their money is theirs."""


@dataclass(frozen=True)
class ValueShare:
    """One holder's part of social value and of the risk to it, in the scenario's currency.

    Parameters
    ----------
    holder : str
    expected : Figure
    risk : Figure
        How far the holder falls below its own mean in the 5% of futures that are worst for the total; over holders
        these add up to the shortfall of social value. Below nought where the holder does well when others do badly.
    """

    holder: str
    expected: Figure
    risk: Figure


def value_shares(result: ContractResult) -> tuple[ValueShare, ...]:
    """Every holder's Euler share of the shortfall of social value.

    ``share_h = mean(value_h) - mean(value_h over the worst 5% of social value)``

    Parameters
    ----------
    result : ContractResult

    Returns
    -------
    tuple of ValueShare
        Public bodies first.
    """
    held = parts(result)
    total = social_value(result)
    return tuple(
        ValueShare(holder, mean_of(values).figure, share_of_shortfall(values, total, WORST).figure)
        for holder, values in held.items()
    )


def parts(result: ContractResult) -> Mapping[str, Floats]:
    """Social value by holder, (R,) each: they add up to it."""
    held = {PUBLIC_BODIES: public_purse(result)}
    for name, roles in ROLES.items():
        parties = tuple(party for role in roles for party in result.of_role(role))
        if parties:
            held[name] = together(result, "real value", parties)
    held[PEOPLE] = np.asarray(gains(result, "gain real") - gains(result, "gain real", kind="fiscal"))
    return held


def share_of_shortfall(values: Floats, total: Floats, worst: float) -> Estimate:
    """How far some values fall below their mean where the total is worst; of the total itself, its shortfall.

    The tail is exactly ``worst * R`` futures, the last of them in part. Its influence is that of the values' mean in
    the tail with the values at its edge, ``e``, taken from the futures round it:
    ``e - tail + (in tail) * (value - e) / worst``.

    Examples
    --------
    The worst half of the total is its first two futures, in which the values are 3 and 1, of a mean of 4:

    >>> share_of_shortfall(np.array([3.0, 1.0, 5.0, 7.0]), np.array([0.0, 1.0, 2.0, 3.0]), 0.5).value
    2.0
    """
    size = max(worst * values.size, 1.0)
    order = np.argsort(total, kind="stable")
    weight = np.zeros(values.size)
    weight[order] = np.clip(size - np.arange(values.size), 0.0, 1.0)
    tail = float(weight @ values) / size
    share = float(values.mean()) - tail
    if worst * values.size < FEWEST_IN_TAIL - 1e-9:
        return Estimate(share, np.full(values.shape, np.nan))
    reach = max(1, round(np.sqrt(size)))
    whole = int(size)
    edge = float(values[order[max(0, whole - reach) : whole + reach]].mean())
    influence_on_tail = edge - tail + weight * (values - edge) * (values.size / size)
    return Estimate(share, values - values.mean() - influence_on_tail)
