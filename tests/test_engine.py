"""The calendar: what is done on which day and in which order, and what a contract is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from properties.lives import a_service, job, small

from outcomesim.contracts import Contract, Payment
from outcomesim.direction import Direction
from outcomesim.engine import Step, World, run_block
from outcomesim.errors import ContractError
from outcomesim.measurement.statement import Statement
from outcomesim.parties import STAFF_AND_SUPPLIERS
from outcomesim.preparing import prepare
from outcomesim.running.reduction import columns_of
from outcomesim.scenario.capital import AgreementTerms, CapitalTerms, ProviderFinance, Tranche
from outcomesim.scenario.model import Dates, DeliveryCost, Outcome, Provider, Scenario, Verification
from outcomesim.scenario.pay import Payer, PayLine, PaymentTerms, Price, Retention
from outcomesim.scenario.provider_terms import Subcontract
from outcomesim.scenario.quantities import known
from outcomesim.scenario.terms import ContractTerms, TransactionCost
from outcomesim.streams import Streams
from outcomesim.units import TICKS_PER_MONTH


class Recorder(Contract):
    """Keeps what it is sent, and owes what its terms say."""

    @property
    def statement_months(self) -> tuple[int, ...]:
        return self.terms.terms.get("statements", (0, 3, 6, 24))

    @property
    def review_months(self) -> tuple[float, ...]:
        return self.terms.terms.get("reviews", ())

    def settle(self, book, statement):
        book.notes.setdefault("settled", []).append(statement)
        return self.terms.terms.get("owes", lambda *given: ())(self, statement)

    def review(self, book, statement):
        book.notes.setdefault("reviewed", []).append(statement)
        return self.terms.terms.get("directs", lambda *given: None)(statement)

    def describe(self):
        return ("Keeps what it is sent.",)


def recorded(scenario: Scenario | None = None, replications: int = 2, **terms) -> World:
    """The world of one recorder at the end of its calendar."""
    costs = terms.pop("costs", ())
    contract = ContractTerms("recorder", "recorder", (Payer("council"),), terms, costs)
    scenario = replace(scenario or a_service(people=30), contracts=(contract,))
    (world,) = run_block(prepare(scenario, forms={"recorder": Recorder}), Streams.block(1, 0, replications))
    return world


def owes(month, pounds, **changes):
    """Owes a sum after the statement that closes in a month."""

    def payment(contract, statement):
        if statement.month_to != month:
            return ()
        amount = np.full(statement.replications, 100.0 * pounds)
        plain = {
            "payer": contract.payers[0],
            "payee": contract.holder,
            "reason": "price",
            "cites": "",
            "due": month - 1,
        }
        return (Payment(amount=amount, **{**plain, "due": month - 1, **changes}),)

    return payment


# The calendar ------------------------------------------------------------------------------------------------------


STEPS = ["_deliver", "_settle", "_pay", "_draw_and_distribute", "_see_to_providers", "_review"]


def test_the_order_within_a_day_is_deliver_settle_pay_draw_provider_failure_review(monkeypatch):
    order: list[tuple[float, str]] = []

    def noted(step, act):
        def note(world, time):
            order.append((time, step))
            act(world, time)

        return note

    for step in STEPS:
        monkeypatch.setattr(World, step, noted(step, getattr(World, step)))
    rich = ProviderFinance(1e9, when_exhausted="shut intake, then stop")
    scenario = replace(small(), contracts=(replace(small().contract("SIB"), finances=(rich,)),))
    list(run_block(prepare(scenario), Streams.block(1, 0, 1)))
    assert [step for time, step in order if time == 9] == STEPS
    assert [time for time, _ in order] == sorted(time for time, _ in order)
    assert [time for time, step in order if step == "_review"] == [9, 15.5]
    assert list(Step) == sorted(Step)


def test_statements_are_numbered_from_the_empty_one_of_the_first_day_and_leave_no_month_out():
    said: list[Statement] = recorded().book.notes["settled"]
    assert [(s.number, s.month_from, s.month_to) for s in said] == [(0, 0, 0), (1, 0, 3), (2, 3, 6), (3, 6, 24)]
    assert said[0].claims.tolist() == [0, 0]
    assert said[0].cost.tolist() == [0, 0]


def test_a_statement_tells_what_was_verified_and_spent_in_its_months():
    scenario = a_service(people=60, cost=DeliveryCost(fixed_per_month=known(100)))
    world = recorded(scenario)
    tallies, said = world.delivery.tallies, world.book.notes["settled"]
    assert sum(s.verified for s in said).tolist() == tallies.verified[0].sum(axis=-1).tolist()
    assert said[2].verified.tolist() == tallies.verified[0, ..., 3:6].sum(axis=-1).tolist()
    assert said[2].verified_to_date.tolist() == tallies.verified[0, ..., :6].sum(axis=-1).tolist()
    assert said[2].starts.tolist() == tallies.starts[..., 3:6].sum(axis=-1).tolist()
    assert said[2].cost.tolist() == [300_00, 300_00]
    assert said[2].cost_to_date.tolist() == [600_00, 600_00]
    assert said[2].running.tolist() == [3, 3]
    assert said[2].drawn.tolist() == said[2].repaid.tolist() == [0, 0]


def test_a_review_within_a_month_sees_what_was_verified_by_the_end_of_the_last_whole_month():
    world = recorded(reviews=(2.9, 6.0))
    within, at_end = world.book.notes["reviewed"]
    assert (within.month_from, within.month_to) == (0, 2)
    assert (at_end.month_from, at_end.month_to) == (0, 6)
    assert within.verified.tolist() == world.delivery.tallies.verified[0, ..., :2].sum(axis=-1).tolist()


def test_a_statement_after_a_direction_tells_what_followed_from_it():
    stop = lambda statement: Direction(notice_months=np.array([0.0, np.nan]))  # noqa: E731
    world = recorded(reviews=(4.5,), directs=stop)
    second, third = world.book.notes["settled"][2:]
    assert second.running.tolist() == [1.5, 3]
    assert third.running.tolist() == [0, 18]
    assert world.delivery.directed.tolist() == [True, False]


# Money -------------------------------------------------------------------------------------------------------------


def test_what_is_owed_is_paid_in_the_month_it_falls_due():
    world = recorded(owes=owes(3, 50.0, due=7))
    council = world.contract.payers[0]
    assert world.ledger.net(council)[0].tolist() == [-50_00 if month == 7 else 0 for month in range(24)]


@pytest.mark.parametrize("due", [1, 24, 99])
def test_a_payment_due_when_the_ledger_is_closed_is_refused_and_never_lost(due):
    with pytest.raises(
        ContractError, match=rf"price falls due in month {due}, but what .* at month 3 can be paid in months 2 to 23"
    ):
        recorded(owes=owes(3, 50.0, due=due))


def test_delivery_is_paid_by_the_provider_month_by_month():
    world = recorded(a_service(people=30, cost=DeliveryCost(set_up=known(500), fixed_per_month=known(100))))
    assert world.ledger.net(world.setting.provider)[0].tolist() == [-600_00, *[-100_00] * 23]


def test_costs_a_claim_fall_in_the_month_its_statement_closes():
    cost = TransactionCost("checks", known(2.0), to="verifier", when="per claim")
    world = recorded(costs=(cost,))
    paid = -world.ledger.net(world.contract.payers[0])
    claims = [s.claims for s in world.book.notes["settled"]]
    assert paid[:, 2].tolist() == (200 * claims[1]).tolist()
    assert paid[:, 5].tolist() == (200 * claims[2]).tolist()
    assert paid[:, 23].tolist() == (200 * claims[3]).tolist()
    assert np.count_nonzero(paid.sum(axis=0)) == 3


def test_days_cost_nothing_a_claim():
    cost = TransactionCost("checks", known(2.0), to="verifier", when="per claim")
    both = recorded(a_service(job(), Outcome("days at work", "days", of="job"), people=30), costs=(cost,))
    statements = both.book.notes["settled"]
    assert sum(s.verified[..., 1].sum() for s in statements) > 1_000
    paid = -both.ledger.net(both.contract.payers[0])
    assert paid.sum(axis=1).tolist() == (200 * sum(s.verified[..., 0].sum(axis=1) for s in statements)).tolist()


def test_money_for_what_would_have_happened_anyway_is_its_share_of_each_statements_claims():
    scenario = a_service(job(hazard_ratio=known(1.0)), replace(job(), name="second job"), people=60)

    def pays(contract, statement):
        by_line = 100.0 * statement.verified.sum(axis=1)
        amount = by_line.sum(axis=1)
        due = max(statement.month_to - 1, 0)
        return (Payment(contract.payers[0], contract.holder, amount, "outcomes", "", due, by_line),)

    world = recorded(scenario, owes=pays)
    anyway = world.delivery.tallies.anyway[0].sum(axis=(1, 3))
    verified = world.delivery.tallies.verified[0].sum(axis=(1, 3))
    assert world.paid_by_line.tolist() == (100 * verified).tolist()
    assert anyway[:, 0].tolist() == verified[:, 0].tolist()
    assert np.all(anyway[:, 1] < verified[:, 1])
    assert world.paid_anyway == pytest.approx(100 * anyway.sum(axis=1), abs=2)


# A provider that fails --------------------------------------------------------------------------------------------


def test_a_provider_that_runs_out_of_money_takes_nobody_on_any_more_and_then_stops():
    # £1,000 a month to pay and nothing received: £3,500 of reserves are gone at the end of month 3
    scenario = a_service(people=60, cost=DeliveryCost(fixed_per_month=known(1_000)))
    finance = ProviderFinance(3_500.0, when_exhausted="shut intake, then stop", notice_months=2.0)
    contract = ContractTerms("recorder", "recorder", (Payer("council"),), {}, finances=(finance,))
    (world,) = run_block(
        prepare(replace(scenario, contracts=(contract,)), forms={"recorder": Recorder}), Streams.block(1, 0, 2)
    )
    assert world.providers.failed(world.setting.provider).all()
    assert (world.delivery.course.notice_at == 4).all()
    assert (world.delivery.course.stop_at == 6).all()
    assert world.delivery.tallies.starts[:, :, :4].sum() > 0
    assert world.delivery.tallies.starts[:, :, 4:].sum() == 0
    assert world.delivery.running[:, :6].all()
    assert not world.delivery.running[:, 6:].any()


def test_one_of_several_that_runs_out_of_money_stops_alone_and_the_others_take_on_who_is_referred():
    # £1,000 a month is fixed, half of it North's, whose block of £4,800 pays it £200 a month: it is £300 short
    # each month, and of £1,000 nothing is left at the end of month 3
    two = (Provider("North", 0.5), Provider("South", 0.5))
    scenario = a_service(people=200, over=20.0, providers=two, cost=DeliveryCost(fixed_per_month=known(1_000)))
    own = ProviderFinance(1_000.0, 0.0, "shut intake, then stop", 2.0, ("North",))
    paid = Subcontract(("North",), AgreementTerms("block", 4_800.0))
    contract = ContractTerms("recorder", "recorder", (Payer("council"),), {}, subcontracts=(paid,), finances=(own,))
    (world,) = run_block(
        prepare(replace(scenario, contracts=(contract,)), forms={"recorder": Recorder}), Streams.block(1, 0, 2)
    )
    north, south = world.setting.providers
    assert [world.providers.failed(one).tolist() for one in (north, south)] == [[True, True], [False, False]]
    assert world.delivery.course.stop_at.tolist() == [[6.0, np.inf]] * 2
    assert world.delivery.running.all()
    assert not np.isfinite(world.delivery.stopped_at).any()
    assert (world._ended_by == -1).all()
    taken_on, referred = world.delivery.tallies.starts, world.delivery.tallies.referred  # groups: North, South
    assert taken_on[:, 0, :4].sum() > 0
    assert taken_on[:, 0, 4:].sum() == referred[:, 0, 4:].sum() == 0
    assert taken_on[:, 1, 4:].sum() == referred[:, 1, 4:].sum() > 0
    assert world.delivery.tallies.served[:, 0, 5].sum() > 0
    assert world.delivery.tallies.served[:, 0, 6:].sum() == 0
    # its share of what is fixed goes with its referrals, its block ends with its own service
    month = [{line: cells[0, m] for line, cells in world.ledger.lines.items()} for m in (3, 4, 6)]
    assert [m[north, STAFF_AND_SUPPLIERS, "delivery"] for m in month] == [500_00, 0, 0]
    assert [m[south, STAFF_AND_SUPPLIERS, "delivery"] for m in month] == [500_00, 1_000_00, 1_000_00]
    assert [m[world.setting.provider, north, "subcontract"] for m in month] == [200_00, 200_00, 0]
    columns = columns_of(world)
    assert columns["provider failed", "North"].tolist() == [1, 1]
    assert columns["provider failed", "South"].tolist() == columns["provider failed",].tolist() == [0, 0]
    assert columns["net", "North"].tolist() == [6 * 200_00 - 4 * 500_00] * 2


# What is prepared --------------------------------------------------------------------------------------------------


def test_a_contract_is_told_names_dates_and_plans():
    scenario = replace(a_service(people=30, places=7), dates=Dates(10.0, 12.5, 14.0, 15.5, 24.0))
    setting = prepare(scenario).setting
    assert (setting.service_months, setting.claim_months, setting.horizon_months) == (13, 16, 24)
    assert (setting.planned_places, setting.last_service) == (7, 12.5)
    assert setting.outcomes == ("job",)
    assert setting.provider.name == "Home Ground"
    assert prepare(a_service(people=30)).setting.planned_places == 30


def test_contracts_that_look_at_outcomes_alike_share_a_view():
    prepared = prepare(small())
    assert len(prepared.views) == 3
    assert prepared.view_of == (0, 1, 2)
    fee, grant, bond = small().contracts
    alike = replace(small(), contracts=(fee, replace(fee, name="again"), replace(grant, verification=Verification())))
    assert prepare(alike).view_of == (0, 0, 1)
    assert prepare(replace(small(), contracts=(bond,))).views[0].claim_limit == 6_000_00


def test_only_the_contracts_asked_for_are_run_in_the_scenarios_order():
    prepared = prepare(small(), contracts=("SIB", "Fee for service"))
    assert [contract.name for contract in prepared.contracts] == ["Fee for service", "SIB"]


def test_people_live_even_where_nobody_pays():
    assert list(run_block(prepare(a_service()), Streams.block(1, 0, 2))) == []


def test_time_in_service_is_never_more_than_the_places_there_are():
    prepared = prepare(small())
    for world in run_block(prepared, Streams.block(1, 0, 40)):
        if world.contract.name == "Fee for service":
            assert world.delivery.tallies.served.sum(axis=1).max() <= 15 * TICKS_PER_MONTH
            assert world.delivery.tallies.starts.sum(axis=(1, 2)).max() <= 36


def test_what_is_retained_is_paid_on_its_own_date_after_the_last_statement_too():
    """A fifth for five months: a quarter of what each statement pays; claims end in month 18, payments in month 22."""
    dates = Dates(12.0, 16.0, 18.0, 18.0, 22.0)
    card = PayLine("card", "outcome", (Price("job", 100.0),))
    terms = PaymentTerms((card,), retention=Retention(0.2, released=5.0), payment_terms_months=0)
    contract = ContractTerms("card", "payment by results", (Payer("council"),), payment=terms)
    scenario = a_service(people=60, horizon_months=22, dates=dates, contracts=(contract,))
    (world,) = run_block(prepare(scenario), Streams.block(1, 0, 4))
    by_reason = {reason: line for (payer, _, reason), line in world.ledger.lines.items() if payer.role == "payer"}
    outcomes, released = by_reason["outcomes"], by_reason["retention released"]
    assert np.flatnonzero(outcomes.any(axis=0)).tolist() == [2, 5, 8, 11, 14, 17]
    on_time = np.concatenate([np.zeros((4, 5)), outcomes[:, :-5]], axis=1) / 4
    on_time[:, 21] += outcomes[:, 17] / 4  # due in month 22, which is after the last payment
    assert np.array_equal(released, on_time)


def test_referrals_are_guaranteed_until_the_last_day_for_them():
    """Nobody comes; ten are promised a quarter at £20 each, for the six months in which people may be referred."""
    promised = PayLine("promised", "missing referral", (Price("", 20.0),), guaranteed=10.0)
    contract = ContractTerms(
        "guarantee",
        "payment by results",
        (Payer("council"),),
        payment=PaymentTerms((promised,), payment_terms_months=0),
    )
    nobody = a_service(people=0, dates=Dates(6.0, 12.0, 18.0, 18.0, 24.0), contracts=(contract,))
    (world,) = run_block(prepare(nobody), Streams.block(1, 0, 1))
    (paid,) = [line for (payer, _, _), line in world.ledger.lines.items() if payer.role == "payer"]
    assert {month: paid[0, month] for month in np.flatnonzero(paid[0])} == {2: 200_00, 5: 200_00}


@pytest.mark.parametrize(
    ("rate", "owed", "interest"),
    [
        (0.0, [2_000, 3_000, 3_000, 3_000, 1_000], []),
        (0.12, [2_000, 2_900, 2_855, 2_857.25, 857.14], [100, 145, 142.75, 142.86, 42.85]),
    ],
)
def test_what_tranches_are_due_is_owed_once_however_late_it_is_paid(rate, owed, interest):
    """1,000 is drawn a month for a year; each quarter what was drawn by the day before is owed, and paid 5 months late.

    At 12% the first 2,000 bears 100. Both are on their way when 5,000 has been drawn: 2,900 is owed, and bears 145. So
    interest goes towards what tranches are due; that on the last comes when nothing is owed any more, and is theirs.
    """
    capital = CapitalTerms((Tranche("investors", 90_000.0),), reserve_months=0.0, distribute_every=1, recycle=False)
    contract = ContractTerms(
        "bond", "social impact bond", (Payer("council", pays_late_months=5),), capital=capital,
        payment=PaymentTerms((PayLine("principal", "capital due"),)), late_payment_interest=rate,
    )  # fmt: skip
    scenario = a_service(people=60, dates=Dates(12.0, 12.0, 18.0, 18.0, 24.0), horizon_months=30, contracts=(contract,))
    scenario = replace(scenario, service=replace(scenario.service, cost=DeliveryCost(fixed_per_month=known(1_000.0))))
    (world,) = run_block(prepare(scenario), Streams.block(1, 0, 4))
    by_reason = {reason: line[0] for (payer, _, reason), line in world.ledger.lines.items() if payer.role == "payer"}
    paid, bears = by_reason["outcomes"], by_reason.get("interest on late payment", np.zeros(30))
    assert [paid[month] / 100 for month in np.flatnonzero(paid)] == owed
    assert [bears[month] / 100 for month in np.flatnonzero(bears)] == interest
    assert np.flatnonzero(paid).tolist() == [8, 11, 14, 17, 20]
    assert world.capital.drawn[0] == world.capital.repaid[0] == 12_000_00
    received = world.ledger.net(world.contract.investors[0])[0].sum() / 100
    assert received == pytest.approx(interest[-1] if interest else 0.0)
