"""Transaction costs: what it costs to have a contract at all, month by month.

Takes a contract's cost terms and what happened in the month, gives payments. No form is free to run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomesim.contracts.base import Contract, Payment
from outcomesim.errors import ContractError
from outcomesim.parties import ADVISERS, VERIFIER, Party
from outcomesim.scenario.terms import TransactionCost
from outcomesim.units import PENCE, Floats, Ints, share_out, whole_pence


def transaction_costs(
    contract: Contract,
    *,
    month: int,
    amounts: Sequence[Floats],
    running: Floats,
    claims: Ints,
    paid: Floats,
) -> tuple[Payment, ...]:
    """What of the contract's costs falls in this month, in whole pence.

    Parameters
    ----------
    contract : Contract
    month : int
    amounts : sequence of array (R,), in the order of ``terms.costs``
        Each cost's amount in the scenario's currency (a fraction for a share of payments).
    running : array (R,)
        The share of the month in which the service ran.
    claims : array (R,)
        Claims verified in the statement that was settled for this month; nought in other months.
    paid : array (R,) of pence
        What the payers paid under the contract this month.
    """
    payments: list[Payment] = []
    for cost, amount in zip(contract.terms.costs, amounts, strict=True):
        times = _times(cost, contract, month=month, running=running, claims=claims, paid=paid)
        if times is None:
            continue
        owed = whole_pence(amount * times)
        payee = {"advisers": ADVISERS, "verifier": VERIFIER, "intermediary": contract.intermediary}[cost.to]
        cites = f"{cost.what}, {cost.when}"
        payments.extend(
            Payment(payer, payee, part, cost.what, cites, due=month)
            for payer, part in by_payer(cost.by, cost.what, contract, month, owed)
        )
    return tuple(payments)


def _times(
    cost: TransactionCost, contract: Contract, *, month: int, running: Floats, claims: Ints, paid: Floats
) -> Floats | None:
    """How many pence fall in the month for each unit of the cost's amount; None where it cannot fall in it."""
    if cost.when == "monthly":
        return PENCE * running if month < contract.setting.service_months else None
    if cost.when == "per claim":
        return PENCE * claims.astype(np.float64)
    if cost.when == "share of payments":
        return paid
    falls = 0 if cost.when == "start" else contract.setting.claim_months - 1
    return np.full(running.shape, float(PENCE)) if month == falls else None


def by_payer(by: str, what: str, contract: Contract, month: int, owed: Floats) -> Sequence[tuple[Party, Floats]]:
    """Who pays how much of a cost: the party that is named, or all payers of the month by their shares."""
    if by == "payers":
        payers = contract.payers_in(month)
        parts = share_out(owed, [payer.share for payer in payers])
        return [(Party(payer.name, "payer"), part) for payer, part in zip(payers, parts, strict=True)]
    around = (
        *contract.every_payer,
        contract.setting.provider,
        contract.holder,
        contract.intermediary,
        *contract.investors,
        *contract.guarantors,
    )
    named = next((party for party in around if party.name == by), None)
    if named is None:
        known = ", ".join(dict.fromkeys(party.name for party in around))
        raise ContractError(
            f"contract {contract.name!r}: {what!r} is paid by {by!r}, who is no party to it; parties are: {known}"
        )
    return [(named, owed)]
