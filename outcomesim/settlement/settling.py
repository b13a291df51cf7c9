"""The terms applied to recorded activity: what each payer owes whom, when and why, and what investors get of it.

Takes a case and its activity, gives a :class:`Settlement`. The steps are those of a simulated statement, through the
same code; here each is kept and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.cashflows.capital import CapitalAccount
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.returns import irr
from outcomesim.cashflows.waterfall import Logged
from outcomesim.contracts import Payment, Setting, make_contract
from outcomesim.contracts.dividing import Divided
from outcomesim.contracts.working import Worked
from outcomesim.contracts.written import WrittenContract, told
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.case import Case
from outcomesim.scenario.terms import ContractTerms
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.oddities import oddities
from outcomesim.settlement.recorded import RecordedStatements, recorded_statements, unknown_contract
from outcomesim.units import Floats, to_pence, to_pounds


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
    """

    label: str
    statement: Statement
    worked: Worked
    divided: Divided
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class SettledTranche:
    """What one tranche paid in and got, (R,), in the currency's own units.

    Parameters
    ----------
    name : str
    commitment : float
    drawn, received : array (R,)
    guaranteed : array (R,)
        Of what it received, from guarantors.
    irr, multiple : array (R,)
        A year; NaN where it never paid in.
    """

    name: str
    commitment: float
    drawn: Floats
    received: Floats
    guaranteed: Floats
    irr: Floats
    multiple: Floats


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

    def paid_by(self, *names: str) -> Floats:
        """What some payers owe in all, less what they get back, (R,)."""
        total = np.zeros(2 if self.bounded else 1)
        for payment in self.payments:
            total = total + payment.amount * (payment.payer.name in names)
            total = total - payment.amount * (payment.payee.name in names)
        return np.asarray(to_pounds(total))

    @property
    def gross(self) -> Floats:
        """Count times price of everything, before any deduction or cap, (R,)."""
        return self._summed("gross")

    def of_line(self, name: str) -> Floats:
        """What is owed for one pay line or outcome, after every cap, (R,)."""
        total = np.zeros(2 if self.bounded else 1)
        for settled in self.statements:
            under = settled.worked.card.named((name,))
            total = total + settled.worked.owed[:, under].sum(axis=(1, 2))
        return np.asarray(to_pounds(total))

    def to_date(self, label: str) -> Floats:
        """What all payers owe up to and with one period, (R,)."""
        total = np.zeros(2 if self.bounded else 1)
        for settled in self.statements:
            total = total + sum(payment.amount for payment in settled.payments)
            if settled.label == label:
                return np.asarray(to_pounds(total))
        raise self._no_period(label)

    def in_period(self, label: str) -> Floats:
        """What all payers owe for one period, (R,)."""
        for settled in self.statements:
            if settled.label == label:
                owed = sum((payment.amount for payment in settled.payments), np.zeros(2 if self.bounded else 1))
                return np.asarray(to_pounds(owed))
        raise self._no_period(label)

    def _no_period(self, label: str) -> ScenarioError:
        known = ", ".join(settled.label for settled in self.statements)
        return ScenarioError([Fault("the period", label, "no row of the activity is called this", f"there is {known}")])

    def _summed(self, step: str) -> Floats:
        parts = [getattr(settled.worked, step).sum(axis=(1, 2)) for settled in self.statements]
        return np.asarray(to_pounds(sum(parts, np.zeros(2 if self.bounded else 1))))


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
    recorded = recorded_statements(case, made, activity)
    months = max(case.horizon_months, *(statement.month_to + 1 for statement in recorded.statements), 1)
    closing = _Closing(made, activity, 2 if recorded.bounded else 1, months)
    statements = _settled(made, activity, recorded, closing)
    return Settlement(
        case=case,
        contract=made,
        activity=activity,
        statements=statements,
        bounded=recorded.bounded,
        tranches=() if made.capital is None else _tranches(made, closing),
        draws_recorded=closing.draws_recorded,
        oddities=oddities(case, made, activity, recorded),
        waterfall=() if closing.account is None else tuple(closing.account.log),
    )


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


class _Closing:
    """The months between statements, closed one by one for the capital account."""

    def __init__(self, contract: WrittenContract, activity: Activity, rows: int, months: int) -> None:
        self.ledger = Ledger(rows, months)
        self.account = None if contract.capital is None else CapitalAccount(contract, rows, log=True)
        self.month = 0
        self.measures: Mapping[str, Floats] = {}
        self.due: dict[int, list[Payment]] = {}
        self.draws: dict[int, list[tuple[str, float]]] = {}
        self.draws_recorded = any(row.drawn for row in activity.rows)
        for row in activity.rows:
            for tranche, amount in row.drawn.items():
                self.draws.setdefault(min(row.month_from, months - 1), []).append((tranche, amount))
        if contract.capital is not None and not self.draws_recorded:
            self.draws[0] = [(tranche.name, tranche.commitment) for tranche in contract.capital.tranches]

    def up_to(self, month: int) -> None:
        """Close every month before ``month`` that is not closed yet."""
        while self.month < min(month, self.ledger.months):
            self._close()
            self.month += 1

    def _close(self) -> None:
        nothing, month = np.zeros(self.ledger.replications), self.month
        for tranche, amount in self.draws.get(month, []) if self.account else []:
            assert self.account is not None
            self.account.record_draw(self.ledger, month, tranche, nothing + to_pence(amount))
        for payment in self.due.get(month, []):
            self.ledger.post_payment(replace(payment, due=month))
        if self.account is not None:
            self.account.step(
                self.ledger, month=month, provider_cost=nothing, running=nothing + 1, planned_need=0.0,
                last_month=month == self.ledger.months - 1, measures=self.measures, draw_to_need=False,
            )  # fmt: skip

    def seen_by(self, statement: Statement) -> Statement:
        """The statement with the capital account as at the day before."""
        self.measures = statement.measures
        if self.account is None:
            return statement
        return replace(
            statement,
            drawn=self.account.drawn,
            repaid=self.account.repaid,
            capital_due=self.account.capital_due(statement.month_to - 1, statement.measures),
        )


def _settled(
    contract: WrittenContract, activity: Activity, recorded: RecordedStatements, closing: _Closing
) -> tuple[SettledStatement, ...]:
    """Settle statement by statement; the months between are closed as they pass."""
    book = contract.open_book(closing.ledger.replications)
    out = []
    for label, statement in zip(recorded.labels, recorded.statements, strict=True):
        closing.up_to(statement.month_to - 1)
        seen = closing.seen_by(statement)
        payments = contract.settle(book, seen)
        if activity.basis == "payment":
            payments = tuple(replace(payment, due=statement.month_to - 1) for payment in payments)
        _, worked, divided = told(book)
        for payment in payments:
            closing.due.setdefault(min(payment.due, closing.ledger.months - 1), []).append(payment)
        out.append(SettledStatement(label, seen, worked, divided, payments))
    closing.up_to(closing.ledger.months)
    return tuple(out)


def _tranches(contract: WrittenContract, closing: _Closing) -> tuple[SettledTranche, ...]:
    """What each tranche paid in and got."""
    capital = contract.capital
    assert capital is not None
    givers = {guarantee.by for guarantee in capital.guarantees}
    out = []
    for tranche, party in zip(capital.tranches, contract.investors, strict=True):
        flows, nothing = closing.ledger.net(party), np.zeros(closing.ledger.replications)
        lines = closing.ledger.lines.items()
        drawn = sum((line.sum(axis=1) for (payer, _, _), line in lines if payer == party), nothing)
        received = sum((line.sum(axis=1) for (_, payee, _), line in lines if payee == party), nothing)
        made_good = sum(
            (line.sum(axis=1) for (payer, payee, _), line in lines if payee == party and payer.name in givers), nothing
        )
        out.append(
            SettledTranche(
                name=tranche.name, commitment=tranche.commitment, drawn=to_pounds(drawn), received=to_pounds(received),
                guaranteed=to_pounds(made_good), irr=irr(flows), multiple=multiple_of(received, drawn),
            )
        )  # fmt: skip
    return tuple(out)


def multiple_of(received: Floats, drawn: Floats) -> Floats:
    """Received over paid in, (R,); NaN where nothing was paid in."""
    return np.asarray(np.divide(received, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0))
