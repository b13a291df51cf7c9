"""A contract made wholly of written terms: the order of working, the payers, the gates, whatever the form's name.

Takes statements, gives payments and directions. Every shipped form is one of these with some lines of its own added;
what it may not know, and how it reads, is as in :mod:`outcomesim.contracts.base`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from outcomesim.contracts.allocating import direction_at_allocation
from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.capital_wording import provider_sentences
from outcomesim.contracts.card import ON_OUTCOMES, Card, items_of
from outcomesim.contracts.dividing import REASONS, Divided, Purses, divided
from outcomesim.contracts.reviewing import direction_at_gate, together
from outcomesim.contracts.tab import Calendar, Tab
from outcomesim.contracts.wording import cost_sentences, payers_sentence, review_sentences
from outcomesim.contracts.wording_of_providers import allocation_sentences, delivering_sentences
from outcomesim.contracts.wording_of_terms import end_sentences, gate_sentences, payment_sentences, variation_sentences
from outcomesim.contracts.working import Worked, work
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Variation
from outcomesim.scenario.quantities import Quantity
from outcomesim.units import NEVER, Floats, Ints, to_pence, whole_pence

TAB, PURSES, SETTLED = "tab", "purses", "settled"
TERMINATION = "payment on ending early"


class WrittenContract(Contract):
    """A contract that is its terms and nothing else.

    ``payments = divided between payers(worked in order(counts))``: see :mod:`outcomesim.contracts.working` and
    :mod:`outcomesim.contracts.dividing`.
    """

    # -- what is written -----------------------------------------------------------------------------------------

    @property
    def own_lines(self) -> tuple[PayLine, ...]:
        """The lines that the form adds to those written."""
        return ()

    @cached_property
    def payment(self) -> PaymentTerms:
        """All that decides what is owed: as written, and the form's own lines."""
        return self.with_own_lines(self.terms.payment)

    def with_own_lines(self, written: PaymentTerms) -> PaymentTerms:
        """Written terms as this form reads them."""
        return replace(written, lines=(*self.own_lines, *written.lines))

    @cached_property
    def variations(self) -> tuple[Variation, ...]:
        """Terms that replace others between dates; the form's own lines go on where a variation writes no lines."""
        return tuple(
            v if v.replaces_lines else replace(v, payment=self.with_own_lines(v.payment)) for v in self.terms.variations
        )

    @cached_property
    def every_payer(self) -> tuple[Party, ...]:
        """The payers, and those who join by a variation."""
        joined = (Party(payer.name, "payer") for v in self.variations for payer in v.payers)
        return tuple(dict.fromkeys((*self.payers, *joined)))

    @property
    def holder(self) -> Party:
        """The vehicle, where investors fund delivery; else the provider."""
        return self.setting.provider if self.capital is None else Party(self.terms.vehicle, "spv")

    @property
    def capital(self) -> CapitalTerms | None:
        """The investors' terms."""
        return self.terms.capital

    @property
    def agreement(self) -> AgreementTerms | None:
        """What the vehicle pays the provider."""
        return None if self.capital is None else self.terms.agreement

    @property
    def intermediary(self) -> Party:
        """Who manages the vehicle."""
        return Party(self.terms.intermediary, "intermediary")

    @property
    def fee_per_month(self) -> Quantity | None:
        """The intermediary's fee."""
        return self.terms.fee_per_month

    # -- prices as arrays ----------------------------------------------------------------------------------------

    @cached_property
    def _keys(self) -> tuple[tuple[str, str], ...]:
        every = (self.payment, *(variation.payment for variation in self.variations))
        return tuple(dict.fromkeys(item.key for terms in every for item in items_of(terms)))

    def _card_of(self, terms: PaymentTerms) -> Card:
        return Card(terms, self._keys, self.setting.outcomes, self.setting.segments)

    @cached_property
    def card(self) -> Card:
        """The contract's own card, apart from variations."""
        return self._card_of(self.payment)

    @cached_property
    def _versions(self) -> tuple[tuple[float, float, Card, tuple[Payer, ...]], ...]:
        """Variations first, then the contract's own terms: the first whose dates fit stands."""
        varied = [(v.since, v.until, self._card_of(v.payment), v.payers) for v in self.variations]
        return (*varied, (-NEVER, NEVER, self.card, self.terms.payers))

    def version_at(self, month: float) -> tuple[Card, tuple[Payer, ...]]:
        """The card and the payers of a statement that begins in a month."""
        return next((card, payers) for since, until, card, payers in self._versions if since <= month < until)

    @cached_property
    def claim_values(self) -> Ints | None:
        """The rate card less deductions, (G, L) of int64 pence; None where nothing is paid on outcomes."""
        return self.card.claim_values() if self.card.paid_on_outcomes.size else None

    @property
    def claim_limit(self) -> int | None:
        """The cap per person, in pence."""
        cap = self.payment.person_cap
        return None if cap is None else int(to_pence(cap.amount))

    @property
    def most_payable(self) -> float | None:
        """The cap on the contract, or what all lines together can come to where each is bounded, in pence."""
        caps = [float(to_pence(cap.amount)) for cap in self.payment.caps if cap.over == "contract" and not cap.lines]
        bounded = [_most_of(line, self.payment.price_factor) for line in self.payment.lines]
        if bounded and all(most is not None for most in bounded):
            caps.append(float(to_pence(sum(most or 0.0 for most in bounded))))
        return min(caps, default=None)

    # -- dates ---------------------------------------------------------------------------------------------------

    @cached_property
    def _last(self) -> int:
        """The month of the last statement: of service where only the service is paid for, else of claims."""
        late = any(line.per in (*ON_OUTCOMES, "measure", "capital due") for line in self.every_line)
        return self.setting.claim_months if late else self.setting.service_months

    @cached_property
    def every_line(self) -> tuple[PayLine, ...]:
        """The lines of the contract's own terms and of all variations."""
        return (*self.payment.lines, *(line for v in self.variations for line in v.payment.lines))

    @property
    def calendar(self) -> Calendar:
        """When lines are claimed."""
        setting = self.setting
        return Calendar(setting.service_months, self._last, setting.last_service, setting.last_referral)

    @cached_property
    def statement_months(self) -> tuple[int, ...]:
        """The end of every period, and every date on which terms, prices or retentions change."""
        every = self.payment.every_months
        months = {*range(every, self._last, every), self._last}
        for line in self.every_line:
            months |= {int(np.ceil(date)) for date in (line.since, line.until) if date is not None}
            months |= {int(np.ceil(price.since)) for price in line.prices}
        months |= {int(np.ceil(date)) for v in self.variations for date in (v.since, v.until)}
        retention = self.payment.retention
        if retention is not None and retention.released is not None:
            months |= {int(np.ceil(month + retention.released)) for month in tuple(months)}
        years = any(cap.over == "year" for cap in self.payment.caps) or any(
            f.over == "year" for f in self.payment.floors
        )
        if years or any(payer.limit_per_year is not None for payer in self.terms.payers):
            months |= {*range(12, self._last, 12)}
        return tuple(sorted(month for month in months if 0 < month <= min(self._last, self.setting.horizon_months)))

    @property
    def review_months(self) -> tuple[float, ...]:
        """Dates of the reviews, allocations and gates, ascending; each once."""
        reviews = () if self.terms.review is None else self.terms.review.at
        allocations = () if self.terms.allocation is None else self.terms.allocation.at
        return tuple(sorted({*reviews, *allocations, *(at for gate in self.terms.gates for at in gate.at)}))

    # -- working -------------------------------------------------------------------------------------------------

    def open_book(self, replications: int) -> Book:
        """The book on the first day: an empty tab and empty purses."""
        book = Book.empty(replications)
        book.notes[TAB] = Tab.empty(
            replications, len(self._keys), len(self.setting.segments), len(self.setting.outcomes)
        )
        book.notes[PURSES] = Purses()
        book.notes["cut by cap"] = np.zeros(replications)
        return book

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """What is owed because of the statement, worked in order and divided between the payers."""
        return self._settled(book, statement)

    def _settled(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        card, payers = self.version_at(statement.month_from)
        worked = work(card, book.notes[TAB], self._within_run_off(statement), self.calendar, self.setting.measures)
        last = statement.month_to >= self._last
        parts = divided(worked, payers, book.notes[PURSES], statement, last=last)
        paid: Floats = np.asarray(sum((due.amount for due in parts.dues), np.zeros(statement.replications)))
        book.paid = book.paid + paid
        book.notes["cut by cap"] = book.notes["cut by cap"] + worked.cut
        book.notes[SETTLED] = (statement, worked, parts)  # for whoever tells how it was worked
        return (*self._payments(statement, card, worked, parts), *self._on_ending(book, statement))

    def _payments(self, statement: Statement, card: Card, worked: Worked, parts: Divided) -> tuple[Payment, ...]:
        first, last = statement.month_from, statement.month_to - 1
        due = min(last + card.terms.payment_terms_months, self.setting.horizon_months - 1)
        on_outcomes = _paid_by_outcome(worked, parts)
        payments, told = [], False
        reasons_in_use = {REASONS[item.line.per] for item in card.items if item}
        for part in parts.dues:
            if not part.amount.any() and part.reason not in reasons_in_use:
                continue
            by_line = None
            if part.reason == "outcomes" and not told:
                by_line, told = on_outcomes, True
            what = "claims verified in" if part.reason == "outcomes" else f"{part.reason} for"
            cites = f"{what} months {first} to {last} (statement {statement.number})"
            payer = Party(part.payer, "payer")
            payments.append(Payment(payer, self.holder, part.amount, part.reason, cites, due, by_line))
        return tuple(payments)

    def _within_run_off(self, statement: Statement) -> Statement:
        """The statement without the claims that come later than the run-off after a stop."""
        end = self.terms.end
        if end is None or end.run_off_months is None or statement.stopped_at is None:
            return statement
        counts = statement.month_from < statement.stopped_at + end.run_off_months  # (R,)
        if counts.all():
            return statement
        verified = np.where(counts[:, None, None], statement.verified, 0)
        return replace(statement, verified=verified, withheld=np.where(counts[:, None], statement.withheld, 0.0))

    def _on_ending(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """What is paid once when the service has been stopped before its time."""
        end = self.terms.end
        if end is None or end.payment == 0:
            return ()
        before = book.notes.get(TERMINATION, np.zeros(statement.replications, dtype=np.bool_))
        now = statement.ended & ~before
        book.notes[TERMINATION] = before | now
        if not now.any():
            return ()
        amount = np.where(now, float(to_pence(end.payment)), 0.0)
        book.paid = book.paid + amount
        due = min(statement.month_to - 1 + self.payment.payment_terms_months, self.setting.horizon_months - 1)
        cites = f"the service stopped before its time (statement {statement.number})"
        return tuple(
            Payment(payer, self.holder, part, TERMINATION, cites, due)
            for payer, part in zip(self.payers, self.split(amount), strict=True)
        )

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """What the reviews and gates that fall on this date direct."""
        held = book.notes.get("dates held", 0)
        book.notes["dates held"] = held + 1
        time = self.review_months[held]
        directions = [direction_at_gate(gate, book, statement, time) for gate in self.terms.gates if time in gate.at]
        if self.terms.review is not None and time in self.terms.review.at:
            directions.append(super().review(book, statement))
        allocation = self.terms.allocation
        if allocation is not None and time in allocation.at:
            lines = [self.setting.outcomes.index(name) for name in allocation.outcomes]
            planned = self.setting.provider_shares
            directions.append(direction_at_allocation(allocation, book, statement, lines=lines, planned=planned))
        return together(directions)

    # -- words ---------------------------------------------------------------------------------------------------

    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences."""
        return (
            *payment_sentences(self),
            payers_sentence(self),
            *variation_sentences(self),
            *self.own_sentences(),
            *delivering_sentences(self),
            *allocation_sentences(self),
            *provider_sentences(self),
            *review_sentences(self.terms.review, self.setting.planned_places),
            *gate_sentences(self.terms.gates),
            *provider_sentences(self),
            *cost_sentences(self),
            *end_sentences(self),
        )

    def own_sentences(self) -> tuple[str, ...]:
        """What only this form says."""
        return ()

    @property
    def cannot_be_simulated(self) -> str:
        """Why the terms can only be applied to recorded activity; empty where they can be simulated."""
        moving = self.payment.indexation is not None or any(
            p.since > 0 for line in self.every_line for p in line.prices
        )
        if moving and self.payment.person_cap is not None:
            return "a cap per person cannot be simulated under prices that change with time"
        by_date = [line.name for line in self.every_line if line.priced_by != "claim"]
        if moving and by_date:
            return f'"{by_date[0]}" is priced by another date than the claim\'s, which is not simulated'
        return ""


def _most_of(line: PayLine, factor: float) -> float | None:
    """The most that a line can come to, in the scenario's currency; None where nothing bounds it."""
    if line.per == "block" and line.amount is not None:
        return line.amount * factor
    if line.per == "measure" and line.schedule is not None and line.schedule.kind != "bands":
        return max(value for _, value in line.schedule.points) * line.weight * factor
    if line.per == "measure" and line.schedule is not None and line.schedule.upto is not None:
        from outcomesim.contracts.schedules import schedule_value

        return float(schedule_value(line.schedule, np.array([line.schedule.upto]))[0]) * line.weight * factor
    return None


def _paid_by_outcome(worked: Worked, parts: Divided) -> Floats | None:
    """What is paid for each outcome line, (R, L), where nothing else is: less what no payer bears."""
    by_line = worked.by_outcome()
    if not worked.card.paid_on_outcomes.size:
        return None
    if not parts.unpaid.any():
        return by_line
    owed = worked.owed.sum(axis=(1, 2)) + worked.floor
    share = np.divide(parts.unpaid, owed, out=np.zeros(owed.shape), where=owed > 0)
    return np.asarray(whole_pence(by_line * (1 - share)[:, None]))


def told(book: Book) -> Any:
    """The last statement, how it was worked and how it was divided."""
    return book.notes.get(SETTLED)
