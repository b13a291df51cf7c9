"""Measures and evaluations in sentences, and what `check` lists of them."""

import pytest

from outcomesim.contracts import make_contract
from outcomesim.people.plan import plan
from outcomesim.preparing import setting_of
from outcomesim.presentation.implications import implications
from outcomesim.scenario import from_texts
from outcomesim.scenario.measure_words import evaluation_sentence, measure_sentence
from outcomesim.scenario.measures import Evaluation, Measure, Part, Reporter
from outcomesim.scenario.quantities import known

SENTENCES = [
    (Measure("m"), "“m” is reported from outside."),
    (Measure("m", "total", of="job", segment="young", window="period"),
     "“m” is the number of “job”, of the segment “young”, since the report before."),
    (Measure("m", "mean", of="job", over="referred", decimals=0),
     "“m” is the number of “job” for each person referred, to the nearest whole number."),
    (Measure("m", "share", of="kept", over="job", cohort=(0, 12), follow_up_months=6),
     "“m” is the share of those with “job” with “kept”, of those who started in months 0 to 12, each followed for 6"
     " months."),
    (Measure("m", "percent of target", of="job", target=40), "“m” is “job” in per cent of 40."),
    (Measure("m", "weighted sum", parts=(Part("a", 0.8), Part("b"))), "“m” is 0.8 times “a” plus “b”."),
    (Measure("m", "product", parts=(Part("a", 0.01), Part("b"))), "“m” is 0.01 times “a” times “b”."),
    (Measure("m", "smallest", parts=(Part("a"), Part("b"), Part("c"))), "“m” is the smallest of “a”, “b” and “c”."),
    (Measure("m", "difference", evaluation=(Reporter("t"), Reporter("u", 24)), decimals=1),
     "“m” is what the service added for each person served, to 1 decimal, as “t” and, from month 24, “u” reports it."),
    (Measure("m", "mean", of="job", deemed=0, least_sample=30, otherwise="b", when_short="blend"),
     "“m” is the number of “job” for each person served; whoever could not be measured counts as 0; with fewer than 30"
     " people “b” is mixed in."),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "sentence"), SENTENCES)
def test_a_measure_is_said_in_a_sentence(measure, sentence):
    assert measure_sentence(measure) == sentence


def test_an_evaluation_is_said_in_a_sentence():
    trial = Evaluation("t", "job", "clustered trial", sample=300, clusters=20, controls_each=2, at=(24,), lag_months=6,
                       cost=known(40_000))  # fmt: skip
    assert evaluation_sentence(trial) == (
        "The evaluation “t” of “job” is a clustered trial of 300 people in 20 clusters an arm, 2 compared with"
        " for each; it reports at month 24, on what happened 6 months before; each report costs the payers 40,000."
    )
    assert "a count of verified outcomes" in evaluation_sentence(Evaluation("t", "job", at=(24,)))


def test_check_lists_each_measure_and_says_which_cannot_be_simulated():
    from scenario.schema.test_measures import TEXT

    text = TEXT.replace('known_at = [12, 24]\nassumed = { normal = { mean = 0.2, sd = 0.05 }, source = "assumed" }', "")
    scenario = from_texts([("a.toml", text)])
    planned = plan(scenario)
    contracts = [make_contract(terms, setting_of(scenario, planned), None) for terms in scenario.contracts]
    said = " ".join(implications(scenario, planned, contracts).split())
    for measure in scenario.measures:
        assert measure_sentence(measure) in said
    assert 'Cannot be simulated: the measure "learning" can only be settled from recorded activity' in said
