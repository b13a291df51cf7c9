"""What if a price, a cap or the effect were different? Change it, and compare again on the same people.

    python scripts/what_if.py [how many futures]

Copy this file and write your own questions. A change names a number by its path, as `outcomesim check` spells it.
"""

import sys

import outcomesim as osim

REPLICATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000

scenario = osim.load("rough_sleeping")

WHAT_IFS = {
    "as written": {},
    "a lower price for 12 months housed": {"contract[SIB].prices[12 months in accommodation]": 1_800},
    "no cap on the bond": {"contract[SIB].contract_cap": None},
    "a smaller block price": {"contract[Fee for service].price": 2_000_000},
    "the service hardly works": {
        "outcome[Entering accommodation].effect.hazard_ratio": 1.3,
        "outcome[Entering accommodation].effect.loss_ratio": 0.9,
    },
}

for question, changes in WHAT_IFS.items():
    comparison = osim.compare(osim.changed(scenario, changes), replications=REPLICATIONS)
    print(f"\n{question.capitalize()}")
    for contract in comparison.contracts:
        paid, each, kept = (
            contract.summary[name].value
            for name in ("paid by payers", "cost per additional outcome", "provider's result")
        )
        print(
            f"  {contract.name:<15}  payers pay £{paid:>9,.0f}  "
            f"each additional outcome £{each:>7,.0f}  provider keeps £{kept:>8,.0f}"
        )
