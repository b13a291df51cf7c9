"""A contract's terms alone, and what was recorded and published of it: what is needed to settle, not to simulate.

Plain records. A scenario that also says who comes and what is done holds all of this; a published contract often gives
no more. Amounts are in the case's currency, times are months since the contract started.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from outcomesim.scenario.measures import Measure
from outcomesim.scenario.model import Dates, Scenario
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ContractTerms

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
    """

    name: str
    kind: CaseKind = "event"
    of: str = ""
    unit: str = ""


How = Literal["settled", "bounded", "derived", "not settleable"]
"""What a replay of a published figure proves.

============== ===============================================================================================
settled        the terms applied to the recorded activity give it: nothing in them was worked back from it
bounded        what is recorded leaves it open between two ends
derived        a price, count or limit was worked back from it, so that it proves nothing
not settleable something is missing, and the figure says what
============== ===============================================================================================
"""


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that was published, and which figure of the settlement it is.

    Parameters
    ----------
    what : str
        In words.
    of : see the values
        The figure of the settlement that it is held against.
    name : str
        Which payer, line or tranche; the period's end, as the activity writes it, for a period.
    amount : float
        A sum of money; a rate for ``irr``; a number for ``multiple`` and ``count``.
    how : see :data:`How`
    contract : str
        Empty for the only one.
    activity : str
        The recorded activity it belongs to; empty for the case's own.
    because : str
        What was worked back, or what is missing.
    source : str
    """

    what: str
    amount: float
    how: How
    of: Literal["total", "gross", "payer", "line", "period", "to date", "irr", "multiple", "count"] = "total"
    name: str = ""
    contract: str = ""
    activity: str = ""
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
    outcomes : tuple of CaseOutcome
    contracts : tuple of ContractTerms
    measures : tuple of Measure
    published : tuple of PublishedFigure
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
    published: tuple[PublishedFigure, ...] = ()
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
        outcomes=tuple(CaseOutcome(o.name, o.kind, o.of) for o in scenario.outcomes),
        contracts=scenario.contracts,
        measures=scenario.measures,
        about=scenario.about,
        quantities=scenario.quantities,
        texts=scenario.texts,
        changes=scenario.changes,
        file=scenario.file,
    )
