"""The paper the figures are drawn on: palette, sizes, and a picture that is the same to the byte every time.

Takes drawing calls, gives SVG or PNG. Colours and habits are those of the UK Government Analysis Function: titles to
the left that state the finding, direct labels, a grid along the values only, at most four series. Imports matplotlib
when something is drawn and not before. Must not know what is drawn.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from outcomesim.presentation.words import MINUS, SYMBOLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
PROVIDER, INVESTORS = PALETTE[2:]  # the same in every figure that shows who
TWO = ("#12436D", "#F46A25")
INK, FAINT = "#222222", "#D9D9D9"
WIDTH = 8.4
"""Inches; the report shows an inch as about a hundred pixels."""
_FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"


@contextmanager
def style(name: str) -> Iterator[None]:
    """Draw within this: one face, one ink, and identifiers that depend on the figure's name alone."""
    import matplotlib

    settings: Any = {
        "svg.hashsalt": name,
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": 9.5,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.parse_math": False,
    }
    with matplotlib.rc_context(settings):
        yield


def _title_lines(title: str) -> list[str]:
    return textwrap.wrap(title.rstrip("."), 86)


def title_room(title: str) -> float:
    """Inches that a title takes up."""
    return 0.2 + 0.19 * len(_title_lines(title))


def page(height: float, title: str) -> Figure:
    """An empty page of a height in inches, with its title wrapped at the top left."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=(WIDTH, height), facecolor="white")
    shown = "\n".join(_title_lines(title))
    sheet.text(0.012, 1 - 0.1 / height, shown, ha="left", va="top", size=11, weight="bold")
    return sheet


def plain(axes: Axes, *, values: str) -> None:
    """Leave only what is read: no frame, no ticks, a faint grid along the axis of the values ("x" or "y")."""
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis=values, color=FAINT, linewidth=0.8)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def in_money(axes: Axes, axis: str, currency: str, most: float) -> None:
    """Label an axis of amounts in thousands or millions, as the largest of them asks."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    scale, suffix = (1e6, "m") if most >= 9e5 else (1e3, "k") if most >= 1e3 else (1.0, "")
    symbol = SYMBOLS.get(currency, f"{currency} ")

    def label(value: float, _: object) -> str:
        return f"{MINUS if value < 0 else ''}{symbol}{abs(value) / scale:g}{suffix}" if value else f"{symbol}0"

    chosen = axes.xaxis if axis == "x" else axes.yaxis
    chosen.set_major_formatter(FuncFormatter(label))
    chosen.set_major_locator(MaxNLocator(4 if axis == "x" else 5))


def as_svg(sheet: Figure, *, name: str, title: str, sentence: str) -> str:
    """The page as SVG that can stand in a page of others: an image with a description and identifiers of its own."""
    buffer = io.StringIO()
    sheet.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = buffer.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>\s*", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\bid="', f'id="{name}-', drawn)
    drawn = re.sub(r'href="#', f'href="#{name}-', drawn)
    drawn = drawn.replace("url(#", f"url(#{name}-")
    drawn = drawn.replace("'DejaVu Sans'", _FONTS)
    described = f"<title>{escape(title)}</title>\n<desc>{escape(sentence)}</desc>\n"
    head, rest = drawn.split(">", 1)
    return f'{head} role="img" aria-label={quoteattr(f"{title} {sentence}")}>\n{described}{rest.lstrip()}'


def as_png(sheet: Figure) -> bytes:
    """The page as PNG, 150 dots an inch."""
    buffer = io.BytesIO()
    sheet.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()
