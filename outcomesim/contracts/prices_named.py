"""Whether a contract's own words name every price and limit of its terms.

Takes a contract and what it says, gives the amounts that it does not say, as it would say them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.contracts.paying.penalties import penalty_terms
from outcomesim.contracts.wording.common import money, percent
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms
from outcomesim.units import to_pounds


def prices_not_named(contract: Contract, said: str) -> tuple[str, ...]:
    """Prices and limits that ``describe()`` leaves out: of written terms all, of another form what a claim is worth."""
    named = _of_written(contract) if isinstance(contract, WrittenContract) else _of_claims(contract)
    return tuple(words for words in dict.fromkeys(named) if words not in said)


def _of_claims(contract: Contract) -> Iterator[str]:
    if contract.claim_values is not None:
        for pence in np.unique(contract.claim_values[contract.claim_values > 0]):
            yield money(float(to_pounds(pence)), contract.setting.currency)


def _of_written(contract: WrittenContract) -> Iterator[str]:
    for version in contract.in_force:
        yield from _of_terms(version.terms, contract.setting.currency)
        for payer in version.payers:
            yield from _of_payer(payer, contract.setting.currency)
    ending = contract.terms.end.owed if contract.terms.end else ()
    yield from (money(one.amount, contract.setting.currency) for one in ending if one.amount)
    yield from (money(advance.amount, contract.setting.currency) for advance in contract.terms.advances)
    gain = contract.terms.gain_share
    if gain is not None:
        yield from (percent(part) for part in (gain.share, gain.above) if part)
    yield from _of_terms(penalty_terms(contract.terms), contract.setting.currency)
    if contract.terms.penalties_at_most is not None:
        yield money(contract.terms.penalties_at_most, contract.setting.currency)
    if contract.terms.late_payment_interest:
        yield f"{100 * contract.terms.late_payment_interest:g}%"


def _of_terms(terms: PaymentTerms, currency: str) -> Iterator[str]:
    for line in terms.lines:
        yield from _of_line(line, terms.price_factor, currency)
    yield from (money(amount, currency) for cap in terms.caps for amount in cap.amounts or (cap.amount,))
    yield from (money(floor.amount, currency) for floor in terms.floors)
    if terms.retention is not None:
        yield percent(terms.retention.share)
    yield from (percent(value) for credit in terms.service_credits for _, value in credit.schedule.points)
    if terms.service_credits and terms.service_credits_at_most < 1:
        yield percent(terms.service_credits_at_most)


def _of_payer(payer: Payer, currency: str) -> Iterator[str]:
    limits = (payer.limit, payer.limit_per_year, *payer.limits_by_year, *(of.amount for of in payer.limits))
    yield from (money(limit, currency) for limit in limits if limit is not None)


def _of_line(line: PayLine, factor: float, currency: str) -> Iterator[str]:
    for price in line.prices:
        if line.gives != "price":
            yield f"{price.amount * factor:g}" if line.per == "cost" else money(price.amount * factor, currency)
    if line.amount is not None:
        yield money(line.amount * factor, currency)
    if line.tolerance is not None:
        yield money(line.tolerance.expected * factor, currency)
        yield percent(line.tolerance.share)
    yield from (percent(share) for _, share in (line.volume.bands if line.volume else ()))
    yield from (percent(deduction.share) for deduction in line.deductions if not deduction.measure)
    if line.schedule is not None:
        scale = factor * (line.weight if line.gives == "amount" else 1.0)
        for _, value in line.schedule.points:
            yield percent(value) if line.gives == "share of the line" else money(value * scale, currency)
