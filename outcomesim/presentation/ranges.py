"""The second figure: everyone's result under each contract, as the range of futures it may fall in.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives a drawing with a panel for each party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outcomesim.analysis.comparison import Comparison
from outcomesim.analysis.risk import Borne
from outcomesim.presentation import canvas
from outcomesim.presentation.canvas import INK, PALETTE
from outcomesim.presentation.panels import Drawing, contract_rows, risk_holders
from outcomesim.presentation.words import brief_money, cell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.27
"""Inches for a contract's row."""


def results(comparison: Comparison, title: str) -> Drawing:
    """The middle half, nine in ten, and the mean of each party's result."""
    holders, currency = risk_holders(comparison), comparison.scenario.currency
    contracts = comparison.contracts
    band = ROW * len(contracts) + 0.62
    room = canvas.title_room(title)
    height = room + 0.1 + band * len(holders)
    sheet = canvas.page(height, title)
    rows = []
    for i, (words, holder, kind) in enumerate(holders):
        bottom = height - room - 0.1 - band * (i + 1) + 0.3
        axes = sheet.add_axes((0.2, bottom / height, 0.64, (band - 0.62) / height))
        most = 0.0
        for y, contract in enumerate(contracts):
            borne = contract.bearer(holder, kind)
            if holder == "investors" and not contract.summary["investors' result"].defined:
                axes.text(1.02, y, "no investors", transform=axes.get_yaxis_transform(), va="center", size=8.5)
                continue
            _range(axes, y, borne, PALETTE[i])
            said = f"{brief_money(borne.expected.value, currency)} expected"
            axes.text(1.02, y, said, transform=axes.get_yaxis_transform(), va="center", size=8.5)
            most = max(most, *(abs(q.value) for q in borne.quantiles))
            rows.append((words, contract.name, *_spoken(borne, currency)))
        contract_rows(axes, [c.name for c in contracts])
        axes.set_title(words, loc="left", size=10, weight="bold", x=-0.3)
        canvas.plain(axes, values="x")
        if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
            axes.axvline(0, color=INK, linewidth=0.8)
        canvas.in_money(axes, "x", currency, most)
    sentence = (
        "Each line spans nine futures in ten, from 1-in-20 bad to 1-in-20 good; its thick part is the middle half and"
        " the dot is what is expected. To the left is worse for that party. Each panel has its own scale."
    )
    return Drawing(
        sheet,
        sentence,
        ("party", "contract", "expected", "1-in-20 bad", "1-in-4 bad", "middle", "1-in-4 good", "1-in-20 good"),
        tuple(rows),
    )


def _range(axes: Axes, y: int, borne: Borne, colour: str) -> None:
    low, quarter, _, three_quarters, high = (q.value for q in borne.quantiles)
    axes.plot([low, high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
    axes.plot([quarter, three_quarters], [y, y], color=colour, linewidth=7, solid_capstyle="butt")
    axes.plot([borne.expected.value], [y], "o", color="white", markeredgecolor=INK, markersize=5.5)


def _spoken(borne: Borne, currency: str) -> tuple[str, ...]:
    """What is expected and every quantile drawn, each with its Monte Carlo error."""
    return tuple(cell(figure, "money", currency) for figure in (borne.expected, *borne.quantiles))
