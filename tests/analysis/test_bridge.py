"""The bridge: one thing at a time, and the steps add up to the whole."""

from dataclasses import replace

import numpy as np
import pytest
from analysis.by_hand import a_result
from analysis.fake_results import fake_results
from properties.lives import small

from outcomesim.analysis.bridge import SIDES, Span, bridge_of, spans
from outcomesim.analysis.variants import SamePeople, scaled

FAKE = fake_results(400)
TERMS = {terms.name: terms for terms in FAKE.scenario.contracts}
STEPS = (
    Span("nothing", "nothing changes", None),
    Span("grant", "a grant", TERMS["Grants 2.0"]),
    Span("bond", "a bond", TERMS["SIB"]),
)
BRIDGE = bridge_of(FAKE["Fee for service"], FAKE["SIB"], STEPS, FAKE.contracts)

SMALL = {terms.name: terms for terms in small().contracts}
PEOPLE = SamePeople(small(), seed=1, replications=1)


def between(scale: float = 0.8, **changed):
    target = replace(SMALL["SIB"], **changed)
    return spans(SMALL["Fee for service"], target, scaled(target, scale), PEOPLE)


def test_a_step_by_hand():
    """The council expects -100, then -110: -10. Its worse future of the two is 0 below, then 30 below: a rise of 30."""
    before = a_result("before", net__council=[-100, -100], present_value__council=[-100, -100])
    after = a_result("after", net__council=[-80, -140], present_value__council=[-80, -140])
    bridge = bridge_of(before, after, [Span("step", "a step", replace(TERMS["SIB"], name="after"))], {})
    change = bridge.steps[0].change("payers")
    assert (change.expected.value, change.risk.value) == pytest.approx((-10, 30))
    assert change.expected.error == pytest.approx(np.std([20, -40], ddof=1) / np.sqrt(2))


def test_steps_add_up_to_the_whole_for_everybody_in_every_position():
    for whole in BRIDGE.whole:
        parts = [step.change(whole.holder, whole.kind) for step in BRIDGE.steps]
        assert sum(part.expected.value for part in parts) == pytest.approx(whole.expected.value, abs=1e-6)
        assert sum(part.risk.value for part in parts) == pytest.approx(whole.risk.value, abs=1e-6)
    assert {whole.kind for whole in BRIDGE.whole} == set(SIDES)


def test_a_step_that_changes_nothing_is_exactly_nought_and_says_so():
    step = BRIDGE.steps[0]
    assert step.same
    assert step.contract == "Fee for service"
    assert {(c.expected.value, c.expected.error, c.risk.value, c.risk.error) for c in step.changes} == {(0, 0, 0, 0)}


def test_a_step_says_how_often_the_contract_it_leads_to_ends_the_service_early():
    columns = {**FAKE["SIB"].columns, ("stopped at",): np.where(np.arange(400) < 100, 12.0, np.inf)}
    bridge = bridge_of(FAKE["Fee for service"], replace(FAKE["SIB"], columns=columns), STEPS, FAKE.contracts)
    assert [step.stopped.value for step in bridge.steps] == [0, 0, 0.25]


def test_every_step_leads_to_a_contract_that_describes_itself():
    assert all(step.described for step in BRIDGE.steps)


def test_one_thing_changes_at_a_time():
    base, target = SMALL["Fee for service"], SMALL["SIB"]
    reviews, outcomes, investors, running, level = (span.terms for span in between())
    assert reviews == replace(base, name=reviews.name, review=target.review)
    assert (outcomes.review, outcomes.costs, outcomes.verification) == (reviews.review, base.costs, base.verification)
    payment = replace(target.payment, price_scale=0.8)
    assert (outcomes.payment, outcomes.capital) == (payment, None)
    assert investors == replace(target, name=investors.name, costs=base.costs, payment=payment)
    assert running == replace(target, name=running.name, payment=payment)
    assert level == target


def test_what_does_not_differ_is_no_step():
    reviews, *_, level = between(1.0, review=SMALL["Fee for service"].review)
    assert reviews.terms is None
    assert level.terms is None


def test_costs_of_parties_that_are_not_there_fall_to_one_like_it():
    costs = tuple(replace(cost, by=by) for cost in SMALL["SIB"].costs[:1] for by in ("old fund", "payers"))
    payers = (replace(SMALL["SIB"].payers[0], name="old fund", share=1.0),)
    base = replace(SMALL["Fee for service"], payers=payers, costs=costs)
    (_, alone, *_) = spans(base, SMALL["SIB"], SMALL["SIB"], PEOPLE)
    assert [cost.by for cost in alone.terms.costs] == ["payers", "payers"]
