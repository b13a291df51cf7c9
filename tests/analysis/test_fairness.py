"""The comparison made fair, as a whole: what is run, on whom, and what it comes to."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import small

from outcomesim import load, simulate
from outcomesim.analysis.comparison import compare_results
from outcomesim.analysis.fairness import bridge, compare_fairly
from outcomesim.analysis.risk_transfer import STATED
from outcomesim.contracts import Contract, Payment
from outcomesim.scenario.terms import ContractTerms

REPLICATIONS = 150
RESULTS = simulate(small(), replications=REPLICATIONS, seed=4)
COMPARED = compare_fairly(RESULTS)
FAIR = COMPARED.fair


def test_contracts_as_written_stay_as_they_were():
    assert repr(replace(COMPARED, fair=None)) == repr(compare_results(RESULTS))


def test_the_base_stands_beside_with_the_reviews_of_each_that_has_its_own():
    assert [c.name for c in FAIR.same_reviews] == [
        "Fee for service with the reviews of Grants 2.0",
        "Fee for service with the reviews of SIB",
    ]
    assert all(c.differences for c in FAIR.same_reviews)


def test_with_the_same_reviews_and_the_same_evidence_delivery_takes_much_the_same_course():
    grant = COMPARED["Grants 2.0"].summary["additional outcomes"].value
    fee = COMPARED["Fee for service"].summary["additional outcomes"].value
    reviewed = FAIR.same_reviews[0].summary["additional outcomes"].value
    assert abs(grant - reviewed) < abs(grant - fee) / 2


@pytest.mark.parametrize("scenario", [small(), load("rough_sleeping"), load("employment")], ids=lambda s: s.title[:12])
def test_steps_of_the_bridge_add_up_to_the_difference_of_contracts_as_written(scenario):
    results = simulate(scenario, replications=100, seed=4)
    compared = compare_fairly(results)
    (bridge,) = compared.fair.bridges
    assert (bridge.start, bridge.end) == ("Fee for service", "SIB")
    for whole in bridge.whole:
        steps = [step.change(whole.holder, whole.kind) for step in bridge.steps]
        assert sum(step.expected.value for step in steps) == pytest.approx(whole.expected.value, abs=0.01)
        assert sum(step.risk.value for step in steps) == pytest.approx(whole.risk.value, abs=0.01)
    start, end = (compared[name].bearer("payers") for name in ("Fee for service", "SIB"))
    assert bridge.change("payers").expected.value == pytest.approx(end.expected.value - start.expected.value)
    assert bridge.change("payers").risk.value == pytest.approx(end.shortfall.value - start.shortfall.value)


def test_a_bridge_may_lead_to_any_contract_and_is_the_same_asked_for_alone():
    to_bond, to_grant = bridge(RESULTS, "SIB"), bridge(RESULTS, "Grants 2.0")
    assert repr(to_bond) == repr(FAIR.bridges[0])
    assert [step.name for step in to_grant.steps if step.same] == ["investors and vehicle"]
    rise = COMPARED["Grants 2.0"].bearer("provider").expected.value
    rise -= COMPARED["Fee for service"].bearer("provider").expected.value
    assert to_grant.change("provider").expected.value == pytest.approx(rise)


def test_before_the_level_of_prices_the_payers_expect_to_pay_the_same():
    compared = compare_fairly(simulate(load("rough_sleeping"), replications=60, seed=4))
    (bridge,) = compared.fair.bridges
    found = compared.fair.scale("SIB")
    assert found.reached
    so_far = sum(step.change("payers").expected.value for step in bridge.steps[:-1])
    assert abs(so_far) <= found.tolerance


def test_a_contract_compared_with_itself_moves_and_creates_nothing():
    fee = RESULTS["Fee for service"]
    twin = replace(RESULTS, contracts={"Fee for service": fee, "twin": replace(fee, name="twin", form="another")})
    transfers = compare_results(twin)["twin"].transfers
    assert [t.kind for t in transfers] == list(STATED)
    for transfer in transfers:
        assert (transfer.moved.value, transfer.created.value, transfer.extra_cost.value) == (0, 0, 0)
        assert transfer.price is None


def test_every_other_contract_has_a_switching_value_as_written_and_at_the_same_payment():
    asked = [(s.contract, s.kind) for s in FAIR.switching]
    assert ("SIB", "social value") in asked
    assert ("Fee for service with the reviews of SIB", "public purse") in asked
    assert {s.contract for s in FAIR.switching_same_payment} == {"Grants 2.0", "SIB"}
    assert all(s.times.defined == (not s.reason) for s in FAIR.switching)


def test_nothing_that_grows_with_replications_is_kept():
    def arrays(thing, depth=0):
        if isinstance(thing, np.ndarray):
            yield thing
        elif depth < 9 and hasattr(thing, "__dict__"):
            yield from (a for value in vars(thing).values() for a in arrays(value, depth + 1))
        elif isinstance(thing, tuple):
            yield from (a for value in thing for a in arrays(value, depth + 1))

    assert not [array for array in arrays(FAIR) if array.shape[:1] == (REPLICATIONS,)]


class Flat(Contract):
    """A researcher's own: a fixed sum on the first day, whatever its price scale says; one replication at a time."""

    one_replication_at_a_time = True
    statement_months = (0,)

    def settle(self, book, statement):
        amount = np.array([50_000_00.0])
        return (Payment(self.payers[0], self.holder, amount, "flat sum", "the first day", 0),)

    def describe(self):
        return ("The payers pay £50,000 on the first day.",)


def test_a_researchers_own_form_is_compared_fairly_and_told_where_it_does_not_follow_prices():
    fee = small().contracts[0]
    own = ContractTerms("Flat", "flat", fee.payers, terms=None)
    forms = {"flat": Flat}
    results = simulate(replace(small(), contracts=(fee, own)), replications=30, forms=forms)
    fair = compare_fairly(results, forms=forms).fair
    assert fair.scale("Flat").reason == "what is paid does not follow the prices"
    assert bridge(results, "Flat", forms=forms).change("provider").expected.defined


@pytest.mark.parametrize("futures", [1, 2])
def test_very_few_futures_are_compared_without_errors(futures):
    fair = compare_fairly(simulate(small(), replications=futures)).fair
    assert len(fair.bridges[0].steps) == 5
    assert all(f.reason for f in fair.following)


def test_one_contract_alone_has_nothing_to_be_compared_with():
    alone = simulate(small(), replications=5, contracts=("SIB",))
    assert compare_fairly(alone).fair is None
