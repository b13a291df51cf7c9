"""What a contract pays on measures, and what its holder owes in penalties, if all goes as planned.

Takes a contract, the plan and the scenario; works the same lines on what is expected to be recorded, and gives sums by
month, (H,) in the scenario's currency, in the last month of each statement. A schedule is read at the expected value
of its measure. What hangs on a measure that no plan tells is left out, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.tab import Tab
from outcomesim.contracts.order.working import work_apart
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.planned_record import PlannedRecord, a_plan_tells
from outcomesim.people.plan import Plan
from outcomesim.scenario.measures import Measure, measures_named
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import PayLine
from outcomesim.units import Floats, to_pounds


@dataclass(frozen=True)
class OnMeasures:
    """What is planned to be paid on measures, and back.

    Parameters
    ----------
    by_month : array (H,)
        Paid on measures that a plan tells, less what falls again; before any cap.
    penalties : array (H,)
        What the holder owes the payers.
    told, untold : tuple of str
        The measures by which lines and penalties go, those that a plan tells and the others.
    """

    by_month: Floats
    penalties: Floats
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


def planned_on_measures(contract: Contract, plan: Plan, scenario: Scenario) -> OnMeasures:
    """Lines on measures and penalties, worked on what is expected to be recorded."""
    months = contract.setting.horizon_months
    if not isinstance(contract, WrittenContract):
        return OnMeasures(np.zeros(months), np.zeros(months))
    known = {measure.name: measure for measure in scenario.measures}
    lines = [line for line in contract.every_line if line.per == "measure"]
    if not lines and not contract.terms.penalties:
        return OnMeasures(np.zeros(months), np.zeros(months))
    record = PlannedRecord.of(
        scenario, plan, contract.statement_months, verification=contract.terms.verification
    )  # fmt: skip
    on_measures = {since: _on_measures_alone(contract.version_at(since)[0], known)
                   for since, _ in contract.months_of_statements}  # fmt: skip
    penalties = _told_alone(contract.penalty_card, known)
    named = dict.fromkeys(name for line in (*lines, *contract.terms.penalties) for name in measures_named(line))
    return OnMeasures(
        _worked(contract, record, on_measures, months),
        _worked(contract, record, dict.fromkeys(on_measures, penalties), months),
        told=tuple(name for name in named if _is_told(name, known)),
        untold=tuple(name for name in named if not _is_told(name, known)),
    )


def _worked(contract: WrittenContract, record: PlannedRecord, cards: Mapping[int, Card], months: int) -> Floats:
    """What is owed on some lines with each statement, less what is paid back of it."""
    total, tab = np.zeros(months), None
    statements = [since_until for since_until in contract.months_of_statements if since_until[1] > 0]
    for statement in record.statements(statements):
        card = cards[statement.month_from]
        tab = tab or Tab.empty(1, len(card.keys), groups=len(card.segments), lines=len(card.outcomes))
        worked = work_apart(card, tab, statement, contract.calendar, contract.setting.measures)
        total[statement.month_to - 1] += float(to_pounds((worked.owed - worked.back).sum()))
    return total


def _on_measures_alone(card: Card, known: Mapping[str, Measure]) -> Card:
    """A card with its lines on measures, and no limit."""
    told = _told_alone(card, known)
    lines = tuple(line for line in told.terms.lines if line.per == "measure")
    return replace(card, terms=replace(card.terms, lines=lines, caps=(), floors=(), service_credits=()))


def _told_alone(card: Card, known: Mapping[str, Measure]) -> Card:
    """A card without lines that hang on a measure which no plan tells."""
    lines = tuple(_lines_that_are_told(card.terms.lines, known))
    return replace(card, terms=replace(card.terms, lines=lines))


def _lines_that_are_told(lines: tuple[PayLine, ...], known: Mapping[str, Measure]) -> Iterator[PayLine]:
    return (line for line in lines if all(_is_told(name, known) for name in measures_named(line)))


def _is_told(name: str, known: Mapping[str, Measure]) -> bool:
    return name in known and a_plan_tells(known[name], known)
