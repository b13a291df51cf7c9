"""Innovation partnership: several partners start small, gates drop those that miss, and one is bought at scale.

Everything is fixed at the start: the target and the part payment of each phase, who goes on, and the price, the places
and the most unit cost of the purchase. Partners are paid by the payers themselves and bear their own costs. After
regulation 31 of the Public Contracts Regulations 2015: successive phases with intermediate targets, payment in
instalments, fewer partners after a phase where the documents said so, and purchase at agreed performance and most cost.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts.base import Book, Contract, Payment
from outcomesim.contracts.terms import split
from outcomesim.contracts.wording import cost_sentences, listed, money, months, payers_sentence
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import ByProvider, Statement
from outcomesim.parties import Party
from outcomesim.scenario.provider_terms import InnovationTerms, Phase
from outcomesim.units import PENCE, Floats, Ints, whole_pence

STANDING, STARTS_BEFORE, PAID_TO = "partners standing", "starts before the phase", "verified before"
FEE, PART_PAYMENT, OUTCOMES = "fees for each start", "part payment", "outcomes"
PURCHASE_EVERY = 3
"""Months between the statements of a purchase."""


def kept(
    phase: Phase, standing: Ints, verified: Ints, starts: Ints, cost: Floats, most_unit_cost: float | None = None
) -> Ints:
    """Which partners pass a gate, (R, P) of bool.

    Those still standing with ``verified >= target``; of these at most ``keep``, best ``verified / starts`` first and
    ties in the order of the file; and at the last gate only at ``cost / verified <= most_unit_cost``.

    Parameters
    ----------
    phase : Phase
    standing : array (R, P) of bool
    verified, starts : array (R, P) of int, to date
    cost : array (R, P) of pence, to date
    most_unit_cost : float or None, in the scenario's currency
    """
    passed = standing & (verified >= round(phase.target, 9))
    if phase.keep is not None:
        rate = np.divide(verified, starts, out=np.zeros(standing.shape), where=starts > 0)
        order = np.argsort(np.where(passed, -rate, np.inf), axis=1, kind="stable")
        place = np.argsort(order, axis=1, kind="stable")
        passed = passed & (place < phase.keep)
    if most_unit_cost is not None:
        passed = passed & (cost <= PENCE * most_unit_cost * verified)
    return np.asarray(passed)


class InnovationPartnership(Contract):
    """Phases with gates among several partners, then the purchase of one."""

    @property
    def own(self) -> InnovationTerms:
        """The form's own terms."""
        terms: InnovationTerms = self.terms.terms
        return terms

    @property
    def lead_pays_providers(self) -> bool:
        """No: the payers pay the partners, who bear their own costs."""
        return False

    @property
    def _gates(self) -> tuple[int, ...]:
        return tuple(int(phase.until) for phase in self.own.phases)

    @property
    def statement_months(self) -> tuple[int, ...]:
        """Every gate, and after the last every quarter until the last day for claims."""
        last = self._gates[-1]
        after = range(last + PURCHASE_EVERY, self.setting.claim_months, PURCHASE_EVERY)
        return (*self._gates, *after, *({self.setting.claim_months} - {last}))

    @property
    def review_months(self) -> tuple[float, ...]:
        """The first day, on which partners are given their places, and every gate."""
        return (0.0, *self._gates)

    def open_book(self, replications: int) -> Book:
        """The book on the first day: every partner stands."""
        book, shape = Book.empty(replications), (replications, len(self.setting.providers))
        book.notes[STANDING] = np.ones(shape, dtype=np.bool_)
        book.notes[STARTS_BEFORE] = np.zeros(shape, dtype=np.int64)
        return book

    def _did(self, statement: Statement) -> ByProvider:
        if statement.by_provider is None:
            raise ContractError(f"{self.name}: {self.cannot_be_settled}")
        return statement.by_provider

    def _verified(self, did: ByProvider) -> Ints:
        """Verified outcomes of the lines that are counted, to date, (R, P)."""
        lines = [self.setting.outcomes.index(name) for name in self.own.outcomes]
        return np.asarray(np.sum(did.verified[:, :, lines], axis=2))

    # -- what is paid --------------------------------------------------------------------------------------------

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """At a gate the phase's fees and part payments; after the last what the survivor has had verified since."""
        did = self._did(statement)
        if statement.month_to in self._gates:
            return self._phase_payments(book, statement, did)
        return self._purchase_payments(book, statement, did)

    def _pence(self, amount: float) -> float:
        return PENCE * amount * self.terms.price_factor

    def _phase_payments(self, book: Book, statement: Statement, did: ByProvider) -> tuple[Payment, ...]:
        which = self._gates.index(statement.month_to)
        phase, standing = self.own.phases[which], book.notes[STANDING]
        begun = did.starts - book.notes[STARTS_BEFORE]
        reached = standing & (self._verified(did) >= round(phase.target, 9))
        fees = whole_pence(self._pence(phase.fee_per_start) * begun * standing)
        part = whole_pence(self._pence(phase.payment) * reached)
        book.notes[STARTS_BEFORE] = did.starts
        book.notes[PAID_TO] = did.verified
        where = f"of phase {which + 1} (statement {statement.number})"
        return (
            *self._to_partners(book, statement, fees, FEE, f"people taken on in months {where}"),
            *self._to_partners(book, statement, part, PART_PAYMENT, f"the target {where}"),
        )

    def _purchase_payments(self, book: Book, statement: Statement, did: ByProvider) -> tuple[Payment, ...]:
        since = did.verified - book.notes[PAID_TO]  # (R, P, L)
        book.notes[PAID_TO] = did.verified
        counted = np.array([name in self.own.outcomes for name in self.setting.outcomes])
        by_line = whole_pence(
            self._pence(self.own.purchase_price) * since * (counted & book.notes[STANDING][:, :, None])
        )  # (R, P, L)
        cites = f"claims verified in months {statement.month_from} to {statement.month_to - 1}"
        payments = self._to_partners(book, statement, by_line.sum(axis=2), OUTCOMES, cites)
        if not payments:
            return ()
        first, *others = payments
        whole = Payment(
            first.payer, first.payee, first.amount, first.reason, first.cites, first.due, by_line.sum(axis=1)
        )
        return (whole, *others)

    def _to_partners(
        self, book: Book, statement: Statement, amounts: Floats, reason: str, cites: str
    ) -> tuple[Payment, ...]:
        """A payment by each payer to each partner; whole pence, the last payer takes the remainder."""
        book.paid = book.paid + amounts.sum(axis=1)
        due = max(0, statement.month_to - 1)
        return tuple(
            Payment(payer, partner, share, reason, cites, due)
            for p, partner in enumerate(self.setting.providers)
            if amounts[:, p].any()
            for payer, share in zip(self.payers, self._split(amounts[:, p]), strict=True)
        )

    def _split(self, amount: Floats) -> tuple[Floats, ...]:
        return tuple(split(amount, [payer.share for payer in self.terms.payers]))

    # -- what is directed ----------------------------------------------------------------------------------------

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """On the first day the first phase's places; at a gate who goes on, with how many places."""
        held = book.notes.get("reviews held", 0)
        book.notes["reviews held"] = held + 1
        standing, phases = book.notes[STANDING], self.own.phases
        if held > 0:
            did, last = self._did(statement), held == len(phases)
            unit_cost = self.own.most_unit_cost if last else None
            stood = standing
            standing = kept(phases[held - 1], stood, self._verified(did), did.starts, did.cost, unit_cost)
            book.notes[STANDING] = standing
            ends = np.any(stood, axis=1) & ~np.any(standing, axis=1)
        else:
            ends = np.zeros(len(standing), dtype=np.bool_)
        places = self.own.purchase_places if held == len(phases) else phases[held].places
        goes_on = np.any(standing, axis=1, keepdims=True)
        return Direction(
            places=np.where(goes_on, np.where(standing, float(places), 0.0), np.nan),
            referral_shares=np.where(goes_on, standing.astype(np.float64), np.nan),
            intake_open=np.where(ends, 0.0, np.nan),
            notice_months=np.where(ends, self.own.notice_months, np.nan),
        )

    # -- words ---------------------------------------------------------------------------------------------------

    @property
    def cannot_be_settled(self) -> str:
        """It hangs on what each partner did."""
        return (
            "an innovation partnership cannot be settled from recorded activity, which does not say what each partner "
            "did; it can only be simulated"
        )

    @property
    def break_even(self) -> str:
        """It hangs on who survives, which no plan tells."""
        return "Break-even: for each partner by itself, and only the survivor is bought: a plan cannot tell it."

    @property
    def most_payable(self) -> float | None:
        """Nothing limits it: a purchase is paid for each outcome."""
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
            payers_sentence(self),
            *cost_sentences(self),
            "It cannot be settled from recorded activity, which does not say what each partner did.",
        )

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
