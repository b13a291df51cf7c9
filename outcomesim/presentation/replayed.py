"""Replays in plain text: published beside settled, what the difference means, and what nothing is proved of.

Takes :class:`~outcomesim.settlement.replaying.Replay`, gives text of 80 columns. It works nothing out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from outcomesim.analysis.forecasting import Forecast
from outcomesim.presentation.rows import WIDTH, row, wrapped
from outcomesim.presentation.words import MINUS, NOTHING
from outcomesim.scenario.case import PublishedFigure
from outcomesim.settlement.replaying import Replay, ReplayedFigure

COLUMNS = (25, 13, 14, 12, 16)
"""Figure, published, settled, difference, label."""
HEADINGS = ("", "published", "settled", "difference", "  label")
FEWEST_ADDED_UP = 3
MOST_NAMED = 2
"""Figures that are named one by one where something is said of several."""
LABELS = """\
settled         the terms applied to what was recorded give it
bounded         what is recorded leaves it open between two ends
derived         a price, count or limit was worked back from it: no proof
not settleable  something needed was not published"""
MEANING = {
    "derived": "Worked back from what was published, so that nothing is proved",
    "not settleable": "Not settleable, and what is missing",
    "bounded": "Bounded, and what leaves it open",
    "settled": "Settled, with a remark",
}


def replayed_table(replays: Iterable[Replay]) -> str:
    """Every case and its figures; the lines of a card that stand alike are added up."""
    parts = ["\n".join(_cells(HEADINGS))]
    for made in replays:
        rows = [line for figures in _alike(made.figures) for line in _figures_row(figures)]
        parts.append("\n".join([*_title(made), *rows]))
    return "\n\n".join([*parts, LABELS])


def replayed_text(made: Replay) -> str:
    """One case in full: its figures, what they rest on, what is missing, and where they were published."""
    table = ["\n".join([*_title(made), *textwrap.wrap(made.case.about, WIDTH)])]
    rows = [line for figure in made.figures for line in _figures_row([figure])]
    table.append("\n".join([*_cells(HEADINGS), *rows]))
    for how, heading in MEANING.items():
        said = list(_remarks(figure.published for figure in made.figures if figure.published.how == how))
        if said:
            table.append("\n".join([heading, *said]))
    oddities = dict.fromkeys(said for settlement in made.settlements.values() for said in settlement.oddities)
    if oddities:
        table.append("\n".join(["About the recorded activity", *(line for said in oddities for line in wrapped(said))]))
    table.append("\n".join(["Published in", *_sources(made)]))
    return "\n\n".join([*table, verdict_sentence([made]), LABELS])


def forecast_text(made: Sequence[Forecast], currency: str) -> str:
    """Each forecast beside its actual: nine futures of ten, whether they hold it, and what that proves."""
    lines = [f"Simulated, {len(made[0].draws)} futures: nine in ten lie between"]
    lines += _cells(("", "actual", "from", "to", "  holds it"))
    for forecast in made:
        written, (low, high) = forecast.written, forecast.interval
        cells = [_whole(amount) for amount in (low, high)]
        holds = {True: "  yes", False: "  NO", None: f"  {NOTHING}"}[forecast.holds]
        actual = NOTHING if written.amount is None else _whole(written.amount)
        unit = f" ({currency})" if written.column == "payments" else ""
        lines += _cells((f"{written.what}{unit}", actual, *cells, holds))
        if written.because:
            lines += wrapped(f"{written.because}.", indent="    ")
    return "\n".join(lines)


def _whole(amount: float) -> str:
    return f"{amount:,.0f}"


def verdict_sentence(replays: Sequence[Replay]) -> str:
    """How many figures the terms give back, in a sentence; every miss by name."""
    figures = [figure for made in replays for figure in made.figures]
    n = {verdict: sum(f.verdict == verdict for f in figures) for verdict in dict.fromkeys(f.verdict for f in figures)}
    tried = sum(number for verdict, number in n.items() if verdict != "proves nothing")
    good = n.get("agrees", 0) + n.get("within its bounds", 0)
    said = f"Of {_many(len(figures), 'published figure')} {tried} can be held against the terms; {good} agree."
    explained, missed = n.get("differs, and the case says why", 0), n.get("a miss", 0)
    if explained:
        said += f" {explained} differ{'s' * (explained == 1)} for a reason that is known."
    if missed:
        names = "; ".join(f"{made.case.title}: {figure.published.what}" for made in replays for figure in made.misses)
        said += f" {missed} {'is a miss' if missed == 1 else 'are misses'} that nobody has explained: {names}."
    return "\n".join(textwrap.wrap(said, WIDTH))


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _cells(cells: Sequence[str]) -> list[str]:
    return row(cells, COLUMNS, words_last=True)


# -- rows ------------------------------------------------------------------------------------------------------------


def _title(made: Replay) -> list[str]:
    return textwrap.wrap(f"{made.case.title} ({made.case.currency})", WIDTH)


def _alike(figures: Sequence[ReplayedFigure]) -> Iterator[list[ReplayedFigure]]:
    """Figures one by one; lines of a card that follow one another and stand alike together."""

    def kind(numbered: tuple[int, ReplayedFigure]) -> tuple[object, ...]:
        number, figure = numbered
        published = figure.published
        if published.of not in ("line", "period") or figure.verdict.startswith(("a miss", "differs")):
            return (number,)
        return (published.of, published.how, published.contract, published.activity)

    for _, group in groupby(enumerate(figures), key=kind):
        alike = [figure for _, figure in group]
        yield from [alike] if len(alike) >= FEWEST_ADDED_UP else ([figure] for figure in alike)


def _figures_row(figures: Sequence[ReplayedFigure]) -> Iterator[str]:
    first = figures[0]
    if len(figures) == 1:
        yield from _cells((first.published.what, _published(first), *_settled(first), _label(first)))
        return
    published = [figure.published.amount for figure in figures]
    known = [amount for amount in published if amount is not None]
    settled = [figure.least for figure in figures if figure.least is not None and figure.least == figure.most]
    whole = len(known) == len(settled) == len(figures)
    ends = [figure.published.what.partition(":")[0] for figure in (first, figures[-1])]
    yield from _cells((
        f"{ends[0]} to {ends[1]}",
        _amount(sum(known), first.published) if len(known) == len(figures) else NOTHING,
        _amount(sum(settled), first.published) if len(settled) == len(figures) else NOTHING,
        _signed(sum(settled) - sum(known), first.published) if whole else NOTHING,
        _label(first),
    ))  # fmt: skip


def _published(figure: ReplayedFigure) -> str:
    amount = figure.published.amount
    return NOTHING if amount is None else _amount(amount, figure.published)


def _settled(figure: ReplayedFigure) -> tuple[str, str]:
    """What the terms give, as one number or two ends, and the difference."""
    least, most, difference = figure.least, figure.most, figure.difference
    if least is None or most is None:
        return NOTHING, NOTHING
    told = _amount(least, figure.published)
    if least != most:
        told += f"\nto {_amount(most, figure.published)}"
    return told, NOTHING if difference is None else _signed(difference, figure.published)


def _label(figure: ReplayedFigure) -> str:
    mark = {"a miss": "\n  A MISS", "differs, and the case says why": "\n  (see why)"}.get(figure.verdict, "")
    return f"  {figure.published.how}{mark}"


def _amount(amount: float, published: PublishedFigure) -> str:
    if amount != amount:  # noqa: PLR0124  (not a number)
        return NOTHING
    if published.unit == "rate":
        return f"{100 * amount:.1f}%"
    if published.unit == "number":
        return f"{amount:,.4g}" if abs(amount) < 1_000 else f"{amount:,.0f}"
    return f"{amount:,.2f}".removesuffix(".00")


def _signed(difference: float, published: PublishedFigure) -> str:
    told = f"{abs(difference):,.2g}" if published.unit == "number" else _amount(abs(difference), published)
    sign = "" if not any(digit in "123456789" for digit in told) else MINUS if difference < 0 else "+"
    return sign + told


# -- words -----------------------------------------------------------------------------------------------------------


def _remarks(figures: Iterable[PublishedFigure]) -> Iterator[str]:
    """Each remark once, with the figures it is about."""
    by_remark: dict[str, list[str]] = {}
    for figure in figures:
        if figure.because:
            by_remark.setdefault(figure.because, []).append(figure.what)
    for remark, whats in by_remark.items():
        yield from wrapped(f"{_of_several(whats)}: {remark}.")


def _of_several(whats: Sequence[str]) -> str:
    if len(whats) <= MOST_NAMED:
        return "; ".join(whats)
    ends = [what.partition(":")[0] for what in (whats[0], whats[-1])]
    return f"{ends[0]} to {ends[1]} ({len(whats)} figures)"


def _sources(made: Replay) -> Iterator[str]:
    """Each source once, with what was published there."""
    by_source: dict[str, list[str]] = {}
    for figure in (figure for figure in made.figures if figure.published.amount is not None):
        by_source.setdefault(figure.published.source or "no source is given", []).append(figure.published.what)
    for source, whats in by_source.items():
        yield from wrapped(f"{_of_several(whats)}: {source}")
