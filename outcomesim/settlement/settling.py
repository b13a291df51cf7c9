"""The terms applied to recorded activity: what each payer owes whom, when and why, and what investors get of it.

Takes a case and its activity, gives a :class:`Settlement`. The steps are those of a simulated statement, through the
same code; here each is kept and told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomesim.cashflows.waterfall import Logged
from outcomesim.contracts import Payment, Setting, make_contract
from outcomesim.contracts.advancing import ADVANCED, Advanced
from outcomesim.contracts.dividing import Divided
from outcomesim.contracts.working import Worked
from outcomesim.contracts.written import WrittenContract, told
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.case import Case
from outcomesim.scenario.terms import ContractTerms
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.closing import MonthsBetween, SettledTranche, settled_tranches, signed
from outcomesim.settlement.k_of_n import with_outcomes_of_others
from outcomesim.settlement.oddities import oddities
from outcomesim.settlement.recorded import RecordedStatements, recorded_statements, unknown_contract
from outcomesim.units import Floats, Ints, to_pounds


@dataclass(frozen=True)
class SettledStatement:
    """One statement, how it was worked, and what falls due because of it.

    Parameters
    ----------
    label : str
        The period as the activity calls it.
    statement : Statement
    worked : Worked
    divided : Divided
    payments : tuple of Payment
    advanced : Advanced or None
        What became of advances; None where the terms have none.
    """

    label: str
    statement: Statement
    worked: Worked
    divided: Divided
    payments: tuple[Payment, ...]
    advanced: Advanced | None = None


@dataclass(frozen=True)
class Settlement:
    """What a contract's terms make of recorded activity.

    Rows are one, or two where something that was not recorded leaves it open: the least and the most.

    Parameters
    ----------
    case : Case
    contract : WrittenContract
    activity : Activity
    statements : tuple of SettledStatement
    bounded : bool
    tranches : tuple of SettledTranche
    draws_recorded : bool
        Whether the draws are those of the activity; else the whole commitment is taken as drawn at the start.
    oddities : tuple of str
    waterfall : tuple of Logged
        Every amount that moved through the capital account, by the action that paid it.
    """

    case: Case
    contract: WrittenContract
    activity: Activity
    statements: tuple[SettledStatement, ...]
    bounded: bool
    tranches: tuple[SettledTranche, ...]
    draws_recorded: bool
    oddities: tuple[str, ...]
    waterfall: tuple[Logged, ...] = ()

    @property
    def payments(self) -> tuple[Payment, ...]:
        """Every payment, in the order of the statements."""
        return tuple(payment for settled in self.statements for payment in settled.payments)

    @property
    def total(self) -> Floats:
        """What all payers owe in all, less what they get back, (R,)."""
        return self.paid_by(*(payer.name for payer in self.contract.every_payer))

    def paid_by(self, *names: str, period: str = "") -> Floats:
        """What some payers owe in all (or for one period), less what they get back, (R,)."""
        total = self._nothing
        for payment in (payment for settled in self._in(period) for payment in settled.payments):
            total = total + payment.amount * (payment.payer.name in names)
            total = total - payment.amount * (payment.payee.name in names)
        return np.asarray(to_pounds(total))

    @property
    def gross(self) -> Floats:
        """Count times price of everything, before any deduction or cap, (R,)."""
        return self._summed("gross")

    @property
    def line_names(self) -> list[str]:
        """The names of pay lines and of the outcomes they pay for."""
        keys = (item.key for settled in self.statements for item in settled.worked.card.items if item)
        return list(dict.fromkeys(name for key in keys for name in key if name))

    def of_line(self, name: str, *, period: str = "") -> Floats:
        """What is owed for one pay line or outcome, after every cap and less what is paid back, (R,)."""
        owed = self._named("owed", name, period) - self._named("back", name, period)
        return np.asarray(to_pounds(owed))

    def count_of(self, name: str, *, period: str = "") -> Floats:
        """Claims or units of one pay line or outcome that were priced, (R,)."""
        return self._named("count", name, period)

    def measure(self, name: str, *, period: str = "") -> Floats:
        """What a measure reported last (or in one period), (R,)."""
        return self._in(period)[-1].statement.measure(name)

    def cut(self, over: str = "", *, period: str = "") -> Floats:
        """What caps took away: those over a person, a period, a year or the contract, or all of them, (R,)."""
        total = self._nothing
        for settled in self._in(period):
            if over in ("", "person"):
                total = total + settled.worked.held_back.sum(axis=(1, 2))
            for cap, by in settled.worked.cuts:
                if over in ("", cap.over) and cap.excess == "lost":
                    total = total + by.sum(axis=(1, 2))
        return np.asarray(to_pounds(total))

    def to_date(self, label: str) -> Floats:
        """What all payers owe up to and with one period, (R,)."""
        upto = self._in(label)[-1]
        total = self._nothing
        for settled in self.statements:
            total = total + sum(
                (signed(payment) for payment in settled.payments),
                self._nothing,
            )
            if settled is upto:
                break
        return np.asarray(to_pounds(total))

    def in_period(self, label: str) -> Floats:
        """What all payers owe for one period, (R,)."""
        return self.paid_by(*(payer.name for payer in self.contract.every_payer), period=label)

    @property
    def _nothing(self) -> Floats:
        return np.zeros(2 if self.bounded else 1)

    def _in(self, period: str) -> tuple[SettledStatement, ...]:
        """The statements of one period; all of them where none is named."""
        found = tuple(settled for settled in self.statements if period in ("", settled.label))
        if not found:
            known = ", ".join(settled.label for settled in self.statements)
            rule, hint = "no row of the activity is called this", f"there is {known}"
            raise ScenarioError([Fault("the period", period, rule, hint, None, self.activity.file)])
        return found

    def _named(self, step: str, name: str, period: str) -> Floats:
        total = self._nothing
        for settled in self._in(period):
            under = settled.worked.card.named((name,))
            total = total + getattr(settled.worked, step)[:, under].sum(axis=(1, 2))
        return np.asarray(total)

    def _summed(self, step: str) -> Floats:
        parts = [getattr(settled.worked, step).sum(axis=(1, 2)) for settled in self.statements]
        return np.asarray(to_pounds(sum(parts, self._nothing)))


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
        rule = made.cannot_be_settled or "a contract written in Python is simulated, not settled"
        raise ScenarioError([Fault(terms.name, terms.form, rule, "", None, case.file)])
    if made.price_rests_on_plan:
        rule = "the price of a settled contract is written: recorded activity has no plan to take it from"
        raise ScenarioError([Fault(terms.name, "", rule, "write price, award or expected_price", None, case.file)])
    activity = with_outcomes_of_others(case, activity)
    _prices_are_known(made, activity)
    recorded = recorded_statements(case, made, activity)
    months = max(case.horizon_months, *(statement.month_to for statement in recorded.statements), 1)
    closing = MonthsBetween(made, activity, 2 if recorded.bounded else 1, months)
    statements = _settled(made, activity, recorded, closing)
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
        planned_verified=(0.0,) * len(case.outcomes),
        measures={measure.name: measure for measure in case.measures},
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
    contract: WrittenContract, activity: Activity, recorded: RecordedStatements, closing: MonthsBetween
) -> tuple[SettledStatement, ...]:
    """Settle statement by statement; the months between are closed as they pass."""
    book = contract.open_book(closing.ledger.replications)
    out, ahead = [], list(contract.advance_months)
    for label, statement in zip(recorded.labels, recorded.statements, strict=True):
        advances: list[Payment] = []
        while ahead and ahead[0] < statement.month_to:
            month = ahead.pop(0)
            advances += contract.paid_ahead(book, month, _stopped_by(statement, month))
        for payment in advances:
            closing.due.setdefault(min(payment.due, closing.ledger.months - 1), []).append(payment)
        closing.up_to(statement.month_to - 1)
        seen = closing.seen_by(closing.with_what_was_paid(statement, recorded.reading))
        payments = contract.settle(book, seen)
        if activity.basis == "payment":
            payments = tuple(replace(payment, due=statement.month_to - 1) for payment in payments)
        _, worked, divided = told(book)
        for payment in payments:
            closing.due.setdefault(min(payment.due, closing.ledger.months - 1), []).append(payment)
        every = (*advances, *payments)
        out.append(SettledStatement(label, seen, worked, divided, every, book.notes.get(ADVANCED)))
    closing.up_to(closing.ledger.months)
    return tuple(out)


def _stopped_by(statement: Statement, month: int) -> Ints:
    """Where the service had been stopped by a month, as far as the statement after it knows, (R,) of bool."""
    if statement.stopped_at is None:
        return np.zeros(statement.replications, dtype=np.bool_)
    return np.asarray(statement.stopped_at <= month)
