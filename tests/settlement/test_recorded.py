"""Recorded activity becomes the statements a contract sees."""

import numpy as np
import pytest
from settlement.small import HEAD, recorded, settled, small_case

from outcomesim.contracts import make_contract
from outcomesim.errors import ScenarioError
from outcomesim.settlement.recorded import recorded_statements
from outcomesim.settlement.settling import setting_of, settle

SEGMENTS = '[[segment]]\nname = "young"\n\n[[segment]]\nname = "old"\n'
BY_SEGMENT = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]

  [[contract.pay]]
  per = "unit"
  of = "Days in work"
  price = { young = 10, old = 4 }
"""
CAPPED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
every_months = 6
cap = [{ over = "person", amount = 1_000 }]

  [[contract.pay]]
  prices = { "Housed" = 600, "Housed 6 months" = 800 }
  claims_per_person = 1
"""


def statements(folder, text, case):
    made = make_contract(case.contracts[0], setting_of(case))
    return recorded_statements(case, made, recorded(folder, text, case))


def test_rows_of_the_same_months_are_one_statement(tmp_path):
    case = small_case(BY_SEGMENT, more=SEGMENTS)
    made = statements(tmp_path, "period,segment,Days in work\n2018-01,young,3\n2018-01,old,5\n2018-02,old,2\n", case)
    assert made.labels == ("2018-01", "2018-02")
    first, second = made.statements
    assert first.verified[0, :, 2].tolist() == [3, 5]
    assert second.verified_to_date[0, :, 2].tolist() == [3, 7]


def test_people_with_dates_are_settled_by_the_contracts_own_statements(tmp_path):
    made = statements(
        tmp_path, "person,Housed,Housed 6 months\nA,2018-03-01,2018-09-01\nB,2018-08-01,\n", small_case(CAPPED)
    )
    first, second = made.statements[:2]
    assert (first.month_from, first.month_to, second.month_to) == (0, 6, 12)
    assert first.verified[0, 0].tolist() == [1, 0, 0]
    assert second.verified[0, 0].tolist() == [1, 1, 0]


def test_people_without_dates_are_settled_at_the_end(tmp_path):
    made = statements(tmp_path, "person,Housed\nA,1\nB,1\n", small_case(CAPPED))
    assert [statement.month_to for statement in made.statements] == [36]


def test_a_cap_is_exact_where_each_row_is_a_person(tmp_path):
    """A has both, 1,400, of which 400 is held back; B has one."""
    settlement = settled(tmp_path, "person,Housed,Housed 6 months\nA,1,1\nB,1,0\n", small_case(CAPPED))
    assert not settlement.bounded
    assert settlement.total.tolist() == [1_000 + 600]


def test_the_cap_takes_the_later_claim_of_a_person(tmp_path):
    settlement = settled(
        tmp_path, "# dates: claim\nperson,Housed,Housed 6 months\nA,2018-03-01,2018-09-01\n", small_case(CAPPED)
    )
    assert settlement.of_line("Housed").tolist() == [600]
    assert settlement.of_line("Housed 6 months").tolist() == [400]


def test_the_same_totals_give_two_ends_that_hold_every_spread(tmp_path):
    """Three entries, two stays: 3,400 in all. Heaped on two people 400 is cut from each, spread over four none."""
    settlement = settled(tmp_path, "period,attachments,Housed,Housed 6 months\ntotal,5,3,2\n", small_case(CAPPED))
    assert settlement.bounded
    assert settlement.total.tolist() == [2_600, 3_400]


def test_too_few_people_bring_the_upper_end_down(tmp_path):
    """Three people can be paid 3,000 together at the most."""
    settlement = settled(tmp_path, "period,attachments,Housed,Housed 6 months\ntotal,3,3,2\n", small_case(CAPPED))
    assert settlement.total.tolist() == [2_600, 3_000]


def test_a_person_with_more_claims_than_are_paid_is_cut_to_the_limit(tmp_path):
    settlement = settled(tmp_path, "person,Housed\nA,3\n", small_case(CAPPED))
    assert settlement.total.tolist() == [600]


def test_people_with_claims_tell_how_many_claims_are_one_too_many(tmp_path):
    """Five claims of three people, one paid for each."""
    terms = CAPPED.replace('cap = [{ over = "person", amount = 1_000 }]\n', "")
    settlement = settled(tmp_path, "period,Housed,Housed (people)\ntotal,5,3\n", small_case(terms))
    assert settlement.total.tolist() == [1_800]


def test_claims_beyond_the_limit_are_not_held_back_by_the_cap_as_well(tmp_path):
    """Ten claims of one person: one is paid, at 600, below the cap."""
    text = "period,attachments,Housed,Housed (people)\ntotal,1,10,1\n"
    assert settled(tmp_path, text, small_case(CAPPED)).total.tolist() == [600]


def test_counts_without_a_segment_give_the_least_and_the_most(tmp_path):
    settlement = settled(tmp_path, "period,Days in work\ntotal,100\n", small_case(BY_SEGMENT, more=SEGMENTS))
    assert settlement.total.tolist() == [400, 1_000]


def test_a_segment_may_be_known_of_some_counts(tmp_path):
    text = "period,Days in work,Days in work [young]\ntotal,100,10\n"
    assert settled(tmp_path, text, small_case(BY_SEGMENT, more=SEGMENTS)).total.tolist() == [500, 1_100]


def test_under_a_cap_for_each_person_a_count_says_its_segment(tmp_path):
    with pytest.raises(ScenarioError) as refused:
        settled(tmp_path, "period,Housed\ntotal,3\n", small_case(CAPPED, more=SEGMENTS))
    (fault,) = refused.value.faults
    assert (fault.line, fault.path) == (2, "Housed")
    assert '"Housed [young]"' in fault.hint


def test_people_taken_on_say_their_segment_where_that_decides_the_price(tmp_path):
    terms = BY_SEGMENT.replace('per = "unit"\n  of = "Days in work"', 'per = "attachment"')
    with pytest.raises(ScenarioError) as refused:
        settled(tmp_path, "period,attachments\ntotal,3\n", small_case(terms, more=SEGMENTS))
    assert refused.value.faults[0].hint == "add a column segment, with young, old"
    by_segment = settled(tmp_path, "period,segment,attachments\ntotal,old,3\n", small_case(terms, more=SEGMENTS))
    assert by_segment.total.tolist() == [12]


def test_one_price_for_all_needs_no_segment(tmp_path):
    terms = BY_SEGMENT.replace('per = "unit"\n  of = "Days in work"', 'per = "attachment"').replace(
        "{ young = 10, old = 4 }", "7"
    )
    assert settled(tmp_path, "period,attachments\ntotal,3\n", small_case(terms, more=SEGMENTS)).total.tolist() == [21]


def test_prices_go_by_the_month_of_start_where_the_row_says_it(tmp_path):
    terms = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]

  [[contract.pay]]
  of = "Housed"
  price = 600
  later = [{ since = 12, price = 500 }]
  priced_by = "start"
"""
    text = "period,started,Housed\n2019-06,2018-03,1\n2019-06,2019-03,1\n"
    assert settled(tmp_path, text, small_case(terms)).total.tolist() == [1_100]


def test_a_measure_stands_from_the_period_that_reports_it_with_the_people_behind_it(tmp_path):
    more = """
[[measure]]
name = "share"
how = "recorded"
least_sample = 30
otherwise = 0.2
"""
    terms = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]

  [[contract.pay]]
  per = "measure"
  schedule = { measure = "share", steps = [[0.5, 1_000]] }
"""
    case = small_case(terms, head=HEAD, more=more)
    many = settled(tmp_path, "period,share,share (people)\n2018-01,,\n2018-02,0.6,40\n", case)
    few = settled(tmp_path, "period,share,share (people)\n2018-01,,\n2018-02,0.6,20\n", case)
    assert many.in_period("2018-01").tolist() == [0]
    assert many.in_period("2018-02").tolist() == [1_000]
    assert few.total.tolist() == [0]


def test_a_stop_is_known_from_its_period_on(tmp_path):
    made = statements(tmp_path, "period,Housed,stopped\n2018-01,1,\n2018-02,1,yes\n", small_case())
    assert [statement.ended.tolist() for statement in made.statements] == [[False], [True]]


def test_months_of_service_are_as_recorded_else_those_of_the_period(tmp_path):
    made = statements(tmp_path, "period,Housed,running\n2018-01,1,0.5\n2018 Q2,1,\n", small_case())
    assert [float(np.ravel(statement.running)[0]) for statement in made.statements] == [0.5, 2.0, 3.0]
    assert made.labels == ("2018-01", "2018-02 to 2018-03", "2018 Q2")
    assert made.gaps == ((1, 3),)


def test_two_contracts_must_be_told_apart(tmp_path):
    from settlement.small import CARD

    case = small_case(CARD + CARD.replace('"card"', '"other"'))
    activity = recorded(tmp_path, "period,Housed\ntotal,1\n", case)
    with pytest.raises(ScenarioError, match="say which with --contract NAME"):
        settle(case, activity)
    with pytest.raises(ScenarioError, match='did you mean "other"'):
        settle(case, activity, contract="othre")
    assert settle(case, activity, contract="other").contract.name == "other"


FEES = """
[[contract]]
name = "fees"
form = "payment by results"
payers = [{ name = "department", share = 1 }]
every_months = 1
  [[contract.pay]]
  name = "attachment fee"
  per = "attachment"
  price = 400
  later = [{ since = 12, price = 300 }, { since = 24, price = 200 }]
  [[contract.pay]]
  of = "Housed"
  price = 170
  later = [{ since = 12, price = 150 }]
  priced_by = "start"
  claims_per_person = 13
"""


def test_each_person_is_taken_on_once_in_the_month_that_she_started(tmp_path):
    """Fees of 400, 300 and 200 by the year of start: once each, and not once in every statement."""
    text = "person,started,Housed\nA,2018-02-01,\nB,2019-03-05,2019-06-01\nC,2020-01-01,\n"
    settlement = settled(tmp_path, text, small_case(FEES))
    assert settlement.count_of("attachment fee").tolist() == [3]
    assert settlement.of_line("attachment fee").tolist() == [900]
    assert settlement.in_period("2018-02").tolist() == [400]
    assert settlement.in_period("2019-03").tolist() == [300]


def test_claims_beyond_the_limit_are_taken_from_the_person_who_made_them(tmp_path):
    """15 claims of one who started at 170, of which 13 are paid, and 10 of one at 150: 2,210 + 1,500."""
    text = "person,started,Housed\nA,2018-02-01,15\nB,2019-03-05,10\n"
    settlement = settled(tmp_path, text, small_case(FEES))
    assert settlement.of_line("Housed").tolist() == [3_710]


def test_what_a_person_cost_is_counted_once(tmp_path):
    terms = FEES.replace('per = "attachment"\n  price = 400\n', 'per = "cost"\n  price = 1\n').split("  later", 1)[0]
    settlement = settled(tmp_path, "person,cost,Housed\nA,250,2018-02-01\nB,100,2019-03-05\n", small_case(terms))
    assert settlement.total.tolist() == [350]


def test_people_taken_on_may_stand_in_a_column_for_each_segment(tmp_path):
    """Two of the young at 100 and three of the old at 150."""
    head = '[[segment]]\nname = "young"\n[[segment]]\nname = "old"\n'
    terms = FEES.replace("price = 400", "price = { young = 100, old = 150 }").split("  later", 1)[0]
    text = "period,attachments [young],attachments [Old]\n2018-01,2,3\n"
    assert settled(tmp_path, text, small_case(terms, more=head)).total.tolist() == [650]
    with pytest.raises(ScenarioError, match="there is no segment of this name"):
        settled(tmp_path, text.replace("Old", "ancient"), small_case(terms, more=head))


def test_an_evaluation_of_terms_alone_is_described_and_its_report_taken_as_recorded(tmp_path):
    """52.25 for each household of 1,000, paid at 3 a unit."""
    more = """
[[evaluation]]
name = "trial"
outcome = "Housed"
design = "randomised trial"
sample = 1_000
at = [24]
[[measure]]
name = "gain"
how = "difference"
evaluation = "trial"
"""
    terms = FEES.split("  [[contract.pay]]", 1)[0] + (
        '  [[contract.pay]]\n  name = "effect"\n  per = "measure"\n  weight = 1_000\n'
        '  schedule = { measure = "gain", bands = [[0, 3]] }\n'
    )
    case = small_case(terms, more=more)
    assert case.evaluations[0].design == "randomised trial"
    assert settled(tmp_path, "period,gain\ntotal,52.25\n", case).total.tolist() == [156_750]
