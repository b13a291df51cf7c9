"""What the figures share: who is shown, rows of contracts, panels side by side. Draws no figure of its own."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcomesim.analysis.comparison import Comparison
from outcomesim.presentation import canvas
from outcomesim.presentation.canvas import WIDTH
from outcomesim.presentation.findings import SLIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SERIES = 4


@dataclass(frozen=True)
class Drawing:
    """A page drawn, how to read it, and the numbers on it as a table."""

    sheet: Figure
    sentence: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def risk_holders(comparison: Comparison) -> tuple[tuple[str, str, str], ...]:
    """Who is shown: (words, holder, position); a vehicle only where it bears something."""
    shown = [("payers: money paid", "payers", "cash"), ("public purse: paid and saved", "payers", "public purse")]
    for holder in ("provider", "vehicle", "investors"):
        worst = max(c.bearer(holder).shortfall.value for c in comparison.contracts)
        if worst > SLIGHT * max(c.summary["paid by payers"].value for c in comparison.contracts):
            shown.append((holder, holder, "cash"))
    return tuple(shown[:MOST_SERIES])


def contract_rows(axes: Axes, names: list[str]) -> None:
    """Name the rows of a panel, the first on top."""
    axes.set_yticks(range(len(names)), [_cut(name, 24) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"


def side_by_side(title: str, heads: list[str], names: list[str]) -> tuple[Figure, list[Axes]]:
    """Panels in a row that share their rows; names of rows to the left of the first."""
    height = canvas.title_room(title) + 0.55 + 0.36 * len(names)
    sheet = canvas.page(height, title)
    left, gap = 0.19, 0.012
    width = (0.99 - left - gap * (len(heads) - 1)) / len(heads)
    panels = []
    for i, head in enumerate(heads):
        box = (left + i * (width + gap), 0.12 / height, width, 0.36 * len(names) / height)
        axes = sheet.add_axes(box)
        contract_rows(axes, names)
        canvas.plain(axes, values="x")
        axes.tick_params(labelleft=i == 0)
        axes.set_title(_two_lines(head, int(width * WIDTH / 0.085)), loc="left", size=9.5, weight="bold")
        panels.append(axes)
    return sheet, panels


def _two_lines(words: str, width: int) -> str:
    return "\n".join(textwrap.wrap(words, width, max_lines=2, placeholder=" …"))
