"""A contract's terms alone, and what was recorded and published of it: what is needed to settle, not to simulate.

Plain records. A scenario that also says who comes and what is done holds all of this; a published contract often gives
no more. Amounts are in the case's currency, times are months since the contract started.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.scenario.model import Dates, Scenario
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ContractTerms

UNNAMED = "provider"
"""What the provider, or the lead of several, is called in terms alone that do not name it."""
CaseKind = Literal["event", "sustained", "reached", "avoided", "count", "days", "score", "k of n"]


@dataclass(frozen=True)
class CaseOutcome:
    """An outcome as a contract names it.

    Parameters
    ----------
    name : str
    kind : "event", "sustained", "reached", "avoided", "count", "days", "score" or "k of n"
    of : str
        For a stage of a chain, the outcome it follows.
    unit : str
        What is counted, where it is not claims: days, points, levels.
    k : int
        For ``k of n``: how many different ones of ``among`` the same person must achieve.
    among : tuple of str
    """

    name: str
    kind: CaseKind = "event"
    of: str = ""
    unit: str = ""
    k: int = 0
    among: tuple[str, ...] = ()


How = Literal["settled", "bounded", "derived", "not settleable"]
"""What a replay of a published figure proves.

============== ===============================================================================================
settled        the terms applied to the recorded activity give it: nothing in them was worked back from it
bounded        what is recorded leaves it open between two ends
derived        a price, count or limit was worked back from it, so that it proves nothing
not settleable something is missing, and the figure says what
============== ===============================================================================================
"""


Figure = Literal[
    "total", "gross", "payer", "line", "period", "to date", "cut", "drawn", "received", "gain", "irr", "multiple",
    "count", "measure",
]  # fmt: skip
"""Which figure of a settlement.

========= =====================================================================================================
total     what all payers owe
gross     count times price, before any deduction or limit
payer     what one payer owes
line      what is owed for one pay line or outcome
period    what is owed for one period
to date   what is owed up to and with one period
cut       what caps take away; by name, those over a person, a period, a year or the contract
drawn     what a tranche pays in; without a name, all of them
received  what a tranche gets back
gain      the one less the other
irr       a tranche's return a year
multiple  what it gets back over what it paid in
count     claims or units of one outcome that are paid for
measure   what a measure reports in the end
========= =====================================================================================================
"""


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that was published, and which figure of the settlement it is.

    Parameters
    ----------
    what : str
        In words.
    amount : float or None
        A sum of money; a rate for ``irr``; a number for ``multiple``, ``count`` and ``measure``. None where it was
        never published, and only what the terms give can be told.
    how : see :data:`How`
    of : see :data:`Figure`
    name : str
        Which payer, line, tranche, measure or kind of cap; the period, as the activity calls it.
    period : str
        Only what belongs to one period; empty for all.
    contract : str
        Empty for the only one.
    activity : str
        The recorded activity it belongs to; empty for the case's own.
    to_nearest : float or None
        What it was rounded to when it was published: 1000 for "188,000". None is a unit of the currency, a hundredth
        for a rate or a multiple, 1 for a count or measure.
    because : str
        What was worked back, what is missing, or why it differs.
    source : str
    """

    what: str
    amount: float | None
    how: How
    of: Figure = "total"
    name: str = ""
    period: str = ""
    contract: str = ""
    activity: str = ""
    to_nearest: float | None = None
    because: str = ""
    source: str = ""

    @property
    def unit(self) -> Literal["money", "rate", "number"]:
        """What the amount is."""
        if self.of == "irr":
            return "rate"
        return "number" if self.of in ("multiple", "count", "measure") else "money"

    @property
    def rounded_to(self) -> float:
        """What the amount was rounded to when it was published."""
        if self.to_nearest is not None:
            return self.to_nearest
        return 0.01 if self.of in ("irr", "multiple") else 1.0


@dataclass(frozen=True)
class CaseForecast:
    """A scenario that was written before the end was known, or as if it had not been: what it says of an actual.

    Parameters
    ----------
    what : str
        In words.
    scenario : str
        The scenario file; empty where the case itself holds measures with ``assumed`` distributions.
    contract : str
    column : "payments" or "verified"
        Which result of the simulation: what payers pay the holder of the contract, or verified claims.
    name : str
        For ``verified``, the outcome; for a case's own measures, a line, or empty for all that is owed.
    amount : float or None
        The actual; None where it was not published.
    because : str
        What the forecast was fitted to, and so cannot prove.
    source : str
    """

    what: str
    scenario: str = ""
    contract: str = ""
    column: Literal["payments", "verified"] = "payments"
    name: str = ""
    amount: float | None = None
    because: str = ""
    source: str = ""


@dataclass(frozen=True)
class Case:
    """A contract's terms, without people or service.

    Parameters
    ----------
    title, currency : str
    start : date
    horizon_months : int
    dates : Dates
    provider : str
    margin : float
        The provider's, on cost.
    segments : tuple of (name, share)
    providers : tuple of (name, share)
        Those who deliver the service, where several do: ``provider`` then leads them. Else empty.
    outcomes : tuple of CaseOutcome
    contracts : tuple of ContractTerms
    measures : tuple of Measure
    evaluations : tuple of Evaluation
        How the effects were estimated that measures report; a settlement takes them as reported.
    published : tuple of PublishedFigure
    forecasts : tuple of CaseForecast
    activity : str
        The file of recorded activity, beside the case.
    about : str
    quantities : tuple of Quantity
    texts : tuple of (file name, text)
    file : str
    """

    title: str
    currency: str
    start: date
    horizon_months: int
    dates: Dates
    provider: str
    segments: tuple[tuple[str, float], ...]
    outcomes: tuple[CaseOutcome, ...]
    contracts: tuple[ContractTerms, ...]
    measures: tuple[Measure, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    providers: tuple[tuple[str, float], ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    forecasts: tuple[CaseForecast, ...] = ()
    margin: float = 0.0
    activity: str = ""
    about: str = ""
    quantities: tuple[Quantity, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()
    file: str = ""

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """The names of the outcome lines, in the order of every outcome axis."""
        return tuple(outcome.name for outcome in self.outcomes)

    @property
    def provider_names(self) -> tuple[str, ...]:
        """The names of those who deliver, where several do, in the order of every provider axis."""
        return tuple(name for name, _ in self.providers)


def case_of(scenario: Scenario) -> Case:
    """The terms of a scenario, without its people."""
    return Case(
        title=scenario.title,
        currency=scenario.currency,
        start=scenario.start,
        horizon_months=scenario.horizon_months,
        dates=scenario.dates,
        provider=scenario.service.provider,
        margin=scenario.service.margin,
        segments=tuple((segment.name, segment.share) for segment in scenario.segments),
        providers=tuple((provider.name, provider.share) for provider in scenario.service.providers),
        outcomes=tuple(CaseOutcome(o.name, o.kind, o.of, k=o.k, among=o.among) for o in scenario.outcomes),
        contracts=scenario.contracts,
        measures=scenario.measures,
        evaluations=scenario.evaluations,
        about=scenario.about,
        quantities=scenario.quantities,
        texts=scenario.texts,
        changes=scenario.changes,
        file=scenario.file,
    )
