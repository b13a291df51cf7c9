"""On what terms the service is paid for: the contract vocabulary as plain records.

A form of contract is a named bundle of these terms. The arithmetic is in :mod:`outcomesim.contracts.order.working`;
nothing here computes. Amounts are in the scenario's currency, times are months since the contract started.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from outcomesim.scenario.apart import Advance, EndTerms, GainShare
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms, ProviderFinance
from outcomesim.scenario.pay import Condition, Payer, PayLine, PaymentTerms, Variation
from outcomesim.scenario.provider_terms import AllocationTerms, Subcontract
from outcomesim.scenario.quantities import Quantity


@dataclass(frozen=True)
class TransactionCost:
    """What it costs to have this contract at all, apart from the service.

    Parameters
    ----------
    what : str
        Procurement, legal advice, contract management, verification...
    amount : Quantity
        A sum, a sum a month, a sum a claim, or (``share of payments``) a fraction.
    by : str
        Which party pays it: a payer's name, the provider's, the SPV's; several payers divide by their shares
        where this is ``"payers"``.
    to : str
        ``"advisers"``, ``"verifier"`` or ``"intermediary"``.
    when : "start", "monthly", "per claim", "share of payments" or "end"
        Monthly runs while the service does.
    """

    what: str
    amount: Quantity
    by: str = "payers"
    to: Literal["advisers", "verifier", "intermediary"] = "advisers"
    when: Literal["start", "monthly", "per claim", "share of payments", "end"] = "start"


@dataclass(frozen=True)
class ReviewTerms:
    """Reviews on fixed dates, and what follows when too little has been verified.

    At review ``i``, on ``at[i]``, outcomes of the named lines verified to date are compared with
    ``tolerance * target[i]``. A miss directs ``on_miss``; ``misses_before_notice`` misses running give
    ``notice_months`` of notice, after which the service stops.

    Parameters
    ----------
    at : tuple of float, ascending
    outcomes : tuple of str
        The lines that are counted together.
    target : tuple of float
        Verified outcomes expected by each review.
    tolerance : float
        The share of the target that is good enough.
    places : float or None
        On a miss, places become this share of those planned.
    intensity : float or None
        On a miss, intensity becomes this (1 is as planned).
    shut_intake : bool
        On a miss, take no more referrals until a review is met.
    misses_before_notice : int or None
        None: reviews never stop the service.
    notice_months : float
    """

    at: tuple[float, ...]
    outcomes: tuple[str, ...]
    target: tuple[float, ...]
    tolerance: float = 1.0
    places: float | None = None
    intensity: float | None = None
    shut_intake: bool = False
    misses_before_notice: int | None = None
    notice_months: float = 3.0


@dataclass(frozen=True)
class Gate:
    """A date on which a measure must be good enough for the service to go on as it is.

    Parameters
    ----------
    at : tuple of float, ascending
    must : Condition
    otherwise : "stop" or "shut intake"
        What follows on each date on which it is not met.
    notice_months : float
    by : str
        Who may end it then: the payers, unless another is named.
    """

    at: tuple[float, ...]
    must: Condition
    otherwise: Literal["stop", "shut intake"] = "stop"
    notice_months: float = 3.0
    by: str = "payers"


@dataclass(frozen=True)
class FeeForServiceTerms:
    """Payment for the service itself, whatever comes of it.

    Parameters
    ----------
    basis : "block", "per start", "per person-month" or "cost plus"
    price : float or None
        The whole price of a block, or the price of a start or person-month. None means the expected cost of
        delivery and the provider's margin: in all, or for each start or person-month as planned.
    """

    basis: Literal["block", "per start", "per person-month", "cost plus"] = "block"
    price: float | None = None


@dataclass(frozen=True)
class GrantTerms:
    """A grant: an award, in instalments, reviewed and reconciled.

    Parameters
    ----------
    preset : "grants 2.0", "general" or "plain"
        *Grants 2.0, our reading*: instalments in advance, trimmed by what is unspent, reconciled to cost at the end.
        *General grant* to the Government Functional Standard (GovS 015): in arrears on eligible cost, up to the award.
        *Plain grant*: the award in equal parts in advance, reported on and not reconciled.
    award : float or None
        None means the expected cost of delivery.
    """

    preset: Literal["grants 2.0", "general", "plain"] = "grants 2.0"
    award: float | None = None


@dataclass(frozen=True)
class HybridTerms:
    """A part paid for the service, a part on results; both are shares of the expected price.

    Parameters
    ----------
    service_share : float
        Paid as a block, whatever comes of it.
    expected_price : float or None
        None means expected cost and margin.
    outcomes_share : float or None
        Prices are scaled so that the expected claims come to this share; None pays the prices as written.
    expected_claims : tuple of (outcome, number)
        Empty means those that are planned.
    """

    service_share: float
    expected_price: float | None = None
    outcomes_share: float | None = None
    expected_claims: tuple[tuple[str, float], ...] = ()


SHIPPED_FORMS = (
    "fee for service", "grant", "payment by results", "social impact bond", "hybrid", "collaborative commissioning",
    "innovation partnership",
)  # fmt: skip
"""The forms of contract that a file can name with no Python."""
WITHOUT_INVESTORS = {"social impact bond": "payment by results"}
"""What a form is called once nobody funds delivery."""


@dataclass(frozen=True)
class ContractTerms:
    """A contract as the scenario writes it: what every form may hold, and the form's own terms.

    Parameters
    ----------
    name : str
        As shown in every table.
    form : str
        ``"fee for service"``, ``"grant"``, ``"payment by results"``, ``"social impact bond"``, ``"hybrid"``, or the
        name of a form handed to the reader.
    payers : tuple of Payer, shares adding to 1
    payment : PaymentTerms
        Lines, limits and dates; a form adds its own lines to them.
    variations : tuple of Variation, in the order of their dates
    terms : the form's own record (a researcher's form may bring its own), or None
    costs : tuple of TransactionCost
    review : ReviewTerms or None
    gates : tuple of Gate
    allocation : AllocationTerms or None
        Reviews that move referrals between providers.
    end : EndTerms or None
    advances : tuple of Advance
    penalties : tuple of PayLine
        What the holder of the contract owes the payers, apart from everything that they owe it.
    penalties_at_most : float or None
        The most that all penalties together come to.
    gain_share : GainShare or None
    late_payment_interest : float
        A year, simple, on what is paid later than it is due.
    verification : None, or the way this contract verifies where it differs from the scenario's
        (:class:`~outcomesim.scenario.model.Verification`; any record with ``found`` and ``lag_months``)
    capital : CapitalTerms or None
    agreement : AgreementTerms
        What a vehicle pays the provider.
    subcontracts : tuple of Subcontract
        What the lead of several providers pays some of them in place of cost and margin.
    fee_per_month : Quantity or None
        The intermediary's fee, paid by the vehicle while the service runs.
    vehicle, intermediary : str
    finances : tuple of ProviderFinance
        What providers have to live on under this contract, and what follows when it is gone.
    """

    name: str
    form: str
    payers: tuple[Payer, ...]
    terms: Any = None
    costs: tuple[TransactionCost, ...] = ()
    review: ReviewTerms | None = None
    verification: Any = None
    payment: PaymentTerms = field(default_factory=PaymentTerms)
    variations: tuple[Variation, ...] = ()
    gates: tuple[Gate, ...] = ()
    allocation: AllocationTerms | None = None
    end: EndTerms | None = None
    advances: tuple[Advance, ...] = ()
    penalties: tuple[PayLine, ...] = ()
    penalties_at_most: float | None = None
    gain_share: GainShare | None = None
    late_payment_interest: float = 0.0
    capital: CapitalTerms | None = None
    agreement: AgreementTerms = field(default_factory=AgreementTerms)
    subcontracts: tuple[Subcontract, ...] = ()
    fee_per_month: Quantity | None = None
    vehicle: str = "SPV"
    intermediary: str = "intermediary"
    finances: tuple[ProviderFinance, ...] = ()

    @property
    def price_factor(self) -> float:
        """What every written price is multiplied by: ``price_scale * (1 - bid_discount)``."""
        return self.payment.price_factor

    def own_money(self, holder: str) -> tuple[tuple[str, ProviderFinance], ...]:
        """Who may run out of money, and on what terms: whoever holds the contract, where no name is written."""
        finite = (one for one in self.finances if one.when_exhausted != "carries on")
        return tuple((name, one) for one in finite for name in one.names or (holder,))

    @property
    def gains_of(self) -> dict[str, tuple[str, ...]]:
        """The agencies whose gains are each payer's own, of those who join later too."""
        return {payer.name: payer.gains_of for payer in self.every_payer if payer.gains_of}

    @property
    def months_late(self) -> dict[str, int]:
        """How many months later than it is due each payer is taken to pay, when simulated: those that are late."""
        return {payer.name: payer.pays_late_months for payer in self.every_payer if payer.pays_late_months}

    @property
    def every_payer(self) -> tuple[Payer, ...]:
        """The payers, and as they stand in every variation."""
        return (*self.payers, *(payer for variation in self.variations for payer in variation.payers))


@dataclass(frozen=True)
class StatedLoss:
    """What a party itself would call a loss.

    Parameters
    ----------
    party : str
    when : "pays more than", "result below" or "cost per additional outcome above"
        Nominal payments in all (transaction costs too); nominal net result; all that all payers paid together,
        whichever party states it, over additional headline outcomes.
    amount : float, in the scenario's currency
    contract : str
        Only under this contract; empty means under every contract.
    source : str
    """

    party: str
    when: Literal["pays more than", "result below", "cost per additional outcome above"]
    amount: float
    contract: str = ""
    source: str = ""
