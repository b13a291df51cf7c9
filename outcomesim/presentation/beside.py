"""One picture of some contracts beside another: what payers, provider and investors end up with, nine times in ten.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives a :class:`~outcomesim.presentation.figures.Chart`.
All panels show a pound at the same length, so that a longer line is a larger risk, whoever bears it. For readers who
have never seen a contract simulated: payments are shown as what is paid, losses are shaded, the title is the finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.errors import RunError
from outcomesim.presentation import canvas
from outcomesim.presentation.canvas import INK, INVESTORS, PALETTE, PROVIDER
from outcomesim.presentation.figures import Chart, chart
from outcomesim.presentation.panels import Drawing, contract_rows
from outcomesim.presentation.words import brief_money, capital
from outcomesim.scenario.text.tree import did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = (
    ("payers", "the payers pay"),
    ("provider", "the provider is left with"),
    ("investors", "investors are left with"),
)
GREY, LOSS = "#6B6B6B", "#F7E9EE"
COLOURS = {"payers": PALETTE[0], "provider": PROVIDER, "investors": INVESTORS}
ROW, AROUND = 0.3, 0.66
"""Inches for a contract's row, and for what stands above and below a panel's rows."""
KNOWN = 0.03
"""What is paid is called known in advance where nine futures in ten lie within this share of its middle."""


KEY = "Line: nine futures in ten. Thick part: the middle half. Dot: expected. Grey: {against}. One scale throughout."
SENTENCE = (
    "Each line spans nine futures in ten, as written at its right; its thick part is the middle half and the dot what"
    " is expected. Grey is the contract compared against. A pound has the same length everywhere, so a longer line is a"
    " larger risk. Losses are shaded."
)


@dataclass(frozen=True)
class Range:
    """The 5, 25, 75 and 95% points of what somebody pays or is left with, and what is expected."""

    low: float
    quarter: float
    three_quarters: float
    high: float
    expected: float


def beside(comparison: Comparison, contracts: str | Sequence[str], *, name: str = "beside", png: bool = False) -> Chart:
    """What payers, provider and investors end up with under some contracts, beside the contract compared against.

    Parameters
    ----------
    comparison : Comparison
    contracts : str or sequence of str
        One contract by name, or several.
    name : str
        Of the picture; identifiers within it begin with it.
    png : bool
        Whether the picture is made as PNG too.

    Returns
    -------
    Chart
        Its ``svg``, the finding as its ``title``, a ``sentence`` on how to read it, and the numbers drawn.
    """
    asked = [contracts] if isinstance(contracts, str) else list(contracts)
    known = [compared.name for compared in comparison.contracts]
    for word in asked:
        if word not in known:
            raise RunError(f"no contract named {word!r} here: {did_you_mean(word, known) or ', '.join(known)}")
    shown = [comparison[word] for word in dict.fromkeys((comparison.against, *asked))]
    title = finding(comparison, shown if len(shown) > 2 else shown[-1:])
    return chart(name, title, lambda title: _drawn(comparison, shown, title), png=png)


# -- words -----------------------------------------------------------------------------------------------------------


def finding(comparison: Comparison, shown: Sequence[Compared]) -> str:
    """What the picture shows in a sentence: of one contract what comes of it, of several who bears most and least."""
    if len(shown) == 1:
        (only,) = shown
        return f"{only.name}: {'; '.join([_paid(comparison, only), _lost(only), *_stopped(only)])}."
    spread = sorted(shown, key=lambda c: _bill(c).high - _bill(c).low)
    chance = sorted(shown, key=lambda c: c.summary["provider loses money"].value)
    least, most = (c.summary["provider loses money"].value for c in (chance[0], chance[-1]))
    return (
        f"The payers' bill is surest under {spread[0].name}, least sure under {spread[-1].name}; the provider loses"
        f" in {_of_100(most)} of 100 futures under {chance[-1].name}, in {_of_100(least)} under {chance[0].name}."
    )


def _paid(comparison: Comparison, contract: Compared) -> str:
    paid, currency = _bill(contract), comparison.scenario.currency
    if paid.high - paid.low <= KNOWN * abs(paid.expected):
        return f"payers pay about {brief_money(paid.expected, currency)} whatever happens"
    return f"payers pay {_spoken(paid, currency)}"


def _lost(contract: Compared) -> str:
    """How often the provider and investors lose money, most often first."""
    chances = [(contract.summary["provider loses money"].value, "the provider", "loses")]
    if contract.summary["investors lose money"].defined:
        chances.append((contract.summary["investors lose money"].value, "investors", "lose"))
    (most, who, verb), *rest = sorted(chances, key=lambda chance: -chance[0])
    return f"{who} {verb} money in {_of_100(most)} of 100 futures" + "".join(
        f", {other} in {_of_100(chance)}" for chance, other, _ in rest
    )


def _stopped(contract: Compared) -> list[str]:
    chance = contract.summary["service stopped early"].value
    return [f"the service stops early in {_of_100(chance)}"] if chance > 0 else []


def _of_100(chance: float) -> str:
    """A chance as futures of 100.

    Examples
    --------
    >>> _of_100(0.312), _of_100(0.001), _of_100(0.0), _of_100(0.999)
    ('31', 'fewer than 1', 'none', 'more than 99')
    """
    if 0 < chance < 0.005:
        return "fewer than 1"
    if 0.995 < chance < 1:
        return "more than 99"
    return f"{100 * chance:.0f}" if chance > 0 else "none"


# -- drawing ---------------------------------------------------------------------------------------------------------


def _bill(contract: Compared) -> Range:
    """What the payers pay together, money back taken off."""
    borne = contract.bearer("payers")
    low, quarter, _, three_quarters, high = (-point.value for point in reversed(borne.quantiles))
    return Range(low, quarter, three_quarters, high, -borne.expected.value)


def _range(contract: Compared, holder: str) -> Range | None:
    """Of payers, what they pay; of the others, what they are left with; None where there are no investors."""
    if holder == "payers":
        return _bill(contract)
    if holder == "investors" and not contract.summary["investors' result"].defined:
        return None
    borne = contract.bearer(holder)
    low, quarter, _, three_quarters, high = (point.value for point in borne.quantiles)
    return Range(low, quarter, three_quarters, high, borne.expected.value)


def _drawn(comparison: Comparison, shown: Sequence[Compared], title: str) -> Drawing:
    currency = comparison.scenario.currency
    ranges = {(holder, c.name): _range(c, holder) for holder, _ in PANELS for c in shown}
    panels = [(holder, words) for holder, words in PANELS if any(ranges[holder, c.name] for c in shown)]
    span = 1.12 * max(_span([ranges[holder, c.name] for c in shown], holder) for holder, _ in panels)
    band = ROW * len(shown) + AROUND
    room, foot = canvas.title_room(title), 0.3
    height = room + band * len(panels) + foot
    sheet = canvas.page(height, title)
    sheet.text(0.012, 0.08 / height, KEY.format(against=comparison.against), size=8.5, va="bottom")
    rows = []
    for i, (holder, words) in enumerate(panels):
        bottom = height - room - band * (i + 1) + 0.3
        axes = sheet.add_axes((0.215, bottom / height, 0.58, ROW * len(shown) / height))
        found = [ranges[holder, c.name] for c in shown]
        _scaled(axes, found, holder, span)
        for y, (contract, one) in enumerate(zip(shown, found, strict=True)):
            if one is not None:
                _line(axes, y, one, GREY if contract.name == comparison.against else COLOURS[holder])
            said = "no investors" if one is None else _spoken(one, currency)
            axes.text(1.02, y, said, transform=axes.get_yaxis_transform(), va="center", size=9.5)
            rows.append((words, contract.name, said, "" if one is None else brief_money(one.expected, currency)))
        contract_rows(axes, [c.name for c in shown])
        axes.set_title(capital(words), loc="left", size=10.5, weight="bold", x=-0.35)
        canvas.plain(axes, values="x")
        canvas.in_money(axes, "x", currency, max(map(abs, _ends(found, holder))))
    return Drawing(sheet, SENTENCE, ("who", "contract", "nine futures in ten", "expected"), tuple(rows))


def _spoken(found: Range, currency: str) -> str:
    low, high = brief_money(found.low, currency), brief_money(found.high, currency)
    return low if low == high else f"{low} to {high}"


def _ends(found: Sequence[Range | None], holder: str) -> tuple[float, float]:
    """The ends of a panel; nought is among them but for what payers pay."""
    there = [one for one in found if one is not None]
    low, high = min(one.low for one in there), max(one.high for one in there)
    return (low, high) if holder == "payers" else (min(low, 0.0), max(high, 0.0))


def _span(found: Sequence[Range | None], holder: str) -> float:
    low, high = _ends(found, holder)
    return max(high - low, 1.0)


def _scaled(axes: Axes, found: Sequence[Range | None], holder: str, span: float) -> None:
    """Centre what is shown in the span that all panels share, and shade losses."""
    low, high = _ends(found, holder)
    left = (low + high - span) / 2
    axes.set_xlim(left, left + span)
    if holder != "payers":
        axes.axvspan(left, 0, color=LOSS, linewidth=0)
        axes.axvline(0, color=INK, linewidth=0.9)
        for word, away, side in (("loses", -5, "right"), ("gains", 5, "left")):
            axes.annotate(
                word,
                (0, -0.62),
                (away, 0),
                textcoords="offset points",
                annotation_clip=False,
                ha=side,
                va="bottom",
                size=8.5,
            )


def _line(axes: Axes, y: int, found: Range, colour: str) -> None:
    axes.plot([found.low, found.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot([found.quarter, found.three_quarters], [y, y], color=colour, linewidth=9, solid_capstyle="butt")
    axes.plot([found.expected], [y], "o", color="white", markeredgecolor=INK, markersize=6)
