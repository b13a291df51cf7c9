"""One fair comparison of the small service, run once for all tests of how it is shown."""

from __future__ import annotations

from functools import lru_cache

from properties.lives import small

from outcomesim import simulate
from outcomesim.analysis.comparison import Comparison
from outcomesim.analysis.fairness import compare_fairly


@lru_cache
def fair_comparison(replications: int = 150) -> Comparison:
    """The small service, made fair."""
    return compare_fairly(simulate(small(), replications=replications, seed=4))
