"""Which claims a gate loses before the cap per person, by hand: with which statement it is looked at, and by what."""

import numpy as np
from contracts.making import bond, bond_terms, contract, results, setting

from outcomesim.contracts.order.lost_claims import (
    claims_wait,
    gates_are_known,
    lost_to_gates,
    may_lose_capped_claims,
)
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Cap, Condition, PayLine, Price, Schedule, Variation

WHERE = setting(measures={name: Measure(name) for name in ("share", "score")})
QUARTERS = [(0, 3), (3, 6), (6, 9), (9, 12)]
SHARE = Condition("share", at_least=0.5)


def line(name="card", **changes):
    return PayLine(name, "outcome", (Price("entry", 600.0),), **{"only_if": SHARE, **changes})


def capped(*lines, where=WHERE, **said):
    return results(*lines, where=where, caps=(Cap("person", 1_000.0),), **said)


def lost(made, rows=1, **reported):
    """What the first item loses with each of four quarters; a measure is what it is by the months 3, 6, 9 and 12."""

    def at(name, month):
        return np.array([reported[name]] * rows).reshape(rows, 4)[:, month // 3 - 1]

    return lost_to_gates(made, QUARTERS, at, rows=rows)[:, :, 0].T.tolist()


def test_what_comes_while_a_gate_is_not_met_is_lost():
    assert lost(capped(line()), share=[0.4, 0.5, np.nan, 0.7]) == [[True, False, True, False]]


def test_each_replication_has_a_measure_of_its_own():
    made = lost_to_gates(capped(line()), QUARTERS[:1], lambda *_: np.array([0.4, 0.6]), rows=2)
    assert made[:, :, 0].tolist() == [[True, False]]


def test_nothing_is_lost_without_a_gate_or_behind_one_that_is_back_dated():
    for kept in (line(only_if=None), line(back_dated=True)):
        assert lost(capped(kept), share=[0.4] * 4) == [[False] * 4]


def test_a_line_that_is_claimed_later_goes_by_what_holds_then():
    half_yearly = capped(line(claimed="half-yearly"))
    assert lost(half_yearly, share=[0.4, 0.5, 0.6, 0.3]) == [[False, False, True, True]]


def test_nothing_is_lost_outside_the_dates_of_a_line():
    assert lost(capped(line(since=3.0, until=9.0)), share=[0.4] * 4) == [[False, True, True, False]]


def test_under_a_variation_its_own_gate_is_looked_at():
    free = Variation(3.0, 6.0, capped(line(only_if=None)).payment, ())
    assert lost(capped(line(), variations=(free,)), share=[0.4] * 4) == [[True, False, True, True]]


def test_what_waits_for_its_price_is_lost_to_a_gate_that_is_missed_by_then():
    by_score = line(schedule=Schedule("steps", ((0.0, 10.0),)), measure="score", gives="price")
    made, score = capped(by_score), [np.nan, np.nan, 1.0, 1.0]
    assert lost(made, share=[0.6, 0.4, 0.6, 0.4], score=score) == [[True, True, False, True]]
    assert lost(made, share=[0.6, 0.6, 0.6, 0.4], score=score) == [[False, False, False, True]]


def test_what_goes_by_money_is_not_known_before_it_is_paid():
    paid = setting(
        measures={"spent": Measure("spent", "total", of="paid"), "both": Measure("both", "mean", of="spent")}
    )
    assert gates_are_known(capped(line()))
    assert not gates_are_known(capped(line(only_if=Condition("capital drawn", above=1.0))))
    assert not gates_are_known(capped(line(only_if=Condition("both", above=1.0)), where=paid))
    assert gates_are_known(capped(line(only_if=Condition("both", above=1.0), back_dated=True), where=paid))


def test_it_matters_only_under_a_cap_per_person_to_what_is_paid_on_outcomes():
    assert may_lose_capped_claims(capped(line()))
    assert not may_lose_capped_claims(capped(line(only_if=None)))
    assert not may_lose_capped_claims(capped(line(back_dated=True)))
    assert not may_lose_capped_claims(results(line(), where=WHERE))
    fee = PayLine("fee", "month", (Price("", 9.0),), only_if=SHARE)
    assert not may_lose_capped_claims(capped(fee))
    assert not may_lose_capped_claims(capped(line(only_if=None), fee))
    assert not may_lose_capped_claims(bond(own=bond_terms(person_cap=1_000.0)))
    assert not may_lose_capped_claims(contract("grant"))


def test_claims_wait_where_a_line_is_claimed_later_or_by_a_price_that_may_be_reported_later():
    assert not claims_wait(capped(line(), line(name="free", claimed="yearly", only_if=None)), QUARTERS)
    assert claims_wait(capped(line(claimed="yearly")), QUARTERS)
    assert not claims_wait(capped(line(claimed="yearly")), [(0, 12), (12, 18)])
    by_score = line(schedule=Schedule("steps", ((0.0, 10.0),)), measure="score", gives="price")
    assert claims_wait(capped(by_score), QUARTERS)


def test_claims_that_wait_under_terms_without_a_gate_may_be_lost_to_that_of_later_ones():
    free = Variation(3.0, 6.0, capped(line(only_if=None, claimed="yearly")).payment, ())
    made = capped(line(), variations=(free,))
    assert claims_wait(made, QUARTERS)
    assert lost(made, share=[0.6, 0.6, 0.4, 0.6]) == [[False, True, True, False]]


def test_what_waits_is_not_lost_before_the_statement_that_claims_it():
    made = capped(line(claimed="half-yearly"))

    def known_by(month):
        found = lost_to_gates(made, QUARTERS, lambda *_: np.array([0.4]), rows=1, known_by=month)
        return found[:, 0, 0].tolist()

    assert known_by(3) == [False, True, False, True]  # what the closing statements themselves bring does not wait
    assert known_by(6) == known_by(9) == [True, True, False, True]
    assert known_by(12) == [True] * 4


def test_a_gate_by_money_whose_claims_still_take_of_the_cap_is_told():
    by_money = line(only_if=Condition("capital drawn", above=1.0))
    (said,) = [sentence for sentence in capped(by_money).describe() if "count towards the cap" in sentence]
    assert said.startswith('Claims that a gate on "capital drawn" loses count towards the cap per person all the same')
    for plain in (capped(line()), results(by_money, where=WHERE)):
        assert not any("count towards the cap" in sentence for sentence in plain.describe())
