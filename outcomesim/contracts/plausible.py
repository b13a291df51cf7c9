"""Statements that could be: what a contract might be sent, made up from its setting alone, to try it with.

Takes a contract, gives its statements in order over a few replications. Nobody is simulated: the numbers come from a
fixed seed of their own, and mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.measurement.claim_values import DATED_BY, ToldApart
from outcomesim.measurement.statement import ByProvider, Dated, Statement
from outcomesim.scenario.measures import measures_named
from outcomesim.units import PENCE, Floats, Ints

NOTHING_HAPPENS, EVERYTHING_HAPPENS, STOPS_EARLY, AT_RANDOM = range(4)
"""Replications: none of the outcomes, all of them for everybody, a service that is stopped, and what chance brings."""
REPLICATIONS = 6
SEED = 20_180_101
EVERYBODY = 40


@dataclass(frozen=True)
class _Months:
    """What happens in each month, the month last: (R, G, L, M), (R, G, M) or (R, M)."""

    verified: Ints
    starts: Ints
    referred: Ints
    cost: Floats
    running: Floats
    stopped_at: Floats


def plausible_statements(contract: Contract) -> Iterator[Statement]:
    """The statements of a contract, settled at its months in their order, and the dates on which retention is released.

    The first replication brings nothing but cost, the second every outcome for everybody, the third is stopped half
    way.
    """
    months = _months(contract)
    since, number = 0, 0
    for month in sorted((*contract.statement_months, *contract.release_months)):
        if month in contract.release_months:
            yield _statement(contract, months, month, month, number)
            continue
        number += month > 0
        yield _statement(contract, months, since, month, number)
        since = month


def statement_to_date(contract: Contract, month: float) -> Statement:
    """What a review on a date is shown: everything so far."""
    number = sum(0 < settled <= month for settled in contract.statement_months)
    return _statement(contract, _months(contract), 0, int(month), number)


def _months(contract: Contract) -> _Months:
    setting, rng = contract.setting, np.random.default_rng(SEED)
    groups, lines, months = len(setting.segments), len(setting.outcomes), setting.horizon_months
    shape = (REPLICATIONS, groups, months)
    month = np.arange(months)
    verified = rng.poisson(0.7, (REPLICATIONS, groups, lines, months)) * (month < setting.claim_months)
    verified[NOTHING_HAPPENS] = 0
    verified[EVERYTHING_HAPPENS] = EVERYBODY * (month < setting.claim_months)
    ends = np.full(REPLICATIONS, min(setting.last_service, float(setting.service_months)))
    stopped_at = np.full(REPLICATIONS, np.inf)
    ends[STOPS_EARLY] = stopped_at[STOPS_EARLY] = round(setting.service_months / 2) + 0.25
    running: Floats = np.clip(ends[:, None] - month.astype(np.float64), 0.0, 1.0)
    served = (running > 0)[:, None, :]
    planned = PENCE * setting.planned_cost / max(1, setting.service_months)
    return _Months(
        verified=verified,
        starts=rng.poisson(1.3, shape) * served,
        referred=rng.poisson(1.6, shape) * served,
        cost=np.rint(planned * running * rng.uniform(0.6, 1.4, running.shape)),
        running=running,
        stopped_at=stopped_at,
    )


def _statement(contract: Contract, months: _Months, since: int, until: int, number: int) -> Statement:
    period, to_date = slice(since, until), slice(0, until)
    verified = months.verified[..., period].sum(axis=-1)
    starts = months.starts[..., period].sum(axis=-1)
    cost = months.cost[:, to_date].sum(axis=1)
    statement = Statement(
        number=number,
        month_from=since,
        month_to=until,
        verified=verified,
        verified_to_date=months.verified[..., to_date].sum(axis=-1),
        withheld=_withheld(contract, verified),
        starts=starts,
        referred=months.referred[..., period].sum(axis=-1),
        person_months=1.25 * starts,
        cost=months.cost[:, period].sum(axis=1),
        cost_to_date=cost,
        running=months.running[:, period].sum(axis=1),
        drawn=cost,
        repaid=np.zeros(REPLICATIONS),
        capital_due=None if contract.capital is None else np.rint(0.1 * cost),
        stopped_at=months.stopped_at,
        dated=(
            *(Dated(by, float(m), months.verified[..., m]) for by in DATED_BY for m in range(since, until)),
            *(_so_soon(one, verified) for one in contract.told_apart if one.by == "months after the start"),
        ),
        measures=_measures(contract, until),
        by_provider=_by_provider(contract, months, until),
    )
    return _not_to_be_changed(statement)


def _so_soon(one: ToldApart, verified: Ints) -> Dated:
    """Some of the claims, the more the longer after the start."""
    return Dated(one.by, one.month, (verified * one.month // (one.month + 6)).astype(np.int64))


def _by_provider(contract: Contract, months: _Months, until: int) -> ByProvider | None:
    """What each of several providers did: what happens in one month is one's, in the next another's."""
    providers = len(contract.setting.providers)
    if not providers:
        return None
    of_each = [slice(p, until, providers) for p in range(providers)]
    return ByProvider(
        referred=np.stack([months.referred[..., own].sum(axis=(1, -1)) for own in of_each], axis=1),
        starts=np.stack([months.starts[..., own].sum(axis=(1, -1)) for own in of_each], axis=1),
        verified=np.stack([months.verified[..., own].sum(axis=(1, -1)) for own in of_each], axis=1),
        cost=np.stack([months.cost[:, own].sum(axis=1) for own in of_each], axis=1),
    )


def _withheld(contract: Contract, verified: Ints) -> Floats:
    """A tenth of what claims are worth, where a cap per person may hold something back."""
    if contract.claim_limit is None or contract.claim_values is None:
        return np.zeros((REPLICATIONS, verified.shape[2]))
    return np.asarray(np.floor(0.1 * np.sum(verified * contract.claim_values, axis=1)))


def _measures(contract: Contract, month: int) -> dict[str, Floats]:
    """A number for each measure the contract may see, that grows; not reported in the first half year."""
    names = dict.fromkeys((*contract.setting.measures, *measures_named(contract.terms)))
    grown = np.linspace(0.0, 1.2, REPLICATIONS) * month / max(1, contract.setting.horizon_months)
    reported = month >= 6 or month >= contract.statement_months[-1]
    return {name: grown.copy() if reported else np.full(REPLICATIONS, np.nan) for name in names}


def _not_to_be_changed(statement: Statement) -> Statement:
    """Whoever writes in a statement is refused."""
    for value in (*vars(statement).values(), *statement.measures.values(), *(d.verified for d in statement.dated)):
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return statement
