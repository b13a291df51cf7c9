"""Recorded activity as statements: the same record that a verifier sends of simulated people.

Takes :class:`~outcomesim.settlement.activity.Activity` and a contract's limits, gives
:class:`~outcomesim.measurement.statement.Statement` in order. Where totals leave a limit for each person open there are
two rows, the least and the most that can be owed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np

from outcomesim.contracts.written import WrittenContract
from outcomesim.errors import Fault, ScenarioError
from outcomesim.measurement.counted import Counted
from outcomesim.measurement.measures import Reading
from outcomesim.measurement.reports import reports_between
from outcomesim.measurement.statement import Dated, Statement
from outcomesim.scenario.apart import ENDED_BY
from outcomesim.scenario.case import Case
from outcomesim.scenario.text.tree import did_you_mean
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.by_provider import Done, by_provider, done_by_each
from outcomesim.settlement.counts import counts_by_segment
from outcomesim.settlement.periods.dates_between import floors_closed_within, with_dates_between
from outcomesim.settlement.periods.gaps import Months, gaps_of_service, with_gaps_filled
from outcomesim.settlement.periods.long_rows import is_open
from outcomesim.settlement.periods.own_dates import cut_at
from outcomesim.settlement.periods.running import months_running
from outcomesim.settlement.persons.bounds import LEAST_PAID
from outcomesim.settlement.persons.by_person import by_achievement, claims_of_each, periods_of_people
from outcomesim.settlement.persons.cohorts import in_time, recorded_cohorts, windows_are_dated
from outcomesim.settlement.persons.limits_of_each import taken_by_limits
from outcomesim.settlement.persons.lost_claims import lost_claims
from outcomesim.settlement.persons.person_limits import Period
from outcomesim.settlement.reported import with_what_was_reported
from outcomesim.settlement.reported_cost import cost_is_said
from outcomesim.settlement.whose_segment import accounts_say_their_segment, ends_of_loose_counts
from outcomesim.units import NEVER, Floats, to_pence


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
    reading : Reading or None
        The measures behind the statements.
    done : tuple of tuple of Done, or None
        What each of several providers had done by each statement; None where it is not known.
    gaps : tuple of (month, month after the last)
        Months of service that no row is about.
    behind : mapping of the number of a statement to its rows
    """

    statements: tuple[Statement, ...]
    labels: tuple[str, ...]
    bounded: bool
    reading: Reading | None = None
    done: tuple[tuple[Done, ...], ...] | None = None
    gaps: tuple[Months, ...] = ()
    behind: Mapping[int, tuple[Row, ...]] = field(default_factory=dict)


def recorded_statements(case: Case, contract: WrittenContract, activity: Activity) -> RecordedStatements:
    """Turn recorded activity into the statements of one contract.

    Raises
    ------
    ScenarioError
        Where a row does not say which segment it is about, and the terms need to know.
    """
    accounts_say_their_segment(case, contract, activity)
    windows_are_dated(contract, activity)
    _who_ended_it_is_said(contract, activity)
    cost_is_said(contract, activity)
    periods = periods_of_people(case, contract, activity) if activity.by_person else _of_rows(case, contract, activity)
    gaps = gaps_of_service(contract, periods)
    periods = with_gaps_filled(contract, periods, case.start)
    periods = cut_at(periods, contract.own_dates, service_months=contract.setting.service_months)
    first = _reading(case, activity, periods, max((len(period.counts) for period in periods), default=1))
    lost, gates_left_out = lost_claims(contract, periods, first)
    beyond, held = taken_by_limits(case, contract, periods, activity, lost)  # (P, R, G, K), (P, R, L) of pence
    rows = max(held.shape[1], beyond.shape[1], *(len(period.counts) for period in periods), 1)
    open_ones = [is_open(contract, period) for period in periods]
    rows = 2 if floors_closed_within(contract, periods) or any(open_ones) else rows
    held, beyond = (np.broadcast_to(a, (a.shape[0], rows, *a.shape[2:])) for a in (held, beyond))
    reading = _reading(case, activity, periods, rows)
    done = done_by_each(case, activity, [period.month_to for period in periods])
    ran = months_running(periods, contract.setting.last_service)
    to_date = np.zeros((rows, len(case.segments), len(case.outcomes)))
    cost_to_date, stopped_at, reported_to = np.zeros(rows), np.full(rows, NEVER), 0
    ended_by = np.full(rows, -1)
    statements = []
    for number, period in enumerate(periods, 1):
        verified = np.repeat(period.counts, rows // len(period.counts), axis=0)
        to_date = to_date + verified
        cost = to_pence(period.account("cost"))
        cost_to_date = cost_to_date + cost
        if any(row.stopped for row in period.rows):
            stopped_at = np.minimum(stopped_at, period.month_to)
            ended_by = np.where(ended_by < 0, _ended_by(period.rows), ended_by)
        statements.append(
            Statement(
                number=number, month_from=period.month_from, month_to=period.month_to,
                verified=verified, verified_to_date=to_date, withheld=held[number - 1], gates_left_out=gates_left_out,
                starts=_over(rows, _by_segment(case, period.rows, "attachments")),
                referred=_over(rows, _by_segment(case, period.rows, "referrals")),
                person_months=_over(rows, _by_segment(case, period.rows, "person-months")),
                cost=np.full(rows, float(cost)), cost_to_date=cost_to_date, running=np.full(rows, ran[number - 1]),
                drawn=np.zeros(rows), repaid=np.zeros(rows), stopped_at=stopped_at, ended_by=ended_by,
                beyond_limit=beyond[number - 1],
                dated=_dated(case, contract, period, activity, last=number == len(periods), rows=rows),
                measures=reading.at(period.month_to) if reading else {},
                reports=reports_between(reading, reported_to, period.month_to) if reading else {},
                takes_least=np.arange(rows) == LEAST_PAID if open_ones[number - 1] else None,
                by_provider=by_provider(done[number - 1], rows) if done else None,
            )
        )  # fmt: skip
        reported_to = max(reported_to, period.month_to)
    labelled = [*zip((period.label for period in periods), statements, strict=True)]
    labelled = with_dates_between(contract, periods, labelled, reading)
    stated, labels = tuple(s for _, s in labelled), tuple(label for label, _ in labelled)
    behind = {number: period.rows for number, period in enumerate(periods, 1)}
    return RecordedStatements(stated, labels, rows > 1, reading, done, gaps, behind)


# -- periods ---------------------------------------------------------------------------------------------------------


def _of_rows(case: Case, contract: WrittenContract, activity: Activity) -> list[Period]:
    """Rows of the same months are one period: one for each segment, cohort or date."""
    ends = ends_of_loose_counts(case, contract, activity)
    periods = []
    for (since, until), group in groupby(activity.rows, key=lambda row: (row.month_from, row.month_to)):
        rows = tuple(group)
        counts = np.stack([counts_by_segment(case, rows, activity, "counts", stands=end) for end in ends(since)])
        said = any(row.people for row in rows)
        people = counts_by_segment(case, rows, activity, "people") if said else None
        periods.append(Period(rows[0].label, since, until, rows, counts, people))
    return periods


# -- the rest --------------------------------------------------------------------------------------------------------


def _over(rows: int, counts: Floats) -> Floats:
    return np.broadcast_to(counts, (rows, *counts.shape)).copy()


def _by_segment(case: Case, rows: Sequence[Row], name: str) -> Floats:
    """An account by segment, (G,); what says no segment stands under the first."""
    segments = [segment for segment, _ in case.segments]
    out = np.zeros(len(segments))
    for row in rows:
        out[segments.index(row.segment) if row.segment else 0] += row.accounts.get(name, 0.0)
    return out


def _ended_by(rows: Sequence[Row]) -> int:
    """Who ended the service, by the place in the list; -1 where no row says."""
    return next((ENDED_BY.index(row.ended_by) for row in rows if row.ended_by in ENDED_BY), -1)


def _who_ended_it_is_said(contract: WrittenContract, activity: Activity) -> None:
    """Refuse a stop by nobody in particular where what is paid on it hangs on who ended the service."""
    if contract.terms.end is None or not any(one.ended_by for one in contract.terms.end.owed):
        return
    stops = [row for row in activity.rows if row.stopped]
    if stops and not any(row.ended_by for row in stops):
        rule = "what is paid on ending early hangs on who ended it"
        hint = f"write who, in place of yes: {', '.join(ENDED_BY)}"
        raise ScenarioError([Fault("stopped", "yes", rule, hint, stops[0].line, activity.file)])


def _dated(
    case: Case, contract: WrittenContract, period: Period, activity: Activity, *, last: bool, rows: int
) -> tuple[Dated, ...]:
    """The claims by the dates of start and achievement that rows give; empty where none does."""
    parts: list[tuple[Row, Floats]] = []
    if activity.by_person:
        parts = claims_of_each(case, contract, activity, period, last=last)
        came = [of for each in parts for of in by_achievement(case, *each, activity, period, last=last)]
    elif any(row.started is not None or row.achieved is not None for row in period.rows):
        nothing = Activity(())
        parts = [(row, counts_by_segment(case, (row,), nothing, "counts")) for row in period.rows]
        came = [(row.achieved, claims) for row, claims in parts]
    else:
        came = []
    starts = (Dated("start", row.started, _over(rows, claims)) for row, claims in parts)
    achieved = (Dated("achievement", month, _over(rows, claims)) for month, claims in came)
    return *starts, *achieved, *_so_soon(case, contract, period, activity, last=last, rows=rows)


def _so_soon(
    case: Case, contract: WrittenContract, period: Period, activity: Activity, *, last: bool, rows: int
) -> Iterator[Dated]:
    """The claims that came so soon after their people's start, where lines pay for those alone."""
    for one in contract.told_apart:
        if one.by != "months after the start":
            continue
        among = activity.rows if activity.by_person else period.rows
        within = (period.month_from, NEVER if last else period.month_to) if activity.by_person else (-NEVER, NEVER)
        soon = [in_time(row, one.until, activity) for row in among if row.counts]
        yield Dated(one.by, one.month, _over(rows, counts_by_segment(case, soon, activity, "counts", within=within)))


def _reading(case: Case, activity: Activity, periods: Sequence[Period], rows: int) -> Reading | None:
    """The measures, counted from the activity or as it reports them."""
    if not case.measures:
        return None
    months = max([case.horizon_months, *(period.month_to for period in periods)])

    def totals(values: Sequence[Floats], *, by_row: bool = False) -> Floats:
        """Running totals, (M + 1, R, ...)."""
        total = np.zeros((months + 1, rows, *values[0].shape[by_row:]))
        for period, value in zip(periods, values, strict=True):
            total[period.month_to :] += value
        return total

    def money(name: str) -> Floats:
        return totals([np.asarray(to_pence(period.account(name))) for period in periods])

    def account(name: str, of: Sequence[Sequence[Row]]) -> Floats:
        return totals([_by_segment(case, own, name) for own in of])

    of_all = [period.rows for period in periods]
    everybody = Counted(
        outcomes=case.outcome_names,
        segments=tuple(name for name, _ in case.segments),
        verified=totals([period.counts for period in periods], by_row=True),
        starts=account("attachments", of_all),
        referred=account("referrals", of_all),
        person_months=account("person-months", of_all),
        cost=money("cost"),
        paid=money("paid"),
    )
    everybody = with_what_was_reported(case, activity, periods, everybody)
    among = {}
    for whom, cohort in recorded_cohorts(case, activity, periods):
        starts = account("attachments", cohort.rows)
        among[whom] = replace(
            everybody,
            verified=totals(cohort.counts),
            starts=starts,
            referred=everybody.referred if whom[0] is None else starts,  # nobody is of a cohort before she starts
            person_months=account("person-months", cohort.rows),
        )
    counted = replace(everybody, among=among)
    named = {measure.name: measure for measure in case.measures}
    evaluations = {evaluation.name: evaluation for evaluation in case.evaluations}
    return Reading(named, evaluations, counted, [period.month_to for period in periods])


def unknown_contract(name: str, case: Case) -> ScenarioError:
    """The fault of asking for a contract that the terms do not hold."""
    known = [terms.name for terms in case.contracts]
    return ScenarioError([Fault("--contract", name, "there is no contract of this name", did_you_mean(name, known))])
