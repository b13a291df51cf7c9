import dataclasses

import numpy as np
import pytest
from analysis.fake_results import COUNCILS, ENTERING, fake_results

from outcomesim.analysis.comparison import compare_results
from outcomesim.analysis.precision import Figure
from outcomesim.analysis.risk import LossChance
from outcomesim.presentation.findings import answer, bearing, loss_in_words, risks, timing, transfer_sentence, who_bears
from outcomesim.scenario.terms import StatedLoss

RESULTS = fake_results(2_000)
COMPARED = compare_results(RESULTS)


def said_of(contract: str) -> str:
    return " ".join(who_bears(COMPARED, COMPARED[contract]))


def test_the_answer_is_five_sentences():
    sentences = answer(COMPARED)
    assert len(sentences) == 5
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in sentences)


def test_who_bears_the_risk_names_the_worst_hit_first_with_its_shortfall():
    holder, shortfall = risks(COMPARED["SIB"])[0]
    assert holder == "the investors"
    assert f"the investors end £{round(shortfall, -3):,.0f} below what they expect" in said_of("SIB")


def test_fee_for_service_is_said_to_leave_the_public_purse_with_the_risk_because_nothing_comes_back():
    assert "nothing comes back to them when the service works less well" in said_of("Fee for service")


def test_a_bond_is_said_to_pay_for_outcomes_and_for_some_that_would_have_happened_anyway():
    assert "pay mostly for verified outcomes" in said_of("SIB")
    assert "would have happened anyway" in said_of("SIB")


def test_pay_is_said_to_follow_what_the_service_adds_only_where_it_does():
    assert "follows closely what the service adds" in said_of("SIB")
    columns = dict(RESULTS["SIB"].columns)
    columns["without", ENTERING] = columns["with", ENTERING] - np.arange(2_000)[::-1] % 7
    loose = dataclasses.replace(RESULTS["SIB"], columns=columns)
    compared = compare_results(dataclasses.replace(RESULTS, contracts={"SIB": loose}))
    assert "hardly follows what the service adds" in " ".join(who_bears(compared, compared["SIB"]))


def on_a_measure(claims: float) -> str:
    """What is said where a share of what the bond pays for outcomes is for claims, and the rest on measures."""
    bond = RESULTS["SIB"]
    columns = {key: values * claims if key[0] in ("paid", "paid anyway") else values for key, values in
               bond.columns.items()}  # fmt: skip
    lines = [values for key, values in bond.columns.items() if key[0] == "paid"]
    columns["paid on measures",] = (1 - claims) * sum(lines, np.zeros(2_000))
    measured = dataclasses.replace(bond, columns=columns)
    compared = compare_results(dataclasses.replace(RESULTS, contracts={"SIB": measured}))
    return " ".join(who_bears(compared, compared["SIB"]))


def test_what_is_paid_on_measures_is_paid_on_outcomes():
    said = on_a_measure(claims=0)
    assert "The payers pay mostly on measures of outcomes (£" in said
    assert "follows closely what the service adds" in said
    for wrong in ("do not pay for outcomes", "verified outcomes", "happened anyway"):
        assert wrong not in said


def test_what_is_paid_on_measures_is_told_beside_what_is_paid_for_claims():
    said = on_a_measure(claims=0.5)
    assert "pay mostly for verified outcomes (£" in said
    assert "would have happened anyway, and on measures of outcomes (£" in said


def test_investors_are_not_spoken_of_where_there_are_none():
    assert "investors" not in said_of("Fee for service")


def test_a_party_bears_next_to_nothing_where_its_shortfall_is_slight():
    assert "bear next to nothing" in said_of("SIB")


def test_words_follow_the_numbers_when_payment_no_longer_depends_on_outcomes():
    fee = RESULTS["Fee for service"]
    as_bond = dataclasses.replace(fee, name="SIB", form="social impact bond")
    compared = compare_results(dataclasses.replace(RESULTS, contracts={"Fee for service": fee, "SIB": as_bond}))
    said = " ".join(who_bears(compared, compared["SIB"]))
    assert "pay much the same" in said
    assert "moves no measurable risk" in said


def test_a_service_that_is_stopped_early_is_mentioned():
    columns = dict(RESULTS["Grants 2.0"].columns)
    columns["stopped at",] = np.where(np.arange(2_000) < 500, 24.0, np.inf)
    stopped = dataclasses.replace(RESULTS["Grants 2.0"], columns=columns)
    compared = compare_results(dataclasses.replace(RESULTS, contracts={"Grants 2.0": stopped}))
    assert "stopped early in 25% of futures" in " ".join(who_bears(compared, compared["Grants 2.0"]))


def test_when_money_is_paid_is_told_by_the_year_in_which_half_of_it_has_been():
    when = "Half of the payers' money has been paid by the end of year 3 under SIB, Grants 2.0 and Fee for service"
    assert timing(COMPARED).startswith(f"{when}; under SIB investors are £")


def test_nothing_added_is_said_and_not_divided_by():
    contracts = {}
    for name, result in RESULTS.contracts.items():
        columns = dict(result.columns)
        columns["with", ENTERING] = columns["without", ENTERING]
        contracts[name] = dataclasses.replace(result, columns=columns)
    sentences = answer(compare_results(dataclasses.replace(RESULTS, contracts=contracts)))
    assert "none has a cost per additional outcome" in sentences[2]


def test_a_statement_says_when_the_payers_bear_more():
    cash = COMPARED["SIB"].transfers[0]
    assert cash.kind == "cash"
    assert "the payers bear more" in transfer_sentence(COMPARED, cash)


@pytest.mark.parametrize("futures", [1, 99])
def test_with_too_few_futures_nothing_is_said_of_the_worst_of_them(futures):
    few = compare_results(fake_results(futures))
    said = [*answer(few)[3:], bearing(few), *(transfer_sentence(few, t) for t in few["SIB"].transfers)]
    said += [who_bears(few, contract)[0] for contract in few.contracts]
    assert all(sentence.startswith("There are too few futures to tell the worst 5% apart") for sentence in said)
    everything = " ".join([*answer(few), *(sentence for c in few.contracts for sentence in who_bears(few, c))])
    for claim in ("In the worst 5%", "next to nothing", "no measurable", "stands to lose", "hardly follows"):
        assert claim not in everything


def test_a_cost_per_outcome_is_said_to_be_all_payers_whoever_states_it():
    when = "cost per additional outcome above"
    losses = (StatedLoss("payers", when, 25_000), StatedLoss(COUNCILS.name, when, 25_000))
    said = [loss_in_words(COMPARED, LossChance(loss, Figure(0.5, 0.1), "payers")) for loss in losses]
    assert said[0] == "all payers: cost per additional outcome above £25,000"
    assert said[1] == f"{COUNCILS.name}: all payers' cost per additional outcome above £25,000"
