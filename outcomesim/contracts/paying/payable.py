"""What is divided between the payers as payments: to whom, for what, because of which statement, and when.

Takes a contract, a statement, how it was worked and divided, gives payments. It works nothing out but dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.contracts.base import Payment
from outcomesim.contracts.order.measured_pay import measures_paid_on
from outcomesim.contracts.order.working import Worked
from outcomesim.contracts.paying.dividing import REASONS, Divided, paid_by_outcome, paid_on_lines
from outcomesim.measurement.statement import Statement
from outcomesim.parties import Party
from outcomesim.units import Floats

if TYPE_CHECKING:
    from outcomesim.contracts.written import WrittenContract


def payments_of(
    contract: WrittenContract, statement: Statement, worked: Worked, parts: Divided, waits: Mapping[str, int]
) -> tuple[Payment, ...]:
    """The payments of one statement, each due in ``last month covered + payment terms``, no later than the horizon.

    Parameters
    ----------
    contract : WrittenContract
    statement : Statement
    worked : Worked
    parts : Divided
    waits : mapping of str to int
        The payment terms of payers who have their own, in months.
    """
    first, last, card = statement.month_from, statement.month_to - 1, worked.card
    if last < 0:
        return ()  # nothing is claimed on the first day
    wait, end = card.terms.payment_terms_months, contract.setting.horizon_months - 1
    on_outcomes, on_measures = paid_by_outcome(worked, parts), _paid_on_measures(contract, worked, parts)
    payments, told = [], False
    reasons_in_use = {REASONS[item.line.per] for item in card.items if item and not statement.covers_no_months}
    for part in parts.dues:
        if not part.amount.any() and part.reason not in reasons_in_use:
            continue
        by_line = measured = None
        if part.reason == "outcomes" and not told:
            by_line, measured, told = on_outcomes, on_measures, True
        what = "claims verified in" if part.reason == "outcomes" else f"{part.reason} for"
        when = f"months {first} to {last}"
        if statement.covers_no_months:
            what, when = f"{part.reason} in", f"month {last}"
        cites = f"{what} {when} (statement {statement.number})"
        payer, due = Party(part.payer, "payer"), min(last + waits.get(part.payer, wait), end)
        payments.append(Payment(payer, contract.holder, part.amount, part.reason, cites, due, by_line, measured))
    for part in parts.backs:
        cites = f"an amount that has fallen by month {last} (statement {statement.number})"
        payer, due = Party(part.payer, "payer"), min(last + wait, end)
        payments.append(Payment(contract.holder, payer, part.amount, part.reason, cites, due))
    return tuple(payments)


def _paid_on_measures(contract: WrittenContract, worked: Worked, parts: Divided) -> Floats | None:
    """What is paid on measures of outcomes, (R,); None where no line goes by one."""
    items, capital, measures = worked.card.items, contract.capital, contract.setting.measures
    lines = np.array([bool(item and measures_paid_on(item.line, capital, measures)) for item in items], dtype=np.bool_)
    return paid_on_lines(worked, parts, lines) if lines.any() else None
