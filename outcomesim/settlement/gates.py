"""The gates of an innovation partnership, held on what was recorded: what must be known for them, and who goes on.

Takes a contract and its activity, refuses rows that leave a gate open, and holds each gate at its date. Who passes is
the contract's own business (:mod:`outcomesim.contracts.partner_gates`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from outcomesim.contracts.base import Book
from outcomesim.contracts.innovation import GATES, InnovationPartnership
from outcomesim.contracts.partner_gates import GateHeld, best_of
from outcomesim.contracts.wording.common import listed
from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.statement import Statement
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.by_provider import of_nobody

SETTLED_BY = "an innovation partnership is settled by what each partner did"


def gates_can_be_held(contract: WrittenContract, activity: Activity) -> None:
    """Refuse what leaves it open which partner did what, or had done it by a gate."""
    if isinstance(contract, InnovationPartnership):
        faults = list(_not_known(contract, activity))
        if faults:
            raise ScenarioError(faults)


def _not_known(contract: InnovationPartnership, activity: Activity) -> Iterator[Fault]:
    partners, file = [str(partner) for partner in contract.setting.providers], activity.file
    nobodys = list(of_nobody(activity))
    for row, name, number in nobodys:
        hint = f"add a column provider, with {listed(partners)} in its rows"
        yield Fault(name, f"{number:g}", f"{SETTLED_BY}: a row says whose it is", hint, row.line, file)
    if not activity.by_person and (not nobodys or any(row.provider for row in activity.rows)):
        yield from (_missing(partner, activity) for partner in partners if not _rows_of(partner, activity))
    for row in activity.rows:
        yield from _open_at_a_gate(contract, row, activity)
    if _starts_matter(contract) and not activity.by_person:
        for partner in partners:
            rows = _rows_of(partner, activity)
            if rows and not any("attachments" in row.accounts for row in rows):
                rule = f"fees and the best partner go by people taken on: no row says how many {partner} took on"
                yield Fault("attachments", "", rule, "add a column attachments", rows[0].line, file)


def _missing(partner: str, activity: Activity) -> Fault:
    hint = "write a row for it, with 0 where it did nothing"
    return Fault("provider", partner, f"{SETTLED_BY}, and no row is about {partner}", hint, None, activity.file)


def _rows_of(partner: str, activity: Activity) -> list[Row]:
    return [row for row in activity.rows if row.provider == partner]


def _starts_matter(contract: InnovationPartnership) -> bool:
    return any(phase.fee_per_start or phase.keep is not None for phase in contract.own.phases)


def _open_at_a_gate(contract: InnovationPartnership, row: Row, activity: Activity) -> Iterator[Fault]:
    """What a row brings must be known by each gate: a period ends there, and what people did has its dates."""
    if row.person:
        if row.started is None:
            yield Fault("started", "", "a gate is held on what was done by then: a row says when she was taken on",
                        "add a column started, with dates", row.line, activity.file)  # fmt: skip
        for (name, _), number in row.counts.items():
            if number and name not in row.times:
                yield Fault(name, f"{number:g}", "a gate is held on what was verified by then: claims have dates",
                            "write the dates of her claims, with ; between them", row.line, activity.file)  # fmt: skip
        return
    for gate in contract.gates:
        if row.month_from < gate < row.month_to and row.provider:
            rule = f"a gate is held at the end of month {gate - 1}, and must know what was done by then"
            yield Fault("period", row.label, rule, "write two rows: one up to then, one from then on", row.line,
                        activity.file)  # fmt: skip


class Gates:
    """The gates of one contract, held one by one as its statements are settled.

    Parameters
    ----------
    contract : WrittenContract
        Without gates nothing is held.
    book : Book
    activity : Activity
    statements : sequence of Statement
    """

    def __init__(
        self, contract: WrittenContract, book: Book, activity: Activity, statements: Sequence[Statement]
    ) -> None:
        self._contract = contract if isinstance(contract, InnovationPartnership) else None
        self._book, self._activity = book, activity
        self._still_to_come = Counter(statement.month_to for statement in statements)
        if self._contract is not None and statements:
            self._contract.review(book, statements[0])  # of the first day, on which every partner is given its places

    def held_after(self, statement: Statement) -> GateHeld | None:
        """The gate that is held once the last statement to its date has been settled; None where none is."""
        contract = self._contract
        self._still_to_come[statement.month_to] -= 1
        if contract is None or statement.month_to not in contract.gates or self._still_to_come[statement.month_to]:
            return None
        contract.review(self._book, statement)
        held: GateHeld = self._book.notes[GATES][-1]
        if statement.month_to == contract.gates[-1]:
            self._refuse_unless_cost_is_known(contract, held, statement.month_to)
        return held

    def _refuse_unless_cost_is_known(self, contract: InnovationPartnership, held: GateHeld, month: int) -> None:
        """The last gate asks what each outcome of the best has cost: that must have been recorded."""
        faults, best = [], best_of(contract.own.phases[-1], held)[0]
        for partner, asked in zip(contract.setting.providers, best, strict=True):
            rows = _rows_of(str(partner), self._activity)
            known = any("cost" in row.accounts and row.month_to <= month for row in rows)
            if asked and rows and not known:
                rule = f"the survivor is bought if each outcome has not cost too much: no row says what {partner} spent"
                hint = "add a column cost" + (
                    ", and write rows by period: what one person cost has no date" if self._activity.by_person else ""
                )
                faults.append(Fault("cost", "", rule, hint, rows[0].line, self._activity.file))
        if faults:
            raise ScenarioError(faults)
