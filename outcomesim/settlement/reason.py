"""What one step did to one line in one period, and the numbers in its sentence: one, or two ends of what is open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.wording.common import money, number
from outcomesim.contracts.wording.measures import figure_in_words
from outcomesim.settlement.settled import SettledStatement
from outcomesim.units import Floats


@dataclass(frozen=True)
class Reason:
    """What one step did to one line in one period.

    Parameters
    ----------
    period : str
    line : str
        An outcome or pay line; empty where all lines are meant.
    step : str
        A word for the step: run-off, repeat limit, gate, waited, waiting, deduction, schedule, cap per person, cap,
        tolerance, floor, service credit, retention, payer's limit, ending early, advance, late payment, penalty, gain
        share.
    amount : array (R,)
        What it added (above nought) or took away (below), in the currency; claims for a repeat limit, what waited, or
        a gate that costs claims.
    sentence : str
    cause : str
        For a limit, what it does in words without the amount: the same for every line that it cuts.
    to : str
        Who is paid, where several are and each has a statement of its own.
    """

    period: str
    line: str
    step: str
    amount: Floats
    sentence: str
    cause: str = ""
    to: str = ""


def between(amount: Floats, currency: str) -> str:
    """An amount of one row, or the two ends of what is open."""
    ends = sorted({float(a) for a in np.atleast_1d(amount)})
    if len(ends) == 1:
        return money(ends[0], currency)
    return f"between {money(ends[0], currency)} and {money(ends[-1], currency)}"


def counted(claims: Floats, what: str = "claim") -> str:
    """A number of claims of one row, or the two ends."""
    return f"{in_figures(claims)} {what}{'' if is_or_are(claims) == 'is' else 's'}"


def in_figures(numbers: Floats) -> str:
    """A number of one row, or the two ends."""
    ends = sorted({float(a) for a in np.atleast_1d(numbers)})
    if len(ends) == 1:
        return number(ends[0])
    return f"between {number(ends[0])} and {number(ends[-1])}"


def figure_of(measure: str, settled: SettledStatement, currency: str, *, row: int = 0) -> str:
    """What a measure reports, and what is behind that where it is not all that was reported."""
    reported = float(settled.statement.measure(measure)[row])
    return figure_in_words(measure, reported, currency) + settled.behind.get(measure, "")


def is_or_are(numbers: Floats) -> str:
    """The verb that goes with a number."""
    return "is" if set(np.atleast_1d(numbers).tolist()) == {1.0} else "are"
