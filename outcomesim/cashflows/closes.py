"""The month with which a vehicle closes: nothing more can come in, nothing more is to be spent, so all is given out.

Takes a contract, gives a month. It knows no amount: the month is the same whatever is paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from outcomesim.contracts.base import Contract
from outcomesim.contracts.written import WrittenContract


def closes_in(contract: Contract, months: int, later: Iterable[int] = (), *, late: int = 0) -> int:
    """The month at whose end all that is left is distributed, counted from 0.

    That of the last payment that payers can make: of the last statement, or of the last release of what was retained,
    after the longest payment terms. It is no sooner than the service, its claims where a provider is paid by pay lines
    beneath the contract, or maturity, before which nothing is due; and no later than the last month there is.

    Parameters
    ----------
    contract : Contract
        One written in Python may be paid until the last month.
    months : int
        Those in which money may move.
    later : iterable of int
        Further months in which money comes in or is spent: recorded draws, reports, days of payment.
    late : int
        How many months later than they are due payers are taken to pay, at the most.
    """
    if not isinstance(contract, WrittenContract):
        return months - 1
    waits = [version.terms.payment_terms_months for version in contract.in_force]
    waits += [payer.payment_terms_months or 0 for version in contract.in_force for payer in version.payers]
    last = max((*contract.statement_months, *contract.release_months)) - 1 + max(waits) + late
    busy = [contract.setting.service_months - 1, *later]
    if contract.agreement is not None and contract.agreement.basis == "pay lines":
        busy.append(contract.setting.claim_months - 1)
    if contract.capital is not None and contract.capital.maturity is not None:
        busy.append(ceil(contract.capital.maturity) - 1)
    return min(max(last, *busy), months - 1)
