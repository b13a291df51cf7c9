"""What a service credit takes off: by its schedule, the smaller share at an edge, the whole first one at its start."""

import numpy as np
import pytest
from contracts.making import results, statement

from outcomesim.scenario.pay import PayLine, Price, Schedule, ServiceCredit
from outcomesim.scenario.payers import Payer

FEE = PayLine("fee", "month", (Price("", 1_000.0),))


@pytest.mark.parametrize(
    ("kind", "points", "reported", "share"),
    [
        ("steps", ((0.0, 0.1), (0.8, 0.05), (0.9, 0.0)), 0.0, 0.1),
        ("steps", ((0.0, 0.1), (0.8, 0.05), (0.9, 0.0)), 0.8, 0.05),
        ("steps", ((0.0, 0.1), (0.8, 0.05), (0.9, 0.0)), 0.9, 0.0),
        ("steps", ((1.0, 0.02), (5.0, 0.2)), 0.0, 0.0),
        ("steps", ((1.0, 0.02), (5.0, 0.2)), 1.0, 0.02),
        ("steps", ((1.0, 0.02), (5.0, 0.2)), 5.0, 0.02),
        ("linear", ((80.0, 0.1), (100.0, 0.0)), 85.0, 0.075),
        ("steps", ((0.0, 0.1),), np.nan, 0.0),
    ],
)
def test_a_credit_takes_its_share_of_what_is_owed(kind, points, reported, share):
    credit = ServiceCredit("late", "m", Schedule(kind, points))
    made = results(FEE, payers=(Payer("council"),), service_credits=(credit,), every_months=1)
    (paid,) = made.settle(made.open_book(1), statement(0, 1, measures={"m": np.array([reported])}))
    assert paid.amount.tolist() == [100_000 * (1 - share)]
