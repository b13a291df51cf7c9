"""The shipped scenarios with several providers: they are read, checked and compared, and do what they are to show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from outcomesim import ContractResult, Results, load, simulate
from outcomesim.analysis.comparison import compare_results
from outcomesim.errors import ScenarioError
from outcomesim.people.pathway import drawn
from outcomesim.preparing import prepare
from outcomesim.presentation.accountable import accountable_rows
from outcomesim.presentation.implications import implications
from outcomesim.scenario.loading import load_case
from outcomesim.settlement.reading.rows import read_activity
from outcomesim.settlement.settling import settle
from outcomesim.streams import Streams

PARTNERS = ("first partner", "second partner", "third partner")
PROVIDERS = ("town provider", "county provider")


@cache
def results(name: str) -> Results:
    return simulate(load(name), replications=60, seed=3)


def partnership() -> ContractResult:
    return results("innovation")["Innovation Partnership"]


def collaborative() -> ContractResult:
    return results("collaborative")["Bought together"]


@pytest.mark.parametrize("name", ["innovation", "collaborative"])
def test_it_is_checked_and_compared(name: str) -> None:
    prepared = prepare(load(name))
    said = implications(prepared.scenario, prepared.plan, prepared.contracts)
    assert "Accountable: " in said
    assert max(map(len, said.splitlines())) <= 80
    comparison = compare_results(results(name))
    assert {row[1] for row in accountable_rows(comparison) if len(row) > 1} == {
        "accountable", "answers to the payers", "delivers", "pays", "gains",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["innovation", "collaborative"])
def test_every_number_of_its_own_has_a_source_that_says_where_it_is_from(name: str) -> None:
    own = [
        q for q in load(name).quantities if q.path.startswith(("provider[", "contract[In", "contract[Co", "segment["))
    ]
    assert own
    assert all(q.source.startswith(("assumed", "as employment.toml")) for q in own)


def test_partners_bear_their_own_cost_and_the_lead_none() -> None:
    result = partnership()
    for name in PARTNERS:
        received = result.flow(payee=name)
        assert np.array_equal(result["net", name], received - result["cost of", name])
    assert not any("employment service" in key for key in result.columns if key[0] == "flow")


def test_after_the_last_gate_one_partner_at_most_is_paid_for_outcomes() -> None:
    bought = sum((partnership().flow(payee=name, reason="outcomes") > 0).astype(int) for name in PARTNERS)
    assert bought.max() == 1
    assert 0.5 < bought.mean() <= 1


def test_the_partner_that_is_bought_works_better_than_a_partner_taken_blindly() -> None:
    # Outcomes for each start over the whole contract would not tell: those it took on last have had less time.
    scenario = load("innovation")
    form = "Innovation Partnership"
    result = simulate(scenario, replications=1_000, seed=3, contracts=[form])[form]
    streams = Streams.block(3, 0, 1_000)
    effects = np.array([drawn(provider.effect, streams) for provider in scenario.service.providers])
    bought = np.array([result.flow(payee=name, reason="outcomes") > 0 for name in PARTNERS])
    # the mean effect is 1; about 900 are bought, with a standard error of some 0.015: five of them
    assert effects[bought].mean() > 1.075


def test_each_commissioner_pays_for_its_own_people_and_both_pay_what_was_owed() -> None:
    result = collaborative()
    paid = {name: result.flow(payer=name, reason="outcomes") for name in
            ("local commissioner", "public health team", "Life Chances Fund")}  # fmt: skip
    whole = sum(paid.values())
    assert paid["Life Chances Fund"] == pytest.approx(0.42 * whole, abs=200)
    # three in five people are the first one's
    assert (paid["local commissioner"] / whole).mean() == pytest.approx(0.58 * 0.6, abs=0.02)


def test_referrals_move_and_none_loses_all() -> None:
    directed, planned = collaborative(), results("collaborative")["Fee for service"]
    moved = [directed["referred to", name] != planned["referred to", name] for name in PROVIDERS]
    assert np.mean(moved) > 0.9
    assert np.array_equal(directed["referred",], planned["referred",])
    assert min(directed["referred to", name].min() for name in PROVIDERS) > 0


def test_a_partnership_is_not_settled_where_nobody_says_which_partner_did_what(tmp_path: Path) -> None:
    recorded = tmp_path / "activity.csv"
    recorded.write_text('# dates: claim\nperiod,"Job start of 16 hours or more"\n2020-06,4\n', encoding="utf-8")
    case = load_case("innovation")
    with pytest.raises(ScenarioError, match="settled by what each partner did: a row says whose it is") as refused:
        settle(case, read_activity(str(recorded), case), contract="Innovation Partnership")
    (fault,) = refused.value.faults
    assert (fault.line, fault.given) == (3, "4")
    assert "first partner, second partner and third partner" in fault.hint
