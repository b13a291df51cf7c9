"""Behind a lead: what each of several providers did by what was recorded, what the lead pays it, where referrals go.

Takes a contract, its activity and its statements, gives records. What falls due to a provider is worked by the same
code as in a simulation (:class:`~outcomesim.contracts.paying.beneath.Subcontracts`), period by period; what an
allocation review would have moved, by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.cashflows.delivering import paid_as
from outcomesim.contracts import Payment
from outcomesim.contracts.paying.beneath import Subcontracts
from outcomesim.contracts.steering.allocating import SHARES, direction_at_allocation
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.by_provider import Done, by_provider
from outcomesim.units import Floats


@dataclass(frozen=True)
class SettledProvider:
    """What one of several providers did, and what the lead pays it.

    Parameters
    ----------
    name : str
    done : tuple of Done
        In each period, in the order of the statements.
    paid : tuple of Payment, or None
        By the lead, one a period; None where what it hangs on was not recorded, or the lead pays nobody.
    """

    name: str
    done: tuple[Done, ...]
    paid: tuple[Payment, ...] | None


@dataclass(frozen=True)
class AllocationHeld:
    """An allocation review as it would have been held on what was recorded.

    Parameters
    ----------
    at : float
    before, after : array (P,)
        Shares of referrals; as directed at the reviews before, whatever was done.
    verified, starts : array (P,)
        Of the lines that are counted, to date.
    open_in : Row or None
        A row that runs across the date: then it is not known what would have moved.
    """

    at: float
    before: Floats
    after: Floats
    verified: Floats
    starts: Floats
    open_in: Row | None = None


# -- what each is paid -----------------------------------------------------------------------------------------------


def settled_providers(
    contract: WrittenContract,
    activity: Activity,
    statements: Sequence[Statement],
    done: Sequence[Sequence[Done]] | None,
) -> tuple[SettledProvider, ...]:
    """What each provider did in each period and is paid for it; empty where that is not known.

    Raises
    ------
    ScenarioError
        Where a subcontract pays by segment, and a row does not say which it is about.
    """
    if done is None or not statements:
        return ()
    _rows_say_their_segment(contract, activity)
    statements = _of_periods(statements)
    periods = [tuple(now) if n == 0 else _since(now, done[n - 1]) for n, now in enumerate(done)]
    paid = _paid(contract, statements, done, periods) if contract.lead_pays_providers else None
    made = []
    for p, provider in enumerate(contract.setting.providers):
        known = paid is not None and _is_known(contract.beneath[p], provider.name, activity)
        of_it = tuple(payments[p] for payments in paid) if paid is not None and known else None
        made.append(SettledProvider(provider.name, tuple(period[p] for period in periods), of_it))
    return tuple(made)


def _of_periods(statements: Sequence[Statement]) -> list[Statement]:
    """Those of the periods that were recorded: on a date between them nobody did anything."""
    return [statement for statement in statements if not statement.covers_no_months]


def _since(now: Sequence[Done], before: Sequence[Done]) -> tuple[Done, ...]:
    return tuple(one - earlier for one, earlier in zip(now, before, strict=True))


def _paid(
    contract: WrittenContract,
    statements: Sequence[Statement],
    done: Sequence[Sequence[Done]],
    periods: Sequence[Sequence[Done]],
) -> list[tuple[Payment, ...]]:
    """What the lead pays each provider for each period."""
    subcontracts, lead = Subcontracts(contract, statements[0].replications), contract.setting.provider
    paid = []
    for statement, to_date, period in zip(statements, done, periods, strict=True):
        rows, since, until = statement.replications, statement.month_from, statement.month_to
        alone = [_alone(statement, now, by_now) for now, by_now in zip(period, to_date, strict=True)]
        costs = _over(rows, np.stack([one.cost for one in period]))
        running = np.broadcast_to(statement.running[:, None], costs.shape)  # what is recorded says nothing of one alone
        due = subcontracts.due(since, until, costs=costs, running=running, own=alone.__getitem__)
        cites = f"months {since} to {until - 1} (statement {statement.number})"
        reasons = [paid_as(agreement) for agreement in contract.beneath]
        parts = zip(contract.setting.providers, due.T, reasons, strict=True)
        paid.append(tuple(Payment(lead, to, part, why, cites, max(0, until - 1)) for to, part, why in parts))
    return paid


def _alone(whole: Statement, period: Done, to_date: Done) -> Statement:
    """The statement of the same months of one provider alone."""
    rows = whole.replications
    return replace(
        whole,
        verified=_over(rows, period.verified),
        verified_to_date=_over(rows, to_date.verified),
        withheld=np.zeros_like(whole.withheld),
        referred=_over(rows, period.referred),
        starts=_over(rows, period.starts),
        person_months=_over(rows, period.person_months),
        cost=_over(rows, period.cost),
        cost_to_date=_over(rows, to_date.cost),
        beyond_limit=None,
        people_to_date=None,
        dated=(),
        by_provider=None,
    )


def _over(rows: int, values: Floats) -> Floats:
    return np.broadcast_to(values, (rows, *values.shape)).copy()


def _is_known(agreement: AgreementTerms, provider: str, activity: Activity) -> bool:
    """Whether what the lead pays hangs on nothing that was not recorded: on cost, where no row says it."""
    by_cost = agreement.basis == "cost" or any(line.per == "cost" for line in agreement.lines)
    return not by_cost or any("cost" in row.accounts for row in activity.rows if row.provider == provider)


def _rows_say_their_segment(contract: WrittenContract, activity: Activity) -> None:
    segments = contract.setting.segments
    by_segment = {
        name
        for provider, agreement in zip(contract.setting.providers, contract.beneath, strict=True)
        if any(line.segments or any(price.segment for price in line.prices) for line in agreement.lines)
        for name in (provider.name,)
    }
    if len(segments) == 1 or not by_segment:
        return
    faults = [
        Fault(name, f"{number:g}", f"{row.provider} is paid by segment here: a row says which it is about",
              f"add a column segment, with {', '.join(segments)}", row.line, activity.file)
        for row in activity.rows if row.provider in by_segment and not row.segment
        for name, number in _counted(row) if number
    ]  # fmt: skip
    if faults:
        raise ScenarioError(faults)


def _counted(row: Row) -> Iterator[tuple[str, float]]:
    """What a row counts without saying of which segment."""
    yield from ((name, number) for (name, segment), number in row.counts.items() if not segment)
    yield from ((name, number) for name, number in row.accounts.items() if name != "cost")


# -- where referrals go ----------------------------------------------------------------------------------------------


def allocations_held(
    contract: WrittenContract,
    activity: Activity,
    statements: Sequence[Statement],
    done: Sequence[Sequence[Done]] | None,
) -> tuple[AllocationHeld, ...]:
    """What each allocation review up to the end of the activity would have moved; none where that is not known."""
    terms = contract.terms.allocation
    if terms is None or done is None or not statements:
        return ()
    statements = _of_periods(statements)
    book, planned = contract.open_book(1), contract.setting.provider_shares
    lines = [contract.setting.outcomes.index(name) for name in terms.outcomes]
    held = []
    for at in terms.at:
        month = int(at)
        if month > max(statement.month_to for statement in statements):
            break
        known = [now for statement, now in zip(statements, done, strict=True) if statement.month_to <= month]
        did = by_provider(known[-1] if known else tuple(one - one for one in done[0]), 1)
        before = np.asarray(book.notes.get(SHARES, [planned]), dtype=np.float64)[0]
        verified, starts = did.verified[0][:, lines].sum(axis=1), did.starts[0]
        across = next((row for row in activity.rows if row.provider and row.month_from < month < row.month_to), None)
        after = before
        if across is None:
            direction_at_allocation(terms, book, replace(statements[0], by_provider=did), lines=lines, planned=planned)
            after = np.asarray(book.notes[SHARES])[0]
        held.append(AllocationHeld(at, before, after, verified, starts, across))
    return tuple(held)
