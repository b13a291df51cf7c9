"""How evidence of outcomes is found, laid out as arrays for the kernel.

A *view* is one way of verifying and capping claims. Contracts that verify alike and cap nobody share a view, so
that the same people are looked at once. Takes verification terms and prices a claim is counted at; must not
know what is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomesim.measurement.vintages import Vintage, as_rows
from outcomesim.people.pathway import drawn
from outcomesim.people.tables import QuantileTable
from outcomesim.scenario.model import Scenario, Verification
from outcomesim.streams import Streams
from outcomesim.units import NEVER, Floats, Ints


@dataclass(frozen=True)
class View:
    """One way of looking at the same outcomes.

    Parameters
    ----------
    verification : Verification
    claim_values : tuple of tuple of int, by segment then line, pence
        What each claim counts for under the cap per person.
    claim_limit : int or None
        The cap per person in pence; None where there is none.
    """

    verification: Verification
    claim_values: tuple[tuple[int, ...], ...] = ()
    claim_limit: int | None = None


class Views(NamedTuple):
    """The views of a run as arrays: what the kernel needs to verify and cap."""

    found: Floats  # (V, R, L) probability that evidence is found
    lag: Floats  # (V, nodes) quantile table of the lag
    claim_value: Ints  # (V, G, L) pence, the same with every provider
    claim_limit: Floats  # (V,) pence; infinity where there is no cap
    vintages: Floats  # (W, 5) which people and claims are counted apart, in every view

    def take(self, rows: Ints) -> Views:
        """The views of some replications alone."""
        return self._replace(found=np.ascontiguousarray(self.found[:, rows]))


def views_of(
    scenario: Scenario,
    views: tuple[View, ...],
    lags: tuple[Floats, ...],
    streams: Streams,
    vintages: tuple[Vintage, ...] = (),
) -> Views:
    """Draw what each view finds in each replication of a block.

    An outcome's own probability of evidence stands unless the contract verifies in a way of its own.
    """
    segments, lines = len(scenario.segments), len(scenario.outcomes)
    found = []
    for view in views:
        theirs = view.verification is not scenario.verification
        found.append(
            [
                drawn(view.verification.found if theirs or outcome.found is None else outcome.found, streams)
                for outcome in scenario.outcomes
            ]
        )
    values = [view.claim_values or ((0,) * lines,) * segments for view in views]
    return Views(
        found=np.ascontiguousarray(np.array(found).transpose(0, 2, 1)),
        lag=np.stack(lags),
        claim_value=np.repeat(np.array(values, dtype=np.int64), len(scenario.service.delivering), axis=1),
        claim_limit=np.array([NEVER if view.claim_limit is None else view.claim_limit for view in views], np.float64),
        vintages=as_rows(vintages),
    )


def lag_tables(views: tuple[View, ...]) -> tuple[Floats, ...]:
    """The quantile table of each view's lag, (nodes,), made once a run."""
    return tuple(QuantileTable.of(view.verification.lag_months).nodes for view in views)
