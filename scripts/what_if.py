"""What if a price, a cap or the effect were different? Change it, and compare again on the same people.

    python scripts/what_if.py [how many futures]

Copy this file and write your own questions. A change names a number by its path, as `outcomesim check` spells it.
"""

import sys

import outcomesim as osim

WHAT_IFS = {
    "as written": {},
    "a lower price for 12 months housed": {"contract[SIB].prices[12 months in accommodation]": 1_800},
    "no cap on the bond": {"contract[SIB].cap[contract]": None},
    "a smaller block price": {"contract[Fee for service].price": 2_000_000},
    "the service hardly works": {
        "outcome[Entering accommodation].effect.hazard_ratio": 1.3,
        "outcome[Entering accommodation].effect.loss_ratio": 0.9,
    },
}
SHOWN = {
    "payers pay": "paid by payers",
    "each additional outcome": "cost per additional outcome",
    "provider keeps": "provider's result",
    "investors keep": "investors' result",
}


def main() -> None:
    """Ask each question, and show each answer with its Monte Carlo error."""
    replications = sys.argv[1] if len(sys.argv) > 1 else "1000"
    if not replications.isdigit():
        sys.exit(f"how many futures? a whole number, not {replications!r}")
    scenario = osim.load("rough_sleeping")
    for question, changes in WHAT_IFS.items():
        comparison = osim.compare(osim.changed(scenario, changes), replications=int(replications))
        print(f"\n{question.capitalize()}")
        for contract in comparison.contracts:
            print(f"  {contract.name}")
            for words, measure in SHOWN.items():
                figure = contract.summary[measure]
                if figure.value == figure.value:  # NaN: the question does not arise (no investors)
                    print(f"    {words:<24} {figure.value:>12,.0f} \u00b1 {figure.error:,.0f} {scenario.currency}")


if __name__ == "__main__":
    try:
        main()
    except osim.OutcomesimError as error:
        sys.exit(str(error))
