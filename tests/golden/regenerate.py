"""Write the golden numbers again, and say which moved. Name them under "Results change" in the changelog."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from golden.columns import GOLDEN, main_columns

if __name__ == "__main__":
    before = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    after = main_columns()
    for scenario, contracts in after.items():
        for contract, numbers in contracts.items():
            was = before.get(scenario, {}).get(contract, {})
            for column, number in numbers.items():
                if was.get(column) != number:
                    print(f"{scenario}, {contract}, {column}: {was.get(column)} -> {number}")
    GOLDEN.write_text(json.dumps(after, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
