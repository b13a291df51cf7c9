"""The five properties of the random numbers, and what follows from naming each by what it decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import SMALL, a_service, each_person, job, lived, small, stays

from outcomesim import changed, simulate
from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.running.results import Results
from outcomesim.scenario import from_texts
from outcomesim.scenario.model import Outcome
from outcomesim.scenario.quantities import known
from outcomesim.streams import Streams

FEW = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**64 - 1)
TRUTH = ("referred", "without")


def columns_that_differ(some: Results, others: Results, rows: slice = slice(None)) -> list[tuple[str, ...]]:
    """Columns of ``some`` that are not those rows of ``others``, to the bit."""
    return [
        (name, *key)
        for name, contract in some.contracts.items()
        for key in {*contract.columns, *others[name].columns}
        if not np.array_equal(column(some, name, key), column(others, name, key)[rows], equal_nan=True)
    ]


def column(results: Results, name: str, key: tuple[str, ...]) -> np.ndarray:
    """A column; nought where money never moved."""
    return np.asarray(results[name].columns.get(key, np.zeros(results.replications)))


@pytest.fixture(scope="module")
def hundred() -> Results:
    return simulate(small(), replications=100, seed=5)


# 1. Common random numbers ------------------------------------------------------------------------------------------


def test_the_same_people_come_under_every_contract_to_the_bit(hundred):
    fee, grant, bond = (hundred[name] for name in hundred.contracts)
    for other in (grant, bond):
        for key in fee.columns:
            if key[0] in TRUTH:
                assert np.array_equal(fee[key], other[key]), key


def test_where_no_contract_directs_people_live_the_same_life_to_the_bit(hundred):
    fee, grant, bond = (hundred[name] for name in hundred.contracts)
    for other in (grant, bond):
        as_planned = other["directed"] == 0
        assert 0 < as_planned.sum() < 100
        for key in fee.columns:
            if key[0] in ("started", "person months", "with", "achieved", "cost", "gain real"):
                assert np.array_equal(fee[key][as_planned], other[key][as_planned]), key


def test_a_contract_run_alone_is_the_contract_run_beside_the_others(hundred):
    alone = simulate(small(), replications=100, seed=5, contracts=["SIB"])
    assert columns_that_differ(alone, hundred) == []


def test_another_seed_is_other_people(hundred):
    other = simulate(small(), replications=100, seed=6)
    assert not np.array_equal(other["SIB"]["with", "housed"], hundred["SIB"]["with", "housed"])


# 2. Prefix stability -----------------------------------------------------------------------------------------------


def test_a_hundred_replications_are_the_first_hundred_of_a_thousand(hundred):
    assert columns_that_differ(hundred, simulate(small(), replications=1_000, seed=5), slice(100)) == []


# 3. Blocks and threads ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("block", "threads"), [(9, 1), (33, 3), (1_000, 2)])
def test_the_result_depends_on_neither_blocks_nor_threads_to_the_bit(hundred, block, threads):
    again = simulate(small(), replications=100, seed=5, block=block, threads=threads)
    assert columns_that_differ(again, hundred) == []
    for name in hundred.contracts:
        ours, theirs = again[name].flow_by_year, hundred[name].flow_by_year
        moved = {key: years.tolist() for key, years in theirs.items() if years.any()}
        assert {key: years.tolist() for key, years in ours.items() if years.any()} == moved
        assert {p.name for p in again[name].parties} == {p.name for p in hundred[name].parties}


# 4. One more person ------------------------------------------------------------------------------------------------


@FEW
@given(seed=SEEDS, people=st.integers(1, 40), places=st.sampled_from([None, 1, 3, 8]), drop_out=st.booleans())
def test_one_more_person_changes_nobodys_draws_and_makes_nobody_start_earlier(seed, people, places, drop_out):
    hazard = known(0.05 if drop_out else 0.0)
    service = a_service(places=places, stay_months=stays(5.0, 3.0), engagement=known(0.8), drop_out_per_month=hazard)
    few = each_person(service, people=people, seed=seed)
    more = each_person(service, people=people + 1, seed=seed)
    for what in ("referred", "segment", "frailty", "engaged"):
        assert few[what].tolist() == more[what][:people].tolist()
    newcomer = more["referred"][people]
    before = few["referred"] < newcomer
    assert few["start"][before].tolist() == more["start"][:people][before].tolist()
    assert few["leave"][before].tolist() == more["leave"][:people][before].tolist()
    assert np.all(more["start"][:people] >= few["start"])


@FEW
@given(seed=SEEDS, people=st.integers(1, 60))
def test_one_more_person_changes_nobodys_life_without_the_service(seed, people):
    chain = (job(), Outcome("kept", "sustained", of="job", months=3, lost_per_month=known(0.1)))
    few, more = (lived(a_service(*chain, people=n, places=2), seed=seed).tallies for n in (people, people + 1))
    newcomer = more.true_without - few.true_without
    assert newcomer.min() >= 0
    assert newcomer.sum(axis=2).max() <= 1
    spell = more.spell_without - few.spell_without
    assert spell.min() >= 0
    assert (more.referred - few.referred).sum() == 1


# 5. One replication alone ------------------------------------------------------------------------------------------


@FEW
@given(replication=st.integers(0, 2**40))
def test_a_replication_can_be_run_alone_and_is_the_same(replication):
    row = 3
    block = run_block(prepare(small()), Streams.block(9, max(0, replication - row), row + 1))
    alone = run_block(prepare(small()), Streams(9, np.array([replication], dtype=np.uint64)))
    row = min(row, replication)
    for among, one in zip(block, alone, strict=True):
        for (who, line), (who_alone, line_alone) in zip(
            nonzero(among, row).items(), nonzero(one, 0).items(), strict=True
        ):
            assert (who, line) == (who_alone, line_alone)
        assert among.delivery.cost[row].tolist() == one.delivery.cost[0].tolist()
        assert among.delivery.course.stop_at[row] == one.delivery.course.stop_at[0]
        assert among.delivery.tallies.verified[0, row].tolist() == one.delivery.tallies.verified[0, 0].tolist()


def nonzero(world, row):
    """The ledger's lines in one replication on which anything moved."""
    return {
        str(key): line[row].tolist()
        for key, line in sorted(world.ledger.lines.items(), key=lambda item: str(item[0]))
        if line[row].any()
    }


# Named by what they decide -----------------------------------------------------------------------------------------


def test_one_more_uncertain_number_changes_no_other_draw(hundred):
    wider = changed(small(), {"appraisal.inflation_per_year": {"uniform": [0.01, 0.03], "source": "assumed"}})
    changed_too = {key[1] for key in columns_that_differ(simulate(wider, replications=100, seed=5), hundred)}
    assert changed_too == {"present value", "real value", "resource cost real"}


def test_one_more_outcome_changes_no_other(hundred):
    text = SMALL.read_text(encoding="utf-8")
    extra = '[[outcome]]\nname = "registered with a doctor"\nkind = "event"\nper_month = 0.1\nfound = 0\n\n'
    longer = from_texts([("small.toml", text.replace("[verification]", extra + "[verification]", 1))])
    assert len(longer.outcomes) == 5
    results = simulate(longer, replications=100, seed=5)
    new = {key for key in columns_that_differ(results, hundred) if key[-1] != "registered with a doctor"}
    assert new == set()


def test_outcomes_in_another_order_are_the_same_outcomes(hundred):
    turned = replace(small(), outcomes=small().outcomes[::-1])
    results = simulate(turned, replications=100, seed=5)
    differ = columns_that_differ(results, hundred)
    # sums of real pence, and the odd penny of a cap that cuts the lines of a statement pro rata
    assert {key[1] for key in differ} <= {"gain real", "cashable real", "paid", "paid anyway"}
    for name, *key in differ:
        assert column(results, name, tuple(key)) == pytest.approx(column(hundred, name, tuple(key)), abs=5)
