"""What each of several providers did: read from rows, from columns, from people, and laid out as a simulation does."""

import numpy as np
import pytest
from settlement.reading.test_rows import MEASURES, SEGMENTS, faults, only_fault
from settlement.small import CARD, HEAD, recorded, settled, small_case

from outcomesim.errors import ScenarioError
from outcomesim.scenario.case import case_of
from outcomesim.scenario.loading import case_from_texts, load
from outcomesim.settlement.by_provider import done_by_each
from outcomesim.settlement.settling import setting_of

PROVIDERS = """
[[provider]]
name = "North"

[[provider]]
name = "South"
"""
ATTACHMENTS = (
    CARD
    + """
  [[contract.pay]]
  name = "support"
  per = "attachment"
  price = 50
"""
)


def shared(more=""):
    return small_case(more=PROVIDERS + more)


# -- who there is ----------------------------------------------------------------------------------------------------


def test_terms_alone_name_those_who_deliver_with_equal_shares_where_none_are_said():
    assert shared().providers == (("North", 0.5), ("South", 0.5))
    made = setting_of(shared())
    assert [str(party) for party in made.providers] == ["North", "South"]
    assert made.provider_shares == (0.5, 0.5)
    assert (setting_of(small_case()).providers, setting_of(small_case()).provider_shares) == ((), (1.0,))


def test_a_scenarios_own_providers_are_those_of_its_terms():
    assert case_of(load("collaborative")).providers == (("town provider", 0.5), ("county provider", 0.5))


@pytest.mark.parametrize(
    ("tables", "rule"),
    [
        ('provider = [{ name = "North" }]', "several providers are two or more"),
        ('provider = [{ name = "North" }, { name = "North" }]', "two providers cannot have the same name"),
        ('provider = [{ name = "North", share = 0.4 }, { name = "South", share = 0.4 }]', "the providers add to 1"),
        ('provider = [{ name = "North", share = 0.4 }, { name = "South" }]', "either every provider says its share"),
        ('provider = [{ name = "North" }, { name = "provider" }]', "holds the contract and pays those who deliver"),
    ],
)  # fmt: skip
def test_providers_of_terms_alone_are_held_to_the_rules_of_a_scenarios(tables, rule):
    with pytest.raises(ScenarioError, match=rule):
        case_from_texts([("terms.toml", tables + HEAD + CARD)])


# -- how it is written -----------------------------------------------------------------------------------------------


def test_a_row_or_a_column_may_be_of_a_provider(tmp_path):
    text = "period,provider,Housed,attachments,cost\n2018 Q1,North,4,9,1000\n2018 Q1,south,5,8,900.50\n"
    north, south = recorded(tmp_path, text, shared()).rows
    assert (north.provider, north.counts, south.provider) == ("North", {("Housed", ""): 4}, "South")
    assert south.accounts == {"attachments": 8, "cost": 900.5}
    text = "period,Housed [NORTH],Housed [South],cost [North],attachments [South],running\n2018 Q1,4,5,1000,8,3\n"
    whole, north, south = recorded(tmp_path, text, shared()).rows
    assert (whole.provider, whole.counts, whole.accounts) == ("", {}, {"running": 3})
    assert (north.provider, north.counts, north.accounts) == ("North", {("Housed", ""): 4}, {"cost": 1000})
    assert (south.provider, south.counts, south.accounts) == ("South", {("Housed", ""): 5}, {"attachments": 8})


def test_a_column_may_be_of_a_segment_and_a_provider_in_either_order(tmp_path):
    case = shared(SEGMENTS)
    text = '"Housed [young, North]",period,"attachments [South, old]"\n4,2018 Q1,7\n'
    rows = recorded(tmp_path, text, case).rows
    assert {(row.provider, row.segment): dict(row.accounts) for row in rows if row.accounts} == {
        ("South", "old"): {"attachments": 7}
    }
    assert [(row.provider, row.counts) for row in rows if row.counts] == [("North", {("Housed", "young"): 4})]


def test_a_person_is_with_one_provider(tmp_path):
    text = "person,provider,Housed\nA,North,1\nB,South,1\nA,North,1\n"
    a, b = recorded(tmp_path, text, shared()).rows
    assert (a.provider, a.counts, b.provider) == ("North", {("Housed", ""): 2}, "South")
    text = "person,Housed [North],Housed [South]\nA,1,0\nB,,2018-03-01;2018-04-01\n"
    a, b = recorded(tmp_path, text, shared()).rows
    assert (a.provider, a.counts) == ("North", {("Housed", ""): 1})
    assert (b.provider, b.counts, len(b.times["Housed"])) == ("South", {("Housed", ""): 2}, 2)


def test_nobody_is_with_two(tmp_path):
    fault = only_fault(tmp_path, "person,provider,Housed\nA,North,1\nB,South,1\nA,South,1\n", shared())
    assert (fault.line, fault.path, fault.given) == (4, "provider", "South")
    assert 'line 2 about "A" says "North"' in fault.rule
    fault = only_fault(tmp_path, "person,Housed [North],Housed [South]\nA,1,1\n", shared())
    assert (fault.line, fault.path) == (2, "Housed [South]")
    assert 'this row is about "North" too' in fault.rule


def test_a_row_of_totals_is_held_against_each_providers_rows(tmp_path):
    text = "period,provider,Housed\n2018 Q1,North,4\n2018 Q1,South,5\ntotal,North,{}\ntotal,,9\n"
    assert len(recorded(tmp_path, text.format(4), shared()).rows) == 2
    fault = only_fault(tmp_path, text.format(5), shared())
    assert (fault.line, fault.given) == (4, "5")
    assert "the rows come to 4" in fault.rule
    text = "period,Housed [North],Housed [South]\n2018 Q1,4,5\n2018 Q2,1,1\ntotal,5,{}\n"
    assert len(recorded(tmp_path, text.format(6), shared()).rows) == 6
    assert "the rows come to 6" in only_fault(tmp_path, text.format(7), shared()).rule


@pytest.mark.parametrize(
    ("text", "line", "path", "rule", "hint"),
    [
        ("period,provider,Housed\n2018,Nroth,4\n", 2, "provider", "no provider of this name", 'did you mean "North"?'),
        ("period,provider,Housed\n2018,provider,4\n", 2, "provider", "no provider of this name", "North"),
        ("period,Housed [Nroth]\n2018,4\n", 1, "Housed [Nroth]", "no segment or provider of this name", '"North"'),
        ("period,provider,Housed [North]\n2018,South,4\n", 2, "Housed [North]", '"North", the row about "South"', ""),
        ("period,Housed,Housed [North]\n2018,4,4\n", 1, "Housed", "counted twice", "give each provider a column"),
        ("period,provider,share housed\n2018,South,0.5\n", 2, "share housed", "a measure is of the whole", "names no"),
        ("period,provider,stopped\n2018,South,yes\n", 2, "stopped", "a stop of the service is of the whole", ""),
        ("period,provider,running\n2018,South,4\n", 2, "running", "the time that the service runs is of the whole", ""),
    ],
)  # fmt: skip
def test_what_is_wrongly_said_of_a_provider_is_refused(tmp_path, text, line, path, rule, hint):
    fault = only_fault(tmp_path, text, shared(MEASURES))
    assert (fault.line, fault.path) == (line, path)
    assert rule in fault.rule
    assert hint in fault.hint


def test_cost_is_of_a_provider_and_not_of_a_segment(tmp_path):
    (fault,) = faults(tmp_path, "period,cost [young]\n2018,4\n", small_case(more=SEGMENTS))
    assert "not told by segment" in fault.rule


def test_where_the_terms_name_no_providers_the_answer_says_how_to(tmp_path):
    fault = only_fault(tmp_path, "period,provider,Housed\n2018,North,4\n")
    assert 'add [[provider]] tables, with name = "North"' in fault.hint
    (row,) = recorded(tmp_path, "period,provider,Housed\n2018,provider,4\n").rows  # the only one there is
    assert row.provider == ""


def test_a_name_of_a_segment_and_a_provider_is_not_guessed_at(tmp_path):
    case = small_case(more=PROVIDERS + '[[segment]]\nname = "North"\n[[segment]]\nname = "old"\n')
    assert "both called this" in only_fault(tmp_path, "period,Housed [North]\n2018,4\n", case).rule


# -- what it comes to ------------------------------------------------------------------------------------------------


def done(settlement):
    """What each had done by each statement: verified of the first line, starts, referred, pounds."""
    told = [settled.statement.by_provider for settled in settlement.statements]
    return [
        [did.verified[0, :, 0].tolist(), did.starts[0].tolist(), did.referred[0].tolist(), (did.cost[0] / 100).tolist()]
        for did in told
    ]


def test_each_statement_shows_what_each_has_done_from_the_first_day(tmp_path):
    text = (
        "period,provider,Housed,attachments,referrals,cost\n2018 Q1,North,4,9,12,1000\n2018 Q1,South,5,8,10,900.50\n"
        "2018 Q2,South,1,0,2,100\n"
    )
    settlement = settled(tmp_path, text, shared())
    assert done(settlement) == [
        [[4, 5], [9, 8], [12, 10], [1000, 900.5]],
        [[4, 6], [9, 8], [12, 12], [1000, 1000.5]],
    ]
    assert settlement.statements[0].statement.by_provider.verified.shape == (1, 2, 3)
    # what is owed is what it is without saying who: 10 x 600
    assert settlement.total.tolist() == [6000]


def test_people_are_counted_with_their_provider_by_their_dates(tmp_path):
    text = (
        "person,provider,started,Housed\nA,North,2018-01-10,2018-02-01\nB,South,2018-02-01,2018-05-01;2018-08-01\n"
        "C,South,2018-05-01,1\n"
    )
    settlement = settled(tmp_path, text, small_case(ATTACHMENTS, more=PROVIDERS))
    by_month = {s.statement.month_to: one[:2] for s, one in zip(settlement.statements, done(settlement), strict=True)}
    assert by_month[3] == [[1, 0], [1, 1]]
    assert by_month[6] == [[1, 1], [1, 2]]
    assert by_month[36] == [[1, 3], [1, 2]]  # what has no date stands in the last


def test_where_bounds_are_open_both_rows_know_what_each_did(tmp_path):
    capped = CARD.replace("payers", 'cap = [{ over = "person", amount = 700 }]\npayers')
    text = "period,provider,Housed,Housed 6 months,attachments\ntotal,North,3,2,3\ntotal,South,1,1,1\n"
    settlement = settled(tmp_path, text, small_case(capped, more=PROVIDERS))
    assert settlement.bounded
    assert settlement.statements[0].statement.by_provider.verified[:, :, 0].tolist() == [[3, 1], [3, 1]]


def test_where_some_rows_name_no_provider_it_is_not_known_and_told(tmp_path):
    text = "period,provider,Housed\n2018 Q1,North,4\n2018 Q1,,5\n2018 Q2,,1\n"
    settlement = settled(tmp_path, text, shared())
    assert all(one.statement.by_provider is None for one in settlement.statements)
    said = [one for one in settlement.oddities if "names no provider" in one]
    assert len(said) == 1
    assert 'line 3 (2018 Q1) counts 5 of "Housed" and names no provider, and one row more' in said[0]
    quiet = settled(tmp_path, "period,provider,Housed\n2018 Q1,North,4\n2018 Q1,South,4\n", shared())
    assert not [one for one in quiet.oddities if "provider" in one]


def test_two_rows_of_the_same_months_and_two_providers_are_no_oddity(tmp_path):
    text = "period,provider,Housed\n2018 Q1,North,4\n2018 Q1,South,5\n"
    assert not [one for one in settled(tmp_path, text, shared()).oddities if "same months" in one]


def test_the_settlement_is_that_of_the_same_counts_without_providers(tmp_path):
    split = settled(tmp_path, "period,Housed [North],Housed [South]\n2018 Q1,4,5\n2018 Q2,1,\n", shared())
    whole = settled(tmp_path, "period,Housed\n2018 Q1,9\n2018 Q2,1\n", shared())
    assert [p.amount.tolist() for p in split.payments] == [p.amount.tolist() for p in whole.payments]
    assert np.array_equal(
        split.statements[1].statement.verified_to_date, whole.statements[1].statement.verified_to_date
    )


def test_a_person_counts_once_however_many_columns_name_her_segment(tmp_path):
    """Months of service by segment stand in a row beside hers, and are nobody taken on; she was referred as well."""
    case = shared(SEGMENTS)
    text = "person,provider,segment,started,person-months [young]\nA,North,young,2018-01,4\nB,South,old,2018-02,\n"
    activity = recorded(tmp_path, text, case)
    ((north, south),) = done_by_each(case, activity, [12])
    assert (north.starts.tolist(), south.starts.tolist()) == ([1, 0], [0, 1])
    assert (north.referred.tolist(), south.referred.tolist()) == ([1, 0], [0, 1])
