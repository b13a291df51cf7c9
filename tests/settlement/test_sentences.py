"""Every step that changes an amount has its sentence, with the amount worked by hand."""

import pytest
from settlement.small import recorded, settled, small_case

from outcomesim.settlement.sentences import reasons
from outcomesim.settlement.settling import settle

HEAD_OF_TERMS = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{ name = "council", share = 1.0 }]
"""
MEASURE = '[[measure]]\nname = "share housed"\nhow = "recorded"\n'


def told(folder, terms, text, more=""):
    settlement = settled(folder, text, small_case(HEAD_OF_TERMS + terms, more=more))
    return {reason.step: (reason.sentence, reason.amount.tolist()) for reason in reasons(settlement)}


@pytest.mark.parametrize(
    ("terms", "text", "step", "sentence", "amount"),
    [
        (
            '[[contract.pay]]\nof = "Housed"\nprice = 600\nclaims_per_person = 1\n',
            "person,Housed\nA,3\nB,1\n",
            "repeat limit", "2 claims beyond 1 a person are not paid.", -2,
        ),
        (
            '[[contract.pay]]\nof = "Housed"\nprice = 600\nonly_if = { measure = "share housed", at_least = 0.5 }\n',
            "period,Housed,share housed\n2018-01,3,0.4\n",
            "gate", "3 claims are lost: paid only if share housed is at least 0.5, and it is 0.4.", -3,
        ),
        (
            '[[contract.pay]]\nper = "measure"\nname = "bonus"\n'
            'only_if = { measure = "share housed", at_least = 0.5 }\n'
            'schedule = { measure = "gain of the year", bands = [[0, 100]] }\n'
            '[[measure]]\nname = "gain of the year"\nhow = "recorded"\nwindow = "year"\n',
            "period,gain of the year,share housed\n2018,12,0.4\n",
            "gate", "£1,200 is lost: paid only if share housed is at least 0.5, and it is 0.4.", -1_200,
        ),
        (
            '[[contract.pay]]\nof = "Housed"\nprice = 600\ndeduct = 0.25\n',
            "period,Housed\n2018-01,2\n",
            "deduction", "£300 (25%) is deducted for what would have happened anyway.", -300,
        ),
        (  # a quarter of what is left by volume, 2 x 600 + 2 x 300 = 1,800
            '[[contract.pay]]\nof = "Housed"\nprice = 600\ndeduct = 0.25\nvolume = { bands = [[0, 1], [2, 0.5]] }\n',
            "period,Housed\n2018-01,4\n",
            "deduction", "£450 (25%) is deducted for what would have happened anyway.", -450,
        ),
        (
            '[[contract.pay]]\nof = "Housed"\nprice = 600\ndeduct_measure = "share housed"\n',
            "period,Housed,share housed\n2018-01,2,0.1\n",
            "deduction", '£120 (10%) is deducted, as "share housed" says.', -120,
        ),
        (
            '[[contract.pay]]\nper = "measure"\nname = "bonus"\n'
            'schedule = { measure = "share housed", steps = [[0.5, 2_000]] }\n',
            "period,share housed\n2018-01,0.6\n",
            "schedule", 'bonus comes to £2,000 by its schedule, "share housed" being 0.6.', 2_000,
        ),
        (
            '[[contract.pay]]\nof = "Housed"\nprice = 600\n'
            'schedule = { measure = "share housed", linear = [[0.0, 0.0], [1.0, 1.0]] }\n',
            "period,Housed,share housed\n2018-01,2,0.75\n",
            "schedule", 'Housed is changed by -£300 by its schedule, "share housed" being 0.75.', -300,
        ),
        (
            'cap = [{ over = "person", amount = 1_000 }]\n[[contract.pay]]\nof = "Housed"\nprice = 600\n',
            "person,Housed\nA,3\n",
            "cap per person", "£800 is beyond the cap per person, oldest claims first.", -800,
        ),
        (
            'cap = [{ over = "year", amount = 1_000, excess = "carried" }]\n'
            '[[contract.pay]]\nof = "Housed"\nprice = 600\n',
            "period,Housed\n2018-01,2\n",
            "cap", "£200 is cut by the cap of £1,000 on the contract year and carried to the next statement.", -200,
        ),
        (
            'every_months = 1\n[[contract.pay]]\nof = "Housed"\nprice = 600\n'
            "tolerance = { expected = 1_250, share = 0.05 }\n",
            "period,Housed\n2018-01,2\n",
            "tolerance", "£50 is added: the shortfall is within the tolerance.", 50,
        ),
        (
            'every_months = 1\nfloor = [{ over = "period", amount = 1_000 }]\n'
            '[[contract.pay]]\nof = "Housed"\nprice = 600\n',
            "period,Housed\n2018-01,1\n",
            "floor", "£400 is added up to the least that is paid.", 400,
        ),
        (
            'retention = { share = 0.1, released = 12 }\n[[contract.pay]]\nof = "Housed"\nprice = 600\n',
            "period,Housed\n2018-01,5\n",
            "retention", "£300 is retained.", -300,
        ),
    ],
)  # fmt: skip
def test_a_step_is_told_with_what_it_changed(tmp_path, terms, text, step, sentence, amount):
    found = told(tmp_path, terms, text, MEASURE)
    assert found[step] == (sentence, [amount])


WAITS = (
    '[[contract.pay]]\nof = "Housed"\nprice = 600\nback_dated = true\n'
    'only_if = { measure = "share housed", at_least = 0.5 }\n'
)


RUN_OFF = "every_months = 3\nend = { run_off_months = 3 }\n"


def test_claims_after_the_run_off_are_told_as_lost_period_by_period(tmp_path):
    """Stopped at the end of March: the second quarter is within three months, the third and the fourth are not."""
    terms = HEAD_OF_TERMS + RUN_OFF + '[[contract.pay]]\nof = "Housed"\nprice = 600\n'
    text = "period,Housed,stopped\n2018 Q1,5,yes\n2018 Q2,2,\n2018 Q3,1,\n2018 Q4,7,\n"
    settlement = settled(tmp_path, text, small_case(terms))
    assert [(one.period, one.step, one.amount.tolist(), one.sentence) for one in reasons(settlement)] == [
        ("2018 Q3", "run-off", [-1], "1 claim came after the run-off (3 months from the stop) and is lost."),
        ("2018 Q4", "run-off", [-7], "7 claims came after the run-off (3 months from the stop) and are lost."),
    ]
    assert settlement.total.tolist() == [7 * 600]
    assert settlement.statements[3].worked.brought.sum() == 7


def test_claims_after_the_run_off_do_not_wait_behind_a_gate(tmp_path):
    text = "period,Housed,share housed,stopped\n2018 Q1,3,0.4,yes\n2018 Q2,2,0.4,\n2018 Q3,1,0.4,\n"
    found = told(tmp_path, RUN_OFF + WAITS, text, more=MEASURE)
    assert found["waiting"][1] == [-5]
    assert found["run-off"][1] == [-1]


def test_a_breach_after_the_run_off_costs_no_penalty_and_is_told(tmp_path):
    penalty = '[[contract.penalty]]\nname = "fall"\nof = "Housed 6 months"\nprice = 50\n'
    terms = RUN_OFF + '[[contract.pay]]\nof = "Housed"\nprice = 600\n' + penalty
    text = "period,Housed,Housed 6 months,stopped\n2018 Q1,5,1,yes\n2018 Q3,0,2,\n"
    found = told(tmp_path, terms, text)
    assert found["penalty"][1] == [-50]
    sentence = "2 claims came after the run-off (3 months from the stop) and are not counted."
    assert found["run-off"] == (sentence, [-2])


def test_claims_that_waited_behind_a_gate_are_told_when_it_is_met(tmp_path):
    text = "period,Housed,share housed\n2018 Q1,3,0.4\n2018 Q2,2,0.4\n2018 Q3,1,0.6\n"
    sentence, amount = told(tmp_path, WAITS, text, more=MEASURE)["waited"]
    assert sentence == "5 claims that waited are paid: share housed is at least 0.5."
    assert amount == [5]


@pytest.mark.parametrize(("reported", "why"), [("0.4", "it is 0.4"), ("", "it was not reported")])
def test_claims_that_wait_behind_a_gate_to_the_end_are_told_once(tmp_path, reported, why):
    text = f"period,Housed,share housed\n2018 Q1,3,{reported}\n2018 Q2,2,{reported}\n"
    sentence, amount = told(tmp_path, WAITS, text, more=MEASURE)["waiting"]
    assert sentence == f"5 claims wait and are not paid: paid only if share housed is at least 0.5, and {why}."
    assert amount == [-5]


def test_a_cost_that_waits_behind_a_gate_is_told_without_the_word_claims(tmp_path):
    terms = WAITS.replace('of = "Housed"\nprice = 600', 'name = "maths"\nper = "cost"\nprice = 0.5')
    text = "period,cost,share housed\n2018 Q1,30000,0.4\n2018 Q2,4000000,0.4\n"
    sentence, _ = told(tmp_path, terms, text, more=MEASURE)["waiting"]
    assert sentence == "4,030,000 wait and are not paid: paid only if share housed is at least 0.5, and it is 0.4."


def test_what_was_retained_is_told_when_it_comes_back(tmp_path):
    terms = 'retention = { share = 0.1, released = 6 }\n[[contract.pay]]\nof = "Housed"\nprice = 600\n'
    settlement = settled(tmp_path, "period,Housed\n2018-01,5\n2018-12,\n", small_case(HEAD_OF_TERMS + terms))
    assert [reason.sentence for reason in reasons(settlement)] == [
        "£300 is retained.",
        "£300 retained before is released.",
    ]
    assert settlement.in_period("at month 7").tolist() == [300]


def test_what_is_retained_stays_so_where_the_record_is_not_finished(tmp_path):
    terms = 'retention = { share = 0.1, released = 6 }\n[[contract.pay]]\nof = "Housed"\nprice = 600\n'
    settlement = settled(tmp_path, "period,Housed\n2018-01,5\n2018-04,5\n", small_case(HEAD_OF_TERMS + terms))
    assert settlement.total.tolist() == [2_700 + 2_700]
    assert "what is claimed, released, made up or paid back at the end is not in it" in settlement.oddities[-1]


def test_what_no_payer_bears_is_told(tmp_path):
    terms = (
        HEAD_OF_TERMS.replace("share = 1.0", "share = 1.0, limit = 1_000")
        + '[[contract.pay]]\nof = "Housed"\nprice = 600\n'
    )
    case = small_case(terms)
    settlement = settle(case, recorded(tmp_path, "period,Housed\n2018-01,2\n", case))
    (reason,) = reasons(settlement)
    assert reason.sentence == "£200 is unpaid: a payer's limit is exhausted and no other bears it."
    assert settlement.total.tolist() == [1_000]


def test_nothing_to_tell_where_everything_is_paid_at_its_price(tmp_path):
    assert told(tmp_path, '[[contract.pay]]\nof = "Housed"\nprice = 600\n', "period,Housed\n2018-01,2\n") == {}


@pytest.mark.parametrize(
    ("reported", "why"),
    [
        ("0.4", 'bonus comes to nothing: "share housed" is 0.4.'),
        ("", 'bonus comes to nothing: "share housed" was not reported.'),
    ],
)
def test_what_a_measure_did_not_bring_is_told_once(tmp_path, reported, why):
    terms = (
        '[[contract.pay]]\nper = "measure"\nname = "bonus"\n'
        'schedule = { measure = "share housed", steps = [[0.5, 2_000]] }\n'
    )
    case = small_case(HEAD_OF_TERMS + terms, more=MEASURE)
    settlement = settled(tmp_path, f"period,share housed\n2018-01,{reported}\n2018-02,{reported}\n", case)
    assert [reason.sentence for reason in reasons(settlement)] == [why]


def test_a_trigger_that_was_missed_is_told():
    from outcomesim import load_case, read_activity
    from outcomesim.settlement.reading.rows import own_activity

    case = load_case("peterborough")
    below = settle(case, read_activity(own_activity(case, "peterborough_just_below.csv"), case))
    assert [reason.sentence for reason in reasons(below)] == [
        'early payment, cohort 1 comes to nothing: "reduction in cohort 1, percent" is 8.4.',
        'final payment comes to nothing: "reduction in all cohorts, percent" is 7.4.',
    ]


def test_what_another_payer_bears_beyond_a_limit_is_told(tmp_path):
    """Of 1,200 the fund would bear 600, and bears 500."""
    terms = HEAD_OF_TERMS.replace("share = 1.0 }", 'share = 0.5 }, { name = "fund", share = 0.5, limit = 500, '
                                  'when_exhausted = "others pay" }')  # fmt: skip
    settlement = settled(
        tmp_path, "period,Housed\n2018-01,2\n", small_case(terms + '[[contract.pay]]\nof = "Housed"\nprice = 600\n')
    )
    (reason,) = reasons(settlement)
    assert reason.sentence == "£100 is beyond the limit of fund, and the other payers bear it."
    assert settlement.paid_by("council").tolist() == [700]


def test_what_was_retained_and_is_lost_says_why(tmp_path):
    terms = (
        'retention = { share = 0.1, released = 0, only_if = { measure = "share housed", at_least = 0.8 } }\n'
        '[[contract.pay]]\nof = "Housed"\nprice = 600\n'
    )
    found = told(tmp_path, terms, "period,Housed,share housed\n2018-01,5,0.75\n", MEASURE)
    sentence, amount = found["retention lost"]
    assert sentence == "£300 retained before is lost: paid only if share housed is at least 0.8, and it is 0.75."
    assert amount == [-300]


YEARLY = """
[[measure]]
name = "score"
how = "recorded"
window = "year"
[[contract]]
name = "yearly"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
every_months = 6
  [[contract.pay]]
  name = "bonus"
  per = "measure"
  claimed = "yearly"
  schedule = { measure = "score", linear = [[0, 0], [100, 10_000]] }
"""


def test_a_year_without_a_figure_is_told(tmp_path):
    """Reported in the first year and the third: of the second it is said, and of no half year."""
    text = "period,score\n2018 H1,\n2018 H2,80\n2019 H1,\n2019 H2,\n2020 H1,90\n2020 H2,\n"
    found = settled(tmp_path, text, small_case(YEARLY))
    assert found.total.tolist() == [17_000]
    nothing = [reason for reason in reasons(found) if "comes to nothing" in reason.sentence]
    assert [(reason.period, reason.sentence) for reason in nothing] == [
        ("2019 H2", 'bonus comes to nothing: "score" was not reported since it was last claimed.')
    ]
