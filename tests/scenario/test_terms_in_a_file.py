"""What a file may say of payment, and what it is told where it makes no sense."""

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario.loading import case_from_texts, load_case
from outcomesim.scenario.pay import Cap, Payer, PayLine, Price, Retention, Volume

HEAD = """
title = "terms"
currency = "GBP"
start = 2020-01-01
horizon_months = 24
dates = { last_claim = 12 }
outcome = [{ name = "job" }, { name = "one of two", kind = "k of n", k = 1, among = ["job"] }]
measure = [{ name = "share", how = "recorded", window = "year" }]

[[contract]]
name = "terms"
form = "payment by results"
"""
PLAIN = 'payers = [{ name = "council", share = 1 }]\n'


def read(contract, payers=PLAIN):
    return case_from_texts([("terms.toml", HEAD + payers + contract)]).contracts[0]


def test_a_line_that_does_not_say_what_for_is_paid_per_outcome():
    (line,) = read('pay = [{ of = "job", price = 5 }]').payment.lines
    assert line == PayLine("job", "outcome", (Price("job", 5.0),))


def test_volume_money_back_and_limits_by_year_are_read_as_records():
    terms = read("""
pay = [
  { of = "job", price = 5, volume = { bands = [[0, 1], [100, 0.8]], over = "year" } },
  { name = "tier", per = "measure", may_fall = true, schedule = { measure = "share", steps = [[0.5, 10]] } },
]
cap = [{ over = "year", amounts = [10, 20], unused = "carried" }]
retention = { share = 0.1, lines = "job" }
""").payment
    assert terms.lines[0].volume == Volume(((0.0, 1.0), (100.0, 0.8)), "year")
    assert terms.lines[1].may_fall
    assert terms.caps == (Cap("year", 10.0, amounts=(10.0, 20.0), unused="carried"),)
    assert terms.retention == Retention(0.1, lines=("job",))


def test_a_cap_and_a_limit_by_year_hold_for_each_year_in_turn_and_the_last_for_later_ones():
    cap = Cap("year", 10.0, amounts=(10.0, 20.0))
    fund = Payer("fund", limits_by_year=(4.0, 6.0))
    assert [cap.in_year(year) for year in range(4)] == [10, 20, 20, 20]
    assert [fund.limit_in_year(year) for year in range(4)] == [4, 6, 6, 6]
    assert Payer("fund", limit_per_year=3.0).limit_in_year(7) == 3
    assert Payer("fund").limit_in_year(0) is None


def test_a_block_that_a_variation_brings_is_for_its_months_and_other_lines_keep_their_dates():
    (variation,) = read("""
prices = { job = 5 }
variation = [{ since = 3, until = 9, pay = [{ per = "block", amount = 60 }, { of = "job", price = 1 }] }]
""").variations
    block, jobs = variation.payment.lines
    assert (block.since, block.until) == (3.0, 9.0)
    assert (jobs.since, jobs.until) == (None, None)
    assert variation.replaces_lines


def test_a_variation_of_payers_alone_keeps_the_lines():
    (variation,) = read("prices = { job = 5 }\nvariation = [{ since = 3, until = 9, every_months = 1 }]").variations
    assert not variation.replaces_lines


JOB = 'of = "job", price = 5'
BROKEN = [
    (f"pay = [{{ {JOB}, volume = {{ bands = [[10, 1]] }} }}]", "ascend, the first from 0"),
    (f"pay = [{{ {JOB}, volume = {{ bands = [[0, 1], [0, 0.5]] }} }}]", "ascend, the first from 0"),
    (f"pay = [{{ {JOB}, volume = {{ bands = [[0]] }} }}]", "from how many"),
    (f"pay = [{{ {JOB}, volume = {{ bands = [[0, -1]] }} }}]", "0 or more"),
    ('pay = [{ per = "cost", price = 1, volume = { bands = [[0, 1]] } }]', "has no number of claims"),
    (f"pay = [{{ {JOB}, may_fall = true }}]", "only an amount that a schedule gives"),
    (f'pay = [{{ {JOB} }}]\ncap = [{{ over = "year" }}]', "a cap has an amount"),
    (f'pay = [{{ {JOB} }}]\ncap = [{{ over = "year", amount = 1, amounts = [1] }}]', "a cap has an amount"),
    (f'pay = [{{ {JOB} }}]\ncap = [{{ over = "contract", amounts = [1] }}]', "amounts is for a cap on a year"),
    (f'pay = [{{ {JOB} }}]\ncap = [{{ over = "period", amount = 1, unused = "carried" }}]', "unused is for a cap"),
    (f'pay = [{{ {JOB} }}]\nretention = {{ share = 0.1, lines = "jobs" }}', "jobs"),
    (f'pay = [{{ {JOB}, only_if = {{ measure = "capital repaid", below = 1 }} }}]', "no measure of this name"),
]


@pytest.mark.parametrize(("contract", "told"), BROKEN)
def test_what_makes_no_sense_is_refused_with_its_reason(contract, told):
    with pytest.raises(ScenarioError, match=told):
        read(contract)


OUTCOMES = [
    ('{ name = "two", kind = "k of n", k = 2, among = ["job"] }', "more than the 1 that are named"),
    ('{ name = "two", kind = "k of n", k = 1 }', "how many, and among which"),
    ('{ name = "two", k = 1, among = ["job"] }', 'for an outcome of the kind "k of n"'),
    ('{ name = "two", kind = "k of n", k = 1, among = ["jib"] }', 'did you mean "job"'),
]


@pytest.mark.parametrize(("outcome", "told"), OUTCOMES)
def test_an_outcome_of_others_says_how_many_of_which(outcome, told):
    text = HEAD.replace("outcome = [", f"outcome = [{outcome}, ") + PLAIN + "prices = { job = 5 }\n"
    with pytest.raises(ScenarioError, match=told):
        case_from_texts([("terms.toml", text)])


BOND = """
prices = { job = 5 }
capital = { tranche = [{ name = "investors", commitment = 100 }] }
"""
AGREEMENTS = [
    ('agreement = { basis = "pay lines" }', "says which, and no other has any"),
    ('agreement = { basis = "cost", pay = [{ of = "job", price = 1 }] }', "says which, and no other has any"),
    ('agreement = { basis = "pay lines", price = 5, pay = [{ of = "job", price = 1 }] }', "pay lines has no price"),
    ('agreement = { basis = "pay lines", pay = [{ of = "jib", price = 1 }] }', 'did you mean "job"'),
]


@pytest.mark.parametrize(("agreement", "told"), AGREEMENTS)
def test_an_agreement_is_of_one_kind(agreement, told):
    text = HEAD.replace("payment by results", "social impact bond") + PLAIN + BOND + agreement + "\n"
    with pytest.raises(ScenarioError, match=told):
        case_from_texts([("terms.toml", text)])


def test_a_file_in_any_folder_may_be_based_on_a_shipped_case(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('based_on = "denver"\ntitle = "Mine"\n')
    assert load_case(file).title == "Mine"


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        ('{ outcome = "home", amount = 5 }', "home"),
        ("{ amount = 5 }", "a payer's limit is on a line or on an outcome"),
        ('{ line = "tier", amount = 5 }', "of which money may come back"),
    ],
)
def test_a_limit_on_a_line_names_one_that_is_there_and_stays_paid(limit, rule):
    pay = """
pay = [
  { of = "job", price = 5 },
  { name = "tier", per = "measure", may_fall = true, schedule = { measure = "share", steps = [[0.5, 10]] } },
]
"""
    payers = f'payers = [{{ name = "council", share = 0.5 }}, {{ name = "fund", share = 0.5, limits = [{limit}] }}]\n'
    with pytest.raises(ScenarioError) as refused:
        read(pay, payers)
    assert rule in str(refused.value)
