"""What is paid apart from lines: advances, what is due on ending early, a gain that is shared. Plain records.

Amounts are in the scenario's currency, times are months since the contract started, shares lie from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Recovery:
    """How an advance is recovered from what its payers pay later: by a share of each payment, or in equal instalments.

    Parameters
    ----------
    share : float or None
        Of each payment; 1 is in full, before anything more is paid.
    instalments : int or None
        So many equal parts, one each period of the contract.
    since : float
        With statements that begin in this month or later.
    """

    share: float | None = None
    instalments: int | None = None
    since: float = 0.0


@dataclass(frozen=True)
class Advance:
    """A sum paid before anything has been earned, which later payments recover.

    Parameters
    ----------
    amount : float
    recovered : Recovery
    at : int
        The month in which it is paid, unless the service has been stopped by then.
    by : str
        The payer that advances it; empty is all of them, by their shares. Each recovers its own part.
    unrecovered : "paid back" or "written off"
        What becomes of what is left with the last statement, or once the service has been stopped before its time.
    """

    amount: float
    recovered: Recovery
    at: int = 0
    by: str = ""
    unrecovered: Literal["paid back", "written off"] = "paid back"


EndedBy = Literal["payers", "investors", "vehicle", "provider"]
ENDED_BY: tuple[EndedBy, ...] = ("payers", "investors", "vehicle", "provider")
"""Who ends a service before its time: the payers at a review or a gate, investors who break, a vehicle whose capital is
exhausted, or a provider that has failed. Statements hold the place in this list."""


@dataclass(frozen=True)
class EndPayment:
    """What the payers pay the holder, once, when the service is stopped before its time.

    ``amount + share * what it covers``

    Parameters
    ----------
    amount : float
    covers : str
        ``"capital outstanding"`` is what investors paid in and have not got back; ``"capital and return"`` what they
        would be due if all of it fell due on the day of payment and the vehicle has not in hand; empty is nothing.
    share : float
        Of what it covers; above 1 there is a premium.
    since : float
        For a stop in this month or later.
    ended_by : tuple of str
        Only where one of these ended it; empty is whoever did.
    """

    amount: float = 0.0
    covers: Literal["", "capital outstanding", "capital and return"] = ""
    share: float = 1.0
    since: float = 0.0
    ended_by: tuple[EndedBy, ...] = ()


@dataclass(frozen=True)
class EndTerms:
    """What follows when the service is stopped before its time.

    Parameters
    ----------
    payment : float
        Paid by the payers to the holder of the contract, once, whenever and by whomever it is ended.
    run_off_months : float or None
        How long after the stop claims are still paid, with each statement that begins by then; None to the last day
        for claims.
    notice_months : float or None
        What either side owes the other, as the contract says; nothing is simulated of it.
    by : str
        Who may end it, in words.
    payments : tuple of EndPayment
        In place of ``payment``, where it hangs on the month or on who ended it. What names who ended it goes before
        what names nobody; of those the last that has begun stands.
    """

    payment: float = 0.0
    run_off_months: float | None = None
    notice_months: float | None = None
    by: str = ""
    payments: tuple[EndPayment, ...] = ()

    @property
    def owed(self) -> tuple[EndPayment, ...]:
        """What is paid, the one that stands last."""
        every = self.payments or ((EndPayment(self.payment),) if self.payment else ())
        return tuple(sorted(every, key=lambda one: (bool(one.ended_by), one.since)))


@dataclass(frozen=True)
class GainShare:
    """What of the holder's surplus comes back to the payers: an open book.

    ``share * (owed - (1 + above) * reported cost)``, where it is above nought

    Parameters
    ----------
    share : float
    above : float
        The margin on cost that is the holder's alone.
    over : "contract" or "year"
        Whether it is looked at once, or for each contract year by itself.
    """

    share: float
    above: float = 0.0
    over: Literal["contract", "year"] = "contract"
