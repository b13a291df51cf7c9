"""How a contract steers delivery: the only way that what is paid can change what is done.

A :class:`Direction` comes out of a review; the engine writes it into the :class:`Course` of delivery, which
is all that the people's side ever sees. Directions change the future only; a stop is irrevocable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomesim.errors import ContractError
from outcomesim.units import NEVER, Floats, Ints


@dataclass(frozen=True)
class Direction:
    """What a review tells the providers, one value a replication; NaN leaves that replication alone.

    Parameters
    ----------
    places : array (R,) or (R, P), or None
        Places from now on: of all providers together, divided as those planned are, or of each. A cut takes effect as
        people leave; a new place opens now.
    intensity : array (R,) or None
        Multiplies the service's effect (the logarithm of its ratios) and its running cost, for people
        already in service too. Held in thousandths.
    intake_open : array (R,) or (R, P), or None
        1 opens the door to new referrals, 0 shuts it: of all providers, or of each.
    notice_months : array (R,) or (R, P), or None
        Months of notice until all providers stop for good, or each; 0 stops them now.
    referral_shares : array (R, P) or None
        What part of the referrals to come goes to each provider, in proportion; a provider with none is referred
        nobody, and goes on with those who were. NaN in a row leaves that replication alone.
    """

    places: Floats | None = None
    intensity: Floats | None = None
    intake_open: Floats | None = None
    notice_months: Floats | None = None
    referral_shares: Floats | None = None

    def replications(self) -> Ints:
        """Replications in which anything is directed, as a boolean array (R,)."""
        said = [_said(v) for v in vars(self).values() if v is not None]
        if not said:
            return np.zeros(0, dtype=np.bool_)
        directed: Ints = np.any(said, axis=0)
        return directed


def _said(values: Floats) -> Ints:
    """Where a vector says anything, (R,) of bool; one value of several is enough."""
    said: Ints = ~np.isnan(values)
    return said if said.ndim == 1 else np.any(said, axis=1)


class Course(NamedTuple):
    """The course of delivery in a block of replications: what has been directed so far, and when.

    Before the first change the scenario's own places, shares, full intensity and an open door hold.

    Parameters
    ----------
    at : array (R, D) of months
        When each change takes effect, ascending; never (infinity) in slots not used.
    places : array (R, D, P) of int64
        Places of each provider from then on.
    intensity : array (R, D) of int64
        Intensity from then on, in thousandths.
    intake_open : array (R, D, P) of bool
        Whether each provider takes new referrals from then on.
    shares : array (R, D, P)
        Part of the referrals that goes to each provider from then on, adding to 1.
    notice_at, stop_at : array (R, P) of months
        When each provider was given notice and when it stops; never where it was not.
    """

    at: Floats
    places: Ints
    intensity: Ints
    intake_open: Ints
    shares: Floats
    notice_at: Floats
    stop_at: Floats

    @classmethod
    def as_planned(cls, replications: int, slots: int, providers: int = 1) -> Course:
        """The course nobody has directed yet, with room for ``slots`` changes."""
        shape = (replications, slots)
        return cls(
            at=np.full(shape, NEVER),
            places=np.zeros((*shape, providers), dtype=np.int64),
            intensity=np.zeros(shape, dtype=np.int64),
            intake_open=np.ones((*shape, providers), dtype=np.bool_),
            shares=np.zeros((*shape, providers)),
            notice_at=np.full((replications, providers), NEVER),
            stop_at=np.full((replications, providers), NEVER),
        )

    @property
    def stops_at(self) -> Floats:
        """When the whole service stops, (R,): with the last of its providers."""
        return np.asarray(self.stop_at.max(axis=1))

    def shares_now(self, planned: Floats) -> Floats:
        """The part of the referrals that goes to each provider as things stand, (R, P)."""
        last = np.sum(self.at < NEVER, axis=1) - 1
        return np.where(last[:, None] < 0, planned, self.shares[np.arange(last.shape[0]), last])

    def take(self, rows: Ints) -> Course:
        """The course of some replications alone."""
        return Course(*(column[rows] for column in self))

    def directed(
        self,
        direction: Direction,
        time: float,
        *,
        planned_places: int | Ints,
        planned_intensity: int,
        planned_shares: float | Floats = 1.0,
    ) -> Course:
        """The course after ``direction`` at ``time``; earlier changes stand, a stop is never undone.

        Parameters
        ----------
        direction : Direction, vectors (R,) or (R, P)
        time : float
            Months since the start; never before a change already made.
        planned_places, planned_shares : number, or array (P,)
            What each provider had before the first change.
        planned_intensity : int
        """
        told = direction.replications() & (self.stops_at > time)
        at, places, intensity, door, shares = (
            a.copy() for a in (self.at, self.places, self.intensity, self.intake_open, self.shares)
        )
        rows, providers = np.flatnonzero(told), self.stop_at.shape[1]
        slot = np.sum(at[rows] < NEVER, axis=1)
        before, first = slot - 1, slot == 0
        at[rows, slot] = time
        for now, planned in (
            (places, planned_places), (shares, planned_shares), (intensity, planned_intensity), (door, True),
        ):  # fmt: skip
            begins = first[:, None] if now.ndim > at.ndim else first
            now[rows, slot] = np.where(begins, planned, now[rows, before])
        weights = planned_shares if np.any(np.less(planned_places, 0)) else planned_places
        for now, value in (
            (places, _by_provider(direction.places, weights)),
            (intensity, None if direction.intensity is None else np.rint(direction.intensity * planned_intensity)),
            (door, _of_each(direction.intake_open, providers)),
            (shares, _in_proportion(direction.referral_shares)),
        ):
            if value is not None:
                said = ~np.isnan(value[rows])
                changed = now[rows, slot]
                changed[said] = value[rows][said].astype(now.dtype)
                now[rows, slot] = changed
        notice_at, stop_at = self.notice_at, self.stop_at
        notice = _of_each(direction.notice_months, providers)
        if notice is not None:
            given = told[:, None] & ~np.isnan(notice)
            wanted = time + np.where(given, notice, 0.0)
            sooner = given & (wanted < stop_at)
            notice_at = np.where(sooner, np.minimum(notice_at, time), notice_at)
            stop_at = np.where(sooner, wanted, stop_at)
        return Course(at, places, intensity, door, shares, notice_at, stop_at)


def _of_each(values: Floats | None, providers: int) -> Floats | None:
    """What is told each provider, (R, P), where all are told the same, (R,)."""
    if values is None or values.ndim > 1:
        return values
    return np.broadcast_to(values[:, None], (values.shape[0], providers))


def _by_provider(places: Floats | None, weights: float | Floats) -> Floats | None:
    """Places of each provider, (R, P), where they are said in all, (R,)."""
    if places is None or places.ndim > 1:
        return places
    return divided_by(places, np.atleast_1d(weights))


def divided_by(total: Floats | float, weights: Floats) -> Floats:
    """Divide whole numbers (R,) in proportion to weights (P,), so that they add up: (R, P).

    ``part_k = round(total * c_k) - round(total * c_(k-1))``, with ``c`` the cumulative weights over their sum.

    Examples
    --------
    >>> divided_by(np.array([10.0, 7.0]), np.array([0.5, 0.25, 0.25])).tolist()
    [[5.0, 3.0, 2.0], [4.0, 1.0, 2.0]]
    """
    reached = np.cumsum(np.asarray(weights, dtype=np.float64))
    parts = reached / reached[-1] if reached[-1] > 0 else np.arange(1, reached.shape[0] + 1) / reached.shape[0]
    return np.diff(np.rint(np.multiply.outer(total, parts)), axis=-1, prepend=0.0)


def _in_proportion(shares: Floats | None) -> Floats | None:
    """Shares that add to 1 in every replication that is told any, (R, P)."""
    if shares is None:
        return None
    whole = np.sum(shares, axis=1, keepdims=True)
    if np.any(shares < 0) or np.any(whole == 0):
        raise ContractError(
            "shares of referrals are not below nought, and one at least is above it: shut intake to refer nobody"
        )
    return np.asarray(shares / whole)
