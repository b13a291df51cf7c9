"""The figure of the bridge: from one contract to another, one step a row, for each party a panel.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` and one of its bridges, gives a drawing: above, what each
party expects; below, the risk it bears. Each bar begins where the last one ended.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from outcomesim.analysis.bridge import Bridge
from outcomesim.analysis.comparison import Comparison
from outcomesim.analysis.positions import Kind
from outcomesim.analysis.precision import Figure
from outcomesim.presentation import canvas
from outcomesim.presentation.canvas import INK, TWO
from outcomesim.presentation.findings import SLIGHT, if_told
from outcomesim.presentation.panels import MOST_SERIES, Drawing
from outcomesim.presentation.words import MINUS, NOTHING, brief_money, cell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.33
"""Inches for a step."""
GREY = "#5F6368"
HOLDERS: tuple[tuple[str, str, Kind], ...] = (
    ("payers' cash", "payers", "cash"),
    ("public purse", "payers", "public purse"),
    ("provider", "provider", "cash"),
    ("investors", "investors", "cash"),
    ("vehicle", "vehicle", "cash"),
)
IN_ALL = "in all"


def crossing(comparison: Comparison, bridge: Bridge, title: str) -> Drawing:
    """What every step of a bridge does to what each party expects, and to its risk."""
    currency = comparison.scenario.currency
    shown = _shown(comparison, bridge)
    names = [*(step.name for step in bridge.steps), IN_ALL]
    expected, risk = (_steps(bridge, shown, what) for what in ("expected", "risk"))
    room, band = canvas.title_room(title), ROW * len(names)
    height = room + 2 * band + 1.55
    sheet = canvas.page(height, title)
    rows = (
        ("Change in what is expected", expected, height - room - 0.55 - band),
        ("Change in risk (worst 5% below expected)", risk, 0.18),
    )
    for heading, figures, bottom in rows:
        sheet.text(0.012, (bottom + band + 0.36) / height, heading, size=10, weight="bold", va="bottom")
        most = max(_reach(steps) for steps in figures) or 1.0
        left, gap = 0.175, 0.012
        width = (0.99 - left - gap * (len(shown) - 1)) / len(shown)
        for i, ((head, *_), steps) in enumerate(zip(shown, figures, strict=True)):
            axes = sheet.add_axes((left + i * (width + gap), bottom / height, width, band / height))
            _waterfall(axes, steps, most, currency, good=1 if figures is expected else -1)
            axes.set_yticks([])
            axes.set_ylim(len(names) - 0.5, -0.5)
            if i == 0:
                _name_rows(axes, names)
            axes.set_title(head, loc="left", size=9.5, weight="bold")
    sentence = (
        "From the top, one thing changes at a time; each bar begins where the one above it ended, and the last is all"
        " of them together. Blue is better for that party, orange is worse. Until the last step, prices stand at the"
        " level at which the payers expect to pay the same, or as near to it as they come. All panels of a row have one"
        " scale."
    )
    table = tuple(
        (words, name, *(cell(if_told(f[i]), "money", currency) for f in (gain, fear)))
        for (words, *_), gain, fear in zip(shown, expected, risk, strict=True)
        for i, name in enumerate(names)
    )
    return Drawing(sheet, sentence, ("party", "step", "change in what is expected", "change in risk"), table)


def _shown(comparison: Comparison, bridge: Bridge) -> tuple[tuple[str, str, Kind], ...]:
    """Payers and public purse, and who else gains or loses by any step."""
    slight = SLIGHT * comparison[bridge.end].summary["paid by payers"].value
    moved = [
        (words, holder, kind)
        for words, holder, kind in HOLDERS
        if holder == "payers" or any(abs(step.change(holder, kind).expected.value) > slight for step in bridge.steps)
    ]
    return tuple(moved[:MOST_SERIES])


def _steps(bridge: Bridge, shown: Sequence[tuple[str, str, Kind]], what: str) -> list[list[Figure]]:
    """For each party, a figure a step and one in all; what payers pay in cash counts as a loss to them."""
    return [
        [
            *(getattr(step.change(holder, kind), what) for step in bridge.steps),
            getattr(bridge.change(holder, kind), what),
        ]
        for _, holder, kind in shown
    ]


def _reach(steps: Sequence[Figure]) -> float:
    """How far from nought the bars go."""
    here = reach = 0.0
    for figure in steps[:-1]:
        here += figure.value
        reach = max(reach, abs(here))
    return reach


def _name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Names of rows, in two lines where they are long: line by line, so that they end at one place in any face."""
    for y, name in enumerate(names):
        lines = textwrap.wrap(name, 22)
        for i, line in enumerate(lines):
            at = y + (i - (len(lines) - 1) / 2) * 0.42
            axes.text(-0.03, at, line, transform=axes.get_yaxis_transform(), ha="right", va="center")


def _waterfall(axes: Axes, steps: Sequence[Figure], most: float, currency: str, *, good: int) -> None:
    at = 0.0
    for y, figure in enumerate(steps):
        last = y == len(steps) - 1
        start, end = (0.0, figure.value) if last else (at, at + figure.value)
        colour = TWO[0] if figure.value * good >= 0 else TWO[1]
        axes.barh(y, end - start, left=start, height=0.6, color=colour)
        if not last:
            axes.plot([end, end], [y + 0.3, y + 0.7], color=GREY, linewidth=0.8)
        weight = "bold" if last else "normal"
        beside = max(start, end, 0.0) + most * 0.06
        axes.text(beside, y, _said(figure, most, currency), va="center", size=8.5, weight=weight)
        at = end
    canvas.plain(axes, values="x")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xlim(-most * 1.05, most * 2.1)
    axes.set_xticks([])


def _said(figure: Figure, most: float, currency: str) -> str:
    if abs(figure.value) < most / 500:
        return NOTHING
    amount = brief_money(abs(figure.value), currency)
    return f"{'+' if figure.value > 0 else MINUS}{amount}"
