"""What a file may say of what is paid apart from lines: advances.

Gives models whose records are in :mod:`outcomesim.scenario.apart`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import model_validator

from outcomesim.scenario import apart
from outcomesim.scenario.number import Commitment, Count, Months, PartOfAPayment, Refused, WholeMonthsOrNone, told
from outcomesim.scenario.table import Name, SourcedTable
from outcomesim.scenario.tree import Complaint


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
