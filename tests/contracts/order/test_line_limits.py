"""A payer's limit on one line: within it the usual shares, beyond it the others or nobody, to the penny."""

import numpy as np

from outcomesim.contracts.order.card import Item
from outcomesim.contracts.order.line_limits import OnLines, split_at_limits
from outcomesim.scenario.pay import PayLine
from outcomesim.scenario.payers import LimitOn, Payer
from outcomesim.units import share_out

JOB = Item(PayLine("jobs", "outcome"), "job")
COUNCIL = Payer("council", 0.5)
FUND = Payer("fund", 0.5, limits=(LimitOn(50.0, "job"),))


def borne(amounts, shares, payers, on_lines=None):
    """What each payer bears of some amounts in pounds, in pounds, row by row."""
    parts = split_at_limits(100 * np.array(amounts), shares, JOB, payers, OnLines() if on_lines is None else on_lines)
    return (sum(np.stack(share_out(part, of), axis=1) for of, part in parts) / 100).tolist()


def test_within_its_limit_a_payer_bears_its_share_and_beyond_it_nothing():
    """Of 120 pounds at a half the fund bears 50 and the council 70; of 80 each bears 40."""
    on_lines = OnLines()
    assert borne([120.0, 80.0], (0.5, 0.5), (COUNCIL, FUND), on_lines) == [[70, 50], [40, 40]]
    assert on_lines.passed_on["fund", "job"].tolist() == [10_00, 0]
    assert not on_lines.unpaid


def test_where_no_limit_is_reached_the_shares_are_the_usual_ones():
    """So that a total over many lines is rounded once, not line by line."""
    parts = split_at_limits(np.array([80_00.0]), (0.5, 0.5), JOB, (COUNCIL, FUND), OnLines())
    assert [(of, part.tolist()) for of, part in parts] == [((0.5, 0.5), [80_00])]


def test_what_was_borne_before_counts_and_another_line_does_not():
    on_lines = OnLines({("fund", "job"): np.array([40_00.0])})
    assert borne([60.0], (0.5, 0.5), (COUNCIL, FUND), on_lines) == [[50, 10]]
    home = Item(PayLine("homes", "outcome"), "home")
    assert len(split_at_limits(np.array([60_00.0]), (0.5, 0.5), home, (COUNCIL, FUND), on_lines)) == 1


def test_two_payers_with_limits_hand_on_to_the_third():
    """Of 100 in thirds: the fund 10 and the trust 20, the council all the rest."""
    fund, trust = (Payer(n, 0.3, limits=(LimitOn(most, "job"),)) for n, most in (("fund", 10.0), ("trust", 20.0)))
    assert borne([100.0], (0.4, 0.3, 0.3), (COUNCIL, fund, trust)) == [[70, 10, 20]]


def test_payers_with_limits_do_not_hand_back_and_forth_what_neither_bears():
    """Of 100 in halves the fund bears 30 and the trust 40: neither goes beyond its limit for the other."""
    fund, trust = (Payer(n, 0.5, limits=(LimitOn(most, "job"),)) for n, most in (("fund", 30.0), ("trust", 40.0)))
    on_lines = OnLines()
    assert borne([100.0], (0.5, 0.5), (fund, trust), on_lines) == [[30, 40]]
    assert sum(on_lines.unpaid.values()).tolist() == [30_00]


def test_what_is_beyond_may_be_borne_by_nobody():
    """Of 120 pounds at a half the fund bears 50, the council its own 60, and 10 are unpaid."""
    fund = Payer("fund", 0.5, limits=(LimitOn(50.0, "job", when_exhausted="unpaid"),))
    on_lines = OnLines()
    assert borne([120.0, 80.0], (0.5, 0.5), (COUNCIL, fund), on_lines) == [[60, 50], [40, 40]]
    assert on_lines.unpaid["fund", "job"].tolist() == [10_00, 0]
    assert not on_lines.passed_on


def test_a_limit_holds_where_nobody_else_bears_the_line():
    alone = Payer("fund", 1.0, limits=(LimitOn(50.0, "job"),))
    on_lines = OnLines()
    assert borne([120.0], (1.0,), (alone,), on_lines) == [[50]]
    assert on_lines.unpaid["fund", "job"].tolist() == [70_00]
    assert borne([10.0], (1.0,), (alone,), on_lines) == [[0]]
