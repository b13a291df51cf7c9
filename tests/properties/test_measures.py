"""What must be true of measures in any simulation: when they are known, of whom, and that only chance moves them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from properties.lives import SMALL, a_service, job, small

from outcomesim import simulate
from outcomesim.contracts import Contract
from outcomesim.direction import Direction
from outcomesim.engine import World, run_block
from outcomesim.errors import RunError
from outcomesim.measurement.simulated import why_not_simulated
from outcomesim.preparing import prepare
from outcomesim.scenario import from_texts
from outcomesim.scenario.measures import Evaluation, Measure, Part, Reporter
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Schedule
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.scenario.terms import ContractTerms
from outcomesim.streams import Streams

ASSUMED = Quantity(0.5, Distribution.of("normal", mean=0.5, sd=0.1), path="measure[survey].assumed")
MEASURES = (
    Measure("survey", known_at=(9, 20), assumed=ASSUMED),
    Measure("share housed", "share", of="housed", decimals=3),
    Measure("jobs of the entrenched", "total", of="first job", segment="entrenched", window="period"),
    Measure("cost each", "ratio", of="cost", against="attachments"),
    Measure("counted", "total", evaluation=(Reporter("count"),)),
    Measure("added", "difference", evaluation=(Reporter("trial"),), over="referred"),
    Measure("both", "weighted sum", parts=(Part("survey", 0.3), Part("added", 0.7))),
    Measure("at last", "total", of="housed", window="final"),
)
EVALUATIONS = (
    Evaluation("count", "housed", at=(6, 12, 36)),
    Evaluation("trial", "housed", "randomised trial", sample=20, at=(15, 30), lag_months=3, cost=known(20_000.0)),
)
STATEMENTS = (0, 6, 12, 18, 24, 30, 36)


@dataclass(frozen=True)
class Terms:
    """What the contract names and directs."""

    measure: str = ""
    notice_at: float | None = None


class Keeps(Contract):
    """Keeps every statement, and may give notice once."""

    statement_months = STATEMENTS

    @property
    def review_months(self):
        return () if self.terms.terms.notice_at is None else (self.terms.terms.notice_at,)

    def settle(self, book, statement):
        book.notes.setdefault("statements", []).append(statement)
        return ()

    def review(self, book, statement):
        return Direction(notice_months=np.zeros(statement.replications))

    def describe(self):
        return ("Keeps what it is sent.",)


class KeepsTheLast(Keeps):
    """Is sent one statement."""

    statement_months = (24,)


def measured(*terms: Terms, measures=MEASURES, scenario: Scenario | None = None) -> Scenario:
    contracts = tuple(
        ContractTerms(f"keeper {i}", "keeps", (Payer("council"),), own) for i, own in enumerate(terms or (Terms(),))
    )
    return replace(scenario or small(), contracts=contracts, measures=measures, evaluations=EVALUATIONS)


def worlds(scenario: Scenario, replications, seed: int = 3) -> list[World]:
    streams = Streams(seed, np.asarray(replications, dtype=np.uint64))
    return list(run_block(prepare(scenario, forms={"keeps": Keeps}), streams))


def read(world: World) -> dict[str, np.ndarray]:
    """What each measure reported, statement by statement, (S, R)."""
    statements = world.book.notes["statements"]
    return {name: np.stack([s.measures[name] for s in statements]) for name in statements[0].measures}


@pytest.fixture(scope="module")
def twelve() -> dict[str, np.ndarray]:
    return read(worlds(measured(), range(12))[0])


def test_a_measure_is_not_a_number_until_it_is_known(twelve):
    known = {name: [bool(row.all()) for row in ~np.isnan(values)] for name, values in twelve.items()}
    assert known == {
        "survey": [False, False, True, True, True, True, True],
        "share housed": [False, True, True, True, True, True, True],
        "jobs of the entrenched": [True] * 7,
        "cost each": [False, True, True, True, True, True, True],
        "counted": [False, True, True, True, True, True, True],
        "added": [False, False, False, True, True, True, True],
        "both": [False, False, False, True, True, True, True],
        "at last": [False] * 6 + [True],
    }


def test_an_evaluation_that_only_counts_equals_verified_counts():
    (world,) = worlds(measured(), range(12))
    line = world.prepared.scenario.outcome_names.index("housed")
    verified = np.stack([s.verified_to_date[:, :, line].sum(axis=1) for s in world.book.notes["statements"]])
    counted = read(world)["counted"]
    for statement, as_at in ((1, 1), (2, 2), (3, 2), (4, 2), (5, 2), (6, 6)):
        assert np.array_equal(counted[statement], verified[as_at])


@pytest.mark.parametrize("claimed", ["with every statement", "yearly", "at the end"])
def test_each_report_of_an_evaluation_is_paid_for_once_whenever_its_line_is_claimed(claimed):
    """Two reports stand between claims; together they count what came by the last of them, at £10 each."""
    by_report = Measure("since the last", "total", evaluation=(Reporter("count"),), window="period")
    bonus = PayLine("bonus", "measure", measure=by_report.name, schedule=Schedule("bands", ((0.0, 10.0),)),
                    claimed=claimed)  # fmt: skip
    terms = ContractTerms("results", "payment by results", (Payer("council"),), payment=PaymentTerms((bonus,)))
    often = (Evaluation("count", "housed", at=(6, 13.5, 16, 30)),)
    scenario = replace(measured(measures=(by_report,)), contracts=(terms,), evaluations=often)
    (world,) = run_block(prepare(scenario), Streams.block(3, 0, 12))
    line = scenario.outcome_names.index("housed")
    verified = world.delivery.tallies.verified[0, ..., line, :30].sum(axis=(1, 2))
    (paid,) = [line for (payer, _, _), line in world.ledger.lines.items() if payer.role == "payer"]
    assert np.array_equal(paid.sum(axis=1), 10_00.0 * verified)
    assert verified.any()


def test_replications_in_another_order_report_the_same_in_that_order(twelve):
    order = [7, 3, 11, 0, 5]
    again = read(worlds(measured(), order)[0])
    for name, values in again.items():
        assert np.array_equal(values, twelve[name][:, order], equal_nan=True), name


def test_a_replication_reports_the_same_whatever_block_it_stands_in(twelve):
    for block in (range(5), range(5, 12)):
        for name, values in read(worlds(measured(), block)[0]).items():
            assert np.array_equal(values, twelve[name][:, list(block)], equal_nan=True), name


def test_measures_of_a_contract_change_nothing_else():
    ours, plain = (worlds(measured(measures=measures), range(6))[0] for measures in (MEASURES, ()))
    for some, others in zip(ours.book.notes["statements"], plain.book.notes["statements"], strict=True):
        assert others.measures == {}
        assert np.array_equal(some.verified, others.verified)
        assert np.array_equal(some.cost, others.cost)


def test_what_was_reported_before_a_direction_stands(twelve):
    """Service stops at month 16 in every future: nothing known by then is otherwise, and much of what follows is."""
    directed = read(worlds(measured(Terms(notice_at=16.0)), range(12))[0])
    for name, values in directed.items():
        assert np.array_equal(values[:3], twelve[name][:3], equal_nan=True), name
    assert not np.array_equal(directed["jobs of the entrenched"][4:], twelve["jobs of the entrenched"][4:])
    assert np.array_equal(directed["added"][3:5], twelve["added"][3:5])  # reported at 15


def test_only_a_contract_that_names_what_rests_on_an_evaluation_pays_for_it():
    named, by_another, unnamed, counts = worlds(
        measured(Terms("added"), Terms("both"), Terms(), Terms("counted")), range(3)
    )
    for world in (named, by_another):
        ((payer, payee, reason, paid),) = [
            (payer.name, payee.role, reason, line)
            for (payer, payee, reason), line in world.ledger.lines.items()
            if payee.role == "evaluator"
        ]
        assert (payer, payee, reason) == ("council", "evaluator", "evaluation: trial")
        assert np.flatnonzero(paid[0]).tolist() == [14, 29]
        assert set(paid[:, [14, 29]].ravel()) == {20_000_00.0}
    for world in (unnamed, counts):
        assert not any(payee.role == "evaluator" for _, payee, _ in world.ledger.lines)


def test_a_report_spreads_as_the_true_effect_and_its_error_do_which_is_more_than_a_trials_own():
    """Against a control group that really lives: the next replication's people, without the service.

    4,000 trials of 200 people an arm. The error is right in size, but the people at hand are a draw too, and what was
    their luck is not taken off the error: here reports spread a fifth more than such trials do (docs/measures.md).
    Statistical: 3.9 standard errors, a false alarm of one in ten thousand for each of three figures.
    """
    trials, people = 4_000, 200
    effect = Measure("effect", "difference", evaluation=(Reporter("trial"),), over="referred")
    twice = replace(
        measured(measures=(effect,), scenario=a_service(job(), people=people, over=6.0)),
        evaluations=(Evaluation("trial", "job", "randomised trial", at=(24,)),),
    )
    (world,) = run_block(prepare(twice, forms={"keeps": KeepsTheLast}), Streams.block(1, 0, trials))
    tallies = world.delivery.tallies
    with_service, without = (t[:, 0].sum(axis=1) / people for t in (tallies.true_with, tallies.true_without))
    reported, true = world.book.notes["statements"][-1].measures["effect"], with_service - without
    error = np.sqrt(np.mean(with_service * (1 - with_service) + without * (1 - without)) / people)
    of_a_mean, of_a_spread = 3.9 / np.sqrt(trials), 3.9 / np.sqrt(2 * trials)
    assert abs(np.mean(reported - true)) < of_a_mean * error
    assert np.std(reported) == pytest.approx(np.hypot(np.std(true), error), rel=of_a_spread)
    assert np.std(with_service - np.roll(without, 1)) == pytest.approx(error, rel=of_a_spread)
    assert 1.15 < np.std(reported) / error < 1.30


def test_cohorts_that_leave_nobody_out_add_up_to_everybody_however_delivery_is_directed():
    def total(name, of="housed", **some):
        return Measure(name, "total", of=of, **some)

    cohorts = (
        total("all"), total("first", cohort=(0, 7.5)), total("second", cohort=(7.5, 20)),
        total("third", cohort=(20, 36)),
        total("time", of="person-months"), total("time of first", of="person-months", cohort=(0, 7.5)),
        total("time of others", of="person-months", cohort=(7.5, 36)),
        total("within three", follow_up_months=3), total("within a life", follow_up_months=36),
    )  # fmt: skip
    (world,) = worlds(measured(Terms(notice_at=9.0), measures=cohorts), range(40))
    last = world.book.notes["statements"][-1].measures
    assert (last["first"] + last["second"] + last["third"]).tolist() == last["all"].tolist()
    assert min(last["first"].sum(), last["second"].sum()) > 0
    assert last["time of first"] + last["time of others"] == pytest.approx(last["time"], rel=1e-12)
    assert last["within a life"].tolist() == last["all"].tolist()
    assert 0 < last["within three"].sum() < last["all"].sum()


def test_reports_on_parts_of_the_people_add_up_to_the_report_on_all_and_follow_each_as_long_as_they_say():
    def total(name, evaluation="exact", **some):
        return Measure(name, "total", evaluation=(Reporter(evaluation),), **some)

    parts = (
        total("all"), total("entrenched", segment="entrenched"), total("others", segment="newly homeless"),
        total("first", cohort=(0, 7.5)), total("second", cohort=(7.5, 36)), total("both", cohort=(0, 36)),
        total("within three", cohort=(0, 36), follow_up_months=3),
        total("within a life", cohort=(0, 36), follow_up_months=36),
        total("verified, entrenched", "counted", segment="entrenched"), total("verified", "counted"),
        Measure("of the entrenched", "total", of="housed", segment="entrenched", known_at=(36,)),
        Measure("each", "difference", evaluation=(Reporter("exact"),), over="served", cohort=(0, 7.5)),
        Measure("started", "total", of="attachments", cohort=(0, 7.5)),
    )  # fmt: skip
    exact = Evaluation("exact", "housed", "randomised trial", sd=0.0, at=(36,))
    scenario = measured(Terms(notice_at=9.0), measures=parts)
    scenario = replace(scenario, evaluations=(exact, Evaluation("counted", "housed", at=(36,))))
    (world,) = worlds(scenario, range(40))
    said = world.book.notes["statements"][-1].measures
    true = world.delivery.tallies
    added = (true.true_with - true.true_without)[:, scenario.outcome_names.index("housed")].sum(axis=1)
    assert said["all"] == pytest.approx(added)
    assert said["entrenched"] + said["others"] == pytest.approx(added)
    assert said["first"] + said["second"] == pytest.approx(said["both"])
    assert said["both"] == pytest.approx(added)  # whoever never starts has one life
    assert said["within a life"] == pytest.approx(added)
    assert np.mean(said["within three"]) != pytest.approx(np.mean(added), rel=0.05)
    assert said["verified, entrenched"].tolist() == said["of the entrenched"].tolist()
    assert 0 < said["verified, entrenched"].sum() < said["verified"].sum()
    assert said["each"] * said["started"] == pytest.approx(said["first"])


def test_a_segment_has_its_share_of_an_evaluations_sample_and_an_error_of_its_own():
    trial = Evaluation("trial", "housed", "randomised trial", sample=20, at=(36,))
    of = {"all": "", "entrenched": "entrenched", "others": "newly homeless"}
    reports = [
        Measure(name, "difference", evaluation=(Reporter("trial"),), over="referred", segment=segment)
        for name, segment in of.items()
    ]
    scenario = replace(measured(measures=tuple(reports)), evaluations=(trial,))
    (noisy,) = worlds(scenario, range(600))
    (exact,) = worlds(replace(scenario, evaluations=(replace(trial, sd=0.0),)), range(600))
    errors = {
        name: noisy.book.notes["statements"][-1].measures[name] - exact.book.notes["statements"][-1].measures[name]
        for name in ("all", "entrenched", "others")
    }
    shares = {segment.name: segment.share for segment in scenario.segments}
    ratio = np.std(errors["entrenched"]) / np.std(errors["all"])
    assert ratio == pytest.approx(1 / np.sqrt(shares["entrenched"]), rel=0.15)
    assert abs(np.corrcoef(errors["entrenched"], errors["others"])[0, 1]) < 5 / np.sqrt(600)


def test_what_cannot_be_simulated_says_so_in_plain_words():
    cannot = (Measure("survey"), Measure("first survey", cohort=(0, 12), assumed=ASSUMED))
    said = list(why_not_simulated(measured(measures=cannot)))
    assert said[0] == (
        'the measure "survey" can only be settled from recorded activity; write assumed = ... to simulate it'
    )
    assert [sentence.split('"')[1] for sentence in said] == ["survey"]
    with pytest.raises(RunError, match=r"write assumed = \.\.\. to simulate it"):
        worlds(measured(measures=cannot), range(2))


def test_a_file_with_measures_is_simulated_as_one_without():
    text = SMALL.read_text(encoding="utf-8")
    more = text + '\n[[measure]]\nname = "share housed"\nhow = "share"\nof = "housed"\n'
    plain, with_measures = (simulate(from_texts([("a.toml", one)]), replications=6, seed=2) for one in (text, more))
    for name, contract in plain.contracts.items():
        for key, values in contract.columns.items():
            assert np.array_equal(values, with_measures[name][key], equal_nan=True), (name, key)
