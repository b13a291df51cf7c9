"""Several providers in words: who delivers what part, who leads them, and what they are paid beneath the contract."""

from __future__ import annotations

from outcomesim.contracts.base import Contract
from outcomesim.contracts.wording import listed, percent


def delivering_sentences(contract: Contract) -> tuple[str, ...]:
    """Who delivers, and what the lead pays them; nothing where one provider delivers."""
    setting = contract.setting
    if not setting.providers:
        return ()
    parts = [
        f"{provider} ({percent(share)} of referrals)"
        for provider, share in zip(setting.providers, setting.provider_shares, strict=True)
    ]
    return (
        f"{listed(parts)} deliver the service, each with places and a queue of its own; {setting.provider} leads them "
        f"and pays each of them its cost as incurred and a margin of {percent(setting.margin)}, whatever it is itself "
        "paid.",
    )


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
