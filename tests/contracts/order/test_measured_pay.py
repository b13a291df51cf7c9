"""Pay on a measure is pay on outcomes where the measure tells of them, and is told beside what claims are paid."""

import numpy as np
import pytest
from contracts.making import bond, bond_terms, capital_terms, counted, of, results, statement

from outcomesim.contracts.order.measured_pay import measures_paid_on, tells_of_outcomes
from outcomesim.scenario.capital import OnMeasure, Tranche
from outcomesim.scenario.measures import Measure, Part, Reporter
from outcomesim.scenario.pay import Payer, PayLine, Price, Schedule

MEASURES = {
    measure.name: measure
    for measure in (
        Measure("satisfaction"), Measure("jobs", "total", "job"), Measure("starts", "total", "attachments"),
        Measure("engaged", "ratio", "attachments", "referrals"), Measure("spent a job", "ratio", "cost", "job"),
        Measure("effect", "difference", evaluation=(Reporter("trial"),)),
        Measure("score", "weighted sum", parts=(Part("starts"), Part("effect"))),
        Measure("activity", "weighted sum", parts=(Part("starts"), Part("engaged"))),
    )
}  # fmt: skip
STEPS = Schedule("steps", ((0.5, 1_000.0),))
BONUS = PayLine("bonus", "measure", measure="satisfaction", gives="amount", schedule=STEPS)


@pytest.mark.parametrize(
    ("name", "tells"),
    [("satisfaction", True), ("jobs", True), ("starts", False), ("engaged", False), ("spent a job", True),
     ("effect", True), ("score", True), ("activity", False), ("cost", False), ("capital repaid", False)],
)  # fmt: skip
def test_a_measure_tells_of_outcomes_unless_it_counts_people_or_money_alone(name, tells):
    assert tells_of_outcomes(name, MEASURES) is tells


def test_a_line_for_claims_is_paid_on_no_measure_whatever_its_condition():
    card = PayLine("card", "outcome", (Price("entry", 100.0),), measure="satisfaction", schedule=STEPS)
    assert measures_paid_on(card, None, MEASURES) == ()
    assert measures_paid_on(BONUS, None, MEASURES) == ("satisfaction",)


def test_capital_that_is_due_is_paid_on_the_measures_of_its_tranches():
    due = PayLine("due", "capital due")
    rate, principal = OnMeasure("effect", STEPS), OnMeasure("starts", STEPS)
    assert measures_paid_on(due, capital_terms(), MEASURES) == ()
    on_both = capital_terms(tranches=(Tranche("a", 10.0, rate=rate), Tranche("b", 10.0, principal=principal)))
    assert measures_paid_on(due, on_both, MEASURES) == ("effect",)


def paid(made, **said):
    """What each payment tells of claims and of measures, in pounds."""
    payments = made.settle(made.open_book(1), statement(0, 3, **said))
    return [
        (sum(np.ravel(p.by_line)) / 100 if p.by_line is not None else None, p.on_measures)
        for p in payments if p.tells_something
    ]  # fmt: skip


def test_what_is_paid_on_measures_is_told_once_however_many_pay():
    card = PayLine("card", "outcome", (Price("entry", 100.0),))
    made = results(card, BONUS, payers=(Payer("council", 0.6), Payer("fund", 0.4)))
    told = paid(made, verified=counted(2, 0), measures=of("satisfaction", 0.7))
    assert [claims for claims, _ in told] == [200, None]
    assert told[0][1].tolist() == [1_000_00]
    assert told[1][1] is None


def test_what_no_payer_bears_of_it_is_left_out():
    made = results(BONUS, payers=(Payer("council", 1.0, limit=300.0),))
    assert paid(made, measures=of("satisfaction", 0.7))[0][1].tolist() == [300_00]


def test_a_bond_that_owes_capital_alone_pays_nothing_on_measures():
    made = bond(own=bond_terms(lines=(PayLine("due", "capital due"),)))
    assert all(measured is None for _, measured in paid(made, capital_due=np.array([500_00.0])))
