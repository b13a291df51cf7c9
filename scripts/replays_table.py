"""Published contracts settled again, as a page: writes docs/replays.md.

    python scripts/replays_table.py

Every figure on the page is made here. Run it when a case or a rule has changed, and read what moved.
"""

from itertools import groupby
from pathlib import Path

import outcomesim as osim

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "scenarios" / "cases").glob("*.toml"))
HEAD = """\
# Published contracts, settled again

Made by `python scripts/replays_table.py`. The terms of each contract are in a file of
[scenarios/cases](../scenarios/README.md), with the source of every number; what was recorded is settled by them and
held against what was published. `outcomesim replay` prints the same, and `outcomesim replay CASE` one case with its
reasons.

| label | what it means |
|---|---|
| settled | the terms applied to what was recorded give it: nothing in them was worked back from it |
| bounded | what is recorded leaves it open between two ends |
| derived | a price, count or limit was worked back from it: it proves nothing |
| not settleable | something needed was not published |

A difference is what the terms give less what was published, from the nearer end where there are two.
"""


def amount(value, unit):
    if value is None:
        return "–"
    if unit == "rate":
        return f"{100 * value:.1f}%"
    told = f"{value:,.4g}" if unit == "number" else f"{value:,.2f}".removesuffix(".00")
    return "0" if told == "-0" else told.replace("-", "−")


def row(figure):
    published, unit = figure.published, figure.published.unit
    ends = sorted({amount(end, unit) for end in (figure.least, figure.most)}, key=len)
    given = " to ".join(amount(end, unit) for end in (figure.least, figure.most)) if len(ends) == 2 else ends[0]
    difference = "–" if figure.difference is None else amount(figure.difference, unit)
    why = {"a miss": "**a miss**. ", "agrees": "", "within its bounds": ""}.get(figure.verdict, "")
    said = f"{why}{published.because[:1].upper()}{published.because[1:]}"
    return (
        f"| {published.what} | {amount(published.amount, unit)} | {given} | {difference} | {published.how} | {said} |"
    )


def rows(figures):
    """A row for each figure; lines or periods that stand alike, three or more, are added up."""
    for key, group in groupby(
        figures, key=lambda f: (f.published.of in ("line", "period"), f.published.how, f.verdict)
    ):
        alike = list(group)
        if not key[0] or len(alike) < 3 or key[2].startswith(("a miss", "differs")):
            yield from map(row, alike)
            continue
        first, last = (figure.published.what.partition(":")[0] for figure in (alike[0], alike[-1]))
        published, given = (sum(f.published.amount for f in alike), sum(f.least for f in alike))
        cells = (amount(published, "money"), amount(given, "money"), amount(given - published, "money"))
        yield f"| {first} to {last} | {' | '.join(cells)} | {key[1]} | {len(alike)} figures, added up |"


def page():
    parts = [HEAD]
    for file in CASES:
        made = osim.replay(file)
        about = " ".join(made.case.about.split())
        table = "\n".join(rows(made.figures))
        heading = "| figure | published | settled | difference | label | why |\n|---|--:|--:|--:|---|---|"
        source = f"[{file.name}](../scenarios/cases/{file.name}), in {made.case.currency}."
        parts.append(f"## {made.case.title}\n\n{about} {source}\n\n{heading}\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "replays.md").write_text(page(), encoding="utf-8")
