"""A payer's limit on one line: within it the usual shares, beyond it the others, to the penny."""

import numpy as np

from outcomesim.contracts.card import Item
from outcomesim.contracts.line_limits import OnLines, split_at_limits
from outcomesim.scenario.pay import PayLine
from outcomesim.scenario.payers import LimitOn, Payer

JOB = Item(PayLine("jobs", "outcome"), "job")
COUNCIL = Payer("council", 0.5)
FUND = Payer("fund", 0.5, limits=(LimitOn(50.0, "job"),))


def test_within_its_limit_a_payer_bears_its_share_and_beyond_it_nothing():
    """Of 120 pounds at a half the fund bears 50: 100 in halves, and 20 by the council alone."""
    on_lines = OnLines()
    parts = split_at_limits(np.array([120_00.0, 80_00.0]), (0.5, 0.5), JOB, (COUNCIL, FUND), on_lines)
    assert [(of, part.tolist()) for of, part in parts] == [((0.5, 0.5), [100_00, 80_00]), ((1.0, 0.0), [20_00, 0])]
    assert on_lines.passed_on["fund", "job"].tolist() == [10_00, 0]


def test_what_was_borne_before_counts_and_another_line_does_not():
    on_lines = OnLines({("fund", "job"): np.array([40_00.0])})
    parts = split_at_limits(np.array([60_00.0]), (0.5, 0.5), JOB, (COUNCIL, FUND), on_lines)
    assert [(of, part.tolist()) for of, part in parts] == [((0.5, 0.5), [20_00]), ((1.0, 0.0), [40_00])]
    home = Item(PayLine("homes", "outcome"), "home")
    assert len(split_at_limits(np.array([60_00.0]), (0.5, 0.5), home, (COUNCIL, FUND), on_lines)) == 1


def test_two_payers_with_limits_hand_on_one_after_the_other():
    """Of 100 in thirds: the fund 10 and the trust 20, the council all the rest."""
    fund, trust = (Payer(n, 0.3, limits=(LimitOn(most, "job"),)) for n, most in (("fund", 10.0), ("trust", 20.0)))
    parts = split_at_limits(np.array([100_00.0]), (0.4, 0.3, 0.3), JOB, (COUNCIL, fund, trust), OnLines())
    borne = sum(np.array(of) * part[0] for of, part in parts)
    assert np.allclose(borne, [70_00, 10_00, 20_00], atol=1.0)
