"""What must go together in the terms of payment: every fault with its file, line, path, value, rule and hint."""

from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts

SMALL = (Path(__file__).parents[1] / "small.toml").read_text(encoding="utf-8")
MEASURE = """
[[measure]]
name = "share housed"
how = "share"
of = "housed"
"""
PAYER = 'payers = [{ name = "local authority", share = 1 }]'


def text_of(terms, form="payment by results"):
    """The small scenario with a measure, and one more contract on these terms; braces hold nothing of its own."""
    payers = "" if "payers = [" in terms.split("[[")[0] else PAYER
    return f'{SMALL}{MEASURE}\n[[contract]]\nname = "More"\nform = "{form}"\n{payers}\n{terms}\n'


def faults_of(text):
    with pytest.raises(ScenarioError) as refused:
        from_texts([("small.toml", text)])
    return refused.value.faults


def read(terms, form="payment by results"):
    return from_texts([("small.toml", text_of(terms, form))]).contract("More")


def one(terms, *, path, row, rule, hint, given, form="payment by results"):
    """One thing wrong: the terms, and the fault that is to follow on the line that holds ``row``."""
    return pytest.param(terms, form, f"contract[More].{path}".rstrip("."), row, rule, hint, given, id=rule)


CARD = 'prices = { "housed" = 2_000, "first job" = 1_500 }'
PAIR = """
payers = [
  { name = "A", share = 0.5, shares = [{ outcome = "housed", share = 0.9 }] },
  { name = "B", share = 0.5, shares = [{ outcome = "housed", share = 0.2 }] },
]
"""

LINES = [
    one('[[contract.pay]]\nof = "hosed"\nprice = 1', path="pay[1].of", row='of = "hosed"',
        rule="there is no outcome of this name", hint='did you mean "housed"?', given='"hosed"'),
    one('[[contract.pay]]\nof = ["housed", "jobs"]\nprice = 1', path="pay[1].of[2]", row='of = ["housed", "jobs"]',
        rule="there is no outcome of this name", hint='there is "housed"', given='"jobs"'),
    one('[[contract.pay]]\nprices = { "hosed" = 3 }', path="pay[1].prices[hosed]", row="hosed",
        rule='there is no outcome called "hosed" to pay for', hint='did you mean "housed"?', given="3"),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\nless = "jail"', path="pay[1].less", row="less",
        rule="there is no outcome of this name", hint='there is "housed"', given='"jail"'),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\nsegments = "entrenchd"', path="pay[1].segments", row="segments",
        rule="there is no segment of this name", hint='did you mean "entrenched"?', given='"entrenchd"'),
    one('[[contract.pay]]\nof = "housed"\nprice = { "entrenched" = 1 }', path="pay[1].price", row="price = {",
        rule="a price by segment is given for every segment", hint='add "newly homeless"', given="{ entrenched = 1 }"),
    one('[[contract.pay]]\nper = "attachment"\nprice = { "entrenched" = 1, "new" = 2 }', path="pay[1].price.new",
        row="price = {", rule='there is no segment called "new" to price', hint="", given="2"),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\ndeduct = { "entrenchd" = 0.2 }', path="pay[1].deduct.entrenchd",
        row="deduct", rule='there is no segment called "entrenchd" to deduct from', hint='mean "entrenched"?',
        given="0.2"),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\nsince = 40', path="pay[1].since", row="since = 40",
        rule="it falls within the horizon of 36 months", hint="write an earlier month", given="40"),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\nlater = [{ since = 36, price = 2 }]', path="pay[1].later[1].since",
        row="later", rule="it falls within the horizon of 36 months", hint="write an earlier month", given="36"),
]  # fmt: skip

NAMES = [
    one(f'{CARD}\n[[contract.pay]]\nprices = {{ "housed" = 5 }}', path="pay[1]", row="[[contract.pay]]",
        rule='two pay lines of one contract cannot have the same name: "rate card"', hint="a name of its own",
        given='{ prices = { housed = 5 } }'),
    one('[[contract.pay]]\nper = "attachment"\nprice = 1\n'
        '[[contract.pay]]\nname = "attachment"\nper = "referral"\nprice = 2',
        path="pay[attachment].name", row='name = "attachment"',
        rule='two pay lines of one contract cannot have the same name: "attachment"', hint="a name of its own",
        given='"attachment"'),
    one('[[contract.pay]]\nname = "block price"\nper = "attachment"\nprice = 1', form="fee for service",
        path="pay[block price].name", row='name = "block price"',
        rule='two pay lines of one contract cannot have the same name: "block price"', hint="a name of its own",
        given='"block price"'),
]  # fmt: skip

BENEATH = """
[[contract.agreement.pay]]
per = "attachment"
price = 1
[[contract.agreement.pay]]
name = "attachment"
per = "referral"
price = 2
[contract.agreement]
basis = "pay lines"
[contract.capital]
tranche = [{ name = "fund", commitment = 9_000 }]
"""


def test_two_lines_of_one_name_are_refused_beneath_a_contract_too():
    faults = faults_of(text_of(CARD + BENEATH, "social impact bond"))
    assert 'two pay lines of one contract cannot have the same name: "attachment"' in {fault.rule for fault in faults}


LIMITS = [
    one(f'{CARD}\ncap = [{{ over = "contract", amount = 900, lines = "jobs" }}]', path="cap[contract].lines",
        row="cap = [",
        rule="there is no pay line or outcome that is priced of this name", hint='there is "rate card"',
        given='"jobs"'),
    one(f'{CARD}\ncap = [{{ over = "person", amount = 900, excess = "carried" }}]', path="cap[person].excess",
        row="cap = [",
        rule="what is beyond a cap per person is lost", hint='write excess = "lost"', given='"carried"'),
    one(f'{CARD}\ncap = [{{ over = "person", amount = 900, lines = "housed" }}]', path="cap[person].lines",
        row="cap = [",
        rule="a cap per person covers all of a person's claims", hint="leave lines out", given='"housed"'),
    one(f'{CARD}\ncap = [{{ over = "person", amount = 9 }}, {{ over = "person", amount = 8 }}]', path="cap[person #2]",
        row="cap = [", rule="a contract has one cap per person", hint="keep one",
        given='{ over = "person", amount = 8 }'),
    one(f'{CARD}\ncap = [{{ over = "year", amount = 900 }}]\nfloor = [{{ over = "year", amount = 901 }}]',
        path="floor[year].amount", row="floor = [",
        rule="a cap leaves room for its floor: no more than 900 is paid, and no less than 901",
        hint="lower the floor or raise the cap", given="901"),
    one(f'{CARD}\ncap = [{{ over = "contract", amount = 500 }}]\nfloor = [{{ over = "period", amount = 600 }}]',
        path="floor[period].amount", row="floor = [",
        rule="a cap leaves room for its floor: no more than 500 is paid, and no less than 600",
        hint="lower the floor or raise the cap", given="600"),
]  # fmt: skip

PAYERS = [
    one(f'payers = [{{ name = "A", share = 0.7 }}, {{ name = "B", share = 0.6 }}]\n{CARD}', path="payers",
        row="payers = [{ name = \"A\"",
        rule="the shares of the payers add to 1", hint="the last would be 0.3", given="0.7 + 0.6 = 1.3"),
    one(f"{PAIR}{CARD}", path="payers", row='{ name = "A"',
        rule="the payers' shares add to 1 for housed", hint="say the share of every payer there",
        given="0.9 + 0.2 = 1.1"),
    one(f'{PAIR.replace("0.2", "0.1").replace("housed", "housing", 1)}{CARD}', path="payers[A].shares[housing].outcome",
        row='outcome = "housing", share = 0.9', rule="there is no pay line or outcome that is priced of this name",
        hint='did you mean "housed"?', given='"housing"'),
    one(PAIR.replace('outcome = "housed"', 'segment = "old"', 1) + CARD, path="payers[A].shares[1].segment",
        row='{ name = "A"', rule="there is no segment of this name", hint="", given='"old"'),
    one(PAIR.replace('outcome = "housed"', "year = 2") + CARD, path="payers", row='{ name = "A"',
        rule="the payers' shares add to 1 for year 2", hint="say the share of every payer there",
        given="0.9 + 0.2 = 1.1"),
    one(f'{PAYER}\n{CARD}\n[[contract.variation]]\nsince = 6\nuntil = 12\n'
        'payers = [{ name = "A", share = 0.4 }, { name = "B", share = 0.4 }]', path="variation[1].payers",
        row='{ name = "A"',
        rule="the shares of the payers add to 1", hint="the last would be 0.6", given="0.4 + 0.4 = 0.8"),
    one(f'{PAYER}\n{CARD}\n[[contract.variation]]\nsince = 6\nuntil = 12\n'
        'payers = [{ name = "A", share = 0.5 }, { name = "A", share = 0.5 }]', path="variation[1].payers[A #2].name",
        row='{ name = "A"', rule="two payers of one contract cannot have the same name", hint="its own name",
        given='"A"'),
]  # fmt: skip


def varied(since, until, rest=""):
    return f"[[contract.variation]]\nsince = {since}\nuntil = {until}\n{rest}\n"


DATES = [
    one(CARD + "\n" + varied(6, 12) + varied(11, 14), path="variation[2].since", row="since = 11",
        rule="variations follow one another: the one before holds until month 12", hint="let none overlap", given="11"),
    one(CARD + "\n" + varied(6, 12, "cap = [{ over = 'person', amount = 9_000 }]"), path="variation[1].cap",
        row="person", rule="over all of a person's claims", hint="write the contract's own cap per person here too",
        given='[{ over = "person", amount = 9000 }]'),
    one(CARD + "\n" + varied(36, 40), path="variation[1].since", row="since = 36",
        rule="it falls within the horizon of 36 months", hint="write an earlier month", given="36"),
    one(CARD + "\n" + varied(6, 12, "pause = true"), form="grant", path="variation[1].pause", row="pause = true",
        rule="a grant's instalments follow its award and its periods to the end", hint="let reviews or gates end",
        given="true"),
    one(f'{CARD}\n[[contract.gate]]\nat = [6, 40]\nmust = {{ measure = "share housed", at_least = 0.5 }}',
        path="gate[1].at[2]", row="at = [6, 40]", rule="a gate falls after month 0 and by the horizon, month 36",
        hint="",
        given="40"),
]  # fmt: skip

NO_MEASURE = {
    "rule": "there is no measure of this name",
    "hint": 'did you mean "share housed"?',
    "given": '"share housd"',
}
MEASURES = [
    one('[[contract.pay]]\nof = "housed"\nprice = 1\nonly_if = { measure = "share housd", above = 0 }',
        path="pay[1].only_if.measure", row="only_if", **NO_MEASURE),
    one('[[contract.pay]]\nper = "measure"\nschedule = { measure = "share housd", steps = [[0, 1]] }',
        path="pay[1].schedule.measure", row="schedule", **NO_MEASURE),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\ndeduct_measure = "share housd"', path="pay[1].deduct_measure",
        row="deduct_measure", **NO_MEASURE),
    one(f'{CARD}\nretention = {{ share = 0.1, only_if = {{ measure = "share housd", above = 0 }} }}',
        path="retention.only_if.measure", row="retention", **NO_MEASURE),
    one(f'{CARD}\n[[contract.gate]]\nat = [6]\nmust = {{ measure = "share housd", above = 0 }}',
        path="gate[1].must.measure",
        row="must", **NO_MEASURE),
    one(CARD + "\n" + varied(6, 12, 'retention = { share = 0.1, only_if = { measure = "share housd", above = 0 } }'),
        path="variation[1].retention.only_if.measure", row="retention", **NO_MEASURE),
    one('[[contract.pay]]\nof = "housed"\nprice = 1\ndeduct_measure = "deadweight"', path="pay[1].deduct_measure",
        row="deduct_measure", rule="there is no measure of this name", hint='share housed', given='"deadweight"'),
]  # fmt: skip

FORMS = [
    one(f"{CARD}\nservice_share = 0.7\noutcomes_share = 0.4", form="hybrid", path="outcomes_share",
        row="outcomes_share",
        rule="the parts of a hybrid are shares of the expected price, together no more than 1",
        hint="with the service at 0.7, at most 0.3", given="0.7 + 0.4 = 1.1"),
    one(f'{CARD}\nservice_share = 0.7\nexpected_claims = {{ "hosed" = 4 }}', form="hybrid",
        path="expected_claims.hosed",
        row="expected_claims", rule='there is no outcome called "hosed" to expect', hint='did you mean "housed"?',
        given="4"),
    one('basis = "cost plus"\nprice = 9', form="fee for service", path="price", row="price = 9",
        rule="a service that is paid its cost and a margin has no price", hint="service.margin", given="9"),
    one(f"{CARD}\npayment_terms_months = 5", path="payment_terms_months", row="payment_terms_months = 5",
        rule="the last payment falls within the horizon: claims are verified until month 33 and paid 5 months later",
        hint="make horizon_months 38", given="5"),
    one(f'payers = [{{ name = "A", share = 1, pays_late_months = 6 }}]\n{CARD}', path="payers[A].pays_late_months",
        row="pays_late_months", given="6", hint="make horizon_months 40",
        rule="claims are verified until month 33 and paid 7 months later (6 of them late)"),
    one('payers = [{ name = "A", share = 1, pays_late_months = 13 }]', form="fee for service", row="pays_late_months",
        path="payers[A].pays_late_months", given="13", hint="make horizon_months 37, or dates.last_service 23",
        rule="the service is paid for until month 24 and paid 13 months later (13 of them late)"),
    one(CARD + "\n" + varied(6, 12, 'payers = [{ name = "local authority", share = 1, pays_late_months = 2 }]')
        + "\n" + varied(12, 18, 'payers = [{ name = "local authority", share = 1, pays_late_months = 1 }]'),
        path="variation[2].payers[local authority].pays_late_months", row="pays_late_months = 1", given="1",
        rule="how late local authority is taken to pay holds throughout: elsewhere it is 2",
        hint="write it once, or the same each time"),
    one(f"{CARD}\nlate_payment_interest = 8", path="late_payment_interest", row="late_payment_interest",
        rule="a rate of interest a year, from 0 to 1: 0.08 is 8%", hint="", given="8"),
    one(f'payers = [{{ name = "A", share = 1, pays_late_months = 1.5 }}]\n{CARD}', row="pays_late_months",
        path="payers[A].pays_late_months", rule="a whole number of months, 0 or more", hint="", given="1.5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "form", "path", "row", "rule", "hint", "given"),
    [*LINES, *NAMES, *LIMITS, *PAYERS, *DATES, *MEASURES, *FORMS],
)
def test_a_fault_says_where_what_why_and_what_to_do(terms, form, path, row, rule, hint, given):
    text = text_of(terms, form)
    faults = faults_of(text)
    assert [fault.path for fault in faults] == [path]
    (fault,) = faults
    assert fault.file == "small.toml"
    assert rule in fault.rule
    assert hint in fault.hint
    assert fault.given == given
    last = max(n for n, line in enumerate(text.splitlines(), 1) if row in line)
    assert fault.line in (last, last - 1)  # a list over several lines stands where its key does
    assert row in text.splitlines()[fault.line - 1] or "payers = [" in text.splitlines()[fault.line - 1]


def test_what_is_advised_where_the_last_claim_moves_with_the_horizon_mends_it():
    text = text_of(CARD).replace("last_claim = 33\n", "")
    faults = faults_of(text)
    assert {fault.hint for fault in faults if "last payment falls within" in fault.rule} == {
        "add last_claim = 35 under [dates]; for claims until the end, 36 and horizon_months 37"
    }
    assert "payment_terms_months is not written, and so 1" in {fault.given for fault in faults}
    for months, claim in ((36, 35), (37, 36)):
        advised = text.replace("[dates]", f"[dates]\nlast_claim = {claim}").replace(
            "horizon_months = 36", f"horizon_months = {months}"
        )
        from_texts([("small.toml", advised)])


# -- what is no fault --------------------------------------------------------------------------------------------------


def test_a_line_for_one_segment_needs_no_price_for_the_others():
    terms = read('[[contract.pay]]\nof = "housed"\nsegments = ["entrenched"]\nprice = { "entrenched" = 7 }')
    assert [price.amount for price in terms.payment.lines[0].prices] == [7]


def test_shares_by_outcome_that_make_a_whole_are_read_also_where_a_variation_changes_only_a_price():
    terms = read(f"{PAIR.replace('0.2', '0.1')}{CARD}\n" + varied(6, 12, "price_scale = 0.9"))
    assert [payer.shares[0].share for payer in terms.payers] == [0.9, 0.1]
    assert terms.variations[0].payers == terms.payers


def test_a_share_may_be_of_the_line_that_a_form_adds_of_itself():
    payers = PAIR.replace('outcome = "housed"', 'line = "block price"').replace("0.2", "0.1")
    assert read(payers, "fee for service").payers[0].shares[0].line == "block price"


def test_variations_may_touch():
    assert len(read(CARD + "\n" + varied(6, 12) + varied(12, 14)).variations) == 2


def test_a_hybrid_may_leave_a_part_of_the_price_to_chance():
    assert read(f"{CARD}\nservice_share = 0.7\noutcomes_share = 0.2", "hybrid").terms.outcomes_share == 0.2


def test_a_floor_over_a_longer_time_than_a_cap_is_no_contradiction():
    terms = read(f'{CARD}\ncap = [{{ over = "period", amount = 90 }}]\nfloor = [{{ over = "contract", amount = 200 }}]')
    assert terms.payment.floors[0].amount == 200
