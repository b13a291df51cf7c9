import numpy as np
from contracts.making import contract, counted, grant, payment, pounds, setting, statement
from hypothesis import given
from hypothesis import strategies as st

from outcomesim.cashflows import Ledger
from outcomesim.parties import Party
from outcomesim.scenario.pay import Cap, Payer, PayLine, PaymentTerms, Price, Variation
from outcomesim.scenario.terms import GrantTerms, ReviewTerms

COUNCIL, FUND = Party("council", "payer"), Party("fund", "payer")


def run(contract, cost_by_month, stops_at=None):
    """A grant from the first day to reconciliation, in a ledger: monthly costs (R, M) in pence, stops (R,)."""
    cost = np.atleast_2d(np.asarray(cost_by_month, dtype=np.float64))
    replications = cost.shape[0]
    stops = np.full(replications, np.inf) if stops_at is None else np.asarray(stops_at, dtype=np.float64)
    ends = np.minimum(stops, contract.setting.service_months)
    ledger, book = Ledger(replications, contract.setting.horizon_months), contract.open_book(replications)
    if np.isfinite(stops).any():
        book.notes["stops at"] = stops
    first = 0
    for number, after in enumerate(contract.statement_months):
        found = statement(
            first,
            after,
            replications=replications,
            number=number,
            running=np.clip(ends, first, after) - first,
            stopped_at=stops,
            cost_to_date=cost[:, :after].sum(axis=1),
        )
        for owed in contract.settle(book, found):
            ledger.post_payment(owed)
        first = after
    return ledger, book


def to_grantee(ledger, contract):
    return ledger.net(contract.holder)


def test_spending_to_plan_brings_the_award_in_equal_instalments_in_advance():
    contract = grant()
    ledger, book = run(contract, [1_000_00.0] * 12)
    received = to_grantee(ledger, contract)[0]
    assert {m: received[m] for m in np.flatnonzero(received)} == dict.fromkeys((0, 3, 6, 9), 3_000_00.0)
    assert book.paid.tolist() == [12_000_00]


def test_an_instalment_is_trimmed_by_what_is_unspent_which_stays_in_the_award():
    contract = grant()
    # £2,000 of the first £3,000 is spent, then as planned: £2,000 in month 3 leaves £3,000 in hand for months 3-5
    costs = [1_000_00, 1_000_00, 0, *[1_000_00] * 9]
    ledger, book = run(contract, costs)
    received = to_grantee(ledger, contract)[0]
    assert received[[0, 3, 6, 9]].tolist() == [3_000_00, 2_000_00, 3_000_00, 3_000_00]
    assert book.paid.tolist() == [11_000_00]


def test_past_overspend_is_made_good_within_the_award_and_the_grantee_bears_the_rest():
    contract = grant()
    # £1,500 a month: £4,500 paid at month 3 (the plan and £1,500), the £4,500 that is left at month 6, then nothing
    ledger, book = run(contract, [1_500_00.0] * 12)
    received = to_grantee(ledger, contract)[0]
    assert {m: received[m] for m in np.flatnonzero(received)} == {0: 3_000_00, 3: 4_500_00, 6: 4_500_00}
    assert book.paid.tolist() == [12_000_00]  # of £18,000 spent


def test_underspend_left_at_the_end_is_returned_to_the_payers_by_their_shares():
    contract = grant()
    ledger, book = run(contract, [*[1_000_00] * 9, 700_00, 700_00, 700_00])
    assert book.paid.tolist() == [11_100_00]
    returned = {payee.name: line for (_, payee, reason), line in ledger.lines.items() if "returned" in reason}
    assert returned["council"][0, 12] == 540_00  # 60% of £900, in the month that the reconciliation closes
    assert returned["fund"][0, 12] == 360_00


def test_an_overspend_of_the_last_period_is_paid_at_reconciliation_up_to_the_award():
    contract = grant()
    ledger, _ = run(contract, [*[900_00] * 9, *[1_200_00] * 3])
    assert to_grantee(ledger, contract)[0].sum() == 11_700_00  # 9 x £900 + 3 x £1,200: all of it


def test_an_award_above_planned_cost_is_planned_in_proportion():
    contract = grant(award=15_000)
    ledger, _ = run(contract, [1_250_00.0] * 12)
    assert to_grantee(ledger, contract)[0, [0, 3, 6, 9]].tolist() == [3_750_00] * 4


def test_the_last_instalment_holds_what_is_planned_after_the_service():
    where = setting(planned_cost=13_000.0, planned_cost_by_month=(*[1_000.0] * 12, 500.0, 500.0))
    contract = grant(where)
    ledger, _ = run(contract, [*[1_000_00] * 12, 500_00, 500_00])
    assert to_grantee(ledger, contract)[0, 9] == 4_000_00


def test_no_instalment_follows_a_stop_and_the_next_statement_reconciles():
    contract = grant()
    # stops at 4: £1,000 of the instalment of month 3 is spent, the rest comes back when months 3-5 are reported
    ledger, book = run(contract, [*[1_000_00] * 4, *[0] * 8], stops_at=[4.0])
    received = to_grantee(ledger, contract)[0]
    # notice was known at month 3, so that only the month before the stop was paid
    assert {m: received[m] for m in np.flatnonzero(received)} == {0: 3_000_00, 3: 1_000_00}
    assert book.paid.tolist() == [4_000_00]


def test_money_advanced_before_a_stop_was_known_comes_back_at_the_next_statement():
    contract, stop = grant(), {"running": np.array([1.0]), "stopped_at": np.array([4.0])}
    book = contract.open_book(1)
    contract.settle(book, statement(0, 0, number=0))
    contract.settle(book, statement(0, 3, cost_to_date=pounds(3_000)))
    payments = contract.settle(book, statement(3, 6, cost_to_date=pounds(4_000), **stop))
    back = [p for p in payments if p.reason == "unspent grant returned"]
    assert [(p.payer, p.payee, p.amount.item(), p.due) for p in back] == [
        (contract.holder, COUNCIL, 1_200_00.0, 5),
        (contract.holder, FUND, 800_00.0, 5),
    ]
    assert sum(p.amount.item() for p in payments if p.reason == "instalment") == 0
    assert book.paid.tolist() == [4_000_00]


def test_a_service_that_stood_still_goes_on_with_its_instalments():
    """Of 3,000 nothing is spent in a quarter in which it did not run: the next instalment is trimmed to nought."""
    contract = grant()
    book = contract.open_book(1)
    contract.settle(book, statement(0, 0, number=0))
    still = contract.settle(book, statement(0, 3, running=np.array([0.0])))
    assert [p.amount.item() for p in still] == [0, 0]
    again = contract.settle(book, statement(3, 6, cost_to_date=pounds(3_000)))
    assert sum(p.amount.item() for p in again) == 3_000_00


def test_notice_given_by_a_review_ends_the_plan_with_the_service():
    review = ReviewTerms(at=(6.0,), outcomes=("entry",), target=(1.0,), misses_before_notice=1, notice_months=3.0)
    contract = grant(review=review)
    book = contract.open_book(1)
    contract.settle(book, statement(0, 0, number=0))
    contract.settle(book, statement(0, 3, cost_to_date=pounds(3_000)))
    contract.settle(book, statement(3, 6, cost_to_date=pounds(6_000)))
    assert contract.review(book, statement(0, 6)).notice_months.tolist() == [3.0]
    after = contract.settle(book, statement(6, 9, cost_to_date=pounds(8_500)))  # ran to its last day, 9
    assert sum(p.amount.item() for p in after if p.reason == "instalment") == 0
    assert sum(p.amount.item() for p in after if p.reason == "unspent grant returned") == 500_00


def test_reconciliation_is_never_after_the_last_month_of_the_ledger():
    assert grant().statement_months == (0, 3, 6, 9, 13)
    assert grant(setting(horizon_months=12)).statement_months == (0, 3, 6, 9, 12)


COSTS = st.lists(st.lists(st.integers(0, 2_000_00), min_size=12, max_size=12), min_size=1, max_size=3)


@given(COSTS, st.integers(1, 7), st.integers(1, 12))
def test_payers_pay_in_the_end_what_was_spent_within_the_award_and_never_more(costs, every_months, stop):
    contract = grant(every_months=every_months)
    spent = np.array(costs, dtype=np.float64)
    spent[:, stop:] = 0
    ledger, book = run(contract, spent, stops_at=[float(stop) if stop < 12 else np.inf] * len(costs))
    expected = np.minimum(spent.sum(axis=1), contract.award)
    assert (book.paid == expected).all()
    assert (to_grantee(ledger, contract).sum(axis=1) == expected).all()
    assert (np.cumsum(to_grantee(ledger, contract), axis=1) <= contract.award).all()


@given(COSTS, st.integers(1, 12))
def test_many_grants_at_once_are_each_alone(costs, every_months):
    contract = grant(every_months=every_months)
    together = to_grantee(run(contract, costs)[0], contract)
    alone = np.concatenate([to_grantee(run(contract, [one])[0], contract) for one in costs])
    assert (together == alone).all()


@given(COSTS, st.integers(1_000, 20_000), st.integers(1, 5_000))
def test_a_larger_award_never_pays_less(costs, award, more):
    smaller, larger = run(grant(award=award), costs)[1], run(grant(award=award + more), costs)[1]
    assert (larger.paid >= smaller.paid).all()


def test_it_says_that_this_is_our_reading_and_what_happens_to_unspent_money():
    said = " ".join(grant(award=12_000).describe())
    for words in ("£12,000, as agreed", "our reading", "every 3 months from the first day", "returned to the payers"):
        assert words in said


# -- the other presets ---------------------------------------------------------------------------------------------


def preset(name, award=None, every_months=3, **changes):
    paid = payment(every_months=every_months, payment_terms_months=0)
    return contract("grant", GrantTerms(name, award), changes.pop("where", None), **{"payment": paid, **changes})


def received_by_month(made, *costs, stops_at=None):
    ledger, book = run(made, *costs, stops_at=stops_at)
    received = to_grantee(ledger, made)[0]
    return {int(m): received[m] / 100 for m in np.flatnonzero(received)}, book.paid.item() / 100


def test_a_general_grant_is_paid_in_arrears_on_eligible_cost_up_to_the_award():
    # £1,000 a month for half a year, then £1,500: 3,000, 3,000, 4,500, and what is left of the award of £12,000
    costs = [*[1_000_00] * 6, *[1_500_00] * 6]
    assert received_by_month(preset("general"), costs) == ({2: 3_000, 5: 3_000, 8: 4_500, 11: 1_500}, 12_000)


def test_a_general_grant_pays_only_what_was_spent():
    assert received_by_month(preset("general"), [700_00] * 12) == ({2: 2_100, 5: 2_100, 8: 2_100, 11: 2_100}, 8_400)


def test_a_general_grant_closes_its_periods_and_the_service():
    assert preset("general", every_months=5).statement_months == (5, 10, 12)


def test_a_plain_grant_is_the_award_in_equal_parts_in_advance_and_is_not_reconciled():
    assert received_by_month(preset("plain", 10_000), [100_00] * 12) == (
        {0: 2_500, 3: 2_500, 6: 2_500, 9: 2_500}, 10_000
    )  # fmt: skip
    assert preset("plain").statement_months == (0, 3, 6, 9)


def test_the_parts_of_a_plain_grant_add_up_to_the_award_whatever_the_rounding():
    parts, paid = received_by_month(preset("plain", 100.0, every_months=5), [0] * 12)
    # floor(100 x 5 / 12), floor(100 x 10 / 12) less that, the rest
    assert (parts, paid) == ({0: 41.66, 5: 41.67, 10: 16.67}, 100)


def test_a_plain_grant_pays_no_part_after_a_stop_and_asks_for_nothing_back():
    parts, paid = received_by_month(preset("plain"), [*[1_000_00] * 4, *[0] * 8], stops_at=[4.0])
    assert (parts, paid) == ({0: 3_000, 3: 3_000}, 6_000)


def test_a_price_scale_is_of_the_award():
    scaled = preset("general", payment=payment(every_months=3, payment_terms_months=0, price_scale=0.5))
    assert (scaled.award, scaled.most_payable) == (6_000_00, 6_000_00)


def test_each_preset_says_which_it_is():
    said = {name: " ".join(preset(name).describe()) for name in ("grants 2.0", "general", "plain")}
    assert "this is our reading" in said["grants 2.0"]
    assert "Government Functional Standard for grants (GovS 015)" in said["general"]
    assert "arrears on eligible cost, every 3 months, up to the award" in said["general"]
    assert "plain grant: paid in advance in equal parts, every 3 months from the first day" in said["plain"]


# -- lines besides -------------------------------------------------------------------------------------------------


def with_bonus(**terms):
    bonus = PayLine("bonus", "outcome", (Price("entry", 50.0),))
    return preset("general", payment=PaymentTerms((bonus,), every_months=3, payment_terms_months=0, **terms))


def test_a_bonus_on_outcomes_is_paid_beside_the_grant_until_the_last_day_for_claims():
    made = with_bonus()
    assert made.statement_months == (3, 6, 9, 12, 15, 18)
    book = made.open_book(1)
    paid = [
        [(p.reason, p.amount.item() / 100) for p in made.settle(book, said) if p.payer == COUNCIL]
        for said in (
            statement(0, 3, cost_to_date=pounds(2_000), verified=counted(2, 0)),
            statement(12, 15, cost_to_date=pounds(2_500), verified=counted(1, 0)),
        )
    ]
    assert paid == [[("instalment", 1_200), ("outcomes", 60)], [("outcomes", 30)]]


def test_nothing_is_claimed_on_the_first_day_or_once_the_lines_have_had_their_last_statement():
    made = preset(
        "grants 2.0", payment=PaymentTerms((PayLine("fee", "attachment", (Price("", 1.0),)),), every_months=3)
    )
    assert made.statement_months == (0, 3, 6, 9, 12, 13)
    book = made.open_book(1)
    for month_from, month_to in ((0, 0), (12, 13)):
        said = made.settle(book, statement(month_from, month_to, number=month_to))
        assert "attachment fees" not in {p.reason for p in said}


def test_what_is_paid_for_each_line_is_told_where_the_first_payer_has_none_of_a_penny():
    """Half a penny each rounds to nothing for the first; the penny is the line's all the same."""
    bonus = PayLine("bonus", "outcome", (Price("entry", 0.01),))
    halves = (Payer("council", 0.5), Payer("fund", 0.5))
    made = preset("general", payers=halves, payment=PaymentTerms((bonus,), payment_terms_months=0))
    paid = made.settle(made.open_book(1), statement(0, 3, verified=counted(1, 0)))
    assert [p.by_line.tolist() for p in paid if p.by_line is not None] == [[[1.0, 0.0]]]


def test_the_most_payable_is_the_award_and_what_the_lines_can_come_to():
    assert with_bonus().most_payable is None
    assert with_bonus(caps=(Cap("contract", 500.0),)).most_payable == 12_500_00


def test_a_payer_who_joins_bears_its_share_of_the_instalments_from_then_on():
    both = (Payer("council", 0.25), Payer("fund", 0.75))
    change = Variation(5.0, 12.0, payment(every_months=3, payment_terms_months=0), both, replaces_lines=False)
    made = preset("plain", payers=(Payer("council"),), variations=(change,))
    book = made.open_book(1)
    paid = [
        {p.payer.name: p.amount.item() / 100 for p in made.settle(book, statement(max(0, m - 3), m))} for m in (0, 3, 6)
    ]
    assert paid == [{"council": 3_000}, {"council": 3_000}, {"council": 750, "fund": 2_250}]
