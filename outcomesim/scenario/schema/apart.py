"""What a file may say of what is paid apart from lines: advances, what follows on ending early, a gain that is shared.

Gives models whose records are in :mod:`outcomesim.scenario.apart`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from outcomesim.scenario import apart
from outcomesim.scenario.schema.limits import as_list
from outcomesim.scenario.schema.number import (
    BareMoney,
    Commitment,
    Count,
    Margin,
    Months,
    NotNegative,
    PartOfAPayment,
    Refused,
    Share,
    WholeMonthsOrNone,
    told,
)
from outcomesim.scenario.schema.table import Name, SourcedTable
from outcomesim.scenario.text.tree import Complaint


class RecoveryTable(SourcedTable):
    """``recovered = { share = 0.25, since = 12 }`` of an advance."""

    becomes = apart.Recovery
    share: PartOfAPayment | None = None
    instalments: Count | None = None
    since: Months | None = None

    @model_validator(mode="after")
    def _is_one_way(self) -> RecoveryTable:
        if (self.share is None) == (self.instalments is None):
            rule = "an advance is recovered by a share of each payment, or in equal instalments"
            raise told(Refused(Complaint((), rule, "write one of share and instalments; share = 1 is in full at once")))
        return self


class AdvanceTable(SourcedTable):
    """``[[contract.advance]]``."""

    becomes = apart.Advance
    amount: Commitment
    recovered: RecoveryTable
    at: WholeMonthsOrNone | None = None
    by: Name | None = None
    unrecovered: Literal["paid back", "written off"] = "paid back"

    @model_validator(mode="after")
    def _is_recovered_afterwards(self) -> AdvanceTable:
        since, at = self.recovered.since, 0.0 if self.at is None else self.at.value
        if since is not None and since.value < at:
            rule = f"an advance is recovered after it is paid, in month {at:g}"
            raise told(Refused(Complaint(("recovered", "since"), rule, "write a later month, or leave it out")))
        return self

    def record(self) -> apart.Advance:
        """Where nothing is said of it, recovery begins when it has been paid."""
        given = self.given()
        if self.recovered.since is None:
            given["recovered"] = replace(given["recovered"], since=float(given.get("at", 0)))
        return apart.Advance(**given)


class EndPaymentTable(SourcedTable):
    """One of the ``payments`` of ``[contract.end]``."""

    becomes = apart.EndPayment
    amount: BareMoney | None = None
    covers: Literal["capital outstanding", "capital and return"] | None = None
    share: NotNegative | None = None
    since: Months | None = None
    ended_by: Annotated[list[apart.EndedBy], BeforeValidator(as_list), Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _is_something(self) -> EndPaymentTable:
        if self.amount is None and self.covers is None:
            rule = "a payment on ending early is an amount, or covers capital"
            raise told(Refused(Complaint((), rule, "add amount = ..., 0 where nothing is paid, or covers = ...")))
        if self.share is not None and self.covers is None:
            raise told(Refused(Complaint(("share",), "share is of what a payment covers", "add covers = ...")))
        return self


class EndTable(SourcedTable):
    """``[contract.end]``."""

    becomes = apart.EndTerms
    payment: BareMoney | None = None
    payments: Annotated[list[EndPaymentTable], Field(min_length=1)] | None = None
    run_off_months: Months | None = None
    notice_months: Months | None = None
    by: str = ""

    @model_validator(mode="after")
    def _is_paid_in_one_way(self) -> EndTable:
        if self.payment is not None and self.payments is not None:
            rule = "ending early has one payment, or payments by month and by who ends it"
            raise told(Refused(Complaint(("payment",), rule, "write it as the first of payments")))
        return self


class GainShareTable(SourcedTable):
    """``gain_share = { above = 0.1, share = 0.5 }``."""

    becomes = apart.GainShare
    share: Share
    above: Margin | None = None
    over: Literal["contract", "year"] = "contract"
