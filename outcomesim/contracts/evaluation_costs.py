"""What the evaluations behind a contract's measures cost, report by report, and who pays.

A contract pays for the evaluations that the measures it names rest on, and for no others.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.contracts.base import Contract, Payment
from outcomesim.contracts.costs import by_payer
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
    for payer, part in by_payer(evaluation.by, f"the evaluation {evaluation.name}", contract, owed):
        reason = f"evaluation: {evaluation.name}"
        yield Payment(payer, EVALUATOR, part, reason, f"report by month {month + 1}", due=month)
