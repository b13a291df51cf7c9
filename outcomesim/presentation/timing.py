"""The first figure: who pays when, and what investors put in before outcomes are paid for.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives a drawing with a panel for each contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.presentation import canvas
from outcomesim.presentation.canvas import INK, INVESTORS, PALETTE
from outcomesim.presentation.panels import MOST_SERIES, Drawing
from outcomesim.presentation.words import money
from outcomesim.units import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def paid_in(comparison: Comparison) -> dict[str, dict[str, Floats]]:
    """What each payer and the investors put in, less what they get back, by contract and year of the contract.

    At most four series: beyond three payers, all payers are one.
    """
    payers = dict.fromkeys(name for c in comparison.contracts for name in c.payments)
    series = {name: [name] for name in payers} if len(payers) < MOST_SERIES else {"payers": list(payers)}
    years: dict[str, dict[str, Floats]] = {}
    for contract in comparison.contracts:
        investors = [party.name for party in contract.parties if party.role == "investor"]
        shown = series | ({"investors": investors} if investors else {})
        years[contract.name] = {name: _put_in(contract, parties) for name, parties in shown.items()}
    return years


def _put_in(contract: Compared, parties: list[str]) -> Floats:
    length = max((len(amounts) for amounts in contract.by_year.values()), default=1)
    total = np.zeros(length)
    for (payer, payee, _), amounts in contract.by_year.items():
        total += np.multiply((payer in parties) * 1.0 - (payee in parties), amounts)
    return total


def who_pays_when(comparison: Comparison, title: str) -> Drawing:
    """Money put in and got back in each year of the contract, by payer and investors."""
    put_in, currency = paid_in(comparison), comparison.scenario.currency
    names = list(dict.fromkeys(name for series in put_in.values() for name in series))
    colours = {name: INVESTORS if name == "investors" else PALETTE[i] for i, name in enumerate(names)}
    across = min(len(put_in), 3)
    down = -(-len(put_in) // across)
    room = canvas.title_room(title)
    height = room + 0.45 + 2.35 * down
    sheet = canvas.page(height, title)
    grid = sheet.add_gridspec(
        down, across, left=0.08, right=0.99, bottom=0.3 / height, top=1 - (room + 0.55) / height,
        hspace=0.45, wspace=0.08,
    )  # fmt: skip
    panels: list[Axes] = []
    for i, (contract, series) in enumerate(put_in.items()):
        axes = sheet.add_subplot(grid[i // across, i % across], sharey=panels[0] if panels else None)
        panels.append(axes)
        _stack(axes, series, colours)
        axes.set_title(contract, loc="left", size=10, weight="bold")
        canvas.plain(axes, values="y")
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.tick_params(labelleft=i % across == 0)
    most = max(float(np.abs(axes.get_ylim()).max()) for axes in panels)
    canvas.in_money(panels[0], "y", currency, most)
    _key(sheet, colours, 1 - (room + 0.05) / height)
    sentence = (
        "Each bar is a year of the contract: above the line, what is put in that year on average; below it, what is"
        " got back."
    )
    rows = tuple(
        (contract, name, *(money(float(a), currency) for a in amounts))
        for contract, series in put_in.items()
        for name, amounts in series.items()
    )
    length = max(len(row) - 2 for row in rows)
    return Drawing(sheet, sentence, ("contract", "who", *(f"year {y}" for y in range(1, length + 1))), rows)


def _stack(axes: Axes, series: dict[str, Floats], colours: dict[str, str]) -> None:
    above = below = np.zeros(1)
    for name, amounts in series.items():
        years = np.arange(1, amounts.size + 1)
        up, down = np.maximum(amounts, 0.0), np.minimum(amounts, 0.0)
        axes.bar(years, up, bottom=np.broadcast_to(above, up.shape), width=0.72, color=colours[name])
        axes.bar(years, down, bottom=np.broadcast_to(below, up.shape), width=0.72, color=colours[name])
        above, below = above + up, below + down
        axes.set_xticks(years, [f"year {y}" if y == 1 else str(y) for y in years])


def _key(sheet: Figure, colours: dict[str, str], height: float) -> None:
    """The series by colour, in a line under the title."""
    from matplotlib.patches import Patch

    sheet.legend(
        handles=[Patch(color=colour, label=name) for name, colour in colours.items()],
        loc="upper left", bbox_to_anchor=(0.0, height), ncols=len(colours), frameon=False,
        handlelength=0.9, handleheight=0.9, columnspacing=1.4, borderaxespad=0.0,
    )  # fmt: skip
