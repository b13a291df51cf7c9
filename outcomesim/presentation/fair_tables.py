"""The fair comparison as a second small table of plain text, and as rows of the report.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` with its :class:`~outcomesim.analysis.fairness.Fair`, gives
rows and text. Draws nothing and imports nothing slow.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.precision import UNDEFINED, Figure
from outcomesim.analysis.switching import Switching
from outcomesim.presentation.fair_findings import bridge_sentence, fair_of
from outcomesim.presentation.findings import if_told
from outcomesim.presentation.tables import WIDTH, Row, laid_out
from outcomesim.presentation.words import NOTHING, capital

AS_WRITTEN = Figure(1.0, 0.0)
SHOWN = (
    "paid by payers",
    "cost per additional outcome",
    "provider's result",
    "investors' result",
    "service stopped early",
    "public purse",
    "social value",
)
FOOT = (
    "All prices of a contract are multiplied by one number, and its caps stay, until what the payers expect to pay in"
    " all is what they pay under {against}, which stands there once more with the reviews of another. To break even: "
    "how many times what the service adds under the contract it would have to add, payments as they are."
    f" {NOTHING} means the question does not arise."
)


def columns(comparison: Comparison) -> tuple[Compared, ...]:
    """What stands side by side: the contracts at the same expected payment, and the base with others' reviews."""
    fair = fair_of(comparison)
    return (*fair.same_payment.contracts, *fair.same_reviews)


def fair_rows(comparison: Comparison) -> tuple[Row, ...]:
    """Every row of the second table."""
    return tuple(_rows(comparison))


def _rows(comparison: Comparison) -> Iterator[Row]:
    fair, shown = fair_of(comparison), columns(comparison)
    scales = {found.contract: found.scale for found in fair.found}
    yield Row("prices multiplied by", "ratio", tuple(scales.get(c.name, AS_WRITTEN) for c in shown))
    for measure in SHOWN:
        figures = tuple(c.summary[measure] for c in shown)
        if any(f.defined and f.value for f in figures):
            yield Row(measure, MEASURES[measure].unit, figures)
    for label, kind, what in (
        ("risk moved from the public purse", "public purse", "moved"),
        ("risk moved from payers' cash", "cash", "moved"),
        ("risk created, all parties", "public purse", "created"),
    ):
        moved = ({t.kind: t for t in c.transfers}.get(kind) for c in shown)  # type: ignore[call-overload]
        yield Row(label, "money", tuple(UNDEFINED if t is None else if_told(getattr(t, what)) for t in moved))
    yield Row("To break even, times what it adds")
    yield _switching("public purse, as written", "public purse", fair.switching, shown)
    yield _switching("public purse, same payment", "public purse", fair.switching_same_payment, shown)
    yield _switching("social value, as written", "social value", fair.switching, shown)
    if any(f.effect.defined for f in fair.following):
        follows = {f.contract: f for f in fair.following}
        yield Row("What pay follows, as written")
        for label, unit, what in (
            ("paid for each 1 more added", "ratio", "passed_on"),
            ("spread that goes with it alone", "share", "effect"),
        ):
            figures = tuple(getattr(follows[c.name], what) if c.name in follows else UNDEFINED for c in shown)
            yield Row(label, unit, figures)


def _switching(label: str, kind: str, switching: Sequence[Switching], shown: Sequence[Compared]) -> Row:
    said = {s.contract: s.times for s in switching if s.kind == kind}
    return Row(label, "ratio", tuple(said.get(c.name, UNDEFINED) for c in shown))


def fair_table(comparison: Comparison) -> str:
    """The second table in at most 80 columns, and a sentence on each bridge.

    Parameters
    ----------
    comparison : Comparison
        As :func:`~outcomesim.analysis.fairness.compare_fairly` gives it.

    Returns
    -------
    str
    """
    fair = fair_of(comparison)
    head = f"At the same expected payment as {comparison.against}, and with the same reviews"
    names = [c.name for c in columns(comparison)]
    lines = laid_out(head, names, fair_rows(comparison), comparison.scenario.currency)
    notes = [f"{f.contract} comes no nearer: {f.reason}." for f in fair.found if not f.reached]
    notes += [bridge_sentence(comparison, bridge, "payers", "public purse") for bridge in fair.bridges]
    notes += [FOOT.format(against=comparison.against)]
    return "\n".join([*lines, *(line for note in notes for line in ("", *textwrap.wrap(capital(note), WIDTH)))])
