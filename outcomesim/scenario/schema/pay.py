"""What a file may say of what is paid: lines, prices, schedules, limits, payers and terms that replace others.

Gives models whose records are in :mod:`outcomesim.scenario.pay`. What must go together in several places is in
:mod:`outcomesim.scenario.rules.pay`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from outcomesim.scenario import pay as records
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.schema.limits import (
    CapTable,
    ConditionTable,
    FloorTable,
    IndexationTable,
    Names,
    PayerTable,
    RetentionTable,
    ServiceCreditTable,
)
from outcomesim.scenario.schema.number import (
    AnyBareNumber,
    BareMoney,
    Commitment,
    Count,
    Duration,
    Months,
    NotNegative,
    Plain,
    Refused,
    Scale,
    Share,
    WholeMonths,
    WholeMonthsOrNone,
    told,
)
from outcomesim.scenario.schema.schedule import ScheduleTable
from outcomesim.scenario.schema.table import Name, SourcedTable, Table
from outcomesim.scenario.text.tree import LEAF_KEYS, Complaint
from outcomesim.units import NEVER

EVERYONE = ""
"""The segment under which a number for everyone is held."""
WITHOUT_A_NUMBER = ("cost", "block", "measure", "capital due", "missing referral")
"""Lines whose price cannot go by how many are claimed."""
RATE_CARD = "rate card"
"""What the line of a contract's ``prices`` is called."""


def for_everyone(raw: Any) -> Any:
    """One number, written bare or as a table, as a table by segment: so that one shape is left to check."""
    return raw if isinstance(raw, dict) and not raw.keys() & LEAF_KEYS else {EVERYONE: raw}


def _each_for_everyone(prices: Any) -> Any:
    return {outcome: for_everyone(price) for outcome, price in prices.items()} if isinstance(prices, dict) else prices


BySegment = Annotated[dict[str, BareMoney], BeforeValidator(for_everyone), Field(min_length=1)]
SharesBySegment = Annotated[dict[str, Share], BeforeValidator(for_everyone), Field(min_length=1)]
ByOutcome = Annotated[dict[str, dict[str, BareMoney]], BeforeValidator(_each_for_everyone), Field(min_length=1)]


def _one_or_two(given: Any) -> Any:
    """``6``, or ``[3, 6]``."""
    return given if isinstance(given, list) else [given]


Window = Annotated[list[Duration], Field(min_length=1, max_length=2), BeforeValidator(_one_or_two)]


class LaterPricesTable(SourcedTable):
    """One of ``later``: prices that hold from a month on."""

    since: Months
    price: BySegment | None = None
    prices: ByOutcome | None = None

    @model_validator(mode="after")
    def _has_a_price(self) -> LaterPricesTable:
        if (self.price is None) == (self.prices is None):
            raise told(Refused(Complaint((), "prices that hold from a month on are given", "add price or prices")))
        return self


class ToleranceTable(SourcedTable):
    """``tolerance = { expected = 50_000, share = 0.05 }``."""

    becomes = records.Tolerance
    expected: Commitment
    share: Share


class VolumeTable(SourcedTable):
    """``volume = { bands = [[0, 1], [100, 0.8]], over = "year" }``."""

    bands: Annotated[list[list[AnyBareNumber]], Field(min_length=1)]
    over: Literal["contract", "year"] = "contract"

    @model_validator(mode="after")
    def _bands_ascend(self) -> VolumeTable:
        at = [band[0].value for band in self.bands if len(band) == 2]
        rule, hint = "", "write bands = [[0, 1], [100, 0.8]]: the first 100 at the full price, those after at 80%"
        if len(at) < len(self.bands):
            rule = "a band of volume is [from how many, share of the price]"
        elif at[0] != 0 or any(later <= earlier for earlier, later in pairwise(at)):
            rule = "bands of volume ascend, the first from 0"
        elif any(band[1].value < 0 for band in self.bands):
            rule = "a share of the price is 0 or more"
        if rule:
            raise told(Refused(Complaint(("bands",), rule, hint)))
        return self

    def record(self) -> records.Volume:
        """Numbers as they stand."""
        return records.Volume(tuple((band[0].value, band[1].value) for band in self.bands), self.over)


class PayTable(SourcedTable):
    """``[[contract.pay]]``."""

    name: Name | None = None
    per: records.Per = "outcome"
    of: Names | None = None
    price: BySegment | None = None
    prices: ByOutcome | None = None
    later: list[LaterPricesTable] = Field(default=[])
    amount: BareMoney | None = None
    segments: Names | None = None
    claims_per_person: Count | None = None
    within_months: Window | None = None
    less: Names | None = None
    only_if: ConditionTable | None = None
    back_dated: bool = False
    priced_by: Literal["claim", "achievement", "start"] = "claim"
    volume: VolumeTable | None = None
    deduct: SharesBySegment | None = None
    deduct_measure: Name | None = None
    schedule: ScheduleTable | None = None
    gives: Literal["amount", "price", "share of the line"] | None = None
    may_fall: bool = False
    weight: NotNegative | None = None
    claimed: records.Claimed = "with every statement"
    since: Months | None = None
    until: Months | None = None
    guaranteed: NotNegative | None = None
    tolerance: ToleranceTable | None = None
    price_not_published: bool = False

    @model_validator(mode="after")
    def _is_a_line(self) -> PayTable:
        complaints = tuple(self._faults())
        if complaints:
            raise told(Refused(*complaints))
        return self

    def _faults(self) -> Iterator[Complaint]:
        yield from self._says_of_which()
        yield from self._has_its_price()
        yield from self._has_only_its_own_keys()
        yield from self._gives_nothing_below_nought()
        if self.since is not None and self.until is not None and self.until.value <= self.since.value:
            yield Complaint(("until",), "a line ends after it begins", "write a later month")

    def _says_of_which(self) -> Iterator[Complaint]:
        """A line paid on outcomes says of which; no other line does."""
        on_outcomes = self.per in ("outcome", "unit")
        if on_outcomes and self.of is None and self.prices is None:
            yield Complaint((), f"a line paid per {self.per} says of which", 'add of = "...", or prices = { ... }')
        if not on_outcomes and (self.of is not None or self.prices is not None):
            key = "of" if self.of is not None else "prices"
            yield Complaint((key,), f"a line paid per {self.per} is not paid on an outcome", 'write per = "outcome"')
        elif self.of is not None and self.prices is not None:
            yield Complaint(("of",), "prices by outcome say of which outcomes", "leave of out, or write one price")
        if self.less is not None and len({*(self.of or ()), *(self.prices or {})}) > 1:
            yield Complaint(("less",), "units are taken off the count of one outcome", "write a line for each")

    def _has_its_price(self) -> Iterator[Complaint]:
        """A price, an amount or a schedule, as the line is paid."""
        has_none = self.per in ("block", "measure", "capital due")
        priced = self.price is not None or self.prices is not None
        if self.price is not None and self.prices is not None:
            yield Complaint(("price",), "a line has one price, or prices by outcome", "keep one of price and prices")
        for number, later in enumerate(self.later):
            if later.price is not None and self.prices is not None:
                rule = "where prices are by outcome, later ones are too"
                yield Complaint(("later", number, "price"), rule, "write prices = { ... }")
        if self.per == "measure" and self.schedule is None:
            rule = "a line paid on a measure has a schedule"
            yield Complaint((), rule, "add schedule = { measure = ..., steps = ... }")
        if self.per == "measure" and self.gives not in (None, "amount"):
            yield Complaint(("gives",), "a line per measure is paid the amount that its schedule gives", "leave it out")
        if self.per == "block" and self.amount is None:
            yield Complaint((), "a block has an amount: the price of the whole service", "add amount = ...")
        if has_none and priced:
            key = "price" if self.price is not None else "prices"
            yield Complaint((key,), f"a line per {self.per} has no price for each", "leave it out, or change per")
        unpriced = has_none or self._given() == "price"
        if not unpriced and not priced and not self.price_not_published:
            yield Complaint((), "a line has a price", "add price = ..., or price_not_published = true")
        if self.price_not_published and (priced or unpriced):
            rule = "a price that was not published is not written either"
            yield Complaint(("price_not_published",), rule, "leave one of the two out")

    def _has_only_its_own_keys(self) -> Iterator[Complaint]:
        """Keys that say something of one kind of line stand in no other."""
        written = self.model_fields_set
        if self.volume is not None and self.per in WITHOUT_A_NUMBER:
            yield Complaint(("volume",), f"a line per {self.per} has no number of claims", "leave volume out")
        if self.per == "missing referral" and self.guaranteed is None:
            yield Complaint((), "a guarantee says how many referrals are promised", "add guaranteed = ...")
        if self.per != "missing referral" and "guaranteed" in written:
            yield Complaint(("guaranteed",), "only referrals are guaranteed", 'write per = "missing referral"')
        for key in ("less", "claims_per_person", "within_months"):
            if self.per not in ("outcome", "unit") and key in written:
                yield Complaint((key,), f"{key} is for lines paid per outcome or unit", "leave it out")
        if self.within_months is not None:
            yield from self._window_is_sound(self.within_months)
        if self.schedule is None and "gives" in written:
            yield Complaint(("gives",), "gives says what a schedule gives", "add schedule = ..., or leave it out")
        if self.may_fall and (self.schedule is None or self._given() != "amount"):
            yield Complaint(("may_fall",), "only an amount that a schedule gives may be paid back", "leave it out")
        if "amount" in written and self.per != "block":
            yield Complaint(("amount",), "only a block has an amount", 'write price = ..., or per = "block"')

    def _gives_nothing_below_nought(self) -> Iterator[Complaint]:
        """An amount, a price or a share below nought would be paid to the payers: there are other words for that."""
        if self.schedule is None:
            return
        for kind in ("steps", "linear"):
            for number, point in enumerate(getattr(self.schedule, kind) or ()):
                if len(point) == 2 and point[1].value < 0:
                    rule = "what a line pays is never below nought"
                    hint = (
                        "what the holder owes stands in [[contract.penalty]]; to give money back write may_fall = true"
                    )
                    yield Complaint(("schedule", kind, number), rule, hint)

    def _window_is_sound(self, months: Sequence[Quantity]) -> Iterator[Complaint]:
        if len(months) == 2 and months[0].value >= months[1].value:
            rule = "within_months is the months after the start that are paid for: from, and to a later one"
            yield Complaint(("within_months",), rule, "write [3, 6], or 6 for the first six")
        if self.less is not None:
            yield Complaint(
                ("within_months",), "units are taken off the whole count", "leave less or within_months out"
            )
        if len(months) == 2 and self.claims_per_person is not None:
            rule = "a limit of claims a person counts from her start, also claims that a later window does not pay for"
            yield Complaint(("within_months",), rule, "write within_months = 6, or leave claims_per_person out")

    def _given(self) -> Literal["amount", "price", "share of the line"]:
        if self.gives is not None:
            return self.gives
        return "amount" if self.per == "measure" or self.schedule is None else "share of the line"

    def record(self) -> records.PayLine:
        """The prices as a list, and the schedule apart from its measure."""
        given = self.given()
        kept = {key: given[key] for key in _AS_THEY_ARE if key in given}
        return records.PayLine(
            name=self.name or (", ".join(self.of) if self.of else RATE_CARD if self.prices else self.per),
            per=self.per,
            prices=(
                *self._prices(self, 0.0),
                *(p for later in self.later for p in self._prices(later, later.since.value)),
            ),
            deductions=self._deductions(),
            measure="" if self.schedule is None else self.schedule.measure,
            schedule=None if self.schedule is None else self.schedule.schedule(),
            gives=self._given(),
            volume=None if self.volume is None else self.volume.record(),
            only_if=None if self.only_if is None else self.only_if.record(),
            tolerance=None if self.tolerance is None else self.tolerance.record(),
            price_known=not self.price_not_published,
            within_months=None if self.within_months is None else _window(self.within_months),
            **kept,
        )

    def _prices(self, table: PayTable | LaterPricesTable, since: float) -> tuple[records.Price, ...]:
        by_outcome = table.prices or {}
        named_alone = table is self and not by_outcome and (self._given() == "price" or self.price_not_published)
        if table.price is not None or named_alone:
            by_outcome = dict.fromkeys(self.of or [""], table.price or {EVERYONE: Plain(0.0)})
        return tuple(
            records.Price(outcome, amount.value, segment, since)
            for outcome, by_segment in by_outcome.items()
            for segment, amount in by_segment.items()
        )

    def _deductions(self) -> tuple[records.Deduction, ...]:
        shares = tuple(records.Deduction(share.value, segment) for segment, share in (self.deduct or {}).items())
        return (*shares, *((records.Deduction(measure=self.deduct_measure),) if self.deduct_measure else ()))


def _window(months: Sequence[Quantity]) -> tuple[float, float]:
    until = months[-1].value
    return (months[0].value if len(months) == 2 else -NEVER), until


_AS_THEY_ARE = (
    "segments", "claims_per_person", "less", "back_dated", "priced_by", "may_fall", "weight", "claimed", "since",
    "until", "guaranteed", "amount",
)  # fmt: skip


class PaymentTable(Table):
    """The keys of a contract, or of a variation, that decide what is owed."""

    prices: ByOutcome | None = None
    pay: list[PayTable] = Field(default=[])
    cap: list[CapTable] = Field(default=[])
    floor: list[FloorTable] = Field(default=[])
    service_credit: list[ServiceCreditTable] = Field(default=[])
    service_credits_at_most: Share | None = None
    retention: RetentionTable | None = None
    indexation: IndexationTable | None = None
    price_scale: Scale | None = None
    bid_discount: Share | None = None
    every_months: WholeMonths | None = None
    payment_terms_months: WholeMonthsOrNone | None = None


_LISTS = {"cap": "caps", "floor": "floors", "service_credit": "service_credits"}
"""The lists among them, and what their records call them."""


def payment_terms(given: Mapping[str, Any], base: Mapping[str, Any]) -> records.PaymentTerms:
    """The terms of payment that a table gives, over those it is based on.

    Parameters
    ----------
    given, base : mapping of the keys of :class:`PaymentTable` to records
        Lines that are given replace all lines of the base.
    """
    keys = {**base, **given}
    if "pay" in given or "prices" in given:
        keys = {**{key: value for key, value in base.items() if key not in ("pay", "prices")}, **given}
    lines: list[records.PayLine] = []
    if keys.get("prices"):
        prices = tuple(
            records.Price(outcome, amount.value, segment)
            for outcome, by_segment in keys["prices"].items()
            for segment, amount in by_segment.items()
        )
        lines.append(records.PayLine(RATE_CARD, "outcome", prices))
    lines += keys.get("pay", ())
    kept = {_LISTS.get(key, key): value for key, value in keys.items() if key not in ("prices", "pay")}
    return records.PaymentTerms(lines=tuple(lines), **kept)


class VariationTable(PaymentTable):
    """``[[contract.variation]]``: the keys it gives replace the contract's own; ``pause`` pays nothing."""

    since: Months
    until: Months
    why: str = ""
    pause: bool = False
    payers: list[PayerTable] = Field(default=[])

    @model_validator(mode="after")
    def _lasts(self) -> VariationTable:
        if self.until.value <= self.since.value:
            raise told(Refused(Complaint(("until",), "a variation ends after it begins", "write a later month")))
        return self

    def over(self, base: Mapping[str, Any], payers: tuple[records.Payer, ...]) -> records.Variation:
        """The variation over the terms of its contract."""
        given = {key: value for key, value in self.given().items() if key in PaymentTable.model_fields}
        if self.pause:
            given = {**given, "pay": (), "prices": {}}
        if given.get("pay"):
            given = {**given, "pay": tuple(map(self._within, given["pay"]))}
        return records.Variation(
            since=self.since.value,
            until=self.until.value,
            payment=payment_terms(given, base),
            payers=tuple(payer.record() for payer in self.payers) or payers,
            why=self.why,
            replaces_lines="pay" in given or "prices" in given,
        )

    def _within(self, line: records.PayLine) -> records.PayLine:
        """A block that a variation brings is for its months alone, unless it has dates of its own."""
        if line.per != "block" or (line.since, line.until) != (None, None):
            return line
        return replace(line, since=self.since.value, until=self.until.value)
