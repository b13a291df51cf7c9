"""What the holder owes the payers stands apart: it changes nothing that the payers owe, and no cap touches it."""

import numpy as np
from contracts.making import COUNCIL, FUND, bond, counted, results, statement
from contracts.strategies import payers, payments, penalties
from hypothesis import HealthCheck, given, settings

from outcomesim.contracts.paying.penalties import PENALTY
from outcomesim.contracts.plausible import REPLICATIONS, plausible_statements
from outcomesim.scenario.pay import Cap, Condition, PayLine, Price, Schedule, ShareOf
from outcomesim.scenario.payers import Payer
from outcomesim.scenario.terms import EndTerms

CARD = PayLine("card", "outcome", (Price("entry", 100.0),))
LOST = PayLine("lost", "outcome", (Price("six months", 30.0),))
BELOW = Schedule("steps", ((0.0, 900.0), (0.5, 200.0), (0.7, 0.0)), at_edge="less")
WORSE = PayLine("worse", "measure", measure="m", schedule=BELOW)


def owed_back(made, *statements):
    """What each payer is owed by each statement, in pounds."""
    book, out = made.open_book(statements[0].replications), []
    for one in statements:
        due = [p for p in made.settle(book, one) if p.reason == PENALTY]
        assert all(payment.payer == made.holder for payment in due)
        out.append({p.payee.name: (p.amount / 100).tolist() for p in due if p.amount.any()})
    return out


def quarter(number, entries, lasting, **said):
    return statement(3 * number, 3 * number + 3, number=number + 1, verified=counted(entries, lasting), **said)


def test_each_payer_is_owed_its_share_of_everything_in_the_year():
    council = Payer("council", 0.6, (ShareOf(1.0, "six months"), ShareOf(0.2, year=2)))
    fund = Payer("fund", 0.4, (ShareOf(0.0, "six months"), ShareOf(0.8, year=2)), limit=1.0)
    made = results(CARD, payers=(council, fund), penalties=(LOST,))
    assert owed_back(made, quarter(0, 10, 5), quarter(4, 0, 10)) == [
        {"council": [90], "fund": [60]},
        {"council": [60], "fund": [240]},
    ]


def test_all_penalties_together_come_to_no_more_than_was_agreed_and_caps_of_the_payers_do_not_touch_them():
    made = results(
        CARD, payers=(Payer("council"),), caps=(Cap("contract", 50.0),), penalties=(LOST,), penalties_at_most=400.0
    )
    paid = owed_back(made, quarter(0, 10, 10), quarter(1, 10, 10))
    assert paid == [{"council": [300]}, {"council": [100]}]


def test_exactly_at_an_edge_the_smaller_penalty_applies_and_at_the_first_threshold_the_first():
    made = results(CARD, payers=(Payer("council"),), penalties=(WORSE,))
    reported = [0.0, 0.49, 0.5, 0.69, 0.7, 0.9]
    (paid,) = owed_back(made, statement(0, 3, replications=6, measures={"m": np.array(reported)}))
    assert paid == {"council": [900, 900, 200, 200, 0, 0]}


def test_what_has_been_owed_stands_though_the_measure_gets_better_and_grows_where_it_gets_worse():
    made = results(CARD, payers=(Payer("council"),), penalties=(WORSE,))
    told = [statement(3 * n, 3 * n + 3, number=n + 1, verified=counted(0, 0), measures={"m": np.array([value])})
            for n, value in enumerate((0.6, 0.8, 0.2))]  # fmt: skip
    assert owed_back(made, *told) == [{"council": [200]}, {}, {"council": [700]}]


def test_a_condition_and_the_run_off_hold_for_penalties_too():
    only_if = Condition("m", below=0.5)
    line = PayLine("lost", "outcome", (Price("six months", 30.0),), only_if=only_if)
    made = results(CARD, payers=(Payer("council"),), penalties=(line,), end=EndTerms(run_off_months=3.0))
    stopped = {"stopped_at": np.array([3.0, 3.0])}
    both = {"m": np.array([0.4, 0.6])}
    one_each = np.repeat(counted(0, 1), 2, axis=0)
    told = [statement(0, 3, replications=2, verified=one_each, measures=both),
            statement(6, 9, replications=2, verified=one_each, measures=both, **stopped)]  # fmt: skip
    assert owed_back(made, *told) == [{"council": [30, 0]}, {}]


def test_a_measure_of_what_was_paid_knows_penalties():
    made = results(CARD, payers=(COUNCIL, FUND), penalties=(LOST,))
    book = made.open_book(1)
    made.settle(book, quarter(0, 10, 5))
    assert book.paid.tolist() == [100 * (1_000 - 150)]


def test_a_vehicle_owes_what_its_contract_owes():
    made = bond(penalties=(LOST,))
    (paid,) = owed_back(made, quarter(0, 0, 10))
    assert sum(amount[0] for amount in paid.values()) == 300


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(paid=payments(), who=payers(), lines=penalties())
def test_what_the_payers_owe_is_the_same_with_penalties_and_without(paid, who, lines):
    """Where they bring no statement of their own."""
    lines = tuple(PayLine(line.name, line.per, line.prices, measure=line.measure, schedule=line.schedule)
                  for line in lines)  # fmt: skip
    own = {"payers": who, **{name: getattr(paid, name) for name in paid.__dataclass_fields__ if name != "lines"}}
    with_them, without = (results(*paid.lines, **own, penalties=some) for some in (lines, ()))
    if with_them.statement_months != without.statement_months:
        return
    books = with_them.open_book(REPLICATIONS), without.open_book(REPLICATIONS)
    for one in plausible_statements(without):
        ours, theirs = (made.settle(book, one) for made, book in zip((with_them, without), books, strict=True))
        kept = [payment for payment in ours if payment.reason != PENALTY]
        assert [(p.payer, p.reason, p.due, p.amount.tolist()) for p in kept] == [
            (p.payer, p.reason, p.due, p.amount.tolist()) for p in theirs
        ]
