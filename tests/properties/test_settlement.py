"""What must be true of any settlement, whatever was recorded."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations_with_replacement, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from settlement.small import HEAD, small_case

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.paying.lateness import INTEREST
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.reading.dates import month_end
from outcomesim.settlement.settling import settle

OUTCOMES = ("Housed", "Housed 6 months")
CARD = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{{ name = "A", share = 0.5 }}, {{ name = "B", share = 0.3 }}, {{ name = "C", share = 0.2 }}]
{caps}

  [[contract.pay]]
  prices = {{ "Housed" = 333.33, "Housed 6 months" = 1_500 }}
  {more}
"""
counts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5)
caps = st.one_of(st.none(), st.integers(0, 12_000))
LIMITS = (("period", "lost"), ("period", "carried"), ("year", "lost"), ("contract", "lost"))


def activity(counts, attachments=8.0):
    rows = tuple(
        Row(n + 2, str(n), 3 * n, 3 * n + 3, accounts={"attachments": attachments if n == 0 else 0.0},
            counts={(name, ""): float(number) for name, number in zip(OUTCOMES, numbers, strict=True)})
        for n, numbers in enumerate(counts)
    )  # fmt: skip
    return Activity(rows, stated=True)


def case(limits=(), more=""):
    written = ", ".join(
        f'{{ over = "{over}", amount = {amount}, excess = "{excess}" }}' for over, amount, excess in limits
    )
    return small_case(CARD.format(caps=f"cap = [{written}]" if written else "", more=more))


limits = st.lists(
    st.tuples(st.sampled_from(LIMITS), st.integers(0, 12_000)).map(lambda pair: (pair[0][0], pair[1], pair[0][1])),
    max_size=3,
    unique_by=lambda limit: limit[0],
)


@given(counts=counts, more=st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(1, 5)), limits=limits)
def test_more_verified_outcomes_never_pay_less(counts, more, limits):
    at, which, number = more
    fuller = [list(numbers) for numbers in counts]
    fuller[min(at, len(counts) - 1)][which] += number
    terms = case(limits)
    assert settle(terms, activity(fuller)).total[0] >= settle(terms, activity(counts)).total[0]


OPEN_BOOKS = st.tuples(st.sampled_from((0.0, 0.1)), st.sampled_from((0.3719, 1.0)))
to_the_end = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=5, max_size=5)


def with_open_book(counts, limits, above, share, cost):
    """A contract that closes with the last of five quarters, and what each of them cost."""
    text = CARD.format(caps="", more="").replace(
        "form =", f"gain_share = {{ above = {above}, share = {share} }}\nform ="
    )
    written = "".join(f'\n[[contract.cap]]\nover = "{o}"\namount = {a}\nexcess = "{e}"\n' for o, a, e in limits)
    rows = activity(counts).rows
    costly = tuple(replace(row, accounts={**row.accounts, "cost": cost}) for row in rows)
    closes = HEAD.replace("last_claim = 36", "last_claim = 15")
    return settle(small_case(text + written, head=closes), Activity(costly, stated=True))


@given(counts=to_the_end, at=st.integers(0, 4), limits=limits, book=OPEN_BOOKS, cost=st.integers(0, 4_000))
def test_an_open_book_never_leaves_less_where_more_is_verified_and_no_gain_where_there_is_none(
    counts, at, limits, book, cost
):
    fuller = [(a + 1, b) if n == at else (a, b) for n, (a, b) in enumerate(counts)]
    above, share = book
    less, more = (with_open_book(each, limits, above, share, cost).total[0] for each in (counts, fuller))
    plain = with_open_book(counts, limits, above, 0.0, cost).total[0]
    assert more >= less >= min(plain, (1 + above) * 5 * cost) - 0.01
    assert less <= plain


@given(counts=counts, over=st.sampled_from(LIMITS), amount=st.integers(0, 9_000), raised=st.integers(1, 5_000))
def test_raising_a_cap_never_lowers_a_payment(counts, over, amount, raised):
    low, high = (settle(case([(over[0], cap, over[1])]), activity(counts)) for cap in (amount, amount + raised))
    assert high.total[0] >= low.total[0]
    assert high.total[0] <= high.gross[0]


@given(counts=counts, amount=st.integers(100, 3_000), raised=st.integers(1, 2_000))
def test_raising_a_cap_for_each_person_lowers_neither_end(counts, amount, raised):
    once = "claims_per_person = 1"
    low, high = (settle(case([("person", cap, "lost")], once), activity(counts)) for cap in (amount, amount + raised))
    assert high.total.min() >= low.total.min()
    assert high.total.max() >= low.total.max()


@given(counts=counts, limits=limits, order=st.permutations(range(3)))
def test_the_order_of_payers_never_changes_the_total(counts, limits, order):
    terms = case(limits)
    contract = terms.contracts[0]
    turned = replace(terms, contracts=(replace(contract, payers=tuple(contract.payers[n] for n in order)),))
    one, other = settle(terms, activity(counts)), settle(turned, activity(counts))
    assert one.total.tolist() == other.total.tolist()
    for name in ("A", "B", "C"):  # the last takes what rounding leaves
        assert abs(one.paid_by(name) - other.paid_by(name)).max() <= 0.01 * 3 * len(counts)


@given(counts=counts, limits=limits)
def test_payers_pay_what_is_owed_and_cash_sums_to_zero(counts, limits):
    settlement = settle(case(limits), activity(counts))
    ledger = Ledger(1, 40)
    for payment in settlement.payments:
        ledger.post_payment(payment)
    parties = {party for payer, payee, _ in ledger.lines for party in (payer, payee)}
    assert np.sum([ledger.net(party) for party in parties], axis=0).sum() == 0 if parties else True
    owed = sum(float(settled.worked.owed.sum()) for settled in settlement.statements) / 100
    assert settlement.total[0] == owed
    parts = [settlement.paid_by(name)[0] for name in ("A", "B", "C")]
    assert round(100 * sum(parts)) == round(100 * owed)


@given(
    counts=counts,
    limits=limits,
    later=st.lists(st.integers(-20, 400), min_size=5, max_size=5),
    more=st.integers(0, 90),
    rate=st.integers(0, 1_000).map(lambda tenths: tenths / 1_000),
)
def test_when_it_is_paid_changes_nothing_but_the_month_and_the_interest(counts, limits, later, more, rate):
    """Each payment is due by the end of the month after its quarter; B pays some days after the others."""
    terms = case(limits)
    terms = replace(terms, contracts=(replace(terms.contracts[0], late_payment_interest=rate),))
    in_time = activity(counts)

    def paid(days):
        rows = [
            replace(row, paid_on={"": due + timedelta(late), "B": due + timedelta(late + days)})
            for row, late in zip(in_time.rows, later, strict=False)
            for due in [month_end(terms.start, row.month_to)]
        ]
        return settle(terms, replace(in_time, rows=tuple(rows)))

    plain, together, apart = settle(terms, in_time), paid(0), paid(more)
    for settlement in (together, apart):
        found = [p for p in settlement.payments if p.reason != INTEREST]
        assert [(p.payer, p.reason, p.amount.tolist()) for p in found] == [
            (p.payer, p.reason, p.amount.tolist()) for p in plain.payments
        ]
    for name in ("A", "C"):
        assert together.paid_by(name).tolist() == apart.paid_by(name).tolist()
    assert apart.paid_by("B")[0] >= together.paid_by("B")[0]
    late = {settled.label: max(0, days) for settled, days in zip(together.statements, later, strict=False)}
    for settled in together.statements:
        owed = [p.amount.item() for p in settled.payments if p.reason != INTEREST]
        interest = [p.amount.item() for p in settled.payments if p.reason == INTEREST]
        whole = sum(owed) * rate * late[settled.label] / 365
        assert whole - len(owed) <= sum(interest) <= whole + 1e-6  # each is rounded down to whole pence


@given(
    people=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=6),
    cap=st.integers(100, 4_000),
)
def test_the_two_ends_of_totals_hold_what_the_same_people_one_by_one_come_to(people, cap):
    terms = case([("person", cap, "lost")], "claims_per_person = 1")
    rows = tuple(
        Row(n + 2, f"P{n}", 0, 36, person=f"P{n}",
            counts={(name, ""): float(number) for name, number in zip(OUTCOMES, numbers, strict=True)})
        for n, numbers in enumerate(people)
    )  # fmt: skip
    exact = settle(terms, Activity(rows, stated=True)).total[0]
    with_one = [sum(min(1, numbers[line]) for numbers in people) for line in range(2)]
    totals = settle(terms, activity([with_one], attachments=float(len(people)))).total
    assert totals.min() - 0.01 <= exact <= totals.max() + 0.01


@given(
    before=st.integers(0, 12),
    within=st.integers(0, 30),
    after=st.integers(0, 12),
    begins=st.sampled_from((0, 5, 12, 15)),
    ends=st.sampled_from((24, 30, 36)),
    over=st.sampled_from(("year", "period")),
    amount=st.sampled_from((2_500, 6_000)),
)
def test_the_two_ends_of_a_floor_hold_whenever_the_claims_of_a_long_row_came(
    before, within, after, begins, ends, over, amount
):
    """Against ways to divide them between the times of the floor, each a row of its own: in threes, or all in one."""
    every = 12 if over == "year" else 6
    head = HEAD.replace("last_claim = 36", "last_claim = 37")
    terms = small_case(FLOORED.format(over=over, amount=amount), head=head)

    def closing(since, until):
        return list(pairwise([since, *(date for date in range(every, 37, every) if since < date < until), until]))

    first = [(*months, before * (months[1] == begins)) for months in closing(0, begins)] if begins else []
    last = [(*months, after * (months[0] == ends)) for months in closing(ends, 37)]
    found = settle(terms, rows_of([*first, (begins, ends, within), *last])).total
    times, ways = closing(begins, ends), []
    for places in combinations_with_replacement(range(len(times)), 3):
        parts = [within // 3 * places.count(n) + within % 3 * (n == places[0]) for n in range(len(times))]
        divided = [(*months, part) for months, part in zip(times, parts, strict=True)]
        ways.append(settle(terms, rows_of([*first, *divided, *last])).total[0])
    assert found.min() <= min(ways)
    if ends % every == 0:
        assert found.max() == max(ways)


FLOORED = """
[[contract]]
name = "card"
form = "payment by results"
payers = [{{ name = "council", share = 1 }}]
every_months = 6
floor = [{{ over = "{over}", amount = {amount} }}]
prices = {{ "Housed" = 500 }}
"""


def rows_of(parts):
    rows = (
        Row(n + 2, f"{since} to {until}", since, until, counts={("Housed", ""): float(count)})
        for n, (since, until, count) in enumerate(parts)
    )
    return Activity(tuple(rows), stated=True)
