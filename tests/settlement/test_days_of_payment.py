"""When something was paid, as a record says: what interest follows, and what is refused."""

import pytest
from settlement.small import CARD, HEAD, recorded, settled, small_case

from outcomesim.contracts.paying.lateness import INTEREST
from outcomesim.errors import ScenarioError

TERMS = CARD.replace('form = "payment by results"', 'form = "payment by results"\nlate_payment_interest = 0.1')
CLAIM = "# dates: claim\n"


def interest(tmp_path, text, terms=TERMS):
    found = settled(tmp_path, CLAIM + text, small_case(terms))
    return [(p.due, p.payer.name, p.amount.item() / 100) for p in found.payments if p.reason == INTEREST]


def fault(tmp_path, text, case=None):
    with pytest.raises(ScenarioError) as refused:
        settled(tmp_path, text, case or small_case(TERMS))
    (one,) = refused.value.faults
    return one


def test_interest_is_by_the_day_over_365_and_a_payers_own_column_goes_first(tmp_path):
    text = "period,Housed,paid on,Paid on: Council\n2018 Q1,10,2018-06-19,2018-05-20\n"
    # 6,000 due by 30 April: the council's 3,600 are 20 days late (19.726), the fund's 2,400 are 50 (32.876)
    assert interest(tmp_path, text) == [(4, "council", 19.72), (5, "fund", 32.87)]


def test_rows_of_the_same_months_say_one_day(tmp_path):
    text = "period,Housed,paid on\n2018 Q1,4,2018-06-19\n2018 Q1,6,\n"
    assert interest(tmp_path, text) == [(5, "council", 49.31), (5, "fund", 32.87)]
    one = fault(tmp_path, CLAIM + text.replace("6,\n", "6,2018-06-20\n"))
    assert (one.line, one.path, one.given) == (4, "paid on", "2018-06-20")
    assert one.rule == "rows of the same months say two days: line 3 says 2018-06-19"


def test_what_is_paid_by_the_end_of_the_month_in_which_it_is_due_is_in_time(tmp_path):
    assert interest(tmp_path, "period,Housed,paid on\n2018 Q1,10,30/04/2018\n2018 Q2,1,\n") == []
    a_day_late = interest(tmp_path, "period,Housed,paid on\n2018 Q1,10,01/05/2018\n")
    assert a_day_late == [(4, "council", 0.98), (4, "fund", 0.65)]


def test_months_of_a_contract_end_the_day_before_that_on_which_it_began(tmp_path):
    case = small_case(TERMS, head=HEAD.replace("2018-01-01", "2018-01-15"))
    found = settled(tmp_path, CLAIM + "from,to,Housed,paid on\n2018-01-15,2018-04-14,10,2018-06-03\n", case)
    # due in the fourth month, by 14 May: twenty days late, in the fifth
    assert [(p.due, p.amount.item() / 100) for p in found.payments if p.reason == INTEREST] == [(4, 19.72), (4, 13.15)]


def test_a_late_payment_bears_nothing_where_no_rate_is_agreed_and_falls_in_the_month_it_was_made(tmp_path):
    found = settled(tmp_path, CLAIM + "period,Housed,paid on\n2018 Q1,10,2018-06-19\n", small_case())
    assert [p.due for p in found.payments if p.amount.any()] == [5, 5]
    assert found.total[0] == 6_000


def test_what_is_paid_after_the_horizon_is_told_in_its_month_too(tmp_path):
    found = interest(tmp_path, "period,Housed,paid on\n2020 Q4,10,2021-12-31\n")
    # due by 31 January 2021, 334 days late, in month 47 of 38
    assert found == [(47, "council", 329.42), (47, "fund", 219.61)]


def test_an_assumption_of_how_late_a_payer_is_counts_for_nothing_in_a_settlement(tmp_path):
    assumed = TERMS.replace('"fund", share = 0.4', '"fund", share = 0.4, pays_late_months = 1')
    assert interest(tmp_path, "period,Housed\n2018 Q1,10\n", assumed) == []


def test_a_column_of_nobody_what_is_no_day_and_a_persons_payment_are_refused(tmp_path):
    one = fault(tmp_path, CLAIM + "period,Housed,paid on: found\n2018 Q1,1,2018-05-01\n")
    assert (one.rule, one.hint) == ("there is no payer of this name", 'did you mean "fund"?')
    for given in ("later", "2018-05"):
        one = fault(tmp_path, CLAIM + f"period,Housed,paid on\n2018 Q1,1,{given}\n")
        assert (one.line, one.path, one.given, one.rule) == (3, "paid on", given, "this is no day")
    one = fault(tmp_path, CLAIM + "person,Housed,paid on\nA,1,2018-05-01\n")
    assert one.rule == "what was paid was for a period, not for a person"
    one = fault(tmp_path, CLAIM + "period,Housed,paid in\n2018 Q1,1,2018-05-01\n")
    assert one.hint == 'did you mean "paid on"?'
    one = fault(tmp_path, CLAIM + "period,Housed,paid on,Paid on\n2018 Q1,1,2018-05-01,2018-05-01\n")
    assert one.rule == 'two columns hold the same: "paid on" and "Paid on"'


def test_where_periods_are_those_of_payment_it_is_not_known_how_late_it_was(tmp_path):
    one = fault(tmp_path, "# dates: payment\nperiod,Housed,paid on: fund\n2018 Q1,1,2018-05-01\n")
    assert "how late it was" in one.rule
    assert (one.line, one.path, one.given) == (3, "paid on: fund", "2018-05-01")


def test_a_payment_before_its_period_is_told_as_odd_and_taken_as_in_time(tmp_path):
    text = CLAIM + "period,Housed,paid on\n2018 Q2,1,2018-03-31\n"
    (said,) = [one for one in settled(tmp_path, text, small_case(TERMS)).oddities if "paid on" in one]
    assert said.endswith("all payers paid on 2018-03-31, before its first day: that is taken as in time.")


def test_a_day_of_payment_is_read_for_each_payer(tmp_path):
    activity = recorded(tmp_path, CLAIM + "period,Housed,paid on,paid on: fund\n2018 Q1,1,3 May 2018,2018-06-02\n")
    found = {name: str(day) for name, day in activity.rows[0].paid_on.items()}
    assert found == {"": "2018-05-03", "fund": "2018-06-02"}
