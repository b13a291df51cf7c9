"""Contracts derived from those of a scenario: what they change and what they leave alone."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import small

from outcomesim import load, simulate
from outcomesim.analysis.variants import SamePeople, scaled, unfunded, with_same_reviews
from outcomesim.scenario.pay import Variation

REPLICATIONS = 60
RESULTS = simulate(small(), replications=REPLICATIONS, seed=3)
PEOPLE = SamePeople.of(RESULTS)
TERMS = {terms.name: terms for terms in small().contracts}
BOND = TERMS["SIB"]


def same(one, other) -> bool:
    return set(one) == set(other) and all(np.array_equal(one[key], other[key], equal_nan=True) for key in one)


def test_a_contract_at_its_own_prices_comes_out_the_same_to_the_bit():
    (again,) = PEOPLE.under([scaled(BOND, 1.0)]).values()
    assert same(again.columns, RESULTS["SIB"].columns)


def test_fewer_replications_are_the_first_of_them():
    (again,) = PEOPLE.under([BOND], 20).values()
    assert np.array_equal(again["net", "local authority"], RESULTS["SIB"]["net", "local authority"][:20])


def test_the_base_is_added_once_for_each_contract_with_reviews_of_its_own():
    more = with_same_reviews(small(), "Fee for service")
    added = [terms for terms in more.contracts if terms not in small().contracts]
    assert [terms.name for terms in added] == [
        "Fee for service with the reviews of Grants 2.0",
        "Fee for service with the reviews of SIB",
    ]
    assert [terms.review for terms in added] == [TERMS["Grants 2.0"].review, BOND.review]
    assert all(replace(t, name="", review=None) == replace(TERMS["Fee for service"], name="") for t in added)


def test_the_same_reviews_are_given_to_the_base_only_once():
    twin = replace(TERMS["Grants 2.0"], name="Another grant")
    more = with_same_reviews(replace(small(), contracts=(*small().contracts, twin)), "Fee for service")
    assert [t.name for t in more.contracts[4:]] == [
        "Fee for service with the reviews of Grants 2.0",
        "Fee for service with the reviews of SIB",
    ]
    assert with_same_reviews(more, "Fee for service") == more


def test_without_reviews_there_is_nothing_to_add():
    plain = replace(small(), contracts=(TERMS["Fee for service"],))
    assert with_same_reviews(plain, "Fee for service") == plain


def without_investors():
    terms = replace(unfunded(BOND, PEOPLE.made(BOND)), name="alone")
    return PEOPLE.under([terms])["alone"]


def test_a_rule_without_investors_leaves_everything_to_the_provider():
    alone = without_investors()
    assert {party.role for party in alone.parties} == {"payer", "provider", "adviser", "verifier", "supplier"}
    paid = -sum(alone["net", payer.name] for payer in alone.of_role("payer"))
    assert np.array_equal(paid - alone["transaction cost"] - alone["cost"], alone["net", "Home Ground"])


def test_it_pays_what_the_rule_pays_where_capital_never_runs_out():
    same_course = ~np.isfinite(RESULTS["SIB"]["stopped at"])
    assert same_course.any()
    for payer in ("local authority", "central fund"):
        assert np.array_equal(
            without_investors().flow(payer, reason="outcomes")[same_course],
            RESULTS["SIB"].flow(payer, reason="outcomes")[same_course],
        )


def test_it_says_its_rule_without_naming_investors_or_vehicle():
    for file in (None, "rough_sleeping", "employment"):
        scenario = small() if file is None else load(file)
        people = SamePeople(scenario, seed=1, replications=1)
        bond = next(terms for terms in scenario.contracts if terms.name == "SIB")
        made = people.made(bond)
        described = people.made(unfunded(bond, made)).describe()
        said = " ".join(described)
        assert f"The payers pay {made.setting.provider}" in said
        assert "from its own money" in said
        assert not [name for name in (made.holder.name, *(i.name for i in made.investors)) if name in said]


def test_costs_of_a_vehicle_fall_to_the_provider():
    costs = tuple(replace(cost, by="SPV") for cost in BOND.costs)
    terms = unfunded(replace(BOND, costs=costs), PEOPLE.made(BOND))
    assert {cost.by for cost in terms.costs} == {"Home Ground"}
    assert (terms.form, terms.capital) == ("payment by results", None)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_a_scale_multiplies_what_stands_there(scale):
    once = scaled(BOND, 0.8)
    varied = replace(once, variations=(Variation(6, 12, once.payment, once.payers),))
    for payment in (scaled(varied, scale).payment, scaled(varied, scale).variations[0].payment):
        assert payment.price_scale == pytest.approx(0.8 * scale)
