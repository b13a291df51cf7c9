"""What the lead of several providers is expected to pay each of them, on the plan of each by itself.

Takes a scenario and one of its contracts, gives amounts in the scenario's currency. Draws no random number.
"""

from __future__ import annotations

from outcomesim.contracts.base import Contract
from outcomesim.contracts.paying.beneath import price_beneath
from outcomesim.people.plan import plan
from outcomesim.people.plan_by_provider import by_provider
from outcomesim.preparing import setting_of
from outcomesim.scenario.model import Scenario


def planned_beneath(scenario: Scenario, contract: Contract) -> dict[str, float]:
    """What each provider is expected to be paid by the lead in all; nothing where the lead pays nobody.

    A provider that is referred nobody as planned is paid what a block price says, and nothing else.
    """
    if not contract.setting.providers or not contract.lead_pays_providers:
        return {}
    plans = {one.service.provider: one for one in by_provider(scenario)}
    expected = {}
    for provider, agreement in zip(contract.setting.providers, contract.beneath, strict=True):
        own = plans.get(provider.name)
        if own is None:
            expected[provider.name] = agreement.price or 0.0
        else:
            expected[provider.name] = price_beneath(agreement, setting_of(own, plan(own)))
    return expected
