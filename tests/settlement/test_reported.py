"""Measures as they were reported: the share of people who were measured for each figure, by hand."""

import pytest
from settlement.small import settled, small_case

from outcomesim.errors import ScenarioError
from outcomesim.settlement.sentences import reasons

DATES = "# dates: claim\n"
TWO_SEGMENTS = '[[segment]]\nname = "young"\n[[segment]]\nname = "old"\n'


def case_of(measure, schedule="bands = [[0, 100]]", more=""):
    """One measure, and £100 for each unit of it."""
    return small_case(
        '[[contract]]\nname = "card"\nform = "payment by results"\npayers = [{ name = "council", share = 1.0 }]\n'
        f'[[contract.pay]]\nname = "score"\nper = "measure"\nschedule = {{ measure = "score", {schedule} }}\n',
        more=f'[[measure]]\nname = "score"\n{measure}\n{more}',
    )


def reported(folder, case, text):
    """What the measure comes to with each statement."""
    return [float(one.statement.measure("score")[0]) for one in settled(folder, DATES + text, case).statements]


def refused(folder, case, text):
    with pytest.raises(ScenarioError) as told:
        settled(folder, DATES + text, case)
    (fault,) = told.value.faults
    return fault


def test_whoever_was_not_measured_counts_as_deemed_among_those_served_by_then(tmp_path):
    """6 of 8 and 12 of 16 were measured: three quarters each time, though more were served later."""
    text = "period,attachments,score,score (people)\n2018 Q1,8,10,6\n2018 Q2,8,20,12\n2018 Q3,84,,\n"
    case = case_of('how = "recorded"\ndeemed = 2')
    assert reported(tmp_path, case, text) == [0.75 * 10 + 0.25 * 2, 0.75 * 20 + 0.25 * 2, 0.75 * 20 + 0.25 * 2]


def test_a_figure_of_a_year_is_about_the_people_of_that_year(tmp_path):
    text = "period,attachments,score,score (people)\n2018,10,10,5\n2019,20,10,15\n"
    case = case_of('how = "recorded"\nwindow = "year"\ndeemed = 2')
    assert reported(tmp_path, case, text) == [0.5 * 10 + 0.5 * 2, 0.75 * 10 + 0.25 * 2]


def test_a_share_may_be_of_those_who_were_referred_or_of_one_segment(tmp_path):
    text = "period,referrals,attachments,Housed,score (people)\n2018,20,10,6,8\n"
    of_referred = case_of('how = "share"\nof = "Housed"\nover = "referred"\ndeemed = 0.5')
    assert reported(tmp_path, of_referred, text) == [pytest.approx(8 / 20 * 6 / 8 + 12 / 20 / 2)]
    by_segment = "period,segment,attachments,score,score (people)\n2018,young,10,12,8\n2018,old,90,,\n"
    of_young = case_of('how = "mean"\nof = "Housed"\nsegment = "young"\ndeemed = 2', more=TWO_SEGMENTS)
    assert reported(tmp_path, of_young, by_segment) == [0.8 * 12 + 0.2 * 2]


def test_more_people_than_there_were_are_all_of_them(tmp_path):
    text = "period,attachments,score,score (people)\n2018 Q1,8,10,12\n"
    assert reported(tmp_path, case_of('how = "recorded"\ndeemed = 2'), text) == [10]


@pytest.mark.parametrize(
    ("measure", "text", "rule", "hint"),
    [
        ('how = "recorded"', "period,score,score (people)\n2018,10,6\n", "of how many people must be known",
         "add a column attachments"),
        ('how = "share"\nof = "Housed"\nover = "referred"', "period,Housed,score (people)\n2018,10,6\n",
         "of how many people must be known", "add a column referrals"),
        ('how = "recorded"\nwindow = "year"', "period,attachments,score,score (people)\n2018,8,,\n2019,,10,6\n",
         "of how many people must be known", "add a column attachments"),
        ('how = "recorded"\ncohort = [0, 12]', "period,attachments,score,score (people)\n2018,8,10,6\n",
         "of how many people who started in its cohort must be known", "leave deemed out"),
    ],
)  # fmt: skip
def test_of_how_many_people_some_were_measured_is_never_guessed(tmp_path, measure, text, rule, hint):
    fault = refused(tmp_path, case_of(f"{measure}\ndeemed = 2"), text)
    assert (fault.path, fault.given) == ("score (people)", "6")
    assert fault.rule.startswith("whoever could not be measured counts as 2: ")
    assert (rule in fault.rule, hint in fault.hint) == (True, True)


def test_people_whose_segment_is_not_said_are_not_those_of_one(tmp_path):
    text = "period,attachments,score,score (people)\n2018,10,12,8\n"
    of_young = case_of('how = "share"\nof = "Housed"\nsegment = "young"\ndeemed = 2', more=TWO_SEGMENTS)
    assert "of the segment" in refused(tmp_path, of_young, text).rule


def whys(folder, case, text):
    return [reason.sentence for reason in reasons(settled(folder, DATES + text, case))]


def test_what_stands_in_for_a_small_sample_is_told_beside_its_figure(tmp_path):
    matched = '[[measure]]\nname = "matched"\nhow = "recorded"\n'
    few = 'how = "recorded"\nleast_sample = 20\notherwise = "matched"'
    text = "period,score,score (people),matched\n2018,10,15,40\n"
    (told,) = whys(tmp_path, case_of(few, more=matched), text)
    assert told == (
        'score comes to £4,000 by its schedule, "score" being 40 (15 people are behind it, fewer than 20: "matched" '
        "stands in its place)."
    )
    (told,) = whys(tmp_path, case_of(few + '\nwhen_short = "blend"', more=matched), text)
    assert '"score" being 17.5 (15 people are behind it, fewer than 20: "matched" is mixed in).' in told
    (told,) = whys(tmp_path, case_of(few, more=matched), text.replace("15", "20"))
    assert told == 'score comes to £1,000 by its schedule, "score" being 10.'


def test_what_is_behind_a_part_is_told_beside_what_is_made_of_it(tmp_path):
    trial = '[[measure]]\nname = "trial"\nhow = "recorded"\nleast_sample = 20\notherwise = 0\n'
    of_trial = 'how = "percent of target"\nof = "trial"\ntarget = 10'
    (told,) = whys(tmp_path, case_of(of_trial, more=trial), "period,trial,trial (people)\n2018,10,15\n")
    assert told == (
        'score comes to nothing: "score" is 0 ("trial": 15 people are behind it, fewer than 20: 0 stands in its place).'
    )


def test_who_could_not_be_measured_is_told_beside_the_figure(tmp_path):
    text = "period,attachments,score,score (people)\n2018,8,10,6\n"
    (told,) = whys(tmp_path, case_of('how = "recorded"\ndeemed = 2'), text)
    assert told == (
        'score comes to £800 by its schedule, "score" being 8 (75% could be measured, and whoever could not counts as '
        "2)."
    )
