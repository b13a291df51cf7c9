"""Several providers in words: who delivers what part, who leads them, and what they are paid beneath the contract."""

from __future__ import annotations

from collections.abc import Iterator

from outcomesim.contracts.base import Contract
from outcomesim.contracts.wording.common import listed, money, percent
from outcomesim.contracts.wording.terms import line_conditions, line_in_words
from outcomesim.scenario.provider_terms import Subcontract


def delivering_sentences(contract: Contract) -> tuple[str, ...]:
    """Who delivers, and what the lead pays them; nothing where one provider delivers."""
    setting = contract.setting
    if not setting.providers:
        return ()
    parts = [
        f"{provider} ({percent(share)} of referrals)"
        for provider, share in zip(setting.providers, setting.provider_shares, strict=True)
    ]
    named = [name for one in contract.terms.subcontracts for name in one.providers]
    by_cost = [provider.name for provider in setting.providers if provider.name not in named]
    leads = "leads them"
    if by_cost:
        whom = listed(by_cost) if named else "each of them"
        leads += f" and pays {whom} its cost as incurred and a margin of {percent(setting.margin)}, whatever it is "
        leads += "itself paid"
    return (
        f"{listed(parts)} deliver the service, each with places and a queue of its own; {setting.provider} {leads}.",
        *(sentence for one in contract.terms.subcontracts for sentence in _subcontract_sentences(one, contract)),
    )


def _subcontract_sentences(subcontract: Subcontract, contract: Contract) -> Iterator[str]:
    """What the lead pays some of its providers by terms of their own."""
    agreement, setting = subcontract.agreement, contract.setting
    each = " each" if len(subcontract.providers) > 1 else ""
    if agreement.basis == "cost":
        paid = f"its cost as incurred and a margin of {percent(setting.margin)}"
    elif agreement.basis == "block":
        price = money(agreement.price or 0.0, setting.currency)
        paid = f"a block price of {price} in equal monthly parts while the service runs"
    else:
        lines = listed([line_in_words(line, contract) for line in agreement.lines])
        paid = f"month by month for what it does itself, {lines}"
    yield f"{setting.provider} pays {listed(subcontract.providers)}{each} {paid}, whatever it is itself paid."
    for line in agreement.lines:
        yield from line_conditions(line, contract)


def allocation_sentences(contract: Contract) -> tuple[str, ...]:
    """What moves referrals between providers; nothing where they stay as planned."""
    terms = contract.terms.allocation
    if terms is None:
        return ()
    dates = listed([f"{at:g}" for at in terms.at])
    together = ", counted together" if len(terms.outcomes) > 1 else ""
    power = "" if terms.strength == 1 else f" to the power {terms.strength:g}"
    least = f" None falls below {percent(terms.least)}." if terms.least else ""
    return (
        f"At month {dates} each provider's share of the referrals to come is multiplied by its verified outcomes for "
        f"each start to date ({listed(terms.outcomes)}{together}){power}, and all are divided by their sum; nothing "
        f"moves until each that is referred anybody has taken on {terms.after_starts:,}.{least}",
    )
