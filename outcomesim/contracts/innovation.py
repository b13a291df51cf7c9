"""Innovation partnership: several partners start small, gates drop those that miss, and one is bought at scale.

Everything is fixed at the start: the target and the part payment of each phase, who goes on, and the price, the places
and the most unit cost of the purchase. Each partner has the same pay lines, worked on what it has done itself; the
payers pay it, and it bears its own costs. After regulation 31 of the Public Contracts Regulations 2015: successive
phases with intermediate targets, payment in instalments, fewer partners after a phase where the documents said so, and
purchase at agreed performance and most cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.order.card import Card
from outcomesim.contracts.order.tab import Calendar, Tab
from outcomesim.contracts.order.working import work
from outcomesim.contracts.partner_gates import GateHeld, gate_held, gate_sentences
from outcomesim.contracts.paying.dividing import divided
from outcomesim.contracts.paying.payable import payments_of
from outcomesim.contracts.paying.told import SETTLED, Told
from outcomesim.contracts.wording.apart import lateness_sentences
from outcomesim.contracts.wording.capital import provider_sentences
from outcomesim.contracts.wording.common import cost_sentences, listed, money, months, payers_sentence
from outcomesim.contracts.wording.terms import payer_sentences
from outcomesim.contracts.written import PURSES, TAB, WrittenContract
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import ByProvider, Statement
from outcomesim.parties import Party
from outcomesim.scenario.pay import Condition, PayLine, PaymentTerms, Price, Schedule
from outcomesim.scenario.provider_terms import InnovationTerms, Phase
from outcomesim.units import Floats, Ints

STANDING, DONE, GATES = "partners standing", "done by the last statement", "gates held"
FEE, PART_PAYMENT, OUTCOMES = "fees for each start", "part payment", "outcomes"
IN_LEDGER = {"attachment fees": FEE, OUTCOMES: PART_PAYMENT}
"""What the ledger calls the payments of a phase; after the last gate outcomes are outcomes."""
MISSED, REACHED = "gates missed", "verified outcomes of the partner"
"""What the lines of one partner go by: 1 once it has been dropped, and what it has had verified by now."""
STILL_IN = Condition(MISSED, at_most=0)
PURCHASE_EVERY = 3
"""Months between the statements of a purchase."""
ALL = ("everybody",)
"""A partner is paid for all its people alike."""


@dataclass(frozen=True)
class _AtGates(Calendar):
    """What a phase pays is claimed at its gate; after the last gate, with every statement."""

    gates: tuple[int, ...] = ()

    def claimed(self, line: PayLine, month_from: int, month_to: int, every_months: int) -> bool:
        """Whether a line is claimed with the statement of these months."""
        return month_to in self.gates or month_to > self.gates[-1]


class InnovationPartnership(WrittenContract):
    """Phases with gates among several partners, then the purchase of one."""

    pays_by_segment = False

    @property
    def own(self) -> InnovationTerms:
        """The form's own terms."""
        terms: InnovationTerms = self.terms.terms
        return terms

    @property
    def lead_pays_providers(self) -> bool:
        """No: the payers pay the partners, who bear their own costs."""
        return False

    # -- what is written -----------------------------------------------------------------------------------------

    @property
    def own_lines(self) -> tuple[PayLine, ...]:
        """What each partner is paid: in each phase a fee a start and a part payment, then a price an outcome."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[PayLine]:
        begins = 0.0
        for number, phase in enumerate(self.own.phases, 1):
            line = PayLine(
                f"{FEE}, phase {number}", "attachment", (Price("", phase.fee_per_start),),
                only_if=STILL_IN, since=begins, until=float(phase.until),
            )  # fmt: skip
            begins = float(phase.until)
            if phase.fee_per_start:
                yield line
            if phase.payment:
                steps = Schedule("steps", ((phase.target, phase.payment),))
                name = f"{PART_PAYMENT}, phase {number}"
                yield replace(line, name=name, per="measure", prices=(), measure=REACHED, schedule=steps)
        prices = tuple(Price(outcome, self.own.purchase_price) for outcome in self.own.outcomes)
        yield PayLine(OUTCOMES, "outcome", prices, only_if=STILL_IN, since=begins)

    def with_own_lines(self, written: PaymentTerms) -> PaymentTerms:
        """The partners' lines, paid in the month in which a statement closes."""
        return replace(super().with_own_lines(written), every_months=PURCHASE_EVERY, payment_terms_months=0)

    @property
    def claim_values(self) -> None:
        """None: what a claim is worth hangs on whose it is."""
        return None

    @cached_property
    def _partners_card(self) -> Card:
        return Card(self.payment, self._keys, self.setting.outcomes, ALL)

    # -- dates ---------------------------------------------------------------------------------------------------

    @property
    def gates(self) -> tuple[int, ...]:
        """The months in which gates are held, ascending."""
        return tuple(int(phase.until) for phase in self.own.phases)

    @cached_property
    def statement_months(self) -> tuple[int, ...]:
        """Every gate, and after the last every quarter until the last day for claims."""
        last = self.gates[-1]
        after = range(last + PURCHASE_EVERY, self.setting.claim_months, PURCHASE_EVERY)
        return (*self.gates, *after, *({self.setting.claim_months} - {last}))

    @property
    def own_dates(self) -> tuple[int, ...]:
        """Gates are held whatever was recorded."""
        return self.gates

    @property
    def review_months(self) -> tuple[float, ...]:
        """The first day, on which partners are given their places, and every gate."""
        return (0.0, *self.gates)

    @property
    def calendar(self) -> Calendar:
        """When lines are claimed."""
        return _AtGates(**vars(super().calendar), gates=self.gates)

    # -- what is paid --------------------------------------------------------------------------------------------

    def open_book(self, replications: int) -> Book:
        """The book on the first day: every partner stands, and has a tab of its own."""
        book, partners, lines = super().open_book(replications), len(self.setting.providers), len(self.setting.outcomes)
        counts, claims = np.zeros((replications, partners)), np.zeros((replications, partners, lines))
        book.notes[STANDING] = np.ones((replications, partners), dtype=np.bool_)
        book.notes[DONE] = ByProvider(counts, counts, claims, counts)
        book.notes[TAB] = [Tab.empty(replications, len(self._keys), len(ALL), lines) for _ in range(partners)]
        book.notes[GATES] = []
        return book

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """At a gate the phase's fees and part payments; after the last what the survivor has had verified since."""
        did, told, payments = self._did(statement), [], []
        for p, partner in enumerate(self.setting.providers):
            own = self._of_partner(p, book, statement, did)
            worked = work(self._partners_card, book.notes[TAB][p], own, self.calendar, self.setting.measures)
            parts = divided(worked, self.terms.payers, book.notes[PURSES], own, last=own.month_to >= self._last)
            told.append(Told(own, worked, parts, partner))
            waits = {p.name: p.payment_terms_months for p in self.terms.payers if p.payment_terms_months is not None}
            owed = [payment for payment in payments_of(self, own, worked, parts, waits) if payment.amount.any()]
            payments += [self._to_partner(payment, partner, statement) for payment in owed]
            book.paid = book.paid + sum((due.amount for due in parts.dues), np.zeros(statement.replications))
        book.notes[SETTLED], book.notes[DONE] = tuple(told), did
        return tuple(payments)

    def _did(self, statement: Statement) -> ByProvider:
        if statement.by_provider is None:
            raise ContractError(f"{self.name}: the statement does not say what each partner did")
        return statement.by_provider

    def _verified(self, did: ByProvider) -> Ints:
        """Verified outcomes of the lines that are counted, to date, (R, P)."""
        lines = [self.setting.outcomes.index(name) for name in self.own.outcomes]
        return np.asarray(np.sum(did.verified[:, :, lines], axis=2))

    def _of_partner(self, p: int, book: Book, statement: Statement, did: ByProvider) -> Statement:
        """The statement of one partner alone: what it has done since the last one."""
        before: ByProvider = book.notes[DONE]
        nothing = np.zeros((statement.replications, len(ALL)))
        return replace(
            statement,
            verified=(did.verified - before.verified)[:, [p]],
            verified_to_date=did.verified[:, [p]],
            withheld=np.zeros_like(statement.withheld),
            referred=(did.referred - before.referred)[:, [p]],
            starts=(did.starts - before.starts)[:, [p]],
            person_months=nothing,
            cost=did.cost[:, p] - before.cost[:, p],
            cost_to_date=did.cost[:, p],
            people_to_date=None,
            beyond_limit=None,
            dated=(),
            measures={MISSED: 1.0 - book.notes[STANDING][:, p], REACHED: self._reached(p, did)},
        )

    def _reached(self, p: int, did: ByProvider) -> Floats:
        return np.asarray(self._verified(did)[:, p], dtype=np.float64)

    def _to_partner(self, payment: Payment, partner: Party, statement: Statement) -> Payment:
        """A payment to the holder as one to a partner, under the name of what it is for."""
        phase = next((n for n, gate in enumerate(self.gates, 1) if statement.month_to == gate), None)
        if phase is None:
            return replace(payment, payee=partner)
        reason = IN_LEDGER[payment.reason]
        what = "people taken on in months" if reason == FEE else "the target"
        cites = f"{what} of phase {phase} (statement {statement.number})"
        return replace(payment, payee=partner, reason=reason, cites=cites, by_line=None)

    # -- what is directed ----------------------------------------------------------------------------------------

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """On the first day the first phase's places; at a gate who goes on, with how many places."""
        number = book.notes.get("reviews held", 0)
        book.notes["reviews held"] = number + 1
        stood, phases = book.notes[STANDING], self.own.phases
        standing, ends = stood, np.zeros(len(stood), dtype=np.bool_)
        if number > 0:
            did = self._did(statement)
            held = gate_held(number - 1, self.own, did.going_on(stood), self._verified(did), did)
            book.notes[GATES].append(held)
            book.notes[STANDING] = standing = held.passed
            ends = np.any(stood, axis=1) & ~np.any(standing, axis=1)
        places = self.own.purchase_places if number == len(phases) else phases[number].places
        goes_on = np.any(standing, axis=1, keepdims=True)
        return Direction(
            places=np.where(goes_on, np.where(standing, float(places), 0.0), np.nan),
            referral_shares=np.where(goes_on, standing.astype(np.float64), np.nan),
            intake_open=np.where(ends, 0.0, np.nan),
            notice_months=np.where(ends, self.own.notice_months, np.nan),
        )

    # -- words ---------------------------------------------------------------------------------------------------

    def gate_sentences(self, held: GateHeld) -> Iterator[tuple[str, str]]:
        """What a gate decided of each partner that stood, and why: its name, and a sentence."""
        return gate_sentences(held, self.own, self.setting.providers, self.setting.currency)

    @property
    def break_even(self) -> str:
        """It hangs on who survives, which no plan tells."""
        return "Break-even: for each partner by itself, and only the survivor is bought: a plan cannot tell it."

    @property
    def most_payable(self) -> float | None:
        """Nothing limits it: a purchase is paid for each outcome."""
        return None

    @property
    def most_beside_claims(self) -> float | None:
        """Nothing limits it: fees are paid for each start."""
        return None

    def describe(self) -> tuple[str, ...]:
        """Phases, gates and the purchase, with every price, target and date."""
        own, currency = self.own, self.setting.currency
        factor = self.terms.price_factor
        together = ", counted together" if len(own.outcomes) > 1 else ""
        price = money(own.purchase_price * factor, currency)
        return (
            f"{listed([str(partner) for partner in self.setting.providers])} start as partners, with equal shares of "
            f"the referrals among those still in it; each bears its own cost.",
            f"Targets count verified outcomes of each partner to date: {listed(own.outcomes)}{together}.",
            *(self._phase_sentence(number, phase) for number, phase in enumerate(own.phases)),
            f"The survivor is bought if its delivery has cost at most {money(own.most_unit_cost, currency)} for each "
            f"of those outcomes verified by then: it has {own.purchase_places:,} places and is paid {price} for each "
            f"that is verified from then on, every {months(PURCHASE_EVERY)}, to month {self.setting.claim_months}.",
            f"A partner that is dropped is referred nobody and starts nobody new; people already served go on. If "
            f"nobody survives a gate, intake shuts and the service stops after {months(own.notice_months)}.",
            *self._own_money_sentences(),
            payers_sentence(self),
            *payer_sentences(self),
            *lateness_sentences(self),
            *cost_sentences(self),
        )

    def _own_money_sentences(self) -> Iterator[str]:
        if self.own_money:
            yield from provider_sentences(self)
            yield "A partner that has run out of money passes no gate; what it has earned by then is paid."

    def _phase_sentence(self, number: int, phase: Phase) -> str:
        currency, factor = self.setting.currency, self.terms.price_factor
        fee, part = money(phase.fee_per_start * factor, currency), money(phase.payment * factor, currency)
        fee = f"{fee} for everybody it takes on" if phase.fee_per_start else ""
        part = f"{part} if it reaches the target" if phase.payment else ""
        paid = " and ".join(filter(None, (fee, part))) or "nothing"
        best = f", and of those the best {phase.keep} by verified outcomes for each start" if phase.keep else ""
        return (
            f"Phase {number + 1}, to month {phase.until:g}: {phase.places:,} places a partner; each is paid {paid}; "
            f"those with at least {phase.target:g} go on{best}."
        )


def partners_of(contract: Contract) -> tuple[Party, ...]:
    """Those who bear the cost of delivery: the partners, where the lead does not pay them; else the lead."""
    setting = contract.setting
    return (setting.provider,) if contract.lead_pays_providers else setting.providers
