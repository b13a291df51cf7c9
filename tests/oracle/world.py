"""One replication under one contract, told by a SimPy calendar (*The order within a day*).

Takes a scenario, one contract, a seed and a replication; gives an :class:`OracleWorld`. People, queue, evidence
and statements are the oracle's own; what a contract owes, its transaction costs and the vehicle's capital are the
shipped classes', asked one replication at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import floor, inf
from typing import Any

import numpy as np
import simpy
from oracle.cost import cost_of_month, running, running_of
from oracle.draws import Draws
from oracle.gates import loses
from oracle.measures import Measurer, report_months
from oracle.of_providers import by_provider, by_segment
from oracle.people import everyone
from oracle.purses import Purses
from oracle.service import Service
from oracle.tally import Counter, Tally
from oracle.verified import beyond, dated, verified_in

from outcomesim.cashflows.capital import CapitalAccount
from outcomesim.cashflows.closes import closes_in
from outcomesim.cashflows.ledger import Ledger
from outcomesim.cashflows.rates import Known
from outcomesim.contracts import Book, Contract, Payment
from outcomesim.contracts.paying.beneath import Subcontracts
from outcomesim.contracts.paying.costs import transaction_costs
from outcomesim.contracts.paying.evaluation_costs import evaluation_costs, evaluations_of
from outcomesim.direction import Direction
from outcomesim.measurement.statement import Report, Statement
from outcomesim.parties import STAFF_AND_SUPPLIERS, Party
from outcomesim.scenario.capital import AgreementTerms
from outcomesim.scenario.model import Scenario
from outcomesim.units import TICKS_PER_MONTH, to_pence

CLOSE_OF_MONTH, REVIEW = -2, -1
"""Places in the day: the close of a month, then a review, then people."""


@dataclass(frozen=True)
class OracleWorld:
    """Everything that happened in one replication under one contract."""

    tally: Tally
    cost: list[float]  # pence by month, all providers together
    ledger: dict[tuple[str, str, str], list[float]]  # payer, payee, reason: pence by month
    course: list[Any]  # since, places of each provider, thousandths, intake open and share of each
    notice_at: list[float]  # of each provider
    stop_at: list[float]
    book: Book


def tell(scenario: Scenario, contract: Contract, *, seed: int, replication: int) -> OracleWorld:
    """Run one replication under one contract from the first day to the last payment."""
    return _Calendar(scenario, contract, Draws(seed, replication)).run()


class _Calendar:
    """The dates of one contract in one replication."""

    def __init__(self, scenario: Scenario, contract: Contract, draws: Draws) -> None:
        self.scenario, self.contract, self.draws = scenario, contract, draws
        self.env = simpy.Environment()
        self.service = Service(self.env, scenario, everyone(scenario, draws))
        self.counter = Counter(scenario, contract.terms, draws, self.service)
        self.book = contract.open_book(1)
        self.ledger = Ledger(1, scenario.horizon_months)
        self.payments_due: list[Payment] = []
        self.cost: list[float] = []
        self.costs: list[list[float]] = []  # by month, of each provider
        self.paid: list[float] = []  # by the payers, less what they were paid back, by month
        self.statements = 0
        self.stated_to = 0
        self.withheld = np.zeros((1, len(scenario.outcomes)))  # told in statements so far
        self.purses = Purses(contract, self.service, self.ledger)
        several = scenario.service.providers and contract.lead_pays_providers
        self.subcontracts = Subcontracts(contract, 1) if several else None
        self.ended_by = -1
        fee = contract.fee_per_month
        self.capital = (
            CapitalAccount(contract, 1, fee_per_month=None if fee is None else np.array([draws.value(fee)]))
            if contract.capital
            else None
        )
        reports = [one for one in evaluations_of(contract, scenario) if one.cost is not None]
        self.closes = closes_in(
            contract, scenario.horizon_months, later=(month for one in reports for month in report_months(one)),
            late=max(self._months_late(payer) for payer in contract.every_payer),
        )  # fmt: skip

    def run(self) -> OracleWorld:
        for month in range(self.scenario.horizon_months + 1):
            self.env.process(self._on(month, CLOSE_OF_MONTH, self._close_of_month))
        for time in self.contract.review_months:
            self.env.process(self._on(time, REVIEW, self._review))
        self.env.run()
        return OracleWorld(
            tally=self._tally(self.scenario.horizon_months),
            cost=self.cost,
            ledger={
                (payer.name, payee.name, reason): [float(x) for x in line[0]]
                for (payer, payee, reason), line in self.ledger.lines.items()
            },
            course=self.service.course,
            notice_at=[provider.notice_at for provider in self.service.providers],
            stop_at=[provider.stop_at for provider in self.service.providers],
            book=self.book,
        )

    def _on(self, time: float, place_in_day: int, step: Any) -> Generator[simpy.Event, Any, None]:
        """Take a step at a time, at its place in the day."""
        day = self.env.event()
        day._ok, day._value = True, None
        self.env.schedule(day, priority=place_in_day, delay=time)  # type: ignore[arg-type]
        yield day
        step()

    def _close_of_month(self) -> None:
        """Deliver, measure and verify, settle, pay, draw and distribute."""
        today = round(self.env.now)
        month = today - 1
        if month >= 0:
            self._deliver(month)
        claims = np.zeros(1, dtype=np.int64)
        if today in self.contract.statement_months:
            statement = self._statement(today)
            self._owed(self.contract.settle(self.book, statement))
            self.statements, self.stated_to = statement.number, today
            self.withheld = self.withheld + statement.withheld
            reached = [outcome.kind != "days" for outcome in self.scenario.outcomes]
            claims = statement.verified[:, :, reached].sum(axis=(1, 2))
        elif today in self.contract.release_months:
            self._owed(self.contract.settle(self.book, self._statement(today, since=today)))
        if today in self.contract.advance_months:
            stopped = np.array([self._stopped_early() <= today])
            self._owed(self.contract.paid_ahead(self.book, today, stopped))
        if month >= 0:
            self._pay(month, claims)
            self._draw_and_distribute(month)
            self._provider_failure(today)

    def _owed(self, payments: Iterable[Payment]) -> None:
        """Note what is owed for the month in which it is paid; who pays late, pays simple interest of whole pence."""
        rate, last = Decimal(str(self.contract.terms.late_payment_interest)), self.scenario.horizon_months - 1
        for payment in payments:
            late = self._months_late(payment.payer)
            paid_in = min(payment.due + late, last)
            self.payments_due.append(replace(payment, due=paid_in))
            interest = Decimal(int(payment.amount[0])) * rate * (paid_in - payment.due) // 12
            self.payments_due.append(
                replace(payment, amount=np.array([float(interest)]), reason="interest on late payment", due=paid_in)
            )

    def _months_late(self, payer: Party) -> int:
        """How many months later than it is due a payer pays, wherever the terms say so."""
        terms = self.contract.terms
        named = [one for version in (terms, *terms.variations) for one in version.payers if one.name == payer.name]
        return max((one.pays_late_months or 0 for one in named), default=0) if payer.role == "payer" else 0

    def _deliver(self, month: int) -> None:
        """Each provider pays its staff; where there are several, the lead pays each by its subcontract."""
        tally, lead = self.counter.now(), self.contract.setting.provider
        delivering = self.scenario.service.delivering
        self.costs.append(
            [
                cost_of_month(self.scenario, self.draws, self.service, tally, provider, month)
                for provider in range(len(delivering))
            ]
        )
        self.cost.append(sum(self.costs[-1]))
        by_cost = [name for name, terms in self._beneath() if terms.basis == "cost"]
        dues = self.subcontracts and self.subcontracts.due(
            month, month + 1, costs=np.array([self.costs[-1]]),
            running=np.array([[running_of(self.service, provider, month) for provider in range(len(delivering))]]),
            own=lambda one: self._statement_of(one, tally, month),
        )  # fmt: skip
        for p, (one, cost) in enumerate(zip(delivering, self.costs[-1], strict=True)):
            provider = Party(one.name, "provider")
            self.ledger.post(provider, STAFF_AND_SUPPLIERS, "delivery", month, np.array([cost]))
            if provider != lead and dues is not None and one.name in by_cost:
                owed = np.array([float(round(cost * (1 + self.scenario.service.margin)))])
                self.ledger.post(lead, provider, "cost and margin", month, owed)
            elif provider != lead and dues is not None:
                self.ledger.post(lead, provider, "subcontract", month, dues[:, p])

    def _beneath(self) -> list[tuple[str, AgreementTerms]]:
        """What the lead pays each of several providers by: cost and margin, unless it is written."""
        written = {name: one.agreement for one in self.contract.terms.subcontracts for name in one.providers}
        return [(one.name, written.get(one.name, AgreementTerms())) for one in self.scenario.service.providers]

    def _pay(self, month: int, claims: Any) -> None:
        """Pay what is due in the month that closes, then its transaction costs."""
        payers = set(self.contract.payers)
        paid, paid_back = np.zeros(1), np.zeros(1)
        for payment in [p for p in self.payments_due if p.due == month]:
            self.payments_due.remove(payment)
            if self.capital is not None and payment.payer == self.contract.holder:
                self.capital.owe(payment)  # what a vehicle pays back waits its turn
            else:
                self.ledger.post_payment(payment)
            if payment.payer in payers:
                paid += payment.amount
            if payment.payee in payers:
                paid_back += payment.amount
        self.paid.append(float(paid[0] - paid_back[0]))
        amounts = [np.array([self.draws.value(cost.amount)]) for cost in self.contract.terms.costs]
        ran = np.array([running(self.service, month)])
        costs = transaction_costs(self.contract, month=month, amounts=amounts, running=ran, claims=claims, paid=paid)
        for payment in (*costs, *self._reports(month)):
            if self.capital is not None and payment.payer == self.contract.holder:
                self.capital.owe(payment)
            else:
                self.ledger.post_payment(payment)

    def _reports(self, month: int) -> list[Payment]:
        """What the evaluations behind the contract's measures cost in a month."""
        return [
            payment
            for evaluation in evaluations_of(self.contract, self.scenario)
            if evaluation.cost is not None
            for _ in range(report_months(evaluation).count(month))
            for payment in evaluation_costs(
                self.contract, evaluation, month, np.array([float(to_pence(self.draws.value(evaluation.cost)))])
            )
        ]

    def _draw_and_distribute(self, month: int) -> None:
        """The vehicle's part of the day; it may give notice."""
        if self.capital is None:
            return
        direction = self.capital.step(
            self.ledger,
            month=month,
            provider_cost=np.array([self.cost[month]]),
            running=np.array([running(self.service, month)]),
            planned_need=self._planned_need(month + 1),
            last_month=month >= self.closes,
            known=self._known(month + 1),
        )
        exhausted = direction is not None and direction.intake_open is not None and direction.intake_open[0] == 0
        self._direct(direction, "vehicle" if exhausted else "investors")

    def _provider_failure(self, today: int) -> None:
        """Providers that have no money left take nobody on any more and give notice."""
        told = self.purses.close(today)
        if told is not None:
            self._told("provider", **told)

    def _planned_need(self, today: int) -> float:
        """The vehicle's planned outgoings for the months the reserve is to last, in pence: the provider's and the fee.

        The provider is owed cost and margin as planned, or equal parts of its block price.
        """
        assert self.contract.capital is not None and self.contract.agreement is not None
        setting, fee, agreement = self.contract.setting, self.contract.fee_per_month, self.contract.agreement
        months_left, pounds, months = self.contract.capital.reserve_months, 0.0, setting.service_months
        whole = setting.planned_cost * (1 + setting.margin) if agreement.price is None else agreement.price
        for cost in setting.planned_cost_by_month[today:months]:
            owed = whole / months if agreement.basis == "block" else cost * (1 + setting.margin)
            pounds += (owed + (fee.value if fee else 0.0)) * max(0.0, min(1.0, months_left))
            months_left -= 1
        return float(to_pence(pounds))

    def _review(self) -> None:
        self._direct(self.contract.review(self.book, self._statement(floor(self.env.now))), "payers")

    def _direct(self, direction: Direction | None, by: str) -> None:
        """Tell the service what one replication's direction says."""
        if direction is None or not direction.replications().any():
            return
        told = {
            word: None if vector is None or np.isnan(vector[0]).all() else vector[0].tolist()
            for word, vector in vars(direction).items()
        }
        self._told(by, **told)

    def _told(self, by: str, **told: Any) -> None:
        """Whoever brings the stop forward is who ended the service."""
        was_to_stop = self.service.stop_at
        self.service.direct(**told)
        if self.service.stop_at < was_to_stop:
            self.ended_by = ("payers", "investors", "vehicle", "provider").index(by)

    def _stopped_early(self, provider: int | None = None) -> float:
        """When the service was stopped before its last day, or one provider's; never where it was not."""
        stop_at = self.service.stop_at if provider is None else self.service.providers[provider].stop_at
        return stop_at if stop_at < self.scenario.dates.last_service else inf

    def _tally(self, today: int) -> Tally:
        """What was counted as things stand, and what the cap per person withholds of it."""
        reported = self._measurer(self.counter.now()).value
        self.counter.hold_back(lambda line, month: loses(self.contract, line, month, reported, today))
        return self.counter.tally

    def _statement(self, until: int, since: int | None = None) -> Statement:
        """What was verified and spent since the last statement, or a month, and before the month ``until``."""
        providers = len(self.scenario.service.delivering)
        tally, since = self._tally(until), self.stated_to if since is None else since
        period = slice(since, until)
        everyone_counted, horizon_months = self.counter.counted.values(), self.scenario.horizon_months
        verified_claims = verified_in(everyone_counted, since, until, horizon_months=horizon_months)
        return Statement(
            number=self.statements + 1 if until > 0 else 0,
            month_from=since,
            month_to=until,
            verified=by_segment(providers, tally.verified[:, :, period].sum(axis=2)),
            verified_to_date=by_segment(providers, tally.verified[:, :, :until].sum(axis=2)),
            withheld=tally.withheld[None, :, :until].sum(axis=2).astype(float) - self.withheld,
            referred=by_segment(providers, tally.referred[:, period].sum(axis=1)),
            starts=by_segment(providers, tally.starts[:, period].sum(axis=1)),
            person_months=by_segment(providers, tally.served[:, period].sum(axis=1)) / TICKS_PER_MONTH,
            cost=np.array([sum(self.cost[period])]),
            cost_to_date=np.array([sum(self.cost[:until])]),
            running=np.array([sum(running(self.service, month) for month in range(since, until))]),
            drawn=self.capital.drawn if self.capital else np.zeros(1),
            repaid=self.capital.repaid if self.capital else np.zeros(1),
            stopped_at=np.array([self._stopped_early()]),
            ended_by=np.array([self.ended_by]),
            **self._due_to_tranches(min(since, until - 1), until),
            gates_left_out=True,
            measures={name: np.array([value]) for name, value in self._measurer(tally).all_at(until).items()},
            reports={name: _as_reports(made) for name, made in self._measurer(tally).reports(since, until).items()},
            by_provider=by_provider(tally, until, self.costs, self.purses.has_failed()),
            dated=tuple(dated(verified_claims, self.contract, self.scenario)),
            beyond_limit=beyond(verified_claims, self.contract, self.scenario),
        )

    def _statement_of(self, provider: int, tally: Tally, month: int) -> Statement:
        """What one provider did in a month, and by its end, by segment."""
        providers = len(self.scenario.service.delivering)

        def in_month(counts: Any) -> Any:
            return np.array([counts[provider::providers, ..., month]])

        def by_now(counts: Any) -> Any:
            return np.array([counts[provider::providers, ..., : month + 1].sum(axis=-1)])

        costs, nothing = [each[provider] for each in self.costs], np.zeros(1)
        return Statement(
            number=month + 1,
            month_from=month,
            month_to=month + 1,
            verified=in_month(tally.verified),
            verified_to_date=by_now(tally.verified),
            withheld=np.zeros((1, len(self.scenario.outcomes))),
            referred=in_month(tally.referred),
            starts=in_month(tally.starts),
            person_months=in_month(tally.served) / TICKS_PER_MONTH,
            cost=np.array([costs[-1]]),
            cost_to_date=np.array([sum(costs)]),
            running=np.array([running_of(self.service, provider, month)]),
            drawn=nothing,
            repaid=nothing,
            stopped_at=np.array([self._stopped_early(provider)]),
        )

    def _due_to_tranches(self, begins: int, until: int) -> dict[str, Any]:
        """What the tranches are due on the day of payment, and what they would be if all of it fell due then."""
        if self.capital is None:
            return {}
        terms = self.contract.terms
        by = next((v.payment for v in terms.variations if v.since <= begins < v.until), terms.payment)
        paid_in = max(0, until - 1) + by.payment_terms_months
        coming = sum(payment.amount for payment in self.payments_due if payment.payee == self.contract.holder)
        month, known = min(paid_in, self.scenario.horizon_months - 1), self._known(until)
        return {
            "capital_due": self.capital.capital_due(month, known, on_the_way=coming),
            "capital_owed": self.capital.capital_owed(month, known, on_the_way=coming),
        }

    def _known(self, month: int) -> Known:
        """What has been reported by a month: every measure as it stands, and every figure of each."""
        measurer = self._measurer(self.counter.now())
        names = [measure.name for measure in self.scenario.measures]
        return Known(
            {name: np.array([value]) for name, value in measurer.all_at(month).items()},
            {name: _as_reports(measurer.figures(name, month)) for name in names},
        )

    def _measurer(self, tally: Tally) -> Measurer:
        statements = self.contract.statement_months
        return Measurer(
            self.scenario, self.draws, self.service.people, list(self.counter.counted.values()), statements, tally,
            cost=self.cost, paid=self.paid,
        )  # fmt: skip


def _as_reports(told: list[tuple[float, int, float]]) -> tuple[Report, ...]:
    return tuple(Report(at, counts_to, np.array([value])) for at, counts_to, value in told)
