"""What must go together in what is paid apart from lines: every fault with its place, rule and hint."""

import pytest
from scenario.rules.test_pay import CARD, faults_of, one, read, text_of

from outcomesim.scenario.apart import Advance, GainShare, Recovery

ADVANCES = [
    one(f"{CARD}\n[[contract.advance]]\namount = 900\nrecovered = {{ since = 3 }}", path="advance[1].recovered",
        row="recovered", rule="an advance is recovered by a share of each payment, or in equal instalments",
        hint="write one of share and instalments", given="{ since = 3 }"),
    one(f"{CARD}\n[[contract.advance]]\namount = 900\nrecovered = {{ share = 0 }}", path="advance[1].recovered.share",
        row="recovered", rule="a share of a payment, above 0 and up to 1", hint="", given="0"),
    one(f"{CARD}\n[[contract.advance]]\namount = 900\nat = 6\nrecovered = {{ share = 1, since = 3 }}",
        path="advance[1].recovered.since", row="recovered", rule="an advance is recovered after it is paid, in month 6",
        hint="write a later month", given="3"),
    one(f'{CARD}\n[[contract.advance]]\namount = 900\nby = "fnd"\nrecovered = {{ share = 1 }}', path="advance[1].by",
        row='by = "fnd"', rule="there is no payer of this contract of this name",
        hint='there is "local authority"', given='"fnd"'),
    one(f"{CARD}\n[[contract.advance]]\namount = 900\nat = 36\nrecovered = {{ share = 1 }}", path="advance[1].at",
        row="at = 36", rule="an advance is paid while the service runs", hint="write an earlier month", given="36"),
    one(f'payers = [{{ name = "A", share = 0.5 }}, {{ name = "B", share = 0.5, limit = 400 }}]\n{CARD}\n'
        "[[contract.advance]]\namount = 900\nrecovered = { share = 1 }", path="advance[1].amount", row="amount = 900",
        rule="a payer advances no more than its limit, and B's is 400", hint="lower the advance or raise the limit",
        given="900"),
    one("[[contract.advance]]\namount = 900\nrecovered = { share = 1 }", form="grant", path="advance[1]",
        row="[[contract.advance]]", rule="the instalments of this grant are paid in advance already",
        hint='write preset = "general"', given="an advance"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "form", "path", "row", "rule", "hint", "given"), ADVANCES)
def test_a_fault_says_where_what_why_and_what_to_do(terms, form, path, row, rule, hint, given):
    text = text_of(terms, form)
    (fault,) = faults_of(text)
    assert (fault.path, fault.given) == (path, given)
    assert rule in fault.rule
    assert hint in fault.hint
    assert row in text.splitlines()[fault.line - 1]


def test_an_advance_of_another_payer_may_pass_a_payers_limit():
    payers = 'payers = [{ name = "A", share = 0.5 }, { name = "B", share = 0.5, limit = 400 }]'
    terms = f'{payers}\n{CARD}\n[[contract.advance]]\namount = 900\nby = "A"\nat = 3\nrecovered = {{ share = 1 }}'
    assert read(terms).advances == (Advance(900.0, Recovery(share=1.0, since=3.0), 3, "A"),)


def test_a_grant_in_arrears_may_be_advanced():
    terms = 'preset = "general"\naward = 9_000\n[[contract.advance]]\namount = 900\nrecovered = { instalments = 2 }'
    assert read(terms, "grant").advances == (Advance(900.0, Recovery(instalments=2)),)


ENDS = [
    one(f"{CARD}\nend = {{ payments = [{{ since = 6 }}] }}", path="end.payments[1]", row="end = {",
        rule="a payment on ending early is an amount, or covers capital", hint="add amount", given="{ since = 6 }"),
    one(f"{CARD}\nend = {{ payments = [{{ amount = 6, share = 0.5 }}] }}", path="end.payments[1].share", row="end = {",
        rule="share is of what a payment covers", hint="add covers", given="0.5"),
    one(f"{CARD}\nend = {{ payment = 9, payments = [{{ amount = 6 }}] }}", path="end.payment", row="end = {",
        rule="one payment, or payments by month and by who ends it", hint="the first of payments", given="9"),
    one(f'{CARD}\nend = {{ payments = [{{ covers = "capital outstanding" }}] }}', path="end.payments[1].covers",
        row="end = {", rule="nobody funds this contract", hint="write an amount", given='"capital outstanding"'),
    one(f'{CARD}\nend = {{ payments = [{{ amount = 6, ended_by = ["payers", "vehicle"] }}, '
        '{ amount = 5, ended_by = "vehicle" }] }', path="end.payments[2]", row="end = {",
        rule="one payment on ending early holds from month 0, where it is ended by the vehicle",
        hint="keep one of them",
        given='{ amount = 5, ended_by = "vehicle" }'),
    one(f'{CARD}\nend = {{ payments = [{{ amount = 6, ended_by = "counsil" }}] }}', path="end.payments[1].ended_by",
        row="end = {", rule='ended_by is one of "payers", "investors"', hint="", given='"counsil"'),
    one(f'{CARD}\nend = {{ payments = [{{ amount = 6, ended_by = ["payer"] }}] }}', path="end.payments[1].ended_by[1]",
        row="end = {", rule='ended_by is one of "payers", "investors"', hint='did you mean "payers"?', given='"payer"'),
    one(f'{CARD}\nend = {{ payments = [{{ amount = 6, since = 36 }}] }}', path="end.payments[1].since", row="end = {",
        rule="it falls within the horizon of 36 months", hint="write an earlier month", given="36"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "form", "path", "row", "rule", "hint", "given"), ENDS)
def test_a_fault_in_ending_early_says_so_too(terms, form, path, row, rule, hint, given):
    test_a_fault_says_where_what_why_and_what_to_do(terms, form, path, row, rule, hint, given)


MEASURED = 'schedule = { measure = "share housed", '
CREDITS = [
    one(f"{CARD}\n[[contract.service_credit]]\n{MEASURED}bands = [[0, 0.1]] }}",
        path="service_credit[1].schedule.bands", row="bands", rule="a service credit is a share, in steps",
        hint="write steps", given="[[0, 0.1]]"),
    one(f"{CARD}\n[[contract.service_credit]]\n{MEASURED}steps = [[0, 10], [0.5, 0]] }}",
        path="service_credit[1].schedule.steps[1]", row="steps", rule="a service credit is a share, from 0 to 1",
        hint="a percentage as a fraction", given="[0, 10]"),
    one(f'{CARD}\n[[contract.service_credit]]\nlines = "jobs"\n{MEASURED}steps = [[0, 0.1], [0.5, 0]] }}',
        path="service_credit[1].lines", row='lines = "jobs"', rule="there is no pay line or outcome that is priced",
        hint="", given='"jobs"'),
    one(f'{CARD}\n[[contract.service_credit]]\nschedule = {{ measure = "shares", steps = [[0, 0.1]] }}',
        path="service_credit[1].schedule.measure", row="shares", rule="there is no measure of this name",
        hint='"share housed"', given='"shares"'),
    one(f"{CARD}\nservice_credits_at_most = 0.1", path="service_credits_at_most", row="service_credits_at_most",
        rule="there are no service credits to hold to a share", hint="write [[contract.service_credit]]", given="0.1"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "form", "path", "row", "rule", "hint", "given"), CREDITS)
def test_a_fault_in_a_service_credit_says_so_too(terms, form, path, row, rule, hint, given):
    test_a_fault_says_where_what_why_and_what_to_do(terms, form, path, row, rule, hint, given)


def test_a_gain_is_shared_by_a_provider_and_not_by_a_vehicle():
    terms = f"{CARD}\ngain_share = {{ share = 0.5 }}\n[contract.capital]\ntranche = [{{ name = 'i', commitment = 9 }}]"
    (fault,) = faults_of(text_of(terms, "social impact bond"))
    assert (fault.path, fault.given) == ("contract[More].gain_share", "{ share = 0.5 }")
    assert "here a vehicle does" in fault.rule
    assert "most_return_per_year" in fault.hint


BY_THE_YEAR = 'gain_share = { share = 0.5, over = "year" }'
GAINS = [
    one(f"{CARD}\ngain_share = {{ share = 50 }}", path="gain_share.share", row="gain_share",
        rule="a share, from 0 to 1", hint="0.5? write a percentage as a fraction", given="50"),
    one(f"{CARD}\ngain_share = {{ above = 0.1 }}", path="gain_share.share", row="gain_share",
        rule='"share" is needed', hint="add share = ...", given=""),
    one(f"award = 9_000\n{BY_THE_YEAR}", form="grant", path="gain_share.over", row="gain_share",
        rule="a grant that is paid in advance is paid in one year for the next", hint='preset = "general"',
        given='"year"'),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "form", "path", "row", "rule", "hint", "given"), GAINS)
def test_a_fault_in_an_open_book_says_so_too(terms, form, path, row, rule, hint, given):
    test_a_fault_says_where_what_why_and_what_to_do(terms, form, path, row, rule, hint, given)


def test_a_grant_in_arrears_may_share_its_gain_by_the_year():
    terms = f'preset = "general"\naward = 9_000\n{BY_THE_YEAR}'
    assert read(terms, "grant").gain_share == GainShare(0.5, over="year")
