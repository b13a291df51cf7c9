"""What a scenario file may hold, table by table: the people, the service and the outcomes.

Gives models whose ``record()`` are the records of :mod:`outcomesim.scenario.model`. The contracts' tables are in
:mod:`outcomesim.scenario.schema.contract`; rules that look at several places together are in
:mod:`outcomesim.scenario.rules.service`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal, SupportsFloat

from pydantic import BeforeValidator, Field, model_validator

from outcomesim.scenario import model
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.schema.number import (
    AnyAmount,
    Count,
    Duration,
    FadingMonths,
    Hazard,
    Inflation,
    Lag,
    Margin,
    Money,
    Multiplier,
    NotNegative,
    Number,
    People,
    Plain,
    Probability,
    RateAYear,
    Ratio,
    Refused,
    Share,
    Stay,
    told,
)
from outcomesim.scenario.schema.table import Name, SourcedTable, Table, sourced
from outcomesim.scenario.terms import StatedLoss
from outcomesim.scenario.text.tree import Complaint

# -- the people ------------------------------------------------------------------------------------------------------

PROFILES = ("steady", "ramp-up", "ramp-down", "seasonal")


def profile_weights(profile: str | Sequence[SupportsFloat], months: float) -> tuple[float, ...]:
    """The weights of the equal parts of the months over which people come.

    ========== =========================================================================================
    steady     one part
    ramp-up    a part a month, weights 1, 2, ... n
    ramp-down  a part a month, weights n, ... 2, 1
    seasonal   a part a month, weights ``3 + cos(2 pi m / 12)``, *m* months since the start: busiest at the
               start and each year after, twice as busy as half a year later (an assumed shape; write a
               list of weights where the real one is known)
    a list     its own weights, one a part
    ========== =========================================================================================

    Examples
    --------
    >>> profile_weights("ramp-up", 4)
    (1.0, 2.0, 3.0, 4.0)
    """
    parts = max(1, round(months))
    if not isinstance(profile, str):
        return tuple(float(weight) for weight in profile)
    if profile == "steady":
        return (1.0,)
    if profile == "seasonal":
        return tuple(3 + math.cos(math.pi * month / 6) for month in range(parts))
    rising = tuple(float(part + 1) for part in range(parts))
    return rising if profile == "ramp-up" else rising[::-1]


def _profile(raw: Any) -> Any:
    if isinstance(raw, str) and raw in PROFILES:
        return raw
    if isinstance(raw, list) and raw:
        weight = Number("a weight, 0 or more", low=0, uncertain=False)
        weights, faults = [], []
        for number, item in enumerate(raw):
            try:
                weights.append(weight.read(item))
            except Refused as refused:
                faults += [Complaint((number,), c.rule, c.hint) for c in refused.complaints]
        if not faults and sum(map(float, weights)) > 0:
            return weights
        raise told(Refused(*(faults or [Complaint((), "at least one weight is above 0")])))
    names = ", ".join(f'"{name}"' for name in PROFILES)
    raise told(Refused(Complaint((), f"a profile is one of {names}, or a list of weights")))


class ReferralsTable(SourcedTable):
    """``cohort.referrals``."""

    total: People
    months: Duration
    profile: Annotated[Any, BeforeValidator(_profile)] = "steady"
    arrivals: Literal["fixed", "poisson"] = "poisson"

    def record(self) -> model.Referrals:
        """Turn the profile's name into weights."""
        profile = "as listed" if isinstance(self.profile, list) else self.profile
        weights = profile_weights(self.profile, self.months.value)
        return model.Referrals(**{**self.given(), "profile": profile, "weights": weights})


class CohortTable(Table):
    """``[cohort]``."""

    becomes = model.Cohort
    referrals: ReferralsTable
    volume: Multiplier | None = None
    ceiling: Count | None = None


class RateTable(Table):
    """One of a segment's ``rates``."""

    becomes = model.SegmentRate
    outcome: Name
    per_month: Hazard | None = None
    hazard_ratio: Ratio | None = None


class SegmentTable(Table):
    """``[[segment]]``."""

    becomes = model.Segment
    name: Name
    share: Share
    frailty_sd: NotNegative | None = None
    rates: list[RateTable] = Field(default=[])


# -- the service -----------------------------------------------------------------------------------------------------


class DeliveryCostTable(Table):
    """``[service.cost]``."""

    set_up: Money | None = None
    fixed_per_month: Money | None = None
    per_attachment: Money | None = None
    per_person_month: Money | None = None
    per_outcome: dict[str, Money] = Field(default={})
    indexation_per_year: RateAYear | None = None
    overrun: Multiplier | None = None

    def record(self) -> model.DeliveryCost:
        """Hold the priced outcomes as pairs."""
        return model.DeliveryCost(**{**self.given(), "per_outcome": tuple(self.per_outcome.items())})


class ServiceTable(Table):
    """``[service]``."""

    becomes = model.Service
    provider: Name
    stay_months: Stay
    places: Count | None = None
    engagement: Probability | None = None
    drop_out_per_month: Hazard | None = None
    effect_lasts_months: FadingMonths | None = None
    cost: DeliveryCostTable | None = None
    margin: Margin | None = None
    cost_of_capital: RateAYear | None = None
    starts_during_notice: model.StartsDuringNotice = "nobody"
    waiting_when_shut: model.WaitingWhenShut = "turned away"


class DeliveringTable(Table):
    """``[[provider]]``: one of several that deliver the service."""

    becomes = model.Provider
    name: Name
    share: Share
    places: Count | None = None
    effect: Multiplier | None = None
    cost: Multiplier | None = None


# -- the outcomes ----------------------------------------------------------------------------------------------------


def _cashable(raw: Any) -> Any:
    return float(raw) if isinstance(raw, bool) else raw


Cashable = Annotated[
    Plain,
    Number("the share that can be taken out of a budget: true, false, or from 0 to 1", low=0, high=1, uncertain=False),
    BeforeValidator(_cashable),
]


Worthwhile = Annotated[Quantity, Number("an amount of money; a harm is negative")]


class WorthTable(Table):
    """One entry of an outcome's ``worth``; its source is shown with its amount."""

    to: Name
    amount: Worthwhile
    per: Literal["year", "month", "once"] = "year"
    for_months: Duration | None = None
    cashable: Cashable | None = None
    kind: Literal["fiscal", "economic", "social"] = "fiscal"
    price_year: str = ""
    uprate: Multiplier | None = None
    source: str = ""

    @model_validator(mode="after")
    def _source_of_the_amount(self) -> WorthTable:
        self.amount = sourced(self.amount, self.source)
        return self

    def record(self) -> model.Worth:
        """The source stays with the amount."""
        given = self.given()
        given.pop("source", None)
        return model.Worth(**given)


class EffectTable(Table):
    """An event's ``effect``: what the service multiplies its hazards by."""

    hazard_ratio: Ratio | None = None
    loss_ratio: Ratio | None = None


Observed = Literal["without the service", "with the service"]


class EventTable(Table):
    """``[[outcome]]`` of kind ``event``."""

    name: Name
    kind: Literal["event"]
    per_month: Hazard
    observed: Observed = "without the service"
    effect: EffectTable | None = None
    found: Probability | None = None
    worth: list[WorthTable] = Field(default=[])

    def record(self) -> model.Outcome:
        """Lay the effect's ratios side by side with the rest."""
        given = self.given()
        effect = given.pop("effect", {})
        return model.Outcome(**given, **effect)


class SustainedTable(Table):
    """``[[outcome]]`` of kind ``sustained``."""

    becomes = model.Outcome
    name: Name
    kind: Literal["sustained"]
    of: Name
    months: Duration
    lost_per_month: Hazard
    found: Probability | None = None


class DaysTable(Table):
    """``[[outcome]]`` of kind ``days``."""

    becomes = model.Outcome
    name: Name
    kind: Literal["days"]
    of: Name
    from_month: Duration | None = None
    back_dated: bool = False
    for_months: Duration | None = None
    found: Probability | None = None


class OfOthersTable(Table):
    """``[[outcome]]`` of kind ``k of n``."""

    becomes = model.Outcome
    name: Name
    kind: Literal["k of n"]
    k: Count
    among: Annotated[list[Name], Field(min_length=1)]


# -- the rest --------------------------------------------------------------------------------------------------------


class DatesTable(Table):
    """``[dates]``; each that is left out is the next later one, the last of them the horizon."""

    last_referral: Duration | None = None
    last_service: Duration | None = None
    last_outcome: Duration | None = None
    last_claim: Duration | None = None


class VerificationTable(Table):
    """``[verification]``, of the scenario or of one contract."""

    becomes = model.Verification
    found: Probability | None = None
    lag_months: Lag | None = None


class AppraisalTable(Table):
    """``[appraisal]``."""

    becomes = model.Appraisal
    headline: Name
    inflation_per_year: Inflation | None = None
    price_base: str = ""


class StatedLossTable(Table):
    """``[[stated_loss]]``."""

    becomes = StatedLoss
    party: Name
    when: Literal["pays more than", "result below", "cost per additional outcome above"]
    amount: AnyAmount
    contract: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _source_of_the_amount(self) -> StatedLossTable:
        self.amount = sourced(self.amount, self.source)
        return self
