"""What a cap per person holds back of people whom totals do not tell apart: the least and the most.

Takes what is known of the people behind totals and the claims beyond each repeat limit; gives pence by period and line,
at the end at which least is paid and at that at which most is. The arithmetic is in
:mod:`outcomesim.settlement.persons.bounds`; where rows are about people it is exact, in
:mod:`outcomesim.settlement.persons.capped_people`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from outcomesim.settlement.persons.bounds import LEAST_PAID, heaped, paid_at_the_least, paid_at_the_most
from outcomesim.settlement.persons.limits_of_totals import Known, terms_alike
from outcomesim.units import NEVER, Floats


def held_back_of_totals(known: Known, beyond: Floats) -> Floats:
    """What the cap per person holds back in each period, (P, R, L) of pence.

    What is paid for each person is worked out to the end of each period, at the least and at the most. What it falls
    short of the claims that are not beyond a repeat limit is held back.

    Parameters
    ----------
    known : Known
    beyond : array (P, R, G, K)
        Claims beyond a repeat limit.
    """
    periods, _, _ = known.values.shape
    lines, lines_of = len(known.contract.setting.outcomes), known.contract.card.lines_of_items
    off = _off_items(known)  # (P, K, G)
    may_fall = bool(off.any())
    beyond = np.broadcast_to(beyond, (periods, 2, *beyond.shape[2:])).transpose(0, 1, 3, 2)  # (P, 2, K, G)
    brought = np.diff(known.people.claims, axis=0).sum(axis=1)[..., lines_of].transpose(0, 2, 1)  # (P, K, G)
    worth = ((brought[:, None] - off[:, None] - beyond) * known.values[:, None]).sum(axis=3)  # (P, 2, K)
    gross = _worth_one_by_one(known, (brought - off)) if may_fall else np.cumsum(worth.sum(axis=2), axis=0)  # (P, 2)
    least = _LeastPaid(known)
    before, held, out = np.zeros(2), np.zeros((2, lines)), np.zeros((periods, 2, lines))
    for p in range(periods):
        paid = np.array([least.paid_by(p), _most_paid(known, p + 1)])
        now = np.maximum(0.0, gross[p] - paid)
        now[LEAST_PAID] = max(now[LEAST_PAID], before[LEAST_PAID])
        if not may_fall:
            now = np.maximum(now, before)
        of_lines = np.zeros((2, lines))
        np.add.at(of_lines.T, lines_of[lines_of >= 0], np.maximum(0.0, worth[p].T[lines_of >= 0]))
        taken = np.minimum(now - before, of_lines.sum(axis=1))  # what is more waits for later claims
        parts = np.where((taken < 0)[:, None], held, of_lines)
        out[p] = _shared_out(taken, parts)
        held, before = held + out[p], before + taken
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _worth_one_by_one(known: Known, left: Floats) -> Floats:
    """What the claims within a repeat limit are worth person by person, to each date, (P, 2): the most, then the least.

    What is taken off one person counts against her claims alone, though it may never be paid back: so that more is held
    back where this is most.

    Parameters
    ----------
    known : Known
    left : array (P, K, G)
        Claims, less what is taken off.
    """
    beyond = np.zeros((len(left), 2))
    for k in range(left.shape[1]):
        for since, until in terms_alike(known, k):
            limit, off = float(known.limits[since, k]), known.taken_off(since, k)
            ends = np.stack([known.beyond(k, at, limit, off[at]) for at in range(since, until + 1)]).sum(axis=2)
            values = known.values[since:until, k]  # (N, G)
            for n in range(1, until - since + 1):
                weights = -np.diff(values[:n], axis=0, prepend=0.0, append=0.0)  # (n + 1, G)
                least, most = ends[: n + 1, 0], ends[: n + 1, 1]
                ends_now = [(weights * np.where(weights > 0, *of)).sum() for of in ((least, most), (most, least))]
                beyond[since + n - 1] += ends_now
            beyond[until:] += ends_now
    return np.cumsum((left * known.values).sum(axis=(1, 2)))[:, None] - beyond


def _shared_out(amounts: Floats, parts: Floats) -> Floats:
    """Amounts (R,) pro rata to parts (R, L), in whole pence that add up."""
    in_all = parts.sum(axis=1, keepdims=True)
    share = np.divide(parts, in_all, out=np.zeros(parts.shape), where=in_all > 0)
    return np.diff(np.rint(amounts[:, None] * np.cumsum(share, axis=1)), axis=1, prepend=0.0)


def _off_items(known: Known) -> Floats:
    """What is taken off each item in each period, (P, K, G)."""
    periods, items, _ = known.values.shape
    to_date = ([known.taken_off(p, k).sum(axis=1) for k in range(items)] for p in range(periods))  # (P + 1, G) each
    return np.array([[of[p + 1] - of[p] for of in of_items] for p, of_items in enumerate(to_date)])


@dataclass
class _AtPrices:
    """Claims at one set of prices and limits: what is surely paid for, by whom, how much of it one person can have.

    Parameters
    ----------
    within : array (K, Q, G)
    people : array (Q, G, L)
        Who have their first claim at these prices, and so one that is within every limit.
    of_one : array (L,)
    """

    within: Floats
    people: Floats
    of_one: Floats


@dataclass
class _LeastPaid:
    """The least that is paid for all to date, period after period: at each set of prices the same people have most."""

    known: Known
    closed: dict[bytes, _AtPrices] = field(default_factory=dict)
    values: dict[bytes, tuple[Floats, Floats]] = field(default_factory=dict)
    since: int = 0
    taken_off: float = 0.0

    def paid_by(self, p: int) -> float:
        """To the end of a period: each is asked for once, in turn."""
        known, key = self.known, self._key(p)
        if p and key != self._key(p - 1):
            self.closed = self._with_run(p)
            self.since = p
        self.values.setdefault(key, (known.values[p], known.limits[p]))
        self.taken_off = self.taken_off + self._taken_off_more(p)
        at_prices = self._with_run(p + 1)
        return self._paid(at_prices) - self.taken_off - self._off_now(p)

    def _key(self, p: int) -> bytes:
        return bytes(self.known.values[p].tobytes() + self.known.limits[p].tobytes())

    def _with_run(self, until: int) -> dict[bytes, _AtPrices]:
        """With the periods since prices changed last."""
        known, since = self.known, self.since
        people, lines = known.people, range(len(known.contract.setting.outcomes))
        new = people.counted[until] - people.counted[since]
        of_one = np.array([people.most_of_one(line, since, until) for line in lines])
        run = _AtPrices(self._within(since, until, new), new, of_one)
        before = self.closed.get(self._key(since))
        if before is not None:
            run = _AtPrices(before.within + run.within, before.people + new, before.of_one + of_one)
        return {**self.closed, self._key(since): run}

    def _within(self, since: int, until: int, new: Floats) -> Floats:
        """Of the claims of each item those that are within its limit, whoever made them, (K, Q, G)."""
        known = self.known
        within = np.zeros((known.values.shape[1], *new.shape[:2]))
        for k in range(len(within)):
            line = known.line(k)
            if line < 0:
                continue
            claims = known.people.claims[until, ..., line] - known.people.claims[since, ..., line]
            limit, beyond = float(known.limits[since, k]), np.zeros(claims.shape)
            if limit < NEVER:
                most, least = known.beyond(k, until, limit)[1], known.beyond(k, since, limit)[0]
                beyond = np.clip(most - least, 0.0, np.maximum(0.0, claims - new[..., line]))
            within[k] = claims - beyond
        return within

    def _paid(self, at_prices: dict[bytes, _AtPrices]) -> float:
        known, paid = self.known, 0.0
        assert known.contract.claim_limit is not None
        for q, g in np.ndindex(known.people.claims.shape[1:3]):
            heaps, values = [], []
            for key, told in at_prices.items():
                worth, limits = self.values[key]
                for k in np.flatnonzero(worth[:, g] > 0):
                    line = known.line(int(k))
                    if line >= 0:
                        each = float(min(limits[k], told.of_one[line]))
                        heaps.append(heaped(float(told.within[k, q, g]), each=each, people=told.people[q, g, line]))
                        values.append(float(worth[k, g]))
            paid += paid_at_the_least(heaps, np.array(values), limit=float(known.contract.claim_limit))
        return paid

    def _off_now(self, p: int) -> float:
        """What is taken off limited items at the prices of a period, of all that is to date."""
        known = self.known
        limited = np.flatnonzero(known.limits[p] < NEVER).tolist()
        return float(sum((self._off(p, k)[p + 1] * known.values[p, k]).sum() for k in limited))

    def _taken_off_more(self, p: int) -> float:
        """What is taken off for good by the end of a period.

        Of a limited item, what is to date is taken off at the price of the day, and where that falls at what it was
        before: what is beyond the limit may be of either time.
        """
        known, more = self.known, 0.0
        for k in range(len(known.limits[p])):
            if known.limits[p, k] == NEVER:
                off = self._off(p, k)
                more += float(((off[p + 1] - off[p]) * known.values[p, k]).sum())
            if p and known.limits[p - 1, k] < NEVER:
                goes_on = known.values[p, k] * (known.limits[p - 1, k] == known.limits[p, k])
                more += float((self._off(p - 1, k)[p] * np.maximum(0.0, known.values[p - 1, k] - goes_on)).sum())
        return more

    def _off(self, p: int, k: int) -> Floats:
        return np.asarray(self.known.taken_off(p, k).sum(axis=1))


def _most_paid(known: Known, at: int) -> float:
    """The most that is paid to a date: all that people can have, or all their claims, spread as evenly as can be."""
    people, limit = known.people, float(known.contract.claim_limit or 0)
    by_group = []
    for q, there in enumerate(people.there):
        claims = [
            _most_of_outcome(known, at, (q, g), line, there)
            for g in range(people.claims.shape[2]) for line in range(people.claims.shape[3])
        ]  # fmt: skip
        by_group.append(min(_of_all(there, limit), sum(claims)))
    return float(min(_of_all(people.in_all, limit), sum(by_group)))


def _most_of_outcome(known: Known, at: int, cell: tuple[int, int], line: int, there: float) -> float:
    """The most that is paid for one outcome of one group to a date."""
    people, limit = known.people, float(known.contract.claim_limit or 0)
    claims = people.claims[: at + 1, cell[0], cell[1], line]
    counted = float(people.counted[at, cell[0], cell[1], line])
    own = [k for k in range(known.values.shape[1]) if known.line(k) == line]
    at_prices: dict[bytes, tuple[float, int]] = {}
    for p in range(at):
        key = known.values[p, own, cell[1]].tobytes() + known.limits[p, own].tobytes()
        at_prices[key] = at_prices.get(key, (0.0, 0))[0] + float(claims[p + 1] - claims[p]), p
    most = 0.0
    for count, p in at_prices.values():
        items = [item for k in own if (item := known.items[p][k]) is not None]
        most += paid_at_the_most(
            count, people=min(there, counted or count), values=known.values[p, own, cell[1]].tolist(),
            limits=known.limits[p, own].tolist(), limit=limit, whole=all(item.line.per == "outcome" for item in items),
        )  # fmt: skip
    return min(most, _of_all(counted or NEVER, limit))


def _of_all(people: float, limit: float) -> float:
    """What so many people can have under a limit for each."""
    return NEVER if people == NEVER else people * limit
