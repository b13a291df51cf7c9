"""The most that each payer could owe under written terms: the most of all, borne where its share is largest.

Takes a contract and the most that all can owe, gives one sum a payer: the optimum of a linear programme over the cells
of :mod:`outcomesim.contracts.beforehand.may_be_owed`. Interest on what is paid late stands beside it, and beside every
limit (:mod:`outcomesim.contracts.beforehand.most_interest`). It knows no plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
from scipy.optimize import linprog

from outcomesim.contracts.beforehand.may_be_owed import Bound, Cell, People, bands_of, bounds_of, cells_of, years_of
from outcomesim.contracts.grant import Grant
from outcomesim.contracts.order.shares import others_of, shares_of
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.pay import Payer
from outcomesim.units import NEVER, Floats

MOST_TOLD_APART = 6
"""Payers with limits of whom every way of being exhausted is tried; any more are taken to leave all to the others."""


def most_by_payer(
    contract: WrittenContract, in_all: float | None, people: People | None = None
) -> dict[str, float | None]:
    """The most that each payer could owe, in the currency; None where nothing limits it.

    Parameters
    ----------
    contract : WrittenContract
    in_all : float or None
        The most that all can owe.
    people : People or None
        What is known of people, where claims are bounded by how many there are.
    """
    lost = {party.name: _lost(party.name, contract) for party in contract.every_payer}
    cells = cells_of(contract)
    if not cells:
        return dict(lost)
    owed = None if in_all is None else in_all - sum(amount for _, amount in contract.written_off)
    bounds = tuple(bounds_of(contract, cells, in_all=owed, people=people))
    bearing = _Bearing(contract, tuple(cells), bounds).without_those_alike()
    return {name: None if (most := bearing.most_of(name)) is None else most + lost[name] for name in lost}


def _lost(name: str, contract: WrittenContract) -> float:
    """What a payer may advance that does not come back: its own, and its share of what all advance; in no limit."""
    own = [p.share for version in contract.in_force for p in version.payers if p.name == name]
    return sum(amount * (max(own) if by == "" else float(by == name)) for by, amount in contract.written_off)


@dataclass(frozen=True)
class _Bearing:
    """Who bears which cells by its shares, and who takes on what is beyond the limits of others.

    Parameters
    ----------
    contract : WrittenContract
    cells : tuple of Cell
    bounds : tuple of Bound
    """

    contract: WrittenContract
    cells: tuple[Cell, ...]
    bounds: tuple[Bound, ...]

    # -- payers ------------------------------------------------------------------------------------------------------

    @cached_property
    def payers(self) -> Mapping[str, tuple[Payer, ...]]:
        """Each payer under every version of the terms that has it."""
        every = [payer for version in self.contract.in_force for payer in version.payers]
        return {name: tuple(p for p in every if p.name == name) for name in dict.fromkeys(p.name for p in every)}

    @cached_property
    def shares(self) -> Mapping[str, Floats]:
        """The share of each cell that each payer bears, (N,).

        What was retained is borne as when it was, unless a payer who bore some has left: then by the shares there are.
        """
        shares = {name: np.array([self._share(name, cell) for cell in self.cells]) for name in self.payers}
        return {name: self._or_later(own, max(p.share for p in self.payers[name])) for name, own in shares.items()}

    def _or_later(self, part: Floats, later: float) -> Floats:
        """A part of each cell (N,), of which what is retained may be borne later, under terms with other payers."""
        versions = self.contract.in_force
        kept = max((version.terms.retention.share for version in versions if version.terms.retention), default=0.0)
        return part if len(versions) == 1 else np.maximum(part, (1 - kept) * part + kept * later)

    def _share(self, name: str, cell: Cell) -> float:
        payers = self.contract.in_force[cell.version].payers
        by_segment = cell.item is not None and cell.item.by_segment
        segment = self.contract.setting.segments[cell.segment] if by_segment else ""
        names = () if cell.item is None else cell.item.key
        shares = shares_of(payers, names, segment, year=cell.year, above=cell.above)
        return dict(zip((payer.name for payer in payers), shares, strict=True)).get(name, 0.0)

    def _part_of_excess(self, name: str, other: str, exhausted: Collection[str]) -> Floats:
        """A payer's part of what is beyond another's limit, by the shares of those who are not exhausted, (N,)."""
        parts = [self._part(name, other, exhausted, version) for version in range(len(self.contract.in_force))]
        return self._or_later(np.array([parts[cell.version] for cell in self.cells]), max(parts))

    def _part(self, name: str, other: str, exhausted: Collection[str], version: int) -> float:
        payers = self.contract.in_force[version].payers
        names = [payer.name for payer in payers]
        if name not in names or other not in names:
            return 0.0
        shares = others_of(np.array([payer.share for payer in payers]), names.index(other))
        left = sum(share for one, share in zip(names, shares, strict=True) if one not in exhausted)
        return float(shares[names.index(name)] / left) if left > 0 else 0.0

    def _beyond_lines(self, name: str, other: str) -> Floats:
        """The most that falls on a payer of what another bears no more of a line beyond its limit on it, (N,).

        By their shares of the line; all of it where a third has a limit on the line too.
        """
        out = np.zeros(len(self.cells))
        for n, cell in enumerate(self.cells):
            payers = {payer.name: payer for payer in self.contract.in_force[cell.version].payers}
            if name not in payers or not _passes_on(payers.get(other), cell):
                continue
            third = any(_passes_on(one, cell) for one in payers.values() if one.name not in (name, other))
            own = [self.shares[one][n] for one in payers]
            by_share = others_of(np.array(own), list(payers).index(other))
            part = 1.0 if third else by_share[list(payers).index(name)] / max(by_share.sum(), 1e-12)
            out[n] = self.shares[other][n] * part
        return out

    # -- the most ----------------------------------------------------------------------------------------------------

    def most_of(self, name: str) -> float | None:
        """The most that one payer bears: by its shares, and of what is beyond the limits of others.

        Whichever of the others are exhausted, what the payer bears is linear in what is owed, and no more than where
        just those are: so the largest of these optima is the most. Limits by year or on a line are taken to leave all
        that is beyond them to the others; and who leaves it unpaid, to take on nothing once it is exhausted. What is
        unpaid of an award may be asked for again.
        """
        others = {other: of for other, of in self.payers.items() if other != name}
        passing = {other for other, of in others.items() if any(p.when_exhausted == "others pay" for p in of)}
        limits = {other: min(p.limit for p in of if p.limit is not None)
                  for other, of in others.items() if any(p.limit is not None for p in of)}  # fmt: skip
        loose = {other for other, of in others.items() if any(p.limit_in_year(0) is not None for p in of)}
        told_apart = [other for other in limits if other not in loose][:MOST_TOLD_APART]
        loose |= {*limits} - {*told_apart}
        on_lines = sum((self._beyond_lines(name, other) for other in others), np.zeros(len(self.cells)))
        best: float | None = 0.0
        for exhausted in (some for n in range(len(told_apart) + 1) for some in combinations(told_apart, n)):
            taken_on, less = on_lines.copy(), 0.0
            for other in {*exhausted, *loose}:
                part = self._part_of_excess(name, other, {*exhausted, *loose})
                taken_on += part * self.shares[other] * self._falls_on_others(other, passing)
                less += part.min() * limits[other] if other in passing and other in exhausted else 0.0
            most = self._optimum(name, taken_on)
            best = None if best is None or most is None else max(best, most - less)
        own = [payer.limit for payer in self.payers[name]]
        if any(limit is None for limit in own):
            return best
        return min(max(limit or 0.0 for limit in own), NEVER if best is None else best)

    def _falls_on_others(self, other: str, passing: Collection[str]) -> Floats:
        """Which cells fall on others where a payer is exhausted, (N,)."""
        again = isinstance(self.contract, Grant)
        return np.array([float(other in passing or (again and cell.beside)) for cell in self.cells])

    def _optimum(self, name: str, taken_on: Floats) -> float | None:
        """The most over how far what is owed in all can go; None where nothing bounds it."""
        edges = [*bands_of(self.contract), NEVER]
        best: float | None = 0.0
        for top in range(len(edges) - 1):
            most = self._with_all_below(name, taken_on, edges[: top + 2])
            best = None if best is None or most is None else max(best, most)
        return best

    def _with_all_below(self, name: str, taken_on: Floats, edges: Sequence[float]) -> float | None:
        """The most where what is owed fills every band but the last of some: nought where that much cannot be owed.

        Of ``borne + taken_on @ owed`` with ``borne <= shares * owed``, and what is borne within the payer's own limits.
        """
        n, above = len(self.cells), np.array([cell.above for cell in self.cells])
        rows = [(np.concatenate([weights, np.zeros(n)]), most) for weights, most in self.bounds]
        rows += [(np.concatenate([np.zeros(n), weights]), most) for weights, most in self._own_bounds(name)]
        rows += [((np.concatenate([above == edges[-2], np.zeros(n)])), edges[-1] - edges[-2])]
        rows = [(weights, most) for weights, most in rows if most < NEVER]
        full = [(np.concatenate([above == since, np.zeros(n)]), past - since) for since, past in pairwise(edges[:-1])]
        found = linprog(
            -np.concatenate([taken_on, np.ones(n)]),
            A_ub=np.vstack([*(weights for weights, _ in rows), np.hstack([-np.diag(self.shares[name]), np.eye(n)])]),
            b_ub=np.concatenate([[most for _, most in rows], np.zeros(n)]),
            A_eq=np.vstack([weights for weights, _ in full]) if full else None,
            b_eq=[width for _, width in full] if full else None,
            bounds=[(0.0, 0.0 if beyond else None) for beyond in (*(above > edges[-2]), *[False] * n)],
        )
        if found.status == 2:  # so much cannot be owed
            return 0.0
        return float(-found.fun) if found.status == 0 else None

    def _own_bounds(self, name: str) -> Iterator[Bound]:
        """A payer's limits by year and on lines, where every version of the terms that has it says one."""
        own, years = self.payers[name], np.array([cell.year for cell in self.cells])
        by_year = []
        for year in range(years_of(self.contract)):
            known = [limit for payer in own if (limit := payer.limit_in_year(year)) is not None]
            by_year.append(max(known) if len(known) == len(own) else NEVER)
        if any(version.terms.retention for version in self.contract.in_force):  # it may be paid in a later year
            yield np.ones(len(years)), sum(by_year)
        else:
            yield from ((np.asarray(years == year, dtype=np.float64), limit) for year, limit in enumerate(by_year))
        for line in {of.line for payer in own for of in payer.limits}:
            amounts = [of.amount for payer in own for of in payer.limits if of.line == line]
            if len(amounts) == len(own):
                yield self._on_line(line), max(amounts)

    def _on_line(self, line: str) -> Floats:
        return np.array([float(cell.item is not None and line in cell.item.key) for cell in self.cells])

    def without_those_alike(self) -> _Bearing:
        """The same with one cell of those that every bound, share and limit treats alike: fewer to look over."""
        of_lines = [self._on_line(of.line) for own in self.payers.values() for payer in own for of in payer.limits]
        own_dates = any(payer.limit_in_year(0) is not None for own in self.payers.values() for payer in own)
        marks = [
            *(weights for weights, _ in self.bounds), *self.shares.values(), *of_lines,
            np.array([cell.version for cell in self.cells]), np.array([cell.above for cell in self.cells]),
            np.array([cell.beside for cell in self.cells]),
            np.array([cell.year if own_dates else 0 for cell in self.cells]),
        ]  # fmt: skip
        _, kept = np.unique(np.vstack(marks), axis=1, return_index=True)
        kept = np.sort(kept)
        bounds = tuple((weights[kept], most) for weights, most in self.bounds)
        return _Bearing(self.contract, tuple(self.cells[n] for n in kept), bounds)


def _passes_on(payer: Payer | None, cell: Cell) -> bool:
    """Whether a payer has a limit on the line of a cell beyond which others pay."""
    if payer is None or cell.item is None:
        return False
    limits = [of for of in payer.limits if of.line in cell.item.key]
    return bool(limits) and all(of.when_exhausted == "others pay" for of in limits)
