"""Published counts beside simulated means, as the scenario is written and with every effect low, middling and high.

    python scripts/published_and_simulated.py rough_sleeping
    python scripts/published_and_simulated.py employment

Prints the table of docs/assumptions.md. The known counts should stay put whatever the effect; the share of them that
would have happened anyway should not.
"""

import csv
import math
import sys
from pathlib import Path

from outcomesim import changed, load, simulate

PUBLISHED = Path(__file__).parents[1] / "scenarios" / "published"
AS_PLANNED = "Fee for service"  # without reviews, so that the service runs as planned
QUANTILES = (0.05, 0.5, 0.95)


def with_effects(scenario, quantile):
    """The scenario with every uncertain effect at one quantile of what is believed of it."""
    return changed(
        scenario,
        {
            f"outcome[{outcome.name}].effect.{ratio}": float(getattr(outcome, ratio).at(quantile))
            for outcome in scenario.outcomes
            for ratio in ("hazard_ratio", "loss_ratio")
            if getattr(outcome, ratio).uncertain
        },
    )


def main(name, replications="2000", seed="1"):
    scenario = load(name)
    rows = csv.DictReader((PUBLISHED / f"{name}.csv").read_text().splitlines())
    published = {row["line"]: float(row["count"]) for row in rows}
    runs = [
        simulate(variant, replications=int(replications), seed=int(seed))[AS_PLANNED]
        for variant in (scenario, *(with_effects(scenario, quantile) for quantile in QUANTILES))
    ]
    percentiles = " | ".join(f"at {quantile:.0%}" for quantile in QUANTILES)
    print(f"| line | published | simulated | error | difference | {percentiles} | all within 5% or 2 | anyway |")
    print("|---|" + "--:|" * (4 + len(QUANTILES)) + "---|---|")
    for line, count in published.items():
        means = [run["verified", line].mean() for run in runs]
        error = runs[0]["verified", line].std() / math.sqrt(int(replications))
        fits = all(abs(mean - count) <= max(0.05 * count, 2) for mean in means)
        effects = " | ".join(f"{mean:.1f}" for mean in means[1:])
        anyway = " to ".join(
            f"{run['anyway', line].mean() / mean:.0%}" for run, mean in zip(runs[1:], means[1:], strict=True)
        )
        print(
            f"| {line} | {count:g} | {means[0]:.1f} | {error:.1f} | {means[0] - count:+.1f} | {effects} "
            f"| {'yes' if fits else '**no**'} | {anyway} |"
        )


if __name__ == "__main__":
    main(*sys.argv[1:] or ["rough_sleeping"])
