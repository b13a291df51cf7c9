import numpy as np
import pytest
from contracts.making import PROVIDER, block, bond, bond_terms, capital_terms, pounds, setting
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.cashflows import CapitalAccount, Ledger
from outcomesim.cashflows.tranches import spread
from outcomesim.contracts import Payment
from outcomesim.errors import ContractError
from outcomesim.parties import ADVISERS, Party
from outcomesim.scenario.capital import AgreementTerms, Tranche
from outcomesim.scenario.quantities import known

COUNCIL, SPV = Party("council", "payer"), Party("SPV", "spv")
INVESTORS, MANAGER = Party("investors", "investor"), Party("intermediary", "intermediary")


class Vehicle:
    """A vehicle stepped month by month in one or more replications, told in pounds."""

    def __init__(self, *, margin=0.0, replications=1, own=None, **capital) -> None:
        terms = own or bond_terms(capital=capital_terms(**capital))
        self.contract = bond(setting(margin=margin), own=terms)
        self.ledger = Ledger(replications, 24)
        self.account = CapitalAccount(self.contract, replications)
        self.replications = replications
        self.month = 0

    def month_of(self, *, cost=0.0, income=0.0, need=0.0, running=1.0, last=False):
        full = np.full(self.replications, 1.0)
        self.ledger.post(COUNCIL, SPV, "outcomes", self.month, np.rint(full * income * 100))
        direction = self.account.step(
            self.ledger,
            month=self.month,
            provider_cost=np.rint(full * cost * 100),
            running=full * running,
            planned_need=need * 100,
            last_month=last,
        )
        self.month += 1
        return direction

    def line(self, payer, payee, reason):
        """Pounds by month of the first replication."""
        months = self.ledger.lines[payer, payee, reason][0, : self.month] / 100
        return months.tolist()

    @property
    def cash(self):
        return self.ledger.cash(SPV).item() / 100


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
    assert parts == [100.0] * 11 + [100.05, 0]
    assert sum(parts) == pytest.approx(1_200.05)
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


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=5), st.floats(0, 1))
def test_an_amount_spread_by_room_adds_up_exactly_and_goes_beyond_nobodys_room(room, share):
    space = np.array([room], dtype=np.float64)
    amount = np.floor(space.sum(axis=1) * share)
    parts = spread(amount, space)
    assert (parts >= 0).all()
    assert (parts <= space).all()
    assert (parts == np.rint(parts)).all()
    assert (parts.sum(axis=1) == amount).all()


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
