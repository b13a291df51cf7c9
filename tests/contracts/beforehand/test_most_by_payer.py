"""The most that each payer could pay, by hand. Amounts are pounds; claims are verified for eighteen months."""

from dataclasses import replace

import numpy as np
import pytest
from contracts.making import contract, grant, results, setting

from outcomesim.contracts.beforehand.may_be_owed import People
from outcomesim.contracts.beforehand.most_by_payer import MOST_TOLD_APART, most_by_payer
from outcomesim.scenario.limits import Floor, Retention
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price, Schedule, ShareOf, Variation
from outcomesim.scenario.payers import LimitOn
from outcomesim.scenario.terms import EndTerms, GrantTerms

ENTRY = PayLine("entry card", "outcome", (Price("entry", 100.0),))
BOTH = PayLine("card", "outcome", (Price("entry", 600.0), Price("six months", 800.0)))
CORE = PayLine("core", "block", amount=5_000.0)
CAPPED = (Cap("contract", 10_000.0),)


def most(*payers, lines=(ENTRY,), caps=CAPPED, in_all=10_000.0, people=None, **said):
    made = results(*lines, payers=payers, caps=caps, **said)
    found = most_by_payer(made, in_all, people)
    return {name: None if amount is None else round(float(amount), 2) for name, amount in found.items()}


def pair(*council, fund=(), general=0.6, **limits):
    """A council and a fund that share 60 to 40 where nothing else is said, and some shares of the council's own."""
    of_fund = fund or tuple(
        ShareOf(1 - of.share, of.line, of.segment, of.year, of.above) for of in council
    )  # fmt: skip
    return Payer("council", general, council), Payer("fund", 1 - general, of_fund, **limits)


def test_a_general_share_that_holds_for_nothing_counts_for_nothing():
    assert most(*pair(ShareOf(0.2, "entry"))) == {"council": 2_000, "fund": 8_000}


def test_a_share_of_a_line_is_of_no_more_than_the_line_can_come_to():
    """The fund pays the core of 5,000 and a tenth of entries, which have the rest of 10,000 or all of it."""
    shares = pair(ShareOf(0.0, "core"), ShareOf(0.9, "entry"))
    assert most(*shares, lines=(ENTRY, CORE)) == {"council": 9_000, "fund": 5_500}
    capped = (*CAPPED, Cap("contract", 4_000.0, lines=("entry",)))
    assert most(*shares, lines=(ENTRY, CORE), caps=capped, in_all=9_000.0) == {"council": 3_600, "fund": 5_400}


def test_a_share_of_a_year_is_of_no_more_than_the_year_can_come_to():
    """No more than 3,000 in a year: 90% of that in the second, and 50% of what else there is in the first."""
    shares = pair(ShareOf(0.1, year=2), general=0.5)
    capped = (*CAPPED, Cap("year", 3_000.0))
    assert most(*shares, caps=capped) == {"council": 1_800, "fund": 4_200}
    carried = (*CAPPED, Cap("year", 3_000.0, unused="carried"))
    assert most(*shares, caps=carried)["fund"] == 0.9 * 6_000


def test_a_share_of_a_segment_may_be_of_all_there_is():
    assert most(*pair(ShareOf(0.0, segment="older"))) == {"council": 6_000, "fund": 10_000}
    young = PayLine("entry card", "outcome", (Price("entry", 100.0),), segments=("younger",))
    assert most(*pair(ShareOf(0.0, segment="older")), lines=(young,)) == {"council": 6_000, "fund": 4_000}


def test_a_share_beyond_an_amount_is_of_what_is_beyond_it_once_it_is_owed():
    """The fund bears nothing of the first 7,000 and all beyond: 3,000; the council the 7,000."""
    first = Payer("council", 1.0, (ShareOf(0.0, above=7_000.0),))
    then = Payer("fund", 0.0, (ShareOf(1.0, above=7_000.0),))
    assert most(first, then) == {"council": 7_000, "fund": 3_000}
    assert most(first, then, in_all=6_000.0, caps=(Cap("contract", 6_000.0),)) == {"council": 6_000, "fund": 0}


def test_what_a_floor_adds_is_borne_by_the_shares_of_no_line():
    """Entries are the fund's alone; what the floor adds, at most 2,000 in each of two years, is shared."""
    shares = pair(ShareOf(0.0, "entry"))
    assert most(*shares, floors=(Floor("year", 2_000.0),)) == {"council": 0.6 * 4_000, "fund": 10_000}


def test_an_award_and_a_payment_on_ending_are_borne_by_the_shares_of_no_line():
    bonus = PaymentTerms((ENTRY,), (Cap("contract", 1_000.0),), payment_terms_months=0)
    made = contract("grant", GrantTerms("plain", 8_000.0), payers=pair(ShareOf(0.0, "entry")), payment=bonus,
                    end=EndTerms(500.0))  # fmt: skip
    assert made.most_payable == 9_500_00
    found = most_by_payer(made, 9_500.0)
    assert found == pytest.approx({"council": 0.6 * 8_500, "fund": 1_000 + 0.4 * 8_500})


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_payers_own_limits_hold_in_all_by_year_and_on_a_line():
    assert most(Payer("a", 0.5, limit=1_000.0), Payer("b", 0.5)) == {"a": 1_000, "b": 5_000}
    by_year = Payer("a", 0.5, limits_by_year=(300.0, 500.0))
    assert most(by_year, Payer("b", 0.5)) == {"a": 800, "b": 5_000}
    on_line = Payer("a", 0.5, limits=(LimitOn(700.0, "entry", "unpaid"),))
    assert most(on_line, Payer("b", 0.5), lines=(ENTRY, CORE)) == {"a": 700 + 2_500, "b": 5_000}


def test_what_is_retained_may_be_paid_within_the_limit_of_a_later_year():
    by_year = Payer("a", 0.5, limits_by_year=(300.0, 500.0))
    assert most(by_year, Payer("b", 0.5), where=setting(claim_months=12)) == {"a": 300, "b": 5_000}
    kept = Retention(0.5, released=12.0)
    assert most(by_year, Payer("b", 0.5), where=setting(claim_months=12), retention=kept)["a"] == 800


def test_others_bear_exactly_what_is_beyond_a_limit():
    """Of 10,000 the fund's 4,000 stop at 1,500: the council bears the 2,500 too, or nobody does."""
    council, fund = Payer("council", 0.6), Payer("fund", 0.4, limit=1_500.0, when_exhausted="others pay")
    assert most(council, fund) == {"council": 8_500, "fund": 1_500}
    assert most(council, Payer("fund", 0.4, limit=1_500.0)) == {"council": 6_000, "fund": 1_500}


def test_what_two_leave_is_divided_by_the_shares_of_those_who_have_room():
    """c stops at 1,000 of 6,000: of the 5,000 that are left a bears three quarters, and all of it where b is full."""
    others = {"when_exhausted": "others pay"}
    a, c = Payer("a", 0.3), Payer("c", 0.6, limit=1_000.0, **others)
    assert most(a, Payer("b", 0.1), c) == {"a": 3_000 + 3_750, "b": 1_000 + 1_250, "c": 1_000}
    assert most(a, Payer("b", 0.1, limit=1_200.0, **others), c) == {"a": 10_000 - 2_200, "b": 1_200, "c": 1_000}


def test_a_limit_whose_part_cannot_be_told_leaves_no_more_than_all():
    """By year, on a line or where there are many, the others may have to bear all that is beyond."""
    others = {"when_exhausted": "others pay"}
    assert most(Payer("a", 0.5), Payer("b", 0.5, limit_per_year=100.0, **others))["a"] == 10_000
    on_line = Payer("b", 0.5, limits=(LimitOn(100.0, "entry"),))
    assert most(Payer("a", 0.5), on_line, lines=(ENTRY, CORE))["a"] == 10_000
    many = [Payer(f"p{n}", 0.1, limit=500.0, **others) for n in range(MOST_TOLD_APART + 3)]
    assert 10_000 - 500 * len(many) <= most(Payer("a", 0.1), *many)["a"] <= 10_000


def test_where_nothing_limits_what_is_owed_only_a_payers_own_limit_does():
    assert most(Payer("a", 0.5, limit=900.0), Payer("b", 0.5), caps=(), in_all=None) == {"a": 900, "b": None}
    only_core = Payer("a", 0.0, (ShareOf(1.0, "core"),)), Payer("b", 1.0, (ShareOf(0.0, "core"),))
    assert most(*only_core, lines=(ENTRY, CORE), caps=(), in_all=None) == {"a": 5_000, "b": None}


# -- people, variations ----------------------------------------------------------------------------------------------


def test_a_share_of_one_outcome_is_of_no_more_than_all_people_can_claim():
    """Ten people, once each: 6,000 for entries, 8,000 for six months; no more than 1,000 for one of them."""
    shares = pair(ShareOf(1.0, "entry"), ShareOf(0.0, "six months"))
    ten = People(10.0, np.ones(2))
    assert most(*shares, lines=(BOTH,), caps=(), in_all=14_000.0, people=ten) == {"council": 6_000, "fund": 8_000}
    capped = most(*shares, lines=(BOTH,), caps=(Cap("person", 700.0),), in_all=7_000.0, people=ten)
    assert capped == {"council": 6_000, "fund": 7_000}


def test_a_payer_who_joins_for_a_time_bears_what_is_owed_then():
    core = replace(CORE, since=6.0, until=12.0)
    joined = Variation(6.0, 12.0, PaymentTerms((core,)), (Payer("council", 0.5), Payer("partner", 0.5)))
    made = results(ENTRY, payers=(Payer("council"),), caps=(Cap("contract", 3_000.0),), variations=(joined,))
    found = most_by_payer(made, 8_000.0)
    assert found == pytest.approx({"council": 3_000 + 2_500, "partner": 2_500})


def test_a_block_that_goes_on_through_a_variation_is_counted_once():
    joined = Variation(6.0, 12.0, PaymentTerms((CORE,)), (Payer("council", 0.5), Payer("partner", 0.5)))
    made = results(CORE, payers=(Payer("council"),), variations=(joined,))
    assert made.most_payable == 5_000_00
    assert most_by_payer(made, 5_000.0) == pytest.approx({"council": 2_500 + 1_250, "partner": 1_250})


def test_a_measure_line_bounds_what_is_borne_of_it():
    bonus = PayLine("bonus", "measure", measure="m", schedule=Schedule("steps", ((0.5, 400.0), (0.6, 1_000.0))))
    shares = pair(ShareOf(0.0, "bonus"))
    assert most(*shares, lines=(ENTRY, bonus)) == {"council": 6_000, "fund": 1_000 + 0.4 * 9_000}


def test_a_grant_without_lines_is_its_award():
    made = grant(award=9_000.0)
    assert most_by_payer(made, 9_000.0) == pytest.approx({"council": 5_400, "fund": 3_600})


def test_what_a_cap_carried_may_be_paid_on_a_line_of_that_name_whatever_its_dates_then():
    """Nothing beyond 1,000 until month 12; then 5,000 more under terms whose own entries are not paid any longer."""
    over = PayLine("entry card", "outcome", (Price("entry", 100.0),), until=6.0)
    later = Variation(12.0, 18.0, PaymentTerms((over,), (Cap("contract", 6_000.0),)), (Payer("partner"),))
    carried = (Cap("contract", 1_000.0, excess="carried"),)
    made = results(ENTRY, payers=(Payer("council"),), caps=carried, variations=(later,))
    assert most_by_payer(made, 6_000.0) == pytest.approx({"council": 1_000, "partner": 6_000})
