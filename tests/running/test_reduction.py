"""From a world to one number a replication."""

from __future__ import annotations

import re

import numpy as np
import pytest
from properties.lives import small, small_shared

from outcomesim import simulate
from outcomesim.cashflows.returns import discount_factors, irr, stpr_factors
from outcomesim.engine import run_block
from outcomesim.errors import RunError
from outcomesim.preparing import prepare
from outcomesim.running.reduction import by_year, columns_of, flow_by_year
from outcomesim.running.results import COLUMNS
from outcomesim.streams import Streams
from outcomesim.units import TICKS_PER_MONTH


@pytest.fixture(scope="module")
def worlds():
    return {world.contract.name: world for world in run_block(prepare(small()), Streams.block(2, 0, 12))}


@pytest.fixture(scope="module")
def bond(worlds):
    return worlds["SIB"], columns_of(worlds["SIB"])


def test_years_of_the_contract_are_twelve_months_and_the_last_may_be_short():
    months = np.arange(14.0)[None, :]
    assert by_year(months).tolist() == [[66, 25]]


def shape_of(key):
    """A column's name as the documentation spells it, with the words that differ left open."""
    return next(
        (name for name in COLUMNS if name.split(" / ")[0] == key[0] and len(name.split(" / ")) == len(key)), None
    )


def test_every_column_is_documented_and_every_documented_one_is_there(worlds):
    there = {shape_of(key) for world in worlds.values() for key in columns_of(world)}
    assert None not in there
    assert there == set(COLUMNS) - {name for name in COLUMNS if "provider" in name.split(" / ")}


def test_what_each_of_several_providers_did_is_in_columns_of_its_own():
    world = next(run_block(prepare(small_shared()), Streams.block(2, 0, 12)))
    columns, names = columns_of(world), ("North", "South", "West")
    assert {shape_of(key) for key in columns} >= {name for name in COLUMNS if "provider" in name.split(" / ")}
    for whole, part in (("referred", "referred to"), ("started", "started with"), ("cost", "cost of")):
        assert columns[whole,].tolist() == sum(columns[part, name] for name in names).tolist()
    assert (
        sum(columns["verified of", name, "housed"] for name in names).tolist() == columns["verified", "housed"].tolist()
    )
    assert columns["referred to", "West"].sum() == 0 < columns["started with", "North"].sum()
    # each is paid its cost and the margin by the lead, to the penny of each month
    for name in names[:2]:
        assert columns["net", name] == pytest.approx(0.05 * columns["cost of", name], abs=36)


def test_every_column_has_one_number_a_replication(bond):
    _, columns = bond
    assert {column.shape for column in columns.values()} == {(12,)}
    assert {column.dtype for column in columns.values()} == {np.dtype(np.float64)}


def test_counts_are_the_tallies_added_up(bond):
    world, columns = bond
    tallies = world.delivery.tallies
    assert columns["started",].tolist() == tallies.starts.sum(axis=(1, 2)).tolist()
    assert columns["verified", "first job"].tolist() == tallies.verified[0, :, :, 3].sum(axis=(1, 2)).tolist()
    assert columns["with", "housed"].tolist() == tallies.true_with[:, 0].sum(axis=1).tolist()
    assert columns["person months",].tolist() == (tallies.served.sum(axis=(1, 2)) / TICKS_PER_MONTH).tolist()


def test_a_partys_net_is_what_it_received_less_what_it_paid(bond):
    world, columns = bond
    for party in world.ledger.parties:
        received = sum((c for k, c in columns.items() if k[0] == "flow" and k[2] == party.name), np.zeros(12))
        paid = sum((c for k, c in columns.items() if k[0] == "flow" and k[1] == party.name), np.zeros(12))
        assert columns["net", party.name].tolist() == (received - paid).tolist()
        assert np.all(columns["worst year", party.name] <= columns["net", party.name] / 3 + 1e-9)
        assert np.all(columns["peak draw", party.name] >= np.maximum(0, -columns["net", party.name]))


def test_public_bodies_are_discounted_in_real_terms_and_others_at_their_own_rate(bond):
    world, columns = bond
    rates = {
        "local authority": stpr_factors(36) * 1.02 ** -(np.arange(36) / 12),
        "social investor": discount_factors(0.06, 36),
        "Home Ground": discount_factors(0.035, 36),
    }
    for party in world.ledger.parties:
        if party.name in rates:
            value = world.ledger.net(party) @ rates[party.name]
            assert columns["present value", party.name] == pytest.approx(value)


def test_transaction_costs_are_what_advisers_verifier_and_intermediary_are_paid(bond):
    _, columns = bond
    paid = sum(
        column
        for key, column in columns.items()
        if key[0] == "flow" and re.search("advisers|verifier|intermediary", key[2])
    )
    assert columns["transaction cost",].tolist() == paid.tolist()
    assert np.all(columns["transaction cost",] >= 8_000_00)


def test_investors_multiple_is_received_over_paid_in(bond):
    _, columns = bond
    drawn = sum(column for key, column in columns.items() if key[-1] == "capital drawn")
    back = sum(column for key, column in columns.items() if key[-1] in ("capital repaid", "distribution"))
    assert columns["multiple", "investors"] == pytest.approx(back / drawn)


def test_each_of_several_tranches_has_a_return_of_its_own(bond):
    world, columns = bond
    names = [key[1] for key in columns if key[0] == "irr"]
    assert names == ["social investor", "foundation", "investors"]
    for party in world.contract.investors:
        own = irr(world.ledger.net(party))
        assert np.array_equal(columns["irr", party.name], own, equal_nan=True)


def test_money_by_year_adds_up_to_money_in_all(worlds):
    world = worlds["Grants 2.0"]
    columns = columns_of(world)
    for key, years in flow_by_year(world).items():
        assert years.sum() == columns["flow", *key].sum()


def test_flows_can_be_asked_for_by_payer_payee_or_reason():
    results = simulate(small(), replications=10)
    bond = results["SIB"]
    paid = bond.flow(payer="local authority")
    assert (paid - bond.flow(payee="local authority")).tolist() == (-bond["net", "local authority"]).tolist()
    assert bond.flow("local authority", "SPV", "outcomes").tolist() <= paid.tolist()
    assert results["Fee for service"].flow(reason="outcomes").tolist() == [0] * 10
    assert [party.name for party in bond.of_role("payer")] == ["local authority", "central fund"]
    assert bond["started"].tolist() == bond["started",].tolist()
    assert bond.replications == 10


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda r: r["sib"], "no contract named 'sib' in these results: did you mean \"SIB\"?"),
        (lambda r: r["SIB"]["net", "foundatoin"], 'did you mean "net / foundation"?'),
        (lambda r: r["SIB"].flow(reason="outcome"), 'did you mean "outcomes"?'),
        (lambda r: r["SIB"].flow(payer="local autority"), 'did you mean "local authority"?'),
    ],
)
def test_a_name_that_nobody_knows_is_refused_with_the_nearest(ask, told):
    with pytest.raises(RunError) as refused:
        ask(simulate(small(), replications=2))
    assert told in str(refused.value)
