"""Longer forecasts beside what came, as a page: writes docs/verification.md, and says on which machine.

    python scripts/verification.py

Takes a minute or two. The tests marked `verification` (pytest -m verification) hold the same to thresholds.
"""

import os
import platform
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np

import outcomesim as osim

ROOT = Path(__file__).parents[1]
RUNS = (("rough_sleeping_greater_manchester", 10_000), ("mhep_shropshire", 10_000), ("denver", 2_000))
SEED = 2026


def machine():
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if "model name" in line), platform.processor())  # fmt: skip
    return (f"{os.cpu_count()} processors ({cpu}), {platform.system()}, Python {platform.python_version()}, "
            f"numpy {np.__version__}, outcomesim {osim.__version__}, {date.today():%d %B %Y}")  # fmt: skip


def whole(value):
    return "–" if value is None else f"{value:,.0f}"


def main():
    rows, notes = [], []
    for name, replications in RUNS:
        began = perf_counter()
        made = osim.forecasts(osim.load_case(ROOT / "scenarios" / "cases" / f"{name}.toml"),
                              replications=replications, seed=SEED)  # fmt: skip
        seconds = perf_counter() - began
        for forecast in made:
            written, held = forecast.written, {True: "yes", False: "**no**", None: "–"}[forecast.holds]
            mean = f"{whole(forecast.mean)} ± {forecast.draws.std() / np.sqrt(replications):,.1f}"
            low, high = map(whole, forecast.interval)
            cells = (name, written.what, whole(written.amount), mean, f"{low} to {high}", held, f"{replications:,}")
            rows.append(f"| {' | '.join(cells)} | {seconds:.0f} s |")
            notes.append(f"- **{written.what}** ({name}): {written.because}.")
    page = f"""\
# Verification: forecasts beside what came

Made by `python scripts/verification.py`, seed {SEED}, on: {machine()}. Nine futures of ten lie between the two ends.
What was settled, and not forecast, is on the page of [replays](replays.md).

| case | what | actual | mean | nine in ten | held | futures | time |
|---|---|--:|--:|--:|---|--:|--:|
{chr(10).join(rows)}

What each can prove:

{chr(10).join(notes)}
"""
    (ROOT / "docs" / "verification.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
