"""A file of recorded activity: what every column is read as, and what every bad cell is answered with."""

import pytest
from settlement.small import CARD, HEAD, faults, only_fault, recorded, small_case

from outcomesim.errors import ScenarioError

CAPITAL = """
[[contract]]
name = "bond"
form = "social impact bond"
payers = [{ name = "council", share = 1.0 }]

  [contract.prices]
  "Housed" = 600

  [contract.capital]
    [[contract.capital.tranche]]
    name = "fund A"
    commitment = 1_000
"""
SEGMENTS = """
[[segment]]
name = "young"

[[segment]]
name = "old"
"""
MEASURES = """
[[measure]]
name = "share housed"
how = "recorded"
"""


# -- what is read ----------------------------------------------------------------------------------------------------


def test_counts_people_and_accounts_are_read_by_period(tmp_path):
    (row,) = recorded(tmp_path, "period,Housed,Housed (people),attachments\n2018-03,4,3,10\n").rows
    assert (row.line, row.label, row.month_from, row.month_to) == (2, "2018-03", 2, 3)
    assert row.counts == {("Housed", ""): 4}
    assert row.people == {("Housed", ""): 3}
    assert row.accounts == {"attachments": 10}


def test_a_column_or_a_row_may_be_of_a_segment(tmp_path):
    case = small_case(more=SEGMENTS)
    (row,) = recorded(tmp_path, "period,Housed [young],Housed [OLD]\n2018,4,5\n", case).rows
    assert row.counts == {("Housed", "young"): 4, ("Housed", "old"): 5}
    first, second = recorded(tmp_path, "period,segment,Housed\n2018,young,4\n2018,Old,5\n", case).rows
    assert (first.segment, second.segment) == ("young", "old")
    assert second.counts == {("Housed", "old"): 5}


def test_measures_draws_dates_and_a_stop_are_read(tmp_path):
    case = small_case(CAPITAL, more=MEASURES)
    text = (
        "from,to,started,achieved,share housed,measure: share housed (people),drawn: fund a,running,stopped\n"
        "2018-01,2018-03,2018-01-01,2018-02-01,0.55,40,1000,2.5,yes\n"
    )
    (row,) = recorded(tmp_path, text, case).rows
    assert (row.month_from, row.month_to, row.started, row.achieved) == (0, 3, 0.0, 1.0)
    assert row.measures == {"share housed": 0.55}
    assert row.measured == {"share housed": 40}
    assert row.drawn == {"fund A": 1_000}
    assert row.accounts == {"running": 2.5}
    assert row.stopped


def test_a_person_has_numbers_or_dates_of_claims(tmp_path):
    one, other = recorded(tmp_path, "person,Housed,Housed 6 months\nA,1,\nB,2018-03-01; 2018-05-01,2018-09-01\n").rows
    assert one.counts == {("Housed", ""): 1}
    assert one.times == {}
    assert other.counts == {("Housed", ""): 2, ("Housed 6 months", ""): 1}
    assert other.times == {"Housed": (2.0, 4.0), "Housed 6 months": (8.0,)}


def test_the_two_dates_of_a_row_may_run_on_from_the_row_before(tmp_path):
    rows = recorded(tmp_path, "to,Housed\n2018-03,1\n2018-06,2\n").rows
    assert [(row.month_from, row.month_to) for row in rows] == [(0, 3), (3, 6)]


def test_total_alone_stands_for_the_whole_contract(tmp_path):
    (row,) = recorded(tmp_path, "period,Housed\nTotal,4\n").rows
    assert (row.month_from, row.month_to) == (0, 36)


@pytest.mark.parametrize("basis", ["claim", "achievement", "payment"])
def test_a_remark_says_which_dates_the_periods_are_of(tmp_path, basis):
    activity = recorded(tmp_path, f"# Dates: {basis}\nperiod,Housed\n2018,4\n")
    assert (activity.basis, activity.stated) == (basis, True)


def test_rows_stand_in_the_order_of_their_periods(tmp_path):
    rows = recorded(tmp_path, "period,Housed\n2018-05,1\n2018-02,2\n").rows
    assert [row.label for row in rows] == ["2018-02", "2018-05"]


def test_an_outcome_whose_name_has_brackets_is_known_by_its_whole_name(tmp_path):
    head = HEAD.replace('name = "Days in work"', 'name = "Training (people) [level 1]"').replace('kind = "days"\n', "")
    (row,) = recorded(tmp_path, "period,Training (people) [level 1]\n2018,4\n", small_case(head=head)).rows
    assert row.counts == {("Training (people) [level 1]", ""): 4}


# -- what tired people write, and how it is read -----------------------------------------------------------------------

SAME = {("Housed", ""): 1_204.0}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("period;Housed\n2018-03;1204\n", id="semicolons"),
        pytest.param("period\tHoused\n2018-03\t1204\n", id="tabs"),
        pytest.param("\ufeffperiod,Housed\n2018-03,1204\n", id="a byte order mark"),
        pytest.param("period,Housed\r\n2018-03,1204\r\n", id="lines that end as on Windows"),
        pytest.param("\n\nperiod,Housed\n\n2018-03,1204\n\n", id="blank lines"),
        pytest.param("period,Housed,,\n2018-03,1204,,\n,,,\n", id="blank columns and rows"),
        pytest.param('"period","Housed"\n"2018-03","1,204"\n', id="quotes and thousands"),
        pytest.param('period,Housed\n="2018-03","1 204"\n', id="a formula that is a text"),
        pytest.param("PERIOD, housed \n2018-03, 1204 \n", id="mixed case and spaces"),
        pytest.param("period,Housed\n31/03/2018,1204\n", id="the day first"),
        pytest.param("period,Housed\nMar-18,1204\n", id="the month in letters"),
        pytest.param("period,Housed\nMarch 2018,1204\n", id="the month written out"),
        pytest.param("period,Housed\n2018-03-31 00:00:00,1204\n", id="midnight"),
        pytest.param("period,Housed\n2018-03,1204\nTotal,1204\n", id="a total at the bottom"),
        pytest.param("period,Housed,Days in work\n2018-03,1204,-\n", id="a dash for nothing"),
        pytest.param("# a remark, with a comma\nperiod,Housed\n2018-03,1204\n", id="a remark"),
        pytest.param('"# a remark in quotes",\nperiod,Housed\n2018-03,1204\n', id="a remark saved by a spreadsheet"),
        pytest.param("period,Housed\n2018-03,1204.0\n", id="a whole number with decimals"),
    ],
)
def test_it_is_read_all_the_same(tmp_path, text):
    (row,) = recorded(tmp_path, text).rows
    assert row.counts == SAME
    assert (row.month_from, row.month_to) == (2, 3)


def test_text_of_windows_is_read_and_said_to_be(tmp_path):
    head = HEAD.replace('"Housed"', '"Earns £768"').replace('of = "Earns £768"', 'of = "Earns £768"')
    case = small_case(CARD.replace('"Housed"', '"Earns £768"'), head=head)
    activity = recorded(tmp_path, "period,Earns £768\n2018-03,4\n".encode("cp1252"), case)
    assert activity.rows[0].counts == {("Earns £768", ""): 4}
    assert any("Windows" in said for said in activity.said)


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_line_in_which_a_spreadsheet_names_its_separator_is_passed_over(tmp_path, separator):
    text = f"sep={separator}\nperiod,Housed\n2018-03,4\n".replace(",", separator)
    (row,) = recorded(tmp_path, text).rows
    assert (row.line, row.counts) == (3, {("Housed", ""): 4})


def test_text_in_two_bytes_is_read(tmp_path):
    assert recorded(tmp_path, "period,Housed\n2018-03,1204\n".encode("utf-16")).rows[0].counts == SAME


def test_what_was_taken_for_granted_is_said(tmp_path):
    said = recorded(tmp_path, "period;Housed\n04/03/2018;1\n").said
    assert said == (
        "The cells are separated by semicolons.",
        "Dates like 04/03/2018 are read with the day first: 4 March 2018.",
    )


def test_a_heading_in_quotes_may_run_over_two_lines_and_the_lines_are_still_right(tmp_path):
    fault = only_fault(tmp_path, 'period,"Housed\n6 months"\n2018-03,x\n')
    assert (fault.line, fault.path) == (3, "Housed 6 months")


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "rule", "hint"),
    [
        ("-3", "nothing that is recorded is negative", "correct the earlier row"),
        ("(3)", "negative in accounts", "correct the earlier row"),
        ("1.5", "claims are whole numbers", "did you mean 2?"),
        ("12,5", "after a point", "write 12.5"),
        ("1.204,50", "after a point", "write 1204.50"),
        ("1250140011", "it is below 1,000,000,000", "look for figures that have run together"),
        ("55%", "no percent sign", "write 0.55 where a share is meant, 55 for points"),
        ("n/a", "not a number", "leave the cell empty"),
        ("12*", "not a number", "write 12"),
        ("twelve", "not a number", "write 12"),
        ("1e400", "finite", ""),
    ],
)
def test_a_count_that_is_none_is_told_with_line_column_rule_and_hint(tmp_path, cell, rule, hint):
    fault = only_fault(tmp_path, f'# dates: claim\nperiod,Housed\n2018-03,"{cell}"\n')
    assert (fault.line, fault.path, fault.given) == (3, "Housed", cell)
    assert fault.file.endswith("activity.csv")
    assert rule in fault.rule
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("cell", "rule", "hint"),
    [
        ("soon", "no period", "2018-03"),
        ("", "says its period", "2018-03"),
        ("43190", "no period", "2018-03-31"),
        ("2018/19", "no period", "2018-04 to 2019-03"),
        ("2018-19", "no period", "2018-04 to 2019-03"),
        ("2011/12", "no period", "2011-04 to 2012-03"),
        ("31/02/2018", "no period", "2018-03"),
        ("2018-13", "no period", "2018-03"),
        ("2017-03", "before the contract, which starts on 01 January 2018", "correct the date"),
        ("2018-06 to 2018-03", "ends after it begins", "earlier date first"),
        ("1018-06", "no period", "2018-03"),
    ],
)
def test_a_period_that_is_none_is_told(tmp_path, cell, rule, hint):
    fault = only_fault(tmp_path, f"period,Housed\n{cell},1\n")
    assert (fault.line, fault.path, fault.given) == (2, "period", cell)
    assert rule in fault.rule
    assert hint in fault.hint


def test_outside_britain_a_date_that_may_be_of_two_days_is_refused(tmp_path):
    case = small_case(head=HEAD.replace("GBP", "USD"))
    fault = only_fault(tmp_path, "period,Housed\n03/04/2018,1\n", case)
    assert fault.hint == "which is the day and which the month? write 2018-03-15"
    assert recorded(tmp_path, "period,Housed\n03/31/2018,1\n", case).rows[0].month_from == 2


@pytest.mark.parametrize(
    ("heading", "rule", "hint"),
    [
        ("Housd", "named after an outcome", 'did you mean "Housed"?'),
        ("Days", "named after an outcome", 'did you mean "Days in work"?'),
        ("Elephants", "named after an outcome", 'there is "Housed", '),
        ("Housed [young]", "no segment of this name", "everyone"),
        ("drawn: fund A", "no tranche of this name", "no contract of these terms has capital"),
        ("Housed_6_months", "named after an outcome", 'did you mean "Housed 6 months"?'),
        ("", "without a heading", "name the column"),
    ],
)
def test_a_heading_that_says_nothing_is_told(tmp_path, heading, rule, hint):
    (fault,) = [f for f in faults(tmp_path, f'period,"{heading}",Days in work\n2018-03,1,2\n') if f.rule]
    assert fault.line == 1
    assert rule in fault.rule
    assert hint in fault.hint


def test_a_heading_that_stands_twice_is_told(tmp_path):
    fault = only_fault(tmp_path, "period,Housed,housed\n2018-03,1,2\n")
    assert fault.rule == 'two columns hold the same: "Housed" and "housed"'


def test_a_file_without_periods_or_people_is_told_how_to_say_when(tmp_path):
    fault = only_fault(tmp_path, "Housed,Days in work\n1,2\n")
    assert fault.path == "the headings"
    assert "the word total" in fault.hint


def test_a_row_longer_than_the_headings_is_told(tmp_path):
    fault = only_fault(tmp_path, "period,Housed\n2018-03,1,204\n")
    assert (fault.line, fault.given) == (2, "2018-03, 1, 204")
    assert "in quotes" in fault.hint


def test_a_total_that_does_not_add_up_is_told(tmp_path):
    fault = only_fault(tmp_path, "period,Housed\n2018-03,1\n2018-04,2\nTotal,4\n")
    assert (fault.line, fault.path, fault.given) == (4, "Housed", "4")
    assert fault.rule == "a row of totals adds up: the rows come to 3"


def test_a_word_that_is_neither_yes_nor_no_is_told(tmp_path):
    assert (
        only_fault(tmp_path, "period,Housed,stopped\n2018-03,1,perhaps\n").rule == "it says yes or no, or who ended it"
    )


def test_the_record_may_say_who_ended_it(tmp_path):
    activity = recorded(tmp_path, "period,Housed,stopped\n2018-03,1,\n2018-04,1,The investors\n2018-05,0,yes\n")
    assert [(row.stopped, row.ended_by) for row in activity.rows] == [(False, ""), (True, "investors"), (True, "")]


def test_an_unknown_segment_in_a_row_is_told(tmp_path):
    fault = only_fault(tmp_path, "period,segment,Housed\n2018,yuong,4\n", small_case(more=SEGMENTS))
    assert (fault.line, fault.path, fault.hint) == (2, "segment", 'did you mean "young"?')


def test_a_row_and_a_column_of_different_segments_are_told(tmp_path):
    fault = only_fault(tmp_path, "period,segment,Housed [old]\n2018,young,4\n", small_case(more=SEGMENTS))
    assert 'the column is about "old", the row about "young"' in fault.rule


def test_a_start_that_is_no_date_is_told(tmp_path):
    fault = only_fault(tmp_path, "period,started,Housed\n2018-03,43190,4\n")
    assert (fault.path, fault.hint) == ("started", "a spreadsheet counts days: this is 2018-03-31")


def test_dates_of_something_else_are_told(tmp_path):
    fault = only_fault(tmp_path, "# dates: invoice\nperiod,Housed\n2018,4\n")
    assert (fault.line, fault.given, fault.hint) == (1, "invoice", "write # dates: claim")


def test_a_person_without_a_name_is_told(tmp_path):
    assert only_fault(tmp_path, "person,Housed\nA,1\n,1\n").line == 3


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "a line of headings and at least one row"),
        (b"period,Housed\n", "a line of headings and at least one row"),
        (b"PK\x03\x04rest", "a spreadsheet (.xlsx or .ods)"),
        (b"\xd0\xcf\x11\xe0rest", "a spreadsheet (.xls)"),
        (b"%PDF-1.4", "a PDF"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, raw, rule):
    assert rule in only_fault(tmp_path, raw).rule


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    from outcomesim.settlement.reading.rows import read_activity

    for path, rule in ((tmp_path, "this is a folder"), (tmp_path / "no.csv", "there is no such file")):
        with pytest.raises(ScenarioError) as refused:
            read_activity(path, small_case())
        assert refused.value.faults[0].rule == rule


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    told = faults(tmp_path, "period,Housed,Hosed\n2018-03,x,\nsoon,-1,\n")
    assert [fault.line for fault in told] == [1, 2, 3, 3]


# -- one person in two rows --------------------------------------------------------------------------------------------


def test_a_person_in_two_rows_is_one_person(tmp_path):
    activity = recorded(tmp_path, "person,Housed,Housed 6 months\nA,2018-03-01,\nA,,2018-09-01\n")
    (row,) = activity.rows
    assert row.counts == {("Housed", ""): 1, ("Housed 6 months", ""): 1}
    assert activity.said == ('Lines 2 and 3 are about the same person, "A": they are taken together.',)


@pytest.mark.parametrize(
    ("column", "rows", "rule"),
    [
        ("started", "A,2018-01-05,,1\nA,2018-06-05,,1\n", "one person starts once"),
        ("achieved", "A,,2018-02,1\nA,,2018-08,1\n", "the one date on which all claims of a row came"),
        ("achieved", "A,,2018-02,1\nA,,,1\n", "the one date on which all claims of a row came"),
    ],
)
def test_two_rows_of_one_person_that_cannot_both_stand_are_refused(tmp_path, column, rows, rule):
    fault = only_fault(tmp_path, f"person,started,achieved,Housed\n{rows}")
    assert (fault.line, fault.path) == (3, column)
    assert rule in fault.rule
    assert 'line 2 about "A" says another' in fault.rule


def test_a_date_in_the_one_row_of_a_person_that_has_claims_stands_for_them(tmp_path):
    (row,) = recorded(tmp_path, "person,started,achieved,Housed\nA,2018-01-05,,\nA,,2018-02,1\n").rows
    assert (round(row.started, 2), row.achieved) == (0.13, 1.0)


def test_what_two_rows_of_one_person_say_besides_claims_is_kept_too(tmp_path):
    text = "person,Housed,cost,person-months,share housed\nA,1,100,2.5,0.4\nA,1,50.25,,0.6\n"
    (row,) = recorded(tmp_path, text, small_case(more=MEASURES)).rows
    assert row.counts == {("Housed", ""): 2}
    assert row.accounts == {"cost": 150.25, "person-months": 2.5}
    assert row.measures == {"share housed": 0.6}  # what was reported last


def test_dates_give_way_where_another_row_of_the_person_has_none(tmp_path):
    (row,) = recorded(tmp_path, "person,Housed\nA,2018-03-01\nA,1\n").rows
    assert row.counts == {("Housed", ""): 2}
    assert row.times == {}
