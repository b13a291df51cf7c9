"""The terms applied to recorded activity: what each payer owes whom, when and why, and what investors get of it.

Takes a case and its activity, gives a :class:`Settlement`. The steps are those of a simulated statement, through the
same code; here each is kept and told.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.contracts import Payment, Setting, make_contract
from outcomesim.contracts.paying.advancing import ADVANCED
from outcomesim.contracts.paying.penalties import PENALISED
from outcomesim.contracts.paying.told import Told, told
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.case import Case
from outcomesim.scenario.terms import ContractTerms
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.behind import figures_behind
from outcomesim.settlement.beneath import allocations_held, settled_providers
from outcomesim.settlement.closing import MonthsBetween, settled_tranches
from outcomesim.settlement.days_of_payment import DaysOfPayment
from outcomesim.settlement.gates import Gates, gates_can_be_held
from outcomesim.settlement.k_of_n import with_outcomes_of_others
from outcomesim.settlement.oddities.told import oddities
from outcomesim.settlement.recorded import RecordedStatements, recorded_statements, unknown_contract
from outcomesim.settlement.settled import SettledStatement, Settlement
from outcomesim.units import Ints


def settle(case: Case, activity: Activity, *, contract: str | None = None) -> Settlement:
    """Apply the terms of a contract to recorded activity.

    Parameters
    ----------
    case : Case
    activity : Activity
    contract : str or None
        By its name; None for the only one.

    Raises
    ------
    ScenarioError
        Where the activity does not say what the terms need to know.
    """
    terms = _chosen(case, contract)
    made = make_contract(terms, setting_of(case))
    if not isinstance(made, WrittenContract):
        rule = "a contract written in Python is simulated, not settled"
        raise ScenarioError([Fault(terms.name, terms.form, rule, "", None, case.file)])
    if made.price_rests_on_plan:
        rule = "the price of a settled contract is written: recorded activity has no plan to take it from"
        raise ScenarioError([Fault(terms.name, "", rule, "write price, award or expected_price", None, case.file)])
    activity = with_outcomes_of_others(case, activity)
    _prices_are_known(made, activity)
    gates_can_be_held(made, activity)
    recorded = recorded_statements(case, made, activity)
    drawn_up = max((statement.month_to for statement in recorded.statements), default=1)
    days = DaysOfPayment(made, activity, recorded.behind, case.start)
    months = max(case.horizon_months, drawn_up, 1, *(month + 1 for month in days.months))
    rows = 2 if recorded.bounded else 1
    closing = MonthsBetween(made, activity, rows, months, drawn_up=drawn_up, paid_in=days.months)
    statements, seen = _settled(made, activity, recorded, closing, days)
    return Settlement(
        case=case,
        contract=made,
        activity=activity,
        statements=statements,
        bounded=recorded.bounded,
        tranches=() if made.capital is None else settled_tranches(made, closing),
        draws_recorded=closing.draws_recorded,
        oddities=oddities(case, made, activity, recorded),
        waterfall=() if closing.account is None else tuple(closing.account.log),
        providers=settled_providers(made, activity, seen, recorded.done),
        allocations=allocations_held(made, activity, seen, recorded.done),
    )


def _prices_are_known(contract: WrittenContract, activity: Activity) -> None:
    """Refuse counts of what is paid at a price that was not published."""
    unknown = {name: line.name for line in contract.every_line if not line.price_known for name in line.outcomes}
    faults = [
        Fault(
            name, f"{number:g}", f'{contract.name} pays for it at a price that was not published ("{unknown[name]}")',
            "write the price, or leave the column out", row.line, activity.file,
        )
        for row in activity.rows for (name, _), number in row.counts.items() if name in unknown and number
    ]  # fmt: skip
    if faults:
        raise ScenarioError(faults)


def setting_of(case: Case) -> Setting:
    """What a contract is told where nobody is simulated: names and dates, no plan."""
    service_months = int(np.ceil(case.dates.last_service))
    return Setting(
        outcomes=case.outcome_names,
        segments=tuple(name for name, _ in case.segments),
        provider=Party(case.provider, "provider"),
        currency=case.currency,
        service_months=service_months,
        claim_months=int(np.ceil(case.dates.last_claim)),
        horizon_months=case.horizon_months,
        planned_cost=0.0,
        planned_cost_by_month=(),
        planned_places=0,
        margin=case.margin,
        last_service=case.dates.last_service,
        last_referral=case.dates.last_referral,
        segment_shares=tuple(share for _, share in case.segments),
        planned_verified=((0.0,) * len(case.outcomes),) * len(case.segments),
        measures={measure.name: measure for measure in case.measures},
        providers=tuple(Party(name, "provider") for name in case.provider_names),
        provider_shares=tuple(share for _, share in case.providers) or (1.0,),
    )


def _chosen(case: Case, name: str | None) -> ContractTerms:
    if name is None and len(case.contracts) == 1:
        return case.contracts[0]
    found = [terms for terms in case.contracts if terms.name == name]
    if found:
        return found[0]
    if name is None:
        names = ", ".join(f'"{terms.name}"' for terms in case.contracts)
        raise ScenarioError(
            [Fault("--contract", "", f"the terms hold several contracts: {names}", "say which with --contract NAME")]
        )
    raise unknown_contract(name, case)


def _settled(
    contract: WrittenContract,
    activity: Activity,
    recorded: RecordedStatements,
    closing: MonthsBetween,
    days: DaysOfPayment,
) -> tuple[tuple[SettledStatement, ...], tuple[Statement, ...]]:
    """Settle statement by statement, as the contract sees each; the months between are closed as they pass."""
    book = contract.open_book(closing.ledger.replications)
    gates = Gates(contract, book, activity, recorded.statements)
    out: list[SettledStatement] = []
    seen_by_it: list[Statement] = []
    ahead = list(contract.advance_months)
    for label, statement in zip(recorded.labels, recorded.statements, strict=True):
        advances: list[Payment] = []
        while ahead and ahead[0] < statement.month_to:
            month = ahead.pop(0)
            advances += contract.paid_ahead(book, month, _stopped_by(statement, month))
        for payment in advances:
            closing.due.setdefault(min(payment.due, closing.ledger.months - 1), []).append(payment)
        closing.up_to(statement.month_to - 1)
        seen = closing.seen_by(closing.with_what_was_paid(statement, recorded.reading), recorded.reading)
        seen_by_it.append(seen)
        payments = contract.settle(book, seen)
        if activity.basis == "payment":
            payments = tuple(replace(payment, due=statement.month_to - 1) for payment in payments)
        payments = days.as_made(payments, statement)
        for payment in payments:
            closing.due.setdefault(min(payment.due, closing.ledger.months - 1), []).append(payment)
        every = (*advances, *payments)
        out += [
            SettledStatement(
                label, one.statement, one.worked, one.divided, _of(one, every), str(one.to or ""),
                behind=figures_behind(recorded.reading, seen.month_to),
            )
            for one in told(book)
        ]  # fmt: skip
        advanced, penalised = (book.notes.get(kept) for kept in (ADVANCED, PENALISED))
        out[-1] = replace(out[-1], gate=gates.held_after(seen), advanced=advanced, penalised=penalised)
    closing.up_to(closing.ledger.months)
    return tuple(out), tuple(seen_by_it)


def _of(one: Told, payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """The payments that a statement is about: all of them, unless it is about one of several who are paid."""
    return payments if one.to is None else tuple(p for p in payments if one.to in (p.payer, p.payee))


def _stopped_by(statement: Statement, month: int) -> Ints:
    """Where the service had been stopped by a month, as far as the statement after it knows, (R,) of bool."""
    if statement.stopped_at is None:
        return np.zeros(statement.replications, dtype=np.bool_)
    return np.asarray(statement.stopped_at <= month)
