"""At the same expected payment: the means agree, on the same people, or it is said why not and how near they came."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import small

from outcomesim import changed, simulate
from outcomesim.analysis import same_payment
from outcomesim.analysis.positions import paid_by_payers
from outcomesim.analysis.same_payment import TOLERANCE, same_expected_payment
from outcomesim.scenario.apart import GainShare

BASE = "Fee for service"
UNCAPPED = changed(small(), {"contract[SIB].cap": None})
RESULTS = simulate(UNCAPPED, replications=120, seed=5)
AT = same_expected_payment(RESULTS)
BOND = next(found for found in AT.found if found.contract == "SIB")
GRANT = next(found for found in AT.found if found.contract == "Grants 2.0")


def test_at_the_scale_found_the_expected_payments_agree_within_the_tolerance():
    wanted = paid_by_payers(RESULTS[BASE]).mean()
    assert BOND.reached
    assert abs(paid_by_payers(AT.results["SIB"]).mean() - wanted) <= TOLERANCE * wanted


def test_every_figure_has_its_error_and_that_of_the_scale_is_the_gaps_over_the_slope():
    pairs = paid_by_payers(AT.results["SIB"]) - paid_by_payers(RESULTS[BASE])
    assert BOND.gap.error == pytest.approx(pairs.std(ddof=1) / np.sqrt(120))
    assert BOND.as_written.value == pytest.approx(paid_by_payers(RESULTS["SIB"]).mean())
    assert BOND.scale.error > 0


def test_a_grant_that_returns_what_is_unspent_cannot_be_made_dear_and_says_so():
    assert not GRANT.reached
    assert GRANT.gap.value < -GRANT.tolerance
    assert "not spent" in GRANT.reason


def at_a_dear_block(share):
    """A block of £200,000 under an open book with this share, brought to what is paid for one of £250,000 without.

    Outcomes cost nothing: what they cost once the service is over would come after the last statement.
    """
    world = changed(small(), {"service.cost.per_outcome": None})
    fee = world.contract(BASE)
    dear, open_book = (
        replace(fee, name=name, terms=replace(fee.terms, price=price), gain_share=gain)
        for name, price, gain in (("dear", 250_000.0, None), ("open", 200_000.0, GainShare(share)))
    )
    results = simulate(replace(world, contracts=(dear, open_book)), replications=60, seed=5)
    (found,) = same_expected_payment(results, against="dear").found
    return found, results["open"]["cost"] / 100


def test_where_half_of_a_gain_comes_back_the_price_rises_until_what_is_kept_is_the_same():
    found, cost = at_a_dear_block(0.5)
    assert found.reached
    price = 200_000 * found.scale.value
    kept = price - 0.5 * np.maximum(0.0, price - cost)
    assert kept.mean() == pytest.approx(250_000, rel=TOLERANCE)


def test_where_all_of_a_gain_comes_back_no_price_is_enough_and_it_says_so():
    found, _ = at_a_dear_block(1.0)
    assert not found.reached
    assert found.reason == "what is owed beyond cost goes back to the payers"


def test_where_a_cap_binds_first_it_says_so():
    at = same_expected_payment(simulate(small(), replications=40, seed=5))
    assert next(found for found in at.found if found.contract == "SIB").reason == "the contract's cap binds first"


def test_the_contract_compared_against_stays_as_it_was():
    assert AT.results[BASE] is RESULTS[BASE]
    assert list(AT.results.contracts) == list(RESULTS.contracts)
    assert BASE not in {found.contract for found in AT.found}


def test_the_people_are_the_same():
    for line in UNCAPPED.outcome_names:
        assert np.array_equal(AT.results["SIB"]["without", line], RESULTS["SIB"]["without", line])


def test_a_scale_found_in_the_first_replications_is_put_right_in_all(monkeypatch):
    monkeypatch.setattr(same_payment, "FIRST_LOOK", 30)
    (found,) = (f for f in same_expected_payment(RESULTS).found if f.contract == "SIB")
    assert found.reached
    assert found.scale.value == pytest.approx(BOND.scale.value, rel=0.01)


def test_the_error_of_the_scale_is_about_as_large_as_the_spread_of_repeats():
    """Twelve repeats: the spread itself is known to a fifth, and the two agree within a half."""
    pair = ("Fee for service", "SIB")
    runs = [simulate(UNCAPPED, replications=60, seed=seed, contracts=pair) for seed in range(12)]
    said = [same_expected_payment(run).found[0].scale for run in runs]
    assert all(scale.error > 0 for scale in said)
    typical = np.mean([scale.error for scale in said])
    assert 0.5 < typical / np.std([scale.value for scale in said], ddof=1) < 1.5


def test_another_contract_may_be_the_one_compared_against():
    at = same_expected_payment(RESULTS, against="Grants 2.0")
    assert {found.against for found in at.found} == {"Grants 2.0"}
    assert all(found.reached for found in at.found)


def test_one_contract_alone_has_nothing_to_be_brought_to():
    results = simulate(small(), replications=5, seed=5, contracts=(BASE,))
    assert same_expected_payment(results).found == ()
