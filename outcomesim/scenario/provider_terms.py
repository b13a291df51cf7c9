"""Terms among several providers, as plain records: what the lead pays each, what moves referrals, phases with gates.

Nothing here computes; the arithmetic is in :mod:`outcomesim.contracts.paying.beneath`,
:mod:`outcomesim.contracts.steering.allocating` and :mod:`outcomesim.contracts.innovation`. Amounts are in the
scenario's currency, times are months since the start.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcomesim.scenario.capital import AgreementTerms


@dataclass(frozen=True)
class Subcontract:
    """What the lead pays some of its providers, each for what it does itself, whatever the lead is paid.

    Parameters
    ----------
    providers : tuple of str
    agreement : AgreementTerms
        Cost and margin as incurred, a block price, or pay lines worked monthly on the provider's own counts.
    """

    providers: tuple[str, ...]
    agreement: AgreementTerms


@dataclass(frozen=True)
class AllocationTerms:
    """Reviews that move shares of referrals towards the providers with more verified outcomes for each start.

    ``share = old share * rate ** strength``, over the sum of all, with ``rate = verified / starts`` to date of each
    provider; none falls below ``least``. Nothing moves until every provider that is referred anybody has
    ``after_starts`` starts.

    Parameters
    ----------
    at : tuple of float, ascending
    outcomes : tuple of str
        The lines that are counted together.
    strength : float
        0 moves nothing; 1 in proportion to the rates.
    least : float
        The smallest share of a provider that has any.
    after_starts : int
    """

    at: tuple[float, ...]
    outcomes: tuple[str, ...]
    strength: float = 1.0
    least: float = 0.0
    after_starts: int = 1


@dataclass(frozen=True)
class Phase:
    """One phase of an innovation partnership, and the gate that ends it.

    Parameters
    ----------
    until : float
        The month of the gate.
    places : int
        Places of each partner still in it.
    target : float
        Verified outcomes of one partner, to date, that reach the target.
    payment : float
        Paid to each partner that reaches it.
    fee_per_start : float
        Paid to each partner for everybody it takes on in the phase, whatever comes of it.
    keep : int or None
        The most partners that go on, best first; None keeps all that reach the target.
    """

    until: float
    places: int
    target: float
    payment: float = 0.0
    fee_per_start: float = 0.0
    keep: int | None = None


@dataclass(frozen=True)
class InnovationTerms:
    """Several partners start small; those that miss a gate are dropped; one is bought at scale on terms fixed now.

    Parameters
    ----------
    outcomes : tuple of str
        The lines that targets, rates and the unit cost count together.
    phases : tuple of Phase, in order
        The last keeps one partner.
    purchase_price : float
        Paid to the survivor for each verified outcome of those lines after the last gate.
    purchase_places : int
        Its places from then on.
    most_unit_cost : float
        It is bought only if its cost to date for each verified outcome is at most this.
    notice_months : float
        From a gate that nobody passes until the service stops.
    """

    outcomes: tuple[str, ...]
    phases: tuple[Phase, ...]
    purchase_price: float
    purchase_places: int
    most_unit_cost: float
    notice_months: float = 3.0
