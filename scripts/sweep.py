"""A sweep: two assumptions over a grid, the same people at every point, one line of CSV for each contract.

    python scripts/sweep.py [how many futures] > sweep.csv

Every figure comes with its Monte Carlo standard error. All points share a seed, so that two lines of the file
differ only by what was changed.
"""

import csv
import itertools
import sys

import outcomesim as osim

REPLICATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
SEED = 1

GRID = {
    "outcome[Entering accommodation].effect.hazard_ratio": (1.5, 3.0, 6.0, 12.0),
    "cohort.referrals.total": (300, 406),
}
MEASURES = (
    "paid by payers",
    "paid for what would have happened anyway",
    "additional outcomes",
    "cost per additional outcome",
    "investors' result",
    "public purse",
)

scenario = osim.load("rough_sleeping")
table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow([*GRID, "contract", *itertools.chain.from_iterable((name, f"{name}: error") for name in MEASURES)])
for point in itertools.product(*GRID.values()):
    at = osim.changed(scenario, dict(zip(GRID, point, strict=True)))
    for contract in osim.compare(at, replications=REPLICATIONS, seed=SEED).contracts:
        figures = [contract.summary[name] for name in MEASURES]
        cells = itertools.chain.from_iterable((f"{f.value:.6g}", f"{f.error:.2g}") for f in figures)
        table.writerow([*point, contract.name, *cells])
