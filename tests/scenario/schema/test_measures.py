"""Measures and evaluations in a file: what they become, and what a tired person gets wrong."""

from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.scenario.measures import (
    Evaluation,
    Measure,
    Part,
    Reporter,
    evaluations_behind,
    measures_named,
)
from outcomesim.scenario.pay import Condition, PayLine

SMALL = (Path(__file__).parents[1] / "small.toml").read_text(encoding="utf-8")
TEXT = (
    SMALL
    + """
[[evaluation]]
name = "trial"
outcome = "housed"
design = "randomised trial"
sample = 20
explained = 0.3
at = [18, 30]
lag_months = 3
bias = { normal = { mean = 0, sd = 0.01 }, source = "assumed" }
cost = 20_000
by = "local authority"

[[evaluation]]
name = "villages"
outcome = "first job"
design = "clustered trial"
clusters = 10
intra_cluster = 0.1
at = [24]

[[measure]]
name = "share housed"
how = "share"
of = "housed"
decimals = 3

[[measure]]
name = "jobs of the entrenched"
how = "total"
of = "first job"
segment = "entrenched"
window = "period"

[[measure]]
name = "fewer without a home"
how = "percent reduction"
evaluation = "trial"
least_sample = 10
otherwise = "share housed"
when_short = "blend"

[[measure]]
name = "learning"
how = "recorded"
known_at = [12, 24]
assumed = { normal = { mean = 0.2, sd = 0.05 }, source = "assumed" }

[[measure]]
name = "both"
how = "weighted sum"
parts = [{ measure = "share housed", weight = 0.8 }, "learning"]

[[measure]]
name = "against the target"
how = "percent of target"
of = "both"
target = 0.5
"""
)


def test_measures_and_evaluations_become_records():
    scenario = from_texts([("a.toml", TEXT)])
    by_name = {measure.name: measure for measure in scenario.measures}
    assert by_name["share housed"] == Measure("share housed", "share", of="housed", decimals=3)
    assert by_name["both"].parts == (Part("share housed", 0.8), Part("learning"))
    assert by_name["fewer without a home"].evaluation == (Reporter("trial"),)
    assert by_name["fewer without a home"].otherwise == "share housed"
    assert by_name["learning"].assumed.path == "measure[learning].assumed"
    assert by_name["learning"].known_at == (12, 24)
    trial, villages = scenario.evaluations
    assert (trial.at, trial.sample, trial.by, trial.bias.path) == (
        (18, 30), 20, "local authority", "evaluation[trial].bias"
    )  # fmt: skip
    assert villages == Evaluation(
        "villages", "first job", "clustered trial", clusters=10, intra_cluster=0.1, at=(24.0,)
    )


def test_a_scenario_without_measures_has_none():
    assert from_texts([("a.toml", SMALL)]).measures == ()


def test_an_evaluation_may_be_changed_for_another():
    text = TEXT.replace(
        'evaluation = "trial"', 'evaluation = [{ name = "trial" }, { name = "later", since = 24 }]'
    ).replace('name = "villages"\noutcome = "first job"', 'name = "later"\noutcome = "housed"')
    by_name = {measure.name: measure for measure in from_texts([("a.toml", text)]).measures}
    assert by_name["fewer without a home"].evaluation == (Reporter("trial"), Reporter("later", 24.0))


def windows(text):
    """The window of each measure of a file."""
    return {measure.name: measure.window for measure in from_texts([("a.toml", text)]).measures}


@pytest.mark.parametrize("window", ["year", "period"])
def test_what_is_made_of_measures_of_one_window_is_of_it_however_far_removed(window):
    text = TEXT
    for name in ("share housed", "learning"):
        text = text.replace(f'name = "{name}"\nhow', f'name = "{name}"\nwindow = "{window}"\nhow')
    assert windows(text)["both"] == windows(text)["against the target"] == window
    assert windows(TEXT)["both"] == windows(TEXT)["against the target"] == "to date"


def test_what_is_made_of_final_figures_has_one_amount():
    text = TEXT.replace("known_at = [12, 24]", 'window = "final"')
    assert (windows(text)["learning"], windows(text)["both"]) == ("final", "to date")


@pytest.mark.parametrize("window", ["to date", "year"])
def test_what_is_made_of_different_windows_is_of_the_one_it_says(window):
    text = TEXT.replace('name = "learning"\nhow', 'name = "learning"\nwindow = "year"\nhow')
    said = windows(text.replace('name = "both"', f'name = "both"\nwindow = "{window}"'))
    assert said["both"] == said["against the target"] == window
    assert said["fewer without a home"] == "to date"  # what stands in for a measure is not what it is made of


def test_an_outcome_in_per_cent_of_a_target_may_be_of_a_year():
    assert windows(TEXT.replace('of = "both"', 'of = "housed"\nwindow = "year"'))["against the target"] == "year"


def test_what_a_contract_names_and_what_is_behind_it_can_be_told():
    scenario = from_texts([("a.toml", TEXT)])
    terms = (PayLine("line", "measure", measure="both", only_if=Condition("fewer without a home", at_least=1)),)
    assert sorted(measures_named(terms)) == ["both", "fewer without a home"]
    assert evaluations_behind(measures_named(terms), scenario.measures) == ("trial",)
    assert evaluations_behind(["both"], scenario.measures) == ()


def faults_of(text):
    with pytest.raises(ScenarioError) as refused:
        from_texts([("a.toml", text)])
    return refused.value.faults


FAULTS = [
    ('of = "housed"\ndecimals', 'of = "housd"\ndecimals', "measure[share housed].of", "there is no outcome",
     'did you mean "housed"?'),
    ('of = "both"', 'of = "boht"', "measure[against the target].of", "no outcome, account or measure",
     'did you mean "both"?'),
    ('of = "first job"\nsegment', 'of = "both"\nsegment', "measure[jobs of the entrenched].of", "counts an outcome",
     "count one of housed"),
    ('segment = "entrenched"', 'segment = "entrenchd"', "measure[jobs of the entrenched].segment", "no segment",
     'did you mean "entrenched"?'),
    ('of = "housed"\ndecimals', 'of = "housed"\nover = "severd"\ndecimals', "measure[share housed].over", "no group",
     'did you mean "served"?'),
    ('evaluation = "trial"', 'evaluation = "trail"', "measure[fewer without a home].evaluation", "no evaluation",
     'did you mean "trial"?'),
    ('evaluation = "trial"', 'evaluation = "trial"\nof = "first job"', "measure[fewer without a home].of",
     "of another outcome", "leave of out"),
    ('otherwise = "share housed"\n', "", "measure[fewer without a home].least_sample", "what stands in its place",
     "add otherwise"),
    ("least_sample = 10\n", "", "measure[fewer without a home].otherwise", "falls short", "add least_sample"),
    ('otherwise = "share housed"', 'otherwise = "fewer without a home"', "measure[fewer without a home].otherwise",
     "cannot stand in for itself", "name another"),
    ("target = 0.5", "", "measure[against the target].target", "needs target", "add target"),
    ("target = 0.5", "target = nan", "measure[against the target].target", "finite number", ""),
    ("decimals = 3", "decimals = 3\ntarget = 2", "measure[share housed].target", "has no target", "leave it out"),
    ("known_at = [12, 24]", "known_at = [24, 12]", "measure[learning].known_at", "ascend", "write [12, 24]"),
    ("known_at = [12, 24]", "known_at = [12, 48]", "measure[learning].known_at[2]", "by the horizon, month 36", ""),
    ("at = [18, 30]", "at = [18, 40]", "evaluation[trial].at[2]", "by the horizon, month 36", ""),
    ("at = [18, 30]", "at = [30, 18]", "evaluation[trial].at", "the dates of reports ascend", "write [18, 30]"),
    ("at = [18, 30]", "at = [2, 30]", "evaluation[trial].at[1]", "before the first there is nothing",
     "report after month 3"),
    ("at = [18, 30]", "", "evaluation[trial].at", '"at" is needed', "add at"),
    ("clusters = 10\n", "", "evaluation[villages].clusters", "needs clusters", "add clusters"),
    ("explained = 0.3", "explained = 0.3\nclusters = 5", "evaluation[trial].clusters", "is for the design", "leave"),
    ("explained = 0.3", "explained = 1.3", "evaluation[trial].explained", "a share, from 0 to 1", ""),
    ('by = "local authority"', 'by = "local autority"', "evaluation[trial].by", "no party",
     'did you mean "local authority"?'),
    ('outcome = "first job"\ndesign', 'outcome = "frist job"\ndesign', "evaluation[villages].outcome", "no outcome",
     'did you mean "first job"?'),
    ('design = "clustered trial"', 'design = "clusterd trial"', "evaluation[villages].design", "design is one of",
     'did you mean "clustered trial"?'),
    ('"learning"]', '"lerning"]', "measure[both].parts[2]", "no measure", 'did you mean "learning"?'),
    ('how = "weighted sum"', 'how = "weigthed sum"', "measure[both].how", "how is one of",
     'did you mean "weighted sum"?'),
    ('"learning"]', '"against the target"]', "measure[both]",
     "cannot be made of itself: both -> against the target -> both", "make one of them"),
    ('name = "learning"\nhow', 'name = "housed"\nhow', "measure[housed].name", "a name of its own", ""),
    ('name = "share housed"', 'name = "share housed"\ncohort = [6, 6]', "measure[share housed].cohort",
     "nobody starts otherwise", "write [6, 7]"),
    ('of = "housed"\ndecimals', 'of = "cost"\ncohort = [0, 6]\ndecimals', "measure[share housed].cohort",
     "cost and what was paid are not known by who started when", "leave it out"),
    ('how = "percent reduction"', 'how = "percent reduction"\nfollow_up_months = 6',
     "measure[fewer without a home].follow_up_months", "of a cohort that started, which alone", "add cohort"),
    ('name = "both"', 'name = "both"\nfollow_up_months = 6', "measure[both].follow_up_months",
     "only what is counted has a follow_up_months", "give it to the parts"),
    ('name = "share housed"', 'name = "share housed"\ncohort = [24, 30]', "measure[share housed].cohort",
     "nobody starts in this cohort", ""),
    ('name = "learning"\nhow', 'name = "learning"\nwindow = "year"\nhow', "measure[both].window",
     '"share housed" is to date and "learning" is a figure of a year: what is made of both says',
     'write window = "year"'),
    ('name = "both"', 'name = "both"\nwindow = "yaer"', "measure[both].window", "window is one of",
     'did you mean "year" (of the contract, from the day it starts)?'),
    ("known_at = [12, 24]", 'known_at = [12, 24]\nwindow = "final"', "measure[learning].window", "last statement", ""),
    ("decimals = 3", "decimals = 3\nassumed = 0.5", "measure[share housed].assumed", "has no assumed", "leave it out"),
    ("decimals = 3", "decimls = 3", "measure[share housed].decimls", "no such key", 'did you mean "decimals"?'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "rule", "hint"), FAULTS, ids=[f"{f[2]} {f[3][:24]}" for f in FAULTS])
def test_one_thing_wrong_is_one_fault_with_its_line_rule_and_hint(old, new, path, rule, hint):
    assert TEXT.count(old) == 1, old
    faults = [fault for fault in faults_of(TEXT.replace(old, new)) if fault.path == path]
    assert len(faults) == 1, faults_of(TEXT.replace(old, new))
    assert rule in faults[0].rule
    assert hint in faults[0].hint
    assert faults[0].line is not None


def test_a_segment_with_nobody_in_it_has_no_share():
    text = TEXT.replace("share = 0.6", "share = 0").replace("share = 0.4", "share = 1")
    (fault,) = faults_of(text)
    assert (fault.path, "nobody in this segment" in fault.rule) == ("measure[jobs of the entrenched].segment", True)
