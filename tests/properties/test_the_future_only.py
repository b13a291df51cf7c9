"""A direction changes the future only, and no price changes anybody's times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import SMALL, small, small_shared, small_with_days

from outcomesim import changed, simulate
from outcomesim.delivery import Block, Delivery, live_as_planned
from outcomesim.direction import Direction
from outcomesim.engine import run_block
from outcomesim.measurement.tallies import Tallies
from outcomesim.preparing import prepare
from outcomesim.scenario import load
from outcomesim.streams import Streams

ROWS = 4
BY_MONTH = ("starts", "served", "effort", "achieved", "true_with", "spell_with", "verified", "anyway", "withheld")
WITHOUT = ("referred", "true_without", "spell_without")
DIRECTIONS = st.lists(
    st.tuples(
        st.floats(0, 26, allow_nan=False),
        st.sampled_from([None, 0.0, 4.0, 10.0, 30.0]),
        st.sampled_from([None, 0.0, 0.5, 1.2]),
        st.sampled_from([None, 0.0, 1.0]),
        st.sampled_from([None, None, None, 0.0, 2.5]),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def block() -> Block:
    prepared = prepare(small_with_days())
    return live_as_planned(
        small_with_days(), prepared.pathway, prepared.views, prepared.lags, Streams.block(3, 0, ROWS)
    )


@pytest.fixture(scope="module")
def shared() -> Block:
    prepared = prepare(small_shared())
    return live_as_planned(small_shared(), prepared.pathway, prepared.views, prepared.lags, Streams.block(3, 0, ROWS))


def as_direction(places, intensity, intake_open, notice_months) -> Direction:
    """The same for the first three replications; the last is left alone."""
    given = (places, intensity, intake_open, notice_months)
    return Direction(*(None if v is None else np.array([v, v, v, np.nan]) for v in given))


def before(tallies: Tallies, month: int) -> dict[str, list]:
    return {name: getattr(tallies, name)[..., :month].tolist() for name in BY_MONTH}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told=DIRECTIONS, view=st.integers(0, 2))
def test_what_was_before_a_direction_is_the_same_to_the_bit_after_it(block, told, view):
    delivery = Delivery(block, view, len(told))
    for time, *what in sorted(told, key=lambda t: t[0]):
        month, stop = int(time), delivery.course.stops_at
        tallies, cost, running = delivery.tallies.seen(0).copied(), delivery.cost.copy(), delivery.running.copy()
        delivery.direct(as_direction(*what), time)
        assert before(delivery.tallies, month) == before(tallies, month)
        assert delivery.cost[:, :month].tolist() == cost[:, :month].tolist()
        assert delivery.running[:, :month].tolist() == running[:, :month].tolist()
        for name in WITHOUT:
            assert np.array_equal(getattr(delivery.tallies, name), getattr(tallies, name))
        assert np.all(delivery.course.stops_at <= stop)
        assert np.all(delivery.course.stops_at[stop <= time] == stop[stop <= time])
    stopped = np.minimum(delivery.course.stops_at, 24.0)
    for row in range(ROWS):
        assert delivery.tallies.served[row, :, int(np.ceil(stopped[row])) :].sum() == 0
    assert not delivery.directed[-1]
    assert np.array_equal(delivery.tallies.starts[-1], block.tallies.starts[-1])


DOORS = st.sampled_from([None, (0.0, np.nan, 1.0), (np.nan, 0.0, np.nan)])
NOTICES = st.sampled_from([None, (2.5, np.nan, np.nan), (np.nan, 0.0, 1.0)])
SHARES = st.sampled_from([None, (1.0, 0.0, 0.0), (0.2, 0.3, 0.5), (0.0, 0.0, 1.0)])
EACH = st.sampled_from([None, (0.0, 9.0, np.nan), (5.0, 0.0, 6.0)])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    told=st.lists(st.tuples(st.floats(0, 26, allow_nan=False), EACH, DOORS, NOTICES, SHARES), min_size=1, max_size=4)
)
def test_what_providers_did_before_a_direction_is_the_same_to_the_bit_after_it(shared, told):
    delivery = Delivery(shared, 0, len(told))
    for time, *each in sorted(told, key=lambda t: t[0]):
        month = int(time)
        tallies, costs = delivery.tallies.seen(0).copied(), delivery.costs.copy()
        places, door, notice, shares = (None if v is None else np.array([v, v, v, [np.nan] * 3]) for v in each)
        delivery.direct(Direction(places, None, door, notice, shares), time)
        assert before(delivery.tallies, month) == before(tallies, month)
        assert delivery.tallies.referred[..., :month].tolist() == tallies.referred[..., :month].tolist()
        assert delivery.costs[..., :month].tolist() == costs[..., :month].tolist()
        everyone = (t.referred.reshape(ROWS, 2, 3, -1).sum(axis=2).tolist() for t in (delivery.tallies, tallies))
        assert next(everyone) == next(everyone)  # whoever they are referred on to
    assert not delivery.directed[-1]


@pytest.mark.parametrize(("name", "first_review"), [("Grants 2.0", 6), ("SIB", 9)])
def test_the_ledger_before_the_first_review_is_the_same_with_and_without_reviews(name, first_review):
    with_review = replace(small(), contracts=(small().contract(name),))
    without = replace(small(), contracts=(replace(small().contract(name), review=None),))
    (steered,), (left_alone,) = (list(run_block(prepare(s), Streams.block(3, 0, 30))) for s in (with_review, without))
    assert steered.delivery.directed.sum() > 0
    lines = {*steered.ledger.lines, *left_alone.ledger.lines}
    nothing = np.zeros((30, 36))
    for line in lines:
        ours, theirs = (w.ledger.lines.get(line, nothing)[:, :first_review] for w in (steered, left_alone))
        assert np.array_equal(ours, theirs), line
    assert any(
        not np.array_equal(steered.ledger.lines.get(line, nothing), left_alone.ledger.lines.get(line, nothing))
        for line in lines
    )


DEARER = {
    "contract[SIB].prices[housed]": 9_999,
    "contract[SIB].prices[first job]": 1,
    "contract[SIB].cap[contract].amount": 700_000,
    "contract[SIB].fee_per_month": 77,
    "contract[SIB].cost[legal advice].amount": 3,
    "contract[Grants 2.0].award": 400_000,
    "contract[Grants 2.0].cost[grant management].amount": 999,
    "contract[Fee for service].price": 123_456,
    "service.margin": 0.2,
    "service.cost.fixed_per_month": 5_000,
    "service.cost.per_person_month": 99,
    "service.cost.overrun": 1.3,
    "appraisal.inflation_per_year": 0.05,
}
TIMES = ("started", "referred", "person months", "stopped at", "directed", "verified", "anyway", "achieved",
         "not found", "late", "with", "without")  # fmt: skip


def test_times_and_verified_outcomes_depend_on_no_price():
    # capital enough, so that money cannot run out: the reviews that remain look at outcomes only
    rich = changed(load(SMALL), {"contract[SIB].capital.tranche[social investor].commitment": 10_000_000})
    cheap, dear = (simulate(scenario, replications=60, seed=4) for scenario in (rich, changed(rich, DEARER)))
    assert cheap["SIB"]["directed"].sum() > 0
    for name in cheap.contracts:
        assert cheap[name]["net", "Home Ground"].tolist() != dear[name]["net", "Home Ground"].tolist()
        for key in cheap[name].columns:
            if key[0] in TIMES:
                assert np.array_equal(cheap[name][key], dear[name][key]), (name, key)
