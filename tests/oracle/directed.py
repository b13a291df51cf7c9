"""A contract that directs by script: any course of directions, whatever was verified.

The shipped reviews only ever miss or meet; a form of a researcher's own may direct anything on any day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from oracle.scenarios import scenarios

from outcomesim.contracts import Book, Contract, Payment
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Statement
from outcomesim.scenario.model import Scenario
from outcomesim.scenario.terms import ContractTerms, PayerShare

FORM = "by script"


@dataclass(frozen=True)
class Told:
    """What is directed on one day; None leaves a thing as it is."""

    at: float
    places: float | None = None
    intensity: float | None = None
    intake_open: float | None = None
    notice_months: float | None = None


class ByScript(Contract):
    """Pays nothing and directs as its script says; written for one replication, as a researcher would."""

    one_replication_at_a_time = True

    @property
    def statement_months(self) -> tuple[int, ...]:
        return (self.setting.horizon_months,)

    @property
    def review_months(self) -> tuple[float, ...]:
        return tuple(told.at for told in self.terms.terms)

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        return ()

    def review(self, book: Book, statement: Statement) -> Direction | None:
        held = book.notes.get("held", 0)
        book.notes["held"] = held + 1
        told: Told = self.terms.terms[held]
        if told == Told(told.at):
            return None

        given = (told.places, told.intensity, told.intake_open, told.notice_months)
        return Direction(*(None if value is None else np.array([value]) for value in given))

    def describe(self) -> tuple[str, ...]:
        return ("Pays nothing and directs by script.",)


@st.composite
def directed(draw: Any) -> Scenario:
    """A small scenario whose one contract directs up to six times, anything on any quarter of a month."""
    scenario: Scenario = draw(scenarios())
    days = st.integers(0, int(4 * scenario.dates.last_service) + 2)
    script = tuple(
        Told(
            at=quarter / 4,
            places=draw(st.sampled_from((None, 0.0, 1.0, 2.0, 5.0))),
            intensity=draw(st.sampled_from((None, 0.0, 0.4137, 1.0, 1.5019))),
            intake_open=draw(st.sampled_from((None, 1.0, 0.0))),
            notice_months=draw(st.sampled_from((*[None] * 9, 0.0, 1.25, 3.0))),
        )
        for quarter in sorted(draw(st.lists(days, unique=True, min_size=1, max_size=6)))
    )
    terms = ContractTerms(name="by script", form=FORM, payers=(PayerShare("council"),), terms=script)
    return replace(scenario, contracts=(terms,))
