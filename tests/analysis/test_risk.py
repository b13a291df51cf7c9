import dataclasses

import numpy as np
import pytest
from analysis.fake_results import COUNCILS, ENTERING, fake_results

from outcomesim.analysis.positions import Position
from outcomesim.analysis.risk import borne, stated_losses
from outcomesim.scenario.terms import StatedLoss

RESULTS = fake_results(40)
BOND = RESULTS["SIB"]


def chances(*losses: StatedLoss, result=BOND):
    return stated_losses(result, losses, ENTERING)


def test_a_shortfall_ignores_the_level_of_a_result():
    values = np.random.default_rng(1).normal(size=500)
    low = borne(Position("cash", "x", "payer", values))
    high = borne(Position("cash", "x", "payer", values + 100))
    assert low.shortfall.value == pytest.approx(high.shortfall.value)
    assert high.expected.value == pytest.approx(low.expected.value + 100)


def test_pays_more_than_counts_net_payments_of_the_party():
    limit = float(np.median(-BOND["net", COUNCILS.name])) / 100
    (said,) = chances(StatedLoss(COUNCILS.name, "pays more than", limit))
    assert said.chance.value == pytest.approx(0.5, abs=0.03)
    assert said.holder == "payers"


def test_a_result_below_counts_the_investors_together():
    net = sum(BOND["net", p.name] for p in BOND.of_role("investor")) / 100
    (said,) = chances(StatedLoss("investors", "result below", -300_000))
    assert said.chance.value == pytest.approx(np.mean(net < -300_000))


def test_cost_per_additional_outcome_is_a_loss_where_nothing_was_added():
    columns = dict(BOND.columns)
    columns["with", ENTERING] = columns["without", ENTERING]
    none_added = dataclasses.replace(BOND, columns=columns)
    (said,) = chances(StatedLoss("payers", "cost per additional outcome above", 1e9), result=none_added)
    assert said.chance.value == 1.0


def test_a_loss_stated_for_another_contract_or_an_absent_party_is_left_out():
    other = StatedLoss("investors", "result below", 0, contract="another")
    assert chances(other) == ()
    assert chances(StatedLoss("investors", "result below", 0), result=RESULTS["Fee for service"]) == ()


def test_cost_per_additional_outcome_counts_all_payers_money_whoever_states_it():
    payers = sum(-BOND["net", p.name] for p in BOND.of_role("payer")) / 100
    limit = float(np.median(payers / (BOND["with", ENTERING] - BOND["without", ENTERING])))
    when = "cost per additional outcome above"
    own, together = chances(StatedLoss(COUNCILS.name, when, limit), StatedLoss("payers", when, limit))
    assert own.chance == together.chance
    assert own.chance.value == pytest.approx(0.5, abs=0.03)
