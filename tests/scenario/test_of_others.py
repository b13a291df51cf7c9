"""Outcomes made of others in a scenario's file: what they become, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from outcomesim import simulate
from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.scenario.case import case_of

TEXT = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
BOTH = 'k = 2\namong = ["housed", "first job"]'


def with_both(keys=BOTH, *, more=""):
    """The small scenario with an outcome made of others."""
    line = f'[[outcome]]\nname = "both"\nkind = "k of n"\n{keys}\n\n{more}\n[verification]'
    return from_texts([("small.toml", TEXT.replace("[verification]", line, 1))])


def test_it_is_read_with_what_it_takes_and_settles_by_the_same_terms():
    scenario = with_both()
    (line,) = (outcome for outcome in scenario.outcomes if outcome.kind == "k of n")
    assert (line.k, line.among, line.of) == (2, ("housed", "first job"), "")
    (same,) = (outcome for outcome in case_of(scenario).outcomes if outcome.kind == "k of n")
    assert (same.k, same.among) == (2, ("housed", "first job"))


def test_both_come_less_often_than_either_and_neither_is_changed_by_it():
    plain, more = (simulate(one, replications=40, seed=3) for one in (from_texts([("a.toml", TEXT)]), with_both()))
    for name, contract in more.contracts.items():
        counts = {outcome: contract["verified", outcome] for outcome in ("housed", "first job", "both")}
        assert 0 < counts["both"].sum() < min(counts["housed"].sum(), counts["first job"].sum())
        for outcome in ("housed", "first job"):
            assert counts[outcome].tolist() == plain[name]["verified", outcome].tolist()


@pytest.mark.parametrize(
    ("keys", "path", "rule"),
    [
        ('k = 3\namong = ["housed", "first job"]', "outcome[both].k", "nobody can achieve more than the 2"),
        ('k = 2\namong = ["housed", "first jib"]', "outcome[both].among[2]", "there is no outcome"),
        ('k = 1\namong = ["both"]', "outcome[both].among[1]", "there is no outcome"),
        ('k = 1.5\namong = ["housed", "first job"]', "outcome[both].k", "a whole number, 1 or more"),
        (BOTH + "\nfound = 0.9", "outcome[both].found", "no such key"),
        ("k = 2", "outcome[both].among", '"among" is needed'),
    ],
)
def test_what_cannot_be_is_refused(keys, path, rule):
    with pytest.raises(ScenarioError) as refused:
        with_both(keys)
    found = {fault.path: fault.rule for fault in refused.value.faults}
    assert rule in found.get(path, ""), found


def test_its_worth_stands_on_the_outcomes_it_is_made_of():
    with pytest.raises(ScenarioError) as refused:
        with_both(BOTH + '\nworth = [{ to = "DWP", amount = 1 }]')
    assert "outcome[both].worth" in {fault.path for fault in refused.value.faults}
