"""Investors' break options: the service gets notice where, on a date of the terms, a condition holds.

Takes what measures report and what the account holds; gives months of notice. It moves no money.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomesim.cashflows.rates import Measures
from outcomesim.contracts.order.schedules import meets
from outcomesim.scenario.capital import Break
from outcomesim.units import Floats


def notice_of(breaks: Sequence[Break], month: int, measures: Measures, replications: int) -> Floats:
    """Months of notice given at the end of a month, (R,); NaN where nobody breaks, the shortest where several do.

    Parameters
    ----------
    breaks : sequence of Break
    month : int
    measures : mapping of name to array (R,)
        Those of the scenario and of the account.
    replications : int
    """
    notice = np.full(replications, np.nan)
    for option in breaks:
        if month + 1 in map(np.ceil, option.at):
            reported = measures.get(option.when.measure, np.full(replications, np.nan))
            broken = meets(option.when, reported)
            notice = np.where(broken, np.fmin(notice, option.notice_months), notice)
    return notice
