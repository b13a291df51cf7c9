"""Amounts that a file writes in another currency, converted at the rates that it states.

Takes a :class:`~outcomesim.scenario.tree.Tree`, gives one in which every amount is in the scenario's currency, and a
complaint for each that cannot be. One fixed rate for each currency: what was agreed when, or where, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from outcomesim.scenario.lines import Loc
from outcomesim.scenario.quantities import FAMILIES
from outcomesim.scenario.tree import Complaint, Tree, closest

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
    rates = {name: _number(rate) for name, rate in _table(tree.root.get("rates")).items()}
    known = {name: rate for name, rate in rates.items() if rate}
    known[str(tree.root.get("currency"))] = 1.0
    complaints = list(_without_source(tree))
    root = dict(tree.root)
    for key, value in tree.root.items():
        if key != "rates":
            root[key] = _converted(value, (key,), known, complaints)
    return replace(tree, root=root), complaints


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(rate: Any) -> float:
    """A rate; nought where it is none, which the file's model says."""
    value = rate.get("value") if isinstance(rate, dict) else rate
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _without_source(tree: Tree) -> Iterator[Complaint]:
    for name, rate in _table(tree.root.get("rates")).items():
        if not _table(rate).get("source"):
            hint = 'write { value = 0.8, source = "..." }, with the day it is of'
            yield Complaint(("rates", name), "a rate of exchange has a source", hint)


def _converted(node: Any, loc: Loc, rates: dict[str, float], complaints: list[Complaint]) -> Any:
    if isinstance(node, list):
        return [_converted(item, (*loc, number), rates, complaints) for number, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if "currency" not in node or not node.keys() & {"value", *FAMILIES}:
        return {key: _converted(item, (*loc, key), rates, complaints) for key, item in node.items()}
    currency, value = node["currency"], node.get("value")
    rest = {key: item for key, item in node.items() if key != "currency"}
    if not isinstance(value, (int, float)) or isinstance(value, bool) or rest.keys() & {*FAMILIES}:
        rule = "an uncertain amount is in the scenario's own currency: only a value is converted"
        complaints.append(Complaint((*loc, "currency"), rule, "convert the distribution, and leave currency out"))
    elif currency not in rates:
        near = closest(str(currency), rates)
        hint = f'did you mean "{near}"?' if near else _how_to_state_it(currency)
        complaints.append(Complaint((*loc, "currency"), f"no rate is stated for {currency}", hint))
    elif rates[currency] != 1.0:
        said = f"{currency} {value:,g} at {rates[currency]:g}"
        rest["note"] = f"{rest['note']}; {said}" if rest.get("note") else said
        rest["value"] = round(value * rates[currency], _DECIMALS)
    return rest


def _how_to_state_it(currency: Any) -> str:
    return f'add [rates] and {currency} = {{ value = ..., source = "..." }}: what one {currency} is in the file\'s'
