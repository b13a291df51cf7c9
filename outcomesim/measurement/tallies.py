"""What is counted as people live: whole numbers in month cells, which add up the same in any order.

The kernel fills them; the verifier's statements, the cost of delivery and the appraisal read them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomesim.units import Ints


class Tallies(NamedTuple):
    """The tallies of a block of replications under one course of delivery.

    Axes: replication R, view V, vintage W and those evaluated E (see :mod:`outcomesim.measurement.vintages`), group G
    (segments, by provider: ``g = segment * P + provider``), provider P, outcome line L, chain K, month M. A line counts
    people who reach an outcome or, where its kind is ``days``, days: whole ones, in every tally with a line axis.
    """

    referred: Ints  # (R, G, M) people referred
    starts: Ints  # (R, G, M) people taken on
    served: Ints  # (R, G, M) ticks of service received
    effort: Ints  # (R, P, M) ticks of service, all segments together, weighted by the intensity, in thousandths
    achieved: Ints  # (R, G, L, M) outcomes of people served, theirs to claim
    true_with: Ints  # (R, L, M) outcomes of everybody, in the life with the service
    true_without: Ints  # (R, L, M) ... in the life without it
    true_with_of: Ints  # (R, E, L, M) of those whom an evaluation is about, with the service
    true_without_of: Ints  # (R, E, L, M) ... without it
    spell_with: Ints  # (R, K, M) ticks spent in the chain's spell, with the service
    spell_without: Ints  # (R, K, M) ... without it
    starts_of: Ints  # (R, W, G, M) people taken on, of each vintage
    served_of: Ints  # (R, W, G, M) ticks of service received, within the follow-up of each vintage
    verified: Ints  # (V, R, G, L, M) claims, by month of verification
    verified_of: Ints  # (V, R, W, G, L, M) ... of each vintage
    anyway: Ints  # (V, R, G, L, M) ... for what would have happened anyway
    withheld: Ints  # (V, R, L, M) pence that the cap per person holds back
    not_found: Ints  # (V, R, L) achieved, but no evidence
    late: Ints  # (V, R, L) evidence, but too late to claim

    def put(self, rows: Ints, other: Tallies) -> None:
        """Overwrite some replications with those of ``other``, in order."""
        for name, mine, theirs in zip(self._fields, self, other, strict=True):
            if name in PER_VIEW:
                mine[:, rows] = theirs
            else:
                mine[rows] = theirs

    def copied(self) -> Tallies:
        """A copy to write in."""
        return Tallies(*(array.copy() for array in self))

    def seen(self, view: int) -> Tallies:
        """The same tallies with one view, to read."""
        return Tallies(
            *(
                array[view : view + 1] if name in PER_VIEW else array
                for name, array in zip(self._fields, self, strict=True)
            )
        )


def of_segments(counts: Ints, providers: int, axis: int) -> Ints:
    """Add up the providers of each segment along an axis of groups: G to S."""
    return counts if providers == 1 else np.sum(_apart(counts, providers, axis), axis=axis + 1, dtype=counts.dtype)


def of_providers(counts: Ints, providers: int, axis: int) -> Ints:
    """Add up the segments of each provider along an axis of groups: G to P."""
    return np.asarray(np.sum(_apart(counts, providers, axis), axis=axis, dtype=np.int64))


def _apart(counts: Ints, providers: int, axis: int) -> Ints:
    """Groups as segments and providers: one axis becomes two."""
    shape = counts.shape
    return counts.reshape(*shape[:axis], shape[axis] // providers, providers, *shape[axis + 1 :])


PER_VIEW = ("verified", "verified_of", "anyway", "withheld", "not_found", "late")


def empty_tallies(
    *, views: int, replications: int, groups: int, lines: int, chains: int, months: int, providers: int = 1,
    vintages: int = 0, evaluated: int = 0,
) -> Tallies:  # fmt: skip
    """Tallies at nought; ``groups`` counts segments times providers."""
    v, r, w, e, g, n, k, m = views, replications, vintages, evaluated, groups, lines, chains, months
    i4, i8 = np.int32, np.int64
    return Tallies(
        referred=np.zeros((r, g, m), i4),
        starts=np.zeros((r, g, m), i4),
        served=np.zeros((r, g, m), i8),
        effort=np.zeros((r, providers, m), i8),
        achieved=np.zeros((r, g, n, m), i4),
        true_with=np.zeros((r, n, m), i4),
        true_without=np.zeros((r, n, m), i4),
        true_with_of=np.zeros((r, e, n, m), i4),
        true_without_of=np.zeros((r, e, n, m), i4),
        spell_with=np.zeros((r, k, m), i8),
        spell_without=np.zeros((r, k, m), i8),
        starts_of=np.zeros((r, w, g, m), i4),
        served_of=np.zeros((r, w, g, m), i8),
        verified=np.zeros((v, r, g, n, m), i4),
        verified_of=np.zeros((v, r, w, g, n, m), i4),
        anyway=np.zeros((v, r, g, n, m), i4),
        withheld=np.zeros((v, r, n, m), i8),
        not_found=np.zeros((v, r, n), i4),
        late=np.zeros((v, r, n), i4),
    )


def bytes_per_replication(
    *, views: int, groups: int, lines: int, chains: int, months: int, providers: int = 1, vintages: int = 0,
    evaluated: int = 0,
) -> int:  # fmt: skip
    """Memory that the tallies of one replication take, for choosing the size of a block."""
    one = empty_tallies(
        views=views, replications=1, groups=groups, lines=lines, chains=chains, months=months, providers=providers,
        vintages=vintages, evaluated=evaluated,
    )  # fmt: skip
    return sum(array.nbytes for array in one)
