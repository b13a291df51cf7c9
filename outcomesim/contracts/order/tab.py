"""The tab: what the order of working remembers from one statement to the next, and when lines are claimed.

Takes statements in their order; everything that changes in the working is here, and nothing is worked out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.open_within import in_last_time
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import EVERY, PayLine
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, Ints


@dataclass
class Amount:
    """An amount on a schedule in one window of its measure, (R,) of pence.

    Parameters
    ----------
    whole : what it comes to, as last reported; NaN where nothing has been
    paid : what of that has been paid
    """

    whole: Floats
    paid: Floats


@dataclass(frozen=True)
class OpenFloor:
    """A floor whose times have closed within a row of recorded activity, (R,) of pence.

    Parameters
    ----------
    waiting : what those times are short of and has not been made up; the row may have brought it in time
    smallest : the least that any of them was short of where it has been; else infinity
    """

    waiting: Floats
    smallest: Floats

    @classmethod
    def none(cls, rows: int) -> OpenFloor:
        """Before any has."""
        return cls(np.zeros(rows), np.full(rows, NEVER))


@dataclass
class Tab:
    """What the order of working remembers from one statement to the next, (R, K, G) unless said otherwise.

    Parameters
    ----------
    counted : claims counted so far, within the repeat limit
    waiting : counted, but not claimed yet
    priced : array of pence
        What those are worth at the dates of their start or achievement, where that decides; of a block, its parts.
    withheld : array (R, L) of pence
        What the cap per person holds back from claims not settled yet.
    windows : mapping of item to mapping of window to Amount
        For schedules that give amounts: what has been reported and paid in each window that a measure tells of.
    fallen : array (R, K) of pence
        What such amounts have fallen by with this statement.
    stands : array (R, K) of pence
        What they come to now, apart from what they have grown by with this statement.
    lapsed : array (R, K) of pence
        What of them a gate has cost for good with this statement.
    owed, owed_this_year, owed_this_period : array of pence
        Owed so far on each item, after every cap.
    carried : array of pence
        Cut by caps that carry their excess.
    credited : array of pence
        What service credits have taken off what is owed.
    floors, floors_this_year, floors_this_period : array (R,) of pence
        What floors have added.
    open_floors : mapping of a floor's time to OpenFloor
    came_before : mapping of a floor's time to array (R,) of pence
        What of the open year or period is taken to have come before it.
    closed_to : int
        The month up to which floors have been closed.
    year, period : int
        The contract year, and the period of ``every_months``, that those sums are of.
    every : int
        Those months.
    before : mapping of "year" and "period" to (which, array, array)
        The one before, what was owed in it and what floors added.
    claimed_to : mapping of line to month
        Up to which month each line has been claimed.
    volumes, volumes_this_year : mapping of line to array (R,)
        How many have been priced, for lines whose price goes by volume.
    """

    counted: Floats
    waiting: Floats
    priced: Floats
    withheld: Floats
    fallen: Floats
    stands: Floats
    lapsed: Floats
    owed: Floats
    owed_this_year: Floats
    owed_this_period: Floats
    carried: Floats
    credited: Floats
    floors: Floats
    floors_this_year: Floats
    floors_this_period: Floats
    open_floors: dict[str, OpenFloor] = field(default_factory=dict)
    came_before: dict[str, Floats] = field(default_factory=dict)
    closed_to: int = 0
    year: int = 0
    period: int = 0
    every: int = 1
    before: dict[str, tuple[int, Floats, Floats]] = field(default_factory=dict)
    claimed_to: dict[str, int] = field(default_factory=dict)
    windows: dict[int, dict[float, Amount]] = field(default_factory=dict)
    volumes: dict[str, Floats] = field(default_factory=dict)
    volumes_this_year: dict[str, Floats] = field(default_factory=dict)

    @classmethod
    def empty(cls, replications: int, items: int, groups: int, lines: int) -> Tab:
        """The tab on the first day."""
        cells = np.zeros((replications, items, groups))
        return cls(
            counted=cells.copy(),
            waiting=cells.copy(),
            priced=cells.copy(),
            withheld=np.zeros((replications, lines)),
            fallen=np.zeros((replications, items)),
            stands=np.zeros((replications, items)),
            lapsed=np.zeros((replications, items)),
            owed=cells.copy(),
            owed_this_year=cells.copy(),
            owed_this_period=cells.copy(),
            carried=cells.copy(),
            credited=cells.copy(),
            floors=np.zeros(replications),
            floors_this_year=np.zeros(replications),
            floors_this_period=np.zeros(replications),
        )

    def take_carried(self, card: Card) -> Floats:
        """What caps carried over from earlier statements, to be asked for now; what the card does not pay waits on."""
        now = card.named(())[None, :, None]
        carried, self.carried = self.carried * now, self.carried * ~now
        return carried

    def open_times_of(self, statement: Statement, every: int) -> None:
        """Start the sums of a year or a period anew when one begins; a statement belongs to those of its last month."""
        month, self.every = max(0, statement.month_to - 1), every
        if month // MONTHS_PER_YEAR != self.year:
            self.before["year"] = self.year, self.owed_this_year, self.floors_this_year
            self.year = month // MONTHS_PER_YEAR
            self.owed_this_year = np.zeros_like(self.owed_this_year)
            self.floors_this_year = np.zeros_like(self.floors_this_year)
            self.volumes_this_year = {}
            self.came_before.pop("year", None)
        if month // every != self.period:
            self.before["period"] = self.period, self.owed_this_period, self.floors_this_period
            self.period = month // every
            self.owed_this_period = np.zeros_like(self.owed_this_period)
            self.floors_this_period = np.zeros_like(self.floors_this_period)
            self.came_before.pop("period", None)

    def note_owed(self, owed: Floats, statement: Statement) -> None:
        """Add to the sums in all, of the year and of the period."""
        self.owed = self.owed + owed
        self.owed_this_year = self.owed_this_year + in_last_time(owed, statement, MONTHS_PER_YEAR)
        self.owed_this_period = self.owed_this_period + in_last_time(owed, statement, self.every)

    def before_it(self, over: str, time: int) -> tuple[Floats, Floats]:
        """What was owed on each item, (R, K, G), and added by floors, (R,), in a year or period that is over by now."""
        was, owed, floors = self.before.get(over, (-1, self.owed, self.floors))
        return (owed, floors) if was == time else (np.zeros_like(self.owed), np.zeros_like(self.floors))

    def note_floor(self, added: Floats) -> None:
        """Add to what floors have added in all, in the year and in the period."""
        self.floors = self.floors + added
        self.floors_this_year = self.floors_this_year + added
        self.floors_this_period = self.floors_this_period + added

    def so_far(self, over: str) -> tuple[Floats, Floats]:
        """What is owed on each item, (R, K, G), and what floors have added, (R,), in a period, a year or all."""
        return {
            "period": (self.owed_this_period, self.floors_this_period),
            "year": (self.owed_this_year, self.floors_this_year),
            "contract": (self.owed, self.floors),
        }[over]

    def note_claimed(self, card: Card, month_to: int, due: Ints) -> None:
        """Note up to which month the lines that are due have been claimed."""
        for item in (item for item, now in zip(card.items, due, strict=True) if item is not None and now):
            self.claimed_to[item.line.name] = month_to


@dataclass(frozen=True)
class Calendar:
    """When the lines of a contract are claimed.

    Parameters
    ----------
    service_months : int
        Over which a block is paid.
    last : int
        The month of the last statement.
    last_service, last_referral : float
        The last days of service and for referrals.
    """

    service_months: int
    last: int
    last_service: float = NEVER
    last_referral: float = NEVER

    def planned_running(self, month_from: float, month_to: float) -> float:
        """Months of service, as planned, in the months ``[month_from, month_to)``."""
        return max(0.0, min(month_to, self.last_service, self.service_months) - month_from)

    def closes(self, every: int, month_from: int, month_to: int) -> bool:
        """Whether a period of so many months closes within a statement, or it is the last."""
        return month_to // every > month_from // every or month_to >= self.last

    def dates(self, line: PayLine) -> tuple[float, float]:
        """From when to when a line is paid, by its own dates; referrals are promised until the last day for them."""
        until = NEVER if line.until is None else line.until
        if line.per == "missing referral":
            until = min(until, self.last_referral, self.service_months)
        return line.since or 0.0, until

    def part_of_block(self, line: PayLine, price: float, month_from: int, month_to: int) -> tuple[float, float]:
        """The part of a block price that falls in some months, as planned, in pence; and how many of them are of it.

        The price is for the service from the line's first date to its last: in equal parts between them.
        """
        begins, ends = self.dates(line)
        first, last = int(np.ceil(begins)), int(min(np.ceil(ends), self.service_months))
        since, until = max(month_from, first), min(month_to, last)
        running = self.planned_running(since, until)
        if running <= 0:
            return 0.0, 0.0
        upto, before = (block_up_to(price, month - first, last - first) for month in (until, since))
        return upto - before, running

    def periods_claimed(self, line: PayLine, month_from: float, month_to: float) -> float:
        """How many periods a line is claimed for after so many months, a part of one in part; 1 where it has none."""
        begins, ends = self.dates(line)
        covered = max(0.0, min(month_to, ends) - max(month_from, begins))
        every = EVERY.get(line.claimed)
        return float(covered > 0) if every is None else covered / every

    def claimed(self, line: PayLine, month_from: int, month_to: int, every_months: int) -> bool:
        """Whether a line is claimed with the statement of these months: a date of claim falls in it, or it is the last.

        A statement that a date of the terms brings about within a period asks for nothing that is expected of the
        whole period: a guarantee, or an amount within tolerance.

        Examples
        --------
        >>> quarterly = PayLine("jobs", "outcome", claimed="quarterly")
        >>> calendar = Calendar(service_months=12, last=12)
        >>> [calendar.claimed(quarterly, month, month + 2, 3) for month in (0, 2, 4, 6)]
        [False, True, True, False]
        """
        if line.claimed == "at the end":
            return month_to >= self.last
        if line.claimed == "with every statement":
            of_periods = line.tolerance is not None or line.per == "missing referral"
            return not of_periods or self.closes(every_months, month_from, month_to)
        return self.closes(EVERY[line.claimed], month_from, month_to)


def block_up_to(price: float, month: float, months: int) -> float:
    """What of a sum in equal parts over so many months falls before a month: ``floor(price * month / months)``.

    Examples
    --------
    >>> [block_up_to(100.0, month, 3) for month in range(4)]
    [0.0, 33.0, 66.0, 100.0]
    """
    return float(np.floor(price * min(month, months) / months))
