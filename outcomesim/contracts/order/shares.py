"""Who bears which share of what: the share that names most goes first, and shares may change with what is owed in all.

Takes payers, gives shares in their order and the parts of an amount that are borne in each. It knows no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from outcomesim.scenario.payers import Payer
from outcomesim.units import NEVER, Floats, to_pence, whole_pence

Shares = tuple[float, ...]
Bands = Sequence[tuple[float, Floats]]
"""From which amount on, in the currency, and up to which share of what is owed now, (R,), each band goes."""


def shares_of(
    payers: Sequence[Payer], names: Iterable[str] = (), segment: str = "", *, year: int = 0, above: float = 0.0
) -> Shares:
    """The share of each payer in one line or outcome, segment, contract year and band of what is owed in all.

    Parameters
    ----------
    payers : sequence of Payer
    names : iterable of str
        What a line is known by; none for what no line asks for.
    segment : str
    year : int
        From 0; from 1 on in the terms.
    above : float
        What is owed in all is beyond this.
    """
    known = ("", *names)

    def share(payer: Payer) -> float:
        fits = [
            of
            for of in payer.shares
            if of.line in known and of.segment in ("", segment) and of.year in (None, year + 1) and of.above <= above
        ]
        named = [
            (bool(of.line) + bool(of.segment) + (of.year is not None) + (of.above > 0), of.above, n)
            for n, of in enumerate(fits)
        ]
        return fits[max(named)[2]].share if named else payer.share

    return tuple(share(payer) for payer in payers)


def bands_of(payers: Sequence[Payer], before: Floats | float, now: Floats) -> Bands:
    """The bands in which an amount (R,) of pence falls, on top of what was owed before, (R,) of pence."""
    begin = sorted({0.0, *(of.above for payer in payers for of in payer.shares)})
    if len(begin) == 1:
        return [(0.0, np.ones(now.shape))]
    bands = []
    for since, past in zip(begin, [*begin[1:], NEVER], strict=True):
        room = (to_pence(past) if past < NEVER else NEVER) - (before + np.zeros(now.shape))
        share = np.divide(room, now, out=np.where(room > 0, 1.0, 0.0), where=now > 0)
        bands.append((since, np.clip(share, 0.0, 1.0)))
    return bands


def in_bands(amount: Floats, bands: Bands) -> list[tuple[float, Floats]]:
    """The parts of an amount (R,) in each band, in whole pence that add up to it."""
    if len(bands) == 1:
        return [(bands[0][0], amount)]
    parts, done = [], np.zeros(amount.shape)
    for since, upto in bands:
        reached = whole_pence(amount * upto) if since < bands[-1][0] else amount
        parts.append((since, reached - done))
        done = reached
    return parts


def others_of(shares: Floats, p: int) -> Floats:
    """The shares by which the others bear what a payer does not, (P,): their own, or alike where none has any."""
    others = np.where(np.arange(len(shares)) == p, 0.0, shares)
    return others if others.any() else np.where(np.arange(len(shares)) == p, 0.0, 1.0)


def taken_on(excess: Floats, shares: Floats, room: Floats) -> Floats:
    """Divide an excess (R,) between payers by their shares (P,), none beyond its room (R, P), in whole pence."""
    given, left = np.zeros(room.shape), excess
    for _ in range(room.shape[1]):  # whoever is full is passed over in the next round
        open_to = np.where(given < room, shares, 0.0)
        from_here_on = np.cumsum(open_to[:, ::-1], axis=1)[:, ::-1]
        weight = np.divide(open_to, from_here_on, out=np.zeros(room.shape), where=from_here_on > 0)
        for p in range(room.shape[1]):
            part = np.minimum(np.minimum(whole_pence(left * weight[:, p]), left), room[:, p] - given[:, p])
            given[:, p] += part
            left = left - part
    return given
