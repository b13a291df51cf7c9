"""The folder a comparison is kept in: report, figures, tables, and what is needed to run it again.

Takes a :class:`~outcomesim.analysis.comparison.Comparison`, gives files. The folder is written beside its place and
moved there when it is whole, so that nothing half-written is ever found. The same comparison gives the same bytes, but
for the time it took.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from outcomesim.analysis.comparison import Comparison
from outcomesim.errors import RunError
from outcomesim.presentation.sheets import csv_tables

CONTENTS = ("report.html", "figures", "tables", "run.json")
PACKAGES = ("numpy", "scipy", "simpy", "numba", "matplotlib", "pydantic", "jinja2")


def check_writable(out: str | Path, contents: tuple[str, ...] = CONTENTS) -> None:
    """Refuse, before the run, a folder that could not be written after it.

    A folder of an earlier run may be replaced; one that holds anything else than ``contents`` may not.

    Raises
    ------
    RunError
        It is a file, holds something that is not ours, or stands where nothing may be written.
    """
    place = Path(out).absolute()
    if place.exists() and not place.is_dir():
        raise RunError(f"{out} is a file: --out must name a folder, new or of an earlier run")
    if place.is_dir():
        strange = sorted(entry.name for entry in place.iterdir() if entry.name not in contents)
        if strange:
            raise RunError(
                f"the folder {out} holds {strange[0]!r}, which outcomesim did not write: it would be lost;"
                " name a new folder, or move that away"
            )
    nearest = next(parent for parent in place.parents if parent.exists())
    if not nearest.is_dir():
        raise RunError(f"{out} cannot be made: {nearest} is a file")
    try:  # to ask is not enough: some places say yes and mean no
        Path(tempfile.mkdtemp(prefix=".outcomesim-", dir=nearest)).rmdir()
    except OSError as error:
        raise RunError(f"{out} cannot be written: nothing can be made in {nearest} ({error.strerror})") from error


def write_folder(comparison: Comparison, out: str | Path, *, png: bool = False) -> Path:
    """Write everything about a comparison, whole or not at all.

    Parameters
    ----------
    comparison : Comparison
    out : path of the folder
        Made with its parents; an earlier run in it is replaced.
    png : bool
        Also keep each figure as PNG.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    RunError
        It cannot be written.
    """
    return write_whole(out, CONTENTS, lambda folder: _write(comparison, folder, png=png))


def write_whole(out: str | Path, contents: tuple[str, ...], write: Callable[[Path], None]) -> Path:
    """Write a folder whole or not at all: beside its place first, and moved there when it is done.

    Parameters
    ----------
    out : path of the folder
    contents : tuple of str
        What it may hold of an earlier run, which is replaced.
    write : function of the unfinished folder
    """
    check_writable(out, contents)
    place = Path(out).absolute()
    unfinished = place.with_name(f".{place.name}.unfinished-{os.getpid()}")
    try:
        unfinished.mkdir(parents=True)
        write(unfinished)
        _move_into_place(unfinished, place)
    except OSError as error:
        raise RunError(f"{out} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Path(out)


def _write(comparison: Comparison, folder: Path, *, png: bool) -> None:
    # Drawing is slow to import, and a check of the folder must not wait for it.
    from outcomesim.presentation.figures import charts
    from outcomesim.presentation.report import report

    drawn = charts(comparison, png=png)
    (folder / "figures").mkdir()
    for chart in drawn:
        put(folder / "figures" / f"{chart.name}.svg", '<?xml version="1.0" encoding="utf-8"?>\n' + chart.svg)
        if png:
            (folder / "figures" / f"{chart.name}.png").write_bytes(chart.png)
    (folder / "tables").mkdir()
    for name, text in csv_tables(comparison).items():
        put(folder / "tables" / name, text)
    put(folder / "report.html", report(comparison, drawn))
    put(folder / "run.json", json.dumps(provenance(comparison), indent=2, ensure_ascii=False, default=str) + "\n")


def put(path: Path, text: str) -> None:
    """Write a text as it is, whatever the machine's own line ends."""
    path.write_text(text, encoding="utf-8", newline="\n")


def _move_into_place(whole: Path, place: Path) -> None:
    """Put the whole folder where it belongs; an earlier run is out of the way only as long as that takes."""
    earlier = place.with_name(f".{place.name}.earlier-{os.getpid()}")
    if place.exists():
        place.rename(earlier)
    try:
        whole.rename(place)
    except OSError:
        if earlier.exists():
            earlier.rename(place)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def provenance(comparison: Comparison) -> dict[str, Any]:
    """What run.json holds: all that is needed to run it again, and what it was run with."""
    scenario = comparison.scenario
    changes = [[path, value] for path, value in scenario.changes]
    whole = json.dumps([list(map(list, scenario.texts)), changes], ensure_ascii=False, default=str)
    return {
        "outcomesim": version("outcomesim"),
        "scenario": {
            "title": scenario.title,
            "file": scenario.file,
            "texts": [{"name": name, "sha256": sha256(text), "text": text} for name, text in scenario.texts],
            "changes": changes,
            "sha256": sha256(whole),
        },
        "contracts": [{"name": c.name, "form": c.form, "described": list(c.described)} for c in comparison.contracts],
        "compared_against": comparison.against,
        "same_expected_payment": [
            {
                "contract": found.contract,
                "prices_multiplied_by": found.scale.value,
                "paid_by_payers": found.paid.value,
                "gap": found.gap.value,
                "tolerance": found.tolerance,
                "reached": found.reached,
                "reason": found.reason,
            }
            for found in (comparison.fair.found if comparison.fair else ())
        ],
        "seed": comparison.seed,
        "replications": comparison.replications,
        "packages": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "wall_seconds": round(comparison.wall_seconds, 3),
    }


def sha256(text: str) -> str:
    """A text's digest, by which it can be told apart."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
