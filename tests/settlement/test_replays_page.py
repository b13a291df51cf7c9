"""The page of replays says what the replays say now."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_its_script_writes():
    page = runpy.run_path(str(ROOT / "scripts" / "replays_table.py"))["page"]()
    written = (ROOT / "docs" / "replays.md").read_text(encoding="utf-8")
    assert page == written, "run python scripts/replays_table.py, and read what moved"
