"""What must go together in measures and evaluations: names that exist, what each kind needs, dates, no circles.

Takes the tree of a file, right or wrong, gives complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import get_args

from outcomesim.scenario.measures import ACCOUNTS, BY_EVALUATION, COMPARING, COUNTING, OF_PARTS, Window, windows_of
from outcomesim.scenario.rules.branch import Branch, named_once, names_in, one_of, outcome_names, plainly
from outcomesim.scenario.rules.contracts import PAYERS, parties_of
from outcomesim.scenario.text.tree import Complaint

PEOPLE = ("served", "referred")
FIGURES = {"year": "a figure of a year", "period": "a figure of a period"}
ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "baseline": ("fixed baseline",),
    "controls_each": ("historical cohort", "matched comparison", "randomised trial", "clustered trial",
                      "difference in differences"),
    "clusters": ("clustered trial",),
    "intra_cluster": ("clustered trial",),
    "explained_clusters": ("clustered trial",),
    "explained_earlier": ("clustered trial",),
    "explained": ("matched comparison", "randomised trial", "clustered trial", "difference in differences"),
    "sample": ("fixed baseline", "historical cohort", "matched comparison", "randomised trial", "clustered trial",
               "difference in differences"),
    "sd": ("fixed baseline", "historical cohort", "matched comparison", "randomised trial", "clustered trial",
           "difference in differences"),
}  # fmt: skip
"""Which designs of evaluation know a key."""


def measure_rules(file: Branch) -> Iterator[Complaint]:
    """Every rule about measures and evaluations that the tree of a file breaks."""
    yield from named_once(file["measure"], "name", "measures")
    yield from named_once(file["evaluation"], "name", "evaluations")
    yield from _names_are_measures_alone(file)
    for measure in file["measure"].tables:
        yield from _has_what_it_is_made_of(measure)
        yield from _names_exist(measure, file)
        yield from _is_reported_by_an_evaluation(measure, file)
        yield from _is_of_somebody(measure, file)
        yield from _small_samples_are_provided_for(measure, file)
        yield from _window_fits(measure)
        yield from _dates_can_be_kept(measure["known_at"], file, "what is known")
    yield from _none_is_made_of_itself(file)
    yield from _is_of_one_window(file)
    for evaluation in file["evaluation"].tables:
        yield from _evaluation_is_sound(evaluation, file)


def _names_are_measures_alone(file: Branch) -> Iterator[Complaint]:
    taken = [*outcome_names(file), *ACCOUNTS]
    for measure in file["measure"].tables:
        if measure["name"].text in taken:
            yield measure["name"].complaint(
                "a measure has a name of its own: an outcome or account is called this", "give the measure another name"
            )


def _has_what_it_is_made_of(measure: Branch) -> Iterator[Complaint]:
    """Each kind of measure has the keys it is made of, and none of another kind."""
    how, evaluated = measure["how"].text, measure["evaluation"].written
    if how is None:
        return
    needs = {
        "of": how in COUNTING | COMPARING | {"percent of target"} and not evaluated,
        "against": how in COMPARING and not evaluated,
        "parts": how in OF_PARTS,
        "target": how == "percent of target",
        "evaluation": how == "anyway",
    }
    why = {"of": "what it counts", "against": "what it is compared with", "parts": "the measures it is made of",
           "target": "what counts as a hundred per cent", "evaluation": "the evaluation that reports it"}  # fmt: skip
    for key, needed in needs.items():
        if needed and not measure[key].written:
            yield measure[key].complaint(f'a measure of the kind "{how}" needs {key}: {why[key]}', f"add {key} = ...")
    allowed = {
        **needs,
        "of": needs["of"] or (evaluated and how not in OF_PARTS),
        "evaluation": how in BY_EVALUATION,
        "over": how in {"mean", "share"} or (how == "difference" and evaluated),
        "assumed": how == "recorded",
        "segment": how in COUNTING | COMPARING | {"percent of target"} or evaluated,
        "deemed": how in {"recorded", "mean", "share", "difference"},
        "measured": how in {"recorded", "mean", "share", "difference"},
        "least_sample": how in {"recorded", *COUNTING} or evaluated,
    }
    for key, may in allowed.items():
        if measure[key].written and not may:
            yield measure[key].complaint(f'a measure of the kind "{how}" has no {key}', "leave it out")


def _names_exist(measure: Branch, file: Branch) -> Iterator[Complaint]:
    outcomes, measures = outcome_names(file), names_in(file["measure"])
    counted = [*outcomes, *ACCOUNTS]
    counts_only = measure["how"].text in COUNTING
    for key in ("of", "against"):
        if counts_only and measure[key].text in measures:
            rule = f'a measure of the kind "{measure["how"].text}" counts an outcome or an account, not another measure'
            yield measure[key].complaint(rule, f"count one of {', '.join(counted)}")
        else:
            yield from one_of(measure[key], [*counted, *measures], "outcome, account or measure")
    yield from one_of(measure["over"], [*PEOPLE, *outcomes], "group of people (served, referred, or an outcome)")
    yield from one_of(measure["segment"], names_in(file["segment"]), "segment")
    for part in measure["parts"].items:
        yield from one_of(part if part.text is not None else part["measure"], measures, "measure")
    yield from one_of(measure["otherwise"], measures, "measure")


def _is_reported_by_an_evaluation(measure: Branch, file: Branch) -> Iterator[Complaint]:
    said = measure["evaluation"]
    if not said.written:
        return
    known = {e["name"].text: e for e in file["evaluation"].tables if e["name"].text}
    reporters = [said] if said.text is not None else [r if r.text is not None else r["name"] for r in said.items]
    for reporter in reporters:
        yield from one_of(reporter, list(filter(None, known)), "evaluation")
        outcome = known[reporter.text]["outcome"].text if reporter.text in known else None
        if outcome and measure["of"].text and outcome != measure["of"].text:
            yield measure["of"].complaint(
                f'the evaluation "{reporter.text}" is of another outcome, "{outcome}"', "leave of out, or change it"
            )
    since = [item["since"].number_or(0.0) for item in said.tables]
    for number, (earlier, later) in enumerate(pairwise(since)):
        if earlier is not None and later is not None and later <= earlier:
            yield said[number + 1].complaint("evaluations take over from one another in order", "sort them by since")
    if measure["known_at"].written:
        yield measure["known_at"].complaint("an evaluation reports on dates of its own", "leave known_at out")
    if measure["follow_up_months"].written and not measure["cohort"].written:
        rule = "an evaluation is of everyone referred, or of a cohort that started, which alone can be followed up"
        yield measure["follow_up_months"].complaint(rule, "add cohort = [from, to], or leave it out")


def _is_of_somebody(measure: Branch, file: Branch) -> Iterator[Complaint]:
    for segment in file["segment"].tables:
        if segment["name"].text == measure["segment"].text and segment["share"].number == 0:
            yield measure["segment"].complaint(
                "there is nobody in this segment: its share is 0", "name another segment"
            )
    if measure["segment"].written and {measure["of"].text, measure["against"].text} & {"cost", "paid"}:
        yield measure["segment"].complaint("cost and what was paid are not known by segment", "leave it out")
    for key in ("cohort", "follow_up_months"):
        if not measure[key].written:
            continue
        if {measure["of"].text, measure["against"].text} & {"cost", "paid"}:
            yield measure[key].complaint("cost and what was paid are not known by who started when", "leave it out")
        if measure["how"].text in OF_PARTS:
            rule = f'a measure of the kind "{measure["how"].text}" takes its parts as they stand'
            yield measure[key].complaint(f"only what is counted has a {key}: {rule}", "give it to the parts")
    cohort, months = measure["cohort"], measure["cohort"].numbers
    if months is None:
        return
    if len(months) != 2 or months[0] >= months[1]:
        rule = "a cohort is those who started in the months [from, to): nobody starts otherwise"
        yield cohort.complaint(rule, f"write [{plainly(min(months))}, {plainly(max(months) + 1)}]")
    ends = file["dates"]["last_service"].number or file["horizon_months"].number
    if ends is not None and months[0] >= ends:
        yield cohort.complaint(f"nobody starts in this cohort: service ends at month {plainly(ends)}")


def _small_samples_are_provided_for(measure: Branch, file: Branch) -> Iterator[Complaint]:
    least, otherwise = measure["least_sample"], measure["otherwise"]
    if least.written and not otherwise.written:
        yield least.complaint(
            "a least sample says what stands in its place when fewer people are behind the measure",
            "add otherwise = ..., a number or another measure",
        )
    if otherwise.written and not least.written:
        yield otherwise.complaint("otherwise stands in where a sample falls short", "add least_sample = ...")
    if otherwise.text is not None and otherwise.text == measure["name"].text:
        yield otherwise.complaint("a measure cannot stand in for itself", "name another, or write a number")
    if measure["when_short"].written and not least.written:
        yield measure["when_short"].complaint("when_short is about a least sample", "add least_sample, or leave it out")


def _window_fits(measure: Branch) -> Iterator[Complaint]:
    window = measure["window"]
    if window.value == "final" and (measure["known_at"].written or measure["evaluation"].written):
        yield window.complaint(
            "a final measure is known with the last statement, not on other dates",
            'leave one of the two out, or write window = "to date"',
        )


def _is_of_one_window(file: Branch) -> Iterator[Complaint]:
    """What is made of figures of different windows says itself whether each of its own stands alone."""
    tables = {measure["name"].text or "": measure for measure in file["measure"].tables}
    written: dict[str, Window] = {
        name: measure["window"].value if measure["window"].text in get_args(Window) else "to date"  # a fault by itself
        for name, measure in tables.items() if measure["window"].written
    }  # fmt: skip
    made_of = {name: tuple(_made_of(measure)) for name, measure in tables.items()}
    windows = windows_of(written, made_of)
    for name, measure in tables.items():
        of_parts = {part: windows.get(part, "to date") for part in made_of[name]}
        if windows[name] is not None or None in of_parts.values():
            continue
        figures = {FIGURES.get(window or "", "to date"): part for part, window in reversed(of_parts.items())}
        said = [f'"{part}" is {what}' for what, part in reversed(figures.items())]
        own = "period" if "period" in of_parts.values() else "year"
        yield measure["window"].complaint(
            f"{' and '.join(said)}: what is made of both says what its own figures are",
            f'write window = "{own}" if each is paid for anew, window = "to date" if only what it grows by is',
        )


def _dates_can_be_kept(at: Branch, file: Branch, what: str) -> Iterator[Complaint]:
    months, horizon = at.numbers, file["horizon_months"].number
    if months is None:
        return
    if any(later <= earlier for earlier, later in pairwise(months)):
        yield at.complaint(f"the dates of {what} ascend", f"write [{', '.join(map(plainly, sorted({*months})))}]")
    for number, month in enumerate(months):
        if month <= 0 or (horizon is not None and month > horizon):
            until = "" if horizon is None else f" and by the horizon, month {plainly(horizon)}"
            yield at[number].complaint(f"a date of {what} falls after month 0{until}")


def _none_is_made_of_itself(file: Branch) -> Iterator[Complaint]:
    """A measure may be made of others, but never, by whatever way round, of itself."""
    made_of = {m["name"].text or "": [*_made_of(m), *_stands_in(m)] for m in reversed(file["measure"].tables)}
    told: set[frozenset[str]] = set()
    for measure in file["measure"].tables:
        circle = _circle(measure["name"].text or "", made_of)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield measure.complaint(
                f"a measure cannot be made of itself: {' -> '.join(circle)}",
                "make one of them of something else",
                given=f'"{measure["name"].text}"',
            )


def _made_of(measure: Branch) -> Iterator[str]:
    parts = (part if part.text is not None else part["measure"] for part in measure["parts"].items)
    for branch in (measure["of"], measure["against"], *parts):
        if branch.text is not None:
            yield branch.text


def _stands_in(measure: Branch) -> Iterator[str]:
    instead = measure["otherwise"].text
    if instead is not None and instead != measure["name"].text:  # a fault by itself
        yield instead


def _circle(start: str, made_of: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from a measure back to itself, if there is one."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop()
        for follows in made_of.get(way[-1], ()):
            if follows == start:
                return [*way, start]
            if follows not in seen:
                seen.add(follows)
                ways.append([*way, follows])
    return []


def _evaluation_is_sound(evaluation: Branch, file: Branch) -> Iterator[Complaint]:
    design, at, lag = evaluation["design"].text, evaluation["at"], evaluation["lag_months"].number_or(0.0)
    yield from one_of(evaluation["outcome"], outcome_names(file), "outcome")
    yield from _dates_can_be_kept(at, file, "reports")
    if at.numbers and lag is not None and 0 < at.numbers[0] <= lag:
        rule = f"a report counts what happened {plainly(lag)} months before it: before the first there is nothing"
        yield at[0].complaint(rule, f"report after month {plainly(lag)}, or shorten lag_months")
    for key, designs in ONLY_FOR.items():
        if evaluation[key].written and design is not None and design not in designs:
            listed = " or ".join(f'"{one}"' for one in designs)
            yield evaluation[key].complaint(f"{key} is for the design {listed}", "leave it out")
    for key, why in (("clusters", "how many there are in each arm"), ("baseline", "what is compared with")):
        if design in ONLY_FOR[key] and not evaluation[key].written:
            yield evaluation[key].complaint(f'the design "{design}" needs {key}: {why}', f"add {key} = ...")
    if evaluation["outcome"].text in outcome_names(file, "days") and design != "none" and not evaluation["sd"].written:
        rule = "days differ between people by more than whether they come: an evaluation of days says by how much"
        yield evaluation["sd"].complaint(rule, "add sd = ..., the standard deviation of a person's days")
    known = [PAYERS, *(name for contract in file["contract"].tables for _, name, _ in parties_of(contract, file))]
    yield from one_of(evaluation["by"], list(dict.fromkeys(known)), "party to a contract")
    if evaluation["by"].written and not evaluation["cost"].written:
        yield evaluation["by"].complaint("by says who pays what the reports cost", "add cost = ..., or leave it out")
