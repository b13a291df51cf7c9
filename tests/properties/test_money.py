"""Every pound comes from somebody and goes to somebody: cash sums to nought, always."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import small

from outcomesim import load, simulate
from outcomesim.contracts import FORMS, Contract
from outcomesim.direction import Direction
from outcomesim.engine import World, run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.terms import ReviewTerms
from outcomesim.streams import Streams

ROWS = 5
PLACES = st.sampled_from([None, 0.0, 3.0, 20.0])
SAID = st.sampled_from([None, 0.0, 0.5, 1.0, 2.0])


class Steered(Contract):
    """Any form, directed by script: at its reviews it says what stands in ``script``, of whatever was verified."""

    script: tuple = ()

    def review(self, book, statement):
        which = book.notes["reviews held"] = book.notes.get("reviews held", -1) + 1
        told = [None if v is None else np.where(np.arange(ROWS) % 2, v, np.nan) for v in self.script[which]]
        return Direction(*told)


def steered(script):
    """The shipped forms, each with the script for its reviews."""
    return {name: type(f"Steered{form.__name__}", (Steered, form), {"script": script}) for name, form in FORMS.items()}


def worlds(script, times, seed):
    review = ReviewTerms(at=times, outcomes=("housed",), target=(1.0,) * len(times))
    scenario = replace(small(), contracts=tuple(replace(terms, review=review) for terms in small().contracts))
    return run_block(prepare(scenario, forms=steered(script)), Streams.block(seed, 0, ROWS))


def books_balance(world: World) -> None:
    ledger = world.ledger
    nets = {party: ledger.net(party) for party in ledger.parties}
    assert not np.any(np.sum(list(nets.values()), axis=0)), "all parties together hold nought, in every month"
    assert all(line.min() >= 0 and np.array_equal(line, np.rint(line)) for line in ledger.lines.values())
    delivered = sum(line for (_, payee, _), line in ledger.lines.items() if payee.role == "supplier")
    assert np.array_equal(delivered, world.delivery.cost)
    if world.capital is not None:
        vehicle = nets[world.contract.holder].cumsum(axis=1)
        assert vehicle.min() >= 0, "the vehicle pays nothing from an empty account"
        assert not vehicle[:, -1].any(), "and passes on all that is left"
        assert np.all(world.capital.drawn <= 90_000_00)
        assert np.all(world.capital.repaid <= world.capital.drawn)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    script=st.lists(st.tuples(PLACES, SAID, st.sampled_from([None, 0.0, 1.0]), SAID), min_size=1, max_size=3),
    data=st.data(),
)
def test_cash_sums_to_nought_in_every_replication_and_month_whatever_is_directed(script, data):
    quarters = st.lists(st.integers(1, 100), min_size=len(script), max_size=len(script), unique=True)
    times = tuple(sorted(quarter / 4 for quarter in data.draw(quarters)))
    for world in worlds(tuple(script), times, data.draw(st.integers(0, 2**32))):
        books_balance(world)


def test_cash_sums_to_nought_under_the_shipped_contracts():
    for world in run_block(prepare(small()), Streams.block(1, 0, 40)):
        books_balance(world)
    for name in ("rough_sleeping", "employment"):
        results = simulate(load(name), replications=20)
        for result in results.contracts.values():
            assert not np.any(sum(result["net", party.name] for party in result.parties)), (name, result.name)


def test_what_payers_pay_for_outcomes_is_what_the_lines_were_paid():
    results = simulate(small(), replications=60)
    bond = results["SIB"]
    by_line = sum(bond["paid", line] for line in results.scenario.outcome_names)
    assert np.array_equal(by_line, bond.flow(reason="outcomes"))
    assert np.all(bond["paid anyway",] <= by_line)
    assert np.all(by_line <= 150_000_00)
    prices = {"housed": 2_000_00, "first job": 1_500_00, "housed for 6 months": 3_000_00}
    asked = sum(bond["verified", line] * price for line, price in prices.items())
    assert np.all(by_line + bond["withheld",] + bond["cut by cap",] >= asked)
