"""The fair comparison on the report's page: its sections, brought together from sentences, rows and a figure.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` with its :class:`~outcomesim.analysis.fairness.Fair`, gives
what the template shows. The words are in the template and in :mod:`outcomesim.presentation.fair_findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outcomesim.analysis.bridge import Step
from outcomesim.analysis.comparison import Comparison
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.precision import NOUGHT, Figure
from outcomesim.contracts.wording.common import listed
from outcomesim.presentation.fair_findings import (
    IN_POSITION,
    bridge_sentence,
    fair_of,
    follows_sentence,
    paid_the_same,
    switching_sentence,
    with_the_same_reviews,
)
from outcomesim.presentation.findings import if_told
from outcomesim.presentation.words import capital, cell, share

Cells = tuple[str, ...]

SIDE_BY_SIDE = (
    "paid by payers",
    "additional outcomes",
    "cost per additional outcome",
    "provider's result",
    "provider loses money",
    "investors' result",
    "investors lose money",
    "service stopped early",
    "public purse",
    "social value",
)
"""What is shown of each contract as written and at the same expected payment."""


def fair_contents(comparison: Comparison) -> dict[str, Any]:
    """What the template needs for the sections that make the comparison fair."""
    fair = fair_of(comparison)
    return {
        "same_sentences": paid_the_same(comparison),
        "same_tables": [_same_table(comparison, found.contract) for found in fair.found],
        "scale_rows": _scale_rows(comparison),
        "tolerance": _money(comparison, Figure(fair.found[0].tolerance, 0.0)),
        "review_sentences": with_the_same_reviews(comparison),
        "review_names": [c.name for c in fair.same_reviews],
        "review_rows": _review_rows(comparison),
        "bridges": [_bridge(comparison, number) for number in range(len(fair.bridges))],
        "switching_sentences": _switching_sentences(comparison),
        "switching_rows": _switching_rows(comparison),
        "follows_sentences": [follows_sentence(f) for f in fair.following if f.effect.defined],
        "follows_none": [
            f"{capital(reason)} under {listed([f.contract for f in without])}, so the question does not arise there."
            for reason in dict.fromkeys(f.reason for f in fair.following if f.reason)
            if (without := [f for f in fair.following if f.reason == reason])
        ],
        "follows_rows": _follows_rows(comparison),
        "share_names": list(fair.shares),
        "share_rows": _share_rows(comparison),
    }


def _money(comparison: Comparison, figure: Figure) -> str:
    return cell(figure, "money", comparison.scenario.currency)


def _same_table(comparison: Comparison, name: str) -> dict[str, Any]:
    """One contract: as written, at the same payment, and what it then differs by from the one compared against."""
    written, same = comparison[name], fair_of(comparison).same_payment[name]
    base = comparison[comparison.against]
    rows: list[Cells] = []
    for measure in SIDE_BY_SIDE:
        figures = (base.summary[measure], written.summary[measure], same.summary[measure], same.differences[measure])
        if any(figure.defined and figure.value for figure in figures):
            unit = MEASURES[measure].unit
            rows.append((measure, *(cell(figure, unit, comparison.scenario.currency) for figure in figures)))
    for kind in ("cash", "public purse"):
        before, after = ({t.kind: t for t in c.transfers}[kind] for c in (written, same))
        where = "payers' cash" if kind == "cash" else "public purse"
        rows.append((f"risk moved, {where}", "", *_told(comparison, (before.moved, after.moved)), ""))
    created = [next(t.created for t in c.transfers if t.kind == "public purse") for c in (written, same)]
    rows.append(("risk created, all parties", "", *_told(comparison, created), ""))
    head = ("", comparison.against, f"{name} as written", "at the same payment", f"less {comparison.against}")
    return {"title": name, "head": head, "rows": rows}


def _told(comparison: Comparison, figures: Sequence[Figure]) -> Cells:
    return tuple(_money(comparison, if_told(figure)) for figure in figures)


def _scale_rows(comparison: Comparison) -> list[Cells]:
    return [
        (
            found.contract,
            _money(comparison, found.as_written),
            cell(found.scale, "ratio"),
            _money(comparison, found.paid),
            _money(comparison, found.gap),
            "yes" if found.reached else f"no: {found.reason}",
        )
        for found in fair_of(comparison).found
    ]


def _review_rows(comparison: Comparison) -> list[Cells]:
    """What reviews alone change, measure by measure."""
    rows: list[Cells] = []
    for measure in SIDE_BY_SIDE:
        figures = [c.differences[measure] for c in fair_of(comparison).same_reviews]
        if any(figure.defined and figure.value for figure in figures):
            unit = MEASURES[measure].unit
            rows.append((measure, *(cell(figure, unit, comparison.scenario.currency) for figure in figures)))
    return rows


def _bridge(comparison: Comparison, number: int) -> dict[str, Any]:
    bridge = fair_of(comparison).bridges[number]
    holders = {(shift.holder, shift.kind) for shift in bridge.whole}
    return {
        "chart": bridge_name(number),
        "start": bridge.start,
        "end": bridge.end,
        "sentences": [bridge_sentence(comparison, bridge, *side) for side in IN_POSITION if side in holders],
        "steps": [
            {
                "name": step.name,
                "what": _what(step),
                "described": () if step.same else step.described,
            }
            for step in bridge.steps
        ],
    }


def _what(step: Step) -> str:
    if step.same:
        return "the same in both, so that nothing changes"
    ended = f"; the service then ends early in {share(step.stopped.value)} of futures"
    return step.what + (ended if step.stopped.value > 0 else "")


def bridge_name(number: int) -> str:
    """The name of a bridge's figure: ``bridge``, and where there are more, ``bridge-2``."""
    return "bridge" if number == 0 else f"bridge-{number + 1}"


def _switching_sentences(comparison: Comparison) -> list[str]:
    fair = fair_of(comparison)
    named = {c.name for c in comparison.contracts}
    written = [switching_sentence(s, "as written") for s in fair.switching if s.contract in named]
    same = [
        switching_sentence(s, "at the same expected payment")
        for s in fair.switching_same_payment
        if s.kind == "public purse"
    ]
    return written + same


def _switching_rows(comparison: Comparison) -> list[Cells]:
    fair = fair_of(comparison)
    same = {(s.contract, s.kind): s for s in fair.switching_same_payment}
    rows: list[Cells] = []
    for s in fair.switching:
        also = same.get((s.contract, s.kind))
        figures = (s.times, NOUGHT if also is None else also.times)
        shown = (cell(figures[0], "ratio"), "" if also is None else cell(figures[1], "ratio"))
        reason = s.reason or ("" if also is None else also.reason)
        rows.append((s.contract, s.kind, *shown, reason))
    return rows


def _follows_rows(comparison: Comparison) -> list[Cells]:
    return [
        (
            f.contract,
            cell(f.passed_on, "ratio"),
            *(cell(figure, "share") for figure in (f.effect, f.volume, f.shared, f.rest)),
        )
        for f in fair_of(comparison).following
        if f.effect.defined
    ]


def _share_rows(comparison: Comparison) -> list[Cells]:
    """Whose the risk to social value is: a row a holder, and the sum."""
    shares = fair_of(comparison).shares
    holders = dict.fromkeys(s.holder for some in shares.values() for s in some if s.risk.value or s.expected.value)
    found = {(name, s.holder): s.risk for name, some in shares.items() for s in some}
    rows: list[Cells] = [
        (holder, *_told(comparison, [found.get((name, holder), NOUGHT) for name in shares])) for holder in holders
    ]
    total = [comparison[name].position("social value").shortfall for name in shares]
    return [*rows, ("social value, all together", *_told(comparison, total))]
