"""A payer that pays late pays the same, later, and the interest: under every form, in every future."""

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import small

from outcomesim import load
from outcomesim.contracts.paying.lateness import INTEREST
from outcomesim.engine import run_block
from outcomesim.preparing import prepare
from outcomesim.scenario.apart import Advance, Recovery
from outcomesim.streams import Streams

MONTHS_LATE, RATE = 2, 0.12
PER_POUND = RATE * MONTHS_LATE / 12
"""Of interest on what is paid late: 2 pence."""
SCENARIOS = {
    "small": small(), "every form": load("every_form"), "innovation": load("innovation"),
    "collaborative": load("collaborative"),
}  # fmt: skip
CONTRACTS = [(name, terms.name) for name, scenario in SCENARIOS.items() for terms in scenario.contracts]


def carrying_on(terms):
    """Terms under which nothing hangs on when money comes in, with an advance where the form has any."""
    capital = terms.capital and replace(terms.capital, when_exhausted="provider carries on")
    ahead = () if terms.form in ("grant", "innovation partnership") else (Advance(900.0, Recovery(share=0.3)),)
    return replace(terms, capital=capital, finances=(), advances=ahead)


def ledger(scenario, terms, late):
    """Under the terms, with the first payer late: everything that payers and others pay one another."""
    first, *others = terms.payers
    terms = replace(
        terms, payers=(replace(first, pays_late_months=late), *others), late_payment_interest=RATE if late else 0.0
    )
    longer = replace(scenario, horizon_months=scenario.horizon_months + MONTHS_LATE, contracts=(terms,))
    (world,) = run_block(prepare(longer), Streams.block(3, 0, 6))
    return world.ledger, world.contract


@pytest.mark.parametrize(("name", "of"), CONTRACTS, ids=[f"{name}: {of}" for name, of in CONTRACTS])
def test_a_late_payer_pays_the_same_later_with_interest_and_nobody_else_pays_otherwise(name, of):
    scenario = SCENARIOS[name]
    terms = carrying_on(next(terms for terms in scenario.contracts if terms.name == of))
    in_time, contract = ledger(scenario, terms, None)
    late, _ = ledger(scenario, terms, MONTHS_LATE)
    slow, costs = contract.payers[0], {cost.what for cost in terms.costs}
    to = {contract.holder, *contract.setting.providers}
    others = {key: line for key, line in in_time.lines.items() if key[0].role == "payer" and key[1] in to}
    bearing, payments = np.zeros(6), 0
    for (payer, payee, reason), line in others.items():
        assert reason not in costs
        paid = late.lines[payer, payee, reason]
        if payer != slow:
            assert np.array_equal(paid, line)
            continue
        assert np.array_equal(paid[:, MONTHS_LATE:], line[:, :-MONTHS_LATE])
        assert not paid[:, :MONTHS_LATE].any()
        bearing, payments = bearing + line.sum(axis=1), payments + np.count_nonzero(line, axis=1).max()
    interest = sum(line.sum(axis=1) for (payer, _, reason), line in late.lines.items() if reason == INTEREST)
    assert {payer for payer, _, reason in late.lines if reason == INTEREST} == {slow}
    assert bearing.all()
    assert np.all(interest <= PER_POUND * bearing + 1e-6)
    assert np.all(interest > PER_POUND * bearing - payments - 1)  # each payment's is rounded down to whole pence
    assert not np.any(np.sum([late.net(party) for party in late.parties], axis=0))
