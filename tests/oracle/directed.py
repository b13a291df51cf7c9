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
from outcomesim.scenario.pay import Payer
from outcomesim.scenario.terms import ContractTerms
from outcomesim.units import TICKS_PER_MONTH

FORM = "by script"


def weighed(counts: Any) -> float:
    """One number that tells counts apart by where they stand."""
    return float(np.ravel(counts) @ np.arange(1, np.size(counts) + 1))


def of_each(statement: Statement) -> list[Any]:
    """Everything a statement says of each provider."""
    return [counts for counts in vars(statement.by_provider).values() if counts is not None]


@dataclass(frozen=True)
class Told:
    """What is directed on one day; None leaves a thing as it is."""

    at: float
    places: float | tuple[float, ...] | None = None
    intensity: float | None = None
    intake_open: float | tuple[float, ...] | None = None
    notice_months: float | tuple[float, ...] | None = None
    shares: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Script:
    """What is directed, the month of the first statement, and a measure that the terms name."""

    told: tuple[Told, ...]
    first_statement: int = 0
    measure: str = ""


class ByScript(Contract):
    """Directs as its script says, and pays what it reads in its statements, penny for count.

    Written for one replication, as a researcher would.
    """

    one_replication_at_a_time = True

    @property
    def script(self) -> Script:
        script: Script = self.terms.terms
        return script

    @property
    def statement_months(self) -> tuple[int, ...]:
        return (*range(self.script.first_statement, self.setting.horizon_months, 4), self.setting.horizon_months)

    @property
    def review_months(self) -> tuple[float, ...]:
        return tuple(told.at for told in self.script.told)

    def settle(self, book: Book, statement: Statement) -> tuple[Payment, ...]:
        read = {
            "number": statement.number,
            "months": statement.month_from + 100 * statement.month_to,
            "verified": weighed(statement.verified),
            "verified to date": weighed(statement.verified_to_date),
            "referred": weighed(statement.referred),
            "starts": weighed(statement.starts),
            "time in service": round(weighed(statement.person_months) * TICKS_PER_MONTH),
            "cost": statement.cost[0],
            "cost to date": statement.cost_to_date[0],
            "time running": round(statement.running[0] * TICKS_PER_MONTH),
            "read at reviews": book.notes.get("read", 0),
            "by provider": sum(map(weighed, of_each(statement))) if statement.by_provider else 0,
        }
        self.note_measures(book, statement, settling=True)
        due = max(0, statement.month_to - 1)
        return tuple(
            Payment(self.payers[0], self.holder, np.array([float(pence)]), what, "", due)
            for what, pence in read.items()
        )

    def review(self, book: Book, statement: Statement) -> Direction | None:
        self.note_measures(book, statement)
        held = book.notes.get("held", 0)
        book.notes["held"] = held + 1
        book.notes["read"] = weighed(statement.verified_to_date) + statement.cost_to_date[0]
        told: Told = self.script.told[held]
        if told == Told(told.at):
            return None
        given = (told.places, told.intensity, told.intake_open, told.notice_months, told.shares)
        return Direction(*(None if value is None else np.array([value]) for value in given))

    def note_measures(self, book: Book, statement: Statement, *, settling: bool = False) -> None:
        """Keep what each measure reports, in the order in which it was read."""
        read: dict[Any, float] = {name: float(value[0]) for name, value in statement.measures.items()}
        for name, reports in statement.reports.items() if settling else ():
            read |= {(name, told.date, told.counts_to): float(told.value[0]) for told in reports}
        book.notes.setdefault("measures", []).append((statement.month_to, read))

    def describe(self) -> tuple[str, ...]:
        return ("Pays what it reads and directs by script.",)


@st.composite
def directed(draw: Any) -> Scenario:
    """A small scenario whose one contract directs up to six times, anything on any quarter of a month."""
    scenario: Scenario = draw(scenarios())
    providers = len(scenario.service.providers)

    def of_each(*values: float) -> Any:
        """What each provider is told, where there are several; NaN tells it nothing."""
        return st.tuples(*[st.sampled_from((float("nan"), *values))] * providers) if providers else st.none()

    shares = st.tuples(*[st.sampled_from((1.0, 0.3713, 0.0))] * providers).filter(any)
    days = st.integers(0, int(4 * scenario.dates.last_service) + 2)
    script = tuple(
        Told(
            at=quarter / 4,
            places=draw(st.sampled_from((None, 0.0, 1.0, 2.0, 5.0)) | of_each(0.0, 1.0, 3.0)),
            intensity=draw(st.sampled_from((None, 0.0, 0.4137, 1.0, 1.5019))),
            intake_open=draw(st.sampled_from((None, 1.0, 0.0)) | of_each(0.0, 1.0)),
            notice_months=draw(st.sampled_from((*[None] * 6, 9.0, 3.0, 1.25, 0.0)) | of_each(9.0, 3.0, 1.25, 0.0)),
            shares=draw(st.none() | shares) if providers else None,
        )
        for quarter in sorted(draw(st.lists(days, unique=True, min_size=1, max_size=6)))
    )
    return replace(scenario, contracts=(scripted(*script),))


def scripted(*told: Told, first_statement: int = 0, measure: str = "") -> ContractTerms:
    """A contract by script, on whatever scenario."""
    script = Script(told, first_statement, measure)
    return ContractTerms(name="by script", form=FORM, payers=(Payer("council"),), terms=script)
