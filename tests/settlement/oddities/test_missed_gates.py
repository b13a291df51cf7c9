"""A gate that the record did not meet is told; what was recorded after it is settled all the same."""

from settlement.small import settled, small_case

MEASURE = """
[[measure]]
name = "share"
how = "recorded"
"""
TERMS = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
every_months = 3
prices = { "Housed" = 1_000 }
  [[contract.gate]]
  at = [6]
  must = { measure = "share", at_least = 0.5 }
  otherwise = "stop"
"""
SHUT = TERMS.replace('"stop"', '"shut intake"').replace("[6]", "[3, 6]")


def told(folder, rows, terms=TERMS):
    settlement = settled(
        folder, "# dates: claim\nperiod,Housed,share,stopped\n" + rows, small_case(terms, more=MEASURE)
    )
    return settlement.total.tolist(), [said for said in settlement.oddities if "The gate of month" in said]


def test_a_gate_that_was_missed_is_told_and_what_came_after_is_settled(tmp_path):
    total, (said,) = told(tmp_path, "2018 Q1,5,0.3,\n2018 Q2,5,0.3,\n2018 Q3,5,0.3,\n2018 Q4,5,0.3,\n")
    assert total == [20_000]
    assert said.startswith("The gate of month 6 was not met: the terms ask that ")
    assert "it was 0.3" in said
    assert "payers give 3 months of notice and the service stops; what was recorded after that is settled all" in said


def test_a_gate_that_was_met_or_is_not_reached_is_not_told(tmp_path):
    assert told(tmp_path, "2018 Q1,5,0.3,\n2018 Q2,5,0.5,\n2018 Q3,5,0.3,\n")[1] == []
    assert told(tmp_path, "2018 Q1,5,0.3,\n")[1] == []


def test_a_service_that_was_stopped_by_then_has_followed_the_terms(tmp_path):
    assert told(tmp_path, "2018 Q1,5,0.3,\n2018 Q2,5,0.3,\n2018 Q3,5,0.3,yes\n2018 Q4,1,,\n")[1] == []


def test_a_measure_that_was_not_reported_meets_no_gate(tmp_path):
    (said,) = told(tmp_path, "2018 Q1,5,,\n2018 Q2,5,,\n2018 Q4,5,,\n")[1]
    assert "it was not reported" in said


def test_a_record_that_ends_before_the_notice_says_so(tmp_path):
    (said,) = told(tmp_path, "2018 Q1,5,0.3,\n2018 Q2,5,0.3,\n")[1]
    assert said.endswith("of notice and the service stops; the record ends before.")


def test_each_date_on_which_intake_was_to_shut_is_told(tmp_path):
    rows = "2018 Q1,5,0.3,\n2018 Q2,5,0.4,\n2018 Q3,5,0.6,\n"
    said = told(tmp_path, rows, SHUT)[1]
    assert [one.partition(" was")[0] for one in said] == ["The gate of month 3", "The gate of month 6"]
    assert all("intake shuts" in one for one in said)
