"""An open book: what is owed beyond cost and a margin is shared when the contract, or a year of it, closes."""

import numpy as np
import pytest
from contracts.making import contract, counted, pounds, results, setting, statement
from contracts.strategies import payers, payments, penalties
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomesim.contracts.check import check_contract
from outcomesim.contracts.paying.gain_share import SHARED
from outcomesim.contracts.plausible import plausible_statements
from outcomesim.scenario.apart import Advance, EndTerms, GainShare, Recovery
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Price, Variation
from outcomesim.scenario.terms import GrantTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))


def half_years(made, *said):
    """What comes back with each half-year of (claims, cost to date), payer by payer, in pounds."""
    book, out = made.open_book(1), []
    for n, (claims, cost) in enumerate(said):
        one = statement(6 * n, 6 * n + 6, number=n + 1, verified=counted(claims, 0), cost_to_date=pounds(cost))
        back = [p for p in made.settle(book, one) if p.reason == SHARED]
        out.append({p.payee.name: p.amount.item() / 100 for p in back if p.amount.any()})
    return out


def test_half_of_what_is_beyond_cost_and_margin_comes_back_when_the_contract_closes():
    made = results(CARD, gain_share=GainShare(0.5, 0.1))
    # 6,000 against 4,000 and a tenth: half of 1,600, three fifths of it the council's
    assert half_years(made, (20, 1_000), (20, 3_000), (20, 4_000)) == [{}, {}, {"council": 480, "fund": 320}]
    assert half_years(made, (20, 3_000), (10, 4_000), (0, 5_000)) == [{}, {}, {}]


def test_a_year_stands_alone_and_what_came_back_counts_as_neither_years():
    made = results(CARD, gain_share=GainShare(1.0, over="year"), where=setting(claim_months=24, horizon_months=26))
    # year 1: 3,000 against 2,000; year 2: 1,000 against 1,500; then 1,000 against 400
    assert half_years(made, (15, 1_000), (15, 2_000), (5, 2_500), (5, 3_500)) == [
        {}, {"council": 600, "fund": 400}, {}, {},
    ]  # fmt: skip
    assert half_years(made, (15, 1_000), (15, 2_000), (5, 2_100), (5, 2_400))[3] == {"council": 360, "fund": 240}


def test_it_comes_back_by_what_each_payer_has_borne_and_before_any_advance_is_recovered():
    by_the_fund = Variation(6.0, 18.0, PaymentTerms((CARD,)), (Payer("fund", 1.0),))
    made = results(
        CARD, gain_share=GainShare(1.0), variations=(by_the_fund,), advances=(Advance(500.0, Recovery(share=1.0)),)
    )
    # 1,000 by 600 and 400, then 1,000 by the fund: 600 and 1,400 have been borne
    assert half_years(made, (10, 0), (10, 0), (0, 1_000)) == [{}, {}, {"council": 300, "fund": 700}]


def test_a_statement_is_drawn_up_where_the_book_closes():
    yearly = GainShare(0.5, over="year")
    assert results(CARD, every_months=5, gain_share=yearly).statement_months == (5, 10, 12, 15, 18)
    assert results(CARD, every_months=5, gain_share=GainShare(0.5)).statement_months == (5, 10, 15, 18)
    # a plain grant pays in advance: its last instalment is in month 9, and all of its cost is known by month 12
    assert contract("grant", GrantTerms("plain", 9_000.0)).statement_months[-1] == 9
    plain = contract("grant", GrantTerms("plain", 9_000.0), gain_share=GainShare(0.5))
    assert plain.statement_months[-1] == 12
    # Grants 2.0 is reconciled a month after the service, and nothing comes back before
    assert contract("grant", GrantTerms(award=9_000.0), gain_share=GainShare(0.5)).statement_months[-1] == 13


def test_what_is_paid_on_ending_early_is_owed_like_any_payment():
    made = results(CARD, gain_share=GainShare(0.5), end=EndTerms(payment=3_000.0))
    book = made.open_book(1)
    stopped = {"stopped_at": np.array([5.0]), "ended_by": np.array([0]), "cost_to_date": pounds(2_000)}
    back = []
    for n, claims in enumerate((10, 0, 0)):
        one = statement(6 * n, 6 * n + 6, number=n + 1, verified=counted(claims, 0), **stopped)
        back += [p.amount.item() / 100 for p in made.settle(book, one) if p.reason == SHARED]
    # 1,000 for claims and 3,000 for the end against 2,000: half of 2,000, by 60 and 40%
    assert back == [600, 400]


def test_a_contract_that_never_owed_anything_shares_nothing():
    assert half_years(results(CARD, gain_share=GainShare(1.0)), (0, 10), (0, 20), (0, 30)) == [{}, {}, {}]


@pytest.mark.parametrize("over", ["contract", "year"])
def test_a_contract_with_an_open_book_satisfies_what_every_contract_must(over):
    gain = GainShare(0.5, 0.05, over)
    check_contract(results(CARD, gain_share=gain))
    check_contract(contract("grant", GrantTerms("plain", 9_000.0), gain_share=gain))


def test_what_comes_back_is_never_more_than_the_gain_in_any_future():
    made = results(CARD, gain_share=GainShare(0.37, 0.1))
    book, claims = made.open_book(3), np.array([[[n, 0], [0, 0]] for n in (0, 33, 47)])
    cost = pounds(100.0, 1_234.56, 4_000.0)
    said = statement(0, 18, replications=3, verified=claims, cost_to_date=cost)
    back = sum(p.amount for p in made.settle(book, said) if p.reason == SHARED)
    assert back.tolist() == [0, np.floor(0.37 * (3_300_00 - 1.1 * 1_234_56)), np.floor(0.37 * (4_700_00 - 4_400_00))]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(paid=payments(), who=payers(), owed_back=penalties(), share=st.sampled_from((0.25, 1.0)))
def test_whatever_the_terms_the_payers_pay_what_they_would_less_the_share_of_the_gain(paid, who, owed_back, share):
    """And no more than that comes back to any than it has borne; what is released later may bring a little more."""
    plain, shared = (
        contract("payment by results", None, payers=who, payment=paid, penalties=owed_back, gain_share=gain)
        for gain in (None, GainShare(share, 0.05))
    )
    statements = tuple(plausible_statements(plain))
    assert plain.statement_months == shared.statement_months
    owed, back = {}, {}
    for made, into in ((plain, owed), (shared, back)):
        book = made.open_book(statements[0].replications)
        for one in statements:
            for p in made.settle(book, one):
                payer, way = (p.payer, 1) if p.payee == made.holder else (p.payee, -1)
                if made is plain or p.reason == SHARED:
                    into[payer.name] = into.get(payer.name, 0.0) + way * p.amount
    in_all = sum(owed.values(), np.zeros(statements[0].replications))
    gain = np.maximum(0.0, in_all - 1.05 * statements[-1].cost_to_date)
    assert np.all(np.abs(-sum(back.values(), 0.0 * gain) - share * gain) < 1 + 1e-3)
    assert all((-amount <= np.maximum(0.0, owed[name])).all() for name, amount in back.items())
