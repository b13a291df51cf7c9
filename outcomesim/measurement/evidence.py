"""How evidence of outcomes is found, laid out as arrays for the kernel.

A *view* is one way of verifying and capping claims. Contracts that verify alike and cap nobody share a view, so
that the same people are looked at once. Takes verification terms and prices a claim is counted at; must not
know what is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from outcomesim.measurement.claim_values import ClaimValues
from outcomesim.measurement.vintages import NOBODY_APART, Apart, Evaluated, as_rows
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
    claim_values : ClaimValues or None
        What each claim counts for under the cap per person; None where there is none.
    claim_limit : int or None
        The cap per person in pence; None where there is none.
    most_units : tuple of float, by line
        The most units of a line that are paid for one person; empty where nothing is limited.
    """

    verification: Verification
    claim_values: ClaimValues | None = None
    claim_limit: int | None = None
    most_units: tuple[float, ...] = ()


class Views(NamedTuple):
    """The views of a run as arrays: what the kernel needs to verify and cap."""

    found: Floats  # (V, R, L) probability that evidence is found
    lag: Floats  # (V, nodes) quantile table of the lag
    claim_value: Ints  # (V, P, G, L, E, A) pence, the same with every provider: see ClaimValues
    in_force: Ints  # (V, M) which P holds for claims verified in a month
    dated_by: Ints  # (V, P, L) which date of a claim decides E
    value_dates: Floats  # (V, E) months from which each E holds; infinity where there are no more
    value_ages: Floats  # (V, A) months after the start beyond which each A holds; infinity likewise
    taken_off: Ints  # (V, T, 2) each claim of the one line takes one of the other off; -1 where there are no more
    off_value: Ints  # (V, P, G, T) pence that this counts for
    claim_limit: Floats  # (V,) pence; infinity where there is no cap
    most_units: Floats  # (V, L) that are paid for one person; infinity where there is no limit
    vintages: Floats  # (W, 5) which people and claims are counted apart, in every view
    evaluated: Floats  # (E, 4) whose true outcomes are

    def take(self, rows: Ints) -> Views:
        """The views of some replications alone."""
        return self._replace(found=np.ascontiguousarray(self.found[:, rows]))

    def alone(self, view: int, rows: Ints, values: ClaimValues, *, providers: int) -> Views:
        """One view of some replications, in which claims count for something else; nobody is counted apart."""
        own = slice(view, view + 1)
        return Views(
            found=np.ascontiguousarray(self.found[own, rows]),
            lag=self.lag[own],
            claim_limit=self.claim_limit[own],
            most_units=self.most_units[own],
            vintages=self.vintages[:0],
            evaluated=self.evaluated[:0],
            **_valued([values], providers=providers),
        )


def views_of(
    scenario: Scenario,
    views: tuple[View, ...],
    lags: tuple[Floats, ...],
    streams: Streams,
    apart: Apart = NOBODY_APART,
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
    nothing = ClaimValues.that_stay(np.zeros((segments, lines), dtype=np.int64), scenario.horizon_months)
    return Views(
        found=np.ascontiguousarray(np.array(found).transpose(0, 2, 1)),
        lag=np.stack(lags),
        claim_limit=np.array([NEVER if view.claim_limit is None else view.claim_limit for view in views], np.float64),
        most_units=np.array([view.most_units or (NEVER,) * lines for view in views], dtype=np.float64),
        vintages=as_rows(apart.vintages),
        evaluated=as_rows(apart.evaluated, len(Evaluated._fields)),
        **_valued([view.claim_values or nothing for view in views], providers=len(scenario.service.delivering)),
    )


def _valued(values: Sequence[ClaimValues], *, providers: int) -> dict[str, Any]:
    """What claims count for, of a view each, as arrays of :class:`Views`."""
    return {
        "claim_value": np.repeat(_side_by_side([one.values for one in values], 0), providers, axis=2),
        "in_force": _side_by_side([one.in_force for one in values], 0),
        "dated_by": _side_by_side([one.dated_by for one in values], -1),
        "value_dates": _side_by_side([one.dates for one in values], NEVER),
        "value_ages": _side_by_side([one.ages for one in values], NEVER),
        "taken_off": _side_by_side(
            [np.reshape(np.array(one.taken_off, dtype=np.int64), (-1, 2)) for one in values], -1
        ),
        "off_value": np.repeat(_side_by_side([_of_pairs(one) for one in values], 0), providers, axis=2),
    }


def _of_pairs(values: ClaimValues) -> Ints:
    """What is taken off for counts for, (P, G, T), also where nothing is."""
    prices, segments = len(values.values), len(values.values[0])
    return np.reshape(np.array(values.off_values, dtype=np.int64), (prices, segments, len(values.taken_off)))


def _side_by_side(tables: Sequence[Any], blank: Any) -> Any:
    """Tables of a view each as one array, the smaller ones filled up."""
    arrays = [np.array(table) for table in tables]
    shape = tuple(max(sizes) for sizes in zip(*(array.shape for array in arrays), strict=True))
    out = np.full((len(arrays), *shape), blank, dtype=np.float64 if isinstance(blank, float) else np.int64)
    for one, array in zip(out, arrays, strict=True):
        one[tuple(map(slice, array.shape))] = array
    return out


def lag_tables(views: tuple[View, ...]) -> tuple[Floats, ...]:
    """The quantile table of each view's lag, (nodes,), made once a run."""
    return tuple(QuantileTable.of(view.verification.lag_months).nodes for view in views)
