"""What a contract is allowed to see besides counts and costs: named measures, and the evaluations that report them.

Plain records; what a measure comes to is worked out in :mod:`outcomesim.measurement.measures`. Schedules, gates,
breaks, bonuses and targets refer to a measure by its name; none computes its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from outcomesim.scenario.quantities import Quantity

How = Literal[
    "recorded", "total", "mean", "share", "ratio", "difference", "percent reduction", "percent of target",
    "weighted sum", "mean of", "smallest", "largest",
]  # fmt: skip
"""How a measure comes about.

================= =============================================================================================
recorded          reported from outside: read from recorded activity, or drawn from ``assumed`` when simulated
total             the count of ``of``
mean              the count of ``of`` for each person in ``over``
share             the count of ``of`` over the people in ``over`` (within 0 and 1)
ratio             ``of`` over ``against``
difference        ``of`` less ``against``
percent reduction ``100 * (against - of) / against``
percent of target ``100 * of / target``
weighted sum      the sum over ``parts`` of weight times measure
mean of           the mean of ``parts``, by their weights
smallest, largest of ``parts``
================= =============================================================================================
"""
Window = Literal["to date", "period", "year", "final"]


@dataclass(frozen=True)
class Part:
    """One of the measures that another is made of."""

    measure: str
    weight: float = 1.0


@dataclass(frozen=True)
class Measure:
    """A named number that a contract may see.

    Parameters
    ----------
    name : str
    how : see :data:`How`
    of : str
        An outcome, another measure, or an account: "referrals", "attachments", "person-months", "cost", "paid".
    against : str or float or None
        Another measure, or a number: the comparison.
    parts : tuple of Part
    over : "served" or "referred", or an outcome
        Whose number a mean or share divides by.
    segment : str
        Empty for everyone.
    window : "to date", "period", "year" or "final"
        Over which months it counts; a final one is known with the last statement only.
    target : float or None
    evaluation : str
        The evaluation that reports it; empty where it is counted from verified outcomes.
    decimals : int or None
        Rounded to so many, halves away from nought.
    deemed : float or None
        The value that stands for each person who could not be measured.
    least_sample : float or None
        With fewer people behind it, ``otherwise`` stands in its place.
    otherwise : str or float or None
        Another measure, or a number.
    known_at : tuple of float
        Months at which it is reported; empty means with every statement.
    assumed : Quantity or None
        For a recorded measure, what is believed about it when simulated.
    """

    name: str
    how: How = "recorded"
    of: str = ""
    against: str | float | None = None
    parts: tuple[Part, ...] = ()
    over: str = "served"
    segment: str = ""
    window: Window = "to date"
    target: float | None = None
    evaluation: str = ""
    decimals: int | None = None
    deemed: float | None = None
    least_sample: float | None = None
    otherwise: str | float | None = None
    known_at: tuple[float, ...] = ()
    assumed: Quantity | None = None


Design = Literal[
    "none", "fixed baseline", "historical cohort", "matched comparison", "randomised trial", "clustered trial",
    "difference in differences",
]  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """How the effect on one outcome is estimated: with a sample, a bias, a lag and a cost.

    Parameters
    ----------
    name : str
    outcome : str
    design : see :data:`Design`
    sample : float or None
        People measured in the group that is served; None means everybody.
    controls_each : float
        People compared with, for each person measured.
    baseline : Quantity or None
        For a fixed baseline: the outcomes a person is taken to have without the service.
    bias : Quantity or None
        Added to the estimated effect, in outcomes a person.
    clusters : float or None
        For a clustered trial, in each arm.
    intra_cluster : float
        Correlation of people within a cluster.
    explained : float
        Share of the variance that earlier scores or matching explain.
    at : tuple of float
        Months at which it reports.
    lag_months : float
        A report counts what happened so many months before it.
    cost : Quantity or None
        Of each report.
    """

    name: str
    outcome: str
    design: Design = "none"
    sample: float | None = None
    controls_each: float = 1.0
    baseline: Quantity | None = None
    bias: Quantity | None = None
    clusters: float | None = None
    intra_cluster: float = 0.0
    explained: float = 0.0
    at: tuple[float, ...] = ()
    lag_months: float = 0.0
    cost: Quantity | None = None
