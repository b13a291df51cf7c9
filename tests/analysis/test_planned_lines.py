"""What is planned to be paid on measures, and owed in penalties: by hand, and beside what was paid in many futures."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_service, job

import outcomesim as osim
from outcomesim.analysis.exposure import exposure
from outcomesim.analysis.planned_capital import CapitalAsPlanned
from outcomesim.analysis.planned_lines import planned_on_measures
from outcomesim.measurement.planned_record import PlannedRecord, a_plan_tells
from outcomesim.people.plan import plan
from outcomesim.preparing import prepare
from outcomesim.presentation.implications import implications
from outcomesim.scenario.capital import CapitalTerms, Tranche
from outcomesim.scenario.measures import Measure, Part, Reporter
from outcomesim.scenario.model import Dates, DeliveryCost, Verification
from outcomesim.scenario.pay import Condition, Payer, PayLine, PaymentTerms, Price, Schedule, Volume
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms

COUNCIL = (Payer("council"),)
SHARE = Measure("share in work", "share", of="job", over="served")
TOLD = Measure("satisfaction", "recorded", assumed=known(0.75), known_at=(9.0,))
LINEAR = Schedule("linear", ((0.0, 0.0), (1.0, 10_000.0)))


def of(*measures, lines=(), **terms):
    """Twelve months of service for 80 people who may find a job, with a contract of these lines."""
    payment = PaymentTerms(lines, payment_terms_months=0)
    contract = ContractTerms("C", "payment by results", COUNCIL, payment=payment, **terms)
    scenario = a_service(
        job(per_month=known(0.1)), people=80, dates=Dates(12, 20, 21.5, 23, 24),
        verification=Verification(known(0.9), known(1.0)), measures=measures, contracts=(contract,),
    )  # fmt: skip
    return scenario, prepare(scenario)


def planned(*measures, lines=(), **terms):
    scenario, prepared = of(*measures, lines=lines, **terms)
    return prepared, planned_on_measures(prepared.contracts[0], prepared.plan, scenario)


def test_a_measure_is_read_at_what_is_expected_of_it():
    # 10,000 times the share of those taken on who have a verified job in the end
    prepared, found = planned(SHARE, lines=(PayLine("work", "measure", measure=SHARE.name, schedule=LINEAR),))
    share = prepared.plan.verified[0] / prepared.plan.starts.sum()
    assert found.by_month.sum() == pytest.approx(10_000 * share, abs=0.01)
    assert (found.told, found.untold) == ((SHARE.name,), ())


def test_what_is_planned_is_near_what_is_paid_where_the_schedule_is_straight():
    scenario, prepared = of(SHARE, lines=(PayLine("work", "measure", measure=SHARE.name, schedule=LINEAR),))
    found = planned_on_measures(prepared.contracts[0], prepared.plan, scenario).by_month.sum()
    paid = -osim.simulate(scenario, replications=600)["C"]["net", "council"] / 100
    assert abs(found - paid.mean()) < 5 * paid.std() / np.sqrt(600) + 0.02 * paid.mean()


def test_what_is_reported_from_outside_is_taken_as_assumed_once_it_is_known():
    # 0.75 is known from month 9: 7,500 with the statement that closes then, in month 8 of the ledger
    _, found = planned(TOLD, lines=(PayLine("service", "measure", measure=TOLD.name, schedule=LINEAR),))
    assert {month: found.by_month[month] for month in np.flatnonzero(found.by_month)} == {8: 7_500.0}


def test_what_no_plan_tells_is_left_out_and_named():
    soon = Measure("soon", "total", of="job", cohort=(0.0, 6.0))
    gated = PayLine("gated", "measure", measure=TOLD.name, schedule=LINEAR, only_if=Condition("soon", at_least=0.0))
    alone = PayLine("service", "measure", measure=TOLD.name, schedule=LINEAR)
    _, found = planned(TOLD, soon, lines=(gated, alone))
    assert found.by_month.sum() == 7_500
    assert (found.told, found.untold) == ((TOLD.name,), ("soon",))


@pytest.mark.parametrize("measure", [
    Measure("effect", "difference", of="job", evaluation=(Reporter("trial"),)),
    Measure("paid", "total", of="paid"),
    Measure("followed", "total", of="job", follow_up_months=6.0),
    Measure("not assumed", "recorded"),
    Measure("made of it", "weighted sum", parts=(Part("effect", 1.0),)),
])  # fmt: skip
def test_evaluations_payments_cohorts_and_what_is_not_assumed_no_plan_tells(measure):
    effect = Measure("effect", "difference", of="job", evaluation=(Reporter("trial"),))
    assert not a_plan_tells(measure, {"effect": effect, measure.name: measure})
    assert a_plan_tells(SHARE, {SHARE.name: SHARE})


def test_penalties_are_planned_for_each_beyond_those_that_are_free_up_to_their_most():
    # every planned job costs 100 but the first ten
    each = PayLine("jobs", "outcome", (Price("job", 100.0),), volume=Volume(((0.0, 0.0), (10.0, 1.0))))
    prepared, found = planned(penalties=(each,), lines=(PayLine("fee", "month", (Price("", 500.0),)),))
    verified = prepared.plan.verified[0]
    assert found.penalties.sum() == pytest.approx(100 * (verified - 10), abs=0.2)
    _, within = planned(penalties=(each,), penalties_at_most=1_234.0)
    assert within.penalties.sum() == pytest.approx(1_234)


def test_penalties_stand_in_the_outgoings_that_claims_must_pay_back():
    each = PayLine("breach", "outcome", (Price("job", 100.0),))
    card = PayLine("card", "outcome", (Price("job", 1_000.0),))
    found = []
    for penalties in ((), (each,)):
        scenario, prepared = of(lines=(card,), penalties=penalties)
        found.append(exposure(scenario, prepared.plan, prepared.contracts[0]))
    without, implied = found
    owed = implied.penalties
    assert owed == pytest.approx(100 * prepared.plan.verified[0], abs=0.2)
    assert implied.outgoings == without.outgoings + owed
    assert implied.break_even == pytest.approx(implied.outgoings / implied.claims)
    said = " ".join(implications(scenario, prepared.plan, prepared.contracts).split())
    assert "pay back the £6,790, penalties of £6,790 among it, that Home Ground plans to spend" in said


def test_a_vehicle_is_planned_to_be_paid_on_a_measure_and_to_pay_penalties():
    # 500 a month for a year is 6,000. 7,500 comes in month 8; the penalty of 1,000 on the same figure is paid then too
    capital = CapitalTerms((Tranche("investors", 9_000.0),), reserve_months=0.0, distribute_from=24.0)
    penalty = PayLine("poor", "measure", measure=TOLD.name, schedule=Schedule("steps", ((0.0, 1_000.0), (0.8, 0.0))))
    lines = (PayLine("service", "measure", measure=TOLD.name, schedule=LINEAR),)
    scenario, _ = of(TOLD, lines=lines, penalties=(penalty,))
    bond = replace(scenario.contracts[0], form="social impact bond", capital=capital)
    service = replace(scenario.service, cost=DeliveryCost(fixed_per_month=known(500.0)))
    scenario = replace(scenario, service=service, contracts=(bond,))
    prepared = prepare(scenario)
    implied = exposure(scenario, prepared.plan, prepared.contracts[0])
    # eight months are drawn; from month 8 on what has come in carries the rest
    assert implied.capital == CapitalAsPlanned(pytest.approx(4_000), 9_000.0, None)
    assert implied.penalties == 1_000


def test_check_says_at_what_values_a_plan_reads_measures():
    scenario, prepared = of(SHARE, lines=(PayLine("work", "measure", measure=SHARE.name, schedule=LINEAR),))
    said = " ".join(implications(scenario, prepared.plan, prepared.contracts).split())
    assert "On “share in work” a plan reads schedules and conditions at the values expected of them" in said
    assert "Break-even: as planned" in said


def test_a_planned_record_counts_what_is_planned():
    scenario, prepared = of(SHARE)
    record = PlannedRecord.of(scenario, plan(scenario), prepared.contracts[0].statement_months)
    first, second = list(record.statements([(0, 6), (6, 24)]))
    assert first.verified.sum() + second.verified.sum() == pytest.approx(prepared.plan.verified.sum())
    assert second.starts.sum() == pytest.approx(prepared.plan.starts[6:].sum())
    assert first.running.item() == 6.0
