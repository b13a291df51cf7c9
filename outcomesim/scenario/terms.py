"""On what terms the service is paid for: the contract vocabulary as plain records.

A form of contract is a named bundle of these terms. The arithmetic is in :mod:`outcomesim.contracts.terms`;
nothing here computes. Amounts are in the scenario's currency, times are months since the contract started.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from outcomesim.scenario.capital import AgreementTerms, CapitalTerms, ProviderFinance
from outcomesim.scenario.pay import Payer, Price
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
class FeeForServiceTerms:
    """A block contract: a price for the service, paid in equal parts while it runs.

    Parameters
    ----------
    price : float or None
        The whole price; None means the expected cost of delivery and the provider's margin.
    every_months : int
        Months between payments, each in arrears.
    """

    price: float | None = None
    every_months: int = 1


@dataclass(frozen=True)
class GrantTerms:
    """A grant: an award, in instalments, reviewed and reconciled.

    Parameters
    ----------
    award : float or None
        None means the expected cost of delivery.
    every_months : int
        Months between instalments, each in advance.
    """

    award: float | None = None
    every_months: int = 3


@dataclass(frozen=True)
class ImpactBondTerms:
    """Payment for verified outcomes, with delivery funded by investors.

    Parameters
    ----------
    prices : tuple of Price
        The rate card.
    person_cap, contract_cap : float or None
        The most that can be paid for one person, and in all.
    every_months : int
        Months between claims.
    payment_terms_months : int
        Whole months from a claim's statement to its payment.
    capital : CapitalTerms
    agreement : AgreementTerms
    fee_per_month : Quantity or None
        The intermediary's fee, paid by the vehicle while the service runs.
    vehicle, intermediary : str
    """

    prices: tuple[Price, ...]
    capital: CapitalTerms
    person_cap: float | None = None
    contract_cap: float | None = None
    every_months: int = 3
    payment_terms_months: int = 1
    agreement: AgreementTerms = field(default_factory=AgreementTerms)
    fee_per_month: Quantity | None = None
    vehicle: str = "SPV"
    intermediary: str = "intermediary"


FormTerms = FeeForServiceTerms | GrantTerms | ImpactBondTerms


@dataclass(frozen=True)
class ContractTerms:
    """A contract as the scenario writes it: what every form has, and the form's own terms.

    Parameters
    ----------
    name : str
        As shown in every table.
    form : str
        ``"fee for service"``, ``"grant"``, ``"social impact bond"``, or the name of a form handed to the reader.
    payers : tuple of Payer, shares adding to 1
    terms : the form's own record (a researcher's form may bring its own)
    costs : tuple of TransactionCost
    review : ReviewTerms or None
    verification : None, or the way this contract verifies where it differs from the scenario's
        (:class:`~outcomesim.scenario.model.Verification`; any record with ``found`` and ``lag_months``)
    price_scale : float
        Multiplies every price of the contract (a whole card, an award, a block price), and no cap.
    bid_discount : float
        The share by which the bid undercut the published prices: they are multiplied by ``1 - bid_discount``.
    provider : ProviderFinance
        What the provider has to live on under this contract, and what follows when it is gone.
    """

    name: str
    form: str
    payers: tuple[Payer, ...]
    terms: Any
    costs: tuple[TransactionCost, ...] = ()
    review: ReviewTerms | None = None
    verification: Any = None
    price_scale: float = 1.0
    bid_discount: float = 0.0
    provider: ProviderFinance = field(default_factory=ProviderFinance)

    @property
    def price_factor(self) -> float:
        """What every written price is multiplied by: ``price_scale * (1 - bid_discount)``."""
        return self.price_scale * (1 - self.bid_discount)


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
