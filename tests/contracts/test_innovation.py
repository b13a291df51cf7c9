"""Innovation partnership: phases, gates and the purchase, by hand."""

import numpy as np
import pytest
from contracts.making import contract, setting, statement

from outcomesim.contracts.check import check_contract
from outcomesim.contracts.partner_gates import kept
from outcomesim.contracts.paying.lateness import as_late_as_assumed
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import ByProvider
from outcomesim.parties import Party
from outcomesim.scenario.capital import ProviderFinance
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.provider_terms import InnovationTerms, Phase

PARTNERS = tuple(Party(name, "provider") for name in ("one", "two", "three"))
PHASES = (
    Phase(until=3, places=10, target=2, payment=1_000, fee_per_start=50),
    Phase(until=6, places=20, target=5, payment=2_000, fee_per_start=40, keep=1),
)
TERMS = InnovationTerms(
    ("entry",), PHASES, purchase_price=300, purchase_places=60, most_unit_cost=500, notice_months=2.0
)


def partnership(**changes):
    return contract(
        "innovation partnership", TERMS, setting(providers=PARTNERS, provider_shares=(1 / 3,) * 3), **changes
    )


def did(verified, starts, cost=(0, 0, 0), failed=None):
    counts = np.zeros((1, 3, 2), np.int64)
    counts[0, :, 0] = verified
    counts[0, :, 1] = 99  # of a line that does not count
    begun = np.array([starts])
    gone = None if failed is None else np.array([failed])
    return ByProvider(begun, begun, counts, np.array([cost], float) * 100, gone)


def run(*at, made=None):
    """What is paid and directed at month 0 and at each of some months, in pounds by partner."""
    made = made or partnership()
    book = made.open_book(1)
    directed, paid, since = [made.review(book, statement(0, 0, by_provider=did([0] * 3, [0] * 3)))], [], 0
    for month, done in at:
        payments = made.settle(book, statement(since, month, by_provider=done))
        each = {(p.payee.name, p.reason): 0.0 for p in payments}
        for p in payments:
            each[p.payee.name, p.reason] += p.amount[0] / 100
        paid.append(each)
        if month in (3, 6):
            directed.append(made.review(book, statement(0, month, by_provider=done)))
        since = month
    return paid, directed


AFTER_ONE = (3, did([2, 1, 4], [10, 10, 8]))
AFTER_TWO = (6, did([6, 1, 9], [20, 10, 18], cost=(2_900, 0, 4_500)))


def said(direction):
    return direction.places[0].tolist(), direction.referral_shares[0].tolist(), direction.notice_months[0]


def test_partners_start_with_the_places_of_the_first_phase_and_equal_shares():
    _, (first,) = run()
    assert said(first)[:2] == ([10, 10, 10], [1, 1, 1])
    assert np.isnan(first.notice_months[0])


def test_a_phase_pays_for_starts_and_for_a_target_that_is_reached():
    (paid,), _ = run(AFTER_ONE)
    assert paid == {
        ("one", "fees for each start"): 500, ("two", "fees for each start"): 500, ("three", "fees for each start"): 400,
        ("one", "part payment"): 1_000, ("three", "part payment"): 1_000,
    }  # fmt: skip


def test_those_that_miss_are_dropped_and_the_others_go_on_with_more_places():
    _, (_, gate) = run(AFTER_ONE)
    assert said(gate)[:2] == ([20, 0, 20], [1, 0, 1])


def test_the_second_phase_pays_for_its_own_starts_and_nothing_to_who_was_dropped():
    (_, paid), (_, _, gate) = run(AFTER_ONE, AFTER_TWO)
    assert paid == {
        ("one", "fees for each start"): 400, ("three", "fees for each start"): 400,
        ("one", "part payment"): 2_000, ("three", "part payment"): 2_000,
    }  # fmt: skip
    # the third has 9 of 18, the first 6 of 20; it cost 500 for each, which is just within
    assert said(gate)[:2] == ([0, 0, 60], [0, 0, 1])


def test_the_survivor_is_paid_for_what_is_verified_after_the_last_gate_alone():
    (_, _, quarter, last), _ = run(
        AFTER_ONE, AFTER_TWO, (9, did([9, 1, 14], [20, 10, 40])), (12, did([9, 2, 14], [20] * 3))
    )
    assert quarter == {("three", "outcomes"): 1_500}
    assert last == {}


def test_where_the_survivor_is_too_dear_or_nobody_passes_the_service_stops_after_notice():
    dear = (6, did([6, 1, 9], [20, 10, 18], cost=(0, 0, 4_500.01)))
    paid, (*_, gate) = run(AFTER_ONE, dear, (9, did([9, 1, 14], [20, 10, 40])))
    assert np.isnan(gate.places).all()
    assert (gate.intake_open[0], gate.notice_months[0]) == (0, 2)
    assert paid[-1] == {}
    _, (_, nobody) = run((3, did([0, 1, 1], [9, 9, 9])))
    assert nobody.notice_months[0] == 2
    _, (*_, again) = run((3, did([0, 1, 1], [9, 9, 9])), (6, did([9, 9, 9], [9, 9, 9])))
    assert not again.replications().any()


def test_a_partner_that_has_run_out_of_money_passes_no_gate_and_is_paid_what_it_has_earned():
    first_gone = (3, did([2, 1, 4], [10, 10, 8], failed=(True, False, False)))
    (paid,), (_, gate) = run(first_gone)
    assert said(gate)[:2] == ([0, 0, 20], [0, 0, 1])
    assert (paid["one", "fees for each start"], paid["one", "part payment"]) == (500, 1_000)
    _, (_, nobody) = run((3, did([2, 0, 4], [10, 10, 8], failed=(True, False, True))))
    assert (nobody.intake_open[0], nobody.notice_months[0]) == (0, 2)


def test_what_partners_live_on_is_said():
    poor = ProviderFinance(9_000.0, 0.0, "shut intake, then stop", 1.0, ("one", "two"))
    sentences = partnership(finances=(poor,)).describe()
    assert (
        "one and two each have reserves of £9,000 to live on while they wait for money; at the end of a month in which "
        "they do not suffice, the one that is short takes nobody on any more and stops after 1 month; the referrals to "
        "come go to the others." in sentences
    )
    assert "A partner that has run out of money passes no gate; what it has earned by then is paid." in sentences
    assert not any("run out of money" in sentence for sentence in partnership().describe())


def test_the_best_go_on_and_ties_are_in_the_order_of_the_file():
    phase, standing = Phase(3, 10, target=1, keep=2), np.array([[True, True, True, False]])
    verified, starts = np.array([[2, 4, 1, 9]]), np.array([[10, 20, 10, 10]])
    assert kept(phase, standing, verified, starts, np.zeros((1, 4))).tolist() == [[True, True, False, False]]
    only = Phase(3, 10, target=1, keep=1)
    assert kept(only, standing, verified, starts, np.zeros((1, 4))).tolist() == [[True, False, False, False]]


def test_payers_share_every_payment_and_prices_are_scaled():
    made = partnership()
    book = made.open_book(1)
    payments = made.settle(book, statement(0, 3, by_provider=AFTER_ONE[1]))
    to_one = [p.amount[0] for p in payments if (p.payee.name, p.reason) == ("one", "part payment")]
    assert to_one == [600_00, 400_00]
    assert {p.due for p in payments} == {2}
    assert book.paid[0] == sum(p.amount[0] for p in payments)


def test_statements_fall_on_gates_and_then_every_quarter_to_the_last_claim():
    made = partnership()
    assert made.statement_months == (3, 6, 9, 12, 15, 18)
    assert made.review_months == (0.0, 3, 6)


def test_every_price_target_and_date_is_said():
    words = " ".join(partnership().describe())
    for part in (
        "one, two and three start as partners", "Phase 1, to month 3: 10 places a partner",
        "£50 for everybody it takes on and £1,000 if it reaches the target; those with at least 2 go on.",
        "those with at least 5 go on, and of those the best 1", "at most £500 for each", "it has 60 places",
        "paid £300", "to month 18", "stops after 2 months",
    ):  # fmt: skip
        assert part in words, part


def test_a_statement_that_does_not_say_what_each_did_is_refused():
    with pytest.raises(ContractError, match="does not say what each partner did"):
        partnership().settle(partnership().open_book(1), statement(0, 3))


def test_it_satisfies_what_any_contract_must():
    check_contract(partnership())
    limited = (Payer("council", 0.6), Payer("fund", 0.4, limit=900, when_exhausted="others pay"))
    check_contract(partnership(payers=limited))


def test_a_payers_limit_and_its_own_payment_terms_hold_for_all_partners_together():
    fund = Payer("fund", 0.4, limit=900, when_exhausted="others pay")
    made = partnership(payers=(Payer("council", 0.6, payment_terms_months=2), fund))
    payments = made.settle(made.open_book(1), statement(0, 3, by_provider=AFTER_ONE[1]))
    # 3,400 are owed; the fund would bear 1,360: 600 of the first partner's 1,500, 200 of the second's 500, and 100 that
    # are left to it of the third's 1,400, for fees of 400 and a part payment of 1,000 in proportion
    assert [p.amount[0] for p in payments if (p.payer.name, p.payee.name) == ("fund", "three")] == [28_57, 71_43]
    assert sum(p.amount[0] for p in payments if p.payer.name == "fund") == 900_00
    assert sum(p.amount[0] for p in payments) == 3_400_00
    assert {(p.payer.name, p.due) for p in payments} == {("council", 4), ("fund", 2)}


def test_a_payer_may_be_late_and_each_partner_has_the_interest_on_what_it_is_paid():
    late = (Payer("council", pays_late_months=3),)
    made = partnership(payers=late, late_payment_interest=0.08)
    book = made.open_book(1)
    made.review(book, statement(0, 0, by_provider=did([0] * 3, [0] * 3)))
    due = made.settle(book, statement(0, 3, by_provider=did([2, 1, 0], [4, 2, 0])))
    paid = [(p.payee.name, p.reason, p.due, p.amount[0] / 100) for one in due for p in as_late_as_assumed(made, one)]
    # due in month 2: 4 x 50 and 1,000 to one, 2 x 50 to two; paid in month 5, with 2%
    assert sorted(paid) == [
        ("one", "fees for each start", 5, 200), ("one", "interest on late payment", 5, 4),
        ("one", "interest on late payment", 5, 20), ("one", "part payment", 5, 1_000),
        ("two", "fees for each start", 5, 100), ("two", "interest on late payment", 5, 2),
    ]  # fmt: skip
    said = " ".join(made.describe())
    assert "simple interest of 8% a year" in said
    assert "council is taken to pay 3 months late, when simulated" in said
