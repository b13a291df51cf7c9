"""The most that payers can owe of what tranches are due, as long as the vehicle spends no more than its capital.

Takes a contract, gives the same contract with a known most in the place of its lines on what capital is due: the bounds
of all other lines then hold for these too. What the vehicle spends beyond its capital it takes out of what payers have
paid for principal and interest, and these are owed again: nothing in the terms limits that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.contracts.beforehand.most_payable import highest_value
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.capital import CapitalTerms, OnMeasure, Tranche
from outcomesim.scenario.pay import PayLine, PaymentTerms, Schedule
from outcomesim.units import MONTHS_PER_YEAR

CAPITAL_DUE = "capital due"


def most_capital_due(capital: CapitalTerms, months: int) -> float | None:
    """``sum over tranches of share of principal * commitment + interest``, in the currency; None without a limit.

    All of it drawn in the first month, at the highest rate there can be, and nothing paid before the last.

    Parameters
    ----------
    capital : CapitalTerms
    months : int
        From the first month to the last in which something can be due.

    Examples
    --------
    >>> lent = Tranche("bank", 1_000_000.0, rate=0.06, interest="simple")
    >>> most_capital_due(CapitalTerms(tranches=(lent,)), 24)
    1120000.0
    """
    total = 0.0
    for tranche in capital.tranches:
        share, interest = _highest(tranche.principal), _most_interest(tranche, months)
        if tranche.revolving or share is None or interest is None or not _lent_before_gain(capital):
            return None
        premium = 0.0 if capital.early_redemption is None else capital.early_redemption.premium
        back = max(1.0, share, *(floor.share for floor in tranche.floors))
        total += tranche.commitment * (back * (1 + premium) + interest)
    return round(total, 2)


def with_capital_due_limited(contract: WrittenContract) -> WrittenContract | None:
    """The same contract with the most in the place of what capital is due; None where there is no such line or most."""
    lines = [line for line in contract.every_line if line.per == CAPITAL_DUE]
    waits = max(version.terms.payment_terms_months for version in contract.in_force)
    last = min(contract.statement_months[-1] - 1 + waits, contract.setting.horizon_months - 1)
    most = None if contract.capital is None or not lines else most_capital_due(contract.capital, last)
    if most is None:
        return None
    variations = tuple(replace(v, payment=_limited(v.payment, most)) for v in contract.terms.variations)
    terms = replace(contract.terms, payment=_limited(contract.terms.payment, most), variations=variations)
    return type(contract)(terms, contract.setting)


def _limited(terms: PaymentTerms, most: float) -> PaymentTerms:
    """Terms in which an amount, the most at any level of a measure, stands for what capital is due."""

    def known(line: PayLine) -> PayLine:
        schedule = Schedule("steps", ((0.0, most / terms.price_factor),))
        return replace(line, per="measure", measure=CAPITAL_DUE, schedule=schedule, gives="amount", weight=1.0)

    return replace(terms, lines=tuple(known(line) if line.per == CAPITAL_DUE else line for line in terms.lines))


def _lent_before_gain(capital: CapitalTerms) -> bool:
    """Whether nobody shares in what is left before what is due is paid: such money would be owed again.

    Profit leaves alone what has fallen due by its date.
    """
    order = [action.pay for action in capital.waterfall]
    shared = ("bonus", "payers", "hurdle") if capital.maturity is not None else ("bonus", "payers", "hurdle", "profit")
    gains = [place for place, pay in enumerate(order) if pay in shared]
    lent = [place for place, pay in enumerate(order) if pay in ("interest", "principal")]
    return not gains or not lent or min(gains) > max(lent)


def _highest(number: float | OnMeasure) -> float | None:
    if not isinstance(number, OnMeasure):
        return number
    highest = highest_value(number.schedule)
    return None if highest is None else max(highest, number.deemed or 0.0)


def _most_interest(tranche: Tranche, months: int) -> float | None:
    """The most interest on a pound that is out for so many months; within the cap on the return."""
    growth, simple = 1.0, 0.0
    for month in range(1, months + 1):
        rate = _highest(next(each.rate for each in reversed(tranche.rates) if each.since <= month))
        if rate is None:
            return None
        growth, simple = growth * (1 + rate) ** (1 / MONTHS_PER_YEAR), simple + rate / MONTHS_PER_YEAR
    interest = simple if tranche.interest == "simple" else growth - 1
    cap = tranche.most_return_per_year
    return float(interest if cap is None else np.minimum(interest, (1 + cap) ** (months / MONTHS_PER_YEAR) - 1))
