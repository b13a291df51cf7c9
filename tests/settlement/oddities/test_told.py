"""What contradicts itself or the terms is told row by row, and settled all the same."""

import pytest
from settlement.small import CARD, HEAD, settled, small_case

ONCE = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]

  [[contract.pay]]
  prices = { "Housed" = 600, "Housed 6 months" = 1_500 }
  claims_per_person = 1
"""
STATED = "# dates: claim\n"


def oddities(folder, text, case=None):
    return [said for said in settled(folder, text, case).oddities if "The activity ends with month" not in said]


def test_an_outcome_that_nobody_pays_for_is_told_with_its_rows(tmp_path):
    told = oddities(tmp_path, STATED + "period,Housed,Days in work\n2018-01,1,10\n2018-02,2,\n2018-03,,5\n")
    assert told == ['"Days in work" is recorded (10 in line 3, 5 in line 5), but no line of card pays for it.']


def test_many_rows_of_an_outcome_that_nobody_pays_for_are_counted(tmp_path):
    rows = "".join(f"2018-{month:02},{month}\n" for month in range(1, 10))
    (told,) = oddities(tmp_path, STATED + "period,Days in work\n" + rows)
    assert "6 in line 8 and 3 lines more" in told


def test_an_outcome_that_a_measure_counts_is_not_odd(tmp_path):
    more = '[[measure]]\nname = "days"\nhow = "total"\nof = "Days in work"\n'
    assert oddities(tmp_path, STATED + "period,Housed,Days in work\n2018-01,1,10\n", small_case(more=more)) == []


def test_an_outcome_of_whose_people_a_measure_is_the_share_is_not_odd(tmp_path):
    more = '[[measure]]\nname = "kept"\nhow = "share"\nof = "Housed 6 months"\nover = "Housed"\n'
    terms = CARD.replace('  "Housed" = 600\n', "")
    case = small_case(terms, more=more)
    assert not [said for said in oddities(tmp_path, STATED + "period,Housed\n2018-01,2\n", case) if "pays for" in said]


def test_a_chain_that_breaks_is_told_and_settled(tmp_path):
    settlement = settled(tmp_path, STATED + "period,Housed,Housed 6 months\n2018,2,3\n")
    assert settlement.total.tolist() == [2 * 600 + 3 * 1_500]
    assert 'More claims are recorded for "Housed 6 months" (3) than for "Housed" (2)' in " ".join(settlement.oddities)


def test_a_period_after_the_end_is_told_and_settled(tmp_path):
    settlement = settled(tmp_path, STATED + "period,Housed\n2018-03,1\n2021-02,2\n")
    assert settlement.total.tolist() == [3 * 600]
    (told,) = [said for said in settlement.oddities if "last day for claims" in said]
    assert "line 4 (2021-02)" in told
    assert "its 2 claims are settled as recorded" in told


def test_periods_that_overlap_are_told_and_settled(tmp_path):
    settlement = settled(tmp_path, STATED + "period,Housed\n2018 Q1,1\n2018-03,2\n")
    assert settlement.total.tolist() == [1_800]
    assert any("overlaps with 2018" in said for said in settlement.oddities)


def test_the_same_months_in_two_rows_are_told_and_settled(tmp_path):
    settlement = settled(tmp_path, STATED + "period,Housed\n2018-03,1\n2018-03,2\n")
    assert settlement.total.tolist() == [1_800]
    assert any("line 4 (2018-03) is of the same months as line 3" in said for said in settlement.oddities)


def test_more_people_than_claims_is_told(tmp_path):
    (told,) = oddities(tmp_path, STATED + "period,Housed,Housed (people)\n2018,2,3\n")
    assert '3 people have claims for "Housed", but only 2 claims are recorded' in told


def test_people_who_were_not_counted_are_told_once_for_all_outcomes(tmp_path):
    (told,) = oddities(tmp_path, STATED + "period,Housed,Housed 6 months\n2018,2,1\n", small_case(ONCE))
    assert told.startswith("A person may claim each of 2 outcomes once, but people are not recorded")


IS_IT_A_PERCENTAGE = '62 is reported for "satisfaction" where the terms speak of 0.8: is it a percentage?'
PAID_BY_MEASURE = """
measure = [{ name = "satisfaction", how = "recorded" }]
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
pay = [
  { prices = { "Housed" = 600 }, only_if = { measure = "satisfaction", at_least = 0.5 } },
  { per = "measure", name = "bonus", schedule = { measure = "satisfaction", steps = [[0.8, 5_000]] } },
]
"""


@pytest.mark.parametrize(
    ("terms", "reported", "told"),
    [
        (PAID_BY_MEASURE, "62", [IS_IT_A_PERCENTAGE]),
        (PAID_BY_MEASURE, "0.62", []),
        (PAID_BY_MEASURE, "1.2", []),
        (PAID_BY_MEASURE.replace("0.8", "80").replace("0.5", "50"), "62", []),
        (PAID_BY_MEASURE.replace("0.8", "1").replace("0.5", "1"), "62", []),
    ],
)  # fmt: skip
def test_a_measure_reported_as_a_percentage_where_terms_speak_of_a_share_is_told(tmp_path, terms, reported, told):
    head, own = terms.split("[[contract]]")
    case = small_case("[[contract]]" + own, head=head.strip() + HEAD)
    text = f"{STATED}period,Housed,satisfaction\n2018 Q1,3,{reported}\n"
    said = [said for said in oddities(tmp_path, text, case) if "satisfaction" in said]
    assert [text.split(": ", 1)[1] for text in said] == told


POINTS = PAID_BY_MEASURE.replace("0.8", "80").replace("0.5", "60")
IS_IT_A_SHARE = '0.85 is reported for "satisfaction" where the terms speak of 80: is it a share, and not a percentage?'


@pytest.mark.parametrize(
    ("terms", "reported", "told"),
    [
        (POINTS, ("0.85", "1"), [IS_IT_A_SHARE]),
        (POINTS, ("0.85", "62"), []),  # points, of which one is small
        (POINTS, ("1", "0"), []),
        (POINTS.replace("80", "8000"), ("0.85", ""), []),  # money, or a count
        (POINTS.replace("60", "1.5"), ("0.85", ""), []),
        (POINTS.replace("steps = [[80", "nothing_below = 80, bands = [[0"), ("0.85", ""), [IS_IT_A_SHARE]),
    ],
)  # fmt: skip
def test_a_measure_reported_as_a_share_where_terms_speak_of_points_is_told(tmp_path, terms, reported, told):
    head, own = terms.split("[[contract]]")
    case = small_case("[[contract]]" + own, head=head.strip() + HEAD)
    text = f"{STATED}period,Housed,satisfaction\n2018 Q1,3,{reported[0]}\n2018 Q2,3,{reported[1]}\n"
    said = [said for said in oddities(tmp_path, text, case) if "satisfaction" in said]
    assert [text.split(": ", 1)[1] for text in said] == told


@pytest.mark.parametrize(
    ("how", "columns", "cells", "told"),
    [
        ('how = "recorded"', "satisfaction", "0.6", [
            'how many people were measured for "satisfaction" is not recorded: all are taken to have been, and nobody '
            'counts as 0.2. A column "satisfaction (people)" would tell.']),
        ('how = "share", of = "Housed"', "attachments", "10", ["is not recorded: all are taken to have been"]),
        ('how = "recorded"', "satisfaction,satisfaction (people),attachments", "0.6,8,10", []),
        ('how = "recorded"', "satisfaction,satisfaction (people),attachments", "0.6,12,10", [
            '12 people were measured for "satisfaction", and there were only 10: all are taken to have been']),
        ('how = "share", of = "Housed"', "satisfaction (people),attachments", "12,10", ["there were only 10"]),
    ],
)  # fmt: skip
def test_who_could_be_measured_is_asked_for_where_others_count_as_something(tmp_path, how, columns, cells, told):
    head, own = PAID_BY_MEASURE.replace('how = "recorded"', f"{how}, deemed = 0.2").split("[[contract]]")
    case = small_case("[[contract]]" + own, head=head.strip() + HEAD)
    said = oddities(tmp_path, f"{STATED}period,Housed,{columns}\n2018 Q1,3,{cells}\n", case)
    said = [one for one in said if "satisfaction" in one]
    assert len(said) == len(told), said
    assert all(words in one for words, one in zip(told, said, strict=True)), said


def test_what_the_dates_are_of_is_asked_for(tmp_path):
    (told,) = oddities(tmp_path, "period,Housed\n2018,2\n")
    assert "Write # dates: claim" in told


@pytest.mark.parametrize("basis", ["achievement", "payment"])
def test_dates_of_achievement_are_taken_as_those_of_claims(tmp_path, basis):
    told = oddities(tmp_path, f"# dates: {basis}\nperiod,Housed\n2018,2\n")
    assert len(told) == (basis == "achievement")


def test_activity_that_ends_early_says_what_is_missing(tmp_path):
    (told,) = settled(tmp_path, STATED + "period,Housed\n2018,2\n").oddities
    assert told.startswith("The activity ends with month 11, before the last statement (month 35)")


def test_counts_without_a_segment_say_that_both_ends_are_given(tmp_path):
    segments = '[[segment]]\nname = "young"\n\n[[segment]]\nname = "old"\n'
    priced = CARD.replace('"Housed" = 600', '"Housed" = { young = 600, old = 400 }').replace(
        '"Housed 6 months" = 1_500', '"Housed 6 months" = { young = 1, old = 1 }'
    )
    told = oddities(tmp_path, STATED + "period,Housed\n2018,2\n", small_case(priced, head=HEAD, more=segments))
    assert any('does not say which segment "Housed" is about (young, old)' in said for said in told)


def test_sound_activity_has_no_oddity(tmp_path):
    assert settled(tmp_path, STATED + "period,Housed,Housed 6 months\ntotal,2,1\n").oddities == ()


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ('cap = [{ over = "year", amount = 9_000 }]', True),
        ('cap = [{ over = "contract", amount = 9_000 }]', False),
    ],
)
def test_a_row_that_covers_several_years_is_told_where_terms_are_by_the_year(tmp_path, terms, told):
    case = small_case(CARD.replace("payers =", f"{terms}\npayers ="))
    said = " ".join(settled(tmp_path, "period,Housed\n2018-07 to 2019-06,5\n2019 Q3,5\n", case).oddities)
    told_of = "2018-07 to 2019-06 covers months 6 to 17, and within them prices change or a limit begins anew"
    assert (told_of in said) == told
    assert "2019 Q3 covers" not in said


def test_a_claim_of_a_person_after_the_last_day_for_claims_is_told_and_settled(tmp_path):
    (told,) = [text for text in oddities(tmp_path, "# dates: claim\nperson,Housed\nA,2021-03-01\n") if "late" in text]
    assert 'line 3 (A): a claim of "Housed" is dated after the last day for claims (month 36)' in told
    assert "settled as recorded, and would be late" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("person,started,achieved,Housed\nA,2018-05-01,2018-02-01,1\n", "its outcomes came before its people started"),
        ("person,started,Housed\nA,2018-05-01,2018-02-01\n", 'a claim of "Housed" is dated before she started'),
        ("period,started,achieved,Housed\n2018 Q2,2018-05-01,2018-02-01,1\n", "came before its people started"),
        ("person,started,Housed\nA,2031-05-01,\n", "started after the last day for claims (month 36)"),
        ("person,started,Housed\nA,2017-12-31,\n", "started before the contract"),
    ],
)
def test_dates_of_a_row_that_contradict_each_other_are_told_and_settled(tmp_path, text, told):
    (one,) = [said for said in oddities(tmp_path, f"# dates: claim\n{text}") if "line 3" in said]
    assert told in one


def test_a_month_written_for_a_day_of_it_does_not_contradict_a_start_within_it(tmp_path):
    text = "# dates: claim\nperson,started,achieved,Housed\nA,2018-05-20,2018-05,2018-05\n"
    assert not [said for said in oddities(tmp_path, text) if "line 3" in said]
