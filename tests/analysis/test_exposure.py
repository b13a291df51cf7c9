import dataclasses

import numpy as np
import pytest
from analysis.fake_results import COUNCILS, ENTERING, FUND, INVESTORS
from analysis.planned import PLAN, SCENARIO, contracts_of, of_all

from outcomesim.analysis.exposure import exposure
from outcomesim.analysis.planned_capital import CapitalAsPlanned
from outcomesim.scenario.apart import Advance, EndTerms, GainShare, Recovery
from outcomesim.scenario.capital import CapitalGuarantee, CapitalTerms, GuaranteeLimit, Tranche
from outcomesim.scenario.model import Outcome
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price, Schedule, ShareOf, Variation
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import GrantTerms, HybridTerms, TransactionCost

BOND, GRANT, FEE = contracts_of(SCENARIO)


def test_the_most_paid_under_a_rate_card_is_its_cap():
    assert exposure(SCENARIO, PLAN, BOND).most_paid == 2_629_000


def capped_at(scenario, *caps):
    bond = scenario.contracts[0]
    terms = dataclasses.replace(bond, payment=dataclasses.replace(bond.payment, caps=caps))
    return contracts_of(dataclasses.replace(scenario, contracts=(terms,)))[0]


def test_without_a_cap_it_is_every_outcome_for_as_many_people_as_may_be_taken_on():
    # 406 people, each worth 600 + 3,000 + 5,000 + 120
    free = capped_at(SCENARIO)
    assert exposure(SCENARIO, PLAN, free).most_paid == pytest.approx(406 * 8_720)


def test_a_cap_per_person_limits_what_that_can_come_to():
    capped = capped_at(SCENARIO, Cap("person", 1_000))
    assert exposure(SCENARIO, PLAN, capped).most_paid == pytest.approx(406_000)


def test_days_are_paid_for_at_the_most_for_as_long_as_outcomes_count():
    # three pounds a day for at most 2.5 months; days without a price, and costs a claim, come to nothing
    days = tuple(
        Outcome(name, "days", of=SCENARIO.outcomes[0].name, for_months=2.5) for name in ("nights", "more nights")
    )
    bond = SCENARIO.contracts[0]
    a_day = PayLine("nights", "unit", (Price("nights", 3.0),))
    payment = dataclasses.replace(bond.payment, lines=(*bond.payment.lines, a_day), caps=())
    each = TransactionCost("checks", known(10.0), to="verifier", when="per claim")
    scenario = dataclasses.replace(
        SCENARIO,
        outcomes=(*SCENARIO.outcomes, *days),
        contracts=(dataclasses.replace(bond, payment=payment, costs=(each,)),),
    )
    nothing = np.zeros((2, 60))
    planned = dataclasses.replace(PLAN, claims=of_all(np.concatenate([PLAN.verified_by_month, nothing + 1_000])))
    implied = exposure(scenario, planned, contracts_of(scenario)[0])
    assert implied.outgoings == exposure(SCENARIO, PLAN, contracts_of(SCENARIO)[0]).outgoings
    assert implied.most_paid == pytest.approx(406 * (8_720 + 3 * 75))
    share = {payer.name: payer.share for payer in bond.payers}[COUNCILS.name]
    lines = len(SCENARIO.outcomes)
    assert implied.most_by_payer[COUNCILS.name] == pytest.approx(share * (implied.most_paid + 406 * lines * 10))


def test_without_a_cap_or_a_ceiling_nothing_limits_it():
    open_door = dataclasses.replace(SCENARIO, cohort=dataclasses.replace(SCENARIO.cohort, ceiling=None))
    implied = exposure(open_door, PLAN, capped_at(open_door, Cap("person", 19_000)))
    assert implied.most_paid is None
    assert implied.most_by_payer == {COUNCILS.name: None, FUND.name: None}


@pytest.mark.parametrize(
    ("line", "more"),
    [
        (PayLine("core", "block", amount=50_000), 50_000),
        (PayLine("bonus", "measure", measure="m", schedule=Schedule("steps", ((0.5, 9_000.0),))), 9_000),
        (PayLine("fee", "attachment", (Price("", 10.0),)), None),
        (PayLine("later", "outcome", (Price(ENTERING, 1.0), Price(ENTERING, 9.0, since=12.0))), None),
    ],
)
def test_what_is_paid_beside_claims_is_added_where_it_has_a_limit(line, more):
    bond = SCENARIO.contracts[0]
    both = dataclasses.replace(bond.payment, lines=(*bond.payment.lines, line), caps=())
    scenario = dataclasses.replace(SCENARIO, contracts=(dataclasses.replace(bond, payment=both),))
    most = exposure(scenario, PLAN, contracts_of(scenario)[0]).most_paid
    assert most == (None if more is None else pytest.approx(406 * 8_720 + more))


def test_each_payer_can_pay_its_share_of_that_and_of_the_transaction_costs():
    # 0.6 of the price, 2.1m, and of 48 months at 1,500
    most = exposure(SCENARIO, PLAN, FEE).most_by_payer
    assert most[COUNCILS.name] == pytest.approx(0.6 * (2_100_000 + 72_000))


def test_a_payer_who_joins_by_a_variation_can_pay_its_share_too():
    # of the cap of 1,000, and of 48 months at 100: 0.6 of both, as the councils before and after
    bond = SCENARIO.contracts[0]
    payers = tuple(
        dataclasses.replace(payer, name="partner") if payer.name == COUNCILS.name else payer for payer in bond.payers
    )
    payment = dataclasses.replace(bond.payment, caps=(Cap("contract", 1_000.0),))
    varied = Variation(12.0, 24.0, payment, payers, replaces_lines=False)
    costs = (TransactionCost("work", known(100.0), when="monthly"),)
    terms = dataclasses.replace(bond, payment=payment, variations=(varied,), costs=costs)
    scenario = dataclasses.replace(SCENARIO, contracts=(terms,))
    most = exposure(scenario, PLAN, contracts_of(scenario)[0]).most_by_payer
    each = pytest.approx(0.6 * (1_000 + 4_800))
    assert most == {COUNCILS.name: each, FUND.name: pytest.approx(0.4 * (1_000 + 4_800)), "partner": each}


def test_a_payer_of_one_outcome_can_pay_no_more_than_all_people_can_claim_of_it():
    # 406 entries at 600 are the fund's; 3,000 and 5,000 and 120 are the councils'; no cap but people
    bond = SCENARIO.contracts[0]
    of_entries = tuple(
        dataclasses.replace(payer, shares=(ShareOf(float(payer.name == FUND.name), ENTERING),)) for payer in bond.payers
    )
    of_rest = tuple(dataclasses.replace(payer, share=float(payer.name == COUNCILS.name)) for payer in of_entries)
    free = dataclasses.replace(bond, payers=of_rest, costs=(), payment=dataclasses.replace(bond.payment, caps=()))
    (contract,) = contracts_of(dataclasses.replace(SCENARIO, contracts=(free,)))
    most = exposure(SCENARIO, PLAN, contract).most_by_payer
    assert most == pytest.approx({COUNCILS.name: 406 * 8_120, FUND.name: 406 * 600})


def test_investors_can_lose_what_they_committed():
    assert exposure(SCENARIO, PLAN, BOND).commitments == {INVESTORS[0].name: 1_000_000, INVESTORS[1].name: 800_000}


def test_break_even_is_planned_outgoings_over_what_planned_claims_are_worth():
    # claims: 300 * 600 + 240 * 3,000 + 200 * 5,000 + 80 * 120; outgoings: 2m and 5%, and 48 months of a fee of 4,000
    implied = exposure(SCENARIO, PLAN, BOND)
    assert implied.claims == pytest.approx(1_909_600)
    assert implied.outgoings == pytest.approx(2_292_000)
    assert implied.break_even == pytest.approx(2_292_000 / 1_909_600)
    assert implied.can_break_even


def hybrid(verified, commitment=5_000, **said):
    """Half of 6,000 for six months of service, half on six entries; delivery costs 1,000 a month."""
    capital = CapitalTerms((Tranche(INVESTORS[0].name, commitment),), reserve_months=0.0, distribute_every=60)
    card = PaymentTerms((PayLine("card", "outcome", (Price(ENTERING, 600),)),), every_months=3, **said)
    own = HybridTerms(0.5, 6_000.0, 0.5, ((ENTERING, 6.0),))
    like = dataclasses.replace(SCENARIO.contracts[0], costs=(), fee_per_month=None)
    terms = dataclasses.replace(like, form="hybrid", terms=own, capital=capital, payment=card)
    contract = contracts_of(dataclasses.replace(SCENARIO, contracts=(terms,)))[0]
    cost = np.where(np.arange(60) < 6, 1_000.0, 0.0)
    claims = np.zeros((4, 60))
    claims[0, 2] = verified
    planned = dataclasses.replace(PLAN, cost=cost, claims=of_all(claims))
    contract.setting = dataclasses.replace(
        contract.setting, margin=0.0, service_months=6, planned_cost=6_000.0, planned_cost_by_month=tuple(cost)
    )
    return exposure(SCENARIO, planned, contract)


def test_what_is_paid_for_the_service_needs_no_claims_to_break_even():
    # 3,000 for the service leaves 3,000 of 6,000: what six claims come to, or half of twelve
    implied = hybrid(6.0)
    assert (implied.claims, implied.beside_claims, implied.outgoings) == pytest.approx((3_000, 3_000, 6_000))
    assert implied.break_even == pytest.approx(1.0)
    assert hybrid(12.0).break_even == pytest.approx(0.5)


def test_the_part_paid_for_the_service_carries_it_as_planned_while_no_claim_comes():
    # 500 a month, paid by the quarter: 1,500 in month 3 carries it and half of month 4, and 1,500 more must be drawn
    assert hybrid(0.0).capital == CapitalAsPlanned(4_500, 5_000, None)
    assert hybrid(0.0, commitment=4_400).capital == CapitalAsPlanned(4_400, 4_400, 5)
    # with the claims of month 2 the same payment is 4,500, and carries the rest
    assert hybrid(6.0).capital == CapitalAsPlanned(3_000, 5_000, None)
    assert hybrid(0.0, caps=(Cap("contract", 1_000),)).capital == CapitalAsPlanned(5_000, 5_000, None)


@pytest.mark.parametrize(
    ("line", "comes_to"),
    [
        (PayLine("fee", "attachment", (Price("", 10.0),)), 4_000),
        (PayLine("fee", "referral", (Price("", 10.0),), since=6.0, until=12.0), 406),
        (PayLine("fee", "person-month", (Price("", 10.0), Price("", 20.0, since=30.0))), 28_000 + 56_000),
        (PayLine("fee", "month", (Price("", 1_000.0),)), 48_000),
        (PayLine("fee", "cost", (Price("", 1.05),)), 2_100_000),
        (PayLine("core", "block", amount=50_000, since=6.0, until=18.0), 50_000),
        (PayLine("bonus", "measure", measure="m", schedule=Schedule("steps", ((0.5, 9_000.0),))), 0),
    ],
)
def test_each_line_beside_claims_is_planned_by_what_it_is_paid_for(line, comes_to):
    bond = SCENARIO.contracts[0]
    both = dataclasses.replace(bond.payment, lines=(*bond.payment.lines, line), caps=())
    scenario = dataclasses.replace(SCENARIO, contracts=(dataclasses.replace(bond, payment=both),))
    implied = exposure(scenario, PLAN, contracts_of(scenario)[0])
    assert implied.beside_claims == pytest.approx(comes_to)
    assert implied.claims == pytest.approx(1_909_600)


def test_a_grant_with_a_bonus_on_outcomes_breaks_even_on_its_award_first():
    # an award of 1.5m leaves 0.5m of what delivery is planned to cost, a fifth of 300 entries at 8,333.33
    grant = SCENARIO.contracts[1]
    bonus = PaymentTerms((PayLine("bonus", "outcome", (Price(ENTERING, 25_000 / 3),)),))
    for preset in ("grants 2.0", "general", "plain"):
        terms = dataclasses.replace(grant, terms=GrantTerms(preset, 1_500_000.0), payment=bonus, costs=())
        implied = exposure(SCENARIO, PLAN, contracts_of(dataclasses.replace(SCENARIO, contracts=(terms,)))[0])
        assert implied.beside_claims == pytest.approx(1_500_000)
        assert implied.break_even == pytest.approx((implied.outgoings - 1_500_000) / 2_500_000, rel=1e-5)
    rich = dataclasses.replace(terms, terms=GrantTerms("grants 2.0", 3_000_000.0))
    implied = exposure(SCENARIO, PLAN, contracts_of(dataclasses.replace(SCENARIO, contracts=(rich,)))[0])
    assert (implied.beside_claims, implied.break_even) == (2_000_000, 0.0)


def with_open_book(gain, **said):
    """A card of 10,000 an entry, 3m as planned, held by a provider that delivers for 2m, evenly over 60 months."""
    card = PaymentTerms((PayLine("card", "outcome", (Price(ENTERING, 10_000.0),)),), **said)
    audit = TransactionCost("audit", known(400_000.0), by=contracts_of(SCENARIO)[1].holder.name)
    terms = dataclasses.replace(
        SCENARIO.contracts[1], form="payment by results", terms=None, payment=card, costs=(audit,), gain_share=gain
    )
    return exposure(SCENARIO, PLAN, contracts_of(dataclasses.replace(SCENARIO, contracts=(terms,)))[0])


def test_an_open_book_puts_break_even_further_where_more_is_spent_than_may_be_kept():
    # 2.4m are spent, 1.9m of it on delivery by the last statement, in month 57: 2.09m may be kept, and of what is
    # beyond a half: 2.71m of 3m must be owed. With a margin of three tenths 2.47m may be kept, which is enough
    assert with_open_book(None).break_even == pytest.approx(0.8)
    assert with_open_book(GainShare(0.5, 0.1)).break_even == pytest.approx(2.71 / 3)
    assert with_open_book(GainShare(0.5, 0.3)).break_even == pytest.approx(0.8)


def test_where_all_the_gain_comes_back_nothing_pays_for_what_is_no_cost_of_delivery():
    out_of_reach = with_open_book(GainShare(1.0))
    assert out_of_reach.break_even == np.inf
    assert not out_of_reach.can_break_even
    # with half shared a cap of 2.8m leaves 2.35m, one of 2.95m 2.425m
    assert not with_open_book(GainShare(0.5), caps=(Cap("contract", 2_800_000),)).can_break_even
    assert with_open_book(GainShare(0.5), caps=(Cap("contract", 2_950_000),)).can_break_even


def test_an_open_book_of_each_year_leaves_no_more_than_one_of_all():
    assert with_open_book(GainShare(0.5, 0.1, "year")).break_even >= with_open_book(GainShare(0.5, 0.1)).break_even


def test_a_price_for_the_service_has_no_break_even():
    assert exposure(SCENARIO, PLAN, GRANT).break_even is None


def test_a_cap_below_the_outgoings_puts_break_even_out_of_reach():
    assert not exposure(
        SCENARIO, PLAN, capped_at(SCENARIO, Cap("person", 19_000), Cap("contract", 1_000_000))
    ).can_break_even


def test_a_poisson_number_of_people_without_a_ceiling_has_no_limit():
    cohort = dataclasses.replace(SCENARIO.cohort, ceiling=None, volume=known(1.0))
    fixed = dataclasses.replace(cohort, referrals=dataclasses.replace(cohort.referrals, arrivals="fixed"))
    free = capped_at(SCENARIO, Cap("person", 1_000))
    assert exposure(dataclasses.replace(SCENARIO, cohort=cohort), PLAN, free).most_paid is None
    assert exposure(dataclasses.replace(SCENARIO, cohort=fixed), PLAN, free).most_paid == pytest.approx(406_000)


def funded(commitment, *, most=3_000, terms=None, **changes):
    """The bond over six months: delivery costs 1,000 a month, and six outcomes at 600 are verified in month 2."""
    tranches = (Tranche(INVESTORS[0].name, commitment),)
    capital = CapitalTerms(tranches, **{"reserve_months": 0.0, "distribute_every": 60, **changes})
    bond = SCENARIO.contracts[0]
    caps = (Cap("person", 19_000), Cap("contract", most))
    payment = dataclasses.replace(bond.payment, every_months=3, payment_terms_months=1, caps=caps)
    bond = dataclasses.replace(bond, costs=(), capital=capital, payment=payment, fee_per_month=None)
    bond = dataclasses.replace(bond, **(terms or {}))
    contract = contracts_of(dataclasses.replace(SCENARIO, contracts=(bond,)))[0]
    cost = np.where(np.arange(60) < 6, 1_000.0, 0.0)
    verified = np.zeros((4, 60))
    verified[0, 2] = 6.0
    planned = dataclasses.replace(PLAN, cost=cost, claims=of_all(verified))
    contract.setting = dataclasses.replace(
        contract.setting, margin=0.0, service_months=6, planned_cost=6_000.0, planned_cost_by_month=tuple(cost)
    )
    return exposure(SCENARIO, planned, contract).capital


def test_capital_is_needed_until_income_comes_and_again_when_it_is_spent():
    # 3,000 in months 0 to 2; six times 600, cut to the cap of 3,000, in month 3 carries months 3 to 5
    assert funded(5_000) == CapitalAsPlanned(drawn=3_000, commitment=5_000, exhausted_in=None)


def test_capital_is_exhausted_in_the_first_month_it_cannot_pay():
    assert funded(2_500) == CapitalAsPlanned(drawn=2_500, commitment=2_500, exhausted_in=2)


def test_a_reserve_is_drawn_while_there_is_capital_and_used_when_there_is_none():
    # with a month in hand 4,000 is drawn by month 2; 3,500 pays three months and leaves 500
    assert funded(5_000, reserve_months=1.0) == CapitalAsPlanned(4_000, 5_000, None)
    assert funded(3_500, reserve_months=1.0) == CapitalAsPlanned(3_500, 3_500, None)


def test_what_has_been_distributed_must_be_drawn_again():
    # at the end of month 3, 2,000 of the 3,000 received goes back, and months 4 and 5 draw it once more
    assert funded(5_000, distribute_every=4) == CapitalAsPlanned(5_000, 5_000, None)
    assert funded(4_500, distribute_every=4) == CapitalAsPlanned(4_500, 4_500, 5, given_out=2_000, given_out_in=3)


def test_of_capital_that_is_drawn_at_the_start_what_payers_pay_is_given_out():
    # 1,000 of 5,000 is left after four months, and 3,000 has come in: of the 4,000, 2,000 is needed for the two that
    # are left. Not recycled, the 3,000 is given out, and the sixth month is not paid for
    serves = {"draw_whole_at_start": True, "distribute_every": 2}
    assert funded(5_000, **serves) == CapitalAsPlanned(5_000, 5_000, None)
    assert funded(2_999, **serves) == CapitalAsPlanned(2_999, 2_999, 2)
    whole = {**serves, "recycle": False}
    assert funded(6_000, **whole).exhausted_in is None
    assert funded(5_000, **whole) == CapitalAsPlanned(5_000, 5_000, 5, given_out=3_000, given_out_in=3)
    assert funded(5_000, **whole, distribute_from=6) == CapitalAsPlanned(5_000, 5_000, None)


def test_income_that_is_kept_for_investors_does_not_serve_delivery_while_there_is_capital():
    # 5,000 carries months 0 to 4; then the 3,000 that came in month 3 pays the last
    assert funded(5_000, recycle=False) == CapitalAsPlanned(5_000, 5_000, None)
    assert funded(9_000, recycle=False) == CapitalAsPlanned(6_000, 9_000, None)


def test_before_maturity_money_is_kept_and_need_not_be_drawn_again():
    assert funded(5_000, distribute_every=4, maturity=12.0) == CapitalAsPlanned(3_000, 5_000, None)
    assert funded(5_000, draw_whole_at_start=True, maturity=12.0) == CapitalAsPlanned(5_000, 5_000, None)


def test_a_guarantor_can_be_asked_for_its_share_of_a_commitment_up_to_its_limit():
    bond = SCENARIO.contracts[0]
    lender = INVESTORS[0].name
    guarantees = (
        CapitalGuarantee("city fund", lender, limit=300.0),
        CapitalGuarantee("city fund", lender, "a share of each loss", share=0.5),
        CapitalGuarantee("friend", lender, limits=(GuaranteeLimit(0, 900.0), GuaranteeLimit(12, 400.0))),
    )
    capital = CapitalTerms((Tranche(lender, 1_000.0),), guarantees)
    funded_bond = dataclasses.replace(bond, capital=capital)
    (contract,) = contracts_of(dataclasses.replace(SCENARIO, contracts=(funded_bond,)))
    assert exposure(SCENARIO, PLAN, contract).guarantees == {"city fund": 800.0, "friend": 900.0}


def test_an_advance_carries_the_plan_until_it_is_recovered():
    # 2,000 in month 0 carries two months; of the 3,000 of month 3 half is recovered: 1,500 carries half of the rest.
    # With the last statement the other 500 is paid back, or written off
    for unrecovered, drawn in (("paid back", 3_000), ("written off", 2_500)):
        advance = Advance(2_000.0, Recovery(share=0.5), unrecovered=unrecovered)
        assert funded(5_000, terms={"advances": (advance,)}) == CapitalAsPlanned(drawn, 5_000, None)


def test_an_advance_is_recovered_from_what_its_own_payer_is_planned_to_owe():
    # the fund's 2,000 carries two months, all of its 900 of month 3 is recovered; the council's 2,100 carries months
    # 3 and 4, and 900 is drawn for month 5, after 1,000 for month 2. What is left, 1,100, is written off, or paid back
    payers = (Payer("council", 0.7), Payer("fund", 0.3))
    for unrecovered, drawn in (("written off", 1_900), ("paid back", 3_000)):
        advance = Advance(2_000.0, Recovery(share=1.0), by="fund", unrecovered=unrecovered)
        terms = {"advances": (advance,), "payers": payers}
        assert funded(5_000, terms=terms) == CapitalAsPlanned(drawn, 5_000, None)


def test_what_is_paid_on_ending_early_gives_no_room_under_the_cap_of_a_plan():
    # 3,000 of month 3, not 3,600, carries the last three months
    assert funded(5_000, terms={"end": EndTerms(600.0)}) == CapitalAsPlanned(3_000, 5_000, None)
    assert funded(5_000, most=2_000, terms={"end": EndTerms(600.0)}) == CapitalAsPlanned(4_000, 5_000, None)


def test_each_payer_pays_when_it_does_and_late_with_interest():
    # half of the 3,000 of month 3 comes in month 5: 1,500 carries month 3 and half of month 4, then the rest comes
    late = (Payer("in time", 0.5), Payer("late", 0.5, pays_late_months=2))
    assert funded(5_000, terms={"payers": late}) == CapitalAsPlanned(3_500, 5_000, None)
    own_terms = (Payer("soon", 0.5), Payer("slow", 0.5, payment_terms_months=3))
    assert funded(5_000, terms={"payers": own_terms}) == CapitalAsPlanned(3_500, 5_000, None)
    # 1,000 a month late at 12% is 1,010: it carries month 4 and 10 of month 5
    said = {"payers": (Payer("late", pays_late_months=1),), "late_payment_interest": 0.12}
    assert funded(5_000, most=1_000, terms=said) == CapitalAsPlanned(pytest.approx(4_990), 5_000, None)


def test_what_a_payer_that_is_late_could_pay_holds_the_interest_and_what_all_could_owe_does_not():
    bond = dataclasses.replace(SCENARIO.contracts[0], costs=())
    late = tuple(dataclasses.replace(p, pays_late_months=3 * (p.name == FUND.name)) for p in bond.payers)
    found = []
    for rate in (0.0, 0.08):
        terms = dataclasses.replace(bond, payers=late, late_payment_interest=rate)
        found.append(exposure(SCENARIO, PLAN, contracts_of(dataclasses.replace(SCENARIO, contracts=(terms,)))[0]))
    without, implied = found
    assert implied.most_paid == without.most_paid
    assert implied.most_by_payer[COUNCILS.name] == without.most_by_payer[COUNCILS.name]
    assert implied.most_by_payer[FUND.name] == pytest.approx(1.02 * without.most_by_payer[FUND.name])


def test_without_investors_there_is_no_capital_to_run_out():
    assert exposure(SCENARIO, PLAN, FEE).capital is None


def test_a_payer_pays_no_more_than_its_limit_and_another_takes_on_what_is_beyond():
    """Of at most 2,629,000 the fund bears its share up to 100,000; the others pay what is beyond, or nobody does."""
    bond = SCENARIO.contracts[0]
    councils, fund = bond.payers
    for beyond, most in (("others pay", 2_529_000), ("unpaid", councils.share * 2_629_000)):
        limited = dataclasses.replace(fund, limit=100_000.0, when_exhausted=beyond)
        terms = dataclasses.replace(bond, payers=(councils, limited), costs=())
        (contract,) = contracts_of(dataclasses.replace(SCENARIO, contracts=(terms,)))
        implied = exposure(SCENARIO, PLAN, contract).most_by_payer
        assert implied[fund.name] == pytest.approx(100_000)
        assert implied[councils.name] == pytest.approx(most)
