"""The report: one page of HTML that opens offline and says who pays, who gains, who bears the risk, and why.

Takes a :class:`~outcomesim.analysis.comparison.Comparison` and its charts, gives the page as text. The words are in
the template and in :mod:`outcomesim.presentation.findings`; here they are only brought together. The same comparison
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from outcomesim.analysis.comparison import Comparison
from outcomesim.analysis.measures import MEASURES
from outcomesim.analysis.positions import KINDS, MEANINGS
from outcomesim.analysis.precision import NOUGHT, Figure
from outcomesim.analysis.risk import Borne
from outcomesim.analysis.risk_transfer import Transfer
from outcomesim.contracts.wording.common import listed
from outcomesim.presentation.accountable import accountable_rows
from outcomesim.presentation.fair_findings import fair_of, paid_the_same
from outcomesim.presentation.fair_report import fair_contents
from outcomesim.presentation.figures import Chart
from outcomesim.presentation.findings import answer, if_told, transfer_sentence, who_bears
from outcomesim.presentation.tables import FOOT, rows
from outcomesim.presentation.words import MINUS, NOTHING, believed, capital, cell, money, share

_TEMPLATE = "report.html.j2"
_JOINER = "\N{WORD JOINER}"

Cells = tuple[str, ...]


def report(comparison: Comparison, charts: Sequence[Chart]) -> str:
    """The report as HTML.

    Parameters
    ----------
    comparison : Comparison
    charts : sequence of Chart
        The figures of the comparison.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("outcomesim.presentation"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=_kept_together,
    )
    return pages.get_template(_TEMPLATE).render(**_contents(comparison, charts))


def _kept_together(value: Any) -> Any:
    """A minus is never parted from its amount at the end of a line (markup passes as it is)."""
    return value.replace(MINUS, f"{MINUS}{_JOINER}") if type(value) is str else value


def _contents(comparison: Comparison, charts: Sequence[Chart]) -> dict[str, Any]:
    scenario = comparison.scenario
    others = [c for c in comparison.contracts if c.differences]
    return {
        "title": scenario.title,
        "about": " ".join(scenario.about.split()),
        "question": _question(comparison),
        "answer": (*answer(comparison), *(paid_the_same(comparison) if comparison.fair else ())),
        "fair": _fair(comparison) if comparison.fair else None,
        "precision": _precision(comparison),
        "names": [c.name for c in comparison.contracts],
        "contracts": [
            {"name": c.name, "form": c.form, "described": c.described, "why": who_bears(comparison, c)}
            for c in comparison.contracts
        ],
        "charts": {chart.name: chart for chart in charts},
        "main_rows": _main_rows(comparison),
        "foot": FOOT,
        "against": comparison.against,
        "transfers": [_transfer(comparison, t) for c in comparison.contracts for t in c.transfers],
        "meanings": [(kind, MEANINGS[kind]) for kind in KINDS],
        "position_rows": _position_rows(comparison),
        "accountable_rows": accountable_rows(comparison),
        "difference_names": [f"{c.name} less {comparison.against}" for c in others],
        "difference_rows": _difference_rows(comparison),
        "assumed_count": _assumed_count(comparison),
        "assumption_rows": [
            (q.path, believed(q), ". ".join(filter(None, (q.source or "no source given", q.note))))
            for q in scenario.quantities
        ],
        "command": (
            f"outcomesim compare {Path(scenario.file).name or 'FILE'} --replications {comparison.replications}"
            f" --seed {comparison.seed}{'' if comparison.fair else ' --as-written'} --out FOLDER"
        ),
        "changes": [f"{path} = {value}" for path, value in scenario.changes],
        "version": version("outcomesim"),
        "replications": f"{comparison.replications:,}",
        "seed": comparison.seed,
    }


def _fair(comparison: Comparison) -> dict[str, Any]:
    """The sections that make it fair; statement and positions at the same payment are shown like those as written."""
    same = fair_of(comparison).same_payment
    return {
        **fair_contents(comparison),
        "transfers": [_transfer(same, t) for c in same.contracts for t in c.transfers if t.kind != "budget"],
        "position_rows": _position_rows(same),
    }


def _question(comparison: Comparison) -> str:
    names = listed([c.name for c in comparison.contracts])
    return (
        f"If the same service for the same people were bought under {names}, who would pay, who would gain, and who"
        f" would bear the risk? The same people were simulated under each contract in"
        f" {comparison.replications:,} futures."
    )


def _precision(comparison: Comparison) -> str:
    paid = [c.summary["paid by payers"] for c in comparison.contracts]
    added = [c.summary["additional outcomes"] for c in comparison.contracts]
    most_paid = max(paid, key=lambda f: f.error)
    most_added = max(added, key=lambda f: f.error)
    if not most_paid.error >= 0:
        return "One replication has no error: run more to know how far these figures may be out."
    return (
        f"With {comparison.replications:,} futures, what the payers expect to pay is known to within about"
        f" {money(2 * most_paid.error, comparison.scenario.currency)} and additional outcomes to within about"
        f" {2 * most_added.error:.2g}, given the assumptions; what the assumptions themselves leave open is part of"
        " the risk shown."
    )


def _cells(comparison: Comparison, figures: Sequence[Figure], unit: str) -> Cells:
    return tuple(cell(figure, unit, comparison.scenario.currency) for figure in figures)


def _main_rows(comparison: Comparison) -> list[Cells]:
    return [
        (row.label, *_cells(comparison, (*row.figures, row.usual), row.unit)) if row.figures else (row.label,)
        for row in rows(comparison)
    ]


def _position_rows(comparison: Comparison) -> list[Cells]:
    """Every holder in every position; a holder that a contract does not know has a dash under it."""
    made: list[Cells] = []
    for kind in KINDS:
        made.append((capital(kind),))
        holders = dict.fromkeys(b.holder for c in comparison.contracts for b in c.borne if b.kind == kind)
        for holder in holders:
            cells = []
            for contract in comparison.contracts:
                held = next((b for b in contract.borne if (b.kind, b.holder) == (kind, holder)), None)
                cells.append(NOTHING if held is None else _cells(comparison, (held.expected,), "money")[0])
            made.append((holder, *cells, cell(NOUGHT, "money", comparison.scenario.currency)))
    return made


def _difference_rows(comparison: Comparison) -> list[Cells]:
    others = [c for c in comparison.contracts if c.differences]
    made = []
    for name, measure in MEASURES.items():
        figures = [c.differences[name] for c in others]
        if any(figure.defined for figure in figures):
            made.append((name, *_cells(comparison, figures, measure.unit)))
    return made


def _transfer(comparison: Comparison, transfer: Transfer) -> dict[str, Any]:
    """A statement as the page shows it: two rows a holder, before and after; holders with no part are left out."""
    in_cash = transfer.kind == "cash"

    def shown(figure: Figure) -> str:
        return cell(figure, "money", comparison.scenario.currency)

    def row(borne: Borne, contract: str, rise: str) -> Cells:
        figures = [shown(borne.expected), shown(borne.spread), shown(if_told(borne.shortfall))]
        if in_cash and borne.worst_year is not None:
            losses = [c for c in comparison[contract].losses if c.holder == borne.holder]
            figures += [shown(borne.worst_year), ", ".join(share(c.chance.value) for c in losses) or NOTHING]
        return (borne.holder, contract, *figures, rise)

    table = []
    for change in transfer.changes:
        if any(abs(f.value) >= 0.5 for b in (change.before, change.after) for f in (b.expected, b.spread)):
            table.append(row(change.before, transfer.against, ""))
            table.append(row(change.after, transfer.contract, shown(if_told(change.rise))))
    cash_only = ("worst year", "chance of stated loss") if in_cash else ()
    return {
        "title": f"{transfer.contract}: {transfer.kind}",
        "sentence": transfer_sentence(comparison, transfer),
        "open": transfer.kind == "public purse",
        "head": ("party", "under", "expected", "spread", "risk", *cash_only, "rise in risk"),
        "rows": table,
    }


def _assumed_count(comparison: Comparison) -> str:
    quantities = comparison.scenario.quantities
    assumed = sum(q.assumed for q in quantities)
    uncertain = sum(q.uncertain for q in quantities)
    return (
        f"{len(quantities)} numbers of the scenario carry a source or a distribution: {assumed} of them are marked as"
        f" assumed, and {uncertain} are uncertain and differ from one future to the next. An interval holds 90% of"
        " what is believed."
    )
