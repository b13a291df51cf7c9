"""What the tables about capital and a provider's money may hold.

Gives models whose records are in :mod:`outcomesim.scenario.capital`. What must go together is in
:mod:`outcomesim.scenario.rules.capital`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag
from pydantic_core import CoreSchema, core_schema

from outcomesim.scenario import capital
from outcomesim.scenario.schema.limits import ConditionTable, Names
from outcomesim.scenario.schema.number import (
    BareMoney,
    Commitment,
    Count,
    Months,
    Number,
    Plain,
    RateAYear,
    Refused,
    Share,
    WholeMonths,
    WholeMonthsOrNone,
    told,
)
from outcomesim.scenario.schema.pay import PayTable
from outcomesim.scenario.schema.schedule import ByKind, OnAMeasure, ScheduleTable
from outcomesim.scenario.schema.table import Name, SourcedTable, Table
from outcomesim.scenario.text.tree import Complaint, did_you_mean

Return = Annotated[Plain, Number("a return a year, 0 or more: 0.05 is five per cent", low=0, uncertain=False)]


class RateTable(ScheduleTable):
    """``{ measure = "restoration rate", steps = [[0, 0.05], [0.6, 0.1]], for_each = "year", deemed = 0.05 }``."""

    for_each: capital.ForEach | None = None
    deemed: Return | None = None

    def record(self) -> capital.OnMeasure:
        """The measure and its schedule, and which months each of its figures is for."""
        given = self.given()
        return replace(super().record(), **{key: given[key] for key in ("for_each", "deemed") if key in given})


RateOrSchedule = Annotated[Annotated[Return, Tag("as a number")] | Annotated[RateTable, Tag("on a measure")], ByKind]
ShareOrSchedule = Annotated[Annotated[Share, Tag("as a number")] | OnAMeasure, ByKind]


class FloorTable(Table):
    """One of a tranche's ``floors``."""

    becomes = capital.FloorByDate
    month: Months
    share: Share


class LaterRateTable(Table):
    """One of a tranche's ``later``: a rate that holds from a month on."""

    becomes = capital.LaterRate
    since: WholeMonths
    rate: RateOrSchedule


class TrancheTable(Table):
    """``[[contract.capital.tranche]]``."""

    becomes = capital.Tranche
    name: Name
    commitment: Commitment
    rank: Count | None = None
    rate: RateOrSchedule | None = None
    later: list[LaterRateTable] | None = None
    principal: ShareOrSchedule | None = None
    floors: list[FloorTable] | None = None
    interest: Literal["simple", "compound"] = "compound"
    interest_paid: capital.InterestPaid = "at maturity"
    cumulative: bool = True
    hurdle: Return | None = None
    profit_share: Share | None = None
    revolving: bool = False
    most_return_per_year: Return | None = None


class LimitTable(Table):
    """One of a guarantee's ``limits``."""

    becomes = capital.GuaranteeLimit
    since: Months
    amount: BareMoney


class GuaranteeTable(Table):
    """``[[contract.capital.guarantee]]``."""

    becomes = capital.CapitalGuarantee
    by: Name
    tranche: Name
    covers: Literal["first losses", "a share of each loss"] = "first losses"
    share: Share | None = None
    limit: BareMoney | None = None
    limits: list[LimitTable] | None = None
    until: Months | None = None


PAYS: tuple[str, ...] = get_args(capital.Pay)
IN_WORDS_OR_A_TABLE = ("in words", "as a table")
"""How pydantic names the two ways of writing an action; no key of the file."""


class ActionTable(Table):
    """One of ``waterfall``, as a table: ``{ pay = "bonus", to = "charity", share = 0.2 }``."""

    becomes = capital.Action
    pay: capital.Pay
    to: Name | None = None
    share: Share | None = None
    most: BareMoney | None = None


def in_words(text: str) -> tuple[str, str]:
    """What an action in words pays, and to whom: ``"principal: senior"`` is principal, to senior."""
    pay, _, to = text.partition(":")
    return pay.strip(), to.strip()


class _InWords:
    """Reads an action that is written in words."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        def validated(raw: Any) -> capital.Action:
            if not isinstance(raw, str):
                rule = "an action of a waterfall is text, or a table with pay, to, share and most"
                raise told(Refused(Complaint((), rule, 'write "principal: senior", or { pay = "bonus", share = 0.2 }')))
            pay, to = in_words(raw)
            if pay not in PAYS:
                rule = f"a waterfall pays {', '.join(PAYS)}"
                raise told(Refused(Complaint((), rule, did_you_mean(pay, PAYS))))
            return capital.Action(pay, to)  # type: ignore[arg-type]  # one of PAYS

        return core_schema.no_info_plain_validator_function(validated)


def _written(action: Any) -> str:
    return IN_WORDS_OR_A_TABLE[isinstance(action, (Mapping, ActionTable))]


OneAction = Annotated[
    Annotated[capital.Action, _InWords(), Tag("in words")] | Annotated[ActionTable, Tag("as a table")],
    Discriminator(_written),
]


class RedemptionTable(Table):
    """``early_redemption``."""

    becomes = capital.EarlyRedemption
    since: Months
    premium: Return | None = None


class BreakTable(Table):
    """``[[contract.capital.break_option]]``."""

    becomes = capital.Break
    at: Annotated[list[Months], Field(min_length=1)]
    when: ConditionTable
    by: Name = "investors"
    notice_months: Months | None = None


class CapitalTable(SourcedTable):
    """``[contract.capital]``."""

    tranche: Annotated[list[TrancheTable], Field(min_length=1)]
    guarantee: list[GuaranteeTable] | None = None
    waterfall: Annotated[list[OneAction], Field(min_length=1)] | None = None
    reserve_months: Months | None = None
    recycle: bool = True
    draw_notice_months: WholeMonthsOrNone | None = None
    draw_whole_at_start: bool = False
    distribute_from: Months | None = None
    distribute_every: WholeMonths | None = None
    maturity: Months | None = None
    early_redemption: RedemptionTable | None = None
    break_option: list[BreakTable] | None = None
    cost_of_capital: RateAYear | None = None
    when_exhausted: Literal["stop the service", "provider carries on"] = "stop the service"
    notice_months: Months | None = None
    provider_share_of_surplus: Share | None = None

    def record(self) -> capital.CapitalTerms:
        """Call the lists by their plural."""
        given = self.given()
        plural = {"tranche": "tranches", "guarantee": "guarantees", "break_option": "breaks"}
        return capital.CapitalTerms(**{plural.get(key, key): value for key, value in given.items()})


class ProviderTable(SourcedTable):
    """``[contract.provider]``, or one of ``[[contract.provider]]``: of the provider, the lead, or some of several."""

    becomes = capital.ProviderFinance
    name: Names | None = None
    reserves: BareMoney | None = None
    overdraft: BareMoney | None = None
    when_exhausted: Literal["shut intake, then stop", "carries on"] = "carries on"
    notice_months: Months | None = None

    def record(self) -> capital.ProviderFinance:
        """Whose it is, and on what terms."""
        given = self.given()
        return capital.ProviderFinance(names=given.pop("name", ()), **given)


ONE_OR_A_LIST = ("one table", "a list of tables")
"""How pydantic names the two ways of writing whose money it is; no key of the file."""
Finances = Annotated[
    Annotated[ProviderTable, Tag("one table")]
    | Annotated[list[ProviderTable], Field(min_length=1), Tag("a list of tables")],
    Discriminator(lambda value: ONE_OR_A_LIST[isinstance(value, list)]),
]


class AgreementTable(SourcedTable):
    """``[contract.agreement]``."""

    becomes = capital.AgreementTerms
    basis: Literal["cost", "block", "pay lines"] = "cost"
    price: BareMoney | None = None
    pay: list[PayTable] = Field(default=[])

    def record(self) -> capital.AgreementTerms:
        """Call the lines by their plural."""
        given = self.given()
        return capital.AgreementTerms(lines=tuple(given.pop("pay", ())), **given)
