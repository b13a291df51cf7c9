"""Behind a lead: what each provider did, what it is paid, what reviews would have moved; as in a simulation."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from settlement.as_recorded import activity_of, world_of
from settlement.small import recorded
from settlement.test_by_provider import PROVIDERS, shared

from outcomesim.engine import World
from outcomesim.presentation.settled import settled_text
from outcomesim.presentation.settled_sheets import settled_tables
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.case import Case, case_of
from outcomesim.scenario.loading import case_from_texts, load
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.pay import PayLine, Price
from outcomesim.scenario.provider_terms import Subcontract
from outcomesim.settlement.settling import settle
from outcomesim.settlement.told_of_providers import allocation_sentences, provider_sentences

FORM, FUTURES = "Bought together", 6
JOB = "Job start of 16 hours or more"


def scenario() -> Scenario:
    """The shipped service bought together, with a prime that pays one provider by lines, and the other by a block."""
    made = load("collaborative")
    lines = (
        PayLine("support", "person-month", (Price("", 211.03),), since=3.0),
        PayLine("jobs", "outcome", (Price(JOB, 800.0), Price(JOB, 900.0, segment=made.segments[1].name))),
        PayLine("cost shared", "cost", (Price("", 0.2),)),
    )
    subcontracts = (
        Subcontract(("county provider",), AgreementTerms("pay lines", lines=lines)),
        Subcontract(("town provider",), AgreementTerms("block", 301_234.56)),
    )
    return replace(made, contracts=(replace(made.contract(FORM), subcontracts=subcontracts),))


@cache
def world() -> World:
    return world_of(scenario(), FORM, seed=5, replications=FUTURES)


@pytest.mark.parametrize("replication", range(FUTURES))
def test_what_a_future_recorded_is_passed_on_as_the_lead_paid_it(tmp_path, replication):
    simulated, terms = world(), case_of(scenario())
    months = range(1, simulated.setting.horizon_months + 1)
    settlement = settle(terms, recorded(tmp_path, activity_of(simulated, replication, months), terms))
    for (payer, payee, _), line in simulated.ledger.lines.items():
        if payer == simulated.setting.provider and payee in simulated.setting.providers:
            paid = next(one.paid for one in settlement.providers if one.name == payee.name)
            by_month = {payment.due: payment.amount[0] for payment in paid}
            assert [by_month[month] for month in range(len(months))] == line[replication].tolist()
    # and the reviews would have moved referrals as they did
    course = simulated.delivery.course
    directed = [held.after for held in settlement.allocations if not np.array_equal(held.before, held.after)]
    slots = [slot for slot in range(course.at.shape[1]) if np.isfinite(course.at[replication, slot])]
    assert np.allclose(directed, [course.shares[replication, slot] for slot in slots])
    assert len(settlement.allocations) == 3


def test_in_some_of_these_futures_referrals_move():
    assert np.isfinite(world().delivery.course.at).any()


# -- what is told ----------------------------------------------------------------------------------------------------


def led(more: str = "") -> Case:
    return case_from_texts([("led.toml", f"""
title = "Led"
currency = "GBP"
start = 2018-01-01
horizon_months = 24
dates = {{ last_claim = 12 }}
outcome = [{{ name = "Housed" }}]
service = {{ provider = "Prime", margin = 0.1 }}
{PROVIDERS}
[[contract]]
name = "led"
form = "payment by results"
payers = [{{ name = "council", share = 1 }}]
prices = {{ Housed = 600 }}
cap = [{{ over = "person", amount = 700 }}]
{more}
""")])  # fmt: skip


def test_the_text_and_the_tables_say_what_each_did_and_is_paid(tmp_path):
    case = led()
    text = (
        "period,provider,Housed,referrals,attachments,person-months,cost\n2018 Q1,North,4,12,10,25.5,1000\n"
        "2018 Q1,South,,,,,\n"
    )
    settlement = settle(case, recorded(tmp_path, text, case))
    told = " ".join(settled_text(settlement).split())
    for part in (
        "What each provider did North: 12 people referred, 10 people taken on, 25.5 months of service, 4 of \"Housed\" "
        "verified and £1,000 spent on delivery. Prime pays it £1,100 for its cost and a margin.",
        "South: nothing verified. What Prime pays it is not told: no row says what its delivery cost.",
    ):  # fmt: skip
        assert part in told, part
    assert "to those who deliver" not in told  # as long as it is not known what one is paid
    table = settled_tables(settlement)["providers.csv"].splitlines()
    assert table[0] == "period,provider,what,least,most"
    assert "2018 Q1,North,person-months,25.5,25.5" in table
    assert "2018 Q1,North,paid by Prime,1100,1100" in table
    assert not [row for row in table if "South" in row]


def test_where_bounds_are_open_what_the_lead_pays_is_one_amount(tmp_path):
    case = led()
    text = "period,provider,Housed,attachments,cost\n2018 Q1,North,4,3,1000\n2018 Q1,South,2,2,500\n"
    settlement = settle(case, recorded(tmp_path, text, case))
    assert settlement.bounded
    assert settlement.paid_on("North").tolist() == [1100, 1100]
    # of North's four claims by three people and South's two by two: as the cap cuts most and least within each
    assert "Prime is paid between £1,400 and £3,100 by the payers and pays £1,650 to those who deliver." in list(
        provider_sentences(settlement)
    )


def test_people_are_paid_for_beneath_by_their_dates(tmp_path):
    lines = """
  [[contract.subcontract]]
  provider = "North"
  basis = "pay lines"
    [[contract.subcontract.pay]]
    name = "support"
    per = "attachment"
    price = 50
    since = 3
    [[contract.subcontract.pay]]
    of = "Housed"
    price = 100
"""
    case = led(lines)
    text = (
        "person,provider,started,Housed\nA,North,2018-01-10,2018-02-01\nB,North,2018-05-02,2018-05-03;2018-08-01\n"
        "C,South,2018-05-01,1\n"
    )
    settlement = settle(case, recorded(tmp_path, text, case))
    # B starts once support is paid for; three claims of North's people
    assert settlement.paid_on("North").tolist() == [50 + 3 * 100]


def test_without_providers_in_the_rows_nothing_is_told_of_any_and_it_is_said_why(tmp_path):
    case = shared()
    settlement = settle(case, recorded(tmp_path, "period,Housed\n2018 Q1,4\n", case))
    assert settlement.providers == ()
    assert [said for said in settlement.oddities if "No row names a provider" in said]
    assert "What each provider did" not in settled_text(settlement)


def test_a_review_after_the_end_of_the_activity_is_not_held(tmp_path):
    case = led('allocation = { at = [3, 9], outcomes = ["Housed"] }')
    text = "period,provider,Housed,attachments\n2018 Q1,North,4,3\n2018 Q1,South,,2\n"
    settlement = settle(case, recorded(tmp_path, text, case))
    (said,) = allocation_sentences(settlement)
    assert said.startswith("At month 3 referrals would have been shared anew: North 100% (4 verified of 3 taken on)")
    nothing = settle(case, recorded(tmp_path, text.replace("North,4", "North,0"), case))
    (said,) = allocation_sentences(nothing)
    assert "(nothing was verified yet)" in said


@pytest.mark.parametrize(
    "between",
    ["retention = { share = 0.1, released = 4 }", 'floor = [{ over = "year", amount = 10 }]'],
)
def test_on_a_date_between_rows_nobody_did_anything(tmp_path, between):
    """Retention of March is released in July, within the third quarter; the first year closes within the fifth row."""
    case = led(f'{between}\nallocation = {{ at = [3, 9], outcomes = ["Housed"] }}')
    quarters = ["2018 Q1", "2018 Q2", "2018 Q3", "2018-10 to 2019-03"]
    rows = [f"{quarter},{name},1,{starts},100" for quarter in quarters for name, starts in (("North", 2), ("South", 4))]
    text = "period,provider,Housed,attachments,cost\n" + "\n".join(rows) + "\n"
    settlement = settle(case, recorded(tmp_path, text, case))
    assert len(settlement.statements) > len(quarters)
    assert settlement.paid_on("North").tolist() == [440] * (1 + settlement.bounded)
    assert [held.starts.tolist() for held in settlement.allocations] == [[2, 4], [6, 12]]
    table = settled_tables(settlement)["providers.csv"].splitlines()
    assert [row.split(",")[0] for row in table if ",North,paid by Prime," in row] == quarters
