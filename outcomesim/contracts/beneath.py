"""Pay lines beneath the outcomes contract: what a vehicle pays its provider by terms of its own, month by month.

Takes the statement of a month, gives what falls due to the provider. The lines are worked as any contract's, without
limits; who pays the vehicle, and for what, it does not know.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomesim.contracts.base import Contract, Setting
from outcomesim.contracts.card import Card, items_of
from outcomesim.contracts.tab import Calendar, Tab
from outcomesim.contracts.working import work
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.pay import PayLine, PaymentTerms
from outcomesim.units import Floats, to_pounds


class LinesBeneath:
    """The pay lines of an agreement and what they remember.

    Parameters
    ----------
    contract : Contract
        One whose agreement is on the basis of pay lines.
    replications : int
    """

    def __init__(self, contract: Contract, replications: int) -> None:
        setting, agreement = contract.setting, contract.agreement
        assert agreement is not None
        self._card = _card(agreement, setting)
        self._tab = Tab.empty(
            replications, len(self._card.keys), groups=len(setting.segments), lines=len(setting.outcomes)
        )
        self._calendar = Calendar(
            setting.service_months, setting.claim_months, setting.last_service, setting.last_referral
        )
        self._measures = setting.measures

    def due(self, statement: Statement) -> Floats:
        """What falls due to the provider for a month, (R,) of pence: no cap of the contract above holds here."""
        own = replace(statement, withheld=np.zeros_like(statement.withheld), beyond_limit=None)
        worked = work(self._card, self._tab, own, self._calendar, self._measures)
        return np.asarray(worked.owed.sum(axis=(1, 2)))


def _card(agreement: AgreementTerms, setting: Setting) -> Card:
    terms = PaymentTerms(agreement.lines, every_months=1)
    keys = tuple(dict.fromkeys(item.key for item in items_of(terms)))
    return Card(terms, keys, setting.outcomes, setting.segments)


def price_beneath(agreement: AgreementTerms, setting: Setting) -> float:
    """What the vehicle is expected to pay its provider in all, on the plan, in the scenario's currency.

    Cost and margin, the block price, or every pay line at what is planned; a line on a measure, a deduction, a volume
    or a gate cannot be told from a plan, and is left out or passed over.
    """
    if agreement.basis == "pay lines":
        return float(sum(_planned(line, agreement, setting) for line in agreement.lines))
    whole = setting.planned_cost * (1 + setting.margin)
    return whole if agreement.basis == "cost" or agreement.price is None else agreement.price


def _planned(line: PayLine, agreement: AgreementTerms, setting: Setting) -> float:
    if line.per == "block":
        return line.amount or 0.0
    card = _card(agreement, setting)
    mine = [k for k, item in enumerate(card.items) if item is not None and item.line == line]
    shares = np.asarray(setting.segment_shares)
    counts = {
        "attachment": setting.planned_starts, "person-month": setting.planned_person_months,
        "month": float(setting.service_months), "cost": setting.planned_cost,
    }  # fmt: skip
    total = 0.0
    for k in mine:
        item, price = card.items[k], to_pounds(card.prices(0.0)[k])
        assert item is not None
        if item.outcome:
            total += float(setting.planned_claims[:, card.outcomes.index(item.outcome)] @ price)
        elif line.per in counts:
            total += counts[line.per] * float(price @ shares if item.by_segment else price[0])
    return total
