"""What claims are planned to be paid is what they are paid on average, whatever their prices go by."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_service, job, stays

import outcomesim as osim
from outcomesim.analysis.planned_income import planned_claims
from outcomesim.preparing import prepare
from outcomesim.scenario.model import Dates, Outcome, Segment, SegmentRate, Verification
from outcomesim.scenario.pay import Indexation, Payer, PayLine, PaymentTerms, Price, Variation
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms, HybridTerms
from outcomesim.units import NEVER

KEPT = Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.15))
COUNCIL = (Payer("council"),)
MOVING = (Price("job", 100.0), Price("job", 40.0, since=8.0), Price("kept", 300.0), Price("kept", 500.0, since=10.0))
BY_SEGMENT = (Price("job", 10.0, "near"), Price("job", 900.0, "far"))
TERMS = {
    "by the date of the claim": PaymentTerms((PayLine("card", "outcome", MOVING),)),
    "by the date of the start": PaymentTerms((PayLine("card", "outcome", MOVING, priced_by="start"),)),
    "by the date of the achievement": PaymentTerms((PayLine("card", "outcome", MOVING, priced_by="achievement"),)),
    "soon and later": PaymentTerms((
        PayLine("soon", "outcome", (Price("job", 150.0),), within_months=(-NEVER, 4.0)),
        PayLine("later", "outcome", (Price("job", 70.0),), within_months=(4.0, 9.0)),
    )),
    "between dates, indexed": PaymentTerms(
        (PayLine("card", "outcome", (Price("job", 100.0),), since=3.0, until=15.0),),
        indexation=Indexation(0.5, since=0.0), every_months=1,
    ),
    "by segment": PaymentTerms((PayLine("card", "outcome", BY_SEGMENT),)),
}  # fmt: skip


def service(*contracts):
    far = Segment("far", share=0.3, rates=(SegmentRate("job", hazard_ratio=known(1.0), per_month=known(0.02)),))
    return a_service(
        job(loss_ratio=known(0.5), per_month=known(0.1)), KEPT, people=80, dates=Dates(12, 20, 21.5, 23, 24),
        segments=(Segment("near", share=0.7), far), verification=Verification(known(0.9), stays(1.0, 0.5)),
        contracts=contracts,
    )  # fmt: skip


def both(terms):
    """Planned claims in pounds, and what was paid in each of many futures."""
    scenario = service(terms)
    prepared = prepare(scenario)
    planned = planned_claims(prepared.contracts[0], prepared.plan, scenario)
    return planned, osim.simulate(scenario, replications=600)[terms.name].flow(payer="council") / 100


@pytest.mark.parametrize("payment", TERMS.values(), ids=TERMS)
def test_claims_are_planned_at_the_prices_that_they_are_paid(payment):
    terms = ContractTerms("card", "payment by results", COUNCIL, payment=replace(payment, payment_terms_months=0))
    planned, paid = both(terms)
    assert abs(planned.sum() - paid.mean()) < 5 * paid.std() / np.sqrt(600) + 0.02 * paid.mean()


@pytest.mark.parametrize("payment", TERMS.values(), ids=TERMS)
def test_planned_claims_of_a_hybrid_come_to_its_share_on_outcomes(payment):
    own = HybridTerms(0.6, 50_000.0, 0.4)
    terms = ContractTerms("both", "hybrid", COUNCIL, payment=payment, terms=own)
    scenario = service(replace(terms, verification=Verification(known(0.5), known(2.0))))
    prepared = prepare(scenario)
    planned = planned_claims(prepared.contracts[0], prepared.plan, scenario).sum()
    assert planned == pytest.approx(20_000, rel=1e-3)  # prices are whole pence


def test_terms_that_replace_others_and_a_verification_of_its_own_are_planned_with():
    whole = replace(TERMS["by the date of the claim"], payment_terms_months=0, every_months=1)
    dearer = Variation(6.0, 12.0, replace(whole, lines=(PayLine("dear", "outcome", (Price("job", 700.0),)),)), COUNCIL)
    terms = ContractTerms(
        "card", "payment by results", COUNCIL, payment=whole, variations=(dearer,),
        verification=Verification(known(0.5), known(2.0)),
    )  # fmt: skip
    planned, paid = both(terms)
    assert abs(planned.sum() - paid.mean()) < 5 * paid.std() / np.sqrt(600) + 0.02 * paid.mean()
    assert not planned[:2].any()
