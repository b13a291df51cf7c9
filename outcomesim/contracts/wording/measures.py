"""What terms say of a measure, in words: a figure, a condition, a schedule, bands of volume.

Takes plain records of terms, gives parts of sentences. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Callable

from outcomesim.contracts.wording.common import listed, money, number, percent
from outcomesim.scenario.capital import ACCOUNT_MEASURES
from outcomesim.scenario.pay import Condition, Schedule, Volume


def figure_in_words(measure: str, value: float, currency: str) -> str:
    """A figure of a measure as it would be said: what stands in the vehicle's account is money.

    Examples
    --------
    >>> figure_in_words("capital repaid", 50_000, "GBP"), figure_in_words("satisfaction", 0.8, "GBP")
    ('£50,000', '0.8')
    """
    return money(value, currency) if measure in ACCOUNT_MEASURES else number(value)


def condition_in_words(condition: Condition, currency: str) -> str:
    """A condition as it would be said; in money if it is on the vehicle's account."""
    limits = [
        f"{words} {figure_in_words(condition.measure, limit, currency)}"
        for words, limit in (
            ("at least", condition.at_least), ("at most", condition.at_most),
            ("above", condition.above), ("below", condition.below),
        )
        if limit is not None
    ]  # fmt: skip
    return f"{condition.measure} is {listed(limits)}"


def schedule_in_words(schedule: Schedule, value: object, at: Callable[[float], str] = number) -> str:
    """A schedule as it would be said: each tier, point or band, and where it begins.

    Parameters
    ----------
    schedule : Schedule
    value : function
        Says what the schedule gives.
    at : function
        Says a figure of what it goes by.
    """
    tell = value if callable(value) else str
    nothing = "" if schedule.nothing_below is None else f"nothing below {at(schedule.nothing_below)}, then "
    if schedule.kind == "steps":
        return nothing + ", ".join(f"{tell(v)} from {at(edge)}" for edge, v in schedule.points)
    if schedule.kind == "linear":
        return (
            nothing
            + "in a straight line between "
            + ", ".join(f"{tell(v)} at {at(edge)}" for edge, v in schedule.points)
        )
    counted = " (counted from there)" if schedule.counted_from == "threshold" else ""
    upto = "" if schedule.upto is None else f", up to {at(schedule.upto)}"
    return nothing + ", ".join(f"{tell(v)} a point above {at(edge)}" for edge, v in schedule.points) + upto + counted


def volume_in_words(volume: Volume | None) -> str:
    """Bands of volume as they would be said."""
    if volume is None:
        return ""
    each = " in each contract year" if volume.over == "year" else ""
    ends = [*(f"up to {number(at)}" for at, _ in volume.bands[1:]), "beyond"]
    said = [f"{percent(share)} of the price {end}" for (_, share), end in zip(volume.bands, ends, strict=True)]
    return ", ".join(said) + each
