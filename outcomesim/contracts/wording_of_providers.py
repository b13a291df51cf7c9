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
    deliver = f"{listed(parts)} deliver the service, each with places and a queue of its own"
    if not contract.lead_pays_providers:
        return (f"{deliver}.",)
    return (
        f"{deliver}; {setting.provider} leads them and pays each of them its cost as incurred and a margin of "
        f"{percent(setting.margin)}, whatever it is itself paid.",
    )
