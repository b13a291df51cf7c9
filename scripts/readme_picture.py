"""The picture in the README: everyone's result in the rough sleeping scenario, drawn from a run of its own.

python scripts/readme_picture.py [how many futures] [folder]
"""

import shutil
import sys
import tempfile
from pathlib import Path

import outcomesim as osim

REPLICATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parents[1] / "docs" / "pictures"

comparison = osim.compare(osim.load("rough_sleeping"), replications=REPLICATIONS)
with tempfile.TemporaryDirectory() as place:
    written = osim.write_folder(comparison, Path(place) / "run")
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(shutil.copy(written / "figures" / "results.svg", FOLDER / "rough_sleeping.svg"))
