"""Payments on the days on which they were made, where the record says so, and the interest on those that were late.

Takes the payments of a statement and the rows behind it, gives payments. What is assumed of payers in a simulation
counts for nothing here. A payment of which no day is recorded is taken to be in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import floor

from outcomesim.contracts import Payment
from outcomesim.contracts.grant import INSTALMENT, Grant
from outcomesim.contracts.paying.lateness import paid_late
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.reading.dates import month_end, months_since

DAYS_IN_A_YEAR = 365


class DaysOfPayment:
    """The days of payment that an activity records.

    Parameters
    ----------
    contract : WrittenContract
    activity : Activity
    behind : mapping of the number of a statement to its rows
    start : date

    Raises
    ------
    ScenarioError
        Where periods are themselves those of payment: when it was due is then not known.
    """

    def __init__(
        self, contract: WrittenContract, activity: Activity, behind: Mapping[int, Sequence[Row]], start: date
    ) -> None:
        self._contract, self._activity, self._behind, self._start = contract, activity, behind, start
        self._told = [row for row in activity.rows if row.paid_on]
        self._taken_for: dict[tuple[int, str], int] = {}
        if self._told and activity.basis == "payment":
            rule = "where periods are those of payment it is not known when it was due, nor how late it was"
            hint = "leave the column out, or write the periods of claims, with # dates: claim"
            self._refuse(self._told[0], rule, hint)

    @property
    def months(self) -> list[int]:
        """The months in which something was paid."""
        return [self._month(day) for row in self._told for day in row.paid_on.values()]

    def as_made(self, payments: Sequence[Payment], statement: Statement) -> tuple[Payment, ...]:
        """The payments of a statement on the days on which they were made, and the interest on those that were late."""
        return tuple(made for payment in payments for made in self._made(payment, statement))

    def _made(self, payment: Payment, statement: Statement) -> tuple[Payment, ...]:
        if not self._told or payment.payer.role != "payer" or not payment.amount.any():
            return (payment,)
        day, due_by = self._day(payment, statement), month_end(self._start, payment.due)
        if day is None or day <= due_by:
            return (payment,)
        late = (day - due_by).days
        when = f"on {day.day} {day:%B %Y}, {late} day{'s' * (late > 1)} late"
        years = late / DAYS_IN_A_YEAR
        return paid_late(self._contract, payment, paid_in=self._month(day), years=years, when=when)

    def _day(self, payment: Payment, statement: Statement) -> date | None:
        """The day on which its payer paid, as its own column says, else as the one for all does."""
        rows = self._rows(payment, statement)
        if payment.payee != self._contract.holder:  # one of several partners, each of whom is paid
            rows = [row for row in rows if row.provider in ("", payment.payee.name)]
        for name in (payment.payer.name, ""):
            found = [row for row in rows if name in row.paid_on]
            for row in found:
                self._refuse_unless_one(found[0], row, name)
                self._refuse_twice(row, name, payment, statement)
            if found:
                return found[0].paid_on[name]
        return None

    def _refuse_unless_one(self, first: Row, row: Row, name: str) -> None:
        if row.paid_on[name] != first.paid_on[name]:
            rule = f"rows of the same months say two days: line {first.line} says {first.paid_on[name]}"
            self._refuse(row, rule, "what was paid when is not known: write one day, or leave both out", name)

    def _refuse_twice(self, row: Row, name: str, payment: Payment, statement: Statement) -> None:
        """One day is of one date in the terms: which of several it is of is not known."""
        date_of_it = self._taken_for.setdefault((row.line, payment.payer.name), statement.month_to)
        if date_of_it != statement.month_to:
            rule = f"several payments of {payment.payer.name} fall due for these months, on dates of their own"
            self._refuse(row, rule, "write a row up to each of these dates, or leave the day out", name)

    def _rows(self, payment: Payment, statement: Statement) -> Sequence[Row]:
        """The rows of the months that a payment is for: those of its statement, or that an instalment is ahead of."""
        if isinstance(self._contract, Grant) and payment.reason == INSTALMENT and payment.due == statement.month_to:
            return [row for row in self._activity.rows if row.month_from <= payment.due < row.month_to]
        if statement.covers_no_months:  # what is released between rows has no row
            return ()
        within = [row for row in self._activity.rows
                  if row.month_from <= statement.month_from and statement.month_to <= row.month_to]  # fmt: skip
        return self._behind.get(statement.number, ()) or within

    def _month(self, day: date) -> int:
        return floor(months_since(self._start, day))

    def _refuse(self, row: Row, rule: str, hint: str, payer: str = "") -> None:
        name = payer if payer in row.paid_on else next(iter(row.paid_on))
        column = f"paid on: {name}" if name else "paid on"
        raise ScenarioError([Fault(column, str(row.paid_on[name]), rule, hint, row.line, self._activity.file)])
