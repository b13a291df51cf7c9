"""What outcomes are worth, to whom: the difference between a life with the service and the life without it.

Takes true tallies of both lives and the scenario's unit values, gives present values in real pence. It knows
the truth, and so no contract may read it.
"""

from __future__ import annotations

import numpy as np

from outcomesim.cashflows.returns import present_value
from outcomesim.contracts.base import Contract
from outcomesim.measurement.statement import Statement
from outcomesim.measurement.tallies import Tallies
from outcomesim.people.pathway import chains, drawn
from outcomesim.scenario.model import Scenario
from outcomesim.streams import Streams
from outcomesim.units import MONTHS_PER_YEAR, PENCE, TICKS_PER_MONTH, Floats, Ints, whole_pence

Gains = dict[tuple[str, str], Floats]


def gains(scenario: Scenario, streams: Streams, tallies: Tallies, factors: Floats) -> tuple[Gains, dict[str, Floats]]:
    """Present values of what the service added, by agency and kind, and what of it each agency can cash.

    ``gain = sum over chains and months of amount * uprate * (months in the spell with - without) * factor_m``
    for a rate, and the same of outcomes reached with less those without for a sum paid once.

    Parameters
    ----------
    scenario : Scenario
    streams : Streams
    tallies : Tallies
    factors : array (M,)
        Real discount factors.

    Returns
    -------
    gains : dict of (agency, kind) to array (R,), real pence
    cashable : dict of agency to array (R,), real pence
    """
    worth_to: Gains = {}
    cashable: dict[str, Floats] = {}
    line = {name: i for i, name in enumerate(scenario.outcome_names)}
    for chain, (event, _) in enumerate(chains(scenario)):
        months = (tallies.spell_with[:, chain] - tallies.spell_without[:, chain]) / TICKS_PER_MONTH
        added = tallies.true_with[:, line[event.name]] - tallies.true_without[:, line[event.name]]
        for worth in event.worth:
            amount = PENCE * drawn(worth.amount, streams) * drawn(worth.uprate, streams)
            units = added.astype(np.float64) if worth.per == "once" else months
            per = MONTHS_PER_YEAR if worth.per == "year" else 1
            gain = amount / per * present_value(units, factors)
            key = (worth.to, worth.kind)
            worth_to[key] = worth_to.get(key, 0.0) + gain
            cashable[worth.to] = cashable.get(worth.to, 0.0) + gain * worth.cashable
    return worth_to, cashable


def paid_anyway(contract: Contract, statement: Statement, by_line: Floats, anyway: Ints) -> Floats:
    """What of a statement was paid for outcomes that would have come without the service, (R,) of pence.

    Of each line the share of its claims, by value, that would have been there anyway.

    Parameters
    ----------
    contract : Contract
    statement : Statement
    by_line : array (R, L) of pence
        What was paid for each line.
    anyway : array (R, G, L)
        The statement's claims that would have been there without the service.
    """
    values = contract.claim_values_at(statement.month_from)
    weights = np.ones(statement.verified.shape[1:]) if values is None else values
    claimed = np.sum(statement.verified * weights, axis=1)
    share = np.divide(np.sum(anyway * weights, axis=1), claimed, out=np.zeros(by_line.shape), where=claimed > 0)
    return np.asarray(whole_pence(by_line * share).sum(axis=1))
