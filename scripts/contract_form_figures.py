"""The figures of docs/contract-forms.md: a service under every form of contract, on the same people.

    python scripts/contract_form_figures.py [how many futures] [folder]

Each figure is what payers, provider and investors end up with under one form, beside a block price.
"""

import sys
from pathlib import Path

import outcomesim as osim

REPLICATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parents[1] / "docs" / "pictures" / "forms"

FIGURES = {
    "every_form": {
        "fee_for_service": ["Block price, reviewed", "Price a start", "Price a person-month", "Cost plus"],
        "plain_grant": "Plain grant",
        "general_grant": "General grant",
        "grants_2_0": "Grants 2.0",
        "payment_by_results": "Payment by results",
        "social_impact_bond": "SIB",
        "hybrid": "Hybrid",
    },
    "collaborative": {"collaborative_commissioning": "Bought together"},
    "innovation": {"innovation_partnership": "Innovation Partnership"},
}

FOLDER.mkdir(parents=True, exist_ok=True)
for scenario, figures in FIGURES.items():
    comparison = osim.compare(osim.load(scenario), replications=REPLICATIONS)
    for name, contracts in figures.items():
        picture = osim.beside(comparison, contracts, name=name)
        (FOLDER / f"{name}.svg").write_text(picture.svg, encoding="utf-8")
        print(f"{name}.svg: {picture.title}")
