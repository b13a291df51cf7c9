"""The world: a SimPy calendar that runs people, contract and capital together, block of replications by block.

Takes a prepared scenario and some replications; gives, for each contract, a :class:`World` with the ledger, the
tallies and the course that delivery took. One environment serves a block: at each date it acts on vectors with
a leading replication axis. ``docs/how-it-runs.md`` is this file in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import IntEnum
from functools import partial
from typing import Any, cast

import numpy as np
import simpy

from outcomesim.capping import CapAfterGates
from outcomesim.cashflows.capital import CapitalAccount
from outcomesim.cashflows.closes import closes_in
from outcomesim.cashflows.delivering import deliver
from outcomesim.cashflows.draws import reserves_needed
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.provider import ProviderAccounts
from outcomesim.cashflows.rates import NOTHING_KNOWN, Known
from outcomesim.contracts import Contract, Payment, in_turn
from outcomesim.contracts.paying.beneath import LinesBeneath, Subcontracts
from outcomesim.contracts.paying.costs import transaction_costs
from outcomesim.contracts.paying.evaluation_costs import costs_of_reports, evaluations_of
from outcomesim.contracts.paying.lateness import as_late_as_assumed
from outcomesim.delivery import Block, Delivery, live_as_planned
from outcomesim.direction import Direction
from outcomesim.errors import ContractError
from outcomesim.measurement.evaluation import report_costs
from outcomesim.measurement.of_provider import ProviderTotals
from outcomesim.measurement.running_totals import RunningTotals
from outcomesim.measurement.simulated import ContractMeasures, SimulatedMeasures
from outcomesim.measurement.statement import Report, Statement
from outcomesim.measurement.tallies import of_segments
from outcomesim.measurement.vintages import vintage_between
from outcomesim.people.pathway import drawn
from outcomesim.preparing import Prepared
from outcomesim.scenario.apart import ENDED_BY
from outcomesim.streams import Streams
from outcomesim.units import Floats, Ints
from outcomesim.valuing import paid_anyway

_PLACE = {who: place for place, who in enumerate(ENDED_BY)}


class Step(IntEnum):
    """The order of things within a day."""

    DELIVER = 1
    SETTLE = 2
    ADVANCE = 3
    PAY = 4
    DRAW_AND_DISTRIBUTE = 5
    PROVIDER_FAILURE = 6
    REVIEW = 7


def run_block(prepared: Prepared, streams: Streams) -> Iterator[World]:
    """Run some replications under each contract in turn, on the same people.

    Yields one world a contract, so that only one contract's tallies need be held at a time.
    """
    block = live_as_planned(prepared.scenario, prepared.pathway, prepared.views, prepared.lags, streams, prepared.apart)
    most = max((_directions(contract) for contract in prepared.contracts), default=0)
    measures = SimulatedMeasures.of(prepared.scenario, streams, prepared.apart) if prepared.scenario.measures else None
    for contract, view in zip(prepared.contracts, prepared.view_of, strict=True):
        world = World(prepared, block, contract, view, slots=most, measures=measures)
        world.run()
        yield world


def _directions(contract: Contract) -> int:
    """The most a contract can give: one a review or a break, one for exhausted capital, one for each that may fail."""
    breaks = () if contract.capital is None else contract.capital.breaks
    return len(contract.review_months) + sum(len(option.at) for option in breaks) + len(contract.own_money) + 2


class World:
    """One contract over a block of replications: its people, its book, its money.

    Attributes
    ----------
    contract : Contract
    delivery : Delivery
        The people, as this contract directs them.
    ledger : Ledger
    capital : CapitalAccount or None
    providers : ProviderAccounts
    paid_by_line : array (R, L) of pence
        Paid for each line's outcomes, before the split between payers.
    paid_anyway : array (R,) of pence
        What of that was paid for outcomes that would have happened anyway: in each statement, a line's payment
        times the share of its claims, by value, that would have.
    paid_on_measures : array (R,) of pence
        Paid on measures of outcomes, before the split between payers, less what is paid back of it.
    """

    def __init__(
        self,
        prepared: Prepared,
        block: Block,
        contract: Contract,
        view: int,
        *,
        slots: int,
        measures: SimulatedMeasures | None = None,
    ) -> None:
        rows, lines = block.streams.replications.shape[0], len(prepared.scenario.outcomes)
        self.prepared = prepared
        self.contract = contract
        self.setting = prepared.setting
        self.delivery = Delivery(block, view, slots)
        self.ledger = Ledger(rows, prepared.scenario.horizon_months)
        self.book = in_turn.open_book(contract, rows)
        fee = contract.fee_per_month
        self.capital = (
            None
            if contract.capital is None
            else CapitalAccount(contract, rows, fee_per_month=None if fee is None else drawn(fee, block.streams))
        )
        self.providers = ProviderAccounts(contract, rows)
        self.cost_amounts = [drawn(cost.amount, block.streams) for cost in contract.terms.costs]
        self.paid_by_line = np.zeros((rows, lines))
        self.paid_anyway = np.zeros(rows)
        self.paid_on_measures = np.zeros(rows)
        self._due: dict[int, list[Payment]] = {}
        self._claims = np.zeros(rows, dtype=np.int64)
        self._settled_to = 0
        self._ended_by = np.full(rows, -1)
        self._statements = 0
        agreement = contract.agreement
        by_lines = agreement is not None and agreement.basis == "pay lines"
        self._beneath = LinesBeneath(agreement, contract.setting, rows) if agreement is not None and by_lines else None
        several = bool(contract.setting.providers) and contract.lead_pays_providers
        self._subcontracts = Subcontracts(contract, rows) if several else None
        self._of_each: dict[int, ProviderTotals] = {}  # as the totals: until delivery is directed
        self._needs = np.zeros(0) if contract.capital is None else reserves_needed(contract, contract.capital)
        self._totals: RunningTotals | None = None  # until delivery is directed
        self._measures = None if measures is None else ContractMeasures(measures, contract.statement_months)
        self._reports = [
            (evaluation, month, owed)
            for evaluation in evaluations_of(contract, prepared.scenario)
            for month, owed in report_costs(evaluation, block.streams)
        ]
        self._closes = closes_in(
            contract,
            self.setting.horizon_months,
            later=(month for _, month, _ in self._reports),
            late=max(contract.terms.months_late.values(), default=0),
        )
        self._cap = None if measures is None else CapAfterGates.of(contract, rows)
        self._told_apart = [(one, prepared.apart.vintages.index(vintage_between(one))) for one in contract.told_apart]
        self._env = simpy.Environment()

    def run(self) -> None:
        """Run the calendar from the first day to the last payment."""
        horizon = self.setting.horizon_months
        contract = self.contract
        dates = (*contract.statement_months, *contract.release_months, *contract.review_months)
        if not all(0 <= date <= horizon for date in dates):
            raise ContractError(
                f"{self.contract.name}: statements and reviews are from month 0 to the horizon, {horizon}"
            )
        for month in self.contract.statement_months:
            self._schedule(month, Step.SETTLE, self._settle)
        for month in contract.release_months:
            self._schedule(month, Step.SETTLE, self._release)
        for month in contract.advance_months:
            self._schedule(month, Step.ADVANCE, self._advance)
        for time in self.contract.review_months:
            self._schedule(time, Step.REVIEW, self._review)
        for month_end in range(1, self.setting.horizon_months + 1):
            self._schedule(month_end, Step.DELIVER, self._deliver)
            self._schedule(month_end, Step.PAY, self._pay)
            if self.capital is not None:
                self._schedule(month_end, Step.DRAW_AND_DISTRIBUTE, self._draw_and_distribute)
            if self.providers.can_fail:
                self._schedule(month_end, Step.PROVIDER_FAILURE, self._see_to_providers)
        self._env.run()
        if self._cap is not None:
            self._held_back(horizon)  # the last direction may have changed what gates lose

    def _schedule(self, time: float, step: Step, act: Callable[[float], None]) -> None:
        """Put a step in the calendar, at its time and in its place in the day."""
        event = simpy.Event(self._env)
        event._ok, event._value = True, None
        event.callbacks.append(lambda _: act(time))
        self._env.schedule(event, priority=cast(Any, step), delay=time)  # any number orders a day

    def _deliver(self, month_end: float) -> None:
        month = int(month_end) - 1
        costs, dues = self.delivery.costs[:, :, month], None
        if self._subcontracts is not None:
            dues = self._subcontracts.due(
                month,
                month + 1,
                costs=costs,
                running=self.delivery.runnings[:, :, month],
                own=partial(self._statement_of, month),
            )
        deliver(self.ledger, self.contract, month, costs, dues)

    def _settle(self, time: float) -> None:
        self._statements += time > 0  # the empty one on the first day is number 0
        statement = self._statement(self._settled_to, int(time), self._statements)
        if self._cap is not None:
            statement = replace(statement, withheld=self._held_back(int(time)), gates_left_out=True)
        self._owe(statement)
        self._claims = statement.claims_on(self.setting.reached)
        self._settled_to = int(time)

    def _held_back(self, month: int) -> Floats:
        """What the cap per person holds back since the last statement, of claims that gates have left by a month."""
        assert self._cap is not None and self._measures is not None
        measures, totals, tallies = self._measures, self._running_totals(), self.delivery.tallies
        return self._cap.held_back(
            month, totals, self.delivery, lambda name, at: measures.value(name, at, totals, tallies)
        )

    def _release(self, time: float) -> None:
        """What was retained is paid on its date, where no statement is drawn up then."""
        self._owe(self._statement(int(time), int(time), self._statements))

    def _owe(self, statement: Statement) -> None:
        """Put what is owed because of a statement on its dates."""
        time = statement.month_to
        for payment in in_turn.settle(self.contract, self.book, statement):
            first, last = max(0, time - 1), self.setting.horizon_months - 1
            if not first <= payment.due <= last:
                raise ContractError(
                    f"{self.contract.name}: {payment.reason} falls due in month {payment.due}, but what is settled at "
                    f"month {time} can be paid in months {first} to {last}"
                )
            self._await(payment)
            if payment.by_line is not None:
                self._note_lines(statement, payment.by_line)
            if payment.on_measures is not None:
                self.paid_on_measures += payment.on_measures

    def _advance(self, time: float) -> None:
        nowhere, stopped_at = np.zeros(self.ledger.replications, dtype=np.bool_), self.delivery.stopped_at
        stopped = nowhere if stopped_at is None else stopped_at <= time
        for payment in self.contract.paid_ahead(self.book, int(time), stopped):
            self._await(payment)

    def _await(self, payment: Payment) -> None:
        """Put a payment, and what interest it bears, in the month in which its payer makes it."""
        for made in as_late_as_assumed(self.contract, payment):
            self._due.setdefault(made.due, []).append(made)

    def _pay(self, month_end: float) -> None:
        month = int(month_end) - 1
        paid = paid_back = np.zeros(self.ledger.replications)
        for payment in self._due.pop(month, []):
            if self.capital is not None and payment.payer == self.contract.holder:
                self.capital.owe(payment)  # money back waits its turn like any debt of the vehicle
            else:
                self.ledger.post_payment(payment)
            if payment.payer.role == "payer":
                paid = paid + payment.amount
            if payment.payee.role == "payer":
                paid_back = paid_back + payment.amount
        if self._measures is not None:
            self._measures.note_paid(month, paid - paid_back)
        costs = transaction_costs(
            self.contract, month=month, amounts=self.cost_amounts, running=self.delivery.running[:, month],
            claims=self._claims, paid=paid,
        )  # fmt: skip
        self._claims = np.zeros_like(self._claims)
        for cost in (*costs, *costs_of_reports(self.contract, self._reports, month)):
            if self.capital is not None and cost.payer == self.contract.holder:
                self.capital.owe(cost)
            else:
                self.ledger.post_payment(cost)

    def _draw_and_distribute(self, month_end: float) -> None:
        assert self.capital is not None
        month = int(month_end) - 1
        beneath = None if self._beneath is None else self._beneath.due(self._statement(month, month + 1, month + 1))
        direction = self.capital.step(
            self.ledger,
            month=month,
            provider_due=beneath,
            provider_cost=self.delivery.cost[:, month],
            running=self.delivery.running[:, month],
            planned_need=self._needs[month],
            last_month=month >= self._closes,
            known=self._known_at(int(month_end)),
        )
        if direction is not None and direction.intake_open is not None:  # where it shuts intake, capital is exhausted
            exhausted = direction.intake_open == 0
            self._direct(direction, month_end, by=np.where(exhausted, _PLACE["vehicle"], _PLACE["investors"]))

    def _see_to_providers(self, month_end: float) -> None:
        month, delivery = int(month_end) - 1, self.delivery
        direction = self.providers.step(
            self.ledger, month=month, running=delivery.runnings[:, :, month], shares=delivery.shares
        )
        self._direct(direction, month_end, by=_PLACE["provider"])

    def _review(self, time: float) -> None:
        statement = self._statement(0, int(time), self._statements)
        self._direct(in_turn.review(self.contract, self.book, statement), time, by=_PLACE["payers"])

    def _direct(self, direction: Direction | None, time: float, *, by: Ints | int) -> None:
        """Tell the providers; who brought the stop forward is who ended the service."""
        if direction is not None:
            was_to_stop = self.delivery.course.stops_at
            self.delivery.direct(direction, time)
            if self._cap is not None:
                self._cap.forget(np.flatnonzero(direction.replications()))
            self._ended_by = np.where(self.delivery.course.stops_at < was_to_stop, by, self._ended_by)
            self._totals = None
            self._of_each.clear()
            if self._measures is not None:
                self._measures.forget()

    def _statement(self, month_from: int, month_to: int, number: int) -> Statement:
        """What was verified and spent between two months."""
        nothing, measures, capital = np.zeros(self.ledger.replications), self._measures_at(month_to), self.capital
        known = self._known_at(month_to)
        statement = self._running_totals().statement(
            number=number,
            month_from=month_from,
            month_to=month_to,
            drawn=nothing if capital is None else capital.drawn,
            repaid=nothing if capital is None else capital.repaid,
            stopped_at=self.delivery.stopped_at,
            told_apart=self._told_apart,
            items=self.contract.lines_of_items if self.contract.most_units else None,
        )
        due = owed = None
        if capital is not None:
            paid_in, coming = self.contract.paid_in(statement), self._on_the_way()
            due = capital.capital_due(paid_in, known, on_the_way=coming)
            owed = capital.capital_owed(paid_in, known, on_the_way=coming)
        reports, of_each = self._reports_between(month_from, month_to), statement.by_provider
        if of_each is not None and self.providers.can_fail:
            of_each = replace(of_each, failed=self.providers.each_failed)
        return replace(
            statement, measures=measures, reports=reports, capital_due=due, capital_owed=owed, ended_by=self._ended_by,
            by_provider=of_each,
        )  # fmt: skip

    def _on_the_way(self) -> Floats:
        """What payers owe the holder and have not paid yet, (R,)."""
        to_holder = (p.amount for dues in self._due.values() for p in dues if p.payee == self.contract.holder)
        return np.asarray(sum(to_holder, np.zeros(self.ledger.replications)))

    def _statement_of(self, month: int, provider: int) -> Statement:
        """What one of several providers did in a month."""
        if provider not in self._of_each:
            self._of_each[provider] = ProviderTotals.of(
                self.delivery.tallies, self.delivery.costs, self.delivery.runnings, provider
            )
        stopped = self.delivery.each_stopped_at
        return self._of_each[provider].alone(
            self._statement(month, month + 1, month + 1), None if stopped is None else stopped[:, provider]
        )

    def _running_totals(self) -> RunningTotals:
        if self._totals is None:
            self._totals = RunningTotals.of(self.delivery.tallies, self.delivery.costs, self.delivery.running)
        return self._totals

    def _measures_at(self, month: int) -> Mapping[str, Floats]:
        """What each measure reports by a month."""
        if self._measures is None:
            return {}
        return self._measures.at(month, self._running_totals(), self.delivery.tallies)

    def _known_at(self, month: int) -> Known:
        """What the capital account is told of measures by a month."""
        if self._measures is None or self.capital is None or not self.capital.terms.measures:
            return NOTHING_KNOWN
        by_period = self.capital.terms.measures_by_period
        figures = self._measures.figures(by_period, month, self._running_totals(), self.delivery.tallies)
        return Known(self._measures_at(month), figures)

    def _reports_between(self, since: int, until: int) -> Mapping[str, tuple[Report, ...]]:
        """What measures of a period or a year reported after one month and by another."""
        if self._measures is None:
            return {}
        return self._measures.reports(since, until, self._running_totals(), self.delivery.tallies)

    def _note_lines(self, statement: Statement, by_line: Floats) -> None:
        """Keep what was paid for each line, and for what would have happened anyway."""
        anyway = self.delivery.tallies.anyway[0, ..., statement.month_from : statement.month_to].sum(axis=-1)
        anyway = of_segments(anyway, self.delivery.costs.shape[1], 1)
        self.paid_by_line += by_line
        self.paid_anyway += paid_anyway(self.contract, statement, by_line, anyway)
