"""The grant, in three presets of one form: Grants 2.0 (our reading), a general grant, a plain grant.

Takes what the grantee reports having spent, gives instalments and, at the end, money one way or the other. No settled
public definition of Grants 2.0 was found; ours is written here, and ``describe`` says what it is. Lines that a scenario
writes besides (a bonus on outcomes) are worked like any other contract's.
"""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np

from outcomesim.contracts.base import Book, Payment
from outcomesim.contracts.order.shares import taken_on
from outcomesim.contracts.order.tab import block_up_to
from outcomesim.contracts.steering.dates import closing_months
from outcomesim.contracts.wording.common import every, money, months
from outcomesim.contracts.written import PURSES, WrittenContract
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.terms import GrantTerms
from outcomesim.units import NEVER, Floats, Ints, share_out, to_pence, to_pounds

GRANTED = "granted so far"
AWARDED = "granted for the service"
INSTALMENT = "instalment"
PAID_UP_TO = "instalments paid up to"


class Grant(WrittenContract):
    """An award for the service, in one of three ways.

    *Grants 2.0, our reading*: paid in advance to plan, trimmed by what is unspent, reconciled to cost within the award.
    With ``unspent = granted - cost reported to date`` (below nought where more was spent than granted):

    - an instalment, on the first day of a period: ``min(award - granted, max(0, plan of the period - unspent))``. The
      plan of a period is the planned cost of its months times award over planned cost; the last period's also
      holds whatever is planned after it. What is trimmed stays in the award, and an overspend is made good, so
      money moves freely between lines and periods. Once notice has been given, the plan ends with the service;
    - reconciliation, a month after the service, or at the first statement after it has stopped: unspent cash goes
      back to the payers; cost above what was granted is paid, up to the award.

    *General grant*, as the Government Functional Standard (GovS 015) asks: in arrears, ``min(cost to date, award) -
    granted``. *Plain grant*: ``award / months`` in advance for each month of service, until it stops; reported on, not
    reconciled.
    """

    says_its_price = True

    @property
    def grant(self) -> GrantTerms:
        """The form's own terms."""
        return self.terms.terms or GrantTerms()

    @property
    def award(self) -> float:
        """The award in pence: as agreed, or the expected cost of delivery."""
        agreed = self.grant.award
        award = self.setting.planned_cost if agreed is None else agreed
        return float(to_pence(award * self.terms.price_factor))

    @property
    def most_payable(self) -> float | None:
        """The award, and what the written lines can come to."""
        beyond = super().most_payable
        return None if beyond is None else self.award + beyond

    @property
    def most_beside_claims(self) -> float | None:
        """The award, and what lines that are not paid for claims can come to."""
        beyond = super().most_beside_claims
        return None if beyond is None else self.award + beyond

    @cached_property
    def _plan_up_to(self) -> Floats:
        """The award as planned to be spent before each month 0 ... service_months, in pence, all of it by the last."""
        service = self.setting.service_months
        planned = np.zeros(service)
        by_month = np.asarray(self.setting.planned_cost_by_month, dtype=np.float64)
        planned[: len(by_month)] = by_month[:service]
        planned[-1] += by_month[service:].sum()
        if not planned.any():
            planned[:] = 1.0
        upto = np.concatenate([[0.0], np.cumsum(planned)])
        return np.asarray(upto / upto[-1] * self.award)

    # -- dates -------------------------------------------------------------------------------------------------------

    @property
    def _period(self) -> int:
        return self.payment.every_months

    @property
    def _instalment_months(self) -> tuple[int, ...]:
        """The first day of every period, or its end where the grant is paid in arrears."""
        service = self.setting.service_months
        if self.grant.preset == "general":
            return (*range(self._period, service, self._period), service)
        return tuple(range(0, service, self._period))

    @property
    def _grant_months(self) -> tuple[int, ...]:
        """Every date on which money moves for the grant itself, reconciliation last."""
        reconciled = min(self.setting.service_months + 1, self.setting.horizon_months)
        return (*self._instalment_months, *((reconciled,) if self.grant.preset == "grants 2.0" else ()))

    @property
    def own_dates(self) -> tuple[int, ...]:
        """Every date on which money moves for the grant itself."""
        return self._grant_months

    @property
    def price_rests_on_plan(self) -> bool:
        """Whether the award is left to what delivery is planned to cost."""
        return self.grant.award is None

    @cached_property
    def statement_months(self) -> tuple[int, ...]:
        """The grant's own dates, those of the written lines where there are any, and those at which a book closes."""
        lines = super().statement_months if self.payment.lines else ()
        last = max(self._grant_months[-1], self._last if lines else self.setting.service_months)
        return tuple(sorted({*self._grant_months, *lines, *closing_months(self.terms.gain_share, last=last)}))

    # -- money -------------------------------------------------------------------------------------------------------

    def owed(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """The instalment that falls on this date, and what the written lines come to."""
        payments: tuple[Payment, ...] = ()
        if statement.month_to in self._grant_months:
            pays = {"grants 2.0": self._advanced, "general": self._in_arrears, "plain": self._in_parts}
            payments = pays[self.grant.preset](book, statement)
        on_lines = super().owed(book, statement)  # nothing on the first day, nor after their last statement
        kept = (p for p in on_lines if p.tells_something)
        return (*payments, *kept)

    def _advanced(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """The instalment of the coming period where the service goes on; reconciliation where it has stopped."""
        now, last = statement.month_to, statement.month_to not in self._instalment_months
        stops_at = book.notes.get("stops at", np.full(statement.replications, NEVER))
        over = _has_stopped(statement, stops_at) | last
        granted = self._granted(book, statement)
        unspent, left = granted - statement.cost_to_date, self.award - granted

        coming = np.zeros(statement.replications) if last else self._plan_between(now, stops_at)
        instalment = np.where(over, 0.0, np.minimum(left, np.maximum(0.0, coming - unspent)))
        settled = np.where(over, np.minimum(left, np.maximum(0.0, -unspent)), 0.0)
        returned = np.where(over, np.maximum(0.0, unspent), 0.0)
        pay = partial(self._pay, book, statement)
        payments = () if last else pay(instalment, f"instalment in advance at month {now}", now)
        if over.any():
            cites = f"reconciliation to cost after the service (statement {statement.number})"
            payments += pay(settled, cites, now - 1) + self._return(book, returned, cites, now - 1)
        self._note(book, granted, sum((p.amount for p in payments), np.zeros(granted.shape)) - 2 * returned)
        return payments

    def _in_arrears(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """Eligible cost reported and not granted yet, up to the award."""
        granted = self._granted(book, statement)
        owed = np.maximum(0.0, np.minimum(statement.cost_to_date, self.award) - granted)
        now = statement.month_to
        cites = f"eligible cost to month {now - 1} (statement {statement.number})"
        payments = self._pay(book, statement, owed, cites, now - 1)
        self._note(book, granted, sum((p.amount for p in payments), np.zeros(granted.shape)))
        return payments

    def _in_parts(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """An equal part of the award for the months to come, in advance, while the service runs."""
        now, months_of_service = statement.month_to, self.setting.service_months
        stops_at = book.notes.get("stops at", np.full(statement.replications, NEVER))
        done = max(now, book.notes.get(PAID_UP_TO, 0))  # of two rows that end with one month the first brings it
        book.notes[PAID_UP_TO] = now + self._period
        upto, before = (block_up_to(self.award, month, months_of_service) for month in (now + self._period, done))
        owed = np.where(_has_stopped(statement, stops_at), 0.0, upto - before)
        payments = self._pay(book, statement, owed, f"instalment in advance at month {now}", now)
        granted = self._granted(book, statement)
        self._note(book, granted, sum((p.amount for p in payments), np.zeros(granted.shape)))
        return payments

    def _granted(self, book: Book, statement: Statement) -> Floats:
        granted: Floats = book.notes.get(GRANTED, np.zeros(statement.replications))
        return granted

    def _note(self, book: Book, granted: Floats, more: Floats) -> None:
        book.notes[GRANTED] = granted + more
        book.paid = book.paid + more

    def _plan_between(self, now: int, stops_at: Floats) -> Floats:
        """The award as planned for the period that begins now, or for what of it is before the service stops."""
        after = np.minimum(stops_at, min(now + self._period, self.setting.service_months))
        upto = np.interp(after, np.arange(self._plan_up_to.size), self._plan_up_to)
        return np.asarray(np.rint(upto) - np.rint(self._plan_up_to[now]))

    def _pay(self, book: Book, statement: Statement, amount: Floats, cites: str, due: int) -> tuple[Payment, ...]:
        parts = self.borne(amount, INSTALMENT, book, statement, month=due)
        return tuple(Payment(payer, self.holder, part, INSTALMENT, cites, due) for payer, part in parts)

    def _return(self, book: Book, amount: Floats, cites: str, due: int) -> tuple[Payment, ...]:
        """By the shares of those who are payers then, none more than it has paid while others have."""
        payers, purses = self.payers_in(due), book.notes[PURSES]
        shares = [payer.share for payer in payers]
        paid = np.stack(
            [np.maximum(0.0, purses.paid.get(payer.name, 0.0) + np.zeros(amount.shape)) for payer in payers], 1
        )
        by_share = np.stack(share_out(amount, shares), axis=1)  # (R, P)
        back = np.minimum(by_share, paid)
        back = back + taken_on(amount - back.sum(axis=1), np.array(shares), paid - back)
        back = back + np.stack(share_out(amount - back.sum(axis=1), shares), axis=1)  # what payers paid who have left
        for payer, part in zip(payers, back.T, strict=True):
            purses.note_back(payer.name, part)
        reason, each = "unspent grant returned", zip(payers, back.T, strict=True)
        return tuple(Payment(self.holder, Party(p.name, "payer"), part, reason, cites, due) for p, part in each)

    # -- words -------------------------------------------------------------------------------------------------------

    def own_sentences(self) -> tuple[str, ...]:
        """The award, how it is paid, and who bears what."""
        setting = self.setting
        award = money(to_pounds(self.award), setting.currency)
        basis = "the expected cost of delivery" if self.grant.award is None else "as agreed"
        length = months(setting.service_months)
        granted = f"The payers grant {self.holder} an award of {award}, {basis}, for {length} of service."
        return (granted, *self._how_it_is_paid())

    def _how_it_is_paid(self) -> tuple[str, ...]:
        often = every(self._period)
        if self.grant.preset == "plain":
            return (
                f"It is a plain grant: paid in advance in equal parts, {often} from the first day, reported on and not "
                "reconciled; what is not spent is kept, what is overspent is the grantee's.",
            )
        if self.grant.preset == "general":
            return (
                f"It is a general grant as the Government Functional Standard for grants (GovS 015) asks: paid in "
                f"arrears on eligible cost, {often}, up to the award, and reviewed at least yearly.",
                "The grantee bears the wait and what the service costs beyond the award; the payers bear the risk that "
                "their money buys no outcomes.",
            )
        end = self._grant_months[-1]
        return (
            "No settled public definition of Grants 2.0 was found: this is our reading.",
            f"It is paid in advance, {often} from the first day. An instalment brings the money in hand up to the "
            "planned cost of the coming period: what is unspent is taken off and stays in the award for later periods, "
            "what was overspent is made good, and the award is never exceeded. Money moves freely between lines and "
            "periods.",
            f"At the end of month {end - 1}, or at the first statement after the service has stopped, the grant is "
            "reconciled to reported cost: unspent money is returned to the payers by their shares, to none more than "
            "it has paid, and cost above what was paid is paid up to the award.",
            "The grantee bears what the service costs beyond the award, and the risk of notice; the payers bear the "
            "risk that their money buys no outcomes.",
        )


def _has_stopped(statement: Statement, stops_at: Floats) -> Ints:
    """Where the service has stopped by the end of a statement, (R,) of bool; where it stood still it goes on."""
    return np.asarray((stops_at <= statement.month_to) | statement.ended)
