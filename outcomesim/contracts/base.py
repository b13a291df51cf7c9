"""What a contract is: a rule from statements to payments, a rule from reviews to directions, and words for both.

Takes :class:`~outcomesim.measurement.statement.Statement`, gives :class:`Payment` and
:class:`~outcomesim.direction.Direction`. It must not know people or the truth, draws no random number, and
keeps everything that changes in its :class:`Book`; its terms never change.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from outcomesim.contracts.steering.reviewing import direction_after_review
from outcomesim.direction import Direction
from outcomesim.measurement.claim_values import ClaimValues, ToldApart, WorthAsPlanned
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms, ProviderFinance
from outcomesim.scenario.measures import Measure
from outcomesim.scenario.pay import PaymentTerms
from outcomesim.scenario.payers import Payer
from outcomesim.scenario.quantities import Quantity
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import NEVER, Floats, Ints, share_out


@dataclass(frozen=True)
class Payment:
    """Money that one party owes another because of a statement or a date in the terms.

    Parameters
    ----------
    payer, payee : Party
        Money back swaps the two; an amount is never negative.
    amount : array (R,) of float64 whole pence
    reason : str
        As the ledger's line will say: ``"outcomes"``, ``"instalment"``, ``"block price"``...
    cites : str
        The statement or the date in the terms that it rests on.
    due : int
        The month in which it is paid.
    by_line : array (R, L) of float64 whole pence, or None
        For payments on outcomes: how much of it is for each line, before the split between payers.
    on_measures : array (R,) of float64 whole pence, or None
        The same of what is paid on measures of outcomes, less what is paid back of it.
    """

    payer: Party
    payee: Party
    amount: Floats
    reason: str
    cites: str
    due: int
    by_line: Floats | None = None
    on_measures: Floats | None = None

    @property
    def tells_something(self) -> bool:
        """Whether it moves money, or says what money is for that moves beside it."""
        return any(part is not None and bool(np.any(part)) for part in (self.amount, self.by_line, self.on_measures))


@dataclass
class Book:
    """All that changes in a contract as it runs, one row a replication.

    Parameters
    ----------
    paid : array (R,) of pence
        Paid so far under the contract.
    misses : array (R,) of int64
        Reviews missed running.
    notes : dict
        Whatever else a form keeps.
    """

    paid: Floats
    misses: Any
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def empty(cls, replications: int) -> Book:
        """The book on the first day."""
        return cls(paid=np.zeros(replications), misses=np.zeros(replications, dtype=np.int64))


@dataclass(frozen=True)
class Setting:
    """What a contract is told of the scenario when it is made: names, dates and plans, no people.

    Parameters
    ----------
    outcomes, segments : tuple of str
        The names along the line and group axes.
    provider : Party
    currency : str
    service_months : int
        Whole months from the start to the last day of service.
    claim_months : int
        Whole months from the start to the last day a claim may be verified.
    horizon_months : int
    planned_cost : float
        The expected cost of delivery in all, in the scenario's currency, from the plan.
    planned_cost_by_month : tuple of float
        The same, month by month.
    planned_places : int
    margin : float
        The provider's margin on cost.
    last_service : float
        The last day of service, where it is not the end of a month.
    last_referral : float
        The last day for referrals.
    segment_shares : tuple of float
    planned_referred, planned_starts, planned_person_months : float
    planned_verified : tuple of tuple of float: segment G, line L
        Claims planned.
    worth_as_planned : function, or None
        What planned claims come to at prices that move, verified as usual or in another way, (M,) of pence; None where
        there is no plan.
    measures : mapping of name to Measure
    days : tuple of str
        The outcomes that are days: counted in days, not in people who reach something.
    providers : tuple of Party
        Those who deliver the service, where several do: ``provider`` then leads them. Else empty.
    provider_shares : tuple of float
        Each one's share of referrals, as planned.
    """

    outcomes: tuple[str, ...]
    segments: tuple[str, ...]
    provider: Party
    currency: str
    service_months: int
    claim_months: int
    horizon_months: int
    planned_cost: float
    planned_cost_by_month: tuple[float, ...]
    planned_places: int
    margin: float
    last_service: float = NEVER
    last_referral: float = NEVER
    segment_shares: tuple[float, ...] = (1.0,)
    planned_referred: float = 0.0
    planned_starts: float = 0.0
    planned_person_months: float = 0.0
    planned_verified: tuple[tuple[float, ...], ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    providers: tuple[Party, ...] = ()
    provider_shares: tuple[float, ...] = (1.0,)
    worth_as_planned: WorthAsPlanned | None = field(default=None, compare=False)

    @property
    def reached(self) -> Ints:
        """Which lines are outcomes that people reach, each a claim of its own; days are not. (L,) of bool."""
        return np.array([name not in self.days for name in self.outcomes], dtype=np.bool_)

    @property
    def planned_claims(self) -> Floats:
        """Claims planned of each segment and line, (G, L)."""
        return np.array(self.planned_verified, dtype=np.float64)

    def planned_running(self, month_from: int, month_to: int) -> float:
        """Months of service, as planned, in the months ``[month_from, month_to)``."""
        return max(0.0, min(month_to, self.last_service, self.service_months) - month_from)


class Contract(ABC):
    """A form of contract: subclass it, say when it settles, what it pays and how it reads.

    Parameters
    ----------
    terms : ContractTerms
        As the scenario writes them; never changed.
    setting : Setting
        What it is told of the scenario.
    """

    one_replication_at_a_time = False
    """True lets ``settle`` and ``review`` be written for one replication in plain numbers and ifs:
    the engine then calls them once for each, with every leading axis of length 1."""

    def __init__(self, terms: ContractTerms, setting: Setting) -> None:
        self.terms = terms
        self.setting = setting

    @property
    def name(self) -> str:
        """The contract's name, as the scenario gives it."""
        return self.terms.name

    @cached_property
    def payers(self) -> tuple[Party, ...]:
        """Those who pay for the service, in the order of their shares."""
        return tuple(Party(payer.name, "payer") for payer in self.terms.payers)

    @property
    def every_payer(self) -> tuple[Party, ...]:
        """The payers, and those who join later."""
        return self.payers

    def payers_in(self, month: float) -> tuple[Payer, ...]:
        """Who pays in a month, and in which shares: the payers of a variation while it holds."""
        of_variations = (v.payers for v in self.terms.variations if v.since <= month < v.until)
        return next(of_variations, self.terms.payers)

    def terms_of(self, statement: Statement) -> PaymentTerms:
        """The terms by which a statement is settled."""
        return self.terms.payment

    def paid_in(self, statement: Statement) -> int:
        """The month in which what a statement makes due is paid, by all who have no payment terms of their own."""
        closed: int = max(0, statement.month_to - 1)
        return min(closed + self.terms_of(statement).payment_terms_months, self.setting.horizon_months - 1)

    def split(self, amount: Floats) -> tuple[Floats, ...]:
        """Divide an amount (R,) between the payers by their shares, in whole pence; the last takes the remainder."""
        return share_out(amount, [payer.share for payer in self.terms.payers])

    @property
    def holder(self) -> Party:
        """Who holds the contract and is paid under it: the provider, unless a vehicle stands between."""
        return self.setting.provider

    @property
    def capital(self) -> CapitalTerms | None:
        """The capital beneath the contract, where investors fund delivery."""
        return None

    @property
    def investors(self) -> tuple[Party, ...]:
        """Those who fund delivery, in the order of the tranches."""
        return () if self.capital is None else tuple(Party(t.name, "investor") for t in self.capital.tranches)

    @property
    def guarantors(self) -> tuple[Party, ...]:
        """Those who make good what investors lose, each once."""
        guarantees = () if self.capital is None else self.capital.guarantees
        return tuple(dict.fromkeys(Party(guarantee.by, "guarantor") for guarantee in guarantees))

    @property
    def agreement(self) -> AgreementTerms | None:
        """What the holder pays the provider, where a vehicle stands between."""
        return None

    @property
    def intermediary(self) -> Party:
        """Who manages the contract, where anybody is paid to."""
        return Party("intermediary", "intermediary")

    @property
    def fee_per_month(self) -> Quantity | None:
        """What the vehicle pays the intermediary each month while the service runs."""
        return None

    @property
    def claim_values(self) -> Ints | None:
        """Pence that one verified claim is worth before any cap, (G, L) of int64, where claims are paid for."""
        return None

    def claim_values_at(self, month: int) -> Ints | None:
        """The same for a statement that begins in a month."""
        return self.claim_values

    @property
    def claim_values_over_time(self) -> ClaimValues | None:
        """The same by the month in which a claim is verified, for the cap per person."""
        values = self.claim_values
        return None if values is None else ClaimValues.that_stay(values, self.setting.horizon_months)

    @property
    def told_apart(self) -> tuple[ToldApart, ...]:
        """Claims that statements tell apart, because a date of their own decides their price."""
        return ()

    @property
    def most_units(self) -> tuple[float, ...]:
        """The most units of each outcome that are paid for one person, by line; empty where none are limited."""
        return ()

    @property
    def lines_of_items(self) -> Ints | None:
        """Which outcome line each item of a card pays for, (K,), -1 for none; None where there is no card."""
        return None

    @property
    def claim_limit(self) -> int | None:
        """The most, in pence, that may be paid for the claims of one person."""
        return None

    @property
    def most_payable(self) -> float | None:
        """The most, in pence, that all payers together can pay under the contract; None where nothing limits it."""
        return None

    @property
    def written_off(self) -> tuple[tuple[str, float], ...]:
        """Advances that are not paid back where nothing recovers them, in the currency, and by whom; empty is all."""
        advances = self.terms.advances
        return tuple((advance.by, advance.amount) for advance in advances if advance.unrecovered == "written off")

    @property
    def most_advanced(self) -> float:
        """What the payers may have advanced at one time beyond what they pay in the end, in pence."""
        return 0.0

    @property
    def break_even(self) -> str:
        """What a check says of breaking even where planned claims at prices do not tell; else empty."""
        return ""

    @property
    def lead_pays_providers(self) -> bool:
        """Whether the lead of several providers pays each its cost and margin as incurred."""
        return True

    @property
    def beneath(self) -> tuple[AgreementTerms, ...]:
        """What the lead pays each of several providers, in their order: cost and margin unless it is written."""
        written = {name: one.agreement for one in self.terms.subcontracts for name in one.providers}
        return tuple(written.get(provider.name, AgreementTerms()) for provider in self.setting.providers)

    @property
    def own_money(self) -> tuple[tuple[Party, ProviderFinance], ...]:
        """Who may run out of money, and on what terms: the provider (of several, their lead), or one of several."""
        setting = self.setting
        party = {one.name: one for one in (setting.provider, *setting.providers)}
        return tuple((party[name], one) for name, one in self.terms.own_money(setting.provider.name))

    @property
    def most_beside_claims(self) -> float | None:
        """The most, in pence, paid for anything but claims at ``claim_values``; None where nothing limits it."""
        return 0.0

    @property
    def cannot_be_simulated(self) -> str:
        """Why the terms can only be applied to recorded activity; empty where they can be simulated."""
        return ""

    @property
    @abstractmethod
    def statement_months(self) -> tuple[int, ...]:
        """Months at which a statement is drawn up and settled, ascending; 0 is the first day."""

    @property
    def release_months(self) -> tuple[int, ...]:
        """Months between and after those at which what was retained is released: a statement that covers none."""
        return ()

    @property
    def review_months(self) -> tuple[float, ...]:
        """Dates of the reviews, ascending."""
        return () if self.terms.review is None else self.terms.review.at

    @property
    def advance_months(self) -> tuple[int, ...]:
        """Months in which the payers advance money, ascending."""
        return tuple(sorted({advance.at for advance in self.terms.advances}))

    def paid_ahead(self, book: Book, month: int, stopped: Ints) -> tuple[Payment, ...]:
        """What is advanced in one of those months, but where the service has been stopped by then, (R,) of bool."""
        return ()

    def open_book(self, replications: int) -> Book:
        """The book on the first day."""
        return Book.empty(replications)

    @abstractmethod
    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        """What is owed because of this statement or this date. May write in the book, nowhere else."""

    def review(self, book: Book, statement: Statement) -> Direction | None:
        """What the provider is told on a review date; None changes nothing.

        Called once for each date of ``review_months``, in order. As it stands it applies the reviews that the
        terms hold; a form with reviews of its own writes its own.
        """
        reviews = self.terms.review
        if reviews is None:
            return None
        which = book.notes.get("reviews held", 0)
        book.notes["reviews held"] = which + 1
        return direction_after_review(
            reviews,
            book,
            statement,
            which=which,
            lines=[self.setting.outcomes.index(name) for name in reviews.outcomes],
            planned_places=self.setting.planned_places,
        )

    @abstractmethod
    def describe(self) -> tuple[str, ...]:
        """The payment rule in sentences that name every price, share, cap and date."""
