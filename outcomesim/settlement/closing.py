"""The months between statements: recorded draws, payments on their dates, and what tranches get of them.

Takes a contract, its activity and the payments that fall due, gives the capital account as a statement sees it and, in
the end, what each tranche paid in and got. It knows no count and no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcomesim.cashflows.capital import CapitalAccount
from outcomesim.cashflows.closes import closes_in
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.rates import NOTHING_KNOWN, Known, RateOfPeriod
from outcomesim.cashflows.returns import irr
from outcomesim.contracts import Payment
from outcomesim.contracts.written import WrittenContract
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.reports import figures_by, reports_between
from outcomesim.measurement.statement import Statement
from outcomesim.settlement.activity import Activity
from outcomesim.units import Floats, to_pence, to_pounds


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
    rates : tuple of RateOfPeriod
        What it earned in each period that has a rate of its own.
    """

    name: str
    commitment: float
    drawn: Floats
    received: Floats
    guaranteed: Floats
    irr: Floats
    multiple: Floats
    rates: tuple[RateOfPeriod, ...] = ()


class MonthsBetween:
    """The months between statements, closed one by one for the capital account.

    Parameters
    ----------
    contract : WrittenContract
    activity : Activity
        For the draws that it records; without any, the whole commitment is drawn in the first month.
    rows : int
    months : int
    drawn_up : int
        The month of the last statement that was recorded, which may be later than the contract's last.
    paid_in : sequence of int
        Months in which something was paid, as recorded.
    """

    def __init__(
        self,
        contract: WrittenContract,
        activity: Activity,
        rows: int,
        months: int,
        *,
        drawn_up: int,
        paid_in: Sequence[int] = (),
    ) -> None:
        self.ledger = Ledger(rows, months)
        self.account = None if contract.capital is None else CapitalAccount(contract, rows, log=True, months=months)
        self.month = 0
        self.known = NOTHING_KNOWN
        self.reported_to = 0
        self.drawn_up = drawn_up
        self.contract = contract
        self.paid_at_once = activity.basis == "payment"
        self.paid_is_recorded = any("paid" in row.accounts for row in activity.rows)
        self.due: dict[int, list[Payment]] = {}
        self.draws: dict[int, list[tuple[str, float]]] = {}
        self.draws_recorded = any(row.drawn for row in activity.rows)
        for row in activity.rows:
            for tranche, amount in row.drawn.items():
                self.draws.setdefault(min(row.month_from, months - 1), []).append((tranche, amount))
        if contract.capital is not None and not self.draws_recorded:
            self.draws[0] = [(tranche.name, tranche.commitment) for tranche in contract.capital.tranches]
        wait = 0 if self.paid_at_once else contract.payment.payment_terms_months
        self.closes = closes_in(contract, months, later=(drawn_up - 1 + wait, *self.draws, *paid_in))

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
            if self.account is not None and payment.payer == self.account.vehicle:
                self.account.owe(payment)  # money back waits its turn like any debt of the vehicle
            else:
                self.ledger.post_payment(replace(payment, due=month))
        if self.account is not None:
            self.account.step(
                self.ledger, month=month, provider_cost=nothing, running=nothing + 1, planned_need=0.0,
                last_month=month >= self.closes, known=self.known, draw_to_need=False,
            )  # fmt: skip

    def with_what_was_paid(self, statement: Statement, reading: Reading | None) -> Statement:
        """The statement with measures of what the payers had paid by the day before, by this very settlement."""
        if reading is None or not any("paid" in measure.names for measure in reading.measures.values()):
            return statement
        if self.paid_is_recorded:
            return statement
        for month in range(statement.month_to + 1):
            paid = (signed(p) for due, dues in self.due.items() if due < month - 1 for p in dues)
            reading.counted.paid[month] = sum(paid, np.zeros(self.ledger.replications))
        reading.counted.paid[statement.month_to :] = reading.counted.paid[statement.month_to]
        reading.kept.clear()
        if statement.covers_no_months:
            return replace(statement, measures=reading.at(statement.month_to))
        since, self.reported_to = self.reported_to, max(self.reported_to, statement.month_to)
        reports = reports_between(reading, since, statement.month_to)
        return replace(statement, measures=reading.at(statement.month_to), reports=reports)

    def pays_in(self, statement: Statement) -> int:
        """The month in which a statement is paid: what capital is due is due by then."""
        closed = statement.month_to - 1
        return min(closed if self.paid_at_once else self.contract.paid_in(statement), self.ledger.months - 1)

    def seen_by(self, statement: Statement, reading: Reading | None) -> Statement:
        """The statement with the capital account as at the day before."""
        if self.account is None:
            return statement
        by_period = self.account.terms.measures_by_period
        figures = {} if reading is None else figures_by(reading, by_period, statement.month_to)
        self.known = Known(statement.measures, figures)
        paid_in, coming = self.pays_in(statement), self._on_the_way()
        return replace(
            statement,
            drawn=self.account.drawn,
            repaid=self.account.repaid,
            capital_due=self.account.capital_due(paid_in, self.known, on_the_way=coming),
            capital_owed=self.account.capital_owed(paid_in, self.known, on_the_way=coming),
        )

    def _on_the_way(self) -> Floats:
        """What payers owe the vehicle and have not paid by the months that are closed, (R,)."""
        assert self.account is not None
        open_months = (dues for month, dues in self.due.items() if month >= self.month)
        to_vehicle = (p.amount for dues in open_months for p in dues if p.payee == self.account.vehicle)
        return np.asarray(sum(to_vehicle, np.zeros(self.ledger.replications)))


def signed(payment: Payment) -> Floats:
    """A payment as the payers see it: what they get back is below nought."""
    return payment.amount if payment.payer.role == "payer" else -payment.amount


def settled_tranches(contract: WrittenContract, closing: MonthsBetween) -> tuple[SettledTranche, ...]:
    """What each tranche paid in and got."""
    capital, account = contract.capital, closing.account
    assert capital is not None
    assert account is not None
    known = replace(closing.known, all_falls_due=True)
    givers = {guarantee.by for guarantee in capital.guarantees}
    out = []
    for position, party in zip(account.positions, contract.investors, strict=True):
        tranche = position.terms
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
                rates=position.rates_by_period(closing.drawn_up, known),
            )
        )  # fmt: skip
    return tuple(out)


def multiple_of(received: Floats, drawn: Floats) -> Floats:
    """Received over paid in, (R,); NaN where nothing was paid in."""
    return np.asarray(np.divide(received, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0))
