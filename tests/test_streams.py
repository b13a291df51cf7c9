"""Random numbers by what they decide: numpy's own Philox, read at fixed positions."""

from hashlib import blake2b

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator, Philox

from outcomesim.streams import Streams, high_word, philox, purpose

WORDS = st.integers(0, 2**64 - 1)


def ours(seed, key, replication, person):
    with np.errstate(over="ignore"):
        return philox(*(np.uint64(word) for word in (seed, key, replication, person)))


@given(a=WORDS, b=WORDS)
def test_the_high_word_is_the_upper_half_of_the_whole_product(a, b):
    with np.errstate(over="ignore"):
        assert int(high_word(np.uint64(a), np.uint64(b))) == (a * b) >> 64


@given(seed=WORDS, key=WORDS, replication=WORDS, person=st.integers(0, 50))
def test_the_numbers_are_those_of_numpys_own_philox(seed, key, replication, person):
    words = {"key": np.array([seed, key], np.uint64), "counter": np.array([0, replication, 0, 0], np.uint64)}
    theirs = Generator(Philox(**words)).random(4 * (person + 1))
    assert [float(u) for u in ours(seed, key, replication, person)] == theirs[4 * person :].tolist()


def test_many_people_at_once_get_the_numbers_they_get_alone():
    together = ours(7, purpose("person/stay"), 3, np.arange(20))
    assert [u[11] for u in together] == list(ours(7, purpose("person/stay"), 3, 11))


def test_a_purpose_is_the_digest_of_its_name():
    digest = blake2b("chain/prêt".encode(), digest_size=8).digest()
    assert purpose("chain/prêt") == int.from_bytes(digest, "little")
    assert purpose("chain/a") != purpose("chain/b")


def test_a_replications_number_depends_on_nothing_but_seed_purpose_and_replication():
    whole = Streams.block(5, 0, 100).uniform("quantity/volume")
    assert Streams.block(5, 40, 10).uniform("quantity/volume").tolist() == whole[40:50].tolist()
    picked = Streams(5, np.array([99, 0, 42], dtype=np.uint64))
    assert picked.uniform("quantity/volume").tolist() == whole[[99, 0, 42]].tolist()
    assert not np.any(Streams.block(6, 0, 100).uniform("quantity/volume") == whole)
    assert not np.any(Streams.block(5, 0, 100).uniform("quantity/engagement") == whole)


def test_uniforms_are_spread_evenly_over_the_unit_interval():
    u = np.concatenate(ours(1, purpose("person/arrival"), 0, np.arange(25_000)))
    counts, _ = np.histogram(u, bins=100, range=(0, 1))
    assert counts.sum() == 100_000
    # chi-squared with 99 degrees of freedom: above 180 once in a million
    assert np.sum((counts - 1_000) ** 2 / 1_000) < 180
