"""Payment by results: the provider is paid for what is verified, and lives on its own reserves until then.

Takes nothing but written terms: a rate card, schedules, limits. No investor stands between.
"""

from __future__ import annotations

from outcomesim.contracts.written import WrittenContract


class PaymentByResults(WrittenContract):
    """A rate card with its limits, paid to the provider itself."""

    def own_sentences(self) -> tuple[str, ...]:
        """Who carries the wait and the risk."""
        return (f"{self.holder} carries the wait for payment and the risk of results from its own money.",)
