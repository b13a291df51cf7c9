"""A contract made wholly of written terms: the order of working, the payers, the gates, whatever the form's name.

Takes statements, gives payments and directions. Every shipped form is one of these with some lines of its own added;
what it may not know, and how it reads, is as in :mod:`outcomesim.contracts.base`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment, Setting
from outcomesim.contracts.beforehand.most_payable import as_held, beside_claims, most_payable
from outcomesim.contracts.beforehand.most_units import most_units
from outcomesim.contracts.beforehand.not_simulated import why_not_simulated
from outcomesim.contracts.order.card import ON_OUTCOMES, Card, items_of
from outcomesim.contracts.order.moving_prices import claim_values_over_time, price_dates, told_apart
from outcomesim.contracts.order.tab import Calendar, Tab
from outcomesim.contracts.order.working import work
from outcomesim.contracts.paying.advancing import paid_ahead, set_against_advances
from outcomesim.contracts.paying.dividing import Purses, divided, shared
from outcomesim.contracts.paying.gain_share import gain_shared
from outcomesim.contracts.paying.payable import payments_of
from outcomesim.contracts.paying.penalties import penalties, penalty_card, penalty_terms
from outcomesim.contracts.paying.told import SETTLED, Told
from outcomesim.contracts.steering.dates import InForce, closing_months, floor_months, release_months, statement_months
from outcomesim.contracts.steering.ending import most_on_ending, on_ending, worked_within_run_off
from outcomesim.contracts.steering.on_its_dates import dates_held, direction_on_date
from outcomesim.contracts.wording.apart import (
    advance_sentences,
    end_sentences,
    gain_sentences,
    lateness_sentences,
    penalty_sentences,
)
from outcomesim.contracts.wording.capital import provider_sentences
from outcomesim.contracts.wording.common import cost_sentences, payers_sentence, review_sentences
from outcomesim.contracts.wording.providers import allocation_sentences, delivering_sentences
from outcomesim.contracts.wording.terms import (
    gate_sentences,
    payer_sentences,
    payment_sentences,
    variation_sentences,
)
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.measurement.claim_values import ClaimValues, ToldApart
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Variation
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import Floats, Ints, to_pence

TAB, PURSES = "tab", "purses"


class WrittenContract(Contract):
    """A contract that is its terms and nothing else.

    ``payments = divided between payers(worked in order(counts))``: see :mod:`outcomesim.contracts.order.working` and
    :mod:`outcomesim.contracts.paying.dividing`.
    """

    def __init__(self, terms: ContractTerms, setting: Setting) -> None:
        super().__init__(terms, setting)
        for version in self.in_force:
            names = [line.name for line in version.terms.lines]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ContractError(
                    f'contract {terms.name!r}: two lines are called "{twice}"; give each a name of its own'
                )

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
    def in_force(self) -> tuple[InForce, ...]:
        """Variations first, then the contract's own terms: the first whose dates fit stands."""
        varied = [InForce(v.payment, v.payers, v.since, v.until) for v in self.variations]
        return (*varied, InForce(self.payment, self.terms.payers))

    @cached_property
    def penalty_card(self) -> Card:
        """The card of what the holder owes the payers."""
        return penalty_card(self)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The card of each version of the terms, variations first."""
        return tuple(self._card_of(version.terms) for version in self.in_force)

    def version_at(self, month: float) -> tuple[Card, tuple[Payer, ...]]:
        """The card and the payers of a statement that begins in a month."""
        both = zip(self.cards, self.in_force, strict=True)
        return next((card, version.payers) for card, version in both if version.holds(month))

    def terms_of(self, statement: Statement) -> PaymentTerms:
        """The terms that hold when a statement begins."""
        return self.version_at(statement.month_from - statement.covers_no_months)[0].terms

    @cached_property
    def claim_values(self) -> Ints | None:
        """The rate card less deductions, (G, L) of int64 pence; None where nothing is paid on outcomes."""
        return self.card.claim_values() if self.card.paid_on_outcomes.size else None

    def claim_values_at(self, month: int) -> Ints | None:
        """The same for a statement that begins in a month."""
        card, _ = self.version_at(month)
        return card.claim_values(month) if card.paid_on_outcomes.size else None

    @cached_property
    def claim_values_over_time(self) -> ClaimValues | None:
        """The same by the month in which a claim is verified, for the cap per person."""
        return None if self.claim_values is None else self.claim_values_where()

    def claim_values_where(self, lost: Ints | None = None) -> ClaimValues:
        """The same where gates lose what some statements bring, (S, K) of bool."""
        cards = [(since, self.version_at(since)[0]) for since, _ in self.months_of_statements]
        return claim_values_over_time(cards, self.setting.horizon_months, lost)

    @cached_property
    def told_apart(self) -> tuple[ToldApart, ...]:
        """Claims that statements tell apart, because a date of their own decides their price."""
        return told_apart(self.cards, self.setting.horizon_months)

    @property
    def lines_of_items(self) -> Ints:
        """Which outcome line each item of the card pays for, (K,), -1 for none."""
        return self.card.lines_of_items

    @cached_property
    def most_units(self) -> tuple[float, ...]:
        """The most units of each outcome that are paid for one person, by line; empty where none are limited."""
        return most_units(self.cards, self.setting.days)

    @property
    def claim_limit(self) -> int | None:
        """The cap per person, in pence."""
        cap = self.payment.person_cap
        return None if cap is None else int(to_pence(cap.amount))

    @property
    def most_payable(self) -> float | None:
        """The cap on the contract, or what all lines together can come to where each is bounded, in pence."""
        return self._most_of(self.held)

    @cached_property
    def held(self) -> tuple[PaymentTerms, ...]:
        """The terms of each version, with the part of a block price that it pays: for what all can come to."""
        return as_held(self.in_force, self.months_of_statements, self.calendar)

    @property
    def _most_apart(self) -> float | None:
        """What is paid whatever the caps: when the service is stopped before its time, and advances written off."""
        ending = most_on_ending(self.terms.end, self.capital)
        return None if ending is None else ending + sum(amount for _, amount in self.written_off)

    @property
    def most_advanced(self) -> float:
        """What may be advanced and comes back: set against what is owed, or paid back, in pence."""
        return float(to_pence(sum(a.amount for a in self.terms.advances if a.unrecovered == "paid back")))

    @property
    def most_beside_claims(self) -> float | None:
        """What all lines but plain claims can come to; None also where claims may come to be worth more."""
        first = self.card.claim_values()
        dates = price_dates(self.cards, self.setting.horizon_months)
        if any((card.claim_values(date) > first).any() for card in self.cards for date in dates):
            return None
        return self._most_of([beside_claims(terms) for terms in self.held])

    def _most_of(self, versions: Sequence[PaymentTerms]) -> float | None:
        segments = len(self.setting.segments)
        return most_payable(versions, self.setting.measures, segments=segments, apart=self._most_apart)

    # -- dates ---------------------------------------------------------------------------------------------------

    @cached_property
    def _last(self) -> int:
        """The month of the last statement: of service where only the service is paid for, else of claims."""
        either_way = (*self.every_line, *self.terms.penalties)
        late = any(line.per in (*ON_OUTCOMES, "measure", "capital due") for line in either_way)
        return self.setting.claim_months if late else self.setting.service_months

    @cached_property
    def every_line(self) -> tuple[PayLine, ...]:
        """The lines of the contract's own terms and of all variations."""
        return tuple(line for version in self.in_force for line in version.terms.lines)

    @property
    def calendar(self) -> Calendar:
        """When lines are claimed."""
        setting = self.setting
        return Calendar(setting.service_months, self._last, setting.last_service, setting.last_referral)

    @cached_property
    def statement_months(self) -> tuple[int, ...]:
        """The end of every period, and every date on which terms, prices or retentions change or a book closes."""
        versions = (*self.in_force, InForce(penalty_terms(self.terms), ()))
        months = statement_months(versions, last=self._last, horizon=self.setting.horizon_months)
        return tuple(sorted({*months, *closing_months(self.terms.gain_share, last=self._last)}))

    @property
    def months_of_statements(self) -> tuple[tuple[int, int], ...]:
        """The months ``[since, until)`` of each statement."""
        return tuple(pairwise((0, *self.statement_months)))

    @cached_property
    def release_months(self) -> tuple[int, ...]:
        """Months at which what was retained is released and no statement is drawn up."""
        return release_months(self.in_force, self.months_of_statements, horizon=self.setting.horizon_months)

    @property
    def own_dates(self) -> tuple[int, ...]:
        """Dates on which money moves whatever was recorded: the first day of a grant, its reconciliation."""
        return ()

    @property
    def gates(self) -> tuple[int, ...]:
        """Dates on which it is decided who is paid from then on: what was recorded by then must be known."""
        return ()

    @property
    def floor_dates(self) -> tuple[int, ...]:
        """Dates on which a floor for a period or a year closes."""
        return floor_months(self.in_force, last=self._last)

    @property
    def review_months(self) -> tuple[float, ...]:
        """Dates of the reviews, allocations and gates, ascending; each once."""
        return dates_held(self.terms)

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
        """What is owed because of the statement, less what recovers advances; and what the payers are owed."""
        owed = self.owed(book, statement)
        paid = set_against_advances(self, book, statement, owed)
        penalised = penalties(self, book, statement)
        return (*paid, *penalised, *gain_shared(self, book, statement, (*owed, *penalised)))

    def paid_ahead(self, book: Book, month: int, stopped: Ints) -> tuple[Payment, ...]:
        """What is advanced in a month."""
        return paid_ahead(self, book, month, stopped)

    def owed(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """What is owed because of the statement, worked in order and divided between the payers."""
        card, payers = self.version_at(statement.month_from - statement.covers_no_months)
        tab, measures = book.notes[TAB], self.setting.measures
        worked = worked_within_run_off(self, statement, lambda within: work(card, tab, within, self.calendar, measures))
        last, over = statement.month_to >= self._last, statement.month_to >= self.setting.horizon_months
        parts = divided(worked, payers, book.notes[PURSES], statement, last=last, over=over)
        paid: Floats = np.asarray(sum((due.amount for due in parts.dues), np.zeros(statement.replications)))
        book.paid = book.paid + paid - worked.back.sum(axis=(1, 2))
        book.notes["cut by cap"] = book.notes["cut by cap"] + worked.cut
        book.notes[SETTLED] = (Told(statement, worked, parts),)
        waits = {payer.name: payer.payment_terms_months for payer in payers if payer.payment_terms_months is not None}
        return (*payments_of(self, statement, worked, parts, waits), *on_ending(self, book, statement))

    def borne(
        self, amount: Floats, reason: str, book: Book, statement: Statement, *, month: float | None = None
    ) -> tuple[tuple[Party, Floats], ...]:
        """What each payer of a month bears of an amount that no line asks for: by its share, within its limits."""
        _, payers = self.version_at(statement.month_from if month is None else month)
        of_month = max(0, statement.month_to - 1) if month is None else month
        dues = shared(amount, reason, payers, book.notes[PURSES], month=of_month)
        return tuple((Party(due.payer, "payer"), due.amount) for due in dues)

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """What the reviews and gates that fall on this date direct."""
        return direction_on_date(self, book, statement, super().review)

    # -- words ---------------------------------------------------------------------------------------------------

    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences."""
        own = self.own_sentences()
        return (
            *payment_sentences(self),
            *(own if self.says_its_price else ()),
            payers_sentence(self),
            *payer_sentences(self),
            *advance_sentences(self),
            *penalty_sentences(self),
            *gain_sentences(self),
            *lateness_sentences(self),
            *variation_sentences(self),
            *(() if self.says_its_price else own),
            *delivering_sentences(self),
            *allocation_sentences(self),
            *provider_sentences(self),
            *review_sentences(self.terms.review, self.setting.planned_places),
            *gate_sentences(self.terms.gates, self.setting.currency),
            *cost_sentences(self),
            *end_sentences(self),
        )

    pays_by_segment = True
    """Whether it may matter to what is owed of which segment somebody is."""
    says_its_price = False
    """Whether what only this form says is about its price, and so comes before who pays it."""

    def own_sentences(self) -> tuple[str, ...]:
        """What only this form says."""
        return ()

    @property
    def price_rests_on_plan(self) -> bool:
        """Whether a price is left to what delivery is planned to cost: then recorded activity alone cannot tell it."""
        return False

    @property
    def cannot_be_simulated(self) -> str:
        """Why the terms can only be applied to recorded activity; empty where they can be simulated."""
        return why_not_simulated(self)
