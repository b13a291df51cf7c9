"""The most that a contract can come to, from its written terms alone.

Takes the terms and what stands in their place between some dates, gives pence, or None where nothing limits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from outcomesim.contracts.schedules import schedule_value
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import PayLine, PaymentTerms, Schedule
from outcomesim.units import to_pence


def most_payable(
    versions: Sequence[PaymentTerms], measures: Mapping[str, Measure], *, apart: float | None
) -> float | None:
    """The cap on the contract, or what all lines together can come to where each is bounded, in pence.

    Under terms that replace others for a time what was paid before counts, so the highest of their caps holds; what
    the lines of terms without a cap can come to is added.

    Parameters
    ----------
    versions : sequence of PaymentTerms
    measures : mapping of name to Measure
    apart : float or None
        What is paid apart from lines and whatever the caps, in the currency; None where nothing limits it.
    """
    caps = [_cap_on_all(terms) for terms in versions]
    bounds = [_most_of_all(terms, measures) for terms in versions]
    uncapped = _sum([bound for cap, bound in zip(caps, bounds, strict=True) if cap is None])
    limits = [_sum(bounds)]
    if uncapped is not None:
        limits.append(uncapped + max((cap for cap in caps if cap is not None), default=0.0))
    known = [limit for limit in limits if limit is not None]
    return min(known) + float(to_pence(apart)) if known and apart is not None else None


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


def _most_of_all(terms: PaymentTerms, measures: Mapping[str, Measure]) -> float | None:
    if terms.floors:
        return None
    return _sum([most_of_line(line, terms.price_factor, measures) for line in terms.lines])


def most_of_line(line: PayLine, factor: float, measures: Mapping[str, Measure]) -> float | None:
    """The most that a line can come to, in pence; None where nothing bounds it."""
    if line.tolerance is not None:
        return None
    if line.per == "block" and line.schedule is None:
        return float(to_pence((line.amount or 0.0) * factor))
    most = None if line.schedule is None else _highest(line.schedule)
    if most is None:
        return None
    if line.per == "block" and line.gives == "share of the line":
        return float(np.ceil(to_pence((line.amount or 0.0) * factor) * max(1.0, most)))
    once = line.measure not in measures or measures[line.measure].window in ("to date", "final")
    return float(to_pence(most * line.weight * factor)) if line.per == "measure" and once else None


def _highest(schedule: Schedule) -> float | None:
    """The highest value that a schedule gives; None where its last band never ends."""
    if schedule.kind != "bands":
        return max(0.0, *(value for _, value in schedule.points))
    if schedule.upto is None:
        return None
    edges = np.array([*(at for at, _ in schedule.points), schedule.upto])
    return max(0.0, float(schedule_value(schedule, edges).max()))
