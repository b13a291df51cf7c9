"""Lines on a measure that came to nothing: never, or in a year in which it was not reported.

Takes a settlement, gives :class:`~outcomesim.settlement.reason.Reason`: what is not paid for want of a figure is told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomesim.scenario.pay import EVERY
from outcomesim.settlement.reason import Reason, figure_of
from outcomesim.settlement.settled import Settlement
from outcomesim.units import MONTHS_PER_YEAR


def came_to_nothing(settlement: Settlement) -> Iterator[Reason]:
    """Lines on a measure, or on what capital is due, that were never paid, and why."""
    if not settlement.statements:
        return
    last = settlement.statements[-1]
    if last.to:  # what each did, and what gates made of it, is told
        return
    currency = settlement.case.currency
    for k, item in enumerate(last.worked.card.items):
        if item is None or item.line.per not in ("measure", "capital due"):
            continue
        if any(settled.worked.scheduled[:, k].any() for settled in settlement.statements):
            yield from _unreported(settlement, k)
            continue
        measure = item.line.only_if.measure if item.line.only_if else item.line.measure
        if not measure:
            continue
        reported = float(last.statement.measure(measure)[-1])
        why = "was not reported" if np.isnan(reported) else f"is {figure_of(measure, last, currency, row=-1)}"
        sentence = f'{item.name} comes to nothing: "{measure}" {why}.'
        yield Reason(last.label, item.name, "schedule", np.zeros(len(last.worked.floor)), sentence)


def _unreported(settlement: Settlement, k: int) -> Iterator[Reason]:
    """The dates of claim of a line on figures of periods or years by which none had come since the one before."""
    came, measures = False, settlement.contract.setting.measures
    for settled in settlement.statements:
        item, statement = settled.worked.card.items[k], settled.statement
        every = None if item is None else EVERY.get(item.line.claimed)
        if item is None or every is None or item.line.gives != "amount" or item.line.measure not in statement.reports:
            continue
        if measures[item.line.measure].window == "year" and every < MONTHS_PER_YEAR:
            continue  # not every claim has a figure of its own
        came = came or any(not np.isnan(report.value).all() for report in statement.reports[item.line.measure])
        closes = statement.month_to // every > statement.month_from // every
        if closes and not came and settled.worked.card.in_dates(statement.month_from)[k]:
            sentence = (
                f'{item.name} comes to nothing: "{item.line.measure}" was not reported since it was last claimed.'
            )
            yield Reason(settled.label, item.name, "schedule", np.zeros(len(settled.worked.floor)), sentence)
        came = came and not closes
