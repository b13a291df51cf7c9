"""The cash flows: one ledger for every party, the capital beneath a contract, and what its flows are worth.

Takes a contract's payments and the cost of delivery, gives balances and returns. It must not know people or
why an outcome came.
"""

from outcomesim.cashflows.capital import CapitalAccount
from outcomesim.cashflows.ledger import Ledger

__all__ = ["CapitalAccount", "Ledger"]
