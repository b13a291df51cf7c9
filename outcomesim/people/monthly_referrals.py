"""How many people of each segment are referred in each month, counted without living their lives.

The same people that :func:`outcomesim.people.referral.refer` makes, a replication at a time as vectors. No contract can
change who is referred, so one count serves them all.
"""

from __future__ import annotations

import numpy as np

from outcomesim.people.pathway import Pathway, Rates
from outcomesim.streams import philox
from outcomesim.units import Ints


def referrals_by_month(seed: int, pathway: Pathway, rates: Rates) -> Ints:
    """How many people of each segment are referred in each month, (R, G, M).

    Parameters
    ----------
    seed : int
    pathway : Pathway
    rates : Rates
    """
    rows, most = rates.people.shape[0], int(np.max(rates.people, initial=0))
    person = np.arange(most, dtype=np.uint64)
    weights, groups, months = pathway.referral_weights, pathway.segment_shares.shape[0], pathway.months
    counts = np.zeros((rows, groups, months), dtype=np.int64)
    with np.errstate(over="ignore"):  # uint64 arithmetic is meant to wrap round
        for row in range(rows):
            key = (np.uint64(seed), pathway.arrival_key, rates.replication[row])
            u_when, u_segment, _, _ = philox(*key, person[: rates.people[row]])
            part = np.clip(np.searchsorted(weights[1:-1], u_when, side="right"), 0, weights.shape[0] - 2)
            within = (u_when - weights[part]) / (weights[part + 1] - weights[part])
            time = pathway.referral_months * (part + within) / (weights.shape[0] - 1)
            segment = np.searchsorted(pathway.segment_shares[:-1], u_segment, side="right")
            came = time <= pathway.last_referral
            cell = segment[came] * months + np.minimum(time[came].astype(np.int64), months - 1)
            counts[row] = np.bincount(cell, minlength=groups * months).reshape(groups, months)
    return counts
