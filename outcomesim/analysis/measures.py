"""What a contract is summed up by: each measure a name, a unit and a rule from results to an estimate.

Takes a :class:`~outcomesim.running.results.ContractResult`, gives an
:class:`~outcomesim.analysis.precision.Estimate`. A new line of the summary is a new entry of :data:`MEASURES`;
its error and its paired difference come of themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcomesim.analysis.positions import paid_by_payers, public_purse, social_value, together
from outcomesim.analysis.precision import Estimate, correlation_of, mean_of
from outcomesim.running.results import ContractResult
from outcomesim.units import Floats, to_pounds

Unit = Literal["money", "count", "share", "ratio"]


@dataclass(frozen=True)
class Measure:
    """One line of the summary.

    Parameters
    ----------
    name : str
        In the trade's words; the key it is found by.
    unit : "money", "count", "share" or "ratio"
        Money is in the scenario's currency.
    of : function of (ContractResult, headline outcome), giving an Estimate
    usual : float
        The value under usual services only: nought of everything by construction, NaN where the
        question does not arise.
    """

    name: str
    unit: Unit
    of: Callable[[ContractResult, str], Estimate]
    usual: float = 0.0


def _paid_on_outcomes(result: ContractResult) -> Floats:
    """What is paid for verified claims, and on measures of outcomes."""
    return np.asarray(_paid_for_claims(result) + to_pounds(result["paid on measures"]))


def _paid_for_claims(result: ContractResult) -> Floats:
    lines = (values for key, values in result.columns.items() if key[0] == "paid")
    return np.asarray(to_pounds(sum(lines, np.zeros(result.replications))))


def _paid_anyway(result: ContractResult, headline: str) -> Estimate:
    """Undefined where nothing is paid for claims: a measure does not tell them apart."""
    return mean_of(np.asarray(to_pounds(result["paid anyway"]))) if _paid_for_claims(result).any() else _nothing(result)


def _pounds(column: str) -> Callable[[ContractResult, str], Estimate]:
    return lambda result, headline: mean_of(np.asarray(to_pounds(result[column])))


def _headline(column: str) -> Callable[[ContractResult, str], Estimate]:
    return lambda result, headline: mean_of(result[column, headline])


def _result_of(role: str) -> Callable[[ContractResult, str], Estimate]:
    def estimate(result: ContractResult, headline: str) -> Estimate:
        parties = result.of_role(role)
        return mean_of(together(result, "net", parties)) if parties else _nothing(result)

    return estimate


def _loses(role: str) -> Callable[[ContractResult, str], Estimate]:
    def estimate(result: ContractResult, headline: str) -> Estimate:
        parties = result.of_role(role)
        return mean_of((together(result, "net", parties) < 0).astype(np.float64)) if parties else _nothing(result)

    return estimate


def _return(column: str) -> Callable[[ContractResult, str], Estimate]:
    def estimate(result: ContractResult, headline: str) -> Estimate:
        known = result.columns.get((column, "investors"))
        return _nothing(result) if known is None else mean_of(known)

    return estimate


def _peak_draw(role: str) -> Callable[[ContractResult, str], Estimate]:
    def estimate(result: ContractResult, headline: str) -> Estimate:
        parties = result.of_role(role)
        return mean_of(together(result, "peak draw", parties)) if parties else _nothing(result)

    return estimate


def _pay_follows(result: ContractResult, headline: str) -> Estimate:
    """Correlation of what is paid on outcomes with the outcomes added: whether pay follows the effect, not volume."""
    return correlation_of(_paid_on_outcomes(result), additional(result, headline))


def _nothing(result: ContractResult) -> Estimate:
    return Estimate(float("nan"), np.full(result.replications, np.nan))


def additional(result: ContractResult, headline: str) -> Floats:
    """Outcomes that would not have happened without the service, (R,): ``with - without``."""
    return np.asarray(result["with", headline] - result["without", headline])


def _paid(result: ContractResult, headline: str) -> Estimate:
    return mean_of(paid_by_payers(result))


NO_QUESTION = float("nan")

_ALL = (
    Measure("paid by payers", "money", _paid),
    Measure("paid on outcomes", "money", lambda r, h: mean_of(_paid_on_outcomes(r))),
    Measure("paid on measures of outcomes", "money", _pounds("paid on measures")),
    Measure("paid for what would have happened anyway", "money", _paid_anyway),
    Measure("cost of delivery", "money", _pounds("cost")),
    Measure("transaction costs", "money", _pounds("transaction cost")),
    Measure("payment follows additional outcomes", "ratio", _pay_follows, NO_QUESTION),
    Measure("people referred", "count", lambda r, h: mean_of(r["referred"]), NO_QUESTION),
    Measure("people taken on", "count", lambda r, h: mean_of(r["started"])),
    Measure("verified outcomes", "count", _headline("verified")),
    Measure("outcomes with the contract", "count", _headline("with"), NO_QUESTION),
    Measure("outcomes without the service", "count", _headline("without"), NO_QUESTION),
    Measure("additional outcomes", "count", lambda r, h: mean_of(additional(r, h))),
    Measure("cost per verified outcome", "money", lambda r, h: _paid(r, h) / mean_of(r["verified", h]), NO_QUESTION),
    Measure("cost per additional outcome", "money", lambda r, h: _paid(r, h) / mean_of(additional(r, h)), NO_QUESTION),
    Measure("provider's result", "money", _result_of("provider")),
    Measure("provider loses money", "share", _loses("provider")),
    Measure("investors' result", "money", _result_of("investor"), NO_QUESTION),
    Measure("investors lose money", "share", _loses("investor"), NO_QUESTION),
    Measure("investors' return a year", "share", _return("irr"), NO_QUESTION),
    Measure("investors' multiple", "ratio", _return("multiple"), NO_QUESTION),
    Measure("investors' peak draw", "money", _peak_draw("investor"), NO_QUESTION),
    Measure("provider's peak draw", "money", _peak_draw("provider"), NO_QUESTION),
    Measure("unpaid to the provider", "money", _pounds("unpaid")),
    Measure("held back by the cap per person", "money", _pounds("withheld")),
    Measure("cut by the contract's cap", "money", _pounds("cut by cap")),
    Measure("service stopped early", "share", lambda r, h: mean_of(np.isfinite(r["stopped at"]) * 1.0), NO_QUESTION),
    Measure("delivery changed by a review", "share", lambda r, h: mean_of(r["directed"]), NO_QUESTION),
    Measure("public purse", "money", lambda r, h: mean_of(public_purse(r))),
    Measure("social value", "money", lambda r, h: mean_of(social_value(r))),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
"""Every measure of the summary, by its name, in order."""
