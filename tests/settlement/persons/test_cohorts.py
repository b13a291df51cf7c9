"""Cohorts and follow-up, where activity was recorded: what rows must say, and what is made of it."""

from __future__ import annotations

import pytest
from settlement.small import CARD, HEAD, settled, small_case

from outcomesim.errors import ScenarioError

MEASURE = """
[[measure]]
name = "first cohort"
how = "total"
of = "Housed"
cohort = [0, 6]
{more}
"""
OFFERED = """
[[measure]]
name = "offered"
how = "ratio"
of = "referrals"
against = "attachments"
cohort = [0, 6]
"""


def read(tmp_path, text, more="", measure=MEASURE, name="first cohort"):
    """What a measure reports at the end."""
    case = small_case(CARD, head=HEAD + measure.format(more=more))
    return float(settled(tmp_path, text, case).measure(name)[0])


def test_rows_of_one_period_are_told_apart_by_when_their_people_started(tmp_path):
    rows = "period,started,Housed\n2018 Q1,2018-01,3\n2018 Q3,2018-02,4\n2018 Q3,2018-07,9\n"
    assert read(tmp_path, rows) == 7


def test_each_person_is_of_a_cohort_by_her_own_start(tmp_path):
    rows = "person,started,Housed\nA,2018-01,2018-05\nB,2018-05,2019-11\nC,2018-07,2018-08\n"
    assert read(tmp_path, rows) == 2
    assert read(tmp_path, "# dates: achievement\n" + rows, "follow_up_months = 12") == 1


def test_whoever_started_in_the_month_in_which_the_contract_did_is_of_the_first_cohort(tmp_path):
    case = small_case(CARD, head=HEAD.replace("2018-01-01", "2018-01-15") + MEASURE.format(more=""))
    rows = "person,started,Housed\nA,2018-01,2018-05\nB,2018-02,2018-06\n"
    assert float(settled(tmp_path, rows, case).measure("first cohort")[0]) == 2


def test_a_follow_up_goes_by_the_date_that_a_row_gives(tmp_path):
    rows = "period,started,achieved,Housed\n2018 Q4,2018-01,2018-06,3\n2018 Q4,2018-01,2018-09,4\n"
    assert read(tmp_path, rows, "follow_up_months = 6") == 3


def test_nobody_is_referred_to_a_cohort_before_she_has_started(tmp_path):
    rows = "period,started,attachments,referrals,Housed\n2018 Q1,2018-01,3,8,1\n"
    assert read(tmp_path, rows, measure=OFFERED, name="offered") == 1.0


@pytest.mark.parametrize(
    ("rows", "more", "fault"),
    [
        ("period,Housed\n2018 Q1,3\n", "", r"line 2: started\n.* by when they started: a row says when"),
        ("person,Housed\nA,2018-05\n", "", r"line 2: started\n.*a row says when"),
        (
            "person,started,Housed\nA,2018-01,2018-05\n",
            "follow_up_months = 6",
            r"line 2: Housed\n  given: 1\n.*when its outcom",
        ),
        (
            "period,started,Housed\n2018 Q1,2018-01,3\n",
            "follow_up_months = 6",
            r"line 2: Housed\n  given: 3\n.*when its outcom",
        ),
    ],
)
def test_rows_that_do_not_say_enough_are_refused_with_their_line(tmp_path, rows, more, fault):
    with pytest.raises(ScenarioError, match=fault):
        read(tmp_path, rows, more)


def test_months_of_service_cannot_be_followed(tmp_path):
    measure = MEASURE.replace('of = "Housed"', 'of = "person-months"')
    with pytest.raises(ScenarioError, match="not recorded by how long after a person's start"):
        read(tmp_path, "period,started,person-months\n2018 Q1,2018-01,30\n", "follow_up_months = 6", measure)


def test_what_was_reported_stands_whatever_rows_say(tmp_path):
    rows = "period,Housed,first cohort\n2018 Q1,3,2\n"
    assert read(tmp_path, rows) == 2


# Lines that pay for some months after the start -----------------------------------------------------------------------

SOON = """
[[contract]]
name = "soon"
form = "payment by results"
payers = [{{ name = "council", share = 1 }}]
  [[contract.pay]]
  of = "Housed"
  price = 100
  within_months = 6
  {more}
"""


def paid(tmp_path, text, more=""):
    return settled(tmp_path, text, small_case(SOON.format(more=more))).total[0]


def test_a_limit_of_claims_a_person_counts_those_that_came_in_time(tmp_path):
    rows = "# dates: achievement\nperson,started,Housed\nA,2018-01-15,2018-03-01; 2018-04-01; 2018-07-15; 2018-09-01\n"
    assert paid(tmp_path, rows) == 300  # on the same day six months later is in time
    assert paid(tmp_path, rows, "claims_per_person = 2") == 200


@pytest.mark.parametrize(
    ("rows", "more", "fault"),
    [
        (
            "period,Housed\n2018 Q1,3\n",
            "",
            r"line 2: started\n.*within 6 months of the person's start: a row says when",
        ),
        (
            "period,started,Housed\n2018 Q1,2018-01,3\n",
            "",
            r"line 2: Housed\n  given: 3\n.*says when its outcomes came",
        ),
        (
            "period,started,achieved,Housed\n2018 Q1,2018-01,2018-02,3\n",
            "claims_per_person = 2",
            "known by person alone",
        ),
    ],
)
def test_rows_that_do_not_say_how_soon_are_refused(tmp_path, rows, more, fault):
    with pytest.raises(ScenarioError, match=fault):
        paid(tmp_path, rows, more)


def test_rows_about_something_else_need_no_dates(tmp_path):
    assert paid(tmp_path, "period,Days in work\n2018 Q1,3\n") == 0
