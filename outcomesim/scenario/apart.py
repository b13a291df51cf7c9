"""What is paid apart from lines: advances, and how later payments recover them. Plain records.

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
