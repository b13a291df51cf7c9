"""The pathway laid out as arrays, and the rates that hold in each replication."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.lives import a_service, job, small
from scipy import stats

from outcomesim.people.pathway import chains, drawn, pathway_of, poisson_quantile, rates_of, spell_limit
from outcomesim.scenario.model import Cohort, Outcome, Provider, Referrals, Segment, SegmentRate, Worth
from outcomesim.scenario.quantities import Distribution, Quantity, known
from outcomesim.streams import Streams, purpose
from outcomesim.units import NEVER

THREE = Outcome("3 months", "sustained", of="job", months=3, lost_per_month=known(0.2))
SIX = Outcome("6 months", "sustained", of="job", months=6, lost_per_month=known(0.1))
HOME = Outcome("home", "event", per_month=known(0.02))
TEN = Streams.block(1, 0, 10)


def test_a_chain_is_an_event_and_its_stages_by_their_months_wherever_they_stand_in_the_file():
    linked = chains(a_service(SIX, HOME, THREE, job()))
    assert [(event.name, [s.name for s in stages]) for event, stages in linked] == [
        ("home", []),
        ("job", ["3 months", "6 months"]),
    ]
    pathway = pathway_of(a_service(SIX, HOME, THREE, job()))
    assert pathway.event_line.tolist() == [1, 3]
    assert pathway.first_stage.tolist() == [0, 0, 2]
    assert pathway.stage_line.tolist() == [2, 0]
    assert pathway.stage_months.tolist() == [3, 6]


def test_time_in_a_spell_is_counted_as_long_as_its_worth_is_paid():
    worth = (Worth("council", known(100.0), for_months=12), Worth("NHS", known(5.0), per="once", for_months=1))
    assert spell_limit(job(worth=worth)) == 12
    assert spell_limit(job()) == NEVER


def test_cumulative_weights_and_shares_end_at_one():
    scenario = a_service(segments=tuple(Segment(str(i), 1 / 3) for i in range(3)))
    scenario = replace(scenario, cohort=Cohort(Referrals(known(4), 12.0, weights=(1, 2, 5))))
    pathway = pathway_of(scenario)
    assert pathway.referral_weights.tolist() == [0, 0.125, 0.375, 1]
    assert pathway.segment_shares[-1] == 1.0


def test_no_limit_of_places_or_people_is_said_in_numbers():
    pathway = pathway_of(a_service())
    assert (pathway.places.tolist(), pathway.ceiling) == ([-1], np.iinfo(np.int64).max)
    assert pathway_of(small()).places.tolist() == [15]
    assert pathway_of(small()).ceiling == 36
    assert pathway_of(small()).starts_in_notice == 1
    assert not pathway_of(small()).waiting_served


def test_every_decision_has_a_stream_of_its_own_by_name():
    pathway = pathway_of(small())
    assert pathway.chain_key.tolist() == [purpose("chain/housed"), purpose("chain/first job")]
    keys = [pathway.arrival_key, pathway.stay_key, *pathway.chain_key, *pathway.evidence_key]
    assert len(set(keys)) == len(keys) == 2 + 2 + 4


def test_hazards_seen_with_the_service_are_divided_by_each_draw_of_the_effect():
    effect = Quantity(2.0, Distribution.of("uniform", low=1.0, high=3.0), path="effect")
    seen = job(per_month=known(0.1), hazard_ratio=effect, loss_ratio=known(0.5), observed="with the service")
    rates = rates_of(a_service(seen, replace(THREE, observed="with the service")), TEN)
    assert len(set(rates.ratio.ravel().tolist())) == 10
    assert rates.hazard * rates.ratio == pytest.approx(0.1)
    assert rates.loss.ravel() == pytest.approx(0.4)
    without = rates_of(a_service(replace(seen, observed="without the service"), THREE), TEN)
    assert set(without.hazard.ravel()) == {0.1}
    assert set(without.loss.ravel()) == {0.2}


def test_a_segment_may_have_chances_and_effects_of_its_own():
    own = SegmentRate("job", per_month=known(0.3), hazard_ratio=known(1.5))
    scenario = a_service(job(), HOME, segments=(Segment("a", 0.5, rates=(own,)), Segment("b", 0.5)))
    rates = rates_of(scenario, Streams.block(1, 0, 1))
    assert rates.hazard.tolist() == [[[0.3, 0.02], [0.05, 0.02]]]
    assert rates.ratio.tolist() == [[[1.5, 1.0], [2.0, 1.0]]]


def test_a_fixed_cohort_is_rounded_with_halves_to_even():
    def people(total, volume):
        cohort = Cohort(Referrals(known(total), 12.0, arrivals="fixed"), volume=known(volume))
        return rates_of(replace(a_service(), cohort=cohort), Streams.block(1, 0, 1)).people.tolist()

    assert [people(5, 0.5), people(7, 0.5), people(40, 1.2)] == [[2], [4], [48]]


@given(u=st.integers(0, 2**53 - 1).map(lambda k: k / 2**53), mean=st.floats(0, 800))
@settings(max_examples=200, deadline=None)
def test_a_poisson_number_is_the_smallest_whose_distribution_function_reaches_the_uniform(u, mean):
    count = int(poisson_quantile(np.array([u]), np.array([mean]))[0])
    assert stats.poisson.cdf(count, mean) >= u
    assert count == 0 or stats.poisson.cdf(count - 1, mean) < u


def test_a_number_is_drawn_from_the_stream_its_path_names():
    shape = Distribution.of("uniform", low=0.0, high=10.0)
    uniform = Streams.block(1, 0, 10).uniform("quantity/service.engagement")
    assert drawn(Quantity(5.0, shape, path="service.engagement"), TEN).tolist() == (10 * uniform).tolist()
    assert drawn(known(5.0), TEN).tolist() == [5.0] * 10


def test_some_replications_can_be_taken_out_of_the_rates():
    rates = rates_of(small(), TEN)
    some = rates.take(np.array([7, 2]))
    assert some.replication.tolist() == [7, 2]
    assert some.hazard.tolist() == rates.hazard[[7, 2]].tolist()


NORTH, SOUTH, WEST = (Provider(name, share) for name, share in (("North", 0.5), ("South", 0.25), ("West", 0.25)))


def test_places_of_the_service_are_divided_by_the_providers_shares():
    pathway = pathway_of(a_service(places=7, providers=(NORTH, SOUTH, WEST)))
    # cumulative parts 3.5, 5.25 and 7, rounded: 4, 5 and 7
    assert pathway.places.tolist() == [4, 1, 2]
    assert pathway.provider_shares.tolist() == [0.5, 0.25, 0.25]
    assert pathway_of(a_service(providers=(NORTH, SOUTH, WEST))).places.tolist() == [-1, -1, -1]
    own = (replace(NORTH, places=3), replace(SOUTH, places=0), replace(WEST, places=9))
    assert pathway_of(a_service(places=12, providers=own)).places.tolist() == [3, 0, 9]


def test_groups_are_segments_by_provider_and_a_providers_effect_is_a_power_of_the_ratios():
    strong, none = replace(NORTH, effect=known(2.0)), replace(SOUTH, effect=known(0.0))
    segments = (Segment("near", 0.5), Segment("far", 0.5, rates=(SegmentRate("job", hazard_ratio=known(3.0)),)))
    service = a_service(
        job(observed="with the service", loss_ratio=known(0.5)), THREE, segments=segments,
        providers=(strong, none, WEST),
    )  # fmt: skip
    rates = rates_of(service, Streams.block(1, 0, 1))
    # near: twice the hazard by the service, so 0.05 / 2 without it; squared, nought and as it is
    assert rates.ratio[0, :, 0].tolist() == [4, 1, 2, 9, 1, 3]
    assert rates.hazard[0, :, 0] == pytest.approx([0.025] * 3 + [0.05 / 3] * 3)
    assert rates.loss_ratio[0, :, 0].tolist() == [0.25, 1, 0.5] * 2
