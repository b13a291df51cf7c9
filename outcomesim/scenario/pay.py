"""What is paid for, and how much: the vocabulary that every form of contract is made of, as plain records.

Nothing here computes: the arithmetic, and the order of working, is in :mod:`outcomesim.contracts.working`. Amounts
are in the scenario's currency, times are months since the contract started, shares lie from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Excess = Literal["lost", "carried"]
"""What becomes of the money that a cap cuts: it is lost, or asked for again with the next statement."""


@dataclass(frozen=True)
class Condition:
    """Something a measure must be: met where the measure lies within all the limits that are given.

    A measure that has not been reported yet meets no condition. Comparisons are made to nine decimals.

    Parameters
    ----------
    measure : str
    at_least, at_most, above, below : float or None
    """

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Schedule:
    """From a measure to a number: an amount of money, a price, a share, a rate.

    ======== ================================================================================================
    steps    the value of the highest threshold that is reached; nought below the first
    linear   straight lines between the points; the first and last value beyond them
    bands    the sum over bands of ``price * points of the measure that fall in the band``; a band runs from its
             own threshold to the next, the last one to ``upto``
    ======== ================================================================================================

    Below ``nothing_below`` the value is nought. At an edge the tier that is better for the payee applies. The measure
    is compared to nine decimals.

    Parameters
    ----------
    kind : "steps", "linear" or "bands"
    points : tuple of (threshold, value), thresholds ascending
        For bands the value is a price a point.
    nothing_below : float or None
    counted_from : "zero" or "threshold"
        For bands: whether points below ``nothing_below`` count once it has been reached.
    upto : float or None
        For bands: points above it count for nothing more.
    """

    kind: Literal["steps", "linear", "bands"]
    points: tuple[tuple[float, float], ...]
    nothing_below: float | None = None
    counted_from: Literal["zero", "threshold"] = "zero"
    upto: float | None = None


@dataclass(frozen=True)
class Price:
    """What one unit is paid at: an outcome's own price or everyone's, a segment's or every segment's, from a date on.

    The last price that has begun stands; a price for a segment goes before a price for everyone.

    Parameters
    ----------
    outcome : str
        Empty where the line is not paid on outcomes.
    amount : float
        In the scenario's currency; fractions of a penny are kept until the line is rounded.
    segment : str
        Empty for every segment.
    since : float
        Month from which it holds.
    """

    outcome: str
    amount: float
    segment: str = ""
    since: float = 0.0


@dataclass(frozen=True)
class Deduction:
    """The share taken off a line for what would have happened anyway, for everyone or one segment.

    Parameters
    ----------
    share : float
    segment : str
        Empty for every segment.
    measure : str
        Where named, the share is what this measure reports (within 0 and 1; nought until it is reported).
    """

    share: float = 0.0
    segment: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Tolerance:
    """A shortfall below which nothing follows: a line that reaches ``1 - share`` of what was expected is paid in full.

    ``paid = expected where (1 - share) * expected <= amount < expected``, else the amount.

    Parameters
    ----------
    expected : float
        The line's amount expected by each statement that it is claimed with.
    share : float
    """

    expected: float
    share: float


Per = Literal[
    "outcome", "unit", "attachment", "referral", "missing referral", "person-month", "month", "cost", "block",
    "measure", "capital due",
]  # fmt: skip
"""What a line is paid for.

================ ===============================================================================================
outcome          each verified claim of the outcomes named
unit             each unit (day, point, level) of the outcomes named
attachment       each person taken on
referral         each person referred
missing referral each referral fewer than ``guaranteed``, for each period it is claimed for until the last day for them
person-month     each month of service that a person receives
month            each month in which the service runs
cost             each unit of currency that delivery cost (a price of 1.05 is cost and five per cent)
block            a price for the whole service, or for the time between the line's dates, in equal parts while it runs
measure          a measure through a schedule, as an amount of money
capital due      what the tranches are due by then: principal and return
================ ===============================================================================================
"""
Claimed = Literal["with every statement", "monthly", "quarterly", "half-yearly", "yearly", "at the end"]
EVERY: dict[str, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
"""Months from one claim to the next."""


@dataclass(frozen=True)
class PayLine:
    """One line of what is paid: what for, at what price, on what conditions.

    Worked in this order: count, repeat limit, gate, price at its date, deduction, schedule.

    Parameters
    ----------
    name : str
    per : see :data:`Per`
    prices : tuple of Price
        Empty where a schedule gives the price or the amount.
    segments : tuple of str
        Only these; empty means all.
    claims_per_person : float or None
        The most claims of one outcome by one person that are paid.
    less : tuple of str
        Other lines of units or outcomes that are taken off the count, one for one (days in jail off days housed).
    only_if : Condition or None
        The gate: nothing is counted while it is not met.
    back_dated : bool
        Whether what came before the gate was met is paid once it is.
    priced_by : "claim", "achievement" or "start"
        Which date decides the price, where prices change.
    deductions : tuple of Deduction
    measure : str
        The measure that ``schedule`` reads.
    schedule : Schedule or None
    gives : "amount", "price" or "share of the line"
        What the schedule gives. An amount is cumulative: what is paid is its increase over what was paid before.
    weight : float
        Multiplies an amount that a schedule gives: two measures under one target amount, 0.8 and 0.2.
    claimed : see :data:`Claimed`
    since, until : float or None
        Months between which the line is paid: claims from ``since`` on and before ``until``.
    guaranteed : float
        For missing referrals: how many were promised for each period it is claimed for.
    amount : float or None
        For a block: the whole price.
    tolerance : Tolerance or None
    """

    name: str
    per: Per
    prices: tuple[Price, ...] = ()
    segments: tuple[str, ...] = ()
    claims_per_person: float | None = None
    less: tuple[str, ...] = ()
    only_if: Condition | None = None
    back_dated: bool = False
    priced_by: Literal["claim", "achievement", "start"] = "claim"
    deductions: tuple[Deduction, ...] = ()
    measure: str = ""
    schedule: Schedule | None = None
    gives: Literal["amount", "price", "share of the line"] = "amount"
    weight: float = 1.0
    claimed: Claimed = "with every statement"
    since: float | None = None
    until: float | None = None
    guaranteed: float = 0.0
    amount: float | None = None
    tolerance: Tolerance | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the line prices, each once, in order."""
        return tuple(dict.fromkeys(price.outcome for price in self.prices if price.outcome))


@dataclass(frozen=True)
class Cap:
    """The most that is paid.

    Parameters
    ----------
    over : "person", "period", "year" or "contract"
        A person's claims, a period's (of ``every_months``), a contract year's, or all.
    amount : float
    lines : tuple of str
        Only these pay lines or outcomes together; empty means all.
    excess : "lost" or "carried"
        Carried money is asked for again with the next statement.
    """

    over: Literal["person", "period", "year", "contract"]
    amount: float
    lines: tuple[str, ...] = ()
    excess: Excess = "lost"


@dataclass(frozen=True)
class Floor:
    """The least that is paid in a period, a year, or in all, whatever was achieved: made up when it closes.

    What it adds counts towards every cap on all lines, and stops at it.
    """

    over: Literal["period", "year", "contract"]
    amount: float


@dataclass(frozen=True)
class Retention:
    """A share of each payment that is kept back and paid later.

    Parameters
    ----------
    share : float
    released : float or None
        Months after the payment would have been due; None means with the last statement.
    only_if : Condition or None
        What must hold when it is released; otherwise it is lost.
    if_ended_early : "paid" or "lost"
        What becomes of it when the contract was ended before its time.
    """

    share: float
    released: float | None = None
    only_if: Condition | None = None
    if_ended_early: Literal["paid", "lost"] = "lost"


@dataclass(frozen=True)
class Indexation:
    """How prices rise: by a rate, once a year from a month on.

    ``factor = (1 + rate) ** floor((month - since) / 12)``, and 1 before ``since``.
    """

    rate_per_year: float
    since: float = 0.0


@dataclass(frozen=True)
class PaymentTerms:
    """All that decides what is owed: lines, limits and dates.

    Order of working, fixed: each line as in :class:`PayLine`; cap per person (oldest claim first); caps on lines;
    tolerance; caps on a period, a year, the contract; floors; retention; split between payers; payers' limits; date.

    Parameters
    ----------
    lines : tuple of PayLine
    caps : tuple of Cap
    floors : tuple of Floor
    retention : Retention or None
    indexation : Indexation or None
    price_scale : float
        Multiplies every price of the contract (a whole card, an award, a block price), and no cap.
    bid_discount : float
        The share by which the bid undercut the published prices: they are multiplied by ``1 - bid_discount``.
    every_months : int
        Months from one statement to the next.
    payment_terms_months : int
        Whole months from a statement to its payment.
    """

    lines: tuple[PayLine, ...] = ()
    caps: tuple[Cap, ...] = ()
    floors: tuple[Floor, ...] = ()
    retention: Retention | None = None
    indexation: Indexation | None = None
    price_scale: float = 1.0
    bid_discount: float = 0.0
    every_months: int = 3
    payment_terms_months: int = 1

    @property
    def price_factor(self) -> float:
        """What every written price is multiplied by: ``price_scale * (1 - bid_discount)``."""
        return self.price_scale * (1 - self.bid_discount)

    @property
    def person_cap(self) -> Cap | None:
        """The cap per person, where there is one."""
        return next((cap for cap in self.caps if cap.over == "person"), None)


@dataclass(frozen=True)
class Variation:
    """Terms that replace others between two dates: a switch to a grant, a pause, a new price, a payer who joins.

    Parameters
    ----------
    since, until : float
        It holds for statements that begin in ``since <= month < until``.
    payment : PaymentTerms
        In place of the contract's own, whole.
    payers : tuple of Payer
        In place of the contract's own.
    why : str
    replaces_lines : bool
        Whether ``payment`` holds lines of its own, in place of the form's too (a block, a service part).
    """

    since: float
    until: float
    payment: PaymentTerms
    payers: tuple[Payer, ...]
    why: str = ""
    replaces_lines: bool = True


@dataclass(frozen=True)
class ShareOf:
    """A payer's share of one line, outcome, segment or year, or a pair of these; empty or None means any."""

    share: float
    line: str = ""
    segment: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Payer:
    """One payer: its share of every payment, and how far it goes.

    Parameters
    ----------
    name : str
    share : float
        Of everything that ``shares`` does not say otherwise.
    shares : tuple of ShareOf
        The one that names most goes first; of two alike, the later.
    limit, limit_per_year : float or None
        The most it pays, in all or in a contract year.
    when_exhausted : "others pay" or "unpaid"
        Who bears what is beyond its limit.
    gains_of : tuple of str
        The agencies whose gains are this payer's own.
    """

    name: str
    share: float = 1.0
    shares: tuple[ShareOf, ...] = ()
    limit: float | None = None
    limit_per_year: float | None = None
    when_exhausted: Literal["others pay", "unpaid"] = "unpaid"
    gains_of: tuple[str, ...] = ()
