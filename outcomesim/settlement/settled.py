"""What a settlement is: each statement as it was worked, and every figure that can be read off it.

Plain records; :mod:`outcomesim.settlement.settling` makes them. Amounts are in the currency's own units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from outcomesim.cashflows.waterfall import Logged
from outcomesim.contracts import Payment
from outcomesim.contracts.order.working import Worked
from outcomesim.contracts.partner_gates import GateHeld
from outcomesim.contracts.paying.advancing import Advanced
from outcomesim.contracts.paying.dividing import Divided
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.beneath import AllocationHeld, SettledProvider
from outcomesim.settlement.closing import SettledTranche, signed
from outcomesim.units import Floats, to_pounds


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
    to : str
        Who is paid by it, where several are paid and each has a statement of its own for the same months.
    gate : GateHeld or None
        The gate that was held once it had been settled.
    advanced : Advanced or None
        What became of advances; None where the terms have none.
    penalised : Worked or None
        How penalties were worked; None where the terms have none.
    behind : mapping of measure to str
        What is to be said beside its figure: that another stands in for it, or who could not be measured.
    """

    label: str
    statement: Statement
    worked: Worked
    divided: Divided
    payments: tuple[Payment, ...]
    to: str = ""
    gate: GateHeld | None = None
    advanced: Advanced | None = None
    penalised: Worked | None = None
    behind: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The period, and who is paid where several are."""
        return f"{self.label}, {self.to}" if self.to else self.label


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
    providers : tuple of SettledProvider
        What each of several providers did and is paid by the lead; empty where that is not known.
    allocations : tuple of AllocationHeld
        What allocation reviews would have moved.
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
    providers: tuple[SettledProvider, ...] = ()
    allocations: tuple[AllocationHeld, ...] = ()

    @property
    def payments(self) -> tuple[Payment, ...]:
        """Every payment, in the order of the statements."""
        return tuple(payment for settled in self.statements for payment in settled.payments)

    @property
    def total(self) -> Floats:
        """What all payers owe in all, less what they get back, (R,)."""
        return self.paid_by(*(payer.name for payer in self.contract.every_payer))

    def paid_to(self, name: str) -> Floats:
        """What a party gets of the payers in all, less what it gives back, (R,)."""
        total = self._nothing
        for payment in self.payments:
            total = total + payment.amount * (payment.payee.name == name)
            total = total - payment.amount * (payment.payer.name == name)
        return np.asarray(to_pounds(total))

    def paid_by(self, *names: str, period: str = "", to: str = "") -> Floats:
        """What some payers owe in all (or for one period, or to one party), less what they get back, (R,)."""
        total = self._nothing
        for payment in (payment for settled in self._in(period) for payment in settled.payments):
            if to in ("", payment.payer.name, payment.payee.name):
                total = total + payment.amount * (payment.payer.name in names)
                total = total - payment.amount * (payment.payee.name in names)
        return np.asarray(to_pounds(total))

    def paid_on(self, provider: str) -> Floats | None:
        """What the lead pays one of several providers in all, (R,); None where that is not known."""
        paid = next((one.paid for one in self.providers if one.name == provider), None)
        if paid is None:
            return None
        return np.asarray(to_pounds(sum((payment.amount for payment in paid), self._nothing)))

    @property
    def payees(self) -> tuple[Party, ...]:
        """Those whom the payers pay, in the order of the payments."""
        both = ((payment.payer, payment.payee) for payment in self.payments)
        return tuple(dict.fromkeys(party for pair in both for party in pair if party.role != "payer"))

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
