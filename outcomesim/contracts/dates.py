"""When a contract's statements are drawn up: the end of every period, and every date on which something changes.

Takes written terms with the dates between which they hold, gives months. It knows no statement and no money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from outcomesim.scenario.pay import Payer, PaymentTerms
from outcomesim.units import MONTHS_PER_YEAR, NEVER


@dataclass(frozen=True)
class InForce:
    """Terms, their payers, and the months of statements that begin while they hold: ``since <= month < until``."""

    terms: PaymentTerms
    payers: tuple[Payer, ...]
    since: float = -NEVER
    until: float = NEVER

    def holds(self, month: float) -> bool:
        """Whether a statement that begins then is settled by these terms, if by no others."""
        return self.since <= month < self.until


def statement_months(versions: Sequence[InForce], *, last: int, horizon: int) -> tuple[int, ...]:
    """The months at which statements are drawn up, ascending: of the terms in force first, up to the last.

    Parameters
    ----------
    versions : sequence of InForce
        The first whose dates fit stands.
    last : int
        The month of the last statement.
    horizon : int
    """
    months = {last}
    for month in range(1, last):
        stands = next(version for version in versions if version.holds(month - 1))
        if month % stands.terms.every_months == 0:
            months.add(month)
    for version in versions:
        months |= {ceil(date) for date in _changes(version, last)}
    released = {v.terms.retention.released for v in versions if v.terms.retention} - {None, 0.0}
    for after in (after for after in released if after is not None):
        reached = sorted(month for month in months if month > 0)
        for month in reached:  # what is added is reached too
            due = ceil(month + after)
            if due < last and due not in months:
                months.add(due)
                reached.append(due)
    return tuple(sorted(month for month in months if 0 < month <= min(last, horizon)))


def _changes(version: InForce, last: int) -> Iterator[float]:
    """The dates on which terms, prices or the sums of a year begin."""
    terms = version.terms
    yield from (date for date in (version.since, version.until) if abs(date) < NEVER)
    for line in terms.lines:
        yield from (date for date in (line.since, line.until) if date is not None)
        yield from (price.since for price in line.prices)
    if terms.indexation is not None:
        first, years = terms.indexation.since, int(last // MONTHS_PER_YEAR) + 1
        yield from (first + MONTHS_PER_YEAR * year for year in range(1, years + 1))
    of_years = [*(cap.over == "year" for cap in terms.caps), *(floor.over == "year" for floor in terms.floors)]
    of_years += [payer.limit_in_year(0) is not None for payer in version.payers]
    of_years += [share.year is not None for payer in version.payers for share in payer.shares]
    if any(of_years):
        yield from range(MONTHS_PER_YEAR, last, MONTHS_PER_YEAR)
