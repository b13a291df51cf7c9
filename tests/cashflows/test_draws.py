"""Calls of capital, by hand.

Service is planned at £1,000 a month for 12 months (margin nought), the reserve lasts one month, notice of a draw is
two. Before the start three months are asked for, £3,000, for month 0. What then arrives in month 2 was asked for at the
end of month 0: owed £1,000 and three months planned, £3,000, less the £3,000 on its way: £1,000; and so on.
"""

from pathlib import Path

import numpy as np
import pytest
from cashflows.vehicle import INVESTORS, SPV, Vehicle
from contracts.making import PROVIDER, bond, setting

from outcomesim.cashflows.draws import planned_needs, reserves_needed
from outcomesim.preparing import prepare
from outcomesim.scenario.capital import Action, AgreementTerms, Tranche
from outcomesim.scenario.loading import load

PLENTY = (Tranche("investors", 50_000.0),)


def test_with_notice_capital_is_asked_for_ahead_on_the_plan():
    vehicle = Vehicle(tranches=PLENTY, draw_notice_months=2)
    vehicle.months(4, cost=1_000)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [3_000, 0, 1_000, 1_000]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_000] * 4
    assert vehicle.cash == 1_000


def test_what_costs_more_than_planned_waits_for_the_next_draw_and_is_no_reason_to_stop():
    vehicle = Vehicle(tranches=PLENTY, draw_notice_months=2)
    assert vehicle.month_of(cost=4_000) is None
    assert vehicle.line(SPV, PROVIDER, "agreement") == [3_000]
    vehicle.months(2, cost=1_000)
    # at the end of month 0 £4,000 was owed, £3,000 planned, and £3,000 arriving
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [3_000, 0, 4_000]
    assert vehicle.account.unpaid.tolist() == [0]


def test_nothing_is_asked_for_ahead_once_the_service_has_stopped_but_what_was_asked_for_comes():
    vehicle = Vehicle(tranches=PLENTY, draw_notice_months=2)
    vehicle.months(2, cost=1_000)
    vehicle.months(4, running=0.0)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [3_000, 0, 1_000, 1_000, 0, 0]


def test_the_whole_commitment_may_be_drawn_on_the_first_day():
    vehicle = Vehicle(draw_whole_at_start=True)
    vehicle.months(2, cost=1_000)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [5_000, 0]


HELD = {"draw_whole_at_start": True, "distribute_every": 6, "reserve_months": 0.0, "recycle": False}


def test_capital_drawn_whole_is_for_the_service_and_what_payers_pay_is_given_out():
    # 5,000 is drawn; six months cost 1,800 and bring 600. The 600 goes out, not the 3,800 that is in hand; after the
    # last month of service the 1,400 that was not spent goes out too, with 600 more
    vehicle = Vehicle(**HELD)
    vehicle.months(12, cost=300, income=100)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [600] + [0] * 5 + [2_000]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [300] * 12


def test_the_reserve_stays_where_it_is_more_than_what_is_left_of_capital_drawn_whole():
    # 5,000 less 4,800 leaves 200 of capital; with 1,000 of income 1,200 is in hand, and the reserve of 900 stays
    vehicle = Vehicle(**HELD)
    vehicle.months(5, cost=800, need=900)
    vehicle.month_of(cost=800, income=1_000, need=900)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [300]


def test_outcome_payments_serve_what_is_planned_too_where_they_are_recycled():
    # a year at 1,000 is planned, and 8,000 drawn. Six months cost 6,000 and bring 4,500: 6,500 is in hand, of which the
    # other six months need 6,000
    vehicle = Vehicle(**{**HELD, "recycle": True}, tranches=(Tranche("investors", 8_000.0),))
    vehicle.months(5, cost=1_000)
    vehicle.month_of(cost=1_000, income=4_500)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [500]
    vehicle.months(6, cost=1_000)
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_000] * 12
    assert vehicle.cash == 0


def test_capital_drawn_whole_goes_back_once_the_service_has_stopped_or_it_matures():
    stopped = Vehicle(**HELD)
    stopped.months(5, cost=300)
    stopped.month_of(running=0.5)
    assert stopped.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [3_500]
    matured = Vehicle(**HELD, maturity=6.0)
    matured.months(6, cost=300)
    assert matured.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [3_200]


def test_a_written_order_without_a_reserve_leaves_capital_drawn_whole_alone_and_pays_debts_of_it():
    order = tuple(Action(pay) for pay in ("interest", "provider", "principal", "profit"))
    vehicle = Vehicle(**HELD, waterfall=order)
    vehicle.months(5, cost=300)
    vehicle.month_of(cost=300, income=250)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0] * 5 + [250]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [300] * 6


def test_without_recycling_income_is_kept_for_investors_until_all_is_drawn():
    vehicle = Vehicle(recycle=False, distribute_every=3)
    vehicle.months(2, cost=1_000, income=700)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [1_000, 1_000]
    vehicle.month_of(cost=1_000)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0, 0, 1_400]
    vehicle.month_of(cost=3_000, income=500)  # £2,000 is left to draw
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [1_000, 1_000, 1_000, 2_000]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_000, 1_000, 1_000, 2_500]


def test_a_revolving_tranche_lends_again_what_it_got_back():
    vehicle = Vehicle(tranches=(Tranche("investors", 1_000.0, revolving=True),), distribute_every=1)
    vehicle.month_of(cost=1_000)
    vehicle.month_of(income=600)
    vehicle.month_of(cost=900)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [1_000, 0, 600]


def test_planned_needs_are_cost_margin_and_fee_over_the_months_ahead():
    contract = bond(setting(margin=0.1, planned_cost=4_000.0, planned_cost_by_month=(2_000.0, 1_000.0, 1_000.0)))
    needs = planned_needs(contract, 1.5)
    assert needs[:4].tolist() == [(2_200 + 550) * 100, (1_100 + 550) * 100, 1_100_00, 0]
    assert np.all(needs[4:] == 0)


def test_of_a_block_agreement_planned_needs_are_equal_parts_of_its_price():
    """£4,800 over the twelve months of service, £400 a month, whatever the cost is planned to be."""
    contract = bond(setting(planned_cost=4_000.0), agreement=AgreementTerms("block", price=4_800.0))
    assert planned_needs(contract, 1.5)[[0, 10, 11, 12]].tolist() == [600_00, 600_00, 400_00, 0]


def test_the_vehicle_is_to_hold_its_planned_outgoings_of_the_months_its_reserve_lasts():
    scenario = load(Path(__file__).parents[1] / "scenario" / "small.toml")
    prepared = prepare(scenario, contracts=("SIB",))
    needs = reserves_needed(prepared.contracts[0], prepared.contracts[0].capital)
    monthly = np.asarray(prepared.setting.planned_cost_by_month) * 1.05 + 300
    monthly[24:] = 0
    assert needs[0] == pytest.approx(100 * monthly[1:3].sum(), abs=1)
    assert needs[22] == pytest.approx(100 * monthly[23], abs=1)
    assert needs[23:].tolist() == [0] * 13
