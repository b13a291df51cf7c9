"""What outcomes are worth, by hand: a life with the service less the life without it."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_service, job, lived

from outcomesim.measurement.tallies import empty_tallies
from outcomesim.scenario.model import Worth
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams
from outcomesim.units import TICKS_PER_MONTH
from outcomesim.valuing import gains

ONE = Streams.block(1, 0, 1)
EVEN = np.ones(24)


def added(months=0.0, events=0, at=3):
    """Tallies in which the service added so many months in the spell, and so many events, in one month."""
    tallies = empty_tallies(views=1, replications=1, groups=1, lines=1, chains=1, months=24)
    tallies.spell_with[0, 0, at] = round((months + 2) * TICKS_PER_MONTH)
    tallies.spell_without[0, 0, at] = 2 * TICKS_PER_MONTH
    tallies.true_with[0, 0, at] = events + 4
    tallies.true_without[0, 0, at] = 4
    return tallies


def worth(*worths):
    return a_service(job(worth=worths))


def test_a_rate_is_paid_for_the_months_that_the_service_added():
    yearly = Worth("council", known(1_200.0), cashable=0.25, uprate=known(1.5))
    monthly = Worth("people", known(10.0), per="month", kind="social")
    gain, cashable = gains(worth(yearly, monthly), ONE, added(months=6.0), EVEN)
    # 1,200 a year at 1.5 times is £150 a month, for six months
    assert {key: value.tolist() for key, value in gain.items()} == {
        ("council", "fiscal"): [900_00],
        ("people", "social"): [60_00],
    }
    assert {key: value.tolist() for key, value in cashable.items()} == {"council": [225_00], "people": [0]}


def test_a_sum_is_paid_once_for_each_outcome_that_the_service_added():
    once = Worth("NHS", known(100.0), per="once", kind="fiscal", cashable=1.0)
    gain, cashable = gains(worth(once), ONE, added(events=3), EVEN)
    assert gain["NHS", "fiscal"].tolist() == [300_00]
    assert cashable["NHS"].tolist() == [300_00]


def test_what_would_have_happened_anyway_is_worth_nothing_and_less_of_it_is_a_loss():
    once = Worth("NHS", known(100.0), per="once")
    assert gains(worth(once), ONE, added(), EVEN)[0]["NHS", "fiscal"].tolist() == [0]
    assert gains(worth(once), ONE, added(events=-1), EVEN)[0]["NHS", "fiscal"].tolist() == [-100_00]


def test_a_gain_is_discounted_in_the_month_it_is_felt():
    factors = 0.5 ** np.arange(24.0)
    monthly = Worth("council", known(8.0), per="month")
    assert gains(worth(monthly), ONE, added(months=1.0, at=3), factors)[0]["council", "fiscal"].tolist() == [100]


def test_worths_of_one_agency_and_kind_are_added_up_over_chains():
    first = Worth("council", known(10.0), per="once")
    scenario = a_service(job(worth=(first, first)), replace(job(worth=(first,)), name="second job"))
    tallies = empty_tallies(views=1, replications=1, groups=1, lines=2, chains=2, months=24)
    tallies.true_with[0, 0, 1], tallies.true_with[0, 1, 5] = 2, 3
    assert gains(scenario, ONE, tallies, EVEN)[0]["council", "fiscal"].tolist() == [2 * 20_00 + 3 * 10_00]


def test_a_worth_that_is_not_known_is_drawn_once_a_replication():
    amount = Quantity(10.0, Distribution.of("uniform", low=0.0, high=20.0), path="worth")
    scenario = a_service(job(worth=(Worth("council", amount, per="once"),)), people=200)
    block = lived(scenario, 5)
    gain = gains(scenario, block.streams, block.tallies, EVEN)[0]["council", "fiscal"]
    more = (block.tallies.true_with - block.tallies.true_without).sum(axis=(1, 2))
    assert gain == pytest.approx(100 * 20 * block.streams.uniform("quantity/worth") * more)
