"""The contracts: one small file a form, made of one shared vocabulary of terms.

A form takes statements and gives payments; it must not know people, capital or the truth. A researcher's own
form is a subclass of :class:`~outcomesim.contracts.base.Contract`, handed over by name. Most forms are a
:class:`~outcomesim.contracts.written.WrittenContract` with lines of their own. What that is made of stands in folders:

- ``order``, the order of working: from what a statement brings to what is owed;
- ``steering``, what is directed, and when: reviews, gates, allocations, an early end;
- ``wording``, the contract in sentences;
- ``paying``, from what is owed to who pays whom and when;
- ``beforehand``, what the terms imply before anything has happened.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcomesim.contracts.base import Book, Contract, Payment, Setting
from outcomesim.contracts.collaborative import CollaborativeCommissioning
from outcomesim.contracts.fee_for_service import FeeForService
from outcomesim.contracts.grant import Grant
from outcomesim.contracts.hybrid import Hybrid
from outcomesim.contracts.impact_bond import ImpactBond
from outcomesim.contracts.innovation import InnovationPartnership
from outcomesim.contracts.payment_by_results import PaymentByResults
from outcomesim.errors import ContractError
from outcomesim.scenario.terms import ContractTerms

__all__ = [
    "FORMS",
    "Book",
    "CollaborativeCommissioning",
    "Contract",
    "FeeForService",
    "Grant",
    "Hybrid",
    "ImpactBond",
    "InnovationPartnership",
    "Payment",
    "PaymentByResults",
    "Setting",
    "make_contract",
]

FORMS: dict[str, type[Contract]] = {
    "fee for service": FeeForService,
    "grant": Grant,
    "payment by results": PaymentByResults,
    "social impact bond": ImpactBond,
    "hybrid": Hybrid,
    "collaborative commissioning": CollaborativeCommissioning,
    "innovation partnership": InnovationPartnership,
}
"""The forms that are shipped, by the name a scenario gives them."""


def make_contract(
    terms: ContractTerms, setting: Setting, forms: Mapping[str, type[Contract]] | None = None
) -> Contract:
    """The contract that the terms name.

    Parameters
    ----------
    terms : ContractTerms
    setting : Setting
    forms : mapping of name to form, or None
        A researcher's own forms; a name that is shipped may be given a new meaning.
    """
    known = {**FORMS, **(forms or {})}
    if terms.form not in known:
        raise ContractError(f"contract {terms.name!r} has the form {terms.form!r}; known forms are: {', '.join(known)}")
    return known[terms.form](terms, setting)
