import numpy as np
import pytest
from cashflows.vehicle import Vehicle

from outcomesim.cashflows.breaks import notice_of
from outcomesim.scenario.capital import Break
from outcomesim.scenario.pay import Condition

TOO_FEW = Break((6.0, 9.0), Condition("share housed", below=0.5), notice_months=2.0)
TOO_DEEP = Break((6.0,), Condition("capital outstanding", above=2_000.0), notice_months=3.0)


def notice(breaks, month, **measures):
    return notice_of(breaks, month, {"share housed": np.array([0.4, 0.6, np.nan]), **measures}, 3).tolist()


def test_investors_break_where_the_condition_holds_and_not_where_it_is_not_reported():
    assert notice([TOO_FEW], 5) == pytest.approx([2, np.nan, np.nan], nan_ok=True)
    assert notice([TOO_FEW], 8) == pytest.approx([2, np.nan, np.nan], nan_ok=True)


def test_there_is_no_break_on_another_day():
    assert np.isnan(notice([TOO_FEW], 6)).all()


def test_of_two_breaks_the_shorter_notice_holds():
    deep = {"capital outstanding": np.array([3_000.0, 3_000.0, 1_000.0])}
    assert notice([TOO_FEW, TOO_DEEP], 5, **deep) == pytest.approx([2, 3, np.nan], nan_ok=True)


def test_a_vehicle_gives_notice_when_investors_break_on_what_they_are_out():
    vehicle = Vehicle(breaks=(TOO_DEEP,))
    for _ in range(5):
        assert vehicle.month_of(cost=500) is None
    direction = vehicle.month_of(cost=500)  # £3,000 is out by the end of month 5
    assert direction.notice_months.tolist() == [3.0]
    assert np.isnan(direction.intake_open).all()
    paid = Vehicle(breaks=(TOO_DEEP,), distribute_every=1)
    for month in range(6):
        assert paid.month_of(cost=500, income=1_200 * (month == 5)) is None
