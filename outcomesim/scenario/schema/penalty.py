"""What a file may say of a penalty: a line that the holder of a contract owes the payers.

Gives a model whose record is a :class:`~outcomesim.scenario.pay.PayLine`, with payer and payee changed about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from outcomesim.scenario import pay as records
from outcomesim.scenario.schema.pay import PayTable
from outcomesim.scenario.schema.table import Name
from outcomesim.scenario.text.tree import Complaint

KEYS_OF_A_PENALTY = frozenset({
    "name", "per", "of", "price", "later", "schedule", "weight", "only_if", "back_dated", "volume", "claimed", "since",
    "until", "source", "note",
})  # fmt: skip
"""The keys of a line that mean the same for what is owed the other way round."""


class PenaltyTable(PayTable):
    """``[[contract.penalty]]``."""

    name: Name
    per: Literal["outcome", "unit", "measure"] = "outcome"

    def _faults(self) -> Iterator[Complaint]:
        yield from super()._faults()
        for key in sorted(self.model_fields_set - KEYS_OF_A_PENALTY):
            rule = "a penalty is a price for each of an outcome, the same for everybody, or an amount on a measure"
            yield Complaint((key,), rule, "leave it out")
        if len(self.price or ()) > 1:
            yield Complaint(("price",), "a penalty has one price for everybody", "write one number")

    def record(self) -> records.PayLine:
        """The line; exactly at an edge the smaller penalty applies."""
        line = super().record()
        kinder = None if line.schedule is None else replace(line.schedule, at_edge="less")
        return replace(line, schedule=kinder)
