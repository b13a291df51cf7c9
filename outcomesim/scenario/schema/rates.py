"""What a file may say of rates of exchange: one for each currency, or several by date.

Gives the type of ``[rates]``; amounts are converted before anything is read
(:mod:`outcomesim.scenario.text.converting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from outcomesim.scenario.schema.number import Months, RateOfExchange, Refused, told
from outcomesim.scenario.schema.table import Table, sourced
from outcomesim.scenario.text.tree import Complaint

ONE_OR_BY_DATE = ("one rate", "rates by date")
"""How pydantic names the two when it says where an error stands; no key of the file."""


class DatedRateTable(Table):
    """One of several rates of a currency: ``{ since = 6, value = 0.75, source = "..." }``."""

    since: Months
    value: RateOfExchange
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _says_when_it_holds(self) -> DatedRateTable:
        """A rate is listed with its source and from when it holds; the month is no number of its own."""
        self.value = replace(sourced(self.value, self.source, self.note), unit=f"from month {self.since.value:g}")
        return self


def _ascending(rates: list[DatedRateTable]) -> list[DatedRateTable]:
    complaints = tuple(_out_of_order(rates))
    if complaints:
        raise told(Refused(*complaints))
    return rates


def _out_of_order(rates: list[DatedRateTable]) -> Iterator[Complaint]:
    for number, (one, other) in enumerate(pairwise(rates)):
        if other.since.value <= one.since.value:
            rule = f"rates of exchange ascend by date: {other.since.value:g} does not come after {one.since.value:g}"
            yield Complaint((number + 1, "since"), rule, "sort them, each month once")


def _which(value: Any) -> str:
    return ONE_OR_BY_DATE[isinstance(value, list)]


_ByDate = Annotated[list[DatedRateTable], Field(min_length=1), AfterValidator(_ascending), Tag("rates by date")]
Rate = Annotated[Annotated[RateOfExchange, Tag("one rate")] | _ByDate, Discriminator(_which)]
