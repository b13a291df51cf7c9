"""The grant, "Grants 2.0, our reading": an award in instalments, reviewed on outcomes, reconciled to cost.

Takes what the grantee reports having spent, gives instalments in advance and, at the end, money one way or the
other. No settled public definition of Grants 2.0 was found; this is ours, and ``describe`` says what it is.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.capital_wording import provider_sentences
from outcomesim.contracts.terms import split
from outcomesim.contracts.wording import cost_sentences, every, money, months, payers_sentence, review_sentences
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.terms import GrantTerms
from outcomesim.units import NEVER, Floats, to_pence, to_pounds


class Grant(Contract):
    """An award paid in advance to plan, trimmed by what is unspent, and reconciled to cost within the award.

    With ``unspent = paid - cost reported to date`` (below nought where more was spent than paid):

    - an instalment, on the first day of a period: ``min(award - paid, max(0, plan of the period - unspent))``. The
      plan of a period is the planned cost of its months times award over planned cost; the last period's also
      holds whatever is planned after it. What is trimmed stays in the award, and an overspend is made good, so
      money moves freely between lines and periods. Once notice has been given, the plan ends with the service;
    - reconciliation, a month after the service, or at the first statement after it has stopped: unspent cash goes
      back to the payers; cost above what was paid is paid, up to the award.

    ``book.paid`` is what has been paid less what has been returned.
    """

    @property
    def grant(self) -> GrantTerms:
        """The form's own terms."""
        terms: GrantTerms = self.terms.terms
        return terms

    @property
    def award(self) -> float:
        """The award in pence: as agreed, or the expected cost of delivery."""
        agreed = self.grant.award
        award = self.setting.planned_cost if agreed is None else agreed
        return float(to_pence(award * self.terms.price_factor))

    @property
    def most_payable(self) -> float:
        """The award."""
        return self.award

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

    @property
    def _instalment_months(self) -> tuple[int, ...]:
        return tuple(range(0, self.setting.service_months, self.grant.every_months))

    @property
    def statement_months(self) -> tuple[int, ...]:
        """The first day of every period of service, and the reconciliation."""
        return (*self._instalment_months, min(self.setting.service_months + 1, self.setting.horizon_months))

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """The instalment of the coming period where the service goes on; reconciliation where it has stopped."""
        now, last = statement.month_to, statement.month_to not in self._instalment_months
        stops_at = book.notes.get("stops at", np.full(statement.replications, NEVER))
        over = (statement.running < now - statement.month_from) | (stops_at <= now) | last
        unspent = book.paid - statement.cost_to_date
        left = self.award - book.paid

        coming = np.zeros(statement.replications) if last else self._plan_between(now, stops_at)
        instalment = np.where(over, 0.0, np.minimum(left, np.maximum(0.0, coming - unspent)))
        settled = np.where(over, np.minimum(left, np.maximum(0.0, -unspent)), 0.0)
        returned = np.where(over, np.maximum(0.0, unspent), 0.0)
        book.paid = book.paid + instalment + settled - returned

        payments = () if last else self._pay(instalment, f"instalment in advance at month {now}", now)
        if over.any():
            cites = f"reconciliation to cost after the service (statement {statement.number})"
            payments += self._pay(settled, cites, now - 1) + self._return(returned, cites, now - 1)
        return payments

    def _plan_between(self, now: int, stops_at: Floats) -> Floats:
        """The award as planned for the period that begins now, or for what of it is before the service stops."""
        after = np.minimum(stops_at, min(now + self.grant.every_months, self.setting.service_months))
        upto = np.interp(after, np.arange(self._plan_up_to.size), self._plan_up_to)
        return np.asarray(np.rint(upto) - np.rint(self._plan_up_to[now]))

    def _pay(self, amount: Floats, cites: str, due: int) -> tuple[Payment, ...]:
        return tuple(Payment(payer, self.holder, part, "instalment", cites, due) for payer, part in self._split(amount))

    def _return(self, amount: Floats, cites: str, due: int) -> tuple[Payment, ...]:
        reason = "unspent grant returned"
        return tuple(Payment(self.holder, payer, part, reason, cites, due) for payer, part in self._split(amount))

    def _split(self, amount: Floats) -> list[tuple[Party, Floats]]:
        return list(zip(self.payers, split(amount, [payer.share for payer in self.terms.payers]), strict=True))

    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences."""
        setting = self.setting
        award = money(to_pounds(self.award), setting.currency)
        basis = "the expected cost of delivery" if self.grant.award is None else "as agreed"
        end = self.statement_months[-1]
        return (
            f"The payers grant {self.holder} an award of {award}, {basis}, for {months(setting.service_months)} of "
            "service. No settled public definition of Grants 2.0 was found: this is our reading.",
            f"It is paid in advance, {every(self.grant.every_months)} from the first day. An instalment brings the "
            "money in hand up to the planned cost of the coming period: what is unspent is taken off and stays in the "
            "award for later periods, what was overspent is made good, and the award is never exceeded. Money moves "
            "freely between lines and periods.",
            payers_sentence(self),
            *review_sentences(self.terms.review, setting.planned_places),
            *provider_sentences(self),
            *cost_sentences(self),
            f"At the end of month {end - 1}, or at the first statement after the service has stopped, the grant is "
            "reconciled to reported cost: unspent money is returned to the payers by their shares, and cost above "
            "what was paid is paid up to the award.",
            "The grantee bears what the service costs beyond the award, and the risk of notice; the payers bear the "
            "risk that their money buys no outcomes.",
        )
