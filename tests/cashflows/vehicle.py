"""A vehicle stepped month by month in one or more replications, told in pounds."""

from __future__ import annotations

import numpy as np
from contracts.making import bond, bond_terms, capital_terms, setting

from outcomesim.cashflows import CapitalAccount, Ledger
from outcomesim.cashflows.rates import Known
from outcomesim.parties import Party

COUNCIL, FUND, SPV = Party("council", "payer"), Party("fund", "payer"), Party("SPV", "spv")
INVESTORS, MANAGER = Party("investors", "investor"), Party("intermediary", "intermediary")


class Vehicle:
    """A vehicle of twelve months of service and a ledger of 24, unless its setting says otherwise."""

    def __init__(
        self, *, margin=0.0, replications=1, own=None, horizon=24, log=False, variations=(), **capital
    ) -> None:
        terms = own or bond_terms(capital=capital_terms(**capital))
        where = setting(margin=margin, horizon_months=horizon)
        self.contract = bond(where, own=terms, variations=variations)
        self.ledger = Ledger(replications, horizon)
        self.account = CapitalAccount(self.contract, replications, log=log)
        self.replications = replications
        self.month = 0

    def month_of(self, *, cost=0.0, income=0.0, need=0.0, running=1.0, last=False, measures=None, reports=None, **step):
        full = np.full(self.replications, 1.0)
        self.ledger.post(COUNCIL, SPV, "outcomes", self.month, np.rint(full * income * 100))
        direction = self.account.step(
            self.ledger,
            month=self.month,
            provider_cost=np.rint(full * cost * 100),
            running=full * running,
            planned_need=need * 100,
            last_month=last,
            known=Known({name: full * value for name, value in (measures or {}).items()}, reports or {}),
            **step,
        )
        self.month += 1
        return direction

    def months(self, number, **each):
        """So many months alike."""
        for _ in range(number):
            self.month_of(**each)

    def line(self, payer, payee, reason):
        """Pounds by month of the first replication."""
        months = self.ledger.lines[payer, payee, reason][0, : self.month] / 100
        return months.tolist()

    def moved(self, payer, payee, reason):
        """Pounds in all of the first replication; nought where there is no such line."""
        line = self.ledger.lines.get((payer, payee, reason))
        return 0.0 if line is None else line[0].sum() / 100

    @property
    def cash(self):
        return self.ledger.cash(SPV).item() / 100


def investor(name):
    return Party(name, "investor")
