"""The four figures: who pays when, everyone's result, the risk each bears, outcomes with and without the service.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives a :class:`Chart` each: a picture, the finding as its
title, a sentence on how to read it, and the numbers drawn. Contracts are rows or panels, so that any number of them
fits and colours are few. Must not know where a chart is put.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outcomesim.analysis.comparison import USUAL, Compared, Comparison
from outcomesim.analysis.risk import Borne
from outcomesim.presentation import canvas, findings
from outcomesim.presentation.canvas import INK, PALETTE, TWO, WIDTH
from outcomesim.presentation.words import brief_money, cell, count, money
from outcomesim.units import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SERIES = 4
ROW = 0.27
"""Inches for a contract's row."""


@dataclass(frozen=True)
class Chart:
    """A figure with what belongs to it.

    Parameters
    ----------
    name : str
        Its file's name.
    title, sentence : str
        The finding, and how to read the picture.
    svg : str
    png : bytes
        Empty unless asked for.
    head : tuple of str
    rows : tuple of tuple of str
        The numbers drawn, for readers who cannot see the picture.
    """

    name: str
    title: str
    sentence: str
    svg: str
    png: bytes
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def charts(comparison: Comparison, *, png: bool = False) -> tuple[Chart, ...]:
    """The four figures of a comparison, in the order of the story."""
    drawn = (
        ("who-pays-when", findings.timing(comparison), _who_pays_when),
        ("results", findings.losers(comparison), _results),
        ("risk", findings.bearing(comparison), _risk),
        ("outcomes", findings.gain(comparison), _outcomes),
    )
    return tuple(_chart(comparison, name, title, draw, png=png) for name, title, draw in drawn)


@dataclass(frozen=True)
class _Drawing:
    sheet: Figure
    sentence: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _chart(
    comparison: Comparison, name: str, title: str, draw: Callable[[Comparison, str], _Drawing], *, png: bool
) -> Chart:
    with canvas.style(name):
        drawing = draw(comparison, title)
        svg = canvas.as_svg(drawing.sheet, name=name, title=title, sentence=drawing.sentence)
        picture = canvas.as_png(drawing.sheet) if png else b""
    return Chart(name, title, drawing.sentence, svg, picture, drawing.head, drawing.rows)


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


def _who_pays_when(comparison: Comparison, title: str) -> _Drawing:
    put_in, currency = paid_in(comparison), comparison.scenario.currency
    names = list(dict.fromkeys(name for series in put_in.values() for name in series))
    colours = dict(zip(names, PALETTE, strict=False))
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
    return _Drawing(sheet, sentence, ("contract", "who", *(f"year {y}" for y in range(1, length + 1))), rows)


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
    from matplotlib.patches import Patch  # noqa: PLC0415

    sheet.legend(
        handles=[Patch(color=colour, label=name) for name, colour in colours.items()],
        loc="upper left", bbox_to_anchor=(0.0, height), ncols=len(colours), frameon=False,
        handlelength=0.9, handleheight=0.9, columnspacing=1.4, borderaxespad=0.0,
    )  # fmt: skip


def _holders(comparison: Comparison) -> tuple[tuple[str, str, str], ...]:
    """Who is shown: (words, holder, position); a vehicle only where it bears something."""
    shown = [("payers: money paid", "payers", "cash"), ("public purse: paid and saved", "payers", "public purse")]
    for holder in ("provider", "vehicle", "investors"):
        worst = max(c.bearer(holder).shortfall.value for c in comparison.contracts)
        if worst > findings.SLIGHT * max(c.summary["paid by payers"].value for c in comparison.contracts):
            shown.append((holder, holder, "cash"))
    return tuple(shown[:MOST_SERIES])


def _results(comparison: Comparison, title: str) -> _Drawing:
    holders, currency = _holders(comparison), comparison.scenario.currency
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
        _contract_rows(axes, [c.name for c in contracts])
        axes.set_title(words, loc="left", size=10, weight="bold", x=-0.3)
        canvas.plain(axes, values="x")
        if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
            axes.axvline(0, color=INK, linewidth=0.8)
        canvas.in_money(axes, "x", currency, most)
    sentence = (
        "Each line spans nine futures in ten, from 1-in-20 bad to 1-in-20 good; its thick part is the middle half and"
        " the dot is what is expected. To the left is worse for that party. Each panel has its own scale."
    )
    return _Drawing(
        sheet, sentence, ("party", "contract", "expected", "1-in-20 bad", "middle", "1-in-20 good"), tuple(rows)
    )


def _range(axes: Axes, y: int, borne: Borne, colour: str) -> None:
    low, quarter, _, three_quarters, high = (q.value for q in borne.quantiles)
    axes.plot([low, high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
    axes.plot([quarter, three_quarters], [y, y], color=colour, linewidth=7, solid_capstyle="butt")
    axes.plot([borne.expected.value], [y], "o", color="white", markeredgecolor=INK, markersize=5.5)


def _spoken(borne: Borne, currency: str) -> tuple[str, ...]:
    low, _, middle, _, high = borne.quantiles
    return tuple(cell(figure, "money", currency) for figure in (borne.expected, low, middle, high))


def _contract_rows(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), [_cut(name, 24) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"


def _risk(comparison: Comparison, title: str) -> _Drawing:
    holders, currency = _holders(comparison), comparison.scenario.currency
    contracts = comparison.contracts
    sheet, panels = _side_by_side(title, [words for words, *_ in holders], [c.name for c in contracts])
    borne = {(holder, kind, c.name): c.bearer(holder, kind) for _, holder, kind in holders for c in contracts}
    most = max(b.shortfall.value for b in borne.values()) or 1.0
    for i, (axes, (_, holder, kind)) in enumerate(zip(panels, holders, strict=True)):
        amounts = [borne[holder, kind, c.name].shortfall.value for c in contracts]
        axes.barh(range(len(amounts)), amounts, height=0.62, color=PALETTE[i])
        for y, (contract, amount) in enumerate(zip(contracts, amounts, strict=True)):
            absent = holder == "investors" and not contract.summary["investors' result"].defined
            said = "none" if absent else brief_money(amount, currency)
            axes.text(amount + most * 0.03, y, said, va="center", size=9)
        axes.set_xlim(0, most * 1.45)
        axes.set_xticks([])
        axes.axvline(0, color=INK, linewidth=0.8)
    sentence = (
        "Each bar is how far below what it expects a party ends, on average, in the worst 5% of futures. Down a column:"
        " how a party's risk changes with the contract. The public purse counts what public bodies pay and what the"
        " outcomes save them, so the first two columns are two views of one party and are not added."
    )
    rows = tuple(
        (words, c.name, cell(borne[holder, kind, c.name].shortfall, "money", currency))
        for words, holder, kind in holders
        for c in contracts
    )
    return _Drawing(sheet, sentence, ("party", "contract", "shortfall in the worst 5%"), rows)


def _side_by_side(title: str, heads: list[str], names: list[str]) -> tuple[Figure, list[Axes]]:
    """Panels in a row that share their rows; names of rows to the left of the first."""
    height = canvas.title_room(title) + 0.55 + 0.36 * len(names)
    sheet = canvas.page(height, title)
    left, gap = 0.19, 0.012
    width = (0.99 - left - gap * (len(heads) - 1)) / len(heads)
    panels = []
    for i, head in enumerate(heads):
        box = (left + i * (width + gap), 0.12 / height, width, 0.36 * len(names) / height)
        axes = sheet.add_axes(box)
        _contract_rows(axes, names)
        canvas.plain(axes, values="x")
        axes.tick_params(labelleft=i == 0)
        axes.set_title(_two_lines(head, int(width * WIDTH / 0.085)), loc="left", size=9.5, weight="bold")
        panels.append(axes)
    return sheet, panels


def _two_lines(words: str, width: int) -> str:
    import textwrap  # noqa: PLC0415

    return "\n".join(textwrap.wrap(words, width, max_lines=2, placeholder=" …"))


def shown_lines(comparison: Comparison) -> tuple[int, ...]:
    """The outcome lines drawn: the headline and its chain first, then the most frequent, four at most."""
    outcomes = comparison.scenario.outcomes
    names = comparison.scenario.outcome_names
    headline = names.index(comparison.headline)
    event = outcomes[headline].of or outcomes[headline].name
    often = comparison.contracts[0].lines

    def rank(line: int) -> tuple[bool, bool, float]:
        in_chain = event in (outcomes[line].name, outcomes[line].of)
        return (line != headline, not in_chain, -often[line].with_contract.value)

    chosen = sorted(range(len(names)), key=rank)[:MOST_SERIES]
    return tuple(sorted(chosen, key=lambda line: (line != headline, line)))


def _outcomes(comparison: Comparison, title: str) -> _Drawing:
    contracts, lines = comparison.contracts, shown_lines(comparison)
    names = [USUAL, *(c.name for c in contracts)]
    heads = [comparison.scenario.outcome_names[line] for line in lines]
    sheet, panels = _side_by_side(title, heads, names)
    counts = [
        [contracts[0].lines[i].without.value, *(c.lines[i].with_contract.value for c in contracts)] for i in lines
    ]
    most = max(max(row) for row in counts) or 1.0
    for axes, amounts in zip(panels, counts, strict=True):
        axes.barh(range(len(amounts)), amounts, height=0.62, color=[TWO[1]] + [TWO[0]] * len(contracts))
        axes.axvline(amounts[0], color=TWO[1], linewidth=1.2, linestyle=(0, (3, 2)))
        for y, amount in enumerate(amounts):
            more = amount - amounts[0]
            said = count(amount) + (f" ({'+' if more >= 0 else '-'}{count(abs(more))})" if y else "")
            axes.text(amount + most * 0.03, y, said, va="center", size=9)
        axes.set_xlim(0, most * 1.75)
        axes.set_xticks([])
    sentence = (
        "Outcomes of everyone referred, on average: in orange what happens with usual services only, in blue with the"
        " service under each contract, and in brackets how many more than would have happened anyway."
    )
    rows = tuple(
        (
            line.name,
            c.name,
            cell(line.without, "count"),
            cell(line.with_contract, "count"),
            cell(line.additional, "count"),
        )
        for c in contracts
        for line in c.lines
    )
    return _Drawing(sheet, sentence, ("outcome", "contract", "without", "with", "additional"), rows)
