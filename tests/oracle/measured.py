"""Random measures and evaluations, on a random small scenario that a script directs.

Gives a hypothesis strategy. Later measures may be made of earlier ones, so no circle can come about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st
from oracle.directed import Script, directed
from oracle.numbers import quantities

from outcomesim.scenario.measures import (
    ACCOUNTS,
    BY_EVALUATION,
    COMPARING,
    COUNTING,
    OF_PARTS,
    Design,
    Evaluation,
    How,
    Measure,
    Part,
    Reporter,
)
from outcomesim.scenario.model import Scenario

HOWS = [how for how in get_args(How) if how != "anyway"]


@st.composite
def dates(draw: Any, horizon: int, least: int = 0) -> tuple[float, ...]:
    """One to four dates in quarters of a month, ascending, before the horizon."""
    quarters = st.integers(4 * least + 1, 4 * horizon)
    return tuple(quarter / 4 for quarter in sorted(draw(st.lists(quarters, unique=True, min_size=1, max_size=4))))


@st.composite
def evaluations(draw: Any, scenario: Scenario, outcome: str, name: str) -> Evaluation:
    """An evaluation of one outcome."""
    lag = draw(st.sampled_from((0.0, 1.0, 1.75)))
    days = next(o.kind for o in scenario.outcomes if o.name == outcome) == "days"
    shares = st.sampled_from((0.0, 0.2, 0.63))
    return Evaluation(
        name=name,
        outcome=outcome,
        design=draw(st.sampled_from(get_args(Design))),
        sample=draw(st.sampled_from((None, 4.0, 9.0))),
        controls_each=draw(st.sampled_from((1.0, 10.0))),
        baseline=draw(quantities(f"{name}.baseline", 0.05, 0.6)),
        bias=draw(st.none() | quantities(f"{name}.bias", -0.1, 0.1)),
        sd=draw(st.sampled_from((40.0,) if days else (None, 0.4))),
        clusters=3.0,
        intra_cluster=0.1,
        explained=draw(shares),
        explained_clusters=draw(shares),
        explained_earlier=draw(st.none() | shares),
        at=draw(dates(3 + scenario.horizon_months // 2, least=2)),
        lag_months=lag,
        cost=draw(st.none() | quantities(f"{name}.cost", 10.3, 301.73)),
        by=draw(st.sampled_from(("payers", scenario.service.provider))),
    )


@st.composite
def cohorts(draw: Any) -> dict[str, Any]:
    """Those who started between two dates, each perhaps followed for some months."""
    first, long = draw(st.integers(0, 12)) / 4, draw(st.integers(1, 24)) / 4
    return {
        "cohort": draw(st.sampled_from((None, (first, first + long)))),
        "follow_up_months": draw(st.sampled_from((None, 0.75, 2.0, 5.0))),
    }


@st.composite
def measures(draw: Any, scenario: Scenario, name: str, made: list[Measure], evaluated: list[Evaluation]) -> Measure:
    """One measure, perhaps made of those before it."""
    how = draw(st.sampled_from(HOWS if made else [how for how in HOWS if how not in OF_PARTS]))
    outcomes, segments = list(scenario.outcome_names), [segment.name for segment in scenario.segments]
    earlier = [measure.name for measure in made]
    what = st.sampled_from([*outcomes, *ACCOUNTS] if how in COUNTING else [*outcomes, *ACCOUNTS, *earlier])
    window = draw(st.sampled_from(("to date", "period", "year", "to date", "final")))
    keys: dict[str, Any] = {
        "decimals": draw(st.sampled_from((None, 0, 2))),
        "over": draw(st.sampled_from(("served", "referred", outcomes[0]))),
    }
    if how in BY_EVALUATION and draw(st.booleans()):
        first = draw(st.sampled_from(evaluated))
        later = [one for one in evaluated if one.outcome == first.outcome and one is not first]
        reporters = [
            Reporter(first.name),
            *(Reporter(one.name, draw(st.sampled_from((3.0, 7.5)))) for one in later[:1]),
        ]
        keys |= {"evaluation": tuple(reporters), "window": "to date" if window == "final" else window}
        how = draw(st.sampled_from((how, "anyway")))
        keys["segment"] = draw(st.sampled_from(("", *segments)))
        some = draw(cohorts())
        keys |= some if some["cohort"] else {}
    elif how == "recorded":
        keys |= {"assumed": draw(quantities(f"{name}.assumed", -1.0, 3.0)), "window": window}
    elif how in OF_PARTS:
        parts = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=3))
        keys["parts"] = tuple(Part(part, draw(st.sampled_from((1.0, 0.8, 0.25)))) for part in parts)
        keys["window"] = window
    else:
        keys |= {"of": draw(what), "window": window, "target": draw(st.sampled_from((3.0, 0.7)))}
        if how in COMPARING:
            keys["against"] = draw(st.sampled_from((2.0, 0.3)) | what)
        if not {keys["of"], keys.get("against")} & {"cost", "paid"}:
            keys["segment"] = draw(st.sampled_from(("", *segments)))
            keys |= draw(st.just({}) | cohorts())
    if keys.get("window", "to date") != "final" and not keys.get("evaluation"):
        keys["known_at"] = draw(st.just(()) | st.just(()) | dates(scenario.horizon_months // 2))
    if how in COUNTING | {"recorded", "difference"} and (how in COUNTING | {"recorded"} or "evaluation" in keys):
        if how in ("mean", "share", "recorded") and draw(st.booleans()):
            keys |= {"measured": draw(quantities(f"{name}.measured", 0.0, 1.0)), "deemed": 0.25}
        if draw(st.booleans()):
            keys |= {
                "least_sample": draw(st.sampled_from((1.0, 4.0, 8.0))),
                "otherwise": draw(st.sampled_from((0.5, *earlier))),
                "when_short": draw(st.sampled_from(("switch", "blend"))),
            }
    return Measure(name, how, **keys)


@st.composite
def measured(draw: Any) -> Scenario:
    """A small scenario, directed by script, with one to six measures."""
    scenario: Scenario = draw(directed())
    outcome = draw(st.sampled_from(scenario.outcome_names))
    evaluated = [draw(evaluations(scenario, outcome, f"evaluation {i}")) for i in range(draw(st.integers(1, 2)))]
    made: list[Measure] = []
    for i in range(draw(st.integers(1, 6))):
        made.append(draw(measures(scenario, f"measure {i}", made, evaluated)))
    (terms,) = scenario.contracts
    script: Script = terms.terms
    named = replace(terms, terms=replace(script, measure=made[-1].name))
    return replace(scenario, contracts=(named,), measures=tuple(made), evaluations=tuple(evaluated))
