"""Gates of the terms that the record did not meet: told, for what was recorded after them is settled all the same.

Takes a contract and its recorded statements, gives sentences. Nothing here changes what is settled.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomesim.contracts.order.schedules import meets
from outcomesim.contracts.wording.measures import condition_in_words, figure_in_words
from outcomesim.contracts.wording.terms import what_a_gate_brings
from outcomesim.contracts.written import WrittenContract
from outcomesim.settlement.activity import Activity
from outcomesim.settlement.recorded import RecordedStatements
from outcomesim.units import NEVER


def missed_gates(contract: WrittenContract, activity: Activity, recorded: RecordedStatements) -> Iterator[str]:
    """Each gate that was not met, up to the first that ends the service; none where the record says that it stopped."""
    if recorded.reading is None or not recorded.statements:
        return
    recorded_to = max(statement.month_to for statement in recorded.statements)
    stopped_at = min((row.month_to for row in activity.rows if row.stopped), default=NEVER)
    dated = sorted(((at, gate) for gate in contract.terms.gates for at in gate.at), key=lambda one: one[0])
    for at, gate in dated:
        ends = at + gate.notice_months if gate.otherwise == "stop" else at
        if at > recorded_to or stopped_at <= ends:
            return
        value = recorded.reading.value(gate.must.measure, at)
        met = meets(gate.must, value)
        if met.all():
            continue
        reported = sorted({*value[~np.isnan(value)].tolist()})
        currency = contract.setting.currency
        figures = " or ".join(figure_in_words(gate.must.measure, figure, currency) for figure in reported)
        was = f"it was {figures}" if reported else "it was not reported"
        missed = "may not have been met" if met.any() else "was not met"
        after = (
            "what was recorded after that is settled all the same" if recorded_to > ends else "the record ends before"
        )
        asked = f"the terms ask that {condition_in_words(gate.must, currency)}, and {was}"
        yield f"The gate of month {at:g} {missed}: {asked}. They say that {what_a_gate_brings(gate)}; {after}."
        if gate.otherwise == "stop":
            return
