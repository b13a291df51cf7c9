"""Draw-down: how much capital the vehicle asks for, when, and what arrives.

Takes what is owed, the reserve to be held and the cash in hand; gives the amount that arrives this month, before the
commitment limits it. It does not know who puts it in.
"""

from __future__ import annotations

import numpy as np

from outcomesim.contracts.base import Contract
from outcomesim.contracts.paying.beneath import price_beneath
from outcomesim.scenario.capital import CapitalTerms
from outcomesim.units import Floats, Ints, to_pence


def planned_needs(contract: Contract, months_ahead: float) -> Floats:
    """The vehicle's planned outgoings over so many months from each month on, (M + 1,) pence.

    What it owes the provider, cost and margin as planned or equal parts of what the agreement comes to, and the fee.
    """
    setting, agreement = contract.setting, contract.agreement
    fee = 0.0 if contract.fee_per_month is None else contract.fee_per_month.value
    planned = np.zeros(setting.horizon_months)
    months = min(setting.service_months, len(setting.planned_cost_by_month))
    planned[:months] = np.asarray(setting.planned_cost_by_month[:months]) * (1 + setting.margin) + fee
    if agreement is not None and agreement.basis != "cost":
        planned[:months] = price_beneath(agreement, setting) / setting.service_months + fee
    to_date = np.concatenate([[0.0], np.cumsum(planned)])
    since = np.arange(setting.horizon_months + 1)
    ahead: Floats = to_pence(np.interp(since + months_ahead, since, to_date) - to_date[since])
    return ahead


def reserves_needed(contract: Contract, terms: CapitalTerms) -> Floats:
    """What the reserve is to be at the end of each month while the service runs, (M,) pence."""
    return planned_needs(contract, terms.reserve_months)[1:]


def needed_to_the_end(contract: Contract, terms: CapitalTerms) -> Floats:
    """Outgoings planned for after each month that outcome payments are to serve too, (M,) pence; else nought."""
    months = contract.setting.service_months if terms.recycle else 0
    return planned_needs(contract, months)[1:]


class Calls:
    """Capital that was asked for, month by month.

    Without notice, what is short is asked for and arrives on the same day: ``owed + reserve - cash``. With notice of
    ``n`` months what arrives in a month was asked for ``n`` months before: enough for what was owed then and for the
    outgoings planned from then on, until the reserve is to last, beyond the cash and what was on its way. What
    arrives in the first month was asked for before the start, on the plan alone.

    Parameters
    ----------
    contract : Contract
    terms : CapitalTerms
    replications : int
    """

    def __init__(self, contract: Contract, terms: CapitalTerms, replications: int) -> None:
        self._whole_at_start, self._maturity = terms.draw_whole_at_start, terms.maturity
        self._service_months = contract.setting.service_months
        if self._whole_at_start:
            self._to_the_end = needed_to_the_end(contract, terms)
        self._notice = notice = terms.draw_notice_months
        if notice:
            self._ahead = planned_needs(contract, terms.reserve_months + notice)
            self._arriving = np.zeros((contract.setting.horizon_months + notice, replications))
            self._arriving[0] = self._ahead[0]

    def held_for_the_service(self, month: int, of_capital: Floats) -> tuple[Floats, float]:
        """What is kept in hand where all was drawn at the start, and nobody can be asked for it again.

        Gives capital that is not spent, (R,), and the planned outgoings that are still to come, in pence; nought once
        the service has come to its end, or capital has matured.
        """
        over = month + 1 >= self._service_months or (self._maturity is not None and month + 1 >= self._maturity)
        if over or not self._whole_at_start:
            return np.zeros(of_capital.shape), 0.0
        return of_capital, float(self._to_the_end[month])

    def arriving(self, month: int, *, owed: Floats, reserve: Floats, cash: Floats, over: Ints) -> Floats:
        """What arrives this month, (R,); what is to arrive later is asked for.

        Parameters
        ----------
        month : int
        owed, reserve, cash : array (R,) of pence
        over : array (R,) of bool
            Where the service has stopped: nothing is asked for ahead any more.
        """
        if self._whole_at_start:
            return np.full(cash.shape, np.inf if month == 0 else 0.0)
        if not self._notice:
            return np.asarray(np.maximum(0.0, owed + reserve - cash))
        on_its_way = self._arriving[month : month + self._notice].sum(axis=0)
        ahead = np.where(over, 0.0, self._ahead[month + 1])
        self._arriving[month + self._notice] = np.maximum(0.0, owed + ahead - cash - on_its_way)
        return np.asarray(self._arriving[month])
