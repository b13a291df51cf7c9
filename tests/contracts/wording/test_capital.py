from dataclasses import replace

from contracts.making import block, bond, bond_terms, capital_terms, contract, setting

from outcomesim.contracts.wording.capital import capital_sentences, provider_sentences
from outcomesim.parties import Party
from outcomesim.scenario.capital import (
    Action,
    AgreementTerms,
    Break,
    CapitalGuarantee,
    EarlyRedemption,
    FloorByDate,
    GuaranteeLimit,
    LaterRate,
    OnMeasure,
    ProviderFinance,
    Tranche,
)
from outcomesim.scenario.pay import Condition, PayLine, Price, Retention, Schedule
from outcomesim.scenario.terms import FeeForServiceTerms, Gate


def said(**capital):
    return capital_sentences(bond(own=bond_terms(capital=capital_terms(**capital))))


def test_plain_capital_is_said_in_three_sentences():
    assert said() == (
        "Capital of £5,000 from investors is drawn when SPV needs it, to keep 1 month of planned "
        "outgoings in hand while "
        "the service runs; outcome payments are used before more is drawn.",
        "What is above that reserve is distributed every 12 months, not before month 0, and with the "
        "last payment: first "
        "capital back, then profit by commitment.",
        "When all capital is drawn and the cash is gone, intake shuts and the service stops after 1 "
        "month; either way, "
        "what is owed is paid first from later income.",
    )


def test_every_term_of_a_tranche_is_said():
    bank = Tranche(
        "bank", 6_000.0, rate=0.05, interest="simple", interest_paid="yearly", cumulative=False, hurdle=0.03,
        floors=(FloorByDate(24, 0.25),), principal=0.9, profit_share=0.4, most_return_per_year=0.1, revolving=True,
    )  # fmt: skip
    rate = OnMeasure("reduction", Schedule("steps", ((7.5, 0.03), (10.0, 0.13))))
    sentences = said(tranches=(bank, Tranche("fund", 4_000.0, rank=2, rate=rate)))
    assert sentences[1] == (
        "bank has rank 1, earns 5% a year, simple interest, paid at the end of each contract year; what "
        "cannot be paid "
        "then lapses, gets back 90% of its principal, gets back at least 25% of its principal from "
        "month 24 on, is to "
        "have earned 3% a year before others share in profit, has 40% of the profit, earns at the most "
        "10% a year and "
        "may be drawn again once repaid."
    )
    assert sentences[2] == (
        "fund has rank 2 and earns what reduction brings (3% from 7.5, 13% from 10, nothing below 7.5) "
        "a year, compound "
        "interest, paid with its principal."
    )
    assert "interest that is due, then capital back, then what hurdles still ask for, by rank, then" in sentences[3]
    assert "what no investor may take goes back to the payers" in sentences[3]


def test_rates_by_date_are_said_in_their_order():
    rate = OnMeasure("reduction", Schedule("linear", ((5.0, 0.0), (10.0, 0.1))))
    later = (LaterRate(12, 0.05), LaterRate(36, rate))
    assert said(tranches=(Tranche("bank", 6_000.0, rate=0.03, later=later),))[1] == (
        "bank earns 3%, from month 12 on 5% and from month 36 on what reduction brings (in a straight line between 0% "
        "at 5 and 10% at 10) a year, compound interest, paid with its principal."
    )


def test_a_rate_for_each_year_is_said_with_what_is_deemed():
    rate = OnMeasure("reduction", Schedule("steps", ((0.0, 0.03), (10.0, 0.13))), "year", deemed=0.02)
    later = (LaterRate(24, OnMeasure("reduction", Schedule("steps", ((0.0, 0.04),)), "half year")),)
    assert said(tranches=(Tranche("bank", 6_000.0, rate=rate, later=later),))[1] == (
        "bank earns what reduction brings for each contract year (3% from 0, 13% from 10, nothing below 0; 2% where it "
        "is never reported) and from month 24 on what reduction brings for each half year (4% from 0, nothing below 0) "
        "a year, compound interest, paid with its principal."
    )


def test_guarantees_breaks_maturity_and_early_redemption_are_said():
    sentences = said(
        guarantees=(
            CapitalGuarantee("a foundation", "investors", limit=2_000.0, until=36),
            CapitalGuarantee("a friend", "investors", "a share of each loss", 0.5, limits=(GuaranteeLimit(0, 100.0),)),
        ),
        maturity=24.0,
        early_redemption=EarlyRedemption(18.0, 0.01),
        breaks=(Break((6.0, 9.0), Condition("share housed", below=0.4), notice_months=2.0),),
    )
    for words in (
        "a foundation makes good first losses of the principal of investors, up to £2,000, for losses "
        "that show by month 36.",
        "a friend makes good 50% of each loss of the principal of investors, up to £100 from month 0.",
        "Principal is due in month 24; until then money that is not due to anybody is kept.",
        "From month 18 on principal is repaid early, as money comes in, with 1% on top.",
        "Investors may end the service at month 6 and month 9 if share housed is below 0.4, with 2 months of notice.",
    ):
        assert words in sentences


def test_a_written_waterfall_is_said_in_its_order():
    order = (Action("principal", "investors"), Action("bonus", share=0.2, most=50.0), Action("payers", share=0.5))
    assert (
        "in this order: principal that is due to investors; 20% of what is left to charity, at the most "
        "£50 in all; 50% "
        "of what is left goes back to the payers. Debts that are not named come first."
    ) in said(waterfall=order)[1]


def test_how_capital_is_drawn_is_said_where_it_is_not_to_need():
    assert said(draw_whole_at_start=True)[0] == (
        "Capital of £5,000 from investors is drawn on the first day; SPV keeps what of it is not spent until the "
        "service ends or it matures, and 1 month of planned outgoings in hand while the service runs; of outcome "
        "payments, what planned outgoings still need is kept too."
    )
    assert "outcome payments are for investors" in said(draw_whole_at_start=True, recycle=False)[0]
    assert "asked for 2 months ahead" in said(draw_notice_months=2)[0]
    assert "outcome payments are kept for investors until all of it is drawn" in said(recycle=False)[0]


def test_a_provider_that_can_fail_is_said_and_one_that_carries_on_is_not():
    assert provider_sentences(block()) == ()
    finance = ProviderFinance(5_000.0, 1_000.0, "shut intake, then stop", 2.0)
    assert provider_sentences(block(finances=(finance,))) == (
        "charity has reserves of £5,000 and an overdraft of £1,000 to live on while it waits for money; "
        "at the end of a "
        "month in which they do not suffice, intake shuts and the service stops after 2 months.",
    )


def test_what_follows_when_one_of_several_fails_is_said_of_it_alone():
    several = setting(providers=(Party("North", "provider"), Party("South", "provider")), provider_shares=(0.5, 0.5))
    finance = ProviderFinance(5_000.0, 0.0, "shut intake, then stop", 2.0, ("North",))
    assert provider_sentences(contract("fee for service", FeeForServiceTerms(), several, finances=(finance,))) == (
        "North has reserves of £5,000 to live on while it waits for money; at the end of a month in which they do not "
        "suffice, it takes nobody on any more and stops after 2 months; the referrals to come go to the others.",
    )


def test_a_contract_without_capital_says_nothing_of_it():
    assert capital_sentences(block()) == ()


def test_what_stands_on_the_vehicles_account_is_said_in_money():
    repaid = Condition("capital repaid", at_least=50_000.0)
    line = PayLine(
        "job", "outcome", (Price("entry", 600.0),), measure="capital repaid", gives="price",
        schedule=Schedule("steps", ((0.0, 600.0), (40_000.0, 300.0))),
    )  # fmt: skip
    made = bond(gates=(Gate((8.0,), repaid),), own=bond_terms(retention=Retention(0.1, only_if=repaid), lines=(line,)))
    said = " ".join(made.describe())
    assert "Gate at month 8: unless capital repaid is at least £50,000, " in said
    assert "retained and released with the last statement if capital repaid is at least £50,000;" in said
    assert "£600 from £0, £300 from £40,000 for each" in said


def test_referrals_guaranteed_beneath_a_contract_are_said_as_what_is_missing():
    promised = PayLine("promise", "missing referral", (Price("", 50.0),), guaranteed=30.0, claimed="quarterly")
    for line, often in ((promised, "a quarter"), (replace(promised, claimed="with every statement"), "a month")):
        made = bond(own=bond_terms(agreement=AgreementTerms("pay lines", lines=(line,))))
        assert f"£50 for each referral that is missing of 30 guaranteed {often}" in " ".join(made.describe())
