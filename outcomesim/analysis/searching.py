"""Finding the level at which something that chance decides has a wanted mean: a secant that is kept in bounds.

Takes nothing but numbers: a search asks for a level and is told what came of it, so that several searches can be run
side by side on the same people. Must not know what is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

LEAST, MOST = 1 / 16, 16.0
"""The levels between which is looked."""
CLOSE = 1e-4
"""How near to each other, as a share of them, the levels on both sides may come: what jumps between them jumps."""
APART = 0.03
"""How far apart, as a share of them, levels must be to say how steeply what comes of them rises."""


@dataclass(frozen=True)
class Found:
    """Where a search ended.

    Parameters
    ----------
    level : float
        The level that came nearest.
    value : float
        What came of it.
    slope : float
        How much what comes of it rises with the level, near there; nought where it does not move.
    reached : bool
        Whether what was wanted came of it, to within the tolerance.
    """

    level: float
    value: float
    slope: float
    reached: bool


Search = Generator[float, float, Found]


def search(wanted: float, tolerance: float) -> Search:
    """Look for the level, from 1, of which ``wanted`` comes, give or take ``tolerance``.

    What comes of a level is taken to rise with it. Levels are doubled or halved until they stand on both sides, then
    the secant between the nearest two is followed, and the middle is taken where it would leave them or crawl. Where
    no level is enough (or little enough) the search goes on for the nearest that could be had: it ends at the lowest
    level of which, to within three tolerances, as much comes as of any.
    """
    here, value = 1.0, (yield 1.0)
    first = value
    if abs(value - wanted) <= tolerance:
        there = 1.02
        return Found(here, value, ((yield there) - value) / (there - here), True)
    up = value < wanted
    while True:
        there = min(max(here * 2 if up else here / 2, LEAST), MOST)
        came = yield there
        if abs(came - wanted) <= tolerance:
            return Found(there, came, (came - value) / (there - here), True)
        if (came > wanted) if up else (came < wanted):
            break
        stuck = abs(came - value) <= tolerance / 10 and here != 1.0
        if stuck or there in (LEAST, MOST):
            return (yield from _nearest(wanted, tolerance, first, (there, came)))
        here, value = there, came
    low, high = ((here, value), (there, came)) if up else ((there, came), (here, value))
    return (yield from _between(wanted, tolerance, low, high, reached=True))


def _nearest(wanted: float, tolerance: float, first: float, furthest: tuple[float, float]) -> Search:
    """The lowest level that does as well as the furthest looked at, where even that is not enough."""
    there, came = furthest
    if came > wanted:
        return Found(there, came, 0.0, False)
    if first >= came - 3 * tolerance:
        return Found(1.0, first, 0.0, False)
    found = yield from _between(came - 2 * tolerance, tolerance, (1.0, first), furthest, reached=False)
    return Found(found.level, found.value, 0.0, False)


def _between(
    wanted: float, tolerance: float, low: tuple[float, float], high: tuple[float, float], *, reached: bool
) -> Search:
    """Close in between a level of which too little comes and one of which too much does."""
    slope, halve = (high[1] - low[1]) / (high[0] - low[0]), False
    while high[0] - low[0] > CLOSE * high[0]:
        (below, little), (above, much) = low, high
        level = below + (wanted - little) * (above - below) / (much - little)
        margin = (above - below) / 50
        level = (below + above) / 2 if halve else min(max(level, below + margin), above - margin)
        value = yield level
        slope = _slope(low, (level, value), high, slope)
        if abs(value - wanted) <= tolerance:
            return Found(level, value, slope, reached)
        halve = (above - level if value < wanted else level - below) > (above - below) / 2
        low, high = ((level, value), high) if value < wanted else (low, (level, value))
    nearest = min(low, high, key=lambda end: abs(end[1] - wanted))
    return Found(*nearest, slope, False)


def _slope(low: tuple[float, float], here: tuple[float, float], high: tuple[float, float], before: float) -> float:
    """How steeply what comes of a level rises there, by the nearer of the levels that are not too near to tell."""
    level, value = here
    apart = [end for end in (low, high) if abs(end[0] - level) > APART * level]
    if not apart:
        return before
    there, came = min(apart, key=lambda end: abs(end[0] - level))
    return (came - value) / (there - level)


def side_by_side(
    searches: Mapping[str, Search], tell: Callable[[Mapping[str, float]], Mapping[str, float]]
) -> dict[str, Found]:
    """Run several searches together: all their levels are asked for at once, turn by turn.

    Parameters
    ----------
    searches : mapping of name to search
    tell : function
        From the levels asked for, by name, to what comes of them.
    """
    found: dict[str, Found] = {}
    asked = {name: next(one) for name, one in searches.items()}
    while asked:
        told, coming = tell(asked), {}
        for name in asked:
            try:
                coming[name] = searches[name].send(told[name])
            except StopIteration as ended:
                found[name] = ended.value
        asked = coming
    return {name: found[name] for name in searches}
