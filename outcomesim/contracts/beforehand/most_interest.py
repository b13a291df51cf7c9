"""The most interest that each payer could pay on what it is taken to pay late.

Takes a contract and the most that each payer could owe, gives one sum a payer. Interest is on every payment, also on
what comes back in the end: so that is added to what is owed. It knows no plan.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcomesim.contracts.base import Contract
from outcomesim.contracts.grant import Grant
from outcomesim.contracts.paying.lateness import interest_a_pound
from outcomesim.contracts.written import WrittenContract
from outcomesim.units import to_pounds


def most_interest(contract: Contract, owed: Mapping[str, float | None]) -> dict[str, float | None]:
    """The most interest of each payer, in the currency; None where nothing limits it.

    ``rate * months late / 12 * (the most it could owe + what may come back)``

    Parameters
    ----------
    contract : Contract
    owed : mapping of payer to float or None
        The most that each could owe.
    """
    rates = interest_a_pound(contract)
    return {name: _interest(rates.get(name, 0.0), most, _back(name, contract)) for name, most in owed.items()}


def most_with_interest(contract: Contract, owed: Mapping[str, float | None]) -> dict[str, float | None]:
    """The most that each payer could owe, and the interest on it; None where nothing limits it."""
    interest = most_interest(contract, owed)
    return {name: None if most is None or (on := interest[name]) is None else most + on for name, most in owed.items()}


def _interest(rate: float, owed: float | None, back: float | None) -> float | None:
    if not rate:
        return 0.0
    return None if owed is None or back is None else rate * (owed + back)


def _back(name: str, contract: Contract) -> float | None:
    """What may come back of what a payer has paid; None where an amount may rise and fall again and again."""
    if not isinstance(contract, WrittenContract):
        return 0.0
    if any(line.may_fall for line in contract.every_line):
        return None
    share = max((p.share for version in contract.in_force for p in version.payers if p.name == name), default=0.0)
    advances = (a for a in contract.terms.advances if a.unrecovered == "paid back")
    back = sum(a.amount * (share if a.by == "" else float(a.by == name)) for a in advances)
    if isinstance(contract, Grant) and contract.grant.preset == "grants 2.0":  # what is unspent, and asked for again
        back += share * float(to_pounds(contract.award))
    return back
