"""The comparison as CSV: one tidy table a question, one row a figure, each with its Monte Carlo error.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives texts by file name. Amounts are in the scenario's
currency, not rounded; an empty field is a figure that does not exist.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import numpy as np

from outcomesim.analysis.comparison import USUAL, Comparison
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.precision import Figure
from outcomesim.analysis.risk import SHARES, Borne
from outcomesim.presentation.fair_sheets import Sheets, fair_sheets
from outcomesim.presentation.findings import measured

Line = tuple[object, ...]


def csv_tables(comparison: Comparison) -> dict[str, str]:
    """Every table as CSV text, by file name.

    Returns
    -------
    dict of file name to text
        ``summary, differences, payers, accountability, outcomes, parties, risk, losses, by_year, assumptions``; where
        the comparison was made fair also ``same_payment_summary, same_payment_differences, same_payment_parties,
        same_payment_risk, same_payment_losses`` and those of :func:`~outcomesim.presentation.fair_sheets.fair_sheets`.
    """
    made = _sheets(comparison)
    if comparison.fair is not None:
        same = _sheets(comparison.fair.same_payment)
        made |= {f"same_payment_{name}": same[name] for name in AT_SAME_PAYMENT}
        made |= fair_sheets(comparison)
    return {f"{name}.csv": written(head, lines) for name, (head, lines) in made.items()}


AT_SAME_PAYMENT = ("summary", "differences", "parties", "risk", "losses")


def _sheets(comparison: Comparison) -> Sheets:
    return {
        "summary": (("contract", "measure", "unit", "value", "error"), _summary(comparison)),
        "differences": (("contract", "against", "measure", "unit", "value", "error"), _differences(comparison)),
        "payers": (("contract", "payer", "value", "error"), _payers(comparison)),
        "accountability": (("contract", "part", "who", "of", "share", "value", "error"), _accountability(comparison)),
        "outcomes": (("contract", "outcome", "quantity", "value", "error"), _outcomes(comparison)),
        "parties": (("contract", "position", "holder", "role", "quantity", "value", "error"), _parties(comparison)),
        "risk": (("contract", "against", "position", "holder", "quantity", "value", "error"), _risk(comparison)),
        "losses": (("contract", "party", "when", "amount", "source", "chance", "error"), _losses(comparison)),
        "by_year": (("contract", "year", "payer", "payee", "reason", "mean"), _by_year(comparison)),
        "assumptions": (
            ("path", "value", "low_90", "high_90", "unit", "assumed", "source", "note"),
            _assumptions(comparison),
        ),
    }


def written(head: tuple[str, ...], lines: Iterable[Line]) -> str:
    """A table as CSV text."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_field(value) for value in line] for line in lines)
    return page.getvalue()


def _field(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.10g}" if np.isfinite(value) else ""
    # A leading sign or "=" would be run as a formula by a spreadsheet.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value


def _of(figure: Figure) -> Line:
    return (figure.value, figure.error)


def _summary(comparison: Comparison) -> Iterator[Line]:
    summaries = [(c.name, c.summary) for c in comparison.contracts] + [(USUAL, comparison.usual)]
    for contract, summary in summaries:
        for name, figure in summary.items():
            yield (contract, name, MEASURES[name].unit, *_of(figure))
    for c in comparison.contracts:
        for at, figure in zip((5, 50, 95), c.internal_rate, strict=True):
            yield (c.name, f"investors' return a year, {at}% quantile", "share", *_of(figure))


def _differences(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for name, figure in c.differences.items():
            yield (c.name, comparison.against, name, MEASURES[name].unit, *_of(figure))


def _payers(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for payer, figure in c.payments.items():
            yield (c.name, payer, *_of(figure))


def _accountability(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for one in c.accountable:
            yield (c.name, one.part, one.who, one.of, one.share, *_of(one.amount))


def _outcomes(comparison: Comparison) -> Iterator[Line]:
    quantities = {
        "achieved": "achieved",
        "evidence not found": "not_found",
        "verified too late": "late",
        "verified": "verified",
        "verified, would have happened anyway": "anyway",
        "true, with the contract": "with_contract",
        "true, without the service": "without",
        "true, additional": "additional",
        "paid": "paid",
    }
    for c in comparison.contracts:
        for line in c.lines:
            for said, quantity in quantities.items():
                yield (c.name, line.name, said, *_of(getattr(line, quantity)))


def _borne(b: Borne) -> Iterator[Line]:
    yield ("expected", *_of(b.expected))
    yield ("standard deviation", *_of(b.spread))
    yield ("shortfall of the worst 5%", *_of(b.shortfall))
    for at, figure in zip(SHARES, b.quantiles, strict=True):
        yield (f"{100 * at:.0f}% quantile", *_of(figure))
    if b.worst_year is not None:
        yield ("worst year", *_of(b.worst_year))


def _parties(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for b in c.borne:
            for line in _borne(b):
                yield (c.name, b.kind, b.holder, b.role, *line)


def _risk(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for t in c.transfers:
            place = (c.name, t.against, t.kind)
            for change in t.changes:
                for when, b in (("before", change.before), ("after", change.after)):
                    for quantity, *figure in _borne(b):
                        yield (*place, change.holder, f"{quantity}, {when}", *figure)
                yield (*place, change.holder, "rise in shortfall", *_of(change.rise))
            yield (*place, "payers", "risk moved", *_of(t.moved))
            yield (*place, "all parties", "risk created", *_of(t.created))
            yield (*place, "payers", "extra expected cost", *_of(t.extra_cost))
            if t.price is not None:
                yield (*place, "payers", "extra cost for each unit of risk moved", *_of(t.price))


def _losses(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for said in c.losses:
            loss = said.loss
            yield (c.name, loss.party, measured(loss), float(loss.amount), loss.source, *_of(said.chance))


def _by_year(comparison: Comparison) -> Iterator[Line]:
    for c in comparison.contracts:
        for (payer, payee, reason), years in c.by_year.items():
            for year, amount in enumerate(years, start=1):
                yield (c.name, year, payer, payee, reason, float(amount))


def _assumptions(comparison: Comparison) -> Iterator[Line]:
    for q in comparison.scenario.quantities:
        low, high = q.distribution.interval() if q.distribution else (float("nan"), float("nan"))
        yield (q.path, float(q.value), low, high, q.unit, "yes" if q.assumed else "no", q.source, q.note)
