"""What the evaluations behind a contract's measures cost, report by report, and who pays.

A contract pays for the evaluations that the measures it names rest on, and for no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from outcomesim.contracts.base import Contract, Payment
from outcomesim.contracts.paying.costs import by_payer
from outcomesim.contracts.wording.common import expected
from outcomesim.parties import EVALUATOR
from outcomesim.scenario.measures import Evaluation, evaluations_behind, measures_named
from outcomesim.scenario.model import Scenario
from outcomesim.units import Floats


def evaluations_of(contract: Contract, scenario: Scenario) -> tuple[Evaluation, ...]:
    """The evaluations that a contract's measures rest on, in the order of the scenario."""
    behind = evaluations_behind(measures_named(contract.terms), scenario.measures)
    return tuple(evaluation for evaluation in scenario.evaluations if evaluation.name in behind)


def evaluation_costs(contract: Contract, evaluation: Evaluation, month: int, owed: Floats) -> Iterator[Payment]:
    """The payments for one report.

    Parameters
    ----------
    contract : Contract
    evaluation : Evaluation
    month : int
        In which the report falls.
    owed : array (R,) of whole pence
    """
    for payer, part in by_payer(evaluation.by, f"the evaluation {evaluation.name}", contract, month, owed):
        reason = f"evaluation: {evaluation.name}"
        yield Payment(payer, EVALUATOR, part, reason, f"report by month {month + 1}", due=month)


def costs_of_reports(
    contract: Contract, reports: Iterable[tuple[Evaluation, int, Floats]], month: int
) -> Iterator[Payment]:
    """The payments for the reports that fall in a month: each an evaluation, its month and what it costs, (R,)."""
    for evaluation, falls, owed in reports:
        if falls == month:
            yield from evaluation_costs(contract, evaluation, month, owed)


def planned_reports(contract: Contract, scenario: Scenario) -> tuple[tuple[int, str, float], ...]:
    """Each report that a contract pays for: the month, who pays, and what it is planned to cost, in currency."""
    return tuple(
        (ceil(at) - 1, evaluation.by, evaluation.cost.value)
        for evaluation in evaluations_of(contract, scenario)
        if evaluation.cost is not None
        for at in evaluation.at
    )


def evaluation_sentences(contract: Contract, scenario: Scenario) -> Iterator[str]:
    """What a contract pays for evaluations, one sentence each."""
    for evaluation in evaluations_of(contract, scenario):
        if evaluation.cost is not None:
            who = "The payers pay" if evaluation.by == "payers" else f"{evaluation.by} pays"
            number = len(evaluation.at)
            reports = "the one report" if number == 1 else f"each of the {number} reports"
            amount = expected(evaluation.cost, scenario.currency)
            yield f"{who} {amount} for {reports} of the evaluation “{evaluation.name}”."
