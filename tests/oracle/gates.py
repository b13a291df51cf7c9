"""Which claims a gate of a line of pay loses (*One person*, 11): worth nothing under the cap per person.

Takes a contract and what a measure reports at a month, as things stand. Gates that go by money are not asked.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import isnan

from oracle.evidence import in_force

from outcomesim.contracts import Contract
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.pay import Condition


def loses(contract: Contract, name: str, month: int, reported: Callable[[str, int], float], today: int) -> bool:
    """Whether a line has lost the claims of a month: its gate was not met with the statement they are claimed with."""
    if not isinstance(contract, WrittenContract):
        return False
    for since, until in pairwise((0, *contract.statement_months)):
        terms = in_force(contract.terms, since)
        line = next((line for line in terms.lines if line.name == name), None)
        if until <= month or line is None or not contract.calendar.claimed(line, since, until, terms.every_months):
            continue
        if until > today or line.only_if is None or line.back_dated:
            return False
        return not met(line.only_if, reported(line.only_if.measure, until))
    return False


def met(gate: Condition, value: float) -> bool:
    """Whether a condition holds; what is not reported meets none."""
    if isnan(value):
        return False
    x = round(value, 9)
    return (
        (gate.at_least is None or x >= gate.at_least)
        and (gate.at_most is None or x <= gate.at_most)
        and (gate.above is None or x > gate.above)
        and (gate.below is None or x < gate.below)
    )
