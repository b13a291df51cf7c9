"""What the evaluations behind a contract's measures cost, and that an effect which was reported is what is paid on."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import small
from scipy.special import ndtri

from outcomesim.analysis.exposure import exposure
from outcomesim.contracts.order.schedules import schedule_value
from outcomesim.contracts.paying.evaluation_costs import (
    evaluation_costs,
    evaluation_sentences,
    evaluations_of,
    planned_reports,
)
from outcomesim.engine import run_block
from outcomesim.errors import ContractError
from outcomesim.preparing import prepare
from outcomesim.scenario.measures import Evaluation, Measure, Part, Reporter
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Schedule
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms
from outcomesim.streams import Streams

SCHEDULE = Schedule("linear", ((0.0, 0.0), (0.3, 60_000.0)))
LINE = PayLine("effect", "measure", measure="weighed", schedule=SCHEDULE)
TERMS = ContractTerms(
    "on effect",
    "payment by results",
    (Payer("council", 0.75), Payer("fund", 0.25)),
    None,
    payment=PaymentTerms(lines=(LINE,), every_months=6),
)
MEASURES = (
    Measure("more housed", "difference", over="referred", evaluation=(Reporter("trial"),)),
    Measure("weighed", "weighted sum", parts=(Part("more housed", 0.5),)),
    Measure("unused", "total", evaluation=(Reporter("count"),)),
)
TRIAL = Evaluation("trial", "housed", "randomised trial", at=(24, 30), lag_months=2, cost=known(5_000.02))
COUNT = Evaluation("count", "housed", at=(12,), cost=known(900.0))


def scenario(trial=TRIAL):
    return replace(small(), contracts=(TERMS,), measures=MEASURES, evaluations=(COUNT, trial))


def contract_of(told):
    return prepare(told).contracts[0]


def test_a_contract_rests_on_the_evaluations_behind_its_measures_and_no_others():
    told = scenario()
    assert evaluations_of(contract_of(told), told) == (TRIAL,)
    assert planned_reports(contract_of(told), told) == ((23, "payers", 5_000.02), (29, "payers", 5_000.02))


def test_payers_share_what_a_report_costs_and_a_named_party_bears_it_alone():
    contract = contract_of(scenario())
    shared = evaluation_costs(contract, TRIAL, 23, np.array([500_002.0]))
    assert [(p.payer.name, p.payee.role, p.amount.tolist(), p.due) for p in shared] == [
        ("council", "evaluator", [375_002.0], 23), ("fund", "evaluator", [125_000.0], 23)
    ]  # fmt: skip
    (alone,) = evaluation_costs(contract, replace(TRIAL, by="Home Ground"), 23, np.array([500_002.0]))
    assert (alone.payer.name, alone.amount.tolist()) == ("Home Ground", [500_002.0])
    with pytest.raises(ContractError, match="the evaluation trial' is paid by 'Nobody'"):
        list(evaluation_costs(contract, replace(TRIAL, by="Nobody"), 23, np.array([1.0])))


def test_what_a_report_costs_is_said_and_counts_among_what_each_could_pay():
    told = scenario()
    (sentence,) = evaluation_sentences(contract_of(told), told)
    assert sentence == "The payers pay £5,000.02 for each of the 2 reports of the evaluation “trial”."
    without = scenario(replace(TRIAL, cost=None))
    prepared, free = prepare(told), prepare(without)
    dear = exposure(told, prepared.plan, prepared.contracts[0]).most_by_payer
    cheap = exposure(without, free.plan, free.contracts[0]).most_by_payer
    assert cheap["council"] is not None
    assert dear["council"] == pytest.approx(cheap["council"] + 0.75 * 10_000.04)


def reported(told, world, number):
    """The effect of a report by hand: the truth two months before it, and its own error."""
    tallies, until = world.delivery.tallies, int(TRIAL.at[number - 1] - TRIAL.lag_months)
    line, people = told.outcome_names.index("housed"), tallies.referred[:, :, :until].sum(axis=(1, 2))
    with_service, without = (t[:, line, :until].sum(axis=1) / people for t in (tallies.true_with, tallies.true_without))
    error = np.sqrt((with_service * (1 - with_service) + without * (1 - without)) / people)
    u = world.delivery.streams.uniform(f"evaluation/trial/{number}")
    return with_service - without + error * ndtri(u)


def test_what_is_paid_is_the_schedules_amount_at_the_effect_that_was_reported():
    """The second report pays what it adds to the first; money that was paid stays paid."""
    told = scenario()
    (world,) = run_block(prepare(told), Streams.block(4, 0, 50))
    paid = sum(
        line.sum(axis=1) for (payer, _, reason), line in world.ledger.lines.items()
        if payer.role == "payer" and not reason.startswith("evaluation")
    )  # fmt: skip
    first, second = (schedule_value(SCHEDULE, 0.5 * reported(told, world, number)) for number in (1, 2))
    assert paid / 100 == pytest.approx(np.maximum(first, second), abs=0.021)
    assert np.any(first > second)
    assert np.any(second > first)
