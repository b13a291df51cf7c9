"""Who pays, in which shares, and how far each goes. Plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WhenExhausted = Literal["others pay", "unpaid"]
"""Who bears what is beyond a payer's limit: the other payers, or nobody."""


@dataclass(frozen=True)
class ShareOf:
    """A payer's share of one line, outcome, segment, year or amount, or a pair of these.

    Parameters
    ----------
    share : float
    line, segment : str
        Empty means any.
    year : int or None
        From 1; None means any.
    above : float
        Of what is owed in all beyond this amount.
    """

    share: float
    line: str = ""
    segment: str = ""
    year: int | None = None
    above: float = 0.0


@dataclass(frozen=True)
class LimitOn:
    """The most that a payer bears of one line or outcome, in all, and who bears what is beyond it.

    Parameters
    ----------
    amount : float
    line : str
    when_exhausted : "others pay" or "unpaid"
        The other payers, by their shares of that line, or nobody.
    """

    amount: float
    line: str = ""
    when_exhausted: WhenExhausted = "others pay"


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
    limits : tuple of LimitOn
        The most it bears of single lines or outcomes.
    limits_by_year : tuple of float
        In place of ``limit_per_year``, for each contract year in turn; the last holds for later years.
    payment_terms_months : int or None
        Whole months from a statement to this payer's payment; None is as in the contract.
    pays_late_months : int or None
        How many months later than it is due it is taken to pay, when simulated; None says nothing of it.
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
    limits: tuple[LimitOn, ...] = ()
    limits_by_year: tuple[float, ...] = ()
    payment_terms_months: int | None = None
    pays_late_months: int | None = None
    when_exhausted: WhenExhausted = "unpaid"
    gains_of: tuple[str, ...] = ()

    def limit_in_year(self, year: int) -> float | None:
        """The most it pays in a contract year, from 0; None without limit."""
        by_year = self.limits_by_year
        return by_year[min(year, len(by_year) - 1)] if by_year else self.limit_per_year
