"""The fair comparison as CSV: one tidy table a question, one row a figure, each with its Monte Carlo error.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` with its :class:`~outcomesim.analysis.fairness.Fair`, gives
heads and lines by the name of the file. Amounts are in the scenario's currency, not rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outcomesim.analysis.comparison import Compared, Comparison
from outcomesim.analysis.fairness import Fair
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.precision import Figure

Line = tuple[object, ...]
Sheets = dict[str, tuple[tuple[str, ...], Iterable[Line]]]


def fair_sheets(comparison: Comparison) -> Sheets:
    """Every table of the fair part, or none where there is none."""
    fair = comparison.fair
    if fair is None:
        return {}
    measured = ("contract", "against", "measure", "unit", "value", "error", "difference", "difference_error")
    stepped = ("from", "to", "step", "contract", "position", "holder", "quantity", "value", "error")
    return {
        "same_payment": (("contract", "against", "quantity", "value", "error", "reason"), _scales(fair)),
        "same_reviews_summary": (measured, _summary(comparison.against, fair.same_reviews)),
        "bridge": (stepped, _bridge(fair)),
        "switching": (("contract", "against", "position", "prices", "times", "error", "reason"), _switching(fair)),
        "following": (("contract", "quantity", "value", "error", "reason"), _following(fair)),
        "value_shares": (("contract", "holder", "quantity", "value", "error"), _shares(fair)),
    }


def _of(figure: Figure) -> Line:
    return (figure.value, figure.error)


def _scales(fair: Fair) -> Iterator[Line]:
    for found in fair.found:
        place = (found.contract, found.against)
        yield (*place, "wanted", *_of(found.wanted), "")
        yield (*place, "paid as written", *_of(found.as_written), "")
        yield (*place, "prices multiplied by", *_of(found.scale), found.reason)
        yield (*place, "paid at that scale", *_of(found.paid), "")
        yield (*place, "gap", *_of(found.gap), found.reason)
        yield (*place, "tolerance", found.tolerance, 0.0, "")


def _summary(against: str, contracts: Iterable[Compared]) -> Iterator[Line]:
    for c in contracts:
        for name, difference in c.differences.items():
            yield (c.name, against, name, MEASURES[name].unit, *_of(c.summary[name]), *_of(difference))


def _bridge(fair: Fair) -> Iterator[Line]:
    for bridge in fair.bridges:
        told = [(step.name, step.contract, step.changes) for step in bridge.steps]
        for name, contract, changes in (*told, ("in all", bridge.end, bridge.whole)):
            for shift in changes:
                place = (bridge.start, bridge.end, name, contract, shift.kind, shift.holder)
                yield (*place, "change in what is expected", *_of(shift.expected))
                yield (*place, "change in shortfall of the worst 5%", *_of(shift.risk))


def _switching(fair: Fair) -> Iterator[Line]:
    for prices, some in (("as written", fair.switching), ("at the same payment", fair.switching_same_payment)):
        for s in some:
            yield (s.contract, s.against, s.kind, prices, *_of(s.times), s.reason)


def _following(fair: Fair) -> Iterator[Line]:
    for f in fair.following:
        for quantity, figure in (
            ("paid of each unit more added", f.passed_on),
            ("share of variance: effect alone", f.effect),
            ("share of variance: people taken on alone", f.volume),
            ("share of variance: either", f.shared),
            ("share of variance: neither", f.rest),
        ):
            yield (f.contract, quantity, *_of(figure), f.reason)


def _shares(fair: Fair) -> Iterator[Line]:
    for contract, shares in fair.shares.items():
        for share in shares:
            yield (contract, share.holder, "expected", *_of(share.expected))
            yield (contract, share.holder, "share of the shortfall of social value", *_of(share.risk))
