"""Prices that move with time, by hand: what is told apart, and what a claim counts for under a cap per person."""

import numpy as np
from contracts.making import setting

from outcomesim.contracts.order.card import Card, items_of
from outcomesim.contracts.order.moving_prices import (
    claim_values_over_time,
    dated_two_ways,
    price_ages,
    price_dates,
    told_apart,
)
from outcomesim.measurement.claim_values import ToldApart
from outcomesim.scenario.pay import Indexation, PayLine, PaymentTerms, Price
from outcomesim.units import NEVER

ENTRY, DEARER = Price("entry", 600.0), Price("entry", 700.0, since=12.0)
RISING = PayLine("card", "outcome", (ENTRY, DEARER))


def card(*lines, **terms):
    where, written = setting(), PaymentTerms(lines, **terms)
    return Card(written, tuple(item.key for item in items_of(written)), where.outcomes, where.segments)


def by_start(**changes):
    return PayLine("card", "outcome", (ENTRY, DEARER), priced_by="start", **changes)


def test_prices_move_where_one_begins_and_where_they_are_indexed():
    assert price_dates([card(RISING)], 36) == (0, 12)
    assert price_dates([card(RISING, indexation=Indexation(0.02, since=6.0))], 36) == (0, 12, 18, 30)
    assert price_dates([card(RISING)], 12) == (0,)


def test_claims_are_told_apart_only_where_their_own_date_decides_a_price_that_moves():
    assert told_apart([card(RISING)], 36) == ()
    assert told_apart([card(PayLine("card", "outcome", (ENTRY,), priced_by="start"))], 36) == ()
    assert told_apart([card(by_start())], 36) == (ToldApart("start", 0, 12), ToldApart("start", 12, NEVER))
    soon = by_start(within_months=(3.0, 9.0))
    ages = [one.month for one in told_apart([card(soon)], 36) if one.by == "months after the start"]
    assert ages == [3.0, 9.0]


def test_a_claim_counts_for_the_price_of_the_month_in_which_it_is_verified():
    values = claim_values_over_time([(month, card(RISING)) for month in (0, 6, 12)], 24)
    worth = np.array(values.values)[:, 0, 0, 0, 0]  # by period of prices
    assert [worth[p] / 100 for p in values.in_force] == [600] * 12 + [700] * 12
    assert (values.dated_by[0][0], values.dates, values.ages) == (-1, (0.0,), (-NEVER,))


def test_or_for_that_of_its_own_date_and_only_so_soon_after_the_start():
    line = by_start(within_months=(-NEVER, 6.0))
    values = claim_values_over_time([(0, card(line))], 24)
    assert (values.dated_by[0][0], values.dates, values.ages) == (0, (0.0, 12.0), (-NEVER, 6.0))
    assert np.array(values.values)[0, 0, 0].tolist() == [[600_00, 0], [700_00, 0]]  # by date, then by age


def test_a_claim_counts_for_nothing_outside_the_dates_of_its_line():
    line = PayLine("card", "outcome", (ENTRY,), since=3.0, until=9.0)
    values = claim_values_over_time([(month, card(line)) for month in (0, 3, 6, 9)], 12)
    worth = np.array(values.values)[:, 0, 0, 0, 0]
    assert [worth[p] / 100 for p in values.in_force] == [0] * 3 + [600] * 6 + [0] * 3


def test_ages_are_where_lines_begin_or_cease_to_pay():
    lines = (by_start(within_months=(3.0, 9.0)), PayLine("other", "outcome", (ENTRY,), within_months=(-NEVER, 3.0)))
    assert price_ages([card(*lines)]) == (-NEVER, 3.0, 9.0)


def test_an_outcome_that_goes_by_two_dates_is_named():
    achieved = PayLine("other", "outcome", (ENTRY,), priced_by="achievement")
    assert list(dated_two_ways([card(by_start(), achieved)])) == ["entry"]
    assert list(dated_two_ways([card(by_start())])) == []
