"""How a contract steers delivery: the only way that what is paid can change what is done.

A :class:`Direction` comes out of a review; the engine writes it into the :class:`Course` of delivery, which
is all that the people's side ever sees. Directions change the future only; a stop is irrevocable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomesim.units import NEVER, Floats, Ints


@dataclass(frozen=True)
class Direction:
    """What a review tells the provider, one value a replication; NaN leaves that replication alone.

    Parameters
    ----------
    places : array (R,) or None
        Places from now on. A cut takes effect as people leave; a new place opens now.
    intensity : array (R,) or None
        Multiplies the service's effect (the logarithm of its ratios) and its running cost, for people
        already in service too. Held in thousandths.
    intake_open : array (R,) or None
        1 opens the door to new referrals, 0 shuts it.
    notice_months : array (R,) or None
        Months of notice until the service stops for good; 0 stops it now.
    """

    places: Floats | None = None
    intensity: Floats | None = None
    intake_open: Floats | None = None
    notice_months: Floats | None = None

    def replications(self) -> Ints:
        """Replications in which anything is directed, as a boolean array (R,)."""
        given = [v for v in (self.places, self.intensity, self.intake_open, self.notice_months) if v is not None]
        if not given:
            return np.zeros(0, dtype=np.bool_)
        directed: Ints = np.any([~np.isnan(v) for v in given], axis=0)
        return directed


class Course(NamedTuple):
    """The course of delivery in a block of replications: what has been directed so far, and when.

    Before the first change the scenario's own places, full intensity and an open door hold.

    Parameters
    ----------
    at : array (R, D) of months
        When each change takes effect, ascending; never (infinity) in slots not used.
    places : array (R, D) of int64
        Places from then on.
    intensity : array (R, D) of int64
        Intensity from then on, in thousandths.
    intake_open : array (R, D) of bool
        Whether new referrals are taken from then on.
    notice_at, stop_at : array (R,) of months
        When notice was given and when service stops; never where it was not.
    """

    at: Floats
    places: Ints
    intensity: Ints
    intake_open: Ints
    notice_at: Floats
    stop_at: Floats

    @classmethod
    def as_planned(cls, replications: int, slots: int) -> Course:
        """The course nobody has directed yet, with room for ``slots`` changes."""
        shape = (replications, slots)
        return cls(
            at=np.full(shape, NEVER),
            places=np.zeros(shape, dtype=np.int64),
            intensity=np.zeros(shape, dtype=np.int64),
            intake_open=np.ones(shape, dtype=np.bool_),
            notice_at=np.full(replications, NEVER),
            stop_at=np.full(replications, NEVER),
        )

    def take(self, rows: Ints) -> Course:
        """The course of some replications alone."""
        return Course(
            self.at[rows], self.places[rows], self.intensity[rows], self.intake_open[rows],
            self.notice_at[rows], self.stop_at[rows],
        )  # fmt: skip

    def directed(self, direction: Direction, time: float, *, planned_places: int, planned_intensity: int) -> Course:
        """The course after ``direction`` at ``time``; earlier changes stand, a stop is never undone.

        Parameters
        ----------
        direction : Direction, vectors (R,)
        time : float
            Months since the start; never before a change already made.
        planned_places, planned_intensity : int
            What held before the first change.
        """
        told = direction.replications() & (self.stop_at > time)
        at, places, intensity, door = (a.copy() for a in (self.at, self.places, self.intensity, self.intake_open))
        rows = np.flatnonzero(told)
        slot = np.sum(at[rows] < NEVER, axis=1)
        before = slot - 1
        first = slot == 0
        at[rows, slot] = time
        places[rows, slot] = np.where(first, planned_places, places[rows, before])
        intensity[rows, slot] = np.where(first, planned_intensity, intensity[rows, before])
        door[rows, slot] = np.where(first, True, door[rows, before])
        for now, value in (
            (places, direction.places),
            (intensity, None if direction.intensity is None else np.rint(direction.intensity * planned_intensity)),
            (door, direction.intake_open),
        ):
            if value is not None:
                said = ~np.isnan(value[rows])
                now[rows[said], slot[said]] = value[rows[said]].astype(now.dtype)
        notice_at, stop_at = self.notice_at, self.stop_at
        if direction.notice_months is not None:
            given = told & ~np.isnan(direction.notice_months)
            sooner = given & (time + np.where(given, direction.notice_months, 0.0) < stop_at)
            notice_at = np.where(sooner, np.minimum(notice_at, time), notice_at)
            stop_at = np.where(sooner, time + np.where(given, direction.notice_months, 0.0), stop_at)
        return self._replace(
            at=at, places=places, intensity=intensity, intake_open=door, notice_at=notice_at, stop_at=stop_at
        )
