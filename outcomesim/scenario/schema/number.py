"""The numbers of a scenario file: each kind with its range, and how a number or a table becomes a Quantity.

Takes what was written where a number belongs (``600``, or ``{ value = 600, source = "..." }``, or a table with a
distribution), gives a :class:`~outcomesim.scenario.quantities.Quantity` or every complaint about it. Must not know
where in the file it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from outcomesim.scenario.distributions import BOUNDED, INTERVALS, NATURAL, Unfit, fitted, support
from outcomesim.scenario.quantities import FAMILIES, Distribution, Family, Quantity
from outcomesim.scenario.text.tree import LEAF_KEYS, Complaint, closest, did_you_mean

_LARGEST = 1e15
"""Whole pence are exact up to here; nothing a contract counts is larger."""
_PARAMETERS = {"mean", "sd", "median", *INTERVALS, *sum([*NATURAL.values(), *BOUNDED.values()], ())}


class Refused(ValueError):  # noqa: N818 - named for what happened to the value
    """A value was refused; carries every complaint, placed relative to the value."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("; ".join(complaint.rule for complaint in complaints))
        self.complaints = complaints


def told(refused: Refused) -> PydanticCustomError:
    """The same refusal as pydantic carries it to the end of the file."""
    return PydanticCustomError("refused", "refused", {"complaints": refused.complaints})


@dataclass(frozen=True)
class Plain(Quantity):
    """A number that a record holds bare: it may carry a source, but no distribution."""

    whole: bool = False

    @property
    def bare(self) -> float | int:
        """The number alone."""
        return int(self.value) if self.whole else self.value


@dataclass(frozen=True)
class Word(Plain):
    """A word that somebody chose, listed among the numbers with its source; it has no value, and stands as its unit."""

    value: float = field(default=math.nan, compare=False)


@dataclass(frozen=True)
class Number:
    """What a number must be.

    Parameters
    ----------
    words : str
        What it is and what is allowed, as a rule reads: "a probability, from 0 to 1".
    low, high : float
        The range, ends included.
    above : bool
        Leaves the low end itself out.
    whole : bool
        Only whole numbers.
    uncertain : bool
        Whether it may be a distribution.
    money : bool
        Whether it is an amount, of which a percentage says nothing.
    """

    words: str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    whole: bool = False
    uncertain: bool = True
    money: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        def validated(raw: Any) -> Quantity:
            try:
                return self.read(raw)
            except Refused as refused:
                raise told(refused) from None

        return core_schema.no_info_plain_validator_function(validated)

    def read(self, raw: Any) -> Quantity:
        """The quantity that was written; raises Refused with all that is wrong with it."""
        table = raw if isinstance(raw, Mapping) else {"value": raw}
        complaints = list(self._faults(table, at=("value",) if table is raw else ()))
        if complaints:
            raise Refused(*complaints)
        family = next((f for f in FAMILIES if f in table), None)
        distribution = None if family is None else fitted(family, table[family])
        value = table.get("value", None if distribution is None else distribution.mean)
        number = float(cast(float, value))
        unit, source, note = (str(table.get(key, "")) for key in ("unit", "source", "note"))
        if self.uncertain:
            return Quantity(number, distribution, unit, source, note)
        return Plain(number, None, unit, source, note, whole=self.whole)

    def _faults(self, table: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[Complaint]:
        families: list[Family] = [family for family in FAMILIES if family in table]
        for key in table.keys() - LEAF_KEYS:
            hint = did_you_mean(key, LEAF_KEYS) if closest(key, LEAF_KEYS) else ""
            if key in _PARAMETERS:
                hint = f"{key} goes inside its family: lognormal = {{ {key} = ... }}"
            rule = "a number's table holds a value or one distribution, and unit, source, note"
            yield Complaint((key,), rule, hint)
        for key in ("unit", "source", "note"):
            if not isinstance(table.get(key, ""), str):
                yield Complaint((key,), f"{key} is text", "put it in quotes")
        if "value" in table:
            yield from (Complaint(at, rule, hint) for rule, hint in self._value_faults(table["value"]))
        elif not families and not table.keys() - LEAF_KEYS:
            yield Complaint((), f"{self.words}: its table needs a value or a distribution", "add value = ...")
        if len(families) > 1:
            yield Complaint((), "a number has one distribution", f"keep one of {', '.join(families)}")
        elif families and not self.uncertain:
            rule = f"{self.words}: it is a fixed term, the same in every replication, so it takes no distribution"
            yield Complaint((families[0],), rule, "write value = ... instead; a sweep can still vary it")
        elif families:
            yield from self._distribution_faults(families[0], table)

    def _value_faults(self, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{self.words}: it must be a number", _number_within(value, money=self.money)
        elif not -_LARGEST <= value <= _LARGEST:
            yield f"{self.words}: it must be a finite number, at most 1e15", "leave it out if there is no limit"
        elif self.whole and value != int(value):
            yield f"{self.words}: it must be a whole number", f"did you mean {round(value)}?"
        elif not self.low <= value <= self.high or (self.above and value == self.low):
            fraction = self.high == 1 and 2 <= value <= 100
            nearest = min(max(value, self.low), self.high)
            allowed = "" if self.above and nearest == self.low else f"the nearest that is allowed is {nearest:g}"
            yield self.words, f"did you mean {value / 100:g}? write a percentage as a fraction" if fraction else allowed

    def _distribution_faults(self, family: Family, table: Mapping[str, Any]) -> Iterator[Complaint]:
        try:
            distribution = fitted(family, table[family])
        except Unfit as unfit:
            yield Complaint((family,), unfit.rule, unfit.hint)
            return
        low, high = support(distribution)
        lowest_left_out = self.above and family in BOUNDED and low == self.low
        if low < self.low or high > self.high or lowest_left_out:
            ends = f"this one runs from {low:.3g} to {high:.3g}"
            rule = f"{self.words}: no part of its distribution may lie outside, and {ends}"
            yield Complaint((family,), rule, self._other_family(distribution))
        value = table.get("value")
        if value is not None and not list(self._value_faults(value)) and not low <= value <= high:
            rule = f"the planning value lies within its distribution, which runs from {low:.3g} to {high:.3g}"
            yield Complaint(("value",), rule, f"leave value out to plan with the mean, {distribution.mean:.3g}")

    def _other_family(self, distribution: Distribution) -> str:
        if distribution.family in BOUNDED:
            return "bring its ends inside"
        better = "beta" if self.high <= 1 else "lognormal or gamma"
        return f"use {better} with the same mean and sd"


def _number_within(value: Any, *, money: bool) -> str:
    """What to do about text where a number belongs."""
    if isinstance(value, bool):
        return "true and false are not numbers"
    if not isinstance(value, str):
        return ""
    found = re.fullmatch(r"\D{0,3}(\d[\d,_]*\.?\d*)\s*(%?)\D{0,8}", value.strip())
    if found is None:
        return "write the number without quotes"
    number = float(found[1].replace(",", "").replace("_", ""))
    if found[2] and money:
        return f"write the amount; a percentage belongs where a share is asked for, as {number / 100:g}"
    if found[2]:
        return f"write {number / 100:g} without quotes"
    plain = f"{number:.0f}" if number.is_integer() else repr(number)
    return f"write {plain} without quotes"


def _plain(words: str, **limits: Any) -> Number:
    return Number(words, uncertain=False, **limits)


Probability = Annotated[Quantity, Number("a probability, from 0 to 1", low=0, high=1)]
Money = Annotated[Quantity, Number("an amount of money, 0 or more: a cost or price is never negative", low=0,
                                   money=True)]  # fmt: skip
Hazard = Annotated[Quantity, Number("a hazard a month, 0 or more", low=0)]
Ratio = Annotated[Quantity, Number("a ratio, above 0: 1 changes nothing", low=0, above=True)]
Multiplier = Annotated[Quantity, Number("a multiplier, above 0: 1 changes nothing", low=0, above=True)]
Margin = Annotated[Plain, _plain("a margin on cost, 0 or more: 0.05 is five per cent", low=0)]
Stay = Annotated[Quantity, Number("a number of months, above 0", low=0, above=True)]
Lag = Annotated[Quantity, Number("a number of months, 0 or more", low=0)]
People = Annotated[Quantity, Number("a number of people, above 0: without people there is nothing to simulate",
                                    low=0, above=True)]  # fmt: skip
Inflation = Annotated[Quantity, Number("a rate a year, above -1: 0.02 is two per cent", low=-1, above=True)]

Share = Annotated[Plain, _plain("a share, from 0 to 1", low=0, high=1)]
PartOfAPayment = Annotated[Plain, _plain("a share of a payment, above 0 and up to 1", low=0, high=1, above=True)]
BareMoney = Annotated[Plain, _plain("an amount of money, 0 or more: a cap or price is never negative", low=0,
                                     money=True)]  # fmt: skip
Commitment = Annotated[Plain, _plain("a sum that is committed, above 0", low=0, above=True, money=True)]
Scale = Annotated[Plain, _plain("a factor on prices, 0 or more: 1 changes nothing", low=0)]
AnyAmount = Annotated[Plain, _plain("an amount of money", money=True)]
RateOfExchange = Annotated[Plain, _plain("a rate of exchange, above 0: what one of it is in the scenario's own",
                                         low=0, above=True)]  # fmt: skip
Months = Annotated[Plain, _plain("a number of months, 0 or more", low=0)]
FadingMonths = Annotated[Plain, _plain("a number of months, 0 or more; leave it out if the effect never fades", low=0)]
Duration = Annotated[Plain, _plain("a number of months, above 0", low=0, above=True)]
WholeMonths = Annotated[Plain, _plain("a whole number of months, 1 or more", low=1, whole=True)]
WholeMonthsOrNone = Annotated[Plain, _plain("a whole number of months, 0 or more", low=0, whole=True)]
Horizon = Annotated[Plain, _plain("a whole number of months, from 1 to 1200", low=1, high=1200, whole=True)]
Count = Annotated[Plain, _plain("a whole number, 1 or more", low=1, whole=True)]
NotNegative = Annotated[Plain, _plain("a number, 0 or more", low=0)]
InterestAYear = Annotated[Plain, _plain("a rate of interest a year, from 0 to 1: 0.08 is 8%", low=0, high=1)]
RateAYear = Annotated[Plain, _plain("a rate a year, above -1: 0.02 is two per cent", low=-1, above=True)]
AnyNumber = Annotated[Quantity, Number("a number")]
AnyBareNumber = Annotated[Plain, _plain("a number")]
AnyWholeNumber = Annotated[Plain, _plain("a whole number", whole=True)]

A_NUMBER = Number("a number")
"""Reads any number, for checks that look at several values together."""
