"""The rate that a tranche earns in each month, by what measures say on a day.

Takes the terms of a tranche and what measures report; gives rates, (R,). It knows no money and no date of payment.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from outcomesim.contracts.schedules import schedule_value
from outcomesim.scenario.capital import OnMeasure, Tranche
from outcomesim.units import MONTHS_PER_YEAR, Floats

Measures = Mapping[str, Floats]
"""What each measure reports by now, (R,) each; NaN, or left out, has not been reported."""


def on_a_measure(number: float | OnMeasure, measures: Measures, replications: int) -> Floats:
    """A number, or what its schedule gives for the measure that it follows; nought until that is reported, (R,)."""
    if isinstance(number, OnMeasure):
        return schedule_value(number.schedule, reported(number.measure, measures, replications))
    return np.full(replications, number)


def reported(name: str, measures: Measures, replications: int) -> Floats:
    """What a measure reports, (R,); NaN where it has not."""
    return measures.get(name, np.full(replications, np.nan))


class Growth:
    """What a tranche's balance grows by in each month: a twelfth of the rate, or the twelfth root of it.

    Parameters
    ----------
    terms : Tranche
    measures : mapping of name to array (R,)
    replications : int
    """

    def __init__(self, terms: Tranche, measures: Measures, replications: int) -> None:
        self._compound = terms.interest == "compound"
        self._rates = [
            (each.since, self._a_month(on_a_measure(each.rate, measures, replications))) for each in terms.rates
        ]

    def __call__(self, month: int) -> Floats:
        """The growth of one month, (R,): that of the last rate that has begun."""
        return next(growth for since, growth in reversed(self._rates) if since <= month)

    def _a_month(self, rate: Floats) -> Floats:
        return monthly(rate) if self._compound else rate / MONTHS_PER_YEAR


def monthly(rate: Floats | float) -> Floats:
    """The growth of one month that makes a rate a year: ``(1 + rate) ** (1 / 12) - 1``."""
    return np.asarray(np.expm1(np.log1p(rate) / MONTHS_PER_YEAR))
