"""What a claim is worth at its date: words that contracts say and that verification reads.

Plain records. They hold prices and dates, no person and no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol, get_args

from outcomesim.scenario.model import Verification
from outcomesim.units import NEVER, Floats, Ints

DatedBy = Literal["start", "achievement"]
DATED_BY: tuple[DatedBy, ...] = get_args(DatedBy)
"""Which date of its own may decide what a claim is worth; for the kernel, the index into this, or -1 for none."""


ToldBy = Literal["start", "achievement", "months after the start"]


class ToldApart(NamedTuple):
    """Claims that statements tell apart.

    Those of people who started, or whose outcomes came, in ``[since, until)``; or, by months after the start, those
    whose outcomes came no later than ``until`` after it.
    """

    by: ToldBy
    since: float
    until: float

    @property
    def month(self) -> float:
        """What a statement calls them by: the first month, or how many after the start."""
        return self.until if self.by == "months after the start" else self.since


@dataclass(frozen=True)
class ClaimValues:
    """What a verified claim counts for under the cap per person, in pence.

    Parameters
    ----------
    values : nested tuples of int: period of prices P, segment G, line L, date E, age A
    in_force : tuple of int, one a month
        The period of prices that holds for claims verified in it.
    dated_by : nested tuples of int: P, L
        The date that decides E, as an index into :data:`DATED_BY`; -1 where none does.
    dates : tuple of float
        The months from which each E holds, ascending from 0.
    ages : tuple of float
        The months after the start beyond which each A holds, ascending from below nought.
    taken_off : tuple of (line, line from which it is taken)
        What is taken off what: each claim of the one takes one of the other off.
    off_values : nested tuples of int: P, G, and each pair of those
        What that counts for.
    """

    values: tuple[Any, ...]
    in_force: tuple[int, ...]
    dated_by: tuple[tuple[int, ...], ...]
    dates: tuple[float, ...] = (0.0,)
    ages: tuple[float, ...] = (-NEVER,)
    taken_off: tuple[tuple[int, int], ...] = ()
    off_values: tuple[Any, ...] = ()

    @classmethod
    def that_stay(cls, values: Ints, months: int) -> ClaimValues:
        """Values (G, L) that are the same at all times."""
        by_segment = tuple(tuple(((int(pence),),) for pence in of_segment) for of_segment in values)
        return cls((by_segment,), (0,) * months, ((-1,) * values.shape[1],))


class WorthAsPlanned(Protocol):
    """What planned claims come to at some prices, by month."""

    def __call__(self, worth: ClaimValues, *, verification: Verification | None = None) -> Floats:
        """By the month of verification, (M,) of pence; verified as the scenario says, or in another way."""
