"""What delivery costs, paid to staff and suppliers by whoever delivers; and what the lead pays several providers.

Takes what each provider's delivery cost in a month, posts it in the ledger. It decides nothing.
"""

from __future__ import annotations

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.base import Contract
from outcomesim.parties import STAFF_AND_SUPPLIERS
from outcomesim.units import Floats, whole_pence

COST_AND_MARGIN = "cost and margin"


def deliver(ledger: Ledger, contract: Contract, month: int, costs: Floats) -> None:
    """Post a month's delivery.

    Where several deliver, each incurs its own cost, and the lead pays it ``cost * (1 + margin)`` in the same month,
    unless the contract pays them itself.

    Parameters
    ----------
    ledger : Ledger
    contract : Contract
    month : int
    costs : array (R, P) of whole pence
    """
    setting = contract.setting
    lead = setting.provider
    for one, provider in enumerate(setting.providers or (lead,)):
        cost = costs[:, one]
        ledger.post(provider, STAFF_AND_SUPPLIERS, "delivery", month, cost)
        if provider != lead and contract.lead_pays_providers:
            ledger.post(lead, provider, COST_AND_MARGIN, month, whole_pence(cost * (1 + setting.margin)))
