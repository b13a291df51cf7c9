"""What a file may say of conditions, limits and payers.

Gives models whose records are in :mod:`outcomesim.scenario.limits`, :mod:`outcomesim.scenario.payers` and
:mod:`outcomesim.scenario.on_measures`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from outcomesim.scenario import limits, on_measures, payers
from outcomesim.scenario.schema.number import (
    AnyBareNumber,
    BareMoney,
    Count,
    Months,
    RateAYear,
    Refused,
    Share,
    WholeMonthsOrNone,
    told,
)
from outcomesim.scenario.schema.schedule import ScheduleTable
from outcomesim.scenario.schema.table import Name, SourcedTable
from outcomesim.scenario.text.tree import Complaint


def as_list(raw: Any) -> Any:
    """One name as a list of one."""
    return [raw] if isinstance(raw, str) else raw


Names = Annotated[list[Name], BeforeValidator(as_list), Field(min_length=1)]


class ConditionTable(SourcedTable):
    """``{ measure = "share housed", at_least = 0.55 }``."""

    becomes = on_measures.Condition
    measure: Name
    at_least: AnyBareNumber | None = None
    at_most: AnyBareNumber | None = None
    above: AnyBareNumber | None = None
    below: AnyBareNumber | None = None

    @model_validator(mode="after")
    def _has_a_limit(self) -> ConditionTable:
        limits = (self.at_least, self.at_most, self.above, self.below)
        if all(limit is None for limit in limits):
            rule = "a condition says what the measure must be"
            raise told(Refused(Complaint((), rule, "add at_least, at_most, above or below")))
        return self


class CapTable(SourcedTable):
    """``[[contract.cap]]``."""

    becomes = limits.Cap
    over: Literal["person", "period", "year", "contract"]
    amount: BareMoney | None = None
    amounts: Annotated[list[BareMoney], Field(min_length=1)] | None = None
    lines: Names | None = None
    excess: limits.Excess = "lost"
    unused: limits.Excess = "lost"

    @model_validator(mode="after")
    def _is_an_amount(self) -> CapTable:
        if (self.amount is None) == (self.amounts is None):
            rule = "a cap has an amount, or amounts for each contract year in turn"
            raise told(Refused(Complaint((), rule, "write one of amount and amounts")))
        for key, written in (("amounts", self.amounts is not None), ("unused", "unused" in self.model_fields_set)):
            if written and self.over != "year":
                raise told(Refused(Complaint((key,), f"{key} is for a cap on a year", 'write over = "year"')))
        return self

    def record(self) -> limits.Cap:
        """A cap by years is known by its first year's."""
        given = self.given()
        return limits.Cap(**{"amount": given.get("amounts", (0.0,))[0], **given})


class FloorTable(SourcedTable):
    """``[[contract.floor]]``."""

    becomes = limits.Floor
    over: Literal["period", "year", "contract"]
    amount: BareMoney


class ServiceCreditTable(SourcedTable):
    """``[[contract.service_credit]]``."""

    name: Name | None = None
    lines: Names | None = None
    schedule: ScheduleTable

    @model_validator(mode="after")
    def _gives_a_share(self) -> ServiceCreditTable:
        schedule = self.schedule.schedule()
        if schedule.kind == "bands":
            rule, hint = "a service credit is a share, in steps or in a straight line", "write steps = [[0, 0.1], ...]"
            raise told(Refused(Complaint(("schedule", "bands"), rule, hint)))
        for number, (_, share) in enumerate(schedule.points):
            if not 0 <= share <= 1:
                rule, hint = "a service credit is a share, from 0 to 1", "write a percentage as a fraction"
                raise told(Refused(Complaint(("schedule", schedule.kind, number), rule, hint)))
        return self

    def record(self) -> limits.ServiceCredit:
        """By its name, or the measure's."""
        of = self.schedule
        return limits.ServiceCredit(self.name or of.measure, of.measure, of.schedule(), tuple(self.lines or ()))


class RetentionTable(SourcedTable):
    """``[contract.retention]``."""

    becomes = limits.Retention
    share: Share
    released: Months | None = None
    only_if: ConditionTable | None = None
    if_ended_early: Literal["paid", "lost"] = "lost"
    lines: Names | None = None


class IndexationTable(SourcedTable):
    """``[contract.indexation]``."""

    becomes = limits.Indexation
    rate_per_year: RateAYear
    since: Months | None = None
    lines: Names | None = None


class ShareOfTable(SourcedTable):
    """One of a payer's ``shares``."""

    share: Share
    line: Name | None = None
    outcome: Name | None = None
    segment: Name | None = None
    year: Count | None = None
    above: BareMoney | None = None

    @model_validator(mode="after")
    def _of_something(self) -> ShareOfTable:
        if self.line is not None and self.outcome is not None:
            raise told(Refused(Complaint(("line",), "a share is of a line or of an outcome", "keep one of them")))
        if not {"line", "outcome", "segment", "year", "above"} & self.model_fields_set:
            rule = "a share apart from the payer's own is of a line, an outcome, a segment, a year or an amount"
            raise told(Refused(Complaint((), rule, "add outcome = ..., or write the payer's share instead")))
        return self

    def record(self) -> payers.ShareOf:
        """An outcome is a line's name like any other."""
        given = self.given()
        line = given.pop("outcome", given.pop("line", ""))
        return payers.ShareOf(line=line, **given)


class LimitOnTable(SourcedTable):
    """One of a payer's ``limits``."""

    amount: BareMoney
    line: Name | None = None
    outcome: Name | None = None
    when_exhausted: payers.WhenExhausted = "others pay"

    @model_validator(mode="after")
    def _of_one(self) -> LimitOnTable:
        if (self.line is None) == (self.outcome is None):
            raise told(
                Refused(Complaint((), "a payer's limit is on a line or on an outcome", "say which, and only one"))
            )
        return self

    def record(self) -> payers.LimitOn:
        """An outcome is a line's name like any other."""
        given = self.given()
        line = given.pop("outcome", None) or given.pop("line")
        return payers.LimitOn(line=line, **given)


class PayerTable(SourcedTable):
    """One of a contract's ``payers``."""

    becomes = payers.Payer
    name: Name
    share: Share
    shares: list[ShareOfTable] = Field(default=[])
    limit: BareMoney | None = None
    limit_per_year: BareMoney | None = None
    limits: list[LimitOnTable] = Field(default=[])
    limits_by_year: Annotated[list[BareMoney], Field(min_length=1)] | None = None
    payment_terms_months: WholeMonthsOrNone | None = None
    pays_late_months: WholeMonthsOrNone | None = None
    when_exhausted: payers.WhenExhausted = "unpaid"
    gains_of: Names | None = None
