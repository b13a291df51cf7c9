"""Each measure and evaluation in a sentence, as ``outcomesim check`` lists them.

Takes records, gives words; works nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence

from outcomesim.scenario.measures import Evaluation, Measure

_OVER = {"served": "person served", "referred": "person referred"}
_WINDOW = {
    "to date": "",
    "period": ", since the report before",
    "year": ", in the contract year so far",
    "final": ", once all is counted",
}


def measure_sentence(measure: Measure) -> str:
    """What a measure is, of whom, when it is known and what stands in for it.

    Examples
    --------
    >>> measure_sentence(Measure("work", "share", of="first job", window="year", decimals=2))
    '“work” is the share of people served with “first job”, in the contract year so far, to 2 decimals.'
    >>> measure_sentence(Measure("fewer", "percent reduction", of="treated", against="matched", known_at=(36,)))
    '“fewer” is by how many per cent “treated” is below “matched”; known at month 36.'
    """
    sentence = f"“{measure.name}” is {_what(measure)}{_whom(measure)}{_WINDOW[measure.window]}"
    if measure.decimals is not None:
        places = "decimal" if measure.decimals == 1 else "decimals"
        sentence += f", to {measure.decimals} {places}" if measure.decimals else ", to the nearest whole number"
    if measure.evaluation:
        sentence += f", as {_reporters(measure)} it"
    if measure.known_at:
        sentence += f"; known at {_months(measure.known_at)}"
    if measure.deemed is not None:
        sentence += f"; whoever could not be measured counts as {measure.deemed:g}"
    if measure.least_sample is not None and measure.otherwise is not None:
        stands = "is mixed in" if measure.when_short == "blend" else "stands in its place"
        sentence += f"; with fewer than {measure.least_sample:g} people {_named(measure.otherwise)} {stands}"
    return f"{sentence}."


def evaluation_sentence(evaluation: Evaluation) -> str:
    """Which design, of whom, when it reports, and what it costs whom.

    Examples
    --------
    >>> print(evaluation_sentence(Evaluation("trial", "jail", "randomised trial", sample=300, at=(24, 36))))
    The evaluation “trial” of “jail” is a randomised trial of 300 people; it reports at months 24 and 36.
    """
    design = {"none": "a count of verified outcomes, with no comparison"}.get(
        evaluation.design, f"a {evaluation.design}"
    )
    sample = "" if evaluation.sample is None else f" of {evaluation.sample:g} people"
    clusters = "" if evaluation.clusters is None else f" in {evaluation.clusters:g} clusters an arm"
    compared = "" if evaluation.controls_each == 1 else f", {evaluation.controls_each:g} compared with for each"
    against = "" if evaluation.baseline is None else f" of {evaluation.baseline.value:g}"
    late = "" if not evaluation.lag_months else f", on what happened {evaluation.lag_months:g} months before"
    sentence = (
        f"The evaluation “{evaluation.name}” of “{evaluation.outcome}” is {design}{against}{sample}{clusters}{compared}"
        f"; it reports at {_months(evaluation.at)}{late}"
    )
    if evaluation.cost is not None:
        who = "the payers" if evaluation.by == "payers" else evaluation.by
        sentence += f"; each report costs {who} {evaluation.cost.value:,.0f}"
    return f"{sentence}."


def _what(measure: Measure) -> str:
    of, against = _named(measure.of), _named(measure.against)
    if measure.evaluation:
        return {
            "total": "what the service added in all",
            "difference": f"what the service added for each {_OVER.get(measure.over, _named(measure.over))}",
            "ratio": "the rate with the service over the rate without it",
            "percent reduction": "by how many per cent the rate with the service is below the rate without it",
            "anyway": "the share of outcomes that would have happened anyway",
        }[measure.how]
    people = {"served": "people served", "referred": "people referred"}.get(
        measure.over, f"those with “{measure.over}”"
    )
    parts = [f"{part.weight:g} times {_named(part.measure)}" if part.weight != 1 else _named(part.measure)
             for part in measure.parts]  # fmt: skip
    return {
        "recorded": "reported from outside",
        "total": f"the number of {of}",
        "mean": f"the number of {of} for each {_OVER.get(measure.over, _named(measure.over))}",
        "share": f"the share of {people} with {of}",
        "ratio": f"{of} over {against}",
        "difference": f"{of} less {against}",
        "percent reduction": f"by how many per cent {of} is below {against}",
        "percent of target": f"{of} in per cent of {'' if measure.target is None else f'{measure.target:g}'}",
        "weighted sum": _and(parts, " plus "),
        "mean of": f"the mean of {_and(parts)}",
        "product": _and(parts, " times "),
        "smallest": f"the smallest of {_and(parts)}",
        "largest": f"the largest of {_and(parts)}",
    }[measure.how]


def _whom(measure: Measure) -> str:
    segment = f", of the segment “{measure.segment}”" if measure.segment else ""
    started = "" if measure.cohort is None else ", of those who started in months {:g} to {:g}".format(*measure.cohort)
    follow = "" if measure.follow_up_months is None else f", each followed for {measure.follow_up_months:g} months"
    return segment + started + follow


def _reporters(measure: Measure) -> str:
    first, *later = measure.evaluation
    changes = "".join(f" and, from month {one.since:g}, “{one.name}”" for one in later)
    return f"“{first.name}”{changes} reports"


def _named(what: str | float | None) -> str:
    if isinstance(what, str):
        return f"“{what}”"
    return "" if what is None else f"{what:g}"


def _months(months: Sequence[float]) -> str:
    return ("month " if len(months) == 1 else "months ") + _and([f"{month:g}" for month in months])


def _and(items: Sequence[str], last: str = " and ") -> str:
    """A list in words."""
    if last != " and ":
        return last.join(items)
    return "".join(items) if len(items) < 2 else f"{', '.join(items[:-1])}{last}{items[-1]}"
