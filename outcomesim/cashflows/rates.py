"""The rate that a tranche earns in each month, by what is known on a day.

Takes the terms of a tranche and what measures have reported; gives rates, (R,). It knows no money and no date of
payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from outcomesim.contracts.order.schedules import schedule_value
from outcomesim.measurement.statement import Report
from outcomesim.scenario.capital import MONTHS_IN, ForEach, LaterRate, OnMeasure, Tranche
from outcomesim.units import MONTHS_PER_YEAR, Floats

Measures = Mapping[str, Floats]
"""What each measure reports by now, (R,) each; NaN, or left out, has not been reported."""


@dataclass(frozen=True)
class Known:
    """What is known on a day of the measures that tranches follow.

    Parameters
    ----------
    measures : mapping of name to array (R,)
    reports : mapping of name to tuple of Report
        Every figure so far of the measures that a rate follows period by period, in the order of their dates.
    all_falls_due : bool
        Whether nothing is waited for any more: what has not been reported is then what it is deemed to be.
    """

    measures: Measures = field(default_factory=dict)
    reports: Mapping[str, tuple[Report, ...]] = field(default_factory=dict)
    all_falls_due: bool = False

    def now(self, name: str, replications: int) -> Floats:
        """What a measure reports by now, (R,); NaN where it has not."""
        return self.measures.get(name, np.full(replications, np.nan))

    def of_months(self, name: str, since: int, until: int, replications: int) -> Floats:
        """The last figure of a measure that counts up to one of the months ``[since, until)``, (R,); NaN is none."""
        told = [report for report in self.reports.get(name, ()) if since < report.counts_to <= until]
        figure = np.full(replications, np.nan)
        for report in sorted(told, key=lambda report: (report.counts_to, report.date)):
            figure = np.where(np.isnan(report.value), figure, report.value)
        return figure


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class RateOfPeriod:
    """The rate that a tranche earned in one period that has a rate of its own.

    Parameters
    ----------
    each : "quarter", "half year" or "year"
    number : int
        From 1, since the start of the contract.
    rate : array (R,)
        NaN where it was never reported, and not deemed.
    """

    each: ForEach
    number: int
    rate: Floats


def share_of(principal: float | OnMeasure, known: Known, replications: int) -> Floats:
    """The share of principal that is due back, (R,); nought until the measure that it follows is reported."""
    if isinstance(principal, OnMeasure):
        return schedule_value(principal.schedule, known.now(principal.measure, replications))
    return np.full(replications, principal)


class Rates:
    """The rates of one tranche, month by month, as they are known on a day.

    Parameters
    ----------
    terms : Tranche
    known : Known
    replications : int
    """

    def __init__(self, terms: Tranche, known: Known, replications: int) -> None:
        self._terms, self._known, self._replications = terms, known, replications
        self._kept: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def rate(self, month: int) -> Floats:
        """The rate a year that a month's balance earns, (R,); NaN where it hangs on what has not been reported."""
        return self._in(month)[0]

    def growth(self, month: int) -> Floats:
        """What a month adds to a balance of one, (R,): a twelfth of the rate, or its twelfth root where it compounds.

        A rate that is not known adds nothing yet.
        """
        return self._in(month)[1]

    def of_period(self, month: int) -> RateOfPeriod | None:
        """The rate of a month's period; None where the month earns a rate for no period."""
        rate = self._begun(month).rate
        if not isinstance(rate, OnMeasure) or rate.for_each is None:
            return None
        return RateOfPeriod(rate.for_each, month // MONTHS_IN[rate.for_each] + 1, self.rate(month))

    def _begun(self, month: int) -> LaterRate:
        return next(each for each in reversed(self._terms.rates) if each.since <= month)

    def _in(self, month: int) -> tuple[Floats, Floats]:
        since, rate = self._begun(month).since, self._begun(month).rate
        months = MONTHS_IN[rate.for_each] if isinstance(rate, OnMeasure) and rate.for_each else 0
        period = month // months if months else 0
        if (since, period) not in self._kept:
            value = self._follows(rate, period * months, (period + 1) * months)
            earned = np.nan_to_num(value)
            growth = monthly(earned) if self._terms.interest == "compound" else earned / MONTHS_PER_YEAR
            self._kept[since, period] = value, growth
        return self._kept[since, period]

    def _follows(self, rate: float | OnMeasure, since: int, until: int) -> Floats:
        """A rate as a number, or by what its measure says of some months, or of the whole where there are none."""
        if not isinstance(rate, OnMeasure):
            return np.full(self._replications, rate)
        known, rows = self._known, self._replications
        figure = known.of_months(rate.measure, since, until, rows) if until else known.now(rate.measure, rows)
        deemed = np.nan if rate.deemed is None or not known.all_falls_due else rate.deemed
        return np.where(np.isnan(figure), deemed, schedule_value(rate.schedule, figure))


def monthly(rate: Floats | float) -> Floats:
    """The growth of one month that makes a rate a year: ``(1 + rate) ** (1 / 12) - 1``."""
    return np.asarray(np.expm1(np.log1p(rate) / MONTHS_PER_YEAR))
