"""What each measure reports (*Measures* of docs/how-it-runs.md and docs/measures.md), one replication, plain numbers.

Takes the counts of one replication by month, gives a number, or NaN where nothing is reported yet. Each measure is
worked out anew whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, inf, isnan, nan, prod, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from oracle.days import days_of
from oracle.draws import Draws
from oracle.evidence import true_times
from oracle.life import Spell
from oracle.people import Person
from oracle.tally import Followed, Tally, add_ticks

from outcomesim.scenario.measures import Evaluation, Measure
from outcomesim.scenario.model import Scenario
from outcomesim.units import TICKS_PER_MONTH


@dataclass
class Measurer:
    """One contract's counts in one replication, as they stand whenever it is asked.

    Parameters
    ----------
    people : list of Person
        Everybody referred.
    followed : list of Followed
        Everybody's life and claims.
    cost : list of float
        Pence by month.
    paid : list of float
        Pence that the payers paid in each month, less what they were paid back; shorter than the months there are.
    statements : tuple of int
        The months of the contract's statements.
    """

    scenario: Scenario
    draws: Draws
    people: list[Person]
    followed: list[Followed]
    statements: tuple[int, ...]
    tally: Tally
    cost: list[float]
    paid: list[float]

    def all_at(self, month: int) -> dict[str, float]:
        """Every measure at a month."""
        return {measure.name: self.value(measure.name, month) for measure in self.scenario.measures}

    def reports(self, since: int, until: int) -> dict[str, list[tuple[float, int, float]]]:
        """What measures of a period or a year reported: date, month that it counts up to, value."""
        windowed = [measure.name for measure in self.scenario.measures if measure.window in ("period", "year")]
        return {name: [one for one in self.figures(name, until) if since < one[0]] for name in windowed}

    def figures(self, name: str, until: int) -> list[tuple[float, int, float]]:
        """Every figure of a measure by a month: date, month that it counts up to, value."""
        measure = next(one for one in self.scenario.measures if one.name == name)
        by_months = measure.how == "recorded" or not (measure.known_at or measure.evaluation)
        return [
            (at, self.counts_up_to(name, at), self.value(name, ceil(at) if by_months else at))
            for at in self.dates(name) or [float(month) for month in self.statements]
            if at <= until
        ]

    def dates(self, name: str) -> list[float]:
        """The dates on which a measure reports; none where that is with every statement."""
        measure = next(one for one in self.scenario.measures if one.name == name)
        if measure.evaluation:
            made = {self.last_report(measure, date) for one in self.scenario.evaluations for date in one.at}
            return sorted(evaluation.at[number - 1] for evaluation, number in filter(None, made))
        parts = self.made_of(measure)
        of_parts = [self.dates(part) for part in parts]
        return [*measure.known_at] or (sorted({at for dates in of_parts for at in dates}) if all(of_parts) else [])

    def made_of(self, measure: Measure) -> list[str]:
        """The measures that one without dates is made of and nothing else."""
        measures = [one.name for one in self.scenario.measures]
        named = [measure.of, measure.against, *(part.measure for part in measure.parts)]
        names = [name for name in named if isinstance(name, str) and name]
        alone = not measure.known_at and not measure.evaluation and all(name in measures for name in names)
        return names if alone else []

    def counts_up_to(self, name: str, month: float) -> int:
        """The month that the figure of a date counts up to."""
        measure = next(one for one in self.scenario.measures if one.name == name)
        if measure.evaluation:
            made = self.last_report(measure, month)
            if made is None:
                return floor(month)
            evaluation, number = made
            return max(0, floor(evaluation.at[number - 1] - evaluation.lag_months))
        if parts := self.made_of(measure):
            windows = {one.name: one.window for one in self.scenario.measures}
            alike = [part for part in parts if windows[part] == measure.window] or parts
            return max(self.counts_up_to(part, month) for part in alike)
        return floor(max([at for at in measure.known_at if at <= month], default=month))

    def value(self, name: str, month: float) -> float:
        """One measure at a month."""
        measure = next(one for one in self.scenario.measures if one.name == name)
        if measure.window == "final" and month < self.statements[-1]:
            return nan
        share = 1.0 if measure.measured is None else self.draws.value(measure.measured)
        if measure.evaluation:
            made = self.last_report(measure, month)
            if made is None:
                return nan
            evaluation, number = made
            date = floor(evaluation.at[number - 1])
            value, behind = self.evaluated(measure, evaluation, number)
        else:
            dates = [floor(date) for date in measure.known_at if date <= month] if measure.known_at else [month]
            if not dates:
                return nan
            date = self.statements[-1] if measure.window == "final" else floor(dates[-1])
            if measure.how == "recorded":
                assert measure.assumed is not None
                value, behind = self.draws.value(measure.assumed), self.count("served", "", 0, ceil(month), measure)
                date = ceil(month)
            else:
                since = self.since(measure, dates[:-1], date)
                value = self.counted(measure, since, date)
                behind = share * self.count(measure.over, measure.segment, since, date, measure)
        if measure.deemed is not None:
            value = share * value + (1 - share) * measure.deemed if share > 0 else measure.deemed
        if measure.least_sample is not None and behind < measure.least_sample:
            instead = measure.otherwise
            other = self.value(instead, date) if isinstance(instead, str) else float(instead)  # type: ignore[arg-type]
            weight = behind / measure.least_sample if measure.when_short == "blend" else 0.0
            value = other if weight == 0 else weight * value + (1 - weight) * other
        return rounded(value, measure.decimals)

    # Counted -------------------------------------------------------------------------------------------------------

    def since(self, measure: Measure, own_dates: list[int], until: int) -> int:
        """The month from which a measure counts."""
        if measure.window == "year":
            return 12 * floor((until - 1) / 12) if until else 0
        if measure.window == "period":
            earlier = own_dates if measure.known_at else [month for month in self.statements if month < until]
            return max(earlier, default=0)
        return 0

    def count(self, what: str, segment: str, since: int, until: int, among: Measure | None = None) -> float:
        """How many there were of an outcome or account, perhaps among those whom a measure is of."""
        if among is not None and (among.cohort, among.follow_up_months) != (None, None):
            return self.count_among(what, segment, since, until, among)
        names = [group.name for group in self.scenario.segments]
        segments = [names.index(segment)] if segment else list(range(len(names)))
        providers = len(self.scenario.service.delivering)
        groups = [s * providers + p for s in segments for p in range(providers)]
        if what in ("referrals", "referred"):
            here = [p for p in self.people if p.segment in segments and since <= self.month(p.referral) < until]
            return float(len(here))
        if what in ("attachments", "served"):
            return float(sum(self.tally.starts[g, since:until].sum() for g in groups))
        if what == "person-months":
            return float(sum(self.tally.served[g, since:until].sum() for g in groups)) / TICKS_PER_MONTH
        if what == "cost":
            return sum(self.cost[since:until]) / 100
        if what == "paid":
            return (sum(self.paid[: max(until - 1, 0)]) - sum(self.paid[: max(since - 1, 0)])) / 100
        line = self.scenario.outcome_names.index(what)
        return float(sum(self.tally.verified[g, line, since:until].sum() for g in groups))

    def count_among(self, what: str, segment: str, since: int, until: int, among: Measure) -> float:
        """The same of those who started in a cohort, each followed for so long."""
        first, past = among.cohort or (0.0, inf)
        long = inf if among.follow_up_months is None else among.follow_up_months
        names, total = [group.name for group in self.scenario.segments], 0.0
        ticks = np.zeros(self.scenario.horizon_months, dtype=np.int64)
        for one in self.followed:
            if segment and names[one.person.segment] != segment:
                continue
            start = inf if one.served is None else one.served.start
            if what in ("referrals", "referred") and among.cohort is None:
                total += since <= self.month(one.person.referral) < until
                continue
            if one.served is None or not first <= start < past:
                continue
            if what in ("attachments", "served", "referrals", "referred"):
                total += since <= self.month(start) < until
            elif what == "person-months":
                add_ticks(ticks, start, min(one.served.leave, start + long))
            else:
                total += sum(
                    claim.count
                    for claim in one.claims
                    if claim.outcome == "verified"
                    and self.scenario.outcome_names[claim.line] == what
                    and claim.achieved <= start + long
                    and since <= self.month(claim.verified) < until
                )
        return total + float(ticks[since:until].sum()) / TICKS_PER_MONTH

    def month(self, time: float) -> int:
        return min(floor(time), self.scenario.horizon_months - 1)

    def counted(self, measure: Measure, since: int, until: int) -> float:
        """What a measure that no evaluation reports comes to."""

        def operand(what: Any) -> float:
            if not isinstance(what, str):
                return float(what)
            if what in [one.name for one in self.scenario.measures]:
                return self.value(what, until)
            return self.count(what, measure.segment, since, until, measure)

        parts = [(part.weight, self.value(part.measure, until)) for part in measure.parts]
        total = sum(weight * value for weight, value in parts)
        if measure.how == "weighted sum":
            return total
        if measure.how == "mean of":
            return total / sum(weight for weight, _ in parts)
        if measure.how == "product":
            return prod(weight * value for weight, value in parts)
        if measure.how in ("smallest", "largest"):
            if any(isnan(value) for _, value in parts):
                return nan
            return (min if measure.how == "smallest" else max)(value for _, value in parts)
        of = operand(measure.of)
        if measure.how == "total":
            return of
        if measure.how == "percent of target":
            return 100 * of / measure.target  # type: ignore[operator]
        if measure.how in ("mean", "share"):
            each = divided(of, self.count(measure.over, measure.segment, since, until, measure))
            return clipped(each) if measure.how == "share" else each
        against = operand(measure.against)
        if measure.how == "difference":
            return of - against
        return divided(of, against) if measure.how == "ratio" else divided(100 * (against - of), against)

    # Evaluated -----------------------------------------------------------------------------------------------------

    def last_report(self, measure: Measure, month: float) -> tuple[Evaluation, int] | None:
        """The report that stands: the last one made by whichever evaluation it was then."""
        made = []
        for evaluation in self.scenario.evaluations:
            for number, date in enumerate(evaluation.at, start=1):
                in_charge = [one.name for one in measure.evaluation if one.since <= date]
                if date <= month and in_charge and in_charge[-1] == evaluation.name:
                    made.append((date, evaluation, number))
        return max(made, key=lambda report: report[0])[1:] if made else None

    def evaluated(self, measure: Measure, evaluation: Evaluation, number: int) -> tuple[float, float]:
        """What a report says, in the measure's own way, and how many people were measured."""
        ups = [max(0, floor(date - evaluation.lag_months)) for date in evaluation.at]
        until, since = ups[number - 1], 0
        if measure.window == "period" and number > 1:
            since = ups[number - 2]
        if measure.window == "year" and until:
            since = 12 * floor((until - 1) / 12)
        people = self.count("referred", measure.segment, 0, until, measure)
        if not people:
            return nan, people
        if evaluation.design == "none":
            came = self.count(evaluation.outcome, measure.segment, since, until, measure)
            rate, effect, measured = came / people, None, people
        else:
            rate, effect, measured = self.estimate(measure, evaluation, number, since, until, people)
        effect = rate if effect is None else effect
        comparison = rate - effect
        if measure.how == "total":
            return effect * people, measured
        if measure.how == "difference":
            return divided(effect * people, self.count(measure.over, measure.segment, 0, until, measure)), measured
        if measure.how == "anyway":
            return clipped(divided(comparison, rate)), measured
        if comparison <= 0:
            return nan, measured
        return (rate / comparison if measure.how == "ratio" else 100 * (comparison - rate) / comparison), measured

    def true(self, measure: Measure, outcome: str, since: int, until: int) -> tuple[float, float]:
        """How often an outcome came in some months to those whom a measure is of, in the life with and without."""
        line = next(one for one in self.scenario.outcomes if one.name == outcome)
        with_service = without = 0
        for one in self.followed:
            if measure.segment and self.scenario.segments[one.person.segment].name != measure.segment:
                continue
            ends = self.scenario.dates.last_outcome
            if measure.cohort is not None:
                if one.served is None or not measure.cohort[0] <= one.served.start < measure.cohort[1]:
                    continue
                ends = min(ends, one.served.start + (measure.follow_up_months or inf))
            followed = replace(self.scenario, dates=replace(self.scenario.dates, last_outcome=ends))

            def came(spells: list[Spell], followed: Scenario = followed) -> int:
                if line.kind == "days":
                    return sum(m.days for m in days_of(followed, line, spells) if since <= m.month < until)
                time = true_times(followed, spells).get(outcome)
                return int(time is not None and since <= self.month(time) < until)

            with_service += came(one.with_service)
            without += came(one.without)
        return with_service, without

    def estimate(
        self, measure: Measure, evaluation: Evaluation, number: int, since: int, until: int, people: float
    ) -> tuple[float, float, float]:
        """Rate, effect and people measured, of a design that has an error."""
        rate, without = (each / people for each in self.true(measure, evaluation.outcome, since, until))
        measured = people
        if evaluation.sample is not None:
            all_segments = self.count("referred", "", 0, until, measure)
            measured = min(evaluation.sample * people / all_segments, people)

        def spread(share: float) -> float:
            return evaluation.sd**2 if evaluation.sd is not None else max(0.0, share * (1 - share))

        if evaluation.design == "fixed baseline":
            error = sqrt(spread(rate) / measured * (1 - measured / people))
            without = self.draws.value(evaluation.baseline)  # type: ignore[arg-type]
        else:
            n, k = measured, evaluation.controls_each
            error = sqrt(spread(rate) * of_a_mean(evaluation, n) + spread(without) * of_a_mean(evaluation, k * n))
        bias = 0.0 if evaluation.bias is None else self.draws.value(evaluation.bias)
        purpose = f"evaluation/{evaluation.name}/{number}"
        if measure.segment or measure.cohort:
            cohort = "{:g}-{:g}".format(*measure.cohort) if measure.cohort else ""
            followed = f"{measure.follow_up_months:g}" if measure.follow_up_months else ""
            purpose += f"/{measure.segment}/{cohort}/{followed}"
        u = self.draws.uniforms(purpose)[0]
        return rate, rate - without + bias + error * NormalDist().inv_cdf(u + 2.0**-54), measured


def of_a_mean(evaluation: Evaluation, n: float) -> float:
    """Variance of the mean of n people whose outcome has variance 1."""
    explained = evaluation.explained
    if evaluation.design == "historical cohort":
        return 1 / n
    if evaluation.design == "difference in differences":
        return 2 * (1 - sqrt(explained)) / n
    if evaluation.design == "clustered trial":
        assert evaluation.clusters is not None
        a, b = evaluation.intra_cluster / evaluation.clusters, (1 - evaluation.intra_cluster) / n
        earlier = evaluation.explained_earlier
        taken_off = 0.0 if earlier is None else (a + b) * (1 - earlier)
        return a * (1 - evaluation.explained_clusters) + b * (1 - explained) + taken_off
    return (1 - explained) / n


def divided(of: float, over: float) -> float:
    return of / over if over else nan


def clipped(share: float) -> float:
    return share if isnan(share) else min(1.0, max(0.0, share))


def rounded(value: float, decimals: int | None) -> float:
    """Halves away from nought."""
    if decimals is None or isnan(value):
        return value
    whole = floor(round(abs(value) * 10**decimals, 9) + 0.5) / 10**decimals
    return whole if value >= 0 else -whole


def report_months(evaluation: Evaluation) -> list[int]:
    """The months in which reports are paid for."""
    return [ceil(date) - 1 for date in evaluation.at]
