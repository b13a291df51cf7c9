"""What providers have of their own, and what follows when it is gone (*The order within a day*, 7).

Takes a contract's terms, the ledger and the service; gives what the service is told. Knows no people.
"""

from __future__ import annotations

from math import isnan, nan
from typing import Any

from oracle.cost import running_of
from oracle.service import Service

from outcomesim.cashflows.ledger import Ledger
from outcomesim.contracts import Contract
from outcomesim.scenario.capital import ProviderFinance


class Purses:
    """The money of each provider that may run out, and who has run out of it."""

    def __init__(self, contract: Contract, service: Service, ledger: Ledger) -> None:
        self.contract, self.service, self.ledger = contract, service, ledger
        self.failed: set[str] = set()
        self.lead = service.scenario.service.provider
        self.names = [one.name for one in service.scenario.service.delivering]

    def has_failed(self) -> list[bool]:
        """Which of those who deliver have no money left, or no lead that has any."""
        return [bool({name, self.lead} & self.failed) for name in self.names]

    def close(self, today: int) -> dict[str, Any] | None:
        """Whoever is below nought by more than its overdraft takes nobody on and gives notice, once; a lead for all."""
        if today >= self.contract.setting.service_months:
            return None
        notice = [nan] * len(self.names)
        for terms in self.contract.terms.finances:
            for name in terms.names or (self.lead,):
                its_own = [p for p, one in enumerate(self.names) if name in (self.lead, one)]
                if terms.when_exhausted == "carries on" or name in self.failed or not self._short(name, terms):
                    continue
                if any(running_of(self.service, p, today - 1) > 0 for p in its_own):
                    self.failed.add(name)
                    for p in its_own:
                        notice[p] = terms.notice_months if isnan(notice[p]) else min(notice[p], terms.notice_months)
        if all(isnan(months) for months in notice):
            return None
        shares = self.service.shares[-1][1]
        others = [0.0 if gone else share for gone, share in zip(self.has_failed(), shares, strict=True)]
        loses_some = any(share > 0 and not isnan(months) for share, months in zip(shares, notice, strict=True))
        return {
            "intake_open": [nan if isnan(months) else 0.0 for months in notice],
            "notice_months": notice,
            "referral_shares": others if loses_some and any(others) else None,
        }

    def _short(self, name: str, terms: ProviderFinance) -> bool:
        """Whether its reserves, all it received and its overdraft do not cover all it paid."""
        pence = round(100 * terms.reserves) + round(100 * terms.overdraft)
        for (payer, payee, _), line in self.ledger.lines.items():
            pence += sum(line[0]) * ((payee.name == name) - (payer.name == name))
        return bool(pence < 0)
