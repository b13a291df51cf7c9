"""What is paid for, and how much: the vocabulary that every form of contract is made of, as plain records.

Nothing here computes: the arithmetic, and the order of working, is in :mod:`outcomesim.contracts.order`. Amounts
are in the scenario's currency, times are months since the contract started, shares lie from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from outcomesim.scenario.limits import Cap, Excess, Floor, Indexation, Retention, ServiceCredit
from outcomesim.scenario.on_measures import Condition, Schedule
from outcomesim.scenario.payers import Payer, ShareOf

__all__ = [
    "EVERY", "Cap", "Claimed", "Condition", "Deduction", "Excess", "Floor", "Indexation", "PayLine", "Payer",
    "PaymentTerms", "Per", "Price", "Retention", "Schedule", "ServiceCredit", "ShareOf", "Tolerance",
    "Variation", "Volume",
]  # fmt: skip


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
class Volume:
    """How the price falls (or rises) with the number that is claimed: the first 100 in full, those after at 80%.

    Parameters
    ----------
    bands : tuple of (number, share), numbers ascending from nought
        From how many on, which share of the price.
    over : "contract" or "year"
        Whether counting begins anew with each contract year.
    """

    bands: tuple[tuple[float, float], ...]
    over: Literal["contract", "year"] = "contract"


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
capital due      what the tranches are due by then, and is not in hand: principal and return
================ ===============================================================================================
"""
Claimed = Literal["with every statement", "monthly", "quarterly", "half-yearly", "yearly", "at the end"]
EVERY: dict[str, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
"""Months from one claim to the next."""


@dataclass(frozen=True)
class PayLine:
    """One line of what is paid: what for, at what price, on what conditions.

    Worked in this order: count, months after the start, repeat limit, gate, price at its date, volume, deduction,
    schedule.

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
    within_months : (float, float) or None
        An outcome is paid for if it came more than so many months after its person's start, and no more than so many;
        the first is below nought where only the second is written.
    less : tuple of str
        Other lines of units or outcomes that are taken off the count, one for one (days in jail off days housed).
    only_if : Condition or None
        The gate: nothing is counted while it is not met.
    back_dated : bool
        Whether what came before the gate was met is paid once it is.
    priced_by : "claim", "achievement" or "start"
        Which date decides the price, where prices change.
    volume : Volume or None
        All that the line counts, its outcomes and segments together.
    deductions : tuple of Deduction
    measure : str
        The measure that ``schedule`` reads.
    schedule : Schedule or None
    gives : "amount", "price" or "share of the line"
        What the schedule gives. An amount is cumulative: what is paid is its increase over what was paid before.
    may_fall : bool
        Whether an amount that a schedule gives is paid back where it falls below what was paid, as far as was paid.
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
    price_known : bool
        Whether the price was published. A line whose price is not known can be read and described, and neither
        simulated nor settled.
    """

    name: str
    per: Per
    prices: tuple[Price, ...] = ()
    segments: tuple[str, ...] = ()
    claims_per_person: float | None = None
    within_months: tuple[float, float] | None = None
    less: tuple[str, ...] = ()
    only_if: Condition | None = None
    back_dated: bool = False
    priced_by: Literal["claim", "achievement", "start"] = "claim"
    volume: Volume | None = None
    deductions: tuple[Deduction, ...] = ()
    measure: str = ""
    schedule: Schedule | None = None
    gives: Literal["amount", "price", "share of the line"] = "amount"
    may_fall: bool = False
    weight: float = 1.0
    claimed: Claimed = "with every statement"
    since: float | None = None
    until: float | None = None
    guaranteed: float = 0.0
    amount: float | None = None
    tolerance: Tolerance | None = None
    price_known: bool = True

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the line prices, each once, in order."""
        return tuple(dict.fromkeys(price.outcome for price in self.prices if price.outcome))


@dataclass(frozen=True)
class PaymentTerms:
    """All that decides what is owed: lines, limits and dates.

    Order of working, fixed: each line as in :class:`PayLine`; cap per person (oldest claim first); caps on lines;
    tolerance; caps on a period, a year, the contract; floors, within those caps; money back; service credits;
    retention; split between payers; payers' limits; advances; open book; date.

    Parameters
    ----------
    lines : tuple of PayLine
    caps : tuple of Cap
    floors : tuple of Floor
    service_credits : tuple of ServiceCredit
    service_credits_at_most : float
        The share of what is owed with a statement that all credits together are held to.
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
    service_credits: tuple[ServiceCredit, ...] = ()
    service_credits_at_most: float = 1.0
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
