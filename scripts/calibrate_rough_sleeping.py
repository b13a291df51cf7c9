"""Fit a scenario's rates to published counts, then show how near the simulated counts come, whatever the effect.

    python scripts/calibrate_rough_sleeping.py            fits, and prints rates to write into the scenario
    python scripts/calibrate_rough_sleeping.py --check    simulates the scenario as it stands, and prints the table

Hazards are those seen with the service, so the counts hardly move with the effect: what moves is what would have
happened anyway. Each fitted rate gets a distribution, placed so that the mean count stays the published one.
"""

import csv
import math
import sys

import numpy as np

from outcomesim import Distribution, changed, load, plan, simulate

ANCHORS = {  # events whose first stage's losses are assumed, so that their hazard is fitted to the stage's count
    "Entering accommodation": "3 months in accommodation",
    "Drug misuse: entry into treatment": "Drug misuse: sustained engagement",
    "Starts volunteering": "Volunteering 13 weeks",
    "Starts part time work": "Part time work 13 weeks",
    "Starts full time work": "Full time work 13 weeks",
}
HAZARD_SPREAD, LOSS_SPREAD = 0.4, 0.5  # standard deviation over mean, assumed
POINTS = (np.arange(8) + 0.5) / 8


def published(name):
    with open(f"scenarios/published/{name}.csv", newline="") as file:
        return {row["line"]: float(row["count"]) for row in csv.DictReader(file)}


def gamma(mean, spread):
    return Distribution.of("gamma", shape=spread**-2, scale=mean * spread**2)


def planned(scenario, hazards, losses, found, points):
    """Mean planned counts and shares achieved, over points of what is not known of the hazards."""
    verified, achieved = {}, {}
    for point in points:
        told = {f"outcome[{name}].per_month": hazard * point for name, hazard in hazards.items()}
        told |= {f"outcome[{name}].lost_per_month": loss for name, loss in losses.items()}
        told |= {f"outcome[{name}].found": share for name, share in found.items()}
        implied = plan(changed(scenario, told))
        for name, count, reached in zip(scenario.outcome_names, implied.verified, implied.achieved, strict=True):
            verified[name] = verified.get(name, 0) + count / len(points)
            achieved[name] = achieved.get(name, 0) + reached / implied.starts.sum() / len(points)
    return verified, achieved


def fit(scenario, counts, anchors, points, rounds=10):
    """Hazards, losses and shares found at which the planned counts are the published ones."""
    variance = scenario.segments[0].frailty_sd ** 2
    spent = (lambda p: ((1 - p) ** -variance - 1) / variance) if variance else (lambda p: -math.log(1 - p))
    events = [o for o in scenario.outcomes if o.kind == "event"]
    hazards = {o.name: o.per_month.value for o in events}
    losses = {o.name: o.lost_per_month.value for o in scenario.outcomes if o.kind == "sustained"}
    found = {o.name: o.found.value for o in events if o.name in anchors and o.name in counts}
    for _ in range(rounds):
        now, share = planned(scenario, hazards, losses, found, points)
        for event in events:
            before = anchors.get(event.name, event.name)
            miss = counts[before] / now[before]
            hazards[event.name] *= spent(min(share[event.name] * miss, 0.995)) / spent(min(share[event.name], 0.995))
            if event.name in found:
                found[event.name] = min(found[event.name] * counts[event.name] / (now[event.name] * miss), 1.0)
            age = 0.0
            for stage in sorted((o for o in scenario.outcomes if o.of == event.name), key=lambda o: o.months):
                if stage.name != before:
                    change = math.log(now[stage.name] * counts[before] / (now[before] * counts[stage.name]))
                    losses[stage.name] = max(losses[stage.name] + change / (stage.months - age), 1e-4)
                before, age = stage.name, stage.months
    return hazards, losses, found


def calibrate(name, anchors):
    scenario, counts = load(name), published(name)
    hazards, losses, found = fit(scenario, counts, anchors, gamma(1, HAZARD_SPREAD).ppf(POINTS))
    certain = fit(scenario, counts, anchors, [1.0])[0]
    shape = LOSS_SPREAD**-2
    months = {o.name: o.months for o in scenario.outcomes}
    for outcome in scenario.outcomes:
        if outcome.kind == "event":
            mean, spread, value, key = hazards[outcome.name], HAZARD_SPREAD, certain[outcome.name], "per_month"
        else:  # the mean at which exp(-loss * width) keeps its mean: (1 + scale * width) ** -shape = exp(-value * width)
            stages = [o.months for o in scenario.outcomes if o.of == outcome.of and o.months < outcome.months]
            value, width = losses[outcome.name], months[outcome.name] - max(stages, default=0.0)
            mean, spread, key = shape * math.expm1(value * width / shape) / width, LOSS_SPREAD, "lost_per_month"
        print(f'{outcome.name}: {key} = {{ value = {value:.4g}, gamma = {{ mean = {mean:.4g}, sd = {mean * spread:.3g} }} }}')
        if outcome.name in found:
            print(f"{outcome.name}: found = {found[outcome.name]:.3f}")


def check(name, replications=2000, seed=1):
    """A table of published and simulated counts, as written and with every effect at three of its quantiles."""
    scenario, counts = load(name), published(name)
    contract = "Fee for service"  # the service as planned: no reviews
    print("| line | published | effect | simulated | error | difference | within 5% or 2 |\n|---|---|---|---|---|---|---|")
    for quantile in (None, 0.05, 0.5, 0.95):
        effects = {
            f"outcome[{o.name}].effect.{ratio}": float(getattr(o, ratio).at(quantile))
            for o in scenario.outcomes
            for ratio in ("hazard_ratio", "loss_ratio")
            if quantile and getattr(o, ratio).uncertain
        }
        result = simulate(changed(scenario, effects), replications=replications, seed=seed)[contract]
        for line, count in counts.items():
            simulated = sum(result["verified", part] for part in line.split(" + "))
            mean, error = simulated.mean(), simulated.std() / math.sqrt(replications)
            at = "as written" if quantile is None else f"at {quantile:.0%}"
            fits = "yes" if abs(mean - count) <= max(0.05 * count, 2) else "**no**"
            print(f"| {line} | {count:g} | {at} | {mean:.1f} | {error:.1f} | {mean - count:+.1f} | {fits} |")


if __name__ == "__main__":
    check("rough_sleeping") if "--check" in sys.argv else calibrate("rough_sleeping", ANCHORS)
