"""Many replications: cut in blocks, lived in threads, put together in order, or refused before they begin."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace

import pytest
from properties.lives import SMALL, a_service, small

from outcomesim import changed, simulate
from outcomesim.contracts import Contract
from outcomesim.errors import RunError
from outcomesim.running import runs
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.terms import ContractTerms

ALL = ("Fee for service", "Grants 2.0", "SIB")


def test_one_replication_is_enough():
    results = simulate(small(), replications=1)
    assert tuple(results.contracts) == ALL
    assert all(column.shape == (1,) for result in results.contracts.values() for column in result.columns.values())


def test_only_the_contracts_asked_for_are_run():
    assert tuple(simulate(small(), replications=2, contracts=["SIB", "Fee for service"]).contracts) == (ALL[0], ALL[2])


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_told_until_all_is_done(threads):
    done: list[int] = []
    simulate(small(), replications=25, block=10, threads=threads, progress=done.append)
    assert done == [10, 10, 5]


def test_a_researchers_own_form_is_run_like_the_shipped_ones():
    class Nothing(Contract):
        statement_months = (12,)

        def settle(self, book, statement):
            return ()

        def describe(self):
            return ("Nothing is paid.",)

    terms = ContractTerms("free", "nothing", (Payer("council"),), terms=None)
    results = simulate(replace(a_service(), contracts=(terms,)), replications=3, forms={"nothing": Nothing})
    assert results["free"].described == ("Nothing is paid.",)
    assert results["free"]["started"].tolist() == [5, 5, 5]


def refused(**asked):
    with pytest.raises(RunError) as refusal:
        simulate(small(), **{"replications": 5, **asked})
    return str(refusal.value)


def test_a_contract_nobody_knows_is_refused_with_the_nearest_and_all_that_there_are():
    said = refused(contracts=["Grant 2.0"])
    assert "no contract named 'Grant 2.0'" in said
    assert "did you mean 'Grants 2.0'?" in said
    assert "Fee for service, Grants 2.0, SIB" in said
    assert "did you mean" not in refused(contracts=["barter"])


@pytest.mark.parametrize(
    "asked", [{"replications": 0}, {"replications": -7}, {"block": 0}, {"threads": -1}, {"replications": 1.5}]
)
def test_nothing_can_be_done_less_than_once(asked):
    ((what, given),) = asked.items()
    assert refused(**asked) == f"{what} must be 1 or more, a whole number; given {given}"


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_that_is_no_64_bit_number_is_refused(seed):
    assert "from 0 to 2**64 - 1" in refused(seed=seed)
    simulate(small(), replications=1, seed=2**64 - 1)


def test_a_million_people_a_million_times_are_refused_with_what_they_would_need(monkeypatch):
    def prepared(*given, **asked):
        raise AssertionError("it was refused too late")

    monkeypatch.setattr(runs, "prepare", prepared)
    many = changed(small(), {"cohort.referrals.total": 1_000_000, "cohort.volume": 1.0})
    with pytest.raises(RunError) as refusal:
        simulate(many, replications=1_000_000)
    said = str(refusal.value)
    for words in ("1,000,000 people in 1,000,000 replications", "1.0e+12 lives", "hours", "fewer replications"):
        assert words in said, words


def test_an_interrupted_run_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(runs, "IN_MEMORY", 0)
    threads_before = threading.active_count()

    def interrupt(done):
        assert list(tmp_path.iterdir()), "the columns are on disk by now"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(small(), replications=40, block=4, threads=2, progress=interrupt)
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == threads_before


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_in_one_block_is_the_error_of_the_run(threads, monkeypatch):
    def broken(world):
        raise RunError("a block broke")

    monkeypatch.setattr(runs, "columns_of", broken)
    with pytest.raises(RunError, match="a block broke"):
        simulate(small(), replications=40, block=4, threads=threads)


def test_a_block_holds_as_many_replications_as_the_memory_set_aside_for_it(monkeypatch):
    prepared = runs.prepare(small())
    whole = runs._block_size(prepared)
    assert 1 < whole <= runs.MOST_IN_BLOCK
    monkeypatch.setattr(runs, "BLOCK_BYTES", 2**20)
    assert 1 <= runs._block_size(prepared) < whole
    monkeypatch.setattr(runs, "BLOCK_BYTES", 1)
    assert runs._block_size(prepared) == 1


MEMORY = """
import resource, sys
from outcomesim import changed, load, simulate
tiny = changed(load(sys.argv[1]), {"cohort.referrals.total": 4})
results = simulate(tiny, replications=200_000, threads=2)
assert all(result.replications == 200_000 for result in results.contracts.values())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


@pytest.mark.verification
def test_two_hundred_thousand_replications_stay_under_a_gibibyte():
    run = subprocess.run([sys.executable, "-c", MEMORY, str(SMALL)], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 1.0


def test_threads_are_one_a_processor_where_nothing_is_said(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(runs, "_in_threads", lambda *given: asked.append(given[-1]) or iter(()))
    simulate(replace(small(), contracts=()), replications=10)
    assert asked == [os.cpu_count()]
