"""What of a contract is paid on a measure of outcomes, beside what is paid for verified claims.

Takes lines, the investors' terms and the measures that are defined, says which lines go by what came of the service.
It knows no amount.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcomesim.scenario.capital import ACCOUNT_MEASURES, CapitalTerms, OnMeasure
from outcomesim.scenario.measures import ACCOUNTS, Measure
from outcomesim.scenario.pay import PayLine


def tells_of_outcomes(name: str, measures: Mapping[str, Measure]) -> bool:
    """Whether a name stands for what came of the service: an outcome, or a measure of one.

    What an evaluation reports is, and what is reported from outside; counts of people and of money are not.
    """
    if name in (*ACCOUNTS, *ACCOUNT_MEASURES):
        return False
    measure = measures.get(name)
    if measure is None or measure.evaluation or measure.how == "recorded":
        return True
    return any(tells_of_outcomes(other, measures) for other in measure.names)


def measures_paid_on(line: PayLine, capital: CapitalTerms | None, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The measures of outcomes that decide what a line comes to; none for a line that is paid for claims.

    What capital is due follows those by which a tranche's rate or share of principal goes.
    """
    named: tuple[str, ...] = ()
    if line.per == "measure":
        named = (line.measure,)
    elif line.per == "capital due" and capital is not None:
        terms = (term for tranche in capital.tranches for term in (tranche.rate, tranche.principal))
        named = tuple(dict.fromkeys(term.measure for term in terms if isinstance(term, OnMeasure)))
    return tuple(name for name in named if tells_of_outcomes(name, measures))
