"""What each of several providers did and is paid, and what allocation reviews would have moved: in sentences.

Takes a :class:`~outcomesim.settlement.settled.Settlement`, gives sentences. It works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomesim.contracts.wording.common import listed, money, percent
from outcomesim.settlement.beneath import AllocationHeld, SettledProvider
from outcomesim.settlement.reason import between
from outcomesim.settlement.settled import Settlement
from outcomesim.units import to_pounds


def provider_sentences(settlement: Settlement) -> Iterator[str]:
    """Each provider: what was recorded of it, and what it is paid; then what the lead keeps."""
    contract, currency = settlement.contract, settlement.case.currency
    for provider in settlement.providers:
        yield f"{provider.name}: {_did(provider, settlement)}. {_is_paid(provider, settlement)}"
    lead, paid_on = contract.setting.provider, [settlement.paid_on(one.name) for one in settlement.providers]
    if contract.lead_pays_providers and paid_on and all(amount is not None for amount in paid_on):
        on = sum((amount for amount in paid_on if amount is not None), np.zeros(1))
        if contract.holder == lead:
            paid = between(settlement.total, currency)
            yield f"{lead} is paid {paid} by the payers and pays {between(on, currency)} to those who deliver."
        else:
            yield f"{lead} pays {between(on, currency)} to those who deliver."


def _did(provider: SettledProvider, settlement: Settlement) -> str:
    accounts = {name for row in settlement.activity.rows if row.provider == provider.name for name in row.accounts}
    by_person = settlement.activity.by_person

    def whole(what: str) -> float:
        return float(np.sum([getattr(one, what) for one in provider.done]))

    said = []
    if "referrals" in accounts:
        said.append(f"{whole('referred'):,g} people referred")
    if "attachments" in accounts or by_person:
        said.append(f"{whole('starts'):,g} people taken on")
    if "person-months" in accounts:
        said.append(f"{whole('person_months'):,g} months of service")
    verified = np.sum([one.verified.sum(axis=0) for one in provider.done], axis=0)
    by_name = zip(settlement.case.outcome_names, verified, strict=True)
    each = [f'{number:,g} of "{name}"' for name, number in by_name if number]
    said.append(f"{listed(each)} verified" if each else "nothing verified")
    if "cost" in accounts:
        said.append(f"{money(float(to_pounds(whole('cost'))), settlement.case.currency)} spent on delivery")
    return listed(said)


def _is_paid(provider: SettledProvider, settlement: Settlement) -> str:
    contract, currency = settlement.contract, settlement.case.currency
    if not contract.lead_pays_providers:
        return f"The payers pay it {between(settlement.paid_to(provider.name), currency)}."
    lead, paid = contract.setting.provider, settlement.paid_on(provider.name)
    if paid is None:
        return f"What {lead} pays it is not told: no row says what its delivery cost."
    reasons = {payment.reason for payment in provider.paid or ()}
    by = "by its subcontract" if "subcontract" in reasons else "for its cost and a margin"
    return f"{lead} pays it {between(paid, currency)} {by}."


def allocation_sentences(settlement: Settlement) -> Iterator[str]:
    """Each allocation review: what it would have moved, and by what."""
    names = [provider.name for provider in settlement.contract.setting.providers]
    for held in settlement.allocations:
        yield f"At month {held.at:g} {_moved(held, names, settlement)}."


def _moved(held: AllocationHeld, names: list[str], settlement: Settlement) -> str:
    if held.open_in is not None:
        row = held.open_in
        return f"it is not known what would have moved: line {row.line} ({row.label}) runs across it"
    each = [
        f"{name} {percent(share)} ({verified:,g} verified of {starts:,g} taken on)"
        for name, share, verified, starts in zip(names, held.after, held.verified, held.starts, strict=True)
    ]
    if not np.array_equal(held.before, held.after):
        return f"referrals would have been shared anew: {listed(each)}"
    return f"no share of referrals would have moved ({_why_not(held, names, settlement)}): {listed(each)}"


def _why_not(held: AllocationHeld, names: list[str], settlement: Settlement) -> str:
    terms = settlement.contract.terms.allocation
    assert terms is not None
    least = max(1, terms.after_starts)
    each = zip(names, held.before, held.starts, strict=True)
    few = [name for name, share, starts in each if share > 0 and starts < least]
    if few:
        return f"{listed(few)} had not taken on {least:,}"
    return "nothing was verified yet" if not held.verified.any() else "their rates are alike"
