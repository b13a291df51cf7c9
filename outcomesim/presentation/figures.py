"""The figures: who pays when, everyone's result, the risk each bears, outcomes with and without the service, bridges.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives a :class:`Chart` each: a picture, the finding as its
title, a sentence on how to read it, and the numbers drawn. Contracts are rows or panels, so that any number of them
fits and colours are few. Must not know where a chart is put.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outcomesim.analysis.comparison import Comparison
from outcomesim.presentation import bars, canvas, findings, ranges, timing
from outcomesim.presentation.crossing import crossing
from outcomesim.presentation.fair_findings import bridge_title, fair_of
from outcomesim.presentation.fair_report import bridge_name
from outcomesim.presentation.panels import Drawing


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
    """The four figures of a comparison, in the order of the story, and one of each bridge where it was made fair."""
    drawn = (
        ("who-pays-when", findings.timing(comparison), timing.who_pays_when),
        ("results", findings.losers(comparison), ranges.results),
        ("risk", findings.bearing(comparison), bars.risk),
        ("outcomes", findings.gain(comparison), bars.outcomes),
    )
    bridges = comparison.fair.bridges if comparison.fair else ()
    return (
        *(_chart(comparison, name, title, draw, png=png) for name, title, draw in drawn),
        *(_bridge(comparison, number, png=png) for number in range(len(bridges))),
    )


def _bridge(comparison: Comparison, number: int, *, png: bool) -> Chart:
    bridge = fair_of(comparison).bridges[number]

    def draw(comparison: Comparison, title: str) -> Drawing:
        return crossing(comparison, bridge, title)

    return _chart(comparison, bridge_name(number), bridge_title(comparison, bridge), draw, png=png)


def _chart(
    comparison: Comparison, name: str, title: str, draw: Callable[[Comparison, str], Drawing], *, png: bool
) -> Chart:
    return chart(name, title, lambda shown: draw(comparison, shown), png=png)


def chart(name: str, title: str, draw: Callable[[str], Drawing], *, png: bool = False) -> Chart:
    """Draw a page in the house's style, and keep with it what belongs to it."""
    with canvas.style(name):
        drawing = draw(title)
        svg = canvas.as_svg(drawing.sheet, name=name, title=title, sentence=drawing.sentence)
        picture = canvas.as_png(drawing.sheet) if png else b""
    return Chart(name, title, drawing.sentence, svg, picture, drawing.head, drawing.rows)
