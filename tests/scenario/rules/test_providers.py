"""Several providers in a scenario file: what is read, and what must go together."""

from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts

SMALL = (Path(__file__).parents[1] / "small.toml").read_text()
TWO = """
[[provider]]
name = "North"
share = 0.4
effect = { value = 1.2, uniform = [1.0, 1.4], source = "assumed" }

[[provider]]
name = "South"
share = 0.6
cost = 0.9
"""


def with_providers(text=TWO, *edits):
    small = SMALL
    for old, new in edits:
        assert old in small or old in text
        small, text = (small, text.replace(old, new, 1)) if old in text else (small.replace(old, new, 1), text)
    return from_texts([("small.toml", small + text)])


def complaint(text=TWO, *edits):
    with pytest.raises(ScenarioError) as refused:
        with_providers(text, *edits)
    (fault,) = refused.value.faults
    return str(fault)


def test_providers_are_read_with_their_shares_effects_and_costs():
    service = with_providers().service
    assert [(one.name, one.share, one.effect.value, one.cost.value) for one in service.providers] == [
        ("North", 0.4, 1.2, 1.0),
        ("South", 0.6, 1.0, 0.9),
    ]
    assert service.providers[0].effect.path == "provider[North].effect"
    assert service.provider == "Home Ground"


def test_without_providers_the_service_has_one():
    service = from_texts([("small.toml", SMALL)]).service
    assert service.providers == ()
    assert [(one.name, one.share, one.places) for one in service.delivering] == [("Home Ground", 1.0, 15)]


def test_the_places_of_the_providers_are_those_of_the_service():
    own = (('name = "North"', 'name = "North"\nplaces = 4'), ('name = "South"', 'name = "South"\nplaces = 5'))
    assert with_providers(TWO, ("places = 15\n", ""), *own).service.places == 9


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("share = 0.4", "share = 0.3"), "the shares of the providers add to 1"),
        (('"South"', '"North"'), "two providers cannot have the same name"),
        (('"South"', '"Home Ground"'), "nobody pays itself"),
        (('name = "South"', 'name = "South"\nplaces = 4'), "either every provider says its places or none does"),
        (('"South"', '"local authority"'), "cannot be both"),
        (("cost = 0.9", "costs = 0.9"), "cost"),
        (("effect = { value = 1.2", "effect = { value = -1.2"), "effect"),
    ],
)
def test_what_does_not_go_together_is_said(edit, said):
    assert said in complaint(TWO, edit)


def test_one_provider_is_written_in_the_service():
    assert "two or more" in complaint('\n[[provider]]\nname = "North"\nshare = 1.0\n')


def test_places_of_the_service_and_of_its_providers_agree():
    own = (('name = "North"', 'name = "North"\nplaces = 4'), ('name = "South"', 'name = "South"\nplaces = 5'))
    assert "the service has 15 places, the providers 9" in complaint(TWO, *own)


ALLOCATION = """
[contract.allocation]
at = [6, 12]
outcomes = ["housed"]
least = 0.2
"""
PARTNERSHIP = (
    TWO
    + """
[[contract]]
name = "partnership"
form = "innovation partnership"
payers = [{ name = "local authority", share = 1.0 }]
outcomes = ["housed"]
notice_months = 1

  [[contract.phase]]
  until = 6
  places = 5
  target = 2
  payment = 1_000

  [[contract.phase]]
  until = 12
  places = 10
  target = 6
  keep = 1

  [contract.purchase]
  price = 700
  places = 15
  most_unit_cost = 9_000
"""
)


def test_an_innovation_partnership_is_read():
    terms = with_providers(PARTNERSHIP).contract("partnership").terms
    assert [(p.until, p.places, p.target, p.payment, p.keep) for p in terms.phases] == [
        (6, 5, 2, 1_000, None),
        (12, 10, 6, 0, 1),
    ]
    assert (terms.purchase_price, terms.purchase_places, terms.most_unit_cost, terms.notice_months) == (
        700,
        15,
        9_000,
        1,
    )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("  keep = 1\n", ""), "the last gate leaves one partner"),
        (
            (
                "share = 1.0 }]\noutcomes",
                'share = 1.0, shares = [{ segment = "entrenched", share = 1 }] }]\noutcomes',
            ),
            "no payer bears a segment",
        ),
        (("until = 12", "until = 6"), "dates ascend, after month 6"),
        (("until = 12", "until = 30"), "by the last day of service, month 24"),
        (('outcomes = ["housed"]', 'outcomes = ["hosed"]'), "there is no outcome of this name"),
        (("notice_months = 1", "provider = {}"), "the lead of a partnership has nothing to live on"),
        (("notice_months = 1", 'review = { at = [6], outcomes = ["housed"], target = [1] }'), "its gates for reviews"),
        (("until = 12", "until = 6.5"), "a whole number"),
    ],
)
def test_what_does_not_go_together_in_a_partnership_is_said(edit, said):
    assert said in complaint(PARTNERSHIP, edit)


def test_forms_and_reviews_of_several_providers_need_several():
    alone = PARTNERSHIP[PARTNERSHIP.index("[[contract]]") :]
    assert "innovation partnership is with several providers" in complaint("\n" + alone)
    collaborative = (
        '\n[[contract]]\nname = "together"\nform = "collaborative commissioning"\n'
        'payers = [{ name = "local authority", share = 1.0 }]\nprices = { "housed" = 100 }\n'
    )
    assert "collaborative commissioning is by several payers" in complaint(TWO + collaborative)
    two = collaborative.replace("share = 1.0 }", 'share = 0.5 }, { name = "fund", share = 0.5 }')
    assert with_providers(TWO + two + ALLOCATION).contract("together").allocation.least == 0.2
    assert "only between several providers" in complaint(
        two.replace("collaborative commissioning", "payment by results") + ALLOCATION
    )
    too_much = ALLOCATION.replace("0.2", "0.6")
    assert "2 providers cannot each have 0.6 at least" in complaint(TWO + two + too_much)


# -- what the lead pays each -----------------------------------------------------------------------------------------

WITH_NORTH = """
  [[contract.subcontract]]
  provider = "North"
  basis = "pay lines"
    [[contract.subcontract.pay]]
    name = "support"
    per = "person-month"
    price = 120
    [[contract.subcontract.pay]]
    of = "housed"
    price = 400
"""
WITH_SOUTH = """
  [[contract.subcontract]]
  provider = ["South"]
  basis = "block"
  price = 30_000
"""
HEAD_OF_LED = """
[[contract]]
name = "led"
form = "payment by results"
payers = [{ name = "local authority", share = 1.0 }]
prices = { housed = 900 }
"""
LED = HEAD_OF_LED + WITH_NORTH + WITH_SOUTH


def test_what_the_lead_pays_each_provider_is_read():
    north, south = with_providers(TWO + LED).contract("led").subcontracts
    assert (north.providers, north.agreement.basis) == (("North",), "pay lines")
    assert [(line.name, line.per, line.prices[0].amount) for line in north.agreement.lines] == [
        ("support", "person-month", 120),
        ("housed", "outcome", 400),
    ]
    assert (south.providers, south.agreement.basis, south.agreement.price) == (("South",), "block", 30_000)
    both = WITH_NORTH.replace('"North"', '["North", "South"]')
    assert with_providers(TWO + HEAD_OF_LED + both).contract("led").subcontracts[0].providers == ("North", "South")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (('provider = "North"', 'provider = "Nroth"'), 'did you mean "North"?'),
        (('provider = ["South"]', 'provider = ["South", "North"]'), "the lead has one subcontract with each provider"),
        (("price = 30_000", ""), "the block price of one provider is written"),
        (('basis = "block"', 'basis = "cost"'), "the subcontract on the basis of cost has no price"),
        (
            ('  basis = "pay lines"\n    [[', "    [["),
            'write basis = "pay lines" and [[contract.subcontract.pay]], or neither',
        ),
        (('name = "support"', 'name = "housed"'), "two pay lines of one contract cannot have the same name"),
        (('of = "housed"', 'of = "hosed"'), 'did you mean "housed"?'),
        (('of = "housed"', 'of = "housed"\nclaims_per_person = 1'), "claims are not told person by person"),
        (('of = "housed"', 'of = "housed"\npriced_by = "start"'), "claims are priced by their own date"),
        (('of = "housed"', 'of = "housed"\nwithin_months = 6'), "how long after a person's start claims came"),
        (('of = "housed"', 'of = "housed"\nonly_if = { measure = "x", above = 1 }'), "no measure of this name"),
    ],
)
def test_what_does_not_go_together_beneath_a_lead_is_said(edit, said):
    assert said in complaint(TWO + LED, edit)


def test_a_subcontract_needs_several_providers_and_a_lead_that_pays_them():
    assert "a subcontract is with one of several providers" in complaint(HEAD_OF_LED + WITH_NORTH)
    assert "subcontract" in complaint(
        PARTNERSHIP.replace("notice_months = 1", 'notice_months = 1\nsubcontract = [{ provider = "North" }]')
    )
