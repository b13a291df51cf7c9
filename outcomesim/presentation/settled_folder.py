"""The folder a settlement is kept in: its text, its tables, and what is needed to settle again.

Takes a :class:`~outcomesim.settlement.settling.Settlement`, gives files, whole or not at all.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from outcomesim.presentation.folder import put, sha256, write_whole
from outcomesim.presentation.settled import settled_text
from outcomesim.presentation.settled_sheets import settled_tables
from outcomesim.settlement.reading.opening import text_of
from outcomesim.settlement.settled import Settlement

SETTLED = ("settlement.txt", "tables", "run.json")


def write_settlement(settlement: Settlement, out: str | Path) -> Path:
    """Write everything about a settlement.

    Parameters
    ----------
    settlement : Settlement
    out : path of the folder
        Made with its parents; an earlier settlement in it is replaced.

    Raises
    ------
    RunError
        It cannot be written.
    """

    def write(folder: Path) -> None:
        (folder / "tables").mkdir()
        for name, text in settled_tables(settlement).items():
            put(folder / "tables" / name, text)
        put(folder / "settlement.txt", settled_text(settlement) + "\n")
        put(folder / "run.json", json.dumps(_provenance(settlement), indent=2, ensure_ascii=False) + "\n")

    return write_whole(out, SETTLED, write)


def _provenance(settlement: Settlement) -> dict[str, Any]:
    case, activity = settlement.case, Path(settlement.activity.file)
    text = text_of(activity, settlement.activity.file)[0].replace("\r\n", "\n") if activity.is_file() else ""
    return {
        "outcomesim": version("outcomesim"),
        "terms": [{"name": name, "sha256": sha256(text), "text": text} for name, text in case.texts],
        "activity": {"name": settlement.activity.file, "sha256": sha256(text), "text": text},
        "contract": settlement.contract.name,
        "described": list(settlement.contract.describe()),
    }
