"""The comparison as a table of plain text that fits a screen of 80 columns.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives text. Draws nothing and imports nothing slow: it is
what the command line shows first. The same rows, as :class:`Row`, are the report's main table.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outcomesim.analysis.comparison import USUAL, Compared, Comparison
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.precision import NOUGHT, UNDEFINED, Figure
from outcomesim.presentation.findings import if_told, loss_in_words
from outcomesim.presentation.words import NOTHING, cell

WIDTH = 80
COLUMN = 13
SIDE_BY_SIDE = 4
LONGEST_LABEL = 44

FOOT = (
    "± is one Monte Carlo standard error (more replications make it smaller). Risk is how far the mean of the worst"
    f" 5% of futures lies below the mean of all. {NOTHING} means the question does not arise or, of risk, that there"
    " are too few futures to tell. Cash is in the pounds of the day; the public purse and social value are discounted,"
    " and no position is added to another."
)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Who pays (expected)",
        (
            "paid by payers",
            "paid on outcomes",
            "paid for what would have happened anyway",
            "payment follows additional outcomes",
            "cost of delivery",
            "transaction costs",
        ),
    ),
    (
        "Outcomes: {headline}",
        (
            "outcomes with the contract",
            "outcomes without the service",
            "additional outcomes",
            "verified outcomes",
            "cost per verified outcome",
            "cost per additional outcome",
        ),
    ),
    (
        "Who gains, who loses (expected)",
        (
            "provider's result",
            "provider loses money",
            "investors' result",
            "investors lose money",
            "investors' return a year",
            "investors' multiple",
            "investors' peak draw",
            "service stopped early",
        ),
    ),
    ("Worth (expected; never added together)", ("public purse", "social value")),
)


@dataclass(frozen=True)
class Row:
    """One line of a table: a label, a figure for each contract and one for usual services only.

    A row without figures is a heading.
    """

    label: str
    unit: str = ""
    figures: tuple[Figure, ...] = ()
    usual: Figure = UNDEFINED


def rows(comparison: Comparison) -> tuple[Row, ...]:
    """Every row of the main table, in the order of the story."""
    return tuple(_rows(comparison))


def _rows(comparison: Comparison) -> Iterator[Row]:
    contracts = comparison.contracts
    for position, (heading, measures) in enumerate(SECTIONS):
        yield Row(heading.format(headline=comparison.headline))
        if position == 0:
            yield from _payments(comparison)
        for name in measures:
            figures = tuple(c.summary[name] for c in contracts)
            if any(f.defined for f in figures):
                yield Row(name, MEASURES[name].unit, figures, comparison.usual[name])
    yield from _risks(contracts)
    yield from _stated_losses(comparison)
    yield from _transfers(comparison)


def _payments(comparison: Comparison) -> Iterator[Row]:
    payers = dict.fromkeys(name for c in comparison.contracts for name in c.payments)
    for name in payers if len(payers) > 1 else ():
        yield Row(name, "money", tuple(c.payments.get(name, NOUGHT) for c in comparison.contracts), NOUGHT)


def _risks(contracts: tuple[Compared, ...]) -> Iterator[Row]:
    yield Row("Risk (worst 5% below expected)")
    held = [("payers: what they pay", "payers", "cash"), ("payers: with own savings", "payers", "budget")]
    held += [("public purse", "payers", "public purse")]
    held += [(role, role, "cash") for role in ("provider", "vehicle", "investors", "guarantors")]
    for label, holder, kind in held:
        figures = tuple(c.bearer(holder, kind).shortfall for c in contracts)
        if any(f.value > 0.5 for f in figures):
            yield Row(label, "money", tuple(map(if_told, figures)), NOUGHT)


def _stated_losses(comparison: Comparison) -> Iterator[Row]:
    words: dict[str, dict[str, Figure]] = {}
    for contract in comparison.contracts:
        for loss in contract.losses:
            words.setdefault(loss_in_words(comparison, loss), {})[contract.name] = loss.chance
    if words:
        yield Row("Chance of each party's stated loss")
    for said, chances in words.items():
        yield Row(said, "share", tuple(chances.get(c.name, UNDEFINED) for c in comparison.contracts))


def _transfers(comparison: Comparison) -> Iterator[Row]:
    statements: list[Mapping[str, Figure]] = []
    for contract in comparison.contracts:
        said = {t.kind: t for t in contract.transfers}
        purse = said.get("public purse")
        statements.append(
            {}
            if purse is None
            else {
                "risk moved from the public purse": if_told(purse.moved),
                "risk moved from payers' cash": if_told(said["cash"].moved),
                "risk created, all parties": if_told(purse.created),
                "extra expected cost to the public purse": purse.extra_cost,
            }
        )
    labels = dict.fromkeys(label for statement in statements for label in statement)
    if labels:
        yield Row(f"Against {comparison.against}")
    for label in labels:
        yield Row(label, "money", tuple(s.get(label, UNDEFINED) for s in statements))


def text_table(comparison: Comparison) -> str:
    """The comparison in at most 80 columns; more than four columns continue in a further block below.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    str
        Ends with a line that says what the signs mean.
    """
    names = [*(c.name for c in comparison.contracts), USUAL]
    head = f"{comparison.scenario.title}: {comparison.replications:,} replications, seed {comparison.seed}"
    lines = laid_out(head, names, rows(comparison), comparison.scenario.currency)
    return "\n".join([*lines, "", *textwrap.wrap(FOOT, WIDTH)])


def laid_out(head: str, names: Sequence[str], table: Sequence[Row], currency: str) -> list[str]:
    """Rows under a heading in lines of at most 80 characters; a row has a figure for each name, or one to spare."""
    lines = textwrap.wrap(head, WIDTH)
    blocks = [range(i, min(i + SIDE_BY_SIDE, len(names))) for i in range(0, len(names), SIDE_BY_SIDE)]
    for columns in blocks:
        lines += ["", *_aligned("", [names[i] for i in columns]), "-" * WIDTH]
        for row in table:
            if not row.figures:
                lines += ["", *textwrap.wrap(row.label, WIDTH)]
                continue
            figures = (*row.figures, row.usual)
            lines += _aligned(row.label, [cell(figures[i], row.unit, currency) for i in columns])
    return lines


def _aligned(label: str, cells: list[str]) -> list[str]:
    """A label, wrapped, with cells in columns to its right, wrapped too."""
    room = min(WIDTH - COLUMN * len(cells), LONGEST_LABEL)
    left = textwrap.wrap(label, room - 1, initial_indent="  ", subsequent_indent="    ") or [""]
    columns = [textwrap.wrap(text, COLUMN - 1) or [""] for text in cells]
    depth = max(len(left), *(len(column) for column in columns))
    padded = [[*column, *[""] * (depth - len(column))] for column in columns]
    left += [""] * (depth - len(left))
    return [
        (left[i].ljust(room) + "".join(column[i].rjust(COLUMN) for column in padded)).rstrip() for i in range(depth)
    ]
