"""One line after another by hand: dates, gates, prices at their date, deductions, schedules. Amounts are pounds."""

import numpy as np
import pytest
from contracts.making import Working, counted, dated, of

from outcomesim.measurement.statement import Dated
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import Condition, Deduction, Indexation, PayLine, PaymentTerms, Price, Schedule, Volume

ENTRY = Price("entry", 600.0)
HOUSED = Condition("share housed", at_least=0.5)


def lines(*written: PayLine, measures: tuple[Measure, ...] = (), **terms) -> Working:
    return Working(PaymentTerms(written, **terms), measures=measures)


def per(kind, price=10.0, **more):
    return PayLine(kind, kind, (Price("", price),), **more)


# -- when ------------------------------------------------------------------------------------------------------------


def test_a_line_is_paid_for_claims_from_its_first_month_on_and_before_its_last():
    worked = lines(PayLine("card", "outcome", (ENTRY,), since=3.0, until=6.0))
    assert [worked.owed(m, m + 3, verified=counted(1, 0)) for m in (0, 3, 6)] == [0, 600, 0]


def test_claims_wait_for_the_statement_that_they_are_claimed_with():
    worked = lines(PayLine("card", "outcome", (ENTRY,), claimed="half-yearly"))
    paid = [worked.owed(m, m + 3, verified=counted(1, 0)) for m in (0, 3, 6, 9)]
    assert paid == [0, 1_200, 0, 1_200]


def test_what_is_claimed_at_the_end_is_paid_with_the_last_statement():
    worked = lines(PayLine("card", "outcome", (ENTRY,), claimed="at the end"))
    assert [worked.owed(m, m + 6, verified=counted(2, 0)) for m in (0, 6, 12)] == [0, 0, 3_600]


# -- the gate --------------------------------------------------------------------------------------------------------


def test_what_comes_while_a_gate_is_not_met_is_lost():
    worked = lines(PayLine("card", "outcome", (ENTRY,), only_if=HOUSED))
    first = worked.work(0, 3, verified=counted(2, 0), measures=of("share housed", 0.4))
    assert (first.owed.sum(), first.gated.sum()) == (0, 2)
    assert worked.owed(3, 6, verified=counted(1, 0), measures=of("share housed", 0.5)) == 600


def test_a_back_dated_gate_pays_what_came_before_once_it_is_met():
    worked = lines(PayLine("card", "outcome", (ENTRY,), only_if=HOUSED, back_dated=True))
    first = worked.work(0, 3, verified=counted(2, 0), measures=of("share housed", 0.4))
    assert (first.owed.sum(), first.gated.sum()) == (0, 0)
    assert worked.owed(3, 6, verified=counted(1, 0), measures=of("share housed", 0.5)) == 1_800


def test_a_gate_whose_measure_is_not_reported_is_not_met():
    worked = lines(PayLine("card", "outcome", (ENTRY,), only_if=Condition("share housed", at_most=1.0)))
    assert worked.owed(0, 3, verified=counted(2, 0)) == 0


def test_what_a_gate_cost_is_not_paid_later_under_prices_of_another_date():
    card = PayLine("card", "outcome", (ENTRY, Price("entry", 700.0, since=12.0)), only_if=HOUSED, priced_by="start")
    worked = lines(card)
    early, late = (Dated("start", 1.0, counted(2, 0)),), (Dated("start", 2.0, counted(1, 0)),)
    assert worked.owed(0, 3, verified=counted(2, 0), dated=early, measures=of("share housed", 0.4)) == 0
    assert worked.owed(3, 6, verified=counted(1, 0), dated=late, measures=of("share housed", 0.5)) == 600


# -- price at its date -----------------------------------------------------------------------------------------------


def test_a_claim_is_paid_at_the_price_of_the_statement_it_is_claimed_with():
    worked = lines(PayLine("card", "outcome", (ENTRY, Price("entry", 700.0, since=3.0))))
    assert [worked.owed(m, m + 3, verified=counted(2, 0)) for m in (0, 3)] == [1_200, 1_400]


def test_indexed_prices_rise_with_the_contract_year():
    worked = lines(PayLine("card", "outcome", (ENTRY,)), indexation=Indexation(0.02))
    assert [worked.owed(m, m + 3, verified=counted(1, 0)) for m in (9, 12)] == [600, 612]


@pytest.mark.parametrize(("priced_by", "paid"), [("start", 3 * 600 + 700), ("achievement", 600 + 3 * 700)])
def test_claims_are_paid_at_the_price_of_the_start_or_the_achievement(priced_by, paid):
    worked = lines(PayLine("card", "outcome", (ENTRY, Price("entry", 700.0, since=12.0)), priced_by=priced_by))
    parts = dated((2.0, 11.0, counted(1, 0)), (11.9, 12.0, counted(2, 0)), (12.0, 14.0, counted(1, 0)))
    assert worked.owed(12, 15, verified=counted(4, 0), dated=parts) == paid


def test_claims_that_wait_keep_the_prices_of_their_own_dates():
    # one at £600 waits from the first statement; one at £700 joins it
    card = PayLine(
        "card", "outcome", (ENTRY, Price("entry", 700.0, since=3.0)), priced_by="start", claimed="half-yearly"
    )
    worked = lines(card)
    assert worked.owed(0, 3, verified=counted(1, 0), dated=(Dated("start", 1.0, counted(1, 0)),)) == 0
    assert worked.owed(3, 6, verified=counted(1, 0), dated=(Dated("start", 4.0, counted(1, 0)),)) == 1_300
    assert worked.owed(6, 12, verified=counted(1, 0), dated=(Dated("start", 4.0, counted(1, 0)),)) == 700


# -- deduction -------------------------------------------------------------------------------------------------------


def test_what_would_have_happened_anyway_is_deducted_by_segment():
    card = PayLine("card", "outcome", (ENTRY,), deductions=(Deduction(0.1), Deduction(0.25, "older")))
    worked = lines(card).work(0, 3, verified=np.array([[[10, 0], [4, 0]]]))
    # 6,000 less 10%; 2,400 less a quarter
    assert worked.owed[0, 0].tolist() == [5_400_00, 1_800_00]
    assert worked.deducted[0, 0].tolist() == [600_00, 600_00]


@pytest.mark.parametrize(("reported", "paid"), [(0.3, 4_200), (np.nan, 6_000), (1.4, 0), (-0.2, 6_000)])
def test_a_measured_share_is_deducted_within_nought_and_one_and_nothing_before_it_is_reported(reported, paid):
    card = PayLine("card", "outcome", (ENTRY,), deductions=(Deduction(measure="deadweight"),))
    assert lines(card).owed(0, 3, verified=counted(10, 0), measures=of("deadweight", reported)) == paid


def test_a_measured_share_may_be_of_one_segment():
    card = PayLine("card", "outcome", (ENTRY,), deductions=(Deduction(0.1), Deduction(segment="older", measure="m")))
    worked = lines(card).work(0, 3, verified=np.array([[[10, 0], [4, 0]]]), measures=of("m", 0.5))
    assert worked.owed[0, 0].tolist() == [5_400_00, 1_200_00]


# -- schedules -------------------------------------------------------------------------------------------------------

TIERS = Schedule("steps", ((0.5, 100.0), (0.6, 250.0)))


def test_a_schedule_may_give_the_price_of_each_claim():
    card = PayLine("card", "outcome", (Price("entry", 0.0),), measure="m", schedule=TIERS, gives="price")
    assert lines(card, price_scale=1.1).owed(0, 3, verified=counted(3, 0), measures=of("m", 0.61)) == 825


def test_a_schedule_may_give_the_share_of_the_line_that_is_paid():
    shares = Schedule("steps", ((0.0, 0.5), (0.6, 1.2)))
    card = PayLine("card", "outcome", (ENTRY,), measure="m", schedule=shares, gives="share of the line",
                   deductions=(Deduction(0.1),))  # fmt: skip
    worked = lines(card)
    # 600 less a tenth: half of 540, then 1.2 times it
    assert worked.owed(0, 3, verified=counted(1, 0), measures=of("m", 0.59)) == 270
    assert worked.owed(3, 6, verified=counted(1, 0), measures=of("m", 0.6)) == 648


def test_an_amount_is_cumulative_what_is_paid_is_what_it_has_grown_by_and_nothing_is_paid_back():
    worked = lines(PayLine("bonus", "measure", measure="m", schedule=TIERS, weight=0.5), price_scale=2)
    paid = [worked.owed(3 * n, 3 * n + 3, measures=of("m", value)) for n, value in enumerate((0.4, 0.5, 0.5, 0.3, 0.7))]
    # 100 x 0.5 x 2 at the first tier, 250 in all at the second
    assert paid == [0, 100, 0, 0, 150]


@pytest.mark.parametrize(("window", "paid"), [("to date", [100, 150, 0, 0]), ("period", [100, 250, 100, 100])])
def test_an_amount_on_a_measure_of_each_period_is_paid_for_each(window, paid):
    bonus = PayLine("bonus", "measure", measure="m", schedule=TIERS)
    worked = lines(bonus, measures=(Measure("m", window=window),))
    values = (0.5, 0.6, 0.5, 0.5)
    assert [worked.owed(3 * n, 3 * n + 3, measures=of("m", value)) for n, value in enumerate(values)] == paid


def test_an_amount_on_a_measure_of_the_year_grows_through_the_year_and_starts_anew_with_the_next():
    worked = lines(PayLine("bonus", "measure", measure="m", schedule=TIERS), measures=(Measure("m", window="year"),))
    values = (0.5, 0.5, 0.5, 0.6, 0.5)
    assert [worked.owed(3 * n, 3 * n + 3, measures=of("m", v)) for n, v in enumerate(values)] == [100, 0, 0, 150, 100]


def test_an_amount_waits_for_its_gate_and_then_is_paid_whole():
    bonus = PayLine("bonus", "measure", measure="m", schedule=TIERS, only_if=HOUSED)
    worked = lines(bonus)
    both = [{**of("m", 0.6), **of("share housed", share)} for share in (0.4, 0.5, 0.4)]
    assert [worked.owed(3 * n, 3 * n + 3, measures=told) for n, told in enumerate(both)] == [0, 250, 0]


@pytest.mark.parametrize("gives", ["price", "share of the line"])
def test_a_line_waits_until_the_measure_it_goes_by_is_reported(gives):
    schedule = Schedule("linear", ((0.0, 0.0), (1.0, 100.0 if gives == "price" else 1.0)))
    worked = lines(PayLine("card", "outcome", (Price("entry", 100.0),), measure="m", schedule=schedule, gives=gives))
    assert worked.owed(0, 3, verified=counted(2, 0)) == 0
    assert worked.owed(3, 6, verified=counted(1, 0), measures=of("m", 0.5)) == 150  # three at half of £100


def test_a_sum_for_a_whole_line_stands_under_a_segment_that_it_covers():
    bonus = PayLine("card", "outcome", (ENTRY,), segments=("older",), measure="m", schedule=TIERS, gives="amount")
    worked = lines(bonus).work(0, 3, measures=of("m", 0.5))
    assert worked.owed[0, 0].tolist() == [0, 100_00]


# -- what is not an outcome ------------------------------------------------------------------------------------------


def test_what_the_tranches_are_due_is_paid_whole_or_by_a_share():
    due = {"capital_due": np.array([5_000_00.0])}
    assert lines(PayLine("due", "capital due")).owed(0, 3, **due) == 5_000
    assert lines(PayLine("due", "capital due")).owed(0, 3) == 0
    half = Schedule("steps", ((0.0, 0.5),))
    shared = lines(PayLine("due", "capital due", measure="m", schedule=half, gives="share of the line"))
    assert shared.owed(0, 3, measures=of("m", 0.1), **due) == 2_500


def test_cost_is_paid_with_its_margin():
    assert lines(per("cost", 1.05)).owed(0, 3, cost=np.array([1_234_56.0])) == 1_296.29  # 1,296.288


def test_people_taken_on_referred_and_served_are_paid_for():
    assert lines(per("attachment")).owed(0, 3, starts=np.array([[3, 4]])) == 70
    assert lines(per("referral")).owed(0, 3, referred=np.array([[3, 5]])) == 80
    assert lines(per("person-month", 9.99)).owed(0, 3, person_months=np.array([[2.5, 1.25]])) == 24.98 + 12.49
    assert lines(per("month", 100.0)).owed(0, 3, running=np.array([1.5])) == 150


GUARANTEE = per("missing referral", 200.0, guaranteed=10.0)


def test_each_referral_fewer_than_guaranteed_is_paid_and_none_beyond():
    worked = lines(GUARANTEE)
    assert [worked.owed(m, m + 3, referred=np.array([n])) for m, n in ((0, (4, 3)), (3, (6, 4)), (6, (9, 9)))] == [
        600,
        0,
        0,
    ]


def test_referrals_are_guaranteed_for_the_period_that_is_claimed():
    worked = lines(per("missing referral", 200.0, guaranteed=10.0, claimed="half-yearly"))
    assert worked.owed(0, 3, referred=np.array([[1, 1]])) == 0
    assert worked.owed(3, 6, referred=np.array([[4, 1]])) == 600


def test_no_referral_is_guaranteed_outside_the_dates_of_the_line_or_once_the_service_has_ended():
    worked = lines(per("missing referral", 200.0, guaranteed=10.0, since=3.0, until=6.0))
    assert [worked.owed(m, m + 3) for m in (0, 3, 6)] == [0, 2_000, 0]
    worked = lines(GUARANTEE)
    assert [worked.owed(m, m + 3) for m in (9, 12, 15)] == [2_000, 0, 0]
    worked = lines(GUARANTEE)
    assert [worked.owed(m, m + 3, stopped_at=np.array([4.0])) for m in (0, 3, 6)] == [2_000, 2_000, 0]


def test_no_referral_is_guaranteed_while_a_gate_is_not_met():
    worked = lines(per("missing referral", 200.0, guaranteed=10.0, only_if=HOUSED))
    assert worked.owed(0, 3, measures=of("share housed", 0.4)) == 0
    assert worked.owed(3, 6, measures=of("share housed", 0.5)) == 2_000


def test_missing_referrals_of_one_segment_are_paid_under_it():
    one = PayLine("older", "missing referral", (Price("", 50.0, "older"),), segments=("older",), guaranteed=4.0)
    worked = lines(one).work(0, 3, referred=np.array([[9, 1]]))
    assert worked.owed[0, 0].tolist() == [0, 150_00]


# -- the block -------------------------------------------------------------------------------------------------------

BLOCK = PayLine("block", "block", amount=1_000.0)


def test_a_block_is_paid_by_running_totals_rounded_down_and_in_all_exactly():
    worked = lines(BLOCK)
    paid = [worked.owed(m, m + 1) for m in range(12)]
    # 83.33, 166.66, 250.00 ... by the end of each month
    assert paid[:3] == [83.33, 83.33, 83.34]
    assert sum(round(100 * part) for part in paid) == 1_000_00
    assert worked.owed(12, 15) == 0


def test_a_block_is_paid_pro_rata_to_the_time_the_service_ran():
    worked = lines(BLOCK)
    assert worked.owed(0, 3) == 250
    assert worked.owed(3, 6, running=np.array([1.2])) == 100
    assert worked.owed(6, 9, running=np.array([0.0])) == 0


def test_a_block_that_waits_for_a_measure_is_paid_whole_once_it_is_reported_even_after_the_service():
    schedule = Schedule("steps", ((0.0, 0.8),))
    waits = PayLine("block", "block", amount=1_200.0, measure="m", schedule=schedule, gives="share of the line")
    worked = lines(waits)
    assert [worked.owed(3 * n, 3 * n + 3) for n in range(5)] == [0] * 5
    assert worked.owed(15, 18, running=np.array([0.0]), measures=of("m", 0.5)) == 960


def test_a_block_claimed_twice_a_year_is_paid_for_the_months_since_the_claim_before():
    worked = lines(PayLine("block", "block", amount=1_200.0, claimed="half-yearly"))
    assert [worked.owed(0, 3), worked.owed(3, 6), worked.owed(6, 9, running=np.array([1.0]))] == [0, 600, 0]
    assert worked.owed(9, 12, running=np.array([0.0])) == 100


def test_a_block_line_between_two_dates_is_paid_in_full_between_them():
    worked = lines(PayLine("block", "block", amount=1_200.0, since=3.0, until=9.0))
    assert [worked.owed(3 * n, 3 * n + 3) for n in range(4)] == [0, 600, 600, 0]


# -- volume and money back -------------------------------------------------------------------------------------------


def test_the_claims_of_a_statement_that_straddles_two_bands_are_all_paid_alike():
    bands = Volume(((0.0, 1.0), (10.0, 0.5)))
    worked = lines(PayLine("card", "outcome", (ENTRY, Price("six months", 600.0)), volume=bands))
    assert worked.owed(0, 3, verified=counted(8, 0)) == 4_800
    straddling = worked.work(3, 6, verified=counted(2, 2))  # two more in full, two at a half: three quarters of each
    assert (straddling.owed.sum(axis=(0, 2)) / 100).tolist() == [900, 900]


def test_volume_by_year_begins_anew_with_the_contract_year():
    worked = lines(PayLine("card", "outcome", (ENTRY,), volume=Volume(((0.0, 0.0), (5.0, 1.0)), "year")))
    paid = [worked.owed(m, m + 6, verified=counted(8, 0)) for m in (0, 6, 12)]
    assert paid == [3 * 600, 8 * 600, 3 * 600]
