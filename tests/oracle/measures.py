"""What each measure reports (*Measures* of docs/how-it-runs.md and docs/measures.md), one replication, plain numbers.

Takes the counts of one replication by month, gives a number, or NaN where nothing is reported yet. Each measure is
worked out anew whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan, nan, prod, sqrt
from statistics import NormalDist
from typing import Any

from oracle.draws import Draws
from oracle.people import Person
from oracle.tally import Tally

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
    statements: tuple[int, ...]
    tally: Tally
    cost: list[float]
    paid: list[float]

    def all_at(self, month: int) -> dict[str, float]:
        """Every measure at a month."""
        return {measure.name: self.value(measure.name, month) for measure in self.scenario.measures}

    def value(self, name: str, month: int) -> float:
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
            date = self.statements[-1] if measure.window == "final" else dates[-1]
            if measure.how == "recorded":
                assert measure.assumed is not None
                value, behind = self.draws.value(measure.assumed), self.count("served", "", 0, month)
                date = month
            else:
                since = self.since(measure, dates[:-1], date)
                value = self.counted(measure, since, date)
                behind = share * self.count(measure.over, measure.segment, since, date)
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

    def count(self, what: str, segment: str, since: int, until: int) -> float:
        """How many there were of an outcome or account."""
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

    def month(self, time: float) -> int:
        return min(floor(time), self.scenario.horizon_months - 1)

    def counted(self, measure: Measure, since: int, until: int) -> float:
        """What a measure that no evaluation reports comes to."""

        def operand(what: Any) -> float:
            if not isinstance(what, str):
                return float(what)
            if what in [one.name for one in self.scenario.measures]:
                return self.value(what, until)
            return self.count(what, measure.segment, since, until)

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
            each = divided(of, self.count(measure.over, measure.segment, since, until))
            return clipped(each) if measure.how == "share" else each
        against = operand(measure.against)
        if measure.how == "difference":
            return of - against
        return divided(of, against) if measure.how == "ratio" else divided(100 * (against - of), against)

    # Evaluated -----------------------------------------------------------------------------------------------------

    def last_report(self, measure: Measure, month: int) -> tuple[Evaluation, int] | None:
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
        people = self.count("referred", "", 0, until)
        if not people:
            return nan, people
        line = self.scenario.outcome_names.index(evaluation.outcome)
        if evaluation.design == "none":
            rate, effect, measured = self.count(evaluation.outcome, "", since, until) / people, None, people
        else:
            rate, effect, measured = self.estimate(evaluation, number, line, since, until, people)
        effect = rate if effect is None else effect
        comparison = rate - effect
        if measure.how == "total":
            return effect * people, measured
        if measure.how == "difference":
            return divided(effect * people, self.count(measure.over, "", 0, until)), measured
        if measure.how == "anyway":
            return clipped(divided(comparison, rate)), measured
        if comparison <= 0:
            return nan, measured
        return (rate / comparison if measure.how == "ratio" else 100 * (comparison - rate) / comparison), measured

    def estimate(
        self, evaluation: Evaluation, number: int, line: int, since: int, until: int, people: float
    ) -> tuple[float, float, float]:
        """Rate, effect and people measured, of a design that has an error."""
        rate = float(self.tally.true_with[line, since:until].sum()) / people
        without = float(self.tally.true_without[line, since:until].sum()) / people
        measured = people if evaluation.sample is None else min(evaluation.sample, people)

        def spread(share: float) -> float:
            return evaluation.sd**2 if evaluation.sd is not None else max(0.0, share * (1 - share))

        if evaluation.design == "fixed baseline":
            error = sqrt(spread(rate) / measured * (1 - measured / people))
            without = self.draws.value(evaluation.baseline)  # type: ignore[arg-type]
        else:
            n, k = measured, evaluation.controls_each
            error = sqrt(spread(rate) * of_a_mean(evaluation, n) + spread(without) * of_a_mean(evaluation, k * n))
        bias = 0.0 if evaluation.bias is None else self.draws.value(evaluation.bias)
        u = self.draws.uniforms(f"evaluation/{evaluation.name}/{number}")[0]
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
