"""The third and fourth figures: the risk each party bears, and outcomes with and without the service.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives drawings with a row for each contract.
"""

from __future__ import annotations

from outcomesim.analysis.comparison import USUAL, Comparison
from outcomesim.presentation.canvas import INK, PALETTE, TWO
from outcomesim.presentation.findings import if_told
from outcomesim.presentation.panels import MOST_SERIES, Drawing, risk_holders, side_by_side
from outcomesim.presentation.words import MINUS, brief_money, cell, count


def risk(comparison: Comparison, title: str) -> Drawing:
    """How far each party falls below what it expects in the worst futures."""
    holders, currency = risk_holders(comparison), comparison.scenario.currency
    contracts = comparison.contracts
    sheet, panels = side_by_side(title, [words for words, *_ in holders], [c.name for c in contracts])
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
        (words, c.name, cell(if_told(borne[holder, kind, c.name].shortfall), "money", currency))
        for words, holder, kind in holders
        for c in contracts
    )
    return Drawing(sheet, sentence, ("party", "contract", "shortfall in the worst 5%"), rows)


def shown_lines(comparison: Comparison) -> tuple[int, ...]:
    """The outcome lines drawn, four at most: the headline, the ends of its chain, the rest of it, the most frequent.

    Days are not: on the scale of people they would dwarf the others.
    """
    lines = comparison.scenario.outcomes
    headline = comparison.scenario.outcome_names.index(comparison.headline)
    event = lines[headline].of or lines[headline].name
    reached = [i for i, line in enumerate(lines) if line.kind != "days"]
    chain = [i for i in reached if event in (lines[i].name, lines[i].of)]
    often = [line.with_contract.value for line in comparison.contracts[0].lines]

    def rank(line: int) -> tuple[bool, bool, bool, float]:
        return (line != headline, line not in (chain[0], chain[-1]), line not in chain, -often[line])

    return tuple(sorted(sorted(reached, key=rank)[:MOST_SERIES]))


def outcomes(comparison: Comparison, title: str) -> Drawing:
    """True outcomes of everyone referred, under usual services only and under each contract."""
    contracts, lines = comparison.contracts, shown_lines(comparison)
    names = [USUAL, *(c.name for c in contracts)]
    heads = [comparison.scenario.outcome_names[line] for line in lines]
    sheet, panels = side_by_side(title, heads, names)
    counts = [
        [contracts[0].lines[i].without.value, *(c.lines[i].with_contract.value for c in contracts)] for i in lines
    ]
    most = max(max(row) for row in counts) or 1.0
    for axes, amounts in zip(panels, counts, strict=True):
        axes.barh(range(len(amounts)), amounts, height=0.62, color=[TWO[1]] + [TWO[0]] * len(contracts))
        axes.axvline(amounts[0], color=TWO[1], linewidth=1.2, linestyle=(0, (3, 2)))
        for y, amount in enumerate(amounts):
            more = amount - amounts[0]
            said = count(amount) + (f" ({'+' if more >= 0 else MINUS}{count(abs(more))})" if y else "")
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
    return Drawing(sheet, sentence, ("outcome", "contract", "without", "with", "additional"), rows)
