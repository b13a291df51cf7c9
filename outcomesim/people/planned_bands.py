"""Which planned claims are told apart, where a price goes by a date of their own or by the months since the start.

Plain records of dates; they hold no price and no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcomesim.units import NEVER, Floats

Decides = Literal["", "start", "achievement"]


@dataclass(frozen=True)
class Bands:
    """Which claims are to be told apart: by the date that decides about them, and by the months since the start.

    Parameters
    ----------
    decided_by : tuple of "start", "achievement" or "", one a line
        Which date of its own a line goes by; those of none stand in the first band of dates. Empty is none anywhere.
    dates : tuple of float
        The months from which each of E bands holds, ascending from 0.
    ages : tuple of float
        The months after the start beyond which each of A bands holds, ascending from below nought.
    """

    decided_by: tuple[Decides, ...] = ()
    dates: tuple[float, ...] = (0.0,)
    ages: tuple[float, ...] = (-NEVER,)

    @property
    def shape(self) -> tuple[int, int]:
        """E, A."""
        return len(self.dates), len(self.ages)

    def upto(self, line: int, started: Floats, at: Floats) -> Floats:
        """Whether what people started then have at a time falls in a band or one before, (E, A, S, T) of 0 and 1."""
        by = self.decided_by[line] if self.decided_by else ""
        start, came = np.broadcast_arrays(started[:, None], at)
        when = {"": np.zeros(start.shape), "start": start, "achievement": came}[by]
        in_date = when < np.array([*self.dates[1:], NEVER])[:, None, None]
        in_age = came - start <= np.array([*self.ages[1:], NEVER])[:, None, None]
        return np.asarray(in_date[:, None] & in_age, dtype=np.float64)

    def each(self, line: int, started: Floats, at: Floats) -> Floats:
        """Whether it falls in a band, (E, A, S, T) of 0 and 1."""
        return apart(self.upto(line, started, at))


def apart(upto: Floats) -> Floats:
    """What is in each band, (E, A, ...), from what is in it and those before."""
    return np.diff(np.diff(upto, axis=0, prepend=0.0), axis=1, prepend=0.0)
