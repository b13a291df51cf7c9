"""Who is accountable, who delivers, who pays and who gains: by hand."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_service, job, small_shared

from outcomesim import simulate
from outcomesim.analysis.accountability import EVERYTHING, TO_LIVE_ON, accountability
from outcomesim.analysis.positions import budget
from outcomesim.parties import Party
from outcomesim.presentation.accountable import accountable_sentences
from outcomesim.scenario.capital import AgreementTerms, ProviderFinance
from outcomesim.scenario.model import Provider, Segment, Worth
from outcomesim.scenario.pay import Payer, PaymentTerms, ShareOf, Variation
from outcomesim.scenario.provider_terms import Subcontract
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import NEVER

NORTH = Payer("North council", 0.35, shares=(ShareOf(0.7, segment="north"), ShareOf(0.0, segment="south")))
SOUTH = Payer("South council", 0.35, shares=(ShareOf(0.0, segment="north"), ShareOf(0.7, segment="south")))
FUND = Payer("fund", 0.3)
TERMS = ContractTerms("collective", "payment by results", (NORTH, SOUTH, FUND))
WORTH = (Worth("NHS", known(10.0), for_months=12), Worth("people served", known(5.0), for_months=12, kind="social"))


def shared():
    return a_service(
        job(worth=WORTH),
        segments=(Segment("north", 0.5), Segment("south", 0.5)),
        providers=(Provider("one", 0.4), Provider("two", 0.6)),
    )


def told(rows, part):
    return [(one.who, one.of, one.share) for one in rows if one.part == part]


def test_each_payer_is_accountable_for_the_residents_it_pays_most_for():
    rows = accountability(shared(), TERMS)
    assert [one[:2] for one in told(rows, "accountable")] == [("North council", "north"), ("South council", "south")]
    assert [one[0] for one in told(rows, "answers to the payers")] == ["Home Ground"]


def test_where_no_shares_are_told_apart_the_largest_payer_is_accountable_for_everything():
    plain = replace(TERMS, payers=(Payer("fund", 0.3), Payer("council", 0.7)))
    assert [one[:2] for one in told(accountability(shared(), plain), "accountable")] == [("council", EVERYTHING)]


def test_who_delivers_pays_and_gains_is_told_with_shares():
    rows = accountability(shared(), TERMS)
    assert told(rows, "delivers") == [("one", EVERYTHING, 0.4), ("two", EVERYTHING, 0.6)]
    pays = [one for one in told(rows, "pays") if one[1] != "all together"]
    assert [one[0] for one in told(rows, "pays") if one not in pays] == ["North council", "South council"]
    assert pays[:3] == [
        ("North council", "all else", 0.35),
        ("North council", "north", 0.7),
        ("North council", "south", 0.0),
    ]
    assert pays[-1] == ("fund", EVERYTHING, 0.3)
    assert [one[:2] for one in told(rows, "gains")] == [("NHS", "job"), ("people served", "job")]


def test_shares_by_year_or_amount_are_told_as_they_are_at_first():
    shares = (ShareOf(0.5, year=1), ShareOf(0.2, above=9_000.0))
    changing = replace(TERMS, payers=(Payer("fund", 0.0, shares), Payer("council", 1.0, (ShareOf(0.5, year=1),))))
    rows = accountability(shared(), changing)
    assert told(rows, "pays") == [("fund", "everything, at first", 0.5), ("council", "everything, at first", 0.5)]
    assert [one[:2] for one in told(rows, "accountable")] == [("council", EVERYTHING)]


def test_amounts_are_those_of_the_results():
    results = simulate(small_shared(), replications=20, seed=1)
    terms = small_shared().contract("SIB")
    rows = accountability(small_shared(), terms, results["SIB"])
    cost = {one.who: one.amount.value for one in rows if one.part == "delivers"}
    assert sum(cost.values()) == pytest.approx(results["SIB"]["cost"].mean() / 100)
    assert [one[0] for one in told(rows, "answers to the payers")] == [terms.vehicle]
    paid = sum(one.amount.value for one in rows if one.part == "pays")
    assert paid == pytest.approx(-sum(results["SIB"]["net", p.name].mean() for p in terms.payers) / 100)


def test_a_check_says_so_in_sentences_and_only_where_there_is_something_to_tell():
    said = list(accountable_sentences(shared(), TERMS))
    assert said[0] == "Accountable: North council for north and South council for south."
    assert said[2] == "Delivers: one (40% of referrals) and two (60% of referrals)."
    alone = replace(shared(), service=replace(shared().service, providers=()))
    assert list(accountable_sentences(alone, replace(TERMS, payers=(Payer("council"),)))) == []


def test_a_payer_gains_what_the_agencies_gain_that_are_its_own():
    own = replace(TERMS, payers=(NORTH, replace(SOUTH, gains_of=("NHS",)), FUND))
    rows = accountability(shared(), own)
    assert [one[:2] for one in told(rows, "gains")] == [("South council", "job (NHS)"), ("people served", "job")]
    said = list(accountable_sentences(shared(), own))
    assert said[-1] == "Gains: South council by job (NHS) and people served by job."


def test_what_an_agency_saves_counts_in_the_budget_of_the_payer_that_it_belongs_to():
    scenario = small_shared()
    terms = scenario.contract("SIB")
    payer = terms.payers[0]
    own = replace(terms, payers=(replace(payer, gains_of=("DWP",)), *terms.payers[1:]))
    apart, together = (
        simulate(replace(scenario, contracts=(one,)), replications=20, seed=1)["SIB"] for one in (terms, own)
    )
    party = Party(payer.name, "payer")
    more = budget(together, (party,)) - budget(apart, (party,))
    assert np.allclose(more, apart["cashable real", "DWP"] / 100)
    assert more.any()


def test_who_may_run_out_of_money_is_told_with_what_it_has_and_how_often_it_did():
    # North is paid nothing for what it does: it fails in every future, and its lead has no money that may be gone
    own = ProviderFinance(100.0, 50.0, "shut intake, then stop", names=("North",))
    unpaid = Subcontract(("North",), AgreementTerms("block", 0.0))
    terms = replace(small_shared().contract("SIB"), finances=(own,), subcontracts=(unpaid,))
    scenario = replace(small_shared(), contracts=(terms,))
    (planned,) = (one for one in accountability(scenario, terms) if one.part == "may run out of money")
    assert (planned.who, planned.of, planned.amount.value) == ("North", TO_LIVE_ON, 150)
    assert np.isnan(planned.share)
    result = simulate(scenario, replications=20, seed=1)["SIB"]
    assert told(accountability(scenario, terms, result), "may run out of money") == [("North", TO_LIVE_ON, 1.0)]


def test_who_joins_by_a_variation_pays_from_then_on_and_may_be_accountable_then():
    council, fund = Payer("council", 0.7), Payer("fund", 0.3)
    joins = Variation(12.0, 24.0, PaymentTerms(()), (Payer("council", 0.2), Payer("newcomer", 0.8)))
    on = replace(joins, since=24.0, until=NEVER, payers=(Payer("council", 1.0),))
    plain = replace(TERMS, payers=(council, fund), variations=(joins, on))
    rows = accountability(shared(), plain)
    assert [one[:2] for one in told(rows, "accountable")] == [
        ("council", EVERYTHING), ("newcomer", "everything, from month 12 to month 24"),
    ]  # fmt: skip
    assert [one for one in told(rows, "pays") if one[1] != "all together"] == [
        ("council", "everything, at first", 0.7),
        ("council", "everything, from month 12 to month 24", 0.2),
        ("council", "everything, from month 24 on", 1.0),
        ("fund", "everything, at first", 0.3),
        ("newcomer", "everything, from month 12 to month 24", 0.8),
    ]
    alone = replace(shared(), service=replace(shared().service, providers=()))
    said = list(accountable_sentences(alone, replace(plain, payers=(Payer("council"),))))
    assert said[0].startswith("Accountable: council for everything and newcomer for everything, from month 12")


def test_what_all_payers_pay_holds_those_who_join():
    scenario = small_shared()
    terms = scenario.contract("SIB")
    joins = Variation(2.0, NEVER, terms.payment, (Payer("newcomer"),))
    own = replace(terms, variations=(joins,))
    result = simulate(replace(scenario, contracts=(own,)), replications=20, seed=1)["SIB"]
    paid = {one.who: one.amount.value for one in accountability(scenario, own, result) if one.part == "pays"
            and one.amount.value == one.amount.value}  # fmt: skip
    assert paid["newcomer"] == pytest.approx(-result["net", "newcomer"].mean() / 100)
    assert paid["newcomer"] > 0
