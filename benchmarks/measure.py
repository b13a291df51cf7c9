"""Measure how fast and how large, side by side in one run, and write docs/performance.md.

    python benchmarks/measure.py [--quick] [--only 'On screen']

Times on a shared machine move; ratios taken in one run move less. Each time is the best of three.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import outcomesim as osim  # noqa: E402

HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "performance.md"
QUICK = "--quick" in sys.argv
REPLICATIONS = 1_000 if QUICK else 10_000
MANY = 50_000 if QUICK else 1_000_000
IN_ORACLE = 20


def best(act: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    taken = []
    for _ in range(1 if QUICK else times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return min(taken)


def with_stops(scenario: osim.Scenario, contracts: tuple[str, ...]) -> osim.Scenario:
    """The same, where these contracts give notice in every replication, at a third of the service."""
    review = {
        "at": [scenario.dates.last_service / 3],
        "outcomes": [scenario.appraisal.headline],
        "target": [1e9],
        "misses_before_notice": 1,
        "notice_months": 3,
    }
    return osim.changed(scenario, {f"contract[{name}].review": review for name in contracts})


def long_runs() -> list[str]:
    """Three contracts, ten thousand replications, with and without stops."""
    lines = [
        "| case | people | lines | replications | as written | the grant stops every future | all three do | target |"
        f"\n{'|---' * 8}|",
    ]
    for name, file, target in (("rough sleeping", "rough_sleeping", 10), ("generic", HERE / "generic.toml", 6)):
        scenario = osim.load(file)
        every = tuple(terms.name for terms in scenario.contracts)
        grant = tuple(terms.name for terms in scenario.contracts if terms.form == "grant")
        cases = (scenario, with_stops(scenario, grant), with_stops(scenario, every))
        times = [best(lambda case=case: osim.simulate(case, replications=REPLICATIONS)) for case in cases]
        people = scenario.cohort.referrals.total.value
        lines.append(
            f"| {name} | {people:,.0f} | {len(scenario.outcomes)} | {REPLICATIONS:,} "
            f"| {times[0]:.1f} s | {times[1]:.1f} s | {times[2]:.1f} s | {target} s |"
        )
    return lines


def against_the_oracle() -> list[str]:
    """The same people, contracts and money by the plain SimPy model, in the same run."""
    from oracle.world import tell

    from outcomesim.preparing import prepare

    lines = [f"| case | oracle, a replication | engine, a replication | ratio |\n{'|---' * 4}|"]
    for name, file in (("rough sleeping", "rough_sleeping"), ("generic", HERE / "generic.toml")):
        scenario = osim.load(file)
        contracts = prepare(scenario).contracts

        def by_oracle(scenario: osim.Scenario = scenario, contracts: tuple[osim.Contract, ...] = contracts) -> None:
            for replication in range(IN_ORACLE):
                for contract in contracts:
                    tell(scenario, contract, seed=1, replication=replication)

        began = time.perf_counter()
        by_oracle()
        slow = (time.perf_counter() - began) / IN_ORACLE
        runs = 2_000 if QUICK else REPLICATIONS
        fast = best(lambda s=scenario, n=runs: osim.simulate(s, replications=n, threads=2)) / runs
        lines.append(f"| {name} | {slow * 1e3:,.0f} ms | {fast * 1e3:.2f} ms | {slow / fast:,.0f} |")
    return lines


def memory() -> list[str]:
    """Peak memory of very many small replications, and of the long run, each in a process of its own."""
    code = (
        "import resource, sys, time, outcomesim as o;"
        "t = time.perf_counter();"
        "r = o.simulate(o.load(sys.argv[1]), replications=int(sys.argv[2]));"
        "c = o.compare_results(r);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.perf_counter() - t)"
    )
    lines = [f"| case | replications | peak memory | time, compared |\n{'|---' * 4}|"]
    for name, file, count in (
        ("ten people", str(HERE / "small.toml"), MANY),
        ("rough sleeping", "rough_sleeping", REPLICATIONS),
    ):
        out = subprocess.run(
            [sys.executable, "-c", code, file, str(count)], capture_output=True, text=True, check=True
        ).stdout.split()
        lines.append(f"| {name} | {count:,} | {float(out[0]):,.0f} MiB | {float(out[1]):.0f} s |")
    return lines


def on_screen() -> list[str]:
    """How long the command takes, as a user waits for it."""
    command = [str(Path(sys.executable).with_name("outcomesim"))]
    compare = [*command, "compare", "rough_sleeping", "--replications", "200"]
    with tempfile.TemporaryDirectory() as folder:
        out = ["--out", str(Path(folder) / "out")]
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(arguments: list[str]) -> float:
            return best(lambda: subprocess.run(arguments, env=environment, capture_output=True, check=True))

        began = time.perf_counter()
        subprocess.run([*compare, "--as-written"], env=environment, capture_output=True, check=True)
        first = time.perf_counter() - began
        table = run([*compare, "--as-written"])
        rows = (
            ("`outcomesim --help`", run([*command, "--help"]), 0.3),
            ("first run, with the kernel compiled", first, None),
            ("of which compiling", first - table, 15.0),
            ("`compare` at 200 replications: the table", table, 2.0),
            ("the folder with report and figures", run([*compare, "--as-written", *out]), 4.0),
            ("both tables: also at the same expected payment", run(compare), None),
            ("both, and the folder", run([*compare, *out]), None),
        )
    lines = [f"| what | time | target |\n{'|---' * 3}|"]
    for what, taken, target in rows:
        lines.append(f"| {what} | {taken:.2f} s | {'' if target is None else f'{target:g} s'} |")
    return lines


def own_contract() -> list[str]:
    """The contract, its file and the same rule on arrays as docs/writing-a-contract.md has them, each by itself."""
    page = (ROOT / "docs" / "writing-a-contract.md").read_text(encoding="utf-8")
    form, _, at_once, _ = re.findall(r"^```python\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    (file,) = re.findall(r"^```toml\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(form + at_once, names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own_contract.toml"
        path.write_text(file, encoding="utf-8")
        scenario = osim.load(path, forms={"cost and bonus": names["BonusTerms"]})
    cases = (
        ("one replication at a time, in plain numbers", "Cost and bonus", "CostAndBonus", "1.5 s"),
        ("all replications at once, on arrays", "Cost and bonus", "CostAndBonusAtOnce", ""),
        ("a block price, shipped", "Block price", "CostAndBonus", ""),
    )
    lines = [
        f"{scenario.horizon_months} months, {len(scenario.outcomes)} outcome lines, a statement each month, 1,000 "
        f"replications.\n\n| one contract alone | time | target |\n{'|---' * 3}|"
    ]
    for what, contract, form, target in cases:

        def run(contract: str = contract, form: str = form) -> None:
            osim.simulate(scenario, replications=1_000, contracts=[contract], forms={"cost and bonus": names[form]})

        lines.append(f"| {what} | {best(run):.2f} s | {target} |")
    return lines


def machine() -> str:
    """This machine, in a sentence."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} processors ({cpu}), {memory_gib:.0f} GiB, {platform.system()}, Python "
        f"{platform.python_version()}, numpy {np.__version__}, outcomesim {osim.__version__}, {date.today():%d %B %Y}"
    )


SECTIONS: dict[str, Callable[[], list[str]]] = {
    "Long runs": long_runs,
    "Against the second reading": against_the_oracle,
    "Memory": memory,
    "On screen": on_screen,
    "A researcher's contract": own_contract,
}


def main() -> None:
    """Measure everything, or the one section named after --only, and write the page."""
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    osim.simulate(osim.load("rough_sleeping"), replications=4)  # compile before anything is timed
    before = PAGE.read_text(encoding="utf-8").split("\n## ") if only else []
    kept = dict(part.split("\n\n", 1) for part in before[1:])
    page = [
        "# Performance",
        f"Made by `python benchmarks/measure.py` on: {machine()}. The machine is shared: times move by a third from "
        "run to run, ratios within one run move less. Each time is the best of three. Two threads; three contracts.",
        "*As written*: rough sleeping has reviews of its grant, which stop the service in about one future in twelve; "
        "the generic case has none. Where a contract *stops every future*, it gives notice at a third of the service, "
        "and all its people live again under the course that it sets: that costs about as much as their first life. "
        "Contracts that direct exactly alike share it. A time above its target is a miss. "
        "*The second reading* is the plain SimPy model of `tests/oracle`, on the same "
        "people, contracts and money, 20 replications.",
    ]
    for heading, measure in SECTIONS.items():
        if not only or heading == only:
            page += [f"## {heading}", "\n".join(measure())]
        elif heading in kept:  # a section that is new is measured when it is asked for
            page += [f"## {heading}", kept[heading].strip()]
    text = "\n\n".join(page) + "\n"
    if QUICK:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"written to docs/performance.md\n\n{text}")


if __name__ == "__main__":
    main()
