"""The card of a contract: its pay lines laid out as items and segments, with every price at its date.

Takes :class:`~outcomesim.scenario.pay.PaymentTerms` and the names along the axes; gives arrays (K items, G segments).
An *item* is one outcome of one line, or a line that is not paid on outcomes. It knows no count and no payer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from outcomesim.scenario.pay import PayLine, PaymentTerms, Price
from outcomesim.units import MONTHS_PER_YEAR, NEVER, PENCE, Floats, Ints, whole_pence

ON_OUTCOMES = ("outcome", "unit")
WITHOUT_SEGMENTS = ("month", "cost", "block", "measure", "capital due")
"""What is paid for the service as a whole: such a line stands under no segment."""
_EDGE = 6
"""Decimals of a penny beyond which a half is a half: 999 and 2.5% is 1,023.975, whatever its binary digits."""


@dataclass(frozen=True)
class Item:
    """One outcome of one pay line, or a whole line where it is not paid on outcomes."""

    line: PayLine
    outcome: str = ""

    @property
    def name(self) -> str:
        """The outcome's name, or the line's."""
        return self.outcome or self.line.name

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by when terms change: the same item under other terms keeps its memory."""
        return self.line.name, self.outcome

    @property
    def by_segment(self) -> bool:
        """Whether it is counted segment by segment."""
        return self.line.per not in WITHOUT_SEGMENTS


def items_of(terms: PaymentTerms) -> tuple[Item, ...]:
    """Every item of the lines, in their order."""
    return tuple(
        Item(line, outcome) for line in terms.lines for outcome in (line.outcomes if line.per in ON_OUTCOMES else ("",))
    )


@dataclass(frozen=True)
class Card:
    """The pay lines of one set of terms over a fixed list of items.

    Parameters
    ----------
    terms : PaymentTerms
    keys : tuple of (line, outcome)
        The items along the axis K; under these terms some may not be paid.
    outcomes, segments : tuple of str
        The names along the line and group axes of a statement.
    """

    terms: PaymentTerms
    keys: tuple[tuple[str, str], ...]
    outcomes: tuple[str, ...]
    segments: tuple[str, ...]

    @cached_property
    def items(self) -> tuple[Item | None, ...]:
        """The item at each place of the axis; None where these terms do not pay it."""
        known = {item.key: item for item in items_of(self.terms)}
        return tuple(known.get(key) for key in self.keys)

    @cached_property
    def paid_on_outcomes(self) -> Ints:
        """Positions along K of the items paid on outcomes or units."""
        return np.array([k for k, item in enumerate(self.items) if item and item.outcome], dtype=np.int64)

    @cached_property
    def outcome_of(self) -> Ints:
        """The outcome line of each of those."""
        known = (self.items[k] for k in self.paid_on_outcomes)
        return np.array([self.outcomes.index(item.outcome) for item in known if item], dtype=np.int64)

    @cached_property
    def lines_of_items(self) -> Ints:
        """The outcome line that each item pays for under any terms, (K,); -1 where it pays for none."""
        lines = [self.outcomes.index(outcome) if outcome else -1 for _, outcome in self.keys]
        return np.array(lines, dtype=np.int64)

    @cached_property
    def covers(self) -> Ints:
        """Which segments each item is paid for, (K, G) of bool; what has no segments stands in the first column."""
        covered = np.zeros((len(self.keys), len(self.segments)), dtype=np.bool_)
        for k, item in enumerate(self.items):
            if item is None:
                continue
            if not item.by_segment:
                covered[k, 0] = True
            else:
                covered[k] = [not item.line.segments or name in item.line.segments for name in self.segments]
        return covered

    def in_dates(self, month: float) -> Ints:
        """Whether each item is paid in a statement that begins in a month, by the dates of its line, (K,) of bool."""

        def paid(item: Item | None) -> bool:
            if item is None:
                return False
            return (item.line.since or 0.0) <= month < (NEVER if item.line.until is None else item.line.until)

        return np.array([paid(item) for item in self.items], dtype=np.bool_)

    @cached_property
    def first_column(self) -> Ints:
        """Under which segment a sum for a whole line stands, (K,): the first that it covers."""
        return np.asarray(np.argmax(self.covers, axis=1))

    @cached_property
    def _prices_by_month(self) -> dict[float, Floats]:
        """The prices of each month that has been asked for: every statement asks again."""
        return {}

    def prices(self, month: float) -> Floats:
        """What one unit of each item is paid at in a month, (K, G) of pence, not rounded for units.

        ``price * price_scale * (1 - bid_discount) * index``; the price of an outcome is a whole number of pence, as
        it would stand on the card. For a start or an achievement before the contract the first day's prices hold.
        """
        month = max(0.0, month)
        if month not in self._prices_by_month:
            self._prices_by_month[month] = self._prices_of(month)
        return self._prices_by_month[month]

    def _prices_of(self, month: float) -> Floats:
        prices = np.zeros((len(self.keys), len(self.segments)))
        for k, item in enumerate(self.items):
            if item is None:
                continue
            factor = self.terms.price_factor
            if self.terms.indexation is not None and self._is_indexed(item):
                factor *= index_at(self.terms, month)
            for g, segment in enumerate(self.segments):
                price = _price_at(item.line.prices, item.outcome, segment, month)
                prices[k, g] = price * factor
        prices = prices * self.covers
        whole = np.array([item is not None and item.line.per == "outcome" for item in self.items], dtype=np.bool_)
        in_pence = np.where(whole[:, None], whole_pence(np.round(prices * PENCE, _EDGE)), prices * PENCE)
        in_pence.setflags(write=False)
        return np.asarray(in_pence)

    def _is_indexed(self, item: Item) -> bool:
        rise = self.terms.indexation
        return rise is not None and (not rise.lines or bool({*item.key} & {*rise.lines}))

    @cached_property
    def deducted(self) -> Floats:
        """The share that is deducted from each item, (K, G)."""
        shares = np.zeros((len(self.keys), len(self.segments)))
        for k, item in enumerate(self.items):
            for deduction in sorted(item.line.deductions if item else (), key=lambda d: bool(d.segment)):
                where: Any = self.segments.index(deduction.segment) if deduction.segment else slice(None)
                shares[k, where] = deduction.share
        return shares

    def claim_values(
        self,
        month: float = 0.0,
        *,
        dated: float | None = None,
        after_start: float | None = None,
        without: Ints | None = None,
    ) -> Ints:
        """What one verified claim is worth under a cap per person, (G, L) of int64 pence: prices less deductions.

        Parameters
        ----------
        month : float
            Of the claim.
        dated : float or None
            Of the start or the achievement, for lines that are priced at it; None where that is the claim's.
        after_start : float or None
            Months from the start to the achievement, for lines that pay within some; None where all are meant.
        without : array (K,) of bool, or None
            Items that are not paid.
        """
        values = np.zeros((len(self.segments), len(self.outcomes)), dtype=np.int64)
        prices = self.prices(month)
        if dated is not None:
            by_date = np.array([item is not None and item.line.priced_by != "claim" for item in self.items])
            prices = np.where(by_date[:, None], self.prices(dated), prices)
        if after_start is not None:
            prices = prices * np.array([pays_after(item, after_start) for item in self.items])[:, None]
        worth = self._in_whole_pence(prices)
        if without is not None:
            worth[without] = 0
        np.add.at(values.T, self.outcome_of, worth[self.paid_on_outcomes])
        return values

    def item_values(self, month: float) -> Ints:
        """What one claim of each item is worth under a cap per person, (K, G) of pence; nought where there are none."""
        worth = self._in_whole_pence(self.prices(month))
        return worth * (self.lines_of_items >= 0)[:, None]

    def _in_whole_pence(self, prices: Floats) -> Ints:
        return np.rint(prices * (1 - self.deducted)).astype(np.int64)

    def priced_by(self, outcome: str) -> str:
        """Which date decides what a claim is paid: that of the claim, unless its line says otherwise."""
        lines = (self.items[k].line for k in self.paid_on_outcomes if self.items[k].outcome == outcome)
        return next((line.priced_by for line in lines if line.priced_by != "claim"), "claim")

    def named(self, names: Sequence[str]) -> Ints:
        """Which items are meant by names of lines or outcomes, (K,) of bool; all of them by no names."""
        meant = [item is not None and (not names or bool({*item.key} & {*names})) for item in self.items]
        return np.array(meant, dtype=np.bool_)


def pays_after(item: Item | None, months: float) -> bool:
    """Whether an item pays for an outcome so many months after its person's start."""
    window = item.line.within_months if item else None
    return window is None or window[0] < months <= window[1]


def _price_at(prices: Sequence[Price], outcome: str, segment: str, month: float) -> float:
    """The price in force: the segment's own before everyone's, the latest that has begun."""
    begun = [p for p in prices if p.outcome == outcome and p.segment in ("", segment) and p.since <= month]
    return max(begun, key=lambda p: (bool(p.segment), p.since)).amount if begun else 0.0


def index_at(terms: PaymentTerms, month: float) -> float:
    """How far prices have risen by a month: ``(1 + rate) ** floor((month - since) / 12)``, and 1 before ``since``."""
    rise = terms.indexation
    if rise is None or month < rise.since:
        return 1.0
    return float((1 + rise.rate_per_year) ** ((month - rise.since) // MONTHS_PER_YEAR))
