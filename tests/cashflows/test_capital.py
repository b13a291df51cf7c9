import numpy as np
import pytest
from cashflows.vehicle import COUNCIL, INVESTORS, MANAGER, SPV, Vehicle
from contracts.making import PROVIDER, block, bond, bond_terms, capital_terms, pounds
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.cashflows import CapitalAccount, Ledger
from outcomesim.cashflows.rates import Known
from outcomesim.contracts import Payment
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import Report
from outcomesim.parties import ADVISERS, Party
from outcomesim.scenario.capital import AgreementTerms, EarlyRedemption, FloorByDate, OnMeasure, Tranche
from outcomesim.scenario.pay import Schedule
from outcomesim.scenario.quantities import known


def test_capital_is_drawn_for_what_is_owed_and_for_the_reserve_and_no_more():
    vehicle = Vehicle(margin=0.1)
    vehicle.month_of(cost=1_000, need=1_500)
    vehicle.month_of(cost=1_000, need=1_500)
    # first £1,100 and £1,500 in hand, then £1,100 again to keep the £1,500
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [2_600, 1_100]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_100, 1_100]
    assert vehicle.cash == 1_500
    assert vehicle.account.drawn.tolist() == [3_700_00]


def test_income_is_used_before_more_is_drawn():
    vehicle = Vehicle()
    vehicle.month_of(cost=1_000, need=500)
    vehicle.month_of(cost=1_000, income=800, need=500)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [1_500, 200]


def test_in_a_distribution_month_capital_goes_back_first_and_then_profit_is_shared():
    vehicle = Vehicle(distribute_every=2, provider_share_of_surplus=0.25)
    vehicle.month_of(cost=1_000)
    vehicle.month_of(cost=0, income=3_000, need=400)
    # £3,000 less £400 in reserve: £1,000 of capital, and £1,600 of profit, a quarter to the charity
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0, 1_000]
    assert vehicle.line(SPV, PROVIDER, "share of surplus") == [0, 400]
    assert vehicle.line(SPV, INVESTORS, "distribution") == [0, 1_200]
    assert vehicle.cash == 400


def test_nothing_is_distributed_before_its_first_month_and_the_last_month_pays_out_all():
    vehicle = Vehicle(distribute_every=1, distribute_from=3.0)
    vehicle.month_of(cost=1_000)
    vehicle.month_of(income=1_500)
    assert vehicle.cash == 1_500
    vehicle.month_of(income=100)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0, 0, 1_000]
    vehicle.month_of(income=50, need=900, last=True)
    assert vehicle.line(SPV, INVESTORS, "distribution") == [0, 0, 600, 50]
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [1_000, 0, 0, 0]
    assert vehicle.cash == 0


def test_tranches_draw_and_receive_by_commitment():
    first, second = Tranche("first", 3_000.0), Tranche("second", 1_000.0)
    vehicle = Vehicle(tranches=(first, second), distribute_every=1)
    vehicle.month_of(cost=2_000)
    vehicle.month_of(income=2_400)
    for tranche, drawn, profit in (("first", 1_500, 300), ("second", 500, 100)):
        investor = Party(tranche, "investor")
        assert vehicle.line(investor, SPV, "capital drawn") == [drawn, 0]
        assert vehicle.line(SPV, investor, "capital repaid") == [0, drawn]
        assert vehicle.line(SPV, investor, "distribution") == [0, profit]


def test_when_capital_is_gone_the_provider_waits_and_notice_is_given_once():
    vehicle = Vehicle(notice_months=2.0)
    assert vehicle.month_of(cost=4_000) is None
    direction = vehicle.month_of(cost=4_000)
    assert direction is not None
    assert direction.intake_open.tolist() == [0.0]
    assert direction.notice_months.tolist() == [2.0]
    assert vehicle.line(SPV, PROVIDER, "agreement") == [4_000, 1_000]
    assert vehicle.account.unpaid.tolist() == [3_000_00]
    assert vehicle.month_of(cost=100) is None
    assert vehicle.account.unpaid.tolist() == [3_100_00]


def test_what_is_owed_is_paid_first_from_later_income_and_only_then_is_anything_distributed():
    vehicle = Vehicle(distribute_every=1)
    vehicle.month_of(cost=6_000)
    vehicle.month_of(income=700, running=0)
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0, 0]
    vehicle.month_of(income=700, running=0)
    assert vehicle.line(SPV, PROVIDER, "agreement") == [5_000, 700, 300]
    assert vehicle.line(SPV, INVESTORS, "capital repaid") == [0, 0, 400]
    assert vehicle.account.unpaid.tolist() == [0]


def test_the_provider_is_paid_before_the_intermediary():
    vehicle = Vehicle(own=bond_terms(fee_per_month=known(300.0), capital=capital_terms()))
    vehicle.month_of(cost=4_800)
    vehicle.month_of(income=400)
    assert vehicle.line(SPV, MANAGER, "intermediary fee") == [200, 400]
    assert vehicle.account.owed.tolist() == [0]  # 2 x £300 owed, £200 + £400 paid


def test_the_intermediarys_fee_stops_with_the_service():
    vehicle = Vehicle(own=bond_terms(fee_per_month=known(300.0), capital=capital_terms()))
    vehicle.month_of(running=0.5)
    vehicle.month_of(running=0.0)
    assert vehicle.line(SPV, MANAGER, "intermediary fee") == [150, 0]


def test_a_provider_may_carry_on_without_its_money_where_the_terms_say_so():
    vehicle = Vehicle(when_exhausted="provider carries on")
    assert vehicle.month_of(cost=6_000) is None
    assert vehicle.account.unpaid.tolist() == [1_000_00]


def test_no_reserve_is_drawn_for_a_service_that_has_stopped():
    vehicle = Vehicle()
    vehicle.month_of(cost=500, need=2_000, running=0.5)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [500]


def test_a_block_price_is_paid_in_equal_monthly_parts_while_the_service_runs():
    own = bond_terms(capital=capital_terms(), agreement=AgreementTerms("block", 1_200.05))
    vehicle = Vehicle(own=own)
    for month in range(13):
        vehicle.month_of(cost=77, running=1.0 if month < 12 else 0.0)
    parts = vehicle.line(SPV, PROVIDER, "agreement")
    # 120,005 pence: a penny more wherever a twelfth of them has come up to one
    in_pence = [10_000, 10_000, 10_001, 10_000, 10_001, 10_000, 10_000, 10_001, 10_000, 10_001, 10_000, 10_001, 0]
    assert [round(100 * part) for part in parts] == in_pence
    stopped = Vehicle(own=own)
    stopped.month_of(cost=77, running=0.5)
    assert stopped.line(SPV, PROVIDER, "agreement") == [50]


def test_a_cost_of_the_vehicle_waits_its_turn_behind_the_provider_when_money_is_short():
    vehicle = Vehicle()
    vehicle.account.owe(Payment(SPV, ADVISERS, pounds(300), "legal advice", "", due=0))
    vehicle.month_of(cost=4_900)
    assert vehicle.line(SPV, PROVIDER, "agreement") == [4_900]
    assert vehicle.line(SPV, ADVISERS, "legal advice") == [100]
    vehicle.month_of(income=500)
    assert vehicle.line(SPV, ADVISERS, "legal advice") == [100, 200]


def test_a_cost_already_paid_is_covered_by_a_draw_and_else_made_good_before_anything_is_paid():
    vehicle = Vehicle()
    vehicle.ledger.post(SPV, ADVISERS, "legal advice", 0, pounds(4_500))
    vehicle.month_of(cost=200)
    assert vehicle.line(INVESTORS, SPV, "capital drawn") == [4_700]
    vehicle.ledger.post(SPV, ADVISERS, "legal advice", 1, pounds(1_000))
    assert vehicle.month_of(cost=100) is not None  # £300 is left: the money has run out
    assert vehicle.cash == -700
    assert vehicle.line(SPV, PROVIDER, "agreement") == [200, 0]
    vehicle.month_of(income=750, running=0)
    assert vehicle.line(SPV, PROVIDER, "agreement") == [200, 0, 50]


def test_the_fee_may_differ_between_replications():
    contract = bond(own=bond_terms(fee_per_month=known(300.0)))
    account = CapitalAccount(contract, 2, fee_per_month=np.array([100.0, 250.0]))
    ledger = Ledger(2, 24)
    account.step(ledger, month=0, provider_cost=np.zeros(2), running=np.ones(2), planned_need=0.0, last_month=False)
    assert ledger.net(MANAGER)[:, 0].tolist() == [100_00, 250_00]


def test_a_contract_without_capital_has_no_account():
    with pytest.raises(ContractError, match="no capital beneath it"):
        CapitalAccount(block(), 1)


PENCE = st.integers(0, 2_000_00)
LIVES = st.lists(st.lists(st.tuples(PENCE, PENCE), min_size=24, max_size=24), min_size=1, max_size=3)
STOPS = st.integers(0, 15)


def live(lives, stop, *, every=3, tranches=(2_500.0, 1_500.01, 999.99)):
    """Each replication's months of (cost, income) run through a vehicle with a quarter of the surplus shared."""
    names = [Tranche(f"tranche {i}", commitment) for i, commitment in enumerate(tranches)]
    capital = capital_terms(tranches=tuple(names), distribute_every=every, provider_share_of_surplus=0.25)
    contract = bond(own=bond_terms(capital=capital, fee_per_month=known(111.11)))
    flows = np.array(lives, dtype=np.float64)  # (R, M, 2)
    ledger, account = Ledger(len(lives), 24), CapitalAccount(contract, len(lives))
    stop = min(stop, 12)
    for month in range(24):
        ledger.post(COUNCIL, SPV, "outcomes", month, flows[:, month, 1])
        before = ledger.cash(SPV)
        account.step(
            ledger,
            month=month,
            provider_cost=flows[:, month, 0] * (month < stop),
            running=np.full(len(lives), float(month < stop)),
            planned_need=1_000_00.0 * (month < stop),
            last_month=month == 23,
        )
        assert (account.drawn <= 100 * sum(tranches) + 1e-6).all()
        for position in account.positions:
            assert (position.total["drawn"] <= position.commitment).all()
            assert (position.total["repaid"] <= position.total["drawn"]).all()
        assert (ledger.cash(SPV) >= 0).all()
        to_investors = sum(
            (
                line[:, month]
                for (payer, payee, _), line in ledger.lines.items()
                if (payer, payee.role) == (SPV, "investor")
            ),
            np.zeros(len(lives)),
        )
        assert (to_investors <= np.maximum(before, 0)).all()
    return ledger, account


@settings(max_examples=40)
@given(LIVES, STOPS)
def test_whatever_happens_draws_stay_within_commitment_and_an_empty_account_pays_nothing(lives, stop):
    ledger, account = live(lives, stop)
    assert not sum(ledger.net(party) for party in ledger.parties).any()
    assert (ledger.cash(SPV) == 0).all()  # the last month pays out all
    costs = np.rint(np.array(lives)[:, : min(stop, 12), 0] * 1.1).sum(axis=1)
    paid = ledger.lines[SPV, PROVIDER, "agreement"].sum(axis=1)
    assert (paid + account.unpaid == costs).all()


@settings(max_examples=20)
@given(LIVES, STOPS)
def test_many_vehicles_at_once_are_each_alone(lives, stop):
    together, _ = live(lives, stop)
    for r, one in enumerate(lives):
        alone, _ = live([one], stop)
        for key, line in alone.lines.items():
            assert (together.lines[key][r] == line[0]).all()


# -- what the tranches are due, and draws that were recorded ----------------------------------------------------------

REDUCTION = Schedule("steps", ((7.5, 0.03), (10.0, 0.13)))
ON_RESULTS = Tranche(
    "investors",
    5_000.0,
    rate=OnMeasure("reduction", REDUCTION),
    principal=OnMeasure("reduction", Schedule("steps", ((7.5, 1.0),))),
)


def test_what_the_tranches_are_due_is_known_ahead_and_depends_on_what_was_measured():
    # capital of 4,000 drawn in month 0, due with 3% a year from 7.5 points: 4,120 after a year, 4,243.60 after two
    vehicle = Vehicle(tranches=(ON_RESULTS,), maturity=24.0, early_redemption=EarlyRedemption(12.0))
    vehicle.month_of(cost=4_000)
    for points, month, due in ((np.nan, 12, 0), (7.4, 12, 0), (9.0, 12, 4_120), (9.0, 24, 4_243.6), (10.0, 12, 4_520)):
        assert vehicle.account.capital_due(month, Known({"reduction": np.array([points])})).tolist() == [
            round(due * 100)
        ]
    assert vehicle.account.capital_due(12).tolist() == [0]


EACH_YEAR = OnMeasure("reduction", REDUCTION, for_each="year", deemed=0.06)


def a_year_later(*told):
    """10,000 drawn in month 0, simple interest paid yearly; what has been reported by month 13."""
    tranche = Tranche("investors", 10_000.0, rate=EACH_YEAR, interest="simple", interest_paid="yearly")
    vehicle = Vehicle(tranches=(tranche,), maturity=36.0, horizon=48, distribute_every=1)
    vehicle.month_of(cost=10_000)
    return vehicle, Known({}, {"reduction": tuple(Report(15, 12, np.array([value])) for value in told)})


def test_a_years_interest_is_due_when_its_figure_has_come_and_the_deemed_one_when_all_falls_due():
    # eleven months of the first year at 13% are 1,191.67, at the deemed 6% 550; of the second, one at 6% is 50
    vehicle, nothing = a_year_later()
    assert vehicle.account.capital_due(12, nothing).tolist() == [0]
    assert vehicle.account.capital_owed(12, nothing).tolist() == [10_000_00 + 550_00 + 50_00]
    vehicle, known = a_year_later(11.0)
    assert vehicle.account.capital_due(12, known).tolist() == [1_191_67]
    assert vehicle.account.capital_owed(12, known).tolist() == [10_000_00 + 1_191_67 + 50_00]


def test_what_is_not_known_yet_does_not_lapse():
    tranche = Tranche(
        "investors", 10_000.0, rate=EACH_YEAR, interest="simple", interest_paid="yearly", cumulative=False
    )
    vehicle = Vehicle(tranches=(tranche,), maturity=36.0, horizon=48, distribute_every=1)
    vehicle.month_of(cost=10_000)
    vehicle.months(13)
    vehicle.month_of(income=1_500, reports={"reduction": (Report(15, 12, np.array([11.0])),)})
    assert vehicle.moved(SPV, INVESTORS, "interest") == 1_191.67


def test_before_maturity_the_tranches_are_due_yearly_interest_and_floors_by_date_alone():
    # 10,000 at 6% simple, paid yearly, due in month 36: 550 after a year, and from month 14 on half of it too
    tranche = Tranche(
        "investors", 10_000.0, rate=0.06, interest="simple", interest_paid="yearly", floors=(FloorByDate(14.0, 0.5),)
    )
    vehicle = Vehicle(tranches=(tranche,), maturity=36.0, horizon=48)
    vehicle.month_of(cost=10_000)
    for month, due in ((10, 0), (12, 550), (13, 550 + 5_000), (35, 1_750 + 10_000)):
        assert vehicle.account.capital_due(month).tolist() == [due * 100]


def test_what_has_been_paid_and_waits_for_its_date_is_not_due_again():
    # without a maturity 4,000 is due at once; 4,000 comes in and is given out a year later
    vehicle = Vehicle(tranches=(Tranche("investors", 5_000.0),), distribute_every=12)
    vehicle.month_of(cost=4_000)
    assert vehicle.account.capital_due(2).tolist() == [4_000_00]
    vehicle.month_of(income=3_000)
    assert vehicle.account.capital_due(2).tolist() == [1_000_00]


def test_recorded_draws_go_to_the_provider_and_what_is_paid_goes_down_the_waterfall():
    vehicle = Vehicle(tranches=(Tranche("investors", 5_000.0, rate=0.1),), horizon=36, log=True)
    settled = {"draw_to_need": False}
    for amount in (1_500, 2_500):
        vehicle.account.record_draw(vehicle.ledger, vehicle.month, "investors", pounds(amount))
        assert vehicle.month_of(**settled) is None
    vehicle.months(10, **settled)
    vehicle.month_of(income=5_000, last=True, **settled)
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_500, 2_500, *[0] * 11]
    interest = round(1_500 * 0.1 + 2_500 * (1.1 ** (11 / 12) - 1), 2)
    assert vehicle.moved(SPV, INVESTORS, "interest") == interest
    assert vehicle.moved(SPV, INVESTORS, "capital repaid") == 4_000
    assert vehicle.moved(SPV, INVESTORS, "distribution") == pytest.approx(1_000 - interest)
    assert [entry.action for entry in vehicle.account.log] == [
        *("provider", "provider", "interest", "principal", "profit")
    ]


def test_a_recorded_draw_beyond_the_commitment_or_of_an_unknown_tranche_is_refused():
    vehicle = Vehicle()
    with pytest.raises(ContractError, match=r"has 5,000\.00 left to draw"):
        vehicle.account.record_draw(vehicle.ledger, 0, "investors", pounds(5_001))
    with pytest.raises(ContractError, match="the tranches are: investors"):
        vehicle.account.record_draw(vehicle.ledger, 0, "bank", pounds(1))


def test_what_falls_due_beneath_the_contract_may_be_worked_out_elsewhere():
    vehicle = Vehicle()
    vehicle.month_of(cost=900, provider_due=pounds(1_234))
    assert vehicle.line(SPV, PROVIDER, "agreement") == [1_234]
