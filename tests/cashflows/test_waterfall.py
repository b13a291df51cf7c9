"""Who gets what, by hand.

A senior lender with £6,000 at 10% (rank 1) and a junior one with £4,000 (rank 2) fund £7,000 of cost in month 0: the
junior £4,000 is drawn first, then £3,000 of the senior. After 12 months the senior is owed 3,000 x 0.1 = £300.

- £2,000 comes in: interest 300, senior principal 1,700, junior nothing; £1,300 of senior principal is left
- £9,000 comes in: interest 300, senior 3,000, junior 4,000; £1,700 of profit, 60% and 40% by commitment: 1,020 and 680
"""

import numpy as np
import pytest
from cashflows.vehicle import COUNCIL, FUND, MANAGER, SPV, Vehicle, investor
from contracts.making import PROVIDER, bond, bond_terms, capital_terms
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomesim.cashflows import CapitalAccount, Ledger
from outcomesim.cashflows.rates import Known
from outcomesim.cashflows.tranches import interest_payable
from outcomesim.cashflows.waterfall import ordered
from outcomesim.measurement.statement import Report
from outcomesim.parties import Party
from outcomesim.scenario.capital import (
    Action,
    CapitalTerms,
    EarlyRedemption,
    FloorByDate,
    LaterRate,
    OnMeasure,
    Tranche,
)
from outcomesim.scenario.pay import Payer, PaymentTerms, Schedule, Variation
from outcomesim.scenario.quantities import known

SENIOR, JUNIOR = investor("senior"), investor("junior")
LENT = (Tranche("senior", 6_000.0, rank=1, rate=0.1), Tranche("junior", 4_000.0, rank=2))


def lent(*, tranches=LENT, **capital):
    """A vehicle that has spent £7,000 in month 0, and stands at the end of month 11."""
    vehicle = Vehicle(tranches=tranches, distribute_from=13.0, distribute_every=1, **capital)
    vehicle.month_of(cost=7_000)
    vehicle.months(11)
    return vehicle


def got(vehicle, *reasons):
    """Pounds in all to senior and junior, by reason."""
    return [(vehicle.moved(SPV, SENIOR, reason), vehicle.moved(SPV, JUNIOR, reason)) for reason in reasons]


def test_the_junior_tranche_is_drawn_first():
    vehicle = lent()
    assert vehicle.moved(JUNIOR, SPV, "capital drawn") == 4_000
    assert vehicle.moved(SENIOR, SPV, "capital drawn") == 3_000


def test_the_senior_tranche_is_paid_interest_and_principal_before_the_junior_gets_anything():
    vehicle = lent()
    vehicle.month_of(income=2_000)
    assert got(vehicle, "interest", "capital repaid", "distribution") == [(300, 0), (1_700, 0), (0, 0)]


def test_when_all_are_repaid_what_is_left_is_profit_by_commitment():
    vehicle = lent()
    vehicle.month_of(income=9_000)
    assert got(vehicle, "interest", "capital repaid", "distribution") == [(300, 0), (3_000, 4_000), (1_020, 680)]
    assert vehicle.cash == 0


def test_profit_is_shared_as_written_where_it_is():
    senior, junior = (Tranche("senior", 6_000.0, rate=0.1, profit_share=0.0), Tranche("junior", 4_000.0, 2))
    vehicle = lent(tranches=(senior, junior))
    vehicle.month_of(income=9_000)
    assert got(vehicle, "distribution") == [(0, 1_700)]


def test_interest_at_maturity_waits_for_maturity_and_so_does_principal_and_nobody_shares_in_profit_before():
    vehicle = lent(maturity=14.0)
    vehicle.month_of(income=9_000)
    assert got(vehicle, "interest", "capital repaid", "distribution") == [(0, 0), (0, 0), (0, 0)]
    assert vehicle.cash == 9_000
    vehicle.month_of()
    interest = round(3_000 * (1.1 ** (13 / 12) - 1), 2)
    assert got(vehicle, "interest") == [(interest, 0)]
    assert sum(vehicle.moved(SPV, party, "distribution") for party in (SENIOR, JUNIOR)) == 2_000 - interest


def test_yearly_interest_is_paid_at_the_end_of_each_contract_year():
    yearly = (Tranche("senior", 6_000.0, rate=0.1, interest="simple", interest_paid="yearly"), LENT[1])
    vehicle = Vehicle(tranches=yearly, distribute_every=6, maturity=24.0)
    vehicle.month_of(cost=7_000, income=0)
    vehicle.months(10)
    vehicle.month_of(income=1_000)
    # eleven months from the draw in month 0 to the end of the first year: 3,000 x 0.1 x 11 / 12
    assert got(vehicle, "interest") == [(275, 0)]
    vehicle.months(6)
    assert got(vehicle, "interest") == [(275, 0)]
    vehicle.months(6)
    assert got(vehicle, "interest", "capital repaid") == [(275 + 300, 0), (425, 0)]


@pytest.mark.parametrize(("cumulative", "second"), [(True, 275 + 300), (False, 300)])
def test_interest_that_could_not_be_paid_on_its_date_lapses_unless_it_is_cumulative(cumulative, second):
    terms = {"rate": 0.1, "interest": "simple", "interest_paid": "yearly", "cumulative": cumulative}
    vehicle = Vehicle(tranches=(Tranche("senior", 6_000.0, **terms), LENT[1]), distribute_every=12, maturity=24.0)
    vehicle.month_of(cost=7_000)
    vehicle.months(11)
    assert got(vehicle, "interest") == [(0, 0)]
    vehicle.months(11)
    vehicle.month_of(income=9_000)
    assert got(vehicle, "interest") == [(second, 0)]


def test_a_floor_by_date_is_paid_on_its_date_although_principal_is_not_due_yet():
    senior = Tranche("senior", 6_000.0, rate=0.1, floors=(FloorByDate(14.0, 0.5),))
    vehicle = lent(tranches=(senior, LENT[1]), maturity=24.0)
    vehicle.month_of(income=2_000)
    assert got(vehicle, "capital repaid") == [(0, 0)]
    vehicle.month_of()
    assert got(vehicle, "capital repaid") == [(1_500, 0)]
    vehicle.month_of()
    assert got(vehicle, "capital repaid") == [(1_500, 0)]


def test_a_floor_by_date_leaves_the_reserve_alone():
    senior = Tranche("senior", 6_000.0, floors=(FloorByDate(14.0, 0.5),))
    vehicle = lent(tranches=(senior, LENT[1]), maturity=24.0)
    vehicle.months(2, income=500, need=400)
    assert got(vehicle, "capital repaid") == [(600, 0)]
    assert vehicle.cash == 400


def test_a_hurdle_is_filled_before_profit_is_shared():
    # 4,000 at a hurdle of 20% for a year asks for 800; of the other 900 the provider has a third
    junior = Tranche("junior", 4_000.0, 2, hurdle=0.2)
    vehicle = lent(tranches=(LENT[0], junior), provider_share_of_surplus=1 / 3)
    vehicle.month_of(income=9_000)
    assert got(vehicle, "return to hurdle", "distribution") == [(0, 800), (360, 240)]
    assert vehicle.moved(SPV, PROVIDER, "share of surplus") == 300


def test_a_return_above_its_cap_goes_back_to_the_payers():
    # the junior may earn 5%: 4,000 x 0.05 = 200 of its 680; the other 480 to council and fund, 60 and 40%
    junior = Tranche("junior", 4_000.0, 2, most_return_per_year=0.05)
    vehicle = lent(tranches=(LENT[0], junior))
    vehicle.month_of(income=9_000)
    assert got(vehicle, "distribution") == [(1_020, 200)]
    assert vehicle.moved(SPV, COUNCIL, "surplus returned") == 288
    assert vehicle.moved(SPV, FUND, "surplus returned") == 192


def test_what_goes_back_to_the_payers_goes_to_those_who_pay_then():
    # the same 480 in month 12, when a newcomer has taken the fund's place: council 25%, newcomer 75%; a bonus of 10% of
    # what is left before, 0.1 x (9,000 - 300 - 3,000 - 4,000) = 170, is the newcomer's too
    junior = Tranche("junior", 4_000.0, 2, most_return_per_year=0.0, profit_share=1.0)
    senior = Tranche("senior", 6_000.0, rank=1, rate=0.1, profit_share=0.0)
    joins = Variation(12.0, 24.0, PaymentTerms(()), (Payer("council", 0.25), Payer("newcomer", 0.75)))
    newcomer = Party("newcomer", "payer")
    order = [Action(pay) for pay in ("interest", "principal")]
    order += [Action("bonus", "newcomer", share=0.1), Action("profit"), Action("payers")]
    vehicle = lent(tranches=(senior, junior), waterfall=tuple(order), variations=(joins,))
    vehicle.month_of(income=9_000)
    assert vehicle.moved(SPV, newcomer, "share of surplus") == 170
    assert vehicle.moved(SPV, COUNCIL, "surplus returned") == 382.50  # a quarter of 1,530
    assert vehicle.moved(SPV, newcomer, "surplus returned") == 1_147.50
    assert vehicle.moved(SPV, FUND, "surplus returned") == 0


def test_early_redemption_repays_principal_before_maturity_with_interest_and_a_premium():
    # 2,000 comes in: interest 300; of 1,700, floor(1,700 / 1.02) is principal and 2% of it the premium
    vehicle = lent(maturity=24.0, early_redemption=EarlyRedemption(since=13.0, premium=0.02))
    vehicle.month_of(income=2_000)
    assert got(vehicle, "interest", "capital repaid") == [(300, 0), (1_666.66, 0)]
    assert vehicle.moved(SPV, SENIOR, "redemption premium") == 33.33
    assert vehicle.moved(SPV, JUNIOR, "capital repaid") == 0  # not even the penny that rounding leaves
    later = lent(maturity=24.0, early_redemption=EarlyRedemption(since=14.0))
    later.month_of(income=2_000)
    assert got(later, "interest", "capital repaid") == [(0, 0), (0, 0)]


def test_a_written_waterfall_is_taken_in_its_own_order_and_every_amount_is_written_down():
    order = (
        Action("provider"),
        Action("principal", "junior"),
        Action("bonus", "intermediary", share=0.25, most=100.0),
        Action("interest"),
        Action("principal"),
        Action("profit", "junior"),
    )
    vehicle = lent(waterfall=order, log=True)
    vehicle.month_of(income=8_000)
    # junior 4,000; the manager at most 100; interest 300, senior 3,000; the junior has the rest
    written = [
        (entry.action, str(entry.payee), entry.amount.item() / 100)
        for entry in vehicle.account.log
        if entry.month == 12
    ]
    assert written == [
        ("principal: junior", "junior", 4_000),
        ("bonus: intermediary", "intermediary", 100),
        ("interest", "senior", 300),
        ("principal", "senior", 3_000),
        ("profit: junior", "junior", 600),
    ]
    assert vehicle.moved(SPV, MANAGER, "share of surplus") == 100


def test_debts_that_a_written_waterfall_leaves_out_come_first():
    written = CapitalTerms(LENT, waterfall=(Action("fees"), Action("principal"), Action("profit")))
    assert [action.pay for action in ordered(written)] == ["provider", "costs", "fees", "principal", "profit"]


def test_the_usual_waterfall_pays_debts_then_capital_then_profit():
    assert [action.pay for action in ordered(CapitalTerms(LENT, provider_share_of_surplus=0.1))] == [
        *("provider", "fees", "costs", "reserve", "floor", "interest", "principal", "hurdle", "bonus", "profit"),
        "payers",
    ]


def test_while_a_measure_that_decides_what_is_due_is_not_reported_nothing_beneath_principal_is_given_out():
    rate = OnMeasure("reduction", Schedule("steps", ((7.5, 0.1),)))
    vehicle = lent(tranches=(Tranche("senior", 6_000.0, rate=rate), LENT[1]))
    vehicle.month_of(income=10_000)
    assert got(vehicle, "capital repaid", "distribution") == [(3_000, 4_000), (0, 0)]  # interest is to come
    vehicle.month_of(measures={"reduction": 8.0})
    # a year's 300 on 3,000, and a month on that: 300 x 1.1 ** (1 / 12) = 302.39; 2,697.61 is left
    assert got(vehicle, "interest", "distribution") == [(302.39, 0), (1_618.57, 1_079.04)]
    paid_on = OnMeasure("reduction", Schedule("steps", ((7.5, 1.0),)))
    vehicle = lent(tranches=(Tranche("senior", 6_000.0, principal=paid_on), LENT[1]))
    vehicle.month_of(income=10_000)
    assert got(vehicle, "capital repaid", "distribution") == [(0, 4_000), (0, 0)]
    vehicle.month_of(measures={"reduction": 8.0})
    assert got(vehicle, "capital repaid", "distribution") == [(3_000, 4_000), (1_800, 1_200)]


# -- whatever happens -------------------------------------------------------------------------------------------------

PENCE = st.integers(0, 3_000_00)
LIVES = st.lists(st.tuples(PENCE, PENCE), min_size=24, max_size=24)


@st.composite
def tranches(draw):
    """One to three tranches of any terms."""
    ranks = draw(st.sampled_from(((1,), (1, 1), (1, 2), (2, 1, 1), (1, 2, 3))))
    line = Schedule("linear", ((0.0, 0.0), (1.0, 0.3)))
    rate = st.sampled_from((0.0, 0.05, 0.2, OnMeasure("seen", line), OnMeasure("told", line, "quarter", deemed=0.04)))
    later = (LaterRate(7, 0.1), LaterRate(11, OnMeasure("told", line, "half year")))
    share = st.sampled_from((1.0, 1.0, 0.8, OnMeasure("seen", Schedule("steps", ((0.3, 0.5), (0.6, 1.0))))))
    return tuple(
        Tranche(
            f"tranche {i}",
            draw(st.sampled_from((500.01, 2_500.0, 9_999.99))),
            rank=rank,
            rate=draw(rate),
            later=draw(st.sampled_from(((), later))),
            principal=draw(share),
            floors=draw(st.sampled_from(((), (FloorByDate(9, 0.2), FloorByDate(17, 0.6))))),
            interest=draw(st.sampled_from(("simple", "compound"))),
            interest_paid=draw(st.sampled_from(("yearly", "at maturity"))),
            cumulative=draw(st.booleans()),
            hurdle=draw(st.sampled_from((0.0, 0.07))),
            revolving=draw(st.booleans()),
            most_return_per_year=draw(st.sampled_from((None, None, 0.1))),
        )
        for i, rank in enumerate(ranks)
    )


@st.composite
def terms(draw):
    """Capital of any terms."""
    written = (
        *(Action("fees"), Action("provider"), Action("costs"), Action("reserve"), Action("floor")),
        *(Action("principal", "tranche 0"), Action("interest"), Action("bonus", share=0.3, most=200.0)),
        *(Action("principal"), Action("hurdle"), Action("profit", share=0.5), Action("payers")),
    )
    return capital_terms(
        tranches=draw(tranches()),
        waterfall=draw(st.sampled_from(((), written))),
        recycle=draw(st.booleans()),
        draw_notice_months=draw(st.sampled_from((0, 0, 1, 3))),
        draw_whole_at_start=draw(st.sampled_from((False, False, True))),
        distribute_every=draw(st.sampled_from((1, 3, 12))),
        maturity=draw(st.sampled_from((None, None, 15.0, 24.0))),
        early_redemption=draw(st.sampled_from((None, EarlyRedemption(8.0, 0.03)))),
        provider_share_of_surplus=draw(st.sampled_from((0.0, 0.25))),
    )


def told_by(month, seen, rows):
    """Figures that come two months after their quarter, now higher, now lower; none for the fourth."""
    dates = [quarter for quarter in range(3, 24, 3) if quarter + 2 <= month + 1 and quarter != 12]
    return tuple(Report(q + 2, q, np.full(rows, seen * (1 + q % 2) / 2)) for q in dates)


def lived(capital, life, seen, *, rows=1, after=None):
    """A life of (cost, income) run through a vehicle, with what must hold at every step."""
    contract = bond(own=bond_terms(capital=capital, fee_per_month=known(11.11)))
    ledger, account = Ledger(rows, 24), CapitalAccount(contract, rows, log=True)
    for month, (cost, income) in enumerate(life):
        known_by_now = Known(
            {"seen": np.full(rows, seen if month >= 14 else np.nan)},
            {"told": told_by(month, seen, rows)},
            all_falls_due=month == 23,
        )
        ledger.post(COUNCIL, SPV, "outcomes", month, np.full(rows, float(income)))
        due = [p.principal_due(month, known_by_now) + p.interest_due(month, known_by_now) for p in account.positions]
        before = [dict(p.total) for p in account.positions]
        account.step(
            ledger,
            month=month,
            provider_cost=np.full(rows, float(cost * (month < 12))),
            running=np.full(rows, float(month < 12)),
            planned_need=500_00.0 * (month < 12),
            last_month=month == 23,
            known=known_by_now,
        )
        assert (ledger.cash(SPV) >= 0).all()
        if after is not None:
            after(account, month, known_by_now)
        for position, owed, had in zip(account.positions, due, before, strict=True):
            new = {kind: total - had[kind] for kind, total in position.total.items()}
            assert (new["repaid"] + new["interest"] <= owed + new["drawn"]).all()  # at the most its due
            assert (position.outstanding <= position.commitment).all()
            assert (position.outstanding >= 0).all()
            if not position.terms.revolving:
                assert (position.total["drawn"] <= position.commitment).all()
            assert (position.total["repaid"] <= position.total["drawn"]).all()
            cap = position.terms.most_return_per_year
            if cap is not None:  # what would bring its return to the cap is never less than the principal it is out
                assert (position._compounded(cap, month) >= position.outstanding - 1e-6).all()
    return ledger, account


@settings(max_examples=60, deadline=None)
@given(terms(), LIVES, st.floats(0, 1))
def test_whatever_the_terms_nothing_leaves_an_empty_account_and_all_of_it_sums_to_nought(capital, life, seen):
    ledger, account = lived(capital, life, seen)
    assert not sum(ledger.net(party) for party in ledger.parties).any()
    assert ledger.cash(SPV).item() == 0  # the last month pays out all
    in_all = sum(entry.amount.item() for entry in account.log if entry.payee is not None)
    paid = sum(line.sum() for (payer, _, _), line in ledger.lines.items() if payer == SPV)
    assert in_all == paid


@settings(max_examples=60, deadline=None)
@given(terms(), LIVES, st.floats(0, 1))
def test_no_tranche_gets_anything_of_an_action_while_one_before_it_is_owed_something_of_it(capital, life, seen):
    ranks = {tranche.name: tranche.rank for tranche in capital.tranches}

    def in_order(account, month, known_by_now):
        still = {
            "interest": {
                p.terms.name: interest_payable(p, capital, month, known_by_now, last=month == 23).item()
                for p in account.positions
            },
            "principal": {p.terms.name: p.principal_due(month, known_by_now).item() for p in account.positions},
        }
        for entry in account.log:
            if entry.month == month and entry.action in still and entry.payee is not None:
                before = [name for name, rank in ranks.items() if rank < ranks[entry.payee.name]]
                assert all(still[entry.action][name] == 0 for name in before)

    lived(capital, life, seen, after=in_order)
