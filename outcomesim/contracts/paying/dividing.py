"""From what is owed to who pays it, and when: retention, shares between payers, payers' limits.

Takes what the order of working found to be owed, gives one amount a payer and reason. The last steps of the order; they
know no count and no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from outcomesim.contracts.order.limits import cut_to
from outcomesim.contracts.order.line_limits import OnLines, limits_on, split_at_limits
from outcomesim.contracts.order.open_within import in_last_time, left_of_times, spans
from outcomesim.contracts.order.schedules import meets
from outcomesim.contracts.order.shares import Bands, Shares, bands_of, in_bands, others_of, shares_of, taken_on
from outcomesim.contracts.order.working import Worked
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.pay import Payer, Retention
from outcomesim.units import MONTHS_PER_YEAR, NEVER, Floats, Ints, share_out, to_pence, whole_pence

REASONS: dict[str, str] = {
    "outcome": "outcomes", "unit": "outcomes", "measure": "outcomes", "capital due": "outcomes",
    "attachment": "attachment fees", "referral": "referral fees", "missing referral": "referral guarantee",
    "person-month": "service fees", "month": "service fees", "cost": "cost and margin", "block": "block price",
}  # fmt: skip
"""What a payment for each kind of line is called in the ledger."""
FLOOR, RELEASED, BACK = "minimum payment", "retention released", "money back"


Borne = tuple[tuple[str, float], ...]
"""Payers by name and the share of each in what is owed."""


Of = tuple[str, ...]
"""The names of a line that payers have limits on; none where they have not."""


class Part(NamedTuple):
    """A part of what is owed: why, in which shares it is borne, how much (R,), and of which line that has limits.

    ``usual`` are the shares in which the line is borne where no limit on it is reached.
    """

    reason: str
    shares: Shares
    amount: Floats
    of: Of = ()
    usual: Shares = ()

    @property
    def passes_by(self) -> Shares:
        """By which shares the others bear what is beyond a payer's limit."""
        return self.usual or self.shares


@dataclass
class Purses:
    """What each payer has paid, and what is retained, (R,) or (R, P) of pence.

    Parameters
    ----------
    paid, paid_this_year : by payer, by name
    unpaid : array (R,)
        What no payer bears, because a limit is exhausted.
    owed : array (R,)
        In all so far, before retention.
    retained : mapping of the month of release, the terms of the retention, who bears it by which share, and its line,
        to array (R,)
    on_lines : OnLines
    year, year_before : the contract year that is open; the one before, and what each payer paid in it
    """

    paid: dict[str, Floats] = field(default_factory=dict)
    paid_this_year: dict[str, Floats] = field(default_factory=dict)
    unpaid: Floats | float = 0.0
    owed: Floats | float = 0.0
    retained: dict[tuple[float, Retention, Borne, Of], Floats] = field(default_factory=dict)
    on_lines: OnLines = field(default_factory=OnLines)
    year: int = 0
    year_before: tuple[int, dict[str, Floats]] = field(default_factory=lambda: (-1, {}))

    def note_back(self, payer: str, amount: Floats) -> None:
        """Take off what a payer has paid what it gets back: its limits have room for that again."""
        self.paid[payer] = self.paid.get(payer, 0.0) - amount
        self.paid_this_year[payer] = self.paid_this_year.get(payer, 0.0) - amount


@dataclass(frozen=True)
class Due:
    """What falls due: by whom, why, and how much, (R,) of pence."""

    payer: str
    reason: str
    amount: Floats


@dataclass(frozen=True)
class Divided:
    """What a statement makes due, and what of the money owed is not.

    Parameters
    ----------
    dues : tuple of Due
    retained : array (R,)
        Kept back now.
    released : array (R,)
        Kept back before and due now.
    unpaid : array (R,)
        Beyond the limits of the payers who should have borne it.
    forfeited : array (R,)
        Kept back before and lost now.
    lost_by : tuple of Retention
        By whose conditions that is.
    backs : tuple of Due
        What payers get back, by the shares in which it was borne.
    passed_on : tuple of (payer, array (R,))
        What was beyond the limit of a payer (of one line: "fund for jobs"), and the others bear.
    """

    dues: tuple[Due, ...]
    retained: Floats
    released: Floats
    unpaid: Floats
    forfeited: Floats
    backs: tuple[Due, ...] = ()
    passed_on: tuple[tuple[str, Floats], ...] = ()
    lost_by: tuple[Retention, ...] = ()


def divided(
    worked: Worked, payers: Sequence[Payer], purses: Purses, statement: Statement, *, last: bool, over: bool = False
) -> Divided:
    """Divide what is owed between the payers, once what is retained has been kept back.

    With the last statement is released what has no date of its own, and all else where the horizon is over: later
    nothing can be paid. What was kept back under terms that others have replaced is released, or lost, by its own.
    """
    rows = statement.replications
    retention = worked.card.terms.retention
    year = _open_year(purses, max(0, statement.month_to - 1))
    parts, retained = [], np.zeros(rows)
    on_lines = purses.on_lines.opened()
    bands = _note_owed(payers, purses, worked.owed.sum(axis=(1, 2)) + worked.floor)
    of_floor = _for_all(FLOOR, worked.floor, payers, year, bands)
    owed = (*_classes(worked, payers, year, worked.owed, on_lines, bands), *of_floor)
    for part, of_it in zip(owed, _retained_of(worked, payers, year, owed, purses, bands), strict=True):
        if retention is None:
            parts.append(part)
            continue
        kept = whole_pence(of_it * retention.share)
        retained = retained + kept
        parts.append(part._replace(amount=part.amount - kept))
        at = NEVER if retention.released is None else statement.month_to + retention.released
        key = at, retention, tuple(zip((payer.name for payer in payers), part.shares, strict=True)), part.of
        if kept.any():
            purses.retained[key] = purses.retained.get(key, 0.0) + kept
    now = statement.month_to
    kept_till_now = [key for key in purses.retained if over or key[0] <= now or (last and key[0] == NEVER)]
    released, forfeited, lost_by = np.zeros(rows), np.zeros(rows), dict[Retention, None]()
    for key in kept_till_now:
        pot, (_, kept_by, borne, of) = purses.retained.pop(key), key
        stands = _stands(kept_by, statement)
        released, forfeited = released + np.where(stands, pot, 0.0), forfeited + np.where(stands, 0.0, pot)
        lost_by |= {} if stands.all() else {kept_by: None}
        parts.append(Part(RELEASED, _still_borne(borne, payers), np.where(stands, pot, 0.0), of))
    purses.on_lines = on_lines
    dues, beyond, passed_on = _within_limits(parts, payers, purses, statement)
    unpaid = np.asarray(sum(on_lines.unpaid.values(), beyond))
    purses.unpaid = purses.unpaid + unpaid
    backs = _given_back(worked, payers, year, purses)
    of_lines = ((f"{name} for {line}", part) for (name, line), part in on_lines.passed_on.items() if part.any())
    return Divided(dues, retained, released, unpaid, forfeited, backs, (*passed_on, *of_lines), tuple(lost_by))


def paid_by_outcome(worked: Worked, parts: Divided) -> Floats | None:
    """What is paid for each outcome line, (R, L), where nothing else is: less what no payer bears."""
    by_line = worked.by_outcome()
    if not worked.card.paid_on_outcomes.size:
        return None
    return np.asarray(whole_pence(by_line * _borne_by_somebody(worked, parts)[:, None]))


def paid_on_lines(worked: Worked, parts: Divided, lines: Ints) -> Floats:
    """What is paid for some lines, a boolean array (K,), less what no payer bears and what is paid back, (R,)."""
    owed, back = (amount[:, lines].sum(axis=(1, 2)) for amount in (worked.owed, worked.back))
    return np.asarray(whole_pence(owed * _borne_by_somebody(worked, parts)) - back)


def _borne_by_somebody(worked: Worked, parts: Divided) -> Floats:
    """The share of what is owed that some payer bears, (R,)."""
    owed = worked.owed.sum(axis=(1, 2)) + worked.floor
    return np.asarray(1.0 - np.divide(parts.unpaid, owed, out=np.zeros(owed.shape), where=owed > 0))


def _retained_of(
    worked: Worked, payers: Sequence[Payer], year: int, owed: Sequence[Part], purses: Purses, bands: Bands,
) -> list[Floats]:  # fmt: skip
    """What of each part a retention is of: all of it, or only what is owed for its lines."""
    retention = worked.card.terms.retention
    if retention is None or not retention.lines:
        return [part.amount for part in owed]
    of_lines = worked.owed * worked.card.named(retention.lines)[None, :, None]
    alike = _classes(worked, payers, year, of_lines, purses.on_lines.opened(), bands)
    known = {(part.reason, part.shares, part.of): part.amount for part in alike}
    return [known.get((part.reason, part.shares, part.of), np.zeros(len(part.amount))) for part in owed]


def _given_back(worked: Worked, payers: Sequence[Payer], year: int, purses: Purses) -> tuple[Due, ...]:
    """What payers get back, which leaves their limits room again."""
    if not worked.back.any():
        return ()
    by_payer = [np.zeros(len(worked.floor)) for _ in payers]
    back = worked.back.sum(axis=(1, 2))
    purses.owed = purses.owed - back
    bands = bands_of(payers, purses.owed, back)
    for part in _classes(worked, payers, year, worked.back, OnLines(), bands):
        each = share_out(part.amount, part.shares)
        by_payer = [sum_ + of_payer for sum_, of_payer in zip(by_payer, each, strict=True)]
    for payer, amount in zip(payers, by_payer, strict=True):
        purses.note_back(payer.name, amount)
    return tuple(Due(payer.name, BACK, amount) for payer, amount in zip(payers, by_payer, strict=True))


def shared(amount: Floats, reason: str, payers: Sequence[Payer], purses: Purses, *, month: float) -> tuple[Due, ...]:
    """Divide an amount of a month that no line asks for between the payers by their shares, within their limits."""
    year = _open_year(purses, month)
    parts = _for_all(reason, amount, payers, year, _note_owed(payers, purses, amount))
    dues, unpaid, _ = _within_limits(parts, payers, purses)
    purses.unpaid = purses.unpaid + unpaid
    return dues


def _open_year(purses: Purses, month: float) -> int:
    """The contract year of a month, for a statement its last; limits for a year begin anew with it."""
    year = int(month // MONTHS_PER_YEAR)
    if year > purses.year:
        purses.year_before = purses.year, purses.paid_this_year
        purses.year, purses.paid_this_year = year, {}
    return year


def _note_owed(payers: Sequence[Payer], purses: Purses, now: Floats) -> Bands:
    """Add to what is owed in all; the bands by which shares go in which it falls."""
    bands = bands_of(payers, purses.owed, now)
    purses.owed = purses.owed + now
    return bands


def _for_all(reason: str, amount: Floats, payers: Sequence[Payer], year: int, bands: Bands) -> list[Part]:
    """What no line asks for, by the shares in which it is borne."""
    return [Part(reason, shares_of(payers, year=year, above=above), part) for above, part in in_bands(amount, bands)]


def _classes(
    worked: Worked, payers: Sequence[Payer], year: int, amounts: Floats, on_lines: OnLines, bands: Bands
) -> list[Part]:
    """Amounts (R, K, G) by reason and by the shares in which each is borne: a total is rounded once, not a line.

    Lines on which a payer has a limit stand apart.
    """
    sums: dict[tuple[str, Shares, Of, Shares], Floats] = {}
    for k, item in enumerate(worked.card.items):
        if item is None:
            continue
        limited: Of = item.key if any(limits_on(payer, item.key) for payer in payers) else ()
        for g, segment in enumerate(worked.card.segments):
            if worked.card.covers[k, g]:
                for above, in_band in in_bands(amounts[:, k, g], bands):
                    shares = shares_of(payers, item.key, segment if item.by_segment else "", year=year, above=above)
                    for of, part in split_at_limits(in_band, shares, item, payers, on_lines):
                        key = REASONS[item.line.per], of, limited, shares if limited else ()
                        sums[key] = sums.get(key, 0.0) + part
    return [Part(reason, of, amount, limited, usual) for (reason, of, limited, usual), amount in sums.items()]


def _stands(retention: Retention, statement: Statement) -> Ints:
    """Where what was retained is paid if it is released now, (R,) of bool; else it is lost."""
    stands = np.ones(statement.replications, dtype=np.bool_)
    if retention.only_if is not None:
        stands &= meets(retention.only_if, statement.measure(retention.only_if.measure))
    if retention.if_ended_early == "lost":
        stands &= ~statement.ended
    return stands


def _still_borne(borne: Borne, payers: Sequence[Payer]) -> tuple[float, ...]:
    """The shares in which what was retained is borne: as when it was, unless a payer who bears some has left."""
    names = [payer.name for payer in payers]
    if any(share and name not in names for name, share in borne):
        return shares_of(payers)
    return tuple(dict(borne).get(name, 0.0) for name in names)


def _within_limits(
    parts: Sequence[Part], payers: Sequence[Payer], purses: Purses, statement: Statement | None = None
) -> tuple[tuple[Due, ...], Floats, tuple[tuple[str, Floats], ...]]:
    """Share each part out, and let what is beyond a payer's limit fall on the others, or on nobody."""
    rows = len(parts[0].amount)
    each = np.stack([np.stack(share_out(part.amount, part.shares), axis=1) for part in parts], axis=2)  # (R, P, N)
    unpaid, passed_on = np.zeros(rows), np.zeros((rows, len(payers)))
    if any(payer.limit is not None or payer.limit_in_year(purses.year) is not None for payer in payers):
        each, unpaid, passed_on = _limited(each, parts, payers, purses, statement)
    reasons = list(dict.fromkeys(part.reason for part in parts))
    by_payer = np.zeros((rows, len(payers), len(reasons)))
    for n, part in enumerate(parts):
        by_payer[:, :, reasons.index(part.reason)] += each[:, :, n]
    dues = []
    for p, payer in enumerate(payers):
        total = by_payer[:, p].sum(axis=1)
        purses.paid[payer.name] = purses.paid.get(payer.name, 0.0) + total
        purses.paid_this_year[payer.name] = purses.paid_this_year.get(payer.name, 0.0) + in_last_time(
            total, statement, MONTHS_PER_YEAR
        )
        dues += [Due(payer.name, reason, by_payer[:, p, q]) for q, reason in enumerate(reasons)]
    beyond = ((payer.name, passed_on[:, p]) for p, payer in enumerate(payers) if passed_on[:, p].any())
    return tuple(dues), unpaid, tuple(beyond)


def _limited(
    by_payer: Floats, parts: Sequence[Part], payers: Sequence[Payer], purses: Purses, statement: Statement | None
) -> tuple[Floats, Floats, Floats]:
    """Cut each payer to its limit, (R, P, N); what is cut goes to the others that have room, or stays unpaid.

    The others bear it by the shares in which they bear that part's line, within their limits on it.
    """
    rooms = np.stack([_room(payer, purses, len(by_payer), statement) for payer in payers], axis=1)  # (R, P)
    within = np.stack([cut_to(by_payer[:, p], rooms[:, p]) for p in range(len(payers))], axis=1)  # (R, P, Q)
    cut = by_payer - within
    unpaid, passed_on = np.zeros(len(by_payer)), np.zeros(rooms.shape)
    for n, part in enumerate(parts):
        purses.on_lines.note(payers, part.of, -cut[:, :, n])
    for p, payer in enumerate(payers):
        for n, part in enumerate(parts):
            left = cut[:, p, n]
            if payer.when_exhausted == "others pay":
                others = others_of(np.array(part.passes_by), p)
                on_line = purses.on_lines.rooms(payers, part.of, len(rooms))
                taken = taken_on(left, others, np.minimum(rooms - within.sum(axis=2), on_line))
                purses.on_lines.note(payers, part.of, taken)
                within[:, :, n] += taken
                left = left - taken.sum(axis=1)
                passed_on[:, p] += taken.sum(axis=1)
            unpaid = unpaid + left
    return within, unpaid, passed_on


def _room(payer: Payer, purses: Purses, rows: int, statement: Statement | None) -> Floats:
    """How much more a payer pays, (R,) of pence: the least and the most where it is open in which years it falls."""
    room = np.full(rows, NEVER)
    if payer.limit is not None:
        room = np.minimum(room, to_pence(payer.limit) - purses.paid.get(payer.name, 0.0))
    in_year = payer.limit_in_year(purses.year)
    if in_year is not None:
        left: Floats = np.asarray(to_pence(in_year) - purses.paid_this_year.get(payer.name, 0.0))
        if statement is not None and statement.takes_least is not None and spans(statement, MONTHS_PER_YEAR):
            first = statement.month_from // MONTHS_PER_YEAR
            was, paid = purses.year_before
            limits = [to_pence(payer.limit_in_year(year) or 0.0) for year in range(first, purses.year + 1)]
            rooms = [limits[0] - (paid.get(payer.name, 0.0) if was == first else 0.0), *limits[1:]]
            left = left_of_times(rooms, statement.takes_least, carried=False)
        room = np.minimum(room, left)
    return np.asarray(np.maximum(0.0, room))
