"""From what is owed to who pays it, and when: retention, shares and limits of payers. Amounts are pounds."""

import numpy as np
import pytest
from contracts.making import counted, of, results, statement
from contracts.strategies import payers, payments
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomesim.contracts.paying.dividing import Divided, Purses, divided
from outcomesim.contracts.paying.told import told
from outcomesim.contracts.plausible import REPLICATIONS, plausible_statements
from outcomesim.scenario.pay import Condition, Floor, Payer, PayLine, Price, Retention, ShareOf

CARD = PayLine("card", "outcome", (Price("entry", 100.0), Price("six months", 300.0)))
FEE = PayLine("fee", "attachment", (Price("", 10.0),))
YOUNG, OLD = np.array([[[1, 0], [0, 0]]]), np.array([[[0, 0], [1, 0]]])


class Paying:
    """One replication of a contract on the card, settled statement by statement."""

    def __init__(self, *payers: Payer, lines=(CARD,), where=None, **terms) -> None:
        self.contract = results(*lines, payers=payers or (Payer("council"),), where=where, **terms)
        self.book = self.contract.open_book(1)

    def pay(self, month_from, month_to, entries=0, six_months=0, **given):
        """What each payer pays because of one statement."""
        said = {"verified": counted(entries, six_months), **given}
        payments = self.contract.settle(self.book, statement(month_from, month_to, **said))
        paid: dict[str, float] = {}
        for payment in payments:
            paid[payment.payer.name] = paid.get(payment.payer.name, 0.0) + payment.amount.item() / 100
        return paid

    def all(self, month_from, month_to, entries=0, **given):
        """What all payers pay together."""
        return sum(self.pay(month_from, month_to, entries, **given).values())

    @property
    def parts(self) -> Divided:
        return told(self.book)[0].divided


# -- retention -------------------------------------------------------------------------------------------------------


def test_a_retained_share_is_released_with_the_last_statement():
    contract = Paying(retention=Retention(0.1))
    assert [contract.all(0, 3, 10), contract.all(3, 6, 5), contract.all(6, 15)] == [900, 450, 0]
    # a tenth of £1,000, of £500 and of £200 of the last statement itself
    assert contract.all(15, 18, 2) == 180 + 100 + 50 + 20


def test_a_retained_share_may_be_released_so_many_months_later():
    contract = Paying(retention=Retention(0.1, released=6.0))
    paid = [contract.all(3 * n, 3 * n + 3, entries) for n, entries in enumerate((10, 5, 0, 0))]
    assert paid == [900, 450, 100, 50]


@pytest.mark.parametrize(("share_housed", "released"), [(0.5, 100), (0.4, 0), (np.nan, 0)])
def test_what_is_retained_is_lost_where_what_must_hold_at_its_release_does_not(share_housed, released):
    contract = Paying(retention=Retention(0.1, only_if=Condition("share housed", at_least=0.5)))
    assert contract.all(0, 3, 10, measures=of("share housed", 0.1)) == 900
    assert contract.all(15, 18, measures=of("share housed", share_housed)) == released
    assert contract.parts.forfeited.item() == 100_00 - 100 * released


@pytest.mark.parametrize(("if_ended_early", "released"), [("lost", 0), ("paid", 100)])
def test_what_is_retained_may_be_lost_or_paid_when_the_service_was_ended_early(if_ended_early, released):
    contract = Paying(retention=Retention(0.1, if_ended_early=if_ended_early))
    contract.all(0, 3, 10)
    assert contract.all(15, 18, stopped_at=np.array([5.0])) == released


def test_a_floor_is_retained_like_any_payment():
    contract = Paying(retention=Retention(0.1), floors=(Floor("period", 200.0),))
    assert contract.all(0, 3, 1) == 180
    assert contract.all(15, 18) == 180 + 40


def test_what_is_retained_is_released_by_those_who_bore_it():
    council, fund = Payer("council", 0.6), Payer("fund", 0.4, shares=(ShareOf(1.0, "six months"),))
    council = Payer("council", 0.6, shares=(ShareOf(0.0, "six months"),))
    contract = Paying(council, fund, retention=Retention(0.1))
    assert contract.pay(0, 3, 10, 10) == {"council": 540, "fund": 360 + 2_700}
    assert contract.pay(15, 18) == {"council": 60, "fund": 40 + 300}


# -- shares ----------------------------------------------------------------------------------------------------------


def test_shares_may_differ_by_outcome():
    contract = Paying(
        Payer("council", 1.0, shares=(ShareOf(0.25, "six months"),)),
        Payer("fund", 0.0, shares=(ShareOf(0.75, "six months"),)),
    )
    assert contract.pay(0, 3, 2, 2) == {"council": 200 + 150, "fund": 450}


def test_shares_may_differ_by_line():
    council, fund = Payer("council", shares=(ShareOf(0.0, "fee"),)), Payer("fund", 0.0, shares=(ShareOf(1.0, "fee"),))
    contract = Paying(council, fund, lines=(CARD, FEE))
    assert contract.pay(0, 3, 2, starts=np.array([[3, 0]])) == {"council": 200, "fund": 30}


def test_a_borough_may_pay_for_its_own_residents():
    young = Payer("young borough", 0.5, shares=(ShareOf(1.0, segment="younger"), ShareOf(0.0, segment="older")))
    old = Payer("old borough", 0.5, shares=(ShareOf(0.0, segment="younger"), ShareOf(1.0, segment="older")))
    contract = Paying(young, old)
    assert contract.pay(0, 3, verified=np.array([[[2, 0], [0, 1]]])) == {"young borough": 200, "old borough": 300}


def test_shares_may_differ_by_contract_year_and_a_statement_is_of_the_year_of_its_last_month():
    contract = Paying(
        Payer("council", 0.5, shares=(ShareOf(0.9, year=2),)), Payer("fund", 0.5, shares=(ShareOf(0.1, year=2),))
    )
    assert contract.pay(9, 12, 10) == {"council": 500, "fund": 500}
    assert contract.pay(12, 15, 10) == {"council": 900, "fund": 100}


def test_the_share_that_names_most_goes_first_and_of_two_alike_the_later():
    council = (
        ShareOf(0.2, "entry"), ShareOf(0.3, segment="older"), ShareOf(0.4, "entry", "older"),
        ShareOf(0.6, "entry", "older", 2),
    )  # fmt: skip
    fund = tuple(ShareOf(1 - of.share, of.line, of.segment, of.year) for of in council)
    council, fund = Payer("council", 0.1, shares=council), Payer("fund", 0.9, shares=fund)
    contract = Paying(council, fund)
    assert contract.pay(0, 3, verified=YOUNG)["council"] == 20  # by outcome
    assert contract.pay(3, 6, verified=OLD)["council"] == 40  # by the pair
    assert contract.pay(6, 9, verified=np.array([[[0, 1], [0, 0]]]))["council"] == 30  # of £300, its own tenth
    assert contract.pay(9, 12, verified=np.array([[[0, 0], [0, 1]]]))["council"] == 90  # by segment
    assert contract.pay(12, 15, verified=OLD)["council"] == 60  # by all three
    alike = Paying(Payer("a", shares=(ShareOf(0.2, "entry"), ShareOf(0.3, segment="younger"))),
                   Payer("b", 0.0, shares=(ShareOf(0.8, "entry"), ShareOf(0.7, segment="younger"))))  # fmt: skip
    assert alike.pay(0, 3, verified=YOUNG) == {"a": 30, "b": 70}


def test_a_payer_without_a_share_in_an_outcome_takes_nothing_that_rounding_leaves():
    third = PayLine("card", "outcome", (Price("entry", 0.01),))
    nothing = Payer("c", 0.2, shares=(ShareOf(0.0, "entry"),))
    half = (ShareOf(0.5, "entry"),)
    contract = Paying(Payer("a", 0.4, shares=half), Payer("b", 0.4, shares=half), nothing, lines=(third,))
    assert contract.pay(0, 3, 101) == {"a": 0.5, "b": 0.51, "c": 0}


def test_what_is_borne_alike_is_rounded_once_and_not_line_by_line():
    cheap = PayLine("card", "outcome", (Price("entry", 0.01), Price("six months", 0.01)))
    assert Paying(Payer("a", 0.5), Payer("b", 0.5), lines=(cheap,)).pay(0, 3, 1, 1) == {"a": 0.01, "b": 0.01}


# -- limits ----------------------------------------------------------------------------------------------------------


def test_what_is_beyond_a_payers_limit_is_paid_by_nobody():
    contract = Paying(Payer("council", 0.6), Payer("fund", 0.4, limit=500.0))
    assert contract.pay(0, 3, 10) == {"council": 600, "fund": 400}
    assert contract.pay(3, 6, 10) == {"council": 600, "fund": 100}
    assert contract.parts.unpaid.item() == 300_00
    assert contract.book.paid.item() == 1_700_00


def test_or_by_the_others():
    contract = Paying(Payer("council", 0.6), Payer("fund", 0.4, limit=500.0, when_exhausted="others pay"))
    assert contract.pay(0, 3, 10) == {"council": 600, "fund": 400}
    assert contract.pay(3, 6, 10) == {"council": 900, "fund": 100}
    assert contract.parts.unpaid.item() == 0


def test_what_the_others_take_on_is_by_their_shares():
    contract = Paying(Payer("a", 0.3), Payer("b", 0.1), Payer("c", 0.6, limit=200.0, when_exhausted="others pay"))
    # £1,000: c pays £200 of its £600; the £400 left falls 3 to 1
    assert contract.pay(0, 3, 10) == {"a": 600, "b": 200, "c": 200}


def test_two_payers_are_exhausted_in_turn_and_the_third_pays():
    others = {"when_exhausted": "others pay"}
    contract = Paying(Payer("a", 0.5), Payer("b", 0.3, limit=350.0, **others), Payer("c", 0.2, limit=100.0, **others))
    # c is £100 short: £62.50 to a, £37.50 to b; then b has £12.50 left
    assert contract.pay(0, 3, 10) == {"a": 562.5, "b": 337.5, "c": 100}
    assert contract.pay(3, 6, 1) == {"a": 87.5, "b": 12.5, "c": 0}
    assert contract.pay(6, 9, 1) == {"a": 100, "b": 0, "c": 0}


def test_where_all_are_exhausted_nobody_pays():
    others = {"when_exhausted": "others pay"}
    contract = Paying(Payer("a", 0.5, limit=100.0, **others), Payer("b", 0.5, limit=60.0, **others))
    assert contract.pay(0, 3, 10) == {"a": 100, "b": 60}
    assert contract.parts.unpaid.item() == 840_00


def test_a_limit_a_year_starts_anew_with_each_contract_year():
    contract = Paying(Payer("council", 0.5), Payer("fund", 0.5, limit_per_year=300.0))
    paid = [contract.pay(3 * n, 3 * n + 3, 4)["fund"] for n in range(5)]
    assert paid == [200, 100, 0, 0, 200]


def test_the_limit_in_all_holds_beside_the_limit_a_year():
    contract = Paying(Payer("fund", 1.0, limit=500.0, limit_per_year=300.0))
    assert [contract.all(3 * n, 3 * n + 3, 2) for n in range(6)] == [200, 100, 0, 0, 200, 0]


def test_a_limit_cuts_what_is_paid_for_different_reasons_pro_rata():
    contract = Paying(Payer("council", limit=120.0), lines=(CARD, FEE))
    payments = contract.contract.settle(
        contract.book, statement(0, 3, verified=counted(2, 0), starts=np.array([[4, 0]]))
    )
    # £200 and £40, cut to half
    assert [(p.reason, p.amount.item()) for p in payments] == [("outcomes", 100_00), ("attachment fees", 20_00)]
    assert payments[0].by_line.tolist() == [[100_00, 0]]


LIMITS = st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(0, 900), st.booleans()), min_size=1, max_size=4)


@given(LIMITS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=4))
def test_whatever_the_limits_payers_keep_them_and_pay_with_what_is_unpaid_all_that_is_owed(limits, claims):
    total = sum(weight for weight, _, _ in limits)
    payers = [
        Payer(f"payer {n}", weight / total, limit=limit, when_exhausted="others pay" if takes_on else "unpaid")
        for n, (weight, limit, takes_on) in enumerate(limits)
    ]
    contract, so_far = Paying(*payers), dict.fromkeys((p.name for p in payers), 0.0)
    for n, (entries, six_months) in enumerate(claims):
        paid = contract.pay(3 * n, 3 * n + 3, entries, six_months)
        so_far = {name: so_far[name] + paid[name] for name in so_far}
        owed = 100 * entries + 300 * six_months
        assert sum(paid.values()) + contract.parts.unpaid.item() / 100 == pytest.approx(owed, abs=1e-6)
        assert min(paid.values()) >= 0
    for payer in payers:
        assert payer.limit is None or so_far[payer.name] <= payer.limit + 1e-9


@given(LIMITS, st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_dividing_for_many_replications_at_once_is_dividing_for_each_alone(limits, entries):
    total = sum(weight for weight, _, _ in limits)
    payers = tuple(
        Payer(f"payer {n}", weight / total, limit=limit, when_exhausted="others pay" if takes_on else "unpaid")
        for n, (weight, limit, takes_on) in enumerate(limits)
    )
    contract = results(CARD, payers=payers, retention=Retention(0.07, released=3.0))
    verified = np.concatenate([counted(n, 1) for n in entries])
    together, alone = contract.open_book(len(entries)), [contract.open_book(1) for _ in entries]
    for n in range(2):
        both = contract.settle(together, statement(3 * n, 3 * n + 3, replications=len(entries), verified=verified))
        for r, book in enumerate(alone):
            one = contract.settle(book, statement(3 * n, 3 * n + 3, verified=verified[[r]]))
            said = {(p.payer, p.reason): p.amount[r] for p in both if p.amount[r]}
            assert said == {(p.payer, p.reason): p.amount[0] for p in one if p.amount[0]}


def test_terms_without_retention_pay_out_what_other_terms_kept_back_when_it_is_due():
    kept, plain = Paying(retention=Retention(0.1, released=6.0)), Paying()
    kept.all(0, 3, 10)
    purses: Purses = kept.book.notes["purses"]
    plain.all(6, 9, 0)
    worked = told(plain.book)[0].worked
    parts = divided(worked, plain.contract.terms.payers, purses, statement(6, 9), last=False)
    assert (parts.released.item(), parts.retained.item()) == (100_00, 0)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(who=payers(), paid=payments())
def test_nobody_bears_more_of_a_line_than_its_limit_on_it_whoever_else_runs_out(who, paid):
    """One outcome alone: what a payer pays is what it bears of that. A penny of each payment is rounding's."""
    card = PayLine("card", "outcome", (Price("entry", 100.0),))
    made = results(card, payers=who, retention=paid.retention, every_months=paid.every_months)
    book, by_payer, pennies = made.open_book(REPLICATIONS), {}, 0
    for one in plausible_statements(made):
        for payment in made.settle(book, one):
            name, pennies = payment.payer.name, pennies + 1
            by_payer[name] = by_payer.get(name, 0.0) + payment.amount
    for payer in who:
        for limit in payer.limits:
            assert by_payer.get(payer.name, np.zeros(1)).max() <= 100 * limit.amount + pennies
