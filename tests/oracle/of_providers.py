"""What several providers have done, by segment and one by one, as the second reading tells it."""

from __future__ import annotations

from typing import Any

import numpy as np
from oracle.tally import Tally

from outcomesim.measurement.statement import ByProvider


def by_segment(providers: int, counts: Any) -> Any:
    """The providers of each segment together, with the axis of one replication."""
    return np.array([[counts[g : g + providers].sum(axis=0) for g in range(0, len(counts), providers)]])


def by_provider(tally: Tally, until: int, costs: Any, failed: Any) -> ByProvider | None:
    """What each provider has done by a month, where there are several; ``costs`` are by month and provider."""
    providers = len(failed)
    if providers == 1:
        return None

    def by_now(counts: Any) -> Any:
        return np.array([[counts[p::providers, ..., :until].sum(axis=(0, -1)) for p in range(providers)]])

    return ByProvider(
        referred=by_now(tally.referred),
        starts=by_now(tally.starts),
        verified=by_now(tally.verified),
        cost=np.array([np.sum(costs[:until], axis=0) if until else np.zeros(providers)]),
        failed=np.array([failed]),
    )
