"""The most that a contract can come to, from its written terms alone.

Takes the terms and what stands in their place between some dates, gives pence, or None where nothing limits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from outcomesim.contracts.order.schedules import schedule_value, worth_of_volume
from outcomesim.contracts.order.tab import Calendar
from outcomesim.contracts.steering.dates import InForce
from outcomesim.scenario.measures import ONE_AMOUNT, Measure
from outcomesim.scenario.pay import PayLine, PaymentTerms, Schedule, Volume
from outcomesim.units import PENCE, to_pence, to_pounds, whole_pence


def most_payable(
    versions: Sequence[PaymentTerms], measures: Mapping[str, Measure], *, segments: int, apart: float | None
) -> float | None:
    """The cap on the contract, or what all lines together can come to where each is bounded, in pence.

    Under terms that replace others for a time what was paid before counts, so the highest of their caps holds; what
    the lines of terms without a cap can come to is added.

    Parameters
    ----------
    versions : sequence of PaymentTerms
    measures : mapping of name to Measure
    segments : int
        How many there are.
    apart : float or None
        What is paid apart from lines and whatever the caps, in the currency; None where nothing limits it.
    """
    caps = [_cap_on_all(terms) for terms in versions]
    bounds = [_most_of_all(terms, measures, segments) for terms in versions]
    uncapped = _sum([bound for cap, bound in zip(caps, bounds, strict=True) if cap is None])
    limits = [_sum(bounds)]
    if uncapped is not None:
        limits.append(uncapped + max((cap for cap in caps if cap is not None), default=0.0))
    known = [limit for limit in limits if limit is not None]
    return min(known) + float(to_pence(apart)) if known and apart is not None else None


def as_held(
    versions: Sequence[InForce], statements: Sequence[tuple[int, int]], calendar: Calendar
) -> tuple[PaymentTerms, ...]:
    """The terms of each version, its block prices only what falls in the statements that it settles.

    What may wait or be carried from one version to another is left whole in each: it is paid by whichever stands then.

    Parameters
    ----------
    versions : sequence of InForce
        The first whose dates fit stands.
    statements : sequence of (first month, month after the last)
    calendar : Calendar
    """
    if len(versions) == 1 or carries(versions):
        return tuple(version.terms for version in versions)
    settled: list[list[tuple[int, int]]] = [[] for _ in versions]
    for months in statements:
        settled[next(v for v, version in enumerate(versions) if version.holds(months[0]))].append(months)

    def held(line: PayLine, factor: float, months: Sequence[tuple[int, int]]) -> PayLine:
        if not is_paid_as_it_comes(line) or factor <= 0:
            return line
        whole = float(to_pence((line.amount or 0.0) * factor))
        parts = sum(calendar.part_of_block(line, whole, since, until)[0] for since, until in months)
        return replace(line, amount=float(to_pounds(parts)) / factor)

    return tuple(
        replace(
            version.terms, lines=tuple(held(line, version.terms.price_factor, months) for line in version.terms.lines)
        )
        for version, months in zip(versions, settled, strict=True)
    )


def carries(versions: Sequence[InForce]) -> bool:
    """Whether some cap carries what it cuts, into whatever terms stand then."""
    return any(cap.excess == "carried" for version in versions for cap in version.terms.caps)


def is_paid_as_it_comes(line: PayLine) -> bool:
    """Whether a line is a block of which each part is paid by the terms in whose months it falls."""
    waits = line.claimed != "with every statement" or line.back_dated or line.schedule is not None
    return line.per == "block" and not waits


def beside_claims(terms: PaymentTerms) -> PaymentTerms:
    """Terms without their caps and without lines that plainly pay each claim what it is worth on the first day."""
    moving = terms.indexation is not None

    def plain(line: PayLine) -> bool:
        same = line.schedule is None and line.tolerance is None and not any(price.since for price in line.prices)
        return line.per in ("outcome", "unit") and same and not moving

    return replace(terms, caps=(), lines=tuple(line for line in terms.lines if not plain(line)))


def _cap_on_all(terms: PaymentTerms) -> float | None:
    return min(
        (float(to_pence(cap.amount)) for cap in terms.caps if cap.over == "contract" and not cap.lines), default=None
    )


def _sum(amounts: Sequence[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _most_of_all(terms: PaymentTerms, measures: Mapping[str, Measure], segments: int) -> float | None:
    if terms.floors:
        return None
    return _sum([most_of_line(line, terms, measures, segments=segments) for line in terms.lines])


def most_of_line(line: PayLine, terms: PaymentTerms, measures: Mapping[str, Measure], *, segments: int) -> float | None:
    """The most that a line of some terms can come to, in pence; None where nothing bounds it."""
    factor = terms.price_factor
    if line.tolerance is not None:
        return None
    if line.volume is not None and line.schedule is None:
        return _most_by_volume(line, line.volume, terms, segments)
    if line.per == "block" and line.schedule is None:
        return float(to_pence((line.amount or 0.0) * factor))
    most = None if line.schedule is None else highest_value(line.schedule)
    if most is None:
        return None
    if line.per == "block" and line.gives == "share of the line":
        return float(np.ceil(to_pence((line.amount or 0.0) * factor) * max(1.0, most)))
    once = line.measure not in measures or measures[line.measure].window in ONE_AMOUNT
    return float(to_pence(most * line.weight * factor)) if line.per == "measure" and once else None


COUNTED_WHOLE = ("outcome", "unit", "attachment", "referral")
"""What comes in whole numbers, of which each pays half a penny more at the most for being rounded."""


def _most_by_volume(line: PayLine, volume: Volume, terms: PaymentTerms, segments: int) -> float | None:
    """``highest price * (sum over bands of share * width)``, where the last band pays nothing; None where it pays."""
    ends, last_share = volume.bands[-1]
    rise = terms.indexation
    indexed = rise is not None and (not rise.lines or bool({line.name, *line.outcomes} & {*rise.lines}))
    if last_share or volume.over != "contract" or line.per not in COUNTED_WHOLE or indexed:
        return None
    each = np.array([price.amount for price in line.prices]) * terms.price_factor * PENCE
    highest = float((whole_pence(each) if line.per == "outcome" else each).max(initial=0.0))
    in_bands = highest * np.array([share for _, share in volume.bands])
    rounded_alone = len(line.prices) == 1 and segments == 1 and np.allclose(in_bands, np.rint(in_bands), atol=1e-6)
    full = float(worth_of_volume(volume, np.array([ends]))[0])
    return float(np.ceil(np.round(highest * full + (0.0 if rounded_alone else ends / 2), 6)))


def highest_value(schedule: Schedule) -> float | None:
    """The highest value that a schedule gives; None where its last band never ends."""
    if schedule.kind != "bands":
        return max(0.0, *(value for _, value in schedule.points))
    if schedule.upto is None:
        return None
    edges = np.array([*(at for at, _ in schedule.points), schedule.upto])
    return max(0.0, float(schedule_value(schedule, edges).max()))
