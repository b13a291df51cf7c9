"""Fit a scenario's rates to published counts, and print them as they stand in the scenario's file.

    python scripts/calibrate.py rough_sleeping
    python scripts/calibrate.py employment

Hazards are those seen with the service, so that counts hardly move with the effect: what moves is what would have
happened anyway. Each rate gets a value, at which the plan has the published count, and a gamma distribution, placed
so that the mean count over it is the published one too. published_and_simulated.py shows how near it comes.
"""

import csv
import math
import sys
from pathlib import Path

import numpy as np
from scipy.special import gammaincinv

from outcomesim import changed, load, plan

PUBLISHED = Path(__file__).parents[1] / "scenarios" / "published"
ANCHORS = {  # events whose first stage's losses are assumed: their hazard is fitted to that stage's count instead
    "Entering accommodation": "3 months in accommodation",
    "Drug misuse: entry into treatment": "Drug misuse: sustained engagement",
    "Starts volunteering": "Volunteering 13 weeks",
    "Starts part time work": "Part time work 13 weeks",
    "Starts full time work": "Full time work 13 weeks",
}
HAZARD_SPREAD, LOSS_SPREAD = 0.4, 0.5  # standard deviation over mean, assumed
POINTS = (np.arange(8) + 0.5) / 8


def planned(scenario, hazards, losses, found, points):
    """Mean planned counts, and shares of those served who achieve each line, over points of the hazards."""
    counts, shares = {}, {}
    for point in points:
        told = {f"outcome[{name}].per_month": hazard * point for name, hazard in hazards.items()}
        told |= {f"outcome[{name}].lost_per_month": loss for name, loss in losses.items()}
        told |= {f"outcome[{name}].found": share for name, share in found.items()}
        implied = plan(changed(scenario, told))
        for name, count, reached in zip(scenario.outcome_names, implied.verified, implied.achieved, strict=True):
            counts[name] = counts.get(name, 0) + count / len(points)
            shares[name] = shares.get(name, 0) + reached / implied.starts.sum() / len(points)
    return counts, shares


def fit(scenario, published, points, rounds=10):
    """Hazards, losses and shares of evidence found at which the planned counts are the published ones."""
    variance = scenario.segments[0].frailty_sd ** 2

    def spent(share):  # the cumulative hazard at which a share of people have had the event, frailty included
        return ((1 - min(share, 0.995)) ** -variance - 1) / variance

    events = [o for o in scenario.outcomes if o.kind == "event"]
    hazards = {o.name: o.per_month.value for o in events}
    losses = {o.name: o.lost_per_month.value for o in scenario.outcomes if o.kind == "sustained"}
    found = {o.name: o.found.value for o in events if o.name in ANCHORS and o.name in published}
    for _ in range(rounds):
        now, share = planned(scenario, hazards, losses, found, points)
        for event in hazards:
            before, age = ANCHORS.get(event, event), 0.0
            miss = published[before] / now[before]
            hazards[event] *= spent(share[event] * miss) / spent(share[event])
            if event in found:
                found[event] = min(found[event] * published[event] / (now[event] * miss), 1.0)
            for stage in (o for o in scenario.outcomes if o.of == event):
                if stage.name != before:
                    change = math.log(now[stage.name] / now[before] * published[before] / published[stage.name])
                    losses[stage.name] = max(losses[stage.name] + change / (stage.months - age), 1e-4)
                before, age = stage.name, stage.months
    return hazards, losses, found


def main(name):
    scenario = load(name)
    rows = csv.DictReader((PUBLISHED / f"{name}.csv").read_text().splitlines())
    published = {row["line"]: float(row["count"]) for row in rows}
    around = gammaincinv(HAZARD_SPREAD**-2, POINTS) * HAZARD_SPREAD**2  # a gamma distribution of mean 1
    hazards, losses, found = fit(scenario, published, around)
    values = fit(scenario, published, [1.0])[0]
    for event, mean in hazards.items():
        print(f"[{event}]\nper_month = {leaf(values[event], mean, HAZARD_SPREAD)}")
        if event in found:
            print(f"found = {found[event]:.3f}")
        age = 0.0
        for stage in (o for o in scenario.outcomes if o.of == event):
            # The mean at which exp(-loss * width) keeps its own: (1 + scale * width) ** -shape = exp(-value * width).
            width, shape = stage.months - age, LOSS_SPREAD**-2
            lost = shape * math.expm1(losses[stage.name] * width / shape) / width
            print(f"[{stage.name}]\nlost_per_month = {leaf(losses[stage.name], lost, LOSS_SPREAD)}")
            age = stage.months


def leaf(value, mean, spread):
    return f"{{ value = {value:.4g}, gamma = {{ mean = {mean:.4g}, sd = {mean * spread:.3g} }} }}"


if __name__ == "__main__":
    main(*sys.argv[1:] or ["rough_sleeping"])
