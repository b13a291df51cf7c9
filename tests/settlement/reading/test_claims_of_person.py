"""A file with a row for each person: what a cell of hers may hold, and what a period beside her means."""

import pytest
from settlement.small import CARD, HEAD, only_fault, recorded, small_case

from outcomesim.errors import ScenarioError
from outcomesim.settlement.settling import settle


@pytest.mark.parametrize(
    ("cell", "rule", "hint"),
    [
        ("43191", "no one person claims an outcome 43,191 times", "a spreadsheet counts days: this is 2018-04-01"),
        ('"43,191"', "43,191 times", "this is 2018-04-01"),
        ("43191.75", "43,191 times", "this is 2018-04-01"),
        ("43191; 43200", "neither a number of claims nor dates of claims", "this is 2018-04-01"),
        ("04/13/2018", "neither a number of claims nor dates of claims", "for 13 April 2018 write 2018-04-13"),
        ("2018-13-01", "neither a number of claims nor dates of claims", "write 1, or 2018-03-15"),
        ("2018/19", "neither a number of claims nor dates of claims", "2018-04 to 2019-03"),
        ("2018-05-01; soon", "neither a number of claims nor dates of claims", "write 1, or 2018-03-15"),
        ("55%", "no percent sign", "write 0.55"),
        ("2017-12-31", "no claim comes before the contract, which starts on 01 January 2018", "correct the date"),
    ],
)
def test_what_one_person_cannot_have_claimed_is_told(tmp_path, cell, rule, hint):
    fault = only_fault(tmp_path, f"# dates: claim\nperson,Housed\nA,{cell}\n")
    assert (fault.line, fault.path) == (3, "Housed")
    assert rule in fault.rule
    assert hint in fault.hint


def test_many_units_of_one_person_are_no_day_of_a_spreadsheet(tmp_path):
    (row,) = recorded(tmp_path, "person,Days in work\nA,43191\n").rows
    assert row.counts == {("Days in work", ""): 43_191}


def test_a_month_in_which_the_contract_starts_is_not_before_it(tmp_path):
    case = small_case(head=HEAD.replace("start = 2018-01-01", "start = 2018-01-15"))
    (row,) = recorded(tmp_path, "person,Housed\nA,2018-01\n", case).rows
    assert row.times == {"Housed": (0.0,)}


def test_a_person_s_claims_without_a_date_stand_in_the_last_month_of_their_period(tmp_path):
    text = "person,period,Housed,Days in work\nA,2018 Q1,1,2\nA,2018 Q2,1,3\nB,,2018-09-01,\nC,2018,2018-03-01,\n"
    activity = recorded(tmp_path, text)
    a, b, c = sorted(activity.rows, key=lambda row: row.person)
    assert (a.label, a.counts) == ("A", {("Housed", ""): 2, ("Days in work", ""): 5})
    assert a.times == {"Housed": (2, 5), "Days in work": (2, 2, 5, 5, 5)}
    assert (b.times, c.times) == ({"Housed": (8,)}, {"Housed": (2,)})
    (said,) = activity.said
    assert "a person and a period: claims without a date stand in the last month of the period" in said


def test_two_rows_of_one_person_and_one_period_are_told(tmp_path):
    activity = recorded(tmp_path, "person,from,to,Housed\nA,2018-01,2018-03,1\nA,2018-01,2018-03,1\n")
    assert any("Lines 2 and 3 are about the same person" in said for said in activity.said)


@pytest.mark.parametrize(
    ("heading", "cell", "rule"),
    [
        ("cost", "40", "by person and period there are claims and units alone"),
        ("Days in work", "2.5", "of a person and a period units are counted whole"),
    ],
)
def test_what_has_no_period_of_its_own_is_refused_in_a_row_of_person_and_period(tmp_path, heading, cell, rule):
    fault = only_fault(tmp_path, f"person,period,{heading}\nA,2018 Q1,{cell}\n")
    assert (fault.path, fault.given) == (heading, cell)
    assert rule in fault.rule


def test_the_period_of_a_person_is_no_date_of_achievement(tmp_path):
    line = CARD.replace(
        '  [contract.prices]\n  "Housed" = 600\n  "Housed 6 months" = 1_500\n',
        '  [[contract.pay]]\n  prices = { "Housed" = 600 }\n  within_months = 6\n',
    )
    case = small_case(line)
    text = "# dates: achievement\nperson,period,started,Housed\nA,2018 Q1,2018-01-01,1\n"
    with pytest.raises(ScenarioError, match="a row says when its outcomes came"):
        settle(case, recorded(tmp_path, text, case))


def test_what_two_rows_of_one_person_cost_is_added_up(tmp_path):
    (row,) = recorded(tmp_path, "person,cost,Housed\nA,40,1\nA,30,\n").rows
    assert row.accounts == {"cost": 70}
