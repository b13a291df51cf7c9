"""What may be owed under written terms, in cells that are each borne in shares of their own, and what bounds them.

Takes a contract, gives :class:`Cell` by item, segment, contract year and band of what is owed in all, and bounds of
their sums: caps, what single lines can come to, how many people there are. It knows no payer but where shares change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.beforehand.most_payable import carries, is_paid_as_it_comes, most_of_line
from outcomesim.contracts.grant import Grant
from outcomesim.contracts.order.card import Item
from outcomesim.contracts.steering.ending import most_on_ending
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.pay import Cap, Floor, PayLine
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, to_pounds


@dataclass(frozen=True)
class People:
    """How many can be taken on at the most, and how often each outcome can be claimed for one of them, (L,)."""

    number: float
    times: Floats


@dataclass(frozen=True)
class Cell:
    """What may be owed under one version of the terms in a contract year, for one item in one segment.

    Without an item: what a floor adds, or, without a floor either, what is paid beside all lines.
    """

    version: int
    year: int
    item: Item | None = None
    k: int = 0
    segment: int = 0
    floor: Floor | None = None
    above: float = 0.0

    @property
    def beside(self) -> bool:
        """Whether it is neither a line's nor a floor's."""
        return self.item is None and self.floor is None


Bound = tuple[Floats, float]
"""Cells whose weighted sum comes to no more than so much: weights (N,), and the most."""


def beside_lines(contract: WrittenContract) -> float:
    """What no line asks for and all bear by their shares, in the currency: an award, the most on ending early."""
    award = float(to_pounds(contract.award)) if isinstance(contract, Grant) else 0.0
    ending = most_on_ending(contract.terms.end, contract.capital)
    return NEVER if ending is None else award + ending


def years_of(contract: WrittenContract) -> int:
    """How many contract years there are, to the last payment."""
    return -(-contract.setting.horizon_months // MONTHS_PER_YEAR)


def bands_of(contract: WrittenContract) -> list[float]:
    """The amounts from which on some payer's share is another, ascending from nought."""
    payers = [payer for version in contract.in_force for payer in version.payers]
    return sorted({0.0, *(of.above for payer in payers for of in payer.shares)})


def cells_of(contract: WrittenContract) -> list[Cell]:
    """Every cell in which something may be owed."""
    return [cell for above in bands_of(contract) for cell in _cells(contract, above)]


def _cells(contract: WrittenContract, above: float) -> Iterator[Cell]:
    last = contract.statement_months[-1]
    in_force = [next(v for v, one in enumerate(contract.in_force) if one.holds(month)) for month in range(last)]
    for v, version in enumerate(contract.in_force):
        months = [month for month in range(last) if in_force[month] == v]
        if not months:
            continue
        card, _ = contract.version_at(months[0])
        in_years = sorted({month // MONTHS_PER_YEAR for month in months})
        carries = any(cap.excess == "carried" for cap in version.terms.caps)
        for k, item in enumerate(card.items):
            if item is None:
                continue
            years = in_years  # what was carried or waits may be paid on a line of the same name, whatever its dates
            if len(contract.in_force) == 1:
                years = _years(item.line, months, closes=contract.calendar.last, last=last, waits=carries)
            segments = np.flatnonzero(card.covers[k]).tolist()
            yield from (Cell(v, year, item, k, g, above=above) for g in segments for year in years)
        yield from (Cell(v, year, floor=floor, above=above) for floor in version.terms.floors for year in in_years)
        if beside_lines(contract):
            yield from (Cell(v, year, above=above) for year in range(years_of(contract)))


def _years(line: PayLine, months: Sequence[int], *, closes: int, last: int, waits: bool) -> list[int]:
    """The contract years in which a line may be owed: from when it begins, and later where what it brings may wait."""
    ends = NEVER if line.until is None else line.until
    paid = [month for month in months if (line.since or 0.0) <= month < ends]
    if not paid:
        return []
    first = closes - 1 if line.claimed == "at the end" else paid[0]
    if waits or line.back_dated or line.schedule is not None or line.claimed != "with every statement":
        return list(range(first // MONTHS_PER_YEAR, (last - 1) // MONTHS_PER_YEAR + 1))
    return sorted({month // MONTHS_PER_YEAR for month in paid})


# -- bounds ----------------------------------------------------------------------------------------------------------


def bounds_of(
    contract: WrittenContract, cells: Sequence[Cell], *, in_all: float | None, people: People | None
) -> Iterator[Bound]:
    """What bounds sums of cells, in the currency; in all too, where that is known."""
    if in_all is not None:
        yield np.ones(len(cells)), in_all
    yield _where(cell.beside for cell in cells), beside_lines(contract)
    last = contract.statement_months[-1]
    for v, version in enumerate(contract.in_force):
        of_version = _where(cell.version == v for cell in cells)
        limits: tuple[Cap | Floor, ...] = (*version.terms.caps, *version.terms.floors)
        for limit in limits:
            named = of_version * _where(_is_under(limit, cell) for cell in cells)
            yield from _of_limit(limit, named, cells, last, version.terms.every_months)
    yield from _of_lines(contract, cells)
    if people is not None:
        yield from _of_people(contract, cells, people)


def _of_lines(contract: WrittenContract, cells: Sequence[Cell]) -> Iterator[Bound]:
    """What each line can come to under all versions together: what waits or is carried goes on by the line's name.

    A block of which nothing waits, also under each by itself.
    """
    most: dict[str, list[float | None]] = {}
    segments = len(contract.setting.segments)
    several = len(contract.in_force) > 1 and not carries(contract.in_force)
    for v, terms in enumerate(contract.held):
        for line in terms.lines:
            of_it = most_of_line(line, terms, contract.setting.measures, segments=segments)
            most.setdefault(line.name, []).append(of_it)
            if several and is_paid_as_it_comes(line) and of_it is not None:
                yield _on_line(cells, line.name) * _where(cell.version == v for cell in cells), float(to_pounds(of_it))
    for name, each in most.items():
        known = [amount for amount in each if amount is not None]
        if len(known) == len(each):
            yield _on_line(cells, name), float(to_pounds(sum(known)))


def _on_line(cells: Sequence[Cell], name: str) -> Floats:
    return _where(cell.item is not None and cell.item.line.name == name for cell in cells)


def _where(held: Iterable[bool]) -> Floats:
    return np.array([float(holds) for holds in held])


def _is_under(limit: Cap | Floor, cell: Cell) -> bool:
    """Whether a cap is on a cell, or the cell is what a floor adds: which caps on all are on too."""
    if isinstance(limit, Floor):
        return cell.floor is limit
    if cell.item is None:
        return cell.floor is not None and not limit.lines and limit.over != "person"
    return limit.over != "person" and (not limit.lines or bool({*cell.item.key} & {*limit.lines}))


def _of_limit(limit: Cap | Floor, named: Floats, cells: Sequence[Cell], last: int, every: int) -> Iterator[Bound]:
    """The most under a cap, or that a floor can add: in all, in each year, or in the periods that touch each year."""
    years = np.array([cell.year for cell in cells])
    if limit.over == "contract":
        yield named, limit.amount
    for year in range((last - 1) // MONTHS_PER_YEAR + 1) if limit.over in ("year", "period") else ():
        begins, ends = MONTHS_PER_YEAR * year, min(last, MONTHS_PER_YEAR * (year + 1))
        if limit.over == "period":
            yield named * (years == year), limit.amount * ((ends - 1) // every - begins // every + 1)
        elif isinstance(limit, Cap) and limit.unused == "carried":
            yield named * (years <= year), sum(limit.in_year(each) for each in range(year + 1))
        else:
            yield named * (years == year), limit.in_year(year) if isinstance(limit, Cap) else limit.amount


def _of_people(contract: WrittenContract, cells: Sequence[Cell], people: People) -> Iterator[Bound]:
    """Nothing is claimed for more people than there are, and none is paid more than the cap per person."""
    if contract.claim_values is None or contract.most_beside_claims is None:
        return  # claims may come to be worth more than on the first day
    if contract.claim_limit is not None:
        of_claims = _where(cell.item is not None and bool(cell.item.outcome) for cell in cells)
        yield of_claims, people.number * float(to_pounds(contract.claim_limit))
    each = to_pounds(contract.card.prices(0.0) * (1 - contract.card.deducted))  # (K, G)
    for k in contract.card.paid_on_outcomes:
        worth = np.array([each[k, cell.segment] if cell.item is not None and cell.k == k else 0.0 for cell in cells])
        claims = np.divide(1.0, worth, out=np.zeros(len(cells)), where=worth > 0)
        line = contract.setting.outcomes.index(contract.card.keys[k][1])
        yield claims, people.number * float(people.times[line])
