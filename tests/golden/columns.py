"""The main columns of a run, in few numbers: what the golden file holds."""

from __future__ import annotations

from pathlib import Path

from outcomesim import load, simulate

GOLDEN = Path(__file__).parent / "golden.json"
SCENARIOS = {
    "small": str(Path(__file__).parents[1] / "scenario" / "small.toml"),
    "rough_sleeping": "rough_sleeping",
    "employment": "employment",
}
COUNTS = ("referred", "started", "directed", "verified", "anyway", "achieved", "with", "without")
MONEY = ("cost", "transaction cost", "paid anyway", "withheld", "cut by cap", "net", "present value", "gain real")
REPLICATIONS, SEED = 200, 1

Golden = dict[str, dict[str, dict[str, float]]]


def main_columns() -> Golden:
    """Totals of counts (whole) and means of money (pence), by scenario, contract and column."""
    found: Golden = {}
    for scenario, file in SCENARIOS.items():
        results = simulate(load(file), replications=REPLICATIONS, seed=SEED)
        for name, result in results.contracts.items():
            numbers = found.setdefault(scenario, {}).setdefault(name, {})
            for key, column in sorted(result.columns.items()):
                if key[0] in COUNTS:
                    numbers[" / ".join(key)] = int(column.sum())
                elif key[0] in MONEY:
                    numbers[" / ".join(key)] = float(column.mean())
    return found
