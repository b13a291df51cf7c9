"""What falls due beneath a contract: to the provider of a vehicle, to each provider of a lead, by terms of their own.

Takes statements, gives what falls due for their months. Pay lines are worked as any contract's, without the limits of
the contract above; who pays that, and for what, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from outcomesim.contracts.base import Contract, Setting
from outcomesim.contracts.order.card import Card, items_of
from outcomesim.contracts.order.tab import Calendar, Tab, block_up_to
from outcomesim.contracts.order.working import work_apart
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.pay import PayLine, PaymentTerms
from outcomesim.units import Floats, to_pence, to_pounds, whole_pence


class LinesBeneath:
    """The pay lines of an agreement and what they remember.

    Parameters
    ----------
    agreement : AgreementTerms
        One on the basis of pay lines.
    setting : Setting
    replications : int
    """

    def __init__(self, agreement: AgreementTerms, setting: Setting, replications: int) -> None:
        self._card = _card(agreement, setting)
        self._tab = Tab.empty(
            replications, len(self._card.keys), groups=len(setting.segments), lines=len(setting.outcomes)
        )
        self._calendar = Calendar(
            setting.service_months, setting.claim_months, setting.last_service, setting.last_referral
        )
        self._measures = setting.measures

    def due(self, statement: Statement) -> Floats:
        """What falls due for the months of a statement, (R,) of pence: no cap of the contract above holds here."""
        worked = work_apart(self._card, self._tab, statement, self._calendar, self._measures)
        return np.asarray(worked.owed.sum(axis=(1, 2)))


class Subcontracts:
    """What the lead owes each of several providers for what it does itself.

    Parameters
    ----------
    contract : Contract
        One with several providers, whom the lead pays.
    replications : int
    """

    def __init__(self, contract: Contract, replications: int) -> None:
        self._setting = setting = contract.setting
        self.agreements = contract.beneath
        self._lines = [
            LinesBeneath(agreement, setting, replications) if agreement.basis == "pay lines" else None
            for agreement in self.agreements
        ]

    def due(
        self, month_from: int, month_to: int, *, costs: Floats, running: Floats, own: Callable[[int], Statement]
    ) -> Floats:
        """What falls due to each provider for the months ``[month_from, month_to)``, (R, P) of pence.

        Parameters
        ----------
        month_from, month_to : int
        costs : array (R, P) of pence
            What delivery cost each.
        running : array (R, P)
            Months in which the service of each ran.
        own : function
            Gives the statement of these months of one provider alone, by its number; asked where lines are worked.
        """
        due = np.zeros(costs.shape)
        for p, (agreement, lines) in enumerate(zip(self.agreements, self._lines, strict=True)):
            if lines is not None:
                due[:, p] = lines.due(own(p))
            elif agreement.basis == "block" and agreement.price is not None:
                due[:, p] = block_due(agreement.price, self._setting, month_from, month_to, running[:, p])
            else:
                due[:, p] = whole_pence(costs[:, p] * (1 + self._setting.margin))
        return due


def block_due(price: float, setting: Setting, month_from: int, month_to: int, running: Floats) -> Floats:
    """What of a block price falls due in the months ``[month_from, month_to)``, (R,) of pence.

    Equal monthly parts while the service runs, as of a block above: pro rata to the time it did.
    """
    planned = setting.planned_running(month_from, month_to)
    if planned <= 0:
        return np.zeros(running.shape)
    whole, months = float(to_pence(price)), setting.service_months
    part = block_up_to(whole, month_to, months) - block_up_to(whole, month_from, months)
    return np.asarray(whole_pence(part * (running / planned)))


def _card(agreement: AgreementTerms, setting: Setting) -> Card:
    terms = PaymentTerms(agreement.lines, every_months=1)
    keys = tuple(dict.fromkeys(item.key for item in items_of(terms)))
    return Card(terms, keys, setting.outcomes, setting.segments)


def price_beneath(agreement: AgreementTerms, setting: Setting) -> float:
    """What is expected to be paid by an agreement in all, on the plan, in the scenario's currency.

    Cost and margin, the block price, or every pay line at what is planned; a line on a measure, missing referrals, a
    deduction, a volume or a gate cannot be told from a plan, and is left out or passed over.

    Parameters
    ----------
    agreement : AgreementTerms
    setting : Setting
        With the plan of whoever is paid.
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
        "referral": setting.planned_referred, "attachment": setting.planned_starts,
        "person-month": setting.planned_person_months,
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
