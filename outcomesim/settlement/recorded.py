"""Recorded activity as statements: the same record that a verifier sends of simulated people.

Takes :class:`~outcomesim.settlement.activity.Activity` and a contract's limits, gives
:class:`~outcomesim.measurement.statement.Statement` in order. Where totals leave a limit for each person open there are
two rows, the least and the most that can be owed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.counted import Counted, Recorded
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.person_cap import cap_per_person
from outcomesim.measurement.statement import Dated, Statement
from outcomesim.scenario.case import Case
from outcomesim.scenario.tree import did_you_mean
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.bounds import (
    beyond_at_the_least,
    beyond_at_the_most,
    withheld_at_the_least,
    withheld_at_the_most,
)
from outcomesim.settlement.own_dates import cut_at
from outcomesim.units import NEVER, Floats, to_pence

UNLIMITED = 1e9


@dataclass(frozen=True)
class Period:
    """The rows of one period, and what is counted in it, (G, L)."""

    label: str
    month_from: int
    month_to: int
    rows: tuple[Row, ...]
    counts: Floats
    people: Floats | None


@dataclass(frozen=True)
class RecordedStatements:
    """The statements of one contract.

    Parameters
    ----------
    statements : tuple of Statement
    labels : tuple of str
        What the activity calls each period.
    bounded : bool
        Whether there are two rows, the least and the most.
    """

    statements: tuple[Statement, ...]
    labels: tuple[str, ...]
    bounded: bool


def recorded_statements(case: Case, contract: WrittenContract, activity: Activity) -> RecordedStatements:
    """Turn recorded activity into the statements of one contract.

    Raises
    ------
    ScenarioError
        Where a row does not say which segment it is about, and the terms need to know.
    """
    periods = _of_people(case, contract, activity) if activity.by_person else _of_rows(case, activity)
    periods = cut_at(periods, contract.own_dates, service_months=contract.setting.service_months)
    held = _held_back(contract, periods, activity)  # (P, R, L) of pence
    beyond = _beyond_limit(contract, periods, activity)  # (P, R, G, L)
    rows = max(held.shape[1], beyond.shape[1])
    held, beyond = (np.broadcast_to(a, (a.shape[0], rows, *a.shape[2:])) for a in (held, beyond))
    reading = _reading(case, periods, rows)
    to_date = np.zeros((rows, len(case.segments), len(case.outcomes)))
    people_to_date = np.zeros(to_date.shape)
    cost_to_date, stopped_at = np.zeros(rows), np.full(rows, NEVER)
    statements = []
    for number, period in enumerate(periods, 1):
        to_date = to_date + period.counts
        people_to_date = people_to_date + (0 if period.people is None else period.people)
        cost = to_pence(_account(period.rows, "cost"))
        cost_to_date = cost_to_date + cost
        if any(row.stopped for row in period.rows):
            stopped_at = np.minimum(stopped_at, period.month_to)
        statements.append(
            Statement(
                number=number, month_from=period.month_from, month_to=period.month_to,
                verified=_over(rows, period.counts), verified_to_date=to_date, withheld=held[number - 1],
                starts=_over(rows, _by_segment(case, period.rows, "attachments")),
                referred=_over(rows, _by_segment(case, period.rows, "referrals")),
                person_months=_over(rows, _by_segment(case, period.rows, "person-months")),
                cost=np.full(rows, float(cost)), cost_to_date=cost_to_date, running=np.full(rows, _running(period)),
                drawn=np.zeros(rows), repaid=np.zeros(rows), stopped_at=stopped_at, beyond_limit=beyond[number - 1],
                dated=_dated(case, period, rows), measures=reading.at(period.month_to) if reading else {},
            )
        )  # fmt: skip
    return RecordedStatements(tuple(statements), tuple(period.label for period in periods), rows > 1)


# -- periods ---------------------------------------------------------------------------------------------------------


def _of_rows(case: Case, activity: Activity) -> list[Period]:
    """Rows of the same months are one period: one for each segment, cohort or date."""
    periods = []
    for (since, until), group in groupby(activity.rows, key=lambda row: (row.month_from, row.month_to)):
        rows = tuple(group)
        counts, people = (_matrix(case, rows, activity, what) for what in ("counts", "people"))
        said = any(row.people for row in rows)
        periods.append(Period(rows[0].label, since, until, rows, counts, people if said else None))
    return periods


def _of_people(case: Case, contract: WrittenContract, activity: Activity) -> list[Period]:
    """The claims of all people by the contract's own statements; without dates, in one statement at the end."""
    dated = any(row.times for row in activity.rows)
    end = math.ceil(case.dates.last_claim)
    ends = [month for month in contract.statement_months if month > 0] if dated else [end]
    periods, since = [], 0
    for until in ends:
        counts = _matrix(case, activity.rows, activity, "counts", within=(since, until if until < ends[-1] else NEVER))
        periods.append(Period(f"to month {until - 1}", since, until, tuple(activity.rows), counts, None))
        since = until
    return periods


def _matrix(
    case: Case, rows: Iterable[Row], activity: Activity, what: str, *, within: tuple[float, float] = (-NEVER, NEVER)
) -> Floats:
    """Numbers by segment and outcome, (G, L)."""
    segments, outcomes = [name for name, _ in case.segments], list(case.outcome_names)
    counts = np.zeros((len(segments), len(outcomes)))
    faults = []
    for row in rows:
        for (outcome, segment), number in getattr(row, what).items():
            if not segment and len(segments) > 1:
                rule = "these terms have segments: a count says which it is about"
                hint = f'add a column segment, or name the column "{outcome} [{segments[0]}]"'
                faults.append(Fault(outcome, f"{number:g}", rule, hint, row.line, activity.file))
                continue
            times, last = row.times.get(outcome), within[1] == NEVER
            claims = number if last or not row.person else 0.0  # without a date they stand in the last statement
            if times is not None:
                claims = sum(within[0] <= time < within[1] for time in times)
            counts[segments.index(segment) if segment else 0, outcomes.index(outcome)] += claims
    if faults:
        raise ScenarioError(faults)
    return counts


# -- limits for each person ------------------------------------------------------------------------------------------


def repeat_limits(contract: WrittenContract) -> Floats:
    """The most claims of each outcome that a person may make, (L,)."""
    limits = np.full(len(contract.setting.outcomes), UNLIMITED)
    for item in contract.card.items:
        if item is not None and item.outcome and item.line.claims_per_person is not None:
            line = contract.setting.outcomes.index(item.outcome)
            limits[line] = min(limits[line], item.line.claims_per_person)
    return limits


def _beyond_limit(contract: WrittenContract, periods: Sequence[Period], activity: Activity) -> Floats:
    """Claims beyond the repeat limit in each period, (P, R, G, L): exact by person, else the most and the least."""
    limits = repeat_limits(contract)
    shape = (len(contract.setting.segments), limits.shape[0])
    if activity.by_person:
        return np.stack([_beyond_of_people(contract, period, periods, limits) for period in periods])[:, None]
    to_date, people = np.zeros(shape), np.zeros(shape)
    before = np.zeros((2, *shape))
    out = np.zeros((len(periods), 2, *shape))
    for p, period in enumerate(periods):
        to_date = to_date + period.counts
        people = people + (0 if period.people is None else period.people)
        now = np.zeros((2, *shape))
        for line in np.flatnonzero(limits < UNLIMITED):
            for g in range(shape[0]):
                count, known = float(to_date[g, line]), float(people[g, line])
                if known == 0 and count > 0:
                    known = count if limits[line] >= 1 else known  # nobody was counted: each claim is another person's
                now[0, g, line] = beyond_at_the_most(count, people=known, limit=float(limits[line]))
                now[1, g, line] = beyond_at_the_least(count, people=known, limit=float(limits[line]))
        now = np.maximum(now, before)
        out[p], before = now - before, now
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _beyond_of_people(contract: WrittenContract, period: Period, periods: Sequence[Period], limits: Floats) -> Floats:
    beyond = np.zeros((len(contract.setting.segments), limits.shape[0]))
    until = period.month_to if period is not periods[-1] else NEVER
    for row in period.rows:
        for (outcome, segment), number in row.counts.items():
            line = contract.setting.outcomes.index(outcome)
            times = row.times.get(outcome, (NEVER,) * int(number) if number == int(number) else ())
            g = contract.setting.segments.index(segment) if segment else 0
            earlier = sum(time < period.month_from for time in times)
            to_date = sum(time < until or until == NEVER for time in times) if times else number
            beyond[g, line] += max(0.0, to_date - max(limits[line], earlier))
    return beyond


def _held_back(contract: WrittenContract, periods: Sequence[Period], activity: Activity) -> Floats:
    """What the cap per person holds back in each period, (P, R, L) of pence: exact by person, else bounds."""
    lines = len(contract.setting.outcomes)
    if contract.claim_limit is None or contract.claim_values is None:
        return np.zeros((len(periods), 1, lines))
    if activity.by_person:
        return _held_back_of_people(contract, periods, activity.rows)
    values = np.asarray(contract.claim_values, dtype=np.float64)  # (G, L)
    each, limit = repeat_limits(contract).reshape(1, -1).repeat(len(values), axis=0), float(contract.claim_limit)
    each = np.where(each == UNLIMITED, 1.0, each)
    counts, before = np.zeros(values.shape), np.zeros(2)
    out = np.zeros((len(periods), 2, lines))
    people = sum(_account(period.rows, "attachments") for period in periods)
    for p, period in enumerate(periods):
        counts = counts + period.counts
        there = float(people) or float(counts.max(initial=0.0))
        now = np.array([
            withheld_at_the_most(counts.ravel(), values.ravel(), each=each.ravel(), limit=limit),
            withheld_at_the_least(counts.ravel(), values.ravel(), people=there, limit=limit),
        ])  # fmt: skip
        now = np.maximum(now, before)
        worth = (period.counts * values).sum(axis=0)  # (L,)
        share = worth / worth.sum() if worth.sum() > 0 else np.zeros(lines)
        out[p] = np.rint((now - before)[:, None] * share)
        before = now
    return out[:, :1] if np.array_equal(out[:, 0], out[:, 1]) else out


def _held_back_of_people(contract: WrittenContract, periods: Sequence[Period], rows: Sequence[Row]) -> Floats:
    """Each person's claims at the price of their own day, oldest first."""
    outcomes, segments = contract.setting.outcomes, contract.setting.segments
    limits, out = repeat_limits(contract), np.zeros((len(periods), 1, len(outcomes)))
    assert contract.claim_limit is not None

    def period_of(time: float) -> int:
        return next((p for p, period in enumerate(periods) if time < period.month_to), len(periods) - 1)

    for row in rows:
        claims: list[tuple[float, int, int]] = []
        for (outcome, segment), number in row.counts.items():
            line, g = outcomes.index(outcome), segments.index(segment) if segment else 0
            times = sorted(row.times.get(outcome, (periods[-1].month_to,) * math.ceil(number)))
            for time in times[: int(min(limits[line], len(times)))]:
                settled_in = periods[period_of(time)].month_from
                card, _ = contract.version_at(settled_in)
                priced_at = {"start": row.started, "achievement": row.achieved}.get(card.priced_by(outcome))
                values = card.claim_values(settled_in if priced_at is None else priced_at)
                claims.append((time, line, int(values[g, line])))
        claims.sort()
        held = cap_per_person([c[0] for c in claims], [c[2] for c in claims], contract.claim_limit)
        for (time, line, _), amount in zip(claims, held, strict=True):
            out[period_of(time), 0, line] += amount
    return out


# -- the rest --------------------------------------------------------------------------------------------------------


def _over(rows: int, counts: Floats) -> Floats:
    return np.broadcast_to(counts, (rows, *counts.shape)).copy()


def _account(rows: Sequence[Row], name: str) -> float:
    return sum(row.accounts.get(name, 0.0) for row in rows)


def _by_segment(case: Case, rows: Sequence[Row], name: str) -> Floats:
    """An account by segment, (G,); what says no segment stands under the first."""
    segments = [segment for segment, _ in case.segments]
    out = np.zeros(len(segments))
    for row in rows:
        out[segments.index(row.segment) if row.segment else 0] += row.accounts.get(name, 0.0)
    if name == "attachments" and any(row.person for row in rows):
        for row in rows:
            out[segments.index(row.segment) if row.segment else 0] += 1
    return out


def _running(period: Period) -> float:
    """Months in which the service ran: as recorded, else all of the period."""
    said = [row.accounts["running"] for row in period.rows if "running" in row.accounts]
    return said[0] if said else float(period.month_to - period.month_from)


def _dated(case: Case, period: Period, rows: int) -> tuple[Dated, ...]:
    """The claims by the dates of start and achievement that rows give; empty where none does."""
    if not any(row.started is not None or row.achieved is not None for row in period.rows):
        return ()
    nothing = Activity(())
    return tuple(
        Dated(row.started, row.achieved, _over(rows, _matrix(case, (row,), nothing, "counts"))) for row in period.rows
    )


def _reading(case: Case, periods: Sequence[Period], rows: int) -> Reading | None:
    """The measures, counted from the activity or as it reports them."""
    if not case.measures:
        return None
    months = max([case.horizon_months, *(period.month_to for period in periods)])

    def totals(values: Sequence[Floats]) -> Floats:
        total = np.zeros((months + 1, rows, *values[0].shape))
        for period, value in zip(periods, values, strict=True):
            total[period.month_to :] += value
        return total

    def money(name: str) -> Floats:
        return totals([np.asarray(to_pence(_account(period.rows, name))) for period in periods])

    recorded = {}
    for measure in case.measures:
        said = [
            (period.month_to, row.measures[measure.name], None, None)
            for period in periods for row in period.rows if measure.name in row.measures
        ]  # fmt: skip
        if said:
            one = Recorded.of(said, months)
            recorded[measure.name] = Recorded(*(np.repeat(a, rows, axis=1) for a in (one.value, one.people, one.share)))
    counted = Counted(
        outcomes=case.outcome_names,
        segments=tuple(name for name, _ in case.segments),
        verified=totals([period.counts for period in periods]),
        starts=totals([_by_segment(case, period.rows, "attachments") for period in periods]),
        referred=totals([_by_segment(case, period.rows, "referrals") for period in periods]),
        person_months=totals([_by_segment(case, period.rows, "person-months") for period in periods]),
        cost=money("cost"),
        paid=money("paid"),
        recorded=recorded,
    )
    named = {measure.name: measure for measure in case.measures}
    return Reading(named, {}, counted, [period.month_to for period in periods])


def unknown_contract(name: str, case: Case) -> ScenarioError:
    """The fault of asking for a contract that the terms do not hold."""
    known = [terms.name for terms in case.contracts]
    return ScenarioError([Fault("--contract", name, "there is no contract of this name", did_you_mean(name, known))])
