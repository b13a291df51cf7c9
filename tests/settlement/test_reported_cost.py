"""An open book rests on what delivery cost: refused where it is not recorded, told where some of it is missing."""

import pytest
from settlement.small import CARD, recorded, settled, small_case

from outcomesim.errors import ScenarioError
from outcomesim.settlement.settling import settle

OPEN = CARD.replace("[contract.prices]", "gain_share = { share = 0.5 }\n  [contract.prices]")
BY_THE_YEAR = OPEN.replace("share = 0.5 }\n", 'share = 0.5, over = "year" }\n')
BY_PERSON = "person,started,Housed,cost\n1,2018-01,2018-03,400\n2,2019-03,2019-05,100\n"


def refused(tmp_path, text, terms):
    case = small_case(terms)
    with pytest.raises(ScenarioError) as error:
        settle(case, recorded(tmp_path, text, case))
    (fault,) = error.value.faults
    return fault


def test_a_record_without_cost_is_refused(tmp_path):
    fault = refused(tmp_path, "period,Housed\n2018-01,5\n", OPEN)
    assert (fault.path, fault.hint) == ("cost", "add a column cost")
    assert "rests on what delivery cost" in fault.rule


def test_what_a_person_cost_has_no_date_and_so_belongs_to_no_year(tmp_path):
    fault = refused(tmp_path, BY_PERSON, BY_THE_YEAR)
    assert (fault.path, fault.line) == ("cost", 2)
    assert "leave over out of gain_share" in fault.hint


def test_what_people_cost_is_shared_over_in_the_end(tmp_path):
    """Two people at 600 less 500 of cost: half of 700 comes back."""
    assert settled(tmp_path, BY_PERSON, small_case(OPEN)).total.tolist() == [850]


def told(tmp_path, text):
    return [one for one in settled(tmp_path, text, small_case(OPEN)).oddities if "cost" in one]


def test_periods_of_service_without_a_cost_are_told_in_one_sentence(tmp_path):
    assert told(tmp_path, "period,Housed,cost\n2018-01,5,\n2018-02,5,900\n2018-03,5,\n") == [
        "No row says what 2018-01, 2018-03 cost: it is taken as nothing, so that the more comes back of what is owed. "
        "A 0 under cost says that it was nothing."
    ]


def test_nothing_is_asked_of_a_nought_or_of_claims_after_the_service(tmp_path):
    assert not told(tmp_path, "period,Housed,cost\n2018-01,5,0\n2018-02,5,900\n")
    assert not told(tmp_path, "period,Housed,cost,stopped\n2018-01,5,900,yes\n2018-02,5,,\n")
