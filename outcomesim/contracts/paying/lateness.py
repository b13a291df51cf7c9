"""Payments that are made later than they are due, and the interest that they bear.

Takes payments as the terms make them due, gives them as they are made, and the interest: simple, in whole pence rounded
down, beside every cap and limit. How late a payer is stands in no term: a simulation takes what is assumed of it, a
settlement what was recorded. It knows no statement.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.contracts.base import Contract, Payment
from outcomesim.units import MONTHS_PER_YEAR, Floats

INTEREST = "interest on late payment"
_DECIMALS = 6
"""Decimals of a penny that count: what comes to a whole penny is one, whatever its binary digits."""


def simple_interest(amount: Floats, rate: float, years: float) -> Floats:
    """``floor(amount * rate * years)``, (R,) of pence.

    Examples
    --------
    >>> simple_interest(np.array([1_000_00.0]), 0.085, 50 / 365).tolist()
    [1164.0]
    """
    return np.asarray(np.floor(np.round(amount * rate * years, _DECIMALS)))


def paid_late(
    contract: Contract, payment: Payment, *, paid_in: int, years: float, when: str = ""
) -> tuple[Payment, ...]:
    """A payment in the month in which it is made, and the interest on it.

    Parameters
    ----------
    contract : Contract
    payment : Payment
        As it is due.
    paid_in : int
        The month in which it is made.
    years : float
        By how much that is late.
    when : str
        The day on which it was made, in words; else the month.
    """
    paid, rate = replace(payment, due=paid_in), contract.terms.late_payment_interest
    if not rate or years <= 0:
        return (paid,)
    interest = simple_interest(payment.amount, rate, years)
    cites = f"{payment.reason} due in month {payment.due}, paid {when or f'in month {paid_in}'}"
    return paid, Payment(payment.payer, payment.payee, interest, INTEREST, cites, paid_in)


def as_late_as_assumed(contract: Contract, payment: Payment) -> tuple[Payment, ...]:
    """A payer's payment as late as is assumed of it, no later than the last month, and the interest; others as due."""
    months = contract.terms.months_late.get(payment.payer.name, 0) if payment.payer.role == "payer" else 0
    paid_in = min(payment.due + months, contract.setting.horizon_months - 1)
    return paid_late(contract, payment, paid_in=paid_in, years=(paid_in - payment.due) / MONTHS_PER_YEAR)


def interest_a_pound(contract: Contract) -> dict[str, float]:
    """What each payer that is assumed to be late pays in interest on every pound, by its name."""
    rate = contract.terms.late_payment_interest
    return {name: rate * months / MONTHS_PER_YEAR for name, months in contract.terms.months_late.items() if rate}
