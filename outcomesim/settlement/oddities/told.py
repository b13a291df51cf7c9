"""What in recorded activity contradicts itself or the terms: told row by row, never dropped in silence.

Takes a case, a contract and its activity, gives sentences. Nothing here changes what is settled.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from outcomesim.contracts.wording.common import number as in_figures
from outcomesim.contracts.written import WrittenContract
from outcomesim.scenario.case import Case
from outcomesim.settlement.activity import Activity, Row
from outcomesim.settlement.by_provider import of_nobody
from outcomesim.settlement.oddities.dates import MOST_ROWS, dates_that_contradict
from outcomesim.settlement.oddities.measures import in_another_unit, people_measured
from outcomesim.settlement.oddities.missed_gates import missed_gates
from outcomesim.settlement.periods.long_rows import what_long_rows_leave_open
from outcomesim.settlement.persons.person_limits import UNLIMITED, repeat_limits
from outcomesim.settlement.reading.dates import months_in_words
from outcomesim.settlement.recorded import RecordedStatements
from outcomesim.settlement.reported_cost import cost_not_said


def oddities(
    case: Case, contract: WrittenContract, activity: Activity, recorded: RecordedStatements
) -> tuple[str, ...]:
    """Every oddity of the activity under one contract."""
    return (
        *activity.said,
        *_basis(activity),
        *_not_priced(contract, activity),
        *_late(case, activity),
        *dates_that_contradict(case, activity),
        *in_another_unit(contract, activity),
        *people_measured(contract, activity, recorded.reading),
        *_gaps(case, recorded),
        *cost_not_said(contract, activity, case.start),
        *_overlaps(activity),
        *_said_twice(activity),
        *_more_people_than_claims(activity),
        *_broken_chains(case, recorded),
        *_people_not_counted(contract, activity),
        *(_whose_claims(case, activity) if contract.pays_by_segment else ()),
        *what_long_rows_leave_open(contract, recorded),
        *missed_gates(contract, activity, recorded),
        *_which_provider(contract, activity),
        *_unfinished(contract, recorded),
    )


def _where(activity: Activity, row: Row) -> str:
    return f"{activity.file}, line {row.line} ({row.label})"


def _basis(activity: Activity) -> Iterator[str]:
    if not activity.stated:
        yield (
            "The activity does not say which dates its periods are of; they are taken as those of claims. "
            "Write # dates: claim (or achievement, or payment) at its top."
        )
    elif activity.basis == "achievement":
        yield "The periods are of achievement: each claim is taken as made in the period in which its outcome came."


def _not_priced(contract: WrittenContract, activity: Activity) -> Iterator[str]:
    """Outcomes that no line pays for, with the rows that record them."""
    either_way = (*contract.every_line, *contract.terms.penalties)
    priced = {name for line in either_way for name in (*line.outcomes, *line.less)}
    priced |= {name for measure in contract.setting.measures.values() for name in (*measure.names, measure.over)}
    found: dict[str, dict[int, float]] = {}
    for row in activity.rows:
        for (name, _), number in row.counts.items():
            if name not in priced and number:
                rows = found.setdefault(name, {})
                rows[row.line] = rows.get(row.line, 0.0) + number
    for name, by_line in found.items():
        told = ", ".join(f"{in_figures(number)} in line {line}" for line, number in list(by_line.items())[:MOST_ROWS])
        more = f" and {len(by_line) - MOST_ROWS} lines more" if len(by_line) > MOST_ROWS else ""
        yield f'"{name}" is recorded ({told}{more}), but no line of {contract.name} pays for it.'


def _late(case: Case, activity: Activity) -> Iterator[str]:
    last = math.ceil(case.dates.last_claim)
    for row in activity.rows:
        claims = sum(row.counts.values())
        if row.month_from >= last and claims:
            yield (
                f"{_where(activity, row)}: the period begins after the last day for claims (month {last}); "
                f"its {in_figures(claims)} claims are settled as recorded, and would be late."
            )


def _gaps(case: Case, recorded: RecordedStatements) -> Iterator[str]:
    """Months of service that no row is about; all of them in one sentence."""
    if not recorded.gaps:
        return
    named = [months_in_words(case.start, since, until) for since, until in recorded.gaps]
    more = f" and {len(named) - MOST_ROWS} times more" if len(named) > MOST_ROWS else ""
    yield (
        f"Nothing is recorded for {', '.join(named[:MOST_ROWS])}{more}: the service is taken to have run, with nothing "
        "to claim. A row with 0 under running, or yes under stopped, says that it did not."
    )


def _overlaps(activity: Activity) -> Iterator[str]:
    periods = sorted({(row.month_from, row.month_to): row for row in activity.rows if not row.person}.items())
    for ((_, ends), one), ((begins, _), other) in pairwise(periods):
        if begins < ends:
            yield f"{_where(activity, other)} overlaps with {one.label}: what both count is settled in full."


def _said_twice(activity: Activity) -> Iterator[str]:
    """Two rows of the same months, segment and dates: both are settled, as they may be of two places or partners."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in (row for row in activity.rows if not row.person):
        key = row.month_from, row.month_to, row.segment, row.provider, row.started, row.achieved
        names = {name for name, _ in row.counts}
        if key in seen and names & {name for name, _ in seen[key].counts}:
            yield f"{_where(activity, row)} is of the same months as line {seen[key].line}: both are settled in full."
        seen.setdefault(key, row)


def _more_people_than_claims(activity: Activity) -> Iterator[str]:
    for row in activity.rows:
        for (outcome, segment), people in row.people.items():
            claims = row.counts.get((outcome, segment), 0.0)
            if people > claims:
                yield (
                    f'{_where(activity, row)}: {in_figures(people)} people have claims for "{outcome}", but only '
                    f"{in_figures(claims)} claims are recorded; the claims are settled."
                )


def _broken_chains(case: Case, recorded: RecordedStatements) -> Iterator[str]:
    """A stage that more people reached than entered; told once, on the totals."""
    if not recorded.statements:
        return
    totals = recorded.statements[-1].verified_to_date[0].sum(axis=0)  # (L,)
    count = dict(zip(case.outcome_names, totals.tolist(), strict=True))
    for outcome in case.outcomes:
        if outcome.of and count[outcome.name] > count[outcome.of]:
            yield (
                f'More claims are recorded for "{outcome.name}" ({in_figures(count[outcome.name])}) than for '
                f'"{outcome.of}" ({in_figures(count[outcome.of])}), which it follows; both are settled as recorded.'
            )


def _people_not_counted(contract: WrittenContract, activity: Activity) -> Iterator[str]:
    """Outcomes with a repeat limit whose people nobody counted; all of them in one sentence."""
    if activity.by_person:
        return
    counted = {name for row in activity.rows for name, _ in row.people}
    recorded = {name for row in activity.rows for (name, _), number in row.counts.items() if number}
    limits = dict(zip(contract.setting.outcomes, repeat_limits(contract).tolist(), strict=True))
    open_ones = [name for name, most in limits.items() if most < UNLIMITED and name in recorded - counted]
    if open_ones:
        first, many = open_ones[0], len(open_ones)
        of = f'"{first}"' if many == 1 else f"each of {many} outcomes"
        times = {limits[name] for name in open_ones}
        often = f"{min(times):g} times" if len(times) == 1 else "only so many times"
        often = "once" if times == {1.0} else often
        yield (
            f"A person may claim {of} {often}, but people are not recorded: no claim is taken as one too many. Columns "
            f'like "{first} (people)" would tell.'
        )


def _whose_claims(case: Case, activity: Activity) -> Iterator[str]:
    loose = [name for row in activity.rows for name, segment in row.counts if not segment]
    if loose and len(case.segments) > 1:
        names = ", ".join(name for name, _ in case.segments)
        yield (
            f'The activity does not say which segment "{loose[0]}" is about ({names}): all of it may be in the one '
            "paid least, or in the one paid most, and both ends are given."
        )


def _which_provider(contract: WrittenContract, activity: Activity) -> Iterator[str]:
    """Rows that name no provider, where others do; or none that does, where several deliver."""
    if not any(row.provider for row in activity.rows):
        if contract.setting.providers:
            yield (
                f"No row names a provider: what each did is not told, nor what {contract.setting.provider} pays it. "
                "A column provider would tell."
            )
        return
    rows = list(of_nobody(activity))
    for row, name, number in rows[:1]:
        others = len({other.line for other, _, _ in rows}) - 1
        more = f", and {others} rows more" if others > 1 else ", and one row more" if others else ""
        yield (
            f'{_where(activity, row)} counts {in_figures(number)} of "{name}" and names no provider{more}: what '
            "each provider did is not told, though other rows say."
        )


def _unfinished(contract: WrittenContract, recorded: RecordedStatements) -> Iterator[str]:
    if recorded.statements and recorded.statements[-1].month_to < contract.calendar.last:
        yield (
            f"The activity ends with month {recorded.statements[-1].month_to - 1}, before the last statement (month "
            f"{contract.calendar.last - 1}): what is claimed, released, made up or paid back at the end is not in it."
        )
