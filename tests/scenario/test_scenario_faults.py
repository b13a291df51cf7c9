"""What a tired person gets wrong, and what they are told: file, line, path, value, rule and hint of every fault."""

import random
from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.scenario.building import built
from outcomesim.scenario.text.tree import Tree

TEXT = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
WHOLE_FILE = None


def faults_of(text):
    with pytest.raises(ScenarioError) as refused:
        from_texts([("small.toml", text)])
    return refused.value.faults


def line_of(text, row):
    """The line that is a row, or else the only one that holds it."""
    rows = [line.strip() for line in text.splitlines()]
    if row in rows:
        return rows.index(row) + 1
    lines = [number for number, line in enumerate(rows, 1) if row in line]
    assert len(lines) == 1, (row, lines)
    return lines[0]


def one(old, new, *, path, given, rule, hint="", row=WHOLE_FILE, name=None):
    """One thing wrong: the text that replaces another, and the fault that is to follow."""
    return pytest.param(old, new, row, path, given, rule, hint, id=name or path)


SINGLE_VALUES = [
    one("amount = 6_000", "amount = -6_000", row="amount = -6_000", path="contract[SIB].cap[person].amount",
        given="-6000", rule="a cap or price is never negative"),
    one('"first job" = 1_500', '"first job" = -1', row='"first job" = -1', path="contract[SIB].prices[first job]",
        given="-1", rule="a cap or price is never negative", name="negative price"),
    one("amount = 3_000", "amount = -3_000", row="amount = -3_000",
        path="contract[Fee for service].cost[procurement].amount",
        given="-3000", rule="a cost or price is never negative", name="negative cost"),
    one("engagement = 0.9", "engagement = 1.5", row="engagement", path="service.engagement", given="1.5",
        rule="a probability, from 0 to 1", name="probability over one"),
    one("engagement = 0.9", "engagement = 90", row="engagement", path="service.engagement", given="90",
        rule="a probability, from 0 to 1", hint="did you mean 0.9? write a percentage as a fraction",
        name="percentage"),
    one("engagement = 0.9", "engagement = nan", row="engagement", path="service.engagement", given="nan",
        rule="finite number", name="not a number"),
    one("effect_lasts_months = 6", "effect_lasts_months = inf", row="effect_lasts", path="service.effect_lasts_months",
        given="inf", rule="leave it out if the effect never fades", hint="leave it out", name="infinity"),
    one("engagement = 0.9", "engagement = true", row="engagement", path="service.engagement", given="true",
        rule="must be a number", hint="true and false are not numbers", name="true for a number"),
    one("horizon_months = 36", "horizon_months = true", row="horizon_months", path="horizon_months", given="true",
        rule="must be a number", name="true for a horizon"),
    one("amount = 8_000", 'amount = "£8,000"', row="£8,000", path="contract[SIB].cost[legal advice].amount",
        given='"£8,000"', rule="must be a number", hint="write 8000 without quotes", name="money as text"),
    one("amount = 150_000 }", 'amount = "£2,629,000" }', row="£2,629,000", path="contract[SIB].cap[contract].amount",
        given='"£2,629,000"', rule="must be a number", hint="write 2629000 without quotes", name="millions as text"),
    one("margin = 0.05", 'margin = "5%"', row="margin", path="service.margin", given='"5%"', rule="must be a number",
        hint="write 0.05 without quotes", name="percentage as text"),
    one("places = 15", "places = 15.5", row="places = 15.5", path="service.places", given="15.5",
        rule="must be a whole number", hint="did you mean 16?"),
    one("places = 15", "places = 0", row="places = 0", path="service.places", given="0", rule="1 or more",
        name="no places"),
    one("total = 40", "total = 0", row="total = 0", path="cohort.referrals.total", given="0",
        rule="without people there is nothing to simulate", name="zero people"),
    one("months = 12, profile", "months = 0, profile", row="months = 0", path="cohort.referrals.months", given="0",
        rule="above 0", name="referrals in no time"),
    one("\nmonths = 6\n", "\nmonths = -6\n", row="months = -6", path="outcome[housed for 6 months].months", given="-6",
        rule="above 0", name="negative duration"),
    one("commitment = 60_000", "commitment = 0", row="commitment = 0",
        path="contract[SIB].capital.tranche[social investor].commitment", given="0", rule="above 0",
        name="no commitment"),
    one("  places = 0.7", "  places = -0.7", row="places = -0.7", path="contract[Grants 2.0].review.places",
        given="-0.7",
        rule="0 or more", name="negative places"),
    one('profile = "ramp-up"', 'profile = "rampup"', row="rampup", path="cohort.referrals.profile", given='"rampup"',
        rule='a profile is one of "steady", "ramp-up"', name="profile misspelt"),
    one('profile = "ramp-up"', "profile = [1, -2]", row="[1, -2]", path="cohort.referrals.profile[2]", given="-2",
        rule="a weight, 0 or more", name="negative weight"),
    one('profile = "ramp-up"', "profile = [0, 0]", row="[0, 0]", path="cohort.referrals.profile", given="[0, 0]",
        rule="at least one weight is above 0", name="no weight"),
    one('arrivals = "fixed"', 'arrivals = "poison"', row="poison", path="cohort.referrals.arrivals", given='"poison"',
        rule='arrivals is one of "fixed", "poisson"', hint='did you mean "poisson"?'),
    one("start = 2020-04-01", 'start = "2020-04-01"', row='start = "2020-04-01"', path="start", given='"2020-04-01"',
        rule="this is a date", hint="write 2020-04-01 without quotes"),
    one('currency = "GBP"', 'currency = "£"', row="currency", path="currency", given='"£"',
        rule="three capital letters", hint="write GBP"),
    one('provider = "Home Ground"', "provider = 3", row="provider", path="service.provider", given="3",
        rule="this is text", hint="put it in quotes"),
    one('provider = "Home Ground"', 'provider = ""', row="provider", path="service.provider", given='""',
        rule="must not be empty", name="empty name"),
    one("shut_intake = true", 'shut_intake = "yes"', row="shut_intake", path="contract[SIB].review.shut_intake",
        given='"yes"', rule="true or false", hint="without quotes"),
    one('outcomes = ["housed"]', 'outcomes = "housed"', row='outcomes = "housed"',
        path="contract[Grants 2.0].review.outcomes", given='"housed"', rule="this is a list", hint="square brackets"),
    one("[cohort]\n", 'segment = "all"\n[cohort]\n', row="segment =", path="dates.segment", given='"all"',
        rule="no such key here", hint="at the top of the file, before the first [table]", name="key beneath a table"),
    one("horizon_months = 36", "horizon_months = 5000", row="horizon_months", path="horizon_months", given="5000",
        rule="from 1 to 1200", name="endless horizon"),
]  # fmt: skip

KEYS = [
    one("fixed_per_month = 4_000", "fixed_per_mnth = 4_000", row="fixed_per_mnth", path="service.cost.fixed_per_mnth",
        given="4000", rule="there is no such key here", hint='did you mean "fixed_per_month"?'),
    one("horizon_months = 36", "horizon_months = 2023-04-01", row="horizon_months", path="horizon_months",
        given="2023-04-01", rule="it must be a number", hint="2023-04-01 is 36 months after the start: write 36",
        name="a date for months"),
    one('outcomes = ["housed"]', 'outcomes = { first = "housed" }', row="outcomes = {",
        path="contract[Grants 2.0].review.outcomes", given='{ first = "housed" }', rule="this is a list",
        hint="outcomes = [{ ... }]", name="a table for a list of tables"),
    one('title = "Support', 'titel = "Support', row="titel", path="titel", given='"Support for forty people"',
        rule="there is no such key here", hint='did you mean "title"?'),
    one("every_months = 3\n\n  [[contract.cost]]", "service_share = 0.9\n\n  [[contract.cost]]",
        row="service_share = 0.9", path="contract[Grants 2.0].service_share", given="0.9",
        rule="there is no such key here", hint='service_share belongs in a contract of form "hybrid"',
        name="a term of another form"),
    one("cap = [", "cps = [", row="cps = [", path="contract[SIB].cps",
        given='[{ over = "person", amount = 6000 }, { over = "contract", amount = ...',
        rule="there is no such key here", hint='did you mean "cap"?', name="a misspelt key of a contract"),
    one('title = "Support', 'caap = [{ over = "contract", amount = 1 }]\ntitle = "Support', row="caap", path="caap",
        given='[{ over = "contract", amount = 1 }]', rule="there is no such key here",
        hint='did you mean "cap"? it belongs in [[contract]]', name="a misspelt key of a contract, in no contract"),
    one('title = "Support', 'prices = { housed = 1 }\ntitle = "Support', row="prices = { housed = 1 }", path="prices",
        given="{ housed = 1 }", rule="there is no such key here", hint="prices belongs in [[contract]]",
        name="a key of a contract, in no contract"),
    one('title = "Support', 'guaranteed = 9\ntitle = "Support', row="guaranteed", path="guaranteed", given="9",
        rule="there is no such key here", hint="guaranteed belongs in [[contract.pay]] or in [[contract.penalty]]",
        name="a key of a pay line, in no contract"),
    one("\nper_month = 0.02\n", "\nper_month = 0.02\nlost_per_month = 0.1\n", row="lost_per_month = 0.1",
        path="outcome[first job].lost_per_month", given="0.1", rule="there is no such key here",
        hint='lost_per_month belongs in an outcome of kind "sustained"', name="a key of another kind"),
    one("value = 150,", "value = 150, sorce = 1,", row="sorce", path="service.cost.per_person_month.sorce", given="1",
        rule="a number's table holds", hint='did you mean "source"?', name="a number's table misspelt"),
    one("stay_months = {", "stay_monts = {", row="stay_monts", path="service.stay_monts",
        given='{ gamma = { mean = 8, sd = 4 }, source = "assumed" }', rule="there is no such key here",
        hint='did you mean "stay_months"?', name="a needed key misspelt"),
    one('headline = "housed"\n', "", row="[appraisal]", path="appraisal.headline", given="",
        rule='"headline" is needed', hint="add headline = ...", name="missing"),
    one("title = \"Support for forty people\"\n", "", path="title", given="", rule='"title" is needed',
        hint="add title", name="missing at the top"),
    one('kind = "event"\nper_month = 0.02', 'kind = "evnt"\nper_month = 0.02', row="evnt",
        path="outcome[first job].kind",
        given='"evnt"', rule='kind is one of "event", "sustained", "days"', hint='did you mean "event"?'),
    one('form = "grant"', 'form = "grants"', row='form = "grants"', path="contract[Grants 2.0].form", given='"grants"',
        rule='form is one of "fee for service", "grant", "payment by results", "social impact bond", "hybrid"',
        hint='did you mean "grant"?'),
]  # fmt: skip

DISTRIBUTIONS = [
    one("engagement = 0.9", "engagement = { normal = { mean = 0.9, sd = 0.1 } }", row="engagement",
        path="service.engagement.normal", given="{ mean = 0.9, sd = 0.1 }",
        rule="no part of its distribution may lie outside", hint="use beta with the same mean and sd"),
    one("drop_out_per_month = 0.02", "drop_out_per_month = { normal = { mean = 0.02, sd = 0.01 } }", row="drop_out",
        path="service.drop_out_per_month.normal", given="{ mean = 0.02, sd = 0.01 }",
        rule="no part of its distribution may lie outside", hint="use lognormal or gamma"),
    one("engagement = 0.9", "engagement = { uniform = [0.5, 1.2] }", row="engagement",
        path="service.engagement.uniform",
        given="[0.5, 1.2]", rule="runs from 0.5 to 1.2", hint="bring its ends inside"),
    one("hazard_ratio = 1.3", "hazard_ratio = { uniform = [0, 2] }", row="uniform = [0, 2]",
        path="outcome[first job].effect.hazard_ratio.uniform", given="[0, 2]", rule="a ratio, above 0"),
    one("triangular = [0.7, 1.0, 1.2]", "triangular = [1.2, 1.0, 0.7]", row="volume", path="cohort.volume.triangular",
        given="[1.2, 1.0, 0.7]", rule="low, mode, high must ascend", hint="triangular = [low, mode, high]"),
    one("value = 1.0, triangular", "value = 60, triangular", row="volume", path="cohort.volume.value", given="60",
        rule="the planning value lies within its distribution", hint="leave value out to plan with the mean"),
    one("triangular = [0.7, 1.0, 1.2],", "triangular = [0.7, 1.0, 1.2], uniform = [0.7, 1.2],", row="volume",
        path="cohort.volume", given='{ value = 1.0, triangular = [0.7, 1.0, 1.2], uniform = [0.7, 1.2], ...',
        rule="a number has one distribution", hint="keep one of uniform, triangular"),
    one("margin = 0.05", 'margin = { source = "assumed" }', row="margin", path="service.margin",
        given='{ source = "assumed" }', rule="needs a value or a distribution", hint="add value = ..."),
    one("lognormal = { median = 1.8, interval90 = [1.2, 2.7] }", "median = 1.8", row="median = 1.8",
        path="outcome[housed].effect.hazard_ratio.median", given="1.8", rule="a number's table holds",
        hint="median goes inside its family"),
    one("amount = 6_000", "amount = { uniform = [5_000, 7_000] }", row="uniform = [5_000",
        path="contract[SIB].cap[person].amount.uniform", given="[5000, 7000]", rule="it takes no distribution",
        hint="a sweep can still vary it"),
    one("mean = 8, sd = 4", "mean = 8, sd = -4", row="stay_months", path="service.stay_months.gamma",
        given="{ mean = 8, sd = -4 }", rule="a spread (sd) is above 0"),
]  # fmt: skip

BY_LINES = 'basis = "pay lines"\n  [[contract.agreement.pay]]\n  '
TOGETHER = [
    one("share = 0.4\n", "share = 0.5\n", row=WHOLE_FILE, path="segment", given="0.6 + 0.5 = 1.1",
        rule="the shares of the segments add to 1", hint="the last would be 0.4"),
    one('"central fund", share = 0.4', '"central fund", share = 0.3', row='"central fund", share = 0.3',
        path="contract[SIB].payers", given="0.6 + 0.3 = 0.9", rule="the shares of the payers add to 1",
        hint="the last would be 0.4"),
    one('of = "housed"', 'of = "housd"', row='"housd"', path="outcome[housed for 3 months].of", given='"housd"',
        rule="there is no outcome of this name to follow", hint='did you mean "housed"?', name="follows nothing"),
    one('of = "housed"', 'of = "housed for 3 months"', row=WHOLE_FILE,
        path="outcome[housed for 3 months].of", given='"housed for 3 months"', rule="cannot follow itself",
        hint='there is "housed"', name="follows itself"),
    one("\nmonths = 6\n", "\nmonths = 3\n", row=WHOLE_FILE, path="outcome[housed for 6 months].months", given="3",
        rule="a stage comes after the one it follows", hint="name the event in of"),
    one("horizon_months = 36", "horizon_months = 20", row="horizon_months", path="horizon_months", given="20",
        rule="the horizon is shorter than the service, which ends at month 24", hint="at least 24"),
    one("last_outcome = 30", "last_outcome = 20", row="last_outcome", path="dates.last_outcome", given="20",
        rule="last_outcome is not before last_service, which is month 24"),
    one("last_claim = 33", "last_claim = 40", row="last_claim", path="dates.last_claim", given="40",
        rule="nothing can come after the last payment", hint="at least 40"),
    one("last_claim = 33", "last_claim = 36", row="payment_terms_months", path="contract[SIB].payment_terms_months",
        given="1", rule="claims are verified until month 36 and paid 1 month", hint="dates.last_claim 35"),
    one('headline = "housed"', 'headline = "housing"', row="headline", path="appraisal.headline", given='"housing"',
        rule="there is no outcome of this name", hint='did you mean "housed"?'),
    one('per_outcome = { "housed"', 'per_outcome = { "hosed"', row="hosed", path="service.cost.per_outcome[hosed]",
        given="300", rule='there is no outcome called "hosed"', hint='did you mean "housed"?'),
    one('prices = { "housed"', 'prices = { "hosed"', row="hosed", path="contract[SIB].prices[hosed]", given="2000",
        rule='there is no outcome called "hosed" to pay for', hint='did you mean "housed"?'),
    one('"newly homeless" = 1_800', '"new homeless" = 1_800', row="new homeless",
        path="contract[SIB].prices[housed for 3 months][new homeless]", given="1800",
        rule='there is no segment called "new homeless"', hint='did you mean "newly homeless"?'),
    one(', "newly homeless" = 1_800', "", row='"entrenched" = 2_500', path="contract[SIB].prices[housed for 3 months]",
        given="{ entrenched = 2500 }", rule="given for every segment", hint='add "newly homeless"'),
    one('outcomes = ["housed"]', 'outcomes = ["hosed"]', row="hosed", path="contract[Grants 2.0].review.outcomes[1]",
        given='"hosed"', rule="there is no outcome of this name", hint='did you mean "housed"?'),
    one('rates = [{ outcome = "housed"', 'rates = [{ outcome = "housed for 3 months"', row="rates",
        path="segment[entrenched].rates[housed for 3 months].outcome", given='"housed for 3 months"',
        rule="a segment's own rates are of events"),
    one("at = [6, 12, 18]", "at = [6, 18, 12]", row="at = [6", path="contract[Grants 2.0].review.at",
        given="[6, 18, 12]", rule="the dates of reviews ascend", hint="write [6, 12, 18]"),
    one("at = [9, 15.5]", "at = [9, 30]", row="at = [9", path="contract[SIB].review.at[2]", given="30",
        rule="a review falls inside the service"),
    one("target = [2, 6, 10]", "target = [2, 6]", row="target = [2", path="contract[Grants 2.0].review.target",
        given="2 targets for 3 reviews", rule="every review has its own target"),
    one("places = 15\n", "", row="places = 0.7", path="contract[Grants 2.0].review.places", given="0.7",
        rule="a review can change places only where places are limited"),
    one('name = "central fund"', 'name = "local authority"', row="}, { name = ",
        path="contract[SIB].payers[local authority #2].name",
        given='"local authority"', rule="two payers of one contract cannot have the same name"),
    one('"central fund", share = 0.4', '"central fund", share = 0.4, gains_of = "DPW"', row='gains_of = "DPW"',
        path="contract[SIB].payers[central fund].gains_of", given='"DPW"',
        rule="there is no agency that gains of this name", hint='did you mean "DWP"?'),
    one('"central fund", share = 0.4', '"central fund", share = 0.4, gains_of = ["DWP", "local authority"]',
        row='"local authority"] }', path="contract[SIB].payers[central fund].gains_of[2]", given='"local authority"',
        rule='"local authority" is a payer itself: its gains are its own', name="gains of another payer"),
    one('share = 0.6 }, { name = "central fund", share = 0.4',
        'share = 0.6, gains_of = "DWP" }, { name = "central fund", share = 0.4, gains_of = "DWP"',
        row='"central fund", share',
        path="contract[SIB].payers[central fund].gains_of", given='"DWP"',
        rule='the gains of "DWP" are those of "local authority" already', name="gains of two payers"),
    one('name = "foundation"', 'name = "Home Ground"', row=WHOLE_FILE,
        path="contract[SIB].capital.tranche[Home Ground].name", given='"Home Ground"',
        rule="cannot be both provider and investor"),
    one('provider = "Home Ground"', 'provider = "verifier"', row='provider = "verifier"', path="service.provider",
        given='"verifier"', rule="cannot be both verifier and provider"),
    one('what = "procurement"', 'what = "procurement"\n  by = "the council"', row="the council",
        path="contract[Fee for service].cost[procurement].by", given='"the council"',
        rule="there is no party to this contract of this name", hint='there is "payers", "local authority"'),
    one('what = "procurement"', 'what = "procurement"\n  by = "intermediary"\n  to = "intermediary"',
        row='by = "intermediary"', path="contract[Fee for service].cost[procurement].by", given='"intermediary"',
        rule="nobody pays itself", hint="name who pays the intermediary"),
    one('party = "social investor"', 'party = "investor"', row='party = "investor"', path="stated_loss[investor].party",
        given='"investor"', rule="there is no party to the contract of this name",
        hint='did you mean "social investor"?'),
    one('contract = "SIB"', 'contract = "SBI"', row='contract = "SBI"', path="stated_loss[social investor].contract",
        given='"SBI"', rule="there is no contract of this name", hint='did you mean "SIB"?'),
    one('name = "Grants 2.0"', 'name = "SIB"', row=WHOLE_FILE, path="contract[SIB #2].name", given='"SIB"',
        rule="two contracts cannot have the same name"),
    one("lost_per_month = 0.05\n", 'lost_per_month = 0.05\nworth = [{ to = "DWP", amount = 1 }]\n',
        row="worth = [{ to = \"DWP\", amount = 1 }]",
        path="outcome[housed for 3 months].worth", given='[{ to = "DWP", amount = 1 }]',
        rule="a person-month is valued once", hint="move it to the event"),
    one('to = "people served", amount = 500, per = "month", for_months = 12, kind = "social"',
        'to = "local authority", amount = 500, per = "month", for_months = 12', row="amount = 500",
        path="outcome[housed].worth[local authority #2]",
        given='{ to = "local authority", amount = 500, per = "month", for_months =...',
        rule='"local authority" already has a fiscal worth here'),
    one('amount = 9_000, per = "year", for_months = 12', 'amount = 9_000, per = "year"', row="amount = 9_000",
        path="outcome[first job].worth[DWP]", given='{ to = "DWP", amount = 9000, per = "year", cashable = 0.5 }',
        rule="the spell of an event without stages never ends", hint="for_months = 12"),
    one('per = "month", for_months = 12, kind', 'per = "month", for_months = 6, kind', row=WHOLE_FILE,
        path="outcome[housed].worth", given='[{ to = "local authority", amount = 7900, per = "year", for_months ...',
        rule="runs for the same months"),
    one('kind = "social" }', 'kind = "social", cashable = true }', row="amount = 500",
        path="outcome[housed].worth[people served].cashable", given="true", rule="only a fiscal worth"),
    one('basis = "cost"', 'basis = "cost"\n  price = 5', row="price = 5", path="contract[SIB].agreement.price",
        given="5", rule="on the basis of cost has no price", hint='write basis = "block"'),
    *[
        one('basis = "cost"', f'{BY_LINES}{line}\n  {key} = {given}', row=f"{key} = {given}",
            path=f"contract[SIB].agreement.pay[1].{key}", given=given, rule=rule, hint="out")
        for line, key, given, rule in [
            ("", "per", '"capital due"', "owed to investors, not to a provider"),
            ('of = "housed"\n  price = 5', "claims_per_person", "1", "claims are not told person by person"),
            ('of = "housed"\n  price = 5', "priced_by", '"start"', "claims are priced by their own date"),
            ('of = "housed"\n  price = 5', "within_months", "6", "how long after a person's start claims came"),
        ]
    ],
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "row", "path", "given", "rule", "hint"), [*SINGLE_VALUES, *KEYS, *DISTRIBUTIONS, *TOGETHER]
)
def test_a_fault_says_where_what_why_and_what_to_do(old, new, row, path, given, rule, hint):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    fault = next(fault for fault in faults_of(text) if fault.path == path)
    assert fault.file == "small.toml"
    assert fault.given == given
    assert rule in fault.rule
    assert hint in fault.hint
    if row is not WHOLE_FILE:
        assert fault.line == line_of(text, row)


@pytest.mark.parametrize(("old", "new", "path"), [case.values[:2] + case.values[3:4] for case in SINGLE_VALUES + KEYS])
def test_one_thing_wrong_is_told_once(old, new, path):
    assert [fault.path for fault in faults_of(TEXT.replace(old, new, 1))] == [path]


def test_all_faults_of_a_file_come_at_once_in_the_order_of_the_file():
    text = TEXT
    for old, new in [
        ("amount = 6_000", "amount = -6_000"),
        ("share = 0.4\n", "share = 0.5\n"),
        ("engagement = 0.9", "engagement = 90"),
        ('of = "housed for 3 months"', 'of = "housd"'),
        ('form = "grant"', 'form = "grants"'),
        ("party = \"local authority\"", 'party = "nobody"'),
    ]:  # fmt: skip
        text = text.replace(old, new, 1)
    faults = faults_of(text)
    assert [fault.path for fault in faults] == [
        "segment",
        "service.engagement",
        "outcome[housed for 6 months].of",
        "contract[Grants 2.0].form",
        "contract[SIB].cap[person].amount",
        "stated_loss[nobody].party",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_fault_reads_as_an_author_can_act_on_it():
    (fault,) = faults_of(TEXT.replace("engagement = 0.9", "engagement = 90"))
    assert str(fault) == (
        "small.toml, line 32: service.engagement\n"
        "  given: 90\n"
        "  rule:  a probability, from 0 to 1\n"
        "  hint:  did you mean 0.9? write a percentage as a fraction"
    )


def test_outcomes_that_follow_one_another_in_a_circle_are_shown_as_one():
    faults = faults_of(TEXT.replace('of = "housed"', 'of = "housed for 6 months"'))
    circles = [fault for fault in faults if "circle" in fault.rule]
    assert [fault.path for fault in circles] == ["outcome[housed for 3 months].of", "outcome[housed for 6 months].of"]
    assert "housed for 3 months -> housed for 6 months -> housed for 3 months" in circles[0].rule


def test_an_empty_file_is_told_all_that_it_needs():
    assert {fault.path for fault in faults_of("")} == {
        "title", "currency", "start", "horizon_months", "cohort", "service", "outcome", "contract", "appraisal",
    }  # fmt: skip
    hints = {fault.path: fault.hint for fault in faults_of("")}
    assert (hints["cohort"], hints["contract"]) == ("add [cohort]", "add [[contract]]")


JUNK = [0, -1, 1e9, 10**400, float("nan"), float("inf"), "x", "", "housed", "SIB", True, [], {}, [1, 2], [{}], [[1]],
        [{"name": "x"}], {"value": 3}, {"value": "x", "beta": {"mean": 0.5, "sd": 0.1}}, {"beta": 3},
        {"lognormal": {"interval90": [1, 2]}}, {"uniform": ["a", 1]}, {"name": [1]}, {"a": {"b": 1}}]  # fmt: skip


def with_junk(node, loc, junk):
    if not loc:
        return junk
    branches = list(node) if isinstance(node, list) else dict(node)
    branches[loc[0]] = with_junk(branches[loc[0]], loc[1:], junk)
    return branches


def test_junk_anywhere_is_a_fault_and_never_a_traceback():
    tree = Tree.of(TEXT, "small.toml")
    chance = random.Random(1)
    for _ in range(300):
        loc, junk = chance.choice(list(tree.paths)), chance.choice(JUNK)
        spoilt = Tree(with_junk(tree.root, loc, junk), tree.places, "small.toml")
        try:
            built(spoilt, texts=(), changes=(), forms={})
        except ScenarioError as error:
            assert all(fault.rule and fault.file for fault in error.faults)
