"""From a world to one number a replication: the columns of a result.

Takes a :class:`~outcomesim.engine.World` when its calendar has ended; gives the columns that
:data:`~outcomesim.running.results.COLUMNS` documents, and what moved in each year. The month cells are forgotten here.
"""

from __future__ import annotations

import numpy as np

from outcomesim.cashflows import returns
from outcomesim.engine import World
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.people.pathway import drawn
from outcomesim.running.results import Key
from outcomesim.units import MONTHS_PER_YEAR, TICKS_PER_MONTH, Floats
from outcomesim.valuing import gains

PUBLIC = ("payer", "agency")

FlowByYear = dict[tuple[str, str, str], Floats]


def columns_of(world: World) -> dict[Key, Floats]:
    """Every column of one contract over a block, (R,) each."""
    columns: dict[Key, Floats] = {}
    columns.update(_people(world))
    columns.update(_providers(world))
    columns.update(_money(world))
    columns.update(_worth(world))
    return {key: np.asarray(column, dtype=np.float64) for key, column in columns.items()}


def flow_by_year(world: World) -> FlowByYear:
    """Pence moved in each year of the contract, all replications of the block together, (Y,): whole, so exact."""
    return {
        (payer.name, payee.name, reason): by_year(line).sum(axis=0)
        for (payer, payee, reason), line in world.ledger.lines.items()
    }


def by_year(months: Floats) -> Floats:
    """Add months up to years of the contract, (R, M) to (R, Y)."""
    short = -months.shape[1] % MONTHS_PER_YEAR
    padded = np.pad(months, ((0, 0), (0, short)))
    return np.asarray(padded.reshape(months.shape[0], -1, MONTHS_PER_YEAR).sum(axis=2))


def _people(world: World) -> dict[Key, Floats]:
    tallies, delivery = world.delivery.tallies, world.delivery
    columns: dict[Key, Floats] = {
        ("referred",): tallies.referred.sum(axis=(1, 2)),
        ("started",): tallies.starts.sum(axis=(1, 2)),
        ("person months",): tallies.served.sum(axis=(1, 2)) / TICKS_PER_MONTH,
        ("cost",): delivery.cost.sum(axis=1),
        ("stopped at",): delivery.course.stops_at,
        ("directed",): delivery.directed.astype(np.float64),
        ("withheld",): tallies.withheld[0].sum(axis=(1, 2)),
        ("cut by cap",): world.book.notes.get("cut by cap", np.zeros(world.ledger.replications)),
        ("paid anyway",): world.paid_anyway,
        ("paid on measures",): world.paid_on_measures,
    }
    by_line = {
        "verified": tallies.verified[0].sum(axis=(1, 3)),
        "anyway": tallies.anyway[0].sum(axis=(1, 3)),
        "achieved": tallies.achieved.sum(axis=(1, 3)),
        "not found": tallies.not_found[0],
        "late": tallies.late[0],
        "with": tallies.true_with.sum(axis=2),
        "without": tallies.true_without.sum(axis=2),
        "paid": world.paid_by_line,
    }
    for name, values in by_line.items():
        for i, line in enumerate(world.prepared.scenario.outcome_names):
            columns[name, line] = values[:, i]
    return columns


def _providers(world: World) -> dict[Key, Floats]:
    """What each of several providers did."""
    tallies, scenario = world.delivery.tallies, world.prepared.scenario
    columns: dict[Key, Floats] = {}
    several = scenario.service.providers
    for p, provider in enumerate(several):
        own = slice(p, None, len(several))  # every segment of it
        columns["referred to", provider.name] = tallies.referred[:, own].sum(axis=(1, 2))
        columns["started with", provider.name] = tallies.starts[:, own].sum(axis=(1, 2))
        columns["cost of", provider.name] = world.delivery.costs[:, p].sum(axis=1)
        verified = tallies.verified[0][:, own].sum(axis=(1, 3))  # (R, L)
        for i, line in enumerate(scenario.outcome_names):
            columns["verified of", provider.name, line] = verified[:, i]
    return columns


def _money(world: World) -> dict[Key, Floats]:
    ledger, contract = world.ledger, world.contract
    columns: dict[Key, Floats] = {
        ("flow", payer.name, payee.name, reason): line.sum(axis=1)
        for (payer, payee, reason), line in ledger.lines.items()
    }
    for party in ledger.parties:
        net = ledger.net(party)
        columns["net", party.name] = net.sum(axis=1)
        columns["worst year", party.name] = by_year(net).min(axis=1)
        columns["peak draw", party.name] = returns.peak_draw(net)
        columns["present value", party.name] = returns.present_value(net, _factors(world, party))
    if contract.capital is not None:
        own = {investor.name: ledger.net(investor) for investor in contract.investors}
        together = {"investors": np.sum(list(own.values()), axis=0)}
        for name, flows in ({**own, **together} if len(own) > 1 else together).items():
            columns["irr", name] = returns.irr(flows)
            columns["multiple", name] = returns.multiple(flows)
    columns.update(_real_values(world))
    columns["provider failed",] = world.providers.failed(contract.setting.provider)
    for provider in contract.setting.providers:
        columns["provider failed", provider.name] = world.providers.failed(provider)
    columns["unpaid",] = np.zeros(ledger.replications) if world.capital is None else world.capital.unpaid
    around = [line for (_, payee, _), line in ledger.lines.items() if payee.role in OF_TRANSACTIONS]
    columns["transaction cost",] = (
        np.sum([line.sum(axis=1) for line in around], axis=0) if around else np.zeros(ledger.replications)
    )
    return columns


def _real_values(world: World) -> dict[Key, Floats]:
    """The net of those who gain or lose by the contract beside public bodies, as the public purse counts money."""
    factors = _real_factors(world)
    return {
        ("real value", party.name): returns.present_value(world.ledger.net(party), factors)
        for party in world.ledger.parties
        if party.role in PRIVATE
    }


PRIVATE = ("provider", "spv", "investor", "guarantor")

OF_TRANSACTIONS = ("adviser", "verifier", "evaluator", "intermediary")
"""Roles that are paid for having the contract, not for the service."""


def _factors(world: World, party: Party) -> Floats:
    """Discount factors by month: real at the Green Book rate for public bodies, each other party's own rate."""
    months = world.ledger.months
    if party.role in ("investor", "guarantor") and world.contract.capital is not None:
        return returns.discount_factors(world.contract.capital.cost_of_capital, months)
    if party.role in PUBLIC:
        return _real_factors(world)
    return returns.discount_factors(world.prepared.scenario.service.cost_of_capital, months)


def _real_factors(world: World) -> Floats:
    """``stpr_m * (1 + inflation) ** -(m / 12)``, (R, M): from nominal pence to their real present value."""
    scenario, months = world.prepared.scenario, world.ledger.months
    inflation = drawn(scenario.appraisal.inflation_per_year, world.delivery.streams)
    deflator = (1.0 + inflation)[:, None] ** -(np.arange(months) / MONTHS_PER_YEAR)
    return np.asarray(returns.stpr_factors(months) * deflator)


def _worth(world: World) -> dict[Key, Floats]:
    scenario, ledger = world.prepared.scenario, world.ledger
    worth_to, cashable = gains(
        scenario, world.delivery.streams, world.delivery.tallies, returns.stpr_factors(ledger.months)
    )
    columns: dict[Key, Floats] = {("gain real", *key): gain for key, gain in worth_to.items()}
    columns.update({("cashable real", agency): gain for agency, gain in cashable.items()})
    resources = [
        line
        for (_, payee, _), line in ledger.lines.items()
        if payee == STAFF_AND_SUPPLIERS or payee.role in OF_TRANSACTIONS
    ]
    spent = np.sum(resources, axis=0)
    columns["resource cost real",] = returns.present_value(spent, _real_factors(world))
    return columns
