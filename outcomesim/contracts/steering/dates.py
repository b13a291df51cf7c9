"""When a contract's statements are drawn up: the end of every period, and every date on which something changes.

And when what was retained of them is released, where no statement is drawn up then.

Takes written terms with the dates between which they hold, gives months. It knows no statement and no money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from outcomesim.scenario.apart import GainShare
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
    return tuple(sorted(month for month in months if 0 < month <= min(last, horizon)))


def release_months(
    versions: Sequence[InForce], statements: Iterable[tuple[int, int]], *, horizon: int
) -> tuple[int, ...]:
    """The months, those of statements apart, at which what was retained of some statement is released, ascending.

    ``ceil(month of the statement + months later)``, but no later than the horizon.

    Parameters
    ----------
    versions : sequence of InForce
        The first whose dates fit stands.
    statements : iterable of (first month, month after the last)
    horizon : int
    """
    due, drawn_up = set(), set()
    for begins, month in statements:
        drawn_up.add(month)
        retention = next(version for version in versions if version.holds(begins)).terms.retention
        if month > 0 and retention is not None and retention.released is not None:
            due.add(min(ceil(month + retention.released), horizon))
    return tuple(sorted(due - drawn_up))


def closing_months(gain: GainShare | None, *, last: int) -> tuple[int, ...]:
    """The months at which an open book closes, ascending: the last, and before it the end of each year looked at alone.

    Examples
    --------
    >>> closing_months(GainShare(0.5, over="year"), last=30), closing_months(GainShare(0.5), last=30)
    ((12, 24, 30), (30,))
    """
    if gain is None:
        return ()
    return (*(range(MONTHS_PER_YEAR, last, MONTHS_PER_YEAR) if gain.over == "year" else ()), last)


def floor_months(versions: Sequence[InForce], *, last: int) -> tuple[int, ...]:
    """The months at which a floor for a period or a year closes, ascending, up to the last statement."""
    floors = [(floor.over, version.terms.every_months) for version in versions for floor in version.terms.floors]
    months = {MONTHS_PER_YEAR if over == "year" else every for over, every in floors if over != "contract"}
    return tuple(sorted({date for every in months for date in range(every, last + 1, every)}))


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
    if goes_by_year(version) or any(floor.over == "year" for floor in terms.floors):
        yield from range(MONTHS_PER_YEAR, last, MONTHS_PER_YEAR)


def goes_by_year(version: InForce) -> bool:
    """Whether a cap, a volume, a payer's limit or a share begins anew with each contract year."""
    terms, payers = version.terms, version.payers
    return (
        any(cap.over == "year" for cap in terms.caps)
        or any(line.volume is not None and line.volume.over == "year" for line in terms.lines)
        or any(payer.limit_in_year(0) is not None for payer in payers)
        or any(share.year is not None for payer in payers for share in payer.shares)
    )
