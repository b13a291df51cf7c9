"""A published contract settled again: each published figure beside what the terms give for the recorded activity.

Takes a case, gives a :class:`Replay`. It judges only what a figure claims to be: a figure that is derived or not
settleable proves nothing, whatever the difference. It prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from outcomesim.errors import Fault, ScenarioError
from outcomesim.scenario.case import Case, PublishedFigure
from outcomesim.scenario.loading import load_case
from outcomesim.scenario.text.tree import did_you_mean
from outcomesim.settlement.closing import SettledTranche, multiple_of
from outcomesim.settlement.reading.rows import own_activity, read_activity
from outcomesim.settlement.settled import Settlement
from outcomesim.settlement.settling import settle
from outcomesim.units import Floats

Verdict = Literal["agrees", "differs, and the case says why", "a miss", "within its bounds", "proves nothing"]
"""What the difference means.

============================== ================================================================================
agrees                         settled, and within half of what the published figure was rounded to
within its bounds              bounded, and the published figure lies between the two ends
differs, and the case says why settled or bounded, and not so; the case gives the reason
a miss                         settled or bounded, not so, and nobody knows why
proves nothing                 derived or not settleable
============================== ================================================================================
"""


@dataclass(frozen=True)
class ReplayedFigure:
    """A published figure and what the terms give.

    Parameters
    ----------
    published : PublishedFigure
    settled : array (R,) or None
        One row, or two where what is recorded leaves it open; None where nothing can be settled.
    verdict : see :data:`Verdict`
    """

    published: PublishedFigure
    settled: Floats | None
    verdict: Verdict

    @property
    def least(self) -> float | None:
        """The lower end of what the terms give."""
        return None if self.settled is None else float(np.min(self.settled))

    @property
    def most(self) -> float | None:
        """The upper end."""
        return None if self.settled is None else float(np.max(self.settled))

    @property
    def difference(self) -> float | None:
        """What the terms give less what was published: from the nearer end, and nought between the two."""
        if self.least is None or self.most is None or self.published.amount is None:
            return None
        nearest = min(max(self.published.amount, self.least), self.most)
        return nearest - self.published.amount


@dataclass(frozen=True)
class Replay:
    """Every published figure of a case, and the settlements they were held against.

    Parameters
    ----------
    case : Case
    figures : tuple of ReplayedFigure
    settlements : mapping of (contract, activity) to Settlement
    """

    case: Case
    figures: tuple[ReplayedFigure, ...]
    settlements: Mapping[tuple[str, str], Settlement]

    @property
    def misses(self) -> tuple[ReplayedFigure, ...]:
        """The figures that should have been given back and were not, with no reason known."""
        return tuple(figure for figure in self.figures if figure.verdict == "a miss")


def replay(case: Case | str | Path) -> Replay:
    """Settle a published contract again, and hold every published figure against it.

    Parameters
    ----------
    case : Case, str or Path
        A case, its file, or the bare name of a shipped one.

    Returns
    -------
    Replay

    Raises
    ------
    ScenarioError
        Where the file has faults, or says nothing that was published.
    """
    made = case if isinstance(case, Case) else load_case(case)
    if not made.published:
        hint = "add [[published]] figures, or settle it (outcomesim settle)"
        raise ScenarioError(
            [Fault("published", "", "this case says nothing that was published", hint, None, made.file)]
        )
    settlements: dict[tuple[str, str], Settlement] = {}
    figures = []
    for published in made.published:
        settled = None
        if published.how != "not settleable":
            settled = figure_of(_settlement(made, published, settlements), published)
        figures.append(ReplayedFigure(published, settled, _verdict(published, settled)))
    return Replay(made, tuple(figures), settlements)


def _settlement(case: Case, published: PublishedFigure, settlements: dict[tuple[str, str], Settlement]) -> Settlement:
    """The settlement that a figure is of, made once."""
    key = published.contract, published.activity
    if key not in settlements:
        activity = read_activity(own_activity(case, published.activity), case)
        settlements[key] = settle(case, activity, contract=published.contract or None)
    return settlements[key]


def _verdict(published: PublishedFigure, settled: Floats | None) -> Verdict:
    if published.how in ("derived", "not settleable") or published.amount is None or settled is None:
        return "proves nothing"
    slack = published.rounded_to / 2 + 1e-9
    least, most = float(np.min(settled)), float(np.max(settled))
    if published.how == "settled" and max(abs(least - published.amount), abs(most - published.amount)) <= slack:
        return "agrees"
    if published.how == "bounded" and least - slack <= published.amount <= most + slack:
        return "within its bounds"
    return "differs, and the case says why" if published.because else "a miss"


# -- which figure ----------------------------------------------------------------------------------------------------


def figure_of(settlement: Settlement, published: PublishedFigure) -> Floats:
    """The figure of a settlement that a published one is held against, (R,).

    Raises
    ------
    ScenarioError
        Where the settlement has no payer, line, period, tranche or measure of that name.
    """
    return np.asarray(_FIGURES[published.of](settlement, published), dtype=np.float64)


def _payer(settlement: Settlement, published: PublishedFigure) -> Floats:
    _one_of(published, [payer.name for payer in settlement.contract.every_payer], "payer")
    return settlement.paid_by(published.name, period=published.period)


def _line(settlement: Settlement, published: PublishedFigure) -> Floats:
    _one_of(published, settlement.line_names, "pay line or outcome")
    return settlement.of_line(published.name, period=published.period)


def _count(settlement: Settlement, published: PublishedFigure) -> Floats:
    _one_of(published, settlement.line_names, "pay line or outcome")
    return settlement.count_of(published.name, period=published.period)


def _measure(settlement: Settlement, published: PublishedFigure) -> Floats:
    _one_of(published, [measure.name for measure in settlement.case.measures], "measure")
    return settlement.measure(published.name, period=published.period)


def _cut(settlement: Settlement, published: PublishedFigure) -> Floats:
    if published.name:
        _one_of(published, ["person", "period", "year", "contract"], "kind of cap")
    return settlement.cut(published.name, period=published.period)


def _tranches(settlement: Settlement, published: PublishedFigure) -> tuple[SettledTranche, ...]:
    if not settlement.tranches:
        rule = "nothing is known of investors: the contract has no capital"
        raise ScenarioError([_fault(published, rule, "add [contract.capital]", settlement.case.file)])
    if published.name:
        _one_of(published, [tranche.name for tranche in settlement.tranches], "tranche")
    return tuple(tranche for tranche in settlement.tranches if published.name in ("", tranche.name))


def _money_of(part: Literal["drawn", "received"]) -> Callable[[Settlement, PublishedFigure], Floats]:
    def money(settlement: Settlement, published: PublishedFigure) -> Floats:
        return np.asarray(np.sum([getattr(tranche, part) for tranche in _tranches(settlement, published)], axis=0))

    return money


def _gain(settlement: Settlement, published: PublishedFigure) -> Floats:
    return np.asarray(np.sum([t.received - t.drawn for t in _tranches(settlement, published)], axis=0))


def _multiple(settlement: Settlement, published: PublishedFigure) -> Floats:
    tranches = _tranches(settlement, published)
    drawn, received = (np.sum([getattr(t, part) for t in tranches], axis=0) for part in ("drawn", "received"))
    return multiple_of(received, drawn)


def _irr(settlement: Settlement, published: PublishedFigure) -> Floats:
    tranches = _tranches(settlement, published)
    if len(tranches) > 1:
        rule = "a return a year is one tranche's, and there are several"
        hint = f'add name = "{tranches[0].name}"'
        raise ScenarioError([_fault(published, rule, hint, settlement.case.file)])
    return tranches[0].irr


_FIGURES: dict[str, Callable[[Settlement, PublishedFigure], Floats]] = {
    "total": lambda settlement, published: settlement.total,
    "gross": lambda settlement, published: settlement.gross,
    "payer": _payer,
    "line": _line,
    "period": lambda settlement, published: settlement.in_period(published.name),
    "to date": lambda settlement, published: settlement.to_date(published.name),
    "cut": _cut,
    "drawn": _money_of("drawn"),
    "received": _money_of("received"),
    "gain": _gain,
    "irr": _irr,
    "multiple": _multiple,
    "count": _count,
    "measure": _measure,
}  # fmt: skip


def _one_of(published: PublishedFigure, known: list[str], what: str) -> None:
    if published.name not in known:
        hint = did_you_mean(published.name, known)
        raise ScenarioError([_fault(published, f"there is no {what} of this name", hint, "")])


def _fault(published: PublishedFigure, rule: str, hint: str, file: str) -> Fault:
    return Fault(f"published[{published.what}].name", published.name, rule, hint, None, file)
