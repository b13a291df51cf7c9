"""Amounts that a file writes in another currency, converted at the rates that it states.

Takes a :class:`~outcomesim.scenario.text.tree.Tree`, gives one in which every amount is in the scenario's currency, and
a complaint for each that cannot be. One rate for each currency, or several by date: then an amount is converted at the
rate of its own date, that from which the table that it stands in holds, or the month that is written beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard

from outcomesim.scenario.quantities import FAMILIES
from outcomesim.scenario.text.lines import Loc
from outcomesim.scenario.text.tree import Complaint, Tree, closest
from outcomesim.units import MONTHS_PER_YEAR

_ALWAYS = float("-inf")
_DATED_BY = ("since", "at")
"""What a table says of when it holds, and what it holds with it."""
_YEAR_BY_YEAR = ("amounts", "limits_by_year")
"""Lists with an amount for each contract year in turn."""
_DECIMALS = 10
"""So many of an amount are kept: what lies beyond is of the binary digits, not of the rate."""


def converted(tree: Tree) -> tuple[Tree, list[Complaint]]:
    r"""The tree with ``{ value = 100, currency = "USD" }`` as 100 times ``rates.USD``, and what is wrong with any.

    Examples
    --------
    >>> tree = Tree.of('currency = "GBP"\nrates = { USD = 0.8 }\nprice = { value = 100, currency = "USD" }', "a.toml")
    >>> converted(tree)[0].root["price"]
    {'value': 80.0, 'note': 'USD 100 at 0.8'}
    """
    rates = {name: _by_date(rate) for name, rate in _table(tree.root.get("rates")).items()}
    rates[str(tree.root.get("currency"))] = [(_ALWAYS, 1.0)]
    conversion = _Conversion(rates, list(_without_source(tree)))
    root = {
        key: value if key == "rates" else conversion.of(value, (key,), month=None) for key, value in tree.root.items()
    }
    return replace(tree, root=root), conversion.complaints


ByDate = list[tuple[float, float]]
"""From which month which rate holds, ascending."""


def _by_date(rate: Any) -> ByDate:
    """What a file says of one currency: one rate alone holds always; nothing where it is unsound, as its model says."""
    if not isinstance(rate, list):
        return [(_ALWAYS, float(only))] if _is_number(only := _plain(rate)) else []
    found = [(_plain(each.get("since")), each.get("value")) for each in rate if isinstance(each, dict)]
    sound = [(float(since), float(value)) for since, value in found if _is_number(since) and _is_number(value)]
    return sorted(sound) if len(sound) == len(rate) else []


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _without_source(tree: Tree) -> Iterator[Complaint]:
    for name, rate in _table(tree.root.get("rates")).items():
        several = enumerate(rate) if isinstance(rate, list) else [(None, rate)]
        for number, each in several:
            if not _table(each).get("source"):
                hint = 'write { value = 0.8, source = "..." }, with the day it is of'
                at = ("rates", name) if number is None else ("rates", name, number)
                yield Complaint(at, "a rate of exchange has a source", hint)


@dataclass
class _Conversion:
    """The rates of each currency, and what could not be converted by them."""

    rates: dict[str, ByDate]
    complaints: list[Complaint] = field(default_factory=list)

    def of(self, node: Any, loc: Loc, month: float | None) -> Any:
        """What stands at a place, in the scenario's currency; ``month`` is that of the table around it, if any."""
        if isinstance(node, list):
            months = [MONTHS_PER_YEAR * year if loc[-1] in _YEAR_BY_YEAR else month for year in range(len(node))]
            return [self.of(item, (*loc, n), month=months[n]) for n, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if "currency" not in node or not node.keys() & {"value", *FAMILIES}:
            within = _month_of(node, month)
            return {key: self.of(item, (*loc, key), month=within) for key, item in node.items()}
        rate = _rate_of(node, self.rates, month)
        if isinstance(rate, Complaint):
            self.complaints.append(replace(rate, at=(*loc, *rate.at)))
            rate = 1.0
        return _at_rate(node, rate)


def _at_rate(amount: dict[str, Any], rate: float) -> dict[str, Any]:
    """The amount without its currency, and a note of what it was."""
    rest = {key: item for key, item in amount.items() if key not in ("currency", "month")}
    if rate != 1.0:
        said = f"{amount['currency']} {amount['value']:,g} at {rate:g}"
        rest["note"] = f"{rest['note']}; {said}" if rest.get("note") else said
        rest["value"] = round(amount["value"] * rate, _DECIMALS)
    return rest


def _rate_of(amount: dict[str, Any], rates: dict[str, ByDate], month: float | None) -> float | Complaint:
    """The rate at which an amount is converted, or why it cannot be."""
    currency = amount["currency"]
    if not _is_number(amount.get("value")) or amount.keys() & {*FAMILIES}:
        rule = "an uncertain amount is in the scenario's own currency: only a value is converted"
        return Complaint(("currency",), rule, "convert the distribution, and leave currency out")
    if not isinstance(currency, str) or currency not in rates:
        near = closest(str(currency), rates)
        hint = f'did you mean "{near}"?' if near else _how_to_state_it(currency)
        return Complaint(("currency",), f"no rate is stated for {currency}", hint)
    if "month" in amount and not (_is_number(amount["month"]) and amount["month"] >= 0):
        rule = "the month that an amount is of is a number, 0 or more"
        return Complaint(("month",), rule, "count months from the start of the contract")
    return _in_force(rates[currency], currency, amount.get("month", month))


def _in_force(by_date: ByDate, currency: str, month: float | None) -> float | Complaint:
    """The rate of a month, or why there is none."""
    if not by_date or by_date[0][0] == _ALWAYS:
        return by_date[0][1] if by_date else 1.0
    if month is None:
        rule = f"the rate of {currency} moves, and nothing says which month this amount is of"
        return Complaint(("currency",), rule, "add month = ... beside currency")
    begun = [rate for since, rate in by_date if since <= month]
    if not begun:
        rule = f"no rate is stated for {currency} in month {month:g}: the first is of month {by_date[0][0]:g}"
        return Complaint(("currency",), rule, "add the rate of an earlier month")
    return begun[-1]


def _month_of(table: dict[str, Any], around: float | None) -> float | None:
    """From which month what a table says holds: its own, else that of the table around it."""
    own = next((month for key in _DATED_BY if _is_number(month := _plain(table.get(key)))), None)
    if own is not None:
        return own
    return 0.0 if around is None and table.get("when") == "start" else around


def _plain(value: Any) -> Any:
    """A number, out of its table where it has one."""
    return value.get("value") if isinstance(value, dict) else value


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _how_to_state_it(currency: Any) -> str:
    return f'add [rates] and {currency} = {{ value = ..., source = "..." }}: what one {currency} is in the file\'s'
