"""What evaluations report in a simulation: the truth among those measured, a bias, and an error of known size.

``effect = rate with the service - rate without it + bias + standard error * normal quantile of the report's own
uniform``. The rates are true ones, of everyone referred so far (so by intention to treat), but for the design
``none``, which counts verified outcomes, and a fixed baseline, which is compared with instead of the truth. Gives
:class:`~outcomesim.measurement.counted.Estimate`; no contract may read anything else here.

References
----------
Design effect and explained variance of clustered trials: Bloom (2005), "Learning More from Social Experiments", ch. 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy import special

from outcomesim.measurement.counted import Estimate
from outcomesim.measurement.measures import quotient
from outcomesim.people.pathway import drawn
from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.scenario.model import Outcome
from outcomesim.streams import Streams
from outcomesim.units import Floats, Ints, to_pence

MANY_TIMES = ("count",)
"""Kinds of outcome that one person may have many of; days are told with a standard deviation of their own."""
_HALF_A_STEP = 2.0**-54
"""Half the distance between two uniforms: what keeps the quantile of the first from being infinite."""


@dataclass(frozen=True)
class People:
    """Those whom an evaluation is about: totals by the end of each month, the month first.

    Parameters
    ----------
    referred : array (M + 1, R)
        Or, of a cohort, those who started.
    with_service, without : array (M + 1, R, L)
        Their true outcomes in both lives.
    verified : array (M + 1, R, L)
    """

    referred: Ints
    with_service: Ints
    without: Ints
    verified: Ints


@dataclass(frozen=True)
class SimulatedReports:
    """What evaluations report on simulated people under one contract.

    Parameters
    ----------
    outcomes : tuple of Outcome
    people_of : function of a measure: whom it is about, and how many there are of all segments, (M + 1, R)
    streams : Streams
    """

    outcomes: tuple[Outcome, ...]
    people_of: Callable[[Measure], tuple[People, Ints]]
    streams: Streams

    def report(self, measure: Measure, evaluation: Evaluation, number: int, since: int, until: int) -> Estimate:
        """What the report of a number says of the months ``[since, until)``.

        A segment has its share of the evaluation's sample.
        """
        line = [outcome.name for outcome in self.outcomes].index(evaluation.outcome)
        about, everybody = self.people_of(measure)
        people = about.referred[until].astype(np.float64)

        def rate_of(totals: Ints) -> Floats:
            return quotient((totals[until] - totals[since])[:, line].astype(np.float64), people)

        if evaluation.design == "none":
            rate, nothing = rate_of(about.verified), np.zeros(people.shape)
            verified = (about.verified[until] - about.verified[since])[:, line]
            return Estimate(people, people, rate, nothing, rate, np.where(people > 0, verified, np.nan), nothing)
        rate, without, measured = rate_of(about.with_service), rate_of(about.without), people
        if evaluation.sample is not None:
            measured = np.minimum(evaluation.sample * np.nan_to_num(quotient(people, everybody[until])), people)
        many = self.outcomes[line].kind in MANY_TIMES
        spread_with, spread_without = (variance(evaluation, each, many=many) for each in (rate, without))
        if evaluation.design == "fixed baseline":
            assert evaluation.baseline is not None
            without = drawn(evaluation.baseline, self.streams)
            error = np.sqrt(spread_with * _reciprocal(measured) * (1 - quotient(measured, people)))
        else:
            error = standard_error(evaluation, spread_with, spread_without, measured)
        bias = 0.0 if evaluation.bias is None else drawn(evaluation.bias, self.streams)
        effect = rate - without + bias + error * self.normal(measure, evaluation, number)
        return Estimate(people, measured, rate, rate - effect, effect, effect * people, error)

    def normal(self, measure: Measure, evaluation: Evaluation, number: int) -> Floats:
        """The normal quantile of a report's own uniform, (R,); one for each segment and cohort that it tells of."""
        purpose = f"evaluation/{evaluation.name}/{number}"
        if measure.segment or measure.cohort is not None:
            cohort = "" if measure.cohort is None else "{:g}-{:g}".format(*measure.cohort)
            followed = "" if measure.follow_up_months is None else f"{measure.follow_up_months:g}"
            purpose += f"/{measure.segment}/{cohort}/{followed}"
        return self.streams.once(purpose, purpose, lambda u: np.asarray(special.ndtri(u + _HALF_A_STEP)))


def variance(evaluation: Evaluation, rate: Floats, *, many: bool) -> Floats:
    """Variance of the outcome between people: as written, else binomial, or Poisson where it may come many times.

    ``sd ** 2``, or ``rate * (1 - rate)``, or ``rate``.
    """
    if evaluation.sd is not None:
        return np.full(rate.shape, evaluation.sd**2)
    return rate if many else np.maximum(0.0, rate * (1 - rate))


def standard_error(evaluation: Evaluation, spread_with: Floats, spread_without: Floats, measured: Floats) -> Floats:
    """The standard error of a difference between two groups, (R,).

    ``sqrt(v1 * U(n) + v0 * U(k * n))``, ``v`` the variances between people, ``n`` people measured and ``k`` people
    compared with for each; ``U(n)`` by design (see :func:`unit_variance`).
    """
    compared = evaluation.controls_each * measured
    with_them = spread_with * unit_variance(evaluation, measured)
    without_them = spread_without * unit_variance(evaluation, compared)
    return np.asarray(np.sqrt(with_them + without_them))


def unit_variance(evaluation: Evaluation, people: Floats) -> Floats:
    """Variance of the mean of one group of people whose outcome has variance 1, (R,).

    ========================== ============================================================================
    historical cohort          ``1 / n``
    matched comparison,        ``(1 - explained) / n``
    randomised trial
    difference in differences  ``2 * (1 - sqrt(explained)) / n``: before and after correlate by the root of what
                               the score before explains
    clustered trial            ``A * (1 - explained_clusters) + B * (1 - explained)``, with
                               ``A = intra_cluster / J`` and ``B = (1 - intra_cluster) / n`` for ``J`` clusters;
                               with an earlier score taken off, ``(A + B) * (1 - explained_earlier)`` more
    ========================== ============================================================================

    Examples
    --------
    Fifty clusters of twenty-five, a tenth of the variance between clusters, nothing explained: as if there were 368
    people, not 1,250.

    >>> trial = Evaluation("trial", "reading", "clustered trial", clusters=50, intra_cluster=0.1)
    >>> round(1 / float(unit_variance(trial, np.array([1250.0]))[0]))
    368
    """
    each = _reciprocal(people)
    if evaluation.design == "historical cohort":
        return each
    if evaluation.design == "difference in differences":
        return each * (2 * (1 - sqrt(evaluation.explained)))
    if evaluation.design == "clustered trial":
        assert evaluation.clusters is not None
        between = evaluation.intra_cluster / evaluation.clusters
        within = (1 - evaluation.intra_cluster) * each
        earlier = 0.0 if evaluation.explained_earlier is None else 1 - evaluation.explained_earlier
        return np.asarray(
            between * (1 - evaluation.explained_clusters)
            + within * (1 - evaluation.explained)
            + (between + within) * earlier
        )
    return each * (1 - evaluation.explained)


def _reciprocal(people: Floats) -> Floats:
    return quotient(np.ones(people.shape), people)


def report_costs(evaluation: Evaluation, streams: Streams) -> Iterator[tuple[int, Floats]]:
    """What each report costs, in whole pence, and the month in which it is paid: the one that its date closes.

    ``month = ceil(date) - 1``.
    """
    if evaluation.cost is not None:
        for at in evaluation.at:
            yield ceil(at) - 1, to_pence(drawn(evaluation.cost, streams))
