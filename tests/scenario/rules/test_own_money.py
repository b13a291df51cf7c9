"""What providers live on, in a scenario file: whose it is, and that something follows when it is gone."""

from pathlib import Path

import pytest

from outcomesim.errors import ScenarioError
from outcomesim.scenario import from_texts
from outcomesim.scenario.capital import ProviderFinance

SMALL = (Path(__file__).parents[1] / "small.toml").read_text()
BEHIND_A_LEAD = """
[[provider]]
name = "North"
share = 0.4

[[provider]]
name = "South"
share = 0.6

[[contract]]
name = "together"
form = "payment by results"
payers = [{ name = "council", share = 1 }]
prices = { housed = 900 }
subcontract = [{ provider = ["North", "South"], basis = "block", price = 60_000 }]
"""
STOPS = 'when_exhausted = "shut intake, then stop"'


def together(*money, behind=BEHIND_A_LEAD):
    tables = "".join(f"\n  [[contract.provider]]\n  {line}\n" for line in money)
    return from_texts([("small.toml", SMALL + behind + tables)]).contract("together")


def complaint(*money, behind=BEHIND_A_LEAD):
    with pytest.raises(ScenarioError) as refused:
        together(*money, behind=behind)
    (fault,) = refused.value.faults
    return str(fault)


def test_each_provider_behind_a_lead_may_have_money_of_its_own_and_the_lead_too():
    contract = together(
        f"reserves = 9_000\n{STOPS}",
        f'name = "North"\nreserves = 2_000\noverdraft = 500\nnotice_months = 2\n{STOPS}',
        f'name = ["South"]\nreserves = 1_000\n{STOPS}',
    )
    assert contract.finances == (
        ProviderFinance(9_000, when_exhausted="shut intake, then stop"),
        ProviderFinance(2_000, 500, "shut intake, then stop", 2, ("North",)),
        ProviderFinance(1_000, when_exhausted="shut intake, then stop", names=("South",)),
    )


def test_one_table_is_of_whoever_holds_the_contract():
    text = SMALL + BEHIND_A_LEAD + f"provider = {{ reserves = 9_000, {STOPS} }}\n"
    finances = from_texts([("small.toml", text)]).contract("together").finances
    assert finances == (ProviderFinance(9_000, when_exhausted="shut intake, then stop"),)


def test_nothing_follows_from_what_a_provider_has_that_carries_on():
    with pytest.raises(ScenarioError) as refused:
        from_texts([("small.toml", SMALL + BEHIND_A_LEAD + "provider = { reserves = 5 }\n")])
    said = str(refused.value)
    assert "contract[together].provider.reserves" in said
    assert "carries on finds money elsewhere" in said
    assert 'write when_exhausted = "shut intake, then stop"' in said


def test_each_number_of_a_list_has_a_place_of_its_own():
    said = complaint(f'name = "North"\nreserves = -1\n{STOPS}')
    assert "contract[together].provider[North].reserves" in said


@pytest.mark.parametrize(
    ("money", "at", "rule"),
    [
        ((f'name = "Noth"\n{STOPS}',), "provider[Noth].name", "there is no provider of this name"),
        ((f'name = "North"\n{STOPS}', f'name = ["South", "North"]\n{STOPS}'), "name[2]", 'what "North" has to live on'),
        ((STOPS, f'name = "Home Ground"\n{STOPS}'), "provider[Home Ground].name", 'what "Home Ground" has to live on'),
        ((f'name = ["North", "Home Ground"]\n{STOPS}',), "name[2]", "when a lead runs out of money the whole service"),
        (('name = "North"\nreserves = 5',), "provider[North].reserves", "a provider that carries on finds money"),
    ],
)
def test_whose_money_it_is_is_told_once_and_of_somebody_there_is(money, at, rule):
    said = complaint(*money)
    assert at in said
    assert rule in said


def test_whoever_is_paid_its_cost_as_incurred_cannot_run_out_of_money():
    by_cost = BEHIND_A_LEAD.replace('["North", "South"]', '"North"')
    said = complaint(f'name = "South"\nreserves = 5\n{STOPS}', behind=by_cost)
    assert '"South" is paid its cost as it incurs it, and so never runs out of money' in said
    assert "[[contract.subcontract]]" in said
    # unless it pays for something that is not delivery
    paying = by_cost + 'cost = [{ what = "audit", amount = 300, by = "South" }]\n'
    assert together(f'name = "South"\nreserves = 5\n{STOPS}', behind=paying).finances[0].names == ("South",)
