"""What delivery costs, paid to staff and suppliers by whoever delivers; and what the lead pays several providers.

Takes what each provider's delivery cost in a month, posts it in the ledger. It decides nothing.
"""

from __future__ import annotations

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts.base import Contract
from outcomesim.parties import STAFF_AND_SUPPLIERS
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.units import Floats

COST_AND_MARGIN, SUBCONTRACT = "cost and margin", "subcontract"


def deliver(ledger: Ledger, contract: Contract, month: int, costs: Floats, dues: Floats | None = None) -> None:
    """Post a month's delivery.

    Where several deliver, each incurs its own cost, and the lead pays it in the same month what its subcontract makes
    due, unless the contract pays them itself.

    Parameters
    ----------
    ledger : Ledger
    contract : Contract
    month : int
    costs : array (R, P) of whole pence
    dues : array (R, P) of whole pence, or None
        What the lead owes each provider (:class:`~outcomesim.contracts.paying.beneath.Subcontracts`); None where it
        pays none.
    """
    setting = contract.setting
    for one, provider in enumerate(setting.providers or (setting.provider,)):
        ledger.post(provider, STAFF_AND_SUPPLIERS, "delivery", month, costs[:, one])
        if dues is not None:
            ledger.post(setting.provider, provider, paid_as(contract.beneath[one]), month, dues[:, one])


def paid_as(agreement: AgreementTerms) -> str:
    """What the ledger calls what the lead pays a provider."""
    return COST_AND_MARGIN if agreement.basis == "cost" else SUBCONTRACT
