import pytest
from contracts.making import block, bond, contract, grant, setting

from outcomesim.contracts import (
    FORMS,
    Contract,
    FeeForService,
    Grant,
    Hybrid,
    ImpactBond,
    PaymentByResults,
    make_contract,
)
from outcomesim.contracts.base import Book
from outcomesim.contracts.wording.common import listed, money, percent
from outcomesim.errors import ContractError
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import SHIPPED_FORMS, ContractTerms, HybridTerms, ReviewTerms, TransactionCost


class Nothing(Contract):
    """A researcher's form that pays nothing."""

    statement_months = (12,)

    def settle(self, book: Book, statement):
        return ()

    def describe(self):
        return ("Nothing is paid.",)


def test_each_shipped_form_is_made_by_the_name_a_scenario_gives_it():
    assert tuple(FORMS) == SHIPPED_FORMS
    shipped = ("fee for service", "grant", "payment by results", "social impact bond", "hybrid")
    assert (*shipped, "collaborative commissioning", "innovation partnership") == SHIPPED_FORMS
    assert [type(made) for made in (block(), grant(), bond())] == [FeeForService, Grant, ImpactBond]
    assert type(contract("payment by results")) is PaymentByResults
    assert type(contract("hybrid", HybridTerms(0.5))) is Hybrid


def test_a_researchers_form_is_made_by_its_own_name():
    terms = ContractTerms("free", "nothing", (Payer("council"),), terms=None)
    assert isinstance(make_contract(terms, setting(), {"nothing": Nothing}), Nothing)


def test_a_form_nobody_knows_is_refused_with_the_names_that_are_known():
    with pytest.raises(ContractError, match=r"has the form 'barter'; known forms are: fee for service, grant"):
        contract("barter", None)


def test_a_form_without_capital_or_prices_says_so_with_none():
    for made in (block(), grant()):
        assert (made.capital, made.agreement, made.fee_per_month, made.claim_values, made.claim_limit) == (None,) * 5
        assert made.investors == ()


def test_the_most_that_can_be_paid_is_price_award_or_cap():
    assert [made.most_payable for made in (block(), grant(), bond())] == [13_200_00, 12_000_00, None]


REVIEW = ReviewTerms(
    at=(6.0, 12.0), outcomes=("entry", "six months"), target=(20.0, 45.0), tolerance=0.8, places=0.5, intensity=0.9,
    shut_intake=True, misses_before_notice=2, notice_months=3.0,
)  # fmt: skip


@pytest.mark.parametrize("form", [block, grant, bond])
def test_every_form_says_its_reviews_and_what_follows_from_a_miss(form):
    said = " ".join(form(review=REVIEW).describe())
    for words in (
        "entry and six months, counted together", "at month 6 (20) and at month 12 (45)", "80% of it is good enough",
        "places become 50% of the 50 planned, intensity becomes 90% of that planned and intake shuts",
        "After 2 misses running the provider gets 3 months of notice",
    ):  # fmt: skip
        assert words in said, words
    assert form(review=REVIEW).review_months == (6.0, 12.0)


@pytest.mark.parametrize("form", [block, grant, bond])
def test_every_form_says_what_it_costs_to_have_it(form):
    costs = (
        TransactionCost("procurement", known(20_000.0)),
        TransactionCost("contract management", known(1_000.0), by="council", when="monthly"),
        TransactionCost("verification", known(35.0), to="verifier", when="per claim"),
        TransactionCost("management", known(0.05), by="charity", to="intermediary", when="share of payments"),
        TransactionCost("evaluation", known(9_000.0), when="end"),
    )
    said = " ".join(form(costs=costs).describe())
    for words in (
        "procurement: £20,000 at the start, paid by the payers by their shares to advisers",
        "contract management: £1,000 a month while the service runs, paid by council",
        "verification: £35 for each claim verified, paid by the payers by their shares to the verifier",
        "management: 5% of payments, paid by charity to the intermediary",
        "evaluation: £9,000 in month 17",
    ):
        assert words in said, words
    assert "taken to be free" in " ".join(form().describe())


def test_money_shares_and_lists_read_as_spoken():
    assert money(0.5, "GBP") == "£0.50"
    assert money(-1_234.0, "GBP") == "-£1,234"
    assert percent(0.125) == "12.5%"
    assert [percent(rate) for rate in (0.0343, 0.08125, 0.3, 1.0, 0.0, -0.0475)] == [
        "3.43%", "8.125%", "30%", "100%", "0%", "-4.75%"
    ]  # fmt: skip
    assert percent(2 / 3) == "66.7%"
    assert percent(0.100000001) == "10%"
    assert listed(["a", "b"]) == "a and b"
